from . import move_wizard
