"""The HTML of a report -> one paged document per paper.

Odoo's report templates mark what belongs on every page with the classes `header` and `footer`
and what belongs to one record with `article`. Here each article becomes a document of its own:
its header and footer as running elements in the margin of the page, the page numbers by CSS.
"""
import re
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree, html

# Nothing of these has a place on paper; `base` would send addresses elsewhere.
_DROPPED = ("script", "base", "iframe", "frame", "object", "embed", "applet", "noscript")

# Control characters print as empty boxes, and direction overrides make a text read as another one.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")

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


def page_rule(size, margins):
    """:param size: width, height in mm
    :param margins: top, right, bottom, left in mm"""
    width, height = size
    return (
        f"@page {{ size: {width:g}mm {height:g}mm;"
        f" margin: {' '.join(f'{margin:g}mm' for margin in margins)};"
        " @top-left { content: element(o-print-header); width: 100%; vertical-align: top; }"
        " @bottom-left { content: element(o-print-footer); width: 100%; vertical-align: top; } }"
    )


def split_papers(source, model, rule):
    """:param source: the whole HTML of the report (bytes or str)
    :param model: name of the printed model; an article of another model has no record id
    :param rule: the `@page` rule of the paper format; the template's own rules come later and win
    :return: list of Paper, in the order of the articles"""
    source = source if isinstance(source, str) else source.decode()
    root = html.document_fromstring(_UNPRINTABLE.sub("", source))
    _drop(root)
    headers, footers = _take(root, "header"), _take(root, "footer")
    articles = _of_class(root, "article") or [_body_as_article(root)]
    rule = _override_margin(rule, root)
    return [
        Paper(
            html=_document(root, rule, _nth(headers, index), _nth(footers, index), article),
            record_id=_record_id(article, model),
        )
        for index, article in enumerate(articles)
    ]


def _drop(root):
    for element in list(root.iter(*_DROPPED)):
        element.drop_tree()
    for link in list(root.iter("link")):
        if link.get("rel") != "stylesheet":
            link.drop_tree()


def _of_class(root, name):
    """Elements of this class that do not lie in another one of it."""
    test = f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"
    return root.xpath(f"//div[{test}][not(ancestor::div[{test}])]")


def _take(root, name):
    elements = _of_class(root, name)
    for element in elements:
        element.drop_tree()
        element.classes.add(f"o-print-{name}")
    return elements


def _nth(elements, index):
    """The one that belongs to article `index`; a single one serves all."""
    return elements[index] if index < len(elements) else (elements[-1] if elements else None)


def _body_as_article(root):
    article = html.Element("div", {"class": "article"})
    article.extend(list(root.body))
    article.text = root.body.text
    return article


def _record_id(article, model):
    identifier = article.get("data-oe-id") or ""
    same = article.get("data-oe-model") == model
    return int(identifier) if same and identifier.isdigit() else None


def _override_margin(rule, root):
    """Templates set these on <html> to overrule the paper format (`data-report-margin-top`)."""
    top = root.get("data-report-margin-top") or ""
    if not top.replace(".", "", 1).isdigit():
        return rule
    return f"{rule} @page {{ margin-top: {top}mm; }}"


def _document(root, rule, header, footer, article):
    document = html.Element("html", dict(root.attrib))
    head = deepcopy(root.head) if root.find("head") is not None else html.Element("head")
    head.insert(0, _style(rule + _RUNNING))
    body = html.Element("body", dict(root.body.attrib))
    body.extend(deepcopy(part) for part in (header, footer) if part is not None)
    body.append(article)
    document.extend([head, body])
    return "<!DOCTYPE html>" + etree.tostring(document, method="html", encoding="unicode")


def _style(text):
    style = html.Element("style")
    style.text = text
    return style
