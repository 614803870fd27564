"""Brings the catalogues of all addons up to their source texts: ./lalisa shell < docs/catalogues.py

Each i18n/id.po gets what is new, with an empty translation that is named at the end, and loses what no addon says any
more. What several addons say of one record, as the name of a model that they extend, is asked of the first alone.

Each i18n/<addon>.pot is Odoo's own export and, as Odoo reads a catalogue at the places of its template alone, the
places that only id.po names: what an addon adds to the record of another counts as the other's in an export.
"""

# ruff: noqa: F821
import io
from collections import defaultdict
from pathlib import Path

import polib

from odoo.tools.translate import TranslationModuleReader, trans_export

MOMENTS = ("POT-Creation-Date", "PO-Revision-Date")
# A field that Odoo's sms adds to every thread: whether it counts as ours is a matter of what was installed first.
BY_CHANCE = "__message_has_sms_error"


def read_template(addon: str) -> polib.POFile | None:
    """Return what Odoo finds to translate in an addon, as polib.POFile; None where there is nothing."""
    exported = io.BytesIO()
    if not trans_export(None, [addon], exported, "po", env):
        return None
    found = polib.pofile(exported.getvalue().decode())
    for name in MOMENTS:
        found.metadata.pop(name, None)
    for entry in list(found):
        entry.occurrences = [place for place in entry.occurrences if not place[0].endswith(BY_CHANCE)]
        if not entry.occurrences:
            found.remove(entry)
    return found


def find_places(addons: list[str]) -> dict[str, dict[str, set[tuple[str, str]]]]:
    """Return {addon: {text: its places}}, each place in one addon alone."""
    found = defaultdict(lambda: defaultdict(set))
    for addon, kind, name, place, text, _value, _comments in TranslationModuleReader(env.cr, modules=addons):
        found[addon][text].add((f"code:{name}", "0") if kind == "code" else (f"{kind}:{name}:{place}", ""))
    return found


def renew_catalogue(
    catalogue: polib.POFile, texts: dict[str, polib.POEntry], said: set[str], places: dict[str, set[tuple[str, str]]]
) -> list[str]:
    """Bring an Indonesian catalogue up to its template.

    :param texts: {text: its entry in the template}
    :param said: the texts of all addons
    :param places: {text: places that must be translated here}
    :return: the texts that have no translation yet
    """
    for entry in list(catalogue):
        if entry.msgid not in said and not any(place.endswith(BY_CHANCE) for place, _line in entry.occurrences):
            catalogue.remove(entry)
    known = {entry.msgid: entry for entry in catalogue}
    for text in set(known) & set(texts):
        # A file that was moved or renamed.
        known[text].occurrences = [
            place
            for place in known[text].occurrences
            if not place[0].startswith("code:") or place in texts[text].occurrences
        ]
    for text in sorted(set(places) & set(texts)):
        if text not in known:
            known[text] = polib.POEntry(msgid=text, comment=texts[text].comment)
            catalogue.append(known[text])
        known[text].occurrences += sorted(places[text] - set(known[text].occurrences))
    return [entry.msgid for entry in catalogue if not entry.msgstr]


def complete_template(found: polib.POFile, texts: dict[str, polib.POEntry], catalogue: polib.POFile) -> None:
    """Add to a template what only a catalogue names."""
    for entry in catalogue:
        if entry.msgid not in texts:
            texts[entry.msgid] = polib.POEntry(msgid=entry.msgid, comment=entry.comment)
            found.append(texts[entry.msgid])
        own = texts[entry.msgid]
        own.occurrences = sorted({*own.occurrences, *entry.occurrences})
    found.sort(key=lambda entry: entry.msgid)


ours = sorted(path.parent.name for path in Path("addons").glob("*/__manifest__.py"))
places = find_places(ours)
templates = {addon: found for addon in ours if (found := read_template(addon))}
said = {entry.msgid for found in templates.values() for entry in found}
for addon, found in templates.items():
    folder = Path("addons") / addon / "i18n"
    catalogue, texts = polib.pofile(str(folder / "id.po")), {entry.msgid: entry for entry in found}
    before = str(catalogue)
    for text in renew_catalogue(catalogue, texts, said, places[addon]):
        print(f"{addon}: {text!r} has no translation")
    if str(catalogue) != before:
        catalogue.save()
    complete_template(found, texts, catalogue)
    found.save(str(folder / f"{addon}.pot"))
