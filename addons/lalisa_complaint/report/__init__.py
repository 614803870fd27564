from . import paper_complaint
from . import paper_more
from . import paper_size
