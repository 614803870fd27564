"""The names of release 2.0.0 in values: where a column names a model, and in what an office has written itself.

release_2_names.py calls this: what is here cannot be forgotten in odoo.conf.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from psycopg2.extras import Json

from odoo.sql_db import Cursor

OF_MODEL = "(SELECT model FROM ir_model WHERE id = t.model_id)"
# A template has no model: that of the report that prints it, or of the template of ours that it changes.
OF_VIEW = """COALESCE(t.model, (SELECT min(r.model) FROM ir_act_report_xml r WHERE r.report_name = t.key),
    (SELECT min(d.module) || '.' FROM ir_model_data d
      WHERE d.model = 'ir.ui.view' AND d.res_id = t.inherit_id AND starts_with(d.module, 'lalisa_')))"""
# (table, columns, which model a row is about)
TEXTS = (
    ("ir_filters", "domain context sort", "t.model_id"),
    ("ir_exports_line", "name", "(SELECT resource FROM ir_exports WHERE id = t.export_id)"),
    ("ir_rule", "domain_force", OF_MODEL),
    ("ir_act_window", "domain context", "t.res_model"),
    ("ir_act_client", "context", "t.res_model"),
    ("ir_act_url", "url", "''"),
    ("ir_act_server", "code update_path activity_user_field_name followers_partner_field_name", OF_MODEL),
    ("ir_actions_server_history", "code", "''"),
    ("ir_act_report_xml", "report_name report_file print_report_name attachment domain", "t.model"),
    ("ir_embedded_actions", "domain context", "t.parent_res_model"),
    ("ir_model_fields", "related depends compute domain", "CASE t.state WHEN 'manual' THEN t.model END"),
    ("ir_ui_view", "arch_db arch_prev", OF_VIEW),
    ("ir_ui_view_custom", "arch", "'lalisa.'"),
    ("mail_alias", "alias_defaults", "(SELECT model FROM ir_model WHERE id = t.alias_model_id)"),
    ("mail_template", "subject body_html email_from email_to email_cc partner_to reply_to lang", "t.model"),
    ("base_automation", "filter_domain filter_pre_domain", OF_MODEL),
)
# Columns of Odoo and of ours that hold the name of a model.
HOLDS_A_MODEL = (
    "model",
    "model_id",
    "model_name",
    "parent_res_model",
    "related_model",
    "relation",
    "res_model",
    "resource",
    "src_model",
)
# Whatever else speaks of a model of ours may name fields of it, too.
OURS = re.compile(r"\blalisa[._]")
# The page of a procedure's moves, and a complaint's step in its report.
PAGE = re.compile(r"(?<=\bname=(['\"]))arrows(?=\1)")
STEP = re.compile(r"\bvisit(?=\[|\.get\()|(?<=\bt-as=(['\"]))visit(?=\1)")


def rename_models_in_columns(cr: Cursor, models: Mapping[str, str]) -> None:
    """Change the name of a model wherever a column holds one, in Odoo's tables and in ours."""
    cr.execute(
        """SELECT c.table_name, c.column_name FROM information_schema.columns c
             JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE c.table_schema = current_schema AND t.table_type = 'BASE TABLE'
              AND c.data_type IN ('character varying', 'text') AND c.column_name = ANY(%s)""",
        [list(HOLDS_A_MODEL)],
    )
    for table, column in cr.fetchall():
        for old, new in models.items():
            cr.execute(f'UPDATE "{table}" SET "{column}" = %s WHERE "{column}" = %s', [new, old])  # noqa: S608


def rename_references(cr: Cursor, models: Mapping[str, str]) -> None:
    """Change the name of a model in references (`MODEL,ID`), and among what an office's own may refer to."""
    cr.execute(
        """SELECT c.table_name, c.column_name FROM ir_model_fields f
             JOIN information_schema.columns c ON c.column_name = f.name
            WHERE c.data_type IN ('character varying', 'text') AND f.ttype = 'reference'
              AND c.table_schema = current_schema AND c.table_name IN (replace(f.model, '.', '_'), 'ir_act_server')"""
    )
    for table, column in set(cr.fetchall()):
        for old, new in models.items():
            cr.execute(
                f"""UPDATE "{table}" SET "{column}" = %s || substr("{column}", %s)
                     WHERE starts_with("{column}", %s || ',')""",  # noqa: S608
                [new, len(old) + 1, old],
            )
    for old, new in models.items():
        cr.execute(
            """UPDATE ir_model_fields_selection s SET value = %s FROM ir_model_fields f
                WHERE f.id = s.field_id AND f.ttype = 'reference' AND s.value = %s""",
            [new, old],
        )


def rename_in_texts(
    cr: Cursor,
    models: Mapping[str, str],
    fields: Mapping[tuple[str, str], str],
    xml_ids: Mapping[str, str],
) -> None:
    """Change the names of models, fields and XML ids in what an office has made or changed.

    :param models: {model until 1.1: model from 2.0}
    :param fields: {(model from 2.0, field until 1.1): field from 2.0}
    :param xml_ids: {XML id until 1.1: XML id from 2.0}
    """
    of_models = re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, models))})(?![\w.])")
    # A field of somebody else's may have one of these names.
    cr.execute("SELECT model, name FROM ir_model_fields WHERE name = ANY(%s)", [[old for _model, old in fields]])
    others = set(cr.fetchall())

    def renamed(text: str, model: str) -> str:
        about_ours = OURS.match(model) or OURS.search(text)
        text = re.sub(r"\blalisa_\w+\.\w+", lambda found: xml_ids.get(found[0], found[0]), text)
        text = of_models.sub(lambda found: models[found[0]], text)
        if not about_ours:
            return text
        for (owner, old), new in fields.items():
            if (old != "lane" or model == owner) and (model, old) not in others:
                text = re.sub(rf"\b((?:search_)?default_)?{old}\b", rf"\g<1>{new}", text)
        return STEP.sub("stage_log", PAGE.sub("transitions", text))

    old_names = rf"lalisa|\m((search_)?default_)?(arrows|visit|{'|'.join({old for _model, old in fields})})\M"
    for table, columns, model in TEXTS:
        for column in columns.split():
            _rewrite_column(cr, table, column, model, old_names, renamed)


def _rewrite_column(
    cr: Cursor, table: str, column: str, model: str, old_names: str, renamed: Callable[[str, str], str]
) -> None:
    """Change the texts of a column; one that this database has not is passed over."""
    cr.execute("SELECT FROM information_schema.columns WHERE table_name = %s AND column_name = %s", [table, column])
    if not cr.rowcount:
        return
    query = f"SELECT t.id, {model}, t.{column} FROM {table} t WHERE t.{column}::text ~ %s"  # noqa: S608
    cr.execute(query, [old_names])
    for row_id, of_model, value in cr.fetchall():
        new: Any
        if isinstance(value, dict):  # one text for each language
            new = {lang: text and renamed(text, of_model or "") for lang, text in value.items()}
        else:
            new = renamed(value, of_model or "")
        if new != value:
            changed = Json(new) if isinstance(new, dict) else new
            cr.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [changed, row_id])  # noqa: S608
