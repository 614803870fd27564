"""What release 2.0 calls what had another name before: CHANGELOG's tables of old and new names, read out of it."""

import re

from lalisa_cli.home import REPO
from tests.upgrade.old_database import key_of

MODELS_HEADER = "| model until 1.1 | model from 2.0 |"
FIELDS_HEADER = "| field until 1.1 | field from 2.0 |"
XML_IDS_HEADER = "| other XML ids until 1.1 | from 2.0 |"


def _read_rows(header):
    _before, found, table = (REPO / "CHANGELOG.md").read_text().partition(header)
    assert found, header
    rows = []
    for line in table.splitlines()[2:]:
        if not line.startswith("|"):
            break
        rows.append(re.findall(r"`([^`]+)`", line))
    return rows


def table_of(model):
    return model.replace(".", "_")


# {model until 1.1: model from 2.0}
MODELS = dict(_read_rows(MODELS_HEADER))
TABLES = {table_of(old): table_of(new) for old, new in MODELS.items()}
# {(model from 2.0, field until 1.1): field from 2.0}
FIELDS = {tuple(old.rsplit(".", 1)): new for old, new in _read_rows(FIELDS_HEADER)}
# {how an XML id began: how it begins}
XML_IDS = {old.removesuffix("*"): new.removesuffix("*") for old, new in _read_rows(XML_IDS_HEADER)}
_MADE_OF_A_MODEL = re.compile(
    rf"^((?:model_|field_|selection__|constraint_|access_|model_inherit__(?:\w+__)?)?)({'|'.join(TABLES)})(?=_|$)"
)
_TABLE = re.compile(rf"(?<![a-z_])({'|'.join(TABLES)})(?=_|$)")


def xml_id_now(name):
    """Return the XML id of today, without the addon, for one of 1.x."""
    name = _MADE_OF_A_MODEL.sub(lambda found: found[1] + TABLES[found[2]], name)
    for (model, old), new in FIELDS.items():
        name = re.sub(rf"^(field_|selection__){table_of(model)}__{old}(?=__|$)", rf"\1{table_of(model)}__{new}", name)
    for old, new in XML_IDS.items():
        if name.startswith(old):
            return new + name.removeprefix(old)
    return name


def content_now(before):
    """Return what a database of 1.x held under the names of today.

    :param before: as `OldDatabase.content` gives it
    """
    now = {
        table_now(table): [row_now(table_now(table), row) for row in rows.values()] for table, rows in before.items()
    }
    return {table: {key_of(row): row for row in rows} for table, rows in now.items()}


def table_now(table):
    return _TABLE.sub(lambda found: TABLES[found.group()], table)


def text_now(text):
    """Rename the fields that an expression of an office's names."""
    names = {old: new for (_model, old), new in FIELDS.items() if "_id" in old}
    return re.sub(rf"\b({'|'.join(names)})\b", lambda found: names[found.group()], text)


def row_now(table, row):
    """Rename a row's columns, and the names of models in its values.

    :param table: the name of today
    """
    if table == "ir_rule":
        row = {**row, "domain_force": text_now(row["domain_force"] or "") or None}
    if table == "ir_act_server":
        row = {**row, "code": (row["code"] or "").replace("_cron_make_papers", "_cron_make_reports") or None}
    columns = {old: new for (model, old), new in FIELDS.items() if table_of(model) == table}
    return {
        columns.get(name, table_now(name)): MODELS.get(value, value) if isinstance(value, str) else value
        for name, value in row.items()
    }
