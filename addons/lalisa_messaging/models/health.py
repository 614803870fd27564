from datetime import timedelta

from odoo import api, fields, models

OF_LATE = timedelta(days=1)


class LalisaChannelHealth(models.AbstractModel):
    """Whether a channel works: for the probes as numbers over all, for its managers on its own screen."""

    _name = "lalisa.channel.health"
    _description = "Health of a channel"

    def _compute_own_health(self):
        """Numbers of now, for whoever may read the channel; no message is read."""
        events_sudo, messages_sudo = self.env["lalisa.webhook.event"].sudo(), self.env["lalisa.message"].sudo()
        for channel in self:
            own = [("channel_id", "=", channel.id)]
            channel.waiting_in = events_sudo.search_count([*own, ("state", "=", "new")])
            channel.dead_in = events_sudo.search_count([*own, ("state", "=", "dead")])
            channel.waiting_out = messages_sudo.search_count([*own, ("state", "in", ("queued", "sending"))])
            channel.failed_out = messages_sudo.search_count(
                [
                    *own,
                    ("state", "=", "failed"),
                    ("occurred_at", ">", fields.Datetime.now() - OF_LATE),
                ]
            )

    @api.model
    def _get_health(self):
        """Depth and age of inbox and outbox, and each channel's state: numbers only, nothing of a person.

        `status` is `degraded` while the channels' secrets cannot be read: pages work, no message comes or goes.
        """
        inbox = self._queue_figures("lalisa.webhook.event", [("state", "=", "new")], "received_at")
        outbox = self._queue_figures("lalisa.message", self._build_sending_domain(), "occurred_at")
        channels = [
            {
                "name": channel.name,
                "state": channel.state,
                "last_inbound": channel.last_inbound_at and channel.last_inbound_at.isoformat() + "Z",
            }
            for channel in self.search([])
        ]
        dead = self.env["lalisa.webhook.event"].search_count([("state", "=", "dead")])
        key = self.env["lalisa.channel.secret"]._get_key_state()
        return {
            "status": "ok" if key == "ok" else "degraded",
            "channel_key": key,
            "inbox": inbox,
            "outbox": outbox,
            "dead_events": dead,
            "channels": channels,
        }

    def _build_sending_domain(self):
        """Return what the outbox ought to send now: not what people carry, nor what is kept for the morning."""
        waiting = [("state", "in", ("queued", "sending")), ("channel_id.by_hand", "!=", True)]
        return [*waiting, ("unasked", "!=", "day")] if self.env["lalisa.message"]._get_quiet_end() else waiting

    def _queue_figures(self, model, domain, moment):
        rows = self.env[model]._read_group(domain, aggregates=["__count", f"{moment}:min"])
        count, oldest = rows[0]
        age = (fields.Datetime.now() - oldest).total_seconds() if oldest else 0
        return {"depth": count, "oldest_seconds": round(age)}
