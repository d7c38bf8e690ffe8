"""The whole manual as one frozen value, and what its parts say about one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any, Literal, NamedTuple, TypeVar

from .catalogue import BY_KIND, COLLECTIONS, Collection
from .language import Language
from .memory import Memory
from .model import (
    Agency,
    ApproachFrame,
    Approval,
    Basis,
    Chapter,
    CriteriaSet,
    Criterion,
    Crosswalk,
    Element,
    Erratum,
    Example,
    Exercise,
    Fact,
    Frame,
    Item,
    Link,
    Manual,
    Point,
    Prose,
    Question,
    Relation,
    Review,
    Source,
    Step,
    Term,
    Text,
    Tool,
    ToolUse,
    Worksheet,
    WorksheetField,
    WorksheetFrame,
    fields_with_elements,
)
from .problems import Place
from .snapshots import Snapshot

Key = TypeVar("Key")
Value = TypeVar("Value")
Register = Mapping[tuple[str, str, str], Mapping[str, str]]
"""What was approved: the Thai texts by their fingerprints, by day, whom and document."""


class Behind(NamedTuple):
    """A text whose Thai has been changed since its English was confirmed: which it is and where
    readers see it, the day of the confirmation, and its place."""

    key: str
    address: str
    day: date
    place: Place

    @property
    def page(self) -> str:
        """Its page, as one names it."""
        return page_of(self.address)


@dataclass(frozen=True)
class Guide:
    """The whole manual, read and joined; where files could not be read it is partial, and `unread`
    names what they held.

    `unread` holds every word of the files that had to be left out, so that a check does not call a
    record unused or unknown that is only hidden behind another mistake; `blind` names the
    collections of which not even that is known. `behind` are the texts whose English does not
    follow their Thai; `editions` are those that are kept, the oldest first. `files` are the paths under which a site publishes
    what stands beside the hand-written pages, with its paths there. `approvals` are the texts of
    which the manual remembers that they were approved. `links` are those of the texts
    of a language, whose addresses are as seen from its root. `pictures` are those of the files that
    are shown, with their width and height in dots.
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
    examples: tuple[Example, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    crosswalk: Crosswalk | None = None
    agencies: tuple[Agency, ...] = ()
    terms: tuple[Term, ...] = ()
    sources: tuple[Source, ...] = ()
    errata: tuple[Erratum, ...] = ()
    questions: tuple[Question, ...] = ()
    facts: tuple[Fact, ...] = ()
    prose: tuple[Prose, ...] = ()
    behind: tuple[Behind, ...] = ()
    editions: tuple[Snapshot, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    approvals: Register = field(default_factory=dict)
    links: Mapping[Language, tuple[Link, ...]] = field(default_factory=dict)
    pictures: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    blind: frozenset[str] = frozenset()
    memory: Memory = field(default_factory=Memory, repr=False, compare=False)
    """What was made of its records, also when it was read before."""

    @cached_property
    def beside(self) -> Mapping[str, tuple[int, int] | None]:
        """The files that stand beside the pages, by their paths in a site; pictures with their width
        and height."""
        return {path: self.pictures.get(path) for path in self.files}

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

    def address_of(self, record: Element) -> str:
        """Where a record is shown: the address of its page, with the heading where it shares one."""
        if isinstance(record, Exercise):
            return self.address_of(self.chapter(record.serves)) + "#exercise"
        kind = (
            CriteriaSet if isinstance(record, Criterion) else type(record)
        )  # on the page of its set
        return BY_KIND[kind].address.format(id=getattr(record, "id", ""))

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

    def group_of(self, item: Item) -> tuple[Item, ...]:
        """The items of the group that an item is in, in order."""
        return self._groups[item.group]

    @cached_property
    def _groups(self) -> dict[str | None, tuple[Item, ...]]:
        return _grouped((item.group, item) for item in self.items)

    def worksheets_of(self, chapter: Chapter) -> tuple[Worksheet, ...]:
        """The sheets that serve a step or item, in order."""
        return self._worksheets.get(chapter.id, ())

    @cached_property
    def _worksheets(self) -> dict[str, tuple[Worksheet, ...]]:
        return _grouped((sheet.serves, sheet) for sheet in self.worksheets)

    def exercises_of(self, chapter: Chapter) -> tuple[Exercise, ...]:
        """The exercises that serve a step or item."""
        return self._exercises.get(chapter.id, ())

    @cached_property
    def _exercises(self) -> dict[str, tuple[Exercise, ...]]:
        return _grouped((exercise.serves, exercise) for exercise in self.exercises)

    def example_of(self, sheet: Worksheet) -> Example | None:
        """The sheet as it is filled in in the worked example."""
        found: Example | None = self._by_id["examples"].get(sheet.id)
        return found

    def code_of(self, record: Worksheet | Exercise) -> str:
        """The sheet id that is printed on a sheet: a facilitator's is that of its worksheet, or of
        its exercise, with an F."""
        if isinstance(record, Worksheet):
            return record.code
        sheets = self._worksheets.get(record.serves)
        return f"{sheets[0].code if sheets else record.id}-F"

    def relations_of(self, chapter: Chapter) -> tuple[Relation, ...]:
        """The cells of the crosswalk in which a step or an item stands, primary first."""
        side = "step" if isinstance(chapter, Step) else "item"
        return self._relations.get((side, chapter.id), ())

    @cached_property
    def _relations(self) -> dict[tuple[str, str], tuple[Relation, ...]]:
        cells = sorted(self.crosswalk.relations if self.crosswalk else (), key=_strength)
        return _grouped(
            ((side, getattr(cell, side)), cell) for cell in cells for side in ("step", "item")
        )

    def relation(self, step: str, item: str) -> Relation | None:
        """The cell of the crosswalk for a step and an item, where they are related."""
        return self._cells.get((step, item), (None,))[0]

    @cached_property
    def _cells(self) -> dict[tuple[str, str], tuple[Relation, ...]]:
        cells = self.crosswalk.relations if self.crosswalk else ()
        return _grouped(((cell.step, cell.item), cell) for cell in cells)

    def users_of(self, tool: Tool) -> tuple[tuple[Chapter, ToolUse], ...]:
        """The steps and items that use a tool, with how."""
        return self._users.get(tool.id, ())

    @cached_property
    def _users(self) -> dict[str, tuple[tuple[Chapter, ToolUse], ...]]:
        chapters = (*self.items, *self.steps)
        return _grouped((use.tool, (chapter, use)) for chapter in chapters for use in chapter.tools)

    @cached_property
    def walked(self) -> tuple[tuple[Collection, tuple[Element, ...]], ...]:
        """All that the data hold, with their collections: what stands alone, then the records; each
        followed by what is inside it."""
        rows = sorted(COLLECTIONS, key=lambda row: row.many)
        inside = self.memory.of(walk)
        return tuple((row, inside(record)) for row in rows for record in self.all(row))

    def within(
        self, make: Callable[[tuple[Element, ...]], Iterable[Value]], *known: object
    ) -> Iterator[Value]:
        """What a function makes of each record with all that is inside it, knowing nothing else but
        what is `known`."""
        made = self.memory.of(make, *known)
        return chain.from_iterable(made(inside) for _, inside in self.walked)

    @cached_property
    def owners(self) -> tuple[tuple[str, Element], ...]:
        """Everything that can carry facts or gaps, with the name of its collection."""
        return tuple((row.name, inside[0]) for row, inside in self.walked if row.carries)

    def approval_around(self, *owners: Element) -> Approval | None:
        """The approval of the whole manual, where a part of the owners stands under it."""
        whole = self.manual.approved
        if whole is None:
            return None
        grounds = (stand.ground for owner in owners for stand in stands(owner, whole))
        return whole if any(ground is whole for ground in grounds) else None

    @cached_property
    def citations(self) -> dict[str, tuple[tuple[str, Element], ...]]:
        """For each fact, who carries it: (collection, record) pairs, each once."""
        return self._holders["facts"]

    @cached_property
    def askers(self) -> dict[str, tuple[tuple[str, Element], ...]]:
        """For each question, whose gap it is: (collection, record) pairs, each once."""
        return self._holders["gaps"]

    @cached_property
    def _holders(self) -> dict[str, dict[str, tuple[tuple[str, Element], ...]]]:
        held = self.memory.of(lambda inside: (_ids("facts", inside), _ids("gaps", inside)))
        carried = [(row.name, inside) for row, inside in self.walked if row.carries]
        return {
            field: _grouped(
                (id, (name, inside[0])) for name, inside in carried for id in held(inside)[at]
            )
            for at, field in enumerate(("facts", "gaps"))
        }


def page_of(address: str) -> str:
    """The page of an address as one names it on the command line: `process/forum` for
    `process/forum.html#who`; what has no address of its own stands on the home page."""
    return address.partition("#")[0].removesuffix(".html") or "index"


def _grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, tuple[Value, ...]]:
    """What stands under each key, in order: a lookup that is made once."""
    found = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}


