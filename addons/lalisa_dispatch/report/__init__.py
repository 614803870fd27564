from . import report_complaint
from . import report_dispatch
from . import report_outside
