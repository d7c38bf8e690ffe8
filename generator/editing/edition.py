"""A new edition: its number and day in `data/manual.yml`, and the manual as it now stands in
`data/editions/`."""

from __future__ import annotations

from pathlib import Path

from .. import kinds, snapshots
from ..guide import Guide
from ..model import Edition
from ..problems import Place, Problem, ProblemsFound, Say
from ..project import Project
from ..snapshots import Snapshot
from .splice import Splices


def must_follow(number: str, guide: Guide) -> None:
    """Raises ProblemsFound where a number is none of an edition, or one that the manual has passed
    already."""
    last = max(
        (guide.manual.edition.number, *(edition.number for edition in guide.editions)),
        key=kinds.order,
    )
    if not kinds.is_number(number):
        what = Say("ไม่ใช่เลขฉบับ", "this is no number of an edition")
        remedy = Say("เขียนเช่น 0.2 หรือ 1.0", "write one such as 0.2 or 1.0")
    elif kinds.order(number) < kinds.order(last):
        what = Say(f"มีฉบับ {last} แล้ว", f"there is an edition {last} already")
        remedy = Say(f"ใช้เลขที่มาหลัง {last}", f"use a number that comes after {last}")
    else:
        return
    raise ProblemsFound([Problem(Place(number), what, remedy)])


def issue(project: Project, said: Edition, edition: Snapshot) -> Path | None:
    """Writes both, or neither; `said` is what `manual.yml` says of its edition. Gives the folder
    that keeps what was there, None where nothing differs.

    Raises OSError, and ProblemsFound where the edition is kept already with other content.
    """
    content = snapshots.text(edition).encode()
    path = project.root / edition.name()
    if path.is_file() and path.read_bytes() != content:
        what = Say(
            "ฉบับนี้เก็บไว้แล้ว และไม่แก้อีก แต่เนื้อหาตอนนี้ต่างไป",
            "this edition is kept already and never changed, and what would be kept now differs",
        )
        remedy = Say("ออกฉบับด้วยเลขใหม่", "issue an edition with a new number")
        raise ProblemsFound([Problem(Place(edition.name()), what, remedy)])
    splices = Splices(project)
    for key, value, quote in (
        ("number", edition.number, '"'),  # 0.10 is no 0.1
        ("date", edition.date.isoformat(), ""),
    ):
        place = said.where(key)
        draft = splices.draft(place.file)
        span = draft.at(place)
        if getattr(edition, key) != getattr(said, key):
            quote = span.style or quote
            draft.replace(span.start, span.end, f"{quote}{value}{quote}")
    splices.new[edition.name()] = content
    return splices.write(f"khumue edition {edition.number}")
