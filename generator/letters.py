"""How wide a text is in our letters, before any browser or typesetter sees it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

_WIDTHS = Path(__file__).parent / "widths.json"


class _Widths(dict[str, int]):
    """The letters of Sarabun SemiBold, the wider of our two weights, and the signs, in thousandths
    of an em; any other is a full em, in which another font will show it."""

    def __missing__(self, letter: str) -> int:
        return 1000


@cache
def _widths() -> _Widths:
    return _Widths(json.loads(_WIDTHS.read_text(encoding="utf-8")))


def width(text: str, size: float) -> float:
    """How wide a text is on one line, at most, in the units of `size`."""
    return sum(map(_widths().__getitem__, text.rstrip())) * size / 1000
