from . import test_access, test_text, test_wake
