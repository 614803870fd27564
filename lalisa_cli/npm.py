"""Libraries of the browser, from npm: fetched at set-up by its own client, pinned by hash, never in git.

    python3 -m lalisa_cli.npm

puts what the addons serve into their static folders (the image and a release archive are made with it).
"""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from .home import ADDONS, cache, forget_damaged, fresh_folder, is_ready
from .output import Problem, failed, say

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
        "MIT-LICENCE.txt", "dist/leaflet.markercluster.js", "dist/MarkerCluster.css",
    ),
}  # fmt: skip
LIBRARIES = ADDONS / "lalisa_complaint" / "static" / "lib"


def place():
    """Puts the map's library where Odoo serves it from; without npm or a network the map does without."""
    for name, wanted in SERVED.items():
        target = LIBRARIES / name
        forget_damaged(target)
        if is_ready(target, PINNED[name][1]):
            continue
        try:
            package = unpacked(name)
        except Problem as problem:
            say(f"  The map stays without {name}: {problem}")
            continue
        with fresh_folder(target, PINNED[name][1]) as work:
            for path in wanted:
                shutil.copyfile(package / path, work / Path(path).name)


def unpacked(name):
    """A pinned package, unpacked.

    :return: its folder
    :raises Problem: no npm, no network, or an archive that is not the pinned one
    """
    version, sha512 = PINNED[name]
    target = cache() / f"npm-{name}"
    forget_damaged(target)
    if not is_ready(target, sha512):
        with fresh_folder(target, sha512) as work:
            archive = _fetched(name, version, sha512, work)
            command = ["tar", "-xzf", archive, "-C", work, "--no-same-owner"]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise failed(f"unpack {name}", done.stderr)
            archive.unlink()
    return target / "package"


def _fetched(name, version, sha512, folder):
    if not shutil.which("npm"):
        raise Problem("there is no npm here")
    # A folder of its own: no package.json and no .npmrc of a project has a say.
    with tempfile.TemporaryDirectory() as elsewhere:
        command = ["npm", "pack", f"{name}@{version}", "--silent", f"--pack-destination={folder}"]
        done = subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, check=False)
    archive = folder / f"{name}-{version}.tgz"
    if done.returncode or not archive.is_file():
        raise failed(f"fetch {name} from npm (check the network)", done.stderr)
    found = hashlib.sha512(archive.read_bytes()).hexdigest()
    if found != sha512:
        raise Problem(f"{name} {version} is not the pinned archive (SHA-512 {found[:12]}…)")
    return archive


if __name__ == "__main__":
    place()
