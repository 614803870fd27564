"""Way 2 of docs/installation.md on an empty Debian 13: each command as it is written, to a printed paper and on.

No systemd runs in there: what a unit starts is started as its user with its environment.
"""

import re
from pathlib import Path

import pytest

from lalisa_cli.home import REPO
from tests.production.debian_machine import machine_or_skip
from tests.production.debian_office import NAME, Office, Unit, write_archive
from tests.production.documented_commands import read_documented

pytestmark = pytest.mark.thorough

OUTSIDE = Path("root/saved-outside")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    machine = machine_or_skip(tmp_path_factory.mktemp("debian"))
    try:
        # What is on this disk need not outlive a power cut.
        machine.type("pg_conftool 17 main set fsync off")
        machine.type("pg_ctlcluster 17 main start")
        # Debian's package of Odoo does this where PostgreSQL runs already.
        machine.type("createuser -d -R -S odoo", user="postgres")
        place = Office(machine)
        place.install()
        yield place
    finally:
        machine.close()


def test_from_nothing_to_a_paper_that_a_browser_prints_behind_the_proxy(office):
    said = office.browse()
    assert said == {"paper": "%PDF-", "health": {"status": "ok"}, "closed": 404}
    assert office.complaints() == []


def test_an_update_waits_for_the_service_brings_a_changed_addon_and_odoo_and_then_has_nothing_to_do(office):
    office.machine.path.joinpath("usr/lib/python3/dist-packages/odoo/addons/mail/models/mail_mail.py").open("a").write(
        "# another build of the package\n"
    )
    cron = "addons/lalisa_messaging/data/cron.xml"
    proof = (
        '<record id="proof" model="ir.config_parameter"><field name="key">lalisa.proof</field>'
        '<field name="value">new</field></record></odoo>'
    )
    write_archive(
        office.machine.path / "root/lalisa.tar.gz", {cron: (REPO / cron).read_text().strip()[: -len("</odoo>")] + proof}
    )
    office.type(read_documented("/opt/lalisa/config/office backup /var/backups/lalisa"))
    office.type("cd /root && " + read_documented("rm -rf /opt/lalisa/addons /opt/lalisa/lalisa_cli"))
    office.code()
    office.packages()
    assert "still runs" in office.type(read_documented("/opt/lalisa/config/office update"), fails=True)
    assert office.rows("SELECT value FROM ir_config_parameter WHERE key = 'lalisa.proof'") == []
    office.type(read_documented("systemctl stop lalisa.service"))
    office.service.stop()
    said = office.type(read_documented("/opt/lalisa/config/office update"))
    told = re.search(r"Changed: (.*)\.\nUpdating all \d+ modules of kantor, up to about \d+ minutes", said)
    assert told and {"lalisa_messaging", "mail"} <= set(told[1].split(", ")), said
    assert office.rows("SELECT value FROM ir_config_parameter WHERE key = 'lalisa.proof'") == ["new"]
    office.type(read_documented("cp /opt/lalisa/config/systemd/lalisa*.service /etc/systemd/system/"))
    office.type(read_documented("systemctl start lalisa.service"))
    office.start()
    # Beside the running service: there is nothing to do.
    assert "nothing to update" in office.type(read_documented("/opt/lalisa/config/office update"))
    assert office.browse()["paper"] == "%PDF-"


def test_the_units_backup_brings_the_emptied_machine_back(office):
    rows = "SELECT count(*), max(id) FROM ir_attachment WHERE store_fname IS NOT NULL"
    backups = office.backups()
    Unit(office.machine, "lalisa-backup.service").run()
    assert len(office.backups()) == len(backups) + 1
    before = office.rows(rows)
    office.service.stop()
    outside = office.machine.path / OUTSIDE
    office.type(f"mkdir /{OUTSIDE}; mv /etc/lalisa/channel_key /etc/lalisa/backup/key /{OUTSIDE}/")
    office.type(f"dropdb {NAME}", user="odoo")
    office.type("rm -rf /var/lib/odoo/filestore /var/lib/lalisa /etc/lalisa/backup")
    assert "key" in office.type(read_documented("/opt/lalisa/config/office restore /var/backups/lalisa"), fails=True)
    assert sorted(path.name for path in outside.iterdir()) == ["channel_key", "key"]
    office.type(f"cp /{OUTSIDE}/channel_key /etc/lalisa/; cp /{OUTSIDE}/key /etc/lalisa/backup/key")
    office.type("chown odoo /etc/lalisa/backup/key; chgrp odoo /etc/lalisa/channel_key")
    office.type("chmod 640 /etc/lalisa/channel_key")
    office.type(read_documented("/opt/lalisa/config/office restore /var/backups/lalisa"))
    assert office.rows(rows) == before
    assert "nothing to update" in office.type(read_documented("/opt/lalisa/config/office update"))
    office.start()
    assert office.browse()["paper"] == "%PDF-"
    # A second restore overwrites nothing.
    assert "overwrites nothing" in office.type(
        read_documented("/opt/lalisa/config/office restore /var/backups/lalisa"), fails=True
    )


def test_a_paper_that_cannot_be_printed_names_the_library_that_is_missing(office):
    office.type("mv /opt/lalisa/python/cffi /root/")
    try:
        assert "cffi" in office.printed(fails=True)
    finally:
        office.type("mv /root/cffi /opt/lalisa/python/")


def test_the_poller_starts_with_the_units_environment(office):
    unit = Unit(office.machine, "lalisa-telegram.service")
    [command] = unit.values("ExecStart")
    assert "--database" in office.type(f"{command} --help", **unit.options())
