"""Facts as lines of a chat. Pure functions."""


def format_facts(pairs: list[tuple[str, object]]) -> list[str]:
    """Return "name: value" for each fact that there is.

    :param pairs: [(name, value)]
    """
    return [f"{name}: {value}" for name, value in pairs if value]
