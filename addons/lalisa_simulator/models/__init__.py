from . import channel
from . import fault
from . import simulated_phone
from . import simulated_message
from . import delivery
from . import simulated_upload
from . import simulated_template
from . import simulated_call
