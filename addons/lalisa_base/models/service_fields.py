from odoo import api, models


class LalisaServiceFields(models.AbstractModel):
    """A model with fields that not everyone who may write the record fills in.

    Such a field says by its parameter `written_by` who does: "service" for the service itself, or a word that the
    model which reads it explains. `create` of that model drops what a caller gives for them; what the caller's context
    says by `default_…` would come in behind it, and is dropped here.
    """

    _name = "lalisa.service.fields"
    _description = "Fields that the service keeps"

    @api.model
    def _valid_field_parameter(self, field, name):
        return name == "written_by" or super()._valid_field_parameter(field, name)

    @api.model
    def _get_fields_written_by(self, *writers):
        """Return the names of the fields that declare one of the writers, as a frozenset.

        :param writers: values of the parameter `written_by`; none for whatever declares any
        """
        declared = {name: getattr(field, "written_by", None) for name, field in self._fields.items()}
        return frozenset(name for name, by in declared.items() if by and (not writers or by in writers))

    @api.model
    def default_get(self, fields):
        """See `default_get` of Odoo."""
        kept = {f"default_{name}" for name in self._get_fields_written_by()}
        context = {name: value for name, value in self.env.context.items() if name not in kept}
        return super(LalisaServiceFields, self.with_context(context)).default_get(fields)
