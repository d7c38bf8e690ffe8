"""Sheet → PDF: the only user of WeasyPrint, and of fontTools, which comes with it.

WeasyPrint leaves to Pango where a line ends; Pango asks libthai, which ends lines inside words. So the text carries our own ends
as zero-width spaces, and `_layout` tells Pango to end a line nowhere else in Thai; within a piece, word joiners hold spaces and
slashes. Pango draws no glyph for either: none of them is in the PDF.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from ..thai import unbreakable, words
from . import mending
from .html import html
from .sheet import Sheet

_HERE = Path(__file__).parent
_FAMILY = "Sarabun"
_END, _NO_END = "\u200b", "\u2060"
_TOGETHER = re.compile(f"(?:[^\\s{_END}]|\\s(?={_NO_END}))+")
_MATTERS = re.compile(f"[ก-๛{_NO_END}]")
_LONGEST = 40
"""A piece of more letters than this is wider than most cells."""
_ONE_WORD = re.compile("[ก-๛]+ ?")
_CLUSTER = re.compile("[เ-ไ]*[^เ-ไ][ะ-ฺๅ็-๎]*|[เ-ไ]+")
_BREAKS = re.compile(r"[ /](?=\S)")
"""What stands within a piece and would end a line of itself."""
_RANGE = re.compile("[0-9A-Z]+(?:[-–][0-9A-Z]+)+")
"""A range, or the code of a sheet: Pango ends a line after a dash even before a word joiner."""
_NUMBER = re.compile('data-at="#([^"]+)">([0-9]*)([^<]*)<')
_TAG_AND_TEXT, _ID = re.compile("(<[^>]+>)([^<]*)"), re.compile(' id="([^"]+)"')
_LETTERS_A_PAGE = {True: 1380, False: 1640}
"""About so many stand on a page of the book, in Thai and in another language: rather too few, so that numbers have room."""
_DENSITIES = ("", "tight", "tight split", "held")
_ENOUGH = 0.35
"""The share of the last page that has to be used, else other densities are tried."""
_SAVED = {"": 1.15, "tight": 1.1}
"""About so many times what stands on a page at a density can stand on it at the next ones."""


class Unavailable(Exception):
    """WeasyPrint cannot be loaded; says which library is missing."""


def render(sheet: Sheet) -> bytes:
    """A sheet as tagged PDF (PDF/UA-1), the same bytes every time. Raises Unavailable where Pango is not installed."""
    return _engine().write(_laid_out(sheet)[1])


def density_of(sheet: Sheet) -> str:
    """The density at which a sheet is printed. Raises Unavailable where Pango is not installed."""
    return _laid_out(sheet)[0]


def _laid_out(sheet: Sheet) -> tuple[str, Any]:
    """A sheet at the density at which it wastes least; at its own, where that does not leave the last page nearly empty."""
    engine = _engine()
    best: tuple[str, Any] | None = None
    for density in _DENSITIES if sheet.density is None else (sheet.density, *_DENSITIES):
        document = engine.lay_out(with_line_ends(html(sheet, density), sheet.keep))
        if best is None or _waste(document) < _waste(best[1]):
            best = density, document
        nearly_empty, pages = _waste(best[1])
        if not nearly_empty and (density == sheet.density or sum(_used(document)) > _SAVED.get(density, 1.0) * (pages - 1)):
            break
    assert best
    return best


def printed(page: str, style: str, keep: Iterable[str]) -> bytes:
    """A page of HTML as PDF with our line ends, in one of our styles. Raises Unavailable where Pango is not installed.

    An element with `data-at="#id"` is given the number of the page on which that id stands. WeasyPrint would lay the pages out
    four times to find the numbers; here each has the room that it likely takes, and is written once the pages are there. Where
    one takes more, they are laid out again.
    """
    engine = _engine()
    page = _with_room(with_line_ends(page, keep), _likely_pages(page))
    while True:
        document = engine.lay_out(page, style)
        numbers = _pages_of_ids(document)
        if all(len(str(numbers[to])) <= len(room) for to, room, _ in _NUMBER.findall(page)):
            break
        page = _with_room(page, numbers)
        del document  # before the next: there is not room for both
    _number(document, numbers)
    return engine.write(document)


def _pages_of_ids(document: Any) -> dict[str, int]:
    """The number of the page on which each id begins; what goes on over several pages has an anchor on each."""
    found: dict[str, int] = {}
    for number, page in enumerate(document.pages, 1):
        for id in page.anchors:
            found.setdefault(id, number)
    return found


def _likely_pages(page: str) -> dict[str, int]:
    """About where each id will stand, from how much text is before it."""
    before, found, letters = 0, {}, _LETTERS_A_PAGE['<html lang="th"' in page]
    for tag, text in _TAG_AND_TEXT.findall(page):
        if id := _ID.search(tag):
            found[id[1]] = before // letters + 4
        before += len(text)
    return found


def _with_room(page: str, numbers: Mapping[str, int]) -> str:
    """A page of HTML whose page numbers take the room that they will need: all digits are equally wide."""
    return _NUMBER.sub(lambda at: f'data-at="#{at[1]}">{"0" * max(len(at[2]), len(str(numbers[at[1]])))}{at[3]}<', page)


def _number(document: Any, numbers: Mapping[str, int]) -> None:
    """Writes the page numbers into the finished layout, at the end of the room where they are at the end of a line."""
    for page in document.pages:
        for box in page._page_box.descendants():
            text = getattr(box, "text", "")
            if text[:1] == "0" and (at := box.element.get("data-at")):
                number = f"{numbers[at.removeprefix('#')]}{text.lstrip('0')}"
                if box.style["text_align_all"] == "right":
                    box.position_x += box.width * (1 - len(number) / len(text))
                box.text = box.pango_layout.text = number


def lines_of(page: str, keep: Iterable[str] = ()) -> bytes:
    """A page of HTML as PDF with our line ends: the front of a pack, and what benchmarks and tests of the line ends look at."""
    engine = _engine()
    return engine.write(engine.lay_out(with_line_ends(page, keep)))


def with_line_ends(page: str, keep: Iterable[str] = ()) -> str:
    """A page whose text says where its lines may end: `_END` after a piece, `_NO_END` after a space within one."""
    head, body = page.split("<body", 1)
    pieces = re.split(r"(<[^>]+>)", f"<body{body}")
    return head + "".join(piece if piece.startswith("<") else _marked(piece, tuple(keep)) for piece in pieces)


def _marked(text: str, keep: tuple[str, ...]) -> str:
    units = [piece for unit in unbreakable(re.sub(r"\s+", " ", text), keep) for piece in _fitting(unit)]
    marked = _END.join(_BREAKS.sub(f"\\g<0>{_NO_END}", unit) for unit in units).replace(f" {_END}", " ")
    return _RANGE.sub('<span class="range">\\g<0></span>', marked)


def _fitting(unit: str) -> list[str]:
    """A piece, unless no cell has room for it: then its likely words, and the clusters of what is no word."""
    if len(unit) <= _LONGEST or not _ONE_WORD.fullmatch(unit):
        return [unit]
    return [piece for word in words(unit) for piece in (_CLUSTER.findall(word) if len(word) > _LONGEST else [word])]


def _waste(document: Any) -> tuple[bool, int]:
    """Whether the last of several pages is nearly empty, and how many pages there are."""
    used = _used(document)
    return len(used) > 1 and used[-1] < _ENOUGH, len(used)


def _used(document: Any) -> list[float]:
    """The share of the height of each page that its content takes."""
    used = []
    for page in (page._page_box for page in document.pages):
        body = page.children[0].children[0]
        bottom = max((child.position_y + child.margin_height() for child in body.children), default=page.content_box_y())
        used.append(float((bottom - page.content_box_y()) / page.height))
    return used


@cache
def _engine() -> _Engine:
    """WeasyPrint with our fonts and style, loaded when the first sheet is made and kept for all."""
    try:
        return _Engine()
    except OSError as error:
        raise Unavailable(str(error)) from None


class _Engine:
    """WeasyPrint: lays pages out and writes them."""

    def __init__(self) -> None:
        import weasyprint
        from fontTools.ttLib import TTFont
        from weasyprint.text import line_break
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher

        line_break.Layout = _layout(line_break.Layout)
        fetcher = URLFetcher(allowed_protocols=["file"])
        self._html = partial(weasyprint.HTML, url_fetcher=fetcher)
        self._fonts = cache(lambda style: FontConfiguration())
        self._style = cache(lambda style: weasyprint.CSS(_HERE / style, font_config=self._fonts(style), url_fetcher=fetcher))
        letters = mending.letters(TTFont(_HERE / "fonts" / f"{_FAMILY}-Regular.ttf").getGlyphOrder())
        self._finish = partial(mending.mend, family=_FAMILY, thai=letters)

    def lay_out(self, page: str, style: str = "sheet.css") -> Any:
        """A page of HTML in one of our styles as WeasyPrint's document."""
        return self._html(string=page).render(stylesheets=[self._style(style)], font_config=self._fonts(style))

    def write(self, document: Any) -> bytes:
        """A document as PDF, its bookmarks without the marks of line ends."""
        for page in document.pages:
            page.bookmarks = [(level, _bare(label), *rest) for level, label, *rest in page.bookmarks]
        written: bytes = document.write_pdf(pdf_variant="pdf/ua-1", finisher=self._finish)
        return written


def _bare(text: str) -> str:
    return text.replace(_END, "").replace(_NO_END, "")


def _layout(base: Any) -> Any:
    """WeasyPrint's line of text, which ends in Thai only where the text says so."""
    from weasyprint.text.ffi import ffi, pango

    ffi.cdef("PangoAttribute* pango_attr_allow_breaks_new(gboolean allow_breaks);")

    class Layout(base):  # type: ignore[misc]
        def set_text(self, text: str, justify: bool = False) -> None:
            super().set_text(text, justify)
            held = [found.span() for found in _TOGETHER.finditer(self.text) if _MATTERS.search(found[0])]
            if not held:
                return
            attributes = pango.pango_layout_get_attributes(self.layout)
            if attributes == ffi.NULL:
                attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
            for start, end in held:
                attribute = pango.pango_attr_allow_breaks_new(False)
                attribute.start_index = len(self.text[:start].encode())
                attribute.end_index = attribute.start_index + len(self.text[start:end].encode())
                pango.pango_attr_list_change(attributes, attribute)
            pango.pango_layout_set_attributes(self.layout, attributes)

    return Layout
