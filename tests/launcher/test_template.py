"""When the tests' template is made anew, and when it serves as it is: read from a folder of addons."""

import pytest

from lalisa_cli import addons, python_env, template

RECORDS = ("models/thing.py", "data/things.xml", "i18n/id.po", "static/description/icon.png", "security/rules.csv")
PAGES = ("static/src/board.js", "static/src/deep/board.scss", "static/lib/map/map.js")
NEITHER = (
    "tests/test_thing.py",
    "tests/data/photo.jpg",
    "static/tests/tours/board.js",
    "models/__pycache__/thing.pyc",
    "models/thing.py~",
    "models/.thing.py.swp",
    "models/#thing.py#",
    "README.md",
    "models/thing.py.orig",
)


class Databases:
    """A recorder in the place of PostgreSQL and Odoo."""

    def __init__(self, folder):
        self.data = folder / "test" / "data"
        self.data.mkdir(parents=True)
        self.marks, self.made = {}, []

    def read_made_from(self, name):
        return self.marks.get(name)


@pytest.fixture
def addon(tmp_path, monkeypatch):
    """Return the folder of the one addon that there is."""
    folder = tmp_path / "addons" / "lalisa_one"
    folder.mkdir(parents=True)
    (folder / "__manifest__.py").write_text("{'depends': ['mail']}")
    monkeypatch.setattr(addons, "ADDONS", folder.parent)
    monkeypatch.setattr(python_env, "hash_odoo", lambda: "odoo-1")
    monkeypatch.delenv("LALISA_TEMPLATE", raising=False)
    return folder


@pytest.fixture
def databases(tmp_path, monkeypatch):
    """Databases that write down what is made; the template is whole at first."""
    recorder = Databases(tmp_path)

    def make_records(databases, wanted):
        databases.made.append("records")
        build_pages(databases, wanted)
        return []

    def build_pages(databases, wanted):
        databases.made.append("pages")
        databases.marks[template.TEMPLATE] = wanted

    monkeypatch.setattr(template, "_prepare_base", lambda *_arguments: None)
    monkeypatch.setattr(template, "_make_template", make_records)
    monkeypatch.setattr(template, "_build_bundles", build_pages)
    return recorder


def prepare_again(databases):
    databases.made.clear()
    template.prepare_template(databases)
    return databases.made


@pytest.mark.parametrize(
    ("places", "made"),
    [(RECORDS, ["records", "pages"]), (PAGES, ["pages"]), (NEITHER, [])],
    ids=["records", "pages", "neither"],
)
def test_only_what_a_change_can_reach_is_made_anew(addon, databases, places, made):
    prepare_again(databases)
    assert prepare_again(databases) == []
    for place in places:
        path = addon / place
        path.parent.mkdir(parents=True, exist_ok=True)
        for text in ("new", "changed"):
            path.write_text(text)
            assert prepare_again(databases) == made, place
        path.unlink()
        assert prepare_again(databases) == made, place


def test_a_changed_manifest_makes_all_anew(addon, databases):
    prepare_again(databases)
    (addon / "__manifest__.py").write_text("{'depends': ['mail'], 'assets': {}}")
    assert prepare_again(databases) == ["records", "pages"]


@pytest.mark.parametrize(("choice", "made"), [("kept", []), ("anew", ["records", "pages"])])
def test_the_caller_may_choose(addon, databases, monkeypatch, choice, made):
    prepare_again(databases)
    (addon / "models.py").write_text("changed")
    monkeypatch.setenv("LALISA_TEMPLATE", choice)
    assert prepare_again(databases) == made
