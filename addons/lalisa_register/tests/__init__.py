from . import test_facts_of_others
from . import test_making_reports
from . import test_report_check
from . import test_report_outside
from . import test_period_reports
from . import test_register
from . import test_service_fields
from . import test_tampering
