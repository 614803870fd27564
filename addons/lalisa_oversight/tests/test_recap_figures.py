"""Must be shown 2, the recap: each figure of each of its tables, computed once more from the stage logs alone."""

# ruff: noqa: S608 - the queries are made of names in this file only
from collections import Counter
from datetime import datetime

from odoo.tests import tagged

from odoo.addons.lalisa_base.tools.office_language import in_indonesian
from odoo.addons.lalisa_complaint.report.report_complaint import CHANNELS, ROLES
from odoo.addons.lalisa_complaint.report.wording import format_duration
from odoo.addons.lalisa_dispatch.report.wording import OUTCOMES

from ..report.recap import CROSS, Recap
from .test_statistics import DAY, MidnightCase, find_quantile

# The moment at which `for_all` asks.
NOW = datetime(2032, 2, 1, 3)
# Every stage log with what it belongs to; days, weekday and hour are PostgreSQL's own in WITA.
FACTS = f"""
SELECT v.complaint_id, v.id, v.step_number, v.minutes_max, v.acting_role, v.result, v.reason_id, v.entered_at,
       v.left_at, v.deadline_at, s.id AS stage, s.code, s.kind, c.category_id, c.district_id, c.channel,
       c.master_id, (SELECT min(r.at) FROM lalisa_register_line r WHERE r.complaint_id = c.id AND r.event = 'told')
       AS proved_at,
       {DAY.format("v.entered_at")} AS entered_on, {DAY.format("v.left_at")} AS left_on,
       {DAY.format("v.deadline_at")} AS due_on,
       EXTRACT(ISODOW FROM v.entered_at AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Makassar')::int - 1 AS weekday,
       EXTRACT(HOUR FROM v.entered_at AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Makassar')::int AS hour
  FROM lalisa_stage_log v JOIN lalisa_stage s ON s.id = v.stage_id
  JOIN lalisa_complaint c ON c.id = v.complaint_id ORDER BY v.id
"""
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


def format_share(part, whole):
    return f"{part} dari {whole} ({round(100 * part / whole)}%)" if whole else "-"


def format_minutes(values, at):
    return format_duration(find_quantile(sorted(values), at)) if values else "-"


class Facts:
    """What the stage logs say of a period; knows nothing of `lalisa.statistics`."""

    def __init__(self, stage_logs, period):
        self.stage_logs, self.period = stage_logs, period
        self.ways = {}
        for stage_log in stage_logs:
            self.ways.setdefault(stage_log["complaint_id"], []).append(stage_log)

    def within(self, day):
        return bool(day) and self.period.first <= day <= self.period.last

    @property
    def begun(self):
        return [way for way in self.ways.values() if self.within(way[0]["entered_on"])]

    @property
    def closings(self):
        return [
            stage_log
            for stage_log in self.stage_logs
            if stage_log["kind"] == "closed" and self.within(stage_log["entered_on"])
        ]

    @property
    def ended_steps(self):
        return [
            stage_log for stage_log in self.stage_logs if stage_log["deadline_at"] and self.within(stage_log["left_on"])
        ]

    def last_of(self, way):
        """Where a complaint stood when the period ended."""
        reached = [stage_log for stage_log in way if stage_log["entered_on"] <= self.period.last]
        return reached[-1] if reached else None

    @property
    def standing(self):
        ends = [self.last_of(way) for way in self.ways.values()]
        return [stage_log for stage_log in ends if stage_log and stage_log["kind"] != "closed"]

    def untold(self, end):
        """The reporters who waited for a result that had been ordered: of main complaints, and of merged ones."""
        merged = [way[-1] for way in self.ways.values() if way[-1]["code"] == "duplicate"]
        ordered = [(one, max(one["entered_at"], heard)) for one in merged if (heard := self.heard(one["master_id"]))]
        return sum(one["code"] == "delivery" for one in self.standing) + sum(
            moment < end and (one["proved_at"] is None or one["proved_at"] >= end) for one, moment in ordered
        )

    def heard(self, master):
        """When the end of a main complaint began to be told to those merged into it."""
        return next(
            (
                stage_log["entered_at"]
                for stage_log in self.ways.get(master, ())
                if stage_log["code"] == "delivery" or stage_log["kind"] == "closed" and stage_log["code"] != "done"
            ),
            None,
        )

    @property
    def returned(self):
        """Stage logs after which the complaint stood at an earlier step, or waited for its reporter."""
        found = []
        for way in self.ways.values():
            for stage_log, after in zip(way, way[1:], strict=False):
                back = 0 < after["step_number"] < stage_log["step_number"] or after["code"] == "waiting_reporter"
                if back and self.within(stage_log["left_on"]):
                    found.append(stage_log)
        return found

    @property
    def whole(self):
        """Minutes of all steps of those that were done in the period."""
        return [
            sum(get_used(stage_log) for stage_log in self.ways[one["complaint_id"]] if stage_log["step_number"])
            for one in self.closings
            if one["code"] == "done"
        ]


