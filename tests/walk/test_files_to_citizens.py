"""Photos and papers that the operator sends to a citizen, through the real drivers to either phone."""

import base64
import itertools

import pytest

from tests.processes import until
from tests.walk.player import Player, draw_picture

NUMBERS = itertools.count(6281399900001)
PATIENCE = 60
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.mark.parametrize("app", ["whatsapp", pytest.param("telegram", marks=pytest.mark.thorough)])
def test_a_photo_and_a_paper_arrive_once_with_the_operators_words(server, app):
    operator = server.login("operator")
    citizen = Player(operator, str(next(NUMBERS)), app)
    citizen.say("Ada ternak sapi berkeliaran di jalan depan pasar")
    until(lambda: citizen.shown(), PATIENCE)
    [complaint] = operator.call("lalisa.complaint", "search", [["number", "=", citizen.cases()[0]]])
    reply_with_files(operator, complaint, "Foto dan hasil penanganan.", draw_picture(), PDF)
    until(lambda: len(citizen.shown()) == 3, PATIENCE, lambda: citizen.answers("failure_reason"))
    assert citizen.shown()[1:] == ["Foto dan hasil penanganan.", ""]
    files = [one["media"] for one in citizen.state()["messages"] if not one["mine"] and one["media"]]
    assert files == ["image", "application"]
    long = "Kami sampaikan hasilnya. " * 60
    reply_with_files(operator, complaint, long, PDF)
    until(lambda: len(citizen.shown()) == 5, PATIENCE, lambda: citizen.answers("failure_reason"))
    assert citizen.shown()[3:] == [long.strip(), ""], "no word is lost below a file"


def reply_with_files(operator, complaint, words, *contents):
    """ "Balas Pelapor" with files."""
    files = operator.call(
        "ir.attachment",
        "create",
        [
            {
                "name": "hasil.pdf" if content == PDF else "foto.jpg",
                "datas": base64.b64encode(content).decode(),
                "res_model": "lalisa.reply.composer",
            }
            for content in contents
        ],
    )
    [composer] = operator.call(
        "lalisa.reply.composer",
        "create",
        [{"complaint_id": complaint, "body": words, "attachment_ids": [[6, 0, files]]}],
    )
    operator.call("lalisa.reply.composer", "action_send", [composer])
