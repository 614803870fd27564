"""Debian's smallest system as a tree: debootstrap makes it once, for the engine's images and for the machine."""

import fcntl
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from lalisa_cli import debian
from lalisa_cli.home import get_cache

SUITE = "trixie"
INCLUDED = "ca-certificates"
FRESH = 12 * 3600  # seconds
# Of Odoo's own addons a third is other countries' bookkeeping and tests, which nothing here reads.
ODOOS_ADDONS = "usr/lib/python3/dist-packages/odoo/addons"
LEFT_OUT = (f"{ODOOS_ADDONS}/l10n_*", f"{ODOOS_ADDONS}/*/tests/*")


def unpack_system(root):
    """Fill a folder with the system.

    :param root: its path; made when it is missing
    """
    root.mkdir(exist_ok=True)
    run_command(["tar", "-C", root, "--numeric-owner", "-xpf", _keep_tree()])
    root.chmod(0o755)


def _keep_tree():
    """Return the tree as a tar file, made at the first use of this LALISA_HOME's cache."""
    kept = get_cache() / f"debian-{SUITE}-{INCLUDED}.tar"
    with open(get_cache() / "debian-tree.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two workers of one run
        if not kept.exists():
            _make_tree(kept)
    return kept


def _make_tree(kept):
    work = Path(tempfile.mkdtemp(prefix="debian-tree.tmp-", dir=get_cache()))
    try:
        root, mirror = work / "root", debian.find_sources()[0]
        run_command(["debootstrap", "--foreign", "--variant=minbase", f"--include={INCLUDED}", SUITE, root, mirror])
        # Nobody needs this tree after a power cut, so dpkg waits for no disk.
        (root / "etc/dpkg/dpkg.cfg.d").mkdir(parents=True, exist_ok=True)
        (root / "etc/dpkg/dpkg.cfg.d/unsafe").write_text("force-unsafe-io\n")
        run_inside(root, "/debootstrap/debootstrap --second-stage")
        without = "--exclude=./var/cache/apt/archives/*.deb"
        run_command(["tar", "-C", root, "--numeric-owner", without, "-cpf", work / "tar", "."])
        (work / "tar").rename(kept)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def run_command(command, **options):
    """Run a command and give what it printed.

    :raises AssertionError: it failed; with the end of what it said
    """
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, f"{command}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def is_stale(root):
    """Say whether the lists of packages in a tree are older than a mirror keeps what they name."""
    return time.time() - (root / "var/lib/apt/lists").stat().st_mtime > FRESH


def refresh_lists(root):
    """Fetch a tree's lists of packages, unless the ones that it has are of today."""
    if is_stale(root):
        run_inside(root, "apt-get update -q")


def run_inside(root, command):
    """Run a shell's command in a tree, which has no folder that this run's TMPDIR names."""
    run_command(["chroot", root, "env", "-u", "TMPDIR", "sh", "-ec", command])
