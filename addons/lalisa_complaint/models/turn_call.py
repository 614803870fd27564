import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class LalisaComplaintVisit(models.Model):
    """A turn reaches the person: a call when the step begins, and the stand-in when nobody answers it."""

    _inherit = "lalisa.complaint.visit"

    calendar_id = fields.Many2one("resource.calendar", "Service hours", readonly=True)
    call_at = fields.Datetime(readonly=True)
    hand_on_at = fields.Datetime(readonly=True)

    def _acknowledge(self, role):
        """Notes, once, who took the turn, and on whose behalf."""
        self.ensure_one()
        self.env["lalisa.visit.mark"]._note(self, ["acknowledged_at"], role)

    def _call(self):
        """Tells those on duty that it is their turn; whoever brought the complaint here knows."""
        people = self._people(self.complaint_id.acting_group_ids) - self.entered_by_id
        self._tell(people, "called_at")

    def _hand_on(self):
        """Tells the stand-ins on the roster; where there are none, everyone of the role."""
        self._tell(self._people(self.complaint_id.acting_group_ids, stand_in=True), "handed_on_at")

    def _tell(self, people, mark):
        """A live message and a push to each of `people`, in their own language.

        Other addons tell in their own way beside it.
        """
        for user in people:
            text = self.with_context(lang=user.lang)._ping_text(mark)
            user._lalisa_notify(self.complaint_id.number, text, self.complaint_id)


class LalisaComplaint(models.Model):
    _inherit = "lalisa.complaint"

    acknowledged_by_id = fields.Many2one(related="visit_id.acknowledged_by_id", string="Taken by")
    acknowledged_as = fields.Char(related="visit_id.acknowledged_as", string="Taken as")
    may_acknowledge = fields.Boolean(compute="_compute_may_acknowledge")

    @api.depends_context("uid")
    @api.depends("visit_id.mark_ids", "stage_id")
    def _compute_may_acknowledge(self):
        for complaint in self:
            complaint.may_acknowledge = (
                complaint.is_my_turn and not complaint.visit_id.acknowledged_at
            )

    def action_acknowledge(self):
        """The button "I take it": nobody else is called any more.

        :raises AccessError: the turn is another role's
        """
        self.check_access("read")
        for complaint in self:
            role = complaint._turn_role()
            if not role:
                raise AccessError(self.env._("This turn belongs to another role."))
            # The turn is the right; visits are the engine's own records.
            complaint.visit_id.sudo()._acknowledge(role)


class ResUsers(models.Model):
    _inherit = "res.users"

    def _lalisa_notify(self, title, text, record=None):
        """A live message on open screens, and Odoo's web push on registered devices.

        The push is queued and leaves after the commit by Odoo's own job: no network in this transaction.

        :param title: the complaint's number; never a word of the reporter
        :param record: what a tap on the notification opens, where the user may read it
        :return: the number of devices it was queued for
        """
        self.ensure_one()
        if not self._lalisa_in_office():
            return 0
        self._bus_send(
            "simple_notification",
            {"title": title, "message": text, "type": "warning", "sticky": True},
        )
        threads = self.env["mail.thread"]
        # Devices and keys are the mail app's own; only this user's are used.
        devices_sudo, private, _public = threads.sudo()._web_push_get_partners_parameters(
            self.partner_id.ids
        )
        if not private or not devices_sudo:
            return 0
        data = {}
        if record and record.with_user(self).has_access("read"):
            data = {"model": record._name, "res_id": record.id}
        options = {"body": text, "icon": "/lalisa_complaint/static/description/icon.png"}
        payload = json.dumps({"title": title, "options": {**options, "data": data}})
        self.env["mail.push"].sudo().create(
            [{"mail_push_device_id": device.id, "payload": payload} for device in devices_sudo]
        )
        self.env.ref("mail.ir_cron_web_push_notification").sudo()._trigger()
        return len(devices_sudo)

    def action_test_push(self):
        """The button "Tes bunyi": a call to one's own devices.

        :raises AccessError: the user holds no role of La-Lisa
        :raises UserError: no device of theirs is registered yet; says how to register one
        """
        if not self.env.user._is_staff():
            raise AccessError(self.env._("Only who holds a role of La-Lisa is called."))
        text = self.env._("This is how a turn of yours sounds.")
        # Everyone tests their own telephone, whoever is named.
        count = self.env.user._lalisa_notify("La-Lisa", text)
        if not count:
            raise UserError(
                self.env._(
                    "No device is registered for you yet. Open La-Lisa on the telephone, choose "
                    "'Install app', then allow notifications at the bell, and try again."
                )
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Sent to %s device(s). Did it sound?", count),
            },
        }
