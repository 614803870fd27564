"""What the addons on the disk are, as Odoo itself finds them: python versions.py ODOO_CONF NAME ...

The last line is a JSON object {name: [version, digest]}, without the addons that are nowhere. The
digest is that of the files that an update reads: one that changed under the same version counts.
"""

import hashlib
import json
import sys
from pathlib import Path

from odoo.modules.module import Manifest, initialize_sys_path
from odoo.tools import config

READ_BY_AN_UPDATE = {".py", ".xml", ".csv", ".sql", ".po"}


def hash_addon(folder: str) -> str:
    found = hashlib.sha256()
    for path in sorted(Path(folder).rglob("*")):
        inside = path.relative_to(folder)
        if path.suffix in READ_BY_AN_UPDATE and "tests" not in inside.parts:
            found.update(f"{inside}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]


config.parse_config(["-c", sys.argv[1]])
initialize_sys_path()
there = {name: Manifest.for_addon(name, display_warning=False) for name in sys.argv[2:]}
told = {name: [it["version"], hash_addon(it.path)] for name, it in there.items() if it}
sys.stdout.write(json.dumps(told) + "\n")
