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


CHANGES = []
# What every record has, and what an update may stamp.
STAMPS = {"write_date", "write_uid"}


def changed(table, before, after, changes=CHANGES):
    """The columns of a row that do not hold after the upgrade what they should.

    :param before: the row as {column: value}; a column that is gone was moved by a migration with a test of its own
    :param after: the same row afterwards
    :return: sorted list of columns
    """
    becomes = {change.column: change.becomes for change in changes if change.table == table}
    return sorted(
        name
        for name in (set(before) & set(after)) - STAMPS
        if after[name] != (becomes[name](before) if name in becomes else before[name])
    )
