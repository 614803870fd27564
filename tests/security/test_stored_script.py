"""Script in every text that reaches the office, looked at in Chromium on every screen and paper: none of it runs."""

import io
import json
import re

import pytest
import requests
from pypdf import PdfReader

from tests.processes import until
from tests.security.hostile import NUMBER, SHOWN, Attack, build_script
from tests.security.screens import Screen, looks_of
from tests.walk.test_complaint_walk import Walk

# Those with the most screens first: what they have seen, the sample opens for nobody else.
ROLES = ("operator", "kepala", "lalisa_admin", "trc", "kasi", "kabid", "admin")
BOARDS = ("lalisa_complaint.menu_my_turn", "lalisa_complaint.menu_complaints", "lalisa_dispatch.menu_dispatches")
MODELS = ["lalisa.reporter", "lalisa.message", "lalisa.conversation", "lalisa.contact", "lalisa.dispatch"]
# How many records the sample opens of a model, from the newest on, so that every text is met.
MANY = {"lalisa.complaint": 4, "lalisa.reporter": 3}


@pytest.fixture(scope="module")
def attacked(pool):
    """Yield a server that all of the hostile text has reached, and a tracking address of the complaint."""
    with pool.server() as running:
        attack = Attack(Walk(running))
        attack.run()
        yield attack


@pytest.fixture(scope="module")
def screen(attacked):
    """Yield the browser that all of them use."""
    opened = Screen(attacked.walk.people["operator"])
    yield opened
    opened.close()


def test_the_script_of_this_test_does_run_where_text_is_taken_for_markup(attacked, screen):
    screen.of(attacked.walk.people["operator"], "/web/login")
    screen.run(f"document.body.innerHTML = {json.dumps(build_script('control'))}")
    until(lambda: screen.run("window.ran.includes('control')"))


def walked_through(attacked, screen, chosen):
    """Let each role look at what is chosen for them, and nothing run.

    :param chosen: called with the role, its screens and the walk so far; gives the screens and {model: records}
    :return: {name of a text: where it was read}
    """
    read, walked = {}, {}
    admin = attacked.server.login("admin")
    for role in ROLES:
        person = attacked.server.login(role)
        looks, forms = chosen(role, looks_of(person, admin), walked)
        if not looks and not forms:
            continue
        screen.of(person, "/odoo").sees(".o_main_navbar")
        found = screen.look_at(looks, forms, SHOWN)
        assert not found["ran"], (role, found["ran"])
        walked[role] = found["seen"]
        assert not [one for one in found["seen"] if one.startswith("could not open")], (role, found["seen"])
        for name, places in found["read"].items():
            read.setdefault(name, []).extend(places)
    assert {"lalisa_complaint.menu_complaints kanban", "lalisa.complaint form"} <= set(walked["operator"]), walked
    return read


def test_no_kind_of_screen_runs_what_was_written_and_every_text_is_read_on_one(attacked, screen):
    """Each view and each form once, by the first role that has it; the operator reads what brings the texts."""
    opened = set()

    def chosen(role, looks, walked):
        known = ((look["model"] or look["what"], look["kind"], look["view"]) for look in looks)
        new = {key: look for key, look in zip(known, looks, strict=True) if key not in opened}
        opened.update(new)
        done = {one for seen in walked.values() for one in seen}
        models = [model for model in forms_of(looks) if f"{model} form" not in done]
        return list(new.values()), {model: MANY.get(model, 1) for model in models}

    read = walked_through(attacked, screen, chosen)
    assert set(read) == SHOWN, SHOWN - set(read)


@pytest.mark.thorough
def test_no_screen_of_any_role_runs_what_was_written(attacked, screen):
    def chosen(role, looks, walked):
        # What another role has seen already looks the same; the boards and the forms do not.
        done = {one for seen in walked.values() for one in seen if not one.startswith(BOARDS)}
        records = 9 if role == "operator" else 2
        return [look for look in looks if look["what"] not in done], dict.fromkeys(forms_of(looks), records)

    walked_through(attacked, screen, chosen)


def forms_of(looks):
    """Return the models whose forms are opened, each once."""
    return list(dict.fromkeys([*(look["model"] for look in looks if look["model"]), *MODELS]))


def test_no_paper_runs_what_was_written_and_each_prints_it_as_text(attacked, screen):
    papers = {
        "lalisa_complaint.report_complaint": (attacked.walk.complaint, "kepala", "staff-result"),
        "lalisa_dispatch.report_duty_order": (attacked.order, "kabid", "staff-brief"),
        "lalisa_dispatch.report_incident": (attacked.order, "kabid", "staff-found"),
    }
    for name, (record, role, words) in papers.items():
        person = attacked.walk.people[role]
        screen.of(person, f"/report/html/{name}/{record}")
        assert screen.run("window.ran") == [], name
        raw = person.web.get(f"{attacked.server.url}/report/pdf/{name}/{record}", timeout=120).content
        reader = PdfReader(io.BytesIO(raw))
        text = "".join(page.extract_text() for page in reader.pages)
        assert f"X-{words}" in re.sub(r"\s", "", text), name
        assert not runs_script(reader) and not reader.attachments, name


def runs_script(reader):
    """Say whether any object of a PDF names a script; its compressed bytes may hold such letters by chance.

    :param reader: `pypdf.PdfReader`
    """
    objects = (reader.get_object(number) for number in range(1, reader.trailer["/Size"]))
    return any({"/JS", "/JavaScript"} & set(one) for one in objects if isinstance(one, dict))


def test_the_reporters_page_runs_nothing_and_shows_the_result_as_text(attacked, screen):
    answer = attacked.server.shell(f"""
print('URL', env['lalisa.complaint'].browse({attacked.walk.complaint})._tracking_url()); env.cr.commit()
""")
    path = "/aduan/" + re.search(r"URL \S+/aduan/(\S+)", answer).group(1)
    screen.of(attacked.walk.people["operator"], path)
    assert screen.run("window.ran") == [] and "X-staff-result" in screen.text("body")
    # Its policy would stop script even where a text were taken for markup; the watch itself is not bound by it.
    policy = requests.get(attacked.server.url + path, timeout=30).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy


def test_the_simulated_phone_runs_nothing(attacked, screen):
    screen.of(attacked.walk.people["operator"], "/lalisa/simulator/phone")
    citizens = json.dumps([{"name": build_script("phone"), "number": NUMBER}])
    screen.run(f"localStorage.setItem('lalisa_citizens', {json.dumps(citizens)})")
    screen.go("/lalisa/simulator/phone")
    screen.sees("#chat li")
    assert screen.run("window.ran") == []


def test_a_page_sent_as_a_file_is_never_opened_as_a_page_of_the_office(attacked, screen):
    files = attacked.database.rows(
        """SELECT a.id FROM ir_attachment a JOIN lalisa_message m ON m.id = a.res_id AND a.res_model = 'lalisa.message'
            WHERE m.kind = 'document'"""
    )
    assert files
    operator = attacked.walk.people["operator"]
    screen.of(operator, "/odoo")
    for (number,) in files:
        for path in (f"/lalisa/conversation/media/{number}", f"/web/content/{number}", f"/web/image/{number}"):
            answer = operator.web.get(attacked.server.url + path, timeout=30)
            assert "html" not in answer.headers.get("Content-Type", "") or answer.status_code >= 400, path
            screen.run(
                f"(() => {{ window.ran = []; const f = document.createElement('iframe');"
                f" f.src = {json.dumps(path)}; document.body.append(f);"
                " return new Promise(done => setTimeout(done, 700)); })()"
            )
            assert screen.run("window.ran") == [], path
