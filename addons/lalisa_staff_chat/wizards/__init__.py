from . import staff_link_wizard
