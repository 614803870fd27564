"""Every call that the server makes to an address: through the guard, or to a place that is written down here."""

import ast
from pathlib import Path

ADDONS = Path(__file__).resolve().parents[2] / "addons"
# What opens a connection, by the name of the module or class.
OPENERS = {"requests", "httpx", "urllib3", "aiohttp"}
VERBS = {"get", "post", "put", "patch", "delete", "head", "request", "Session", "Client", "AsyncClient", "PoolManager"}
CALLS = {"urlopen", "HTTPXRequest", "create_connection", "HTTPConnection", "HTTPSConnection", "build_opener"}
# The address is the connector's own and stands in the code, or is the simulator's on this machine; a server of the
# office's own is checked where it is entered (`_check_own_server`).
OWN_ADDRESS = {
    "lalisa_base/tools/public_address.py": "the guard itself",
    "lalisa_messaging/tools/http_post.py": "where a driver posts: the Graph API",
    "lalisa_simulator/models/delivery.py": "this very server",
    "lalisa_telegram/tools/bot_client.py": "the Bot API",
    "lalisa_whatsapp/tools/management.py": "the Graph API",
    "lalisa_whatsapp/tools/media.py": "the Graph API, which names the file's address; that goes through the guard",
    "lalisa_whatsapp/tools/token_check.py": "the Graph API",
}


def calls_out(path):
    """Tell whether a file opens a connection."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef) and any(getattr(one, "id", "") in CALLS for one in node.bases):
            return True
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name) and called.id in CALLS:
            return True
        if isinstance(called, ast.Attribute):
            owner = called.value.id if isinstance(called.value, ast.Name) else ""
            if called.attr in CALLS or (owner in OPENERS and called.attr in VERBS):
                return True
    return False


def test_no_file_of_ours_calls_an_address_past_the_guard():
    files = [path for path in ADDONS.rglob("*.py") if "tests" not in path.parts]
    found = {str(path.relative_to(ADDONS)) for path in files if calls_out(path)}
    assert found == set(OWN_ADDRESS), found ^ set(OWN_ADDRESS)
