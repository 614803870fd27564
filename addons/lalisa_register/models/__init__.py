from . import register_line
from . import register_entry
from . import register_closing
from . import register_check
from . import report_seal
