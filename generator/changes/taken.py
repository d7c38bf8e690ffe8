"""The manual as it stands, as an edition of it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from .. import model
from ..catalogue import COLLECTIONS
from ..guide import Guide
from ..inline import words
from ..language import Language
from ..markup import Words, plain
from ..problems import Say
from ..snapshots import Record, Said, Snapshot
from ..texts import elements, written

_NO_VALUES = {
    "status_page",
    "id",
    "facts",
    "status",
    "approved",
    "aliases",
    "format",
    "without",
    "also",
    "synonyms",
    "translations",
}
"""What names a record, tells where it comes from, or tells the program something."""
_ABOUT = {model.Relation: ("step", "item"), model.ToolUse: ("tool",), model.Level: ("score",)}
"""What things in lists are about that have no id."""
_LONGEST_NAME = 60


def taken(
    guide: Guide,
    addresses: Mapping[str, tuple[str, ...]],
    note: tuple[str, str | None] | None = None,
    acts: tuple[str, ...] = (),
) -> Snapshot:
    """The manual as it stands; `addresses` are those that its pages have."""
    edition = guide.manual.edition
    records = (*_records(guide), *_pages(guide))
    languages = guide.manual.languages
    return Snapshot(edition.number, edition.date, note, acts, languages, addresses, lambda: records)


def _records(guide: Guide) -> Iterator[Record]:
    rows = {row.name: row for row in COLLECTIONS}
    unnamed = {row.name for row in COLLECTIONS if "id" not in row.kind.model_fields}
    sections = {section.id: section.title for section in guide.manual.sections}
    name, whole, address = "", None, ""
    texts: list[Said] = []
    values: dict[str, Any] = {}
    basis: dict[str, str] = {}
    place, own_place = "", ""

    def record() -> Iterator[Record]:
        if whole is not None:
            section = sections.get(rows[name.partition("/")[0]].section)
            yield Record(
                name,
                address,
                _called(whole, section),
                tuple(texts),
                dict(values),
                dict(basis),
                getattr(whole, "aliases", ()),
            )

    for element, key, of, at in elements(guide):
        own = of if of.partition("/")[0] not in unnamed else of.partition("/")[0]
        if own != name:
            yield from record()
            name, whole, address = own, element, at
            texts, values, basis = [], {}, {}
        if about := _about(element):
            place, own_place = key, f"{key.rpartition('/')[0]}/{about}"
        if place and f"{key}/".startswith(f"{place}/"):
            key = own_place + key.removeprefix(place)
        within = key.removeprefix(own).removeprefix("/")
        if isinstance(element, model.Text):
            texts.append(_said(within, element))
        else:
            values |= _values(element, within)
            if said := _basis(element):
                basis[within] = said
    yield from record()


def _said(key: str, text: model.Text) -> Said:
    """A text as it is written, and as it is read where it refers to something."""
    if not (typed := text.written):
        return Said(key, text.th, text.en)
    return Said(key, typed.th, typed.en, (words(text.th), words(text.en) if text.en else None))


def _pages(guide: Guide) -> Iterator[Record]:
    """The hand-written pages, by section."""
    texts: dict[str, list[Said]] = {}
    for pair in written(guide):
        key = pair.key.removeprefix(f"{pair.record}/")
        texts.setdefault(pair.record, []).append(Said(key, pair.th, pair.en))
    for name, said in texts.items():
        title = said[0]
        address = f"{name.removeprefix('content/')}.html"
        yield Record(name, address, Say(title.th, title.en or title.th), tuple(said))


def _about(element: model.Element) -> str:
    """What names something in a list by what it is about, and not by its place there."""
    about = _ABOUT.get(type(element), ())
    return "".join(f"={getattr(element, name)}" for name in about)


def _values(element: model.Element, within: str) -> dict[str, Any]:
    """What of an element is neither text nor element, by its keys: only what differs from what
    nobody has to write."""
    found, own = {}, vars(element)
    for name, default in _plain_fields(type(element)):
        value = own[name]
        if value == default:
            continue
        if isinstance(value, tuple):
            value = ", ".join(map(str, value))
        if isinstance(value, date):
            value = value.isoformat()
        found[f"{within}/{name}".removeprefix("/")] = value
    return found


@cache
def _plain_fields(kind: type[model.Element]) -> tuple[tuple[str, Any], ...]:
    """The fields of a kind that hold values, with what stands for those that are not written."""
    left_out = {*_NO_VALUES, *model.Element.model_fields, *model.fields_with_elements(kind)}
    fields = kind.model_fields.items()
    return tuple((name, field.default) for name, field in fields if name not in left_out)


def _basis(element: model.Element) -> str:
    own = vars(element)
    if own.get("status"):
        return "proposed"
    return "approved" if own.get("approved") else "facts" if own.get("facts") else ""


def _called(record: Any, section: model.Text | None) -> Say:
    """What a list calls a record: by its number or its code, or after its section."""
    return Say(*(_named(record, section, language) for language in Language))


def _named(record: Any, section: model.Text | None, language: Language) -> str:
    text = getattr(record, "short", None) or getattr(record, "title", None)
    name = plain(text, language) if text else getattr(record, "id", "") or record.printed
    if len(name) > _LONGEST_NAME:
        name = name[: _LONGEST_NAME - 1] + "…"
    if isinstance(record, model.Step):
        return f"{Words(language)('chapter.step', n=record.number)} {name}"
    if code := getattr(record, "code", ""):
        return f"{code} {name}"
    if isinstance(record, model.Exercise):
        return f"{Words(language)('chapter.exercise')} › {name}"
    above = plain(section, language) if section else ""
    return f"{above} › {name}" if above and above != name else name
