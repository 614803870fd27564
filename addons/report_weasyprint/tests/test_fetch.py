import base64
import io
import re

from PIL import Image
from reportlab.graphics.barcode.qr import QrCodeWidget

from odoo.tests import TransactionCase, new_test_user, tagged

from ..tools.fetch import InternalResources, Refused

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
OWN = "http://office.example:8069"


@tagged("post_install", "-at_install")
class TestFetch(TransactionCase):
    def setUp(self):
        super().setUp()
        self.resources = InternalResources(self.env, [OWN + "/", False])

    def assert_refused(self, url, resources=None):
        with self.subTest(url=url), self.assertRaises(Refused):
            (resources or self.resources).read_address(url)

    def test_static_files_of_addons_are_read(self):
        content, mimetype = self.resources.read_address(f"{OWN}/report_weasyprint/static/src/print/report.css?x=1")
        self.assertIn(b".nowrap", content)
        self.assertEqual(mimetype, "text/css")

    def test_asset_bundles_are_read(self):
        url = f"{OWN}/web/assets/1a2b3c/web.report_assets_common.min.css"
        content, mimetype = self.resources.read_address(url)
        self.assertIn(b".table", content)
        self.assertEqual(mimetype, "text/css")

    def test_data_addresses_are_read(self):
        encoded = base64.b64encode(PIXEL).decode()
        read = self.resources.read_address(f"data:image/png;base64,{encoded}")
        self.assertEqual(read, (PIXEL, "image/png"))

    def test_barcodes_are_drawn(self):
        for address in ("QR/LL-26-0042?width=90", "Code128/LL-26-0042?width=90&height=30"):
            content, mimetype = self.resources.read_address(f"{OWN}/report/barcode/{address}")
            self.assertIn(b"<svg", content)
            self.assertEqual(mimetype, "image/svg+xml")

    def test_a_qr_code_is_dark_where_it_should_be_and_has_its_quiet_border(self):
        content, _mimetype = self.resources.read_address(f"{OWN}/report/barcode/QR/LL-26-0042?width=90")
        drawn = {
            (int(x) + step, int(y))
            for x, y, count in re.findall(rb"M(\d+) (\d+)h(\d+)v1h-\3z", content)
            for step in range(int(count))
        }
        code = QrCodeWidget("LL-26-0042")
        code.qr.make()
        size = code.qr.getModuleCount()
        dark = {(x + 4, y + 4) for y in range(size) for x in range(size) if code.qr.modules[y][x]}
        self.assertEqual(drawn, dark)
        self.assertIn(f'viewBox="0 0 {size + 8} {size + 8}"'.encode(), content)

    def test_images_of_the_database_are_read_with_the_users_rights(self):
        reader = new_test_user(self.env, "reader", groups="base.group_user")
        partner = self.env["res.partner"].create({"name": "P"})
        attachment = self.env["ir.attachment"].create(
            {"name": "x.png", "raw": PIXEL, "res_model": "res.partner", "res_id": partner.id}
        )
        hidden = self.env["ir.attachment"].create(
            {
                "name": "y.png",
                "raw": PIXEL,
                "res_model": "ir.config_parameter",
                "res_id": self.env["ir.config_parameter"].search([], limit=1).id,
            }
        )
        theirs = InternalResources(self.env(user=reader), [OWN])
        for form in ("/web/image/%s", "/web/content/%s", "/web/image/ir.attachment/%s/raw", "/web/image/%s-abc/x.png"):
            self.assertEqual(theirs.read_address(OWN + form % attachment.id), (PIXEL, "image/png"))
        self.assert_refused(f"{OWN}/web/image/{hidden.id}", theirs)
        self.assert_refused(f"{OWN}/web/image/{attachment.id + 1000000}", theirs)
        self.assert_refused(f"{OWN}/web/image/res.users/{reader.id}/nofield", theirs)

    def test_a_picture_is_no_larger_than_its_address_asks_for(self):
        stream = io.BytesIO()
        Image.new("RGB", (300, 200), "red").save(stream, "JPEG")
        attachment = self.env["ir.attachment"].create({"name": "x.jpg", "raw": stream.getvalue()})
        content, _mimetype = self.resources.read_address(f"{OWN}/web/image/{attachment.id}?width=60&height=60")
        self.assertEqual(Image.open(io.BytesIO(content)).size, (60, 40))
        whole, _mimetype = self.resources.read_address(f"{OWN}/web/image/{attachment.id}")
        self.assertEqual(whole, stream.getvalue())
        self.assert_refused(f"{OWN}/web/image/{attachment.id}?width=x")

    def test_image_fields_of_records_are_read(self):
        company = self.env.company
        company.logo = base64.b64encode(PIXEL)
        url = f"{OWN}/web/image/res.company/{company.id}/logo"
        self.assertEqual(self.resources.read_address(url)[1], "image/png")
        self.assert_refused(f"{OWN}/web/image/res.company/{company.id}/name")

    def test_an_attachment_that_points_outside_is_not_followed(self):
        attachment = self.env["ir.attachment"].create(
            {"name": "away", "type": "url", "url": "http://169.254.169.254/latest"}
        )
        self.assert_refused(f"{OWN}/web/image/{attachment.id}")

    def test_every_other_address_is_refused(self):
        for url in (
            "file:///etc/passwd",
            "http://169.254.169.254/latest/meta-data/",
            "https://office.example:8069/web/static/img/logo.png",
            "http://office.example:80690/web/static/img/logo.png",
            "http://office.example:8069@evil.example/web/static/img/logo.png",
            "http://localhost:8069/web/static/img/logo.png",
            "ftp://office.example/x",
            "gopher://office.example/x",
            "jar:file:///x",
            "//evil.example/x.png",
            f"{OWN}/web/session/get_session_info",
            f"{OWN}/report/pdf/base.report_irmodeloverview/1",
            f"{OWN}/web/static/../../../../../etc/passwd",
            f"{OWN}/web/static/%2e%2e/%2e%2e/__manifest__.py",
            f"{OWN}/web/models/models.py",
            f"{OWN}/web/assets/1/no_such_bundle.css",
            f"{OWN}/report/barcode/QR/x?width=99999&height=99999",
            f"{OWN}/report/barcode/NoSuchKind/x",
            "data:no comma",
        ):
            self.assert_refused(url)
