"""Odoo 19 Community's source: the one named by ODOO_HOME, or Debian's package, unpacked."""

import os
import re
from pathlib import Path

from . import debian
from .home import get_home, is_ready, make_folder
from .output import Problem, show_step

ODOO_DEB = (
    "pool/main/o/odoo/odoo-19_19.0.0+dfsg-1_all.deb",
    "9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf",
)
# Fonts and scripts that the package links to; Debian 13's, whose file names the links expect.
LINKED_DEBS = [
    (
        "pool/main/f/fonts-font-awesome/fonts-font-awesome_5.0.10+really4.7.0~dfsg-4.1_all.deb",
        "5f09e1adce26d59628a239c538882d53e58978b958233864fc617be9a510018e",
    ),
    (
        "pool/main/f/fonts-inconsolata/fonts-inconsolata_001.010-6_all.deb",
        "bb5015c631cd47aa7d9d6e0ecd101f0e1234300f935e7719ea32ed9b640f0ac4",
    ),
    (
        "pool/main/f/fonts-montserrat/fonts-montserrat_7.222-3_all.deb",
        "a81478bf74ed431d488f5954ba8bece10b17bdfafc24590a7048b283dcbd40f1",
    ),
    (
        "pool/main/f/fonts-roboto/fonts-roboto-unhinted_0~20170802-4_all.deb",
        "048f1e05cfb1ad1e5cd1c283cd61f2276c6a36f75e85032ddfd65db252b4634e",
    ),
    (
        "pool/main/f/fonts-ocr-b/fonts-ocr-b_0.3.1~dfsg-1_all.deb",
        "dd718b7c1d28375b1363eee8c1104cd6fef26f45d9e20d3bd4f30ed16986ee55",
    ),
    (
        "pool/main/n/node-jquery/libjs-jquery_3.6.1+dfsg+~3.5.14-1_all.deb",
        "a58c9ff6afe96c769cb6535754c909410760e4efa1e1540236194e489adcfb25",
    ),
    (
        "pool/main/j/jquery-goodies/libjs-jquery-form_12-4_all.deb",
        "fbfeedcd3eaf519b3cdcc88e93a1c79f6775da71657bac763f1430fe66e8a1da",
    ),
    (
        "pool/main/u/underscore/libjs-underscore_1.13.4~dfsg+~1.11.4-3_all.deb",
        "4a0fbc90e7f62ea50c4ac7453352721fa60bb5eac87e9f39a027908faff29015",
    ),
]
OTHERWISE = " (a snapshot archive of April 2026 has it), or ODOO_HOME to an Odoo 19.0 that is here already"
PACKAGES = "usr/lib/python3/dist-packages"
# The package's second copy of some addons would shadow nothing and weigh 70 MB; of 1.2 GB, 835 MB
# are translations: staff read Indonesian, so only those are kept.
LEFT_OUT = [
    f"./{PACKAGES}/addons",
    f"./{PACKAGES}/doc",
    f"./{PACKAGES}/setup",
    "./etc",
    "*.egg-info",
    "*/i18n/*.pot",
    "*/i18n/[!i]*.po",
    "*/i18n/i[!d]*.po",
    "*/i18n/id?*.po",
    "*/i18n_extra/*.po",
]
# Left out of Debian's package; its absence logs an error in every page, which fails every tour.
# It blurs the background in video calls, which this service has no use for.
MISSING_SCRIPT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def find_source_root() -> Path:
    """Return the folder to put on Python's path: it holds `odoo/release.py` of a release 19.0.

    :raises Problem: ODOO_HOME names something else
    """
    if given := os.environ.get("ODOO_HOME"):
        return _check_release(Path(given).absolute())
    target = get_home() / "odoo"
    if not is_ready(target, ODOO_DEB[1]):
        _unpack_odoo(target, ODOO_DEB[1])
    return _check_release(target / PACKAGES)


def is_ours(root: Path) -> bool:
    """Tell whether the source is ours to write to: one that the user named is not."""
    return root.resolve().is_relative_to(get_home().resolve())


def _unpack_odoo(target: Path, key: str) -> None:
    with show_step("fetching Odoo 19 (about 135 MB)"):
        odoo_deb = debian.fetch_package(*ODOO_DEB, otherwise=OTHERWISE)
        others = [debian.fetch_package(*pin, otherwise=OTHERWISE) for pin in LINKED_DEBS]
    with show_step("unpacking Odoo"), make_folder(target, key) as work:
        debian.unpack_package(odoo_deb, work, *(f"--exclude={pattern}" for pattern in LEFT_OUT))
        for deb in others:
            debian.unpack_package(deb, work)
        stub = work / PACKAGES / "odoo" / "addons" / MISSING_SCRIPT
        stub.parent.mkdir(parents=True, exist_ok=True)
        stub.write_text("// not part of Debian's package of Odoo\n")
    for deb in (odoo_deb, *others):
        deb.unlink()


def _check_release(root: Path) -> Path:
    release = root / "odoo" / "release.py"
    if not release.is_file():
        raise Problem(f"{root} holds no Odoo (no odoo/release.py): correct or unset ODOO_HOME.")
    found = re.search(r"version_info\s*=\s*\((\d+),\s*(\d+)", release.read_text())
    if not found or found.groups() != ("19", "0"):
        raise Problem(f"{root} is not Odoo 19.0: point ODOO_HOME at an Odoo 19.0, or unset it.")
    return root
