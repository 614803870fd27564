from odoo import SUPERUSER_ID, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.lalisa_base.tools.office_language import in_indonesian

# How much of the reporter is kept back, from nothing to all.
LEVELS = {"open": 0, "secret": 1, "anonymous": 2}


class LalisaComplaintProtection(models.AbstractModel):
    """A complaint's reporter and confidentiality, guarded.

    Anybody who works the complaint may protect more; every other change is a checked act in the identity log.
    """

    _name = "lalisa.complaint.protection"
    _description = "Protection of the reporter"

    def _check_may_name(self, vals):
        """Check that the user may name this reporter.

        :raises AccessError: the user may not read the reporter named in the values of a new complaint
        """
        reporter = self.env["lalisa.reporter"].browse(vals.get("reporter_id") or [])
        if not reporter or self.env.su or self.env.uid == SUPERUSER_ID:
            return
        followed = self.browse(vals.get("follow_up_of_id") or [])
        # Who follows up a complaint keeps its reporter without seeing them.
        if followed and followed.has_access("read") and followed.sudo().reporter_id.id == reporter.id:
            return
        reporter.check_access("read")

    def _check_protection(self, vals):
        """Check that a write leaves the reporter and their protection alone.

        :raises UserError: the reporter, or less protection for them, which have an act of their own
        """
        # The service itself acts on the reporter's own word; superuser mode alone is no authority.
        if self.env.uid != SUPERUSER_ID:
            if "reporter_id" in vals:
                raise UserError(self.env._("Who reported is changed by \u201cCorrect the reporter\u201d only."))
            self._check_not_lowered(vals)

    def _check_not_lowered(self, vals):
        wanted = LEVELS.get(vals.get("confidentiality"))
        # The level of a complaint that the user may write is compared, nothing of it is shown.
        if wanted is not None and any(wanted < LEVELS[one.confidentiality] for one in self.sudo()):
            raise UserError(
                self.env._("A reporter is protected less by \u201cCorrect the reporter\u201d only, with a reason.")
            )

    def action_open_reporter_change(self):
        """Open the form that corrects the reporter or their protection.

        :return: the action
        :raises AccessError: the user may not reveal this reporter
        """
        self.ensure_one()
        self.check_access("write")
        self._revealing_role()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct the reporter"),
            "res_model": "lalisa.reporter.change",
            "view_mode": "form",
            "target": "new",
            "context": {"default_complaint_id": self.id},
        }

    def _lower_protection(self, level, reason):
        """Protect the reporter less, and write down who did it and why.

        :param level: a key of `LEVELS`, below the present one
        :param reason: a code of `reveal_log.REASONS`
        :raises AccessError: the user may not reveal this reporter
        :raises UserError: it is no lower level
        """
        self.check_access("write")
        role = self._revealing_role()
        if level not in LEVELS or LEVELS[level] >= LEVELS[self.confidentiality]:
            raise UserError(self.env._("Choose less protection than there is; more is set on the complaint itself."))
        if self.sudo().sop_id.kind == "member":
            raise AccessError(self.env._("The reporter of a complaint about a member stays protected."))
        self._note_identity(role, kind="lowered", reason=reason, detail=f"{self.confidentiality} > {level}")
        self._write_engine({"confidentiality": level})

    def _rebind_reporter(self, reporter, reason):
        """Name another person as the reporter, or nobody, and write down who did it and why.

        A person who was protected here stays protected, though no complaint of theirs says so any more.

        :param reporter: `lalisa.reporter` (as superuser), may be empty; the caller has checked where it comes from
        :param reason: a code of `reveal_log.REASONS`
        :raises AccessError: the user may not reveal this reporter
        """
        self.check_access("write")
        role = self._revealing_role()
        # The act is the right; who the person is shows nowhere.
        before_sudo = self.sudo().reporter_id
        detail = f"{before_sudo.id or '-'} > {reporter.id or '-'}"
        self._note_identity(role, kind="rebound", reason=reason, detail=detail)
        if before_sudo.protected:
            before_sudo.was_protected = True
        self.sudo()._write_engine({"reporter_id": reporter.id})
        chatter = in_indonesian(self)
        chatter.message_post(body=chatter.env._("The reporter was corrected; the head sees by whom and why."))
