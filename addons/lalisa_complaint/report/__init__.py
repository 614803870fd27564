from . import report_complaint
from . import report_more
from . import paper_size
