from . import paper_complaint
from . import paper_dispatch
from . import period_papers
from . import paper_size
from . import period_paper
from . import paper_more
