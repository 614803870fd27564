import logging

from odoo import api, models

_logger = logging.getLogger(__name__)


class LalisaChannelToken(models.AbstractModel):
    """The provider is asked regularly whether our token still holds: before a citizen waits in vain."""

    _name = "lalisa.channel.token"
    _description = "Token of a channel"

    @api.model
    def _cron_check_tokens(self):
        """Ask for each channel and keeps the answer; a provider that does not answer tells nothing."""
        if self._is_training_copy():
            return
        channels = self.search([("state", "!=", "draft"), ("by_hand", "=", False)])
        asking = [(channel, channel._get_driver()._get_token_check(channel)) for channel in channels]
        # No lock is held while a network is waited for.
        self.env.cr.commit()  # pylint: disable=invalid-commit
        answers = [(channel, _ask_safely(ask)) for channel, ask in asking if ask]
        for channel, state in answers:
            if not state:
                continue
            told = {"token_refused": state.refused, "token_expires_at": state.expires_at or False}
            if any(channel[name] != value for name, value in told.items()):
                channel.write(told)
                # The inbox writes the same row: it is held as shortly as can be.
                self.env.cr.commit()  # pylint: disable=invalid-commit


def _ask_safely(ask):
    try:
        return ask()
    except Exception as error:  # noqa: BLE001 - one provider's trouble must not hide another's
        _logger.warning("asking after a token broke (%s)", type(error).__name__)
        return None
