"""What we send to Meta, judged by Meta's own description where it is at hand beside the project."""

import importlib.util
from pathlib import Path

import pytest

PLACE = Path(__file__).resolve().parents[3] / "shared" / "contracts" / "openapi" / "wa_schema.py"
pytestmark = pytest.mark.skipif(not PLACE.exists(), reason="not here: Meta's own description")


def loaded(name, path):
    """A file as a module. :return: the module"""
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sent_file(cloud_api, mimetype):
    """A file's node as it leaves, with the id that its upload gave."""
    from odoo.addons.lalisa_messaging.tools.driver_types import OutboundFile

    node = cloud_api.file_body(OutboundFile("hasil.pdf", mimetype, b"x"), "Hasil aduan")
    return {**node, node["type"]: {"id": "1037543291543634", **node[node["type"]]}}


def test_every_kind_of_request_is_one_that_meta_describes():
    from odoo.addons.lalisa_whatsapp.tools import cloud_api

    meta = loaded("wa_schema", PLACE)
    judge = meta.validator()
    buttons = [("ya", "Ya, kirim sekarang juga"), ("tidak", "Tidak")]
    rows = [(str(number), f"Jenis gangguan ketertiban {number}") for number in range(10)]
    template = {
        "name": "kabar",
        "language": "id",
        "params": ["LL-26-0001", "diperiksa\ndi lapangan"],
    }
    nodes = [
        cloud_api.text_body("a" * 5000),
        cloud_api.text_body("Benar?" * 300, buttons),
        cloud_api.text_body("Apa jenisnya?", rows),
        cloud_api.location_request_body("Di mana?"),
        cloud_api.contact_request_body("Nomor mana yang dapat kami hubungi?"),
        *(sent_file(cloud_api, kind) for kind in ("image/jpeg", "application/pdf")),
        cloud_api.template_body(template),
    ]
    for person in ("6281255501001", "ID.1000"):
        for node in nodes:
            body = cloud_api.envelope(person, node, "acuan-1", reply_to="wamid.1")
            assert not meta.check(body, judge) + meta.rules(body), body
    read = cloud_api.read_body("wamid.1")
    assert not meta.check(read, judge) + meta.rules(read), read
