"""The manual as frozen values: what a step, a tool, a worksheet is, and what may be written in its YAML.

Every value is made by `reading` from one YAML mapping, and knows its place in the file. The names of the fields are the
keys of the YAML. A field typed with a `…Id` name holds the id of another record; `reading` joins and checks them. The file
is long because it is the one page that tells everything that may be written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from types import UnionType
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Union, get_args, get_origin
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    SkipValidation,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from . import kinds
from .field_types import FIELD_TYPES, FieldType, InTables
from .language import Language
from .problems import Place

PLACE = "__place__"
PLACES = "__places__"
"""The keys under which `reading` hands each mapping its position and those of its values; typed by a person, they stand twice."""
WIDEST = 1 << 22
"""More than the letters of any line: a position is a line times this, and a column; a small number, since a manual has many."""


class Ref:
    """Marks a string as the id of a record in one of the named collections of the guide."""

    def __init__(self, *collections: str) -> None:
        self.collections = collections


Slug = Annotated[str, StringConstraints(pattern=f"^{kinds.ID}$", max_length=60)]
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
Line = Annotated[str, StringConstraints(min_length=1, max_length=10_000, strip_whitespace=True)]
Number = Annotated[int, Field(ge=1, le=9_999)]
MOST_COLUMNS, MOST_ROWS = 8, 60
"""Of a small table: as many as a phone, and a page of paper, can show."""
FORMAT = 1
"""The form of the YAML that this model reads; a later one, which it may not understand, has a higher number."""
APPROVED = "approved: {by: {th: …, en: …}, date: 2026-01-31, document: {th: …, en: …}}"
"""The line that says so, as a remedy shows it."""
UNWRITTEN = "…"
"""What a text begins with that is still to be written; `check` tells it until then."""


def _common_era(day: date) -> date:
    if not 1900 <= day.year <= 2400:
        raise PydanticCustomError("date_era", "not a year of the Common era")
    return day


def _written_out(day: Any) -> Any:
    if isinstance(day, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day):
        raise PydanticCustomError("date_form", "not year-month-day")
    return day


def _with_thai(languages: Any) -> tuple[Language, ...]:
    """Thai alone, or Thai and English; in the order of the site, however they are written."""
    found = tuple(
        language for language in Language if isinstance(languages, list) and language in languages
    )
    if Language.TH not in found or len(found) != len(languages):
        raise PydanticCustomError("languages", "not [th] or [th, en]")
    return found


def _readable(address: str) -> str:
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    if not host:
        raise PydanticCustomError("address_form", "no address")
    return address


Address = Annotated[
    str, StringConstraints(pattern=r"^https?://[^\s\"'<>]+$"), AfterValidator(_readable)
]
Mail = Annotated[str, StringConstraints(pattern=r"^[^\s@\"'<>:/?&#%]+@[^\s@\"'<>:/?&#%]+\.[a-z]+$")]
Languages = Annotated[tuple[Language, ...], BeforeValidator(_with_thai)]
_ADDRESS = r"^(?:/|(?:[a-z0-9-]+/)+|(?:[a-z0-9-]+/)*[a-z0-9-]+\.html(?:#[A-Za-z0-9-]+)?)$"
"""A page of the manual, a heading on one, or a folder of them."""
MailOrWeb = Annotated[
    str,
    StringConstraints(
        pattern=r"^(https?://[^\s\"'<>]+|[^\s@\"'<>:/?&#%]+@[^\s@\"'<>:/?&#%]+\.[a-z]+)$"
    ),
]
Day = Annotated[date, BeforeValidator(_written_out), AfterValidator(_common_era)]


def _place(file: str, position: int) -> Place:
    return Place(file, *divmod(position, WIDEST))


def _in_its_file(at: Any, validation: ValidationInfo) -> Any:
    """The place of what is read from a file, which is the context of its validation."""
    return _place(str(validation.context), at) if isinstance(at, int) else at


class Element(BaseModel):
    """A value with a place in a file."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)

    place: Annotated[SkipValidation[Place], BeforeValidator(_in_its_file)] = Field(
        default=Place(""), validation_alias=PLACE, exclude=True, repr=False
    )
    places: SkipValidation[dict[str, int]] = Field(
        default={}, validation_alias=PLACES, exclude=True, repr=False
    )

    def where(self, key: str) -> Place:
        """Where the value of a key stands in the file; the place of the whole where that is not known."""
        position = self.places.get(key)
        return self.place if position is None else _place(self.place.file, position)


