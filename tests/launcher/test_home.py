"""The state folder survives whatever interrupts a set-up."""

import stat
import subprocess
import sys

import pytest

from lalisa_cli import python_env
from lalisa_cli.home import (
    MARK,
    REPO,
    forget_damaged,
    get_home,
    hold_lock,
    is_held,
    is_ready,
    make_folder,
    make_socket_folder,
    make_work_folder,
    remove_ours,
)
from lalisa_cli.output import Problem


def test_a_folder_appears_only_when_all_of_it_is_written(state):
    with pytest.raises(RuntimeError):
        with make_folder(state / "thing", "key") as work:
            (work / "half").touch()
            raise RuntimeError
    assert not (state / "thing").exists()


def test_a_folder_that_another_put_there_is_refused_and_left_as_it_is(state):
    target = state / "thing"
    target.mkdir()
    (target / "theirs").write_text("precious")
    assert not is_ready(target, "key")
    for change in (lambda: remove_ours(target), lambda: make_folder(target, "key").__enter__()):
        with pytest.raises(Problem, match="has no mark of La-Lisa .* set another LALISA_HOME"):
            change()
    assert (target / "theirs").read_text() == "precious"


def test_what_an_interrupted_command_left_is_removed_and_what_looks_alike_is_not(state):
    started = subprocess.run(
        [
            sys.executable,
            "-c",
            "from lalisa_cli.home import *; import os\n"
            "with make_work_folder(get_home() / 'apt') as work: (work / 'x').touch(); os.kill(os.getpid(), 9)",
        ],
        cwd=REPO,
        check=False,
    )
    assert started.returncode == -9
    (state / "apt.tmp-theirs").mkdir()
    (state / "apt.tmp-theirs" / "precious").touch()
    assert len(list(state.glob("apt.tmp-*"))) == 2
    with make_work_folder(state / "apt") as work:
        assert not any(work.iterdir())
    assert [path.name for path in state.glob("apt*")] == ["apt.tmp-theirs"]


def test_an_interrupted_change_leaves_the_old_folder_whole(state):
    target = state / "thing"
    with make_folder(target, "old"):
        pass
    with pytest.raises(KeyboardInterrupt):
        with make_folder(target, "new"):
            raise KeyboardInterrupt
    assert is_ready(target, "old")
    with make_folder(target, "new"):
        pass
    assert is_ready(target, "new")
    assert {path.name for path in state.iterdir()} == {"thing", MARK}


def write_folder(target, *paths, key="key"):
    with make_folder(target, key) as work:
        for path in paths:
            (work / path).parent.mkdir(parents=True, exist_ok=True)
            (work / path).touch()
    return target


def test_a_folder_that_lost_a_file_is_said_to_be_damaged_and_made_again(state, capsys):
    target = write_folder(state / "thing", "odoo/release.py", "odoo/addons/web/models.py")
    (target / "odoo" / "addons" / "web" / "models.py").unlink()
    forget_damaged(target)
    assert f"{target} is damaged (1 files are missing, odoo/addons/web/models.py for one)" in capsys.readouterr().out
    assert not is_ready(target, "key")
    forget_damaged(write_folder(target, "odoo/release.py"))
    assert is_ready(target, "key")
    assert not capsys.readouterr().out


def test_what_comes_and_goes_by_itself_is_no_damage(state, capsys):
    target = write_folder(state / "thing", "odoo/release.py", "odoo/__pycache__/release.pyc", "odoo/déjà vu \udce9.js")
    (target / "odoo" / "__pycache__" / "release.pyc").unlink()
    (target / "odoo" / "new.py").touch()
    forget_damaged(target)
    # What an older La-Lisa wrote has no list of its files, and what was never whole is no damage.
    (state / "older").mkdir()
    (state / "older" / ".ok").write_text("key")
    forget_damaged(state / "older")
    forget_damaged(state / "nothing")
    assert is_ready(target, "key") and is_ready(state / "older", "key")
    assert not capsys.readouterr().out


