"""What stands on a paper, read before it is typeset.

Typesetting takes longer than all else in a test. Where the words are what matters, and not pages, fonts or pictures,
the document is read that would be typeset; that its words come out of the printer has tests of its own.
"""

import re
from contextlib import contextmanager
from unittest.mock import patch

from lxml import html

from odoo.addons.report_weasyprint.models import ir_actions_report

# What a reader sees apart from its neighbours.
APART = ("div", "p", "h1", "h2", "h3", "h4", "table", "tr", "td", "th", "ul", "ol", "li", "br", "img", "section")


@contextmanager
def not_typeset():
    """Let every paper of one record that is printed meanwhile be its words, instead of a PDF."""
    words = patch.object(
        ir_actions_report, "render_pdfs", lambda documents, *_options: list(map(read_words, documents))
    )
    with words:
        yield


def read_words(document):
    """:return: bytes"""
    root = html.document_fromstring(document)
    for element in list(root.iter("style", "svg")):
        element.drop_tree()
    for element in root.iter(*APART):
        element.text = f" {element.text or ''}"
        element.tail = f" {element.tail or ''}"
    return re.sub(r"\s+", " ", root.body.text_content()).encode()
