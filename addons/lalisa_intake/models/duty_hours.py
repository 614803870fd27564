from datetime import UTC, timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.lalisa_complaint.report.wording import long_time

LOOK_AHEAD = timedelta(days=14)


class ResCompany(models.Model):
    """What citizens are told about the office itself: hours, emergency numbers, who answers for their data."""

    _inherit = "res.company"

    lalisa_duty_hours = fields.Char(
        "Duty hours in words", help="As citizens read them, for example: Senin-Jumat 08.00-16.00"
    )
    lalisa_emergency_numbers = fields.Char("Emergency numbers", default="Polri 110")
    lalisa_privacy_officer = fields.Char("Data protection officer", default="Kepala Satpol PP Kabupaten Balangan")
    lalisa_retention = fields.Char("Kept for", default="sesuai jadwal retensi arsip")
    lalisa_night_from = fields.Float("Quiet from", help="By the office's clock; equal times: never quiet.")
    lalisa_night_until = fields.Float("Quiet until")

    def _is_on_duty(self):
        """Tell whether somebody is on duty at this moment."""
        calendar = self.lalisa_duty_calendar_id
        if not calendar:
            return True
        now = fields.Datetime.now().replace(tzinfo=UTC)
        return bool(self._duty_from(now, now + timedelta(seconds=1)))

    def _next_duty(self):
        """Return when somebody is on duty again, in words; a dash where the calendar knows of no time."""
        now = fields.Datetime.now().replace(tzinfo=UTC)
        ahead = self._duty_from(now, now + LOOK_AHEAD)
        return long_time(ahead[0].astimezone(UTC).replace(tzinfo=None)) if ahead else "-"

    def _duty_from(self, start, end):
        calendar_sudo = self.sudo().lalisa_duty_calendar_id  # opening hours are no secret
        if not calendar_sudo:
            return []
        intervals = calendar_sudo._work_intervals_batch(start, end)[False]
        return [begin for begin, _until, _rows in intervals]

    def _words_for_citizens(self):
        """Return the office's own values for the texts to citizens."""
        return {
            "jam_layanan": self.lalisa_duty_hours or "-",
            "waktu_layanan": self._next_duty,
            "nomor_darurat": self.lalisa_emergency_numbers or "Polri 110",
            "petugas_data": self.lalisa_privacy_officer or "-",
            "retensi": self.lalisa_retention or "-",
        }

    @api.constrains("lalisa_night_from", "lalisa_night_until")
    def _check_night(self):
        for company in self:
            if not all(0 <= company[name] < 24 for name in ("lalisa_night_from", "lalisa_night_until")):
                raise ValidationError(self.env._("Quiet hours lie between 00:00 and 23:59."))


class LalisaAlarm(models.AbstractModel):
    _inherit = "lalisa.alarm"

    def _open_hours(self, start, end):
        """Only the office's service hours count: a quiet night is no alarm."""
        # Opening hours are no secret; the scheduled job may read no calendar.
        calendar_sudo = self.env["res.company"]._lalisa_office().lalisa_duty_calendar_id
        if not calendar_sudo:
            return super()._open_hours(start, end)
        return calendar_sudo.get_work_hours_count(start.replace(tzinfo=UTC), end.replace(tzinfo=UTC))