def elements_in(annotation: Any) -> Iterator[type[Element]]:
    """The kinds of element that the annotation of a field allows, alone or in a list."""
    if isinstance(annotation, type) and issubclass(annotation, Element):
        yield annotation
    elif get_origin(annotation) in (tuple, Union, UnionType, Annotated):
        for inner in get_args(annotation):
            yield from elements_in(inner)


@cache
def fields_with_elements(kind: type[Element]) -> tuple[str, ...]:
    """The fields of a kind that hold an element, or a list of them."""
    fields = kind.model_fields.items()
    return tuple(name for name, field in fields if any(elements_in(field.annotation)))


class Text(Element):
    """A text in both languages; a missing English is shown as Thai, and marked."""

    th: Line
    en: Line | None = None

    @property
    def written(self) -> Text | None:
        """The text as it stands in its file, where pages have it otherwise."""
        return None

    def of(self, language: Language) -> str:
        """The text for readers of `language`: Thai where the English is missing."""
        return self.en if language is Language.EN and self.en else self.th

    def is_fallback(self, language: Language) -> bool:
        """Whether `of(language)` has to answer in the other language."""
        return language is Language.EN and not self.en


class Resolved(Text):
    """A text of which the references have become words and addresses."""

    _written: Text = PrivateAttr()

    @classmethod
    def of_written(cls, text: Text, th: str, en: str | None) -> Resolved:
        """What a text says when its references are followed."""
        made = cls.model_construct(th=th, en=en, place=text.place, places=text.places)
        made._written = text
        return made

    @property
    def written(self) -> Text:
        """The text as it stands in its file."""
        return self._written


class Approval(Element):
    """Who approved something, an office or a role and no person's name, on which day, and by which order or minutes."""

    by: Text
    date: Day
    document: Text


class Name(Text):
    """A name of the field, whose English stands beside the Thai on Thai pages too."""


class Basis(Element):
    """Something that says where it comes from: facts of the source; that it is ours, and proposed; or who approved it.

    An approval holds for all within that says nothing itself; `Manual` has one for the whole.
    """

    facts: tuple[FactId, ...] = ()
    status: Literal["proposed"] | None = None
    approved: Approval | None = None

    @property
    def proposed(self) -> bool:
        """Whether it still waits for approval."""
        return self.status == "proposed"


class Point(Basis):
    """One sentence or short paragraph, with points of its own where it needs them, which `ordered` numbers."""

    text: Text
    points: tuple[Point, ...] = ()
    ordered: bool = False


class Row(Basis):
    """A labelled line of a table: who, when."""

    label: Text
    text: Text


class TableRow(Element):
    """A row of a small table: its cells, which may be written without their key, as a list."""

    cells: Annotated[tuple[Text, ...], Field(min_length=1, max_length=MOST_COLUMNS)]

    @model_validator(mode="before")
    @classmethod
    def _listed(cls, row: Any) -> Any:
        return {"cells": row} if isinstance(row, list) else row


class Table(Element):
    """A small table to be read, with a head over each column."""

    caption: Text | None = None
    columns: Annotated[tuple[Text, ...], Field(min_length=1, max_length=MOST_COLUMNS)]
    rows: Annotated[tuple[TableRow, ...], Field(max_length=MOST_ROWS)] = ()


class Picture(Element):
    """A picture that stands in `content/`, by its path there; `alt` is said to those who do not see it.

    `origin` says whose picture it is, and by what right it is shown.
    """

    file: Line
    alt: Text
    caption: Text
    origin: Text


class Part(Basis):
    """A section of a page; its id is the address of the heading."""

    id: Slug
    title: Text
    text: Text | None = None
    points: tuple[Point, ...] = ()
    ordered: bool = False
    table: Table | None = None
    picture: Picture | None = None
    after: Text | None = None
    gaps: tuple[QuestionId, ...] = ()
    timeline: bool = False
    """Whether it is a span of time: such parts that follow one another stand side by side on a line."""


