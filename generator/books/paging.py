"""A page of HTML in parts → one PDF in which every reference has the number of its page.

WeasyPrint keeps every box until a document is written, 3 MB a page: so each part is a document of
its own, and is gone before the next. A reference to a page that is not there yet is drawn as a
mark, and the number is drawn over it when all pages are there. With `target-counter`, WeasyPrint
would lay out all pages at once, four times.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from ..typesetting.engine import last_page_used, typesetter, with_line_ends
from . import binding

_PART, _BODY = re.compile('(?=<section class="part)'), re.compile("<body[^>]*>")
_AT = re.compile(' data-at="#([^"]+)">([^<]*)<')
_LINK, _ID = re.compile(' href="#([^"]+)"'), re.compile(' id="([^"]+)"')
_TAG_AND_TEXT = re.compile("(<[^>]+>)([^<]*)")
_LETTERS_A_PAGE = {True: 1380, False: 1640}
"""About so many stand on a page of the book, in Thai and in another language: rather too few, so
that numbers have room."""
_DENSITIES, _SPILT = ("", "tight", "loose"), 0.12
"""A part whose last page is used less than this tries its lines closer, then wider."""
_DIGITS = "0123456789"
_PLACES = 4
"""A mark is every digit, then in so many which of the references it is: so the digits are in the
font, and tell their glyphs."""
_GAP = b">[^<]*<"

Waiting = list[tuple[str, int]]
"""The references drawn as marks: the id that each leads to, and how many digits it has room for."""


def printed(page: str, style: Path, keep: Iterable[str]) -> bytes:
    """A page of HTML as PDF with our line ends, in a style. Raises Unavailable where Pango is not
    installed.

    A `<section class="part">` is a part; what stands before the first is the front, which has
    references and no ids. An element with `data-at="#id"` is given the number of the page on which
    that id stands, in the room that it likely takes; where one takes more, all is laid out again.
    """
    engine = typesetter()
    page = with_line_ends(page, keep)
    front, *parts = _parts(page)
    foreseen = _likely_pages(page)
    opening = len(engine.lay_out(_numbered(front, {}, foreseen), style).pages)
    while True:
        numbers: dict[str, int] = {}
        waiting: Waiting = []
        made, before = [], opening
        for part in parts:
            document = _laid_out(_numbered(part, numbers, foreseen), style, before)
            numbers |= _pages_of_ids(document, before)
            _draw_marks(document, waiting)
            made.append(engine.write(document))
            before += len(document.pages)
            del document
            gc.collect(
                1
            )  # what is laid out is full of circles, and a build does not collect by itself
        document = engine.lay_out(_numbered(front, numbers, {}), style)
        if len(document.pages) == opening and all(
            len(str(numbers[to])) <= room for to, room in waiting
        ):
            drawn = partial(
                _overwritten,
                numbers=[numbers[to] for to, _ in waiting],
                glyphs=engine.glyphs(_DIGITS),
            )
            return binding.bind_parts([engine.write(document), *made], drawn)
        opening = len(document.pages)
        foreseen = {id: max(number, foreseen[id]) for id, number in numbers.items()}


def _parts(page: str) -> Iterator[str]:
    """The front and each part as pages of their own; their links to one another are given the names
    of places."""
    frame, opening, body = re.split(f"({_BODY.pattern})", page, maxsplit=1)
    for part in _PART.split(body):
        own = set(_ID.findall(part))
        yield f"{frame}{opening}" + _LINK.sub(
            lambda link, own=own: (
                link[0] if link[1] in own else f' href="{binding.PLACE}{link[1]}"'
            ),
            part,
        )


def _likely_pages(page: str) -> dict[str, int]:
    """About where each id will stand, from how much text is before it."""
    before, found, letters = 0, {}, _LETTERS_A_PAGE['<html lang="th"' in page]
    for tag, text in _TAG_AND_TEXT.findall(page):
        if id := _ID.search(tag):
            found[id[1]] = before // letters + 4
        before += len(text)
    return found


def _numbered(part: str, numbers: Mapping[str, int], foreseen: Mapping[str, int]) -> str:
    """A part with the numbers that are known; the others have room for theirs: all digits are
    equally wide."""

    def number(at: re.Match[str]) -> str:
        if at[1] in numbers:
            return f">{numbers[at[1]]}{at[2]}<"
        return f' data-at="{at[1]}">{"0" * len(str(foreseen[at[1]]))}{at[2]}<'

    return _AT.sub(number, part)


def _laid_out(part: str, style: Path, before: int) -> Any:
    """A part after so many pages, its lines closer or wider where it would end with a nearly empty
    page."""

    def lay_out(density: str) -> Any:
        return typesetter().lay_out(
            part.replace("<body", f'<body class="{density}"', 1), style, before + 1
        )

    *first, last = _DENSITIES
    for density in first:
        document = lay_out(density)
        if last_page_used(document) >= _SPILT:
            return document
        del document
        gc.collect(1)
    return lay_out(last)


def _pages_of_ids(document: Any, before: int) -> dict[str, int]:
    """The number of the page on which each id begins; what goes on over several pages has an anchor
    on each."""
    found: dict[str, int] = {}
    for number, page in enumerate(document.pages, before + 1):
        for id in page.anchors:
            found.setdefault(id, number)
    return found


def _draw_marks(document: Any, waiting: Waiting) -> None:
    """Has a mark drawn for each reference whose number is not known, and adds it to those that wait
    for theirs."""
    for box in chain.from_iterable(page._page_box.descendants() for page in document.pages):
        text = getattr(box, "text", "")
        if text[:1] == "0" and (at := box.element.get("data-at")):
            rest = text.lstrip("0")
            box.text = box.pango_layout.text = f"{_DIGITS}{len(waiting):0{_PLACES}}{rest}"
            waiting.append((at, len(text) - len(rest)))


def _overwritten(content: bytes, numbers: Sequence[int], glyphs: Sequence[bytes]) -> bytes:
    """What is drawn on a page, with the numbers in the place of the marks; `glyphs` draw the
    digits."""
    digit = b"(%s)" % b"|".join(glyphs)
    mark = _GAP.join([*glyphs, *[digit] * _PLACES])

    def number(found: re.Match[bytes]) -> bytes:
        which = int("".join(str(glyphs.index(glyph)) for glyph in found.groups()))
        return b"".join(glyphs[int(figure)] for figure in str(numbers[which]))

    return re.sub(mark, number, content)
