"""A table of thousands of rows -> PDF, drawn line by line. Knows reportlab and nothing of Odoo, so that a child
process runs this very file: `python long_table.py MEGABYTES < order.json > paper.pdf`.

HTML is laid out box by box and takes longer than the office waits (docs/performance.md); a register is one table of
plain text with fixed columns, so each row is measured once and drawn at once.
"""

import base64
import io
import json
import re
import resource
import sys

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen import canvas

MM = 72 / 25.4
MARGIN = 12 * MM
SIZE, LEADING, PAD = 7, 8.6, 2.2
FOOT = 12 * MM
_BEYOND = re.compile("[\U00010000-\U0010ffff]")
REGULAR, BOLD, OTHER = "Paper", "Paper-Bold", "Paper-Other"


class LongTable:
    """One paper: head, table with repeated headings, what follows the table, page x of y.

    :param order: JSON data: fonts {name: path}, width and height (mm), letterhead (lines), logo (base64 or None),
        title, subtitle, columns [[heading, mm]], notes (lines), signer (lines), footer, qr (text or None)
    :param rows: iterable of lists of text, one for each column
    """

    def __init__(self, order, rows):
        self.order = order
        self.rows = rows
        self.width, self.height = order["width"] * MM, order["height"] * MM
        for name, path in order["fonts"].items():
            _register_font(name, path)
        self.known = pdfmetrics.getFont(REGULAR).face.charToGlyph
        total = sum(mm for _heading, mm in order["columns"])
        room = self.width - 2 * MARGIN
        self.columns = [(heading, mm * room / total) for heading, mm in order["columns"]]
        self.widths = {}
        self.out = io.BytesIO()
        self.canvas = canvas.Canvas(self.out, pagesize=(self.width, self.height), lang="id")
        self.canvas.setTitle(order["title"])
        self.pages = 0

    def draw_table(self):
        """Return the PDF's bytes."""
        self._new_page(first=True)
        for row in self.rows:
            self._draw_row(row)
        self._draw_end()
        self._close_page()
        self.canvas.save()
        return self.out.getvalue()

    # -- pages ----------------------------------------------------------------------------------

    def _new_page(self, first=False):
        if not first:
            self._close_page()
            self.canvas.showPage()
        self.pages += 1
        self.y = self.height - MARGIN
        if first:
            self.canvas.bookmarkPage("begin")
            self.canvas.addOutlineEntry(self.order["title"], "begin", 0)
            self._draw_head()
        self._draw_headings()

    def _close_page(self):
        self.canvas.setFont(REGULAR, 7)
        self.canvas.drawString(MARGIN, MARGIN - 4 * MM, self.order["footer"])
        page = f"Halaman {self.pages} dari "
        x = self.width - MARGIN - pdfmetrics.stringWidth(page, REGULAR, 7) - 9 * MM
        self.canvas.drawString(x, MARGIN - 4 * MM, page)
        # The number of pages is known at the end: a form drawn then, and named on every page.
        self.canvas.saveState()
        self.canvas.translate(self.width - MARGIN - 9 * MM, MARGIN - 4 * MM)
        self.canvas.doForm("pages")
        self.canvas.restoreState()

    def _draw_end(self):
        """Note and the place for the signature, together on a page that has room for both."""
        signer, notes = self.order["signer"], self.order["notes"]
        needed = max(len(notes) * LEADING, 25 * MM) + (len(signer) + 5) * 11 + 6 * MM
        if self.y - needed < FOOT:
            self.canvas.setFont(REGULAR, SIZE)
            self._new_page()
        self.y -= 5 * MM
        top = self.y
        for note in notes:
            self.canvas.setFont(REGULAR, 8)
            self.canvas.drawString(MARGIN, self.y, note)
            self.y -= 10
        if self.order["qr"]:
            self._draw_qr(top - 8 * MM - 10 * len(notes))
        self._draw_signature(top)
        self.canvas.beginForm("pages")
        self.canvas.setFont(REGULAR, 7)
        self.canvas.drawString(0, 0, str(self.pages))
        self.canvas.endForm()

    def _draw_signature(self, y):
        x = self.width - MARGIN - 45 * MM
        for index, line in enumerate(self.order["signer"]):
            if index == 2:
                y -= 20 * MM  # the wet signature
            self.canvas.setFont(BOLD if index == 2 else REGULAR, 9)
            self.canvas.drawCentredString(x, y, line)
            y -= 11

    def _draw_qr(self, y):
        widget = QrCodeWidget(self.order["qr"], barWidth=22 * MM, barHeight=22 * MM)
        drawing = Drawing(22 * MM, 22 * MM)
        drawing.add(widget)
        self.canvas.setFont(REGULAR, 7)
        for index, line in enumerate(("Keaslian dokumen ini dapat diperiksa", "dengan memindai kode di samping.")):
            self.canvas.drawString(MARGIN + 24 * MM, y - index * LEADING, line)
        renderPDF.draw(drawing, self.canvas, MARGIN, y - 14 * MM)

    def _draw_head(self):
        middle = self.width / 2
        if self.order["logo"]:
            picture = ImageReader(io.BytesIO(base64.b64decode(self.order["logo"])))
            self.canvas.drawImage(
                picture, MARGIN, self.y - 20 * MM, 20 * MM, 20 * MM, preserveAspectRatio=True, mask="auto"
            )
        for index, line in enumerate(self.order["letterhead"]):
            font, size = (BOLD, 14) if index == 1 else (REGULAR, 11 if index == 0 else 8)
            self.y -= size * 1.25
            self.canvas.setFont(font, size)
            self.canvas.drawCentredString(middle, self.y, line)
        self.y -= 4 * MM
        for thick, gap in ((1.6, 1.8), (0.5, 16)):
            self.canvas.setLineWidth(thick)
            self.canvas.line(MARGIN, self.y, self.width - MARGIN, self.y)
            self.y -= gap
        for text, font, size in ((self.order["title"], BOLD, 12), (self.order["subtitle"], REGULAR, 9)):
            self.canvas.setFont(font, size)
            self.canvas.drawCentredString(middle, self.y, text)
            self.y -= size * 1.35
        self.y -= 3

    # -- rows -----------------------------------------------------------------------------------

    def _draw_headings(self):
        cells = [(BOLD, self._wrap_text(heading, BOLD, width)) for heading, width in self.columns]
        self._draw_cells(cells, max(len(lines) for _font, lines in cells), fill=0.92)

    def _draw_row(self, row):
        """Draw a row; one longer than the page goes on on the next one."""
        cells = []
        for words, (_heading, width) in zip(row, self.columns, strict=True):
            # reportlab cannot map what lies beyond the basic plane (emoji) back to text.
            text = _BEYOND.sub("\ufffd", words)
            font = self._font_of(text)
            cells.append((font, self._wrap_text(text, font, width)))
        left = max(len(lines) for _font, lines in cells)
        while left > 0:
            room = int((self.y - FOOT - 2 * PAD) / LEADING)
            if room < 1 or (left > room and left * LEADING < self.height / 3):
                self._new_page()
                continue
            now = min(left, room)
            self._draw_cells([(font, lines[:now]) for font, lines in cells], now)
            cells = [(font, lines[now:]) for font, lines in cells]
            left -= now

    def _draw_cells(self, cells, count, fill=None):
        height = count * LEADING + 2 * PAD
        bottom, x = self.y - height, MARGIN
        self.canvas.setLineWidth(0.3)
        for (font, lines), (_heading, width) in zip(cells, self.columns, strict=True):
            if fill:
                self.canvas.setFillGray(fill)
            self.canvas.rect(x, bottom, width, height, fill=1 if fill else 0)
            self.canvas.setFillGray(0)
            if lines:
                text = self.canvas.beginText(x + PAD, self.y - PAD - SIZE)
                text.setFont(font, SIZE, LEADING)
                for line in lines:
                    text.textLine(line)
                self.canvas.drawText(text)
            x += width
        self.y = bottom

    def _font_of(self, text):
        """Return letters that the paper's own font has not are taken from the machine's, where it has one."""
        if text.isascii() or OTHER not in self.order["fonts"]:
            return REGULAR
        return REGULAR if all(ord(letter) in self.known or letter.isspace() for letter in text) else OTHER

    def _wrap_text(self, text, font, width):
        room = width - 2 * PAD
        lines = []
        for paragraph in text.split("\n"):
            line, used = "", 0.0
            for word in paragraph.split():
                long = self._get_width(word, font)
                gap = self._get_width(" ", font) if line else 0
                if used + gap + long <= room:
                    line, used = f"{line} {word}" if line else word, used + gap + long
                    continue
                if line:
                    lines.append(line)
                *full, line = self._break_word(word, font, room) if long > room else [word]
                lines.extend(full)
                used = self._get_width(line, font)
            lines.append(line)
        return lines

    def _break_word(self, word, font, room):
        """Return a word wider than its column, in pieces."""
        pieces, piece, used = [], "", 0.0
        for letter in word:
            width = self._get_width(letter, font)
            if piece and used + width > room:
                pieces.append(piece)
                piece, used = "", 0.0
            piece, used = piece + letter, used + width
        return [*pieces, piece]

    def _get_width(self, text, font):
        """Return words of a register come again and again: each is measured once."""
        key = (font, text)
        if key not in self.widths:
            self.widths[key] = pdfmetrics.stringWidth(text, font, SIZE)
        return self.widths[key]


def _register_font(name, path):
    try:
        pdfmetrics.registerFont(TTFont(name, path))
    except TTFError:
        if name != OTHER:
            raise


def main(megabytes):
    """Draw what stands on the standard input; says each thousandth row on the standard error."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    order = json.load(sys.stdin)
    sys.stdout.buffer.write(LongTable(order, _count_rows(order.pop("rows"))).draw_table())


def _count_rows(rows):
    for index, row in enumerate(rows, 1):
        if not index % 500:
            sys.stderr.write(f"{index}\n")
            sys.stderr.flush()
        yield row


if __name__ == "__main__":
    main(int(sys.argv[1]))
