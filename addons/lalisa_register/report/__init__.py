from . import period_report
