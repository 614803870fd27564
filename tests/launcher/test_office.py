"""An office's own Odoo: what the launcher reads of its odoo.conf, and what it refuses to do with it."""

import subprocess
import sys

import pytest

from lalisa_cli import office
from lalisa_cli.home import REPO
from lalisa_cli.output import Problem


@pytest.fixture
def conf(tmp_path, monkeypatch):
    path = tmp_path / "odoo.conf"
    path.write_text((REPO / "config" / "odoo.conf").read_text())
    monkeypatch.setenv("LALISA_ODOO_CONF", str(path))
    monkeypatch.setenv("LALISA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("LALISA_DATA_DIR", raising=False)
    return path


def call_lalisa(*words):
    done = subprocess.run([sys.executable, REPO / "lalisa", *words], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_databases_name_and_the_folder_of_its_files_come_from_odoo_conf(conf):
    assert (office.get_database_name(), str(office.get_data_folder())) == ("lalisa", "/var/lib/odoo")
    text = conf.read_text().replace("db_name = lalisa", "db_name = kantor")
    conf.write_text(text.replace("data_dir = /var/lib/odoo", "data_dir = /srv/odoo"))
    assert (office.get_database_name(), str(office.get_data_folder())) == ("kantor", "/srv/odoo")


def test_without_an_office_the_trial_keeps_its_name(monkeypatch):
    monkeypatch.delenv("LALISA_ODOO_CONF", raising=False)
    assert office.get_database_name() == office.TRIAL


def test_an_odoo_conf_that_cannot_be_read_is_told_in_a_sentence_by_every_command(conf):
    for text in (None, "", "no section", "\0"):
        conf.unlink(missing_ok=True)
        if text is not None:
            conf.write_text(text)
        with pytest.raises(Problem, match="cannot be read as an odoo.conf"):
            office.build_environment()
    for command in (["update"], ["backup", str(conf.parent)], ["shell"]):
        code, said = call_lalisa(*command)
        assert code and "cannot be read as an odoo.conf" in said and "Traceback" not in said, (command, said)


def test_what_is_for_one_kind_of_odoo_is_refused_for_the_other(conf, monkeypatch):
    code, said = call_lalisa("run")
    assert code and "its own service runs it" in said
    monkeypatch.delenv("LALISA_ODOO_CONF")
    code, said = call_lalisa("update")
    assert code and "office's own Odoo" in said


def test_an_addon_counts_as_changed_by_its_version_or_by_its_content_under_the_same_version():
    installed = {"same": "19.0.1.0", "newer": "19.0.1.0", "other": "19.0.1.0", "unknown": "19.0.1.0"}
    there = {
        "same": ("19.0.1.0", "a"),
        "newer": ("19.0.1.1", "a"),
        "other": ("19.0.1.0", "b"),
        "unknown": ("19.0.1.0", "c"),
    }
    assert office._find_changed(installed, there, {"same": "a", "newer": "a", "other": "a"}) == ["newer", "other"]
