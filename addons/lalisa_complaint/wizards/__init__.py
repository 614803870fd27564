from . import move_wizard
from . import hand_to_head
from . import person_export
from . import reporter_change
from . import setup
