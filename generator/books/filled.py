"""Packs that were laid out once, with marks → one PDF in which each place has its own: what it fills
in stands where the marks stood.

A place has its own pages and tags, and shares with the others what is drawn on them and the fonts.
What it fills in was laid out as all text is, and is drawn within the marked content of the mark, so
that it is heard, found and copied where it stands.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from pikepdf import Array, Dictionary, Pdf, String

from ..typesetting.mending import language_of
from .binding import Volume

_TEXT = re.compile(rb"BT\n1 0 0 -1 (\S+) (\S+) Tm\n(.*?)\nET", re.DOTALL)
"""A text as it is drawn, and where its line begins."""
_MARKED = re.compile(
    rb"(<</MCID (\d+)>>\nBDC\n(?:(?!BT\n)[^\n]*\n)*)"
    rb"BT\n1 0 0 -1 (\S+) (\S+) Tm\n/\S+ (\S+) Tf\n\[([^\]]*)\] TJ\nET"
)
"""The same with its number among what is marked, its size and its glyphs, where nothing but one run
of them is drawn."""
_SHOWN = re.compile(rb"\[([^\]]*)\] TJ")
_HEX, _GLYPH = re.compile(rb"<([0-9a-f]*)>"), re.compile(rb"[0-9a-f]{4}")
_ROOM, _WIDEST = 2.0, 30.0
"""How far what is drawn may reach around the beginning of its line, and along it, in em."""


class _Slot(NamedTuple):
    """A mark on a page: its number, and the element of the structure that holds it."""

    number: int
    element: tuple[int, int] | None


class Blank:
    """A pack with marks, which as many places as one likes fill in; `digits` are the glyphs of ten
    digits, between two of which a sign stands at the beginning of each mark."""

    def __init__(self, content: bytes, sign: bytes, digits: Sequence[bytes]) -> None:
        self._source = source = Pdf.open(io.BytesIO(content))
        self.language = str(source.Root.Lang)[:2]
        self._found: list[list[tuple[int, int]]] = []
        self._sign, self._digits = sign, digits
        papers = []
        for page in source.pages:
            page.contents_coalesce()
            marks: list[tuple[int, int]] = []
            drawn = _MARKED.sub(partial(self._slot, marks=marks), page.obj.Contents.read_bytes())
            self._found.append(marks)
            left = [self._number(shown) for shown in _SHOWN.findall(drawn)]
            assert set(left) <= {None}, "a mark stands among other words"
            papers.append(Dictionary(Drawn=source.make_stream(drawn), Resources=page.obj.Resources))
            del page.obj["/Contents"], page.obj["/Resources"]
        self.papers = source.make_indirect(Array(papers))
        written = io.BytesIO()
        source.save(written)
        self._frame = written.getvalue()
        self.slots = list(self._located())

    def _slot(self, text: re.Match[bytes], marks: list[tuple[int, int]]) -> bytes:
        """What is drawn in the place of a text: itself, or what a place fills in."""
        before, mark, left, base, size, shown = text.groups()
        if (number := self._number(shown)) is None:
            return text[0]
        marks.append((number, int(mark)))
        return b"%sq %s 0 0 %s %s %s cm /Slot%d Do Q" % (before, size, size, left, base, number)

    def _number(self, shown: bytes) -> int | None:
        """The number of the mark with which a run of glyphs begins."""
        glyphs = _GLYPH.findall(b"".join(_HEX.findall(shown)))
        begins, *digits, ends = [*glyphs, *4 * [b""]][:4]
        if not (begins == ends == self._sign and set(digits) <= set(self._digits)):
            return None
        return int("".join(str(self._digits.index(digit)) for digit in digits))

    def _located(self) -> Iterator[list[_Slot]]:
        """The marks of each page, with their elements as they are numbered in the frame."""
        frame = self.frame()
        tagged = "/StructTreeRoot" in frame.Root
        keys = frame.Root.StructTreeRoot.ParentTree.Nums if tagged else Array()
        rows = {int(keys[place]): keys[place + 1] for place in range(0, len(keys), 2)}
        for page, marks in zip(frame.pages, self._found, strict=True):
            yield [
                _Slot(number, rows[int(page.obj.StructParents)][mark].objgen if tagged else None)
                for number, mark in marks
            ]

    def frame(self) -> Pdf:
        """Its pages and tags, without what is drawn."""
        return Pdf.open(io.BytesIO(self._frame))


class Strips:
    """What places fill in, laid out: a PDF with a page for each of some texts."""

    def __init__(self, content: bytes, texts: Sequence[str]) -> None:
        self._source = Pdf.open(io.BytesIO(content))
        self._texts = texts
        assert len(self._source.pages) == len(texts)

    def within(self, volume: Volume) -> dict[str, Any]:
        """Each text as what the pages of a volume can show, in the size of 1."""
        resources: Any = None
        forms = {}
        for text, page in zip(self._texts, self._source.pages, strict=True):
            resources = resources or volume.taken(self._source.make_indirect(page.obj.Resources))
            drawn = page.obj.Contents.read_bytes()
            forms[text] = volume.form(*_at_origin(drawn), resources)
        return forms


def _at_origin(drawn: bytes) -> tuple[bytes, Dictionary]:
    """What a page shows, with the beginning of its line at the origin; and how a form says that its
    size is to be 1."""
    texts = _TEXT.findall(drawn)
    left, base, told = texts[0]
    size = float(told.split(b" Tf", 1)[0].rsplit(b" ", 1)[1])
    moved = (
        b"BT\n1 0 0 -1 %.3f %.3f Tm\n%s\nET"
        % (float(x) - float(left), float(y) - float(base), told)
        for x, y, told in texts
    )
    room = [-_ROOM * size, -_ROOM * size, _WIDEST * size, _ROOM * size]
    return b"\n".join(moved), Dictionary(BBox=room, Matrix=[1 / size, 0, 0, 1 / size, 0, 0])


def fill(
    packs: Sequence[tuple[Blank, Mapping[int, str]]],
    strips: Strips | None,
    names: Sequence[str],
    before: tuple[str, bytes] | None = None,
) -> bytes:
    """Packs as one PDF, each with what is filled in by the numbers of its marks, and with a name in
    the outline; `before` them stands, with its own name, what all of
    them share."""
    volume = Volume(before[1]) if before else None
    forms: dict[str, Any] = {}
    papers: dict[Blank, Any] = {}
    for blank, values in packs:
        frame = _spoken(blank, values)
        first = volume.add(frame) if volume else 0
        volume = volume or Volume(frame)
        forms = forms or (strips.within(volume) if strips else {})
        if blank not in papers:
            papers[blank] = volume.taken(blank.papers)
        volume.fill(
            first,
            (
                (
                    paper.Drawn,
                    _showing(
                        paper.Resources, {slot.number: forms[values[slot.number]] for slot in slots}
                    ),
                )
                for paper, slots in zip(papers[blank], blank.slots, strict=True)
            ),
        )
    assert volume
    return volume.finished(names=[before[0], *names] if before else names)


def _spoken(blank: Blank, values: Mapping[int, str]) -> Pdf:
    """The frame of a pack, in which what is filled in says its language where that is another."""
    frame = blank.frame()
    for slot in chain.from_iterable(blank.slots):
        language = language_of(values[slot.number])
        if slot.element and language not in (None, blank.language):
            frame.get_object(slot.element).Lang = String(language)
    return frame


def _showing(resources: Any, forms: Mapping[int, Any]) -> Any:
    """The resources of a page, with what is filled in on it."""
    if not forms:
        return resources
    mine = copy(resources)
    mine.XObject = copy(resources.get("/XObject", Dictionary()))
    for number, form in forms.items():
        mine.XObject[f"/Slot{number}"] = form
    return mine
