from . import period_papers
from . import period_paper
