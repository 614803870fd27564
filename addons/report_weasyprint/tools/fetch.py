"""What a paper may show from outside itself: read inside Odoo, never over the network.

Closed list: `data:` URIs, static files of installed addons, asset bundles, images and files of
the database that the printing user may read, barcodes. Every other address is refused, so that
text typed by a stranger cannot make the server open a file or call an address inside the office.
"""

import base64
import logging
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote, urlsplit
from urllib.request import DataHandler, Request

from reportlab.graphics.barcode.qr import QrCodeWidget

from odoo import models
from odoo.api import Environment
from odoo.exceptions import UserError
from odoo.http import root
from odoo.tools.barcode import createBarcodeDrawing
from odoo.tools.image import image_process
from odoo.tools.mimetypes import guess_mimetype

_logger = logging.getLogger(__name__)

_ASSETS = re.compile(r"/web/assets/[^/]+/(?P<filename>[^/]+\.css)")
_BINARY = re.compile(
    r"/web/(?:image|content)/(?:(?P<id>\d+)(?:-[^/]*)?|(?P<model>[a-z0-9_.]+)/(?P<record>\d+)/"
    r"(?P<field>\w+)|(?P<xmlid>\w+\.\w+))(?:/[^/]*)?"
)
_BARCODE = re.compile(r"/report/barcode/(?P<kind>\w+)/(?P<value>.+)")
_BARCODE_LARGEST = 2000
_MIMETYPES = {
    "css": "text/css",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "ttf": "font/ttf",
    "otf": "font/otf",
    "woff": "font/woff",
    "woff2": "font/woff2",
}


class Refused(Exception):
    """This address is not read."""


class InternalResources:
    """Reads for one print, with the rights of the printing user.

    :param env: the environment of the user who prints
    :param own_urls: addresses under which this Odoo is known; they are never called
    """

    def __init__(self, env: Environment, own_urls: Iterable[str]) -> None:
        self.env = env
        self.own_urls = [url.rstrip("/") for url in own_urls if url]

    def read_address(self, url: str) -> tuple[bytes, str]:
        """Read an address that a report names.

        :return: (bytes, mimetype)
        :raises Refused: for whatever is not on the closed list, or not readable by this user"""
        if url.startswith("data:"):
            return _read_data(url)
        path = self._get_own_path(url)
        for pattern, reader in (
            (_ASSETS, self._read_assets),
            (_BINARY, self._read_binary),
            (_BARCODE, self._read_barcode),
        ):
            if match := pattern.fullmatch(path):
                return reader(url, **match.groupdict())
        return self._read_static(path)

    def _get_own_path(self, url: str) -> str:
        own = next((own for own in self.own_urls if url.startswith(f"{own}/")), None)
        if own is None:
            # The host only: the rest of an address may hold a secret.
            _logger.info("A report asked for an outside address: %s", urlsplit(url).netloc or "-")
            raise Refused("outside address")
        return unquote(urlsplit(url[len(own) :]).path)

    def _read_static(self, path: str) -> tuple[bytes, str]:
        filename = None if ".." in path else root.get_static_file(path)
        if not filename:
            raise Refused("no static file")
        with open(filename, "rb") as file:
            return _add_mimetype(file.read(), path)

    def _read_assets(self, _url: str, filename: str) -> tuple[bytes, str]:
        asset = self.env["ir.asset"]
        try:
            name, rtl, kind, autoprefix = asset._parse_bundle_name(filename, False)
        except ValueError as error:
            raise Refused("no asset bundle") from error
        bundle = self.env["ir.qweb"]._get_asset_bundle(
            name, css=kind == "css", js=False, rtl=rtl, autoprefix=autoprefix
        )
        # sudo: a bundle is public, its attachment belongs to the superuser.
        attachment_sudo = bundle.css().sudo()
        return attachment_sudo.raw, "text/css"

    def _read_binary(
        self, url: str, id: str | None, model: str | None, record: str | None, field: str | None, xmlid: str | None
    ) -> tuple[bytes, str]:  # noqa: A002
        model, field = model or "ir.attachment", field or "raw"
        try:
            found = self.env["ir.binary"]._find_record(xmlid, model, int(id or record or 0), field=field)
            content = _fit_image(_read_binary_value(found, field), url)
        except (UserError, KeyError, ValueError, OSError) as error:
            # Missing, forbidden, not a binary: for the paper all the same, an empty place.
            raise Refused("no readable image") from error
        return content, guess_mimetype(content)

    def _read_barcode(self, url: str, kind: str, value: str) -> tuple[bytes, str]:
        """Draw a barcode as an SVG: sharp at every size, and without a picture library."""
        asked = dict(parse_qsl(urlsplit(url).query))
        try:
            options = {key: int(asked[key]) for key in ("width", "height") if key in asked}
            if max(options.values(), default=0) > _BARCODE_LARGEST:
                raise Refused("barcode too large")
            if kind == "QR":
                return _draw_qr_code(value, **options).encode(), "image/svg+xml"
            drawing = createBarcodeDrawing(kind, value=value, format="svg", **options)
            return drawing.asString("svg").encode(), "image/svg+xml"
        except (ValueError, AttributeError, TypeError, KeyError) as error:
            raise Refused("no barcode") from error


def _draw_qr_code(value: str, **size: int) -> str:
    """Draw a QR code as one path.

    reportlab draws a rectangle for each bar, which takes longer than all else on a paper, and longer still to read.
    """
    code = QrCodeWidget(value)
    code.qr.make()
    sides = " ".join(f'{side}="{size.get(side) or round(code.barWidth)}"' for side in ("width", "height"))
    modules = code.qr.getModuleCount() + 2 * code.barBorder
    bars = []
    for y, row in enumerate(code.qr.modules, code.barBorder):
        for bar in re.finditer("#+", "".join("#" if is_dark else " " for is_dark in row)):
            count = len(bar[0])
            bars.append(f"M{bar.start() + code.barBorder} {y}h{count}v1h-{count}z")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {sides} viewBox="0 0 {modules} {modules}"'
        f' preserveAspectRatio="none"><path d="{"".join(bars)}"/></svg>'
    )


def _fit_image(content: bytes, url: str) -> bytes:
    """Return a picture no larger than its address asks for, as the web client would get it; others as they are."""
    asked = dict(parse_qsl(urlsplit(url).query))
    size = tuple(int(asked.get(side, 0)) for side in ("width", "height"))
    return image_process(content, size=size) if any(size) else content


def _read_binary_value(record: models.BaseModel, field: str) -> bytes:
    if record._name == "ir.attachment":
        if record.type == "url":
            raise Refused("outside address")
        field = "raw"
    elif record._fields[field].type != "binary":
        raise Refused("no image")
    value = record[field]
    return value if field == "raw" else base64.b64decode(value or b"")


def _read_data(url: str) -> tuple[bytes, str]:
    try:
        # Only this handler is asked, and it opens nothing.
        response = DataHandler().data_open(Request(url))  # noqa: S310
    except ValueError as error:
        raise Refused("broken data: address") from error
    return response.read(), response.headers.get_content_type()


def _add_mimetype(content: bytes, path: str) -> tuple[bytes, str]:
    extension = path.rsplit(".", 1)[-1].lower()
    return content, _MIMETYPES.get(extension) or guess_mimetype(content)
