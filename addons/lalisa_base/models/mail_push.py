import json
import logging

from odoo import api, models
from odoo.exceptions import ValidationError

from odoo.addons.mail.tools.web_push import DeviceUnreachableError, push_to_end_point

_logger = logging.getLogger(__name__)
CRON = "mail.ir_cron_web_push_notification"


class MailPushDevice(models.Model):
    """A device is registered by an internal user, at a public push service."""

    _inherit = "mail.push.device"

    @api.constrains("endpoint", "partner_id")
    def _check_who_and_where(self):
        """Refuse devices of strangers and addresses that the server may not call.

        :raises ValidationError: the person is no internal user, or the server may not call the address
        """
        guard = self.env["lalisa.guarded.calls"]
        for device in self:
            if not any(user._is_internal() for user in device.partner_id.user_ids):
                raise ValidationError(self.env._("Notifications are for the staff."))
            if not guard._is_callable(device.endpoint):
                raise ValidationError(self.env._("This browser's push service has no public https address."))


class MailPush(models.Model):
    """Queued notifications leave through the guard, whatever was registered before it stood."""

    _inherit = "mail.push"

    @api.model
    def _push_notification_to_endpoint(self, batch_size=50):
        """Send queued notifications, each once; devices that are gone are forgotten.

        :param batch_size: how many at a time
        """
        # Odoo's own job; the queue belongs to nobody.
        queued_sudo = self.sudo().search_fetch([], ["mail_push_device_id", "payload"], limit=batch_size)
        keys = self._read_vapid_keys()
        if not queued_sudo or not all(keys.values()):
            return
        session = self.env["lalisa.guarded.calls"]._open_session()
        gone_sudo = queued_sudo.mail_push_device_id.browse()
        for push_sudo in queued_sudo:
            device_sudo = push_sudo.mail_push_device_id
            if device_sudo not in gone_sudo and not self._push_one(push_sudo, session, keys):
                gone_sudo |= device_sudo
        queued_sudo.unlink()
        gone_sudo.unlink()
        if self.sudo().search_count([], limit=1):
            self.env.ref(CRON)._trigger()

    @api.model
    def _read_vapid_keys(self):
        parameters_sudo = self.env["ir.config_parameter"].sudo()  # the server's own keys, for its own job
        names = ("vapid_private_key", "vapid_public_key")
        return {name: parameters_sudo.get_param(f"mail.web_push_{name}") for name in names}

    def _push_one(self, push, session, keys):
        """Send one notification.

        :return: False where the device is gone for good
        """
        device = push.mail_push_device_id
        try:
            push_to_end_point(
                base_url=self.get_base_url(),
                device={"id": device.id, "endpoint": device.endpoint, "keys": device.keys},
                payload=push.payload,
                session=session,
                **keys,
            )
        except DeviceUnreachableError:
            return False
        except Exception as error:  # pylint: disable=broad-except
            # One telephone's fault keeps no other one's notification back; the address itself is the user's secret.
            _logger.warning("A push notification of device %s was not sent: %s", device.id, type(error).__name__)
        return True


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _web_push_send_notification(self, devices, private_key, public_key, payload_by_lang=None, payload=None):
        """Queue a notification: it leaves by Odoo's job after the commit, through the guard of `mail.push`.

        Sent at once it would be a call to a foreign address inside a request and its transaction.
        """
        # Odoo's own queue, as Odoo fills it itself where there are many devices.
        self.env["mail.push"].sudo().create(
            [
                {
                    "mail_push_device_id": device.id,
                    "payload": json.dumps(payload_by_lang and payload_by_lang[device.partner_id.lang] or payload),
                }
                for device in devices
            ]
        )
        self.env.ref(CRON).sudo()._trigger()
