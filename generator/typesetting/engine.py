"""A page of HTML → PDF: the only user of WeasyPrint, and of fontTools, which comes with it.

WeasyPrint leaves to Pango where a line ends; Pango asks libthai, which ends lines inside words. So
the text carries our own ends as zero-width spaces, and `_layout` tells Pango to end a line nowhere
else in Thai; within a piece, word joiners hold spaces and slashes. Pango draws no glyph for either:
none of them is in the PDF.
"""

from __future__ import annotations

import os
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from functools import cache, lru_cache, partial
from io import StringIO
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from ..problems import Place, Problem, Say
from ..thai import AROUND, Names, leans, likeliest, unbreakable
from . import libraries

_HERE = Path(__file__).parent
_FAMILY = "Sarabun"
_END, _NO_END = "\u200b", "\u2060"
_TOGETHER = re.compile(f"(?:[^\\s{_END}]|\\s(?={_NO_END}))+")
_MATTERS = re.compile(f"[ก-๛{_NO_END}]")
_THAI = re.compile("[ก-๛]+")
_LONGEST = 40
"""A piece of more letters than this is wider than most cells."""
_GROUP = "[(0-9๐-๙][0-9๐-๙(),./:–-]*"
_LONG_NUMBER = re.compile(
    f"((?=[^a-zก-๎]{{9}}){_GROUP}(?: {_GROUP})*(?: [-–—](?: {_GROUP}(?! ?[0-9๐-๙]))?)? ?)"
)
"""A telephone number or an ID; of one up to another the first, with the dash."""
_ONE_WORD = re.compile("[ก-๛]+ ?")
_CLUSTER = re.compile("[เ-ไ]*[^เ-ไ][ะ-ฺๅ็-๎]*|[เ-ไ]+")
_BOLDER = 1.1
"""Our bold letters are at most so much wider than those that we measure."""
_BREAKS = re.compile(r"[ /](?=\S)")
"""What stands within a piece and would end a line of itself."""
_RANGE = re.compile(f"[0-9A-Za-z๐-๙.:,]+(?:(?: {_NO_END})?[-–—](?: {_NO_END})?[0-9A-Za-z๐-๙.:,]+)+")
"""A range, a code, a word with a hyphen: Pango ends a line after a dash even before a word joiner,
and PDFium then drops it."""
_NOT_ON_PAPER = re.compile(r"^(?:::(?:foot)?note|\[dir|@counter|  @).*\n", re.MULTILINE)
"""Of the style that WeasyPrint gives every page, what no paper of ours has: notes and their room,
other directions, corners of margins. Without these, an element has five styles fewer, a page
fifteen."""
_TAGS = "(?:</?(?:a|b|code|em|small|span|strong)\\b[^>]*>)+"
_BESIDE_TAGS = re.compile(rf" {_TAGS}(?=[^<\s])|{_TAGS} (?=[^<\s])")
"""A space at the edge of an element within a line."""
_SHORT_UNIT = re.compile(rf"[^<>\s]*[0-9] {_NO_END}<span[^<>]*>[^<>\s]{{1,12}}</span>[^<>\s]*")
"""A number with its unit in an element: WeasyPrint ends a line before it all the same where what
follows it has no room."""


class Unavailable(Exception):
    """WeasyPrint cannot be loaded; says which library is missing."""

    def problem(self, *, notice: bool) -> Problem:
        """What is told of it: a notice of a build, which goes on without sheets."""
        reason = str(self).splitlines()[0].split(":")[0]
        what = Say(f"ทำใบงาน PDF ไม่ได้ ({reason})", f"no PDF sheets could be made ({reason})")
        if notice:
            what = Say(f"{what.th} ส่วนอื่นของเว็บไซต์ครบ", f"{what.en}; the rest of the site is whole")
        return Problem(Place("worksheets/*.pdf"), what, libraries.remedy(), notice)


def with_line_ends(page: str, keep: Iterable[str] = ()) -> str:
    """A page whose text says where its lines may end: `_END` after a piece, `_NO_END` after a space
    within one."""
    head, body = page.split("<body", 1)
    body = _SHORT_UNIT.sub(
        '<span class="range">\\g<0></span>', _BESIDE_TAGS.sub(_without_break, f"<body{body}")
    )
    pieces = re.split(r"(<pre\b.*?</pre>|<[^>]+>)", body, flags=re.DOTALL)  # <pre> has its lines
    names = Names(keep)
    return head + "".join(
        piece if piece[:1] in ("<", "") else _in_pieces(piece, names) for piece in pieces
    )


def _without_break(space: re.Match[str]) -> str:
    """A space beside tags, where no line ends if what stands around it belongs together: 4
    <span>ร.</span>."""
    before = space.string[max(0, space.start() - AROUND) : space.start()].rpartition(">")[2]
    if not leans(before, space.string[space.end() : space.end() + AROUND].partition("<")[0]):
        return space[0]
    return f"{space[0]}{_NO_END}" if space[0].endswith(" ") else f" {_NO_END}{space[0][1:]}"


