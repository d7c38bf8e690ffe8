"""Every text of a manual in both its languages, as it is written, with where it stands and what
shows it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from markupsafe import Markup

from .catalogue import COLLECTIONS
from .guide import Guide
from .language import Language
from .model import Action, Element, Part, Prose, Text, fields_with_elements
from .problems import Place
from .thai import normalise

SPELLING = 1
"""Of which spelling fingerprints are; a later one has a higher number."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A Thai text and its English; `en` is None where there is none, and `en_at` then the place of
    the Thai."""

    key: str
    """Which text it is, as long as ids stay: `steps/forum/parts/who/points/2/text`; what has no id
    is counted from 1. Of a hand-written page: `content/about/title`, `content/about/#use`."""
    record: str
    """The record that it belongs to: `steps/forum`; `process`, which stands alone; `content/about`."""
    address: str
    """Where readers see it: a page, with the heading where there is one."""
    th: str
    en: str | None
    th_at: Place
    en_at: Place

    @property
    def is_passage(self) -> bool:
        """Whether it is a section of a hand-written page, with its lines and its heading."""
        name = self.key.removeprefix(f"{self.record}/")
        return self.record.startswith("content/") and name not in ("title", "description")


@lru_cache(200_000)
def fingerprint(text: str) -> str:
    """What a text says, as 32 hexadecimal digits: half of the SHA-256 of its one spelling.

    The spelling of the whole language (NFC, the order of marks, spaces folded), and not that of the
    search, which drops tones: two texts that a reader can tell apart have two fingerprints.
    """
    return hashlib.sha256(spelled(text).encode()).hexdigest()[:32]


def spelled(text: str) -> str:
    """A text in its one spelling, on one line."""
    return " ".join(normalise(text).split())


def pairs(guide: Guide) -> Iterator[Pair]:
    """All texts of a guide that was read whole, in the order of its collections and files, then its hand-written
    pages."""
    return chain.from_iterable(pairs_by_record(guide))


def pairs_by_record(guide: Guide) -> Iterator[tuple[Pair, ...]]:
    """The same, those of each record by themselves; at last those of all hand-written pages."""
    said = guide.memory.of(_pairs)
    yield from (said(*one) for one in _records(guide))
    yield tuple(written(guide))


def _pairs(one: Element, record: str, address: str) -> Iterator[Pair]:
    for element, key, _, shown in _elements(one, record, address):
        if isinstance(element, Text):
            at = element.where("th")
            en_at = element.where("en") if element.en else at
            text = element.written or element
            yield Pair(key, record, shown, text.th, text.en, at, en_at)


def marked(guide: Guide, replaced: Collection[str] = ()) -> Callable[[Text | str, Markup], Markup]:
    """Gives the markup of a text of the data within an element whose attribute says its key, but
    where it is not what its file holds, since something stands in its place."""
    records: dict[str, list[tuple[Element, str, str]]] = {}
    for record in _records(guide):
        records.setdefault(record[0].place.file, []).append(record)
    element = Markup('<span data-text="{}">{}</span>')

    @cache
    def keys(file: str) -> Mapping[Place, str]:
        held = () if file in replaced else records.get(file, ())
        inside = chain.from_iterable(_elements(*record) for record in held)
        return {one.place: key for one, key, *_ in inside if isinstance(one, Text)}

    def mark(text: Text | str, markup: Markup) -> Markup:
        key = keys(text.place.file).get(text.place) if isinstance(text, Text) else None
        return element.format(key, markup) if key else markup

    return mark


def elements(guide: Guide) -> Iterator[tuple[Element, str, str, str]]:
    """Everything that the data hold, outermost first, with its key, its record and its address, as
    `Pair` has them."""
    return chain.from_iterable(_elements(*one) for one in _records(guide))


def _records(guide: Guide) -> Iterator[tuple[Element, str, str]]:
    for row in sorted(COLLECTIONS, key=lambda row: row.many):
        for position, one in enumerate(guide.all(row), 1):
            record = f"{row.name}/{getattr(one, 'id', position)}" if row.many else row.name
            yield one, record, guide.address_of(one) if row.many else row.address


def _elements(one: Element, record: str, address: str) -> Iterator[tuple[Element, str, str, str]]:
    waiting = [(one, record, address)]
    while waiting:
        element, key, address = waiting.pop()
        yield element, key, record, address
        waiting += reversed(tuple(_within(element, key, address)))


def _within(element: Element, key: str, address: str) -> Iterator[tuple[Element, str, str]]:
    for name in fields_with_elements(type(element)):
        value = getattr(element, name)
        if isinstance(value, Element):
            heading = isinstance(value, Action)
            yield value, f"{key}/{name}", f"{address}#{name}" if heading else address
        for position, inner in enumerate(value if isinstance(value, tuple) else (), 1):
            id = vars(inner).get("id", "")
            heading = isinstance(inner, Part) and "#" not in address
            yield inner, f"{key}/{name}/{id or position}", f"{address}#{id}" if heading else address


def written(guide: Guide) -> Iterator[Pair]:
    """The texts of the hand-written pages."""
    halves: dict[str, dict[Language, Prose]] = {}
    for page in guide.prose:
        halves.setdefault(page.name, {})[page.language] = page
    for name, half in halves.items():
        if not (thai := half.get(Language.TH)):
            continue  # no Thai, which `check` tells
        english = {id: (text, at) for id, text, at in _passages(half.get(Language.EN))}
        for id, text, at in _passages(thai):
            en, en_at = english.get(id, (None, at))
            heading = id if id.startswith("#") else ""
            record = f"content/{name}"
            yield Pair(f"{record}/{id}", record, f"{name}.html{heading}", text, en, at, en_at)


def _passages(page: Prose | None) -> Iterator[tuple[str, str, Place]]:
    """The texts of a hand-written page by what they are called within it."""
    if page:
        yield "title", page.title, page.where("title")
        yield "description", page.description, page.where("description")
        yield from (
            (f"#{one.id}" if one.id else "text", one.text, one.place) for one in page.passages
        )
