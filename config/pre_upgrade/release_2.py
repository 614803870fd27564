"""Release 2.0.0 splits lalisa_complaint: what the new addons own becomes theirs before anything is loaded.

Odoo runs this through the option `pre_upgrade_scripts` whenever it updates something, before base loads. Were the new
addons installed instead, their data files would overwrite what the office has edited; were their records still
those of lalisa_complaint, Odoo would delete them, with their tables, as no longer part of it. So the new addons are
entered as installed at the version that lalisa_complaint has, and every XML id, constraint and relation of theirs
changes its owner. Nothing is created, nothing deleted; a second run, and one on a database of 2.0 or on none of
ours, finds nothing to do. The table of old and new XML ids is in CHANGELOG.
"""

import logging
from collections.abc import Iterable
from typing import Any

from odoo.modules.module import Manifest
from odoo.sql_db import Cursor
from odoo.tools.parse_version import parse_version

_logger = logging.getLogger(__name__)

RELEASE = "19.0.2.0.0"
# What lalisa_complaint was in release 1.0.0, the oldest that this one goes on from.
OLDEST = "19.0.1.1.0"
COMPLAINT = "lalisa_complaint"
# The addon without code that depends on all that an office installs.
ALL = "lalisa"
# (addon before, addon now): the models that have moved. With a model go its fields, their values, its constraints,
# its rights and rules, and the XML ids of its records.
MODELS = {
    (COMPLAINT, "lalisa_dispatch"): (
        "lalisa.dispatch lalisa.dispatch.entry lalisa.dispatch.equipment lalisa.dispatch.evidence "
        "lalisa.dispatch.offender lalisa.equipment lalisa.sanction lalisa.team lalisa.vehicle "
        "lalisa.paper.dispatch lalisa.paper.outside lalisa.paper.warning"
    ),
    (COMPLAINT, "lalisa_register"): (
        "lalisa.register lalisa.register.check lalisa.register.closing lalisa.register.line lalisa.register.salt "
        "lalisa.period.paper"
    ),
    (COMPLAINT, "lalisa_oversight"): (
        "lalisa.dashboard lalisa.morning lalisa.paper.period lalisa.statistics lalisa.visit.report"
    ),
    ("lalisa_intake", "lalisa_intake_oversight"): "lalisa.dashboard lalisa.statistics",
}
# Models of papers, which carry the name of their addon: what began with `report` and the old one has the new one now.
PAPERS = {
    "lalisa_dispatch": "paper_duty_order paper_incident paper_minutes paper_warning_1 paper_warning_2 paper_warning_3",
    "lalisa_oversight": "paper_recap paper_scorecard",
}
# addon: fields that it adds to models of others, as MODEL.FIELD.
FIELDS = {
    "lalisa_dispatch": (
        "lalisa.category.equipment_ids lalisa.complaint.dispatch_ids lalisa.settings.lalisa_duty_order_numbering "
        "lalisa.setup.lalisa_duty_order_numbering res.company.lalisa_duty_order_numbering"
    ),
    "lalisa_register": "lalisa.complaint.register_line_ids",
    "lalisa_oversight": (
        "lalisa.complaint.arrival_slot lalisa.settings.lalisa_recap_user_ids lalisa.setup.lalisa_recap_user_ids "
        "res.company.lalisa_recap_user_ids"
    ),
}
# addon: the other XML ids that were lalisa_complaint's: views, actions, menus, papers, jobs, a sequence.
NAMES = {
    "lalisa_dispatch": """
        action_paper_duty_order action_paper_incident action_paper_minutes action_paper_warning_1
        action_paper_warning_2 action_paper_warning_3 lalisa_category_view_list_equipment lalisa_dispatch_action
        lalisa_dispatch_action_my_turn lalisa_dispatch_view_calendar lalisa_dispatch_view_form
        lalisa_dispatch_view_graph lalisa_dispatch_view_kanban lalisa_dispatch_view_list lalisa_dispatch_view_pivot
        lalisa_dispatch_view_search lalisa_equipment_action lalisa_equipment_view_list lalisa_sanction_action
        lalisa_sanction_view_list lalisa_team_action lalisa_team_view_list lalisa_vehicle_action
        lalisa_vehicle_view_list menu_dispatches menu_equipment menu_my_dispatches menu_sanctions menu_teams
        menu_vehicles paper_duty_order paper_duty_order_sheet paper_incident paper_incident_sheet paper_minutes
        paper_minutes_sheet paper_warning_1 paper_warning_2 paper_warning_3 paper_warning_sheet sequence_duty_order
    """,
    "lalisa_register": """
        cron_close_months cron_close_months_ir_actions_server cron_make_papers cron_make_papers_ir_actions_server
        lalisa_period_paper_action lalisa_period_paper_view_form lalisa_period_paper_view_list
        lalisa_register_check_action lalisa_register_check_view_form lalisa_register_closing_action
        lalisa_register_closing_view_list lalisa_register_line_action lalisa_register_line_view_form
        lalisa_register_line_view_list lalisa_register_line_view_search menu_period_papers menu_register
        menu_register_check menu_register_closing menu_register_lines paper_check_busy paper_check_page
    """,
    "lalisa_oversight": """
        cron_morning cron_morning_ir_actions_server lalisa_dashboard_action lalisa_map_action lalisa_morning_action
        lalisa_morning_view_list lalisa_settings_view_form_recap lalisa_visit_report_action
        lalisa_visit_report_view_graph lalisa_visit_report_view_list lalisa_visit_report_view_pivot
        lalisa_visit_report_view_search menu_dashboard menu_map menu_morning menu_performance paper_period_end
        paper_recap paper_scorecard action_paper_recap action_paper_scorecard
        selection__lalisa_period_paper__kind__recap selection__lalisa_period_paper__kind__scorecard
    """,
}
# Views that this release has no more, and whose fields are gone before Odoo deletes them.
GIVEN_UP = ("lalisa_complaint.res_config_settings_view_form_letterhead", "lalisa_intake.res_config_settings_view_form")
# Views that lalisa_dispatch changes by a view of its own from now on.
PARENTS = ("lalisa_complaint_view_form", "lalisa_settings_view_form")
NEW = ("lalisa_dispatch", "lalisa_register", "lalisa_oversight")
# What belongs to a model, and the column that names it.
PARTS = {
    "ir.model.constraint": "SELECT id FROM ir_model_constraint WHERE model = m.id",
    "ir.model.inherit": "SELECT id FROM ir_model_inherit WHERE model_id = m.id",
    "ir.model.access": "SELECT id FROM ir_model_access WHERE model_id = m.id",
    "ir.rule": "SELECT id FROM ir_rule WHERE model_id = m.id",
    "ir.model.fields": "SELECT id FROM ir_model_fields WHERE model_id = m.id",
    "ir.model.fields.selection": (
        "SELECT s.id FROM ir_model_fields_selection s JOIN ir_model_fields f ON f.id = s.field_id "
        "WHERE f.model_id = m.id"
    ),
}


