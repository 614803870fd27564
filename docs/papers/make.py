"""Prints the sample papers of this folder from a running demo: ./lalisa shell < docs/papers/make.py

All people and events on them are made up. Nothing is stored.
"""
# ruff: noqa: F821
import base64
from pathlib import Path

folder = Path("docs/papers")
head = env.ref("lalisa_complaint.user_kepala")
printer = env(user=head, context={"force_report_rendering": True, "lang": "id_ID"})
complaint = printer["lalisa.complaint"].search([("stage_code", "=", "done")], limit=1)
sop = printer["lalisa.sop"].search([("kind", "=", "public")], limit=1)
records = {
    "complaint": complaint, "duty_order": complaint.dispatch_ids[:1], "incident": complaint.dispatch_ids[:1],
    "sop": sop, "result": complaint, "disposition": complaint, "minutes": complaint.dispatch_ids[:1],
    "warning_1": complaint.dispatch_ids[:1],
}
names = {
    "complaint": "laporan-aduan", "duty_order": "surat-perintah-tugas", "incident": "laporan-kejadian", "sop": "sop",
    "result": "hasil-untuk-pelapor", "disposition": "lembar-disposisi", "minutes": "berita-acara",
    "warning_1": "surat-teguran",
}
for name, record in records.items():
    report = f"lalisa_complaint.action_paper_{name}"
    content = printer["ir.actions.report"]._render_qweb_pdf(report, record.ids)[0]
    (folder / f"{names[name]}.pdf").write_bytes(content)
for kind, name in {"register": "buku-register", "recap": "rekapitulasi", "scorecard": "kartu-kinerja"}.items():
    paper = printer["lalisa.period.paper"].create({"kind": kind})
    paper.action_make()
    (folder / f"{name}.pdf").write_bytes(base64.b64decode(paper.file))
env.cr.rollback()
