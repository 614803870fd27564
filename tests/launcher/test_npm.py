"""Libraries from npm: the pinned archive or none."""

import stat

import pytest

from lalisa_cli import npm
from lalisa_cli.output import Problem


@pytest.fixture
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("LALISA_HOME", str(tmp_path / "home"))
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setattr(npm, "LIBRARIES", tmp_path / "static" / "lib")
    (tmp_path / "static").mkdir()
    return programs


def answers(programs, monkeypatch, script):
    """A registry that answers with something else: npm as its client sees it."""
    program = programs / "npm"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")


def test_an_archive_that_is_not_the_pinned_one_is_refused(own_home, monkeypatch):
    script = 'for a in "$@"; do case $a in --pack-destination=*) echo evil > "${a#*=}/leaflet-1.9.4.tgz";; esac; done'
    answers(own_home, monkeypatch, script)
    with pytest.raises(Problem, match="not the pinned archive"):
        npm.unpacked("leaflet")
    assert not list(npm.cache().glob("npm-leaflet/package"))


def test_without_a_network_set_up_goes_on_and_says_what_stays_away(own_home, monkeypatch, capsys):
    answers(own_home, monkeypatch, "echo 'no network' >&2; exit 1")
    npm.place()
    said = capsys.readouterr().out
    assert "The map stays without leaflet" in said and "no network" in said
    assert not npm.LIBRARIES.exists() or not list(npm.LIBRARIES.glob("*/leaflet.js"))


def test_without_npm_it_says_so(own_home, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(own_home))
    npm.place()
    assert "there is no npm here" in capsys.readouterr().out
