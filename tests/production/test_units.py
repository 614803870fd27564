"""The systemd units of the plain installation: judged by systemd itself, and their commands started as they stand."""

import os
import re
import shlex
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from lalisa_cli import debian
from tests import processes
from tests.processes import until
from tests.production.test_proxy import Office, find_children

UNITS = Path(__file__).resolve().parents[2] / "config" / "systemd"
# What the units start is not installed here; whether it could be started is shown below.
PROGRAMS = ("/usr/bin/odoo", "/opt/lalisa/lalisa")


def read_setting(unit, name):
    """Return the values of one setting of a unit, in their order."""
    lines = (UNITS / unit).read_text().splitlines()
    return [line.partition("=")[2] for line in lines if line.startswith(f"{name}=")]


def read_shared():
    """Read the values that the units and config/office share."""
    lines = (UNITS.parent / "office.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.fixture(scope="module")
def judge():
    """systemd's own judgement of a folder of units: what it says of them."""
    tree = None
    program = shutil.which("systemd-analyze")
    if not program:
        tree = debian.unpack_private_tree("systemd", ["systemd"])
        program = tree / "usr/bin/systemd-analyze"

    def verify_unit(folder):
        variables = {**os.environ, "SYSTEMD_UNIT_PATH": f"{folder}:"}
        if tree:
            private = tree / "usr/lib" / "x86_64-linux-gnu" / "systemd"
            variables["LD_LIBRARY_PATH"] = f"{debian.build_library_path(tree)}:{private}"
            variables["SYSTEMD_UNIT_PATH"] = f"{folder}:{tree}/lib/systemd/system:{tree}/usr/lib/systemd/system"
        units = sorted(str(path) for path in folder.iterdir())
        done = subprocess.run(
            [program, "verify", "--man=no", *units], capture_output=True, text=True, check=False, env=variables
        )
        return [line for line in done.stderr.splitlines() if str(folder) in line or "lalisa" in line]

    return verify_unit


def test_systemd_finds_no_fault_in_any_unit_and_finds_one_in_a_broken_one(judge, tmp_path):
    for path in UNITS.iterdir():
        text = path.read_text()
        for program in PROGRAMS:
            text = text.replace(program, "/bin/true")
        (tmp_path / path.name).write_text(text)
    assert judge(tmp_path) == []
    unit = tmp_path / "lalisa.service"
    unit.write_text(unit.read_text().replace("ProtectSystem=strict", "ProtectSystem=nonsense"))
    assert any("nonsense" in line for line in judge(tmp_path))


def test_every_unit_reads_the_same_settings_and_the_offices_own_after_them():
    """So that the database's name, the key's place and the connection stand in one place for all of them."""
    files = ["/opt/lalisa/config/office.env", "-/etc/lalisa/environment"]
    services = sorted(path.name for path in UNITS.glob("*.service"))
    assert len(services) == 3
    for unit in services:
        assert (read_setting(unit, "EnvironmentFile"), read_setting(unit, "Environment")) == (files, []), unit
    assert read_shared()["PGHOST"] == "/var/run/postgresql"


def test_the_distributions_odoo_never_runs_beside_ours():
    assert read_setting("lalisa.service", "Conflicts") == ["odoo.service"]


def find_hearing(log):
    """Return the workers that hear a signal: one tells of itself before that, and begins its thread after it."""
    named = re.findall(r"Worker \w+ \((\d+)\) alive", log)
    return [worker for worker in named if len(os.listdir(f"/proc/{worker}/task")) > 1]


def test_the_units_command_serves_and_its_stop_signal_ends_all_of_it_in_time(tmp_path, monkeypatch):
    database = processes.Database()
    office = Office(database, tmp_path)
    [command] = read_setting("lalisa.service", "ExecStart")
    words = [
        {"/usr/bin/odoo": "odoo", "/etc/lalisa/odoo.conf": str(office.conf)}.get(word, word)
        for word in shlex.split(command)
    ]
    given = read_shared()
    # Places that only an office has.
    for name in ("PYTHONPATH", "PGHOST", *(name for name in given if name.startswith("LALISA_"))):
        given.pop(name)
    process = subprocess.Popen([*words, f"--logfile={office.log}"], env={**os.environ, **given}, start_new_session=True)
    office.process = process
    try:
        office.proxy.start_proxy()
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(office.proxy.certificate))
        until(office.healthy, 90, lambda: office.log_text()[-2000:])
        # It answers as soon as the first of them stands.
        until(lambda: len(find_children(process.pid)) >= 8 and len(find_hearing(office.log_text())) == 7, 60)
        workers = find_children(process.pid)
        # A thread beside the forking one could leave a worker with a lock that nobody opens any more.
        assert len(list(Path(f"/proc/{process.pid}/task").iterdir())) == 1
        # KillMode=mixed: the signal goes to the master alone, SIGKILL to what is left after the time.
        assert read_setting("lalisa.service", "KillMode") == ["mixed"]
        process.send_signal(getattr(signal, read_setting("lalisa.service", "KillSignal")[0]))
        process.wait(int(read_setting("lalisa.service", "TimeoutStopSec")[0]) * processes.compute_patience())
        assert process.returncode == 0
        until(lambda: not [worker for worker in workers if Path(f"/proc/{worker}").exists()], 10)
    finally:
        office.stop()
        database.drop()


def test_the_nightly_backup_and_the_poller_are_commands_that_there_are():
    [backup] = read_setting("lalisa-backup.service", "ExecStart")
    assert shlex.split(backup)[:2] == ["/opt/lalisa/lalisa", "backup"]
    # Neither folder is there in a new office, and the user of the service may make none at these places.
    [before] = read_setting("lalisa-backup.service", "ExecStartPre")
    given = read_shared()
    program, *options = shlex.split(before)
    assert (program, options[:2]) == ("+/usr/bin/install", ["-d", "-o"])
    assert options[2:3] == read_setting("lalisa-backup.service", "User")
    assert set(options[-2:]) == {shlex.split(backup)[2], str(Path(given["LALISA_BACKUP_KEY"]).parent)}
    [poll] = read_setting("lalisa-telegram.service", "ExecStart")
    done = subprocess.run(
        ["odoo", f"--addons-path={os.environ['LALISA_TEST_ADDONS']}", shlex.split(poll)[2], "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and "--database" in done.stdout
