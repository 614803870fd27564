"""The archive of a release: what is committed, and the map's library that is not."""

import subprocess
import tarfile

import pytest

from lalisa_cli import npm, release
from lalisa_cli.home import mark_ready
from lalisa_cli.output import Problem

LEAFLET = "addons/lalisa_complaint/static/lib/leaflet/leaflet.js"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a project with one commit and a file that nobody committed; npm answers nothing."""
    repo = tmp_path / "project"
    repo.mkdir()
    for name in ("README.md", "draft.txt"):
        (repo / name).write_text(name)
    for arguments in (
        ["init", "-q"],
        ["add", "README.md"],
        ["-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "one"],
        ["tag", "v9.8.7"],
    ):
        subprocess.run(["git", *arguments], cwd=repo, check=True)
    monkeypatch.setenv("LALISA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setattr(npm.shutil, "which", lambda _name: None)
    monkeypatch.setattr(release, "REPO", repo)
    monkeypatch.setattr(npm, "LIBRARIES", tmp_path / "lib")
    monkeypatch.setattr(npm, "BROWSER_LOCK", tmp_path / "nothing.txt")
    return tmp_path


def write_library(folder, name, key=None):
    target = folder / "lib" / name
    target.mkdir(parents=True)
    for path in npm.SERVED[name]:
        (target / path.rsplit("/", 1)[-1]).write_text(f"{name} {path}")
    mark_ready(target, key or npm.PINNED[name][1])


def test_it_holds_the_commit_and_the_pinned_library_and_nothing_else(project):
    for name in npm.SERVED:
        write_library(project, name)
    release.write_archive("v9.8.7", project / "out.tar.gz")
    with tarfile.open(project / "out.tar.gz") as archive:
        names = {one.name for one in archive if one.isfile()}
        text = archive.extractfile(f"la-lisa-9.8.7/{LEAFLET}").read()
    assert text == b"leaflet dist/leaflet.js"
    assert "la-lisa-9.8.7/README.md" in names
    assert "la-lisa-9.8.7/addons/lalisa_complaint/static/lib/leaflet/.ok" in names
    assert not [name for name in names if "draft" in name]


def test_without_the_pinned_library_there_is_no_archive(project, capsys):
    write_library(project, "leaflet", key="another hash")
    write_library(project, "leaflet.markercluster")
    with pytest.raises(Problem, match="would lack leaflet"):
        release.write_archive("v9.8.7", project / "out.tar.gz")
    assert not (project / "out.tar.gz").exists()
    assert "there is no npm here" in capsys.readouterr().out


def test_a_library_without_its_licence_is_in_no_archive(project):
    for name in npm.SERVED:
        write_library(project, name)
    (project / "lib" / "leaflet.markercluster" / "MIT-LICENCE.txt").unlink()
    with pytest.raises(Problem, match=r"would lack leaflet\.markercluster"):
        release.write_archive("v9.8.7", project / "out.tar.gz")


def test_an_unknown_tag_is_said(project):
    for name in npm.SERVED:
        write_library(project, name)
    with pytest.raises(Problem, match="v0"):
        release.write_archive("v0", project / "out.tar.gz")
