"""The head's open dashboard follows what happens elsewhere, without a hand on it."""

from tests.processes import until
from tests.walk.browser import Page
from tests.walk.citizen import Citizen


def test_an_open_dashboard_counts_a_new_complaint_by_itself(server):
    page = Page(server.login("kepala"), "/odoo/dasbor")
    try:
        page.sees(".o_lalisa_dashboard h1", ":")
        value = '[data-section="now"] .o_lalisa_tile:nth-child(4) .o_lalisa_value'
        before = int(page.text(value))
        Citizen(server, "6281200000077").text("Ada sapi di jalan depan pasar lama")
        until(lambda: int(page.text(value)) == before + 1, 40, lambda: page.text("main")[:500])
    finally:
        page.close()
