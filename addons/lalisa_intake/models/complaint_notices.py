from datetime import timedelta
from functools import partial

from odoo import SUPERUSER_ID, fields, models

from odoo.addons.lalisa_complaint.models.sop.stage_role import RESULT_ORDERED, StageRole
from odoo.addons.lalisa_complaint.report.wording import format_clock, in_indonesian, long_date

# Notices of other stages say no more than where the complaint is: a newer one makes an old one that could not leave
# pointless. The first answer with the number, the result, and what closes a complaint, are never pointless.
KEPT = (StageRole.INTAKE, StageRole.DELIVERY)
POINTLESS_AFTER = timedelta(minutes=10)
# The button by which a reporter says that the result has arrived.
RECEIVED = "Sudah saya terima"


class LalisaComplaintNotice(models.AbstractModel):
    """What the reporter hears, and when."""

    _name = "lalisa.complaint.notice"
    _description = "Notices to the reporter"

    def _notify_stage(self):
        """Queue the notice of the stage just entered, where the office sends one."""
        template = self.env["lalisa.message.template"]._find_notice(self.stage_id)
        # The result has a message of its own that closes the complaint.
        if template and self.stage_role != StageRole.DELIVERY:
            self._notify_reporter(template.code)

    def _notify_reporter(self, code, buttons=None, **values):
        """Queue one notice to the reporter, in the same transaction as what it tells of.

        :return: the `lalisa.message`, cancelled where the reporter wants no notices; empty when there is no
            conversation or the notice is not for this complaint
        """
        template = self._choose_template(code)
        text = template._fill_body({**self._words_for_notice(), **values})
        if not self.conversation_id or not text:
            return self.env["lalisa.message"]
        self._drop_overtaken()
        message = self.conversation_id._queue_message(
            text,
            buttons=buttons,
            asks_location=template.asks_location or self._waits_for_place(),
            template=self._get_provider_template(template),
            purpose=f"notice:{code}",
            unasked=self._get_unasked(template),
        )
        message.complaint_id = self
        self.conversation_id._tell_staff(self)
        if message.state == "cancelled":
            self._note_unsent(code)
        return message

    def _note_unsent(self, code):
        """Leave a trace on the complaint of what is not told to whoever wants no notices."""
        notice = self.env["lalisa.message.template"]._find_by_code(code).name
        self.message_post(body=self.env._("Not sent, for the reporter wants no notices: %s", notice))

    def _get_unasked(self, template):
        """Return whether a notice may leave at night; what confirms the reporter's own withdrawal is their answer.

        :return: see `unasked` of `lalisa.message`
        """
        if self.stage_role == StageRole.WITHDRAWN and self.env.uid == SUPERUSER_ID:
            return ""
        return "urgent" if template.at_night else "day"

    def _drop_overtaken(self):
        """Take back old notices of earlier steps that could not leave: the newer one says where the complaint is."""
        passing = (
            self.env["lalisa.message.template"]
            .with_context(active_test=False)
            .search(
                [
                    ("kind", "=", "notice"),
                    ("stage_id.kind", "!=", "closed"),
                    ("stage_id.role", "not in", KEPT),
                ]
            )
        )
        overtaken = self.env["lalisa.message"].search(
            [
                ("complaint_id", "=", self.id),
                ("state", "=", "queued"),
                ("occurred_at", "<", fields.Datetime.now() - POINTLESS_AFTER),
                ("purpose", "in", [f"notice:{template.code}" for template in passing]),
            ]
        )
        overtaken._cancel_queued(self.env._("It could not be sent in time; a newer notice took its place."))

    def _waits_for_place(self):
        """Tell whether the complaint was sent back to its reporter because the place is not clear."""
        unclear = self.env.ref("lalisa_complaint.reason_unclear_place", raise_if_not_found=False)
        last = self.stage_log_ids.filtered("left_at").sorted("id")[-1:]
        return self.stage_role == StageRole.WAITING and bool(unclear) and last.reason_id == unclear

    def _choose_template(self, code):
        """Return the text for a notice: none where a target could learn from it, a neutral one for secret cases."""
        templates = self.env["lalisa.message.template"]
        template = templates._find_by_code(code)
        if self._is_vague() and not template.covert_safe:
            return templates.browse()
        if template and self.confidentiality != "open" and not template.neutral:
            return templates._find_by_code("neutral")
        return template

    def _words_for_notice(self):
        """Return the values for the texts to citizens; of no complaint, the office's own.

        :return: {placeholder: text, or a callable that makes it where it is needed}
        """
        office = (self.company_id or self.env["res.company"]._lalisa_office())._words_for_citizens()
        if not self:
            return office
        now = fields.Datetime.now()
        return {
            **office,
            "nomor": self.number,
            "jam": partial(format_clock, now),
            "tanggal": partial(long_date, now),
            "tahap": self._get_public_stage,
            "alasan": self._public_reason,
            "hasil": self._get_public_result,
            "instansi": self.agency_id.name or "",
            "kontak": self.agency_id.contact or "",
            "lacak": self._tracking_url,
        }

    def _get_public_stage(self):
        """Return the stage as the reporter may know it."""
        return self.stage_id._get_public_name(self.covert)

    def _get_public_result(self):
        """Return the result as the reporter may know it."""
        return (self.result_public or "").strip()

    def _get_provider_template(self, template):
        """Return the approved template of a notice; its parameters are never free text."""
        if not template.provider_template:
            return None
        return {"name": template.provider_template, "language": "id", "params": [self.number]}

    def _closing_buttons(self):
        """Return the button below the closing message, where only the reporter can tell that it has arrived.

        :return: [(id, title)]
        """
        connector = self.conversation_id.channel_id._get_driver() if self.conversation_id else None
        silent = connector is not None and not connector._has_receipts and not connector._by_hand
        return [(f"received:{self.number}", RECEIVED)] if silent else []

    def _order_closing(self):
        """Queue the closing message; its own receipt will close the complaint (SOP step 8)."""
        super()._order_closing()
        # On a shared telephone the result of a secret complaint is read only on request.
        code = "result" if self.confidentiality == "open" else "result_neutral"
        message = self._notify_reporter(code, buttons=self._closing_buttons())
        self._expect_receipt(message)
        if self.conversation_id and not message:
            # The office has no words for it: somebody has to tell the result.
            self._note_closing_failed(message)

    def _expect_receipt(self, message):
        """Let the receipt of this message close the complaint; one that may not leave is a task at once."""
        if message:
            self._write_engine({"closing_message_id": message.id})
        if message.state == "cancelled":
            self._note_closing_failed(message)

    def _note_closing_failed(self, message):
        """Make a task for whoever does the operator's part: the closing message did not arrive."""
        chatter = in_indonesian(self)
        self._ask_to_call(chatter.env._("Result of %s not delivered: telephone the reporter", self.number), message)

    def _note_not_delivered(self, message):
        """Make one task to telephone of the other messages of this complaint that did not arrive, however many."""
        summary = in_indonesian(self).env._("A message on %s did not arrive: telephone the reporter", self.number)
        if summary not in self.activity_ids.mapped("summary"):
            self._ask_to_call(summary, message)

    def _ask_to_call(self, summary, message):
        """Schedule a call for whoever does the operator's part."""
        for user in self.env.ref(f"lalisa_complaint.group_{self._intake_role()}").user_ids:
            self.activity_schedule(
                "mail.mail_activity_data_call", user_id=user.id, summary=summary, note=message.failure_reason
            )

    def _get_status_text(self):
        """Return the answer to STATUS: on request, so also what a secret complaint's notices leave out."""
        head = f"Aduan {self.number}: {self._get_public_stage()}."
        if not self._is_stage_told():
            return head
        if self.stage_role in RESULT_ORDERED and self.result_public:
            return f"{head} Hasil: {self._get_public_result()}"
        if self.stage_role in (StageRole.WAITING, StageRole.REJECTED):
            return f"{head} {self._public_reason()}".strip()
        if self.stage_role == StageRole.REFERRED and self.agency_id:
            return f"{head} {self.agency_id.name}. {self.agency_id.contact or ''}".strip()
        return head
