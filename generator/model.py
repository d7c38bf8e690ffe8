"""The manual as frozen values: what a step, a tool, a worksheet is, and what may be written in its YAML.

Every value is made by `reading` from one YAML mapping, and knows its place in the file. The names of the fields are the
keys of the YAML. A field typed with a `…Id` name holds the id of another record; `reading` joins and checks them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from .language import Language
from .problems import Place

PLACE = "__place__"
"""The key under which `reading` hands each mapping its place; no YAML key can be spelt so."""


class Ref:
    """Marks a string as the id of a record in one of the named collections of the guide."""

    def __init__(self, *collections: str) -> None:
        self.collections = collections


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
FactId = Annotated[str, Ref("facts")]
ChapterId = Annotated[str, Ref("steps", "items")]
StepId = Annotated[str, Ref("steps")]
ItemId = Annotated[str, Ref("items")]
ToolId = Annotated[str, Ref("tools")]
TermId = Annotated[str, Ref("terms")]
QuestionId = Annotated[str, Ref("questions")]
WorksheetId = Annotated[str, Ref("worksheets")]
CriteriaId = Annotated[str, Ref("criteria")]
RecordId = Annotated[str, Ref("steps", "items", "tools")]
Line = Annotated[str, StringConstraints(min_length=1)]
Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\"'<>]+$")]
Status = Literal["proposed"]


def _common_era(day: date) -> date:
    if day.year > 2400:
        raise PydanticCustomError("buddhist_year", "a year of the Buddhist era")
    return day


Day = Annotated[date, AfterValidator(_common_era)]


class Element(BaseModel):
    """A value with a place in a file."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    place: Place = Field(default=Place(""), validation_alias=PLACE, exclude=True, repr=False)


class Text(Element):
    """A text in both languages; a missing English is shown as Thai, and marked."""

    th: Line
    en: Line | None = None

    def of(self, language: Language) -> str:
        """The text for readers of `language`: Thai where the English is missing."""
        return self.en if language is Language.EN and self.en else self.th

    def is_fallback(self, language: Language) -> bool:
        """Whether `of(language)` has to answer in the other language."""
        return language is Language.EN and not self.en


class Basis(Element):
    """Something that says where it comes from: facts of the source, or `status: proposed`, or both."""

    facts: tuple[FactId, ...] = ()
    status: Status | None = None


class Point(Basis):
    """One sentence or short paragraph, with points of its own where it needs them."""

    text: Text
    points: tuple[Point, ...] = ()


class Row(Basis):
    """A labelled line of a table: who, when."""

    label: Text
    text: Text


class Part(Basis):
    """A section of a page; its id is the address of the heading."""

    id: Slug
    title: Text
    text: Text | None = None
    points: tuple[Point, ...] = ()
    ordered: bool = False
    after: Text | None = None
    gaps: tuple[QuestionId, ...] = ()


class Record(Basis):
    """Something with a page, or a place on one, that others refer to by its id."""

    id: Slug
    title: Text
    aliases: tuple[Slug, ...] = ()
    gaps: tuple[QuestionId, ...] = ()


class Group(Basis):
    """A part of a process or of an approach: a phase, "2 Prepare", "5 Know"."""

    id: Slug
    title: Text


class Frame(Basis):
    """What a whole collection is: the process, the approach, the tools, the criteria, the worksheets."""

    title: Text
    short: Text
    lead: Text
    groups: tuple[Group, ...] = ()
    parts: tuple[Part, ...] = ()
    gaps: tuple[QuestionId, ...] = ()


class ToolUse(Basis):
    """A tool as one step or item uses it."""

    tool: ToolId
    text: Text


class Chapter(Record):
    """A page of the process or of the approach: what it is for, its parts, who, when, with which tools."""

    number: Annotated[int, Field(ge=1)]
    short: Text
    lead: Text
    group: Slug | None = None
    parts: tuple[Part, ...] = ()
    people: tuple[Row, ...] = ()
    timing: tuple[Row, ...] = ()
    tools: tuple[ToolUse, ...] = ()
    terms: tuple[TermId, ...] = ()


class Step(Chapter):
    """One step of the process, in its order."""

    folder: ClassVar[str] = "process"


class Item(Chapter):
    """One item of the approach, with the code that people call it by."""

    folder: ClassVar[str] = "approach"

    code: Line


class Tool(Record):
    """A data tool: what it shows, whose it is, where it is used."""

    folder: ClassVar[str] = "tools"

    number: Annotated[int, Field(ge=1)]
    short: Text
    lead: Text
    abbreviations: tuple[Line, ...] = ()
    about: tuple[Row, ...] = ()
    parts: tuple[Part, ...] = ()
    terms: tuple[TermId, ...] = ()


class Level(Element):
    """What one score looks like in the field."""

    score: Annotated[int, Field(ge=1, le=5)]
    text: Text


