"""How wide a text is in our letters, before any browser or typesetter sees it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

_WIDTHS = Path(__file__).parent / "widths.json"
_UNKNOWN = 1000
"""The width of a letter that our fonts lack, which another font will show: a full em."""


@cache
def _widths() -> dict[str, int]:
    """The letters of Sarabun SemiBold, the wider of our two weights, and the signs, in thousandths
    of an em."""
    widths: dict[str, int] = json.loads(_WIDTHS.read_text(encoding="utf-8"))
    return widths


def width(text: str, size: float) -> float:
    """How wide a text is on one line, at most, in the units of `size`."""
    return sum(_widths().get(letter, _UNKNOWN) for letter in text.rstrip()) * size / 1000
