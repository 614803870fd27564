"""One HTML document -> PDF bytes. Knows WeasyPrint and nothing of Odoo: the child process of a
long print imports this file alone."""
import logging

# WeasyPrint reports every CSS property it doesn't print; of no use in a server's log.
for _name in ("weasyprint", "weasyprint.progress", "fontTools"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

OPTIONS = {
    "presentational_hints": True,
    "optimize_images": True,
    "jpeg_quality": 85,
    "dpi": 200,
}


def write_pdf(document, base_url, read):
    """:param document: HTML, complete in itself but for the resources that it names
    :param base_url: what relative addresses refer to
    :param read: called with each absolute address, returns (bytes, mimetype) or raises; an
        address that it refuses leaves its place on the paper empty
    :raises OSError: when the library Pango is missing
    """
    # Imported late: without Pango the import fails, and the rest of Odoo must start.
    from weasyprint import HTML

    fetcher = _fetcher(read)
    return HTML(string=document, base_url=base_url, url_fetcher=fetcher).write_pdf(**OPTIONS)


def _fetcher(read):
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):
        """Replaces all of WeasyPrint's own openers (http, ftp, file) by `read`."""

        def fetch(self, url, headers=None):
            content, mimetype = read(url)
            return URLFetcherResponse(url, content, {"Content-Type": mimetype})

    return Fetcher(allowed_protocols=())
