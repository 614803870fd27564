from . import channel
from . import driver_telegram
