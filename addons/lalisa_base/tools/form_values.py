"""Values as the web client's forms send them: a field that was left open comes as False, not as absent."""

from typing import Any


def without_empty(vals: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a form sends of a field that nobody filled in, so that a proposal may stand there.

    :param vals: {field: value} for create
    :return: a new dict; numbers that are 0 count as open, commands that bring no record too
    """
    filled = {}
    for name, value in vals.items():
        commands = value if isinstance(value, (list, tuple)) else ()
        # (5,) takes all away and (6, 0, []) sets none: on a new record both are an empty list.
        brings_none = all(command[0] == 5 or (command[0] == 6 and not command[2]) for command in commands)
        if value and not (commands and brings_none):
            filled[name] = value
    return filled
