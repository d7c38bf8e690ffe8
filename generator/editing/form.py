"""A form for any kind of the model: its keys, what each means, and what may be written there. Nothing
of it is said by hand: a new key of the model is in it by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, get_args, get_origin

from ..field_types import InTables
from ..guide import Guide
from ..language import Language
from ..markup import plain
from ..model import Basis, Element, Text, elements_in
from ..problems import Say
from ..proof import faults
from ..reading.records import Path, mistakes, references_of
from .blank import is_list, kind_among, literals, rank, told_of, types_of, within
from .mending import mended_text
from .spoken import Value

_BASIS = Say("มาจากต้นฉบับ หรือเป็นข้อเสนอ", "from the source, or proposed")
Field = dict[str, Any]
"""What a form shows for a key, as JSON can hold it."""


def fields(kind: type[Element], *, new: bool) -> list[Field]:
    """The fields of a kind, those that have to be filled in first. Of what is there already, and of
    lists that may be empty, entries are added one by one: they are not in it."""
    names = [name for name in kind.model_fields if _asked(kind, name, new)]
    names = sorted(names, key=lambda name: rank(kind, name))
    found = [_field(kind, name, new) for name in names]
    if issubclass(kind, Basis):
        found.append(_basis())
    return sorted(found, key=lambda one: not one["required"])


def of_kinds(kinds: Sequence[type[Element]], *, new: bool) -> Field:
    """A control that asks of which of several kinds something is, and has the fields of that."""
    every = {
        type: [one for one in fields(kind, new=new) if one["key"] != "type"]
        for kind in kinds
        for type in types_of(kind)
    }
    return {"control": "kinds", "kinds": every}


def _asked(kind: type[Element], name: str, new: bool) -> bool:
    """Whether a key is a field of its own: not what follows by itself, or is asked as one question
    with another, and no list whose entries are added one by one."""
    annotation = kind.model_fields[name].annotation
    if name in ("place", "places") or (name == "number" and annotation is int):
        return False
    if name in ("facts", "status") and issubclass(kind, Basis):
        return False
    inner = list(elements_in(annotation)) if is_list(annotation) else []
    return not inner or (new and (issubclass(inner[0], Text) or least(kind, name) > 0))


def least(kind: type[Element], name: str) -> int:
    """How many entries a list has at the least."""
    about = kind.model_fields[name]
    bounds = [getattr(mark, "min_length", None) or 0 for mark in about.metadata]
    return max(int(about.is_required()), *bounds, 0)


def _basis() -> Field:
    said = {"key": "basis", "control": "basis", "th": _BASIS.th, "en": _BASIS.en}
    return {**said, "required": True, "records": ["facts"]}


def _field(kind: type[Element], name: str, new: bool) -> Field:
    about, say = kind.model_fields[name], told_of(kind, name)
    made = new and name == "id"
    required = about.is_required() and not made
    found: Field = {"key": name, "th": say.th, "en": say.en, "required": required}
    if made:  # by itself, where it is left empty
        found["made"] = True
    annotation = about.annotation
    kinds = list(elements_in(annotation))
    marks = [*about.metadata, *_marks(annotation)]
    if is_list(annotation):
        item = _single(kind, name, kinds, marks, new)
        if sum(get_origin(one) is tuple for one in within(annotation)) > 1:  # groups of words
            inside = [one for mark in _marks(annotation) for one in getattr(mark, "metadata", ())]
            few = max([getattr(mark, "min_length", None) or 0 for mark in inside], default=0)
            item = {"control": "words", "least": few, "item": item}
            return {**found, "control": "list", "least": least(kind, name), "item": item}
        words = item["control"] in ("line", "one", "choice")
        control = "words" if words else "list"
        return {**found, "control": control, "least": least(kind, name), "item": item}
    return {**found, **_single(kind, name, kinds, marks, new)}


def _single(
    kind: type[Element], name: str, kinds: Sequence[type[Element]], marks: Sequence[Any], new: bool
) -> Field:
    """The control for one value."""
    annotation = kind.model_fields[name].annotation
    if kinds and issubclass(kinds[0], Text):
        return {"control": "text"}
    if len(kinds) > 1:
        return of_kinds(kinds, new=new)
    if kinds:
        return {"control": "group", "fields": fields(kinds[0], new=new)}
    if collections := references_of(kind).get(name):
        return {"control": "one", "records": list(collections)}
    if choices := literals(annotation):
        return {"control": "choice", "choices": choices}
    if tables := next((one for one in marks if isinstance(one, InTables)), None):
        return {"control": "choice", "choices": list(tables.names)}
    inside = set(within(annotation))
    if bool in inside:
        return {"control": "yes"}
    if date in inside:
        return {"control": "date"}
    bounds = {key: value for one in marks for key, value in _bounds(one)}
    if {int, float} & inside:
        return {"control": "number", "whole": int in inside, **bounds}
    return {"control": "line", **bounds}


def _marks(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Annotated:
        yield from annotation.__metadata__
    for inner in get_args(annotation):
        yield from _marks(inner)


def _bounds(mark: Any) -> Iterator[tuple[str, Any]]:
    """What a mark of the model says of how large a value may be."""
    for inner in (mark, *getattr(mark, "metadata", ())):
        for key in ("ge", "gt", "le", "max_length"):
            if (value := getattr(inner, key, None)) is not None:
                yield key, value


def records(guide: Guide, made: Sequence[Field]) -> dict[str, list[dict[str, str]]]:
    """What the fields of a form may name, by collection: each with its id and its title."""
    names = {name for one in made for name in _collections(one)}
    return {name: [_named(one) for one in _held(guide, name)] for name in sorted(names)}


def _collections(field: Field) -> Iterator[str]:
    yield from field.get("records", ())
    inner = [
        *field.get("fields", ()),
        *(one for many in field.get("kinds", {}).values() for one in many),
    ]
    for one in (*inner, *([field["item"]] if "item" in field else ())):
        yield from _collections(one)


def _held(guide: Guide, name: str) -> Sequence[Any]:
    if name == "headers":
        return guide.sheets.header if guide.sheets else ()
    found: Sequence[Any] = getattr(guide, name)
    return found


def _named(record: Any) -> dict[str, str]:
    title = next(one for key in ("title", "label", "text") if (one := vars(record).get(key)))
    number = vars(record).get("code") or vars(record).get("number") or record.id
    return {
        "id": record.id,
        **{one.value: f"{number} {plain(title, one)}"[:120] for one in Language},
    }


def read(kind: type[Element], values: Mapping[str, Value]) -> dict[str, Value]:
    """What a form sends as the values of a kind: days are days, and what was pasted is mended."""
    found: dict[str, Value] = {}
    for key, value in values.items():
        about = kind.model_fields.get(key)
        kinds = list(elements_in(about.annotation)) if about else []
        day = about is not None and date in set(within(about.annotation))
        found[key] = _read(value, kinds, day)
    return found


def _read(value: Value, kinds: Sequence[type[Element]], day: bool) -> Value:
    if isinstance(value, list):
        return [_read(one, kinds, day) for one in value]
    if isinstance(value, Mapping):
        return read(kind_among(kinds, value), value) if kinds else dict(value)
    if not isinstance(value, str):
        return value
    if day:
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return mended_text(value.replace("\r\n", "\n").strip())[0]


def faults_of(kind: type[Element], values: Mapping[str, Value]) -> Iterator[tuple[Path, Say, Say]]:
    """What keeps values from being written: what the model does not allow, then what the proof-reader
    finds in texts; each with the keys that lead to it."""
    yield from mistakes(kind, values)
    yield from _proofs(values, ())


def _proofs(value: Value, path: Path) -> Iterator[tuple[Path, Say, Say]]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _proofs(one, (*path, key))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from _proofs(one, (*path, at))
    elif isinstance(value, str):
        language = next((one for one in Language if path and path[-1] == one.value), None)
        for fault in faults(value, language):
            if not fault.notice:
                yield path, fault.what, fault.remedy
