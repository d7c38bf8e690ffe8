"""A cell of a list → the text that a field of a sheet prints, or why it is none."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from ..dates import BUDDHIST_YEARS, day_of, read_date, short_date
from ..model import WorksheetField
from ..problems import Say
from ..proof import faults
from ..thai import normalise

LONGEST = 100
"""Letters that a common field has room for, in two lines."""
_SURE_YEARS = range(2000, 2400)
"""Of a date in Excel: it makes 1969 of 69; what is in BUDDHIST_YEARS was typed so, and taken for the Common era."""


class Strange(NamedTuple):
    """A cell that cannot be printed: what it is, and the remedy."""

    what: Say
    remedy: Say


Cell = str | date | Strange


def is_empty(cell: Cell) -> bool:
    """Whether nothing stands in a cell."""
    return isinstance(cell, str) and not cell.strip()


def printed(cell: Cell, field: WorksheetField) -> str | Strange:
    """What a field prints of a cell; a date in the Buddhist era."""
    if isinstance(cell, str):
        if len(cell) > 10 * LONGEST:
            return _too_long(len(cell))
        cell = " ".join(normalise(cell).split())
        if not cell:
            return ""
        if len(cell) > LONGEST:
            return _too_long(len(cell))
        if strange := _no_text(cell):
            return strange
    return cell if isinstance(cell, Strange) else _BY_TYPE[field.type](cell)


def _text(cell: str | date) -> str | Strange:
    if isinstance(cell, date) or read_date(cell):
        shown = cell if isinstance(cell, str) else f"{cell.day}/{cell.month}/{cell.year}"
        what = Say(f"เป็นวันที่ ({shown})", f"a date ({shown})")
        return Strange(what, Say("จัดรูปแบบเซลล์เป็นข้อความ แล้วพิมพ์ใหม่", "format the cell as text, and type it anew"))
    if re.fullmatch(r"[\d๐-๙]{1,2}[/-][\d๐-๙]{1,2}|[\d๐-๙]+\.[\d๐-๙]+", cell):
        what = Say(f"มีแต่ตัวเลข {cell} อ่านได้หลายอย่าง", f"{cell} alone, which may mean many things")
        return Strange(what, Say(f'เขียนให้รู้ว่าคืออะไร เช่น "เลขที่ {cell}"', f'say what it counts, such as "No. {cell}"'))
    return cell


def _date(cell: str | date) -> str | Strange:
    if isinstance(cell, str):
        day = read_date(cell)
        what = Say(f'ไม่ใช่วันที่ ("{cell}")', f'no date ("{cell}")')
    elif cell.year in BUDDHIST_YEARS:
        day = day_of(cell.year, cell.month, cell.day)
        what = Say(f"ไม่มีวันที่ {cell.day}/{cell.month}/{cell.year}", f"no day: {cell.day}/{cell.month}/{cell.year}")
    else:
        day = cell if cell.year in _SURE_YEARS else None
        what = Say(
            f"เป็นปี ค.ศ. {cell.year} ซึ่งอาจมาจากปีสองหลักหรือพิมพ์ผิด", f"the year {cell.year}, which may come of two digits or a slip"
        )
    if day is None:
        return Strange(what, Say("เขียนอย่าง 22/11/2569 ให้ปีครบสี่หลัก", "write it as 22/11/2569, the year with four digits"))
    return short_date(day)


def _number(cell: str | date) -> str | Strange:
    if isinstance(cell, str) and re.fullmatch(r"[-+]?([\d๐-๙]+|[\d๐-๙]{1,3}(,[\d๐-๙]{3})+)(\.[\d๐-๙]+)?", cell):
        return cell
    shown = cell if isinstance(cell, str) else f"{cell.day}/{cell.month}/{cell.year}"
    return Strange(Say(f'ไม่ใช่ตัวเลข ("{shown}")', f'no number ("{shown}")'), Say("ใส่ตัวเลขอย่างเดียว", "write a number alone"))


_BY_TYPE: dict[str, Callable[[str | date], str | Strange]] = {"text": _text, "number": _number, "date": _date}
FILLABLE = tuple(_BY_TYPE)
"""The types of fields that a list fills in."""

_NO_TEXT = (
    (
        re.compile(r"#{2,}", re.IGNORECASE),
        Say("เป็น #### เพราะคอลัมน์แคบไป", "####, since its column was too narrow"),
        Say("ขยายคอลัมน์แล้วบันทึกใหม่", "widen the column, and save the list again"),
    ),
    (
        re.compile(r"#\S+[!?]|#n/?[advn]|#н/д|#getting_data|err:\s*\d+", re.IGNORECASE),
        Say("เป็นค่าผิดพลาดของตารางคำนวณ", "an error of the spreadsheet"),
        Say("แก้สูตร หรือพิมพ์ข้อความแทน", "mend its formula, or type the text"),
    ),
    (re.compile(r"=.*", re.IGNORECASE), Say("เป็นสูตร", "a formula"), Say("คัดลอกแล้ววางเป็นค่า", "copy it, and paste it as a value")),
    (
        re.compile(r".*\?.*", re.IGNORECASE),
        Say("มีตัวอักษรที่หายไปเป็น ?", "letters that were lost as ?"),
        Say(
            "พิมพ์ใหม่โดยไม่มี ? แล้วบันทึกเป็น .xlsx หรือ CSV UTF-8", "type it anew without ?, and save the list as .xlsx or as CSV UTF-8"
        ),
    ),
    (
        re.compile(r"\d(\.\d+)?e\+?\d+", re.IGNORECASE),
        Say("เป็นตัวเลขแบบย่อที่หลักหายไป", "a number in short, which has lost its digits"),
        Say("จัดรูปแบบเซลล์เป็นข้อความ แล้วพิมพ์ใหม่", "format the cell as text, and type it anew"),
    ),
    (
        re.compile(r"true|false|none|null|nil|undefined|na[nt]|n/a|loading\.+|\(blank\)|\(ว่าง\)", re.IGNORECASE),
        Say("เป็นค่าของโปรแกรม ไม่ใช่ข้อความ", "a value of a program, and no text"),
        Say("พิมพ์ข้อความแทน หรือเว้นว่าง", "type a text, or leave it empty"),
    ),
)
"""What no field prints: how it looks, what it is, the remedy."""


def _no_text(cell: str) -> Strange | None:
    for looks, what, remedy in _NO_TEXT:
        if looks.fullmatch(cell):
            return Strange(Say(f"{what.th} ({cell})", f"{what.en} ({cell})"), remedy)
    fault = next(faults(cell), None)
    return Strange(fault.what, fault.remedy) if fault else None


def _too_long(letters: int) -> Strange:
    return Strange(
        Say(f"มี {letters} อักษร", f"{letters} letters"), Say(f"ย่อให้ไม่เกิน {LONGEST}", f"shorten it to {LONGEST} at most")
    )
