"""The one place that computes figures: papers, dashboard and the morning message all read them here."""

from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.lalisa_base.tools.period import Period, office_day
from odoo.addons.lalisa_complaint.models.sop.stage_role import StageRole

# What turned a complaint back: to an earlier step, or to the reporter (waiting for the delivery is no return).
GIVEN_BACK = Domain("result", "=", "returned") | (
    Domain("result", "=", "waiting") & Domain("stage_id.role", "!=", StageRole.ORDER)
)
TEAMS_OUT = ("departed", "arrived", "acted")


class LalisaStatistics(models.AbstractModel):
    """Figures of a period, counted with the reading rights of the asking user: complaints about members are
    counted for the head alone. Nothing depends on anybody's time zone (see `Period`).

    What can be opened as a list is a named domain (`_get_domain`), and its figure is the length of that list.
    """

    _name = "lalisa.statistics"
    _description = "Figures of a period"

    def _get_period(self, kind, day=None):
        """Return a period of the office's calendar.

        :param kind: 'day', 'month', 'quarter', 'year'
        :param day: a date in it; none: today in WITA
        """
        return Period.from_day(kind, day or office_day(fields.Datetime.now()))

    # -- counts with the list behind them -------------------------------------------------------

    def _get_domain(self, name, period=None):
        """Return the list behind a figure.

        :param name: of a period: 'intake', 'finished', 'late', 'on_time', 'ended', 'returned';
            of this moment: 'open', 'late_now', 'undelivered', 'teams_out', 'about_members', 'my_turn'
        :return: (model name, Domain)
        """
        complaint, stage_log = "lalisa.complaint", "lalisa.stage.log"
        now = fields.Datetime.now()
        clocked = Domain("deadline_at", "!=", False)
        running = Domain("stage_id.kind", "!=", "closed")
        domains = {
            "open": lambda: (complaint, running),
            "late_now": lambda: (stage_log, Domain("left_at", "=", False) & Domain("deadline_at", "<", now)),
            "undelivered": lambda: (complaint, Domain("is_undelivered", "=", True)),
            "teams_out": lambda: ("lalisa.dispatch", Domain("state", "in", TEAMS_OUT)),
            "about_members": lambda: (complaint, running & Domain("sop_id.kind", "=", "member")),
            "my_turn": lambda: (complaint, running & Domain("is_my_turn", "=", True)),
            "intake": lambda: (complaint, period.build_domain("registered_at")),
            "finished": lambda: (complaint, period.build_domain("closed_at")),
            # A step is late in the period in which its deadline passed, left by then or not.
            "late": lambda: (stage_log, period.build_domain("deadline_at") & _build_missed_domain(now)),
            "ended": lambda: (stage_log, clocked & period.build_domain("left_at")),
            "on_time": lambda: (stage_log, clocked & period.build_domain("left_at") & Domain("breached", "=", False)),
            "returned": lambda: (stage_log, period.build_domain("left_at") & GIVEN_BACK),
        }
        return domains[name]()

    def _count_listed(self, name, period=None):
        """Return how long the list of `_get_domain` is for the asking user."""
        model, domain = self._get_domain(name, period)
        return self.env[model].search_count(domain)

    # -- intake and outcome ---------------------------------------------------------------------

    def _count_intake_by(self, period, *names):
        """Return how many complaints came in, by fields of the complaint.

        :param names: stored fields, e.g. 'category_id', 'district_id', 'channel'
        :return: {value or (value, …): count}; a value is a record (empty: not set) or a code
        """
        _model, domain = self._get_domain("intake", period)
        return self._count_by_fields(domain, names)

    def _count_finished_by(self, period, *names):
        """Count as `_count_intake_by`, of the complaints that ended in the period."""
        _model, domain = self._get_domain("finished", period)
        return self._count_by_fields(domain, names)

    def _count_by_fields(self, domain, names):
        rows = self.env["lalisa.complaint"]._read_group(domain, list(names), ["__count"])
        return {row[0] if len(names) == 1 else row[:-1]: row[-1] for row in rows}

    def _count_intake_cross(self, period):
        """Count the intake by all that a recap asks at once; the stage is where a complaint stood when the period ended
        (or stands now, while it runs).

        :return: {(category id or None, district id or None, channel, stage code): count}
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT c.category_id, c.district_id, c.channel, s.code, count(*)
                 FROM lalisa_complaint c
                 JOIN LATERAL (%s) v ON TRUE JOIN lalisa_stage s ON s.id = v.stage_id
                WHERE c.registered_at >= %s AND c.registered_at < %s AND c.id IN %s
                GROUP BY 1, 2, 3, 4""",
                _last_stage_log_before(period.end),
                period.start,
                period.end,
                self._get_visible_complaints(),
            )
        )
        return {row[:-1]: row[-1] for row in rows}

    def _count_standing_at(self, moment):
        """Return the complaints that had not ended at a moment: {role of the stage: count}."""
        rows = self.env.execute_query(
            SQL(
                """SELECT s.role, count(*)
                 FROM lalisa_complaint c
                 JOIN LATERAL (%s) v ON TRUE JOIN lalisa_stage s ON s.id = v.stage_id
                WHERE c.registered_at < %s AND (c.closed_at IS NULL OR c.closed_at >= %s) AND c.id IN %s
                GROUP BY 1""",
                _last_stage_log_before(moment),
                moment,
                moment,
                self._get_visible_complaints(),
            )
        )
        return dict(rows)

    def _count_undelivered_at(self, moment):
        """Return how many results had been ordered and had not reached their reporter at a moment; those of merged
        complaints too, which are closed: when each reporter was told is in the register."""
        [(merged,)] = self.env.execute_query(
            SQL(
                """SELECT count(*) FROM lalisa_complaint c JOIN lalisa_stage s ON s.id = c.stage_id
                WHERE s.role = %s AND c.result_ordered_at < %s AND c.id IN %s
                  AND (c.closing_proof IS NULL OR %s <= (SELECT min(r.at) FROM lalisa_register_line r
                                                          WHERE r.complaint_id = c.id AND r.event = 'told'))""",
                StageRole.MERGED,
                moment,
                self._get_visible_complaints(),
                moment,
            )
        )
        return merged + self._count_standing_at(moment).get(StageRole.DELIVERY, 0)

    def _count_standing_longer(self, moment, hours=24):
        """Return how many complaints had been open for longer than so many hours at a moment."""
        standing = Domain("closed_at", "=", False) | Domain("closed_at", ">=", moment)
        old = Domain("registered_at", "<", moment - timedelta(hours=hours))
        return self.env["lalisa.complaint"].search_count(standing & old)

    def _count_by_hour(self, period):
        """Return intake by weekday (0 = Monday) and hour, in WITA: {(weekday, hour): count}."""
        rows = self.env.execute_query(
            SQL(
                """SELECT (EXTRACT(ISODOW FROM moment) - 1)::int, EXTRACT(HOUR FROM moment)::int, count(*)
                 FROM (SELECT registered_at AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Makassar' AS moment
                         FROM lalisa_complaint
                        WHERE registered_at >= %s AND registered_at < %s AND id IN %s) AS arrival
                GROUP BY 1, 2""",
                period.start,
                period.end,
                self._get_visible_complaints(),
            )
        )
        return {(weekday, hour): count for weekday, hour, count in rows}

    def _count_team_outcomes(self, period):
        """Return what the teams reported in the period: {outcome code: count}."""
        domain = period.build_domain("reported_at") & Domain("kind", "=", "action")
        return dict(self.env["lalisa.dispatch"]._read_group(domain, ["outcome"], ["__count"]))

    # -- the SOP's clock ------------------------------------------------------------------------

    def _get_step_figures(self, period):
        """Return SOP compliance: the stage logs of clocked steps that ended in the period, by stage.

        :return: list of dicts in the order of the steps: stage_id, number, name, count, on_time, late, median,
            p90, limit (minutes) and returned (how often this step gave the complaint back)
        """
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT v.stage_id, max(v.step_number) AS number, count(*) AS count,
                      count(*) FILTER (WHERE v.breached) AS late,
                      count(*) FILTER (WHERE NOT v.breached) AS on_time,
                      percentile_cont(0.5) WITHIN GROUP (ORDER BY v.minutes_used) AS median,
                      percentile_cont(0.9) WITHIN GROUP (ORDER BY v.minutes_used) AS p90,
                      max(v.minutes_max) AS limit,
                      count(*) FILTER (WHERE v.result = 'returned' OR v.result = 'waiting' AND s.role <> %s)
                          AS returned
                 FROM lalisa_stage_log v JOIN lalisa_stage s ON s.id = v.stage_id
                WHERE %s
                GROUP BY v.stage_id ORDER BY max(v.step_number), v.stage_id""",
                StageRole.ORDER,
                self._ended_in(period),
            )
        )
        stages = self.env["lalisa.stage"].browse([row["stage_id"] for row in rows])
        return [row | {"name": stage.name} for row, stage in zip(rows, stages, strict=True)]

    def _get_role_figures(self, period):
        """Return the same stage logs by the role that ended them: list of dicts role, count, on_time, late, median."""
        return self.env.execute_query_dict(
            SQL(
                """SELECT v.acting_role AS role, count(*) AS count,
                      count(*) FILTER (WHERE v.breached) AS late,
                      count(*) FILTER (WHERE NOT v.breached) AS on_time,
                      percentile_cont(0.5) WITHIN GROUP (ORDER BY v.minutes_used) AS median
                 FROM lalisa_stage_log v
                WHERE %s
                GROUP BY v.acting_role ORDER BY min(v.step_number), v.acting_role""",
                self._ended_in(period),
            )
        )

    def _count_returns(self, period):
        """Return what was given back, from which stage and why: {(stage, reason): count}, records."""
        _model, domain = self._get_domain("returned", period)
        rows = self.env["lalisa.stage.log"]._read_group(
            domain, ["stage_id", "reason_id"], ["__count"], order="__count desc"
        )
        return {(stage, reason): count for stage, reason, count in rows}

    def _get_duration_figures(self, period):
        """Return the whole of the SOP, for complaints that ended as done in the period.

        :return: dict count, within (the SOP's total), median, p90, limit (minutes)
        """
        _model, domain = self._get_domain("finished", period)
        finished = self.env["lalisa.complaint"]._search(domain & Domain("stage_id.role", "=", StageRole.DONE))
        [row] = self.env.execute_query_dict(
            SQL(
                """SELECT count(*) AS count, count(*) FILTER (WHERE c.minutes_of_sop <= total.minutes) AS within,
                      percentile_cont(0.5) WITHIN GROUP (ORDER BY c.minutes_of_sop) AS median,
                      percentile_cont(0.9) WITHIN GROUP (ORDER BY c.minutes_of_sop) AS p90,
                      max(total.minutes) AS limit
                 FROM lalisa_complaint c
                 JOIN (SELECT sop_id, sum(minutes_max) AS minutes FROM lalisa_sop_step GROUP BY 1) total
                   ON total.sop_id = c.sop_id
                WHERE c.id IN %s""",
                finished.subselect(),
            )
        )
        return row

    def _more_tables(self, period, before):
        """Return what other addons add to the recap of a period.

        :param before: the period before
        :return: list of `recap.Table`
        """
        return []

    # -- parts of the queries -------------------------------------------------------------------

    def _ended_in(self, period):
        return SQL(
            "v.deadline_at IS NOT NULL AND v.left_at >= %s AND v.left_at < %s AND v.complaint_id IN %s",
            period.start,
            period.end,
            self._get_visible_complaints(),
        )

    def _get_visible_complaints(self):
        """Return the complaints that the asking user may read, as a subselect.

        :raises AccessError: a role that reads none
        """
        complaints = self.env["lalisa.complaint"]
        complaints.check_access("read")
        self.env.flush_all()
        return complaints._search(Domain.TRUE).subselect()


def _build_missed_domain(now):
    running_late = Domain("left_at", "=", False) & Domain("deadline_at", "<", now)
    return Domain("breached", "=", True) | running_late


def _last_stage_log_before(moment):
    """Return the newest by number: two that meet at one second must not both count, or neither."""
    return SQL(
        """SELECT stage_log.stage_id FROM lalisa_stage_log stage_log
            WHERE stage_log.complaint_id = c.id AND stage_log.entered_at < %s ORDER BY stage_log.id DESC LIMIT 1""",
        moment,
    )
