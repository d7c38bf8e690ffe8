"""What places fill in → one place that stands for many: marks of about the width of what is written,
so that a pack is laid out once for all of them."""

from __future__ import annotations

from typing import NamedTuple

from .. import letters
from ..lists.places import Filled

SIGN = "¤"
"""Begins a mark, ends its number, and makes it as wide as it has to be. No manual has it around two
digits."""
DIGITS = "0123456789"
_STEPS = 6.0, 10.0, 14.0, 18.0
"""How wide marks are, in em. The first fits where a field needs no more than a hand does, also on
following pages; what is wider than the last is laid out by itself."""


class Slots(NamedTuple):
    """The place that stands for all that differ from it in values alone, and these by the numbers of
    their marks."""

    place: Filled
    values: dict[int, str]

    @property
    def kind(self) -> tuple[tuple[str, str], ...]:
        """What they have alike: the fields, with their marks."""
        return tuple((field.id, mark) for field, mark in self.place)


def slots(place: Filled) -> Slots:
    """A place as one of many."""
    marks: list[str] = []
    values: dict[int, str] = {}
    for number, (_, value) in enumerate(place):
        wide = letters.width(value, 1.0)
        step = next((step for step in _STEPS if wide <= step), None)
        if step is not None:
            values[number] = value
        marks.append(value if step is None else _mark(number, step))
    return Slots(
        tuple((field, mark) for (field, _), mark in zip(place, marks, strict=True)), values
    )


def _mark(number: int, wide: float) -> str:
    """A mark of a number; the narrowest has no more than it needs."""
    mark = f"{SIGN}{number:02}{SIGN}"
    while wide > _STEPS[0] and letters.width(mark, 1.0) < wide:
        mark += SIGN
    return mark
