"""Whether the files of this checkout that no other linter reads are whole: `python -m lalisa_cli.well_formed KIND`.

It runs in the Python of the set-up, which has the parsers.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml
from lxml import etree

from .home import REPO

MERGE_LEFT = re.compile(rb"^(<{7} |={7}$|>{7} )", re.M)
BLANK_END = re.compile(rb"[ \t]+$", re.M)
# Made by programs, or kept as somebody else wrote them.
AS_THEY_ARE = ("tests/corpus/", "tests/golden/stored/")


def _find_xml_faults(path: Path) -> Iterator[str]:
    try:
        etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        yield str(error)


def _find_yaml_faults(path: Path) -> Iterator[str]:
    try:
        # Composed, not loaded: a tag that only its reader knows is no fault.
        list(yaml.compose_all(path.read_text(), Loader=yaml.SafeLoader))
    except yaml.YAMLError as error:
        yield " ".join(str(error).split())


def _find_text_faults(path: Path) -> Iterator[str]:
    content = path.read_bytes()
    if b"\0" in content:
        return
    for fault, what in ((MERGE_LEFT, "what a merge has left"), (BLANK_END, "blanks at the end of a line")):
        if found := fault.search(content):
            line = content.count(b"\n", 0, found.start()) + 1
            yield f"line {line}: {what}"
    if content and (not content.endswith(b"\n") or content.endswith(b"\n\n")):
        yield "does not end with one line break"


# kind: (the names of its files, what is wrong with one)
KINDS = {
    "xml": (("*.xml", "*.svg"), _find_xml_faults),
    "yaml": (("*.yml", "*.yaml"), _find_yaml_faults),
    "text": (
        ("*.py", "*.xml", "*.svg", "*.csv", "*.yml", "*.yaml", "*.md", "*.js", "*.scss", "*.css", "*.toml", "*.conf"),
        _find_text_faults,
    ),
}


def list_files(*patterns: str) -> list[Path]:
    """Return the files that git has or would take, without those that are kept as they are."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns]
    names = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=True).stdout.split("\0")
    paths = [REPO / name for name in sorted(set(names)) if name and not name.startswith(AS_THEY_ARE)]
    return [path for path in paths if path.is_file()]


def find_faults(kind: str) -> Iterator[str]:
    """Yield a line for each fault of the files of a kind."""
    patterns, wrong = KINDS[kind]
    for path in list_files(*patterns):
        for fault in wrong(path):
            yield f"{path.relative_to(REPO)}: {fault}"


if __name__ == "__main__":
    told = [fault for kind in sys.argv[1:] for fault in find_faults(kind)]
    print("\n".join(told), end="\n" if told else "")  # noqa: T201
    sys.exit(bool(told))
