"""One word is enough, over HTTP: commands misspelt, with and without a number, for one's own complaints only."""

import pytest

from tests.processes import until
from tests.walk.citizen import Citizen


@pytest.mark.parametrize(
    ("words", "purpose"),
    [
        ("STATUS", "intake:status"),
        ("statsu", "intake:status"),
        ("status {number}", "intake:status"),
        ("Tambh", "intake:add"),
        ("TAMBAH {number}", "intake:add"),
        ("rahasia {number}", "intake:secret"),
        ("RAHASA", "intake:secret"),
        ("bantuann", "intake:help"),
        ("Setuju {number}", "intake:agreed"),
        ("stuju", "intake:agreed"),
        ("cabut {number}", "notice:cancelled"),
        ("Cabt", "notice:cancelled"),
        ("STATUS LL-26-9999", "intake:none"),
    ],
)
def test_commands_with_and_without_number_and_misspelt(citizen, words, purpose):
    citizen.text("Musik keras di gang")
    number = citizen.cases()[0][0]
    citizen.text(words.format(number=number))
    until(lambda: len(citizen.replies()) == 2)
    assert citizen.purposes()[-1] == purpose
    assert len(citizen.cases()) == 1


SLIPS = {
    "intake:status": ("setatus", "cek status aduan saya", "gimana laporan saya"),
    "intake:add": ("nambah", "mau tamabh"),
    "notice:cancelled": ("cbaut", "saya mau batalkan laporan saya", "batlkn"),
    "intake:secret": ("rahsiakan", "tolong dirahasiakan nama saya"),
    "intake:help": ("bantaun", "minta bantuan pak"),
    "intake:agreed": ("sutuju", "ya saya setuju"),
}


@pytest.mark.parametrize("with_number", ["", " {number}", " no. {short}"], ids=["alone", "number", "last figures"])
@pytest.mark.parametrize(("purpose", "words"), [(purpose, one) for purpose, many in SLIPS.items() for one in many])
def test_other_slips_of_each_command_with_and_without_number(citizen, purpose, words, with_number):
    citizen.text("Musik keras di gang")
    number = citizen.cases()[0][0]
    citizen.text(words + with_number.format(number=number.replace("-", " "), short=number[-4:].lstrip("0")))
    until(lambda: len(citizen.replies()) == 2, 30, citizen.replies)
    assert citizen.purposes()[-1] == purpose
    assert len(citizen.cases()) == 1


def test_a_number_alone_asks_how_that_complaint_stands(citizen):
    citizen.text("Musik keras di gang")
    number = citizen.cases()[0][0]
    citizen.text(f"nomor {number.lower()}")
    purpose, text = citizen.replies()[-1]
    assert purpose == "intake:status" and number in text


def test_nothing_is_said_about_another_persons_complaint(citizen, office, number):
    other = Citizen(office, number)
    other.text("Rahasia saya: tetangga menjual miras")
    theirs = other.cases()[0][0]
    citizen.text("Musik keras di gang")
    for word in ("STATUS", "CABUT", "TAMBAH", "RAHASIA"):
        citizen.text(f"{word} {theirs}")
        purpose, text = citizen.replies()[-1]
        assert purpose == "intake:none" and theirs not in text
    assert other.cases()[0][2] == "receive"
