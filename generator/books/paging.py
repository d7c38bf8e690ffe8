"""Pages of HTML in parts → PDFs in which every page and every reference has its number.

WeasyPrint keeps every box until a document is written, 3 MB a page: so each part is a document of
its own. It knows nothing of the others, so that it is laid out again only where it has changed:
where a number of its own pages or of others is to stand, a mark is drawn, and the number is drawn
over it when the parts are bound. With `target-counter`, WeasyPrint would lay out all pages at once,
four times.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import accumulate, count
from pathlib import Path
from typing import Any, NamedTuple

from ..kept import Kept
from ..language import Language
from ..sheets.pdf import lines_of
from ..thai import Names
from ..typesetting.engine import last_page_used, typesetter, with_line_ends
from ..workers import Progress, Work, Workers
from . import binding
from .front import labels

_PART, _BODY = re.compile('(?=<section class="part)'), re.compile("<body[^>]*>")
_AT = re.compile(' data-at="#([^"]+)">([^<]*)<')
_LINK, _ID = re.compile(' href="#([^"]+)"'), re.compile(' id="([^"]+)"')
_FINISHED = re.compile('<section class="part" id="([^"]+)" data-pages="([^"]+)"')
"""A part that is finished: its id, and what is laid over each of its pages, with {n} for the number."""
_LANGUAGE = re.compile('<html lang="([a-z]+)"')
_TAG_AND_TEXT = re.compile("(<[^>]+>)([^<]*)")
_LETTERS_A_PAGE = {True: 1450, False: 1750}
"""About so many stand on a page of the book, in Thai and in another language: rather too few, so
that numbers have room."""
_DENSITIES, _SPILT = ("", "tight", "loose"), 0.12
"""A part whose last page is used less than this tries its lines closer, then wider."""
_DIGITS = "0123456789"
_PLACES = 6
"""A mark is every digit, then in so many which number of its part it is: so the digits are in the
font, and tell their glyphs."""
_GAP = b"(?:>[^<]*<)?"
_FOOT, _FIRST = "@bottom-right", 1001
"""Where a page says its number, at the right, and what the first of a part says until it is known:
there is room for as many digits."""


class Finished(NamedTuple):
    """What is a PDF already: its id, what is laid over each of its pages, in which language, and
    its content."""

    id: str
    label: str
    language: Language
    content: bytes


class Part(NamedTuple):
    """A part, or the front, as a page of its own: its markup, how many digits each of its
    references has room for, and the terms and names that stand in it; or what is finished."""

    markup: str
    room: tuple[int, ...]
    keep: tuple[str, ...]
    finished: Finished | None = None


def printed(
    pages: Sequence[tuple[str, Sequence[bytes]]],
    style: Path,
    keep: Iterable[str],
    workers: Workers,
    progress: Progress = lambda done, total: None,
) -> list[bytes]:
    """Each page of HTML as PDF with our line ends, in a style. Raises Unavailable where Pango is
    not installed.

    A `<section class="part">` is a part; what stands before the first is the front, which has
    references and no ids; one with `data-pages` is finished, and given with its page in its place
    among such. An element with `data-at="#id"` is given the number of the page on which
    that id stands, in the room that it likely takes; where one takes more, all is laid out again.
    """
    names = Names(keep)
    wholes = {
        Kept.key("book", repr(whole)): whole
        for whole in (_parts(page, names, finished) for page, finished in pages)
    }
    made = {name: workers.kept(name) for name in wholes}
    missing = {name: whole for name, whole in wholes.items() if made[name] is None}
    if missing:
        typesetter()
    desk = _Desk(style, workers)
    desk.lay_out([part for _, *parts in missing.values() for part in parts], progress)
    last = [Work(name, _bound, desk.numbered(whole)) for name, whole in missing.items()]
    made |= zip(missing, workers.made(last), strict=True)
    return [content for content in made.values() if content is not None]


class _Desk:
    """Where parts lie that have been laid out."""

    def __init__(self, style: Path, workers: Workers) -> None:
        self._style, self._workers = style, workers
        self._made: dict[Part, bytes] = {}

    def lay_out(self, parts: Iterable[Part], progress: Progress = lambda done, total: None) -> None:
        """Lays out those that have not been; the longest first, so that no process waits at last."""
        asked = set(parts)
        self._made |= {part: part.finished.content for part in asked if part.finished}
        new = sorted(asked - self._made.keys(), key=lambda part: -len(part.markup))
        works = [Work(Kept.key("part", repr(one)), _laid_out, (one, self._style)) for one in new]
        self._made |= zip(new, self._workers.made(works, progress), strict=True)

    def numbered(self, whole: Sequence[Part]) -> tuple[bytes, list[_Numbered]]:
        """The front with its numbers, and each part with what is to stand in the place of its
        marks."""
        front, *parts = whole
        opening = 2
        while True:
            self.lay_out(parts)
            found = [self._found(part) for part in parts]
            firsts = list(accumulate((pages for pages, _ in found), initial=opening + 1))
            begun = list(zip(found, firsts[:-1], strict=True))
            numbers = {
                id: str(first + page) for (_, places), first in begun for id, page in places.items()
            }
            figures = [numbers[to] for to in _references(front.markup)]
            work = Work(
                Kept.key("front", repr(front), *figures), _titled, (front, figures, self._style)
            )
            title = next(self._workers.made([work]))
            if (pages := binding.places(title)[0]) != opening:
                opening = pages
                continue
            told = [[numbers[to] for to in _references(part.markup)] for part in parts]
            wider = [
                part._replace(room=tuple(map(max, part.room, map(len, mine))))
                for part, mine in zip(parts, told, strict=True)
            ]
            if wider == parts:
                break
            parts = wider
        own = [
            [f"{number:>{len(str(_FIRST))}}" for number in range(first, first + pages)]
            for (pages, _), first in begun
        ]
        return title, [
            (
                self._made[part],
                [*(f"{one:>{room}}" for one, room in zip(mine, part.room, strict=True)), *pages],
                part.finished,
            )
            for part, mine, pages in zip(parts, told, own, strict=True)
        ]

    def _found(self, part: Part) -> tuple[int, dict[str, int]]:
        """How many pages a part has, and on which of them each id is."""
        pages, places = binding.places(self._made[part])
        return pages, {part.finished.id: 0} if part.finished else places


_Numbered = tuple[bytes, Sequence[str], Finished | None]
"""The PDF of a part, its figures, and what it is that is finished."""


def _parts(page: str, names: Names, finished: Sequence[bytes] = ()) -> list[Part]:
    """The front and each part; their links to one another are given the names of places."""
    frame, opening, body = re.split(f"({_BODY.pattern})", page, maxsplit=1)
    likely = _likely_pages(page)
    contents = iter(finished)
    parts = []
    for part in _PART.split(body):
        if made := _FINISHED.match(part):
            language = Language(_LANGUAGE.findall(frame)[0])
            parts.append(Part("", (), (), Finished(made[1], made[2], language, next(contents))))
            continue
        own = set(_ID.findall(part))
        markup = f"{frame}{opening}" + _LINK.sub(
            lambda link, own=own: (
                link[0] if link[1] in own else f' href="{binding.PLACE}{link[1]}"'
            ),
            part,
        )
        # with room for a page in fifty more: a part whose numbers lack room is laid out again
        room = tuple(len(str(likely[to] + likely[to] // 50)) for to in _references(markup))
        parts.append(Part(markup, room, names.within(markup)))
    return parts


def _likely_pages(page: str) -> dict[str, int]:
    """About where each id will stand, from how much text is before it."""
    before, found, letters = 0, {}, _LETTERS_A_PAGE['<html lang="th"' in page]
    for tag, text in _TAG_AND_TEXT.findall(_PART.split(page, maxsplit=1)[-1]):
        if _PART.match(tag):  # begins a page
            before = -(-before // letters) * letters
        if id := _ID.search(tag):
            found[id[1]] = before // letters + 4
        before += len(text)
    return found


def _references(markup: str) -> list[str]:
    """The ids whose pages are told, in their order."""
    return [at[1] for at in _AT.finditer(markup)]


def _filled(part: Part, figures: Iterable[str]) -> str:
    """The markup of a part with its line ends, and with figures for its references, which tell
    which of them they are."""
    left, places = iter(figures), count()
    return _AT.sub(
        lambda at: f' data-at="{next(places)}">{next(left)}{at[2]}<',
        with_line_ends(part.markup, part.keep),
    )


def _laid_out(part: Part, style: Path) -> bytes:
    """A part as PDF, with marks for numbers: all digits are equally wide."""
    document = _fitting(_filled(part, ("0" * digits for digits in part.room)), style)
    _draw_marks(document, len(part.room))
    return typesetter().write(document)


def _fitting(page: str, style: Path) -> Any:
    """A page of HTML laid out, its lines closer or wider where it would end with a nearly empty
    page."""

    def lay_out(density: str) -> Any:
        return typesetter().lay_out(
            page.replace("<body", f'<body class="{density}"', 1), style, _FIRST
        )

    *first, last = _DENSITIES
    for density in first:
        document = lay_out(density)
        if last_page_used(document) >= _SPILT:
            return document
        del document
        gc.collect(1)
    return lay_out(last)


def _draw_marks(document: Any, references: int) -> None:
    """Has a mark drawn for each of so many references, and then for the number of each page."""
    for number, page in enumerate((page._page_box for page in document.pages), references):
        for margin in page.children[1:]:
            if margin.at_keyword == _FOOT:
                for box in margin.descendants():
                    _draw(box, number)
        for box in page.children[0].descendants():
            if getattr(box, "text", "")[:1] == "0" and (at := box.element.get("data-at")):
                _draw(box, int(at))


def _draw(box: Any, number: int) -> None:
    """Has a mark drawn instead of the digits with which a text begins."""
    if text := getattr(box, "text", ""):
        box.text = f"{_DIGITS}{number:0{_PLACES}}{text.lstrip(_DIGITS)}"
        box.pango_layout.text = box.text


def _titled(front: Part, figures: Sequence[str], style: Path) -> bytes:
    """The front as PDF, with figures for its references."""
    engine = typesetter()
    return engine.write(engine.lay_out(_filled(front, figures), style))


def _bound(front: bytes, parts: Sequence[_Numbered]) -> bytes:
    """A front and its parts as one PDF, with figures in the place of their marks, or over the pages
    of what was finished."""
    engine = typesetter()
    drawn = partial(_overwritten, glyphs=engine.glyphs(_DIGITS), width=engine.width_of_digits())
    bound = [
        binding.Inserted(part, finished.id)
        if finished
        else binding.Drawn(part, partial(drawn, figures=figures))
        for part, figures, finished in parts
    ]
    return binding.bind_parts(front, bound, _labels(parts))


def _labels(parts: Iterable[_Numbered]) -> bytes | None:
    """A label for each of the pages of what was finished, if anything was."""
    found = [(one, figure) for _, figures, one in parts if one for figure in figures]
    texts = [one.label.format(n=figure.lstrip()) for one, figure in found]
    return lines_of(labels(texts, found[0][0].language, "number")) if found else None


def _overwritten(
    content: bytes, figures: Sequence[str], glyphs: Sequence[bytes], width: int
) -> bytes:
    """What is drawn on a page, with the figures in the place of the marks; `glyphs` draw the
    digits, and room before a figure is as wide as they are."""
    digit = b"(%s)" % b"|".join(glyphs)
    mark = _GAP.join([*glyphs, *[digit] * _PLACES])

    def figure(found: re.Match[bytes]) -> bytes:
        told = figures[int("".join(str(glyphs.index(glyph)) for glyph in found.groups()))]
        number = told.lstrip()
        room = b"> %d <" % round((len(number) - len(told)) * width) if number != told else b""
        return room + b"".join(glyphs[int(one)] for one in number)

    return re.sub(mark, figure, content)