class Review(Element):
    """Which office or role answers for a text, when it was last gone through, and by when it is to be again."""

    owner: Text | None = None
    date: Day | None = None
    due: Day | None = None


Reviewed = Annotated[Review | None, Field(exclude=True)]
"""Never a part of what is printed: a sheet is made again where what it prints has changed."""


class Record(Basis):
    """Something with a page, or a place on one, that others refer to by its id."""

    id: Slug
    title: Text
    also: tuple[Line, ...] = ()
    """What people call it besides, in any language: the search finds it by these as by its title."""
    gaps: tuple[QuestionId, ...] = ()
    review: Reviewed = None


class Addressed(Record):
    """A record with an address that people keep, a page or a place on one: `aliases` are ids that it had, and lead to it."""

    aliases: tuple[Slug, ...] = ()


class Group(Basis):
    """A part of a process or of an approach: a phase, a kind of item."""

    id: Slug
    title: Text


class Frame(Basis):
    """What a whole collection is: the process, the approach, the tools, the criteria, the worksheets."""

    title: Text
    short: Text
    lead: Text
    also: tuple[Line, ...] = ()
    groups: tuple[Group, ...] = ()
    parts: tuple[Part, ...] = ()
    gaps: tuple[QuestionId, ...] = ()
    review: Reviewed = None


class ApproachFrame(Frame):
    """What the approach is. Its picture has its groups one below another, or, with `foundation`, each on the one before it."""

    foundation: Basis | None = None
    """That the first group is the foundation of the others, and on what basis."""


class ToolUse(Basis):
    """A tool as one step or item uses it."""

    tool: ToolId
    text: Text
    gaps: tuple[QuestionId, ...] = ()


class Condition(Basis):
    """Something that is there or is not: one can see it."""

    text: Text


class Deed(Condition):
    """One thing to do, its verb first: who does it and when, and the sheet on which it is written."""

    who: Text
    when: Text
    sheet: WorksheetId | None = None


class Action(Element):
    """How to act on a step or an item: what has to be there before, what to do in which order, and by what one sees that it is
    done."""

    before: tuple[Condition, ...] = ()
    do: Annotated[tuple[Deed, ...], Field(min_length=1)]
    done: Condition


class Chapter(Addressed):
    """A page of the process or of the approach: what it is for, its parts, who, when, with which tools."""

    folder: ClassVar[str]

    number: Number
    short: Text
    lead: Text
    group: Slug | None = None
    action: Action | None = None
    parts: tuple[Part, ...] = ()
    people: tuple[Row, ...] = ()
    timing: tuple[Row, ...] = ()
    tools: tuple[ToolUse, ...] = ()
    terms: tuple[TermId, ...] = ()
    without: tuple[Literal["worksheet", "exercise"], ...] = ()
    """What it has not, on purpose: no notice tells that it is missing."""

    def print_path(self, languages: str, extension: str) -> str:
        """Where a site keeps the pack of its sheets: `packs/forum.th.pdf`."""
        return f"packs/{self.id}.{languages}.{extension}"


class Step(Chapter):
    """One step of the process, in its order."""

    folder: ClassVar[str] = "process"


class Item(Chapter):
    """One item of the approach, with the code that people call it by."""

    folder: ClassVar[str] = "approach"

    code: Line


class Tool(Addressed):
    """A data tool: what it shows, whose it is, where it is used."""

    folder: ClassVar[str] = "tools"

    number: Number
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
    """How a criterion may be judged: evidence to look for, what the scores look like, its weight.

    `short` is what it is called where several subjects are scored side by side on screen.
    """

    evidence: Text
    short: Text | None = None
    levels: tuple[Level, ...] = ()
    weight: Annotated[float, Field(gt=0, le=1_000)] | None = None
    direction: Literal["higher", "unconfirmed"] = "higher"


class Criterion(Addressed):
    """One category or factor of a criteria set."""

    number: Number
    text: Text | None = None
    points: tuple[Point, ...] = ()
    judging: Judging | None = None


class CriteriaSet(Addressed):
    """Criteria that belong together: a gate to pass, or factors to score; `subject` is what is judged by them ("tambon").

    `label` stands before its title, where sets follow on one another ("Stage 1:").
    """

    number: Number
    label: Text | None = None
    kind: Literal["gate", "scored"]
    lead: Text
    subject: Text | None = None
    sheet: WorksheetId | None = None
    notes: tuple[Point, ...] = ()
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]


