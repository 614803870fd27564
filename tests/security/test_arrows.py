"""The direction of dependency: manifests and imports follow the picture of docs/architecture.md."""

import ast
import re
from pathlib import Path

ADDONS = Path(__file__).resolve().parents[2] / "addons"
# addon: what it may depend on, beside Odoo's own
COMPLAINT = {"lalisa_base", "report_weasyprint"}
DISPATCH = COMPLAINT | {"lalisa_complaint"}
REGISTER = DISPATCH | {"lalisa_dispatch"}
OVERSIGHT = REGISTER | {"lalisa_register"}
INTAKE = {"lalisa_base", "lalisa_complaint", "lalisa_messaging", "report_weasyprint"}
ALLOWED = {
    "report_weasyprint": set(),
    "lalisa_base": set(),
    "lalisa_complaint": COMPLAINT,
    "lalisa_dispatch": DISPATCH,
    "lalisa_register": REGISTER,
    "lalisa_oversight": OVERSIGHT,
    "lalisa_messaging": {"lalisa_base"},
    "lalisa_intake": INTAKE,
    "lalisa_intake_oversight": OVERSIGHT | INTAKE | {"lalisa_oversight", "lalisa_intake"},
    "lalisa_staff_chat": {
        "lalisa_base",
        "lalisa_intake",
        "lalisa_complaint",
        "lalisa_messaging",
        "lalisa_dispatch",
        "lalisa_oversight",
    },
    "lalisa_whatsapp": {"lalisa_base", "lalisa_messaging"},
    "lalisa_whatsapp_manual": {"lalisa_base", "lalisa_intake", "lalisa_complaint", "lalisa_messaging"},
    "lalisa_telegram": {"lalisa_base", "lalisa_messaging"},
    "lalisa_simulator": {"lalisa_base", "lalisa_whatsapp", "lalisa_telegram", "lalisa_messaging"},
}
# What a test of an addon needs of a connector, where the connector is there.
FOR_ITS_TESTS = {("lalisa_intake/tests/test_preview.py", "lalisa.whatsapp.template")}
# What an office installs: all but the playground.
ALLOWED["lalisa"] = set(ALLOWED) - {"lalisa_simulator"}
ODOO_OWN = {
    "auth_password_policy",
    "auth_signup",
    "auth_timeout",
    "auth_totp_mail",
    "base",
    "web",
    "mail",
    "bus",
    "resource",
}


def find_addons():
    return {path.parent.name: path.parent for path in ADDONS.glob("*/__manifest__.py")}


def test_every_addon_has_its_place_in_the_picture():
    assert set(find_addons()) == set(ALLOWED)


def test_manifests_depend_only_along_the_arrows():
    for name, folder in find_addons().items():
        depends = set(ast.literal_eval((folder / "__manifest__.py").read_text())["depends"])
        assert depends <= ALLOWED[name] | ODOO_OWN, f"{name}: {depends - ALLOWED[name] - ODOO_OWN}"


def unknown_to(name):
    """Return the addons of ours that an addon must not know."""
    return set(ALLOWED) - ALLOWED[name] - {name}


def code_of(folder):
    """Yield (path, text) of an addon's files that can name something of another one."""
    for kind in ("py", "xml", "js", "csv"):
        for path in sorted(folder.rglob(f"*.{kind}")):
            yield path.relative_to(ADDONS), path.read_text()


def test_what_an_office_installs_is_everything_but_the_simulator():
    named = set(ast.literal_eval((ADDONS / "lalisa" / "__manifest__.py").read_text())["depends"])
    brought = {name for addon in named for name in ALLOWED[addon]}
    assert named | brought == set(ALLOWED) - {"lalisa", "lalisa_simulator"}
    assert not any(path.read_text() for path in (ADDONS / "lalisa").rglob("__init__.py"))
    assert {path.name for path in (ADDONS / "lalisa").glob("*.*")} == {"__init__.py", "__manifest__.py"}


def test_code_names_no_addon_that_it_must_not_know():
    for name, folder in find_addons().items():
        for path, text in code_of(folder):
            named = set(re.findall(r"\b(?:lalisa|report)_[a-z_]+(?=[./])", text))
            assert not named & unknown_to(name), f"{path} names {named & unknown_to(name)}"


def test_code_names_no_model_of_an_addon_that_it_must_not_know():
    """As a key of the environment, as what is extended, as the other side of a relation, in views and in rights."""
    owners = {model: name for name, folder in find_addons().items() for model in models_of(folder)}
    assert {"lalisa.complaint", "lalisa.dispatch", "lalisa.register.line", "lalisa.statistics"} <= set(owners)
    for name, folder in find_addons().items():
        unknown = {model for model, owner in owners.items() if owner in unknown_to(name)}
        for path, text in code_of(folder):
            named = set(re.findall(r"""(?<=["'>])[a-z_]+(?:\.[a-z0-9_]+)+(?=["'<])""", text))
            named |= {model for model in unknown if re.search(rf"\bmodel_{model.replace('.', '_')}\b", text)}
            found = {model for model in named & unknown if (str(path), model) not in FOR_ITS_TESTS}
            assert not found, f"{path} names {found}"


def models_of(folder):
    """Yield the names of the models that an addon brings."""
    for cls in classes_of(folder):
        values = find_assigned(cls)
        if "_name" in values:
            name, inherit = (ast.literal_eval(values[key]) if key in values else () for key in ("_name", "_inherit"))
            if name not in ([inherit] if isinstance(inherit, str) else inherit):
                yield name


def classes_of(folder):
    for path in folder.rglob("*.py"):
        if "tests" not in path.parts:
            yield from (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ClassDef))


def find_assigned(cls):
    """Return {name: expression} of a class's own attributes."""
    return {
        target.id: node.value
        for node in cls.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def test_code_reads_no_relation_that_an_addon_which_it_must_not_know_adds_to_a_model():
    """Relations only: their names end in `_id` or `_ids`; another field's name may be Odoo's own as well."""
    added, theirs = {}, {}
    for name, folder in find_addons().items():
        for cls in classes_of(folder):
            values = find_assigned(cls)
            kept = added if "_inherit" in values and "_name" not in values else theirs
            for field, value in values.items():
                if field.endswith(("_id", "_ids")) and ast.unparse(value).startswith("fields."):
                    kept.setdefault(field, set()).add(name)
    assert added["dispatch_ids"] == {"lalisa_dispatch"}
    for name, folder in find_addons().items():
        # A name that an addon knows from elsewhere too, or gives itself, tells nothing.
        known = {field for kept in (added, theirs) for field, owners in kept.items() if owners - unknown_to(name)}
        trees = {path: ast.parse(text) for path, text in code_of(folder) if path.suffix == ".py"}
        unknown = set(added) - known - {own for tree in trees.values() for own in given_names(tree)}
        for path, tree in trees.items():
            named = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & unknown
            assert not named, f"{path} reads {named}"


def given_names(tree):
    """Yield the attributes and functions that a file itself makes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, (ast.FunctionDef, ast.AnnAssign)):
            yield getattr(node, "name", None) or node.target.id


def test_every_addon_is_lgpl_and_has_a_summary():
    for name, folder in find_addons().items():
        manifest = ast.literal_eval((folder / "__manifest__.py").read_text())
        assert manifest["license"] == "LGPL-3" and manifest["summary"], name