def _strength(cell: Relation) -> str:
    return cell.strength


def walk(element: Element) -> Iterator[Element]:
    """The element and every element inside it, outermost first."""
    waiting = [element]
    while waiting:
        element = waiting.pop()
        yield element
        waiting += reversed(tuple(parts_of(element)))


def parts_of(element: Element) -> Iterator[Element]:
    """The elements that stand directly inside one."""
    for name in fields_with_elements(type(element)):
        value = getattr(element, name)
        if isinstance(value, tuple):
            yield from value
        elif value is not None:
            yield value


def proposes(*elements: Element) -> bool:
    """Whether something in the elements is ours, and waits for approval."""
    return any(
        vars(inner).get("status") == "proposed" for element in elements for inner in walk(element)
    )


class Stand(NamedTuple):
    """What something stands on."""

    element: Element
    holder: Element
    """The nearest around it, or itself, that can say so."""
    ground: Approval | Literal["source", "proposed", ""]


def stands(
    element: Element, around: Approval | None, above: Stand | None = None
) -> Iterator[Stand]:
    """The element and all inside it with what they stand on; a sentence is part of what it stands
    in.

    The nearest statement around something counts, and what says nothing itself stands under the
    approval around it: none is left of that within what is proposed.
    """
    ground, holder = (above.ground, above.holder) if above else (around or "", element)
    if isinstance(element, Basis):
        holder = element
        if element.approved or element.proposed:
            around = element.approved
            ground = around or "proposed"
        elif element.facts:
            ground = "source"
        elif not isinstance(element, Point):
            ground = around or ground
    stand = Stand(element, holder, ground)
    yield stand
    for inner in parts_of(element):
        if not isinstance(inner, (Approval, Review)):
            yield from stands(inner, around, stand)


def ids_in(field: str, *elements: Element) -> tuple[str, ...]:
    """The facts that are cited, or the questions that are named, anywhere in the elements; each
    once, in order."""
    return _ids(field, (inner for element in elements for inner in walk(element)))


def _ids(field: str, walked: Iterable[Element]) -> tuple[str, ...]:
    held = dict.fromkeys(id for element in walked for id in vars(element).get(field, ()))
    return tuple(sorted(held, key=_by_number)) if field == "facts" else tuple(held)


def _by_number(fact: str) -> tuple[int, str]:
    return len(fact), fact
