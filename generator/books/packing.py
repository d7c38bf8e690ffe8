"""Pack → PDF: its sheets as they are kept, its front with true page numbers, all bound as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

from ..kept import Kept
from ..language import Language
from ..markup import Words
from ..sheets import pdf, work
from ..workers import Progress, Work, Workers
from . import binding
from .front import front, labels
from .pack import NUMBER, Pack

MOST_PAGES = 500
"""Of packs for places that are joined: each page takes a quarter of a megabyte while they are."""
_AT_ONCE = 64
"""So many places are handed out before the first of them are joined."""


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
    copies = f"{pack.copies} {pack.numbered}"
    return Kept.key("pack", front(pack, nothing, nothing), copies, *sheets, *pack.keep)


def with_densities(pack: Pack) -> Pack:
    """The pack with sheets whose density is known, so that it is not sought again for each
    place."""
    return replace(
        pack, sheets=tuple(replace(sheet, density=pdf.density_of(sheet)) for sheet in pack.sheets)
    )


def render_places(
    packs: Sequence[Pack], kept: Path, workers: Workers, progress: Progress
) -> Iterator[bytes]:
    """A pack for each of several places, together as one PDF, or as several where one would have
    more than MOST_PAGES.

    Each is kept as soon as it is made, so that nothing is made twice.
    """
    made = _each(packs, kept, workers)
    volume: list[tuple[str, bytes]] = []
    pages = 0
    for number, pack in enumerate(packs):
        progress(number, len(packs))
        content = next(made)
        pages += binding.pages_of(content)
        if volume and pages > MOST_PAGES:
            yield _joined(volume)
            volume, pages = [], binding.pages_of(content)
        volume.append((" · ".join(value for _, value in pack.place), content))
    yield _joined(volume)


def _joined(volume: Sequence[tuple[str, bytes]]) -> bytes:
    return binding.join([content for _, content in volume], [name for name, _ in volume])


def _each(packs: Sequence[Pack], kept: Path, workers: Workers) -> Iterator[bytes]:
    """Each of the packs, in their order."""
    for first in range(0, len(packs), _AT_ONCE):
        some = packs[first : first + _AT_ONCE]
        yield from workers.made([Work(_name(pack), _with_sheets, (pack, kept)) for pack in some])


def _with_sheets(pack: Pack, kept: Path) -> bytes:
    """A pack, with the sheets that are filled in for it alone."""
    sheets = Workers(kept, 1).made([work(sheet, "pdf") for sheet in pack.sheets])
    return _bound(pack, list(sheets))


def _bound(pack: Pack, sheets: Sequence[bytes]) -> bytes:
    times = [pack.copies if pack.numbered and sheet.is_worksheet else 1 for sheet in pack.sheets]
    cover, total = _front(pack, [binding.pages_of(sheet) for sheet in sheets], times)
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
