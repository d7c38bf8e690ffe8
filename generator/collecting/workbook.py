"""Tables → an Excel workbook: numbers as numbers, days as days in the Buddhist era, and nothing that
a person wrote runs as a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from .summary import Cell, Table

_LONGEST_NAME, _LONGEST_CELL = 31, 32_767
"""Letters, of Excel."""
_NOT_IN_NAMES = re.compile(r"[\\/*?:\[\]']")
_NOT_WRITABLE = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold."""
_DAY = "[$-107041E]d/m/yyyy"
"""The Thai calendar of Excel: the value is a day, and shows the Buddhist year."""
_WIDE, _NARROW = 44, 10


def written(tables: Sequence[Table]) -> bytes:
    """A workbook with a sheet for each table, its heads frozen."""
    import openpyxl
    from openpyxl.styles import Alignment, Font

    book = openpyxl.Workbook(write_only=True)
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for table, name in zip(tables, _names(table.name for table in tables), strict=True):
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for place, width in enumerate(_widths(table)):
            letter = openpyxl.utils.get_column_letter(place + 1)
            sheet.column_dimensions[letter].width = width
        heads = list(_cells(sheet, table.heads))
        for cell in heads:
            cell.font, cell.alignment = bold, wrapped
        sheet.append(heads)
        for row in table.rows:
            sheet.append(list(_cells(sheet, row)))
    book.save(content := io.BytesIO())
    return content.getvalue()


def _cells(sheet: Any, row: Iterable[Cell]) -> Iterator[Any]:
    from openpyxl.cell import WriteOnlyCell

    for value in row:
        if isinstance(value, str):
            value = _NOT_WRITABLE.sub("", value)[:_LONGEST_CELL]
        cell = WriteOnlyCell(sheet, value)
        if isinstance(value, str):
            cell.data_type = "s"  # whatever it begins with
        elif isinstance(value, date):
            cell.number_format = _DAY
        yield cell


def _names(names: Iterable[str]) -> list[str]:
    """Names that Excel takes, each once."""
    found: list[str] = []
    for name in names:
        name = _NOT_IN_NAMES.sub(" ", name).strip()[:_LONGEST_NAME] or "-"
        number = 2
        own = name
        while own.casefold() in (one.casefold() for one in found):
            own = f"{name[: _LONGEST_NAME - 4]} {number}"
            number += 1
        found.append(own)
    return found


def _widths(table: Table) -> list[int]:
    some = (table.heads, *table.rows[:50])
    return [
        min(_WIDE, max(_NARROW, *(len(str(row[place] or "")) + 2 for row in some)))
        for place in range(len(table.heads))
    ]
