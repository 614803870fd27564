"""Where benches run: a PostgreSQL of their own with its ordinary settings, our database and the peer's."""

import json
import subprocess
from contextlib import ExitStack
from pathlib import Path

from .. import postgres, python_env, template
from ..database import Databases
from ..home import REPO, home
from ..output import failed, step

INSIDE = Path(__file__).parent / "inside"
PEER_LOCK = REPO / "requirements" / "bench.txt"
PEER = "bench_peer"
PEER_ADDONS = "helpdesk_mgmt,helpdesk_mgmt_sla"
# The answer of a script inside Odoo is its last line of this kind.
ANSWER = "LALISA_BENCH "


class Place:
    """A cluster with `ours` (our addons) and, once asked for, `peer` (OCA's helpdesk)."""

    def __enter__(self):
        self._stack = ExitStack()
        environment = python_env.prepare()
        self.cluster = postgres.Server(home() / "bench")
        self._stack.callback(self.cluster.stop)
        self.cluster.start()
        self.environment = {
            **environment,
            **self.cluster.variables,
            "PATH": f"{postgres.programs()}:{environment['PATH']}",
            "LALISA_SIMULATOR": "1",
        }
        self.ours = Databases(self.environment, self.cluster.root)
        template.prepare(self.ours)
        self._peer = None
        return self

    def __exit__(self, *_error):
        self._stack.close()

    @property
    def peer(self):
        """OCA's helpdesk with its SLA, in addons and a database of its own."""
        if self._peer is None:
            folder = _peer_addons(self.environment)
            root = home() / "bench" / "peer"
            root.mkdir(exist_ok=True)
            self._peer = Databases(self.environment, root, addons_path=folder)
            if not self._peer.exists(PEER):
                with step("installing the peer into a database of its own"):
                    self._peer.program("createdb", PEER)
                    self._peer.odoo(PEER, "-i", PEER_ADDONS, "--with-demo")
        return self._peer

    def copied(self, databases, source, target):
        """A copy of a database, dropped when the benches end."""
        databases.copy(source, target)
        self._stack.callback(databases.drop, target)
        return target

    def inside(self, databases, name, *scripts, **values):
        """Runs scripts of `inside/` one after another in `odoo shell` and gives their answer.

        :param values: what the scripts find as global names; must be JSON
        """
        text = f"import json\nglobals().update(json.loads({json.dumps(json.dumps(values))!s}))\n"
        text += "\n".join((INSIDE / f"{script}.py").read_text() for script in scripts)
        # The shell reads statements from a terminal-like input; one `exec` keeps blank lines harmless.
        done = subprocess.run(
            ["odoo", "shell", "-c", databases.conf, "-d", name, "--no-http", "--logfile="],
            input=f"exec({text!r})\n", text=True, env=databases.environment,
            capture_output=True, check=False,
        )  # fmt: skip
        answers = [line for line in done.stdout.splitlines() if line.startswith(ANSWER)]
        if done.returncode or not answers:
            raise failed(f"measure {', '.join(scripts)}", done.stdout + done.stderr)
        return json.loads(answers[-1].removeprefix(ANSWER))


def _peer_addons(environment):
    target = home() / "bench" / "peer-addons"
    if not target.exists():
        with step("fetching the peer"):
            done = subprocess.run(
                ["uv", "pip", "install", "-q", "--no-deps", "--require-hashes",
                 "--target", target, "-r", PEER_LOCK],
                env=environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode:
                raise failed("fetch the peer (check the network)", done.stderr)
    return target / "odoo" / "addons"
