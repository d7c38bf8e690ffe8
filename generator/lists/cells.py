"""A cell of a list → the text that a field of a sheet prints, or why it is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, time
from typing import NamedTuple

from ..dates import BUDDHIST_YEARS, arabic, day_of, read_date, read_time, short_date
from ..model import WorksheetField
from ..problems import Say
from ..proof import faults
from ..thai import normalise

LONGEST = 100
"""Letters that a common field has room for, in two lines."""
_SURE_YEARS = range(2000, 2400)
"""Of a date in Excel: it makes 1969 of 69; what is in BUDDHIST_YEARS was typed so, and taken for
the Common era."""


class Strange(NamedTuple):
    """A cell that cannot be printed: what it is, and the remedy."""

    what: Say
    remedy: Say


Cell = str | date | time | Strange
AS_TEXT = Say("จัดรูปแบบเซลล์เป็นข้อความ แล้วพิมพ์ใหม่", "format the cell as text, and type it anew")
_A_TIME = Strange(Say("เป็นเวลา", "a time"), AS_TEXT)


def is_empty(cell: Cell) -> bool:
    """Whether nothing stands in a cell."""
    return isinstance(cell, str) and not cell.strip()


def printed(cell: Cell, field: WorksheetField) -> str | Strange:
    """What a field prints of a cell; a date in the Buddhist era, a time by the clock of 24
    hours."""
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
    if isinstance(cell, time):
        cell = f"{cell:%H:%M}" if field.how.reads == "time" else _A_TIME
    return cell if isinstance(cell, Strange) else READERS[field.how.reads](cell)


def _text(cell: str | date) -> str | Strange:
    if isinstance(cell, date) or read_date(cell):
        shown = _shown(cell)
        return Strange(Say(f"เป็นวันที่ ({shown})", f"a date ({shown})"), AS_TEXT)
    if re.fullmatch(r"[\d๐-๙]{1,2}[/-][\d๐-๙]{1,2}|[\d๐-๙]+\.[\d๐-๙]+", cell):
        what = Say(f"มีแต่ตัวเลข {cell} อ่านได้หลายอย่าง", f"{cell} alone, which may mean many things")
        return Strange(
            what,
            Say(f'เขียนให้รู้ว่าคืออะไร เช่น "เลขที่ {cell}"', f'say what it counts, such as "No. {cell}"'),
        )
    return cell


def _date(cell: str | date) -> str | Strange:
    if isinstance(cell, str):
        day = read_date(cell)
        what = Say(f'ไม่ใช่วันที่ ("{cell}")', f'no date ("{cell}")')
    elif cell.year in BUDDHIST_YEARS:
        day = day_of(cell.year, cell.month, cell.day)
        what = Say(
            f"ไม่มีวันที่ {cell.day}/{cell.month}/{cell.year}",
            f"no day: {cell.day}/{cell.month}/{cell.year}",
        )
    else:
        day = cell if cell.year in _SURE_YEARS else None
        what = Say(
            f"เป็นปี ค.ศ. {cell.year} ซึ่งอาจมาจากปีสองหลักหรือพิมพ์ผิด",
            f"the year {cell.year}, which may come of two digits or a slip",
        )
    if day is None:
        return Strange(
            what,
            Say(
                "เขียนอย่าง 22/11/2569 ให้ปีครบสี่หลัก",
                "write it as 22/11/2569, the year with four digits",
            ),
        )
    return short_date(day)


def _number(cell: str | date) -> str | Strange:
    if isinstance(cell, str) and re.fullmatch(
        r"[-+]?([\d๐-๙]+|[\d๐-๙]{1,3}(,[\d๐-๙]{3})+)(\.[\d๐-๙]+)?", cell
    ):
        return cell
    shown = _shown(cell)
    return Strange(
        Say(f'ไม่ใช่ตัวเลข ("{shown}")', f'no number ("{shown}")'),
        Say("ใส่ตัวเลขอย่างเดียว", "write a number alone"),
    )


def _time(cell: str | date) -> str | Strange:
    shown = _shown(cell)
    what = Say(f'ไม่ใช่เวลา ("{shown}")', f'no time ("{shown}")')
    return read_time(shown) or Strange(
        what, Say("เขียนเวลาเดียว อย่าง 09.30 น.", "write one time, such as 09:30")
    )


def _phone(cell: str | date) -> str | Strange:
    shown = _shown(cell)
    if _WITHOUT_ZERO.fullmatch(arabic(shown)):
        return Strange(
            Say(f"เลข 0 ตัวหน้าหายไป ({shown})", f"the 0 before it is lost ({shown})"), AS_TEXT
        )
    if _PHONE.fullmatch(arabic(shown)):
        return arabic(shown)
    what = Say(f'ไม่ใช่หมายเลขโทรศัพท์ ("{shown}")', f'no telephone number ("{shown}")')
    return Strange(
        what,
        Say(
            "เขียนหมายเลขเดียว มีวรรค ขีด และ ต่อ ได้",
            "write one number; spaces, hyphens and ext. may stand in it",
        ),
    )


def _shown(cell: str | date) -> str:
    return cell if isinstance(cell, str) else f"{cell.day}/{cell.month}/{cell.year}"


_PHONE = re.compile(r"\+?\(?\d[\d() .-]{1,20}\d(,? ?(ต่อ|ext\.?|#) ?\d{1,6})?", re.IGNORECASE)
_WITHOUT_ZERO = re.compile(r"[2-9]\d{7,8}")
"""What a spreadsheet makes of a telephone number of Thailand that it takes for a number."""

READERS: dict[str, Callable[[str | date], str | Strange]] = {
    "text": _text,
    "number": _number,
    "date": _date,
    "time": _time,
    "phone": _phone,
}
"""What a field prints of a cell that is no `Strange`, by what its type reads."""

_FAILED = (
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
    (
        re.compile(r"=.*", re.IGNORECASE),
        Say("เป็นสูตร", "a formula"),
        Say("คัดลอกแล้ววางเป็นค่า", "copy it, and paste it as a value"),
    ),
)
"""What a spreadsheet shows in the place of a text: how it looks, what it is, the remedy."""
_NO_TEXT = (
    (
        re.compile(r".*\?.*", re.IGNORECASE),
        Say("มีตัวอักษรที่หายไปเป็น ?", "letters that were lost as ?"),
        Say(
            "พิมพ์ใหม่โดยไม่มี ? แล้วบันทึกเป็น .xlsx หรือ CSV UTF-8",
            "type it anew without ?, and save the list as .xlsx or as CSV UTF-8",
        ),
    ),
    (
        re.compile(r"\d(\.\d+)?e\+?\d+", re.IGNORECASE),
        Say("เป็นตัวเลขแบบย่อที่หลักหายไป", "a number in short, which has lost its digits"),
        Say("จัดรูปแบบเซลล์เป็นข้อความ แล้วพิมพ์ใหม่", "format the cell as text, and type it anew"),
    ),
    (
        re.compile(
            r"true|false|none|null|nil|undefined|(?-i:nan|NaN|NaT)|n/a|loading\.+|\(blank\)|\(ว่าง\)",
            re.IGNORECASE,
        ),
        Say("เป็นค่าของโปรแกรม ไม่ใช่ข้อความ", "a value of a program, and no text"),
        Say("พิมพ์ข้อความแทน หรือเว้นว่าง", "type a text, or leave it empty"),
    ),
)
"""What no field prints either."""


def failed(cell: str) -> Strange | None:
    """What a cell is that holds no text, but what a spreadsheet makes of one."""
    return _looks(cell, _FAILED)


def _looks(cell: str, kinds: Iterable[tuple[re.Pattern[str], Say, Say]]) -> Strange | None:
    for looks, what, remedy in kinds:
        if looks.fullmatch(cell):
            return Strange(Say(f"{what.th} ({cell})", f"{what.en} ({cell})"), remedy)
    return None


def _no_text(cell: str) -> Strange | None:
    if found := _looks(cell, (*_FAILED, *_NO_TEXT)):
        return found
    fault = next(faults(cell), None)
    return Strange(fault.what, fault.remedy) if fault else None


def _too_long(letters: int) -> Strange:
    return Strange(
        Say(f"มี {letters} อักษร", f"{letters} letters"),
        Say(f"ย่อให้ไม่เกิน {LONGEST}", f"shorten it to {LONGEST} at most"),
    )
