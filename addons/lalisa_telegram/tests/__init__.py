from . import test_inbox, test_outbox, test_update
