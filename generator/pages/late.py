"""What an English page says where its Thai has been changed since the English was confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..guide import Behind, Guide
from ..tree import MARK, Node, parse

_MOST = 8
"""Headings that a notice names."""
_HEADINGS = ("h1", "h2", "h3", "h4")
_NAMES = ("b", "dt", "th")
"""What has the name of a record that stands under no heading of its own; behind it other names may
stand, but in the first."""


def behind(guide: Guide, address: str, html: str) -> dict[str, Any]:
    """What the notice of a page names: the day of the earliest confirmation, the headings under
    which the texts stand, and whether some stand elsewhere; nothing where none is behind."""
    late = [one for one in guide.behind if f"{one.page}.html" == address]
    if not late:
        return {}
    headings = list(_headings(late, parse(html)))
    elsewhere = len(headings) > _MOST or any("#" not in one.address for one in late)
    since = min(one.day for one in late)
    return {"since": since, "headings": headings[:_MOST], "elsewhere": elsewhere}


def _headings(late: Sequence[Behind], page: Node) -> Iterator[tuple[str, str]]:
    ids = {one.address.partition("#")[2] for one in late}
    for element in page.elements():
        if (id := element.get("id")) not in ids:
            continue
        if element.tag in _HEADINGS:
            yield id, element.says(without=MARK).strip()
        elif (name := next(element.elements(*_NAMES), None)) is not None:
            said = name.says() if name.tag == _NAMES[0] else name.text or name.says()
            yield id, said.strip()
