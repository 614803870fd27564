"""What an office has made of every record that an update must leave alone (`noupdate`), done beforehand."""

from tests.upgrade.old_database import OURS

TEXT = "{column} || ' (kantor)'"
TRANSLATED = "(SELECT jsonb_object_agg(key, value || ' (kantor)') FROM jsonb_each_text({column}))"
NEXT = "{column} + 1"
# Model of a `noupdate` record: what the office changes of it. Nothing by which code finds a record, nothing that
# keeps the walk afterwards from going on.
EDITS = {
    "ir.actions.server": {"name": TRANSLATED},
    "ir.cron": {"interval_number": NEXT, "priority": NEXT},
    "ir.rule": {"name": TEXT},
    "ir.sequence": {"name": TEXT, "padding": NEXT},
    "lalisa.agency": {"name": TEXT, "contact": "'0500-112233'"},
    "lalisa.category": {"name": TRANSLATED, "legal_basis": "'Perda ' || id"},
    "lalisa.channel": {"name": TEXT},
    "lalisa.district": {"code": "'K' || id"},
    "lalisa.equipment": {"name": TRANSLATED, "sequence": NEXT},
    "lalisa.message.template": {"name": TRANSLATED, "body": TEXT},
    "lalisa.move.reason": {"name": TRANSLATED, "sequence": NEXT},
    "lalisa.qualification": {"name": TEXT, "sequence": NEXT},
    "lalisa.register": {},  # the chain's end: the walk before has written it
    "lalisa.retention": {"name": TEXT, "years": NEXT},
    "lalisa.sanction": {"name": TRANSLATED, "sequence": NEXT},
    "lalisa.sop": {"name": TEXT, "approver_name": "'Pejabat ' || id"},
    "lalisa.sop.arrow": {"name": TRANSLATED},
    "lalisa.sop.checklist.item": {"name": TEXT, "hint": "'Petunjuk kantor'"},
    "lalisa.sop.step": {"official_remark": "'Catatan kantor ' || id", "minutes_warn": NEXT},
    "lalisa.stage": {"name": TRANSLATED},
    "lalisa.team": {"name": "CASE name WHEN 'Regu 1' THEN name ELSE name || ' (kantor)' END"},
    "lalisa.vehicle": {"name": TEXT, "plate": "'DA ' || id || ' KTR'"},
    "mail.message.subtype": {"name": TRANSLATED, "sequence": NEXT},
    "res.partner": {"website": "'https://kantor.example.go.id/' || id"},
    "res.users": {"signature": "'<p>Kantor ' || id || '</p>'"},
}
TABLES = {"ir.actions.server": "ir_act_server"}
KEPT = f"SELECT model, array_agg(DISTINCT res_id) FROM ir_model_data WHERE noupdate AND {OURS} GROUP BY model"  # noqa: S608


def edit_everything(database):
    """Change every record of ours that an update must leave alone.

    :return: {model: ids of the changed records}
    """
    kept = dict(database.rows(KEPT))
    assert not set(kept) - set(EDITS), "say what an office changes of these"
    for model, ids in kept.items():
        for column, change in EDITS[model].items():
            becomes = change.format(column=column)
            database.execute(f"UPDATE {table_of(model)} SET {column} = {becomes} WHERE id = ANY(%s)", ids)  # noqa: S608
    return kept


def table_of(model):
    return TABLES.get(model, model.replace(".", "_"))
