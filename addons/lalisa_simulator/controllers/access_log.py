"""The simulated providers' addresses hold tokens, as the real ones do: the access log does not keep them."""

import logging
import re

from odoo.addons.lalisa_messaging.controllers.access_log import HideSecrets

SECRET = re.compile(r"(/lalisa/simulator/telegram/(?:file/)?bot|/debug_token\?)[^/\s]+")

logging.getLogger("werkzeug").addFilter(HideSecrets(SECRET))
