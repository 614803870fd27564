from . import driver_whatsapp_manual
from . import channel
from . import contact
from . import conversation
from . import message
from . import complaint
