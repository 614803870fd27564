"""What the rights say to many calls at once: each is made inside the server, as its caller, and undone again."""

import json

from tests.processes import Refused

# As `/web/dataset/call_kw` does: the method as a caller from outside gets it, in a transaction of its own.
JUDGE = """
import json
from odoo.api import Environment
from odoo.service.model import call_kw

calls = json.loads(CALLS)
asked = {login for login, *_call in calls}
people = {user.login: (user.id, dict(user.with_user(user).context_get()))
          for user in env['res.users'].search([('login', 'in', sorted(asked)), ('share', 'in', (True, False))])}
env.cr.rollback()

def answer(login, model, method, args, kwargs=None):
    theirs = Environment(env.cr, *people[login])
    try:
        said = call_kw(theirs[model], method, args, kwargs or {})
        env.cr.flush()
        return ['', said]
    except Exception as refusal:
        return [type(refusal).__module__ + '.' + type(refusal).__name__, str(refusal)]
    finally:
        env.cr.rollback()
        theirs.transaction.reset()
        env.registry.reset_changes()

def patient(*call):
    for _time in range(5):
        name, said = answer(*call)
        if not name.startswith('psycopg2.errors.SerializationFailure'):
            break
    return name, said

print(json.dumps([patient(*call) for call in calls], default=str))
"""
ACCESS = "odoo.exceptions.AccessError"


def judge_calls(server, calls):
    """Make calls inside the server and undo them.

    :param calls: [(login, model, method, arguments)], with keyword arguments behind where there are any
    :return: for each call (the error's name, '' where it passed; what was said)
    """
    printed = server.shell(f"CALLS = {json.dumps(calls)!r}\nexec({JUDGE!r}, globals())")
    return [tuple(one) for one in json.loads(printed)]


def over_rpc(server, calls):
    """Make the same calls as everybody does; answers as `judged` does."""
    people = {login: server.login(login) for login in {login for login, *_call in calls}}
    return [_call_method(people[login], *call) for login, *call in calls]


def _call_method(person, model, method, args, kwargs=None):
    try:
        return "", person.call(model, method, *args, **(kwargs or {}))
    except Refused as refusal:
        return refusal.name, str(refusal)
