"""Versions and migrations: what an office's Odoo looks at to know that there is something to do."""

import ast

import pytest

from lalisa_cli.home import REPO
from tests.upgrade.expected_changes import Change, find_changed
from tests.upgrade.releases import HERE, earlier_releases, run_git

MANIFESTS = sorted((REPO / "addons").glob("*/__manifest__.py"))


def read_version(manifest):
    return ast.literal_eval(manifest.read_text())["version"]


def parse_numbers(text):
    return tuple(map(int, text.split(".")))


def find_migrations(manifest):
    return sorted(manifest.parent.glob("migrations/19.0.*"))


def test_every_version_is_one_of_odoo_19_and_every_migration_leads_to_one_that_is_reached():
    for manifest in MANIFESTS:
        assert read_version(manifest).startswith("19.0.") and len(parse_numbers(read_version(manifest))) == 5, manifest
        for folder in find_migrations(manifest):
            assert parse_numbers(folder.name) <= parse_numbers(read_version(manifest)), folder


def test_odoo_finds_the_scripts_of_every_migration():
    for folder in (folder for manifest in MANIFESTS for folder in find_migrations(manifest)):
        scripts = list(folder.glob("*.py"))
        assert scripts, folder
        for script in scripts:
            assert script.name.startswith(("pre-", "post-", "end-")), f"{script}: Odoo runs no script of this name"
            functions = [node for node in ast.parse(script.read_text()).body if isinstance(node, ast.FunctionDef)]
            assert [[arg.arg for arg in one.args.args] for one in functions if one.name == "migrate"] == [
                ["cr", "version"]
            ], f"{script}: Odoo calls migrate(cr, version)"


def test_a_migration_that_the_last_release_did_not_have_is_run_for_an_office_that_comes_from_it():
    last = earlier_releases()[-1]
    if not last.commit:
        pytest.skip(HERE.format(last.name))
    for manifest in MANIFESTS:
        addon, before = manifest.parent.name, last.version(manifest.parent.name)
        for folder in find_migrations(manifest) if before else ():
            known = run_git("ls-tree", "-r", "--name-only", last.commit, f"addons/{addon}/migrations/{folder.name}/")
            new = {script.name for script in folder.glob("*.py")} - {
                path.rpartition("/")[2] for path in known.decode().split()
            }
            assert not new or parse_numbers(folder.name) > parse_numbers(before), (
                f"{folder}: an office on {addon} {before} ({last.name}) never runs {sorted(new)}"
            )


def test_an_addon_that_has_changed_since_the_last_release_has_a_higher_version():
    """An update is made only where versions differ: with the old number an office would keep the old views and data."""
    last = earlier_releases()[-1]
    if not last.commit:
        pytest.skip(HERE.format(last.name))
    for manifest in MANIFESTS:
        addon, before = manifest.parent.name, last.version(manifest.parent.name)
        tests = f":(exclude)addons/{addon}/tests"
        if before and run_git("diff", "--name-only", last.commit, "--", f"addons/{addon}", tests):
            assert parse_numbers(read_version(manifest)) > parse_numbers(before), (
                f"{addon} still calls itself {before}, as {last.name}"
            )


def test_a_value_that_an_upgrade_changes_is_named_unless_it_became_what_the_table_says():
    before, after = {"id": 1, "body": "Halo", "write_date": "old"}, {"id": 1, "body": "HALO", "write_date": "new"}
    upper = Change("lalisa_x", "body", lambda row: row["body"].upper(), "as an example")
    assert find_changed("lalisa_x", before, after, []) == ["body"]
    assert find_changed("lalisa_x", before, after, [upper]) == []
    assert find_changed("lalisa_x", before, {**after, "body": "Halo"}, [upper]) == ["body"]
    assert find_changed("lalisa_y", before, after, [upper]) == ["body"]
    assert find_changed("lalisa_x", before, {"id": 1}, []) == ["body"]
