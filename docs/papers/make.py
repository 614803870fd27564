"""Prints the sample papers of this folder from a running demo: ./lalisa shell < docs/papers/make.py

All people, pictures and events on them are made up. Nothing is stored.
"""

# ruff: noqa: F821
import base64
import io
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw


def draw_picture(kind: str, size: tuple[int, int], *shapes: Any) -> bytes:
    """Draw a picture: coloured rectangles and ellipses on a plain ground, as base64 of its file."""
    picture = Image.new("RGB", size, shapes[0])
    for shape, corners, colour in shapes[1:]:
        getattr(ImageDraw.Draw(picture), shape)(corners, fill=colour)
    out = io.BytesIO()
    picture.save(out, kind)
    return base64.b64encode(out.getvalue())


ROAD = ["#b9cfe0", ("rectangle", (0, 150, 400, 300), "#7a8a5c"), ("rectangle", (0, 210, 400, 270), "#777777")]
HEAPS = [("ellipse", (60 + 90 * number, 175, 150 + 90 * number, 235), "#5a4632") for number in range(3)]
ARMS = [
    ("ellipse", (0, 0, 299, 299), "#1f3a5f"),
    ("ellipse", (25, 25, 274, 274), "#e8c95a"),
    ("rectangle", (110, 80, 190, 220), "#1f3a5f"),
]

folder = Path("docs/papers")
head = env.ref("lalisa_complaint.user_kepala")
printer = env(user=head, context={"force_report_rendering": True, "lang": "id_ID"})
# What an office enters at the first set-up.
env.company.write(
    {
        "lalisa_address": "Jalan Contoh Nomor 1, Paringin 71662",
        "lalisa_phone": "(0526) 000000",
        "lalisa_email": "kantor@example.go.id",
        "lalisa_letterhead_logo": draw_picture("PNG", (300, 300), "white", *ARMS),
        "lalisa_signer_name": "Nama Contoh, S.Sos., M.A.P.",
        "lalisa_signer_rank": "Pembina Utama Muda (IV/c)",
        "lalisa_signer_nip": "19700101 199503 1 000",
    }
)
# A team that has arrived photographs before and after, and reports.
team = env.ref("lalisa_complaint.user_trc")
running = env["lalisa.dispatch"].with_user(team).search([("kind", "=", "action"), ("state", "=", "acted")], limit=1)
for moment, shapes in {"before": ROAD + HEAPS, "after": ROAD}.items():
    photo = (
        env["ir.attachment"]
        .with_user(team)
        .create(
            {
                "name": f"{moment}.jpg",
                "datas": draw_picture("JPEG", (400, 300), *shapes),
                "res_model": running._name,
                "res_id": running.id,
            }
        )
    )
    running.write({f"photo_{moment}_ids": [(4, photo.id)]})
running.write(
    {
        "findings": "Keadaan di lapangan sesuai aduan.",
        "actions_taken": "Teguran lisan dan penertiban.",
        "outcome": "handled",
        "declaration": True,
    }
)
running.action_report()
complaint = printer["lalisa.complaint"].search([("stage_code", "=", "done")], limit=1)
draft = printer["lalisa.complaint"].search([("stage_code", "=", "verify"), ("confidentiality", "=", "open")], limit=1)
draft.with_user(env.ref("lalisa_complaint.user_kasi")).brief = f"{draft.summary}, terlihat sejak kemarin sore."
sop = printer["lalisa.sop"].search([("kind", "=", "public")], limit=1)
ours, theirs = complaint.dispatch_ids[:1], running.with_env(printer)
sheets = [
    ("laporan-aduan", "lalisa_complaint", "complaint", complaint),
    ("konsep-laporan-aduan", "lalisa_complaint", "complaint", draft),
    ("surat-perintah-tugas", "lalisa_dispatch", "duty_order", ours),
    ("laporan-kejadian", "lalisa_dispatch", "incident", theirs),
    ("sop", "lalisa_complaint", "sop", sop),
    ("hasil-untuk-pelapor", "lalisa_complaint", "result", complaint),
    ("lembar-disposisi", "lalisa_complaint", "disposition", complaint),
    ("berita-acara", "lalisa_dispatch", "minutes", ours),
    ("surat-teguran", "lalisa_dispatch", "warning_1", ours),
]
for name, addon, paper, record in sheets:
    report = f"{addon}.action_report_{paper}"
    content = printer["ir.actions.report"]._render_qweb_pdf(report, record.ids)[0]
    (folder / f"{name}.pdf").write_bytes(content)
for kind, name in {"register": "buku-register", "recap": "rekapitulasi", "scorecard": "kartu-kinerja"}.items():
    paper = printer["lalisa.period.report"].create({"kind": kind})
    paper.action_make()
    (folder / f"{name}.pdf").write_bytes(base64.b64decode(paper.file))
env.cr.rollback()
