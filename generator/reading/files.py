"""Files → text: what stands in a folder, and the text of each file, bounded and with nothing in it that nobody sees."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ..problems import MOST_TOLD, Place, Problem, Say
from ..project import Project

LARGEST_FILE = 2_000_000
"""Bytes; the largest file of the manual has a twentieth of it."""

_LEFT_BEHIND = re.compile(r"\.|~\$|Thumbs\.db$|desktop\.ini$|.*~$", re.IGNORECASE)
"""Files and folders that systems and editors leave by themselves."""
_HIDDEN = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ue000-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\U00010000-\U0010ffff]"
)
"""What Unicode calls control, format, separator of lines, private or no character; letters by name that show nothing."""
_SHOWN = re.compile(
    "(?<=[#*0-9\xa9\xae\u203c-\u3299\U0001f000-\U0001faff])[\ufe0e\ufe0f]|"
    "(?<=[\ufe0f\u2600-\u27bf\U0001f000-\U0001faff])\u200d(?=[\u2190-\u2bff\U0001f000-\U0001faff])|"
    "(?![\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xE0000, 0x10000))
    + "])[\U00010000-\U000dffff]"
)
"""Of those, what belongs to an emoji, and letters beyond the first plane (one class for all would be ten times slower)."""


def files_below(folder: Path, project: Project) -> tuple[list[Path], list[Problem]]:
    """Every file of a folder and of the folders in it, sorted; a problem for each folder that is not looked into."""
    files: list[Path] = []
    problems: list[Problem] = []

    def closed(error: OSError) -> None:
        problems.append(_unreadable(Place(project.name_of(Path(error.filename))), error))

    for here, folders, names in os.walk(folder, onerror=closed):
        folders[:] = [name for name in folders if not _LEFT_BEHIND.match(name)]
        files += [Path(here, name) for name in names if not _LEFT_BEHIND.match(name)]
        for link in (path for path in (Path(here, name) for name in folders) if path.is_symlink()):
            what = Say("เป็นลิงก์ไปโฟลเดอร์อื่น จึงไม่อ่าน", "this is a link to another folder, and is not read")
            remedy = Say("วางโฟลเดอร์จริงไว้แทน", "put the folder itself in its place")
            problems.append(Problem(Place(project.name_of(link)), what, remedy))
    return sorted(files), problems


def read_text(path: Path, name: str, largest: int = LARGEST_FILE) -> tuple[str | None, list[Problem]]:
    """The text of a file, with plain line ends; None and the problem where it is too large, or not UTF-8.

    A character that nobody sees is told, and a space stands in its place, so that the rest is read as it is shown.
    """
    start = Place(name, 1, 1)
    if path.exists() and not path.is_file():  # a pipe that would never end
        what = Say("ไม่ใช่ไฟล์ธรรมดา", "this is not a plain file")
        return None, [Problem(start, what, Say("ย้ายออกจากโฟลเดอร์นี้", "move it out of this folder"))]
    try:
        size = path.stat().st_size
        if size > largest:
            what = Say(f"ไฟล์ใหญ่เกินไป ({size:,} ไบต์)", f"the file is too large ({size:,} bytes)")
            remedy = Say(f"แบ่งให้แต่ละไฟล์ไม่เกิน {largest:,} ไบต์", f"keep each file under {largest:,} bytes")
            return None, [Problem(start, what, remedy)]
        raw = path.read_bytes()
    except OSError as error:
        return None, [_unreadable(start, error)]
    try:
        text = _plain_lines(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        before = _plain_lines(error.object[: error.start].decode())
        what = Say("ไฟล์ไม่ได้บันทึกเป็น UTF-8 (อาจเป็น Windows-874)", "the file is not UTF-8 (it may be Windows-874)")
        remedy = Say("ใน Notepad เลือก บันทึกเป็น แล้วเลือกการเข้ารหัส UTF-8", 'in Notepad choose "Save as", encoding UTF-8')
        return None, [Problem(place_at(before, len(before), name), what, remedy)]
    problems = [_told(found.group(), place_at(text, found.start(), name)) for found in islice(_hidden(text), MOST_TOLD + 1)]
    return (_HIDDEN.sub(_blank, text) if problems else text), problems


def readable_words(path: Path) -> str:
    """What can be made out of a file that is not text for us: its ASCII, of the first part that we would have read."""
    if not path.is_file():
        return ""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE).decode("ascii", "ignore")
    except OSError:
        return ""


def hidden_in(value: str, place: Place) -> list[Problem]:
    """The first character that nobody sees in a value at `place`: an escape such as "\\u202E" makes one of plain letters."""
    return [_told(found.group(), place) for found in islice(_hidden(value), 1)]


def place_at(text: str, offset: int, name: str) -> Place:
    """The line and column of an offset in the text of a file."""
    return Place(name, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def _plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _hidden(text: str) -> Iterator[re.Match[str]]:
    return (found for found in _HIDDEN.finditer(text) if not _SHOWN.match(text, found.start()))


def _blank(found: re.Match[str]) -> str:
    return found.group() if _SHOWN.match(found.string, found.start()) else " "


def _told(letter: str, place: Place) -> Problem:
    code = f"U+{ord(letter):04X}"
    what = Say(f"มีอักขระที่มองไม่เห็นหรือเสียหาย {code}", f"there is an invisible or broken character, {code}")
    return Problem(place, what, Say("ลบแล้วพิมพ์ข้อความตรงนั้นใหม่", "delete it and type the text there again"))


def _unreadable(place: Place, error: OSError) -> Problem:
    reason = error.strerror or "?"
    what = Say(f"อ่านไม่ได้ ({reason})", f"it cannot be read ({reason})")
    return Problem(place, what, Say("ดูว่ามีอยู่จริงและตรวจสิทธิ์", "look whether it is there, and at its permissions"))
