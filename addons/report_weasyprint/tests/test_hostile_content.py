import http.server
import io
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdf
from markupsafe import Markup

from odoo.tests import tagged

from .common import PrintCase, read_text

RAW = '<div t-out="raw"/>'


class Listener(http.server.BaseHTTPRequestHandler):
    """A service inside the office that must not be called."""

    def do_GET(self):
        self.server.calls.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"INTERNAL SECRET")

    def log_message(self, *args):
        pass


@tagged("post_install", "-at_install")
class TestHostileContent(PrintCase):
    """What a stranger typed may be anything: it is printed as text or not at all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.raw_report = cls.make_report("raw", extra=RAW)

    def printed(self, value):
        self.first.ref = value
        return read_text(self.print(self.first))

    def printed_raw(self, value):
        # The template is handed markup, as if an addon had trusted what a stranger typed.
        data = {"raw": Markup(value)}  # noqa: S704
        return read_text(self.print(self.first, self.raw_report, data=data))

    def test_markup_in_a_text_is_printed_as_typed(self):
        printed = self.printed("<b>bold</b><script>alert(1)</script> {{7*7}} %(x)s")
        self.assertIn("<script>alert(1)</script>", printed)
        self.assertIn("{{7*7}}", printed)

    def test_no_file_of_the_server_is_shown_or_attached(self):
        folder = Path(self.enterContext(TemporaryDirectory()))
        svg = "<svg xmlns='http://www.w3.org/2000/svg' width='200' height='20'><text y='15'>FILE SECRET</text></svg>"
        (folder / "secret.svg").write_text(svg)
        (folder / "secret.css").write_text('p::after { content: "FILE SECRET" }')
        picture, sheet = f"file://{folder}/secret.svg", f"file://{folder}/secret.css"
        raw = (
            f'<link rel="attachment" href="{picture}"/><a rel="attachment" href="{picture}">x</a><img src="{picture}"/>'
            f'<object data="{picture}"></object><iframe src="{picture}"></iframe><embed src="{picture}"/>'
            f'<link rel="stylesheet" href="{sheet}"/><style>@import "{sheet}"; p {{ background: url({picture}) }}'
            '</style><img src="file:///etc/passwd"/><p>end</p>'
        )
        content = self.print(self.first, self.raw_report, data={"raw": Markup(raw)})  # noqa: S704
        self.assertNotIn("FILE SECRET", read_text(content))
        self.assertIn("end", read_text(content))
        self.assertFalse(pypdf.PdfReader(io.BytesIO(content)).attachments)

    def test_no_address_is_called(self):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
        server.calls = []
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        url = f"http://127.0.0.1:{server.server_port}"
        svg = f"<svg xmlns='http://www.w3.org/2000/svg'><image href='{url}/6'/></svg>"
        printed = self.printed_raw(
            f'<img src="{url}/1"/><link rel="stylesheet" href="{url}/2"/>'
            f'<style>@import "{url}/3"; @font-face {{ font-family: x; src: url({url}/4) }}'
            f" p {{ background: url({url}/5); font-family: x }}</style><p>end</p>"
            f'<img src="data:image/svg+xml,{svg}"/><a href="{url}/7">a link</a>'
            '<img src="http://169.254.169.254/latest/meta-data/"/>'
        )
        self.assertEqual(server.calls, [])
        self.assertIn("end", printed)
        self.assertNotIn("INTERNAL SECRET", printed)

    def test_a_word_of_ten_thousand_letters_is_printed_whole_and_inside_the_page(self):
        printed = self.printed("A" * 10_000)
        self.assertGreaterEqual(printed.count("A"), 10_000)
        self.assertGreater(max(map(len, printed.splitlines())), 40)
        self.assertLess(max(map(len, printed.splitlines())), 200)

    def test_a_long_word_in_a_cell_of_a_table_does_not_hold_the_print_up(self):
        cells = "<td>0</td>" * 9
        printed = self.printed_raw(f"<table><tr><td>{'A' * 2_000}</td>{cells}</tr></table>")
        self.assertGreaterEqual(printed.count("A"), 2_000)

    def test_emoji_and_right_to_left_text_do_not_stop_the_print(self):
        printed = self.printed("\U0001f600 \u0645\u0631\u062d\u0628\u0627 \ufdfd end")
        # Where no font has a sign, the reader of this test sees the letters with zero bytes.
        self.assertIn("end", printed.replace("\x00", ""))
        self.assertIn("Partner Paringin", printed)

    def test_control_characters_and_direction_overrides_are_left_out(self):
        self.assertIn("abcend", self.printed("a\x01b\x1f\x7f\u202ec\u2028\ufeffend"))
