"""How much of a long list, or of a large table, a page shows: what its readers can use, so that no
page grows with the manual."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from itertools import pairwise
from typing import Any, TypeVar

from ..changes import Changes
from ..model import Chapter

Thing = TypeVar("Thing")
MOST_LISTED = 30
"""Entries of a list beside the text that is shown whole: so many are overlooked at a glance."""
MOST_CELLS = 400
"""Cells of a table that is shown whole: in 20 rows of 20 one still finds a cell."""
_PART = 100
"""Cells of a part of a larger one: 10 rows of 10 stand on a screen without being pushed."""
_LINES, _LINE, _NARROW_LINE, _BETWEEN, _HEADS = 50, 30, 20, 1.0, 6.0
"""Of a table of changes: lines on one sheet, letters in a line of its columns, lines that stand
empty between two rows, and those of the heads where it has parts."""
_NEAR = 3
"""What is shown of a longer list on either side of where the reader is."""


def is_long(things: Sized) -> bool:
    """Whether a list is too long to stand beside a text."""
    return len(things) > MOST_LISTED


def around(things: Sequence[Thing], place: int) -> Sequence[Thing | None]:
    """A list as seen from one of its entries: whole, or of a long one its ends and the neighbours,
    with None for those between."""
    if not is_long(things):
        return things
    last = len(things) - 1
    first = max(0, min(place - _NEAR, last - 2 * _NEAR))
    shown: list[Thing | None] = []
    for before, here in pairwise([-1, *sorted({0, *range(first, first + 2 * _NEAR + 1), last})]):
        if here - before > 1:  # what stands for one entry takes no less room than that entry
            shown.append(things[here - 1] if here - before == 2 else None)
        shown.append(things[here])
    return shown


def on_one_sheet(changes: Changes) -> int:
    """How many of the changes of which nobody said that they change what is done stand on one sheet
    of A4, below those that do."""
    used = _HEADS if changes.acting else 0.0
    for room, change in enumerate((*changes.acting, *changes.others)):
        longest = max(sum(len(piece.text) for piece in said) for said in (change.th, change.en))
        used += _BETWEEN + max(longest / _LINE, max(map(len, change.where)) / _NARROW_LINE, 1)
        if used > _LINES:
            return max(0, room - len(changes.acting))
    return len(changes.others)


def in_parts(
    rows: Sequence[Any], columns: Sequence[Any], cells: Iterable[tuple[str, str]]
) -> list[tuple[Sequence[Any], Sequence[Any]]]:
    """The tables, as rows and columns, that show the cells (a row's id, a column's): one of all, or
    where that would be too large several, of the rows of one kind that have any and the columns of
    those."""
    if len(rows) * len(columns) <= MOST_CELLS:
        return [(rows, columns)]
    places = {column.id: place for place, column in enumerate(columns)}
    filled: dict[str, set[int]] = {}
    for row_id, column_id in cells:
        filled.setdefault(row_id, set()).add(places[column_id])
    parts: list[tuple[list[Any], set[int]]] = []
    for row in rows:
        more = filled.get(row.id, set())
        if not more:
            continue
        ours = parts and parts[-1][0][0].folder == row.folder
        if not ours or (len(parts[-1][0]) + 1) * len(parts[-1][1] | more) > _PART:
            parts.append(([], set()))
        parts[-1][0].append(row)
        parts[-1][1].update(more)
    return [(part, [columns[place] for place in sorted(used)]) for part, used in parts]


def by_group(chapters: Iterable[Chapter]) -> dict[str | None, list[Chapter]]:
    """The chapters of each group, in their order."""
    held: dict[str | None, list[Chapter]] = {}
    for chapter in chapters:
        held.setdefault(chapter.group, []).append(chapter)
    return held
