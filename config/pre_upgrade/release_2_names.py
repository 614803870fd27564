"""Release 2.0.0 renames models and fields: tables, columns and all that names them, in place, before base loads.

Odoo runs this through the option `pre_upgrade_scripts` after release_2.py, which gives each model to its addon.
Nothing is created; only triggers, their functions and a view are dropped, which the addons make anew as they load.
What is renamed already is passed over: a second run, and one on a database of 2.0, find nothing to do. The tables of
old and new names are in CHANGELOG.
"""

import logging
import re
import runpy
from collections.abc import Callable
from pathlib import Path

from odoo.sql_db import Cursor

_logger = logging.getLogger(__name__)

# The reports, under the addon that release_2.py has given them to.
REPORTS = (
    "lalisa_complaint.complaint lalisa_complaint.disposition lalisa_complaint.result lalisa_complaint.sop "
    "lalisa_dispatch.duty_order lalisa_dispatch.incident lalisa_dispatch.minutes lalisa_dispatch.warning_1 "
    "lalisa_dispatch.warning_2 lalisa_dispatch.warning_3 lalisa_intake.poster lalisa_oversight.recap "
    "lalisa_oversight.scorecard"
).split()
# The models until 1.1 and from 2.0.
MODELS = {
    "lalisa.complaint.visit": "lalisa.stage.log",
    "lalisa.visit.mark": "lalisa.stage.event",
    "lalisa.visit.report": "lalisa.stage.log.report",
    "lalisa.sop.arrow": "lalisa.sop.transition",
    "lalisa.pace": "lalisa.rate.limit",
    "lalisa.wake": "lalisa.trigger",
    "lalisa.morning": "lalisa.digest",
    "lalisa.timed": "lalisa.deadline.mixin",
    "lalisa.deputed": "lalisa.delegation.mixin",
    "lalisa.period.paper": "lalisa.period.report",
    **{
        f"lalisa.paper.{kind}": f"lalisa.report.{kind}" for kind in ("dispatch", "outside", "period", "seal", "warning")
    },
    **{f"report.{report.replace('.', '.paper_')}": f"report.{report.replace('.', '.report_')}" for report in REPORTS},
}
# (model from 2.0, field until 1.1): field from 2.0
FIELDS = {
    ("lalisa.complaint", "visit_id"): "stage_log_id",
    ("lalisa.complaint", "visit_ids"): "stage_log_ids",
    ("lalisa.stage.log", "mark_ids"): "event_ids",
    ("lalisa.stage.event", "visit_id"): "stage_log_id",
    ("lalisa.sop", "arrow_ids"): "transition_ids",
    ("lalisa.turn.notice", "visit_id"): "stage_log_id",
    ("lalisa.chat.action", "visit_id"): "stage_log_id",
    ("lalisa.webhook.event", "lane"): "drain",
}
# How the other XML ids of ours began until 1.1, and how they do from 2.0.
XML_IDS = {
    "action_paper_": "action_report_",
    "cron_make_papers": "cron_make_reports",
    "menu_period_papers": "menu_period_reports",
    "report_poster": "action_report_poster",
    "paper_": "report_",
    "rule_period_paper_": "rule_period_report_",
    "arrow_": "transition_",
    "cron_morning": "cron_digest",
    "menu_morning": "menu_digest",
    "rule_visit_mark_": "rule_stage_event_",
    "rule_visit_": "rule_stage_log_",
}
# Methods that a scheduled job of ours calls; an office may have changed the rest of the job.
METHODS = {"_cron_make_papers": "_cron_make_reports"}
# The addons make them anew, under the new names.
FUNCTIONS = ("lalisa_visit_append_only", "lalisa_mark_append_only")
VIEWS = ("lalisa_visit_report",)
# What is ours of 1.x; a customisation of an office may have a name that begins alike.
OURS = (
    "lalisa_base lalisa_complaint lalisa_dispatch lalisa_intake lalisa_intake_oversight lalisa_messaging "
    "lalisa_oversight lalisa_register lalisa_simulator lalisa_staff_chat lalisa_telegram "
    "lalisa_whatsapp lalisa_whatsapp_manual"
).split()
# addon: the one whose XML ids release_2.py has just given it
CAME_FROM = {
    "lalisa_dispatch": "lalisa_complaint",
    "lalisa_register": "lalisa_complaint",
    "lalisa_oversight": "lalisa_complaint",
    "lalisa_intake_oversight": "lalisa_intake",
}
# What changes values; no script of its own, so that odoo.conf cannot miss it.
VALUES = Path(__file__).parent / "parts" / "release_2_values.py"


