from . import channel
from . import simulated_phone
from . import simulated_message
from . import delivery
