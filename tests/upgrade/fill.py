"""Run inside `odoo shell` on an old database: at least one row in every stored model of ours.

What the walk before has made is enough for most; the rest gets a made-up row: through the model where it takes one,
else straight into its table, with something for every column that must not be empty.
"""

# ruff: noqa: F821 - env is the shell's own
import logging

from psycopg2.extras import Json

from odoo.tools import SQL

logging.disable(logging.CRITICAL)  # a model that refuses a made-up row is no error
ZERO = {
    "varchar": "x",
    "text": "x",
    "int4": 1,
    "int8": 1,
    "float8": 1.0,
    "numeric": 1,
    "bool": True,
    "timestamp": "2026-11-24 00:00:00",
    "date": "2026-11-24",
    "jsonb": Json({"en_US": "x"}),
    "bytea": b"x",
}


def build_moment(name):
    """Return the moment of a field; a period ends after it begins."""
    return "2026-11-25 00:00:00" if "end" in name or "until" in name else "2026-11-24 00:00:00"


def made_up(model, name, field):
    """Return a value that the field takes."""
    if field.type == "many2one":
        return env[field.comodel_name].search([], limit=1).id
    if field.type == "selection":
        return field.get_values(env)[0]
    return {
        "char": f"contoh {model} {name}",
        "text": "contoh",
        "html": "contoh",
        "integer": 1,
        "float": 1.0,
        "boolean": True,
        "date": build_moment(name)[:10],
        "datetime": build_moment(name),
        "json": {},
        "binary": b"eA==",
    }.get(field.type, False)


def by_the_model(model):
    wanted = {
        name: made_up(model, name, field)
        for name, field in env[model]._fields.items()
        if field.required and field.store and not field.compute
    }
    with env.cr.savepoint():
        env[model].create(wanted)


def by_the_table(model):
    columns = env.execute_query(
        SQL(
            """SELECT column_name, udt_name FROM information_schema.columns WHERE table_name = %s
            AND is_nullable = 'NO' AND column_name <> 'id' AND column_default IS NULL""",
            env[model]._table,
        )
    )
    values = {}
    for column, kind in columns:
        field = env[model]._fields[column]
        known = field.type in ("many2one", "selection", "date", "datetime")
        values[column] = made_up(model, column, field) if known else ZERO[kind]
    names = SQL(", ").join(map(SQL.identifier, values))
    with env.cr.savepoint():
        env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) VALUES (%s)",
                SQL.identifier(env[model]._table),
                names,
                SQL(", ").join(SQL("%s", value) for value in values.values()),
            )
        )


for _round in range(3):  # a row may need one of another model
    for model in sorted(name for name in env.registry if name.startswith("lalisa.")):
        cls = env[model]
        if cls._abstract or cls._transient or not cls._auto or cls.search_count([], limit=1):
            continue
        for way in (by_the_model, by_the_table):
            try:
                way(model)
                break
            except Exception as refusal:  # noqa: BLE001 - the last word is the check of the tables
                print("REFUSED", model, way.__name__, str(refusal)[:200].replace("\n", " "))
env.cr.commit()
