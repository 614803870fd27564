"""What `./lalisa lint` and the hooks of a commit check."""

import re
import shlex

import pytest
import yaml

from lalisa_cli import lint, well_formed
from lalisa_cli.home import REPO

HOOKS = yaml.safe_load((REPO / ".pre-commit-config.yaml").read_text())["repos"]
FAULTS = [
    ("xml", "a.xml", "<odoo><record></odoo>\n", "mismatch"),
    ("xml", "a.svg", "<svg>&nbsp;</svg>\n", "nbsp"),
    ("yaml", "a.yml", "a: [1, 2\n", "expected"),
    ("text", "a.py", "a = 1 \n", "line 1: blanks at the end of a line"),
    ("text", "a.md", "a\n<<<<<<< HEAD\n", "line 2: what a merge has left"),
    ("text", "a.js", "a", "does not end with one line break"),
    ("text", "a.csv", "a\n\n", "does not end with one line break"),
]


@pytest.fixture
def file_of(tmp_path, monkeypatch):
    """Put one file into an empty checkout."""
    monkeypatch.setattr(well_formed, "REPO", tmp_path)
    well_formed.subprocess.run(["git", "init", "-q", tmp_path], check=True)

    def put_file(name, text):
        (tmp_path / name).write_text(text)

    return put_file


@pytest.mark.parametrize(("kind", "name", "text", "fault"), FAULTS)
def test_a_file_that_is_not_whole_is_named_with_what_is_wrong(file_of, kind, name, text, fault):
    file_of(name, text)
    [told] = well_formed.find_faults(kind)
    assert told.startswith(f"{name}: ")
    assert fault in told


@pytest.mark.parametrize("name", ["a.xml", "a.yml", "a.py", "a.txt"])
def test_a_whole_file_and_one_of_another_kind_are_left_alone(file_of, name):
    file_of(name, "<odoo/>\n" if name == "a.xml" else "a: 1\n" if name == "a.yml" else "a = 1\n")
    file_of("b.bin", "a \n\n")
    assert not [told for kind in well_formed.KINDS for told in well_formed.find_faults(kind)]


def test_an_entity_that_names_a_file_is_not_read(file_of):
    file_of("a.xml", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<a>&x;</a>\n')
    assert not [told for told in well_formed.find_faults("xml") if "root:" in told]


def test_every_check_is_a_hook_of_a_commit_that_fetches_nothing():
    assert [one["repo"] for one in HOOKS] == ["local"]
    hooks = [hook for one in HOOKS for hook in one["hooks"]]
    assert {hook["language"] for hook in hooks} == {"system"}
    called = [shlex.split(hook["entry"]) for hook in hooks]
    assert [words[:2] for words in called] == [["./lalisa", "lint"]] * len(called)
    assert [name for words in called for name in words[2:]] == list(lint.CHECKS)


def test_the_formatter_lays_out_every_line():
    ours = (
        path for path in REPO.rglob("*.py") if not set(path.relative_to(REPO).parts[:-1]) & {".lalisa", "node_modules"}
    )
    opting_out = re.compile(r"#\s*fmt\s*:")
    assert [path for path in ours if opting_out.search(path.read_text())] == []
    assert lint.run_checks(["format"]) == 0


def test_each_hook_sees_the_files_that_its_check_reads():
    patterns = {hook["entry"].split()[-1]: re.compile(hook["files"]) for one in HOOKS for hook in one["hooks"]}
    for kind, (names, _wrong) in well_formed.KINDS.items():
        assert [name for name in names if not patterns[kind].search(name.replace("*", "a"))] == []
    for name in ("addons/lalisa/__manifest__.py", "lalisa"):
        assert patterns["ruff"].search(name)
