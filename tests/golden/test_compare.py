"""The comparison finds what it should, and what must not matter does not."""

import pytest

from tests.golden.allowed import ALLOWED
from tests.golden.attempt import attempt_work
from tests.golden.compare import Allowed, find_differences
from tests.golden.making import read_stored, store_texts
from tests.golden.masks import mask_text

STORED = {"papers/a.txt": "Nomor 1\nNIP\nNIP\nHalaman 1\n", "menus/b.txt": "Aduan\nRegister\n"}


def change_texts(**texts):
    return {**STORED, **{name.replace("_", "/") + ".txt": text for name, text in texts.items()}}


def test_what_is_as_it_was_gives_no_difference():
    assert find_differences(STORED, dict(STORED)) == []


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("papers_a", "Nomor 2\nNIP\nNIP\nHalaman 1\n", "-Nomor 1\n+Nomor 2"),
        ("papers_a", "Nomor 1\nNIP\nHalaman 1\n", "-NIP"),
        ("menus_b", "Register\nAduan\n", "+Register"),
        ("menus_b", "Aduan\nRegister \n", "+Register "),
        ("menus_b", "", "-Aduan"),
        ("menus_c", "Peta\n", "+Peta"),
    ],
    ids=["a word", "a line less", "the order", "a blank", "a file gone", "a new file"],
)
def test_a_planted_difference_is_shown(name, text, told):
    (difference,) = find_differences(STORED, change_texts(**{name: text}))
    assert told in difference and name.replace("_", "/") in difference


@pytest.mark.parametrize(
    ("allowed", "text"),
    [
        (Allowed("papers/a.txt", "Nomor 1", "Nomor 2", "why"), "Nomor 2\nNIP\nNIP\nHalaman 1\n"),
        (Allowed("papers/a.txt", "NIP", "NRP", "why", times=2), "Nomor 1\nNRP\nNRP\nHalaman 1\n"),
        (
            Allowed("papers/a.txt", "NIP\nHalaman 1", "NIP\nTembusan\nHalaman 1", "why"),
            "Nomor 1\nNIP\nNIP\nTembusan\nHalaman 1\n",
        ),
        (Allowed("papers/a.txt", "Halaman 1", "", "why"), "Nomor 1\nNIP\nNIP\n"),
    ],
    ids=["a line", "twice", "added", "gone"],
)
def test_an_allowed_difference_passes_and_fails_once_it_does_not_occur(allowed, text):
    now = change_texts(papers_a=text)
    assert find_differences(STORED, now, [allowed]) == []
    assert find_differences(STORED, STORED, [allowed])
    assert find_differences(now, now, [allowed])


def test_an_allowed_difference_covers_nothing_beside_it():
    allowed = Allowed("papers/a.txt", "Nomor 1", "Nomor 2", "why")
    assert find_differences(STORED, change_texts(papers_a="Nomor 2\nNIP\nNIP\nHalaman 2\n"), [allowed])
    assert find_differences(
        STORED, change_texts(papers_a="Nomor 2\nNIP\nNIP\nHalaman 1\n", menus_b="Aduan\n"), [allowed]
    )
    # Half a line is no line.
    assert find_differences(STORED, STORED, [Allowed("papers/a.txt", "Nomor", "Nomor", "why")])
    assert find_differences(STORED, STORED, [Allowed("papers/c.txt", "Nomor 1", "Nomor 2", "why")])


def test_which_addon_owns_a_thing_is_not_compared_and_a_group_is():
    for addon in ("lalisa_complaint", "lalisa_dispatch"):
        assert mask_text(f"t-call='{addon}.paper' src='/{addon}/static/src/x.css'") == (
            "t-call='OURS.paper' src='/OURS/static/src/x.css'"
        )
    kept = "groups='lalisa_complaint.group_operator' model='lalisa.complaint' js_class='lalisa_board'"
    assert mask_text(kept) == kept


def test_a_name_given_up_is_compared_as_it_was():
    renamed = {"lalisa.case": "lalisa.complaint", "lalisa.case.stay": "lalisa.stage.log", "step_id": "stage_id"}
    now = "lalisa.case.stay, lalisa.case.form, lalisa.case_x, step_id"
    then = "lalisa.stage.log, lalisa.complaint.form, lalisa.case_x, stage_id"
    assert mask_text(now, renamed) == then


def test_what_could_not_be_made_is_a_difference_and_never_stored():
    text = attempt_work(lambda: 1 / 0)
    (difference,) = find_differences(STORED, change_texts(papers_a=text))
    assert "division by zero" in difference
    with pytest.raises(AssertionError):
        store_texts(change_texts(papers_a=text))
    assert read_stored("papers")


def test_each_allowed_difference_has_its_reason():
    assert all(one.reason.strip() and one.old != one.new for one in ALLOWED)


def test_only_a_file_that_the_release_had_not_is_allowed_as_a_whole():
    whole = [one.file for one in ALLOWED if not one.old.strip()]
    assert not [file for file in whole if file in read_stored(file.partition("/")[0])]
