import os

from odoo import fields
from odoo.tools import file_path

from odoo.addons.lalisa_complaint.report.wording import long_date, long_time

from .long_table import BOLD, OTHER, REGULAR
from .register_book import COLUMNS, register_rows
from .spreadsheet import Table

FONTS = "web/static/fonts/google/Open_Sans/Open_Sans-{}.ttf"
# For letters that the paper's own font has not; where the machine has none, they stay empty boxes.
OTHER_FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
SIZES = {"a4": (210, 297), "f4": (215, 330)}


def register_table(env, period):
    """Return the register of a period as one table, for XLSX and CSV.

    :return: `spreadsheet.Table`
    """
    headings = [heading for heading, _width in COLUMNS[:-1]]
    rows = [row[:-1] for row in register_rows(env, period)]
    return Table(f"Buku Register Aduan {period.title}", headings, rows)


def register_order(report):
    """Return what `long_table` needs beside the rows, as JSON data.

    :param report: one `lalisa.period.report`
    """
    company, period = report.company_id, report._get_period()
    long_side, short_side = sorted(SIZES[company.lalisa_paper_size], reverse=True)
    fonts = {REGULAR: file_path(FONTS.format("Regular")), BOLD: file_path(FONTS.format("Bold"))}
    if os.path.exists(OTHER_FONT):
        fonts[OTHER] = OTHER_FONT
    closing = report.env["lalisa.register.closing"]._of_period(period)
    seal = report.env["lalisa.report.seal"]._make_seal(
        f"Register {period.first} {period.last}", [period.title, closing.mapped("hash")]
    )
    return {
        "fonts": fonts,
        "width": long_side,
        "height": short_side,
        "logo": company.lalisa_letterhead_logo.decode() if company.lalisa_letterhead_logo else None,
        "letterhead": letterhead_lines(company),
        "title": "BUKU REGISTER ADUAN",
        "subtitle": format_subtitle(report),
        "columns": COLUMNS,
        "notes": [*closing_notes(closing), f"Sidik isi {seal['fingerprint']}"],
        "qr": seal["url"],
        "signer": signer_lines(company),
        "footer": f"{report.name}, dicetak {long_time(fields.Datetime.now())}",
    }


def format_subtitle(report):
    """Return the period, and the official number where one was given."""
    number = f"Nomor {report.official_number} — " if report.official_number else ""
    return f"{number}{report._get_period().title}"


def letterhead_lines(company):
    """Return the kop surat as lines of text: government, agency, address, telephone."""
    contact = ", ".join(
        filter(
            None,
            [
                company.lalisa_phone and f"Telepon {company.lalisa_phone}",
                company.lalisa_email and f"pos-el {company.lalisa_email}",
            ],
        )
    )
    address = company.lalisa_address or "(alamat kantor belum diisi di Pengaturan)"
    lines = [company.lalisa_government_line, company.lalisa_agency_name]
    return [*[(line or "").upper() for line in lines], address, *filter(None, [contact])]


def signer_lines(company):
    """Return place and date, office, then (after room for the pen) name, rank and number."""
    return [
        f"{company.lalisa_signing_place}, {long_date(fields.Datetime.now())}",
        f"{company.lalisa_signer_title},",
        company.lalisa_signer_name or "(................................................)",
        *filter(None, [company.lalisa_signer_rank]),
        f"NIP {company.lalisa_signer_nip or '........................................'}",
    ]


def closing_notes(closings):
    """Return the register's closing hashes of the months of a period, as lines."""
    return [f"Hash penutup register {one.month:%m-%Y} (baris {one.position}): {one.hash}" for one in closings]
