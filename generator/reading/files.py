"""Files → text: what stands in a folder, and the text of each file, bounded and with nothing in it
that nobody sees."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from ..problems import MOST_TOLD, Place, Problem, Say
from ..project import Project
from ..proof import Fault, blanked, unseen

LARGEST_FILE = 2_000_000
"""Bytes; the largest file of the manual has a twentieth of it."""

_LEFT_BEHIND = re.compile(r"\.|~\$|Thumbs\.db$|desktop\.ini$|.*~$", re.IGNORECASE)
"""Files and folders that systems and editors leave by themselves."""
_DISGUISED = re.compile(
    r"(?P<stem>.+?)\.(?:(?P<yml>ya?ml)|(?P<md>md|markdown))(?P<tail>\.[a-z0-9_~-]{1,12})?",
    re.IGNORECASE,
)


def files_below(folder: Path, project: Project) -> tuple[list[Path], list[Problem]]:
    """Every file of a folder and of the folders in it, sorted; a problem for each folder that is
    not looked into."""
    files: list[Path] = []
    problems: list[Problem] = []

    def closed(error: OSError) -> None:
        problems.append(unreadable(Place(project.name_of(Path(error.filename))), error))

    for here, folders, names in os.walk(folder, onerror=closed):
        folders[:] = [name for name in folders if not _LEFT_BEHIND.match(name)]
        files += [Path(here, name) for name in names if not _LEFT_BEHIND.match(name)]
        for link in (path for path in (Path(here, name) for name in folders) if path.is_symlink()):
            what = Say(
                "เป็นลิงก์ไปโฟลเดอร์อื่น จึงไม่อ่าน", "this is a link to another folder, and is not read"
            )
            remedy = Say("วางโฟลเดอร์จริงไว้แทน", "put the folder itself in its place")
            problems.append(Problem(Place(project.name_of(link)), what, remedy))
    return sorted(files, key=lambda path: path.parts), problems  # in one order on every system


def read_text(
    path: Path, name: str, largest: int = LARGEST_FILE
) -> tuple[str | None, list[Problem]]:
    """The text of a file, as `text_of` gives it; None and the problem where there is none."""
    raw, problems = read_raw(path, name, largest)
    return (None, problems) if raw is None else text_of(raw, name)


def read_raw(
    path: Path, name: str, largest: int = LARGEST_FILE
) -> tuple[bytes | None, list[Problem]]:
    """What a file holds; None and the problem where it cannot be read, or is too large."""
    start = Place(name, 1, 1)
    if path.exists() and not path.is_file():  # a pipe that would never end
        what = Say("ไม่ใช่ไฟล์ธรรมดา", "this is not a plain file")
        return None, [Problem(start, what, Say("ย้ายออกจากโฟลเดอร์นี้", "move it out of this folder"))]
    try:
        size = path.stat().st_size
        if size > largest:
            what = Say(f"ไฟล์ใหญ่เกินไป ({size:,} ไบต์)", f"the file is too large ({size:,} bytes)")
            remedy = Say(
                f"แบ่งให้แต่ละไฟล์ไม่เกิน {largest:,} ไบต์", f"keep each file under {largest:,} bytes"
            )
            return None, [Problem(start, what, remedy)]
        return path.read_bytes(), []
    except OSError as error:
        return None, [unreadable(start, error)]


def text_of(raw: bytes, name: str) -> tuple[str | None, list[Problem]]:
    """The text that a file holds, with plain line ends; None and the problem where it is not UTF-8.

    A character that nobody sees is told, and a space stands in its place, so that the rest is read
    as it is shown.
    """
    try:
        text = _plain_lines(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        before = _plain_lines(error.object[: error.start].decode())
        what = Say(
            "ไฟล์ไม่ได้บันทึกเป็น UTF-8 (อาจเป็น Windows-874)",
            "the file is not UTF-8 (it may be Windows-874)",
        )
        remedy = Say(
            "ใน Notepad เลือก บันทึกเป็น แล้วเลือกการเข้ารหัส UTF-8",
            'in Notepad choose "Save as", encoding UTF-8',
        )
        return None, [Problem(place_at(before, len(before), name), what, remedy)]
    problems = told((fault for fault in unseen(text) if not fault.notice), text, name)
    return (blanked(text) if problems else text), problems


def readable_words(path: Path) -> str:
    """What can be made out of a file that is not text for us: its ASCII, of the first part that we
    would have read."""
    if not path.is_file():
        return ""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE).decode("ascii", "ignore")
    except OSError:
        return ""


def meant_name(path: Path) -> Path | None:
    """The path that a file of data or a page should have, where its ending hides it:
    `03-forum.yml.txt`, `03-forum.YML`."""
    found = _DISGUISED.fullmatch(path.name)
    if not found:
        return None
    meant = path.with_name(f"{found['stem']}.{'yml' if found['yml'] else 'md'}")
    return meant if meant.name != path.name else None


def stands_beside(path: Path, meant: Path) -> bool:
    """Whether another file has the name that a file is meant to have: on Windows a name that differs
    in case alone is its own."""
    return meant.exists() and not meant.samefile(path)


def hidden_ending(path: Path, meant: Path, name: str) -> Problem:
    """What is said of such a file."""
    what = Say(
        f'ระบบไม่อ่านไฟล์นี้ เพราะชื่อไม่ได้ลงท้ายด้วย "{meant.suffix}"',
        f'nothing reads this file: its name does not end in "{meant.suffix}"',
    )
    if stands_beside(path, meant):
        return Problem(
            Place(name),
            what,
            Say(
                f'มี "{meant.name}" อยู่แล้ว จึงย้ายไฟล์นี้ออก',
                f'there is a "{meant.name}" already: move this one away',
            ),
        )
    remedy = Say(
        f'เปลี่ยนชื่อเป็น "{meant.name}" โดยให้ Windows แสดงนามสกุลไฟล์ก่อน (มุมมอง > แสดง > นามสกุลไฟล์)',
        f'rename it to "{meant.name}"; let Windows show endings first (View > Show > File name extensions)',
    )
    return Problem(Place(name), what, remedy)


def told(faults: Iterable[Fault], text: str, name: str, start: int = 0) -> list[Problem]:
    """The first faults of what begins at `start` of the text of a file, each in its place."""
    return [
        Problem(place_at(text, start + fault.at, name), fault.what, fault.remedy, fault.notice)
        for fault in islice(faults, MOST_TOLD + 1)
    ]


def notices_written(notices: Iterable[Problem]) -> list[tuple[Place, Say, Say]]:
    """Notices as JSON can hold them."""
    return [(notice.place, notice.what, notice.remedy) for notice in notices]


def notices_read(written: Iterable[tuple[Any, Any, Any]]) -> list[Problem]:
    """The same notices again."""
    return [
        Problem(Place(*at), Say(*what), Say(*remedy), notice=True) for at, what, remedy in written
    ]


def place_at(text: str, offset: int, name: str) -> Place:
    """The line and column of an offset in the text of a file."""
    return Place(name, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def _plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def unreadable(place: Place, error: OSError) -> Problem:
    """What is said of a file that the system does not give."""
    reason = error.strerror or "?"
    what = Say(f"อ่านไม่ได้ ({reason})", f"it cannot be read ({reason})")
    return Problem(
        place, what, Say("ดูว่ามีอยู่จริงและตรวจสิทธิ์", "look whether it is there, and at its permissions")
    )
