from . import test_account_alarms, test_cloud_api, test_inbox, test_outbox, test_payload, test_token_check, test_webhook
from . import test_changes, test_media, test_quiet_hours
from . import test_files_out, test_full_disk, test_lost_answers
from . import test_templates, test_usage, test_variations
