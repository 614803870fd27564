from . import models, report, demo