def migrate(cr: Cursor, version: str) -> None:
    """Refuse an update that addons are missing for; give a database of 1.x the new addons."""
    installed = _read_installed(cr)
    _refuse_missing(installed)
    before = installed.get(COMPLAINT)
    if not before or parse_version(before) >= parse_version(RELEASE):
        return
    if parse_version(before) < parse_version(OLDEST):
        raise RuntimeError("Nothing was updated: this database is older than release 1.0.0; bring it to 1.1.1 first.")
    addons = [*NEW, *(["lalisa_intake_oversight"] if "lalisa_intake" in installed else [])]
    _refuse_missing(addons)
    if set(Manifest.for_addon(ALL)["depends"]) <= {*installed, *addons}:
        addons.append(ALL)
    for addon in addons:
        _enter_as_installed(cr, addon, before)
    _move_all_parts(cr)
    _mend_views(cr)
    _empty_given_up_views(cr)
    _logger.info("%s have what was theirs in lalisa_complaint.", ", ".join(addons))


def _move_all_parts(cr: Cursor) -> None:
    """Give the new addons what is theirs: single XML ids and fields first, then whole models."""
    for addon, names in NAMES.items():
        _move_ids(cr, COMPLAINT, addon, "name = ANY(%s)", names.split())
    for addon, names in FIELDS.items():
        for name in names.split():
            model, _dot, field = name.rpartition(".")
            _move_field(cr, addon, model, field)
    for addon, names in PAPERS.items():
        for paper in names.split():
            _rename_model(cr, f"report.{COMPLAINT}.{paper}", f"report.{addon}.{paper}")
            _move_model(cr, COMPLAINT, addon, f"report.{addon}.{paper}")
    for (before, addon), names in MODELS.items():
        for model in names.split():
            _move_model(cr, before, addon, model)