def migrate(cr: Cursor, version: str) -> None:
    """Rename what still has a name of 1.x."""
    cr.execute("SELECT model FROM ir_model WHERE model = ANY(%s)", [list(MODELS)])
    left = sorted(row[0] for row in cr.fetchall())
    if not left:
        return
    # What has its new name would be handed on to no addon any more, and Odoo would delete it.
    cr.execute("SELECT FROM ir_model_data WHERE module = 'lalisa_complaint' AND name = 'model_lalisa_dispatch'")
    if cr.rowcount:
        raise RuntimeError(
            "Nothing was updated: in the line pre_upgrade_scripts of odoo.conf, release_2.py stands before "
            "release_2_names.py, as in config/odoo.conf of the release; then update again."
        )
    before = _read_xml_ids(cr)
    values = runpy.run_path(str(VALUES))
    for function in FUNCTIONS:
        cr.execute(f"DROP FUNCTION IF EXISTS {function}() CASCADE")
    for view in VIEWS:
        cr.execute(f"DROP VIEW IF EXISTS {view}")
    for old in left:
        _rename_table(cr, get_table(old), get_table(MODELS[old]))
        _rename_xml_ids_of_model(cr, get_table(old), get_table(MODELS[old]))
    values["rename_models_in_columns"](cr, MODELS)
    values["rename_references"](cr, MODELS)
    for (model, old), new in FIELDS.items():
        _rename_field(cr, model, old, new)
    _rename_relations(cr)
    for old, new in XML_IDS.items():
        cr.execute(
            """UPDATE ir_model_data SET name = %s || substr(name, %s)
                WHERE starts_with(name, %s) AND module = ANY(%s)""",
            [new, len(old) + 1, old, list(OURS)],
        )
    for old, new in METHODS.items():
        cr.execute("UPDATE ir_act_server SET code = replace(code, %s, %s) WHERE code ~ %s", [old, new, rf"\m{old}\M"])
    # Odoo finds a template by its key before it reads it anew.
    cr.execute(
        """UPDATE ir_ui_view v SET key = d.module || '.' || d.name FROM ir_model_data d
            WHERE d.model = 'ir.ui.view' AND d.res_id = v.id AND d.module = ANY(%s)
              AND v.key <> d.module || '.' || d.name""",
        [list(OURS)],
    )
    now = _read_xml_ids(cr)
    xml_ids = {f"{CAME_FROM.get(module, module)}.{name}": ".".join(now[key]) for key, (module, name) in before.items()}
    values["rename_in_texts"](cr, MODELS, FIELDS, xml_ids)
    _logger.info("Renamed: %s.", ", ".join(left))


def _read_xml_ids(cr: Cursor) -> dict[int, tuple[str, str]]:
    """Return {id: (addon, name)} of our XML ids."""
    cr.execute("SELECT id, module, name FROM ir_model_data WHERE module = ANY(%s)", [list(OURS)])
    return {key: (module, name) for key, module, name in cr.fetchall()}


def get_table(model: str) -> str:
    """Return the table of a model."""
    return model.replace(".", "_")


def _rename_table(cr: Cursor, old: str, new: str) -> None:
    """Rename a table with its sequence, constraints and indexes; a model without a table is passed over."""
    cr.execute("SELECT 1 FROM pg_class WHERE relname = %s AND relkind = 'r'", [old])
    if not cr.fetchone():
        return
    cr.execute(f"ALTER TABLE {old} RENAME TO {new}")
    cr.execute(f"ALTER SEQUENCE IF EXISTS {old}_id_seq RENAME TO {new}_id_seq")
    _rename_parts(cr, new, lambda name: re.sub(rf"^{old}(?=_)", new, name))


def _rename_parts(cr: Cursor, table: str, renamed: Callable[[str], str]) -> None:
    """Rename the constraints and indexes of a table, and what Odoo has written down of them.

    :param renamed: function from the name until 1.1 to that from 2.0
    """
    cr.execute("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass", [table])
    for (name,) in cr.fetchall():
        if renamed(name) != name:
            cr.execute(f'ALTER TABLE {table} RENAME CONSTRAINT "{name}" TO "{renamed(name)}"')
            _rename_noted(cr, "ir_model_constraint", name, renamed(name))
    # An index of a constraint has its name from the constraint by now.
    cr.execute("SELECT indexname FROM pg_indexes WHERE tablename = %s", [table])
    for (name,) in cr.fetchall():
        if renamed(name) != name:
            cr.execute(f'ALTER INDEX "{name}" RENAME TO "{renamed(name)}"')
            _rename_noted(cr, "ir_model_constraint", name, renamed(name))


def _rename_noted(cr: Cursor, table: str, old: str, new: str) -> None:
    cr.execute(f"UPDATE {table} SET name = %s WHERE name = %s", [new, old])  # noqa: S608


def _rename_xml_ids_of_model(cr: Cursor, old: str, new: str) -> None:
    """Rename the XML ids that Odoo makes of a model's name, and those of its views, actions and rights."""
    # Odoo makes some of them for every addon that adds to a model; the others have been chosen.
    made = "model_|field_|selection__|constraint_|model_inherit__"
    for prefixes, which in ((made, "true"), ("access_|", "module = ANY(%s)")):
        cr.execute(
            f"UPDATE ir_model_data SET name = regexp_replace(name, %s, %s) WHERE name ~ %s AND {which}",  # noqa: S608
            [
                rf"^({prefixes}){old}(?=_|$)",
                rf"\1{new}",
                rf"^({prefixes}){old}(_|$)",
                *([list(OURS)] if which != "true" else []),
            ],
        )
    cr.execute(
        "UPDATE ir_model_data SET name = replace(name, %s, %s) WHERE name ~ %s",
        [f"__{old}", f"__{new}", f"^model_inherit__.+__{old}$"],
    )


