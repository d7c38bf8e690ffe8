"""Many saved worksheets of one kind → tables: a row for each sheet, the rows of each of its tables
with their place, sums, and scores side by side."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from ..dates import arabic, read_date
from ..guide import Guide
from ..language import Language
from ..lists.cells import READERS, Strange
from ..markup import Words, plain
from ..model import (
    ChecklistField,
    Column,
    CriteriaSet,
    RatingField,
    TableField,
    Text,
    Worksheet,
    WorksheetField,
)
from ..thai import normalise
from .saved import Field, Part, Saved

Cell = str | int | float | date | None
_MOST_DIGITS = 15
"""Of a number: Excel forgets the others, so that what is longer, such as an account, is a text."""
_PLACE = re.compile(r"#(\d+)")
_NAME, _WHERE = ("", "name"), ("", "where")
"""What is known of something that is scored, beside its scores by criterion and column."""


@dataclass(frozen=True)
class Table:
    """A table: its name, its heads, its rows."""

    name: str
    heads: tuple[str, ...]
    rows: list[tuple[Cell, ...]] = field(default_factory=list)


@dataclass
class _Counted:
    """The numbers of one column, or how often something was ticked or chosen."""

    label: str
    part: str
    values: list[float] = field(default_factory=list)
    is_count: bool = False

    def row(self) -> tuple[Cell, ...]:
        """As a row of the sums: how many, their sum, average, least and most."""
        some = self.values
        if self.is_count or not some:
            return self.label, self.part, len(some), None, None, None, None
        whole = round(sum(some), 2)
        return (
            self.label,
            self.part,
            len(some),
            whole,
            round(whole / len(some), 2),
            min(some),
            max(some),
        )


class Summary:
    """What some worksheets of one kind say together, in one language."""

    def __init__(
        self, guide: Guide, sheet: Worksheet, saved: Sequence[Saved], language: Language
    ) -> None:
        self._guide, self._sheet, self._saved = guide, sheet, saved
        self._language, self._words = language, Words(language)
        heads = {one.id: one for one in guide.headers}
        self._header = [heads[id] for id in sheet.header]
        self._fields = [one for section in sheet.sections for one in section.fields]
        self._counted: dict[tuple[str, str], _Counted] = {}

    def tables(self) -> list[Table]:
        """The sums, the sheets, the tables of these, and scores side by side; what there is none of
        is left out."""
        found = [self._sheets()]
        for one in self._fields:
            if isinstance(one, TableField):
                compared = self._compared(one)
                found += self._scores(one, compared) if compared else [self._rows(one)]
        found += self._others()
        return [self._sums(), *(table for table in found if table.rows)]

    # ---- a row for each sheet ----

    def _sheets(self) -> Table:
        head = [self._words(f"collect.{key}") for key in ("file", "edition", "language")]
        columns: list[tuple[str, Callable[[Saved], Cell]]] = []
        for one in (*self._header, *self._fields):
            columns += self._columns(one)
        rows: list[tuple[Cell, ...]] = [
            (one.name, one.edition, one.language, *(value(one) for _, value in columns))
            for one in self._saved
        ]
        return Table(self._words("collect.sheets"), (*head, *(label for label, _ in columns)), rows)

    def _columns(self, of: WorksheetField) -> Iterator[tuple[str, Callable[[Saved], Cell]]]:
        label = self._said(of.label)
        if isinstance(of, ChecklistField | RatingField):
            parts = of.options if isinstance(of, ChecklistField) else of.items
            for key, name in self._keys(of.id, parts).items():
                counted = self._count(label, name, is_count=isinstance(of, ChecklistField))
                yield f"{label}: {name}", partial(_counted_part, of.id, key, parts, counted)
        elif of.how.layout == "signature":
            for key in ("name", "position", "date"):
                name = self._words(f"collect.{key}")
                yield f"{label}: {name}", partial(_part, of.id, key, ())
        elif not isinstance(of, TableField) and not getattr(of, "computed", None):
            value = self._value(of, label)
            yield label, lambda one: next(map(value, _parts(one.fields.get(of.id))), None)

    def _value(
        self, of: WorksheetField | Column, label: str, part: str = ""
    ) -> Callable[[Part], Cell]:
        """How something that was written there is a value, which is counted where it is one of
        numbers or choices."""
        if of.how.control == "picked":
            options: tuple[Text, ...] = getattr(of, "options", ())
            names = {one.th: self._said(one) for one in options}

            def chosen(one: Part) -> Cell:
                name = names.get(str(one.value), str(one.value))
                _noted(self._count(label, f"{part}: {name}" if part else name, is_count=True), 1)
                return name

            return chosen
        if _counts(of):
            counted = self._count(label, part, is_count=of.how.control == "ticked")
            return lambda one: _noted(counted, _number(one.value))
        return lambda one: _typed(of, one.value)

    # ---- the rows of the tables, each with its place ----

    def _rows(self, of: TableField) -> Table:
        label = self._said(of.label)
        named = bool(of.row_labels or of.rows_from)
        names = self._row_names(of)
        columns = of.columns[1:] if named else of.columns
        values = {one.label.th: self._value(one, label, self._said(one.label)) for one in columns}
        others = self._other_columns(of)
        table = Table(
            label,
            (
                *(self._said(one.label) for one in self._header),
                self._said(of.columns[0].label) if named else self._words("collect.row"),
                *(self._said(one.label) for one in columns),
                *others.values(),
            ),
        )
        for saved in self._saved:
            place = tuple(self._placed(saved))
            for key, (name, parts) in self._by_row(saved.fields.get(of.id), of).items():
                told = names.get(key, name or key)
                cells = (values[key](parts[key]) if key in parts else None for key in values)
                more = (str(parts[key].value) if key in parts else None for key in others)
                number = _PLACE.fullmatch(key)
                table.rows.append((*place, int(number[1]) if number else told, *cells, *more))
        return table

    def _by_row(
        self, found: Field | None, of: TableField
    ) -> Mapping[str, tuple[str, Mapping[str, Part]]]:
        """What was written in each row, by the key of the row and then of the column."""
        rows: dict[str, tuple[str, dict[str, Part]]] = {}
        first = list(self._row_names(of))
        for part in _parts(found):
            if len(part.keys) == 2:
                row = _today(part.keys[0], first)
                column = _today(part.keys[1], [one.label.th for one in of.columns])
                rows.setdefault(row, (part.labels[0], {}))[1][column] = part
        return rows

    def _other_columns(self, of: TableField) -> dict[str, str]:
        """The columns that another edition had, by their keys."""
        known = [one.label.th for one in of.columns]
        found: dict[str, str] = {}
        for part in (part for saved in self._saved for part in _parts(saved.fields.get(of.id))):
            if len(part.keys) == 2 and (key := _today(part.keys[1], known)) not in known:
                found.setdefault(key, part.labels[1] or key)
        return found

    def _row_names(self, of: TableField) -> dict[str, str]:
        if of.rows_from:
            judged = self._guide.find("criteria", of.rows_from)
            return {
                one.title.th: f"{one.number} {self._said(one.title)}" for one in judged.criteria
            }
        return {one.th: self._said(one) for one in of.row_labels}

    def _placed(self, saved: Saved) -> Iterator[Cell]:
        for one in self._header:
            text = next((str(part.value) for part in _parts(saved.fields.get(one.id))), None)
            yield text if text is None else _typed(one, text)

    # ---- scores: criteria by what they compare ----

    def _compared(self, of: TableField) -> CriteriaSet | None:
        """The criteria of a table in which things are scored side by side."""
        judged = self._guide.find("criteria", of.rows_from) if of.rows_from else None
        return judged if judged and judged.sheet == self._sheet.id else None

    def _scores(self, of: TableField, judged: CriteriaSet) -> list[Table]:
        asked = [one for one in of.columns[1:] if not one.computed]
        names = self._row_names(of)
        scores: dict[tuple[str, str], dict[tuple[str, str], Part]] = {}
        for saved in self._saved:
            place = ", ".join(str(cell) for cell in self._placed(saved) if cell is not None)
            for part in _parts(saved.fields.get(of.id)):
                subject, *way = part.keys
                mine = scores.setdefault((saved.name, subject), {_WHERE: Part((), (), place)})
                if way == ["name"]:
                    mine[_NAME] = part
                elif len(way) == 3:
                    column = _today(way[2], [one.label.th for one in asked])
                    mine[_today(way[1], [*names]), column] = part
        found = []
        for scored in asked:
            table = Table(
                f"{self._said(scored.label)}: {self._said(of.label)}",
                (self._said(of.columns[0].label), *map(self._subject, scores.values())),
            )
            for key, name in names.items():
                cells = [one.get((key, scored.label.th)) for one in scores.values()]
                typed = [_typed(scored, cell.value) if cell else None for cell in cells]
                if any(cell is not None for cell in typed):
                    table.rows.append((name, *typed))
            if scored.how.control == "rated" and (weights := _weights(judged)):
                totals = (_total(weights, one, scored.label.th) for one in scores.values())
                table.rows.append((self._words("fill.total"), *totals))
            found.append(table)
        return found

    def _subject(self, scored: Mapping[tuple[str, str], Part]) -> str:
        said = (scored.get(_NAME), scored.get(_WHERE))
        return " · ".join(str(one.value) for one in said if one and one.value)

    # ---- sums, and what this edition has no place for ----

    def _sums(self) -> Table:
        heads = ("field", "part", "count", "sum", "average", "least", "most")
        return Table(
            self._words("collect.sums"),
            tuple(self._words(f"collect.{head}") for head in heads),
            [
                (self._words("collect.sheets"), "", len(self._saved), None, None, None, None),
                *(one.row() for one in self._counted.values() if one.values),
            ],
        )

    def _count(self, label: str, part: str, *, is_count: bool) -> _Counted:
        return self._counted.setdefault((label, part), _Counted(label, part, is_count=is_count))

    def _others(self) -> list[Table]:
        known = {one.id for one in (*self._header, *self._fields)}
        heads = (
            *(self._said(one.label) for one in self._header),
            *(self._words(f"collect.{head}") for head in ("edition", "field", "part", "written")),
        )
        table = Table(self._words("collect.others"), heads)
        for saved in self._saved:
            place = tuple(self._placed(saved))
            for one in (one for id, one in saved.fields.items() if id not in known):
                for part in one.parts:
                    named = ": ".join(filter(None, part.labels))
                    value = 1 if part.value is True else part.value
                    table.rows.append((*place, saved.edition, one.label, named, value))
        return [table]

    def _keys(self, id: str, parts: Sequence[Text]) -> dict[str, str]:
        """The options of a field, today's and those that another edition had."""
        found = {one.th: self._said(one) for one in parts}
        for part in (part for saved in self._saved for part in _parts(saved.fields.get(id))):
            if part.keys and (key := _today(part.keys[0], [one.th for one in parts])) not in found:
                found[key] = part.labels[0] or key
        return found

    def _said(self, text: Text) -> str:
        return plain(text, self._language)


