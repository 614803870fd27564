"""A backup is read back before it counts: every stored file must still be what its name says."""

import hashlib
import os
from types import SimpleNamespace

import pytest

from lalisa_cli import backup, restore, sealing
from lalisa_cli.output import Problem


@pytest.fixture
def folder(tmp_path):
    """Return the folder that a backup is collected in before it is sealed."""
    return tmp_path / "work"


@pytest.fixture
def sealed(state, folder, tmp_path, monkeypatch):
    """Seal one stored file as a backup does and read it back: sealed(name, content)."""
    monkeypatch.setenv("LALISA_BACKUP_KEY", str(tmp_path / "backup.key"))
    databases = SimpleNamespace(environment=dict(os.environ))
    sealing.ensure_key(databases.environment)

    def seal_and_read(name, content, dump=b"dump"):
        work = folder
        (work / "filestore" / name[:2]).mkdir(parents=True)
        (work / "filestore" / name[:2] / name).write_bytes(content)
        (work / "database.dump").write_bytes(dump)
        manifest = {"format": 1, "files": 1, "dump_sha256": hashlib.sha256(b"dump").hexdigest()}
        backup._encrypt_parts(databases, work, manifest, tmp_path / "one.part")
        backup._verify_backup(databases, tmp_path / "one.part")
        return databases, tmp_path / "one.part"

    return seal_and_read


NAME = hashlib.sha1(b"foto").hexdigest()  # noqa: S324 - as Odoo names its files


def test_a_backup_whose_files_are_what_they_were_reads_back(sealed):
    sealed(NAME, b"foto")


def test_a_stored_file_that_has_changed_on_the_disk_stops_the_backup(sealed):
    with pytest.raises(Problem, match=f"{NAME} is damaged"):
        sealed(NAME, b"fotq")


def test_a_dump_that_was_not_written_whole_stops_the_backup(sealed):
    with pytest.raises(Problem, match="does not read back"):
        sealed(NAME, b"foto", dump=b"dum")


def test_a_backup_of_release_1_1_0_is_unpacked_by_a_restore(sealed, tmp_path):
    databases, source = sealed(NAME, b"foto")
    target = tmp_path / "restored"
    target.mkdir()
    restore._unpack_backup(databases, source, target)
    assert (target / "filestore" / NAME[:2] / NAME).read_bytes() == b"foto"
