"""Rekapitulasi: the tables of a period, once for paper, XLSX and CSV. The figures are `lalisa.statistics`' alone."""

from odoo import fields

from odoo.addons.lalisa_base.tools.office_language import in_indonesian
from odoo.addons.lalisa_complaint.report.report_complaint import ROLES, channel_words
from odoo.addons.lalisa_complaint.report.wording import duration
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

    def tables(self):
        """:return: list of Table, in the order of the paper"""
        return [
            self.overview(),
            self.by_category(),
            self.by_place(),
            self.cross(),
            self.steps(),
            self.roles(),
            self.returns(),
            self.outcomes(),
            self.teams(),
            self.by_hour(),
            *self.figures._more_tables(self.period, self.before),
        ]

    def sheets(self):
        """:return: list of Table for a spreadsheet: in place of the nested one that which it was made from, uncut"""
        return [self.uncut() if table.heads else table for table in self.tables()]

    # -- overview -------------------------------------------------------------------------------

    def overview(self):
        now, before = self._overview(self.period), self._overview(self.before)
        rows = [[label, now[label], before[label]] for label in now]
        return Table("Ringkasan", ["Uraian", self.period.title, self.before.title], rows)

    def _overview(self, period):
        figures = self.figures
        ended, on_time = figures._count("ended", period), figures._count("on_time", period)
        whole = figures._durations(period)
        finished = figures._finished_by(period, "stage_code")
        end = min(period.end, fields.Datetime.now())
        standing = figures._standing_at(end)
        return {
            "Aduan masuk": figures._count("intake", period),
            "Aduan selesai": finished.get("done", 0),
            "Ditutup dengan cara lain": sum(finished.values()) - finished.get("done", 0),
            "Berjalan pada akhir periode": sum(standing.values()),
            "Berjalan lebih dari 24 jam": figures._standing_longer(end),
            "Hasil belum sampai pada pelapor": figures._undelivered_at(end),
            "Langkah SOP tepat waktu": share(on_time, ended),
            "Batas waktu terlewat": figures._count("late", period),
            "Pengembalian": figures._count("returned", period),
            "Selesai dalam batas waktu SOP": share(whole["within"], whole["count"]),
            "Waktu SOP sampai selesai, median": minutes(whole["median"]),
        }

    # -- intake ---------------------------------------------------------------------------------

    def by_category(self):
        now = self._named(self.figures._intake_by(self.period, "category_id"))
        before = self._named(self.figures._intake_by(self.before, "category_id"))
        names = sorted({*now, *before}, key=lambda name: (-now.get(name, 0), name))
        rows = [[name, now.get(name, 0), before.get(name, 0)] for name in names]
        chart = draw_bars([(name, now.get(name, 0), before.get(name, 0)) for name in names[:10]])
        headings = ["Kategori", self.period.title, self.before.title]
        return Table("Aduan masuk menurut kategori", headings, _summed(rows), chart, summed=True)

    def by_place(self):
        """Category against kecamatan at a glance."""
        counts = {}
        for (category, district, _channel, _state), count in self._intake().items():
            counts[category, district] = counts.get((category, district), 0) + count
        columns = [*self.env["lalisa.district"].search([]).mapped("name"), NOT_SET]
        names = sorted({key[0] for key in counts})
        rows = [[name, *[counts.get((name, column), 0) for column in columns]] for name in names]
        return Table(
            "Aduan masuk menurut kategori dan kecamatan",
            ["Kategori", *columns, "Jumlah"],
            _summed([[*row, sum(row[1:])] for row in rows]),
            summed=True,
        )

    def cross(self):
        """Category and kecamatan as rows, channel and state beside each other; each category has its sum above."""
        intake = self._intake()
        channels = sorted({key[2] for key in intake})
        ends = [stage.name for stage in self.stages.values() if stage.kind == "closed"]
        states = [name for name in (RUNNING, *ends) if any(key[3] == name for key in intake)]

        def line(category=None, district=None):
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
            rows.append([category, *line(category)])
            rows += [
                [district, *line(category, district)]
                for district in sorted({key[1] for key in intake if key[0] == category})
            ]
        if rows:
            rows.append(["Jumlah", *line()])
        return Table(
            CROSS,
            ["Kategori, kecamatan", *channels, *states, "Jumlah"],
            rows,
            summed=True,
            heads=tuple(heads),
            bands=(("", 1), ("Kanal", len(channels)), ("Keadaan pada akhir periode", len(states)), ("", 1)),
        )

    def uncut(self):
        """The whole cross table, a row for each combination that occurs: for filters and pivots of one's own."""
        rows = sorted([*key, count] for key, count in self._intake().items())
        return Table(CROSS, ["Kategori", "Kecamatan", "Kanal", "Keadaan", "Jumlah"], rows, texts=4)

    def _intake(self):
        """{(category, kecamatan, channel, state at the period's end): count}, in the words of the paper."""
        category, district = self.env["lalisa.category"], self.env["lalisa.district"]
        named, channels = {}, channel_words(self.env)
        for (row, place, channel, code), count in self.figures._intake_cross(self.period).items():
            stage = self.stages[code]
            key = (
                _name(category.browse(row)),
                _name(district.browse(place)),
                channels[channel],
                stage.name if stage.kind == "closed" else RUNNING,
            )
            named[key] = named.get(key, 0) + count
        return named

    def by_hour(self):
        load = self.figures._load(self.period)
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
            _summed([[*row, sum(row[1:])] for row in rows]),
            summed=True,
        )

    # -- the SOP --------------------------------------------------------------------------------

    def steps(self):
        before = {row["stage_id"]: row for row in self.figures._steps(self.before)}
        rows, shares = [], []
        for row in self.figures._steps(self.period):
            earlier = before.get(row["stage_id"], {"on_time": 0, "count": 0})
            rows.append(
                [
                    f"{row['number']}. {row['name']}",
                    row["count"],
                    share(row["on_time"], row["count"]),
                    minutes(row["median"]),
                    minutes(row["p90"]),
                    minutes(row["limit"]),
                    row["returned"],
                    share(earlier["on_time"], earlier["count"]),
                ]
            )
            shares.append(
                (row["name"], _percent(row["on_time"], row["count"]), _percent(earlier["on_time"], earlier["count"]))
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

    def roles(self):
        rows = [
            [ROLES.get(row["role"]) or "-", row["count"], share(row["on_time"], row["count"]), minutes(row["median"])]
            for row in self.figures._roles(self.period)
        ]
        return Table("Kepatuhan SOP menurut peran", ["Peran", "Jumlah", "Tepat waktu", "Median"], rows)

    def returns(self):
        rows = [
            [stage.name, reason.name or "-", count]
            for (stage, reason), count in self.figures._returns(self.period).items()
        ]
        return Table("Pengembalian dan alasannya", ["Dari langkah", "Alasan", "Jumlah"], rows, texts=2)

    def outcomes(self):
        now = self.figures._finished_by(self.period, "stage_code")
        before = self.figures._finished_by(self.before, "stage_code")
        rows = [
            [stage.name, now.get(code, 0), before.get(code, 0)]
            for code, stage in self.stages.items()
            if code in now or code in before
        ]
        return Table(
            "Aduan ditutup", ["Keadaan akhir", self.period.title, self.before.title], _summed(rows), summed=True
        )

    def teams(self):
        now, before = (self.figures._team_outcomes(period) for period in (self.period, self.before))
        rows = [
            [OUTCOMES.get(code) or "Belum dilaporkan", now.get(code, 0), before.get(code, 0)]
            for code in sorted({*now, *before}, key=str)
        ]
        return Table("Laporan Tim Reaksi Cepat", ["Hasil", self.period.title, self.before.title], rows)

    # -- parts ----------------------------------------------------------------------------------

    @staticmethod
    def _named(counts):
        return {_name(record): count for record, count in counts.items()}


def share(part, whole):
    """Counts before percentages: 7 dari 9 (78%)."""
    return f"{part} dari {whole} ({_percent(part, whole)}%)" if whole else "-"


def minutes(value):
    """A duration as a paper says it; nothing counted is a dash."""
    return "-" if value is None else duration(value)


def _percent(part, whole):
    return round(100 * part / whole) if whole else 0


def _name(record):
    return record.name or NOT_SET


def _summed(rows):
    """With a last row that holds the sums."""
    if not rows:
        return rows
    return [*rows, ["Jumlah", *[sum(column) for column in zip(*[row[1:] for row in rows], strict=True)]]]
