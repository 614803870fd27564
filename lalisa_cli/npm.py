"""Libraries of the browser, from npm or from wheels: fetched at set-up by their own client, pinned by hash,
never in git.

    python3 -m lalisa_cli.npm [WHEELS]

puts what the addons serve into their static folders (a release archive is made with it; the image too, from wheels
that its own pip has unpacked into the folder WHEELS).
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from . import python_env
from .home import ADDONS, REPO, forget_damaged, get_cache, hash_files, hold_lock, is_ready, make_folder
from .output import Problem, build_problem, print_line

# package: (version, SHA-512 of its archive)
PINNED = {
    "leaflet": (
        "1.9.4",
        "9f14b5ca7cc93a63a51e9fa22f71725aa2bcf46b4d2fc53caef94c3ac41d4d3b"
        "2cc59c025e1f0dd8d07718340e2fe611dd79d6c99031c108b15116fe140ef83c",
    ),
    "leaflet.markercluster": (
        "1.5.3",
        "bcf4f0fc19ddabb7901e32c15655a99c678b6b7b7edf31a2b8cedf2700a488c1"
        "6afa7991b86dd12377fb7f83784c35fb4f83696c05e9476f8d4d148419f09278",
    ),
    "axe-core": (
        "4.14.1",
        "1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b73"
        "4f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5",
    ),
}
# What the addons serve, and where it lies; the map says so where it is absent.
SERVED = {
    "leaflet": ("LICENSE", "dist/leaflet.js", "dist/leaflet.css"),
    "leaflet.markercluster": (
        "MIT-LICENCE.txt",
        "dist/leaflet.markercluster.js",
        "dist/MarkerCluster.css",
    ),
}
# The same from wheels, for a machine without npm: {library: {its path there: the path in the wheel}}.
WHEELS = {
    "leaflet": {
        "LICENSE": "cone_maps-1.1.1.dist-info/licenses/LICENSE_LEAFLET.rst",
        "dist/leaflet.js": "odoo/addons/web_leaflet_lib/static/lib/leaflet/leaflet.js",
        "dist/leaflet.css": "odoo/addons/web_leaflet_lib/static/lib/leaflet/leaflet.css",
    },
    "leaflet.markercluster": {
        "dist/leaflet.markercluster.js": ("cone/maps/browser/static/leaflet-markercluster/leaflet.markercluster.js"),
        "dist/MarkerCluster.css": "cone/maps/browser/static/leaflet-markercluster/MarkerCluster.css",
    },
    "axe-core": {"axe.min.js": "axe_playwright_python/axe.min.js"},
}
BROWSER_LOCK = REPO / "requirements" / "browser.txt"
LIBRARIES = ADDONS / "lalisa_complaint" / "static" / "lib"


def place_libraries() -> None:
    """Put the map's library where Odoo serves it from; without it the map does without, and that is said."""
    with hold_lock("libraries"):
        for name, wanted in SERVED.items():
            target = LIBRARIES / name
            try:
                forget_damaged(target)
                if not is_ready(target, PINNED[name][1]):
                    _place_library(name, wanted, target)
            except Problem as problem:
                print_line(f"  The map stays without {name}: {problem}")
            except OSError as error:  # a clone that this user may not write to
                print_line(
                    f"  The map stays without {name}: nothing can be written to {target.parent} ({error.strerror})."
                )


def _place_library(name: str, wanted: tuple[str, ...], target: Path) -> None:
    package = unpack_library(name)
    with make_folder(target, PINNED[name][1]) as work:
        for path in wanted:
            if (package / path).exists():
                shutil.copyfile(package / path, work / Path(path).name)


def unpack_library(name: str) -> Path:
    """Return a pinned library in a folder laid out like its package: from npm, or from a wheel without it.

    :raises Problem: no network, or an archive that is not the pinned one
    """
    try:
        return _unpack_from_npm(name)
    except Problem as problem:
        try:
            return _unpack_from_wheel(name)
        except Problem as other:
            raise Problem(f"{problem}; from a wheel: {other}") from other


def _unpack_from_npm(name: str) -> Path:
    version, sha512 = PINNED[name]
    target = get_cache() / f"npm-{name}"
    forget_damaged(target)
    if not is_ready(target, sha512):
        with make_folder(target, sha512) as work:
            archive = _fetch_archive(name, version, sha512, work)
            _unpack_archive(name, archive, work)
            archive.unlink()
    return target / "package"


def _unpack_archive(name: str, archive: Path, folder: Path) -> None:
    command = ["tar", "-xzf", archive, "-C", folder, "--no-same-owner"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise build_problem(f"unpack {name}", done.stderr)


def _fetch_archive(name: str, version: str, sha512: str, folder: Path) -> Path:
    if not shutil.which("npm"):
        raise Problem("there is no npm here")
    # A folder of its own: no package.json and no .npmrc of a project has a say.
    with tempfile.TemporaryDirectory() as elsewhere:
        command = ["npm", "pack", f"{name}@{version}", "--silent", f"--pack-destination={folder}"]
        done = subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, check=False)
    archive = folder / f"{name}-{version}.tgz"
    if done.returncode or not archive.is_file():
        raise build_problem(f"fetch {name} from npm (check the network)", done.stderr)
    found = hashlib.sha512(archive.read_bytes()).hexdigest()
    if found != sha512:
        raise Problem(f"{name} {version} is not the pinned archive (SHA-512 {found[:12]}…)")
    return archive


def _unpack_from_wheel(name: str) -> Path:
    """Return the library out of a Python package that carries it; the lock pins it by hash."""
    if not BROWSER_LOCK.is_file():
        raise Problem("there is no list of wheels here")
    target = get_cache() / "browser-wheels"
    key = hash_files(BROWSER_LOCK)
    forget_damaged(target)
    if not is_ready(target, key):
        environment = python_env.prepare_environment()
        with make_folder(target, key) as work:
            command = [
                "uv",
                "pip",
                "install",
                "-q",
                "--no-deps",
                "--require-hashes",
                "--only-binary=:all:",
                "--target",
                work / "wheels",
                "-r",
                BROWSER_LOCK,
            ]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            if done.returncode:
                raise build_problem(f"fetch {name} from the Python packages (check the network)", done.stderr)
            for library in WHEELS:
                _lay_out(library, work / "wheels", work / library)
    return target / name


def _lay_out(library: str, wheels: Path, target: Path) -> None:
    """Copy a library out of unpacked wheels, each file to its path in the library's own package."""
    for path, origin in WHEELS[library].items():
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(wheels / origin, place)


def place_libraries_from(wheels: str) -> None:
    """Put the map's library where Odoo serves it from, out of unpacked wheels.

    :param wheels: the folder
    """
    for library in SERVED:
        for path, origin in WHEELS[library].items():
            target = LIBRARIES / library / Path(path).name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(wheels) / origin, target)


if __name__ == "__main__":
    place_libraries_from(sys.argv[1]) if sys.argv[1:] else place_libraries()
