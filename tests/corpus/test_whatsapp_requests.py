"""What we send to Meta, judged by Meta's own description where it is at hand beside the project."""

import importlib.util
from pathlib import Path

import pytest

PLACE = Path(__file__).resolve().parents[3] / "shared" / "contracts" / "openapi" / "wa_schema.py"
pytestmark = pytest.mark.skipif(not PLACE.exists(), reason="not here: Meta's own description")


def load_module(name, path):
    """Load a file as a module and return it."""
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sent_file(cloud_api, mimetype):
    """Return a file's node as it leaves, with the id that its upload gave."""
    from odoo.addons.lalisa_messaging.tools.driver_types import OutboundFile

    node = cloud_api.file_body(OutboundFile("hasil.pdf", mimetype, b"x"), "Hasil aduan")
    return {**node, node["type"]: {"id": "1037543291543634", **node[node["type"]]}}


def test_every_kind_of_request_is_one_that_meta_describes():
    from odoo.addons.lalisa_whatsapp.tools import cloud_api

    meta = load_module("wa_schema", PLACE)
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
            body = cloud_api.build_envelope(person, node, "acuan-1", reply_to="wamid.1")
            assert not meta.check(body, judge) + meta.rules(body), body
    read = cloud_api.read_body("wamid.1")
    assert not meta.check(read, judge) + meta.rules(read), read


def spoil_body(node, path=()):
    """Copy of a body, each with one thing wrong: something left out, unknown, of another kind, too long, or empty.

    :return: [(what, body)]
    """
    if isinstance(node, dict):
        yield ("unknown", path), {**node, "asing": 1}
        for name in node:
            yield ("left out", (*path, name)), {key: value for key, value in node.items() if key != name}
            for what, changed in spoil_body(node[name], (*path, name)):
                yield what, {**node, name: changed}
    elif isinstance(node, list):
        yield ("empty", path), []
        yield ("many", path), node * 11
        for place, item in enumerate(node):
            for what, changed in spoil_body(item, (*path, place)):
                yield what, [*node[:place], changed, *node[place + 1 :]]
    elif isinstance(node, str):
        yield from ((("text", path), wrong) for wrong in (7, None, "", "x" * 5000, "x\ny", {"a": 1}))
    else:
        yield from ((("value", path), wrong) for wrong in ("x", None, []))


@pytest.mark.thorough
def test_the_fake_graph_api_refuses_whatever_meta_would():
    from odoo.addons.lalisa_simulator.tools import graph_judge
    from odoo.addons.lalisa_whatsapp.tools import cloud_api

    meta = load_module("wa_schema", PLACE)
    judge = meta.validator()
    template = {"name": "kabar", "language": "id", "params": ["LL-26-0001", "diperiksa"]}
    nodes = [
        cloud_api.text_body("Halo"),
        cloud_api.text_body("Benar?", [("ya", "Ya"), ("tidak", "Tidak")]),
        cloud_api.text_body("Apa jenisnya?", [(str(number), f"Jenis {number}") for number in range(5)]),
        cloud_api.location_request_body("Di mana?"),
        cloud_api.contact_request_body("Nomor mana?"),
        *(sent_file(cloud_api, kind) for kind in ("image/jpeg", "application/pdf")),
        cloud_api.template_body(template),
    ]
    good = [
        cloud_api.build_envelope(person, node, "acuan-1", reply_to="wamid.1")
        for node in nodes
        for person in ("6281255501001", "ID.1000")
    ]
    assert all(is_taken(graph_judge, body) for body in good)
    changed = [one for body in good for one in spoil_body(body)]
    assert sum(not is_meant(meta, judge, body) for _what, body in changed) > len(changed) / 2, "most are wrong"
    # Where Meta's description allows more than what our driver sends, the stand-in may be stricter, never laxer.
    lax = [what for what, body in changed if is_taken(graph_judge, body) and not is_meant(meta, judge, body)]
    assert not lax, lax


def is_meant(meta, judge, body):
    """Tell whether Meta's own description takes a body."""
    return judge.is_valid(body) and not meta.rules(body)


def is_taken(graph_judge, body):
    try:
        return bool(graph_judge.judge_message(body, window_open=True))
    except graph_judge.Refused:
        return False
