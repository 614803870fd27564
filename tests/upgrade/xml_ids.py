"""Which XML id a record of ours has under this release: CHANGELOG's table of old and new ones, read out of it."""

import re
from fnmatch import fnmatchcase

from lalisa_cli.home import REPO

HEADER = "| now of | was of `lalisa_complaint` |"
# Odoo makes them from models and fields; one whose model, field or value is gone goes too.
AUTOMATIC = ("ir.model", "ir.model.fields", "ir.model.fields.selection", "ir.model.constraint", "ir.model.inherit")

# Odoo enters a field of `sms`, which installs itself, for our mixin too where it is there before the mixin.
BY_ORDER = {("lalisa_base", "field_lalisa_inner_thread__message_has_sms_error")}


def moved():
    """:return: {pattern of a name: the addon that it belongs to now}, as CHANGELOG says"""
    _before, _header, table = (REPO / "CHANGELOG.md").read_text().partition(HEADER)
    found = {}
    for line in table.splitlines()[2:]:
        if not line.startswith("|"):
            break
        addon, *names = re.findall(r"`([^`]+)`", line)
        found |= dict.fromkeys(names, addon)
    return found


def now_of(module, name, table):
    """Give the XML id of today; of several patterns the longest one counts.

    :param table: see `moved`
    :return: (module, name)
    """
    fitting = [pattern for pattern in table if fnmatchcase(name, pattern)] if module == "lalisa_complaint" else []
    return (table[max(fitting, key=len)] if fitting else module), name


def named(xml_ids):
    """:return: {(module, name, model)} of what `xml_ids_of` gave, without what the order of installation decides"""
    return {(*key, record[0]) for key, record in xml_ids.items() if key not in BY_ORDER}


def misnamed(before, after, fresh, table):
    """List the XML ids that do not name any more what they named.

    :param before: {(module, name): (model, res_id, noupdate)}
    :param after: the same after the upgrade
    :param fresh: the same of a fresh installation: what Odoo made of code that is gone is in neither
    :return: list of (old XML id, what it named, new XML id, what that names)
    """
    found = []
    for old, record in before.items():
        new = now_of(*old, table)
        code_is_gone = record[0] in AUTOMATIC and new not in fresh
        if after.get(new) != record and not (code_is_gone and new not in after):
            found.append((".".join(old), record, ".".join(new), after.get(new)))
    return found
