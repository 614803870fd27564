from odoo import api, models


class LalisaServiceFields(models.AbstractModel):
    """A model with fields that only the service itself fills in.

    `create` drops what a caller gives for them; what the caller's context says by `default_…` would come in behind it.
    """

    _name = "lalisa.service.fields"
    _description = "Fields that the service keeps"

    @api.model
    def _kept_by_service(self):
        """Return the names of the fields that no default of a caller's reaches, as a frozenset."""
        return frozenset()

    @api.model
    def default_get(self, fields):
        """See `default_get` of Odoo."""
        kept = {f"default_{name}" for name in self._kept_by_service()}
        context = {name: value for name, value in self.env.context.items() if name not in kept}
        return super(LalisaServiceFields, self.with_context(context)).default_get(fields)
