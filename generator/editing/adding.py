"""`khumue add`: a record more, complete and still to be written, between its neighbours, which are
numbered anew."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from ..catalogue import COLLECTIONS
from ..guide import Guide
from ..language import Language
from ..model import UNWRITTEN
from ..problems import Place, Problem, ProblemsFound, Say, did_you_mean
from ..project import Project
from .blank import Blank
from .entries import Entries, indent_of
from .following import what_follows
from .meant import Meant
from .named import CLASSES, PAGE, ROWS, held, must_be_free, refused, set_of, sound
from .page import add_page
from .spoken import entry
from .wanted import CHAPTERS, SHEETS, Wanted

_NUMBERED = re.compile(r"(?P<number>[0-9]+)-(?P<rest>.+)")


def add(project: Project, wanted: Wanted) -> Meant:
    """The changes that add a record, and its sheets with it.

    Raises ProblemsFound where it cannot be added, and where the manual could not be read whole.
    """
    wanted.must_make_sense()
    meant = Meant(project)
    guide = sound(project)
    adding = _Adding(guide, meant)
    adding.add(wanted)
    for kind in wanted.sheets:
        adding.add(Wanted(kind, wanted.id, told=wanted.told))
    meant.settle()
    meant.follows += what_follows(wanted, guide, renumbered=meant.renumbered)
    return meant


class _Adding:
    """One command at work; `chapters` are the ids of steps and items in their order, in which their
    sheets stand too."""

    def __init__(self, guide: Guide, meant: Meant) -> None:
        self.guide = guide
        self.meant = meant
        self.chapters = [record.id for kind in CHAPTERS for record in held(guide, kind)]

    def add(self, wanted: Wanted) -> None:
        must_be_free(self.guide, wanted.kind, wanted.id, "--id")
        if wanted.kind == PAGE:
            add_page(wanted, self.guide, self.meant)
            return
        self._must_have_its_place(wanted.kind)
        row = ROWS[wanted.kind]
        if wanted.kind == row.inner:
            self._inner(wanted)
        elif "*" in row.pattern:
            self._file(wanted)
        else:
            self._entry(wanted)

    def _must_have_its_place(self, kind: str) -> None:
        row, manual = ROWS[kind], self.guide.manual
        if row.section and row.section not in [section.id for section in manual.sections]:
            what = Say(
                f'sections: คู่มือนี้ไม่มีหมวด "{row.section}"',
                f'sections: the manual has no section "{row.section}"',
            )
            remedy = Say(
                f"เพิ่ม - id: {row.section} กับ title แล้วเรียกคำสั่งอีกครั้ง",
                f"add - id: {row.section}, with its title, then run the command again",
            )
            raise ProblemsFound([Problem(manual.where("sections"), what, remedy)])
        frame = next((one for one in COLLECTIONS if one.name == row.frame), None)
        if frame and not self.guide.all(frame):
            what = Say("ไม่พบไฟล์นี้", "this file is not there")
            remedy = Say(
                "เขียน title, short, lead ก่อน แล้วเรียกคำสั่งอีกครั้ง",
                "write it first: title, short, lead; then run the command again",
            )
            raise ProblemsFound([Problem(Place(f"data/{frame.pattern}"), what, remedy)])

    def _file(self, wanted: Wanted) -> None:
        """A record with a file of its own."""
        row, records = ROWS[wanted.kind], held(self.guide, wanted.kind)
        if wanted.kind in SHEETS:
            wanted = self._serving(wanted)
        position = self._position(wanted, records)
        behind = records[max(position - 1, 0)] if records else None
        near = wanted.neighbour(self.guide) or behind
        like = self.meant.draft_of(near) if near else None
        if wanted.kind in CHAPTERS:
            at = self.chapters.index(behind.id) + bool(position) if behind else len(self.chapters)
            self.chapters.insert(at, wanted.id)
        name = self._named_files(wanted, records, position)
        blank = Blank(self.guide, wanted.id, indent_of(like) if like else 2, told=wanted.told)
        lines = blank.lines(row.kind, self._given(wanted, position, near))
        self.meant.make(name, [*self._head(name, row.schema, wanted.told), *lines], like)
        if row.order:
            self._number(records, position)

    def _serving(self, wanted: Wanted) -> Wanted:
        """Says for which step or item a sheet is: by default the one that is called alike."""
        serves = wanted.serves or wanted.id
        if serves not in self.chapters:
            what = Say(
                f'ไม่มีขั้นตอนหรือข้อชื่อ "{serves}" ที่จะใช้ใบนี้',
                f'there is no step or item "{serves}" that it could serve',
            )
            near = did_you_mean(serves, self.chapters)
            raise refused("--serves", what, near)
        return replace(wanted, serves=serves)

    def _position(self, wanted: Wanted, records: Sequence[Any]) -> int:
        """Where the record is to stand; a sheet behind those of its step and of the steps before."""
        if wanted.serves and not (wanted.after or wanted.before):
            order = self.chapters.index(wanted.serves)
            before = [
                n for n, one in enumerate(records, 1) if self.chapters.index(one.serves) <= order
            ]
            return max(before, default=0)
        return wanted.position(self.guide, records)

    def _named_files(self, wanted: Wanted, records: Sequence[Any], position: int) -> str:
        """The name of the new file; where names carry the numbers of an order, those behind it get
        the next ones."""
        row = ROWS[wanted.kind]
        folder = PurePosixPath("data", row.pattern).parent
        paths = [PurePosixPath(record.place.file) for record in records]
        found = [_NUMBERED.fullmatch(path.stem) for path in paths]
        numbers = [int(one["number"]) for one in found if one]
        if numbers != list(range(1, len(records) + 1)) or not (records or row.order):
            if not row.order and records:
                self.meant.follows.append(
                    Say(
                        f"{folder}/ เรียงตามชื่อไฟล์ เปลี่ยนชื่อไฟล์เมื่อจะเปลี่ยนลำดับ",
                        f"{folder}/ is in the order of the names of its files: rename them to change it",
                    )
                )
            return str(folder / f"{wanted.id}.yml")
        width = max(len(str(len(records) + 1)), *(len(one["number"]) for one in found if one), 1)
        for number, (path, one) in enumerate(zip(paths, found, strict=True), 1):
            assert one  # each has a number
            new = folder / f"{number + (number > position):0{width}}-{one['rest']}.yml"
            if new != path:
                self.meant.moved[str(path)] = str(new)
        return str(folder / f"{position + 1:0{width}}-{wanted.id}.yml")

    def _head(self, name: str, schema: str, told: bool) -> list[str]:
        """The comments at the head of a new file: what editors ask for, and what is to be done."""
        lines = []
        if (self.meant.root / f"data/schema/{schema}.json").is_file():
            up = "../" * (name.count("/") - 1)
            lines = [f"# yaml-language-server: $schema={up}schema/{schema}.json"]
        if not told:
            return lines
        th = f"ข้อความที่ขึ้นต้นด้วย {UNWRITTEN} ยังต้องเขียน บรรทัดที่ขึ้นต้นด้วย # ใช้หรือลบก็ได้"
        en = f"What begins with {UNWRITTEN} is still to be written; lines behind # may be used or deleted."
        english = Language.EN in self.guide.manual.languages
        return [*lines, f"# {th} / {en}" if english else f"# {th}"]

    def _entry(self, wanted: Wanted) -> None:
        """A record in a file that is a list."""
        row, records = ROWS[wanted.kind], held(self.guide, wanted.kind)
        position, name = wanted.position(self.guide, records), f"data/{row.pattern}"
        if (self.meant.root / name).is_file():
            self._insert(wanted, records, position, Entries(self.meant.draft(name)))
            self._tell(wanted, name)
        else:
            lines = Blank(self.guide, wanted.id, told=wanted.told).lines(
                row.kind, self._given(wanted, position)
            )
            self.meant.make(name, [*self._head(name, row.schema, wanted.told), *entry(lines)], None)
        if row.order:
            self._number(records, position)

    def _inner(self, wanted: Wanted) -> None:
        """A criterion in its set."""
        sets = {one.id: one for one in self.guide.criteria}
        neighbour = wanted.neighbour(self.guide)
        only = next(iter(sets)) if len(sets) == 1 else ""
        within = set_of(self.guide, neighbour).id if neighbour else wanted.within or only
        if within not in sets or wanted.within not in (None, within):
            what = Say("ไม่ได้บอกว่าอยู่ในเกณฑ์ชุดใด", "it is not said in which set of criteria")
            raise refused("--in", what, did_you_mean(wanted.within or "", sets))
        records = sorted(sets[within].criteria, key=lambda one: one.number)
        position = wanted.position(self.guide, records)
        draft = self.meant.draft_of(sets[within])
        self._insert(wanted, records, position, Entries(draft, ("criteria",)))
        self._tell(wanted, sets[within].place.file)
        self._number(records, position)

    def _insert(
        self, wanted: Wanted, records: Sequence[Any], position: int, entries: Entries
    ) -> None:
        blank = Blank(self.guide, wanted.id, entries.indent, told=wanted.told)
        lines = blank.lines(CLASSES[wanted.kind], self._given(wanted, position))
        entries.insert(entries.position(records[position - 1]) + 1 if position else 0, lines)

    def _tell(self, wanted: Wanted, name: str) -> None:
        self.meant.told.append(Say(f'{name}: เพิ่ม "{wanted.id}"', f'{name}: "{wanted.id}" is added'))

    def _number(self, records: Sequence[Any], position: int) -> None:
        """Numbers the records behind the new one anew."""
        for number, record in enumerate(records[position:], position + 2):
            if record.number != number:
                self.meant.number(record, "number", number)

    def _given(self, wanted: Wanted, position: int, near: Any = None) -> Mapping[str, Any]:
        """What is known of the new record before anybody has written a word of it."""
        kind, languages = CLASSES[wanted.kind], self.guide.manual.languages
        given: dict[str, Any] = {"id": wanted.id}
        if ROWS[wanted.kind].carries:
            given["status"] = "proposed"
        if "number" in kind.model_fields:
            given["number"] = position + 1
        if wanted.serves:
            given["serves"] = wanted.serves
        if getattr(near, "header", ()):
            given["header"] = near.header
        if wanted.kind in CHAPTERS and (group := self._group(wanted, near)):
            given["group"] = group
        if "english" in kind.model_fields and Language.EN in languages:
            given["english"] = "own"
        given["title"] = {Language.TH: wanted.title, Language.EN: wanted.title_en}
        return {**given, **wanted.values}

    def _group(self, wanted: Wanted, near: Any) -> str | None:
        frame = next(one for one in COLLECTIONS if one.name == ROWS[wanted.kind].frame)
        groups = [group.id for group in self.guide.all(frame)[0].groups]
        if wanted.within and wanted.within not in groups:
            what = Say(f'ไม่มีกลุ่ม "{wanted.within}"', f'there is no group "{wanted.within}"')
            raise refused("--in", what, did_you_mean(wanted.within, groups))
        found: str | None = near.group if near else next(iter(groups), None)
        return wanted.within or found
