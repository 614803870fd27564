from . import paper_complaint
