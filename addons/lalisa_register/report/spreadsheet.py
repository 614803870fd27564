"""Tables -> XLSX and CSV. Text stays text: a cell that begins with =, +, -, @, a tab or a line break is no formula,
in whatever program opens the file."""

import csv
import io
import itertools
import re
from dataclasses import dataclass

import xlsxwriter
from markupsafe import Markup

_FORMULA = tuple("=+-@\t\r\n")
# What XML cannot hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SHEET = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True)
class Table:
    """:param rows: lists of text or numbers, one for each heading; the last row may be the sum
    :param chart: SVG as Markup, or empty
    :param texts: how many columns at the left are words
    :param bands: (title, how many headings it stands above), from left to right
    :param heads: the indexes of rows that sum up those below them"""

    title: str
    headings: list
    rows: list
    chart: Markup = Markup()
    summed: bool = False
    texts: int = 1
    bands: tuple = ()
    heads: tuple = ()

    @property
    def cut_parts(self):
        """Return the rows, cut before each that sums up others: a page keeps the sum with what is above it."""
        cuts = [*(self.heads or (0,)), len(self.rows)]
        return [self.rows[start:end] for start, end in itertools.pairwise(cuts) if start < end]


def as_xlsx(tables):
    """Return a workbook.

    :param tables: list of `Table`
    :return: the file's bytes, a sheet a table
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#ECECEC", "border": 1})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        for index, table in enumerate(tables, 1):
            sheet = book.add_worksheet(f"{index}. {_SHEET.sub(' ', table.title)}"[:31])
            sheet.write_string(0, 0, table.title, book.add_format({"bold": True, "font_size": 13}))
            for column, heading in enumerate(table.headings):
                sheet.write_string(2, column, heading, bold)
                sheet.set_column(column, column, _get_width(table, column))
            for line, row in enumerate(table.rows, 3):
                for column, value in enumerate(row):
                    _write_cell(sheet, line, column, value, plain)
            sheet.freeze_panes(3, 0)
            sheet.autofilter(2, 0, 2 + len(table.rows), len(table.headings) - 1)
    return out.getvalue()


def as_csv(tables):
    """Return UTF-8 bytes with a mark that Excel reads; tables one below the other.

    CSV has no types: text that a program would take for a formula gets an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    for table in tables:
        if len(tables) > 1:
            writer.writerow([table.title])
        writer.writerow(table.headings)
        writer.writerows([[_make_harmless(value) for value in row] for row in table.rows])
        if len(tables) > 1:
            writer.writerow([])
    return out.getvalue().encode("utf-8-sig")


def _write_cell(sheet, line, column, value, plain):
    if isinstance(value, (int, float)):
        sheet.write_number(line, column, value, plain)
    else:
        sheet.write_string(line, column, _CONTROL.sub(" ", value)[:32_767], plain)


def _make_harmless(value):
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return f"'{value}"
    return value


def _get_width(table, column):
    longest = max((len(str(row[column])) for row in table.rows[:200]), default=0)
    return min(60, max(8, longest + 2, len(table.headings[column]) // 2 + 2))
