"""A table → an Excel workbook for people to write in, the same bytes every time: what they may not
change is protected, and every cell is the text that it says.

Made of `templates/`, since openpyxl takes as long to write a sheet as all else that an export does.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from markupsafe import escape

from ..markup import Templates

LONGEST_CELL = 32_767
"""Letters, of Excel."""
_PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package.xml",
    "xl/workbook.xml": "workbook.xml",
    "xl/_rels/workbook.xml.rels": "relations.xml",
    "xl/styles.xml": "styles.xml",
    "xl/worksheets/sheet1.xml": "sheet.xml",
}
"""The parts of a workbook, and their templates."""
_ALWAYS = (1980, 1, 1, 0, 0, 0)
"""The time of every part."""
_ABOVE = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
"""Signs that take no room on a line."""
_MOST_LINES = 28
"""Of a row: Excel has none that is higher than 409 points."""
_END = "\0"
"""Stands in no text."""
_NOT_WRITABLE = re.compile(
    r"_(?=x[0-9A-Fa-f]{4}_)|[^\0\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
"""What XML cannot hold, and what looks as it is then written."""


class Column(NamedTuple):
    """A column as it looks."""

    head: str
    width: int
    """In letters; 0 for one that is hidden."""
    is_open: bool = False
    """Whether people write in it."""
    choice: str = ""
    """The one word that may be chosen there; of one column at most."""
    hint: str = ""
    """What is said where that is chosen."""

    @property
    def style(self) -> int:
        """Its number in `styles.xml`."""
        return 3 if self.is_open else 2


def workbook(title: str, columns: Sequence[Column], rows: Collection[Sequence[str]]) -> bytes:
    """A workbook of one sheet, its head frozen and its cells wrapped."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: len(columns)]
    beside = zip(letters, columns, strict=True)
    values = {
        "title": title,
        "columns": columns,
        "letters": letters,
        "choices": [(letter, column) for letter, column in beside if column.choice],
        "rows": _escaped(rows, columns),
        "last": len(rows) + 1,
    }
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, template in _PARTS.items():
            part = _templates().render(template, **values)
            archive.writestr(zipfile.ZipInfo(name, _ALWAYS), part, zipfile.ZIP_DEFLATED, 1)
    return whole.getvalue()


def _escaped(
    rows: Collection[Sequence[str]], columns: Sequence[Column]
) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    """The rows as XML has them: how many lines each is high, and its cells, each with its style."""
    whole = _NOT_WRITABLE.sub(_code, _END.join(text for row in rows for text in row))
    texts = iter(str(escape(whole)).split(_END))
    styles, widths = zip(*((column.style, column.width) for column in columns), strict=True)
    for row in rows:
        lines = max(map(_lines, row, widths))
        yield min(lines, _MOST_LINES), [*zip(styles, islice(texts, len(row)), strict=True)]


def _lines(text: str, width: int) -> int:
    """How many lines a cell has, about: LibreOffice does not look for itself."""
    if not width or ("\n" not in text and len(text) <= width):
        return 1
    return sum(len(_ABOVE.sub("", line)) // width + 1 for line in text.split("\n"))


def _code(sign: re.Match[str]) -> str:
    return f"_x{ord(sign[0]):04X}_"


@cache
def _templates() -> Templates:
    return Templates(Path(__file__).parent / "templates")
