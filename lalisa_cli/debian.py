"""Debian packages without root and without changing the system.

Packages that are the same for every machine (Odoo and what it links to) are pinned by SHA-256. A
pool drops a file when its package is uploaded anew, so several addresses are tried, each with a
time limit: those of LALISA_DEBIAN_MIRROR or else of apt, then the snapshot archive that apt knows.
Programs and libraries that follow the machine's own Debian release (Chromium, Pango) cannot have
one hash for two releases and their security updates: there apt's signed index verifies them.
"""

import base64
import hashlib
import http.client
import os
import platform
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import BinaryIO

from .home import forget_damaged, get_cache, get_home, hash_text, is_ready, make_folder, make_work_folder
from .output import Problem, build_problem, show_step

BLOCK = 1 << 20
# Seconds without a byte after which an address is given up, and the slowest one that is waited for.
PATIENCE = 20
SLOWEST = 1000
# A moment at which the pools of Debian held every package that is pinned here.
SNAPSHOT = "20260401T000000Z"
APT_ARCHIVES = Path("/var/cache/apt/archives")


def find_sources() -> list[str]:
    """Return the addresses below which a pinned package may lie, the best first.

    :raises Problem: there is none
    """
    given = re.split(r"[\s,]+", os.environ.get("LALISA_DEBIAN_MIRROR", ""))
    found = [*filter(None, given)] or _find_apt_mirrors()
    found = list(dict.fromkeys(address.rstrip("/") for address in [*found, *_find_snapshots()]))
    if not found:
        raise Problem("No Debian mirror is known here: set LALISA_DEBIAN_MIRROR to its address.")
    return found


def _find_apt_mirrors() -> list[str]:
    if not shutil.which("apt-get"):
        return []
    listed = _read_output("apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages")
    addresses = [one for uri in listed.split() if "security" not in uri for one in _expand_mirror_list(uri)]
    return [one for one in addresses if one.rstrip("/").endswith("debian")]


def _expand_mirror_list(uri: str) -> list[str]:
    """Return the addresses that a URI of apt stands for: cloud images name a file that lists the mirrors."""
    if not uri.startswith("mirror+file:"):
        return [uri]
    listed = Path("/" + uri.removeprefix("mirror+file:").strip("/"))
    return listed.read_text().split() if listed.is_file() else []


def _find_snapshots() -> list[str]:
    """Return the snapshot archives that apt knows, at a moment at which they held every pinned package.

    apt knows them from its configuration, or from the field `Snapshots` of a release that it read.
    """
    if not shutil.which("apt-config"):
        return []
    known = re.findall(r'"(\S*@SNAPSHOTID@\S*)"', _read_output("apt-config", "dump", "Acquire::Snapshots"))
    folder = re.search(r"'(.*)'", _read_output("apt-config", "shell", "lists", "Dir::State::lists/d"))
    for path in sorted(Path(folder.group(1)).glob("*Release")) if folder else ():
        found = re.search(r"^Snapshots: (\S*@SNAPSHOTID@\S*)$", _read_head(path), re.MULTILINE)
        known += [found.group(1)] if found else []
    return [address.replace("@SNAPSHOTID@", SNAPSHOT) for address in known if "security" not in address]


def _read_head(path: Path) -> str:
    with open(path, errors="replace") as handle:
        return handle.read(4000)


def _read_output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def fetch_package(pool_path: str, sha256: str, otherwise: str = "") -> Path:
    """Fetch a pinned package as a verified file.

    A download that was interrupted is continued, also from the next address.

    :param otherwise: another way out, for the sentence when no address has it
    :raises Problem: no address gives it; which ones were tried is said
    """
    name = Path(pool_path).name
    target = get_cache() / name
    for here in (target, APT_ARCHIVES / name):
        if here.is_file() and _hash_file(here) == sha256:
            return here if here == target else Path(shutil.copyfile(here, target))
    tried = []
    for address in find_sources():
        try:
            part = _fetch_from(f"{address}/{pool_path}", target.with_name(name + ".part"), sha256)
        except _NotThere as reason:
            tried.append(f"{reason} at {_hide_login(address)}")
        else:
            part.rename(target)
            return target
    raise Problem(
        f"{name} could not be downloaded ({'; '.join(tried)}): check the network, or set "
        f"LALISA_DEBIAN_MIRROR to other addresses, one after another with spaces between{otherwise}, "
        "then start again; what is here is kept."
    )


class _NotThere(Exception):
    """Why an address does not give a file, in words."""


def _fetch_from(url: str, part: Path, sha256: str) -> Path:
    """Download the pinned file from one address.

    :return: `part`, whole and verified
    :raises _NotThere: the address does not give it
    """
    continued = part.exists()
    _download_part(url, part)
    if (found := _hash_file(part)) == sha256:
        return part
    part.unlink()
    if continued:
        return _fetch_from(url, part, sha256)
    raise _NotThere(f"a file that is not the pinned file (SHA-256 {found[:12]}…, wanted {sha256[:12]}…)")


