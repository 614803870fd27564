"""Faults in papers, routes, rights, translations and the launcher. See `fault.py` for the fields."""

from .fault import Fault

COMPLAINT = "addons/lalisa_complaint"
DISPATCH = "addons/lalisa_dispatch"
INTAKE = "addons/lalisa_intake"
PDF = "addons/report_weasyprint"

FAULTS = [
    Fault(
        "pictures on paper",
        "a paper shows files that whoever prints it may not read",
        f"{PDF}/tools/fetch.py",
        'found = self.env["ir.binary"]',
        'found = self.env(su=True)["ir.binary"]',
        (f"{PDF}/tests/test_fetch.py",),
    ),
    Fault(
        "routes",
        "the files of citizens are open to everybody",
        f"{INTAKE}/controllers/media.py",
        'auth="user"',
        'auth="public"',
        ("tests/security/test_routes.py",),
    ),
    Fault(
        "words in Indonesian",
        "staff read English where they read Indonesian before",
        f"{COMPLAINT}/i18n/id.po",
        'msgid "Complaint Count"\nmsgstr "Jumlah aduan"',
        'msgid "Complaint Count"\nmsgstr ""',
        ("tests/security/test_translations.py",),
    ),
    Fault(
        "pinned downloads",
        "a changed package is installed instead of the pinned one",
        "lalisa_cli/debian.py",
        "if (found := _hash_file(part)) == sha256:",
        "if found := _hash_file(part):",
        ("tests/launcher/test_download.py",),
    ),
    Fault(
        "check of a backup",
        "a backup with a damaged file is taken for whole",
        "lalisa_cli/backup.py",
        'if hashlib.file_digest(content, "sha1").hexdigest() != name.rpartition("/")[2]:',
        "if not name:",
        ("tests/launcher/test_backup_content.py",),
    ),
    Fault(
        "rights on a model",
        "the administrator rewrites what a complaint says",
        f"{COMPLAINT}/security/ir.model.access.csv",
        "model_lalisa_complaint,group_administrator,1,0,0,0",
        "model_lalisa_complaint,group_administrator,1,1,0,0",
        ("tests/security/test_role_matrix.py",),
    ),
    Fault(
        "dispatches that a team sees",
        "a team reads the orders of all others",
        f"{DISPATCH}/security/rules.xml",
        "['|', ('leader_id', '=', user.id), ('member_ids', 'in', user.id)]",
        "[(1, '=', 1)]",
        (f"{DISPATCH}/tests/test_report_dispatch.py",),
    ),
    Fault(
        "cases about members",
        "the operator reads the history of complaints about members of the agency",
        f"{COMPLAINT}/security/rules.xml",
        """<field name="model_id" ref="model_lalisa_stage_log"/>
            <field name="domain_force">[('complaint_id.sop_id.kind', '!=', 'member')]""",
        """<field name="model_id" ref="model_lalisa_stage_log"/>
            <field name="domain_force">[(1, '=', 1)]""",
        (f"{COMPLAINT}/tests/test_access.py",),
    ),
]
