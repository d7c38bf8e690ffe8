"""Rows and rules of a page that has been laid out grow until they fill it: WeasyPrint lays out but
once, at the least that a hand needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Most = Mapping[str, float]
"""By how much what is of a class may grow, in CSS pixels."""
_CLEAR = 8.0
"""What stays white above the foot, in CSS pixels."""


def fill(document: Any, most: Most) -> None:
    """Lets what may grow do so, on each page as far as the page has room, all by the same part of
    what it may."""
    for number, page in enumerate(document.pages):
        box = page._page_box
        body = box.children[0].children[0]
        may = sum(_growth(inner, most) for inner in body.descendants())
        ends = [child.position_y + child.margin_height() for child in body.children]
        room = box.content_box_y() + box.height - max(ends, default=0) - _CLEAR
        if may and room > 0:
            _move(body, 0.0, most, min(1.0, room / may))
            document.pages[number] = type(page)(box)  # tells the places of its headings anew


def _growth(box: Any, most: Most) -> float:
    """By how much a box may grow."""
    own = (box.element.get("class") or "").split() if box.element is not None else ()
    return sum(most[name] for name in own if name in most)


def _move(box: Any, down: float, most: Most, part: float) -> float:
    """Moves a box down, lets what is within it grow by a part of what it may, and tells by how much
    it has grown itself."""
    if grown := part * _growth(box, most):
        box.translate(dy=down)
        for cell in box.children:
            cell.height += grown
            if cell.vertical_align == "middle":
                for child in cell.children:
                    child.translate(dy=grown / 2)
    elif any(_growth(inner, most) for inner in box.descendants()):
        box.position_y += down
        for child in box.children:
            grown += _move(child, down + grown, most, part)
    else:
        box.translate(dy=down)
        return 0.0
    box.height += grown
    return grown
