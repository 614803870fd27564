"""The glossary of docs/architecture.md names what there is."""

import re

from lalisa_cli.home import ADDONS, REPO

TEXT = (REPO / "docs" / "architecture.md").read_text()
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| (.*`lalisa\.[^|]+) \|$", re.M)


def find_rows():
    """Return the glossary's rows: [(Indonesian, English, [names of models])]."""
    _before, _heading, section = TEXT.partition("## Glossary")
    section = section.partition("\n## ")[0]
    return [(words, english, re.findall(r"`([^`]+)`", models)) for words, english, models in ROW.findall(section)]


def find_models():
    """Return the names of the models that the addons declare."""
    sources = (path.read_text() for path in ADDONS.rglob("*.py") if "tests" not in path.parts)
    return {name for source in sources for name in re.findall(r'^    _name = "(lalisa\.[\w.]+)"', source, re.M)}


def test_the_page_opens_with_it():
    assert re.findall(r"^## (.+)$", TEXT, re.M)[0] == "Glossary"


def test_every_model_in_it_is_declared_and_every_term_is_there_once():
    rows = find_rows()
    assert len(rows) >= 30
    assert not {model for _words, _english, models in rows for model in models} - find_models()
    terms = [term for words, _english, _models in rows for term in words.split(", ")]
    assert sorted(terms) == sorted(set(terms))
