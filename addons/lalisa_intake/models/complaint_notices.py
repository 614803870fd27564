from datetime import UTC

from odoo import fields, models

from odoo.addons.lalisa_complaint.models.complaint import WITA

MONTHS = (
    "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
).split()
# Which notice belongs to which stage that was entered.
NOTICES = {
    "waiting_reporter": "returned",
    "field_check": "verified",
    "dispatch": "forwarded",
    "resolve": "acted",
    "unsuitable": "unsuitable",
    "referred": "referred",
    "duplicate": "duplicate",
    "cancelled": "cancelled",
    "unanswered": "unanswered",
}
# A target may pose as a reporter: until step 6 has ended, closed operations say no more than this.
COVERT_UNTIL = ("receive", "check", "verify", "field_check", "dispatch", "resolve")
IN_PROGRESS = "sedang diproses"


class LalisaComplaint(models.Model):
    """What the reporter hears, and when."""

    _inherit = "lalisa.complaint"

    def _after_move(self, visit, previous_stage):
        super()._after_move(visit, previous_stage)
        code = NOTICES.get(self.stage_code)
        first_return = visit.result != "returned"
        if code and first_return:
            self.sudo()._notify_reporter(code)

    def _notify_reporter(self, code, **values):
        """Queues one notice to the reporter, in the same transaction as what it tells of.

        :return: the `lalisa.message`; empty when there is no conversation or the notice is switched off
        """
        nothing = self.env["lalisa.message"]
        if not self.conversation_id or (self.covert and code in ("verified", "forwarded", "acted")):
            return nothing
        values = {**self._notice_values(), **values}
        templates = self.env["lalisa.message.template"]
        text = templates._text(code, values)
        if not text:
            return nothing
        return self.conversation_id._queue(
            text, template=self._provider_template(code), purpose=f"notice:{code}"
        )

    def _notice_values(self):
        moment = fields.Datetime.now().replace(tzinfo=UTC).astimezone(WITA)
        left = self.visit_ids.filtered("left_at")[-1:]
        return {
            "nomor": self.number,
            "jam": moment.strftime("%H.%M"),
            "tanggal": f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}",
            "tahap": self._public_stage(),
            "alasan": left.reason or left.reason_id.name or "",
            "hasil": self._public_result(),
            "instansi": self.agency_id.name or "",
            "kontak": self.agency_id.contact or "",
        }

    def _public_stage(self):
        """The stage as the reporter may know it."""
        covert = self.covert and self.stage_code in COVERT_UNTIL
        return IN_PROGRESS if covert else self.stage_id.name

    def _public_result(self):
        return (self.result_public or "").strip()

    def _provider_template(self, code):
        """The approved template of a notice; its parameters are never free text."""
        template = self.env["lalisa.message.template"].search([("code", "=", code)], limit=1)
        if not template.provider_template:
            return None
        return {"name": template.provider_template, "language": "id", "params": [self.number]}

    def _order_closing(self):
        """Queues the closing message; its own receipt will close the complaint (SOP step 8)."""
        super()._order_closing()
        # On a shared telephone the result of a secret complaint is read only on request.
        code = "result" if self.confidentiality == "open" else "result_neutral"
        message = self._notify_reporter(code)
        if message:
            self._write_engine({"closing_message_id": message.id})

    def _closing_failed(self, message):
        """The closing message did not arrive: a task for the operators with the next action."""
        operators = self.env.ref("lalisa_complaint.group_operator").user_ids
        for user in operators:
            self.activity_schedule(
                "mail.mail_activity_data_call",
                user_id=user.id,
                summary=self.env._(
                    "Result of %s not delivered: telephone the reporter", self.number
                ),
                note=message.failure_reason,
            )

    def _status_text(self):
        """The answer to STATUS."""
        if self.stage_code in ("delivery", "done") and self.result_public:
            return f"Aduan {self.number}: {self.stage_id.name}. Hasil: {self._public_result()}"
        return f"Aduan {self.number}: {self._public_stage()}."
