"""Pango, the library that WeasyPrint draws text with: the machine's own, or a private copy."""

import subprocess

from . import debian
from .home import cache
from .output import Problem

PACKAGES = [
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "fontconfig-config",
    "fonts-dejavu-core",
]
PRINTS = "from weasyprint import HTML; assert HTML(string='a').write_pdf()[:4] == b'%PDF'"


def added_to(environment, key):
    """The environment in which WeasyPrint prints; found out once for each `key`.

    :raises Problem: it prints with neither
    """
    mark = cache() / "pango"
    known = mark.read_text().split() if mark.is_file() else []
    if known == [key, "own"]:
        return environment
    if known == [key, "private"]:
        return _private(environment)
    own = _prints(environment)
    chosen = environment if own else _private(environment)
    if not own and not _prints(chosen):
        raise Problem(
            "PDF printing does not start here: install Debian's libpango-1.0-0, "
            "libpangoft2-1.0-0 and fonts-dejavu-core, then start again."
        )
    mark.write_text(f"{key} {'own' if own else 'private'}")
    return chosen


def _prints(environment):
    done = subprocess.run(["python", "-c", PRINTS], env=environment, capture_output=True, check=False)
    return done.returncode == 0


def _private(environment):
    tree = debian.private_tree("pango", PACKAGES)
    libraries = [debian.library_path(tree), environment.get("LD_LIBRARY_PATH")]
    return {
        **environment,
        "LD_LIBRARY_PATH": ":".join(filter(None, libraries)),
        # Without fonts Pango ends the process.
        "FONTCONFIG_FILE": str(_font_configuration(tree)),
    }


def _font_configuration(tree):
    path = tree / "fonts.conf"
    places = [tree / "usr/share/fonts", "/usr/share/fonts", "/usr/local/share/fonts"]
    folders = "".join(f"<dir>{place}</dir>" for place in places)
    path.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
        f"<fontconfig>{folders}<cachedir>{cache() / 'fontconfig'}</cachedir></fontconfig>\n"
    )
    return path
