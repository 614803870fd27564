"""Debian packages without root and without changing the system.

Packages that are the same for every machine (Odoo and what it links to) are pinned by SHA-256.
Programs and libraries that follow the machine's own Debian release (Chromium, Pango) cannot have
one hash for two releases and their security updates: there apt's signed index verifies them.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from .home import cache, digest, forget_damaged, fresh_folder, home, is_ready
from .output import Problem, failed, step

BLOCK = 1 << 20


def mirror():
    """The address of the Debian mirror that this machine's own apt is set to use.

    :raises Problem: there is none
    """
    given = os.environ.get("LALISA_DEBIAN_MIRROR") or _apt_mirror()
    if not given:
        raise Problem("No Debian mirror is known here: set LALISA_DEBIAN_MIRROR to its address.")
    return given.rstrip("/")


def _apt_mirror():
    if not shutil.which("apt-get"):
        return None
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
    plain = [_first_of_list(uri) for uri in listed if "security" not in uri]
    return next((uri for uri in plain if uri.rstrip("/").endswith("debian")), None)


def _first_of_list(uri):
    """Cloud images name a file that lists the mirrors."""
    if not uri.startswith("mirror+file:"):
        return uri
    listed = Path("/" + uri.removeprefix("mirror+file:").strip("/"))
    return next(iter(listed.read_text().split()), "") if listed.is_file() else ""


def fetch(pool_path, sha256):
    """A pinned package from the mirror's pool as a verified file.

    A download that was interrupted is continued.

    :raises Problem: no network, or a file that is not the pinned one
    """
    target = cache() / Path(pool_path).name
    if target.is_file() and _sha256(target) == sha256:
        return target
    part = target.with_name(target.name + ".part")
    continued = part.exists()
    _download(f"{mirror()}/{pool_path}", part)
    found = _sha256(part)
    if found != sha256:
        part.unlink()
        if continued:
            return fetch(pool_path, sha256)
        raise Problem(
            f"{target.name} is not the pinned file (SHA-256 {found[:12]}…, wanted {sha256[:12]}…): "
            "start again, or set LALISA_DEBIAN_MIRROR to another mirror."
        )
    part.rename(target)
    return target


def _download(url, part):
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})  # noqa: S310 - the mirror is the machine's own setting
    try:
        with _opener().open(request, timeout=60) as answer:
            with open(part, "ab" if answer.status == 206 else "wb") as out:
                shutil.copyfileobj(answer, out, BLOCK)
    except urllib.error.HTTPError as error:
        if error.code != 416:  # the part is whole already
            raise _no_download(url, f"{error.code} {error.reason}") from error
    except (urllib.error.URLError, TimeoutError, ConnectionError, ValueError) as error:
        raise _no_download(url, getattr(error, "reason", error)) from error


def _no_download(url, reason):
    return Problem(
        f"{Path(url).name} could not be downloaded ({reason}): check the network, or set "
        "LALISA_DEBIAN_MIRROR to another mirror, then start again; what is here is kept."
    )


def _opener():
    """Opens addresses through the proxy of the environment, or else the one that apt uses."""
    proxies = urllib.request.getproxies()
    if "http" not in proxies and shutil.which("apt-config"):
        command = ["apt-config", "shell", "proxy", "Acquire::http::Proxy"]
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        if address := said.strip().removeprefix("proxy='").removesuffix("'"):
            proxies = {**proxies, "http": address, "https": address}
    return urllib.request.build_opener(urllib.request.ProxyHandler(proxies))


def _sha256(path):
    found = hashlib.sha256()
    with open(path, "rb") as handle:
        while block := handle.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def unpack(deb, folder, *tar_options):
    """Unpacks one .deb below `folder`."""
    reader = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE)
    writer = subprocess.run(
        ["tar", "-x", "-C", folder, "--no-same-owner", *tar_options],
        stdin=reader.stdout, capture_output=True, text=True, check=False,
    )  # fmt: skip
    reader.stdout.close()
    if reader.wait() or writer.returncode:
        raise failed(f"unpack {Path(deb).name}", writer.stderr)


def private_tree(name, packages):
    """A folder with `packages` and what of their dependencies the machine lacks, unpacked.

    :return: its root, to be used with `library_path()`
    """
    target = home() / "debian" / name
    key = f"{' '.join(packages)} {digest(Path('/etc/os-release').read_text())}"
    forget_damaged(target)
    if not is_ready(target, key):
        with step(f"fetching a private copy of {packages[0]}"), fresh_folder(target, key) as work:
            for deb in _download_closure(packages):
                unpack(deb, work)
            shutil.rmtree(home() / "apt")
    return target


def _download_closure(packages):
    if not shutil.which("apt-get"):
        raise Problem(
            f"There is no apt here: install {', '.join(packages)} by your system's own means."
        )
    apt = home() / "apt"
    shutil.rmtree(apt, ignore_errors=True)
    for sub in ("lists/partial", "cache/archives/partial", "state"):
        (apt / sub).mkdir(parents=True)
    shutil.copy("/var/lib/dpkg/status", apt / "state" / "status")
    options = [
        f"-oDir::State::lists={apt}/lists", f"-oDir::Cache={apt}/cache",
        f"-oDir::State::status={apt}/state/status", f"-oDir::State={apt}/state",
        "-oDebug::NoLocking=1", "-oAPT::Sandbox::User=", "-oAPT::Install-Recommends=0",
        "-oAcquire::Retries=3",
    ]  # fmt: skip
    # One source of many that does not answer fails an update, yet the packages may be there.
    _apt(["update", "-q", *options])
    fetched = _apt(["install", "-q", "-y", "--download-only", *options, *packages])
    if fetched.returncode:
        last = (fetched.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise failed(f"fetch {packages[0]} with apt (check the network)", last)
    return sorted((apt / "cache" / "archives").glob("*.deb"))


def _apt(arguments):
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(
        ["apt-get", *arguments], capture_output=True, text=True, env=environment, check=False
    )


def library_path(tree):
    """The value for LD_LIBRARY_PATH that makes programs find the libraries of a private tree."""
    triplet = f"{platform.machine()}-linux-gnu"
    places = [f"usr/lib/{triplet}", f"lib/{triplet}", f"usr/lib/{triplet}/pulseaudio"]
    return ":".join(str(tree / place) for place in places)
