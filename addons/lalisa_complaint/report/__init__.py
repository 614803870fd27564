from . import paper_complaint
from . import paper_dispatch
