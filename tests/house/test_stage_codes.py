"""What a stage decides stands on the stage: code asks for its role, and no list of codes is kept beside it."""

import re

import pytest

from lalisa_cli.home import ADDONS

CODES = re.findall(r'<field name="code">(\w+)<', (ADDONS / "lalisa_complaint/data/stages.xml").read_text())
ONE = rf"(?:{'|'.join(CODES)})"
# What may name a stage by its code: the records that make stages, ways and words, and made-up cases.
DATA = ("data", "demo", "tests", "migrations")
PATTERNS = {
    "a stage's code is compared": rf"(?:stage_code|stage_id\.code|\bstage\.code|\bs\.code)\b.{{0,40}}['\"]{ONE}['\"]",
    "a code is compared": rf"\.code\b\s*(?:[!=]=|<>|=|(?:not )?in)\s*[(\[]?['\"]{ONE}['\"]",
    "a stage is fetched by its code": rf"\bstage_(?:{ONE}\b|\{{)",
    "codes of stages make a list": rf"[(\[{{]\s*(?:['\"]{ONE}['\"][^,\]]*,\s*){{2}}['\"]{ONE}['\"]",
    "codes of stages make a table": rf"(?m)(?:^\s*\(?['\"]{ONE}['\"],? ?.*\n){{3}}",
}


def list_sources(suffix):
    """List the product's files of a kind, without records, made-up cases and what npm brings."""
    paths = sorted(ADDONS.glob(f"*/**/*{suffix}"))
    parts = [(path, path.relative_to(ADDONS).parts) for path in paths]
    return [path for path, names in parts if not {*DATA, "lib"}.intersection(names) and path.name != "stage_role.py"]


def find_codes(text):
    """Return what of `PATTERNS` a source does: {what: the words}."""
    found = {what: re.search(pattern, text) for what, pattern in PATTERNS.items()}
    return {what: match.group() for what, match in found.items() if match}


@pytest.mark.parametrize("suffix", [".py", ".xml", ".js"])
def test_no_code_of_a_stage_stands_in_the_product_s_code(suffix):
    paths = list_sources(suffix)
    assert len(paths) > 10
    found = {str(path.relative_to(ADDONS)): find_codes(path.read_text()) for path in paths}
    assert {name: codes for name, codes in found.items() if codes} == {}


@pytest.mark.parametrize(
    "text",
    [
        'self.stage_code == "delivery"',
        '("stage_code", "=", "waiting_reporter")',
        'Domain("stage_id.code", "!=", "inform")',
        "WHERE s.code = 'duplicate'",
        'target.code == "delivery"',
        'self.env.ref(f"lalisa_complaint.stage_{code}")',
        'self.env.ref("lalisa_complaint.stage_done")',
        'EARLY = ("receive", "check", "verify", "field_check")',
        "invisible=\"not id or stage_code in ('receive', 'check')\"",
        'STEPS = (\n    ("receive", "Diterima"),\n    ("check", "Diperiksa"),\n    ("verify", "Diverifikasi"),\n)',
        'LABELS = {"receive": "Diterima", "check": "Diperiksa", "verify": "Diverifikasi"}',
    ],
)
def test_a_code_is_found_however_it_is_written(text):
    assert find_codes(text)


@pytest.mark.parametrize(
    "text", ["self.stage_role == StageRole.DONE", 'kind == "check"', '("report", "done")', "stage_code"]
)
def test_other_words_are_no_codes_of_stages(text):
    assert not find_codes(text)
