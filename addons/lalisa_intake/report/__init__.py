from . import paper_poster
