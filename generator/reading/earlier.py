"""What stands in the place of a file with mistakes while a manual is written: what the file held
when it could last be read, else what can still be known of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Collection as Names
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ..catalogue import COLLECTIONS, SECTIONS, Collection
from ..memory import Memory
from ..model import PLACE, WIDEST, Element, Prose, WorksheetFrame, fields_with_elements
from ..problems import Problem
from .records import Kind, record, references_of
from .yaml_file import Document, read_yaml

IDS = re.compile(r"""\bid['"]?[ \t]*:[ \t]*['"]?([A-Za-z0-9-]+)""")
_TOP = re.compile(r"^(?=[\w-])", re.MULTILINE)
"""Where a key of a whole file begins, or an entry of a list."""
_NUMBERED = re.compile(r"0*([1-9][0-9]{0,3})-")
_EXPECTED = re.compile(r"'([^']*)'")
_MOST_MENDED = 300
"""Values of one record; with more of them missing nobody would know it again."""
_MOST_KNOWN = 5_000
"""Records of one file of which nothing but parts can be read."""
_UNKNOWN = "…"
_OURS: tuple[Any, ...] = ({}, [], _UNKNOWN)
"""What stands first for a value that has to be there: no mapping that was read is empty."""
_NEXT = {"string_type": _UNKNOWN, "tuple_type": [], "int_type": 1, "date_type": "2000-01-01"}
"""What stands for it then, by what the model says of it."""
_FORMS = ("none", "0", "F000")
"""What has the form of an id, of a number of an edition, of a fact."""


@dataclass(frozen=True)
class Found:
    """A record, and where in which file it was found."""

    collection: Collection
    document: Document
    path: tuple[int, ...]
    element: Element


@dataclass(frozen=True)
class Earlier:
    """What each file of a manual held when nothing was wrong with it, by its name."""

    records: dict[str, list[Found]] = field(default_factory=dict)
    pages: dict[str, Prose] = field(default_factory=dict)
    memory: Memory = field(default_factory=partial(Memory, lasts=True))


def ids_of(found: Iterable[Found]) -> dict[str, set[str]]:
    """The ids of records, by their collections."""
    ids: dict[str, set[str]] = {
        name: set() for name in ("headers", *(row.name for row in COLLECTIONS))
    }
    for one in found:
        if hasattr(one.element, "id"):
            ids[one.collection.name].add(one.element.id)
        if isinstance(one.element, WorksheetFrame):
            ids["headers"] = {field.id for field in one.element.header}
    return ids


def values_of(collection: Collection, document: Document) -> list[tuple[tuple[int, ...], Any]]:
    """The values of a file that are to be records, each with where it stands in it."""
    value = document.value
    if not collection.listed:
        return [((), value)]
    return [((at,), one) for at, one in enumerate(value if isinstance(value, list) else [])]


def instead(
    earlier: Earlier,
    collection: Collection,
    name: str,
    document: Document | None,
    text: str,
    problems: list[Problem],
) -> list[Found]:
    """What stands in the place of a file of which not all could be read."""
    if held := earlier.records.get(name):
        return held
    if document is None:
        line = min((one.place.line for one in problems if not one.notice), default=0)
        document = _remains(collection, text, name, line)
    made = []
    for path, value in values_of(collection, document)[:_MOST_KNOWN]:
        element, _ = record(collection.kind, document, path, value)
        if element := element or _made_of(collection, value, text, name):
            made.append(Found(collection, document, path, element))
    return made


def let_stand(
    found: list[Found], earlier: Earlier, names: Names[str]
) -> tuple[list[Found], list[Found]]:
    """Records in which nothing refers to what is not there, and those that come in the place of
    what their files hold, of which there are such `names`.

    A record that says nothing without is what it was before, or is not there itself. Of files that
    are gone stands what is referred to, and what a collection is as a whole.
    """
    gone = {name: held for name, held in earlier.records.items() if name not in names and held}
    back: set[str] = set()
    while True:
        ids = ids_of(found)
        missed: set[str] = set()

        def there(
            id: str, within: tuple[str, ...], ids: Any = ids, missed: set[str] = missed
        ) -> bool:
            known = any(id in ids[name] for name in within)
            missed.update(() if known else (id,))
            return known

        kept = [(one, _standing(one.element, there)) for one in found]
        frames = {one.collection.frame for one in found}
        come = {
            name: held
            for name, held in gone.items()
            if held[0].collection.name in frames
            or any(getattr(one.element, "id", "") in missed for one in held)
        }
        if not come:
            fallen = {one.document.name for one, element in kept if element is None}
            found = [replace(one, element=element) for one, element in kept if element]
            if not fallen:
                return found, [one for one in found if one.document.name in back]
            come = {
                name: earlier.records[name] for name in fallen - back if name in earlier.records
            }
        back |= come.keys()
        gone = {name: held for name, held in gone.items() if name not in come}
        found = [one for one in found if one.document.name not in come]
        found += [one for held in come.values() for one in held]