class Judging(Basis):
    """How a criterion may be judged: evidence to look for, what the scores look like, its weight."""

    evidence: Text
    levels: tuple[Level, ...] = ()
    weight: Annotated[float, Field(gt=0)] | None = None
    direction: Literal["higher", "unconfirmed"] = "higher"


class Criterion(Record):
    """One category or factor of a criteria set."""

    number: Annotated[int, Field(ge=1)]
    text: Text | None = None
    points: tuple[Point, ...] = ()
    judging: Judging | None = None


class CriteriaSet(Record):
    """Criteria that belong together: a gate to pass, or factors to score."""

    number: Annotated[int, Field(ge=1)]
    kind: Literal["gate", "scored"]
    lead: Text
    sheet: WorksheetId | None = None
    notes: tuple[Point, ...] = ()
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]


class FieldBase(Basis):
    """A field of a worksheet: its label, and where its subject comes from."""

    id: Slug
    label: Text
    note: Text | None = None


class TextField(FieldBase):
    """One line of writing."""

    type: Literal["text"]


class LongTextField(FieldBase):
    """Ruled lines."""

    type: Literal["longtext"]
    lines: Annotated[int, Field(ge=1, le=30)] = 4


class NumberField(FieldBase):
    """A number, with its unit."""

    type: Literal["number"]
    unit: Text | None = None


class DateField(FieldBase):
    """A date, in the Buddhist era on Thai sheets."""

    type: Literal["date"]


class ChecklistField(FieldBase):
    """Boxes to tick."""

    type: Literal["checklist"]
    options: Annotated[tuple[Text, ...], Field(min_length=1)]


class Column(Element):
    """A column of a table field; `width` is its share of the width."""

    label: Text
    type: Literal["text", "longtext", "number", "date", "checkbox", "rating"] = "text"
    width: Annotated[int, Field(ge=1, le=12)] = 3


class TableField(FieldBase):
    """A table with blank rows; the first column is filled in where `row_labels` or `rows_from` say so."""

    type: Literal["table"]
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    rows: Annotated[int, Field(ge=1, le=200)] = 6
    row_labels: tuple[Text, ...] = ()
    rows_from: CriteriaId | None = None


class RatingField(FieldBase):
    """Things to rate from 1 to 5, with the ends named."""

    type: Literal["rating"]
    items: Annotated[tuple[Text, ...], Field(min_length=1)]
    low: Text
    high: Text


class SignatureField(FieldBase):
    """Room for a signature, name, position and date."""

    type: Literal["signature"]


WorksheetField = Annotated[
    TextField | LongTextField | NumberField | DateField | ChecklistField | TableField | RatingField | SignatureField,
    Field(discriminator="type"),
]


class WorksheetSection(Element):
    """A titled group of fields."""

    title: Text
    fields: Annotated[tuple[WorksheetField, ...], Field(min_length=1)]


HeaderId = Annotated[str, Ref("headers")]


class Worksheet(Record):
    """A sheet to print or fill in for one step or item; `code` is the sheet id that is printed on it."""

    folder: ClassVar[str] = "worksheets"

    code: Line
    serves: ChapterId
    when: Text
    filled_by: Text
    header: tuple[HeaderId, ...] = ()
    notes: tuple[Point, ...] = ()
    sections: Annotated[tuple[WorksheetSection, ...], Field(min_length=1)]


class WorksheetFrame(Frame):
    """What all worksheets share: the fields of the head, and the note at the foot."""

    header: tuple[WorksheetField, ...] = ()
    foot: Text


class ExerciseStep(Element):
    """One move of an exercise."""

    minutes: Annotated[int, Field(ge=1)]
    text: Text


class Exercise(Record):
    """A facilitator's part of a step or item."""

    serves: ChapterId
    aim: Text
    minutes: Annotated[int, Field(ge=1)]
    group_size: Text
    materials: tuple[Text, ...]
    steps: Annotated[tuple[ExerciseStep, ...], Field(min_length=1)]
    questions: tuple[Text, ...]


class Relation(Basis):
    """How a step and an item of the approach belong together, and why we say so."""

    step: StepId
    item: ItemId
    strength: Literal["primary", "secondary"]
    basis: Literal["source-wording", "reading"]
    reason: Text


class Crosswalk(Basis):
    """Steps against items."""

    title: Text
    short: Text
    lead: Text
    notes: tuple[Point, ...] = ()
    relations: tuple[Relation, ...] = ()
    gaps: tuple[QuestionId, ...] = ()


class Term(Record):
    """A word of the field: what it means, its abbreviations, and how sure its English is."""

    kind: Literal["organisation", "people", "form", "term"]
    abbreviations: tuple[Line, ...] = ()
    definition: Text
    english: Literal["official", "common", "own"]
    record: RecordId | None = None
    see: tuple[TermId, ...] = ()


