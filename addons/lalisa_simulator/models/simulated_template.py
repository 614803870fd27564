from odoo import api, fields, models


class LalisaSimulatedTemplate(models.Model):
    """A message template that the simulated provider has; one that is handed in is approved by itself."""

    _name = "lalisa.simulated.template"
    _description = "Simulated template"
    _order = "id"

    channel_id = fields.Many2one("lalisa.channel", required=True, ondelete="cascade")
    name = fields.Char(required=True)
    language = fields.Char(required=True)
    category = fields.Char(required=True)
    components = fields.Json(required=True)
    status = fields.Char(required=True, default="PENDING")

    _name_uniq = models.Constraint("UNIQUE(channel_id, name, language)", "This template is here already.")

    def _build_listing(self):
        """Return the template as Meta's list shows it."""
        return {
            "id": str(10**15 + self.id),
            "name": self.name,
            "language": self.language,
            "status": self.status,
            "category": self.category,
            "components": self.components,
            "rejected_reason": "NONE",
            "quality_score": {"score": "UNKNOWN"},
        }

    @api.model
    def _hand_in_template(self, channel, values):
        """Keep a template, approve it and queue the word of it to the office.

        :param values: the judged body of the request
        """
        template = self.create(
            {
                "channel_id": channel.id,
                **{name: values[name] for name in ("name", "language", "category", "components")},
            }
        )
        answer = {"id": template._build_listing()["id"], "status": template.status, "category": template.category}
        template.status = "APPROVED"
        self.env["lalisa.simulator.delivery"]._queue_account_change(
            channel,
            {
                "event": "APPROVED",
                "message_template_id": int(answer["id"]),
                "message_template_name": template.name,
                "message_template_language": template.language,
                "reason": "NONE",
            },
            field="message_template_status_update",
        )
        return answer
