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
GROUP = 10


class IrCron(models.Model):
    _inherit = "ir.cron"

    @api.model
    def _lalisa_each(self, records, work):
        """Does `work(record)` for each record: a few in one transaction, and where that fails each in its own.

        What meets somebody who writes the same thing is tried again after the others; what fails is logged. Neither
        takes the others' work with it. What stays busy is left to the job's next start, a minute later.

        :param work: called with one record
        """
        waiting = self._lalisa_left_by_groups(records, work)
        for _again in range(TRIES):
            waiting = waiting.filtered(lambda record: self._lalisa_is_busy(record, work))
            if not waiting:
                return
        if job := self.browse(self.env.context.get("cron_id")):
            # Only the root user's jobs come here.
            job.sudo()._trigger(at=fields.Datetime.now() + timedelta(minutes=1))
            self._commit_progress()

    @api.model
    def _lalisa_left_by_groups(self, records, work):
        """Most of what a commit costs is the same for one record and for ten.

        :return: the records whose group met somebody else, or had one that fails; nothing of them is done
        """
        left = records.browse()
        for start in range(0, len(records), GROUP):
            group = records[start : start + GROUP]
            try:
                for record in group:
                    work(record)
                self._commit_progress(len(group))
            except Exception:  # noqa: BLE001 - each of them is done, or judged, alone
                self.env.cr.rollback()
                left |= group
        return left

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
