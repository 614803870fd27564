import logging
import signal
import sys
import time
from pathlib import Path

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.cli import Command
from odoo.modules.registry import Registry
from odoo.tools import config

_logger = logging.getLogger(__name__)
ALIVE = "telegram_poll.alive"  # in the data folder; its age tells a monitor that rounds go on
PAUSE = 2  # seconds between two rounds that had nothing to do, and after a failure


class TelegramPoll(Command):
    """Fetches what citizens write from Telegram, for bots without a public address; runs beside the server.

    It may run on several machines: each bot is fetched by exactly one, and another takes over when that one dies.
    """

    name = "telegram_poll"

    def run(self, args):
        config.parser.prog = self.prog
        config.parse_config(args, setup_logging=True)
        if len(config["db_name"]) != 1:
            sys.exit("Name one database: odoo telegram_poll -d NAME")
        signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(0))
        offsets = {}
        alive = Path(config["data_dir"]) / ALIVE
        while True:
            alive.touch()
            if not self._poll_once(config["db_name"][0], offsets):
                time.sleep(PAUSE)

    @staticmethod
    def _poll_once(database, offsets):
        """Tell whether anything was waited for."""
        try:
            with Registry(database).cursor() as cr:
                channels = api.Environment(cr, SUPERUSER_ID, {})["lalisa.channel"]
                return channels._telegram_poll_round(offsets)
        except psycopg2.Error as problem:
            _logger.warning("the database cannot be used now (%s)", type(problem).__name__)
            return False
