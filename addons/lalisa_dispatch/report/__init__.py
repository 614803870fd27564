from . import paper_complaint
from . import paper_dispatch
from . import paper_outside
