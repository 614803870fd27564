"""One engine draws one register from JSON: `python drawing.py ENGINE ORDER.json OUT.pdf`, a process of its own."""

import html
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ADDONS = Path(__file__).resolve().parents[1] / "addons"


def draw_ours(order: dict[str, Any], rows: list[list[str]]) -> bytes:
    """Draw the table as the addon does itself."""
    sys.path.insert(0, str(ADDONS / "lalisa_register" / "report"))
    import long_table

    return long_table.LongTable(order, rows).draw_table()


def draw_with_platypus(order: dict[str, Any], rows: list[list[str]]) -> bytes:
    """Draw reportlab's own LongTable of paragraphs."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate

    style = ParagraphStyle("cell", fontSize=7, leading=8.6)
    cells = [[Paragraph(html.escape(text), style) for text in row] for row in rows]
    head = [heading for heading, _width in order["columns"]]
    table = LongTable([head, *cells], colWidths=[mm * 2.6 for _heading, mm in order["columns"]], repeatRows=1)
    table.setStyle([("GRID", (0, 0), (-1, -1), 0.3, "black")])
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=landscape(A4)).build([table])
    return out.getvalue()


def draw_with_weasyprint(order: dict[str, Any], rows: list[list[str]]) -> bytes:
    """Draw the same table as HTML with a small style sheet."""
    from weasyprint import HTML

    head = "".join(f"<th>{html.escape(heading)}</th>" for heading, _width in order["columns"])
    body = "".join(f"<tr>{''.join(f'<td>{html.escape(text)}</td>' for text in row)}</tr>" for row in rows)
    style = (
        "@page { size: A4 landscape; margin: 12mm; @bottom-right { content: counter(page) ' / ' counter(pages) } }"
        "table { border-collapse: collapse; width: 100%; font-size: 7pt } td, th { border: 0.3pt solid; }"
        "thead { display: table-header-group } tr { break-inside: avoid }"
    )
    page = f"<style>{style}</style><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return HTML(string=page).write_pdf()


def draw_halves(order_file: str, out: str) -> None:
    """Draw with WeasyPrint in two processes at once, half of the rows each (page numbers start twice)."""
    parts = [
        subprocess.Popen([sys.executable, __file__, f"weasyprint/{half}", order_file, f"{out}.{half}"])
        for half in (0, 1)
    ]
    for part in parts:
        if part.wait():
            raise SystemExit(1)
    from pypdf import PdfWriter

    writer = PdfWriter()
    for half in (0, 1):
        writer.append(f"{out}.{half}")
    writer.write(out)


def main(engine: str, order_file: str, out: str) -> None:
    """Draw one order; the time and memory are the caller's to measure."""
    if engine == "weasyprint-halves":
        draw_halves(order_file, out)
        return
    order = json.loads(Path(order_file).read_text())
    rows = order.pop("rows")
    if "/" in engine:
        engine, half = engine.split("/")
        middle = len(rows) // 2
        rows = rows[middle:] if int(half) else rows[:middle]
    engines = {"ours": draw_ours, "reportlab-platypus": draw_with_platypus, "weasyprint": draw_with_weasyprint}
    Path(out).write_bytes(engines[engine](order, rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
