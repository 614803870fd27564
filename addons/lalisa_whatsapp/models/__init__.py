from . import channel
from . import channel_account
from . import driver_whatsapp
from . import template
