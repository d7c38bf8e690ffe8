"""Editions as they are kept, `data/editions/NUMBER.json`: all texts and values of the manual as it
then stood, and the addresses that it had.

A file is one value of JSON, with a record a line, and never changes: its sum tells. What a record
is made of is told by plain keys, so that an edition can be compared when the model has changed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from . import kinds
from .language import Language
from .problems import Place, Problem, ProblemsFound, Say

FORMAT = 1
"""The form of these files; a later one, which this program may not understand, has a higher
number."""
FOLDER = "editions"
"""Where in `data/` they stand."""
_HEAD = "format number date note acts languages"
_RECORDS = '\n"records": ['
"""What stands between the head of a file and its records."""
_SUM = re.compile(r'"sum": "([0-9a-f]{64})",')
_FORMAT = re.compile(r'\{"format": ([0-9]{1,9}),')


class Said(NamedTuple):
    """A text of a record in both languages, as it is written; `shown` is how it is read, where that
    is something else."""

    key: str
    """Which text of its record it is: `parts/who/points/2/text`."""
    th: str
    en: str | None = None
    shown: tuple[str, str | None] | None = None

    @property
    def read(self) -> tuple[str, str | None]:
        """The text as readers have it."""
        return self.shown or (self.th, self.en)

    @property
    def written(self) -> tuple[str, str | None]:
        """The text as it stands in its file."""
        return self.th, self.en


@dataclass(frozen=True)
class Record:
    """A record, or a hand-written page, as an edition has it."""

    name: str
    """The collection and the id: `steps/forum`; `process`, which stands alone; `content/about`."""
    address: str
    called: Say
    """What a list calls it."""
    texts: tuple[Said, ...]
    values: Mapping[str, str | int | float] = field(default_factory=dict)
    """What is no text: numbers, choices, references; by keys as those of texts."""
    basis: Mapping[str, str] = field(default_factory=dict)
    """Where what it says comes from: `facts`, `proposed` or `approved`, by the keys of the parts
    that tell."""
    aliases: tuple[str, ...] = ()
    """The names that it had before."""

    @property
    def collection(self) -> str:
        """The collection that it is of; `content` of a hand-written page."""
        return self.name.partition("/")[0]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """An edition: its number and day, what was said of it, and all that it holds.

    `acts` are the records, or parts of them, of which somebody said that their changes change what
    is done; `addresses` are those of its pages in each language, with the headings of records.
    """

    number: str
    date: date
    note: tuple[str, str | None] | None
    acts: tuple[str, ...]
    languages: tuple[Language, ...]
    addresses: Mapping[str, tuple[str, ...]]
    load: Callable[[], tuple[Record, ...]]
    """Gives the records: those of a file are made when they are asked for, since a check looks at
    the addresses alone."""

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """All that it holds, in the order of the manual."""
        return self.load()

    def name(self) -> str:
        """Its file, from the folder of the manual."""
        return f"data/{FOLDER}/{self.number}.json"


def text(edition: Snapshot) -> str:
    """The text of the file of an edition."""
    values = (FORMAT, edition.number, edition.date.isoformat(), edition.note, edition.acts)
    head = dict(zip(_HEAD.split(), (*values, edition.languages), strict=True))
    addresses = ",\n".join(
        f"{_line(page)}: {_line(headings)}" for page, headings in edition.addresses.items()
    )
    records = ",\n".join(_line(_plain(record)) for record in edition.records)
    body = f'\n"addresses": {{\n{addresses}\n}},{_RECORDS}\n{records}\n]}}\n'
    head_line = _line(head).removesuffix("}") + ","
    return f'{head_line} "sum": "{_sum(head_line + body)}",{body}'


def read(content: bytes, name: str) -> Snapshot:
    """The edition that a file holds, whose name is from the folder of the manual. Raises
    ProblemsFound where it is damaged, or newer than this program."""
    text = content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    found = _FORMAT.match(text)
    if found and int(found[1]) > FORMAT:
        what = Say(
            f"ฉบับนี้เก็บไว้ในรูปแบบ {found[1]} แต่โปรแกรมนี้รู้จักถึงรูปแบบ {FORMAT}",
            f"the edition is kept in format {found[1]}, and this program knows formats up to {FORMAT}",
        )
        remedy = Say("ติดตั้ง Khumue รุ่นใหม่กว่า", "install a newer Khumue")
        raise ProblemsFound([Problem(Place(name, 1, 1), what, remedy)])
    said = _SUM.search(text)
    whole = said and _sum(text[: said.start() - 1] + text[said.end() :]) == said[1]
    try:
        if not whole:
            raise ValueError(name)
        head, _, records = text.partition(_RECORDS)
        edition = _snapshot(json.loads(head.removesuffix(",") + "}"), "[" + records[:-2])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        what = Say(
            "ฉบับที่เก็บไว้นี้ไม่ครบหรือถูกแก้", "this kept edition is damaged, cut short or was changed"
        )
        remedy = Say(
            "นำไฟล์นี้กลับมาจากสำเนาที่เก็บไว้ อย่าแก้เอง",
            "bring the file back from a copy; it is never edited",
        )
        raise ProblemsFound([Problem(Place(name, 1, 1), what, remedy)]) from None
    if edition.name() != name:
        what = Say(
            f"ไฟล์นี้เป็นของฉบับ {edition.number}", f"the file is that of edition {edition.number}"
        )
        remedy = Say(f"ตั้งชื่อเป็น {edition.number}.json", f"call it {edition.number}.json")
        raise ProblemsFound([Problem(Place(name), what, remedy)])
    return edition


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _plain(record: Record) -> dict[str, Any]:
    """A record as JSON has it, without what it has none of."""
    texts = [
        [said.key, said.th, said.en, *([said.shown] if said.shown else [])] for said in record.texts
    ]
    said = {"name": record.name, "address": record.address, "called": record.called}
    more = {"aliases": record.aliases, "basis": dict(record.basis), "values": dict(record.values)}
    return said | {key: value for key, value in more.items() if value} | {"texts": texts}


def _snapshot(plain: dict[str, Any], records: str) -> Snapshot:
    note, number = plain["note"], plain["number"]
    if not kinds.is_number(number):
        raise ValueError(number)
    return Snapshot(
        number,
        date.fromisoformat(plain["date"]),
        (note[0], note[1]) if note else None,
        tuple(plain["acts"]),
        tuple(map(Language, plain["languages"])),
        {page: tuple(headings) for page, headings in plain["addresses"].items()},
        lambda: tuple(map(_record, json.loads(records))),
    )


def _record(plain: dict[str, Any]) -> Record:
    texts = (
        Said(key, th, en, tuple(shown[0]) if shown else None)
        for key, th, en, *shown in plain["texts"]
    )
    return Record(
        plain["name"],
        plain["address"],
        Say(*plain["called"]),
        tuple(texts),
        plain.get("values", {}),
        plain.get("basis", {}),
        tuple(plain.get("aliases", ())),
    )
