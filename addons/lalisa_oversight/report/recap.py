"""Rekapitulasi: the tables of a period, once for paper, XLSX and CSV. The figures are `lalisa.statistics`' alone."""

from odoo import fields

from odoo.addons.lalisa_base.tools.office_language import in_indonesian
from odoo.addons.lalisa_complaint.models.sop.stage_role import StageRole
from odoo.addons.lalisa_complaint.report.report_complaint import ROLES, channel_words
from odoo.addons.lalisa_complaint.report.wording import format_duration
from odoo.addons.lalisa_dispatch.report.wording import OUTCOMES
from odoo.addons.lalisa_register.report.spreadsheet import Table

from .chart import draw_bars

NOT_SET = "Belum ditetapkan"
RUNNING = "Berjalan"
CROSS = "Aduan masuk menurut kategori, kecamatan, kanal, dan keadaan"


class Recap:
    """All tables of one period, beside the period before."""

    def __init__(self, env, period):
        self.env = in_indonesian(env["lalisa.statistics"]).env
        self.period, self.before = period, period.previous
        self.figures = self.env["lalisa.statistics"]
        self.stages = {stage.code: stage for stage in self.env["lalisa.stage"].search([])}

    def build_tables(self):
        """Return list of Table, in the order of the paper."""
        return [
            self.build_overview(),
            self.build_category_table(),
            self.build_place_table(),
            self.build_cross_table(),
            self.build_step_table(),
            self.build_role_table(),
            self.build_return_table(),
            self.build_outcome_table(),
            self.build_team_table(),
            self.build_hour_table(),
            *self.figures._more_tables(self.period, self.before),
        ]

    def build_sheets(self):
        """Return list of Table for a spreadsheet: in place of the nested one that which it was made from, uncut."""
        return [self.build_uncut_table() if table.heads else table for table in self.build_tables()]

    # -- overview -------------------------------------------------------------------------------

    def build_overview(self):
        now, before = self._get_overview(self.period), self._get_overview(self.before)
        rows = [[label, now[label], before[label]] for label in now]
        return Table("Ringkasan", ["Uraian", self.period.title, self.before.title], rows)

    def _get_overview(self, period):
        figures = self.figures
        ended, on_time = figures._count_listed("ended", period), figures._count_listed("on_time", period)
        whole = figures._get_duration_figures(period)
        finished = figures._count_finished_by(period, "stage_id")
        done = sum(count for stage, count in finished.items() if stage.role == StageRole.DONE)
        end = min(period.end, fields.Datetime.now())
        standing = figures._count_standing_at(end)
        return {
            "Aduan masuk": figures._count_listed("intake", period),
            "Aduan selesai": done,
            "Ditutup dengan cara lain": sum(finished.values()) - done,
            "Berjalan pada akhir periode": sum(standing.values()),
            "Berjalan lebih dari 24 jam": figures._count_standing_longer(end),
            "Hasil belum sampai pada pelapor": figures._count_undelivered_at(end),
            "Langkah SOP tepat waktu": format_share(on_time, ended),
            "Batas waktu terlewat": figures._count_listed("late", period),
            "Pengembalian": figures._count_listed("returned", period),
            "Selesai dalam batas waktu SOP": format_share(whole["within"], whole["count"]),
            "Waktu SOP sampai selesai, median": format_minutes(whole["median"]),
        }

    # -- intake ---------------------------------------------------------------------------------

    def build_category_table(self):
        now = self._name_keys(self.figures._count_intake_by(self.period, "category_id"))
        before = self._name_keys(self.figures._count_intake_by(self.before, "category_id"))
        names = sorted({*now, *before}, key=lambda name: (-now.get(name, 0), name))
        rows = [[name, now.get(name, 0), before.get(name, 0)] for name in names]
        chart = draw_bars([(name, now.get(name, 0), before.get(name, 0)) for name in names[:10]])
        headings = ["Kategori", self.period.title, self.before.title]
        return Table("Aduan masuk menurut kategori", headings, _add_sums(rows), chart, summed=True)

    def build_place_table(self):
        """Return category against kecamatan at a glance."""
        counts = {}
        for (category, district, _channel, _state), count in self._count_intake().items():
            counts[category, district] = counts.get((category, district), 0) + count
        columns = [*self.env["lalisa.district"].search([]).mapped("name"), NOT_SET]
        names = sorted({key[0] for key in counts})
        rows = [[name, *[counts.get((name, column), 0) for column in columns]] for name in names]
        return Table(
            "Aduan masuk menurut kategori dan kecamatan",
            ["Kategori", *columns, "Jumlah"],
            _add_sums([[*row, sum(row[1:])] for row in rows]),
            summed=True,
        )

    def build_cross_table(self):
        """Category and kecamatan as rows, channel and state beside each other; each category has its sum above."""
        intake = self._count_intake()
        channels = sorted({key[2] for key in intake})
        ends = [stage.name for stage in self.stages.values() if stage.kind == "closed"]
        states = [name for name in (RUNNING, *ends) if any(key[3] == name for key in intake)]

        def count_line(category=None, district=None):
            own = {
                key: count for key, count in intake.items() if category in (None, key[0]) and district in (None, key[1])
            }
            by = [
                sum(count for key, count in own.items() if key[at] == name)
                for at, names in ((2, channels), (3, states))
                for name in names
            ]
            return [*by, sum(own.values())]

        rows, heads = [], []
        for category in sorted({key[0] for key in intake}):
            heads.append(len(rows))
            rows.append([category, *count_line(category)])
            rows += [
                [district, *count_line(category, district)]
                for district in sorted({key[1] for key in intake if key[0] == category})
            ]
        if rows:
            rows.append(["Jumlah", *count_line()])
        return Table(
            CROSS,
            ["Kategori, kecamatan", *channels, *states, "Jumlah"],
            rows,
            summed=True,
            heads=tuple(heads),
            bands=(("", 1), ("Kanal", len(channels)), ("Keadaan pada akhir periode", len(states)), ("", 1)),
        )

    def build_uncut_table(self):
        """Return the whole cross table, a row for each combination that occurs: for filters and pivots of one's own."""
        rows = sorted([*key, count] for key, count in self._count_intake().items())
        return Table(CROSS, ["Kategori", "Kecamatan", "Kanal", "Keadaan", "Jumlah"], rows, texts=4)

    def _count_intake(self):
        """{(category, kecamatan, channel, state at the period's end): count}, in the words of the paper."""
        category, district = self.env["lalisa.category"], self.env["lalisa.district"]
        named, channels = {}, channel_words(self.env)
        for (row, place, channel, code), count in self.figures._count_intake_cross(self.period).items():
            stage = self.stages[code]
            key = (
                _get_name(category.browse(row)),
                _get_name(district.browse(place)),
                channels[channel],
                stage.name if stage.kind == "closed" else RUNNING,
            )
            named[key] = named.get(key, 0) + count
        return named

    def build_hour_table(self):
        load = self.figures._count_by_hour(self.period)
        days = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
        parts = range(0, 24, 4)
        rows = [
            [day, *[sum(load.get((index, part + hour), 0) for hour in range(4)) for part in parts]]
            for index, day in enumerate(days)
        ]
        headings = ["Hari", *[f"{part:02d}–{part + 4:02d}" for part in parts], "Jumlah"]
        return Table(
            "Aduan masuk menurut hari dan jam (WITA)",
            headings,
            _add_sums([[*row, sum(row[1:])] for row in rows]),
            summed=True,
        )

    # -- the SOP --------------------------------------------------------------------------------

    def build_step_table(self):
        before = {row["stage_id"]: row for row in self.figures._get_step_figures(self.before)}
        rows, shares = [], []
        for row in self.figures._get_step_figures(self.period):
            earlier = before.get(row["stage_id"], {"on_time": 0, "count": 0})
            rows.append(
                [
                    f"{row['number']}. {row['name']}",
                    row["count"],
                    format_share(row["on_time"], row["count"]),
                    format_minutes(row["median"]),
                    format_minutes(row["p90"]),
                    format_minutes(row["limit"]),
                    row["returned"],
                    format_share(earlier["on_time"], earlier["count"]),
                ]
            )
            shares.append(
                (
                    row["name"],
                    _get_percent(row["on_time"], row["count"]),
                    _get_percent(earlier["on_time"], earlier["count"]),
                )
            )
        headings = [
            "Langkah SOP",
            "Jumlah",
            "Tepat waktu",
            "Median",
            "9 dari 10 dalam",
            "Batas",
            "Dikembalikan",
            f"Tepat waktu, {self.before.title}",
        ]
        return Table("Kepatuhan SOP menurut langkah", headings, rows, draw_bars(shares, unit="%", top=100))

    def build_role_table(self):
        rows = [
            [
                ROLES.get(row["role"]) or "-",
                row["count"],
                format_share(row["on_time"], row["count"]),
                format_minutes(row["median"]),
            ]
            for row in self.figures._get_role_figures(self.period)
        ]
        return Table("Kepatuhan SOP menurut peran", ["Peran", "Jumlah", "Tepat waktu", "Median"], rows)

    def build_return_table(self):
        rows = [
            [stage.name, reason.name or "-", count]
            for (stage, reason), count in self.figures._count_returns(self.period).items()
        ]
        return Table("Pengembalian dan alasannya", ["Dari langkah", "Alasan", "Jumlah"], rows, texts=2)

    def build_outcome_table(self):
        now = self.figures._count_finished_by(self.period, "stage_code")
        before = self.figures._count_finished_by(self.before, "stage_code")
        rows = [
            [stage.name, now.get(code, 0), before.get(code, 0)]
            for code, stage in self.stages.items()
            if code in now or code in before
        ]
        return Table(
            "Aduan ditutup", ["Keadaan akhir", self.period.title, self.before.title], _add_sums(rows), summed=True
        )

    def build_team_table(self):
        now, before = (self.figures._count_team_outcomes(period) for period in (self.period, self.before))
        rows = [
            [OUTCOMES.get(code) or "Belum dilaporkan", now.get(code, 0), before.get(code, 0)]
            for code in sorted({*now, *before}, key=str)
        ]
        return Table("Laporan Tim Reaksi Cepat", ["Hasil", self.period.title, self.before.title], rows)

    # -- parts ----------------------------------------------------------------------------------

    @staticmethod
    def _name_keys(counts):
        return {_get_name(record): count for record, count in counts.items()}


def format_share(part, whole):
    """Return counts before percentages: 7 dari 9 (78%)."""
    return f"{part} dari {whole} ({_get_percent(part, whole)}%)" if whole else "-"


def format_minutes(value):
    """Return a duration as a paper says it; nothing counted is a dash."""
    return "-" if value is None else format_duration(value)


def _get_percent(part, whole):
    return round(100 * part / whole) if whole else 0


def _get_name(record):
    return record.name or NOT_SET


def _add_sums(rows):
    """Return the rows with a last one that holds the sums."""
    if not rows:
        return rows
    return [*rows, ["Jumlah", *[sum(column) for column in zip(*[row[1:] for row in rows], strict=True)]]]
