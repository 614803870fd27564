from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.lalisa_base.tools.period import Period

from .statistics import SCORES

UNSENT = ("queued", "sending")


class LalisaDashboard(models.AbstractModel):
    """What only conversations know: how satisfied reporters were, and whether the channels work."""

    _inherit = "lalisa.dashboard"

    def _get_sections(self):
        return [*super()._get_sections(), self._build_survey_section(), self._build_channels_section()]

    def _build_survey_section(self):
        """Return the answers of those whose complaint ended this month or in the two before."""
        month = first = self._get_this_month()
        for _number in range(2):
            first = first.previous
        period = Period("span", first.first, month.last)
        _ = self.env._
        names = {4: _("Very good"), 3: _("Good"), 2: _("Rather poor"), 1: _("Poor")}
        asked = self._get_statistics()._count_listed("survey_asked", period)
        if not asked:
            return None
        told = self._build_figure(_("Answered"), "survey_answered", period)
        return {
            "id": "survey",
            "title": _("Reporters' satisfaction, last three months"),
            "figures": [
                {**told, "text": self._format_share(told["count"], asked)},
                *(
                    self._build_figure(
                        names[score],
                        f"survey_{score}",
                        period,
                        tone="danger" if score == 1 else "warning" if score == 2 else None,
                    )
                    for score in SCORES
                ),
            ],
        }

    def _build_channels_section(self):
        """Each channel: whether it runs, when it last heard a citizen, and which complaints wait for it or failed."""
        # Heads do not read channels; shown are their states, and nothing that anybody wrote.
        channels_sudo = self.env["lalisa.channel"].sudo().search([])
        states = dict(channels_sudo._fields["state"]._description_selection(self.env))
        since = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        _ = self.env._
        rows = [
            [
                channel.name,
                states[channel.state],
                self._format_moment(channel.last_inbound_at) if channel.last_inbound_at else "–",
                self._build_message_figure(_("Waiting to be sent"), channel, [("state", "in", UNSENT)]),
                self._build_message_figure(
                    _("Failed in 24 hours"),
                    channel,
                    [("state", "=", "failed"), ("occurred_at", ">=", since)],
                    tone="danger",
                ),
            ]
            for channel in channels_sudo
        ]
        return rows and {
            "id": "channels",
            "title": _("Channels, and complaints whose messages wait or failed"),
            "columns": [
                _("Channel"),
                _("State"),
                _("Last message in"),
                _("Waiting to be sent"),
                _("Failed in 24 hours"),
            ],
            "rows": rows,
        }

    def _build_message_figure(self, label, channel, condition, tone=None):
        """Return the complaints that the asking head may read with such messages to their reporters."""
        # Which complaints they are is the head's to know; the messages themselves are not read.
        messages_sudo = (
            self.env["lalisa.message"]
            .sudo()
            .search([("channel_id", "=", channel.id), ("complaint_id", "!=", False), *condition])
        )
        domain = Domain("id", "in", messages_sudo.complaint_id.ids)
        count = self.env["lalisa.complaint"].search_count(domain)
        return self._build_list_figure(label, "lalisa.complaint", domain, count, tone=tone)
