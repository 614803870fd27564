from . import bot_api
from . import graph_api
from . import phone
from . import graph_account
from . import faults