def _mend_views(cr: Cursor) -> None:
    """Change in stored views what Odoo reads before it reads them anew."""
    cr.execute(
        """UPDATE ir_ui_view v SET key = d.module || '.' || d.name FROM ir_model_data d
            WHERE d.model = 'ir.ui.view' AND d.res_id = v.id AND d.module = ANY(%s) AND v.key = %s || d.name""",
        [list(NEW), f"{COMPLAINT}."],
    )
    # A new view comes after those of before, and an office's own may change what is in it.
    cr.execute(
        """UPDATE ir_ui_view SET priority = 17 WHERE priority <= 16
              AND inherit_id IN (SELECT res_id FROM ir_model_data
                                  WHERE module = %s AND model = 'ir.ui.view' AND name = ANY(%s))
              AND id NOT IN (SELECT res_id FROM ir_model_data
                              WHERE model = 'ir.ui.view' AND module IN (SELECT name FROM ir_module_module))""",
        [COMPLAINT, list(PARENTS)],
    )
    # The form has lost that page when this view of the same addon is still to be read.
    cr.execute(
        """UPDATE ir_ui_view SET arch_db = replace(arch_db::text, %s, %s)::jsonb WHERE id IN (
               SELECT res_id FROM ir_model_data WHERE module = %s AND model = 'ir.ui.view'
                  AND name = 'lalisa_complaint_view_form_additions')""",
        ["page[@name='dispatch']", "page[@name='result']", COMPLAINT],
    )


def _empty_given_up_views(cr: Cursor) -> None:
    """Leave nothing in the views that are given up; what an office has added to one is kept, switched off."""
    cr.execute(
        """SELECT v.id, v.inherit_id FROM ir_ui_view v
             JOIN ir_model_data d ON d.model = 'ir.ui.view' AND d.res_id = v.id
            WHERE d.module || '.' || d.name = ANY(%s) ORDER BY v.id DESC""",
        [list(GIVEN_UP)],
    )
    given_up = dict(cr.fetchall())
    for view, parent in given_up.items():
        cr.execute("UPDATE ir_ui_view SET arch_db = jsonb_build_object('en_US', '<data/>') WHERE id = %s", [view])
        cr.execute(
            "UPDATE ir_ui_view SET active = false, inherit_id = %s WHERE inherit_id = %s AND id <> ALL(%s)",
            [given_up.get(parent, parent), view, list(given_up)],
        )


def _read_installed(cr: Cursor) -> dict[str, str]:
    """Return {addon of ours: its version in the database}."""
    cr.execute(
        """SELECT name, latest_version FROM ir_module_module
            WHERE state IN ('installed', 'to upgrade')
              AND (name IN (%s, 'report_weasyprint') OR starts_with(name, 'lalisa_'))""",
        [ALL],
    )
    return dict(cr.fetchall())


def _refuse_missing(addons: Iterable[str]) -> None:
    """Stop before the first write where an addon is in no folder of addons_path."""
    needed = [*addons, *([ALL] if COMPLAINT in addons else [])]
    if missing := sorted(name for name in needed if not Manifest.for_addon(name, display_warning=False)):
        raise RuntimeError(
            f"Nothing was updated: {', '.join(missing)} lie in no folder of addons_path. Copy the whole folder addons/ "
            "of the release there, then update again."
        )


