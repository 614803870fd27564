from . import channel
from . import driver_telegram
from . import polling
from . import token_check
