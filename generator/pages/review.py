"""What of a manual waits for its owner, record by record: every mark with its texts, to be approved or
corrected, and every question, to be answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..approvals import standings
from ..guide import Guide, ids_in
from ..model import Question, Text
from ..problems import Place
from ..targets import section_of
from ..texts import Pair, elements
from .marks import bearers

_WAITING = ("proposed", "changed", "added")


@dataclass
class Mark:
    """Texts that one mark is of, and where they are read."""

    state: str
    address: str
    texts: list[Text]


@dataclass
class Record:
    """A record with its collection, and what of it waits."""

    collection: str
    record: Any
    marks: list[Mark] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def to_review(guide: Guide) -> list[tuple[Text, list[Record]]]:
    """The records of which something waits, in the order of the sections of the manual."""
    known = {key: element for element, key, *_ in elements(guide)}
    found: dict[str, tuple[Pair, Record]] = {}
    places, marks = bearers(guide), dict[tuple[str, Place], Mark]()
    for one in standings(guide):
        pair = one.pair
        if pair.record not in known:
            continue  # a hand-written page bears no mark
        if pair.record not in found:
            record = known[pair.record]
            asked = [guide.find("questions", id) for id in ids_in("gaps", record)]
            waiting = [question for question in asked if not question.answer]
            name = pair.record.partition("/")[0]
            found[pair.record] = pair, Record(name, record, questions=waiting)
        text = known.get(pair.key)
        if one.state in _WAITING and one.holder and isinstance(text, Text):
            bearer = one.state, places.get(one.holder.place, one.holder.place)
            if bearer not in marks:
                marks[bearer] = Mark(one.state, pair.address, [])
                found[pair.record][1].marks.append(marks[bearer])
            marks[bearer].texts.append(text)
    waiting_in = [one for one in found.values() if one[1].marks or one[1].questions]
    return list(_by_section(guide, waiting_in))


def _by_section(
    guide: Guide, found: list[tuple[Pair, Record]]
) -> Iterator[tuple[Text, list[Record]]]:
    titles = {section.id: section.title for section in guide.manual.sections}
    for id in (*titles, ""):
        if held := [record for pair, record in found if section_of(guide, pair) == id]:
            yield titles.get(id) or guide.manual.short, held