def _rename_field(cr: Cursor, model: str, old: str, new: str) -> None:
    """Rename a field with its column, that column's constraints and indexes, and its XML ids."""
    table = get_table(model)
    cr.execute("UPDATE ir_model_fields SET name = %s WHERE model = %s AND name = %s", [new, model, old])
    cr.execute(
        """UPDATE ir_model_fields f SET relation_field = %s FROM ir_model_fields inverse
            WHERE f.relation = %s AND f.relation_field = %s AND inverse.model = %s AND inverse.name = %s""",
        [new, model, old, model, new],
    )
    for kind in ("field", "selection_"):
        before, after = f"{kind}_{table}__{old}", f"{kind}_{table}__{new}"
        cr.execute(
            """UPDATE ir_model_data SET name = %s || substr(name, %s)
                WHERE name = %s OR starts_with(name, %s || '__')""",
            [after, len(before) + 1, before, before],
        )
    cr.execute("SELECT 1 FROM information_schema.columns WHERE table_name = %s AND column_name = %s", [table, old])
    if cr.fetchone():
        cr.execute(f'ALTER TABLE {table} RENAME COLUMN "{old}" TO "{new}"')
        _rename_parts(cr, table, lambda name: re.sub(rf"^({table}_+){old}(?=_)", rf"\g<1>{new}", name))


def _rename_relations(cr: Cursor) -> None:
    """Rename the tables that Odoo made for many2many fields of a renamed model, with their columns.

    Several fields may share a table: an office's own between the same two models do. A name that somebody has given a
    table stays.
    """
    tables = {get_table(old): get_table(new) for old, new in MODELS.items()}
    was = {new: old for old, new in tables.items()}
    before = re.compile(rf"^({'|'.join(tables)})(?=_id$)")

    def renamed(column: str) -> str:
        return before.sub(lambda found: tables[found.group()], column)

    cr.execute(
        """SELECT DISTINCT ON (relation_table) relation_table, column1, column2, model, relation FROM ir_model_fields
            WHERE ttype = 'many2many' AND relation_table IS NOT NULL AND (model = ANY(%s) OR relation = ANY(%s))
            ORDER BY relation_table, id""",
        [list(MODELS.values())] * 2,
    )
    for table, *columns, model, relation in cr.fetchall():
        both = [get_table(model), get_table(relation)]
        # Odoo names it by the tables of both models, in the order of the alphabet.
        made = "_".join(sorted(was.get(one, one) for one in both)) + "_rel"
        now = table
        if table in (made, f"x_{made}"):
            now = table.removesuffix(made) + "_".join(sorted(both)) + "_rel"
        if now == table and columns == [*map(renamed, columns)]:
            continue
        if now != table:
            cr.execute(f'ALTER TABLE "{table}" RENAME TO "{now}"')
        for column in columns:
            if renamed(column) != column:
                cr.execute(f'ALTER TABLE "{now}" RENAME COLUMN "{column}" TO "{renamed(column)}"')
        _make_parts_anew(cr, now)
        _rename_noted(cr, "ir_model_relation", table, now)
        cr.execute("UPDATE ir_model_fields SET relation_table = %s WHERE relation_table = %s", [now, table])
        for column in columns:
            for side in ("column1", "column2"):
                cr.execute(
                    f"UPDATE ir_model_fields SET {side} = %s WHERE relation_table = %s AND {side} = %s",  # noqa: S608
                    [renamed(column), now, column],
                )


def _make_parts_anew(cr: Cursor, table: str) -> None:
    """Make the keys and the index of a many2many table anew: PostgreSQL gave them their names, cut in its own way."""
    cr.execute(
        """SELECT conname, contype, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE conrelid = %s::regclass ORDER BY contype = 'n'""",
        [table],
    )
    # That a column is not empty is a constraint from PostgreSQL 18 on, and the key's part as long as there is the key.
    parts = cr.fetchall()
    for name, _kind, _definition in parts:
        cr.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    for name, kind, definition in reversed(parts):
        cr.execute(f'ALTER TABLE "{table}" ADD {definition}')
        if kind == "f":
            cr.execute(
                "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND pg_get_constraintdef(oid) = %s",
                [table, definition],
            )
            _rename_noted(cr, "ir_model_constraint", name, cr.fetchone()[0])
    cr.execute(
        """SELECT indexname, regexp_replace(indexdef, 'INDEX \\S+ ON', 'INDEX ON') FROM pg_indexes
            WHERE tablename = %s AND indexname NOT IN (SELECT conname FROM pg_constraint)""",
        [table],
    )
    for name, definition in cr.fetchall():
        cr.execute(f'DROP INDEX "{name}"')
        cr.execute(definition)
