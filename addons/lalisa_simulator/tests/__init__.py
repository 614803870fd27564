from . import test_graph_judge
from . import test_switch
from . import test_phone
from . import test_fault