class Agency(Record):
    """A ministry of the source's list: its name then, its name today, its address on the web."""

    number: Annotated[int, Field(ge=1)]
    abbreviation: Text | None = None
    today: Text | None = None
    change: Text | None = None
    note: Text | None = None
    website: Address | None = None
    website_verified: bool = False


class Source(Record):
    """Where the content comes from, or where more can be read."""

    kind: Literal["page", "handbook", "law"]
    year: Annotated[int, Field(ge=2400, le=2700)] | None = None
    note: Text


class Erratum(Element):
    """A slip of the source page, and how we print it."""

    lines: Line
    printed: Line
    corrected: Line
    note: Text


class Question(Record):
    """Something that the source does not say: what is missing, and what we ask the bureau."""

    says: Text
    facts: tuple[FactId, ...] = ()


class Fact(Element):
    """One statement of the source page, in our own words, with the Thai terms that it stands on and its lines."""

    id: Annotated[str, StringConstraints(pattern=r"^F\d{3}$")]
    kind: Line
    parent: FactId | None = None
    text: Text
    terms: tuple[Line, ...]
    lines: Line
    note: Text | None = None


class Organisation(Basis):
    """Who owns the manual, as the source prints it."""

    name: Text
    department: Text
    address: Text
    telephone: Text
    fax: Text
    gaps: tuple[QuestionId, ...] = ()


class Edition(Element):
    """Which edition this is; `date` is the day it was made."""

    number: Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)*$")]
    date: Day
    draft: bool = True


class News(Element):
    """Something new in this edition."""

    date: Day
    text: Text


class SectionTitle(Element):
    """A section of the navigation, in the order of the manual."""

    id: Slug
    title: Text


class Manual(Element):
    """The manual itself."""

    title: Text
    short: Text
    lead: Text
    organisation: Organisation
    edition: Edition
    sections: Annotated[tuple[SectionTitle, ...], Field(min_length=1)]
    featured_terms: tuple[TermId, ...] = ()
    news: tuple[News, ...] = ()


class Prose(Element):
    """A hand-written page in one language, already turned into safe HTML; `name` is its address without `.html`."""

    name: Slug
    language: Language
    title: Line
    section: Slug
    order: int
    description: Line
    html: str = ""


@dataclass(frozen=True)
class Guide:
    """The whole manual, read and joined; where files could not be read it is partial, and `unread` names what they held.

    `unread` holds every word of the files that had to be left out, so that a check does not call a record unused or
    unknown that is only hidden behind another mistake.
    """

    manual: Manual
    process: Frame | None = None
    steps: tuple[Step, ...] = ()
    approach: Frame | None = None
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
    unread: frozenset[str] = frozenset()

    @cached_property
    def _by_id(self) -> dict[str, dict[str, Any]]:
        collections = ("steps", "items", "tools", "criteria", "worksheets", "terms", "questions", "facts", "sources")
        return {name: {record.id: record for record in getattr(self, name)} for name in collections}

    def find(self, collection: str, id: str) -> Any:
        """The record of a collection with this id; KeyError where there is none."""
        return self._by_id[collection][id]

    @property
    def headers(self) -> tuple[FieldBase, ...]:
        """The fields that the heads of worksheets choose from."""
        return self.sheets.header if self.sheets else ()

    def any(self, id: str) -> Any:
        """The step, item or tool with this id."""
        return next(self._by_id[name][id] for name in ("steps", "items", "tools") if id in self._by_id[name])

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
        return tuple((chapter, use) for chapter in (*self.items, *self.steps) for use in chapter.tools if use.tool == tool.id)

    @cached_property
    def owners(self) -> tuple[tuple[str, Element], ...]:
        """Everything that can carry facts or gaps, with the name of its collection, in the order of the manual."""
        single: tuple[tuple[str, Element | None], ...] = (
            ("process", self.process),
            ("approach", self.approach),
            ("tools", self.toolbox),
        )
        single += (("criteria", self.selection), ("worksheets", self.sheets), ("crosswalk", self.crosswalk))
        names = ("steps", "items", "tools", "criteria", "worksheets", "exercises", "agencies", "terms", "sources")
        owners: list[tuple[str, Element]] = [("manual", self.manual)]
        owners += [(f"{name}-frame", frame) for name, frame in single if frame is not None]
        owners += [(name, record) for name in names for record in getattr(self, name)]
        return tuple(owners)

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
    for value in element.__dict__.values():
        if isinstance(value, Element):
            yield from walk(value)
        elif isinstance(value, tuple):
            for inner in value:
                if isinstance(inner, Element):
                    yield from walk(inner)


def ids_in(field: str, *elements: Element) -> tuple[str, ...]:
    """The facts that are cited, or the questions that are named, anywhere in the elements; each once, in order."""
    held = (id for element in elements for inner in walk(element) for id in getattr(inner, field, ()))
    return tuple(sorted(set(held))) if field == "facts" else tuple(dict.fromkeys(held))
