"""Buku Register Aduan: one row a complaint, without a gap; the same rows on paper, as XLSX and as CSV."""

from odoo.addons.lalisa_base.tools.office_language import in_indonesian
from odoo.addons.lalisa_base.tools.period import Period
from odoo.addons.lalisa_complaint.models.sop.stage_role import StageRole
from odoo.addons.lalisa_complaint.report.report_complaint import channel_words
from odoo.addons.lalisa_complaint.report.wording import short_time
from odoo.addons.lalisa_dispatch.report.wording import OUTCOMES

# Heading and width in mm; the last is for the hand.
COLUMNS = (
    ("No.", 9),
    ("Nomor", 20),
    ("Tanggal, jam (WITA)", 21),
    ("Kanal", 16),
    ("Pelapor", 24),
    ("Isi ringkas", 52),
    ("Kategori", 26),
    ("Lokasi", 32),
    ("Disposisi (WITA)", 21),
    ("TRC/SPT", 24),
    ("Hasil", 28),
    ("Selesai (WITA)", 21),
    ("Paraf", 12),
)
HIDDEN = "Dirahasiakan"
BATCH = 500


def register_rows(env, period: Period):
    """Give the rows of a period, as the asking user may read them.

    A complaint that the user may not read keeps its number and its time: the register has no gap.

    :return: iterator of lists of text, one for each of `COLUMNS`
    """
    # Numbers and times alone, so that no number is missing from anybody's book.
    every_sudo = env["lalisa.complaint"].sudo().search(period.build_domain("registered_at"), order="id")
    for start in range(0, len(every_sudo), BATCH):
        batch_sudo = every_sudo[start : start + BATCH]
        visible = in_indonesian(env["lalisa.complaint"].browse(batch_sudo.ids)._filtered_access("read"))
        reporters = visible.reporter_id._filtered_access("read")
        channels = channel_words(env)
        for index, complaint_sudo in enumerate(batch_sudo, start + 1):
            complaint = visible.browse(complaint_sudo.id)
            if complaint in visible:
                yield _build_row(index, complaint, reporters, channels)
            else:
                yield _closed_row(index, complaint_sudo)
        visible.invalidate_recordset()


def _build_row(index, complaint, reporters, channels):
    dispatch = complaint.dispatch_ids.filtered(lambda one: one.kind == "action").sorted("id")[-1:]
    return [
        str(index),
        complaint.number,
        short_time(complaint.registered_at),
        channels[complaint.channel],
        masked_reporter(complaint, reporters),
        complaint.summary or "",
        complaint.category_id.name or "",
        _get_place_text(complaint),
        short_time(dispatch.ordered_at) if dispatch else "",
        ", ".join(filter(None, [dispatch.team_id.name, dispatch.duty_order_number])),
        _get_result_text(complaint, dispatch),
        short_time(complaint.closed_at),
        "",
    ]


def _closed_row(index, complaint_sudo):
    row = [str(index), complaint_sudo.number, short_time(complaint_sudo.registered_at)]
    return [*row, *[HIDDEN] * (len(COLUMNS) - len(row) - 1), ""]


def masked_reporter(complaint, readable):
    """Return of an open reporter the first letters; of every other nothing.

    :param readable: the reporters that the asking user may read"""
    if complaint.confidentiality == "anonymous":
        return "Anonim"
    if not complaint.reporter_id:
        return "-"
    if complaint.confidentiality != "open" or complaint.reporter_id not in readable:
        return HIDDEN
    words = (complaint.reporter_id.name or "").split()
    return " ".join(f"{word[0]}•••" for word in words) or f"Pelapor {complaint.reporter_id.id:05d}"


def _get_place_text(complaint):
    """Return the place once the operator has confirmed it, else the district, which says nothing of a home."""
    text = complaint.location_text if complaint.location_confirmed else ""
    return ", ".join(filter(None, [text, complaint.district_id.name]))


def _get_result_text(complaint, dispatch):
    stage = complaint.stage_id.name
    outcome = OUTCOMES.get(dispatch.outcome) if dispatch else None
    if complaint.stage_role == StageRole.REFERRED and complaint.agency_id:
        outcome = complaint.agency_id.name
    return f"{stage}: {outcome}" if outcome else stage
