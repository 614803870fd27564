from . import access_log, paper_check, tracking
