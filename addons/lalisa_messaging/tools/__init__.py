from . import cron_threads, cron_trigger, driver_types, secret_box, text
