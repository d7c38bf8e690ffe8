"""Files → Guide: everything under `data/` and `content/`, read strictly, joined, with every mistake at once."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Any

from .. import model
from ..guide import Guide
from ..problems import Place, Problem, Say
from ..project import Project
from .prose import read_prose
from .records import record, unknown_references
from .yaml_file import Document, read_text, read_yaml, readable_words


@dataclass(frozen=True)
class Collection:
    """One line of the table: which files hold which kind, and the attribute of the guide that they become."""

    name: str
    pattern: str
    kind: type[model.Element]
    many: bool = True
    order: str | None = None


COLLECTIONS = (
    Collection("manual", "manual.yml", model.Manual, many=False),
    Collection("process", "process.yml", model.Frame, many=False),
    Collection("steps", "process/*.yml", model.Step, order="number"),
    Collection("approach", "approach.yml", model.Frame, many=False),
    Collection("items", "approach/*.yml", model.Item, order="number"),
    Collection("toolbox", "tools.yml", model.Frame, many=False),
    Collection("tools", "tools/*.yml", model.Tool, order="number"),
    Collection("selection", "criteria.yml", model.Frame, many=False),
    Collection("criteria", "criteria/*.yml", model.CriteriaSet, order="number"),
    Collection("sheets", "worksheets.yml", model.WorksheetFrame, many=False),
    Collection("worksheets", "worksheets/*.yml", model.Worksheet),
    Collection("exercises", "exercises/*.yml", model.Exercise),
    Collection("crosswalk", "crosswalk.yml", model.Crosswalk, many=False),
    Collection("agencies", "agencies.yml", model.Agency, order="number"),
    Collection("terms", "glossary.yml", model.Term),
    Collection("sources", "sources.yml", model.Source),
    Collection("errata", "errata.yml", model.Erratum),
    Collection("questions", "questions.yml", model.Question),
    Collection("facts", "facts.yml", model.Fact),
)

_NOTHING = model.Text(th="-", en="-")
_NO_MANUAL = model.Manual(
    title=_NOTHING,
    short=_NOTHING,
    lead=_NOTHING,
    organisation=model.Organisation(name=_NOTHING, department=_NOTHING, address=_NOTHING, telephone=_NOTHING, fax=_NOTHING),
    edition=model.Edition(number="0", date=date.min),
    sections=(model.SectionTitle(id="none", title=_NOTHING),),
)
"""Stands in for a `manual.yml` with mistakes, so that the other files are checked all the same; it is never published."""
_LEFT_BEHIND = re.compile(r"\.|~\$|Thumbs\.db$|desktop\.ini$|.*~$", re.IGNORECASE)
"""Files that systems and editors leave in folders by themselves."""
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_ID_LINE = re.compile(r"^\s*(?:- )?id:\s*['\"]?([A-Za-z0-9-]+)", re.MULTILINE)


@dataclass(frozen=True)
class _Found:
    collection: Collection
    document: Document
    path: tuple[int, ...]
    element: model.Element


def read(project: Project) -> tuple[Guide | None, list[Problem]]:
    """The guide of a project and every problem of its files; None where there is no manual at all.

    With problems the guide is partial: good for further checks, not for publishing.
    """
    with _no_garbage_collection():
        return _Reading(project).read()


class _Reading:
    def __init__(self, project: Project) -> None:
        self.project = project
        self.problems: list[Problem] = []
        self.found: list[_Found] = []
        self.unread: list[str] = []
        self.blind: set[str] = set()

    def read(self) -> tuple[Guide | None, list[Problem]]:
        data = self.project.data
        if not (data / "manual.yml").is_file():
            what = Say("ไม่พบไฟล์นี้", "this file is not there")
            remedy = Say(
                "เรียกคำสั่งในโฟลเดอร์ของคู่มือ ซึ่งมีโฟลเดอร์ data/", "run the command in the folder of a manual, which has a folder data/"
            )
            return None, [Problem(Place("data/manual.yml"), what, remedy)]
        for collection in COLLECTIONS:
            for path in sorted(data.glob(collection.pattern)):
                self._file(collection, path)
        self._strangers()
        known = self._known_ids()
        for found in self.found:
            self.problems += unknown_references(found.element, found.document, found.path, known, self.blind)
        prose, problems, words = read_prose(self.project)
        self.problems += problems
        return self._guide(prose, words), self.problems

    def _file(self, collection: Collection, path: Path) -> None:
        name = self.project.name_of(path)
        text, problems = read_text(path, name)
        self.problems += problems
        if text is None:
            self._hide(collection, readable_words(path))
            return
        document, problems = read_yaml(text, name)
        self.problems += problems
        elements = list(self._records(collection, document)) if document else [None]
        if None in elements:
            self._hide(collection, text)

    def _records(self, collection: Collection, document: Document) -> Iterator[model.Element | None]:
        for path, value in self._values(collection, document):
            element, problems = record(collection.kind, document, path, value)
            self.problems += problems
            if element is not None:
                self.found.append(_Found(collection, document, path, element))
            yield element

    def _hide(self, collection: Collection, text: str) -> None:
        """Remembers what a file that is left out would have held; where it tells no id, its collection is unknown."""
        self.unread.append(text)
        if not _ID_LINE.search(text):
            self.blind.add(collection.name)
        if collection.name == "sheets":
            self.blind.add("headers")

    def _values(self, collection: Collection, document: Document) -> Iterator[tuple[tuple[int, ...], Any]]:
        """The records of a file: one in a folder's file, a list of them in `glossary.yml` and its like."""
        if not collection.many or "*" in collection.pattern:
            yield (), document.value
        elif isinstance(document.value, list):
            yield from (((position,), value) for position, value in enumerate(document.value))
        else:
            what = Say("ไฟล์นี้ต้องเป็นรายการ", "this file has to be a list")
            remedy = Say('ขึ้นต้นแต่ละรายการด้วย "- id: …"', 'begin each entry with "- id: …"')
            self.problems.append(Problem(document.place(()), what, remedy))
            self._hide(collection, "")

    def _strangers(self) -> None:
        """Files that nothing reads: a misspelt name would otherwise be lost in silence."""
        known = {path for collection in COLLECTIONS for path in self.project.data.glob(collection.pattern)}
        schema = self.project.data / "schema"
        for path in sorted(self.project.data.rglob("*")):
            if path.is_file() and path not in known and schema not in path.parents and not _LEFT_BEHIND.match(path.name):
                what = Say("ไม่มีส่วนใดใช้ไฟล์นี้", "nothing reads this file")
                remedy = Say("ดูชื่อไฟล์และโฟลเดอร์ หรือย้ายออกจาก data/", "look at its name and folder, or move it out of data/")
                self.problems.append(Problem(Place(self.project.name_of(path)), what, remedy))

    def _known_ids(self) -> dict[str, set[str]]:
        known: dict[str, set[str]] = {collection.name: set() for collection in COLLECTIONS}
        for found in self.found:
            if hasattr(found.element, "id"):
                known[found.collection.name].add(found.element.id)
            if isinstance(found.element, model.WorksheetFrame):
                known["headers"] = {field.id for field in found.element.header}
        hidden = {id for text in self.unread for id in _ID_LINE.findall(text)}
        return {name: ids | hidden for name, ids in known.items()}

    def _guide(self, prose: tuple[model.Prose, ...], words: str) -> Guide | None:
        values: dict[str, Any] = {}
        for collection in COLLECTIONS:
            elements = [found.element for found in self.found if found.collection is collection]
            if collection.many:
                values[collection.name] = tuple(
                    sorted(elements, key=attrgetter(collection.order)) if collection.order else elements
                )
            elif elements:
                values[collection.name] = elements[0]
        values.setdefault("manual", _NO_MANUAL)
        unread = frozenset(_WORD.findall("\n".join([*self.unread, words])))
        return Guide(**values, prose=prose, unread=unread)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Reading makes many small values and no rubbish: collecting meanwhile is a tenth of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
