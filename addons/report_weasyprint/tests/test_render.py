import io
import os
import sys
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

import pypdf

from odoo.tests import BaseCase, tagged

from ..tools.fetch import Refused
from ..tools.render import Limits, PrintFailed, render_pdfs
from .common import read_text

BASE = "http://office.example"
CHILD = Limits(inline_chars=0, seconds=60)
CSS = f'<link rel="stylesheet" href="{BASE}/a.css"/>'


def refuse(url):
    raise Refused(url)


def read_css(url):
    if url == f"{BASE}/a.css":
        return b"p::after { content: ' styled' }", "text/css"
    raise Refused(url)


# What stands in for the package that WeasyPrint reaches its libraries with.
WITHOUT = {
    ("package_missing", "cffi"): "raise ModuleNotFoundError(\"No module named 'cffi'\", name='cffi')",
    ("library_missing", "libpango-1.0-0"): "raise OSError(\"cannot load library 'libpango-1.0-0': no such file\")",
    ("engine_missing", "of another kind"): "raise OSError('of another kind')",
}


class TestRender(BaseCase):
    def without_engine(self, code):
        """Leave this process and its children without a working engine until the test ends."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        Path(folder.name, "cffi.py").write_text(code)
        self.startPatcher(patch.dict(os.environ, {"PYTHONPATH": folder.name}))
        self.startPatcher(patch.object(sys, "path", [folder.name, *sys.path]))
        gone = ("weasyprint", "cffi")
        kept = {name: module for name, module in sys.modules.items() if name.split(".")[0] not in gone}
        self.startPatcher(patch.dict(sys.modules, kept, clear=True))

    def test_what_is_missing_on_the_server_is_named(self):
        for (reason, detail), code in WITHOUT.items():
            for limits in (Limits(), CHILD):
                with self.subTest(reason, child=limits is CHILD):
                    self.without_engine(code)
                    with self.assertRaises(PrintFailed) as caught:
                        render_pdfs(["<p>one</p>"], BASE, refuse, limits)
                    self.assertEqual((caught.exception.reason, caught.exception.detail), (reason, detail))

    @tagged("post_install", "thorough")
    def test_short_and_long_prints_look_the_same(self):
        document = f"<html><head>{CSS}</head><body><p>kept</p></body></html>"
        for limits in (Limits(), CHILD):
            [pdf] = render_pdfs([document], BASE, read_css, limits)
            self.assertIn("kept styled", read_text(pdf))

    def test_each_document_is_a_pdf_of_its_own_in_the_same_order(self):
        for limits in (Limits(), CHILD):
            pdfs = render_pdfs(["<p>one</p>", "<p>two</p>"], BASE, refuse, limits)
            self.assertEqual([read_text(pdf).strip() for pdf in pdfs], ["one", "two"])

    def test_a_refused_resource_leaves_its_place_empty(self):
        document = f'<p>before</p><img src="{BASE}/no.png"/><p>after</p>'
        for limits in (Limits(), CHILD):
            [pdf] = render_pdfs([document], BASE, refuse, limits)
            self.assertIn("after", read_text(pdf))

    @tagged("post_install", "thorough")
    def test_two_thousand_rows_are_printed_by_the_child(self):
        rows = "".join(f"<tr><td>{n}</td><td>Paringin</td></tr>" for n in range(2000))
        document = f"<table>{rows}</table>"
        [pdf] = render_pdfs([document], BASE, refuse, Limits(inline_chars=1000))
        self.assertIn("1999", pypdf.PdfReader(io.BytesIO(pdf)).pages[-1].extract_text())

    def test_a_print_that_takes_too_long_is_ended(self):
        rows = "<tr><td>row</td></tr>" * 20000
        started = time.monotonic()
        with self.assertRaises(PrintFailed) as caught:
            render_pdfs([f"<table>{rows}</table>"], BASE, refuse, Limits(inline_chars=0, seconds=2))
        self.assertEqual(caught.exception.reason, "too_long")
        self.assertLess(time.monotonic() - started, 10)

    @tagged("post_install", "thorough")
    def test_a_print_that_takes_too_much_memory_is_ended(self):
        # A busy machine takes long to fill the memory; the time is another test's.
        rows = "<tr><td>row</td></tr>" * 20000
        with self.assertRaises(PrintFailed) as caught:
            render_pdfs([f"<table>{rows}</table>"], BASE, refuse, Limits(inline_chars=0, seconds=900, megabytes=300))
        self.assertEqual(caught.exception.reason, "too_large")

    @tagged("post_install", "thorough")
    def test_nesting_without_end_is_refused_and_harms_nobody(self):
        document = "<div>" * 3000 + "deep" + "</div>" * 3000
        for limits in (Limits(), CHILD):
            with self.assertRaises(PrintFailed) as caught:
                render_pdfs([document], BASE, refuse, limits)
            self.assertEqual(caught.exception.reason, "too_large")