def _parts(found: Field | None) -> tuple[Part, ...]:
    return found.parts if found else ()


def _today(key: str, known: Sequence[str]) -> str:
    """The key of a part that a file without keys knows by its place."""
    number = _PLACE.fullmatch(key)
    place = int(number[1]) - 1 if number else len(known)
    return known[place] if place < len(known) else key


def _part(id: str, key: str, parts: Sequence[Text], saved: Saved) -> Cell:
    """What was written in a part of a field."""
    for part in _parts(saved.fields.get(id)):
        if part.keys and _today(part.keys[0], [one.th for one in parts]) == key:
            return part.value if isinstance(part.value, str) else int(part.value)
    return None


def _counted_part(
    id: str, key: str, parts: Sequence[Text], counted: _Counted, saved: Saved
) -> Cell:
    return _noted(counted, _part(id, key, parts, saved))


def _noted(counted: _Counted, value: Cell) -> Cell:
    if isinstance(value, int | float):
        counted.values.append(value)
    return value


def _number(value: Any) -> Cell:
    """A number as one: `1,250` and `๑๒๕๐` are 1250; what is none stays as it was written."""
    if not isinstance(value, str):
        return int(value)
    written = value.strip()
    if isinstance(READERS["number"](written), Strange) or len(written) > _MOST_DIGITS:
        return value
    number = float(arabic(written).replace(",", ""))
    return int(number) if number.is_integer() else number


