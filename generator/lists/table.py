"""A list of places as somebody saved it (CSV or Excel) → its rows as they are seen, bounded before
they are read."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ..problems import Place, Problem, ProblemsFound, Say
from . import workbook
from .cells import LONGEST, Cell, is_empty
from .package import Unreadable

MOST, MOST_ORDERED = 1_000, 100_000
"""Places of a list, and of one that is ordered in volumes: a country has 75,000 villages."""
_MOST_BYTES, _MOST_LINES = 5_000, 20
"""Of a file, and of CSV, for each row that it may have."""
_LONGEST_LINE, _LARGEST = 100_000, 50_000_000
"""Letters, and bytes of a file however many rows it may have."""
_MOST_COLUMNS = 100
SPLIT = Say("แบ่งเป็นหลายไฟล์", "split the list into several files")
_AS_CSV = Say(
    "บันทึกเป็น CSV UTF-8 หรือ .xlsx แล้วลองใหม่", "save it as CSV UTF-8 or as .xlsx, and try again"
)
_AS_XLSX = Say(
    "เปิดใน Excel หรือ LibreOffice แล้วบันทึกเป็น .xlsx",
    "open it in Excel or LibreOffice, and save it as .xlsx",
)


class Row(NamedTuple):
    """The line on which a row begins, and its cells."""

    line: int
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    """The rows that hold something, of a workbook with what its first sheet hides."""

    file: str
    rows: tuple[Row, ...]
    sheet: workbook.Sheet | None = None
    most: int = MOST

    def head(self, column: int, cell: Cell) -> str:
        """What a column is called: its head in short, or its letter where that is merged with
        another."""
        if isinstance(cell, str):
            return " ".join(cell[:LONGEST].split())
        return self.sheet.columns[column] if self.sheet else ""

    def name(self, column: int, line: int) -> str:
        """What a spreadsheet calls a cell: `C5 `; nothing in CSV, which has no such names."""
        return f"{self.sheet.columns[column]}{line} " if self.sheet else ""


def read(path: Path, most: int = MOST, *, as_seen: bool = True, sheet: str | None = None) -> Table:
    """The rows of a list, no more than a few over `most`: as they are seen, those that are hidden
    left out and merged cells filled down, or all of them as they stand. Of a workbook the `sheet` of
    that name, else the first that is shown. Raises ProblemsFound for what is no list."""
    file = str(path)
    bound = min(_MOST_BYTES * most, _LARGEST)
    with path.open("rb") as opened:
        content = opened.read(bound + 1)
    if len(content) > bound:
        size = bound // 1_000_000
        what = Say(f"ไฟล์ใหญ่เกิน {size} MB", f"the file is larger than {size} MB")
        raise _refused(file, what, SPLIT)
    for looks, what, remedy in _OTHERS:
        if re.match(looks, content, re.DOTALL):
            raise _refused(file, what, remedy)
    if not content.startswith(b"PK\x03\x04") and path.suffix.lower() != ".xlsx":
        return Table(file, _held(_csv(file, content, most), most), most=most)
    try:
        found = workbook.read(content, most, fills_down=as_seen, wanted=sheet)
    except Unreadable as error:
        raise _refused(file, error.what, error.remedy) from None
    left_out = found.hidden_rows if as_seen else ()
    rows = (Row(line, cells) for line, cells in found.rows if line not in left_out)
    return Table(file, _held(rows, most), found, most)


def _held(rows: Iterator[Row], most: int) -> tuple[Row, ...]:
    """The rows that hold something."""
    held: list[Row] = []
    for row in rows:
        while row.cells and is_empty(row.cells[-1]):
            row.cells.pop()
        if row.cells:
            held.append(row)
        if len(held) > most + 50:  # of titles and heads
            break
    return tuple(held)


def _csv(file: str, content: bytes, most: int) -> Iterator[Row]:
    """The rows of a CSV in UTF-8, UTF-16 or Windows-874, between commas, semicolons or tabs."""
    text = _decoded(file, content)
    head = next((line for line in text.split("\n", 20) if re.search("[,;\t]", line)), "")
    reader = csv.reader(
        _lines(file, text, most), delimiter=max(",;\t", key=head.count), strict=True
    )
    line = 1
    try:
        for cells in reader:
            if len(cells) > _MOST_COLUMNS:
                what = Say(f"มี {len(cells)} คอลัมน์", f"there are {len(cells)} columns")
                raise _refused(
                    file,
                    what,
                    Say(f"เหลือไว้ไม่เกิน {_MOST_COLUMNS}", f"keep {_MOST_COLUMNS} at most"),
                    line,
                )
            yield Row(
                line, [sys.intern(re.sub(r'^="([^"]*)"$', r"\1", cell)) for cell in cells]
            )  # how Excel keeps 007 in CSV
            line = reader.line_num + 1
    except csv.Error:
        what = Say('แถวนี้มีเครื่องหมาย " ที่ไม่ครบคู่', 'a " of this row has no partner')
        raise _refused(
            file, what, Say('ใส่ " ให้ครบคู่ หรือลบออก', 'close it with another ", or remove it'), line
        ) from None


def _lines(file: str, text: str, most: int) -> Iterator[str]:
    for number, line in enumerate(re.finditer(r"[^\r\n]*(?:\r\n|\r|\n|$)", text), 1):
        if line.end() - line.start() > _LONGEST_LINE:
            what = Say(
                f"บรรทัดนี้ยาวเกิน {_LONGEST_LINE:,} อักษร",
                f"this line has more than {_LONGEST_LINE:,} letters",
            )
            raise _refused(
                file, what, Say("ใส่พื้นที่ละหนึ่งบรรทัด", "write one line for each place"), number
            )
        if number > (lines := _MOST_LINES * most):
            what = Say(f"มีเกิน {lines:,} บรรทัด", f"there are more than {lines:,} lines")
            raise _refused(file, what, Say("ลบบรรทัดว่าง", "remove those that are empty"), number)
        yield line[0]


def _decoded(file: str, content: bytes) -> str:
    is_utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))  # "Unicode text" of Excel
    for encoding in ("utf-16",) if is_utf_16 else ("utf-8-sig", "cp874"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _refused(
        file,
        Say("ไม่ใช่ข้อความ UTF-8 หรือ Windows-874", "this is not text in UTF-8 or Windows-874"),
        _AS_CSV,
    )


_OTHERS = (
    (
        b"\xd0\xcf\x11\xe0.*" + re.escape("EncryptedPackage".encode("utf-16-le")),
        Say("สมุดงานนี้มีรหัสผ่าน", "this workbook has a password"),
        Say(
            "ใน Excel เลือก ไฟล์ > ข้อมูล > ป้องกันสมุดงาน > เข้ารหัสด้วยรหัสผ่าน แล้วลบรหัสผ่านออก",
            "in Excel choose File > Info > Protect Workbook > Encrypt with Password, and remove it",
        ),
    ),
    (
        b"\xd0\xcf\x11\xe0",
        Say("เป็นสมุดงานแบบเก่า (.xls)", "this is a workbook of the old kind (.xls)"),
        _AS_XLSX,
    ),
    (
        rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis",
        Say("เป็นไฟล์ของ LibreOffice (.ods)", "this is a file of LibreOffice (.ods)"),
        _AS_XLSX,
    ),
    (rb"(\xef\xbb\xbf)?\s*<", Say("เป็นหน้าเว็บหรือ XML", "this is a web page, or XML"), _AS_XLSX),
    (rb"%PDF", Say("เป็น PDF", "this is a PDF"), _AS_XLSX),
)
"""What is given for a list and is none: how it begins, what it is, the remedy."""


def _refused(file: str, what: Say, remedy: Say, line: int = 0) -> ProblemsFound:
    return ProblemsFound([Problem(Place(file, line), what, remedy)])
