"""The archive of a release: the committed tree, with the map's library that is in no commit.

python3 -m lalisa_cli.release v1.0.0 la-lisa-1.0.0.tar.gz
"""

import subprocess
import sys
from pathlib import Path

from . import npm
from .home import REPO, is_ready
from .output import Problem, build_problem, print_line


def write_archive(tag: str, target: Path) -> None:
    """Write the archive of a commit.

    :param tag: what git calls it
    :param target: Path of the .tar.gz
    :raises Problem: no such commit, or the pinned library is not here
    """
    npm.place_libraries()
    missing = [name for name in npm.SERVED if not _is_whole(name)]
    if missing:
        raise Problem(f"A release holds the map's library; this one would lack {', '.join(missing)}.")
    folder = f"la-lisa-{tag.removeprefix('v')}/"
    command = ["git", "archive", "--format=tar.gz", f"--output={target.resolve()}"]
    for file in sorted(npm.LIBRARIES.glob("*/*")):
        # The mark goes too: set-up sees that the pinned library is there and asks no network.
        place = f"{folder}addons/lalisa_complaint/static/lib/{file.parent.name}/"
        command += [f"--prefix={place}", f"--add-file={file}"]
    done = subprocess.run([*command, f"--prefix={folder}", tag], cwd=REPO, capture_output=True, text=True, check=False)
    if done.returncode:
        raise build_problem(f"archive {tag}", done.stderr)
    print_line(f"{target} is made.")


def _is_whole(name: str) -> bool:
    """Tell whether the pinned library lies there with its licence, which what a wheel carries may lack."""
    folder = npm.LIBRARIES / name
    files = [folder / Path(path).name for path in npm.SERVED[name]]
    return is_ready(folder, npm.PINNED[name][1]) and all(file.is_file() for file in files)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        write_archive(sys.argv[1], Path(sys.argv[2]))
    except Problem as problem:
        sys.exit(f"lalisa: {problem}")