def _day(text: str) -> Cell:
    return read_date(normalise(text)) or text


def _typed(of: WorksheetField | Column, value: Any) -> Cell:
    if _counts(of):
        return _number(value)
    return _day(str(value)) if of.how.reads == "date" else str(value)


def _counts(of: WorksheetField | Column) -> bool:
    """Whether what is written there is a number, or stands for one."""
    return of.how.reads == "number" or of.how.control in ("rated", "ticked")


def _weights(judged: CriteriaSet) -> dict[str, float]:
    """What may count in a total: as on screen, what the data weigh, and whose direction is sure."""
    return {
        one.title.th: one.judging.weight
        for one in judged.criteria
        if one.judging and one.judging.weight and one.judging.direction != "unconfirmed"
    }


def _total(
    weights: Mapping[str, float], scored: Mapping[tuple[str, str], Part], column: str
) -> float | None:
    """The weighted total; none where a score is missing, since a blank is not 0."""
    scores = {key: scored.get((key, column)) for key in weights}
    if not all(scores.values()):
        return None
    return round(sum(weights[key] * int(one.value) for key, one in scores.items() if one), 2)


def in_order(saved: Iterable[Saved]) -> list[Saved]:
    """By their files, as people count: 2 before 10."""
    return sorted(
        saved,
        key=lambda one: [
            int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", one.name)
        ],
    )
