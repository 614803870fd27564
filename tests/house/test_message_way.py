"""The way of a citizen's first message through our code is short: few functions are entered until its reply waits.

`./lalisa test tests/house/test_message_way.py -s` prints them all, each below the one that it was entered from first.
"""

import hashlib
import hmac
import json
import threading

import pytest
from freezegun import freeze_time

from lalisa_cli.home import REPO
from tests.house.message_way import Way
from tests.processes import ADDONS, APP_SECRET, WEBHOOK, Database, text_body
from tests.security.registry import run_shell

# What the same measurement gave for release 1.1.1 (git c7c5f15): how many functions a first message entered in a
# process that had just begun, and in one that remembered what the message before had looked up.
RELEASE_1_1_1 = {"fresh": 218, "warm": 201}
# At most this share of that.
MOST = 0.6
WORDS = "Ada pedagang menutup trotoar depan sekolah Paringin, sudah tiga hari"
MOMENT = "2031-03-04 01:30:00"  # a Tuesday morning
SCRIPT = """
import sys
sys.path.append({repo!r})
from tests.house import message_way
message_way.answer_letters(env.cr.dbname, {addons!r}, {moment!r}, {letters!r})
"""


def signed_letter(number):
    """Write what Meta posts for a citizen's first words.

    :return: see `message_way.answer_letters`
    """
    with freeze_time(MOMENT):
        body = text_body(WORDS, number)
    signature = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={signature}", "Content-Type": "application/json"}
    return number, {"path": WEBHOOK, "data": body, "headers": headers}


@pytest.fixture(scope="module")
def ways():
    """Measure the first messages of two citizens: in a process that has just begun, and in one that remembers."""
    database = Database()
    try:
        letters = [signed_letter("6281200000701"), signed_letter("6281200000702")]
        script = SCRIPT.format(repo=str(REPO), addons=ADDONS, moment=MOMENT, letters=letters)
        lines = [line for line in run_shell(database, script).splitlines() if line.startswith("WAY ")]
        return dict(zip(RELEASE_1_1_1, (json.loads(line.removeprefix("WAY ")) for line in lines), strict=True))
    finally:
        database.drop()


def drawn_steps(steps):
    """Draw the functions that were entered: under what they were entered from at first, with how often."""
    return "\n".join(
        f"{'  ' * one['depth']}{one['file']}: {one['name']}" + (f" ×{one['calls']}" if one["calls"] > 1 else "")
        for one in steps
    )


@pytest.mark.parametrize("process", RELEASE_1_1_1)
def test_a_first_message_enters_far_fewer_functions_than_in_release_1_1_1(ways, process, tell_figure):
    steps, before = ways[process]["steps"], RELEASE_1_1_1[process]
    print(drawn_steps(steps))
    calls = sum(one["calls"] for one in steps)
    tell_figure(
        f"way of a first message, {process} process: {len(steps)} functions ({calls} calls);"
        f" {before} in release 1.1.1, at most {int(before * MOST)} now",
    )
    assert len(steps) <= before * MOST


@pytest.mark.parametrize("process", RELEASE_1_1_1)
def test_the_way_that_is_measured_ends_with_a_complaint_and_its_reply(ways, process):
    way = ways[process]
    files = {one["file"].split("/")[0] for one in way["steps"]}
    assert {"lalisa_messaging", "lalisa_whatsapp", "lalisa_intake", "lalisa_complaint"} <= files
    assert [reply.split("dengan nomor LL-31-")[1][:4].isdigit() for reply in way["replies"]] == [True]


def test_each_function_is_counted_once_and_what_is_written_in_a_line_of_it_is_not(tmp_path):
    (tmp_path / "ours.py").write_text(
        "class Ours:\n    def outer(self):\n        return [self.inner() for _each in range(3)], (lambda: 1)()\n"
        "    def inner(self):\n        return max([2], key=lambda one: one)\n    def idle(self): pass\n"
    )
    content = {}
    way = Way(tmp_path)
    with way.watch_calls():
        exec(compile((tmp_path / "ours.py").read_text(), tmp_path / "ours.py", "exec"), content)  # noqa: S102
        thread = threading.Thread(target=content["Ours"]().outer)
        thread.start()
        thread.join()
    found = [(one["name"], one["depth"], one["calls"]) for one in way.entered.values()]
    assert found == [("Ours", 0, 1), ("Ours.outer", 0, 1), ("Ours.inner", 1, 3)]
