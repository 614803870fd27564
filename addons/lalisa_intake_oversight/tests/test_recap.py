from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from odoo.addons.lalisa_base.tools.period import Period
from odoo.addons.lalisa_dispatch.tests.common import DispatchCase
from odoo.addons.lalisa_intake.tests.common import IntakeCase
from odoo.addons.lalisa_oversight.report.recap import Recap

# 1 November 2031 begins in Balangan; a year without demo complaints.
MIDNIGHT = datetime(2031, 10, 31, 16)
# Asked and answered, of those that entered a closed stage between two midnights in WITA: from the stage logs alone.
COUNTS = """
SELECT count(*) FILTER (WHERE c.survey_asked_at IS NOT NULL), count(*) FILTER (WHERE c.survey_score > 0),
       count(*) FILTER (WHERE c.survey_score = 4), count(*) FILTER (WHERE c.survey_score = 3),
       count(*) FILTER (WHERE c.survey_score = 2), count(*) FILTER (WHERE c.survey_score = 1)
  FROM lalisa_stage_log v JOIN lalisa_stage s ON s.id = v.stage_id AND s.kind = 'closed'
  JOIN lalisa_complaint c ON c.id = v.complaint_id
 WHERE (v.entered_at AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Makassar')::date BETWEEN %s AND %s
"""


@tagged("post_install", "-at_install")
class TestSurveyInTheRecap(IntakeCase, DispatchCase):
    def ended(self, moment, score, asked=True):
        with freeze_time(moment - timedelta(minutes=5)):
            complaint = self.complaint("delivery")
        with freeze_time(moment):
            complaint._close_with_proof("delivered")
            asked_at = fields.Datetime.now() if asked else False
            complaint.sudo()._write_engine({"survey_asked_at": asked_at, "survey_score": score})

    def test_the_survey_stands_in_it_with_the_figures_of_the_stage_logs_at_midnight(self):
        second = timedelta(seconds=1)
        for moment, score in ((MIDNIGHT - second, 4), (MIDNIGHT, 3), (MIDNIGHT + second, 1), (MIDNIGHT, 0)):
            self.ended(moment, score)
        self.ended(MIDNIGHT, 0, asked=False)
        self.env.flush_all()
        for zone in ("UTC", "Asia/Makassar", "Pacific/Kiritimati", "America/New_York"):
            env = self.env["lalisa.statistics"].with_user(self.agency_head).with_context(tz=zone).env
            period = Period.from_day("month", date(2031, 11, 1))
            [table] = [one for one in Recap(env, period).build_tables() if one.title == "Kepuasan pelapor"]
            for column, span in ((1, period), (2, period.previous)):
                self.env.cr.execute(COUNTS, [span.first, span.last])
                asked, answered, *scores = self.env.cr.fetchone()
                self.assertTrue(asked, "not all of them nothing")
                told = f"{answered} dari {asked} ({round(100 * answered / asked)}%)"
                self.assertEqual([row[column] for row in table.rows], [told, *scores])
