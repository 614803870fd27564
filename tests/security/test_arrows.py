"""The direction of dependency: manifests and imports follow the picture of docs/architecture.md."""

import ast
import re
from pathlib import Path

ADDONS = Path(__file__).resolve().parents[2] / "addons"
# addon: what it may depend on, beside Odoo's own
ALLOWED = {
    "lalisa": {
        "lalisa_complaint", "lalisa_intake", "lalisa_staff_chat", "lalisa_telegram", "lalisa_whatsapp",
        "lalisa_whatsapp_manual",
    },
    "report_weasyprint": set(),
    "lalisa_base": set(),
    "lalisa_complaint": {"lalisa_base", "report_weasyprint"},
    "lalisa_messaging": {"lalisa_base"},
    "lalisa_intake": {"lalisa_base", "lalisa_complaint", "lalisa_messaging", "report_weasyprint"},
    "lalisa_staff_chat": {"lalisa_base", "lalisa_intake", "lalisa_complaint", "lalisa_messaging"},
    "lalisa_whatsapp": {"lalisa_base", "lalisa_messaging"},
    "lalisa_whatsapp_manual": {"lalisa_base", "lalisa_intake", "lalisa_complaint", "lalisa_messaging"},
    "lalisa_telegram": {"lalisa_base", "lalisa_messaging"},
    "lalisa_simulator": {"lalisa_base", "lalisa_whatsapp", "lalisa_telegram", "lalisa_messaging"},
}  # fmt: skip
ODOO_OWN = {
    "auth_password_policy", "auth_signup", "auth_timeout", "auth_totp_mail", "base", "web", "mail", "bus", "resource",
}  # fmt: skip


def addons():
    return {path.parent.name: path.parent for path in ADDONS.glob("*/__manifest__.py")}


def test_every_addon_has_its_place_in_the_picture():
    assert set(addons()) == set(ALLOWED)


def test_manifests_depend_only_along_the_arrows():
    for name, folder in addons().items():
        depends = set(ast.literal_eval((folder / "__manifest__.py").read_text())["depends"])
        assert depends <= ALLOWED[name] | ODOO_OWN, f"{name}: {depends - ALLOWED[name] - ODOO_OWN}"


def test_what_an_office_installs_is_everything_but_the_simulator():
    named = set(ast.literal_eval((ADDONS / "lalisa" / "__manifest__.py").read_text())["depends"])
    brought = {name for addon in named for name in ALLOWED[addon]}
    assert named | brought == set(ALLOWED) - {"lalisa", "lalisa_simulator"}
    assert not any(path.read_text() for path in (ADDONS / "lalisa").rglob("__init__.py"))
    assert {path.name for path in (ADDONS / "lalisa").glob("*.*")} == {"__init__.py", "__manifest__.py"}


def test_code_names_no_addon_that_it_must_not_know():
    for name, folder in addons().items():
        unknown = set(ALLOWED) - ALLOWED[name] - {name}
        for path in [*folder.rglob("*.py"), *folder.rglob("*.xml"), *folder.rglob("*.js")]:
            named = set(re.findall(r"\b(?:lalisa|report)_[a-z]+(?=[./])", path.read_text()))
            assert not named & unknown, f"{path.relative_to(ADDONS)} names {named & unknown}"


def test_every_addon_is_lgpl_and_has_a_summary():
    for name, folder in addons().items():
        manifest = ast.literal_eval((folder / "__manifest__.py").read_text())
        assert manifest["license"] == "LGPL-3" and manifest["summary"], name
