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
_ENOUGH = 0.35
"""The share of the last page that has to be used, else it is tried with more held together."""
_MOST = {"grow": 2.0, "rule": 1.4}
"""How far rows and rules grow."""


def render(sheet: Sheet) -> bytes:
    """A sheet as tagged PDF (PDF/UA-1), the same bytes every time. Raises Unavailable where Pango
    is not installed."""
    return typesetter().write(_laid_out(sheet))


def _laid_out(sheet: Sheet) -> Any:
    """A sheet with its last section but one held together, where it wastes less so and its last page
    would be nearly empty."""

    def lay_out(density: str = "") -> Any:
        page = with_line_ends(html(sheet, density), sheet.keep)
        return typesetter().lay_out(page, STYLE)

    document = lay_out()
    if _waste(document)[0] and _divides(document):
        document = min(document, lay_out("held"), key=_waste)
    fill(document, _MOST)
    return document


def lines_of(page: str, keep: Iterable[str] = ()) -> bytes:
    """A page of HTML as PDF with our line ends: the front of a pack, and what benchmarks and tests
    of the line ends look at."""
    return page_of(with_line_ends(page, keep))


def page_of(page: str) -> bytes:
    """A page of HTML as PDF: what says itself where its lines end, or has but one."""
    engine = typesetter()
    return engine.write(engine.lay_out(page, STYLE))


def _waste(document: Any) -> tuple[bool, int]:
    """Whether the last of several pages is nearly empty, and how many pages there are."""
    shares = used(document)
    return len(shares) > 1 and shares[-1] < _ENOUGH, len(shares)


def _divides(document: Any) -> bool:
    """Whether the last section but one stands on several pages: else nothing changes where it is
    held together."""
    bodies = (page._page_box.children[0].children[0] for page in document.pages)
    sections = [
        box.element for body in bodies for box in body.children if box.element_tag == "section"
    ]
    return any(sections.count(one) > 1 for one in list(dict.fromkeys(sections))[-2:-1])
