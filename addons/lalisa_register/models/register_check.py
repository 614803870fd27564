from dataclasses import dataclass

from odoo import api, fields, models
from odoo.tools import SQL

from .register_line import BEGINNING, line_hash

BATCH = 500


@dataclass(frozen=True)
class Broken:
    """:param position: the first line of the register that is wrong, or the last one that is right
    :param number: the complaint's number, as far as it is known
    :param sentence: what is wrong, for a person"""

    position: int
    number: str
    sentence: str


class LalisaRegisterCheck(models.TransientModel):
    """“Periksa keutuhan”: reads the whole register and says whether it is as it was written.

    Three walks, the first finding wins: the chain itself; the closing hashes of the months; the complaints against
    their newest line. All read the tables as they are, past the ORM's memory.
    """

    _name = "lalisa.register.check"
    _inherit = "lalisa.wizard"
    _description = "Check of the register"

    lines = fields.Integer("Lines read", readonly=True)
    intact = fields.Boolean(readonly=True)
    position = fields.Integer("First broken line", readonly=True)
    finding = fields.Text(readonly=True)
    hash = fields.Char("Closing hash", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        """Run checks: each is its own reading, nothing of it is typed in."""
        return super().create([self._read_register() for _vals in vals_list])

    @api.model
    def action_check(self):
        """Read the register and show the finding."""
        self.check_access("create")
        check = self.create({})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Check of the register"),
            "res_model": self._name,
            "res_id": check.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _read_register(self):
        """Return values of a check."""
        # Whoever may check learns line and number of what is broken, nothing else of the case.
        register_sudo = self.sudo()
        register_sudo.env.flush_all()
        register_sudo.env.invalidate_all()
        last, final = register_sudo._get_end()
        broken = register_sudo._first_broken()
        return {
            "lines": last,
            "hash": final,
            "intact": not broken,
            "position": broken.position if broken else 0,
            "finding": broken.sentence
            if broken
            else self.env._("The register is whole: %(count)s lines, each follows from the one before it.", count=last),
        }

    def _first_broken(self):
        """Return the break that a line shows, as `Broken`, or None."""
        return self._broken_chain() or self._broken_closing() or self._broken_complaint()

    # -- the chain ------------------------------------------------------------------------------

    def _broken_chain(self):
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT position, event, complaint_id, number, at, user_id, corrects_id, content, previous_hash, hash
                 FROM lalisa_register_line ORDER BY position, id"""
            )
        )
        previous, expected = BEGINNING, 1
        for row in rows:
            if sentence := self._find_fault(row, expected, previous):
                return Broken(expected, row["number"], sentence)
            previous, expected = row["hash"], expected + 1
        return self._broken_end(previous, expected - 1)

    def _find_fault(self, row, expected, previous):
        line = {"line": expected, "number": row["number"]}
        if row["position"] > expected:
            return self.env._("Line %(line)s is missing; the next one found is of %(number)s.", **line)
        if row["position"] < expected:
            return self.env._("Line %(line)s stands twice (%(number)s).", line=row["position"], number=row["number"])
        if row["hash"] != line_hash(row):
            return self.env._("Line %(line)s (%(number)s) was changed after it was written.", **line)
        if row["previous_hash"] != previous:
            return self.env._("Line %(line)s (%(number)s) does not follow from the line before it.", **line)
        return None

    def _get_end(self):
        """Return (how many lines there should be, the last one's hash)."""
        [end] = self.env.execute_query(SQL("SELECT last, hash FROM lalisa_register ORDER BY id LIMIT 1"))
        return end

    def _broken_end(self, previous, count):
        last, final = self._get_end()
        if count == last and previous == final:
            return None
        if count < last:
            return Broken(
                count + 1,
                "",
                self.env._("Line %(line)s is missing: the register had %(last)s lines.", line=count + 1, last=last),
            )
        return Broken(last + 1, "", self.env._("Line %s was not written by the service.", last + 1))

    def _broken_closing(self):
        """Return the months' closing hashes, which the head has on paper as well."""
        rows = self.env.execute_query(
            SQL(
                """SELECT c.month, c.position, l.number FROM lalisa_register_closing c
                 LEFT JOIN lalisa_register_line l ON l.position = c.position
                WHERE c.position > 0 AND l.hash IS DISTINCT FROM c.hash ORDER BY c.month LIMIT 1"""
            )
        )
        for month, position, number in rows:
            return Broken(
                position,
                number or "",
                self.env._(
                    "The closing hash of %(month)s is not the one of line %(line)s: the chain was written anew.",
                    month=f"{month:%m-%Y}",
                    line=position,
                ),
            )
        return None

    # -- the complaints against the register ----------------------------------------------------

    def _broken_complaint(self):
        """Find a complaint that the register does not hold once, without a gap, or that its newest line contradicts."""
        return self._broken_numbers() or self._broken_content()

    def _broken_numbers(self):
        rows = self.env.execute_query(
            SQL(
                """SELECT coalesce(c.number, l.number), l.position, c.id, l.complaint_id
                 FROM lalisa_complaint c
                 FULL JOIN (SELECT * FROM lalisa_register_line WHERE event = 'entered') l
                   ON l.complaint_id = c.id AND l.number = c.number
                WHERE c.id IS NULL OR l.id IS NULL ORDER BY l.position NULLS LAST, c.id LIMIT 1"""
            )
        )
        for number, position, complaint, _line in rows:
            if complaint is None:
                return Broken(
                    position,
                    number,
                    self.env._(
                        "Complaint %(number)s stands on line %(line)s and is gone or renumbered.",
                        number=number,
                        line=position,
                    ),
                )
            return Broken(0, number, self.env._("Complaint %s has no line in the register.", number))
        return None

    def _broken_content(self):
        complaints = self.env["lalisa.complaint"].with_context(active_test=False)
        last_id = 0
        while batch := complaints.search([("id", ">", last_id)], order="id", limit=BATCH):
            for complaint in batch:
                line = complaint.register_line_ids.filtered(lambda one: one.event != "retained").sorted("position")[-1:]
                if complaint._differs_from(line):
                    return Broken(
                        line.position,
                        complaint.number,
                        self.env._(
                            "Complaint %(number)s was changed past the service: it differs from line %(line)s.",
                            number=complaint.number,
                            line=line.position,
                        ),
                    )
            last_id = batch[-1:].id
            batch.invalidate_recordset()
        return None
