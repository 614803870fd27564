"""What code used to know of the stages by their codes stands on the stages and on the ways between them."""

from odoo import SUPERUSER_ID, api

from odoo.addons.lalisa_base.tools.office_language import in_indonesian

# code, role, on the reporter's page, of a closed operation
STAGES = [
    ("receive", "intake", "Aduan diterima", "hidden"),
    ("check", "work", "Kesesuaian aduan diperiksa", "hidden"),
    ("verify", "draft", "Aduan diverifikasi", "hidden"),
    ("field_check", "field_check", "Fakta di lapangan diperiksa", "hidden"),
    ("dispatch", "dispatch", "Petugas ditugaskan", "hidden"),
    ("resolve", "resolve", "Penanganan di lapangan", "hidden"),
    ("report", "report", "Laporan kepada Kepala Satuan", "told"),
    ("inform", "order", "Penyampaian hasil diperintahkan", "told"),
    ("waiting_reporter", "waiting", "Menunggu keterangan tambahan dari Bapak/Ibu", "named"),
    ("delivery", "delivery", "Hasil sedang disampaikan kepada Bapak/Ibu", "told"),
    ("done", "done", "Selesai", "told"),
    ("unsuitable", "rejected", "Ditutup, belum dapat kami tindak lanjuti", "named"),
    ("referred", "referred", "Dilimpahkan kepada instansi yang berwenang", "named"),
    ("duplicate", "merged", "Digabung dengan aduan lain tentang kejadian yang sama", "named"),
    ("cancelled", "withdrawn", "Dicabut oleh pelapor", "named"),
    ("unanswered", "unanswered", "Ditutup karena tidak ada keterangan tambahan", "named"),
]
# Of a stage that an office made itself only its kind is known.
ROLES_OF_OTHERS = {"waiting": "paused", "closed": "ended"}
# Ways whose main button takes the next step as well.
PASSING_ON = [("receive", "check"), ("report", "inform")]


def migrate(cr, version):
    """Fill what is new of the stages and ways that there are; a stage's name, as it is now, is its name for reporters.

    One that an office made itself tells nothing of closed operations.
    """
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    # Where Indonesian is not active, the names are what the office has.
    stages = in_indonesian(env["lalisa.stage"]).search([])
    for stage in stages:
        stage.write({"public_name": stage.name, "role": ROLES_OF_OTHERS.get(stage.kind, "work")})
    by_code = stages.grouped("code")
    for code, role, sentence, while_covert in STAGES:
        by_code.get(code, stages.browse()).write(
            {"role": role, "public_sentence": sentence, "while_covert": while_covert}
        )
    by_code.get("field_check", stages.browse()).write({"four_eyes": True})
    for start, end in PASSING_ON:
        ways = [("from_stage_id.code", "=", start), ("to_stage_id.code", "=", end), ("forward", "=", True)]
        env["lalisa.sop.transition"].search(ways).passes_on = True
