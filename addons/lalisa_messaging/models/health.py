from odoo import api, fields, models


class LalisaChannel(models.Model):
    _inherit = "lalisa.channel"

    @api.model
    def _health(self):
        """Depth and age of inbox and outbox, and each channel's state: numbers only, nothing of a person."""
        inbox = self._queue_figures("lalisa.webhook.event", [("state", "=", "new")], "received_at")
        outbox = self._queue_figures("lalisa.message", [("state", "in", ("queued", "sending"))], "occurred_at")
        channels = [
            {"name": channel.name, "state": channel.state,
             "last_inbound": channel.last_inbound_at and channel.last_inbound_at.isoformat() + "Z"}
            for channel in self.search([])
        ]
        dead = self.env["lalisa.webhook.event"].search_count([("state", "=", "dead")])
        return {"status": "ok", "inbox": inbox, "outbox": outbox, "dead_events": dead, "channels": channels}

    def _queue_figures(self, model, domain, moment):
        rows = self.env[model]._read_group(domain, aggregates=["__count", f"{moment}:min"])
        count, oldest = rows[0]
        age = (fields.Datetime.now() - oldest).total_seconds() if oldest else 0
        return {"depth": count, "oldest_seconds": round(age)}
