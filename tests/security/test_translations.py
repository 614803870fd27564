"""Staff read Indonesian: every addon's catalogue translates whatever Odoo finds to translate in it.

`./lalisa shell < docs/catalogues.py` brings both catalogues of each addon up to its source texts.
"""

import json
from pathlib import Path

import polib

ADDONS = Path(__file__).resolve().parents[2] / "addons"
OURS = sorted(manifest.parent.name for manifest in ADDONS.glob("*/__manifest__.py"))
# The addon that only brings the others along says nothing itself.
WITH_WORDS = [name for name in OURS if name != "lalisa"]
# Odoo's own export, as for a new catalogue: fields, views, data, Python and JavaScript.
EXPORT = """
import json
from odoo.tools.translate import TranslationModuleReader
found = []
for module, kind, name, place, source, _value, comments in TranslationModuleReader(env.cr, modules=OURS):
    where = next(one for one in comments if one.startswith('odoo-')) if kind == 'code' else f'{kind}:{name}:{place}'
    found.append([module, source, where])
print('TERMS ' + json.dumps(found))
"""
# Of one addon, as Odoo writes its template; with all at once a record of several addons would come once.
TEMPLATES = """
import io
import json
from odoo.tools.translate import trans_export
written = {}
for addon in OURS:
    file = io.BytesIO()
    if trans_export(None, [addon], file, 'po', env):
        written[addon] = file.getvalue().decode()
print('TEMPLATES ' + json.dumps(written))
"""
# A field that Odoo's sms adds to every thread: whether it counts as ours is a matter of what was installed first.
BY_CHANCE = "__message_has_sms_error"


def test_no_entry_of_a_catalogue_is_empty_or_uncertain():
    for addon in WITH_WORDS:
        entries = polib.pofile(str(ADDONS / addon / "i18n" / "id.po"))
        left = [entry.msgid for entry in entries if not entry.msgstr or entry.fuzzy]
        assert not left, f"{addon}: {left}"


def test_whatever_odoo_exports_for_translation_is_in_the_catalogue_under_its_own_place(server):
    answer = server.shell(f"OURS = {OURS!r}\nexec({EXPORT!r}, globals())\n")
    line = next(line for line in answer.splitlines() if line.startswith("TERMS "))
    terms = {(addon, source, where) for addon, source, where in json.loads(line.removeprefix("TERMS "))}
    assert {addon for addon, _source, _where in terms} == set(WITH_WORDS)
    missing = terms - set().union(*map(find_translated, WITH_WORDS))
    assert not missing, sorted(missing)


def test_the_template_of_every_addon_is_what_odoo_exports_and_what_its_catalogue_names(server):
    """Odoo reads a catalogue at the places of its template alone."""
    answer = server.shell(f"OURS = {OURS!r}\nexec({TEMPLATES!r}, globals())\n")
    line = next(line for line in answer.splitlines() if line.startswith("TEMPLATES "))
    exported = json.loads(line.removeprefix("TEMPLATES "))
    assert set(exported) == {path.stem for path in ADDONS.glob("*/i18n/*.pot")} == set(WITH_WORDS)
    for addon, text in exported.items():
        folder = ADDONS / addon / "i18n"
        kept, named = (find_places(str(folder / file)) for file in (f"{addon}.pot", "id.po"))
        asked = {one for one in find_places(text) if not one[1].endswith(BY_CHANCE)}
        stale = (asked | named) ^ kept
        assert not stale, f"{addon}: ./lalisa shell < docs/catalogues.py writes it anew: {sorted(stale)}"


def find_places(catalogue):
    """Return {(term, where)} of a catalogue, a file or its text; of code no file: its words are the whole addon's."""
    return {
        (entry.msgid, "code" if place.startswith("code:") else place)
        for entry in polib.pofile(catalogue)
        for place, _line in entry.occurrences
    }


def find_translated(addon):
    """Return {(addon, term, where)} of a catalogue: Odoo loads a term only for the places that its entry names."""
    found = set()
    for entry in polib.pofile(str(ADDONS / addon / "i18n" / "id.po")):
        places = {place for place, _line in entry.occurrences} | set(entry.comment.split("\n"))
        found |= {(addon, entry.msgid, place) for place in places}
    return found
