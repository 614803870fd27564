from . import test_sop_data
from . import test_moves
from . import test_visits_and_deadlines
from . import test_escalation
from . import test_access
from . import test_dispatch
from . import test_papers
from . import test_tracking
