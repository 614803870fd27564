"""Step 4 on the screen: source, finding and a photo are recorded, and the photo is for those who work the case."""

import hashlib

import pytest

from tests.processes import until
from tests.walk.browser import Page
from tests.walk.test_complaint_walk import Walk, do_operator_steps, receive_message
from tests.walk.test_field_without_signal import draw_picture

PHOTOS = ".o_field_widget[name=check_photo_ids]"


@pytest.fixture
def walk(server):
    """Return a case at step 4."""
    walk = Walk(server)
    receive_message(walk)
    do_operator_steps(walk)
    walk.write("kasi", brief="Lima ekor sapi di badan jalan pada malam hari.")
    walk.press("kasi")
    return walk


@pytest.fixture
def screen(walk):
    page = Page(walk.people["kasi"], f"/odoo/aduan-masuk/{walk.complaint}")
    page.sees(".o_lalisa_step_current", "Pemeriksaan Fakta Lapangan")
    page.click(".o_notebook .nav-link[name=facts]")
    yield page
    page.close()


def put_file(page, path):
    """Choose a file as a finger does in the telephone's own dialogue."""
    root = page.browser.send_command("DOM.getDocument")["root"]["nodeId"]
    field = page.browser.send_command("DOM.querySelector", nodeId=root, selector=f"{PHOTOS} input[type=file]")
    page.browser.send_command("DOM.setFileInputFiles", files=[str(path)], nodeId=field["nodeId"])


def read_kept(walk):
    return walk.database.rows(
        "SELECT a.id, a.res_model, a.res_id, a.name FROM ir_attachment a"
        " JOIN lalisa_complaint_check_photo_rel r ON r.ir_attachment_id = a.id WHERE r.lalisa_complaint_id = %s",
        walk.complaint,
    )


def test_the_field_check_is_recorded_on_the_screen_with_its_photo_byte_by_byte(walk, screen, tmp_path):
    photo = draw_picture(tmp_path, 70)
    screen.click(".o_field_widget[name=check_source] input")
    screen.click(".o_select_menu_item", "Kepala desa/lurah")
    screen.write(".o_field_widget[name=check_finding] textarea", "Dibenarkan kepala desa.")
    put_file(screen, photo)
    screen.sees(PHOTOS, "foto-70.jpg")
    screen.click(".o_form_button_save")
    until(lambda: read_kept(walk), 30, lambda: screen.text("body")[-1500:])
    [(attachment, model, record, name)] = read_kept(walk)
    assert (model, record, name) == ("lalisa.complaint", walk.complaint, "foto-70.jpg")
    said = walk.database.rows(
        "SELECT check_source, check_finding, check_at IS NOT NULL FROM lalisa_complaint WHERE id = %s", walk.complaint
    )
    assert said == [("village", "Dibenarkan kepala desa.", True)]

    answers = {
        login: person.web.get(f"{walk.server.url}/web/content/{attachment}", timeout=60)
        for login, person in walk.people.items()
    }
    whole = hashlib.sha256(photo.read_bytes()).hexdigest()
    given = {login for login, answer in answers.items() if hashlib.sha256(answer.content).hexdigest() == whole}
    assert given == {"operator", "kasi", "kabid", "kepala"}
    assert answers["trc"].status_code == 404
    walk.press("kabid")
    assert walk.stage() == "dispatch"