def _remains(collection: Collection, text: str, name: str, line: int) -> Document:
    """What can be read of a file that is no YAML from some line on: what stands above, and of a
    list the ids of the others."""
    start = sum(len(before) + 1 for before in text.split("\n")[: max(line - 1, 0)])
    cut = max((found.start() for found in _TOP.finditer(text, 0, start + 1)), default=0)
    document = read_yaml(text[:cut], name)[0] or Document(name, "-", None, [])
    if collection.listed:
        above = document.value if isinstance(document.value, list) else []
        others = dict.fromkeys(IDS.findall(text, cut))
        document.value = [*above, *({"id": id} for id in others)]
    return document


def _made_of(collection: Collection, value: Any, text: str, name: str) -> Element | None:
    """A record of all that is known of it: without what is wrong in it, and with … for what has to
    be there."""
    value = {PLACE: WIDEST + 1} | (deepcopy(value) if isinstance(value, dict) else {})
    known = _known(collection, text, PurePosixPath(name).stem)
    for _ in range(_MOST_MENDED):
        try:
            return collection.kind.model_validate(value, context=name)
        except ValidationError as error:
            _mend(value, error.errors(include_url=False)[0], known)
    return None


def _known(collection: Collection, text: str, stem: str) -> dict[str, Any]:
    """What the text of a file and its name tell of a record."""
    ids = [] if collection.listed else IDS.findall(text)
    numbered = _NUMBERED.match(stem)
    id = ids[0] if ids else stem[numbered.end() if numbered else 0 :]
    sections = ids[1:] or SECTIONS
    return {
        "id": id,
        "title": {"th": id},
        "short": {"th": id},
        "sections": [{"id": section, "title": {"th": section}} for section in sections],
    } | ({"number": int(numbered[1])} if numbered else {})


def _mend(record: dict[str, Any], detail: ErrorDetails, known: dict[str, Any]) -> None:
    """Takes a value out of a record that cannot be read, or puts one in that has to be there."""
    holder: Any = None
    key: Any = None
    node: Any = record
    for step in detail["loc"]:  # the type of an element is a step too, and none of its keys
        if (
            step in node
            if isinstance(node, dict)
            else isinstance(node, list) and step in range(len(node))
        ):
            holder, key, node = node, step, node[step]
    error, context = detail["type"], detail.get("ctx", {})
    if error in ("missing", "union_tag_not_found") and isinstance(node, dict):
        key = "type" if error == "union_tag_not_found" else detail["loc"][-1]
        node[key] = known.pop(key, {}) if node is record else "text" if key == "type" else {}
    elif holder is None:
        return  # of the whole: nothing of it would be right
    elif node not in _OURS:
        del holder[key]
    elif error == "too_short":
        holder[key] = [{} for _ in range(context["min_length"])]
    elif error == "literal_error":
        holder[key] = _EXPECTED.findall(context["expected"])[0]
    elif error == "string_pattern_mismatch":
        holder[key] = next((form for form in _FORMS if re.match(context["pattern"], form)), {})
    else:
        holder[key] = deepcopy(_NEXT.get(error, {}))


def _standing(element: Kind, there: Callable[[str, tuple[str, ...]], bool]) -> Kind | None:
    """An element in which nothing refers to a record that is not there; None where it says nothing
    without."""
    changes: dict[str, Any] = {}
    for name, collections in references_of(type(element)).items():
        value = getattr(element, name)
        if isinstance(value, tuple):
            made: Any = tuple(id for id in value if there(id, collections))
        else:
            made = value if value is None or there(value, collections) else None
        if made is None and type(element).model_fields[name].is_required():
            return None
        if made != value:
            changes[name] = made
    for name in fields_with_elements(type(element)):
        value = getattr(element, name)
        if isinstance(value, tuple):
            kept = tuple(_standing(inner, there) for inner in value)
            if any(one is not other for one, other in zip(value, kept, strict=True)):
                changes[name] = tuple(one for one in kept if one is not None)
        elif value is not None and (one := _standing(value, there)) is not value:
            changes[name] = one
    return element.model_copy(update=changes) if changes else element
