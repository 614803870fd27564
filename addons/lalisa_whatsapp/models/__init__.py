from . import alarm
from . import channel
from . import driver_whatsapp
from . import template
