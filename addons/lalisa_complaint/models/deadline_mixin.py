from odoo import api, fields, models
from odoo.tools import SQL


class LalisaDeadlineMixin(models.AbstractModel):
    """On time, soon late or late: the colour of a card, and of the bar above each column of a board.

    It changes with the clock alone, so it is not stored; PostgreSQL works it out where a board groups by it. Whoever
    inherits keeps `warn_at` and `deadline_at` in columns of its own.
    """

    _name = "lalisa.deadline.mixin"
    _description = "Something with a deadline"

    warn_at = fields.Datetime(readonly=True)
    deadline_at = fields.Datetime(readonly=True, index=True)
    time_state = fields.Selection(
        [("on_time", "On time"), ("soon", "Soon late"), ("late", "Late")],
        "Time",
        compute="_compute_time_state",
        search="_search_time_state",
    )

    @api.depends("deadline_at", "warn_at")
    def _compute_time_state(self):
        now = fields.Datetime.now()
        for timed in self:
            deadline, warn = timed.deadline_at, timed.warn_at
            if not deadline:
                timed.time_state = False
            elif deadline < now:
                timed.time_state = "late"
            else:
                timed.time_state = "soon" if warn and warn <= now else "on_time"

    def _search_time_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        in_time = fields.Domain("deadline_at", ">=", now)
        domains = {
            False: fields.Domain("deadline_at", "=", False),
            "late": fields.Domain("deadline_at", "<", now),
            "soon": in_time & fields.Domain("warn_at", "<=", now),
            "on_time": in_time & (fields.Domain("warn_at", ">", now) | fields.Domain("warn_at", "=", False)),
        }
        return fields.Domain.OR(domains[state] for state in value if state in domains)

    def _tell_boards(self):
        """Let open boards hear that something has moved; what it was, each reads anew with its own rights."""
        # Empty, because every member of staff receives it, whatever they may see.
        self.env.ref("base.group_user").sudo()._bus_send("lalisa_complaint/board", {})

    def _read_group_groupby(self, alias, groupby_spec, query):
        if groupby_spec != "time_state":
            return super()._read_group_groupby(alias, groupby_spec, query)
        now = fields.Datetime.now()
        deadline = self._field_to_sql(alias, "deadline_at", query)
        warn = self._field_to_sql(alias, "warn_at", query)
        return SQL(
            "CASE WHEN %(deadline)s IS NULL THEN NULL WHEN %(deadline)s < %(now)s THEN 'late'"
            " WHEN %(warn)s <= %(now)s THEN 'soon' ELSE 'on_time' END",
            deadline=deadline,
            warn=warn,
            now=now,
        )
