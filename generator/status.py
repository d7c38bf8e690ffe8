"""How far a manual is: which English is confirmed, what is approved, and what waits for whom by
when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from . import translations
from .approvals import Standing, recorded_here, standings
from .catalogue import COLLECTIONS
from .guide import Guide
from .markup import Words
from .model import Approval, Element, Review, Text
from .targets import section_of
from .texts import Pair, elements
from .translations import Confirmed

ENGLISH = tuple(state.value for state in translations.State)
"""How the English of a text stands."""
BASIS = ("source", "approved", "proposed", "again", "unsaid")
"""What a text stands on; `again`: it was changed, or added, after what it is in was approved."""
_BASIS = {"changed": "again", "added": "again", "": "unsaid"}


@dataclass(frozen=True)
class Row:
    """How many texts of a section are how."""

    title: Text
    texts: int
    english: Mapping[str, int]
    basis: Mapping[str, int]


@dataclass(frozen=True)
class Task:
    """A text that somebody has to look at."""

    pair: Pair
    title: Text
    """What the record is called that it belongs to."""
    english: str
    """One of ENGLISH; nothing where that is not asked for."""
    state: str
    """`changed` or `added`, where it is to be approved again."""
    before: str | None
    """The Thai as it was confirmed or approved."""
    due: date | None
    whom: Text | None
    """Who is awaited: an office or a role."""


@dataclass(frozen=True)
class Due:
    """A record that is to be gone through again."""

    title: Text
    address: str
    day: date
    whom: Text | None


@dataclass(frozen=True)
class Status:
    """All that is known of a manual in numbers, and what there is to do, the most urgent first."""

    rows: tuple[Row, ...]
    whole: Row
    tasks: tuple[Task, ...]
    reviews: tuple[Due, ...]
    awaited: tuple[tuple[Text, int], ...]
    """Whose approval texts wait for, and how many."""
    typed: tuple[tuple[Element, Approval], ...]
    """Approvals of which nothing remembers which texts they are of."""

    @property
    def columns(self) -> tuple[list[str], list[str]]:
        """Of ENGLISH and of BASIS what some text is."""
        return (
            [name for name in ENGLISH if self.whole.english.get(name)],
            [name for name in BASIS if self.whole.basis.get(name)],
        )


def of(guide: Guide, confirmed: Confirmed | None) -> Status:
    """The status of a guide, of which so much English is confirmed.

    Where none is, all of it is new, and no list of it would help anybody.
    """
    translated = {one.pair.key: one for one in translations.standings(guide, confirmed)}
    records = {key: one for one, key, record, _ in elements(guide) if key == record}
    rows: dict[str, list[tuple[str, str]]] = {}
    awaited: dict[str, list[Text]] = {}
    tasks = []
    for standing in standings(guide):
        pair = standing.pair
        english = translated.get(pair.key)
        how = english.state.value if english else ""
        rows.setdefault(section_of(guide, pair), []).append((how, standing.state))
        again = standing.state in ("changed", "added")
        if again or standing.state == "proposed":
            whom = _approver(guide, records, standing)
            awaited.setdefault(whom.th, []).append(whom)
        if again or how not in ("", "confirmed"):
            line = english.line if english and how == "behind" else None
            before = standing.before if again else line.thai if line else None
            tasks.append(_task(guide, records, standing, how, before))
    every = [one for found in rows.values() for one in found]
    if not any(how == "confirmed" for how, _ in every):
        tasks = [task for task in tasks if task.state or task.english != "new"]
    titles = {section.id: section.title for section in guide.manual.sections}
    kept = [
        _row(titles.get(id) or guide.manual.short, rows[id]) for id in (*titles, "") if id in rows
    ]
    return Status(
        tuple(kept),
        _row(Words.pair("status.whole"), every),
        tuple(sorted(tasks, key=_urgency)),
        tuple(sorted(_reviews(guide), key=lambda one: one.day)),
        tuple((found[0], len(found)) for found in sorted(awaited.values(), key=len, reverse=True)),
        tuple((one, approval) for one, approval, known in recorded_here(guide) if not known),
    )


def _row(title: Text, found: list[tuple[str, str]]) -> Row:
    english = Counter(translated for translated, _ in found)
    basis = Counter(_BASIS.get(state, state) for _, state in found)
    return Row(title, len(found), english, basis)


def _task(
    guide: Guide, records: Mapping[str, Any], standing: Standing, english: str, before: str | None
) -> Task:
    pair = standing.pair
    record = records.get(pair.record, guide.manual)
    review = _review(guide, pair.record, record)
    again = standing.state in ("changed", "added")
    return Task(
        pair,
        _title(guide, pair.record, record),
        english,
        standing.state if again else "",
        before,
        review.due,
        _approver(guide, records, standing) if again else review.owner,
    )


def _approver(guide: Guide, records: Mapping[str, Any], standing: Standing) -> Text:
    """Who approved it before, or answers for it, or owns the manual."""
    name = standing.pair.record
    before = standing.approval.by if standing.approval else None
    owner = _review(guide, name, records.get(name, guide.manual)).owner
    return before or owner or guide.manual.organisation.name


def _urgency(task: Task) -> tuple[date, bool, int]:
    order = ENGLISH.index(task.english) if task.english else 0
    wanted = {"behind": 0, "missing": 1}.get(ENGLISH[order], 2)
    return task.due or date.max, not task.state, wanted


def _title(guide: Guide, name: str, record: Any) -> Text:
    if name.startswith("content/"):
        pages = [page for page in guide.prose if page.name == name.removeprefix("content/")]
        return Text(**{page.language.value: page.title for page in pages})
    title = getattr(record, "short", None) or getattr(record, "title", None)
    return title or guide.manual.short


def _review(guide: Guide, name: str, record: Any) -> Review:
    """What is said of when and by whom a record is gone through: by itself, by what it is a part
    of, by the manual."""
    row = next((row for row in COLLECTIONS if row.name == name.partition("/")[0]), None)
    frame = getattr(guide, row.frame) if row and row.frame else None
    said = [getattr(one, "review", None) for one in (record, frame, guide.manual)]
    return Review(
        owner=next((one.owner for one in said if one and one.owner), None),
        due=next((one.due for one in said if one and one.due), None),
    )


def _reviews(guide: Guide) -> Iterator[Due]:
    for element, _, record, address in elements(guide):
        review = getattr(element, "review", None)
        if review and review.due:
            whom = review.owner or _review(guide, record, element).owner
            title = _title(guide, record, element)
            yield Due(title, address or "contact.html", review.due, whom)