def _download_part(url: str, part: Path) -> None:
    have = part.stat().st_size if part.exists() else 0
    try:
        request = urllib.request.Request(_hide_login(url))  # noqa: S310 - the address is the machine's own setting
        if have:
            request.add_header("Range", f"bytes={have}-")
        if login := urllib.parse.urlsplit(url).netloc.rpartition("@")[0]:
            plain = urllib.parse.unquote(login).encode()
            request.add_unredirected_header("Authorization", f"Basic {base64.b64encode(plain).decode()}")
        with _build_opener().open(request, timeout=PATIENCE) as answer:
            with open(part, "ab" if answer.status == 206 else "wb") as out:
                _copy_answer(answer, out)
    except urllib.error.HTTPError as error:
        if error.code != 416:  # the part is whole already
            raise _NotThere(f"{error.code} {error.reason}") from error
    except TimeoutError as error:
        raise _NotThere(f"no answer in {PATIENCE} s") from error
    except urllib.error.URLError as error:
        slow = isinstance(error.reason, TimeoutError)
        raise _NotThere(f"no answer in {PATIENCE} s" if slow else error.reason) from error
    except (ConnectionError, http.client.HTTPException, ValueError) as error:
        raise _NotThere(error or type(error).__name__) from error


def _copy_answer(answer: http.client.HTTPResponse, out: BinaryIO) -> None:
    """Copy an answer to its end, unless it comes slower than it could ever be finished.

    :raises ConnectionError: it is too slow, or it breaks off
    """
    began, got, whole = time.monotonic(), 0, 0
    while block := answer.read1(BLOCK):
        out.write(block)
        got, whole = got + len(block), whole + len(block)
        if (passed := time.monotonic() - began) > PATIENCE:
            if got / passed < SLOWEST:
                raise ConnectionError(f"slower than {SLOWEST} bytes a second")
            began, got = time.monotonic(), 0
    if answer.headers["Content-Length"] and whole < int(answer.headers["Content-Length"]):
        raise ConnectionError("the answer broke off")


def _hide_login(address: str) -> str:
    """Return an address without the name and password that it may carry, as it may be shown."""
    parts = urllib.parse.urlsplit(address)
    return urllib.parse.urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _build_opener() -> urllib.request.OpenerDirector:
    """Open addresses through the proxy of the environment, or else the one that apt uses."""
    proxies = urllib.request.getproxies()
    if "http" not in proxies and shutil.which("apt-config"):
        said = _read_output("apt-config", "shell", "proxy", "Acquire::http::Proxy")
        if address := said.strip().removeprefix("proxy='").removesuffix("'"):
            proxies = {**proxies, "http": address, "https": address}
    return urllib.request.build_opener(urllib.request.ProxyHandler(proxies))


def _hash_file(path: Path) -> str:
    found = hashlib.sha256()
    with open(path, "rb") as handle:
        while block := handle.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def unpack_package(deb: Path, folder: Path, *tar_options: str) -> None:
    """Unpack one .deb below `folder`."""
    reader = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE)
    writer = subprocess.run(
        ["tar", "-x", "-C", folder, "--no-same-owner", *tar_options],
        stdin=reader.stdout,
        capture_output=True,
        text=True,
        check=False,
    )
    reader.stdout.close()
    if reader.wait() or writer.returncode:
        raise build_problem(f"unpack {Path(deb).name}", writer.stderr)


def unpack_private_tree(name: str, packages: list[str]) -> Path:
    """Return a folder with `packages` and what of their dependencies the machine lacks, unpacked.

    :return: its root, to be used with `build_library_path()`
    """
    target = get_home() / "debian" / name
    key = f"{' '.join(packages)} {hash_text(Path('/etc/os-release').read_text())}"
    forget_damaged(target)
    if not is_ready(target, key):
        with show_step(f"fetching a private copy of {packages[0]}"), make_folder(target, key) as work:
            with make_work_folder(get_home() / "apt") as apt:
                for deb in _download_closure(packages, apt):
                    unpack_package(deb, work)
    return target


def _download_closure(packages: list[str], apt: Path) -> list[Path]:
    if not shutil.which("apt-get"):
        raise Problem(f"There is no apt here: install {', '.join(packages)} by your system's own means.")
    for sub in ("lists/partial", "cache/archives/partial", "state"):
        (apt / sub).mkdir(parents=True)
    shutil.copy("/var/lib/dpkg/status", apt / "state" / "status")
    options = [
        f"-oDir::State::lists={apt}/lists",
        f"-oDir::Cache={apt}/cache",
        f"-oDir::State::status={apt}/state/status",
        f"-oDir::State={apt}/state",
        "-oDebug::NoLocking=1",
        "-oAPT::Sandbox::User=",
        "-oAPT::Install-Recommends=0",
        "-oAcquire::Retries=3",
        f"-oAcquire::http::Timeout={PATIENCE}",
    ]
    # One source of many that does not answer fails an update, yet the packages may be there.
    _run_apt(["update", "-q", *options])
    fetched = _run_apt(["install", "-q", "-y", "--download-only", *options, *packages])
    if fetched.returncode:
        last = (fetched.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise build_problem(f"fetch {packages[0]} with apt (check the network)", last)
    return sorted((apt / "cache" / "archives").glob("*.deb"))


def _run_apt(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(["apt-get", *arguments], capture_output=True, text=True, env=environment, check=False)


def build_library_path(tree: Path) -> str:
    """Return the value for LD_LIBRARY_PATH that makes programs find the libraries of a private tree."""
    triplet = f"{platform.machine()}-linux-gnu"
    places = [f"usr/lib/{triplet}", f"lib/{triplet}", f"usr/lib/{triplet}/pulseaudio"]
    return ":".join(str(tree / place) for place in places)
