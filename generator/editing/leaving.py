"""Whole records that go, with what belongs to them and what names them; and records that change
places."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from pathlib import PurePosixPath
from typing import Any

from .. import catalogue
from ..guide import Guide, walk
from ..model import Element, fields_with_elements
from ..problems import Place, Problem, ProblemsFound, Say
from ..project import Project
from ..reading.files import place_at
from ..reading.records import references_of
from ..texts import Pair
from . import structure
from .entries import Entries, Keys
from .form import least
from .meant import Meant
from .named import PAGE, ROWS, find, held, id_of, refused, set_of, sound
from .renaming import mentions
from .splice import Splices
from .structure import Found
from .wanted import CHAPTERS, SHEETS

_NUMBERED = re.compile(r"(?P<number>[0-9]+)-(?P<rest>.+)")
_AN_OLD_ADDRESS = re.compile(r"[\s{,-]*[\"']?old[\"']?\s*:\s*")
_THERE_FIRST = Say("ลบหรือแก้ที่นี่ก่อน", "delete or change it here first")


def remove(project: Project, kind: str, id: str, now: str = "") -> Meant:
    """The changes that remove a record: its file or its entry, the sheets that serve it, and what
    names it where that can be left out. The numbers of those behind it follow.

    `now` is the address to which those lead that an earlier edition had. Raises ProblemsFound where
    a text speaks of it, and where the manual could not be read whole.
    """
    meant = Meant(project)
    guide = sound(project)
    _Leaving(guide, meant, kind, find(guide, kind, id, f"{kind}:{id}")).leave(now)
    meant.settle()
    return meant


def move(project: Project, kind: str, id: str, by: int) -> Meant:
    """The changes that let a record change places with the one before it (-1) or behind it (1): its
    number, its place in the file, and the number in the name of its file."""
    meant = Meant(project)
    guide = sound(project)
    record = find(guide, kind, id, f"{kind}:{id}")
    row = ROWS.get(kind)
    if row and kind == row.inner:
        owner = set_of(guide, record)
        structure.move(meant, owner, "criteria", owner.criteria.index(record), by)
        return meant
    every = [one for one in held(guide, kind) if kind != PAGE or one.section == record.section]
    at = every.index(record)
    if not 0 <= at + by < len(every):
        raise structure.at_the_end(record.place)
    order = list(every)
    order[at], order[at + by] = order[at + by], order[at]
    if row is None:
        _order(meant, guide, order)
        return meant
    if "*" not in row.pattern:
        first = min(at, at + by)
        structure.swap(meant, Entries(meant.draft_of(record)), *every[first : first + 2])
        return meant
    _name(meant, every, order)
    if not (row.order or meant.moved):
        raise refused(id, *_BY_ITS_NAME)
    if row.order:
        _number(meant, order)
    meant.settle()
    return meant


_BY_ITS_NAME = (
    Say("รายการเหล่านี้เรียงตามชื่อไฟล์", "these are in the order of the names of their files"),
    Say("เปลี่ยนชื่อไฟล์ เช่น ขึ้นต้นด้วย 01-", "rename the files, to begin with 01-, say"),
)


def english(splices: Splices, pair: Pair) -> None:
    """Means the English of a text to go: its readers then see the Thai. Raises ProblemsFound where
    that cannot be left out."""
    draft, said = splices.draft(pair.en_at.file), pair.en
    assert said is not None  # what is missing cannot go
    if not pair.record.startswith("content/"):
        *around, key = draft.at(pair.en_at).path
        Keys(draft, tuple(around)).remove(str(key))
    elif pair.is_passage and "#" not in pair.key:
        start, end = draft.written_at(pair.en_at, said)
        draft.replace(len(draft.text[:start].rstrip()), end, "")
    else:
        what = Say(
            "หน้าภาษาอังกฤษต้องมีชื่อ คำอธิบาย และหัวข้อเดียวกับหน้าภาษาไทย",
            "an English page has to have its title and description, and the headings of the Thai one",
        )
        raise ProblemsFound([Problem(pair.en_at, what, Say("แก้แทนการลบ", "change it instead"))])


def addresses(guide: Guide, kind: str, record: Any) -> list[str]:
    """The addresses of a record, and of headings there, that an earlier edition had and that nothing
    leads elsewhere yet."""
    address = "{id}.html" if kind == PAGE else ROWS[kind].address
    if not address:
        return []  # with what it serves
    ours = [address.format(id=id) for id in (id_of(record), *getattr(record, "aliases", ()))]
    old = {
        f"{page}#{heading}" if heading else page
        for edition in guide.editions
        for page, headings in edition.addresses.items()
        for heading in ("", *headings)
    }
    known = {move.old for move in guide.manual.moved}
    return sorted(one for one in old - known if one in ours or one.partition("#")[0] in ours)


class _Leaving:
    """A record that goes, with the sheets that serve it, and what stands on their pages."""

    def __init__(self, guide: Guide, meant: Meant, kind: str, record: Any) -> None:
        self.guide = guide
        self.meant = meant
        self.gone = [(kind, record)]
        for sheet in SHEETS if kind in CHAPTERS else ():
            self.gone += [(sheet, one) for one in held(guide, sheet) if one.serves == record.id]
        self._hosted = {
            row: self._on_pages_that_go(row) for row in catalogue.COLLECTIONS if row.hosted
        }
        going = (*(record for _, record in self.gone), *chain(*self._hosted.values()))
        self._places = {one.place for record in going for one in walk(record)}
        self._entries: dict[Place, tuple[Element, str, set[int]]] = {}
        """Entries that go, by the place of their list."""

    def leave(self, now: str) -> None:
        """Means all that goes to go. Raises ProblemsFound where something holds it."""
        problems = [one for kind, record in self.gone for one in self._texts(kind, record)]
        for holder in (one for row, _ in self.guide.walked for one in self._holders(row)):
            problems += self._references(holder)
        if problems:
            raise ProblemsFound(problems)
        self._addresses(now)
        for kind in dict.fromkeys(kind for kind, _ in self.gone):
            self._records(kind, [record for one, record in self.gone if one == kind])
        for owner, field, positions in self._entries.values():
            structure.remove(self.meant, owner, field, positions)
        for row, gone in self._hosted.items():
            for one in gone:
                self.meant.drop(one.place.file)
            stay = [one for one in self.guide.all(row) if one not in gone]
            if gone:
                _name(self.meant, self.guide.all(row), stay)
                _number(self.meant, stay)

    def _on_pages_that_go(self, row: catalogue.Collection) -> list[Any]:
        """The records of a row that have the ids of what goes."""
        hosts = references_of(row.kind)["id"]
        ids = {one.id for kind, one in self.gone if kind in ROWS and ROWS[kind].name in hosts}
        return [one for one in self.guide.all(row) if one.id in ids]

    def _holders(self, row: Any) -> Iterator[Found]:
        for record in self.guide.all(row):
            waiting = [Found("", record)]
            while waiting:
                one = waiting.pop()
                if one.element.place in self._places:
                    continue
                yield one
                for field in fields_with_elements(type(one.element)):
                    value = getattr(one.element, field)
                    inside = value if isinstance(value, tuple) else [value] if value else []
                    at = isinstance(value, tuple)
                    waiting += [
                        Found("", inner, one.element, field, place if at else None)
                        for place, inner in enumerate(inside)
                    ]

    def _references(self, holder: Found) -> Iterator[Problem]:
        """Means what names something that goes to go too: an entry of a list, a key that may be left
        out, or the whole entry that is about it. A problem for what can be none of these."""
        element = holder.element
        for key, collections in references_of(type(element)).items():
            value = getattr(element, key)
            named = [
                record.id
                for kind, record in self.gone
                if kind in ROWS
                and kind != ROWS[kind].inner
                and ROWS[kind].name in collections
                and (record.id in value if isinstance(value, tuple) else record.id == value)
            ]
            for id in named:
                place = element.where(key)
                if self._left_out(holder, key, id):
                    told = Say(f'{place}: {key}: ลบ "{id}"', f'{place}: {key}: "{id}" goes')
                    self.meant.told.append(told)
                else:
                    what = Say(f'{key}: ยังอ้างถึง "{id}"', f'{key}: it still names "{id}"')
                    yield Problem(place, what, _THERE_FIRST)

    def _left_out(self, holder: Found, key: str, id: str) -> bool:
        element, kind = holder.element, type(holder.element)
        value = getattr(element, key)
        if isinstance(value, tuple):
            rest = [one for one in value if one != id]
            if len(rest) < least(kind, key):
                return False
            structure.put(self.meant, element, {key: rest or None})
        elif not kind.model_fields[key].is_required():
            structure.put(self.meant, element, {key: None})
        elif holder.within and holder.position is not None:
            self._entry(holder.within, holder.field, holder.position)
        else:
            return False
        return True

    def _entry(self, owner: Element, field: str, position: int) -> None:
        place = owner.where(field)
        self._entries.setdefault(place, (owner, field, set()))[2].add(position)

    def _texts(self, kind: str, record: Any) -> Iterator[Problem]:
        """A problem for every text and page that speaks of it, but for what goes itself, and for
        addresses that lead elsewhere now."""
        old = id_of(record)
        for name, whole in self.meant.files.items():
            if old.encode() not in whole:
                continue
            text = self.meant.draft(name).text
            for one in mentions(kind, record).finditer(text):
                line = text[text.rfind("\n", 0, one.start()) + 1 : one.start()]
                if self._goes(name, one.start()) or _AN_OLD_ADDRESS.fullmatch(line):
                    continue
                what = Say(f'ยังกล่าวถึง "{old}"', f'it still speaks of "{old}"')
                yield Problem(place_at(text, one.start(), name), what, _THERE_FIRST)

    def _goes(self, name: str, at: int) -> bool:
        """Whether a place of a file is in what goes."""
        for kind, record in self.gone:
            if name in self._files(kind, record):
                if _alone(kind):
                    return True
                span = self.meant.draft_of(record).at(record.place)
                if span.start <= at < span.end:
                    return True
        return False

    def _files(self, kind: str, record: Any) -> list[str]:
        if kind != PAGE:
            return [record.place.file]
        return [half.place.file for half in self.guide.prose if half.name == record.name]

    def _addresses(self, now: str) -> None:
        """Means the addresses that an edition had to lead elsewhere."""
        old = [one for kind, record in self.gone for one in addresses(self.guide, kind, record)]
        if not old:
            return
        if not now:
            what = Say(
                f"ฉบับก่อนมีที่อยู่ {old[0]} ซึ่งจะไม่มีแล้ว",
                f"an earlier edition had the address {old[0]}, which will be gone",
            )
            remedy = Say("บอกว่าที่อยู่เดิมควรพาไปหน้าใด", "say to which page it is to lead")
            raise ProblemsFound([Problem(self.gone[0][1].place, what, remedy)])
        moves = [{"old": one, "now": now} for one in old]
        structure.append(self.meant, self.guide.manual, "moved", moves)

    def _records(self, kind: str, gone: Sequence[Any]) -> None:
        """Means records of a kind to go, and those behind them to have the next numbers."""
        row = ROWS.get(kind)
        every = held(self.guide, kind)
        stay = [one for one in every if one not in gone]
        if row and kind == row.inner:
            owner = set_of(self.guide, gone[0])
            self._entry(owner, "criteria", owner.criteria.index(gone[0]))
            return
        if _alone(kind):
            for name in (name for record in gone for name in self._files(kind, record)):
                self.meant.drop(name)
            _name(self.meant, every, stay)
        elif stay:
            entries = Entries(self.meant.draft_of(gone[0]))
            entries.remove({entries.position(one) for one in gone})
        else:
            self.meant.drop(gone[0].place.file)
        for one in () if _alone(kind) else gone:
            said = f"{one.place}"
            self.meant.told.append(Say(f'{said}: ลบ "{one.id}"', f'{said}: "{one.id}" goes'))
        if row and row.order:
            _number(self.meant, stay)
        if row is None:
            kept = Say("order ของหน้าอื่นในหมวดไม่เปลี่ยน", "the order of the other pages stays as it is")
            self.meant.follows.append(kept)


def _alone(kind: str) -> bool:
    """Whether each of a kind has a file of its own."""
    row = ROWS.get(kind)
    return row is None or ("*" in row.pattern and kind != row.inner)


def _number(meant: Meant, order: Sequence[Any]) -> None:
    for number, one in enumerate(order, 1):
        if one.number != number:
            meant.number(one, "number", number)


def _order(meant: Meant, guide: Guide, pages: Sequence[Any]) -> None:
    """Means written pages to stand so in their section: by the numbers that they have, and by new
    ones where some have the same."""
    numbers = sorted({page.order for page in pages})
    if len(numbers) < len(pages):
        numbers = list(range(1, len(pages) + 1))
    for page, number in zip(pages, numbers, strict=True):
        for half in guide.prose:
            if half.name != page.name or half.order == number:
                continue
            if "order" in half.places:
                meant.number(half, "order", number)
            else:
                draft = meant.draft_of(half)
                at = draft.at(half.where("section")).begins
                draft.replace(at, at, f"order: {number}\n")


def _name(meant: Meant, records: Collection[Any], order: Sequence[Any]) -> None:
    """Means the names of files to follow an order, where they carried the numbers of the one that
    was."""
    found = [_NUMBERED.fullmatch(PurePosixPath(one.place.file).stem) for one in records]
    numbers = [one["number"] for one in found if one]
    if [int(number) for number in numbers] != list(range(1, len(records) + 1)):
        return
    width = max(map(len, numbers))
    for number, record in enumerate(order, 1):
        path = PurePosixPath(record.place.file)
        rest = path.name.partition("-")[2]
        if (new := path.with_name(f"{number:0{width}}-{rest}")) != path:
            meant.moved[str(path)] = str(new)
