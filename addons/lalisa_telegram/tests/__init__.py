from . import test_inbox, test_media, test_outbox, test_update