class FieldBase(Basis):
    """A field of a worksheet: its label, and where its subject comes from."""

    id: Slug
    type: str
    label: Text
    note: Text | None = None

    @property
    def how(self) -> FieldType:
        """How it is shown and filled in."""
        return FIELD_TYPES[self.type]


class TextField(FieldBase):
    """One line of writing."""

    type: Literal["text"]


class LongTextField(FieldBase):
    """Ruled lines."""

    type: Literal["longtext"]
    lines: Annotated[int, Field(ge=1, le=30)] = 4


class NumberField(FieldBase):
    """A number, with its unit; `computed` from the scores of the sheet where it is filled in on screen.

    `sum_of` names number fields of the sheet that have to add up to it.
    """

    type: Literal["number"]
    unit: Text | None = None
    computed: Literal["total", "weights", "percent"] | None = None
    sum_of: tuple[Slug, ...] = ()


class DateField(FieldBase):
    """A date, in the Buddhist era on Thai sheets."""

    type: Literal["date"]


class TimeField(FieldBase):
    """A time of day."""

    type: Literal["time"]


class PhoneField(FieldBase):
    """A telephone number."""

    type: Literal["phone"]


class ChoiceField(FieldBase):
    """Choices of which one is made."""

    type: Literal["choice"]
    options: Annotated[tuple[Text, ...], Field(min_length=2)]


class ChecklistField(FieldBase):
    """Boxes to tick."""

    type: Literal["checklist"]
    options: Annotated[tuple[Text, ...], Field(min_length=1)]


class Column(Element):
    """A column of a table field; `width` is its share of the width, out of twelve; `computed` from weight and score on screen.

    `options` are those of a column of type "choice"; one that `sums` is the sum of the numbers and ratings before it in its row.
    """

    label: Text
    type: Annotated[str, InTables()] = "text"
    width: Annotated[int, Field(ge=1, le=12)] = 3
    options: tuple[Text, ...] = ()
    computed: Literal["weight", "product"] | None = None
    sums: bool = False

    @property
    def how(self) -> FieldType:
        """How its cells are shown and filled in."""
        return FIELD_TYPES[self.type]


class TableField(FieldBase):
    """A table with blank rows; the first column is filled in where `row_labels` or `rows_from` say so.

    Its rows are `numbered` where others refer to them.
    """

    type: Literal["table"]
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    rows: Annotated[int, Field(ge=1, le=200)] = 6
    row_labels: tuple[Text, ...] = ()
    rows_from: CriteriaId | None = None
    numbered: bool = False


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
    TextField
    | LongTextField
    | NumberField
    | DateField
    | TimeField
    | PhoneField
    | ChecklistField
    | ChoiceField
    | TableField
    | RatingField
    | SignatureField,
    Field(discriminator="type"),
]


class WorksheetSection(Element):
    """A titled group of fields."""

    title: Text
    fields: Annotated[tuple[WorksheetField, ...], Field(min_length=1)]


HeaderId = Annotated[str, Ref("headers")]


class Worksheet(Addressed):
    """A sheet to print or fill in for one step or item; `code` is the sheet id that is printed on it."""

    folder: ClassVar[str] = "worksheets"

    code: Line
    serves: ChapterId
    when: Text
    filled_by: Text
    header: tuple[HeaderId, ...] = ()
    notes: tuple[Point, ...] = ()
    sections: Annotated[tuple[WorksheetSection, ...], Field(min_length=1)]

    def print_path(self, languages: str, extension: str) -> str:
        """Where a site keeps the sheet for printing: `worksheets/forum.th-en.pdf`."""
        return f"worksheets/{self.id}.{languages}.{extension}"


class WorksheetFrame(Frame):
    """What all worksheets share: the fields of the head, and the note at the foot.

    `on_every_page` names the fields of the head that tell whose a page is, which have come off.
    """

    header: tuple[WorksheetField, ...] = ()
    on_every_page: tuple[HeaderId, ...] = ()
    foot: Text


