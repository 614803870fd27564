from . import access_log, bot_api
from . import graph_api
from . import phone
from . import graph_account
from . import faults
