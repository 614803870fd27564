"""What somebody meets who opens an addon: its description, its icon, who looks after it."""

import ast
import importlib.util
import struct

import pytest

from lalisa_cli.home import ADDONS, REPO

OURS = sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py"))
# OCA's layout: README.rst is put together from these.
FRAGMENTS = {"DESCRIPTION.md", "CONFIGURE.md", "USAGE.md", "CONTRIBUTORS.md", "ROADMAP.md", "INSTALL.md", "CONTEXT.md"}
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def draw():
    """Return the script that draws the icons."""
    spec = importlib.util.spec_from_file_location("draw", REPO / "docs" / "icons" / "draw.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("addon", OURS)
def test_it_describes_itself_in_fragments_of_the_usual_names(addon):
    fragments = {path.name: path.read_text() for path in (ADDONS / addon / "readme").iterdir()}
    assert "DESCRIPTION.md" in fragments
    assert not set(fragments) - FRAGMENTS
    assert all(text.strip() and not text.startswith("#") for text in fragments.values())


@pytest.mark.parametrize("addon", OURS)
def test_its_manifest_says_where_it_comes_from_and_how_ripe_it_is(addon):
    manifest = ast.literal_eval((ADDONS / addon / "__manifest__.py").read_text())
    assert manifest["website"] == "https://balangankab.go.id"
    assert manifest["maintainers"] == ["La-Lisa Balangan"]
    assert manifest["development_status"] in ("Alpha", "Beta", "Production/Stable", "Mature")


def test_every_addon_has_the_icon_that_the_script_draws(draw):
    assert set(draw.ICONS) == set(OURS)
    for addon in OURS:
        folder = ADDONS / addon / "static" / "description"
        assert (folder / "icon.svg").read_text() == draw.draw_icon(addon), f"python docs/icons/draw.py {addon}"
        picture = (folder / "icon.png").read_bytes()
        assert picture.startswith(PNG)
        assert struct.unpack(">II", picture[16:24]) == (draw.SIZE, draw.SIZE)
        assert len(picture) < 10_000


def test_no_two_icons_are_the_same():
    assert len({(ADDONS / addon / "static/description/icon.png").read_bytes() for addon in OURS}) == len(OURS)
