import base64
import hashlib
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import psycopg2

from odoo import api, fields, models
from odoo.tools.image import image_process

from ..tools import media_content, retry
from ..tools.driver_types import MediaResult

_logger = logging.getLogger(__name__)
BATCH = 8
# A worker that died in the middle: fetching twice harms nobody.
LEASE = timedelta(minutes=5)
# So long after a message WhatsApp has its file; until then a host in trouble is asked again.
KEPT_FOR = timedelta(days=7)
# From this attempt on the operator reads that the file does not come.
TOLD_AFTER = 3
SERIALIZATION_TRIES = 10
DEFAULT_MAX_MB = 32
DISPLAY_SIZE, DISPLAY_QUALITY = (1920, 1920), 85


class LalisaMessageMedia(models.AbstractModel):
    """Files of messages are fetched by a job of their own: the message stands at once, a stuck host delays nobody."""

    _name = "lalisa.message.media"
    _description = "Media of a message"

    @api.model
    def _cron_fetch_media(self):
        """Fetch what waits until nothing is due or the job's time is over."""
        if self.env["lalisa.channel"]._is_training_copy():
            return
        while messages := self._write_and_commit(self._claim_media):
            requests = messages._prepare_media_requests()
            with ThreadPoolExecutor(max_workers=BATCH) as pool:
                results = list(pool.map(_fetch_one, requests))
            for result in results:
                self._keep_result(result)
            if not self.env["ir.cron"]._commit_progress(len(messages)):
                self.env["lalisa.trigger"]._trigger_media()
                return
        if waiting := self.search([("media_state", "=", "waiting")], order="media_next_at", limit=1):
            self.env["lalisa.trigger"]._trigger_media(at=waiting.media_next_at or None)

    @api.model
    def _keep_result(self, result):
        """Write what became of one file; what goes wrong with it, such as a full disk, harms no other.

        :param result: `MediaResult`
        """
        message = self.browse(result.message_id)
        try:
            self._write_and_commit(partial(message._apply_media, result))
        except Exception as error:  # noqa: BLE001 - whatever it is, the file can be asked for again
            self.env.cr.rollback()
            self.env.invalidate_all(flush=False)
            _logger.warning("the file of message %s could not be kept (%s)", message.id, type(error).__name__)
            failed = MediaResult(message.id, failure="temporary")
            self._write_and_commit(partial(message._apply_media, failed))

    @api.model
    def _write_and_commit(self, write):
        """Write and commits; where somebody writes the same row at the same moment, anew.

        An operator who looks at a message just then must not make its file wait until the lease has run out.

        :param write: what is done, without arguments
        :return: what it gives
        """
        for _attempt in range(SERIALIZATION_TRIES):
            try:
                done = write()
                self.env.flush_all()
                self.env.cr.commit()  # pylint: disable=invalid-commit
                return done
            except psycopg2.errors.SerializationFailure:
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
        return write()

    @api.model
    def _claim_media(self):
        """Those not yet tried come first, so that a host that hangs holds back only its own."""
        now = fields.Datetime.now()
        messages = self.search(
            [
                ("media_state", "=", "waiting"),
                "|",
                ("media_next_at", "=", False),
                ("media_next_at", "<=", now),
            ],
            order="media_attempts, id",
            limit=BATCH,
        )
        for message in messages:
            message.write({"media_attempts": message.media_attempts + 1, "media_next_at": now + LEASE})
        return messages

    def _prepare_media_requests(self):
        parameter = self.env["ir.config_parameter"].get_param("lalisa_messaging.max_media_mb", DEFAULT_MAX_MB)
        limit = int(parameter) * 1024 * 1024
        return [
            message.channel_id._get_driver()._prepare_media_request(message.channel_id, message, limit)
            for message in self
        ]

    def _apply_media(self, result):
        """Keep the file, tries again later, or says in the message why there is none."""
        failure = result.failure
        if failure == "temporary":
            if fields.Datetime.now() < self.occurred_at + KEPT_FOR:
                return self._postpone_fetching(result.retry_after)
            failure = "expired"
        if not failure:
            failure = self._keep_media(result.content)
        self.write(
            {
                "media_state": "failed" if failure else "fetched",
                "media_next_at": False,
                "media_error": self._get_media_reason(failure) if failure else False,
            }
        )
        self.conversation_id._on_media(self)

    def _postpone_fetching(self, retry_after):
        wait = timedelta(seconds=retry.compute_delay(self.media_attempts, retry_after))
        self.media_next_at = fields.Datetime.now() + wait
        if self.media_attempts >= TOLD_AFTER:
            self.media_error = self._get_media_reason("waiting")
            self.conversation_id._on_media(self)

    def _keep_media(self, content):
        """Store a file that is what its message says.

        :return: the refusal, or an empty text
        """
        try:
            mimetype = media_content.judge_content(self.kind, content)
            shown = self._draw_for_display(content) if self.kind == "image" else content
        except ValueError as refusal:
            return str(refusal)
        self.media_sha256 = hashlib.sha256(content).hexdigest()
        if self.kind == "image":
            self.media_original = base64.b64encode(content)
            mimetype = "image/jpeg"
        self.env["ir.attachment"].create(
            {
                "name": media_content.safe_name(self.media_name, self.kind, mimetype),
                "raw": shown,
                "mimetype": mimetype,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        return ""

    def _draw_for_display(self, content):
        """Return the picture drawn anew: nothing of its metadata, nothing hidden behind it.

        :raises ValueError: it cannot be drawn, or is far too large
        """
        try:
            return image_process(
                content, size=DISPLAY_SIZE, verify_resolution=True, quality=DISPLAY_QUALITY, output_format="JPEG"
            )
        except Exception:  # noqa: BLE001 - a damaged picture breaks the reader in many ways
            _logger.info("the picture of message %s cannot be drawn", self.id)
            raise ValueError("damaged") from None

    def _get_media_reason(self, failure):
        """Return a refusal as a sentence for the operator, with the next step."""
        return {
            "expired": self.env._("The provider no longer has the file: ask the reporter to send it again."),
            "too_large": self.env._("The file is too large: ask the reporter for a smaller one."),
            "wrong_kind": self.env._("The file is not what it claims to be and was not kept."),
            "refused_host": self.env._("The file lies on a foreign server and was not fetched."),
            "damaged": self.env._("The picture is damaged: ask the reporter to send it again."),
            "waiting": self.env._("The provider does not hand over the file now; it is asked again each hour."),
        }.get(failure, self.env._("The file could not be fetched: ask the reporter to send it again."))


def _fetch_one(request):
    if isinstance(request, MediaResult):
        return request
    try:
        return request.fetcher(request)
    except Exception as error:  # noqa: BLE001 - one broken download must not stop the others
        _logger.warning("fetching the file of message %s broke (%s)", request.message_id, type(error).__name__)
        return MediaResult(request.message_id, failure="temporary")
