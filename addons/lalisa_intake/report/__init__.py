from . import report_poster