def _enter_as_installed(cr: Cursor, addon: str, version: str) -> None:
    """Enter an addon as one that is there at a version; one that is there already stays as it is."""
    cr.execute("SELECT state FROM ir_module_module WHERE name = %s", [addon])
    row = cr.fetchone()
    if row and row[0] in ("installed", "to upgrade"):
        return
    if not row:
        cr.execute("INSERT INTO ir_module_module (name) VALUES (%s)", [addon])
    cr.execute(
        """UPDATE ir_module_module m SET state = 'installed', latest_version = %s, demo = c.demo
             FROM ir_module_module c WHERE m.name = %s AND c.name = %s RETURNING m.id""",
        [version, addon, COMPLAINT],
    )
    cr.execute(
        """INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
           VALUES ('base', %s, 'ir.module.module', %s, true) ON CONFLICT (module, name) DO NOTHING""",
        [f"module_{addon}", cr.fetchone()[0]],
    )


def _move_ids(cr: Cursor, before: str, addon: str, which: str, values: Any) -> None:
    query = f"UPDATE ir_model_data SET module = %s WHERE module = %s AND {which}"  # noqa: S608
    cr.execute(query, [addon, before, values])


def _move_field(cr: Cursor, addon: str, model: str, field: str) -> None:
    """Give an addon a field that it adds to a model of another, with its values and its table."""
    cr.execute("SELECT id, relation_table FROM ir_model_fields WHERE model = %s AND name = %s", [model, field])
    for field_id, table in cr.fetchall():
        _move_ids(cr, COMPLAINT, addon, "model = 'ir.model.fields' AND res_id = %s", field_id)
        values = "SELECT id FROM ir_model_fields_selection WHERE field_id = %s"
        _move_ids(cr, COMPLAINT, addon, f"model = 'ir.model.fields.selection' AND res_id IN ({values})", field_id)
        if table:
            _change_owner(cr, "ir_model_relation", COMPLAINT, addon, "name = %s", table)
            _change_owner(cr, "ir_model_constraint", COMPLAINT, addon, "starts_with(name, %s)", f"{table}_")


def _move_model(cr: Cursor, before: str, addon: str, model: str) -> None:
    """Give an addon a model with all that belongs to it."""
    _move_ids(cr, before, addon, "model = %s", model)
    cr.execute("SELECT id FROM ir_model WHERE model = %s", [model])
    for (model_id,) in cr.fetchall():
        _move_ids(cr, before, addon, "model = 'ir.model' AND res_id = %s", model_id)
        for kind, parts in PARTS.items():
            which = f"model = '{kind}' AND res_id IN ({parts.replace('m.id', '%s')})"
            _move_ids(cr, before, addon, which, model_id)
        _change_owner(cr, "ir_model_constraint", before, addon, "model = %s", model_id)
        _change_owner(cr, "ir_model_relation", before, addon, "model = %s", model_id)


def _change_owner(cr: Cursor, table: str, before: str, addon: str, which: str, value: str) -> None:
    """Change the owner of constraints or relations."""
    cr.execute(
        f"""UPDATE {table} SET module = (SELECT id FROM ir_module_module WHERE name = %s)
             WHERE module = (SELECT id FROM ir_module_module WHERE name = %s) AND {which}""",  # noqa: S608
        [addon, before, value],
    )


def _rename_model(cr: Cursor, old: str, new: str) -> None:
    """Rename a model without a table, and the XML ids that carry its name."""
    for table in ("ir_model", "ir_model_fields"):
        cr.execute(f"UPDATE {table} SET model = %s WHERE model = %s", [new, old])  # noqa: S608
    was, now = old.replace(".", "_"), new.replace(".", "_")
    cr.execute(
        """UPDATE ir_model_data SET name = replace(name, %(was)s, %(now)s)
            WHERE name = 'model_' || %(was)s OR starts_with(name, 'field_' || %(was)s || '__')
               OR starts_with(name, 'model_inherit__' || %(was)s || '__')""",
        {"was": was, "now": now},
    )
