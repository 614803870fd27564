from . import access_log, tracking
