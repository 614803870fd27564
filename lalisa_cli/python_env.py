"""The virtual environment: every package of the lock by hash, and Odoo as a package of its own."""

import importlib.util
import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

from . import debian, fetch_odoo, pango
from .home import (
    BUILD_LOCK,
    LOCK,
    forget_damaged,
    get_cache,
    get_home,
    hash_files,
    hash_text,
    hold_lock,
    is_ready,
    make_folder,
    mark_begun,
    mark_ready,
    read_ready_key,
    remove_ours,
)
from .output import Problem, build_problem, print_line, show_step

PIP_DEB = (
    "pool/main/p/python-pip/python3-pip-whl_25.1.1+dfsg-1_all.deb",
    "e65351935aa4af2b10ae2abb5744f5059e9abad51aea6cd0cb825702010763f7",
)
SYSTEM_WHEELS = Path("/usr/share/python-wheels")
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


def prepare_environment() -> dict[str, str]:
    """Make the environment or bring it up to date with the lock; what was half removed is made anew.

    :return: the process environment in which Odoo runs (PATH, libraries), without any of the
        caller's own Python settings
    """
    with hold_lock("setup"):
        for name in ("odoo", "pip", "venv"):
            forget_damaged(get_home() / name)
        source = fetch_odoo.find_source_root().resolve()
        venv = (get_home() / "venv").resolve()
        base = f"{sys.version_info[:3]} {venv}"
        key = f"{base} {source} {hash_files(LOCK, BUILD_LOCK)}"
        if not is_ready(venv, key):
            _build_environment(venv, base, source)
            mark_ready(venv, key)
        return pango.add_pango(_build_variables(venv), hash_text(key))


def hash_odoo() -> str:
    """Return what stands for the Odoo and the Python packages that a database was made with."""
    root = fetch_odoo.find_source_root().resolve()
    return hash_text(f"{root} {hash_files(root / 'odoo' / 'release.py', LOCK)}")


def _build_environment(venv: Path, base: str, source: Path) -> None:
    # A whole environment of the same Python is changed in place; one half-made is made again.
    if not (read_ready_key(venv) or "").startswith(f"{base} "):
        remove_ours(venv)
        with show_step("making the Python environment"):
            venv.mkdir()
            mark_begun(venv)
            _make_empty_environment(venv)
    mark_begun(venv)
    with show_step("installing Python packages (about 100)"):
        _run_uv(venv, ["sync", "--require-hashes", "--no-build-isolation", BUILD_LOCK, LOCK])
        _run_uv(venv, ["install", "--no-deps", "--reinstall", _build_odoo_wheel(source)])
    if fetch_odoo.is_ours(source):
        with show_step("compiling Odoo (saves seconds at each start)"):
            _run_program([venv / "bin" / "python", "-m", "compileall", "-qq", "-j2", source / "odoo"])


def _make_empty_environment(venv: Path) -> None:
    purpose = "make a Python environment (check the network)"
    # The machine's Python, also when this runs in the very environment that is made anew.
    python = getattr(sys, "_base_executable", None) or sys.executable
    _run_program([python, "-m", "venv", "--without-pip", venv], purpose)
    _run_program(
        [
            venv / "bin" / "python",
            f"{_fetch_pip_wheel()}/pip",
            "install",
            "-q",
            "--no-deps",
            "--require-hashes",
            "-r",
            BUILD_LOCK,
        ],
        purpose,
    )


def _fetch_pip_wheel() -> Path:
    """Return the wheel of pip: a fresh Debian has neither pip nor ensurepip.

    Where no address has the pinned one any more, the wheel that came with the machine's Python does:
    what pip installs is verified by hash.

    :raises Problem: there is none
    """
    target = get_home() / "pip"
    if not is_ready(target, PIP_DEB[1]):
        try:
            deb = debian.fetch_package(*PIP_DEB, otherwise=", or install Debian's python3-pip-whl")
        except Problem as problem:
            if own := _find_own_pip_wheel():
                print_line(f"  This machine's own pip is used: {problem}")
                return own
            raise
        with make_folder(target, PIP_DEB[1]) as work:
            debian.unpack_package(deb, work)
    return next(target.glob("usr/share/python-wheels/pip-*.whl"))


def _find_own_pip_wheel() -> Path | None:
    """Return the wheel of pip that Debian or this Python brought along, or None."""
    found = [*SYSTEM_WHEELS.glob("pip-*.whl")]
    if spec := importlib.util.find_spec("ensurepip"):
        found += Path(spec.origin).parent.glob("_bundled/pip-*.whl")
    return next(iter(found), None)


def _build_odoo_wheel(source: Path) -> Path:
    """Return a wheel that puts Odoo's source on the path and adds the command `odoo`."""
    info = "odoo-19.0.0.dist-info"
    tags = "Generator: lalisa\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    parts = {
        "odoo-source.pth": f"{source}\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: odoo\nVersion: 19.0.0\n",
        f"{info}/WHEEL": f"Wheel-Version: 1.0\n{tags}",
        f"{info}/entry_points.txt": "[console_scripts]\nodoo = odoo.cli.command:main\n",
    }
    parts[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*parts, f"{info}/RECORD"])
    wheel = get_cache() / "odoo-19.0.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return wheel


def _build_variables(venv: Path) -> dict[str, str]:
    """Return the caller's environment without Python's settings: two Odoo trees on one path merge silently."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    kept["PATH"] = f"{venv / 'bin'}:{kept.get('PATH', os.defpath)}"
    # Without it a job that ends with work left would start again only after up to a minute.
    kept["ODOO_NOTIFY_CRON_CHANGES"] = "1"
    return kept


def _run_uv(venv: Path, arguments: list[str | Path]) -> None:
    uv = [venv / "bin" / "uv", "pip", arguments[0], "-q", "-p", venv / "bin" / "python"]
    if SYSTEM_CERTIFICATES.exists():
        # An office's proxy signs with a certificate that only the machine knows.
        uv.append("--system-certs")
    _run_program([*uv, *arguments[1:]], "install the Python packages (check the network)")


def _run_program(command: Sequence[str | Path], purpose: str | None = None) -> None:
    """Run a program to its end; without a purpose its failure is no failure of the set-up."""
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "UV_CACHE_DIR": str(get_cache() / "uv"), "PYTHONDONTWRITEBYTECODE": ""},
    )
    if done.returncode and purpose:
        raise build_problem(purpose, done.stderr or done.stdout)
