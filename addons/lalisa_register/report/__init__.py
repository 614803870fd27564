from . import period_paper
