from . import reply_composer
from . import setup
