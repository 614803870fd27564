from . import statistics
from . import dashboard
