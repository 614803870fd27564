from . import test_facts_of_others
from . import test_making_papers
from . import test_paper_check
from . import test_paper_outside
from . import test_period_papers
from . import test_register
from . import test_service_fields
from . import test_tampering
