"""Sheet → PDF: as tight as a hand can write, and then its blanks grow until its pages are full."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..typesetting.engine import typesetter, used, with_line_ends
from ..typesetting.filling import fill
from .html import html
from .sheet import Sheet

STYLE = Path(__file__).parent / "sheet.css"
_DENSITIES = ("", "held", "early", "close", "early close")
"""What stays together or closer, or begins a page, where one would be nearly empty."""
_ENOUGH = 0.35
"""The share of each page that has to be used, else other densities are tried."""
_MOST = {"grow": 53.0, "rule": 14.0}
"""By how much rows and rules grow, in CSS pixels: 14 and 3.7 mm."""


def render(sheet: Sheet) -> bytes:
    """A sheet as tagged PDF (PDF/UA-1), the same bytes every time. Raises Unavailable where Pango
    is not installed."""
    return typesetter().write(_laid_out(sheet))


def _laid_out(sheet: Sheet) -> Any:
    """A sheet at the density at which it wastes least; at its own, where that does not leave a
    page nearly empty."""
    engine = typesetter()
    best: Any = None
    for density in _DENSITIES:
        if density == "held" and not _divides(best):
            continue
        document = engine.lay_out(with_line_ends(html(sheet, density), sheet.keep), STYLE)
        if best is None or _waste(document) < _waste(best):
            best = document
        if not _waste(best)[0]:
            break
    fill(best, _MOST)
    return best


def lines_of(page: str, keep: Iterable[str] = ()) -> bytes:
    """A page of HTML as PDF with our line ends: the front of a pack, and what benchmarks and tests
    of the line ends look at."""
    return page_of(with_line_ends(page, keep))


def page_of(page: str) -> bytes:
    """A page of HTML as PDF: what says itself where its lines end, or has but one."""
    engine = typesetter()
    return engine.write(engine.lay_out(page, STYLE))


def _waste(document: Any) -> tuple[int, int]:
    """How many of several pages are nearly empty, and how many there are."""
    shares = used(document)
    return sum(share < _ENOUGH for share in shares) if len(shares) > 1 else 0, len(shares)


def _divides(document: Any) -> bool:
    """Whether the last section but one stands on several pages: else nothing changes where it is
    held together."""
    bodies = (page._page_box.children[0].children[0] for page in document.pages)
    sections = [
        box.element for body in bodies for box in body.children if box.element_tag == "section"
    ]
    return any(sections.count(one) > 1 for one in list(dict.fromkeys(sections))[-2:-1])