def get_used(stage_log):
    return (stage_log["left_at"] - stage_log["entered_at"]).total_seconds() / 60


def on_time(stage_log):
    return stage_log["left_at"] <= stage_log["deadline_at"]


@tagged("post_install", "-at_install")
class TestRecapFigures(MidnightCase):
    """The whole recap against the stage logs, for periods from midnight to midnight in WITA, whoever asks where."""

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.env.cr.execute(FACTS)
        self.stage_logs = self.env.cr.dictfetchall()
        self.names = {
            model: dict(
                in_indonesian(self.env[f"lalisa.{model}"])
                .with_context(active_test=False)
                .search([])
                .mapped(lambda one: (one.id, one.name))
            )
            for model in ("category", "district", "stage", "move.reason")
        }
        self.limit = sum(
            self.env["lalisa.sop"].search([("kind", "=", "public")], limit=1).step_ids.mapped("minutes_max")
        )

    @tagged("post_install", "thorough")
    def test_every_figure_of_every_table_is_that_of_the_stage_logs(self):
        seen = set()
        for statistics, period in self.for_all():
            found = {table.title: table for table in Recap(statistics.env, period).build_tables()}
            expected = self.build_expected(Facts(self.stage_logs, period), Facts(self.stage_logs, period.previous))
            own = {title: table for title, table in found.items() if title in expected}
            self.assertEqual(set(own), set(expected))
            for title, table in own.items():
                rows = [list(row) for row in table.rows]
                self.assertCountEqual(rows, expected[title], (title, period.title, statistics.env.context["tz"]))
                seen.update(str(row) for row in rows)
            # What other addons add has its proof there.
            self.assertLessEqual(set(found) - set(own), {"Kepuasan pelapor"})
        self.assertGreater(len(seen), 60, "not the same figures again and again")

    def test_the_cross_table_of_the_spreadsheet_holds_each_combination_that_came_in(self):
        seen = Counter()
        for statistics, period in self.for_all():
            [table] = [one for one in Recap(statistics.env, period).build_sheets() if one.title == CROSS]
            expected = Counter(map(tuple, self.count_intake(Facts(self.stage_logs, period))))
            self.assertEqual({tuple(row[:4]): row[4] for row in table.rows}, expected)
            self.assertEqual(len(table.rows), len(expected))
            seen += expected
        self.assertGreater(len(seen), 5, "not the same combination again and again")

    def test_on_paper_each_kecamatan_stands_below_its_category_and_adds_up_to_it(self):
        for statistics, period in self.for_all():
            table = Recap(statistics.env, period).build_cross_table()
            self.assertEqual([row[0] for row in table.rows[-1:]], ["Jumlah"] if table.cut_parts else [])
            for (category, *sums), *below in table.cut_parts:
                below = [row for row in below if row is not table.rows[-1]]
                self.assertEqual([sum(column) for column in zip(*(row[1:] for row in below), strict=True)], sums)
                own = {one[1] for one in self.count_intake(Facts(self.stage_logs, period)) if one[0] == category}
                self.assertEqual([row[0] for row in below], sorted(own))

    def build_expected(self, now, before):
        return {
            "Ringkasan": self.build_overview(now, before),
            "Aduan masuk menurut kategori": self.build_beside(
                self.build_categories(now), self.build_categories(before)
            ),
            "Aduan masuk menurut kategori dan kecamatan": self.build_cross(
                Counter(
                    (way[0]["category_id"], self.get_named("district", way[0]["district_id"])) for way in now.begun
                ),
                [*in_indonesian(self.env["lalisa.district"]).search([]).mapped("name"), "Belum ditetapkan"],
            ),
            CROSS: self.build_nested(now),
            "Kepatuhan SOP menurut langkah": self.build_steps(now, before),
            "Kepatuhan SOP menurut peran": [
                [
                    ROLES.get(role) or "-",
                    len(own),
                    format_share(sum(map(on_time, own)), len(own)),
                    format_minutes(map(get_used, own), 0.5),
                ]
                for role, own in group_logs(now.ended_steps, "acting_role").items()
            ],
            "Pengembalian dan alasannya": [
                [self.names["stage"][stage], self.names["move.reason"].get(reason, "-"), count]
                for (stage, reason), count in Counter((one["stage"], one["reason_id"]) for one in now.returned).items()
            ],
            "Aduan ditutup": self.build_beside(
                *(Counter(self.names["stage"][one["stage"]] for one in facts.closings) for facts in (now, before))
            ),
            "Laporan Tim Reaksi Cepat": self.build_teams(now, before),
            "Aduan masuk menurut hari dan jam (WITA)": self.build_hours(now),
        }

    def build_overview(self, now, before):
        return [[label, value, self.build_summary(before)[label]] for label, value in self.build_summary(now).items()]

    def build_summary(self, facts):
        closed = Counter(one["code"] for one in facts.closings)
        ended = facts.ended_steps
        end = min(facts.period.end, NOW)
        missed = [
            one
            for one in facts.stage_logs
            if facts.within(one["due_on"]) and (one["left_at"] or NOW) > one["deadline_at"]
        ]
        day_old = [
            one
            for one in facts.standing
            if (end - facts.ways[one["complaint_id"]][0]["entered_at"]).total_seconds() > 24 * 3600
        ]
        return {
            "Aduan masuk": len(facts.begun),
            "Aduan selesai": closed["done"],
            "Ditutup dengan cara lain": closed.total() - closed["done"],
            "Berjalan pada akhir periode": len(facts.standing),
            "Berjalan lebih dari 24 jam": len(day_old),
            "Hasil belum sampai pada pelapor": facts.untold(end),
            "Langkah SOP tepat waktu": format_share(sum(map(on_time, ended)), len(ended)),
            "Batas waktu terlewat": len(missed),
            "Pengembalian": len(facts.returned),
            "Selesai dalam batas waktu SOP": format_share(
                sum(one <= self.limit for one in facts.whole), len(facts.whole)
            ),
            "Waktu SOP sampai selesai, median": format_minutes(facts.whole, 0.5),
        }

    def build_steps(self, now, before):
        rows = []
        for stage, own in group_logs(now.ended_steps, "stage").items():
            earlier = [one for one in before.ended_steps if one["stage"] == stage]
            times = [get_used(one) for one in own]
            rows.append(
                [
                    f"{own[0]['step_number']}. {self.names['stage'][stage]}",
                    len(own),
                    format_share(sum(map(on_time, own)), len(own)),
                    format_minutes(times, 0.5),
                    format_minutes(times, 0.9),
                    format_duration(own[0]["minutes_max"]),
                    sum(one["stage"] == stage for one in now.returned),
                    format_share(sum(map(on_time, earlier)), len(earlier)),
                ]
            )
        return rows

    def count_intake(self, facts):
        """[category, kecamatan, channel, state at the end] of each complaint that came in."""
        found = []
        for way in facts.begun:
            last = facts.last_of(way)
            state = self.names["stage"][last["stage"]] if last["kind"] == "closed" else "Berjalan"
            found.append(
                [
                    self.get_named("category", way[0]["category_id"]),
                    self.get_named("district", way[0]["district_id"]),
                    CHANNELS[way[0]["channel"]],
                    state,
                ]
            )
        return found

    def build_nested(self, facts):
        """Each category, below it its kecamatan, and the sum of all; beside them channels and states."""
        came = self.count_intake(facts)
        ends = in_indonesian(self.env["lalisa.stage"]).search([("kind", "=", "closed")]).mapped("name")
        channels = sorted({one[2] for one in came})
        states = [state for state in ("Berjalan", *ends) if any(one[3] == state for one in came)]
        rows = []
        for part in (*{(one[0],) for one in came}, *{(one[0], one[1]) for one in came}, *([()] if came else [])):
            own = [one for one in came if tuple(one[: len(part)]) == part]
            rows.append(
                [
                    part[-1] if part else "Jumlah",
                    *(sum(one[2] == name for one in own) for name in channels),
                    *(sum(one[3] == name for one in own) for name in states),
                    len(own),
                ]
            )
        return rows

    def build_teams(self, now, before):
        counts = []
        for facts in (now, before):
            rows = self.run_sql(
                f"""SELECT outcome, count(*) FROM lalisa_dispatch WHERE kind = 'action'
                    AND {DAY.format("reported_at")} BETWEEN %(first)s AND %(last)s GROUP BY 1""",
                facts.period,
            )
            counts.append({OUTCOMES[outcome]: count for outcome, count in rows})
        return [[name, *(one.get(name, 0) for one in counts)] for name in {**counts[0], **counts[1]}]

    def build_hours(self, facts):
        counts = Counter((way[0]["weekday"], way[0]["hour"] // 4) for way in facts.begun)
        rows = [[day, *(counts[number, part] for part in range(6))] for number, day in enumerate(DAYS)]
        return with_sums([[*row, sum(row[1:])] for row in rows])

    def build_categories(self, facts):
        return Counter(self.get_named("category", way[0]["category_id"]) for way in facts.begun)

    def get_named(self, model, one):
        return self.names[model].get(one, "Belum ditetapkan")

    @staticmethod
    def build_beside(now, before):
        return with_sums([[name, now[name], before[name]] for name in {**now, **before}])

    def build_cross(self, counts, columns):
        named = Counter()
        for (category, column), count in counts.items():
            named[self.get_named("category", category), column] += count
        rows = [[name, *(named[name, column] for column in columns)] for name in {key[0] for key in named}]
        return with_sums([[*row, sum(row[1:])] for row in rows])


def group_logs(stage_logs, name):
    found = {}
    for stage_log in stage_logs:
        found.setdefault(stage_log[name], []).append(stage_log)
    return found


def with_sums(rows):
    return [*rows, ["Jumlah", *(sum(column) for column in list(zip(*rows, strict=True))[1:])]] if rows else []
