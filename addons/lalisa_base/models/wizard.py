from odoo import api, models


class LalisaWizard(models.AbstractModel):
    """A wizard whose links are checked with the rights of whoever fills it in.

    A wizard acts for its user, often with borrowed rights. The id that a caller hands in is a claim: without this
    check, a record that the caller may not read would be shown or used through the wizard.
    """

    _name = "lalisa.wizard"
    _description = "Wizard with checked links"

    @api.model_create_multi
    def create(self, vals_list):
        """See `create` of Odoo. :raises AccessError: a link to a record that the user may not read"""
        for vals in vals_list:
            self._check_links({**self._given_defaults(), **vals})
        return super().create(vals_list)

    def write(self, vals):
        """See `write` of Odoo. :raises AccessError: a link to a record that the user may not read"""
        self._check_links(vals)
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        """See `onchange` of Odoo. :raises AccessError: a link to a record that the user may not read"""
        self._check_links(self._given_defaults())
        self._check_links(values)
        return super().onchange(values, field_names, fields_spec)

    def _given_defaults(self):
        """Return the defaults that the caller has put into the context, {field: value}."""
        given = self.env.context.items()
        return {name.removeprefix("default_"): value for name, value in given if name.startswith("default_")}

    def _check_links(self, values):
        """Check what values link to.

        :param values: {field: value}, as `create`, `write` and the web client have them
        :raises AccessError: a record that the user may not read
        """
        if self.env.su:
            return
        for name in self._linking_fields():
            # An empty link names nothing, and needs no right on the other model.
            if ids := _ids_in(values.get(name)):
                self.env[self._fields[name].comodel_name].browse(ids).check_access("read")

    def _linking_fields(self):
        """Return the names of the fields by which a caller can link a record of another model."""
        return [
            name
            for name, field in self._fields.items()
            if field.type in ("many2one", "many2many")
            and field.store
            and not field.compute
            and name not in models.MAGIC_COLUMNS
        ]


def _ids_in(given):
    """Return the ids that a value of a many2one or many2many names, as the web client writes it.

    :param given: an id, False, {'id': id}, or a list of ids and commands
    :return: list of int
    """
    if isinstance(given, dict):
        given = given.get("id")
    if isinstance(given, bool) or not given:
        return []
    if isinstance(given, int):
        return [given]
    found = []
    for one in given if isinstance(given, list | tuple) else ():
        if isinstance(one, int) and not isinstance(one, bool):
            found.append(one)
        elif isinstance(one, list | tuple) and one:
            found += _ids_of_command(one)
    return found


def _ids_of_command(command):
    if command[0] == 6:
        return [one for one in command[2] if isinstance(one, int)]
    return [command[1]] if command[0] in (1, 4) and isinstance(command[1], int) else []
