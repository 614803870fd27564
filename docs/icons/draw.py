#!/usr/bin/env python3
"""Draws the icons of the addons: python docs/icons/draw.py [addon …]

Each is the same shield in the colour of its subject, with a sign of its own. It is written as icon.svg and, through a
headless Chromium (on PATH or named in $CHROMIUM), as icon.png into the addon's static/description. Needs Pillow.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

ADDONS = Path(__file__).resolve().parents[2] / "addons"
SIZE = 128
SHIELD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
    '<path d="M50 6 88 18v30c0 24-16 39-38 46C28 87 12 72 12 48V18z" fill="{dark}"/>'
    '<path d="M50 14 80 23v25c0 19-12 31-30 38-18-7-30-19-30-38V23z" fill="{light}"/>'
    "{sign}</svg>\n"
)
GOLD = "#d9a521"
# The shield's edge and its field.
GREEN, TEAL, BLUE = ("#1f4e3d", "#2f7d5f"), ("#0f4a52", "#1c7c86"), ("#1d3f72", "#2f66b3")
SKY, PURPLE, RED = ("#1b5a86", "#2f93cf"), ("#46305f", "#77559c"), ("#6b2320", "#a8423c")
BROWN, GREY = ("#5a3d1c", "#94682f"), ("#3a4450", "#66727f")
BUBBLE = "M32 36h36a5 5 0 0 1 5 5v18a5 5 0 0 1-5 5H50L40 74V64h-8a5 5 0 0 1-5-5V41a5 5 0 0 1 5-5z"


def draw_white(path: str) -> str:
    return f'<path d="{path}" fill="#fff"/>'


def draw_gold(path: str) -> str:
    return f'<path d="{path}" fill="{GOLD}"/>'


def draw_line(path: str, colour: str = "#fff", width: int = 5) -> str:
    shape = f'fill="none" stroke="{colour}" stroke-width="{width}"'
    return f'<path d="{path}" {shape} stroke-linecap="round" stroke-linejoin="round"/>'


def draw_dots(*places: tuple[float, float], colour: str = GOLD, radius: float = 3.5) -> str:
    return "".join(f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}"/>' for x, y in places)


PHONE = draw_white("M39 27h22a4 4 0 0 1 4 4v38a4 4 0 0 1-4 4H39a4 4 0 0 1-4-4V31a4 4 0 0 1 4-4z")
# addon: (the shield's two colours, the sign)
ICONS = {
    "lalisa": (
        GREEN,
        draw_gold("M50 25l6.5 14.6 15.9 1.6-12 10.6 3.5 15.6L50 59.3l-13.9 8.1 3.5-15.6-12-10.6 15.9-1.6z"),
    ),
    "lalisa_base": (
        GREY,
        draw_white("M30 56h16v12H30zM54 56h16v12H54zM42 40h16v12H42z") + draw_gold("M28 71h44v5H28zM46 28h8v8h-8z"),
    ),
    "lalisa_complaint": (GREEN, draw_white(BUBBLE) + draw_dots((40, 50), (50, 50), (60, 50))),
    "lalisa_dispatch": (
        RED,
        draw_white("M25 38h28v24H25zM56 45h11l8 9v8H56z")
        + draw_gold("M35 32h8v4h-8z")
        + draw_dots((36, 63), (64, 63), colour="#fff", radius=7)
        + draw_dots((36, 63), (64, 63)),
    ),
    "lalisa_register": (
        BROWN,
        draw_white("M30 29h36a4 4 0 0 1 4 4v36a4 4 0 0 1-4 4H30z")
        + draw_gold("M30 29h6v44h-6z")
        + draw_line("M44 52l6 6 12-14", BROWN[0]),
    ),
    "lalisa_oversight": (
        BLUE,
        draw_white("M29 54h10v16H29zM45 44h10v26H45z")
        + draw_gold("M61 32h10v38H61z")
        + draw_line("M27 75h46", width=4),
    ),
    "lalisa_messaging": (
        TEAL,
        draw_white("M28 36h44a3 3 0 0 1 3 3v24a3 3 0 0 1-3 3H28a3 3 0 0 1-3-3V39a3 3 0 0 1 3-3z")
        + draw_line("M29 41l21 15 21-15", GOLD, 4),
    ),
    "lalisa_intake": (
        TEAL,
        draw_white("M27 54h12l4 7h14l4-7h12v15a4 4 0 0 1-4 4H31a4 4 0 0 1-4-4z")
        + draw_line("M50 28v19M42 40l8 8 8-8", GOLD),
    ),
    "lalisa_intake_oversight": (
        BLUE,
        draw_white(BUBBLE)
        + f'<g fill="{GOLD}"><path d="M37 51h6v7h-6zM47 46h6v12h-6z"/><path d="M57 41h6v17h-6z"/></g>',
    ),
    "lalisa_whatsapp": (
        ("#1b5e2a", "#34914a"),
        PHONE
        + '<path d="M39 33h22v30H39z" fill="#34914a"/>'
        + draw_dots((50, 68), radius=2.5)
        + draw_line("M44 48l5 5 8-10"),
    ),
    "lalisa_telegram": (SKY, draw_white("M24 48 76 28 66 71 50 60l-8 9-2-14z") + draw_line("M41 55l27-21", GOLD, 3)),
    "lalisa_staff_chat": (
        PURPLE,
        draw_white("M30 32h26a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H42l-8 8v-8h-4a4 4 0 0 1-4-4V36a4 4 0 0 1 4-4z")
        + draw_gold("M64 46h6a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4h-3v8l-8-8H48a4 4 0 0 1-4-4v-6h16a4 4 0 0 0 4-4z"),
    ),
    "lalisa_whatsapp_manual": (
        ("#1b5e2a", "#34914a"),
        PHONE + draw_line("M42 40h16M42 48h16", "#34914a", 3) + draw_gold("M48 70l2-9 16-16 7 7-16 16z"),
    ),
    "lalisa_simulator": (
        ("#8a4b0f", "#c9771f"),
        PHONE
        + '<path d="M39 33h22v30H39z" fill="#c9771f"/>'
        + draw_white("M45 40l13 8-13 8z")
        + draw_dots((50, 68), radius=2.5),
    ),
    "report_weasyprint": (
        GREY,
        draw_white("M34 26h22l12 12v36H34z")
        + draw_gold("M56 26l12 12H56z")
        + draw_line("M41 48h20M41 56h20M41 64h12", GREY[1], 3.5),
    ),
}


def draw_icon(addon: str) -> str:
    """Draw an addon's icon.svg and return its text."""
    (dark, light), sign = ICONS[addon]
    return SHIELD.format(dark=dark, light=light, sign=sign)


