"""The image's own commands without an engine: what is updated, who gives way, which secrets are made."""

import json
import os
import signal
import stat
import subprocess
import sys
from types import SimpleNamespace

import pytest

from lalisa_cli import addons, image_secrets, image_update, serving
from lalisa_cli.home import REPO
from lalisa_cli.output import Problem
from tests.processes import until

IMAGE = {"odoo": "Odoo Server 19.0-20260926", "addons": {"lalisa_complaint": "a1", "lalisa_intake": "b1"}}
VERSIONS = {"lalisa_complaint": "19.0.1.2.0", "lalisa_intake": "19.0.1.0.0"}


class Stored:
    """A database of which only the modules and the mark are asked.

    :param modules: {name: (state, version)}
    :param made_from: what the mark says, or None
    """

    environment, conf = dict(os.environ), "odoo.conf"

    def __init__(self, modules, made_from=None):
        self.modules, self.made_from = modules, made_from

    def has_database(self, _name):
        return True

    def run_program(self, _program, *arguments, check=True):
        query = arguments[-1]
        if query == image_update.INSTALLED:
            said = "".join(f"{name}\t{state}\t{version}\n" for name, (state, version) in self.modules.items())
        elif image_update.MARK in query:
            said = json.dumps(self.made_from) if self.made_from else ""
        else:
            said = ""
        return SimpleNamespace(returncode=0, stdout=said)


@pytest.fixture
def image(monkeypatch):
    monkeypatch.setattr(image_update, "describe_image", lambda: IMAGE)
    monkeypatch.setattr(image_update.addons, "read_manifest", lambda name: {"version": VERSIONS.get(name)})


def build_there(**changed):
    return {name: ("installed", version) for name, version in VERSIONS.items()} | changed


@pytest.mark.parametrize(
    ("modules", "made_from", "install", "update"),
    [
        ({}, None, ["lalisa_complaint", "lalisa_intake"], []),
        (build_there(), IMAGE, [], []),
        (build_there(), None, [], ["all"]),
        (build_there(), {**IMAGE, "odoo": "Odoo Server 19.0-20260801"}, [], ["all"]),
        (build_there(), {**IMAGE, "addons": {"lalisa_complaint": "a1", "lalisa_intake": "b0"}}, [], ["lalisa_intake"]),
        (build_there(lalisa_complaint=("installed", "19.0.1.1.0")), IMAGE, [], ["lalisa_complaint"]),
        (build_there(lalisa_intake=("to upgrade", "19.0.1.0.0")), IMAGE, [], ["all"]),
        ({"lalisa_complaint": ("installed", "19.0.1.2.0")}, IMAGE, [], []),
        (
            {"lalisa_complaint": ("installed", "19.0.1.2.0")},
            {**IMAGE, "addons": {"lalisa_complaint": "a1"}},
            ["lalisa_intake"],
            [],
        ),
    ],
    ids=[
        "an empty database",
        "the same image",
        "a database of before",
        "another Odoo",
        "a changed addon",
        "an older version",
        "an update that broke off",
        "an addon that the office removed",
        "an addon that is new",
    ],
)
def test_only_what_differs_from_the_image_is_updated(image, modules, made_from, install, update):
    assert image_update.compare_database(Stored(modules, made_from)) == (install, update)


@pytest.mark.parametrize(("removed", "install"), [((), ["lalisa"]), (("lalisa_telegram",), [])])
def test_the_list_of_all_that_an_office_installs_brings_back_nothing_that_was_removed(monkeypatch, removed, install):
    ours = addons.find_dependencies("lalisa")
    image = {**IMAGE, "addons": dict.fromkeys(sorted(ours), "a1")}
    monkeypatch.setattr(image_update, "describe_image", lambda: image)
    known = {**image, "addons": {name: key for name, key in image["addons"].items() if name != "lalisa"}}
    modules = {
        name: ("installed", addons.read_manifest(name)["version"]) for name in ours if name not in {"lalisa", *removed}
    }
    assert image_update.compare_database(Stored(modules, known)) == (install, [])


