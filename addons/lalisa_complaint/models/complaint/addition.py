import base64
import logging
from datetime import timedelta

import psycopg2

from odoo import fields, models
from odoo.tools import mute_logger
from odoo.tools.image import image_process

from odoo.addons.lalisa_base.tools.office_language import in_indonesian

_logger = logging.getLogger(__name__)
MAX_WORDS = 4000
MAX_PHOTOS = 4
MAX_PHOTO_BYTES = 10 * 1024 * 1024
# What a person sends in an hour; more is a script that found a link.
PER_HOUR = 10
# What telephones send; of WebP nothing here could take the metadata out.
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
DISPLAY_SIZE, DISPLAY_QUALITY = (1920, 1920), 85


class AdditionRefused(Exception):
    """Why nothing was kept: `closed`, `empty`, `too_long`, `too_many`, `too_large`, `no_photo` or `too_often`."""


class LalisaComplaintAddition(models.Model):
    """What a reporter added on their page. Their own words: read by those who work the complaint."""

    _name = "lalisa.complaint.addition"
    _description = "Addition of the reporter"
    _order = "id desc"
    _rec_name = "complaint_id"
    _allow_sudo_commands = False

    complaint_id = fields.Many2one("lalisa.complaint", required=True, readonly=True, index=True, ondelete="cascade")
    key = fields.Char(required=True, readonly=True, help="Of the form: pressed twice, kept once.")
    added_at = fields.Datetime("Added", required=True, readonly=True)
    body = fields.Text("Words", readonly=True)
    photo_ids = fields.Many2many("ir.attachment", string="Photos", readonly=True)

    _key_uniq = models.Constraint("UNIQUE(complaint_id, key)", "This addition is here already.")

    def _keep_words(self, text, photos):
        """Keep words and pictures, drawn anew: nothing of their metadata, nothing hidden behind them."""
        attachments = self.env["ir.attachment"].create(
            [
                {
                    "name": f"foto-{number}.jpg",
                    "datas": base64.b64encode(photo),
                    "mimetype": "image/jpeg",
                    "res_model": self._name,
                    "res_id": self.id,
                }
                for number, photo in enumerate(photos, 1)
            ]
        )
        self.write({"body": text, "photo_ids": attachments.ids})

    def _apply_retention(self):
        """Take the words and pictures out; that something was added, and when, stays."""
        self.photo_ids.unlink()
        self.write({"body": False})


class LalisaComplaintPage(models.AbstractModel):
    """A reporter adds words and photos on their page; it counts as an answer, as it would in a chat."""

    _name = "lalisa.complaint.page"
    _description = "Page of the reporter"

    def _takes_additions(self):
        """Tell whether the reporter's page still offers its form."""
        return self.stage_kind != "closed"

    def _take_addition(self, key, text, photos):
        """Keep what the reporter added, wake a complaint that waited for it and tell whose turn it is.

        :param key: the form's own mark; the same mark twice is kept once
        :param text: the reporter's words
        :param photos: the bytes of the files as they came
        :raises AdditionRefused: nothing was kept; says why
        """
        self.ensure_one()
        text = (text or "").strip()
        self._check_addition(text, photos)
        drawn = [_redraw_photo(photo) for photo in photos]
        addition = self._new_addition(key)
        if addition:
            self._keep_addition(addition, text, photos, drawn)
            self._addition_arrived()

    def _check_addition(self, text, photos):
        hour_ago = fields.Datetime.now() - timedelta(hours=1)
        refusals = {
            "closed": not self._takes_additions(),
            "empty": not text and not photos,
            "too_long": len(text) > MAX_WORDS,
            "too_many": len(photos) > MAX_PHOTOS,
            "too_large": any(len(photo) > MAX_PHOTO_BYTES for photo in photos),
            "too_often": len(self.addition_ids.filtered(lambda one: one.added_at > hour_ago)) >= PER_HOUR,
        }
        for reason, applies in refusals.items():
            if applies:
                raise AdditionRefused(reason)

    def _new_addition(self, key):
        """Return the new addition; empty where this form has been sent before."""
        values = {"complaint_id": self.id, "key": key, "added_at": fields.Datetime.now()}
        additions = self.env["lalisa.complaint.addition"]
        try:
            # Two presses of one button may arrive side by side: the database decides.
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return additions.create(values)
        except psycopg2.errors.UniqueViolation:
            return additions

    def _keep_addition(self, addition, text, photos, drawn):
        """Keep the words and pictures of an addition; a channel keeps them with its conversation.

        :param photos: the bytes as they came
        :param drawn: the same pictures as JPEG without metadata
        """
        addition._keep_words(text, drawn)

    def _addition_arrived(self):
        waited = self._reporter_answered()
        chatter = in_indonesian(self)
        chatter.message_post(body=chatter.env._("The reporter has added something on their page."))
        if not waited:
            # A complaint that waited calls those whose turn begins by itself; the team never sees these words.
            team = self.env.ref("lalisa_complaint.group_response_team")
            operators = self.env.ref("lalisa_complaint.group_operator")
            for user in self.stage_log_id._find_people(self.acting_group_ids - team | operators):
                text = self.with_context(lang=user.lang).env._(
                    "The reporter has added something to complaint %s.", self.number
                )
                user._lalisa_notify(self.number, text, self)


def _redraw_photo(content):
    """Return a photo as a JPEG of a sensible size, judged by its bytes and never by its name.

    :raises AdditionRefused: no picture, or one that cannot be drawn
    """
    if not content.startswith(SIGNATURES):
        raise AdditionRefused("no_photo")
    try:
        return image_process(
            content,
            size=DISPLAY_SIZE,
            verify_resolution=True,
            quality=DISPLAY_QUALITY,
            output_format="JPEG",
        )
    except Exception as error:  # noqa: BLE001 - a damaged picture breaks the reader in many ways
        _logger.info("a photo of the reporter's page cannot be drawn (%s)", type(error).__name__)
        raise AdditionRefused("no_photo") from None
