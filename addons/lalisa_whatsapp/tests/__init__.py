from . import test_cloud_api, test_inbox, test_outbox, test_payload, test_webhook
