"""Numbers as lengths: how long the parts of a bar are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

LENGTH = 219
"""Of a bar with its gaps."""
_LEAST = 6
"""However few there are: what is not seen is taken for nothing."""
_GAP = 1


def bar(names: Sequence[str], counts: Mapping[str, int]) -> list[tuple[str, float, float]]:
    """The parts of a bar that are not nought: each with where it begins, and how long it is."""
    shown = [name for name in names if counts[name]]
    room = LENGTH + _GAP - (_GAP + _LEAST) * len(shown)
    total = sum(counts[name] for name in shown)
    parts, start = [], 0.5
    for name in shown:
        length = _LEAST + room * counts[name] / total
        parts.append((name, round(start, 1), round(length, 1)))
        start += length + _GAP
    return parts
