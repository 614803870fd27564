from odoo import api, fields, models
from odoo.exceptions import AccessError

HEADS = ("lalisa_complaint.group_agency_head", "lalisa_complaint.group_division_head")
# What a head reads at a glance; the figure above the rows opens them all.
ROWS = 8


class LalisaDashboard(models.AbstractModel):
    """What Kepala and Kabid look at: figures of `lalisa.statistics`, each with the list behind it.

    A figure is {'label', 'text', 'count', 'tone', 'action': {'name', 'res_model', 'domain'}}; `count` is the length of
    that list for the asking user. A section is {'id', 'title', 'figures': […]}, or a table {'id', 'title', 'columns':
    […], 'rows': [[cell, …], …]}, a cell being a figure or a text.
    """

    _name = "lalisa.dashboard"
    _inherit = ["lalisa.dashboard.months"]
    _description = "Dashboard of the heads"

    @api.model
    def board(self):
        """Return the whole dashboard, as the asking head may see it.

        :return: {'waiting': figure, 'at': text, 'sections': [section]}
        :raises AccessError: the user is neither Kepala nor Kabid
        """
        self._check_head()
        return {
            "waiting": self._build_waiting_figure(),
            "at": self._format_moment(fields.Datetime.now()),
            "sections": [section for section in self._get_sections() if section],
        }

    def _check_head(self):
        if not any(self.env.user.has_group(group) for group in HEADS):
            raise AccessError(self.env._("The dashboard is for the heads."))

    def _get_sections(self):
        """Return the sections in their order; other addons add theirs, without a figure they may add None."""
        return [
            self._build_now_section(),
            self._build_late_section(),
            self._build_yesterday_section(),
            *self._get_months_sections(),
        ]

    # -- today ----------------------------------------------------------------------------------

    def _build_waiting_figure(self):
        return self._build_figure(self.env._("Waiting for you"), "my_turn")

    def _build_now_section(self):
        figures = [
            self._build_figure(self.env._("Late now"), "late_now", tone="danger"),
            self._build_figure(self.env._("Teams out"), "teams_out"),
            self._build_figure(self.env._("Results not delivered"), "undelivered", tone="warning"),
            self._build_figure(self.env._("Open"), "open"),
        ]
        if self.env.user.has_group(HEADS[0]):
            label = self.env._("Complaints about members")
            figures.append(self._build_figure(label, "about_members", tone="warning"))
        return {"id": "now", "title": self.env._("Now"), "figures": figures}

    def _build_late_section(self):
        """Return which step is late, and whose turn it is; the longest first."""
        model, domain = self._get_statistics()._get_domain("late_now")
        stage_logs = self.env[model].search(domain, order="deadline_at", limit=ROWS)
        rows = [
            [
                self._build_complaint_link(stage_log.complaint_id),
                self.env._("%s minutes", self._format_minutes(self._count_minutes_late(stage_log))),
                stage_log.stage_id.name,
                # Who took the turn is known to whoever may read the stage log.
                stage_log.sudo().acknowledged_by_id.name or stage_log.role_names,
            ]
            for stage_log in stage_logs
        ]
        _ = self.env._
        return rows and {
            "id": "late",
            "title": _("Late now: step and who"),
            "columns": [_("Complaint"), _("Late by"), _("Step"), _("Who")],
            "rows": rows,
        }

    @staticmethod
    def _count_minutes_late(stage_log):
        return (fields.Datetime.now() - stage_log.deadline_at).total_seconds() / 60

    def _build_yesterday_section(self):
        yesterday = self._get_statistics()._get_period("day").previous
        return {
            "id": "yesterday",
            "title": self.env._("Yesterday"),
            "figures": [
                self._build_figure(self.env._("In"), "intake", yesterday),
                self._build_figure(self.env._("Finished"), "finished", yesterday),
                self._build_figure(self.env._("Late steps"), "late", yesterday, tone="danger"),
            ],
        }

    # -- the morning ----------------------------------------------------------------------------

    def _compose_digest(self):
        """Return the morning in one short message, with the same figures as the screen.

        :raises AccessError: the user is no head
        """
        self._check_head()
        _ = self.env._
        now = {one["label"]: one["count"] for one in self._build_now_section()["figures"]}
        yesterday = [one["count"] for one in self._build_yesterday_section()["figures"]]
        month = self._build_row(self._get_this_month())
        lines = [
            _("Good morning. %s.", self._format_moment(fields.Datetime.now())),
            _("Waiting for you: %s.", self._build_waiting_figure()["count"]),
            _("Late now: %s.", self._format_late() or "0"),
            _(
                "Yesterday: %(received)s in, %(finished)s finished, %(late)s steps late.",
                received=yesterday[0],
                finished=yesterday[1],
                late=yesterday[2],
            ),
            *(_("%(label)s: %(count)s.", label=label, count=count) for label, count in list(now.items())[1:]),
            _(
                "This month: steps on time %(share)s; whole SOP %(minutes)s.",
                share=month[3]["text"],
                minutes=month[4]["text"],
            ),
        ]
        return "\n".join(lines)

    def _format_late(self):
        """Return '2 (Verifikasi Aduan, Kasi/Kasubag; …)': how many, and of the longest three the step and who."""
        late = self._build_late_section()
        if not late:
            return ""
        worst = "; ".join(f"{step}, {who}" for _number, _minutes, step, who in late["rows"][:3])
        return f"{self._build_figure('', 'late_now')['count']} ({worst})"
