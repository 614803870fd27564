"""A Debian 13 with its own Odoo 19 and PostgreSQL 17, as a test's own machine without systemd.

debootstrap and apt fill a folder once (LALISA_HOME/cache); a test works on a layer over it, in a
namespace of mounts, processes and network that ends with it: nothing stays, no port is shared.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from lalisa_cli import debian, fetch_odoo
from lalisa_cli.home import get_cache, hash_text
from tests.processes import until
from tests.production import debian_tree
from tests.production.debian_tree import ODOOS_ADDONS, SUITE, run_command

# Beside what the smallest Debian has. systemd is here for systemctl, and never started.
PACKAGES = "systemd postgresql"
# What the machine's own pip is told of where packages come from.
PIP = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_TRUSTED_HOST", "PIP_DEFAULT_TIMEOUT", "http_proxy", "https_proxy")
PLAIN = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LC_ALL": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
}
FILL = """
set -e
mount -t proc proc {root}/proc
mount --rbind /dev {root}/dev
exec chroot {root} env -i {plain} sh -ec '
  apt-get update -q
  apt-get install -q -y --no-install-recommends {packages}
  apt-get install -q -y --no-install-recommends /root/odoo-19.deb
  rm /root/odoo-19.deb; apt-get clean'
"""
# SIGCHLD is ignored, so that the kernel buries whoever is left to the first process.
FIRST_PROCESS = """
set -e
mount -t overlay overlay -o lowerdir={base},upperdir={work}/upper,workdir={work}/work {root}
mount -t proc proc {root}/proc
mount --rbind /dev {root}/dev
mount -t tmpfs tmpfs {root}/run
mkdir -p {pip} {root}/run/lock {root}/var/cache/pip
mount --bind {pip} {root}/var/cache/pip
ip link set lo up
trap '' CHLD
echo ready
exec sleep infinity
"""


def name_missing():
    """Say what this machine lacks for such a Debian, or None."""
    if os.geteuid():
        return "root"
    programs = ("debootstrap", "unshare", "nsenter", "ip")
    return next((name for name in programs if not shutil.which(name)), None)


def make_base():
    """Return the folder of the Debian, filled at the first use."""
    key = hash_text(f"{SUITE} {PACKAGES} {fetch_odoo.ODOO_DEB[1]} {FILL} {debian_tree.LEFT_OUT}")[:12]
    place = get_cache() / f"debian-office-{key}"
    if not place.is_dir():
        work = Path(tempfile.mkdtemp(prefix="debian-office.tmp-", dir=get_cache()))
        try:
            _fill_base(work)
            work.rename(place)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return place


def _fill_base(root):
    mirror = debian.find_sources()[0]
    debian_tree.unpack_system(root)
    (root / "etc/apt/sources.list").write_text("".join(f"{line}\n" for line in _build_sources(mirror)))
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    (root / "etc/apt/apt.conf.d/90machine").write_text(_proxy_of_apt())
    # No service starts by itself, and of the translations only the ones that staff read are unpacked.
    policy = root / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    (root / "etc/dpkg/dpkg.cfg.d/only-ours").write_text(
        "".join(f"path-exclude=/{pattern}\n" for pattern in (*debian_tree.LEFT_OUT, f"{ODOOS_ADDONS}/*/i18n/*.po*"))
        + f"path-include=/{ODOOS_ADDONS}/*/i18n/id.po\n"
    )
    shutil.copy(debian.fetch_package(*fetch_odoo.ODOO_DEB), root / "root/odoo-19.deb")
    plain = " ".join(f"{name}={value}" for name, value in PLAIN.items())
    script = FILL.format(root=root, plain=plain, packages=PACKAGES)
    run_command(["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", script])


def _build_sources(mirror):
    """Yield the lines of sources.list: the release from this machine's mirror, its security where apt knows one."""
    yield f"deb {mirror} {SUITE} main"
    yield f"deb {mirror} {SUITE}-updates main"
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
    for uri in sorted({uri for uri in listed if "debian-security" in uri}):
        yield f"deb {uri} {SUITE}-security main"


