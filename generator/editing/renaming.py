"""`khumue rename`: another id for a record, wherever a file of the manual says it; the old one stays
as an alias."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from ..guide import Guide
from ..model import Addressed, Exercise
from ..problems import Say, did_you_mean
from ..project import Project
from ..reading.records import references_of
from ..reading.yaml_file import Span, written
from . import structure
from .entries import by_path
from .meant import Meant
from .named import KINDS, PAGE, ROWS, Named, called, find, held, id_of, must_be_free, refused, sound
from .splice import Draft
from .wanted import CHAPTERS, SHEETS


def rename(project: Project, old: str, new: str, *, with_sheets: bool = False) -> Meant:
    """The changes that give a record another id; with it, where that is asked for, the sheets that
    serve it and are called alike.

    `old` may say the kind, as a text does: `step:forum`. Raises ProblemsFound where it cannot be
    done, and where the manual could not be read whole.
    """
    meant = Meant(project)
    guide = sound(project)
    renaming = _Renaming(guide, meant)
    named = _named(guide, old)
    new = new.removeprefix(f"{named.kind}:")
    sheets = _sheets_called_alike(guide, named)
    for one in (named, *(sheets if with_sheets else ())):
        renaming.rename(one, new)
    for kind, sheet in () if with_sheets else sheets:
        say = Say(
            f"{kind}:{sheet.id} ยังใช้ชื่อเดิม ใช้ --with-sheets เพื่อเปลี่ยนด้วย",
            f"{kind}:{sheet.id} keeps its id; --with-sheets changes that too",
        )
        meant.follows.append(say)
    renaming.tell_places()
    meant.settle()
    return meant


def _sheets_called_alike(guide: Guide, named: Named) -> list[Named]:
    kind, record = named
    return [
        Named(sheet, one)
        for sheet in (SHEETS if kind in CHAPTERS else ())
        for one in held(guide, sheet)
        if one.id == record.id == one.serves
    ]


def _named(guide: Guide, old: str) -> Named:
    """The record that is meant: where several are called alike, the step or item whose sheets the
    others are."""
    kind, _, id = old.rpartition(":")
    if kind:
        if kind not in KINDS:
            what = Say(f'ไม่รู้จัก "{kind}"', f'"{kind}" is no kind of record')
            raise refused(old, what, did_you_mean(kind, KINDS))
        return Named(kind, find(guide, kind, id, old))
    every = [Named(one, record) for one in KINDS for record in held(guide, one)]
    found = [one for one in every if id_of(one.record) == id]
    found = found or [one for one in every if id in called(one.record)]
    sheets = [sheet for one in found for sheet in _sheets_called_alike(guide, one)]
    own = [one for one in found if one not in sheets]
    if not own:
        what = Say(f'ไม่มีรายการชื่อ "{id}"', f'nothing is called "{id}"')
        raise refused(old, what, did_you_mean(id, (id_of(one.record) for one in every)))
    if len(own) > 1:
        names = ", ".join(f"{one.kind}:{id}" for one in found)
        what = Say(f'มีหลายรายการชื่อ "{id}"', f'several records are called "{id}"')
        raise refused(old, what, Say(f"เขียนชนิดด้วย: {names}", f"say which: {names}"))
    return own[0]


class _Renaming:
    def __init__(self, guide: Guide, meant: Meant) -> None:
        self.guide = guide
        self.meant = meant
        self._places: dict[str, set[int]] = {}
        """Where an id changes, by the names of files."""

    def rename(self, named: Named, new: str) -> None:
        kind, record = named
        old = id_of(record)
        if old == new:
            what = Say("ชื่อใหม่เหมือนชื่อเดิม", "the new id is the old one")
            raise refused(new, what, Say("ตั้งชื่ออื่น", "choose another"))
        must_be_free(self.guide, kind, new, new, but=record)
        line = f"{kind}:{old} → {kind}:{new}"
        self.meant.told.append(Say(line, line))
        if kind == PAGE:
            self._address(old, new)
        else:
            self._record(record, new)
        self._references(kind, old, new)
        self._texts(kind, record, new)
        self._files(kind, record, new)
        self.meant.follows += self._follows(kind, record)

    def tell_places(self) -> None:
        """Tells in which files an id changes, and in how many places."""
        for file, places in sorted(self._places.items()):
            count = len(places)
            moved = self.meant.moved.get(file)
            name = f"{file} → {PurePosixPath(moved).name}" if moved else file
            self.meant.told.append(Say(f"{name}: แก้ {count} แห่ง", f"{name}: changed in {count}"))

    def _record(self, record: Any, new: str) -> None:
        """The record's own id, with the old one among its aliases."""
        draft = self.meant.draft_of(record)
        own = draft.at(record.where("id"))
        self._say(record.place.file, own, new)
        if not isinstance(record, Addressed):
            return
        spans = _items(draft, draft.at(record.where("aliases"))) if record.aliases else []
        if had := next((span for span in spans if _said(draft, span) == new), None):
            self._say(record.place.file, had, record.id)
        else:
            structure.put(self.meant, record, {"aliases": [*record.aliases, record.id]})

    def _address(self, old: str, new: str) -> None:
        """The address of a page, which has no aliases: `moved` in `manual.yml` leads the old one to
        it, and what led to the old one."""
        manual, was, now = self.guide.manual, f"{old}.html", f"{new}.html"
        draft = self.meant.draft_of(manual)
        for move in manual.moved:
            page, mark, heading = move.now.partition("#")
            if page == was:
                self._say(manual.place.file, draft.at(move.where("now")), now + mark + heading)
        if had := next((move for move in manual.moved if move.old == now), None):
            self._say(manual.place.file, draft.at(had.where("old")), was)
        else:
            structure.append(self.meant, manual, "moved", [{"old": was, "now": now}])

    def _references(self, kind: str, old: str, new: str) -> None:
        """Every key of a record that names it; criteria and pages are named by none."""
        row = ROWS.get(kind)
        if row is None or kind == row.inner:
            return
        for element in (element for _, inside in self.guide.walked for element in inside):
            for key, collections in references_of(type(element)).items():
                value = getattr(element, key)
                if row.name in collections and value and old in value:
                    draft = self.meant.draft_of(element)
                    span = draft.at(element.where(key))
                    for one in _items(draft, span) if isinstance(value, tuple) else [span]:
                        if _said(draft, one) == old:
                            self._say(element.place.file, one, new)

    def _texts(self, kind: str, record: Any, new: str) -> None:
        """What texts and pages say of it: references, and links to where it stands."""
        old = id_of(record)
        found = mentions(kind, record)
        for name in [name for name, whole in self.meant.files.items() if old.encode() in whole]:
            draft = self.meant.draft(name)
            for one in found.finditer(draft.text):
                draft.replace(one.end() - len(old), one.end(), new)
                self._places.setdefault(name, set()).add(one.end())

    def _files(self, kind: str, record: Any, new: str) -> None:
        """The files of it, where they are called alike."""
        halves = (
            [half for half in self.guide.prose if half.name == record.name] if kind == PAGE else []
        )
        for one in halves or [record]:
            path, old = PurePosixPath(one.place.file), id_of(record)
            if found := re.fullmatch(rf"((?:[0-9]+-)?){old}(\..+)", path.name):
                self.meant.moved[str(path)] = str(path.with_name(f"{found[1]}{new}{found[2]}"))

    def _say(self, file: str, span: Span, id: str) -> None:
        """Means another id for a value; once, though an anchor of YAML may lead to it twice."""
        places = self._places.setdefault(file, set())
        if span.start not in places:
            places.add(span.start)
            draft = self.meant.draft(file)
            draft.replace(span.start, span.end, written(id, span.style, flow=span.flow))

    def _follows(self, kind: str, record: Any) -> Iterator[Say]:
        address = f"{record.name}.html" if kind == PAGE else self.guide.address_of(record)
        if isinstance(record, Addressed):
            yield Say(
                f"ที่อยู่เดิม {address} ยังนำมาที่นี่ เพราะชื่อเดิมอยู่ใน aliases",
                f"the old address {address} still leads here: the old id is among its aliases",
            )
        elif kind == PAGE:
            yield Say(
                f"ที่อยู่เดิม {address} ยังนำมาที่นี่ ตาม moved ใน data/manual.yml",
                f"the old address {address} still leads here, as moved says in data/manual.yml",
            )
        elif not isinstance(record, Exercise):
            yield Say(
                f"ลิงก์จากที่อื่นมาที่ {address} จะไม่พบอีก",
                f"links from elsewhere to {address} find it no more",
            )
        if kind != PAGE and hasattr(record, "print_path"):
            path = record.print_path("th", "pdf")
            yield Say(f"ไฟล์ {path} มีชื่อใหม่", f"the file {path} has another name")


