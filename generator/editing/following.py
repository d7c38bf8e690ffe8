"""What a new record leaves to do, and what it has not changed."""

from __future__ import annotations

from collections.abc import Iterator

from ..guide import Guide
from ..model import UNWRITTEN
from ..problems import Say
from .wanted import CHAPTERS, SHEETS, Wanted

_SHEET = {"worksheet": Say("ใบงาน", "worksheet"), "exercise": Say("กิจกรรมกลุ่ม", "group exercise")}
_USED = {
    "tool": Say(
        "บอกใน tools ของขั้นตอนหรือข้อที่ใช้เครื่องมือนี้",
        "name it under tools of the steps and items that use it",
    ),
    "question": Say(
        "บอกใน gaps ของรายการที่ยังขาดคำตอบนี้", "name it under gaps of the records that lack the answer"
    ),
}


def what_follows(wanted: Wanted, guide: Guide, *, renumbered: bool) -> Iterator[Say]:
    """Line by line; `renumbered` says whether others have another number now."""
    yield Say(
        f"เขียนข้อความที่ขึ้นต้นด้วย {UNWRITTEN} ให้ครบ khumue check บอกว่าเหลือที่ใด",
        f"write what begins with {UNWRITTEN}; khumue check tells what is left",
    )
    if wanted.kind in CHAPTERS:
        for sheet in SHEETS if guide.sheets or guide.worksheets else ():
            if sheet not in wanted.sheets:
                line = f"khumue add {sheet} --id {wanted.id}"
                yield Say(f"ถ้ามี{_SHEET[sheet].th}: {line}", f"for a {_SHEET[sheet].en}: {line}")
        if guide.crosswalk:
            yield Say(
                "บอกใน relations ของ data/crosswalk.yml ว่าคู่กับข้อใด ตอนนี้ยังไม่คู่กับข้อใด",
                "say under relations in data/crosswalk.yml what it goes with: nothing, until then",
            )
        yield Say(
            "ลิงก์ ที่อยู่ของหน้า และรหัสใบงานที่มีอยู่ไม่เปลี่ยน",
            "links, addresses of pages and sheet ids have not changed",
        )
    if renumbered:
        yield Say(
            "เลขที่พิมพ์ไว้ในข้อความและหมายเหตุ เช่น ขั้นที่ 4 ไม่เปลี่ยนตาม อ่านทวนด้วย",
            "numbers typed in texts and comments, such as step 4, have not changed: read them again",
        )
    if wanted.kind in _USED:
        yield _USED[wanted.kind]
