"""Plain values → records of the model, and references → records that exist; every mistake with its
place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from .. import kinds
from ..model import APPROVED, Element, Ref, Text, elements_in, fields_with_elements
from ..problems import MOST_TOLD, Problem, Say, did_you_mean
from .slips import not_a_list
from .yaml_file import Document

Kind = TypeVar("Kind", bound=Element)
Path = tuple[str | int, ...]
_FOLLOW = Say("ดูตัวอย่างจากรายการอื่นในไฟล์", "follow the other entries of the file")
_BOUNDS = {
    "ge": Say("ใช้ค่าไม่น้อยกว่า {:,}", "write {:,} or more"),
    "gt": Say("ใช้ค่ามากกว่า {:,}", "write more than {:,}"),
    "le": Say("ไม่เกิน {:,}", "no more than {:,}"),
    "max_length": Say("ใช้ไม่เกิน {:,} ตัว", "use {:,} letters at most"),
}


def record(
    kind: type[Kind], document: Document, path: Path, value: Any
) -> tuple[Kind | None, list[Problem]]:
    """One record of the model from the plain value at `path` of a document; None where it has
    mistakes."""
    try:
        return kind.model_validate(value, context=document.name), []
    except ValidationError as error:
        return None, [_problem(kind, document, path, detail) for detail in _details(error)]


def mistakes(kind: type[Element], value: Any) -> Iterator[tuple[Path, Say, Say]]:
    """What is wrong with plain values that are to be of a kind: for each mistake the keys and
    positions that lead to it, what, and the remedy."""
    try:
        kind.model_validate(value)
    except ValidationError as error:
        for detail in _details(error):
            path: Path = tuple(detail["loc"])
            keys = [step for step in path if isinstance(step, str)]
            what, remedy = _sentence(kind, path, keys[-1] if keys else "", detail["type"], detail)
            yield _without_tags(value, path), what, remedy


def _details(error: ValidationError) -> list[ErrorDetails]:
    """The mistakes of a value, but for lists that are too short by their own mistakes."""
    details = error.errors(include_url=False)[: MOST_TOLD + 1]
    inside = {detail["loc"][:length] for detail in details for length in range(len(detail["loc"]))}
    return [one for one in details if one["type"] != "too_short" or one["loc"] not in inside]


def _without_tags(value: Any, path: Path) -> Path:
    """A path without the names of types by which pydantic tells one kind from another."""
    found: list[str | int] = []
    for step in path:
        if isinstance(value, Mapping) and step == value.get("type") and step not in value:
            continue
        found.append(step)
        inside = value if isinstance(value, (Mapping, list)) else {}
        value = inside.get(step) if isinstance(inside, Mapping) else _item(inside, step)
    return tuple(found)


def _item(values: Sequence[Any], step: str | int) -> Any:
    return values[step] if isinstance(step, int) and step < len(values) else None


@dataclass
class Known:
    """The ids of each collection, and those that its records had before, with the ids of today; of
    `blind` collections nothing is known."""

    _ids: Mapping[str, Collection[str]]
    before: Mapping[str, Mapping[str, str]]
    _blind: Collection[str]
    _nearest: dict[tuple[str, tuple[str, ...]], Say] = field(default_factory=dict, compare=False)

    def today(self, id: str, collections: tuple[str, ...]) -> str | None:
        """The id that a record of the collections has today, where it has this one, had it before, or
        may have it; None where none has."""
        if any(id in self._ids.get(name, ()) for name in collections):
            return id
        for name in collections:
            if today := self.before.get(name, {}).get(id):
                return today
        return id if any(name in self._blind for name in collections) else None

    def nearest(self, id: str, collections: tuple[str, ...]) -> Say:
        """What may have been meant by an id that none has: looked for once, however often it is
        named."""
        asked = (id, collections)
        if asked not in self._nearest:
            ids = sorted(id for name in collections for id in self._ids.get(name, ()))
            self._nearest[asked] = did_you_mean(id, ids)
        return self._nearest[asked]


def unknown_references(
    element: Element, document: Document, path: Path, known: Known
) -> Iterator[Problem]:
    """A problem for every id in the element that no record of its collections has, and a notice for
    one that a record has no more."""
    for name, collections in references_of(type(element)).items():
        value = getattr(element, name)
        for position, id in enumerate(value) if isinstance(value, tuple) else [(None, value)]:
            today = id and known.today(id, collections)
            if today == id:
                continue
            place = document.place((*path, name) if position is None else (*path, name, position))
            if today:
                what = Say(
                    f'{name}: "{id}" เปลี่ยนชื่อเป็น "{today}" แล้ว',
                    f'{name}: "{id}" is now called "{today}"',
                )
                remedy = Say(f"เขียน {today} แทน", f"write {today} in its place")
                yield Problem(place, what, remedy, notice=True)
            else:
                where = " / ".join(collections)
                what = Say(
                    f'{name}: "{id}" ไม่มีใน {where}', f'{name}: "{id}" is not defined in {where}'
                )
                yield Problem(place, what, known.nearest(id, collections))
    for name in fields_with_elements(type(element)):
        value = getattr(element, name)
        if isinstance(value, tuple):
            for position, inner in enumerate(value):
                yield from unknown_references(inner, document, (*path, name, position), known)
        elif value is not None:
            yield from unknown_references(value, document, (*path, name), known)


def with_ids_of_today(element: Kind, known: Known) -> Kind:
    """The element in which every id is one that a record has; the same one where nothing refers by
    an earlier id."""
    changes: dict[str, Any] = {}
    for name, collections in references_of(type(element)).items():
        value = getattr(element, name)
        if isinstance(value, tuple):
            today: Any = tuple(known.today(id, collections) or id for id in value)
        else:
            today = value and (known.today(value, collections) or value)
        if today != value:
            changes[name] = today
    for name in fields_with_elements(type(element)):
        value = getattr(element, name)
        if isinstance(value, tuple):
            made: Any = tuple(with_ids_of_today(inner, known) for inner in value)
            changed = any(one is not other for one, other in zip(value, made, strict=True))
        else:
            made = value and with_ids_of_today(value, known)
            changed = made is not value
        if changed:
            changes[name] = made
    return element.model_copy(update=changes) if changes else element


@cache
def references_of(kind: type[Element]) -> dict[str, tuple[str, ...]]:
    """Which fields of a kind hold ids, and of which collections."""
    found = {}
    for name, about in kind.model_fields.items():
        marks = [mark for mark in about.metadata if isinstance(mark, Ref)] or list(
            _refs(about.annotation)
        )
        if marks:
            found[name] = marks[0].collections
    return found


def _refs(annotation: Any) -> Iterator[Ref]:
    if get_origin(annotation) is Annotated:
        yield from (mark for mark in annotation.__metadata__ if isinstance(mark, Ref))
    elif get_origin(annotation) is not Literal:
        for inner in get_args(annotation):
            yield from _refs(inner)


def _problem(kind: type[Element], document: Document, path: Path, detail: ErrorDetails) -> Problem:
    inside: Path = tuple(detail["loc"])
    key = next((step for step in reversed(inside) if isinstance(step, str)), "")
    error = detail["type"]
    place = document.place((*path, *inside), key=error == "extra_forbidden")
    if error == "missing":
        place = document.place((*path, *inside[:-1]))
    what, remedy = _sentence(kind, inside, key, error, detail)
    return Problem(place, what, remedy)


def _sentence(
    kind: type[Element], inside: Path, key: str, error: str, detail: ErrorDetails
) -> tuple[Say, Say]:
    context = detail.get("ctx", {})
    given = detail["input"]
    shown = f'"{given[:80]}{"…" if len(given) > 80 else ""}"' if isinstance(given, str) else "…"
    if error == "extra_forbidden":
        names = [name for name in _fields_at(kind, inside[:-1]) if name not in ("place", "places")]
        return Say(f'ไม่รู้จักหัวข้อ "{key}"', f'the key "{key}" is not known'), did_you_mean(key, names)
    if error == "missing" and key == "th":
        return Say("ไม่มีข้อความภาษาไทย", "the Thai text is missing"), Say(
            'เพิ่มบรรทัด "th: …"', 'add a line "th: …"'
        )
    if error == "missing" and key == "id":
        return Say("ไม่มีชื่อเรียก (id)", "the id is missing"), Say(
            'เพิ่มบรรทัด "id: ชื่อ" ใช้ a-z 0-9 และ - เช่น know-community แล้วอย่าเปลี่ยนอีก',
            'add a line "id: name" in a-z, 0-9 and -, such as know-community, and never change it',
        )
    if error in ("missing", "union_tag_not_found"):
        key = "type" if error == "union_tag_not_found" else key
        return Say(f'ไม่มีหัวข้อ "{key}"', f'the key "{key}" is missing'), Say(
            f'เพิ่มบรรทัด "{key}: …"', f'add a line "{key}: …"'
        )
    if isinstance(given, list) and (
        error == "string_type" or (error == "model_type" and _is_text(kind, inside))
    ):
        return not_a_list(key)
    if error == "model_type" and _is_text(kind, inside):
        return (
            Say(
                f'"{key}" ต้องบอกว่าเป็นข้อความภาษาใด',
                f'"{key}" has to say which language its text is in',
            ),
            Say(
                'เขียน "th: …" และ "en: …" ถ้ามี ในบรรทัดถัดไป ย่อหน้าเข้าไป',
                'write "th: …", and "en: …" where there is one, on the lines below, indented',
            ),
        )
    if error in ("model_type", "model_attributes_type", "dict_type"):
        named = f'"{key}"' if key else "…"
        return Say(f"{named} ต้องมีหัวข้อย่อย", f"{named} has to hold keys"), Say(
            'เขียนหัวข้อย่อย "ชื่อ: ค่า" ย่อหน้าเข้าไป', 'write keys "name: value" below it, indented'
        )
    if error in ("tuple_type", "list_type"):
        return Say(f'"{key}" ต้องเป็นรายการ', f'"{key}" has to be a list'), Say(
            'ขึ้นต้นแต่ละข้อด้วย "- "', 'begin each entry with "- "'
        )
    if error == "string_type":
        return Say(f'"{key}" ต้องเป็นข้อความบรรทัดเดียว', f'"{key}" has to be a text'), Say(
            "เขียนข้อความหลังเครื่องหมาย :", "write a text after the colon"
        )
    if (key, given) == ("status", "approved"):
        what = Say(
            "status: ใช้ค่า approved ไม่ได้ ต้องบอกว่าใครรับรอง เมื่อใด",
            "status: who approved it, and when, has to be said",
        )
        return what, Say(f"เขียนบรรทัดนี้แทน: {APPROVED}", f"write in its place: {APPROVED}")
    if error in ("literal_error", "union_tag_invalid"):
        words = (
            str(context.get("expected") or context.get("expected_tags"))
            .replace("'", "")
            .replace(" or ", ", ")
            .split(", ")
        )
        key = "type" if error == "union_tag_invalid" else key
        shown = f'"{context["tag"]}"' if error == "union_tag_invalid" else shown
        return Say(
            f"{key}: ใช้ค่า {shown} ไม่ได้", f"{key}: {shown} is not one of its values"
        ), did_you_mean(shown.strip('"'), words)
    if error in ("string_pattern_mismatch", "address_form"):
        pattern = str(context.get("pattern", "^https?"))
        return Say(
            f"{key}: {shown} มีรูปแบบไม่ถูกต้อง", f"{key}: {shown} has not the right form"
        ), _form(pattern)
    if error == "too_short" and context["actual_length"]:
        least = context["min_length"]
        return Say(
            f'"{key}" มีไม่ครบ {least} รายการ', f'"{key}" has fewer than {least} entries'
        ), Say(f"เขียนอย่างน้อย {least} รายการ", f"write {least} or more")
    if error == "too_long":
        most = context["max_length"]
        return Say(f'"{key}" มีเกิน {most} รายการ', f'"{key}" has more than {most} entries'), Say(
            "ลดลง หรือแบ่งเป็นสองส่วน", "leave some out, or make two of it"
        )
    if error in ("string_too_short", "too_short"):
        return Say(f'"{key}" ว่าง', f'"{key}" is empty'), Say(
            "เขียนอย่างน้อยหนึ่งรายการ", "write at least one"
        )
    if error == "languages":
        return Say(f"{key}: ใช้ค่านี้ไม่ได้", f"{key}: this is not allowed"), Say(
            "เขียน [th] หรือ [th, en] คู่มือต้องมีภาษาไทย",
            "write [th], or [th, en]: a manual stands in Thai",
        )
    if error.startswith(("int_", "float_")):
        return Say(f"{key}: {shown} ไม่ใช่ตัวเลข", f"{key}: {shown} is not a number"), Say(
            "เขียนตัวเลขอารบิก เช่น 3", "write a number such as 3"
        )
    if error.startswith("bool_"):
        return Say(
            f"{key}: {shown} ไม่ใช่ true หรือ false", f"{key}: {shown} is neither true nor false"
        ), Say("เขียน true หรือ false", "write true or false")
    if error.startswith("date_"):
        return (
            Say(f"{key}: {shown} ไม่ใช่วันที่", f"{key}: {shown} is not a date"),
            Say(
                "เขียนเป็นปี ค.ศ.-เดือน-วัน เช่น 2026-11-22",
                "write it as year-month-day of the Common era, such as 2026-11-22",
            ),
        )
    bounds = [
        Say(say.th.format(context[name]), say.en.format(context[name]))
        for name, say in _BOUNDS.items()
        if name in context
    ]
    remedy = (
        Say(" และ".join(say.th for say in bounds), " and ".join(say.en for say in bounds))
        if bounds
        else _FOLLOW
    )
    return Say(f"{key}: ค่า {shown} ใช้ไม่ได้", f"{key}: {shown} is not allowed"), remedy


def _form(pattern: str) -> Say:
    if pattern.startswith("^[a-z]"):
        return Say(
            "ใช้ a-z 0-9 และ - เช่น know-community", "use a-z, 0-9 and - only, such as know-community"
        )
    if pattern.startswith("^[^"):
        return Say(
            "เขียนอีเมล เช่น name@example.go.th", "write an e-mail address such as name@example.go.th"
        )
    if pattern.startswith("^F"):
        return Say(
            "เขียน F กับเลขสามหลัก เช่น F047 และ F1000 เมื่อเกินพัน",
            "write F and three digits, such as F047; F1000 beyond a thousand",
        )
    if pattern.startswith("^(?:/"):
        return Say(
            "เขียนที่อยู่ในคู่มือ เช่น tools/bmn.html หรือ questions.html#email หรือโฟลเดอร์ เช่น en/",
            "write an address of the manual, such as tools/bmn.html or questions.html#email, or a folder such as en/",
        )
    if pattern.startswith("^(https?"):
        return Say(
            "เขียนอีเมล เช่น name@example.go.th หรือที่อยู่เว็บเต็ม",
            "write an e-mail address such as name@example.go.th, or a whole web address",
        )
    if pattern == f"^{kinds.NUMBER}$":
        return Say(
            'เขียนเลขฉบับในเครื่องหมายคำพูด เช่น "1.0" ไม่มีศูนย์นำหน้า',
            'write a number such as "1.0", in quotes, with no 0 before it',
        )
    if pattern.startswith("^https?"):
        return Say(
            "เขียนที่อยู่เต็ม เช่น https://www.example.go.th",
            "write a whole address such as https://www.example.go.th",
        )
    return _FOLLOW


def _is_text(kind: type[Element], path: Path) -> bool:
    return any(issubclass(found, Text) for found in _kinds_at(kind, path))


def _fields_at(kind: type[Element], path: Path) -> list[str]:
    return sorted({name for found in _kinds_at(kind, path) for name in found.model_fields})


def _kinds_at(kind: type[Element], path: Sequence[str | int]) -> list[type[Element]]:
    """The kinds of element that the model allows at a path; the tag of a union chooses among
    them."""
    kinds: list[type[Element]] = [kind]
    for step in path:
        fields = [
            found.model_fields[str(step)].annotation
            for found in kinds
            if str(step) in found.model_fields
        ]
        tagged = [
            found
            for found in kinds
            if step in get_args(getattr(found.model_fields.get("type"), "annotation", None))
        ]
        if fields:
            kinds = [element for annotation in fields for element in elements_in(annotation)]
        elif tagged:
            kinds = tagged
    return kinds