def _items(draft: Draft, span: Span) -> list[Span]:
    """The values of a list."""
    found: list[Span] = []
    while item := by_path(draft).get((*span.path, len(found))):
        found.append(item)
    return found


def _said(draft: Draft, span: Span) -> str:
    """An id as it is written, without its quotes."""
    return draft.text[span.start : span.end].strip("\"'")


def mentions(kind: str, record: Any) -> re.Pattern[str]:
    """How texts and pages say a record: references, and links to where it stands, all as far as its
    id."""
    named = rf"(?<!\\)(?:\{{\s*{kind}\s*:\s*|\]\({kind}:){id_of(record)}(?![\w-])"
    return re.compile("|".join([named, *_addresses(kind, record)]))


def _addresses(kind: str, record: Any) -> Iterator[str]:
    """What the addresses of a record and of its sheets look like, as far as its id."""
    old = id_of(record)
    if kind == PAGE:
        yield rf"(?<=\()(?:\.\./|en/)*{old}(?=\.html)"
    elif address := ROWS[kind].address:
        before, after = address.split("{id}")
        yield rf"(?<![\w-]){re.escape(before)}{old}(?={re.escape(after)}(?![\w-]))"
    if kind != PAGE and hasattr(record, "print_path"):
        before, _, after = record.print_path("*", "pdf").partition(old)
        after = re.escape(after).replace(r"\*", "(?:th|en|th-en)")
        yield rf"(?<![\w-]){re.escape(before)}{old}(?={after})"
