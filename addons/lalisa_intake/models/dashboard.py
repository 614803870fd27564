from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.lalisa_complaint.models.period import Period

# What the reporters' figures mean, best first.
SCORES = (4, 3, 2, 1)


class LalisaDashboard(models.AbstractModel):
    """What only conversations know: how satisfied reporters were, and whether the channels work."""

    _inherit = "lalisa.dashboard"

    def _sections(self):
        return [*super()._sections(), self._survey(), self._channels()]

    def _survey(self):
        """The answers of those whose complaint ended this month or in the two before."""
        month = first = self._this_month()
        for _number in range(2):
            first = first.previous
        period = Period("span", first.first, month.last)
        asked = Domain("survey_asked_at", "!=", False)
        answered = asked & Domain("survey_score", ">", 0)
        _ = self.env._
        names = {4: _("Very good"), 3: _("Good"), 2: _("Rather poor"), 1: _("Poor")}
        all_asked = self._figure(_("Asked"), "finished", period, narrowed=asked)
        if not all_asked["count"]:
            return None
        told = self._figure(_("Answered"), "finished", period, narrowed=answered)
        return {
            "id": "survey",
            "title": _("Reporters' satisfaction, last three months"),
            "figures": [
                {**told, "text": self._share(told["count"], all_asked["count"])},
                *(
                    self._figure(
                        names[score], "finished", period,
                        narrowed=asked & Domain("survey_score", "=", score),
                        tone="danger" if score == 1 else "warning" if score == 2 else None,
                    )
                    for score in SCORES
                ),
            ],
        }  # fmt: skip

    def _channels(self):
        """Each channel: whether it runs, when it last heard a citizen, what waits and what failed in a day."""
        # Heads do not read channels; shown are their states and numbers, and nothing that anybody wrote.
        channels_sudo = self.env["lalisa.channel"].sudo().search([])
        states = dict(channels_sudo._fields["state"]._description_selection(self.env))
        counts = self._channel_counts()
        _ = self.env._
        rows = [
            [
                channel.name,
                states[channel.state],
                self._local(channel.last_inbound_at) if channel.last_inbound_at else "–",
                *(str(number) for number in counts.get(channel.id, (0, 0))),
            ]
            for channel in channels_sudo
        ]
        return rows and {
            "id": "channels",
            "title": _("Channels"),
            "columns": [
                _("Channel"), _("State"), _("Last message in"), _("Waiting to be sent"),
                _("Failed in 24 hours"),
            ],
            "rows": rows,
        }  # fmt: skip

    def _channel_counts(self):
        """:return: {channel id: (waiting, failed in a day)}"""
        since = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT channel_id, count(*) FILTER (WHERE state IN ('queued', 'sending')),
                          count(*) FILTER (WHERE state = 'failed' AND occurred_at >= %s)
                     FROM lalisa_message WHERE state IN ('queued', 'sending', 'failed') GROUP BY 1""",
                since,
            )
        )
        return {channel: (waiting, failed) for channel, waiting, failed in rows}