class Entry(Element):
    """What is written in one place of a sheet: words, or a `value` that reads the same in each language; neither: a blank.

    Of `value` a tick is true, and a choice is named by its Thai.
    """

    text: Text | None = None
    value: Annotated[Line, WithJsonSchema({"type": ["string", "integer", "boolean"]})] | None = None


class EntryRow(Element):
    """A row of a filled table: an entry for each column, but for one that the sheet itself fills in."""

    cells: Annotated[tuple[Entry, ...], Field(min_length=1)]


class FilledField(Element):
    """What is filled in in a field: an `entry`, what is `chosen` by its Thai, how each item is `rated` (0: not), `rows`."""

    field: Slug
    entry: Entry | None = None
    chosen: tuple[Line, ...] = ()
    rated: tuple[Annotated[int, Field(ge=0, le=5)], ...] = ()
    rows: tuple[EntryRow, ...] = ()

    def cell(self, row: int, column: int) -> Entry | None:
        """What stands in a cell, its column counted among those that are filled in; None in a blank."""
        cells = self.rows[row].cells if row < len(self.rows) else ()
        return cells[column] if 0 <= column < len(cells) else None

    def rating(self, item: int) -> int:
        """How an item is rated; 0 where it is not."""
        return self.rated[item] if item < len(self.rated) else 0


class Example(Record):
    """The worksheet of this id filled in as an example: one of a story through the sheets, in the order of their numbers."""

    id: WorksheetId
    number: Number
    answers: Annotated[tuple[FilledField, ...], Field(min_length=1)]

    def of(self, field: str) -> FilledField | None:
        """What is filled in in a field; None where it is left blank."""
        return next((one for one in self.answers if one.field == field), None)


class ExerciseStep(Element):
    """One move of an exercise."""

    minutes: Number
    text: Text


class Exercise(Record):
    """A facilitator's part of a step or item; where one `draws`, there is a sheet to draw on."""

    serves: ChapterId
    aim: Text
    minutes: Number
    group_size: Text
    materials: Annotated[tuple[Text, ...], Field(min_length=1)]
    steps: Annotated[tuple[ExerciseStep, ...], Field(min_length=1)]
    questions: Annotated[tuple[Text, ...], Field(min_length=1)]
    draws: bool = False

    def print_path(self, languages: str, extension: str) -> str:
        """Where a site keeps the facilitator's sheet: `worksheets/forum.facilitator.th-en.pdf`."""
        return f"worksheets/{self.id}.facilitator.{languages}.{extension}"


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
    review: Reviewed = None


class Term(Addressed):
    """A word of the field: what it means, its abbreviations, and how sure its English is."""

    title: Name
    kind: Literal["organisation", "people", "form", "term"]
    abbreviations: tuple[Line, ...] = ()
    definition: Text
    english: Literal["official", "common", "own"] | None = None
    record: RecordId | None = None
    see: tuple[TermId, ...] = ()


class Agency(Addressed):
    """An agency that the manual lists: its name there, its name today where that is another, its address on the web."""

    title: Name
    number: Number
    abbreviation: Name | None = None
    today: Text | None = None
    change: Text | None = None
    note: Text | None = None
    website: Address | None = None
    website_verified: bool = False


class Source(Addressed):
    """Where the content comes from, or where more can be read; `kind` is what an office calls its like: a law, an order."""

    kind: Text
    year: Annotated[int, Field(ge=2400, le=2700)] | None = None
    note: Text


class Erratum(Element):
    """A slip of the source page, and how we print it."""

    lines: Line
    printed: Line
    corrected: Line
    note: Text


class Answer(Element):
    """What the owner answered to a question: an office or a role and no person's name, on which day."""

    text: Text
    by: Text
    date: Day


class Question(Addressed):
    """A question to the owner: what the source does not say (`missing`), or what nobody has confirmed (`unconfirmed`)."""

    kind: Literal["missing", "unconfirmed"] = "missing"
    says: Text
    facts: tuple[FactId, ...] = ()
    answer: Answer | None = None
    """Once there is one, no page says any more that it waits."""


class Fact(Element):
    """One statement of the source page, in our own words, with the Thai terms that it stands on and its lines."""

    id: Annotated[str, StringConstraints(pattern=r"^F([0-9]{3}|[1-9][0-9]{3,5})$")]
    kind: Line
    parent: FactId | None = None
    text: Text
    terms: tuple[Line, ...]
    lines: Line
    note: Text | None = None