def test_a_database_of_a_newer_image_is_refused(image):
    newer = Stored(build_there(lalisa_complaint=("installed", "19.0.1.3.0")), IMAGE)
    with pytest.raises(Problem, match="newer"):
        image_update.compare_database(newer)


def test_an_image_whose_database_another_one_updated_does_not_serve_it(image):
    assert not image_update.is_made_for_another_image(Stored(build_there(), IMAGE))
    assert not image_update.is_made_for_another_image(Stored(build_there()))
    assert image_update.is_made_for_another_image(Stored(build_there(), {**IMAGE, "odoo": "another"}))


SERVE = """
import sys
from lalisa_cli import serving
sys.exit(serving.serve_program(["sh", "-c", "echo served; exec sleep 100"], lambda: False))
"""


@pytest.mark.thorough
def test_a_service_ends_while_an_update_holds_the_lock_and_goes_on_after_it(tmp_path, monkeypatch):
    monkeypatch.setenv("LALISA_HOME", str(tmp_path / "home"))
    out = tmp_path / "out"

    def count():
        return out.read_text().split().count("served")

    with open(out, "w") as handle:
        service = subprocess.Popen(
            [sys.executable, "-u", "-c", SERVE],
            stdout=handle,
            cwd=REPO,
            env={**os.environ, "LALISA_HOME": str(tmp_path / "home")},
        )
    try:
        until(lambda: count() == 1)
        [odoo] = until(lambda: find_children(service.pid))
        with serving.hold_stopped():
            assert not is_alive(odoo)
            assert count() == 1
        until(lambda: count() == 2)
        [odoo] = until(lambda: find_children(service.pid))
        service.send_signal(signal.SIGTERM)
        assert service.wait(20) == 0
        until(lambda: not is_alive(odoo))
    finally:
        service.kill()
        service.wait()


def test_an_update_that_was_killed_leaves_no_lock_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("LALISA_HOME", str(tmp_path / "home"))
    hold = "from lalisa_cli import serving\nwith serving.hold_stopped(): print('held', flush=True); input()"
    holder = subprocess.Popen(
        [sys.executable, "-c", hold],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPO,
    )
    assert holder.stdout.readline().strip() == "held"
    holder.kill()
    holder.wait()
    with serving.hold_stopped():
        pass


def find_children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as handle:
        return [int(word) for word in handle.read().split()]


def is_alive(pid):
    return os.path.exists(f"/proc/{pid}")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(image_secrets, "FOLDER", tmp_path)
    monkeypatch.setattr(image_secrets, "BACKUPS", tmp_path / "absent")
    owner = SimpleNamespace(pw_uid=os.getuid())
    monkeypatch.setattr(image_secrets.pwd, "getpwnam", lambda _name: owner)
    return tmp_path


def test_secrets_are_made_once_readable_by_their_owner_alone(folder):
    (folder / "db_password").write_text("of 1.1.0\n")
    assert image_secrets.make_secrets() == image_secrets.make_secrets() == 0
    assert (folder / "db_password").read_text() == "of 1.1.0\n"
    assert {path.name for path in folder.iterdir()} == set(image_secrets.MADE)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o400}
    assert image_secrets.is_key((folder / "channel_key").read_text().strip())
    assert "AGE-SECRET-KEY-" in (folder / "backup_key").read_text()


@pytest.mark.parametrize("content", [None, "", "not a key"])
def test_a_secret_that_is_no_use_is_named_with_the_way_out(tmp_path, monkeypatch, content):
    path = tmp_path / "channel_key"
    if content is not None:
        path.write_text(content)
    monkeypatch.setenv("LALISA_SECRET_KEY_FILE", str(path))
    with pytest.raises(Problem, match=f"{path} (cannot be read|is empty|is no key)"):
        image_secrets.check_secrets()
