"""What a database was brought up to, kept in its own parameters, and how long an update takes."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .database import Databases

# Measured on two busy cores: 70 modules took 9 min 44 s.
SECONDS_FOR_A_MODULE = 8.4


def read_value(databases: Databases, name: str, key: str) -> Any:
    """Read what `store_value` stored.

    :param databases: see database.Databases
    :param name: the database's
    :return: the value, or None where the database or the value is not there
    """
    query = f"SELECT value FROM ir_config_parameter WHERE key = '{key}'"  # noqa: S608 - a constant of ours
    done = databases.run_program("psql", "-d", name, "-Atc", query, check=False)
    said = done.stdout.strip()
    return json.loads(said) if done.returncode == 0 and said else None


def store_value(databases: Databases, name: str, key: str, value: Any) -> None:
    """Store a value in the database itself, so that it cannot be lost apart and comes along in a backup.

    :param value: what JSON can hold; None forgets the one that was stored
    """
    if value is None:
        statement = f"DELETE FROM ir_config_parameter WHERE key = '{key}'"  # noqa: S608 - a constant of ours
    else:
        text = json.dumps(value).replace("'", "''")
        statement = (
            f"INSERT INTO ir_config_parameter (key, value) VALUES ('{key}', '{text}') "  # noqa: S608 - quoted above
            "ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value"
        )
    databases.run_program("psql", "-q", "-d", name, "-c", statement)


def estimate_duration(modules: int) -> str:
    """Say how long an update of so many modules takes at most."""
    return f"up to about {math.ceil(modules * SECONDS_FOR_A_MODULE / 60)} minutes"
