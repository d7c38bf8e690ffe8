"""Entries of lists that are added, removed and moved, and keys of records that are changed: of
every kind that the model has, by the key that `texts` gives to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import GenericAlias
from typing import Any

from pydantic import create_model

from ..catalogue import COLLECTIONS
from ..guide import Guide
from ..model import (
    PLACE,
    PLACES,
    UNWRITTEN,
    Element,
    Record,
    Table,
    elements_in,
    fields_with_elements,
)
from ..problems import Place, Problem, ProblemsFound, Say
from ..reading.yaml_file import Span, read_yaml
from .blank import is_list, kind_among, ordered
from .entries import Entries, Keys, Path, by_path, elsewhere
from .form import least
from .meant import Meant
from .splice import Draft
from .spoken import Value, entry, in_brackets, lines_of, scalar

ENTRIES = "entries"
"""The key under which a `Listing` holds what is in its file."""
_NUMBER = "number"
"""The key that says which place an entry has among its like."""


class Listing(Element):
    """A file that is a list of what has no page and no place of its own, as what holds its entries:
    facts, errata."""

    entries: tuple[Element, ...] = ()

    @classmethod
    @cache
    def of(cls, name: str) -> type[Listing]:
        """That of a collection, which is called as the collection is."""
        entries: Any = GenericAlias(tuple, (LISTINGS[name].kind, ...)), ()
        return create_model(name.title(), __base__=cls, entries=entries)


LISTINGS = {row.name: row for row in COLLECTIONS if row.listed and not issubclass(row.kind, Record)}


@dataclass(frozen=True)
class Found:
    """What a key leads to: an element; with `within`, the one that holds it under `field`, and in a
    list at `position`."""

    key: str
    element: Element
    within: Element | None = None
    field: str = ""
    position: int | None = None

    @property
    def like(self) -> tuple[Element, ...]:
        """The entries of its list."""
        found: tuple[Element, ...] = getattr(self.within, self.field)
        return found

    @property
    def of(self) -> str:
        """The key of what holds it."""
        return self.key.rpartition("/")[0].removesuffix(f"/{self.field}")


def find(guide: Guide, key: str) -> Found:
    """What a key of `texts.elements` leads to. Raises KeyError where there is nothing."""
    name, *steps = key.split("/")
    row = next((row for row in COLLECTIONS if row.name == name), None)
    if row is None:
        raise KeyError(key)
    held = guide.all(row)
    listing = None
    if row.name in LISTINGS:
        listing = Listing.of(row.name)(entries=held, place=Place(f"data/{row.pattern}"))
        if not steps:
            return Found(key, listing)
    at = _at(held, steps.pop(0) if steps else "") if row.many else 0
    if at is None or not held:
        raise KeyError(key)
    found = Found(key, held[at], listing, ENTRIES, at) if listing else Found(key, held[at])
    while steps:
        element, field = found.element, steps.pop(0)
        value = getattr(element, field) if field in fields_with_elements(type(element)) else None
        at = _at(value, steps.pop(0)) if isinstance(value, tuple) and steps else None
        inner = value[at] if isinstance(value, tuple) and at is not None else value
        if not isinstance(inner, Element):
            raise KeyError(key)
        found = Found(key, inner, element, field, at)
    return found


def _at(entries: tuple[Any, ...], name: str) -> int | None:
    """Which entry is called so: by its id, or counted from 1."""
    names = (str(vars(one).get("id", "") or number) for number, one in enumerate(entries, 1))
    return next((at for at, one in enumerate(names) if one == name), None)


def kinds_of(kind: type[Element], field: str) -> list[type[Element]]:
    """Which kinds the entries of a list, or a value, may be of."""
    return list(elements_in(kind.model_fields[field].annotation))


def insert(
    meant: Meant, owner: Element, field: str, position: int, values: Mapping[str, Value]
) -> None:
    """Means an entry, as its values, for a position of a list."""
    kind = kind_among(kinds_of(type(owner), field), values)
    held = getattr(owner, field)
    position = max(0, min(position, len(held)))
    if _NUMBER in kind.model_fields:
        values = {**values, _NUMBER: position + 1}
        _number(meant, held[position:], position + 2)
    values = ordered(kind, values)
    if isinstance(owner, Listing) and not held:
        meant.make(owner.place.file, entry(lines_of(values)), None)
        return
    draft = meant.draft_of(owner)
    path = _path(draft, owner)
    if held:
        entries = _list(draft, owner, held)
        entries.must_be_its_own()
        beside = entries.like(position)
        lines = (
            lines_of(values, entries.indent) if beside is None else [in_brackets(values, beside)]
        )
        entries.insert(position, lines)
    elif (*path, field) in by_path(draft):
        Entries(draft, (*path, field)).insert(0, [in_brackets(values)])
    else:
        _begin(meant, owner, field, [values])
    if isinstance(owner, Table) and field == "columns":
        for row in owner.rows:
            insert(meant, row, "cells", position, {"th": UNWRITTEN})


def _path(draft: Draft, element: Element) -> Path:
    return () if isinstance(element, Listing) else draft.at(element.place).path


def append(
    meant: Meant, owner: Element, field: str, entries: Sequence[Mapping[str, Value]]
) -> None:
    """Means entries at the end of a list, which is begun where it is not there yet."""
    held = getattr(owner, field)
    if not held:
        _begin(meant, owner, field, list(entries))
    for position, values in enumerate(entries if held else (), len(held)):
        insert(meant, owner, field, position, values)


def _begin(meant: Meant, owner: Element, field: str, entries: list[Value]) -> None:
    draft = meant.draft_of(owner)
    _add_key(draft, draft.at(owner.place).path, type(owner), field, entries)


def remove(meant: Meant, owner: Element, field: str, positions: Collection[int]) -> None:
    """Means entries of a list to go; the last ones with their key. Raises ProblemsFound where that
    cannot be left out."""
    kind, held, draft = type(owner), getattr(owner, field), meant.draft_of(owner)
    stay = [one for at, one in enumerate(held) if at not in positions]
    if len(stay) < (few := least(kind, field)):
        what = Say(
            f"{field}: ต้องมีอย่างน้อย {few} รายการ",
            f"{field}: there have to be {few} entries at least",
        )
        remedy = Say("เพิ่มรายการที่มาแทนก่อน", "add what stands in its place first")
        raise ProblemsFound([Problem(owner.where(field), what, remedy)])
    if stay:
        entries = _list(draft, owner, held)
        entries.remove({entries.position(held[at]) for at in positions})
        if _NUMBER in type(held[0]).model_fields:
            _number(meant, stay, 1)
    elif isinstance(owner, Listing):
        meant.drop(owner.place.file)
    else:
        _list(draft, owner, held).must_be_its_own()
        Keys(draft, draft.at(owner.place).path).remove(field)
    if isinstance(owner, Table) and field == "columns":
        for row in owner.rows:
            remove(meant, row, "cells", positions)


def move(meant: Meant, owner: Element, field: str, position: int, by: int) -> None:
    """Means an entry to change places with the one before it (-1) or behind it (1). Raises
    ProblemsFound where there is none."""
    held, draft = getattr(owner, field), meant.draft_of(owner)
    first = min(position, position + by)
    if not 0 <= first < len(held) - 1:
        raise at_the_end(held[position].place)
    swap(meant, _list(draft, owner, held), held[first], held[first + 1])
    if isinstance(owner, Table) and field == "columns":
        for row in owner.rows:
            move(meant, row, "cells", position, by)


def at_the_end(place: Place) -> ProblemsFound:
    """What is raised where there is nothing to change places with."""
    what = Say("อยู่ปลายรายการแล้ว", "it stands at the end of its list already")
    return ProblemsFound([Problem(place, what, Say("ไม่ต้องย้าย", "leave it where it is"))])


def swap(meant: Meant, entries: Entries, one: Any, other: Any) -> None:
    """Means two neighbours of a list to change places, and their numbers to follow."""
    draft = meant.draft_of(one)
    at = entries.position(one)
    instead: dict[int, tuple[Span, str]] = {}
    if _NUMBER in type(one).model_fields:
        for position, entry, number in ((at, one, other.number), (at + 1, other, one.number)):
            span = draft.at(entry.where(_NUMBER))
            instead[position] = span, scalar(number, span.style)
        meant.renumbered = True
    entries.position(other)  # in this list too
    entries.swap(at, instead)


def put(meant: Meant, element: Element, values: Mapping[str, Value]) -> None:
    """Means other values for keys of an element: None for those that are to go. Lists of elements
    stay as they are: their entries are added and removed one by one."""
    draft = meant.draft_of(element)
    path, kind = draft.at(element.place).path, type(element)
    Keys(draft, path).must_be_its_own()
    _put(draft, path, kind, values_of(draft, element), ordered(kind, values))


def values_of(draft: Draft, element: Element) -> Any:
    """What an element is written as, as plain values."""
    document, _ = read_yaml(draft.text, draft.name)
    value: Any = document and document.value
    for step in draft.at(element.place).path:
        value = value[step]
    return bare(value)


def bare(value: Any) -> Any:
    """Plain values without their places."""
    if isinstance(value, Mapping):
        return {key: bare(one) for key, one in value.items() if key not in (PLACE, PLACES)}
    return [bare(one) for one in value] if isinstance(value, list) else value


def _put(
    draft: Draft, path: Path, kind: type[Element], was: Any, values: Mapping[str, Value]
) -> None:
    for key, value in values.items():
        if value is None and key in was:
            Keys(draft, path).remove(key)
        elif value is None or _same(was.get(key), value):
            continue
        elif key not in was:
            _add_key(draft, path, kind, key, value)
        elif (span := by_path(draft).get((*path, key))) is None:
            raise elsewhere(draft, by_path(draft)[path])
        elif isinstance(value, Mapping) and isinstance(was[key], Mapping):
            inner = kind_among(kinds_of(kind, key), value)
            gone = (one for one in was[key].keys() - value.keys() if not _is_list_of(inner, one))
            _put(draft, span.path, inner, was[key], {**value, **dict.fromkeys(gone)})
        elif isinstance(value, list):
            _put_list(draft, span, value)
        else:
            Keys(draft, path).must_be_its_own(span)
            indent = span.column + 2
            said = scalar(value, span.style, flow=span.flow, indent=indent)
            draft.replace(span.start, span.end, said)


def _is_list_of(kind: type[Element], key: str) -> bool:
    """Whether a key holds elements, whose entries are added and removed one by one."""
    return is_list(kind.model_fields[key].annotation) and bool(kinds_of(kind, key))


def _put_list(draft: Draft, span: Span, values: list[Value]) -> None:
    """A list of words, written anew in the form that it has."""
    Keys(draft, span.path).must_be_its_own(span)
    Keys(draft, span.path).must_have_no_comment(span)
    if draft.text[span.start] == "[":
        quote = '"' if draft.text[span.start + 1 :].lstrip().startswith('"') else ""
        said = in_brackets(values, quote if span.flow else "")
    else:
        column = span.start - draft.text.rfind("\n", 0, span.start) - 1
        said = ("\n" + " " * column).join(
            f"- {in_brackets(one) if isinstance(one, list) else scalar(one)}" for one in values
        )
    draft.replace(span.start, span.end, said)


def _add_key(draft: Draft, path: Path, kind: type[Element], key: str, value: Value) -> None:
    names = list(ordered(kind, dict.fromkeys(kind.model_fields)))
    before = names[: names.index(key)]
    Keys(draft, path).insert(key, lines_of({key: value}), value, before)


def _same(was: Any, value: Value) -> bool:
    if isinstance(was, Mapping) or isinstance(value, Mapping):
        return False
    if isinstance(was, list) and isinstance(value, list):
        return len(was) == len(value) and all(map(_same, was, value))
    return bool(was == (value if isinstance(value, str) else scalar(value)))


def _list(draft: Draft, owner: Element, held: Iterable[Element]) -> Entries:
    """The list that holds entries of an element. Raises ProblemsFound where it is written for
    several elements."""
    around, first = _path(draft, owner), draft.at(next(iter(held)).place)
    path = first.path[:-1]
    if path[: len(around)] != around or len(path) > len(around) + 1:
        raise elsewhere(draft, first)
    return Entries(draft, path)


def _number(meant: Meant, records: Iterable[Any], begins: int) -> None:
    for number, record in enumerate(records, begins):
        if record.number != number:
            meant.number(record, _NUMBER, number)


def place_of(draft: Draft, found: Found) -> Place:
    """Where something is written."""
    span = draft.at(found.element.place)
    line = draft.text.count("\n", 0, span.begins) + 1
    return Place(draft.name, line)
