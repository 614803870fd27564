"""Brings the catalogues of all addons up to their source texts: ./lalisa shell < docs/catalogues.py

Each i18n/<addon>.pot is written anew by Odoo's own export, without its moments, so that a file changes only when a text
does. Each i18n/id.po gets what is new, with an empty translation that is named at the end, and loses what no addon says
any more. What several addons say of one record, as the name of a model that they extend, is asked of the first alone.
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


def template(addon):
    """Give what Odoo finds to translate in an addon, as polib.POFile; None where there is nothing."""
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


def places_of(addons):
    """Give {addon: {text: its places}}, each place in one addon alone."""
    found = defaultdict(lambda: defaultdict(set))
    for addon, kind, name, place, text, _value, _comments in TranslationModuleReader(env.cr, modules=addons):
        found[addon][text].add((f"code:{name}", "0") if kind == "code" else (f"{kind}:{name}:{place}", ""))
    return found


def renewed(path, texts, said, places):
    """Bring an Indonesian catalogue up to its template.

    :param texts: {text: its entry in the template}
    :param said: the texts of all addons: an addon may translate what it adds to the record of another
    :param places: {text: places that must be translated here}
    :return: the texts that have no translation yet
    """
    catalogue = polib.pofile(str(path))
    for entry in list(catalogue):
        if entry.msgid not in said and not any(place.endswith(BY_CHANCE) for place, _line in entry.occurrences):
            catalogue.remove(entry)
    known = {entry.msgid: entry for entry in catalogue}
    for text in sorted(places):
        if text not in texts:
            continue
        if text not in known:
            known[text] = polib.POEntry(msgid=text, comment=texts[text].comment)
            catalogue.append(known[text])
        known[text].occurrences += sorted(places[text] - set(known[text].occurrences))
    if str(catalogue) != str(polib.pofile(str(path))):
        catalogue.save()
    return [entry.msgid for entry in catalogue if not entry.msgstr]


ours = sorted(path.parent.name for path in Path("addons").glob("*/__manifest__.py"))
places = places_of(ours)
templates = {addon: found for addon in ours if (found := template(addon))}
said = {entry.msgid for found in templates.values() for entry in found}
for addon, found in templates.items():
    folder = Path("addons") / addon / "i18n"
    found.save(str(folder / f"{addon}.pot"))
    texts = {entry.msgid: entry for entry in found}
    for text in renewed(folder / "id.po", texts, said, places[addon]):
        print(f"{addon}: {text!r} has no translation")
