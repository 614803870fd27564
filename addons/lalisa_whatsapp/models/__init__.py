from . import channel
from . import driver_whatsapp
