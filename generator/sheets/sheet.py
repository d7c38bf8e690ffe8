"""Which sheets there are, and everything that each of them prints: one whole value for every
format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from pydantic import TypeAdapter

from .. import approvals
from ..guide import Guide, proposes, walk
from ..inline import words
from ..language import Language
from ..markup import Words, day
from ..model import (
    Action,
    Approval,
    Chapter,
    CriteriaSet,
    DocxFont,
    Edition,
    Element,
    Example,
    Exercise,
    FilledField,
    RatingField,
    Step,
    TableField,
    Text,
    Worksheet,
    WorksheetField,
)
from ..thai import Names

BOTH = (Language.TH, Language.EN)
"""Two languages that stand beside each other on one sheet."""
_HELD = 30
"""Names of more letters than this may go on in the next line, between two of their words: they
would not fit a cell."""


@dataclass(frozen=True)
class Sheet:
    """A worksheet, or the facilitator's sheet of an exercise, with all that is printed on it, and
    little else: a sheet is made again where one of these has changed.

    `place` is where it belongs: "step 3 of 7" or the code of an item, and the title of that step or
    item; `action` is how to act on that, on a facilitator's sheet; `head` are its common fields;
    `approval` the one under which it stands as a whole;
    `changed` that not all is any more as it was approved;
    `behind` says that the Thai changed after the English on it was confirmed;
    `criteria` the sets that the rows of its tables name, by their ids; `address` where it is on the
    web, where that is known; `keep` the terms and names of the manual that stand on it; `filled`
    what has been filled in already, by the ids of its common fields; `everywhere` are those of them
    that stand on each page. `more` makes it the sheets on which its tables go on, with one to draw on where an exercise
    `draws`; `example` is what fills it in as one, of which `invented` says that it is one. `docx_font` is the font of an
    office, which Word takes from the machine that opens it.
    """

    record: Worksheet | Exercise
    languages: tuple[Language, ...]
    code: str
    place: tuple[Text, Text]
    organisation: Text
    department: Text | None
    edition: Edition
    action: Action | None = None
    head: tuple[WorksheetField, ...] = ()
    foot: Text | None = None
    approval: Approval | None = None
    changed: bool = False
    behind: Text | None = None
    criteria: Mapping[str, CriteriaSet] | None = None
    address: str | None = None
    keep: tuple[str, ...] = ()
    filled: tuple[tuple[str, str], ...] = ()
    everywhere: tuple[str, ...] = ()
    draws: bool = False
    more: bool = False
    example: Example | None = None
    invented: Text | None = None
    docx_font: DocxFont | None = None

    @property
    def language(self) -> Language:
        """The language of the sheet as a whole."""
        return self.languages[0]

    @property
    def mark(self) -> str:
        """How it is marked, a word of `mark`: "proposed", or "changed" where something was changed
        after it was approved, or "partly" where a field or more is proposed; or not."""
        return (
            "proposed"
            if self.record.proposed
            else "changed"
            if self.changed
            else "partly"
            if proposes(self.record, *self.head, *filter(None, [self.action]))
            else ""
        )

    @property
    def mark_in_foot(self) -> str:
        """The same where there is room for more words."""
        return {"proposed": "proposed_long", "changed": "since"}.get(self.mark, self.mark)

    @property
    def key(self) -> str:
        """Which it is, in whatever language: `worksheets/forum`."""
        return f"{'worksheets' if self.is_worksheet else 'exercises'}/{self.record.id}"

    @property
    def is_worksheet(self) -> bool:
        """Whether it is filled in, and not the facilitator's."""
        return isinstance(self.record, Worksheet)

    @property
    def whole(self) -> str:
        """All of it as JSON, by which it is known what has been made of it."""
        return _json().dump_json(self).decode()

    def path(self, extension: str) -> str:
        """Where a site keeps it: `worksheets/forum.th-en.pdf`."""
        tag = "-".join(self.languages)
        part = "more." if self.more else "example." if self.example else ""
        return self.record.print_path(part + tag, extension)

    def answer(self, field: WorksheetField) -> FilledField | None:
        """What an example has in a field."""
        return self.example.of(field.id) if self.example else None

    @property
    def open_tables(self) -> tuple[TableField, ...]:
        """The tables that may need more rows than the sheet has."""
        return tuple(
            field
            for field in walk(self.record)
            if isinstance(field, TableField) and not (field.row_labels or field.rows_from)
        )

    @property
    def continued(self) -> Sheet | None:
        """The sheets on which it goes on, if it can."""
        if self.is_worksheet and (self.open_tables or self.draws):
            return replace(self, more=True)
        return None


@cache
def _json() -> TypeAdapter[Sheet]:
    return TypeAdapter(Sheet)


