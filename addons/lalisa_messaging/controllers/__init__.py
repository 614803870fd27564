from . import access_log, health, metrics, webhook
