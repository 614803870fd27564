from . import report_complaint
from . import report_sop
from . import report_result
from . import report_disposition
from . import paper_size
