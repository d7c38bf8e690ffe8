"""A list of places → the common fields that each fills in: whole, or every mistake by its cell; and
what was made of it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain
from typing import NamedTuple

from .. import gazetteer
from ..model import WorksheetField
from ..problems import Place, Problem, ProblemsFound, Say, did_you_mean
from ..proof import faults
from ..thai import normalise
from .cells import LONGEST, Strange, is_empty, printed
from .table import MOST, SPLIT, Row, Table

Filled = tuple[tuple[WorksheetField, str], ...]

_HEADS_WITHIN = 20
"""Rows among which the heads are looked for: titles may stand above them."""
_IN_VOLUMES = Say(
    "ใช้ --out กับชื่อโฟลเดอร์ เช่น --out packs แล้วจะได้หลายไฟล์",
    "name a folder, such as --out packs, for many files",
)
_NEAR = 0.75
"""How alike an unknown head and a field have to be, for the head to be a slip of somebody who
typed."""


class Places(NamedTuple):
    """What each place fills in, and what the user should know of it: what was understood and left
    out, which cells are empty, what is in no such place."""

    filled: list[Filled]
    notices: list[Problem]


@dataclass(frozen=True)
class _Heads:
    """The row of heads: the fields by their columns, the heads of what is left out, and every
    column that has a head."""

    line: int
    fields: dict[int, WorksheetField]
    left: tuple[str, ...]
    hidden: tuple[str, ...]
    columns: frozenset[int]


def read(table: Table, common: Iterable[WorksheetField]) -> Places:
    """What each row fills in. Raises ProblemsFound for what is no list of places, and for each cell
    that cannot be printed."""
    names = _names(field for field in common if field.how.layout == "line")
    above, row = _row_of_heads(table, names)
    heads = _heads(table, row, names)
    problems: list[Problem] = []
    filled: dict[int, Filled] = {}
    below = [row for row in table.rows if row.line > heads.line]
    for row in below:
        if _says_heads_again(row, heads, names):
            continue
        texts = {
            column: printed(cell, heads.fields[column])
            for column, cell in enumerate(row.cells)
            if column in heads.fields
        }
        problems += _wrong(table, row, heads, texts)
        if mine := tuple(
            (heads.fields[column], sys.intern(text))  # a country's villages are in few provinces
            for column, text in texts.items()
            if text and isinstance(text, str)
        ):
            filled[row.line] = mine
    if not filled and not problems:
        what = Say("ไม่มีพื้นที่ในรายการ", "the list has no places")
        remedy = Say("ใส่พื้นที่ละหนึ่งแถวใต้หัวตาราง", "write one row for each, under the heads")
        problems.append(Problem(Place(table.file, heads.line), what, remedy))
    if len(filled) > (most := table.most):
        what = Say(f"มีมากกว่า {most} แห่ง", f"there are more than {most}")
        remedy = _IN_VOLUMES if most == MOST else SPLIT
        problems.append(Problem(Place(table.file, [*filled][most]), what, remedy))
    if problems:
        raise ProblemsFound(problems)
    summary = _summary(table, heads, filled, above, len(below) - len(filled))
    gaps, misplaced = _gaps(table.file, heads, filled), _misplaced(table, heads, names, filled)
    return Places([*filled.values()], [summary, *gaps, *misplaced])


def _names(common: Iterable[WorksheetField]) -> dict[str, WorksheetField]:
    """Every common field by what the head of its column may be: its id, its label in a language, or
    a part of the label."""
    names: dict[str, WorksheetField] = {}
    for field in common:
        labels = [label for label in (field.label.th, field.label.en) if label]
        for name in chain([field.id], *map(_readings, labels)):
            names.setdefault(_key(name), field)
    return names


def _readings(head: str) -> list[str]:
    """A head as a whole, without what stands in brackets, and each of the words that it offers:
    อำเภอ/เขต."""
    short = re.sub(r" *\(.*?\)", "", head)
    return [head, short, *short.split("/")]


def _key(name: str) -> str:
    return re.sub(r"[\s_]+", " ", normalise(name)).strip(" *:").casefold()


def _field(head: object, names: dict[str, WorksheetField]) -> WorksheetField | None:
    """The field that a head means, if all that it says means one."""
    known = (
        [names[key] for key in map(_key, _readings(head[: 2 * LONGEST])) if key in names]
        if isinstance(head, str)
        else []
    )
    return known[0] if known and all(field is known[0] for field in known) else None


def _row_of_heads(table: Table, names: dict[str, WorksheetField]) -> tuple[int, Row]:
    """The row that knows the most fields, since titles may stand above it, and how many stand
    above.

    Of heads that are merged over two rows it is the lower one, which has the heads of a head too.
    """
    known = [
        len({id(field) for cell in row.cells if (field := _field(cell, names))})
        for row in table.rows[:_HEADS_WITHIN]
    ]
    most = max(known, default=0)
    if not most:
        return 0, next(iter(table.rows), Row(1, []))
    place = known.index(most)
    while known[place + 1 : place + 2] == [most]:
        place += 1
    return place, table.rows[place]


def _says_heads_again(row: Row, heads: _Heads, names: dict[str, WorksheetField]) -> bool:
    """Whether a row repeats the heads, as at the top of each page of a long list."""
    cells = {column: row.cells[column] for column in heads.fields if column < len(row.cells)}
    return bool(cells) and all(
        _field(cell, names) is heads.fields[column] for column, cell in cells.items()
    )


def _heads(table: Table, row: Row, names: dict[str, WorksheetField]) -> _Heads:
    place = Place(table.file, row.line)
    problems: list[Problem] = []
    fields: dict[int, WorksheetField] = {}
    left: list[str] = []
    hidden: list[str] = []
    heads = {
        column: table.head(column, cell)
        for column, cell in enumerate(row.cells)
        if not is_empty(cell)
    }
    for column, head in heads.items():
        field = _field(head, names)
        if table.sheet and column in table.sheet.hidden_columns:
            hidden.append(head)
        elif field is None:
            left.append(head)
        elif field in fields.values():
            what = Say(f'หัวตาราง "{head}" ซ้ำ', f'the head "{head}" stands twice for one field')
            problems.append(Problem(place, what, Say("ลบออกหนึ่งคอลัมน์", "remove one of the columns")))
        else:
            fields[column] = field
    for head in left:
        if "?" in head and (lost := next(faults(head), None)):
            what = Say(f'หัวตาราง "{head}": {lost.what.th}', f'the head "{head}": {lost.what.en}')
            problems.append(Problem(place, what, lost.remedy))
        elif not fields or get_close_matches(_key(head), names, 1, _NEAR):
            what = Say(
                f'หัวตาราง "{head}" ไม่ใช่ช่องของใบงาน',
                f'the head "{head}" is no common field of the sheets',
            )
            problems.append(Problem(place, what, did_you_mean(_key(head), names)))
    if not heads:
        where = (
            Say(f'ในแผ่นงาน "{table.sheet.title}" ', f' in the sheet "{table.sheet.title}"')
            if table.sheet
            else Say("", "")
        )
        what = Say(f"{where.th}ไม่มีหัวตาราง", f"there is no row of heads{where.en}")
        known = ", ".join(dict.fromkeys(field.id for field in names.values()))
        problems.append(
            Problem(place, what, Say(f"แถวแรกเขียน {known}", f"write in the first row: {known}"))
        )
    if problems:
        raise ProblemsFound(problems)
    return _Heads(row.line, fields, tuple(left), tuple(hidden), frozenset(heads))


def _wrong(
    table: Table, row: Row, heads: _Heads, texts: dict[int, str | Strange]
) -> Iterator[Problem]:
    """What is wrong with a row."""
    place = Place(table.file, row.line)
    hidden = table.sheet.hidden_columns if table.sheet else ()
    headed = heads.columns.union(hidden)
    loose = [
        column
        for column, cell in enumerate(row.cells)
        if column not in headed and not is_empty(cell)
    ]
    if loose and table.sheet:
        name = table.name(loose[0], row.line)
        what = Say(f"{name}ไม่มีหัวตาราง", f"{name}has no head")
        yield Problem(place, what, Say("ใส่หัวตาราง หรือลบออก", "write its head, or remove it"))
    elif loose:
        count = len(heads.columns)
        what = Say(
            f"มี {len(row.cells)} ช่อง แต่หัวตารางมี {count}",
            f"there are {len(row.cells)} cells under {count} heads",
        )
        yield Problem(
            place, what, Say('ใส่ "…" คร่อมข้อความที่มีจุลภาค', 'put "…" round a text with a comma')
        )
    for column, text in texts.items():
        if isinstance(text, Strange) and text is not texts.get(
            column - 1
        ):  # once for a cell that goes over several
            name, field = table.name(column, row.line), heads.fields[column]
            what = Say(
                f'{name}"{field.label.th}": {text.what.th}', f'{name}"{field.id}": {text.what.en}'
            )
            yield Problem(place, what, text.remedy)


def _summary(
    table: Table, heads: _Heads, filled: dict[int, Filled], above: int, without: int
) -> Problem:
    """How many places were found, where, and what was left out."""
    rows = _span(min(filled), max(filled))
    what = Say(f"{len(filled)} พื้นที่ บรรทัด {rows}", f"places: {len(filled)}, lines {rows}")
    others = [
        (above, "แถวเหนือหัวตาราง", "rows above the heads"),
        (without, "แถวที่ไม่มีพื้นที่", "rows without a place"),
    ]
    if sheet := table.sheet:
        where = Say(f'แผ่นงาน "{sheet.title}" แถว {rows}', f'sheet "{sheet.title}", rows {rows}')
        what = Say(
            f"{len(filled)} พื้นที่ จาก{where.th}", f"places: {len(filled)}, from the {where.en}"
        )
        others += [
            (len(sheet.hidden_rows), "แถวที่ซ่อน", "hidden rows"),
            (sheet.others, "แผ่นงานอื่น", "other sheets"),
        ]
    columns = [(heads.left, "คอลัมน์", "columns"), (heads.hidden, "คอลัมน์ที่ซ่อน", "hidden columns")]
    left = [Say(f"{th} {count}", f"{en}: {count}") for count, th, en in others if count]
    left += [
        Say(f"{th} {_quoted(some)}", f"{en} {_quoted(some)}") for some, th, en in columns if some
    ]
    said = Say("ใช้ทั้งหมด", "nothing is left out")
    if left:
        said = Say(
            "ไม่ใช้: " + ", ".join(one.th for one in left),
            "left out: " + ", ".join(one.en for one in left),
        )
    return Problem(Place(table.file), what, said, notice=True)


def _gaps(file: str, heads: _Heads, filled: dict[int, Filled]) -> Iterator[Problem]:
    """Which fields stay blank: one line for all rows that lack the same."""
    rows: dict[tuple[int, ...], list[int]] = {}
    for line, mine in filled.items():
        held = [field for field, _ in mine]
        rows.setdefault(
            tuple(column for column, field in heads.fields.items() if field not in held), []
        ).append(line)
    for lacking, lines in rows.items():
        if lacking:
            fields = [heads.fields[column] for column in lacking]
            some = ", ".join(map(str, lines[:10])) + (" …" if len(lines) > 10 else "")
            th, en = (
                _quoted(field.label.th for field in fields),
                _quoted(field.id for field in fields),
            )
            what = Say(f"แถว {some} ไม่มี {th}", f"nothing under {en} in row {some}")
            yield Problem(
                Place(file, lines[0]),
                what,
                Say("ช่องนี้ในใบงานจะว่างไว้", "the sheets leave it blank"),
                notice=True,
            )


def _misplaced(
    table: Table, heads: _Heads, names: dict[str, WorksheetField], filled: dict[int, Filled]
) -> Iterator[Problem]:
    """The tambons that are not where the list has them, by the official names."""
    levels = [_field(level, names) for level in ("ตำบล/แขวง", "อำเภอ/เขต", "จังหวัด")]
    columns = {field.id: column for column, field in heads.fields.items()}
    for line, mine in filled.items():
        written = {field.id: text for field, text in mine}
        tambon, *around = (written.get(level.id, "") if level else "" for level in levels)
        if not (levels[0] and tambon and any(around)):
            continue
        if found := gazetteer.doubt(tambon, *around):
            what, remedy = found
            name = table.name(columns[levels[0].id], line)
            said = Say(
                f'{name}"{levels[0].label.th}": {what.th}', f'{name}"{levels[0].id}": {what.en}'
            )
            yield Problem(Place(table.file, line), said, remedy, notice=True)


def _span(first: int, last: int) -> str:
    return f"{first}–{last}" if first < last else f"{first}"


def _quoted(names: Iterable[str]) -> str:
    names = list(names)
    return ", ".join(f'"{name}"' for name in names[:10]) + (" …" if len(names) > 10 else "")
