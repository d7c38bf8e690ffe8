"""Sheet → PDF, at the density that wastes least paper."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..typesetting.engine import typesetter, used, with_line_ends
from .html import html
from .sheet import Sheet

STYLE = Path(__file__).parent / "sheet.css"
_DENSITIES = ("", "tight", "tight split", "held")
_ENOUGH = 0.35
"""The share of the last page that has to be used, else other densities are tried."""
_SAVED = {"": 1.15, "tight": 1.1}
"""About so many times what stands on a page at a density can stand on it at the next ones."""


def render(sheet: Sheet) -> bytes:
    """A sheet as tagged PDF (PDF/UA-1), the same bytes every time. Raises Unavailable where Pango
    is not installed."""
    return typesetter().write(_laid_out(sheet)[1])


def density_of(sheet: Sheet) -> str:
    """The density at which a sheet is printed. Raises Unavailable where Pango is not installed."""
    return _laid_out(sheet)[0]


def _laid_out(sheet: Sheet) -> tuple[str, Any]:
    """A sheet at the density at which it wastes least; at its own, where that does not leave the
    last page nearly empty."""
    engine = typesetter()
    best: tuple[str, Any] | None = None
    for density in _DENSITIES if sheet.density is None else (sheet.density, *_DENSITIES):
        document = engine.lay_out(with_line_ends(html(sheet, density), sheet.keep), STYLE)
        if best is None or _waste(document) < _waste(best[1]):
            best = density, document
        nearly_empty, pages = _waste(best[1])
        if not nearly_empty and (
            density == sheet.density or sum(used(document)) > _SAVED.get(density, 1.0) * (pages - 1)
        ):
            break
    assert best
    return best


def lines_of(page: str, keep: Iterable[str] = ()) -> bytes:
    """A page of HTML as PDF with our line ends: the front of a pack, and what benchmarks and tests
    of the line ends look at."""
    engine = typesetter()
    return engine.write(engine.lay_out(with_line_ends(page, keep), STYLE))


def _waste(document: Any) -> tuple[bool, int]:
    """Whether the last of several pages is nearly empty, and how many pages there are."""
    shares = used(document)
    return len(shares) > 1 and shares[-1] < _ENOUGH, len(shares)
