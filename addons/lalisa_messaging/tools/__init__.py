from . import cron_threads, driver_types, secret_box, text, wake
