"""Where benches run: a PostgreSQL of their own with its ordinary settings, our database and the peer's."""

import json
import os
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from lalisa_cli import postgres, python_env, template
from lalisa_cli.database import Databases
from lalisa_cli.home import REPO, get_home
from lalisa_cli.output import Problem, build_problem, show_step

INSIDE = Path(__file__).parent / "inside"
OUTSIDE = Path(__file__).parent / "outside"
PEER_LOCK = REPO / "requirements" / "bench.txt"
# The answer of a script inside Odoo is its last line of this kind.
ANSWER = "LALISA_BENCH "


class Place:
    """A cluster with `ours` (our addons) and, once asked for, `peer` (OCA's addons of the field)."""

    def __enter__(self) -> "Place":
        self._stack = ExitStack()
        environment = python_env.prepare_environment()
        self.cluster = postgres.Server(get_home() / "bench")
        self._stack.callback(self.cluster.leave_server)
        self.cluster.start_server()
        self.environment = {
            **environment,
            **self.cluster.variables,
            "PATH": f"{postgres.find_programs()}:{environment['PATH']}",
            "LALISA_SIMULATOR": "1",
        }
        self.ours = Databases(self.environment, self.cluster.root)
        template.prepare_template(self.ours)
        self._peer = None
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    @property
    def peer(self) -> Databases:
        """Return the peers' databases, with OCA's addons and a data folder of their own."""
        if self._peer is None:
            folder = _fetch_peer_addons(self.environment)
            root = get_home() / "bench" / "peer"
            root.mkdir(exist_ok=True)
            environment = {**self.environment, "PYTHONPATH": str(folder.parents[1])}
            self._peer = Databases(environment, root, addons_path=folder)
        return self._peer

    @property
    def bare(self) -> Databases:
        """Return databases with none of our addons; those of `addons/` beside this file can be installed there."""
        root = get_home() / "bench" / "bare"
        root.mkdir(exist_ok=True)
        return Databases(self.environment, root, addons_path=Path(__file__).parent / "addons")

    def make_peer_database(self, name: str, addons: str) -> str:
        """Make a database with a peer's addons, once; benches fill copies of it.

        :param addons: names with commas between
        :return: its name
        """
        if not self.peer.read_made_from(name):
            with show_step(f"installing the peer into {name}"):
                self.peer.drop_database(name)
                self.peer.create_database(name)
                self.peer.run_odoo(name, "-i", addons, "--with-demo")
                self.peer.mark_whole(name, {"addons": addons})
        return name

    def make_copy(self, databases: Databases, source: str, target: str) -> str:
        """Make a copy of a database, dropped when the benches end."""
        databases.copy_database(source, target)
        self._stack.callback(databases.drop_database, target)
        return target

    def run_inside(self, databases: Databases, name: str, *scripts: str, **values: Any) -> Any:
        """Run scripts of `inside/` one after another in `odoo shell` and return their answer.

        :param values: what the scripts find as global names; must be JSON
        """
        done = subprocess.run(
            _build_shell_command(databases, name),
            input=_build_script(scripts, values),
            text=True,
            env=databases.environment,
            capture_output=True,
            check=False,
        )
        return _read_answer(done, scripts)

    def run_outside(self, script: str, **values: Any) -> Any:
        """Run a script of `outside/` in our Python, as a process beside Odoo, and return its answer.

        :param values: what it reads from its input; must be JSON
        """
        done = subprocess.run(
            ["python", OUTSIDE / f"{script}.py"],
            input=json.dumps(values),
            text=True,
            env=self.environment,
            capture_output=True,
            check=False,
        )
        return _read_answer(done, [script])

    @contextmanager
    def open_shell(self, databases: Databases, name: str, *scripts: str, **values: Any) -> Iterator[Callable[[], Any]]:
        """Keep an `odoo shell` for the time of the block, whose last script answers when asked (`inside/turns.py`).

        :return: a function that asks once and gives the answer
        """
        asked, ask = os.pipe()
        tell, told = os.pipe()
        with subprocess.Popen(
            _build_shell_command(databases, name),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            env=databases.environment,
            pass_fds=(asked, told),
        ) as process:
            process.stdin.write(_build_script(scripts, {**values, "asked": asked, "told": told}))
            process.stdin.close()
            os.close(asked)
            os.close(told)
            with open(ask, "w") as asks, open(tell) as answers:

                def ask_once() -> Any:
                    asks.write("\n")
                    asks.flush()
                    if not (line := answers.readline()):
                        raise Problem(f"{', '.join(scripts)} ended before it had answered.")
                    return json.loads(line)

                yield ask_once


def _read_answer(done: subprocess.CompletedProcess[str], scripts: Iterable[str]) -> Any:
    answers = [line for line in done.stdout.splitlines() if line.startswith(ANSWER)]
    if done.returncode or not answers:
        raise build_problem(f"measure {', '.join(scripts)}", done.stdout + done.stderr)
    return json.loads(answers[-1].removeprefix(ANSWER))


def _build_shell_command(databases: Databases, name: str) -> list[str | Path]:
    return ["odoo", "shell", "-c", databases.conf, "-d", name, "--no-http", "--logfile="]


def _build_script(scripts: Iterable[str], values: dict[str, Any]) -> str:
    """Build what the shell reads: scripts of `inside/`, which find `values` as global names."""
    text = f"import json\nglobals().update(json.loads({json.dumps(json.dumps(values))!s}))\n"
    text += "\n".join((INSIDE / f"{script}.py").read_text() for script in scripts)
    # The shell reads statements from a terminal-like input; one `exec` keeps blank lines harmless.
    return f"exec({text!r})\n"


def _fetch_peer_addons(environment: dict[str, str]) -> Path:
    target = get_home() / "bench" / "peer-addons"
    if not target.exists():
        with show_step("fetching the peer"):
            done = subprocess.run(
                ["uv", "pip", "install", "-q", "--no-deps", "--require-hashes", "--target", target, "-r", PEER_LOCK],
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise build_problem("fetch the peer (check the network)", done.stderr)
    return target / "odoo" / "addons"
