from . import statistics
from . import complaint_arrival
from . import stage_log_report
from . import dashboard_figure
from . import dashboard_months
from . import dashboard
from . import map
from . import digest
