"""Which tests `./lalisa test` chooses, and with which arguments pytest is called."""

import pytest

from lalisa_cli import testing
from lalisa_cli.home import ADDONS, REPO, TESTS
from lalisa_cli.output import Problem

FILE = "tests/launcher/test_testing.py"


@pytest.fixture(autouse=True)
def in_the_checkout(monkeypatch):
    monkeypatch.chdir(REPO)


def test_without_a_path_both_folders_run_and_the_thorough_tests_are_left_out():
    quick = ["-m", "not thorough", "-x"]
    assert testing._parts(["-x"]) == {ADDONS: [str(ADDONS), *quick], TESTS: [str(TESTS), *quick]}


def test_all_leaves_nothing_out():
    assert testing._parts(["--all", "-x"]) == {ADDONS: [str(ADDONS), "-x"], TESTS: [str(TESTS), "-x"]}


@pytest.mark.parametrize("name", [FILE, f"{FILE}::test_all_leaves_nothing_out", "tests/launcher"])
def test_a_named_path_runs_whole_and_alone(name):
    assert testing._parts([name]) == {TESTS: [str(REPO / name)]}
    assert testing._parts(["--all", name]) == {TESTS: [str(REPO / name)]}


def test_a_path_outside_the_tests_is_refused(tmp_path):
    with pytest.raises(Problem, match="tests lie below addons/ and tests/"):
        testing._parts([str(tmp_path)])


def test_what_checks_every_commit_runs_all():
    assert "\n./lalisa test --all " in (REPO / ".ci" / "run").read_text()
