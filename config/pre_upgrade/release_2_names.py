"""Release 2.0.0 renames models and fields: tables, columns and all that names them, in place, before base loads.

Odoo runs this through the option `pre_upgrade_scripts` after release_2.py, which gives each model to its addon.
Nothing is created; only triggers, their functions and a view are dropped, which the addons make anew as they load.
What is renamed already is passed over: a second run, and one on a database of 2.0, find nothing to do. The tables of
old and new names are in CHANGELOG.
"""

import logging
import re
from collections.abc import Callable

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
# Columns of Odoo and of ours that hold the name of a model.
HOLDS_A_MODEL = (
    "model",
    "model_id",
    "model_name",
    "related_model",
    "relation",
    "res_model",
    "resource",
    "src_model",
)
# (table, column, which of its rows): text of an office's own that may name a field, in an expression or a view.
HOLDS_FIELDS = (
    ("ir_filters", "domain", "model_id LIKE 'lalisa.%%'"),
    ("ir_filters", "context", "model_id LIKE 'lalisa.%%'"),
    ("ir_filters", "sort", "model_id LIKE 'lalisa.%%'"),
    ("ir_exports_line", "name", "export_id IN (SELECT id FROM ir_exports WHERE resource LIKE 'lalisa.%%')"),
    ("ir_rule", "domain_force", "model_id IN (SELECT id FROM ir_model WHERE model LIKE 'lalisa.%%')"),
    ("ir_act_window", "domain", "res_model LIKE 'lalisa.%%'"),
    ("ir_act_window", "context", "res_model LIKE 'lalisa.%%'"),
    ("ir_act_server", "code", "model_id IN (SELECT id FROM ir_model WHERE model LIKE 'lalisa.%%')"),
    ("ir_ui_view", "arch_db", "model LIKE 'lalisa.%%'"),
    ("ir_ui_view_custom", "arch", "true"),
)


def migrate(cr: Cursor, version: str) -> None:
    """Rename what still has a name of 1.x."""
    cr.execute("SELECT model FROM ir_model WHERE model = ANY(%s)", [list(MODELS)])
    left = sorted(row[0] for row in cr.fetchall())
    if not left:
        return
    for function in FUNCTIONS:
        cr.execute(f"DROP FUNCTION IF EXISTS {function}() CASCADE")
    for view in VIEWS:
        cr.execute(f"DROP VIEW IF EXISTS {view}")
    for old in left:
        _rename_table(cr, get_table(old), get_table(MODELS[old]))
        _rename_xml_ids_of_model(cr, get_table(old), get_table(MODELS[old]))
    _rename_models_in_columns(cr)
    for (model, old), new in FIELDS.items():
        _rename_field(cr, model, old, new)
    _rename_relations(cr)
    for old, new in XML_IDS.items():
        cr.execute(
            """UPDATE ir_model_data SET name = %s || substr(name, %s)
                WHERE starts_with(name, %s) AND starts_with(module, 'lalisa_')""",
            [new, len(old) + 1, old],
        )
    for old, new in METHODS.items():
        cr.execute("UPDATE ir_act_server SET code = replace(code, %s, %s) WHERE code ~ %s", [old, new, rf"\m{old}\M"])
    # Odoo finds a template by its key before it reads it anew.
    cr.execute(
        """UPDATE ir_ui_view v SET key = d.module || '.' || d.name FROM ir_model_data d
            WHERE d.model = 'ir.ui.view' AND d.res_id = v.id AND starts_with(d.module, 'lalisa_')
              AND v.key <> d.module || '.' || d.name""",
    )
    _rename_fields_in_texts(cr)
    _logger.info("Renamed: %s.", ", ".join(left))


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
    cr.execute(
        """UPDATE ir_model_data SET name = regexp_replace(name, %s, %s)
            WHERE name ~ %s AND starts_with(module, 'lalisa_')""",
        [
            rf"^(model_|field_|selection__|constraint_|model_inherit__|access_|){old}(?=_|$)",
            rf"\1{new}",
            rf"^(model_|field_|selection__|constraint_|model_inherit__|access_|){old}(_|$)",
        ],
    )
    cr.execute(
        "UPDATE ir_model_data SET name = replace(name, %s, %s) WHERE name ~ %s",
        [f"__{old}", f"__{new}", f"^model_inherit__.+__{old}$"],
    )


