import logging
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)
# Somebody else wrote the same thing at the same moment; a new transaction sees what they wrote.
CONFLICTS = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, UniqueViolation, ConcurrencyError)
TRIES = 3


class IrCron(models.Model):
    _inherit = "ir.cron"

    @api.model
    def _lalisa_each(self, records, work):
        """Do `work(record)` for each record, in a transaction of its own.

        What meets somebody who writes the same thing is tried again after the others; what fails is logged. Neither
        takes the others' work with it. What stays busy is left to the job's next start, a minute later.

        :param work: called with one record, in a fresh transaction
        """
        waiting = records
        self._commit_progress()  # the first record too is seen as it is now, not as when it was looked for
        for _again in range(TRIES):
            waiting = waiting.filtered(lambda record: self._lalisa_is_busy(record, work))
            if not waiting:
                return
        if job := self.browse(self.env.context.get("cron_id")):
            # Only the root user's jobs come here.
            job.sudo()._trigger(at=fields.Datetime.now() + timedelta(minutes=1))
            self._commit_progress()

    @api.model
    def _lalisa_is_busy(self, record, work):
        try:
            work(record)
            self._commit_progress(1)
        except CONFLICTS as conflict:
            self.env.cr.rollback()
            _logger.info("%s is being written by somebody else: %s", record, conflict)
            return True
        except Exception:
            # One that cannot be done must not stop the job for all others.
            self.env.cr.rollback()
            _logger.exception("could not be done for %s", record)
        return False
