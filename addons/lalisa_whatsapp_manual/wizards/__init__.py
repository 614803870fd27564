from . import manual_entry
from . import chat_import
