from . import test_link_code
from . import test_linking
from . import test_buttons
from . import test_team_chat
from . import test_notices
from . import test_group_chat
from . import test_morning
from . import test_ping
