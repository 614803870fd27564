from . import period_reports
from . import period_report
