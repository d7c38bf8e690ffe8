"""A file of saved worksheets, one or a pile (`sheet.js` writes it) → what was written in each part of
their fields, by keys that are the same in every language and edition."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ..problems import Place, Problem, ProblemsFound, Say

FORMAT, VERSION = "khumue-worksheet", 1
MANY, MOST = 2, 200
"""The version of a file of many sheets, each as a file of its own would have it, and how many."""
LARGEST, LONGEST, _DEEPEST = 5_000_000, 10_000, 9
"""Bytes of a file, letters of a text, and how far lists may stand in lists: as on screen."""
_RATINGS = range(1, 6)
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

Keys = tuple[str, ...]


class Part(NamedTuple):
    """One thing that was written or chosen: by which keys it is found in its field, what these are
    called, and what it is."""

    keys: Keys
    labels: Keys
    value: str | int | bool


@dataclass(frozen=True)
class Field:
    """What was filled in of a field, and what it was called."""

    id: str
    label: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Saved:
    """A saved worksheet. Fields that its own edition had no place for come with it."""

    file: str
    number: int
    """Of the sheets that lie in its file; 0 in a file of its own."""
    manual: str
    """Empty in a file of the first edition, which does not say."""
    sheet: str
    edition: str
    language: str
    fields: Mapping[str, Field]

    @property
    def name(self) -> str:
        """What it is called: its file, and which one it is there."""
        return f"{self.file} #{self.number}" if self.number else self.file


def read(path: Path, name: str) -> list[Saved]:
    """The worksheets in a file. Raises ProblemsFound for what is none, since one that does not fit
    spoils all."""
    with path.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    if len(content) > LARGEST:
        size = LARGEST // 1_000_000
        raise _refused(name, Say(f"ไฟล์ใหญ่เกิน {size} MB", f"the file is larger than {size} MB"))
    try:
        said = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise _refused(name, _NO_SHEET) from None
    sheets = said.get("sheets") if isinstance(said, dict) and said.get("version") == MANY else None
    if not isinstance(sheets, list):
        return [_saved(name, 0, said)]
    if len(sheets) > MOST:
        what = Say(f"มีเกิน {MOST} ใบในไฟล์เดียว", f"more than {MOST} sheets in one file")
        raise _refused(name, what)
    found = [_saved(name, number, one) for number, one in enumerate(sheets, 1)]
    of = {(one.manual or _brief(said.get("manual")), one.sheet) for one in found}
    if said.get("format") != FORMAT or of != {
        (_brief(said.get("manual")), _brief(said.get("sheet")))
    }:
        raise _refused(name, _NO_SHEET)
    return found


def _saved(name: str, number: int, said: Any) -> Saved:
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise _refused(name, _NO_SHEET)
    if said.get("version") != VERSION:
        what = Say("บันทึกด้วยรุ่นที่ใหม่กว่า", "a newer version saved it")
        raise _refused(name, what, Say("ติดตั้ง Khumue รุ่นใหม่กว่า", "install a newer Khumue"))
    values, about, left = said.get("values"), said.get("fields", {}), said.get("left", [])
    if not isinstance(values, dict) or not isinstance(about, dict) or _is_deep(said):
        raise _refused(name, _NO_SHEET)
    found = {id: _field(id, value, about.get(id)) for id, value in values.items()}
    for item in left if isinstance(left, list) else ():
        if isinstance(item, dict) and isinstance(id := item.get("field"), str):
            found.setdefault(id, _field(id, item.get("value"), item))
    manual, sheet, edition, language = (
        _brief(said.get(key)) for key in ("manual", "sheet", "edition", "language")
    )
    fields = {id: field for id, field in found.items() if field.parts}
    return Saved(name, number, manual, sheet, edition, language, fields)


def _field(id: str, value: Any, about: Any) -> Field:
    about = about if isinstance(about, dict) else {}
    axes = [
        [(str(key), str(label)) for key, label in axis]
        if isinstance(axis, list) and all(isinstance(one, list) and len(one) == 2 for one in axis)
        else []
        for axis in about.get("axes") or ()
    ]
    return Field(
        id[:200], _brief(about.get("label")) or id[:200], tuple(_parts(value, axes, (), ()))
    )


def _parts(
    value: Any, axes: list[list[tuple[str, str]]], keys: Keys, labels: Keys
) -> Iterator[Part]:
    axis = axes[len(keys)] if len(keys) < len(axes) else []
    if isinstance(value, list):
        steps = _steps(axis)
        for place, inner in enumerate(value):
            known = place < len(steps)
            key, label = (steps[place], axis[place][1]) if known else (f"#{place + 1}", "")
            yield from _parts(inner, axes, (*keys, key), (*labels, _clean(label)))
    elif isinstance(value, dict):
        called = dict(axis)
        for key, inner in value.items():
            yield from _parts(inner, axes, (*keys, key), (*labels, _clean(called.get(key) or key)))
    elif isinstance(value, str) and (text := _clean(value[:LONGEST])):
        yield Part(keys, labels, text)
    elif value is True or (isinstance(value, int) and value in _RATINGS):
        yield Part(keys, labels, value)


def _steps(axis: list[tuple[str, str]]) -> list[str]:
    """The key of each part; of several that are called alike, as rows to write in are, which it
    is."""
    seen: Counter[str] = Counter()
    steps = []
    for key, _ in axis:
        seen[key] += 1
        steps.append(f"{key}#{seen[key]}" if not key or seen[key] > 1 else key)
    return steps


def _clean(text: str) -> str:
    """A text without signs that nobody sees."""
    return _UNSEEN.sub("", text).strip()


def _brief(value: Any) -> str:
    return _clean(value)[:200] if isinstance(value, str) else ""


def _is_deep(value: Any, most: int = _DEEPEST) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return most < 0 or any(_is_deep(one, most - 1) for one in inner)


_NO_SHEET = Say("ไม่ใช่ใบงานที่บันทึกไว้", "this is no saved worksheet")


def _refused(file: str, what: Say, remedy: Say | None = None) -> ProblemsFound:
    aside = Say(
        "เปิดไฟล์ในหน้าของใบงานแล้วบันทึกใหม่ หรือไม่ใช้ไฟล์นี้",
        "open it on the page of its sheet and save it again, or leave it out",
    )
    return ProblemsFound([Problem(Place(file), what, remedy or aside, notice=True)])