def _in_pieces(text: str, names: Names) -> str:
    text = re.sub(r"\s+", " ", text)
    return text if text == " " else _marked(text, names.within(text))


@lru_cache(4_000)  # sheets have much in common
def _marked(text: str, keep: tuple[str, ...]) -> str:
    units = [piece for unit in unbreakable(text, keep) for piece in _fitting(unit)]
    return _RANGE.sub('<span class="range">\\g<0></span>', _joined(map(_held, units)))


def _joined(pieces: Iterable[str]) -> str:
    return _END.join(pieces).replace(f" {_END}", " ")


def _held(unit: str) -> str:
    """A piece that ends a line nowhere within; one with a long number only where no line has room
    for all of it, and within that number only where none has room for the number."""
    parts = [
        _whole(part)
        if _LONG_NUMBER.match(part) and " " in part.rstrip()
        else _BREAKS.sub(f"\\g<0>{_NO_END}", part)
        for part in _LONG_NUMBER.split(unit)
        if part
    ]
    return parts[0] if len(parts) == 1 else _whole(_joined(parts))


def _whole(text: str) -> str:
    inside = text.rstrip()
    return f'<span class="digits">{inside}</span>{text[len(inside) :]}'


def _fitting(unit: str) -> list[str]:
    """A piece, unless no cell has room for it: then its likely words, and the clusters of what is
    no word."""
    if len(unit) <= _LONGEST or not _ONE_WORD.fullmatch(unit):
        return [unit]
    return [
        piece
        for word in likeliest(unit)
        for piece in (_CLUSTER.findall(word) if len(word) > _LONGEST else [word])
    ]


def used(document: Any) -> list[float]:
    """The share of the height of each page that its content takes."""
    shares = []
    for page in (page._page_box for page in document.pages):
        body = page.children[0].children[0]
        bottom = max(
            (child.position_y + child.margin_height() for child in body.children),
            default=page.content_box_y(),
        )
        shares.append(float((bottom - page.content_box_y()) / page.height))
    return shares


def last_page_used(document: Any) -> float:
    """The share of the last page's height that its content takes; 1 where there is one page."""
    shares = used(document)
    return shares[-1] if len(shares) > 1 else 1.0


@cache
def typesetter() -> Typesetter:
    """WeasyPrint with our fonts and style, loaded when the first sheet is made and kept for all."""
    try:
        with redirect_stdout(
            StringIO()
        ):  # where a library is missing, WeasyPrint tells programmers so
            return Typesetter()
    except OSError as error:
        raise Unavailable(str(error)) from None


