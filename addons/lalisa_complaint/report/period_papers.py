import os

from odoo import fields, models
from odoo.tools import file_path

from .long_table import BOLD, OTHER, REGULAR
from .recap import Recap, Table, bars, share
from .register_book import COLUMNS, register_rows
from .wording import long_date, long_time

FONTS = "web/static/fonts/google/Open_Sans/Open_Sans-{}.ttf"
# For letters that the paper's own font has not; where the machine has none, they stay empty boxes.
OTHER_FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
SIZES = {"a4": (210, 297), "f4": (215, 330)}


def paper_tables(env, kind, period):
    """The tables of a register or recap, for XLSX and CSV.

    :return: list of objects with title, headings and rows
    """
    if kind == "recap":
        return Recap(env, period).sheets()
    headings = [heading for heading, _width in COLUMNS[:-1]]
    rows = [row[:-1] for row in register_rows(env, period)]
    return [Table(f"Buku Register Aduan {period.title}", headings, rows)]


def register_order(paper):
    """What `long_table` needs beside the rows, as JSON data.

    :param paper: one `lalisa.period.paper`
    """
    company, period = paper.company_id, paper._period()
    long_side, short_side = sorted(SIZES[company.lalisa_paper_size], reverse=True)
    fonts = {REGULAR: file_path(FONTS.format("Regular")), BOLD: file_path(FONTS.format("Bold"))}
    if os.path.exists(OTHER_FONT):
        fonts[OTHER] = OTHER_FONT
    closing = paper.env["lalisa.register.closing"]._of_period(period)
    seal = paper.env["lalisa.paper.seal"]._seal(
        f"Register {period.first} {period.last}", [period.title, closing.mapped("hash")]
    )
    return {
        "fonts": fonts, "width": long_side, "height": short_side,
        "logo": company.lalisa_letterhead_logo.decode() if company.lalisa_letterhead_logo else None,
        "letterhead": letterhead_lines(company),
        "title": "BUKU REGISTER ADUAN", "subtitle": subtitle(paper), "columns": COLUMNS,
        "notes": [*closing_notes(closing), f"Sidik isi {seal['fingerprint']}"], "qr": seal["url"],
        "signer": signer_lines(company), "footer": f"{paper.name}, dicetak {long_time(fields.Datetime.now())}",
    }


def subtitle(paper):
    """The period, and the official number where one was given."""
    number = f"Nomor {paper.official_number} — " if paper.official_number else ""
    return f"{number}{paper._period().title}"


def letterhead_lines(company):
    """Kop surat as lines of text: government, agency, address, telephone."""
    contact = ", ".join(filter(None, [
        company.lalisa_phone and f"Telepon {company.lalisa_phone}",
        company.lalisa_email and f"pos-el {company.lalisa_email}",
    ]))
    address = company.lalisa_address or "(alamat kantor belum diisi di Pengaturan)"
    lines = [company.lalisa_government_line, company.lalisa_agency_name]
    return [*[(line or "").upper() for line in lines], address, *filter(None, [contact])]


def signer_lines(company):
    """Place and date, office, then (after room for the pen) name, rank and number."""
    return [
        f"{company.lalisa_signing_place}, {long_date(fields.Datetime.now())}",
        f"{company.lalisa_signer_title},",
        company.lalisa_signer_name or "(................................................)",
        *filter(None, [company.lalisa_signer_rank]),
        f"NIP {company.lalisa_signer_nip or '........................................'}",
    ]


def closing_notes(closings):
    """The register's closing hashes of the months of a period, as lines."""
    return [
        f"Hash penutup register {one.month:%m-%Y} (baris {one.position}): {one.hash}" for one in closings
    ]


class PaperPeriod(models.AbstractModel):
    """What the recap and the scorecard share: head, signer, seal, closing hashes."""

    _name = "lalisa.paper.period"
    _description = "Papers about a period"

    def _get_report_values(self, docids, data=None):
        papers = self.env["lalisa.period.paper"].browse(docids)
        papers.check_access("read")
        self.env["lalisa.complaint"].check_access("read")
        return {
            "docs": papers,
            "sheets": [self._sheet(paper) for paper in papers],
            "title": ", ".join(papers.mapped("name")),
            "stylesheets": ["/lalisa_complaint/static/src/print/paper.css"],
            "printed_at": long_time(fields.Datetime.now()),
            "today": long_date(fields.Datetime.now()),
        }

    def _sheet(self, paper):
        period = paper._period()
        closing = self.env["lalisa.register.closing"]._of_period(period)
        content = self._figures(paper)
        return {
            "paper": paper,
            "company": paper.company_id,
            "subtitle": subtitle(paper),
            "closing": closing_notes(closing),
            "members": self.env.user.has_group("lalisa_complaint.group_agency_head"),
            "seal": self.env["lalisa.paper.seal"]._seal(
                f"{paper.kind} {period.first} {period.last}", [content["plain"], closing.mapped("hash")]
            ),
            **content,
        }

    def _figures(self, paper):
        """:return: dict with 'plain' (the words and numbers, as JSON data) and what the template prints"""
        raise NotImplementedError


class PaperRecap(models.AbstractModel):
    """Rekapitulasi of a month, quarter or year, beside the period before."""

    _name = "report.lalisa_complaint.paper_recap"
    _inherit = ["lalisa.paper.period"]
    _description = "Rekapitulasi"

    def _figures(self, paper):
        recap = Recap(self.env, paper._period())
        tables = recap.tables()
        plain = [[table.title, table.headings, table.rows] for table in tables]
        return {"tables": tables, "plain": plain, "before": recap.before.title}


class PaperScorecard(models.AbstractModel):
    """Kartu Kinerja: the one page for the Kepala."""

    _name = "report.lalisa_complaint.paper_scorecard"
    _inherit = ["lalisa.paper.period"]
    _description = "Kartu Kinerja"

    def _figures(self, paper):
        recap = Recap(self.env, paper._period())
        overview = recap.overview()
        tiles = overview.rows[:6]
        steps = recap.figures._steps(recap.period)
        shares = [(row["name"], round(100 * row["on_time"] / row["count"]), row["count"]) for row in steps]
        districts = recap.figures._intake_by(recap.period, "district_id")
        places = sorted(((place.name or "Belum ditetapkan", count) for place, count in districts.items()),
                        key=lambda pair: -pair[1])
        categories = [row for row in recap.by_category().rows[:-1] if row[1]][:8]
        return {
            "tiles": tiles, "before": recap.before.title, "details": overview.rows[6:],
            "step_rows": [[row["name"], share(row["on_time"], row["count"])] for row in steps],
            "step_chart": bars([(name, value, 0) for name, value, _count in shares], unit="%", top=100),
            "category_chart": bars([tuple(row) for row in categories]),
            "places": places,
            "plain": [overview.rows, shares, places, categories],
        }
