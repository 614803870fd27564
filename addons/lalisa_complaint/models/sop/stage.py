from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .stage_role import RESULT_ORDERED, ROLE_NAMES, StageRole, get_kind

# What reporters read of a stage that is not shown to them.
IN_PROGRESS = "sedang diproses"


class LalisaStage(models.Model):
    """A column of the board. Codes are stable and shared by all revisions of the SOP.

    What a reporter may know of it stands here too. A new stage tells nothing until somebody says otherwise.
    """

    _name = "lalisa.stage"
    _description = "Stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=10)
    role = fields.Selection(ROLE_NAMES, "What it is for", required=True, default=StageRole.WORK.value)
    kind = fields.Selection(
        [("step", "SOP step"), ("waiting", "Waiting"), ("closed", "Closed")],
        compute="_compute_kind",
        store=True,
        precompute=True,
        required=True,
    )
    four_eyes = fields.Boolean(
        "Another pair of eyes", help="Not done by who wrote the draft report, where somebody else is on duty."
    )
    fold = fields.Boolean("Folded on the board")
    public_name = fields.Char(
        "Name for reporters", help="In notices and in the answer to STATUS. Empty: sedang diproses."
    )
    public_sentence = fields.Char(
        "On the reporter's page", help="A step without one is not listed there; other stages then show no state."
    )
    while_covert = fields.Selection(
        [
            ("hidden", "Nothing is told of it"),
            ("named", "Its name is told, no words of the case"),
            ("told", "Everything is told"),
        ],
        "Of a closed operation",
        required=True,
        default="hidden",
        help="Whoever reported a closed operation may be its target.",
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "A stage with this code exists already.")

    @api.depends("role")
    def _compute_kind(self):
        for stage in self:
            stage.kind = get_kind(stage.role)

    @api.constrains("role", "kind", "while_covert")
    def _check_role(self):
        for stage in self:
            if stage.kind != get_kind(stage.role):
                raise ValidationError(self.env._("What a stage is for decides its kind: leave the kind out."))
            # The result could not be sent there, and its receipt would be waited for in vain.
            if stage.role in RESULT_ORDERED and stage.while_covert != "told":
                raise ValidationError(
                    self.env._("Where the result is told, everything is told of a closed operation too.")
                )

    def _get_public_name(self, covert):
        """Return the name of this stage for a reporter.

        :param covert: whether the complaint is one of a closed operation
        """
        return (self.public_name or IN_PROGRESS) if self._is_shown(covert) else IN_PROGRESS

    def _is_shown(self, covert):
        """Tell whether a reporter may know that the complaint is here.

        :param covert: whether the complaint is one of a closed operation
        """
        return not covert or self.while_covert in ("named", "told")
