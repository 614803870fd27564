from . import test_public_address
from . import test_office
from . import test_push_keys
from . import test_period
from . import test_append_only
