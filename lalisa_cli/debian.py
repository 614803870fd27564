"""Debian packages without root and without changing the system.

Packages of architecture `all` that Odoo needs are pinned by SHA-256. Programs and libraries that follow the
machine's own Debian release (Chromium, Pango) cannot have one hash for two releases and their
security updates: there apt's signed index verifies them.
"""
import hashlib
import os
import platform
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from .home import fresh_folder, home, is_ready
from .output import Problem, step

BLOCK = 1 << 20


def mirror():
    """The address of the Debian mirror that this machine's own apt is set to use."""
    given = os.environ.get("LALISA_DEBIAN_MIRROR")
    if not given and shutil.which("apt-get"):
        listed = subprocess.run(
            ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"],
            capture_output=True, text=True, check=False,
        ).stdout.split()
        given = next((uri for uri in listed if uri.rstrip("/").endswith("debian")), None)
    if not given:
        raise Problem("No Debian mirror is known here: set LALISA_DEBIAN_MIRROR to its address.")
    return given.rstrip("/")


def fetch(pool_path, sha256):
    """A pinned package from the mirror's pool as a verified file.

    :raises Problem: no network, or a file that is not the pinned one
    """
    target = home() / "cache" / Path(pool_path).name
    if target.is_file() and _sha256(target) == sha256:
        return target
    target.parent.mkdir(exist_ok=True)
    part = target.with_suffix(".part")
    _download(f"{mirror()}/{pool_path}", part)
    found = _sha256(part)
    if found != sha256:
        part.unlink()
        raise Problem(
            f"{target.name} is not the pinned file (SHA-256 {found[:12]}…, wanted {sha256[:12]}…): "
            "try again, or set LALISA_DEBIAN_MIRROR to another mirror."
        )
    part.rename(target)
    return target


def _download(url, target):
    try:
        with urllib.request.urlopen(url, timeout=60) as answer, open(target, "wb") as out:  # noqa: S310
            shutil.copyfileobj(answer, out, BLOCK)
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", error)
        raise Problem(
            f"{Path(url).name} could not be downloaded ({reason}): check the network, then start again; "
            "what is here already is kept."
        ) from error


def _sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as handle:
        while block := handle.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def unpack(deb, folder, *tar_options):
    """Unpacks one .deb below `folder`."""
    reader = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE)
    writer = subprocess.run(
        ["tar", "-x", "-C", folder, "--no-same-owner", *tar_options], stdin=reader.stdout,
        capture_output=True, text=True, check=False,
    )
    reader.stdout.close()
    if reader.wait() or writer.returncode:
        raise Problem(f"{deb} could not be unpacked: {writer.stderr.strip()[-300:]}")


def private_tree(name, packages):
    """A folder with `packages` and what of their dependencies the machine lacks, unpacked.

    :return: its root, to be used with `library_path()`
    """
    target = home() / "debian" / name
    key = " ".join(packages)
    if not is_ready(target, key):
        with step(f"fetching {', '.join(packages)} (private copy)") as tick, fresh_folder(target, key) as work:
            for deb in _download_closure(packages):
                unpack(deb, work)
                tick()
    return target


def _download_closure(packages):
    if not shutil.which("apt-get"):
        raise Problem(f"There is no apt here: install {', '.join(packages)} by your system's own means.")
    apt = home() / "apt"
    for sub in ("lists/partial", "cache/archives/partial", "state"):
        (apt / sub).mkdir(parents=True, exist_ok=True)
    shutil.copy("/var/lib/dpkg/status", apt / "state" / "status")
    options = [
        f"-oDir::State::lists={apt}/lists", f"-oDir::Cache={apt}/cache",
        f"-oDir::State::status={apt}/state/status", f"-oDir::State={apt}/state",
        "-oDebug::NoLocking=1", "-oAPT::Sandbox::User=", "-oAPT::Install-Recommends=0",
        "-oAcquire::Retries=3",
    ]
    _apt(["update", "-q", *options], "read the package lists")
    _apt(["install", "-q", "-y", "--download-only", *options, *packages], f"fetch {packages[0]}")
    debs = sorted((apt / "cache" / "archives").glob("*.deb"))
    yield from debs
    for deb in debs:
        deb.unlink()


def _apt(arguments, purpose):
    done = subprocess.run(["apt-get", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Problem(f"apt could not {purpose} ({last}): check the network, then start again.")


def library_path(tree):
    """The value for LD_LIBRARY_PATH that makes programs find the libraries of a private tree."""
    triplet = f"{platform.machine()}-linux-gnu"
    places = [f"usr/lib/{triplet}", f"lib/{triplet}", f"usr/lib/{triplet}/pulseaudio"]
    return ":".join(str(tree / place) for place in places)
