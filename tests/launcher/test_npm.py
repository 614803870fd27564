"""Libraries of the browser: the pinned archive or none, with npm and without."""

import hashlib
import shutil
import stat

import pytest

from lalisa_cli import npm
from lalisa_cli.home import get_home, is_ready
from lalisa_cli.output import Problem
from tests.launcher.conftest import REAL_HOME


@pytest.fixture
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("LALISA_HOME", str(tmp_path / "home"))
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setattr(npm, "LIBRARIES", tmp_path / "static" / "lib")
    monkeypatch.setattr(npm, "BROWSER_LOCK", tmp_path / "nothing.txt")
    (tmp_path / "static").mkdir()
    return programs


def write_registry(programs, monkeypatch, script):
    """A registry that answers with something else: npm as its client sees it."""
    program = programs / "npm"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")


def test_an_archive_that_is_not_the_pinned_one_is_refused(own_home, monkeypatch):
    script = 'for a in "$@"; do case $a in --pack-destination=*) echo evil > "${a#*=}/leaflet-1.9.4.tgz";; esac; done'
    write_registry(own_home, monkeypatch, script)
    with pytest.raises(Problem, match="not the pinned archive"):
        npm.unpack_library("leaflet")
    assert not list(npm.get_cache().glob("npm-leaflet/package"))


def test_without_a_network_set_up_goes_on_and_says_what_stays_away(own_home, monkeypatch, capsys):
    write_registry(own_home, monkeypatch, "echo 'no network' >&2; exit 1")
    npm.place_libraries()
    said = capsys.readouterr().out
    assert "The map stays without leaflet" in said and "no network" in said
    assert not npm.LIBRARIES.exists() or not list(npm.LIBRARIES.glob("*/leaflet.js"))


def test_without_npm_it_says_so(own_home, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(own_home))
    npm.place_libraries()
    assert "there is no npm here" in capsys.readouterr().out


@pytest.fixture
def bare(own_home, monkeypatch):
    """Return a machine without npm, whose set-up is done."""
    monkeypatch.undo()
    monkeypatch.setenv("LALISA_HOME", str(own_home.parent / "home"))
    for name in ("odoo", "venv", "pip"):
        (get_home() / name).symlink_to(REAL_HOME / name)
    monkeypatch.setattr(npm, "LIBRARIES", own_home.parent / "static" / "lib")
    which = shutil.which
    monkeypatch.setattr(npm.shutil, "which", lambda name, **options: name != "npm" and which(name, **options))
    return npm.LIBRARIES


def test_a_bare_machine_takes_the_libraries_from_wheels(bare, capsys):
    npm.place_libraries()
    assert "stays without" not in capsys.readouterr().out
    assert all(is_ready(bare / name, npm.PINNED[name][1]) for name in npm.SERVED)
    assert "Leaflet 1.9.4" in (bare / "leaflet" / "leaflet.js").read_text()[:60]
    assert "Vladimir Agafonkin" in (bare / "leaflet" / "LICENSE").read_text()
    cluster = (bare / "leaflet.markercluster" / "leaflet.markercluster.js").read_bytes()
    # Byte for byte what npm's package of version 1.5.3 holds.
    assert hashlib.sha256(cluster).hexdigest()[:12] == "1e4e1d22972a"
    assert (npm.unpack_library("axe-core") / "axe.min.js").read_text()[:9] == "/*! axe v"


def test_a_wheel_that_is_not_the_pinned_one_is_refused(bare, tmp_path, monkeypatch, capsys):
    changed = tmp_path / "browser.txt"
    lines = npm.BROWSER_LOCK.read_text().splitlines()
    changed.write_text("\n".join(line.partition("sha256:")[0] + "sha256:" + "0" * 64 for line in lines if "==" in line))
    monkeypatch.setattr(npm, "BROWSER_LOCK", changed)
    npm.place_libraries()
    said = capsys.readouterr().out
    assert "The map stays without leaflet: there is no npm here; from a wheel: Could not fetch" in said
    assert not list(bare.glob("*/*"))


def test_a_clone_that_cannot_be_written_to_stops_no_start(own_home, monkeypatch, capsys):
    for place in ("/proc/lib", "/proc/1/nothing/lib"):
        monkeypatch.setattr(npm, "LIBRARIES", npm.Path(place))
        npm.place_libraries()
        assert "The map stays without leaflet: nothing can be written to /proc/" in capsys.readouterr().out