def write_icons(addons: Iterable[str]) -> None:
    """Write the icon.svg and the icon.png of addons."""
    page = "".join(draw_icon(addon) for addon in addons)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
        sheet = _photograph_page(Path(work), page, SIZE * len(addons))
        for place, addon in enumerate(addons):
            folder = ADDONS / addon / "static" / "description"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "icon.svg").write_text(draw_icon(addon))
            icon = sheet.crop((0, SIZE * place, SIZE, SIZE * (place + 1)))
            icon.save(folder / "icon.png", optimize=True)


def _photograph_page(work: Path, body: str, height: int) -> Image.Image:
    """Take the picture of a page; a browser's window is larger than its page, so the rest is left empty."""
    page, picture = work / "page.html", work / "page.png"
    style = f"*{{margin:0}}svg{{display:block;width:{SIZE}px;height:{SIZE}px}}"
    page.write_text(f"<!doctype html><style>{style}</style>{body}")
    command = [
        os.environ.get("CHROMIUM", "chromium"),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--default-background-color=00000000",
        f"--window-size=600,{height + 200}",
        f"--user-data-dir={work / 'profile'}",
        f"--screenshot={picture}",
        page.as_uri(),
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    with Image.open(picture) as taken:
        return taken.convert("RGBA")


if __name__ == "__main__":
    write_icons(sys.argv[1:] or list(ICONS))
