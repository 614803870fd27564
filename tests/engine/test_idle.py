"""Whoever leaves their screen is logged out: the session itself ends, it is not only covered."""

import json
import time

import pytest
import websocket

from tests.processes import Refused, Server, until

MINUTES = {"idle_minutes": 5, "lalisa_service_hours": "always"}


@pytest.fixture
def watched(database, tmp_path):
    """Yield a server whose office logs out idle staff after five minutes."""
    running = Server(database, tmp_path).start()
    admin = running.login("lalisa_admin")
    made = admin.call("lalisa.settings", "create", [MINUTES])[0]
    admin.call("lalisa.settings", "action_save", [made])
    yield running
    running.stop()


def set_idle(server, person, minutes):
    """The browser's own word that nobody has touched it for so many minutes."""
    socket = websocket.create_connection(
        f"ws://127.0.0.1:{server.port}/websocket",
        cookie=f"session_id={person.web.cookies['session_id']}",
        origin=server.url,
        timeout=20,
    )
    data = {"inactivity_period": minutes * 60_000}
    socket.send(json.dumps({"event_name": "subscribe", "data": {"channels": [], "last": 0}}))
    socket.send(json.dumps({"event_name": "update_presence", "data": data}))
    # The server has heard it some moments later, on a busy machine too.
    time.sleep(3)
    socket.close()


def count_people(person):
    return person.call("res.users", "search_count", [])


def read_refusal(person):
    """Return the name of the refusal once the session has ended, else nothing."""
    try:
        count_people(person)
    except Refused as refusal:
        return refusal.name
    return ""


@pytest.mark.thorough
def test_idle_staff_are_logged_out_and_not_only_asked_for_the_password(watched):
    operator = watched.login("operator")
    assert count_people(operator)
    set_idle(watched, operator, 6)
    assert until(lambda: read_refusal(operator), 60) == "odoo.http.SessionExpiredException"
    # The old cookie opens nothing any more, and the login page is what a browser sees.
    page = operator.web.get(f"{watched.url}/odoo", timeout=60)
    assert "/web/login" in page.url, page.url
    answer = operator.web.post(
        f"{watched.url}/auth-timeout/session/check-identity",
        json={"params": {"type": "password", "password": "operator"}},
        timeout=60,
    ).json()
    assert "error" in answer
    assert read_refusal(operator)
    assert count_people(watched.login("operator"))


@pytest.mark.thorough
def test_whoever_works_stays_logged_in(watched):
    operator = watched.login("operator")
    set_idle(watched, operator, 4)
    assert not read_refusal(operator)


@pytest.mark.thorough
def test_where_the_office_asks_for_a_second_factor_a_password_alone_opens_nothing(watched):
    with watched.database.cursor() as cursor:
        cursor.execute(
            "UPDATE res_partner SET email = 'staf@satpolpp.invalid' WHERE id IN (SELECT partner_id FROM res_users)"
        )
    admin = watched.login("lalisa_admin")
    made = admin.call("lalisa.settings", "create", [{**MINUTES, "require_totp": True}])[0]
    admin.call("lalisa.settings", "action_save", [made])
    operator = watched.login("operator")
    assert operator.uid is None
    assert read_refusal(operator)
