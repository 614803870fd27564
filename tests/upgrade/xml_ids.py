"""Which XML id a record of ours has under this release: CHANGELOG's table of old and new ones, read out of it."""

import re
from fnmatch import fnmatchcase

from lalisa_cli.home import REPO
from tests.upgrade.renames import MODELS as RENAMED_MODELS
from tests.upgrade.renames import xml_id_now

GIVEN_UP = "| XML ids given up | instead |"
MODELS, OTHERS = "| was of | now of | models |", "| was of | now of | other XML ids |"
OF_A_MODEL = ("model_{}", "field_{}__*", "selection__{}__*", "constraint_{}_*", "model_inherit__{}__*", "access_{}_*")
# Odoo makes them from models and fields; one whose model, field or value is gone goes too.
AUTOMATIC = ("ir.model", "ir.model.fields", "ir.model.fields.selection", "ir.model.constraint", "ir.model.inherit")

# Odoo enters a field of `sms`, which installs itself, for our mixin too where it is there before the mixin.
BY_ORDER = {("lalisa_base", "field_lalisa_inner_thread__message_has_sms_error")}


def read_moved():
    """Return {(the addon before, pattern of a name): the addon that it belongs to now}, as CHANGELOG says."""
    found = {}
    for before, addon, *models in _read_rows(MODELS):
        for model in models:
            found |= {(before, pattern.format(model.replace(".", "_"))): addon for pattern in OF_A_MODEL}
    for before, addon, *names in _read_rows(OTHERS):
        found |= {(before, name): addon for name in names}
    return found


def given_up():
    """:return: [(addon, pattern of a name)] of what has no successor, as CHANGELOG says"""
    return [tuple(name.split(".", 1)) for name, _instead in _read_rows(GIVEN_UP)]


def is_given_up(module, name):
    return any(module == addon and fnmatchcase(name, pattern) for addon, pattern in given_up())


def tells_of_given_up(line):
    """Whether a line of Odoo's log names an XML id that is given up, in brackets."""
    return any(is_given_up(*named) for named in re.findall(r"\((\w+)\.(\w+)\)", line))


def _read_rows(header):
    _before, _header, table = (REPO / "CHANGELOG.md").read_text().partition(header)
    for line in table.splitlines()[2:]:
        if not line.startswith("|"):
            return
        yield re.findall(r"`([^`]+)`", line)


def now_of(module, name, table):
    """Return the XML id of today; of several patterns the longest one counts.

    :param table: see `moved`
    :return: (module, name)
    """
    fitting = [key for key in table if key[0] == module and fnmatchcase(name, key[1])]
    if not fitting:
        return module, xml_id_now(name)
    addon = table[max(fitting, key=lambda key: len(key[1]))]
    return addon, xml_id_now(name)


def name_xml_ids(xml_ids):
    """Return {(module, name, model)} of what `xml_ids_of` gave, without what the order of installation decides."""
    return {(*key, record[0]) for key, record in xml_ids.items() if key not in BY_ORDER}


def find_misnamed(before, after, fresh, table):
    """List the XML ids that do not name any more what they named.

    :param before: {(module, name): (model, res_id, noupdate)}
    :param after: the same after the upgrade
    :param fresh: the same of a fresh installation: what Odoo made of code that is gone is in neither
    :return: list of (old XML id, what it named, new XML id, what that names)
    """
    found = []
    for old, record in before.items():
        new = now_of(*old, table)
        record = (RENAMED_MODELS.get(record[0], record[0]), *record[1:])
        code_is_gone = (record[0] in AUTOMATIC or is_given_up(*old)) and new not in fresh
        if after.get(new) != record and not (code_is_gone and new not in after):
            found.append((".".join(old), record, ".".join(new), after.get(new)))
    return found
