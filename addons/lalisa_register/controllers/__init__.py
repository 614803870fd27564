from . import report_check
