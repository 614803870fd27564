"""The command line itself: what it refuses, and in which words."""

import subprocess
import sys

import pytest

from lalisa_cli import container, main, processes
from lalisa_cli.home import REPO


@pytest.mark.parametrize("version", [(3, 10, 12), (3, 14, 0), (2, 7, 18)])
def test_a_wrong_python_is_refused_in_one_sentence(version):
    start = f"import sys; sys.version_info = {version}; exec(open('lalisa').read())"
    done = subprocess.run([sys.executable, "-c", start], cwd=REPO, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Start it with Python 3.11, 3.12 or 3.13" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_help_names_every_command(lalisa):
    said = lalisa("--help")
    assert said.returncode == 0
    assert all(f"  {name} " in said.stdout for name in main.COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["dance"], "There is no command dance"),
        (["run", "--port", "many"], "--port NUMBER"),
        (["run", "--port", "99999"], "--port NUMBER"),
        (["run", "--port", "²3000"], "--port NUMBER"),
        (["run", "--dev", "--production"], "one of --production and --dev"),
        (["run", "--port"], "--port NUMBER"),
        (["run", "8069"], "run takes nothing but"),
        (["stop", "now"], "takes no arguments, so not now"),
        (["backup"], "backup takes one folder"),
        (["backup", "one", "two"], "backup takes one folder"),
        (["restore", "--training"], "restore takes one folder or file"),
        (["restore", "one", "--train"], "restore takes one folder or file"),
        (["test", "--rounds=many"], "--rounds=NUMBER"),
        (["lint", "dance"], "There is no check dance: "),
        (["lint", "--fast"], "lint takes nothing but"),
        (["bench", "dance"], "There is no bench dance: "),
        (["bench", "--fast"], "bench takes names"),
        (["bench", "move", "--json"], "--json needs the name of a file"),
        (["bench", "move", "--json", "/no/such/folder/x.json"], "There is no folder"),
    ],
)
def test_a_wrong_call_is_refused_in_one_sentence(lalisa, arguments, sentence):
    done = lalisa(*arguments)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("command", ["run", "stop", "backup", "restore", "update", "lint", "bench"])
def test_each_command_explains_its_own_arguments(lalisa, command):
    said = lalisa(command, "--help")
    assert said.returncode == 0
    assert said.stdout.startswith(f"usage: ./lalisa {command} ")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["dance"], "There is no command dance"),
        (["prepare", "now"], "takes no arguments, so not now"),
        (["serve"], "serve takes the program to run"),
        (["backup", "one", "two"], "backup takes one folder at most"),
        (["restore", "one", "two"], "restore takes one folder or file at most"),
    ],
)
def test_a_wrong_call_in_a_container_is_refused_in_one_sentence(capsys, words, sentence):
    assert container.main(words) == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert len(said.strip().splitlines()) == 1


def test_the_benches_are_loaded_by_their_own_command_alone():
    """An office's copy has none of them."""
    start = "import sys; from lalisa_cli import main; sys.exit('bench' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", start], cwd=REPO, check=False).returncode == 0
    assert not list((REPO / "lalisa_cli").glob("bench*"))


def test_a_copy_without_benches_says_so(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(main, "REPO", tmp_path)
    assert main.main(["bench", "--list"]) == 1
    assert "are not part of this copy" in capsys.readouterr().err


def test_an_odoo_home_without_odoo_is_refused_in_one_sentence(lalisa, tmp_path):
    done = lalisa("run", ODOO_HOME=str(tmp_path))
    assert done.returncode == 1
    assert f"{tmp_path} holds no Odoo" in done.stderr


def test_an_odoo_home_of_another_version_is_refused_in_one_sentence(lalisa, tmp_path):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").write_text("version_info = (18, 0, 0, FINAL, 0, '')\n")
    done = lalisa("run", ODOO_HOME=str(tmp_path))
    assert done.returncode == 1
    assert f"{tmp_path} is not Odoo 19.0" in done.stderr


def test_stop_with_nothing_to_stop_says_so(lalisa):
    done = lalisa("stop")
    assert (done.returncode, done.stdout) == (0, "La-Lisa does not run from here.\n")


def test_a_taken_port_is_passed_over():
    server = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"]
    other = subprocess.Popen(server, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    port = int(other.stdout.readline().split("port ")[1].split()[0])
    try:
        assert processes.find_free_port(port) > port
        assert processes.listens_on(other.pid, port)
        # Another program on the port must not be taken for ours.
        assert not processes.listens_on(1, port)
    finally:
        other.kill()
        other.communicate()
    assert processes.find_free_port(port) == port


def test_the_benches_are_listed_by_name_with_what_they_measure(lalisa):
    said = lalisa("bench", "--list")
    assert said.returncode == 0
    assert "  move         one step forward by its role" in said.stdout
    assert all(len(line.split(maxsplit=1)) == 2 for line in said.stdout.splitlines())
