from . import alarm
from . import channel
from . import channel_account
from . import driver_whatsapp
from . import template
from . import token_check
