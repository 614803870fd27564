"""Inside `odoo shell`: fills a database with many copies of a few records that went their real way."""


def list_columns(table: str) -> list[str]:
    env.cr.execute(  # noqa: F821 - the shell's own
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND column_name <> 'id' AND is_generated = 'NEVER'",
        [table],
    )
    return [row[0] for row in env.cr.fetchall()]  # noqa: F821


def clone_rows(table: str, patterns: list[int], count: int, **instead: str) -> int:
    """Copy rows: row number i gets the columns of pattern i mod len(patterns).

    :param patterns: ids, as often as their share
    :param instead: SQL expressions for columns, where `i` is the row's number
    :return: the id before the first copy; copy number i has this plus i
    """
    env.cr.execute(f"SELECT max(id) FROM {table}")  # noqa: F821, S608
    base = env.cr.fetchone()[0]  # noqa: F821
    names = list_columns(table)
    chosen = ", ".join(str(instead.get(name, f"p.{name}")) for name in names)
    env.cr.execute(  # noqa: F821
        f"INSERT INTO {table} (id, {', '.join(names)})"  # noqa: S608 - names of the schema, numbers
        f" SELECT {base} + i, {chosen} FROM generate_series(1, {count}) i"
        f" JOIN {table} p ON p.id = (ARRAY{patterns})[1 + i % {len(patterns)}]"
    )
    env.cr.execute(  # noqa: F821
        "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, base + count]
    )
    return base


def clone_lines(table: str, link: str, patterns: list[int], base: int, count: int, **instead: str) -> None:
    """Copy the rows that belong to each pattern for each of its copies.

    :param link: the column that names the owner
    """
    names = list_columns(table)
    given = {link: f"{base} + i", **instead}
    chosen = ", ".join(str(given.get(name, f"p.{name}")) for name in names)
    env.cr.execute(  # noqa: F821
        f"INSERT INTO {table} ({', '.join(names)})"  # noqa: S608 - names of the schema, numbers
        f" SELECT {chosen} FROM generate_series(1, {count}) i"
        f" JOIN {table} p ON p.{link} = (ARRAY{patterns})[1 + i % {len(patterns)}] ORDER BY i, p.id"
    )


def print_answer(value: object) -> None:
    print("LALISA_BENCH " + json.dumps(value))  # noqa: F821, T201
