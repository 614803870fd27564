"""Values that an upgrade changes on purpose. Every other value must stay as it was."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """One column that a migration of ours rewrites.

    :param table: e.g. 'lalisa_message_template'
    :param column: e.g. 'body'
    :param becomes: the row before, as {column: value}, to the value that it must have afterwards
    :param reason: why, in a sentence for whoever reads the upgrade's test
    """

    table: str
    column: str
    becomes: Callable
    reason: str


OPEN_REPORTERS = "[('protected', '=', False)]"
TIED_REPORTERS = "[('protected', '=', False), '|', ('complaint_ids', '!=', False), ('create_uid', '=', user.id)]"


def narrow_rule(row):
    return TIED_REPORTERS if row["domain_force"] == OPEN_REPORTERS else row["domain_force"]


def close_signup(row):
    return "b2b" if row["key"] == "auth_signup.invitation_scope" else row["value"]


CHANGES = [
    Change("ir_rule", "domain_force", narrow_rule, "1.1.1: a reporter of no complaint is read by who typed them only"),
    Change("ir_config_parameter", "value", close_signup, "1.1.1: accounts by invitation only"),
]
# (table, column) that a migration has moved: the (table, column) where its values are now, and the one there that
# names the old row. A column that is gone and not named here is lost.
MOVED = {}
# What every record has, and what an update may stamp.
STAMPS = {"write_date", "write_uid"}


def find_changed(table, before, after, changes=CHANGES):
    """Return the columns of a row that do not hold after the upgrade what they should.

    :param before: the row as {column: value}; what `MOVED` names is looked for elsewhere
    :param after: the same row afterwards
    :return: sorted list of columns
    """
    becomes = {change.column: change.becomes for change in changes if change.table == table}
    return sorted(
        name
        for name in set(before) - STAMPS
        if (table, name) not in MOVED
        if name not in after or after[name] != (becomes[name](before) if name in becomes else before[name])
    )
