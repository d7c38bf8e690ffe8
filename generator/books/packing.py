"""Pack → PDF: its sheets as they are kept, its front with true page numbers, all bound as one; and
a pack for each of many places, laid out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

from ..kept import Kept
from ..language import Language
from ..lists.places import Filled
from ..markup import Words
from ..sheets import pdf, work
from ..typesetting.engine import typesetter
from ..workers import Progress, Work, Workers
from . import binding, filled
from .front import front, labels
from .pack import NUMBER, Pack
from .slots import DIGITS, SIGN, slots

MOST_PAGES = 250
"""Of a volume: each page takes a quarter of a megabyte while they are put together."""
_AT_ONCE = 16
"""Packs with marks that a process has at hand: places differ in which fields they fill in, and in
how wide."""


def render(pack: Pack, workers: Workers, progress: Progress = lambda done, total: None) -> bytes:
    """A pack as PDF, tagged unless its copies are numbered. Raises Unavailable where Pango is not
    installed.

    What is kept is not made again: the pack, or its sheets. `progress` is told how many sheets are
    ready.
    """
    sheets = workers.made([work(sheet, "pdf") for sheet in pack.sheets], progress)
    return next(workers.made([of_sheets(pack, list(sheets))]))


def of_sheets(pack: Pack, sheets: Sequence[bytes]) -> Work:
    """The making of a pack of its finished sheets."""
    return Work(_name(pack), _bound, (pack, sheets))


def _name(pack: Pack) -> str:
    """The name under which a pack is kept: it holds all that is printed in it."""
    nothing = [0] * len(pack.sheets)
    sheets = (work(sheet, "pdf").name for sheet in pack.sheets)
    copies = f"{pack.copies} {pack.numbered} {pack.cover}"
    return Kept.key("pack", front(pack, nothing, nothing), copies, *sheets, *pack.keep)


@dataclass(frozen=True)
class Volume:
    """A pack for each of some places, to be one PDF; what `shared` has stands once before them. `name`
    holds all that is printed in it."""

    name: str
    pack: Pack
    shared: Pack | None
    places: tuple[Filled, ...]

    def work(self, kept: Path) -> Work:
        """The making of it, with what is kept in a folder."""
        return Work(self.name, _filled, (self, kept))


def volumes(pack: Pack, places: Sequence[Filled], workers: Workers) -> list[Volume]:
    """The packs of places, as many in each PDF as have no more than MOST_PAGES if all are as long as
    the first."""
    shared, own = pack.apart({field.id for place in places for field, _ in place})
    pages = binding.pages_of(render(own.at(slots(places[0]).place), workers))
    count = max(1, MOST_PAGES // pages)
    printed = [_name(one) for one in (own, shared) if one]
    found = []
    for first in range(0, len(places), count):
        some = tuple(places[first : first + count])
        told = repr([[(field.id, value) for field, value in place] for place in some])
        found.append(Volume(Kept.key("volume", str(first), told, *printed), own, shared, some))
    return found


def _filled(volume: Volume, kept: Path) -> bytes:
    """A volume as PDF."""

    def named(pack: Pack) -> _Named:
        return _Named(_name(pack), pack, kept)

    found = [slots(place) for place in volume.places]
    texts = tuple(sorted({value for one in found for value in one.values.values()}))
    kinds = {one.kind: volume.pack.at(one.place) for one in found}
    blanks = {kind: _blank(named(pack)) for kind, pack in kinds.items()}
    language = volume.pack.language
    return filled.fill(
        [(blanks[one.kind], one.values) for one in found],
        filled.Strips(pdf.page_of(labels(texts, language, "value")), texts) if texts else None,
        [" · ".join(value for _, value in place) for place in volume.places],
        (Words(language)("pack.shared"), _rendered(named(volume.shared)))
        if volume.shared
        else None,
    )


@dataclass(frozen=True)
class _Named:
    """A pack, known by its name."""

    name: str
    pack: Pack = field(compare=False)
    kept: Path = field(compare=False)


@lru_cache(_AT_ONCE)
def _rendered(named: _Named) -> bytes:
    return render(named.pack, Workers(named.kept, 1))


@lru_cache(_AT_ONCE)
def _blank(named: _Named) -> filled.Blank:
    sign, *digits = typesetter().glyphs(SIGN + DIGITS)
    return filled.Blank(_rendered(named), sign, digits)


def _bound(pack: Pack, sheets: Sequence[bytes]) -> bytes:
    times = [pack.copies if pack.numbered and sheet.is_worksheet else 1 for sheet in pack.sheets]
    sizes = [binding.pages_of(sheet) for sheet in sheets]
    cover, total = _front(pack, sizes, times) if pack.cover else (None, _pages(sizes, times))
    words = Words(pack.language)
    numbers = _labels(
        tuple(words("pack.page_n", n=number) for number in range(1, total + 1)),
        pack.language,
        "number",
    )
    if not pack.numbered:
        return binding.bind(cover, sheets, numbers, pack.copies)
    filled = _labels(tuple(map(str, range(1, pack.copies + 1))), pack.language, "filled")
    return binding.bind_copies(cover, sheets, times, numbers, NUMBER, filled)


def _pages(sizes: Sequence[int], times: Sequence[int]) -> int:
    """How many pages sheets have that are in a pack so many times."""
    return sum(size * count for size, count in zip(sizes, times, strict=True))


def _front(pack: Pack, sizes: Sequence[int], times: Sequence[int]) -> tuple[bytes, int]:
    """The cover and the contents, and how many pages the whole pack has: the front's own number
    shifts what it tells."""
    mine, made = 2, b""
    while not made or binding.pages_of(made) != mine:
        mine = binding.pages_of(made) if made else mine
        *firsts, end = accumulate(
            (size * count for size, count in zip(sizes, times, strict=True)), initial=mine + 1
        )
        made = pdf.lines_of(
            front(pack, firsts, [size * count for size, count in zip(sizes, times, strict=True)]),
            pack.keep,
        )
    return made, end - 1


@lru_cache(1)
def _labels(texts: tuple[str, ...], language: Language, kind: str) -> bytes:
    """Labels, kept for the next pack: those of the places of a list have the same pages."""
    return pdf.lines_of(labels(texts, language, kind))
