from . import test_exported_chat
from . import test_manual
