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

    def _value(self, channel, name):
        """:raises UserError: the key outside the database is not the one it was encrypted with"""
        try:
            return secret_box.open_(self._stored(channel.id, name))
        except secret_box.UnreadableKey:
            raise self._unreadable() from None
        except secret_box.WrongKey:
            raise UserError(
                self.env._(
                    "The channel's secrets were encrypted with another key: restore the key file or enter them again."
                )
            ) from None

    @api.model
    @tools.ormcache("channel_id", "name")
    def _stored(self, channel_id, name):
        """The secret as it is stored: encrypted, also in the cache."""
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

    def _keep(self, channel, name, value):
        """:raises UserError: there is no key to encrypt it with"""
        row = self._row(channel, name)
        if not value:
            row.unlink()
            return
        try:
            stored = secret_box.close(value)
        except secret_box.UnreadableKey:
            raise self._unreadable() from None
        if row:
            row.stored = stored
        else:
            self.create({"channel_id": channel.id, "name": name, "stored": stored})

    def _unreadable(self):
        return UserError(
            self.env._(
                "The key file of the channels' secrets cannot be read: the administrator of the server has to put it"
                " back, readable by Odoo's own user."
            )
        )

    @api.model
    def _key_state(self):
        """Say whether the key's file, as it is now, opens all secrets.

        :return: ok, unreadable or wrong
        """
        return secret_box.state(self.search([]).mapped("stored"))

    def _register_hook(self):
        """Tell in the log, where whoever starts the service looks, that it will send and hear nothing."""
        super()._register_hook()
        # The machine speaks for itself: no user has a right on this model.
        if (found := self.sudo()._key_state()) != "ok":
            _logger.error(
                "The channels' secrets cannot be read, %s: %s",
                secret_box.key_file(),
                {
                    "unreadable": "the key file is not there or not readable by Odoo's own user",
                    "wrong": "they were encrypted with another key",
                }[found],
            )

    def _row(self, channel, name):
        return self.search([("channel_id", "=", channel.id), ("name", "=", name)])