def plan(guide: Guide, site_url: str | None) -> Iterator[Sheet]:
    """Every sheet of the manual in each of its languages, in the order of the worksheets and the
    exercises."""
    every, owner = Names(names(guide)), guide.manual.organisation
    foot = guide.sheets.foot if guide.sheets else None
    everywhere = guide.sheets.on_every_page if guide.sheets else ()
    spoken, waiting = guide.manual.languages, approvals.waiting(guide)
    together = [spoken] if spoken == BOTH else []
    records: tuple[Worksheet | Exercise, ...] = (*guide.worksheets, *guide.exercises)
    for record in records:
        chapter = guide.chapter(record.serves)
        is_worksheet = isinstance(record, Worksheet)
        action = None if is_worksheet else chapter.action
        chosen, wanted = (
            getattr(record, "header", ()),
            {getattr(element, "rows_from", None) for element in walk(record)},
        )
        head = tuple(field for field in guide.headers if field.id in chosen)
        criteria = {set.id: set for set in guide.criteria if set.id in wanted}
        place = _place(guide, chapter)
        approval = record.approved or guide.approval_around(record)
        changed = bool(waiting) and any(
            inner.place in waiting for one in (record, action, *head) if one for inner in walk(one)
        )
        printed = (
            record,
            action,
            *place,
            *head,
            *criteria.values(),
            owner.name,
            owner.department,
            foot,
            approval,
        )
        behind = _behind(guide, record, chapter if action else None, head, criteria)
        keep = every.within("\n".join(said(element) for element in printed if element))
        for languages in (*((language,) for language in spoken), *together):
            folder = languages[0].folder
            page = (
                f"worksheets/{record.id}.html"
                if is_worksheet
                else f"{chapter.folder}/{chapter.id}.html#exercise"
            )
            yield Sheet(
                record=record,
                languages=languages,
                code=guide.code_of(record),
                place=place,
                organisation=owner.name,
                department=owner.department,
                edition=guide.manual.edition,
                action=action,
                head=head,
                foot=foot if is_worksheet else None,
                approval=approval,
                changed=changed,
                behind=behind if Language.EN in languages else None,
                criteria=criteria,
                address=f"{site_url.rstrip('/')}/{folder}{page}" if site_url else None,
                keep=keep,
                everywhere=everywhere,
                docx_font=guide.manual.docx_font,
                draws=is_worksheet and any(one.draws for one in guide.exercises_of(chapter)),
            )


def examples(guide: Guide, sheets: Iterable[Sheet]) -> Iterator[Sheet]:
    """The sheets as the worked example fills them in, a language at a time."""
    every = Names(names(guide))
    for sheet in sheets:
        found = guide.example_of(sheet.record) if isinstance(sheet.record, Worksheet) else None
        if found and len(sheet.languages) == 1:
            keep = (*sheet.keep, *every.within(said(found)))
            yield replace(
                sheet, example=found, invented=guide.manual.example, keep=tuple(dict.fromkeys(keep))
            )


def names(guide: Guide) -> frozenset[str]:
    """The terms and names of the manual, and of the ends of its ratings: what no line may end
    in."""
    terms = {
        name
        for term in guide.terms
        for name in (term.title.th, term.title.en or "", *term.abbreviations)
    }
    agencies = {
        text.th for agency in guide.agencies for text in (agency.title, agency.abbreviation) if text
    }
    codes = {item.code for item in guide.items} | {
        name for tool in guide.tools for name in tool.abbreviations
    }
    ratings = [
        element
        for sheet in guide.worksheets
        for element in walk(sheet)
        if isinstance(element, RatingField)
    ]
    ends = {end.th for rating in ratings for end in (rating.low, rating.high)}
    owner = guide.manual.organisation
    owners = {text.th for text in (owner.name, owner.department) if text}
    names = terms | agencies | codes | ends | owners
    return frozenset(name for name in names if 0 < len(name) <= _HELD)


def _place(guide: Guide, chapter: Chapter) -> tuple[Text, Text]:
    """Where the sheets of a step or an item belong."""
    is_step = isinstance(chapter, Step)
    key, among = ("chapter.count", guide.steps) if is_step else ("chapter.item_count", guide.items)
    return Words.pair(key, n=chapter.number, total=len(among)), chapter.title


def _behind(
    guide: Guide,
    record: Worksheet | Exercise,
    acting: Chapter | None,
    head: Iterable[WorksheetField],
    criteria: Iterable[str],
) -> Text | None:
    """What a sheet says where its Thai has been changed since the English was confirmed."""
    own = f"{'worksheets' if isinstance(record, Worksheet) else 'exercises'}/{record.id}/"
    shared = (f"sheets/header/{field.id}/" for field in head)
    printed = [own, *shared, *(f"criteria/{id}/" for id in criteria)]
    if acting:
        printed.append(f"{'steps' if isinstance(acting, Step) else 'items'}/{acting.id}/action/")
    if not (days := [one.day for one in guide.behind if one.key.startswith(tuple(printed))]):
        return None
    said = {
        language: Words(language)("sheet.behind", date=day(min(days), language))
        for language in Language
    }
    return Text(th=said[Language.TH], en=said[Language.EN])


def said(element: Element) -> str:
    """All texts within an element, for terms and names to be found in."""
    texts = (text for text in walk(element) if isinstance(text, Text))
    return "\n".join(words(f"{text.th}\n{text.en}") for text in texts)
