from . import test_chat_command
from . import test_dialog
from . import test_intake
from . import test_media
from . import test_notices
from . import test_results
from . import test_screens
