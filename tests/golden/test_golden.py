"""Papers, messages, screens and menus say what they said in release 1.1.1.

`stored/` holds their texts. What is meant to differ is listed in `allowed.py`, a name that was given up in `names.py`.
The stored files are made anew, for a new release to measure by, with

    LALISA_GOLDEN=write ./lalisa test tests/golden/test_golden.py

from a tree whose `allowed.py` and `names.py` are empty.
"""

import os

import pytest

from tests.golden.allowed import ALLOWED
from tests.golden.attempt import FAILED
from tests.golden.compare import find_differences
from tests.golden.making import LOG, make_texts, read_stored, store_texts

# One of each kind of work; typesetting them all takes as long as all else.
SAMPLE = ["Laporan Aduan", "Laporan Kejadian", "Kartu Kinerja", "Buku Register Aduan"]
ALL = {"screens": None, "menus": None, "messages": None, "papers": None}


@pytest.fixture(scope="module")
def now():
    """Return {path below `stored`: text}, made by the code as it is; of the papers a sample."""
    if os.environ.get("LALISA_GOLDEN") == "write":
        texts = make_texts(ALL)
        store_texts(texts)
        return texts
    return make_texts({**ALL, "papers": SAMPLE})


def as_it_was(part, texts, only=None):
    """Fail with what differs.

    :param part: a folder of `stored`
    :param texts: {path: text}, of other parts too
    :param only: the names of the files that were made, or None for all
    """
    assert f"{part}/{FAILED}" not in texts, texts[f"{part}/{FAILED}"]
    asked = only and {f"{part}/{name}.txt" for name in only}
    before, after = (
        {name: text for name, text in some.items() if name.startswith(f"{part}/") and (not asked or name in asked)}
        for some in (read_stored(part), texts)
    )
    allowed = [one for one in ALLOWED if one.file.startswith(f"{part}/") and (not asked or one.file in asked)]
    told = find_differences(before, after, allowed)
    if told:
        head = "what is meant belongs in tests/golden/allowed.py, with its reason:"
        pytest.fail("\n\n".join([head, *told]), pytrace=False)


@pytest.mark.parametrize("part", ["screens", "menus", "messages"])
def test_every_role_reads_what_it_read_in_the_release(now, part):
    as_it_was(part, now)


def test_a_paper_of_each_kind_reads_as_in_the_release(now):
    as_it_was("papers", now, SAMPLE)


def test_odoo_has_logged_no_error_meanwhile(now):
    assert LOG not in now, now[LOG]


@pytest.mark.thorough
def test_every_paper_reads_as_in_the_release():
    as_it_was("papers", make_texts({"papers": None}))


def test_an_allowed_difference_lies_in_a_stored_part():
    assert all(one.file.partition("/")[0] in ALL for one in ALLOWED)
