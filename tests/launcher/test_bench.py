"""What the benches reach for in the addons is there; that they measure is `./lalisa bench` itself."""

import ast
import importlib.util
from pathlib import Path

import reportlab

import bench
from lalisa_cli.home import ADDONS, REPO

BENCH = REPO / "bench"
REGISTER = {
    "width": 297,
    "height": 210,
    "letterhead": ["Kantor"],
    "logo": None,
    "title": "Buku Register",
    "subtitle": "",
    "columns": [["Nomor", 20], ["Perihal", 80]],
    "notes": [],
    "signer": [],
    "footer": "",
    "qr": None,
}


def find_imports(path):
    """Yield the dotted names that a file imports from our addons."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("odoo.addons.lalisa"):
            yield node.module


def test_every_script_inside_odoo_imports_what_is_there():
    named = [(path.name, name) for path in (BENCH / "inside").glob("*.py") for name in find_imports(path)]
    assert named
    for script, name in named:
        place = ADDONS.joinpath(*name.split(".")[2:])
        assert place.with_suffix(".py").is_file() or place.is_dir(), (script, name)


def test_the_register_is_drawn_by_the_addon_that_owns_it():
    spec = importlib.util.spec_from_file_location("drawing", BENCH / "drawing.py")
    drawing = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(drawing)
    font = str(Path(reportlab.__file__).with_name("fonts") / "Vera.ttf")
    order = {**REGISTER, "fonts": {"Paper": font, "Paper-Bold": font}}
    assert drawing.draw_ours(order, [["LL-26-0001", "Ternak lepas"]]).startswith(b"%PDF")


def test_every_bench_says_in_its_first_line_what_it_measures():
    found = bench.find_benches()
    assert {"accept", "board", "burst", "flow", "move", "outbox", "papers"} <= set(found)
    assert all(": " in module.__doc__.splitlines()[0] for module in found.values())
