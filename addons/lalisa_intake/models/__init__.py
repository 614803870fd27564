from . import message_template
from . import contact
from . import complaint
from . import complaint_notices
from . import conversation
from . import message