class Organisation(Basis):
    """Who owns the manual, and how to reach them."""

    name: Text
    department: Text | None = None
    """What it is a part of."""
    address: Text
    telephone: Text | None = None
    fax: Text | None = None
    email: Mail | None = None
    website: Address | None = None
    also: tuple[Line, ...] = ()
    """What people type who look for it: the search then shows how to reach it."""
    gaps: tuple[QuestionId, ...] = ()


class Edition(Element):
    """Which edition this is; `date` is the day it was made."""

    number: Annotated[str, StringConstraints(pattern=f"^{kinds.NUMBER}$")]
    date: Day
    draft: bool = True


class News(Element):
    """Something new in this edition."""

    date: Day
    text: Text


class SectionTitle(Element):
    """A section of the navigation, in the order of the manual; `also` is what its first page is called besides."""

    id: Slug
    title: Text
    also: tuple[Line, ...] = ()


class Moved(Element):
    """An address that an earlier edition had, and where it leads now; one that ends in `/` stands for all that begin with it."""

    old: Annotated[str, StringConstraints(pattern=_ADDRESS)]
    now: Annotated[str, StringConstraints(pattern=_ADDRESS)]


class DocxFont(Element):
    """A font of the office for sheets in Word, which is named and never embedded; `size` is that of their text, in points."""

    name: Annotated[Line, Field(max_length=31)]
    size: Annotated[int, Field(ge=8, le=24)] = 16


class Binding(Element):
    """What the book of the manual has beside its pages."""

    worksheets: bool = False
    """Whether the blank worksheets are bound in, as an appendix."""


class Manual(Element):
    """The manual itself."""

    id: Slug
    """Its name for good, whatever its title and its address come to be: devices keep worksheets under it, bundles bear it."""
    languages: Languages = tuple(Language)
    translations: bool = False
    """Whether `data/translations.txt` keeps which English is confirmed: where it does, that the file is gone can be told."""
    format: Number = FORMAT
    """For which form of these files the manual is written; `reading` refuses one that is newer than it knows."""
    title: Text
    short: Text
    lead: Text
    organisation: Organisation
    edition: Edition
    approved: Approval | None = None
    """For all that says nothing nearer of where it comes from."""
    sections: Annotated[tuple[SectionTitle, ...], Field(min_length=1)]
    featured_terms: tuple[TermId, ...] = ()
    featured_searches: tuple[Text, ...] = ()
    """Searches that the home page offers as examples."""
    synonyms: tuple[Annotated[tuple[Line, ...], Field(min_length=2)], ...] = ()
    """Words that the search takes for one another, beside those of the glossary: each group in any language."""
    news: tuple[News, ...] = ()
    moved: tuple[Moved, ...] = ()
    """What became of addresses that no record has as an alias."""
    review: Review | None = None
    example: Text | None = None
    """What every worked example says of itself: that it is invented."""
    book: Binding | None = None
    status_page: bool = False
    """Whether a published site has the page of the team too, which the preview always has."""
    report: MailOrWeb | None = None
    """Where readers tell of a mistake; without it no page offers to."""
    docx_font: DocxFont | None = None
    """Which font sheets for Word are in, where it is not ours."""

    def print_path(self, languages: str, extension: str) -> str:
        """Where a site keeps the pack of all sheets: `packs/all.sheets.th.pdf`, which no step can be called."""
        return f"packs/all.sheets.{languages}.{extension}"


class Link(NamedTuple):
    """Where a link of a hand-written page leads, and where it stands."""

    address: str
    place: Place


class Passage(NamedTuple):
    """What stands in a hand-written page under a heading, with it, as it is written; `id` is that of
    the heading, and empty for what comes before the first."""

    id: str
    text: str
    place: Place


class Prose(Element):
    """A hand-written page in one language, already turned into safe HTML; `name` is its address without `.html`."""

    name: Slug
    language: Language
    title: Line
    section: Slug
    order: int
    description: Line
    also: tuple[Line, ...] = ()
    html: str = ""
    links: tuple[Link, ...] = ()
    passages: tuple[Passage, ...] = ()
    pictures: tuple[Link, ...] = ()
    """The files of its pictures, by their paths in `content/`."""
