from . import (
    test_alarms,
    test_access,
    test_webhook_backlog,
    test_full_disk,
    test_linear_time,
    test_text,
    test_cron_trigger,
)
