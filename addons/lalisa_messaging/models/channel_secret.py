import logging

from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from ..tools import secret_box

_logger = logging.getLogger(__name__)


class LalisaChannelSecret(models.Model):
    """A secret of a channel, encrypted. No role has any right here: channels read it for their drivers."""

    _name = "lalisa.channel.secret"
    _description = "Channel secret"
    _allow_sudo_commands = False

    channel_id = fields.Many2one("lalisa.channel", required=True, index=True, ondelete="cascade")
    name = fields.Char(required=True)
    stored = fields.Char(required=True)

    _name_uniq = models.Constraint("UNIQUE(channel_id, name)", "A channel has each secret once.")

    @api.model
    def _build_key_error(self, error):
        """Return the `UserError` that tells what is wrong with the key.

        :param error: `secret_box.WrongKey`, or the `UnreadableKey` that is one
        """
        if isinstance(error, secret_box.UnreadableKey):
            return UserError(
                self.env._(
                    "The key file of the channels' secrets cannot be read: the administrator of the server has to put"
                    " it back, readable by Odoo's own user."
                )
            )
        return UserError(
            self.env._(
                "The channel's secrets were encrypted with another key: restore the key file or enter them again."
            )
        )

    @api.model
    @tools.ormcache("channel_id", "name")
    def _get_stored(self, channel_id, name):
        """Return the secret as it is stored: encrypted, also in the cache."""
        return self.search([("channel_id", "=", channel_id), ("name", "=", name)]).stored

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        self.env.registry.clear_cache()
        return rows

    def write(self, vals):
        done = super().write(vals)
        self.env.registry.clear_cache()
        return done

    def unlink(self):
        done = super().unlink()
        self.env.registry.clear_cache()
        return done

    @api.model
    def _keep_secret(self, channel, name, value):
        """Store a secret of a channel encrypted; an empty value takes it away.

        :raises UserError: there is no key to encrypt it with
        """
        row = self.search([("channel_id", "=", channel.id), ("name", "=", name)])
        if not value:
            row.unlink()
            return
        try:
            stored = secret_box.encrypt_secret(value)
        except secret_box.UnreadableKey as error:
            raise self._build_key_error(error) from None
        if row:
            row.stored = stored
        else:
            self.create({"channel_id": channel.id, "name": name, "stored": stored})

    @api.model
    def _get_key_state(self):
        """Tell whether the key's file, as it is now, opens all secrets.

        :return: ok, unreadable or wrong
        """
        return secret_box.get_key_state(self.search([]).mapped("stored"))

    def _register_hook(self):
        """Tell in the log, where whoever starts the service looks, that it will send and hear nothing."""
        super()._register_hook()
        # The machine speaks for itself: no user has a right on this model.
        if (found := self.sudo()._get_key_state()) != "ok":
            _logger.error(
                "The channels' secrets cannot be read, %s: %s",
                secret_box.get_key_file(),
                {
                    "unreadable": "the key file is not there or not readable by Odoo's own user",
                    "wrong": "they were encrypted with another key",
                }[found],
            )