def _proxy_of_apt():
    said = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=False).stdout
    names = ("Acquire::http::Proxy", "Acquire::https::Proxy")
    return "".join(f"{line}\n" for line in said.splitlines() if line.startswith(names))


class Machine:
    """One such Debian that a test may change; `close` ends all that runs in it.

    :param folder: where its own layer lies
    """

    def __init__(self, folder):
        self.folder, self.root = folder, folder / "root"
        for name in ("root", "upper", "work"):
            (folder / name).mkdir()
        pip = get_cache() / "debian-office-pip"
        script = FIRST_PROCESS.format(base=make_base(), work=folder, root=self.root, pip=pip)
        self._holder = subprocess.Popen(
            ["unshare", "--mount", "--pid", "--net", "--fork", "--kill-child", "sh", "-c", script],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        said = self._holder.stdout.readline()
        assert said == "ready\n", self._holder.communicate()[1]
        children = Path(f"/proc/{self._holder.pid}/task/{self._holder.pid}/children").read_text()
        self.first = int(children.split()[0])

    def refresh(self):
        """Fetch the lists of packages, unless the ones on its disk are of today."""
        if debian_tree.is_stale(self.path):
            self.type("apt-get update -q", network=True)

    @property
    def path(self):
        """Return the machine's root, as this process sees it."""
        return Path(f"/proc/{self.first}/root{self.root}")

    def close(self):
        self._holder.kill()
        self._holder.communicate()
        # The namespace is gone with its first process, and so is what was mounted here.
        until(lambda: not Path(f"/proc/{self.first}").exists(), 30)
        shutil.rmtree(self.folder)

    def inside(self, command, network=False, user=None, variables=None):
        """Return the words that run a command in the machine.

        :param command: for its shell
        :param network: whether it reaches the world outside
        :param user: who runs it; root without one
        """
        spaces = ["nsenter", "-t", str(self.first), "-m", "-p"] + ([] if network else ["-n"])
        given = {**PLAIN, **(self._pip() if network else {}), **(variables or {})}
        become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"] if user else []
        setting = [f"{name}={value}" for name, value in given.items()]
        return [*spaces, "chroot", str(self.root), "env", "-i", *setting, *become, "sh", "-c", command]

    def _pip(self):
        """Return what lets the machine's pip reach the registry that this one reaches."""
        kept = {name: os.environ[name] for name in PIP if name in os.environ}
        certificates = os.environ.get("PIP_CERT") or os.environ.get("SSL_CERT_FILE")
        if certificates and Path(certificates).is_file():
            shutil.copy(certificates, self.path / "root/certificates.pem")
            kept["PIP_CERT"] = "/root/certificates.pem"
        return {**kept, "PIP_CACHE_DIR": "/var/cache/pip"}

    def type(self, command, fails=False, **options):
        """Run a command to its end.

        :param fails: whether it ought to fail
        :return: what it said
        """
        done = subprocess.run(
            self.inside(command, **options), capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
        said = done.stdout + done.stderr
        assert bool(done.returncode) == fails, f"{command}\n{done.returncode}\n{said[-4000:]}"
        return said

    def start(self, command, **options):
        """Start a command that stays; the machine's end is its end."""
        log = open(self.path / "root/started.log", "ab")
        return subprocess.Popen(self.inside(command, **options), stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def here(self, *words):
        """Run a program of the test's own machine in the network of this one."""
        done = subprocess.run(
            ["nsenter", "-t", str(self.first), "-n", *words], capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr


def machine_or_skip(folder):
    """Return a Machine; without root or debootstrap the test is skipped, and counted as not shown here."""
    if lacks := name_missing():
        pytest.skip(f"not here: {lacks}, for a Debian of the test's own")
    return Machine(folder)
