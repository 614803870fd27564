from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class LalisaComplaintCheck(models.Model):
    """One item of the step's checklist on one complaint: ticked by whom and when."""

    _name = "lalisa.complaint.check"
    _inherit = ["lalisa.delegation.mixin"]
    _description = "Checklist item of a complaint"
    _order = "id"
    _allow_sudo_commands = False

    complaint_id = fields.Many2one("lalisa.complaint", required=True, readonly=True, index=True)
    stage_id = fields.Many2one("lalisa.stage", required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    done = fields.Boolean()
    done_by_id = fields.Many2one("res.users", readonly=True)
    done_at = fields.Datetime(readonly=True)

    def write(self, vals):
        """Tick or untick; the stamp of who and when is the service's own.

        :raises UserError: another field, or the step has been left
        :raises AccessError: the step is another role's
        """
        self.check_access("write")
        if set(vals) != {"done"}:
            raise UserError(self.env._("An item can only be ticked or unticked."))
        for item in self:
            role = item._ticking_role()
            super(LalisaComplaintCheck, item).write(item._get_stamp(role) if vals["done"] else item._get_empty_stamp())
        return True

    def _ticking_role(self):
        if self.complaint_id.stage_id != self.stage_id:
            raise UserError(self.env._("'%s' belongs to a step that has been left.", self.name))
        role = self.complaint_id._turn_role()
        if not role:
            raise AccessError(self.env._("Only the role whose turn it is ticks the checklist."))
        return role

    def _get_stamp(self, role):
        """Return who ticked, when, and on whose behalf."""
        capacity = self.env["lalisa.delegation"]._capacity_of(self.env.user, role)
        return {"done": True, "done_by_id": self.env.uid, "done_at": fields.Datetime.now(), **capacity}

    def _get_empty_stamp(self):
        return {"done": False, "done_by_id": False, "done_at": False, "capacity": False, "on_behalf_id": False}

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The checklist cannot be deleted."))


class LalisaComplaintChecklist(models.AbstractModel):
    """Lay out the checklist of the step that a complaint enters."""

    _name = "lalisa.complaint.checklist"
    _description = "Checklist of a complaint at its steps"

    def _open_checks(self, names):
        """Lay out the step's checklist when it is entered for the first time.

        :param names: the items of the step, in their order
        """
        if not names:
            return
        known = self.check_ids.filtered(lambda item: item.stage_id == self.stage_id).mapped("name")
        self.env["lalisa.complaint.check"].create(
            [
                {"complaint_id": self.id, "stage_id": self.stage_id.id, "name": name}
                for name in names
                if name not in known
            ]
        )

    def _writable_through_lines(self, vals):
        """Return the fields that a write may carry though the service keeps them.

        Ticks of the checklist come as commands on `check_ids`; their own model guards them.

        :param vals: the values of `write`
        """
        commands = vals.get("check_ids") or []
        return {"check_ids"} if all(command[0] == 1 for command in commands) else set()
