"""One HTML document -> PDF bytes. Knows WeasyPrint and nothing of Odoo: the child process of a
long print imports this file alone."""

import logging
import re
from collections.abc import Callable
from types import ModuleType
from typing import Any

# WeasyPrint reports every CSS property it doesn't print; of no use in a server's log.
for _name in ("weasyprint", "weasyprint.progress", "fontTools"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

OPTIONS = {
    "presentational_hints": True,
    "optimize_images": True,
    "jpeg_quality": 85,
    "dpi": 200,
}


class EngineMissing(Exception):
    """Raised where this machine lacks what WeasyPrint needs.

    :param reason: package_missing, library_missing or engine_missing
    :param detail: the name of what is missing; for engine_missing what was said
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


def write_pdf(document: str, base_url: str, read: Callable[[str], tuple[bytes, str]]) -> bytes:
    """Print one document as PDF.

    :param document: HTML, complete in itself but for the resources that it names
    :param base_url: what relative addresses refer to
    :param read: called with each absolute address, returns (bytes, mimetype) or raises; an
        address that it refuses leaves its place on the paper empty
    :raises EngineMissing: a package of Python's or a library of the system's is not there
    """
    fetcher = _build_fetcher(read)
    return _import_engine().HTML(string=document, base_url=base_url, url_fetcher=fetcher).write_pdf(**OPTIONS)


def _import_engine() -> ModuleType:
    """Import WeasyPrint; late, because without its libraries the import fails, and the rest of Odoo must start."""
    try:
        import weasyprint
    except ImportError as error:
        reason = "package_missing" if error.name else "engine_missing"
        raise EngineMissing(reason, error.name or str(error)) from error
    except OSError as error:
        # cffi says which: cannot load library 'libpango-1.0-0': ...
        named = re.search(r"library '([^']+)'", str(error))
        said = ("library_missing", named[1]) if named else ("engine_missing", str(error))
        raise EngineMissing(*said) from error
    return weasyprint


def _build_fetcher(read: Callable[[str], tuple[bytes, str]]) -> Any:
    urls = _import_engine().urls

    class Fetcher(urls.URLFetcher):
        """Replaces all of WeasyPrint's own openers (http, ftp, file) by `read`."""

        def fetch(self: Any, url: str, headers: dict[str, str] | None = None) -> Any:
            content, mimetype = read(url)
            return urls.URLFetcherResponse(url, content, {"Content-Type": mimetype})

    return Fetcher(allowed_protocols=())
