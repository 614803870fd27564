"""Pango, the library that WeasyPrint draws text with: the machine's own, or a private copy."""

import subprocess
from pathlib import Path

from . import debian
from .home import get_cache
from .output import Problem

PACKAGES = [
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "fontconfig-config",
    "fonts-dejavu-core",
]
PRINTS = "from weasyprint import HTML; assert HTML(string='a').write_pdf()[:4] == b'%PDF'"


def add_pango(environment: dict[str, str], key: str) -> dict[str, str]:
    """Return the environment in which WeasyPrint prints; found out once for each `key`.

    :raises Problem: it prints with neither
    """
    mark = get_cache() / "pango"
    known = mark.read_text().split() if mark.is_file() else []
    if known == [key, "own"]:
        return environment
    if known == [key, "private"]:
        return _add_private_pango(environment)
    own = _can_print(environment)
    chosen = environment if own else _add_private_pango(environment)
    if not own and not _can_print(chosen):
        raise Problem(
            "PDF printing does not start here: install Debian's libpango-1.0-0, "
            "libpangoft2-1.0-0 and fonts-dejavu-core, then start again."
        )
    mark.write_text(f"{key} {'own' if own else 'private'}")
    return chosen


def _can_print(environment: dict[str, str]) -> bool:
    done = subprocess.run(["python", "-c", PRINTS], env=environment, capture_output=True, check=False)
    return done.returncode == 0


def _add_private_pango(environment: dict[str, str]) -> dict[str, str]:
    tree = debian.unpack_private_tree("pango", PACKAGES)
    libraries = [debian.build_library_path(tree), environment.get("LD_LIBRARY_PATH")]
    return {
        **environment,
        "LD_LIBRARY_PATH": ":".join(filter(None, libraries)),
        # Without fonts Pango ends the process.
        "FONTCONFIG_FILE": str(_write_font_configuration(tree)),
    }


def _write_font_configuration(tree: Path) -> Path:
    path = tree / "fonts.conf"
    places = [tree / "usr/share/fonts", "/usr/share/fonts", "/usr/local/share/fonts"]
    folders = "".join(f"<dir>{place}</dir>" for place in places)
    path.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
        f"<fontconfig>{folders}<cachedir>{get_cache() / 'fontconfig'}</cachedir></fontconfig>\n"
    )
    return path
