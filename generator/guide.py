"""The whole manual as one frozen value, and what its parts say about one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .catalogue import COLLECTIONS, Collection
from .language import Language
from .model import (
    Agency,
    ApproachFrame,
    Approval,
    Basis,
    Chapter,
    CriteriaSet,
    Crosswalk,
    Element,
    Erratum,
    Exercise,
    Fact,
    Frame,
    Item,
    Manual,
    Point,
    Prose,
    Question,
    Relation,
    Source,
    Step,
    Term,
    Text,
    Tool,
    ToolUse,
    Worksheet,
    WorksheetField,
    WorksheetFrame,
)


@dataclass(frozen=True)
class Guide:
    """The whole manual, read and joined; where files could not be read it is partial, and `unread`
    names what they held.

    `unread` holds every word of the files that had to be left out, so that a check does not call a
    record unused or unknown that is only hidden behind another mistake; `blind` names the
    collections of which not even that is known. `files` are the paths under which a site publishes
    what stands beside the hand-written pages, with its paths there.
    """

    manual: Manual
    process: Frame | None = None
    steps: tuple[Step, ...] = ()
    approach: ApproachFrame | None = None
    items: tuple[Item, ...] = ()
    toolbox: Frame | None = None
    tools: tuple[Tool, ...] = ()
    selection: Frame | None = None
    criteria: tuple[CriteriaSet, ...] = ()
    sheets: WorksheetFrame | None = None
    worksheets: tuple[Worksheet, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    crosswalk: Crosswalk | None = None
    agencies: tuple[Agency, ...] = ()
    terms: tuple[Term, ...] = ()
    sources: tuple[Source, ...] = ()
    errata: tuple[Erratum, ...] = ()
    questions: tuple[Question, ...] = ()
    facts: tuple[Fact, ...] = ()
    prose: tuple[Prose, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    blind: frozenset[str] = frozenset()

    def may_hold(self, id: str) -> bool:
        """Whether a file that was left out may speak of this id."""
        return bool(self.blind) or id in self.unread

    def asks_for(self, language: Language) -> bool:
        """Whether what is missing in a language is to be told: not where nobody knows whether the
        manual stands in it."""
        return language in self.manual.languages and "manual" not in self.blind

    @cached_property
    def _by_id(self) -> dict[str, dict[str, Any]]:
        named = [
            collection.name
            for collection in COLLECTIONS
            if collection.many and "id" in collection.kind.model_fields
        ]
        return {name: {record.id: record for record in getattr(self, name)} for name in named}

    def all(self, collection: Collection) -> tuple[Any, ...]:
        """What a collection holds: its records, or the one that it is, where that is there."""
        held = getattr(self, collection.name)
        return held if collection.many else () if held is None else (held,)

    def find(self, collection: str, id: str) -> Any:
        """The record of a collection with this id; KeyError where there is none."""
        return self._by_id[collection][id]

    @property
    def has_source(self) -> bool:
        """Whether the manual says what a source says, of which it then lists the facts."""
        return bool(self.facts)

    @property
    def headers(self) -> tuple[WorksheetField, ...]:
        """The fields that the heads of worksheets choose from."""
        return self.sheets.header if self.sheets else ()

    @property
    def synonyms(self) -> tuple[tuple[str, ...], ...]:
        """What one may type for the same thing: a term's or an agency's names and abbreviations,
        and the manual's own groups."""
        terms = [(term.title.th, term.title.en, *term.abbreviations) for term in self.terms]
        short = [agency.abbreviation or Text(th=agency.title.th) for agency in self.agencies]
        agencies = [
            (a.title.th, a.title.en, s.th, s.en) for a, s in zip(self.agencies, short, strict=True)
        ]
        groups = (
            tuple(dict.fromkeys(filter(None, group)))
            for group in (*terms, *agencies, *self.manual.synonyms)
        )
        return tuple(group for group in groups if len(group) > 1)

    def any(self, id: str) -> Any:
        """The step, item or tool with this id."""
        alike = (row.name for row in COLLECTIONS if "steps" in (row.name, row.ids))
        return next(self._by_id[name][id] for name in alike if id in self._by_id[name])

    def chapter(self, id: str) -> Chapter:
        """The step or the item with this id."""
        found: Chapter = self._by_id["steps"].get(id) or self._by_id["items"][id]
        return found

    def worksheets_of(self, chapter: Chapter) -> tuple[Worksheet, ...]:
        """The sheets that serve a step or item, in order."""
        return tuple(sheet for sheet in self.worksheets if sheet.serves == chapter.id)

    def exercises_of(self, chapter: Chapter) -> tuple[Exercise, ...]:
        """The exercises that serve a step or item."""
        return tuple(exercise for exercise in self.exercises if exercise.serves == chapter.id)

    def code_of(self, record: Worksheet | Exercise) -> str:
        """The sheet id that is printed on a sheet: a facilitator's is that of its worksheet, or of
        its exercise, with an F."""
        if isinstance(record, Worksheet):
            return record.code
        codes = [sheet.code for sheet in self.worksheets if sheet.serves == record.serves]
        return f"{codes[0] if codes else record.id}-F"

    def relations_of(self, chapter: Chapter) -> tuple[Relation, ...]:
        """The cells of the crosswalk in which a step or an item stands, primary first."""
        side = "step" if isinstance(chapter, Step) else "item"
        cells = self.crosswalk.relations if self.crosswalk else ()
        mine = (cell for cell in cells if getattr(cell, side) == chapter.id)
        return tuple(sorted(mine, key=lambda cell: cell.strength))

    def relation(self, step: str, item: str) -> Relation | None:
        """The cell of the crosswalk for a step and an item, where they are related."""
        cells = self.crosswalk.relations if self.crosswalk else ()
        return next((cell for cell in cells if (cell.step, cell.item) == (step, item)), None)

    def users_of(self, tool: Tool) -> tuple[tuple[Chapter, ToolUse], ...]:
        """The steps and items that use a tool, with how."""
        return tuple(
            (chapter, use)
            for chapter in (*self.items, *self.steps)
            for use in chapter.tools
            if use.tool == tool.id
        )

    @cached_property
    def owners(self) -> tuple[tuple[str, Element], ...]:
        """Everything that can carry facts or gaps, with the name of its collection: what stands
        alone, then the records."""
        rows = sorted((row for row in COLLECTIONS if row.carries), key=lambda row: row.many)
        return tuple((row.name, element) for row in rows for element in self.all(row))

    def approval_around(self, *owners: Element) -> Approval | None:
        """The approval of the whole manual, where a part of the owners stands under it."""
        whole = self.manual.approved
        around = (approval for owner in owners for _, approval in silent(owner, whole))
        return whole if any(approval is whole for approval in around) else None

    @cached_property
    def citations(self) -> dict[str, tuple[tuple[str, Element], ...]]:
        """For each fact, who carries it: (collection, record) pairs, each once."""
        return self._holders("facts")

    @cached_property
    def askers(self) -> dict[str, tuple[tuple[str, Element], ...]]:
        """For each question, whose gap it is: (collection, record) pairs, each once."""
        return self._holders("gaps")

    def _holders(self, field: str) -> dict[str, tuple[tuple[str, Element], ...]]:
        found: dict[str, list[tuple[str, Element]]] = {}
        for name, owner in self.owners:
            for held in ids_in(field, owner):
                found.setdefault(held, []).append((name, owner))
        return {held: tuple(owners) for held, owners in found.items()}


