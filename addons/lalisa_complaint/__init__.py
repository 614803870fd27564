from . import controllers, models, report, wizards
from . import demo
from .hooks import uninstall_hook
