"""The HTML of a report -> one paged document per paper.

Odoo's report templates mark what belongs on every page with the classes `header` and `footer`
and what belongs to one record with `article`. Here each article becomes a document of its own:
its header and footer as running elements in the margin of the page, the page numbers by CSS.
"""

import re
import unicodedata
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree, html
from lxml.html import HtmlElement

# Nothing of these has a place on paper; `base` would send addresses elsewhere.
_DROPPED = ("script", "base", "iframe", "frame", "object", "embed", "applet", "noscript")

# Control characters print as empty boxes, and direction overrides make a text read as another one.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")

# WeasyPrint tries each letter of a word as a place to break, every time with all that follow: 500 letters in a cell of
# a table take it many seconds. A word this long gets its places to break from us.
_LONG_WORD = re.compile(r"\S{41,}")
_PIECE = 20
_JOINER = "\u200d"

_RUNNING = """
body { margin: 0; padding: 0; max-width: none; overflow: visible; min-width: 0; }
.o-print-header { position: running(o-print-header); }
.o-print-footer { position: running(o-print-footer); }
.o-print-footer .page::after, .o-print-header .page::after { content: counter(page); }
.o-print-footer .topage::after, .o-print-header .topage::after { content: counter(pages); }
.article { overflow-wrap: anywhere; }
"""


@dataclass(frozen=True)
class Paper:
    """One document to print; `record_id` is None when it belongs to no single record."""

    html: str
    record_id: int | None


def build_page_rule(size: tuple[float, float], margins: Sequence[float]) -> str:
    """Build the `@page` rule of a paper format.

    :param size: width, height in mm
    :param margins: top, right, bottom, left in mm"""
    width, height = size
    return (
        f"@page {{ size: {width:g}mm {height:g}mm;"
        f" margin: {' '.join(f'{margin:g}mm' for margin in margins)};"
        " @top-left { content: element(o-print-header); width: 100%; vertical-align: top; }"
        " @bottom-left { content: element(o-print-footer); width: 100%; vertical-align: top; } }"
    )


def split_papers(source: str | bytes, model: str, rule: str) -> list[Paper]:
    """Split the HTML of a report into one document for each article.

    :param source: the whole HTML of the report (bytes or str)
    :param model: name of the printed model; an article of another model has no record id
    :param rule: the `@page` rule of the paper format; the template's own rules come later and win
    :return: list of Paper, in the order of the articles"""
    source = source if isinstance(source, str) else source.decode()
    root = html.document_fromstring(_UNPRINTABLE.sub("", source))
    _drop_elements(root)
    _break_long_words(root)
    headers, footers = _take_out(root, "header"), _take_out(root, "footer")
    articles = _find_of_class(root, "article") or [_wrap_body(root)]
    rule = _override_margin(rule, root)
    return [
        Paper(
            html=_build_document(
                root, rule, _pick_for_article(headers, index), _pick_for_article(footers, index), article
            ),
            record_id=_read_record_id(article, model),
        )
        for index, article in enumerate(articles)
    ]


def _drop_elements(root: HtmlElement) -> None:
    for element in list(root.iter(*_DROPPED)):
        element.drop_tree()
    for link in list(root.iter("link")):
        if link.get("rel") != "stylesheet":
            link.drop_tree()


def _break_long_words(root: HtmlElement) -> None:
    """Put places to break into long words; drawings and styles are left alone."""
    for text in root.xpath("//body//text()[not(ancestor::svg or ancestor::style)]"):
        first, *others = _split_text(text)
        breaks = [html.Element("wbr") for _piece in others]
        for element, piece in zip(breaks, others, strict=True):
            element.tail = piece
        holder = text.getparent()
        if text.is_tail:
            holder.tail, above = first, holder.getparent()
            place = above.index(holder) + 1
        else:
            holder.text, above, place = first, holder, 0
        above[place:place] = breaks


def _split_text(text: str) -> list[str]:
    """Cut a text into pieces that hold no long word; signs that belong to one letter stay together."""
    cuts = [
        at
        for word in _LONG_WORD.finditer(text)
        for at in range(word.start() + _PIECE, word.end(), _PIECE)
        if not unicodedata.category(text[at]).startswith("M") and _JOINER not in text[at - 1 : at + 1]
    ]
    return [text[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def _find_of_class(root: HtmlElement, name: str) -> list[HtmlElement]:
    """Return the elements of this class that do not lie in another one of it."""
    test = f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"
    return root.xpath(f"//div[{test}][not(ancestor::div[{test}])]")


def _take_out(root: HtmlElement, name: str) -> list[HtmlElement]:
    elements = _find_of_class(root, name)
    for element in elements:
        element.drop_tree()
        element.classes.add(f"o-print-{name}")
    return elements


def _pick_for_article(elements: list[HtmlElement], index: int) -> HtmlElement | None:
    """Return the one that belongs to article `index`; a single one serves all."""
    return elements[index] if index < len(elements) else (elements[-1] if elements else None)


def _wrap_body(root: HtmlElement) -> HtmlElement:
    article = html.Element("div", {"class": "article"})
    article.extend(list(root.body))
    article.text = root.body.text
    return article


def _read_record_id(article: HtmlElement, model: str) -> int | None:
    identifier = article.get("data-oe-id") or ""
    same = article.get("data-oe-model") == model
    return int(identifier) if same and identifier.isdigit() else None


def _override_margin(rule: str, root: HtmlElement) -> str:
    """Add the margin that a template sets on <html> to overrule the paper format (`data-report-margin-top`)."""
    top = root.get("data-report-margin-top") or ""
    if not top.replace(".", "", 1).isdigit():
        return rule
    return f"{rule} @page {{ margin-top: {top}mm; }}"


def _build_document(
    root: HtmlElement, rule: str, header: HtmlElement | None, footer: HtmlElement | None, article: HtmlElement
) -> str:
    document = html.Element("html", dict(root.attrib))
    head = deepcopy(root.head) if root.find("head") is not None else html.Element("head")
    head.insert(0, _build_style(rule + _RUNNING))
    body = html.Element("body", dict(root.body.attrib))
    body.extend(deepcopy(part) for part in (header, footer) if part is not None)
    body.append(article)
    document.extend([head, body])
    # libxml2 does not know that these have no end.
    written = etree.tostring(document, method="html", encoding="unicode").replace("</wbr>", "")
    return "<!DOCTYPE html>" + written


def _build_style(text: str) -> HtmlElement:
    style = html.Element("style")
    style.text = text
    return style
