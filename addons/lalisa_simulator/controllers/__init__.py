from . import bot_api
from . import graph_api
from . import phone
