from . import statistics
from . import complaint_arrival
from . import visit_report
from . import dashboard_months
from . import dashboard
from . import map
from . import morning
