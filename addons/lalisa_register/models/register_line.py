import hashlib
import json
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.lalisa_base.tools.append_only import guard_rows

BEGINNING = "0" * 64
EVENTS = [
    ("entered", "Entered"),
    ("ended", "Ended"),
    ("told", "Result proved"),
    ("corrected", "Corrected"),
    ("retained", "Pseudonymised"),
]


class LalisaRegister(models.Model):
    """The end of the chain: how many lines it has and the last one's hash. One row, which a writer locks until the
    transaction ends, so the lines stand one after another without a gap.

    Written where a number is given (which waits in line already) and when a case ends; a step on writes nothing.
    """

    _name = "lalisa.register"
    _description = "Register"
    _allow_sudo_commands = False

    last = fields.Integer("Lines", required=True, default=0)
    hash = fields.Char(required=True, default=BEGINNING)

    @api.model
    def _append_line(self, values, content, commitments):
        """Add one line to the chain (as superuser).

        :param values: event, complaint_id, number, corrects_id of the line
        :param content: plain facts without a person, as JSON data
        :param commitments: {name: text} of what may name a person; only salted hashes of them are kept
        :return: the `lalisa.register.line`
        """
        self.env["lalisa.complaint.counter"]._be_first_when_repeated()
        cr = self.env.cr
        cr.execute("SELECT id, last, hash FROM lalisa_register ORDER BY id LIMIT 1 FOR UPDATE")
        register, last, previous = cr.fetchone()
        salt = secrets.token_hex(16)
        sealed = {name: make_commitment(salt, name, text) for name, text in commitments.items() if text}
        line = self.env["lalisa.register.line"].create(
            {
                **values,
                "position": last + 1,
                "at": fields.Datetime.now(),
                "user_id": self.env.uid,
                "content": write_canonical({**content, "commitments": sealed}),
                "previous_hash": previous,
            }
        )
        if sealed:
            self.env["lalisa.register.salt"].create({"line_id": line.id, "salt": salt})
        cr.execute("UPDATE lalisa_register SET last = %s, hash = %s WHERE id = %s", [last + 1, line.hash, register])
        return line


class LalisaRegisterLine(models.Model):
    """One entry of the Buku Register Aduan, chained to the one before it by its hash.

    Nobody changes or deletes a line, the superuser included; a correction is a new line that names the old one.
    """

    _name = "lalisa.register.line"
    _description = "Register line"
    _order = "position desc"
    _rec_name = "number"
    _allow_sudo_commands = False

    position = fields.Integer("Line", required=True, readonly=True, aggregator=None)
    event = fields.Selection(EVENTS, required=True, readonly=True)
    complaint_id = fields.Many2one("lalisa.complaint", required=True, readonly=True, index=True, ondelete="restrict")
    number = fields.Char(required=True, readonly=True, index=True)
    at = fields.Datetime("Written", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    corrects_id = fields.Many2one("lalisa.register.line", "Corrects line", readonly=True, ondelete="restrict")
    content = fields.Text(required=True, readonly=True)
    previous_hash = fields.Char(required=True, readonly=True)
    hash = fields.Char(required=True, readonly=True)

    _position_uniq = models.Constraint("UNIQUE(position)", "The register has one line at a place.")
    _hash_uniq = models.Constraint("UNIQUE(hash)", "Every line of the register is one of its kind.")

    def init(self):
        """Let the database refuse what the model refuses. Who takes the trigger away is found by the chain."""
        guard_rows(self.env.cr, self._table, "register", "the register is append-only", truncate=True)

    @api.model_create_multi
    def create(self, vals_list):
        """Return only the register's own code comes here; the hash is computed from what is written."""
        return super().create([{**vals, "hash": line_hash(vals)} for vals in vals_list])

    def write(self, vals):
        raise UserError(self.env._("The register cannot be changed: correct the complaint, which adds a line."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A line of the register cannot be deleted."))

    @api.depends("position", "number")
    def _compute_display_name(self):
        for line in self:
            line.display_name = self.env._("Line %(line)s, %(number)s", line=line.position, number=line.number)

    def _get_facts(self):
        """Return what the line says, as data."""
        return json.loads(self.content)


class LalisaRegisterSalt(models.Model):
    """What makes the commitments of one line provable. Deleted with the person's data: then the hashes tell nothing
    any more, and the chain still stands."""

    _name = "lalisa.register.salt"
    _description = "Salt of a register line"
    _allow_sudo_commands = False

    line_id = fields.Many2one("lalisa.register.line", required=True, index=True, ondelete="restrict")
    salt = fields.Char(required=True)

    @api.model
    def _of_lines(self, lines):
        """Return {line id: salt}, without those of pseudonymised complaints."""
        rows = self.env.execute_query(
            SQL("SELECT line_id, salt FROM lalisa_register_salt WHERE line_id IN %s", tuple(lines.ids) or (0,))
        )
        return dict(rows)


def line_hash(values):
    """Return the hash of a line: over the line before and everything the line says.

    :param values: position, event, complaint_id, number, at (naive UTC), user_id, corrects_id, content,
        previous_hash
    """
    said = [
        values["previous_hash"],
        str(values["position"]),
        values["event"],
        str(values["complaint_id"]),
        values["number"],
        f"{values['at']:%Y-%m-%d %H:%M:%S}",
        str(values["user_id"]),
        str(values.get("corrects_id") or ""),
        values["content"],
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def make_commitment(salt, name, text):
    """Return what stands in the chain for a text that may name a person."""
    return hashlib.sha256(f"{salt}\n{name}\n{text}".encode()).hexdigest()


def write_canonical(data):
    """Return JSON with one spelling only."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
