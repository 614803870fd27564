from . import ceiling