@pytest.mark.parametrize("name", ["odoo", "venv", "pip"])
def test_a_start_looks_for_damage_before_it_uses_a_folder(state, monkeypatch, capsys, name):
    """What is made anew is left out: it comes from the network."""
    write_folder(state / name, "usr/share/part.py", "usr/share/other.py")
    (state / name / "usr" / "share" / "part.py").unlink()
    monkeypatch.setattr(python_env.fetch_odoo, "find_source_root", lambda: state)
    monkeypatch.setattr(python_env, "_build_environment", lambda venv, base, source: venv.mkdir(exist_ok=True))
    monkeypatch.setattr(python_env.pango, "add_pango", lambda environment, key: environment)
    python_env.prepare_environment()
    assert f"{state / name} is damaged" in capsys.readouterr().out


def test_the_socket_folder_is_private_and_short_enough_for_the_kernel(state):
    for root in (state, state / ("long" * 30)):
        root.mkdir(exist_ok=True)
        folder = make_socket_folder(root)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert len(f"{folder}/.s.PGSQL.5432") <= 107


def test_a_second_command_is_refused_while_the_first_holds_the_lock(state):
    holder = "from lalisa_cli.home import *\nwith hold_lock('run'): print('held'); input()"
    first = subprocess.Popen(
        [sys.executable, "-c", holder],
        cwd=REPO,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert first.stdout.readline() == "held\n"
    with pytest.raises(Problem, match="not now"), hold_lock("run", "not now"):
        pass
    first.kill()
    first.communicate()
    assert not is_held("run")
    with hold_lock("run", "not now"):
        assert is_held("run")


@pytest.mark.parametrize("place", ["/proc/lalisa", "{file}", "{file}/below"])
def test_a_place_that_can_be_no_folder_is_refused_in_one_sentence(tmp_path, monkeypatch, place):
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setenv("LALISA_HOME", place.format(file=file))
    with pytest.raises(Problem, match="set LALISA_HOME to a folder you may write to"):
        get_home()


def read_content(folder):
    return {path.relative_to(folder): path.is_file() and path.read_bytes() for path in folder.rglob("*")}


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["run", "--production"],
        ["stop"],
        ["odoo", "--version"],
        ["shell"],
        ["test"],
        ["backup", "{backups}/new"],
        ["restore", "{backups}"],
    ],
)
def test_a_folder_with_files_of_others_is_refused_and_nothing_in_it_is_changed(lalisa, tmp_path, arguments):
    theirs = tmp_path / "etc-odoo"
    (theirs / "data" / "filestore").mkdir(parents=True)
    for name in ("odoo.conf", "odoo.log", "postgres.log", "run.pid", "data/filestore/photo"):
        (theirs / name).write_text("[options]\ndata_dir = /var/lib/odoo\n")
    (tmp_path / "lalisa-20260101T000000Z.age").touch()
    before = read_content(theirs)
    done = lalisa(*(word.format(backups=tmp_path) for word in arguments), LALISA_HOME=str(theirs))
    assert done.returncode == 1
    assert f"{theirs} holds files that are not La-Lisa's" in done.stderr and "an empty folder" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert read_content(theirs) == before


@pytest.mark.parametrize("left", ["venv/.ok", "odoo/.ok", "odoo.conf", "run.lock", None])
def test_a_folder_of_an_earlier_release_or_an_empty_one_is_taken_and_bears_the_mark_from_then_on(
    tmp_path, monkeypatch, left
):
    place = tmp_path / "place"
    place.mkdir()
    if left:
        (place / left).parent.mkdir(exist_ok=True)
        (place / left).write_text(f"data_dir = {place}/data\n" if left == "odoo.conf" else "")
    monkeypatch.setenv("LALISA_HOME", str(place))
    assert get_home() == place
    assert (place / MARK).is_file()
    (place / "anything").touch()
    assert get_home() == place
