"""What the installed addons offer to a caller from outside: models, their methods, a record of each."""

import json
import os
import subprocess

INVENTORY = """
import inspect, json
found = {}
for name, model in env.registry.items():
    methods = {
        key
        for base in model.mro() if base.__module__.startswith('odoo.addons.lalisa_')
        for key, value in vars(base).items()
        if inspect.isfunction(value) and not key.startswith('_') and not getattr(value, '_api_private', False)
    }
    if name.startswith('lalisa.') or methods:
        kind = 'abstract' if model._abstract else 'transient' if model._transient else 'stored'
        if kind == 'abstract' and model._inherit_children:
            kind = 'mixin'
        found[name] = {'kind': kind, 'methods': sorted(methods), 'mail': hasattr(model, 'message_post')}
print('INVENTORY ' + json.dumps(found))
"""


def read_inventory(run):
    """Return {model: {'kind', 'methods', 'mail'}} of every `lalisa.*` model and of each that we give public methods.

    A mixin has no records; what it brings is judged on the models that take it.

    :param run: runs a script and gives what it printed
    """
    answer = run(INVENTORY)
    line = next(line for line in answer.splitlines() if line.startswith("INVENTORY "))
    return json.loads(line.removeprefix("INVENTORY "))


def run_shell(database, script):
    """Run a script in `odoo shell` on a database and gives what it printed."""
    done = subprocess.run(
        [
            *("odoo", "shell", "-d", database.name, "--no-http", "--http-interface=127.0.0.1"),
            "--log-level=warn",
            f"--data-dir={os.environ['LALISA_TEST_DATA']}",
            f"--addons-path={os.environ['LALISA_TEST_ADDONS']}",
        ],
        input=script,
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr[-2000:]
    return done.stdout