@contextmanager
def _no_font_of_the_system() -> Iterator[None]:
    """Fontconfig is read here as if no font were installed, which WeasyPrint would complain of."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(_HERE / "fonts" / "fonts.conf")
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


class Typesetter:
    """WeasyPrint: lays pages out and writes them."""

    def __init__(self) -> None:
        with _no_font_of_the_system(), libraries.by_name():
            import weasyprint
        from fontTools.ttLib import TTFont
        from weasyprint.html import UA
        from weasyprint.layout import inline
        from weasyprint.text import ffi as opened
        from weasyprint.text import line_break
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher

        from . import mending

        if opened.harfbuzz_subset is None:
            raise OSError(f"cannot load library '{libraries.SUBSET}'")
        self._font, self._bold = (
            TTFont(_HERE / "fonts" / f"{_FAMILY}-{weight}.ttf")
            for weight in ("Regular", "SemiBold")
        )
        line_break.Layout = layout = _layout(line_break.Layout, self._widths())
        _note_starts(inline, layout)
        _hang_spaces(inline, layout)
        fetcher = URLFetcher(allowed_protocols=["file", "data"])
        usual = weasyprint.CSS(string=_NOT_ON_PAPER.sub("", UA).replace("::marker", "li::marker"))

        class Page(weasyprint.HTML):  # type: ignore[misc]
            def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
                return [usual]

        self._html = partial(Page, url_fetcher=fetcher)
        self._fonts = cache(_no_font_of_the_system()(lambda style: FontConfiguration()))
        self._style = cache(
            lambda style: weasyprint.CSS(style, font_config=self._fonts(style), url_fetcher=fetcher)
        )
        self._counted = partial(weasyprint.CSS, url_fetcher=fetcher)
        self._finish = partial(
            mending.mend, family=_FAMILY, thai=mending.letters(self._font.getGlyphOrder())
        )

    def _widths(self) -> dict[str, float]:
        """The letters of our font, in em."""
        return {
            chr(code): self._font["hmtx"][glyph][0] / 1000
            for code, glyph in self._font.getBestCmap().items()
        }

    def lay_out(self, page: str, style: Path, first: int = 1) -> Any:
        """A page of HTML in a style sheet as WeasyPrint's document, the number of its first page as
        given."""
        styles = [
            self._style(style),
            self._counted(string=f"@page:first{{counter-reset:page {first}}}"),
        ]
        return self._html(string=page).render(stylesheets=styles, font_config=self._fonts(style))

    def glyphs(self, letters: str) -> list[bytes]:
        """How a PDF writes the glyph of each letter, the same in both of our fonts."""
        named = self._font.getBestCmap()
        return [b"%04x" % self._font.getGlyphID(named[ord(letter)]) for letter in letters]

    def width_of_digits(self) -> int:
        """The width of each digit of the bold font, in thousandths of its size."""
        return int(self._bold["hmtx"][self._bold.getBestCmap()[ord("0")]][0])

    def write(self, document: Any) -> bytes:
        """A document as PDF, its bookmarks without the marks of line ends; a place that stands on
        several pages, in their heads, has its number among them in its name: sheet-no, sheet-no~2."""
        times = Counter[str]()
        for page in document.pages:
            times.update([*page.anchors])
            page.anchors = {
                f"{name}~{times[name]}" if times[name] > 1 else name: place
                for name, place in page.anchors.items()
            }
            page.bookmarks = [
                (level, _bare(label), *rest) for level, label, *rest in page.bookmarks
            ]
        written: bytes = document.write_pdf(pdf_variant="pdf/ua-1", finisher=self._finish)
        return written


def _bare(text: str) -> str:
    return text.replace(_END, "").replace(_NO_END, "")


@lru_cache(4_000)  # each is set more than once
def _held_together(text: str) -> list[tuple[int, int]]:
    """Where the pieces of a text begin and end within which Pango might end a line."""
    return [found.span() for found in _TOGETHER.finditer(text) if _MATTERS.search(found[0])]


def _note_starts(inline: Any, layout: Any) -> None:
    """Lets WeasyPrint, as it fills a line, tell our layout whether a text stands where the line
    begins, also where it is filled again."""
    fill_line, fill = inline.get_next_linebox, inline.split_text_box

    def line(*given: Any, **named: Any) -> Any:
        layout.start = None
        return fill_line(*given, **named)

    def text(context: Any, box: Any, *given: Any, **named: Any) -> Any:
        if layout.start is None:
            layout.start = box.position_x
        layout.starts = box.position_x == layout.start
        return fill(context, box, *given, **named)

    inline.get_next_linebox, inline.split_text_box = line, text


def _hang_spaces(inline: Any, layout: Any) -> None:
    """Lets a text whose last line has room for all but the space behind it stay on that line:
    WeasyPrint would end the line after its first word."""
    split = inline.split_first_line

    def first_line(
        text: str, style: Any, context: Any, width: Any, *given: Any, **named: Any
    ) -> Any:
        found = split(text, style, context, width, *given, **named)
        bare = text.rstrip(" ")
        is_cut = found[2] is not None and bare != text and width is not None
        if is_cut and layout.ems(bare) * style["font_size"] <= _BOLDER * width:
            whole = split(bare, style, context, width, *given, **named)
            return whole if whole[2] is None else found
        return found

    inline.split_first_line = first_line


def _layout(base: Any, widths: Mapping[str, float]) -> Any:
    """WeasyPrint's line of text, which ends in Thai only where the text says so, but within a piece
    that no line has room for."""
    from weasyprint.text.ffi import ffi, pango

    ffi.cdef("PangoAttribute* pango_attr_allow_breaks_new(gboolean allow_breaks);")

    class Layout(base):  # type: ignore[misc]
        starts = True

        @staticmethod
        def ems(text: str) -> float:
            """How wide a text is, in em."""
            return sum(widths.get(letter, 0) for letter in text)

        def _held_first(self, end: int) -> list[tuple[int, int]]:
            """The first piece, which ends at `end`; where a whole line has no room for it, its words
            and what leans on them."""

            def fits(start: int, end: int) -> bool:
                width = self.ems(self.text[start:end]) * self.style["font_size"]
                return bool(width <= self.max_width)

            if fits(0, end):
                return [(0, end)]
            runs = _THAI.finditer(self.text, 0, end)
            ends = (
                run.start() + at
                for run in runs
                for at in accumulate(map(len, likeliest(run[0])[:-1]))
            )
            return [piece for piece in pairwise((0, *ends, end)) if fits(*piece)]

        def set_text(self, text: str, justify: bool = False) -> None:
            super().set_text(text, justify)
            held = [*_held_together(self.text)]
            whole = self.starts and self.max_width  # a width of 0 asks for that of the widest piece
            if held and held[0][0] == 0 and whole and not self.text[0].isspace():
                held[:1] = self._held_first(held[0][1])
            if not held:
                return
            attributes = pango.pango_layout_get_attributes(self.layout)
            if attributes == ffi.NULL:
                attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
            for start, end in held:
                attribute = pango.pango_attr_allow_breaks_new(False)
                attribute.start_index = len(self.text[:start].encode())
                attribute.end_index = attribute.start_index + len(self.text[start:end].encode())
                pango.pango_attr_list_insert(attributes, attribute)  # `change` joins neighbours
            pango.pango_layout_set_attributes(self.layout, attributes)

    return Layout