def _rename_models_in_columns(cr: Cursor) -> None:
    """Change the name of a model wherever a column holds one, in Odoo's tables and in ours."""
    cr.execute(
        """SELECT c.table_name, c.column_name FROM information_schema.columns c
             JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE c.table_schema = current_schema AND t.table_type = 'BASE TABLE'
              AND c.data_type IN ('character varying', 'text') AND c.column_name = ANY(%s)""",
        [list(HOLDS_A_MODEL)],
    )
    for table, column in cr.fetchall():
        for old, new in MODELS.items():
            cr.execute(f'UPDATE "{table}" SET "{column}" = %s WHERE "{column}" = %s', [new, old])  # noqa: S608


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
                WHERE (name = %s OR starts_with(name, %s || '__')) AND starts_with(module, 'lalisa_')""",
            [after, len(before) + 1, before, before],
        )
    cr.execute("SELECT 1 FROM information_schema.columns WHERE table_name = %s AND column_name = %s", [table, old])
    if cr.fetchone():
        cr.execute(f'ALTER TABLE {table} RENAME COLUMN "{old}" TO "{new}"')
        _rename_parts(cr, table, lambda name: re.sub(rf"^({table}_+){old}(?=_)", rf"\g<1>{new}", name))


def _rename_relations(cr: Cursor) -> None:
    """Rename the tables that Odoo made for many2many fields of a renamed model, with their columns."""
    tables = {get_table(old): get_table(new) for old, new in MODELS.items()}
    before = re.compile(rf"^({'|'.join(tables)})(?=_id$)")

    def renamed(column: str) -> str:
        return before.sub(lambda found: tables[found.group()], column)

    cr.execute(
        """SELECT id, relation_table, column1, column2 FROM ir_model_fields
            WHERE ttype = 'many2many' AND (column1 ~ %s OR column2 ~ %s)""",
        [before.pattern, before.pattern],
    )
    for field_id, table, *columns in cr.fetchall():
        # Odoo names it by the tables of both models, in the order of the alphabet.
        now = "_".join(sorted(renamed(column).removesuffix("_id") for column in columns)) + "_rel"
        cr.execute(f'ALTER TABLE "{table}" RENAME TO "{now}"')
        for column in columns:
            if renamed(column) != column:
                cr.execute(f'ALTER TABLE "{now}" RENAME COLUMN "{column}" TO "{renamed(column)}"')
        _make_parts_anew(cr, now)
        _rename_noted(cr, "ir_model_relation", table, now)
        cr.execute(
            "UPDATE ir_model_fields SET relation_table = %s, column1 = %s, column2 = %s WHERE id = %s",
            [now, *map(renamed, columns), field_id],
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


def _rename_fields_in_texts(cr: Cursor) -> None:
    """Change the names of fields in filters, rules, exports, actions and views that an office has made or changed."""
    names = {old: new for (model, old), new in FIELDS.items() if old != "lane"} | {"arrows": "transitions"}
    for table, column, which in HOLDS_FIELDS:
        cr.execute(
            "SELECT data_type FROM information_schema.columns WHERE table_name = %s AND column_name = %s",
            [table, column],
        )
        found = cr.fetchone()
        if not found:
            continue
        for old, new in names.items():
            cr.execute(
                f"""UPDATE {table} SET {column} = regexp_replace({column}::text, %s, %s, 'g')::{found[0]}
                     WHERE {column}::text ~ %s AND {which}""",  # noqa: S608
                [rf"\m{old}\M", new, rf"\m{old}\M"],
            )
