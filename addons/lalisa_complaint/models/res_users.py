import base64
import json

from odoo import api, models
from odoo.exceptions import AccessDenied, AccessError, UserError
from odoo.tools import plaintext2html

from odoo.addons.lalisa_base.tools.office_clock import WITA

from .settings import STAFF


class ResUsers(models.Model):
    """Staff work by the office's clock, and the demo's passwords (the login itself) open nothing real."""

    _inherit = "res.users"

    def _check_credentials(self, credential, env):
        """Check the password as Odoo does, and that it is not a demo's.

        :raises AccessDenied: the right password of a La-Lisa user is the login, in a database without demo data
        """
        info = super()._check_credentials(credential, env)
        if credential.get("type") == "password" and self._is_demo_password(self.login, credential["password"]):
            raise AccessDenied(
                self.env._(
                    "A password that equals the login works only with demo data: ask the administrator for a new one."
                )
            )
        return info

    @api.model
    def _update_last_login(self):
        """Set the office's time for its staff, whatever the clock of the machine they first log in from."""
        super()._update_last_login()
        # The user logs in and has no session yet; only their own time zone is set.
        user_sudo = self.env.user.sudo()
        if user_sudo._is_staff() and user_sudo.tz != WITA.key:
            user_sudo.tz = WITA.key

    def _is_staff(self):
        """Tell whether the user holds any role of La-Lisa."""
        # Named by their module, because a user may hold any of the roles; rights end with the office's company.
        ours = self.env["res.groups"].sudo().browse(self._get_group_ids()).get_external_id().values()
        return any(name.startswith("lalisa_complaint.") for name in ours)

    def _set_password(self):
        for user in self:
            if user.password and user._is_demo_password(user.login, user.password):
                raise UserError(self.env._("The password must not be the login itself."))
        return super()._set_password()

    def _check_password_policy(self, passwords):
        """Let demo people keep the login as password, however short; everybody else's password is judged.

        :raises UserError: a password is shorter than the database asks for
        """
        if self.env.ref("base.module_base").sudo().demo:  # whether there is demo data is no secret
            of_demo = {user.login for user in self if user._is_staff()}
            passwords = [one for one in passwords if one not in of_demo]
        return super()._check_password_policy(passwords)

    def _is_demo_password(self, login, password):
        self.ensure_one()
        if password != login:
            return False
        # Whoever logs in has no rights yet; asked is only whether this user belongs to La-Lisa.
        user_sudo = self.sudo()
        if not user_sudo._is_staff():
            return False
        # Of `base`, because ours is marked only after its own demo users were made.
        return not user_sudo.env.ref("base.module_base").demo

    def _mfa_type(self):
        """Ask a second factor of La-Lisa's staff where the office requires it, of nobody else."""
        kind = super()._mfa_type()
        required = self.env["ir.config_parameter"].sudo().get_param("lalisa_complaint.require_totp")
        if kind is not None or required != "1":
            return kind
        # Whoever logs in has no rights yet; asked is only whether this user belongs to La-Lisa.
        ours = any(self.sudo().has_group(xmlid) for xmlid in STAFF)
        return "totp_mail" if ours else None

    def _lalisa_send(self, title, text, report=None):
        """Send a member of staff a message: by their own chat program, else by mail, and always to the screen.

        :param report: (file name, bytes of a PDF) that goes with it
        :return: the way it went: 'channel', 'mail' or 'screen'
        """
        self.ensure_one()
        self._lalisa_notify(title, text)
        if self._lalisa_send_by_channel(text, report):
            return "channel"
        return "mail" if self._lalisa_send_by_mail(title, text, report) else "screen"

    def _lalisa_send_by_channel(self, text, report):
        """Send by a chat program of the user's own; an addon that links them does it here.

        :return: whether it was queued, with the paper
        """
        return False

    def _lalisa_send_by_mail(self, title, text, report):
        if not self.email:
            return False
        # Odoo's own queue sends it after the commit; the address is the user's own.
        self.env["mail.mail"].sudo().create(
            {
                "subject": title,
                "email_to": self.email_formatted,
                "body_html": plaintext2html(text),
                "attachment_ids": [
                    (0, 0, {"name": name, "datas": base64.b64encode(content), "mimetype": "application/pdf"})
                    for name, content in ([report] if report else [])
                ],
            }
        )
        return True

    def _lalisa_notify(self, title, text, record=None):
        """Send a live message on open screens, and Odoo's web push on registered devices.

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
        devices_sudo, private, _public = threads.sudo()._web_push_get_partners_parameters(self.partner_id.ids)
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
        """Call one's own devices: the button "Tes bunyi".

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
