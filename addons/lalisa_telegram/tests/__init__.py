from . import test_inbox, test_lost_answers, test_media, test_outbox, test_update
