from odoo.tests import BaseCase

from odoo.addons.lalisa_messaging.tests.growth import growth

from ..tools.place import parse_coordinates

HERE = (-2.33512, 115.46101)
LINKS = (
    "https://maps.google.com/?q=-2.33512,115.46101",
    "https://maps.google.co.id/maps?ll=-2.33512,115.46101&z=17",
    "https://www.google.com/maps/place/Pasar/@-2.33512,115.46101,17z",
    "http://google.com/maps?query=-2.33512%2C115.46101",
    "https://maps.apple.com/?ll=-2.33512,115.46101",
    "https://www.openstreetmap.org/?mlat=-2.33512&mlon=115.46101",
    "HTTPS://MAPS.GOOGLE.COM/?Q=-2.33512,115.46101",
    "lokasi:https://maps.google.com/?q=-2.33512,115.46101",
    "https://maps.google.com/ https://maps.google.com/?q=-2.33512,115.46101",
    " -2.33512, 115.46101 ",
)
NONE = (
    None,
    "",
    "Ada sapi di jalan",
    "https://maps.google.com/?q=Pasar+Paringin",
    "https://example.org/?q=-2.33512,115.46101",
    "https://maps.google.com/ ?q=-2.33512,115.46101",
    "https://maps.google.com/?q=-92.33512,115.46101",
    "?q=-2.33512,115.46101 https://maps.google.com/",
    "-2.3,115.4",
)


class TestPlace(BaseCase):
    """A place is read out of a text, and nothing that only looks like one."""

    def test_the_figures_of_a_map_link_and_a_bare_pair_are_a_place(self):
        for text in LINKS:
            with self.subTest(text):
                self.assertEqual(parse_coordinates(text), HERE)
                self.assertEqual(
                    parse_coordinates(f"Balap liar di sini {text} tiap malam"), HERE if "http" in text.lower() else None
                )

    def test_other_figures_are_none(self):
        for text in NONE:
            with self.subTest(text):
                self.assertIsNone(parse_coordinates(text))

    def test_links_without_end_take_no_more_than_their_share_of_time(self):
        for unit in ("http://maps.google...aaa", "https://maps.google.com/x", "https://www.google.com/maps@-2.3,"):
            self.assertLess(growth(parse_coordinates, unit, largest=160_000), 3.5, unit)
