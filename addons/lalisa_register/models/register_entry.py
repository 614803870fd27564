import hashlib

from odoo import api, fields, models

from odoo.addons.lalisa_complaint.models.complaint.facts import ENDED, ENTERED, WORDS
from odoo.addons.lalisa_complaint.models.reporter import PERSON

from .register_line import make_commitment, write_canonical

OWN_FACTS = frozenset({*ENTERED, *ENDED, "path"})


class LalisaComplaint(models.Model):
    """What is written into the register, and when: it stands, it ends, its result is proved, it is corrected."""

    _inherit = "lalisa.complaint"

    register_line_ids = fields.One2many("lalisa.register.line", "complaint_id", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        for complaint in complaints:
            complaint._enter_in_register("entered")
        return complaints

    def write(self, vals):
        """Write as Odoo does; a change of what the register holds becomes a line that corrects the older one."""
        done = super().write(vals)
        if not {*ENTERED, *ENDED, *WORDS}.isdisjoint(vals):
            for complaint in self:
                complaint._register_correction()
        return done

    def _write_engine(self, vals):
        done = super()._write_engine(vals)
        if vals.get("closed_at"):
            for complaint in self:
                complaint._enter_in_register("ended")
        elif vals.get("closing_proof"):
            for complaint in self:
                complaint._enter_in_register("told")
        return done

    def _lower_protection(self, level, reason):
        super()._lower_protection(level, reason)
        self._register_correction()

    def _apply_retention(self):
        """Take out the salts with the words: what the chain holds of them can be proved no more, by nobody."""
        super()._apply_retention()
        # Retention runs as the service; the register has no rights of its own.
        salts_sudo = self.env["lalisa.register.salt"].sudo()
        salts_sudo.search([("line_id.complaint_id", "=", self.id)]).unlink()
        self._enter_in_register("retained")

    def _enter_in_register(self, event, corrects=None):
        """Write a line of this complaint; the line that it replaces is named in it."""
        self.ensure_one()
        # Nobody writes the register by right: it follows from what happens to the complaint.
        complaint_sudo = self.sudo()
        values = {
            "event": event,
            "complaint_id": self.id,
            "number": complaint_sudo.number,
            "corrects_id": corrects.id if corrects else False,
        }
        words = {name: complaint_sudo[name] for name in WORDS}
        # The person as known at this moment.
        known = [complaint_sudo.reporter_id[name] or "" for name in PERSON]
        words["reporter"] = "\n".join(known).strip("\n")
        facts = complaint_sudo._plain_facts(event)
        return complaint_sudo.env["lalisa.register"]._append_line(values, facts, {} if event == "retained" else words)

    def _register_correction(self):
        """Add a line that corrects the newest one, where that one says something else than the complaint now."""
        lines_sudo = self.sudo().register_line_ids.filtered(lambda line: line.event != "retained")
        last_sudo = lines_sudo.sorted("position")[-1:]
        if last_sudo and self.sudo()._differs_from(last_sudo):
            self._enter_in_register("corrected", corrects=last_sudo)

    def _differs_from(self, line):
        """Tell whether a line says something else than this complaint (both as superuser).

        While a complaint runs its words, category and place are still being found: only what was given when it
        stood is compared.
        """
        said = line._get_facts()
        if self._facts_differ(said, "entered"):
            return True
        if not self.closed_at:
            return "closed_at" in said
        if self._facts_differ(said, "ended"):
            return True
        salt = self.env["lalisa.register.salt"]._of_lines(line).get(line.id)
        return bool(salt) and any(
            said["commitments"].get(name) != (make_commitment(salt, name, self[name]) if self[name] else None)
            for name in WORDS
        )

    def _facts_differ(self, said, event):
        """Say whether a line holds other facts; what an addon adds is compared where the line knows of it already."""
        facts = self._plain_facts(event)
        return any(said.get(name) != fact for name, fact in facts.items() if name in OWN_FACTS or name in said)

    def _plain_facts(self, event):
        """Return the facts of `_register_facts` as the chain writes them: plain, and the path as one hash."""
        facts = self._register_facts(event)
        if "path" in facts:
            facts["path"] = hashlib.sha256(write_canonical(facts["path"]).encode()).hexdigest()
        for name, value in facts.items():
            if isinstance(value, models.BaseModel):
                facts[name] = value.id  # its number, because names are reworded
            elif hasattr(value, "strftime"):
                facts[name] = f"{value:%Y-%m-%d %H:%M:%S}"
        return {name: value or None for name, value in facts.items()}
