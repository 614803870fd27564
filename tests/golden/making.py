"""Make what is compared from the code as it is; read and write the stored files."""

import json
import shutil
import tempfile
from pathlib import Path

from tests.golden.attempt import FAILED
from tests.processes import Database
from tests.security.registry import run_shell

REPO = Path(__file__).resolve().parents[2]
STORED = Path(__file__).with_name("stored")
LOG = "log"
SCRIPT = """
import sys
sys.path.append({repo!r})
from tests.golden import inside
inside.write_texts(env, {parts!r}, {target!r})
"""


def make_texts(parts):
    """Make the texts of some parts.

    :param parts: see `inside.write_texts`
    :return: {path below `stored`: text}, and at `LOG` an error that Odoo has logged meanwhile
    """
    database = Database()
    try:
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "made.json"
            complaint = {}
            try:
                run_shell(database, SCRIPT.format(repo=str(REPO), parts=parts, target=str(target)))
            except AssertionError as error:
                if not target.exists():
                    raise
                complaint[LOG] = str(error)
            return json.loads(target.read_text()) | complaint
    finally:
        database.drop()


def read_stored(part):
    """Return {path below `stored`: text} of a part."""
    return {f"{part}/{path.name}": path.read_text() for path in sorted((STORED / part).glob("*.txt"))}


def store_texts(texts):
    """Put texts in the place of all stored files.

    :param texts: {path below `stored`: text}, all of them made
    """
    failed = [name for name, text in texts.items() if FAILED in text or name == LOG]
    assert not failed, f"nothing is stored: {failed}"
    shutil.rmtree(STORED, ignore_errors=True)
    for name, text in texts.items():
        path = STORED / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
