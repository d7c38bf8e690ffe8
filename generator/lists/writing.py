"""A table → an Excel workbook for people to write in, the same bytes every time: what they may not
change is protected, and every cell is the text that it says.

Made of `templates/`, since openpyxl takes as long to write a sheet as all else that an export does.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

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
_NOT_WRITABLE = re.compile(
    r"_(?=x[0-9A-Fa-f]{4}_)|[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
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
        "rows": [(_lines(row, columns), row) for row in rows],
        "last": len(rows) + 1,
    }
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, template in _PARTS.items():
            part = _NOT_WRITABLE.sub(_escaped, _templates().render(template, **values))
            info = zipfile.ZipInfo(name, _ALWAYS)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, part)
    return whole.getvalue()


def _lines(row: Sequence[str], columns: Sequence[Column]) -> int:
    """How high a row is, about: LibreOffice does not look for itself."""
    shown = (
        (text, column.width) for text, column in zip(row, columns, strict=True) if column.width
    )
    needed = (
        sum(len(_ABOVE.sub("", line)) // width + 1 for line in text.split("\n"))
        for text, width in shown
    )
    return min(max(needed), _MOST_LINES)


def _escaped(sign: re.Match[str]) -> str:
    return f"_x{ord(sign[0]):04X}_"


@cache
def _templates() -> Templates:
    return Templates(Path(__file__).parent / "templates")
