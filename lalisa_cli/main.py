"""The command table: one entry a command."""
import argparse
import sys

from . import lint, server, testing
from .output import Problem, explain, fail

DESCRIPTION = "La-Lisa Pol PP: run it, test it, look after it. State lies in .lalisa/ or $LALISA_HOME."
# Commands whose arguments belong to another program are passed on untouched.
PASSED_ON = {
    "test": (testing.run, "run all tests; further arguments go to pytest"),
    "odoo": (server.odoo_command, "Odoo's own command line on La-Lisa's database"),
    "shell": (lambda rest: server.odoo_command(["shell", *rest]), "a Python shell on La-Lisa's database"),
}


def main(arguments=None):
    """Runs one command.

    :return: the exit code; a failure that the user can act on is one sentence on standard error and 1
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        if arguments and arguments[0] in PASSED_ON:
            return PASSED_ON[arguments[0]][0](arguments[1:])
        chosen = _parser().parse_args(arguments)
        return chosen.call(chosen)
    except Problem as problem:
        return fail(problem)
    except KeyboardInterrupt:
        return fail("interrupted; what is done so far is kept.")
    except OSError as error:
        sentence = explain(error)
        if sentence is None:
            raise
        return fail(sentence)


def _parser():
    parser = argparse.ArgumentParser(prog="./lalisa", description=DESCRIPTION)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="install what is missing, start everything, print the address")
    run.add_argument("--port", type=int, help="the port to begin looking from (8069)")
    run.set_defaults(call=lambda chosen: server.run(chosen.port))
    for name, (_call, text) in PASSED_ON.items():
        commands.add_parser(name, help=text, add_help=False)
    commands.add_parser("lint", help="check the code's style").set_defaults(call=lambda _chosen: lint.run())
    commands.add_parser("stop", help="stop the La-Lisa that runs from here").set_defaults(call=lambda _chosen: server.stop())
    return parser
