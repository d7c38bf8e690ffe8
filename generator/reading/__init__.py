"""Files → Guide: everything under `data/` and `content/`, read strictly, joined, with every mistake
at once."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import Any

from .. import approvals, kinds, model, snapshots
from ..catalogue import COLLECTIONS, Collection
from ..guide import Guide, Register, walk
from ..kept import Kept
from ..language import Language
from ..memory import Memory
from ..problems import MOST_TOLD, Place, Problem, ProblemsFound, Say
from ..project import Project
from .earlier import IDS, Found, ids_of, instead, let_stand, values_of
from .earlier import Earlier as Earlier
from .files import (
    files_below,
    hidden_ending,
    meant_name,
    place_at,
    read_raw,
    read_text,
    readable_words,
    stands_beside,
    text_of,
    unreadable,
)
from .foreign import running as running
from .pictures import Album, Named
from .prose import Written, read_prose
from .prose import markdown_page as markdown_page
from .records import Known, record, unknown_references, with_ids_of_today
from .references import follow, may_refer
from .typed_numbers import may_tell, typed_numbers
from .yaml_file import Document, read_kept

_BY_PATTERN = {collection.pattern: collection for collection in COLLECTIONS}

_NOTHING = model.Text(th="-", en="-")
_NO_MANUAL = model.Manual(
    id="none",
    title=_NOTHING,
    short=_NOTHING,
    lead=_NOTHING,
    organisation=model.Organisation(name=_NOTHING, address=_NOTHING),
    edition=model.Edition(number="0", date=date(2000, 1, 1)),
    sections=(model.SectionTitle(id="none", title=_NOTHING),),
)
"""Stands in for a `manual.yml` with mistakes, so that the other files are checked all the same; it
is never published."""
_BESIDE = {"schema", "editions", "translations.txt", "approvals.txt"}
"""What stands in `data/` and is no record of the manual: what the program itself keeps about it."""
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_FORMAT = re.compile(r"^format:[ \t]*([0-9]{1,9})\b", re.MULTILINE)


def read(project: Project, earlier: Earlier | None = None) -> tuple[Guide | None, list[Problem]]:
    """The guide of a project and every problem of its files; None where there is no manual at all.

    With problems the guide is partial: good for further checks, not for publishing. `earlier`
    remembers what files hold with which nothing is wrong.
    """
    with no_garbage_collection():
        reading = _Reading(project, earlier.memory if earlier else Memory())
        guide, problems = reading.read()
        if earlier is not None:
            reading.remember(earlier)
        return guide, problems


def whole(project: Project) -> Guide:
    """The guide of a project. Raises ProblemsFound where some of it cannot be read."""
    guide, problems = read(project)
    mistakes = [problem for problem in problems if not problem.notice]
    if guide is None or mistakes:
        raise ProblemsFound(mistakes)
    return guide


def standing_in(project: Project, earlier: Earlier) -> tuple[Guide | None, frozenset[str]]:
    """The guide of a project with mistakes, good for being looked at: what a file held before, or
    what can be known of it, stands in its place, and nothing refers to what is not there. With the
    names of these files."""
    with no_garbage_collection():
        reading = _Reading(project, earlier.memory, earlier)
        guide, _ = reading.read()
        return guide, frozenset(reading.replaced)


class _Reading:
    def __init__(self, project: Project, memory: Memory, earlier: Earlier | None = None) -> None:
        self.project = project
        self.memory = memory
        self.earlier = earlier
        kept = Kept(project.kept)
        self.contents = memory.of(lambda row, name, raw: _contents(row, name, raw, kept))
        self.problems: list[Problem] = []
        self.found: list[Found] = []
        self.editions: list[snapshots.Snapshot] = []
        self.of_english: list[Problem] = []
        self.approvals: Register = {}
        self.referring: dict[str, Document] = {}
        """The files that may hold a reference or a link, by their names."""
        self.numbering: dict[str, Document] = {}
        """Those that may hold a typed number of a record."""
        self.pages: tuple[model.Prose, ...] = ()
        self.replaced: set[str] = set()
        """The files in whose place something else stands."""
        self.unread: list[str] = []
        self.blind: set[str] = set()

    def read(self) -> tuple[Guide | None, list[Problem]]:
        data = self.project.data
        paths, self.problems = files_below(data, self.project)
        manual_file = data / "manual.yml"
        if none := self._no_manual(manual_file, paths):
            name = self.project.name_of(manual_file)
            if self.earlier is None or name not in self.earlier.records:
                return None, none
            self._put(self.earlier.records[name])
            paths = [path for path in paths if path != manual_file]
        for path in paths:
            if path.parent == data / snapshots.FOLDER and path.suffix == ".json":
                self._edition(path)
            else:
                self._file(path, path.relative_to(data))
        known = Known(self._known_ids(), self._ids_before(), frozenset(self.blind))
        unknown = self.memory.of(lambda one: islice(_unknown(one, known), MOST_TOLD + 1), known)
        for _, found in groupby(self.found, attrgetter("document")):
            self.problems += islice(chain.from_iterable(map(unknown, found)), MOST_TOLD + 1)
        if any(known.before.values()):
            today = self.memory.of(lambda one: _of_today(one, known), known)
            self.found = list(chain.from_iterable(map(today, self.found)))
        if self.earlier is not None:
            names = set(map(self.project.name_of, paths))
            self.found, back = let_stand(self.found, self.earlier, names)
            self._put(back)
        manual = next(
            (found.element for found in self.found if isinstance(found.element, model.Manual)),
            _NO_MANUAL,
        )
        prose = read_prose(
            self.project, manual.languages, self.earlier.pages if self.earlier else {}
        )
        self.pages = prose.pages
        self.replaced |= prose.earlier
        album = Album(self.project, prose.files)
        self.problems += [
            *prose.problems,
            *chain.from_iterable(map(album.look, self._named(prose))),
        ]
        if manual is not _NO_MANUAL:
            self.problems += (
                self.of_english if Language.EN in manual.languages else self._kept(manual, prose)
            )
        guide, references = follow(self._guide(manual, prose, album), self.referring)
        return guide, [*self.problems, *references, *typed_numbers(guide, self.numbering)]

    def remember(self, earlier: Earlier) -> None:
        """Remembers what files hold with which nothing is wrong."""
        wrong = {problem.place.file for problem in self.problems if not problem.notice}
        for name, found in groupby(self.found, lambda one: one.document.name):
            if name not in wrong:
                earlier.records[name] = list(found)
        for page in self.pages:
            if page.place.file not in wrong:
                earlier.pages[page.place.file] = page

    def _named(self, prose: Written) -> Iterator[Named]:
        """Every picture that the data and the pages name."""
        for part in (part for found in self.found for part in getattr(found.element, "parts", ())):
            if part.picture:
                yield Named(part.picture.file, part.picture.where("file"))
        yield from (Named(*picture) for page in prose.pages for picture in page.pictures)

    def _kept(self, manual: model.Manual, prose: Written) -> Iterator[Problem]:
        """Tells once how much English stands in the files of a manual in Thai alone, which shows
        none of it."""
        elements = (inner for found in self.found for inner in walk(found.element))
        texts = sum(
            isinstance(inner, model.Text) and not isinstance(inner, model.Name) and bool(inner.en)
            for inner in elements
        )
        if texts or prose.kept:
            what = Say(
                f"เก็บภาษาอังกฤษไว้โดยไม่แสดง ({texts} ข้อความ {prose.kept} หน้า)",
                f"English is kept and not shown (texts: {texts}, pages: {prose.kept})",
            )
            remedy = Say(
                "ถ้าจะแสดง เขียน languages: [th, en]", "to show it, write languages: [th, en]"
            )
            yield Problem(manual.where("languages"), what, remedy, notice=True, only_told=True)

    def _no_manual(self, manual: Path, paths: list[Path]) -> list[Problem]:
        """Why nothing can be read of a manual: its first file is not there, or too new."""
        if manual.name in {path.name for path in paths if path.parent == manual.parent}:
            newer = self._newer(manual)
            return [newer] if newer else []
        for path in paths:
            meant = meant_name(path)
            if path.parent == manual.parent and meant and meant.name.lower() == manual.name:
                return [hidden_ending(path, manual, self.project.name_of(path))]
        what = Say("ไม่พบไฟล์นี้", "this file is not there")
        remedy = Say(
            "เรียกคำสั่งในโฟลเดอร์ของคู่มือ ซึ่งมีโฟลเดอร์ data/",
            "run the command in the folder of a manual, which has a folder data/",
        )
        gone = Problem(Place("data/manual.yml"), what, remedy)
        return [gone, *(self.problems if manual.parent.is_dir() else ())]

    def _newer(self, path: Path) -> Problem | None:
        """Tells of a manual that a later edition of the program was to read: every other mistake
        may be none."""
        name = self.project.name_of(path)
        text = read_text(path, name)[0] or ""
        if not (found := _FORMAT.search(text)) or int(found[1]) <= model.FORMAT:
            return None
        what = Say(
            f"คู่มือเขียนในรูปแบบ {found[1]} แต่โปรแกรมนี้รู้จักถึงรูปแบบ {model.FORMAT}",
            f"the manual is written in format {found[1]}, and this program knows formats up to {model.FORMAT}",
        )
        return Problem(
            place_at(text, found.start(1), name),
            what,
            Say("ติดตั้ง Khumue รุ่นใหม่กว่า", "install a newer Khumue"),
        )

    def _file(self, path: Path, inside: Path) -> None:
        """Reads one file of `data/`; what nothing reads is told: a misspelt name would otherwise be
        lost in silence."""
        collection = _collection_of(inside)
        name = self.project.name_of(path)
        meant = meant_name(path)
        if (
            collection is None
            and meant
            and (hidden := _collection_of(inside.with_name(meant.name)))
        ):
            self.problems.append(hidden_ending(path, meant, name))
            if not stands_beside(path, meant):
                self._hide(hidden, read_text(path, name)[0] or readable_words(path))
            return
        if inside == Path(approvals.NAME):
            text, problems = read_text(path, name, approvals.LARGEST)
            self.approvals, found_in = approvals.read(text or "", name)
            self.problems += [*problems, *found_in]
        if collection is None:
            if inside.parts[0] not in _BESIDE:
                what = Say("ไม่มีส่วนใดใช้ไฟล์นี้", "nothing reads this file")
                remedy = Say(
                    "ดูชื่อไฟล์และโฟลเดอร์ หรือย้ายออกจาก data/",
                    "look at its name and folder, or move it out of data/",
                )
                self.problems.append(Problem(Place(name), what, remedy))
            return
        raw, problems = read_raw(path, name)
        held = _Contents(problems) if raw is None else self.contents(collection, name, raw)[0]
        self.problems += held.problems
        if held.document:
            self.of_english += held.document.of_english
            self.referring |= {name: held.document} if held.refers else {}
            self.numbering |= {name: held.document} if held.tells else {}
        self.blind |= {collection.name} if held.blind else set()
        if held.whole:
            self.found += held.records
            return
        seen = readable_words(path) if held.text is None else held.text
        self._hide(collection, seen)
        if self.earlier is None:
            self.found += held.records
        else:
            made = instead(self.earlier, collection, name, held.document, seen, held.problems)
            self._put(made)

    def _put(self, found: Iterable[Found]) -> None:
        """Lets records stand in the place of what their files hold."""
        for name, held in groupby(found, lambda one: one.document.name):
            made = list(held)
            self.found = [one for one in self.found if one.document.name != name] + made
            self.referring[name] = self.numbering[name] = made[0].document
            self.replaced.add(name)

    def _edition(self, path: Path) -> None:
        """Reads an edition that is kept."""
        name = self.project.name_of(path)
        try:
            self.editions.append(snapshots.read(path.read_bytes(), name))
        except ProblemsFound as found:
            self.problems += found.problems
        except OSError as error:
            self.problems.append(unreadable(Place(name), error))

    def _hide(self, collection: Collection, text: str) -> None:
        """Remembers what a file that is left out would have held; where it tells no id, its
        collection is unknown."""
        self.unread.append(text)
        if not collection.many or not IDS.search(text):
            self.blind.add(collection.name)
        if collection.name == "sheets":
            self.blind.add("headers")

    def _known_ids(self) -> dict[str, set[str]]:
        known = ids_of(self.found)
        hidden = {id for text in self.unread for id in IDS.findall(text)}
        return {name: ids | hidden for name, ids in known.items()}

    def _ids_before(self) -> dict[str, dict[str, str]]:
        """The ids that records of each collection had before, with those of today."""
        before: dict[str, dict[str, str]] = {}
        for found in self.found:
            if isinstance(found.element, model.Addressed):
                today = dict.fromkeys(found.element.aliases, found.element.id)
                before.setdefault(found.collection.name, {}).update(today)
        return before

    def _guide(self, manual: model.Manual, prose: Written, album: Album) -> Guide:
        values: dict[str, Any] = {}
        for collection in COLLECTIONS:
            elements = [found.element for found in self.found if found.collection is collection]
            if collection.many:
                values[collection.name] = tuple(
                    sorted(elements, key=attrgetter(collection.order))
                    if collection.order
                    else elements
                )
            elif elements:
                values[collection.name] = elements[0]
        values["manual"] = manual
        unread = frozenset(_WORD.findall("\n".join([*self.unread, *prose.unread])))
        return Guide(
            **values,
            prose=prose.pages,
            editions=tuple(sorted(self.editions, key=lambda edition: kinds.order(edition.number))),
            files=prose.files,
            approvals=self.approvals,
            pictures=album.sizes,
            unread=unread,
            blind=frozenset(self.blind),
            memory=self.memory,
        )


@dataclass
class _Contents:
    """What a file holds, and what is wrong with it: all that it tells by itself."""

    problems: list[Problem]
    text: str | None = None
    document: Document | None = None
    records: list[Found] = field(default_factory=list)
    whole: bool = False
    """Whether all its records could be read."""
    blind: bool = False
    """Whether it has one of which nobody knows the id."""
    refers: bool = False
    tells: bool = False


def _contents(collection: Collection, name: str, raw: bytes, kept: Kept) -> Iterator[_Contents]:
    text, problems = text_of(raw, name)
    document, found = read_kept(text, name, kept) if text is not None else (None, [])
    if document is not None or not problems:  # what nobody sees may break the lines around it
        problems += found
    held = _Contents(problems, text, document)
    if document and text:
        held.refers, held.tells = may_refer(text), may_tell(text)
        _take_records(held, collection, document)
    yield held


def _take_records(held: _Contents, collection: Collection, document: Document) -> None:
    """Reads the records of a file, one in a folder, a list in `glossary.yml` and its like."""
    if collection.listed and not isinstance(document.value, list):
        what = Say("ไฟล์นี้ต้องเป็นรายการ", "this file has to be a list")
        remedy = Say('ขึ้นต้นแต่ละรายการด้วย "- id: …"', 'begin each entry with "- id: …"')
        held.problems.append(Problem(document.place(()), what, remedy))
        return
    whole = True
    for path, value in values_of(collection, document):
        element, found = record(collection.kind, document, path, value)
        held.problems += found
        if element is not None:
            held.records.append(Found(collection, document, path, element))
        elif document.place((*path, "id")) in [
            problem.place for problem in found
        ]:  # the id itself is wrong, or not there
            held.blind = True
        whole = whole and element is not None
        if sum(not problem.notice for problem in held.problems) > MOST_TOLD:
            return
    held.whole = whole


def _unknown(one: Found, known: Known) -> Iterator[Problem]:
    return unknown_references(one.element, one.document, one.path, known)


def _of_today(one: Found, known: Known) -> Iterator[Found]:
    yield replace(one, element=with_ids_of_today(one.element, known))


def _collection_of(inside: Path) -> Collection | None:
    return _BY_PATTERN.get(
        inside.name
        if inside.name == str(inside)
        else f"{inside.parent.as_posix()}/*{inside.suffix}"
    )


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Reading and comparing make many small values and no rubbish: collecting meanwhile is a tenth
    of their time, or more."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
