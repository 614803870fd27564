"""Which tests `./lalisa test` chooses, and with which arguments pytest is called."""

import json
from types import SimpleNamespace

import pytest

from lalisa_cli import pytest_plugin, testing
from lalisa_cli.home import ADDONS, REPO, TESTS
from lalisa_cli.output import Problem

FILE = "tests/launcher/test_testing.py"


@pytest.fixture(autouse=True)
def in_the_checkout(monkeypatch):
    monkeypatch.chdir(REPO)


def test_without_a_path_both_folders_run_by_workers_and_the_thorough_tests_are_left_out():
    marks = ["-m", "not thorough"]
    assert testing._build_passes(["-x"]) == [
        (ADDONS, [str(ADDONS), *marks, *testing.WORKERS[ADDONS], "-x"]),
        (TESTS, [str(TESTS), *marks, *testing.WORKERS[TESTS], "-x"]),
    ]


def test_all_leaves_nothing_out_and_what_stands_alone_comes_last():
    side_by_side, alone = ["-m", "not alone", *testing.WORKERS[TESTS]], ["-m", "alone"]
    assert testing._build_passes(["--all", "-x", "-n", "4"]) == [
        (ADDONS, [str(ADDONS), *testing.WORKERS[ADDONS], "-x", "-n", "4"]),
        (TESTS, [str(TESTS), *side_by_side, "-x", "-n", "4"]),
        (TESTS, [str(TESTS), *alone, "-x"]),
    ]


@pytest.mark.parametrize("name", [FILE, f"{FILE}::test_all_leaves_nothing_out"])
def test_a_named_file_runs_whole_without_workers(name):
    assert testing._build_passes([name]) == [(TESTS, [str(REPO / name)])]
    assert testing._build_passes(["--all", name]) == [(TESTS, [str(REPO / name)])]


def test_a_named_folder_runs_whole():
    folder = str(TESTS / "faults")
    first, second = testing._build_passes(["tests/faults"])
    assert first == (TESTS, [folder, "-m", "not alone", *testing.WORKERS[TESTS]])
    assert second == (TESTS, [folder, "-m", "alone"])


def test_a_path_outside_the_tests_is_refused(tmp_path):
    with pytest.raises(Problem, match="tests lie below addons/ and tests/"):
        testing._build_passes([str(tmp_path)])


def test_what_checks_every_commit_runs_all():
    assert "\n./lalisa test --all " in (REPO / ".ci" / "run").read_text()


def test_the_longest_files_begin_and_the_tests_of_a_file_stay_together(tmp_path, monkeypatch):
    known = {"tests/short.py": 1, "tests/long.py": 90}
    (tmp_path / "durations.json").write_text(json.dumps(known))
    monkeypatch.setenv("LALISA_TEST_DURATIONS", str(tmp_path / "durations.json"))
    names = ["tests/short.py::a", "tests/new.py::a", "tests/long.py::b", "tests/new.py::b", "tests/long.py::a"]
    items = [SimpleNamespace(nodeid=name, get_closest_marker=lambda _name: None) for name in names]
    pytest_plugin.pytest_collection_modifyitems(SimpleNamespace(workerinput={}), items)
    assert [item.nodeid for item in items] == [
        "tests/long.py::b",
        "tests/long.py::a",
        "tests/new.py::a",
        "tests/new.py::b",
        "tests/short.py::a",
    ]


def test_a_test_that_stands_alone_is_a_thorough_one():
    item = SimpleNamespace(nodeid="tests/x.py::a", get_closest_marker=lambda name: name == "alone")
    with pytest.raises(pytest.UsageError, match="must be thorough"):
        pytest_plugin.pytest_collection_modifyitems(SimpleNamespace(), [item])


@pytest.mark.parametrize("tags", ({"post_install"}, {"post_install", "thorough"}))
def test_a_test_inside_odoo_says_by_odoos_own_tag_that_it_is_a_thorough_one(tags):
    marks = []
    item = SimpleNamespace(cls=type("TestX", (), {"test_tags": tags}), obj=None, add_marker=marks.append)
    pytest_plugin.pytest_itemcollected(item)
    item = SimpleNamespace(cls=type("TestX", (), {}), obj=SimpleNamespace(test_tags=tags), add_marker=marks.append)
    pytest_plugin.pytest_itemcollected(item)
    assert marks == ["thorough"] * 2 * ("thorough" in tags)


def test_each_worker_has_files_of_its_own_that_go_with_it(tmp_path, monkeypatch):
    monkeypatch.setenv("LALISA_TEST_DATA", str(tmp_path))
    source, own = tmp_path / "filestore" / "t", tmp_path / "filestore" / "t-gw0"
    (source / "ab").mkdir(parents=True)
    (source / "ab" / "abc").write_text("photo")
    with pytest_plugin._link_own_filestore("t", "t-gw0"):
        assert (own / "ab" / "abc").read_text() == "photo"
        (own / "ab" / "abc").unlink()  # as one worker's garbage collection does
    assert not own.exists()
    assert (source / "ab" / "abc").read_text() == "photo"
