import re
import sys

from odoo.tests import BaseCase, tagged

from .growth import growth
from .pattern_examples import examples

LONGEST = 80_000  # characters; a pattern that takes the square shows long before
UNITS = (
    " ",
    "\n",
    "a",
    "A",
    "1",
    "a ",
    "A ",
    "1 ",
    ".",
    "-",
    "<",
    "[",
    "(",
    "a.b",
    "1.1",
    "1,1",
    "@",
    "/",
    "a=1&",
    "'",
    "x: ",
)
WORD = re.compile(r"[A-Za-z:/ ]{2,30}")


def patterns():
    """{name: pattern} of every regular expression that a loaded module of ours keeps."""
    found = {}
    for name, module in sorted(sys.modules.items()):
        if name.startswith(("odoo.addons.lalisa_", "odoo.addons.report_weasyprint")) and ".tests" not in name:
            for attribute, value in vars(module).items():
                _collect(f"{name.removeprefix('odoo.addons.')}.{attribute}", value, found)
    return found


def _collect(name, value, found):
    if isinstance(value, re.Pattern):
        found[name] = value
    elif isinstance(value, tuple | list):
        for place, one in enumerate(value):
            _collect(f"{name}[{place}]", one, found)
    elif isinstance(value, dict):
        for key, one in value.items():
            _collect(f"{name}[{key}]", one, found)


@tagged("post_install", "-at_install")
class TestLinearTime(BaseCase):
    """No text of a stranger makes a pattern of ours work longer than in proportion to its length."""

    @tagged("post_install", "thorough")
    def test_no_pattern_takes_more_than_its_share_of_time(self):
        known = patterns()
        self.assertGreater(len(known), 30)
        for name, pattern in known.items():
            if not isinstance(pattern.pattern, str):
                continue
            words = WORD.findall(pattern.pattern)[:6]
            tried = [(prefix, unit) for unit in (*UNITS, *words) for prefix in ("", *words[:2])]
            for prefix, unit in [*tried, *(("", unit) for unit in examples(pattern))]:
                found = growth(pattern.search, unit, prefix, LONGEST)
                self.assertLess(found, 3.5, f"{name} over {prefix!r} and many {unit!r}")

    def test_the_measure_finds_a_pattern_that_takes_the_square(self):
        self.assertGreater(growth(re.compile(r"\s*<a>").search, " ", largest=LONGEST), 3.5)
        links = re.compile(r"https?://maps\.example\.org\S*?@(-?\d{1,2}\.\d+),(-?\d{1,3}\.\d+)")
        worst = max(growth(links.search, unit, largest=LONGEST) for unit in examples(links))
        self.assertGreater(worst, 3.5, "it begins anew at each link that it finds")
