from . import controllers, models
from .tools.backlog import lengthen

__all__ = ["controllers", "lengthen", "models"]