def walk(element: Element) -> Iterator[Element]:
    """The element and every element inside it, outermost first."""
    yield element
    for inner in _parts_of(element):
        yield from walk(inner)


def _parts_of(element: Element) -> Iterator[Element]:
    for value in element.__dict__.values():
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, Element):
                yield inner


def proposes(*elements: Element) -> bool:
    """Whether something in the elements is ours, and waits for approval."""
    return any(getattr(inner, "proposed", False) for element in elements for inner in walk(element))


def silent(element: Element, around: Approval | None) -> Iterator[tuple[Element, Approval | None]]:
    """What does not say where it comes from, with the approval under which it stands; a sentence is
    part of what it stands in.

    The nearest statement around it counts: none is left of an approval within what is proposed.
    """
    if isinstance(element, Basis):
        if element.approved or element.proposed:
            around = element.approved
        elif not element.facts and not isinstance(element, Point):
            yield element, around
    for inner in _parts_of(element):
        yield from silent(inner, around)


def ids_in(field: str, *elements: Element) -> tuple[str, ...]:
    """The facts that are cited, or the questions that are named, anywhere in the elements; each
    once, in order."""
    held = (
        id for element in elements for inner in walk(element) for id in getattr(inner, field, ())
    )
    return (
        tuple(sorted(set(held), key=_by_number)) if field == "facts" else tuple(dict.fromkeys(held))
    )


def _by_number(fact: str) -> tuple[int, str]:
    return len(fact), fact
