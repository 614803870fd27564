from odoo import fields, models
from odoo.exceptions import UserError


class LalisaShownStep(models.AbstractModel):
    """A record whose buttons take the step that they showed, or none.

    A button of a form hands over the mark of the moment in which the form was read, as `lalisa_step_mark` in the
    context. It gives no right; it can only make a press be refused. Whoever inherits computes `step_mark` by
    `_compute_step_mark`: text that names the state of the case that a form shows and changes with every step.
    """

    _name = "lalisa.shown.step"
    _description = "Something whose steps are shown on buttons"

    step_mark = fields.Char(compute="_compute_step_mark")

    def _check_step_shown(self):
        """Refuse the press of a button on a page that is out of date.

        :raises UserError: the case has moved since the page was read
        """
        shown = self.env.context.get("lalisa_step_mark")
        moved = self.filtered(lambda record: record.step_mark != shown) if shown else None
        if moved:
            raise UserError(
                self.env._(
                    "%s has moved on since this page was opened, so nothing was done: reload the page and look again.",
                    ", ".join(moved.mapped("display_name")),
                )
            )
