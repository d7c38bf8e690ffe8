"""A list of places (CSV or Excel) → the common fields that each fills in: whole, or every mistake by its line."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from ..model import WorksheetField
from ..problems import Place, Problem, ProblemsFound, Say, did_you_mean
from ..thai import normalise
from . import workbook

Filled = tuple[tuple[WorksheetField, str], ...]
Row = tuple[int, list[str]]

MOST = 1_000
"""Places of a list."""
_LONGEST = 100
"""Letters that a common field has room for, in two lines."""
_MOST_BYTES = 5_000_000
_FILLABLE = ("text", "number", "date")
_AS_CSV = Say("บันทึกเป็น CSV UTF-8 หรือ .xlsx แล้วลองใหม่", "save it as CSV UTF-8 or as .xlsx, and try again")


def read(path: Path, common: Iterable[WorksheetField]) -> list[Filled]:
    """What each row fills in. Raises ProblemsFound for what is no list of places, and for each cell that cannot be printed."""
    names = _names(field for field in common if field.type in _FILLABLE)
    try:
        rows = iter(list(_rows(path)))
    except workbook.Unreadable:
        what = Say("อ่านสมุดงานนี้ไม่ได้", "this workbook cannot be read")
        raise ProblemsFound([Problem(Place(str(path)), what, _AS_CSV)]) from None
    line, heads = next(rows, (1, []))
    fields = _fields(Place(str(path), line), heads, names)
    filled, problems = [], []
    for line, cells in rows:
        place = Place(str(path), line)
        wrong = list(_wrong(place, cells, fields))
        problems += wrong
        if not wrong:
            filled.append(tuple((field, _clean(cell)) for field, cell in zip(fields, cells, strict=False) if _clean(cell)))
    if not filled and not problems:
        what = Say("ไม่มีพื้นที่ในรายการ", "the list has no places")
        problems.append(
            Problem(Place(str(path), line), what, Say("ใส่พื้นที่ละหนึ่งแถวใต้หัวตาราง", "write one row for each, under the heads"))
        )
    if len(filled) > MOST:
        what = Say(f"มีมากกว่า {MOST} แห่ง", f"there are more than {MOST}")
        problems.append(Problem(Place(str(path), line), what, Say("แบ่งเป็นหลายไฟล์", "split the list into several files")))
    if problems:
        raise ProblemsFound(problems)
    return filled


def _rows(path: Path) -> Iterator[Row]:
    """The rows that hold something, with the lines on which they begin."""
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        what = Say("ไฟล์ใหญ่เกิน 5 MB", "the file is larger than 5 MB")
        raise ProblemsFound([Problem(Place(str(path)), what, Say("แบ่งเป็นหลายไฟล์", "split the list into several files"))])
    is_workbook = path.suffix.lower() == ".xlsx" or content.startswith(b"PK\x03\x04")
    for line, cells in workbook.rows(content) if is_workbook else _csv(path, content):
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            yield line, cells


def _csv(path: Path, content: bytes) -> Iterator[Row]:
    """The rows of a CSV in UTF-8 or Windows-874, between commas, semicolons or tabs."""
    text = _decoded(path, content)
    head = text.lstrip().split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        what = Say(f"แถวนี้ไม่ใช่ CSV ({error})", f"this row is no CSV ({error})")
        raise ProblemsFound([Problem(Place(str(path), line), what, Say('ดูเครื่องหมาย "', "look at the quotation marks"))]) from None


def _decoded(path: Path, content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp874"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    what = Say("ไม่ใช่ข้อความ UTF-8 หรือ Windows-874", "this is not text in UTF-8 or Windows-874")
    raise ProblemsFound([Problem(Place(str(path)), what, _AS_CSV)])


def _names(common: Iterable[WorksheetField]) -> dict[str, WorksheetField]:
    """Every common field by what the head of its column may be: its id, its label in a language, or a part of the label."""
    names: dict[str, WorksheetField] = {}
    for field in common:
        labels = [label for label in (field.label.th, field.label.en) if label]
        short = [re.sub(r" *\(.*?\)", "", label) for label in labels]
        for name in chain([field.id], labels, short, *(label.split("/") for label in short)):
            names.setdefault(_key(name), field)
    return names


def _key(name: str) -> str:
    return re.sub(r"[\s_]+", " ", normalise(name)).strip().casefold()


def _fields(place: Place, heads: list[str], names: dict[str, WorksheetField]) -> list[WorksheetField]:
    problems, found = [], []
    for head in heads:
        field = names.get(_key(head))
        if field is None:
            what = Say(f'หัวตาราง "{head}" ไม่ใช่ช่องของใบงาน', f'the head "{head}" is no common field of the sheets')
            problems.append(Problem(place, what, did_you_mean(_key(head), names)))
        elif field in found:
            what = Say(f'หัวตาราง "{head}" ซ้ำ', f'the head "{head}" stands twice for one field')
            problems.append(Problem(place, what, Say("ลบออกหนึ่งคอลัมน์", "remove one of the columns")))
        else:
            found.append(field)
    if not heads:
        what, known = (
            Say("ไม่มีหัวตาราง", "there is no row of heads"),
            ", ".join(dict.fromkeys(field.id for field in names.values())),
        )
        problems.append(Problem(place, what, Say(f"แถวแรกเขียน {known}", f"write in the first row: {known}")))
    if problems:
        raise ProblemsFound(problems)
    return found


def _wrong(place: Place, cells: list[str], fields: list[WorksheetField]) -> Iterator[Problem]:
    """What is wrong with a row."""
    if len(cells) > len(fields):
        what = Say(f"มี {len(cells)} ช่อง แต่หัวตารางมี {len(fields)}", f"there are {len(cells)} cells under {len(fields)} heads")
        yield Problem(place, what, Say('ใส่ "…" คร่อมข้อความที่มีจุลภาค', 'put "…" round a text with a comma'))
    for field, cell in zip(fields, cells, strict=False):
        clean = _clean(cell)
        if len(clean) > _LONGEST:
            what = Say(f'"{field.label.th}" มี {len(clean)} อักษร', f'"{field.id}" has {len(clean)} letters')
            yield Problem(place, what, Say(f"ย่อให้ไม่เกิน {_LONGEST}", f"shorten it to {_LONGEST} at most"))
        elif any(unicodedata.category(letter)[0] == "C" for letter in clean):
            what = Say(f'"{field.label.th}" มีอักขระที่มองไม่เห็น', f'"{field.id}" has a character that nobody sees')
            yield Problem(place, what, Say("พิมพ์ช่องนี้ใหม่", "type the cell anew"))
        elif clean.startswith("="):
            what = Say(f'"{field.label.th}" เป็นสูตร', f'"{field.id}" is a formula')
            yield Problem(place, what, Say("คัดลอกแล้ววางเป็นค่า", "copy it, and paste it as a value"))


def _clean(cell: str) -> str:
    return re.sub(r"[ \t\r\n\u00a0]+", " ", normalise(cell)).strip()
