"""Staff read Indonesian: every addon's catalogue is whole."""

from pathlib import Path

import polib

ADDONS = Path(__file__).resolve().parents[2] / "addons"


def test_every_addon_has_a_catalogue_without_an_empty_entry():
    for manifest in ADDONS.glob("*/__manifest__.py"):
        path = manifest.parent / "i18n" / "id.po"
        assert path.exists(), manifest.parent.name
        empty = [entry.msgid for entry in polib.pofile(str(path)) if not entry.msgstr]
        assert not empty, f"{manifest.parent.name}: {empty}"
