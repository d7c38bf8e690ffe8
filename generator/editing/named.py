"""Records by what people call them: a kind and an id, as a text refers to them, `step:forum`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from .. import kinds
from ..catalogue import COLLECTIONS, TAKEN_PAGES, Collection
from ..guide import Guide
from ..language import Language
from ..model import CriteriaSet, Criterion, Element, Prose, Record
from ..problems import Place, Problem, ProblemsFound, Say, did_you_mean
from ..project import Project
from ..reading import whole

PAGE = "page"
"""The kind of hand-written pages, which are no collection."""
_LONGEST = 60


class Named(NamedTuple):
    """A record, and the kind that it is called by."""

    kind: str
    record: Any


def _rows() -> Iterator[tuple[str, Collection]]:
    for row in COLLECTIONS:
        if row.many and row.one and issubclass(row.kind, Record):
            yield row.one, row
            if row.inner:
                yield row.inner, row


ROWS = dict(_rows())
"""The collection of each kind of record that can be added and renamed: what a text can refer to, but
for the facts of a source, which are what it says."""
CLASSES = {kind: Criterion if kind == row.inner else row.kind for kind, row in ROWS.items()}
KINDS = (*ROWS, PAGE)


def sound(project: Project) -> Guide:
    """The guide of a manual that could be read whole. Raises ProblemsFound where it could not."""
    try:
        return whole(project)
    except ProblemsFound as raised:
        what = Say("มีข้อผิดพลาด จึงไม่ได้เขียนอะไร", "there are mistakes, and nothing was written")
        first = Problem(Place("data"), what, Say("แก้ข้อเหล่านี้ก่อน", "mend these first"))
        raise ProblemsFound([first, *raised.problems]) from None


def held(guide: Guide, kind: str) -> tuple[Any, ...]:
    """What there is of a kind, in its order; of a page its Thai half."""
    if kind == PAGE:
        halves: dict[str, Prose] = {}
        for page in guide.prose:
            if page.language is Language.TH or page.name not in halves:
                halves[page.name] = page
        return tuple(halves.values())
    records = guide.all(ROWS[kind])
    if kind == ROWS[kind].inner:
        return tuple(inner for record in records for inner in record.criteria)
    return records


def id_of(record: Any) -> str:
    """What a record is called."""
    return str(record.name if isinstance(record, Prose) else record.id)


def called(record: Element) -> tuple[str, ...]:
    """What a record is called, and was called before."""
    return (id_of(record), *getattr(record, "aliases", ()))


def find(guide: Guide, kind: str, id: str, said: str) -> Any:
    """The record of a kind with this id, or with it as an earlier one.

    `said` is what on the command line named it. Raises ProblemsFound where there is none.
    """
    records = held(guide, kind)
    found = next((record for record in records if id in called(record)), None)
    if found is None:
        what = Say(f'ไม่มี {kind} ชื่อ "{id}"', f'there is no {kind} "{id}"')
        raise refused(said, what, did_you_mean(id, [id_of(record) for record in records]))
    return found


def must_be_free(guide: Guide, kind: str, id: str, said: str, *, but: Any = None) -> None:
    """Raises ProblemsFound where a record of a kind cannot have this id; what is `but` may have had
    it before."""
    if not re.fullmatch(kinds.ID, id) or len(id) > _LONGEST:
        what = Say(f'ใช้ชื่อ "{id[:_LONGEST]}" ไม่ได้', f'"{id[:_LONGEST]}" cannot be an id')
        remedy = Say(
            f"ใช้ a-z 0-9 และ - ไม่เกิน {_LONGEST} ตัว ขึ้นต้นด้วยตัวอักษร เช่น know-community",
            f"use a-z, 0-9 and -, {_LONGEST} at most, beginning with a letter, such as know-community",
        )
        raise refused(said, what, remedy)
    if id in (TAKEN_PAGES if kind == PAGE else kinds.RESERVED):
        what = Say(f'ใช้ชื่อ "{id}" ไม่ได้ ระบบสงวนไว้', f'the id "{id}" is reserved')
        raise refused(said, what, Say("ตั้งชื่ออื่น", "choose another"))
    for other in _alike(kind):
        for record in held(guide, other):
            if id in called(record) and record is not but:
                before = id != id_of(record)
                place = record.where("aliases" if before else "id")
                what = Say(
                    f'"{id}" {"เคยเป็น" if before else "เป็น"}ชื่อของรายการที่ {place} แล้ว',
                    f'"{id}" {"was" if before else "is"} the id of what is at {place}',
                )
                raise refused(said, what, Say("ตั้งชื่ออื่น", "choose another"))


def _alike(kind: str) -> list[str]:
    """The kinds with which a kind shares one set of ids."""
    row = ROWS.get(kind)
    if row is None or kind == row.inner:
        return [kind]
    return [
        one
        for one, other in ROWS.items()
        if one == other.one and (other.ids or other.name) == (row.ids or row.name)
    ]


def set_of(guide: Guide, criterion: Element) -> CriteriaSet:
    """The set that a criterion is in."""
    return next(one for one in guide.criteria if criterion in one.criteria)


def refused(said: str, what: Say, remedy: Say) -> ProblemsFound:
    """What is raised where the command line says what cannot be done: `said` is its word."""
    return ProblemsFound([Problem(Place(said), what, remedy)])
