"""Pack → PDF: its sheets as they are kept, its front with true page numbers, all bound as one."""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import lru_cache, partial
from itertools import accumulate
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread

from ..kept import Kept
from ..language import Language
from ..markup import Words
from ..quiet import hush
from ..sheets import pdf
from ..sheets.sheet import Sheet
from . import binding
from .front import front, labels
from .pack import NUMBER, Pack

Progress = Callable[[int, int], None]

MOST_PAGES = 500
"""Of packs for places that are joined: each page takes a quarter of a megabyte while they are."""


def render(pack: Pack, cache: Kept, progress: Progress = lambda done, total: None) -> bytes:
    """A pack as PDF, tagged unless its copies are numbered. Raises Unavailable where Pango is not
    installed.

    What is in the cache is not made again: the pack, or its sheets. `progress` is told how many
    sheets are ready.
    """
    key = cache.key("pack", repr(pack))
    made = cache.get(key)
    if made is None:
        made = _made(pack, cache, progress)
        cache.put(key, made)
        gc.collect(1)  # as after each sheet
    return made


def with_densities(pack: Pack) -> Pack:
    """The pack with sheets whose density is known, so that it is not sought again for each
    place."""
    return replace(
        pack, sheets=tuple(replace(sheet, density=pdf.density_of(sheet)) for sheet in pack.sheets)
    )


def render_places(
    packs: Sequence[Pack], kept: Path, jobs: int, progress: Progress
) -> Iterator[bytes]:
    """A pack for each of several places, together as one PDF, or as several where one would have
    more than MOST_PAGES.

    Each is kept as soon as it is made, so that nothing is made twice.
    """
    made = _each(packs, kept, jobs)
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


def _each(packs: Sequence[Pack], kept: Path, jobs: int) -> Iterator[bytes]:
    """Each of the packs, in their order."""
    render_one = partial(_render_in, kept)
    if jobs < 2:
        yield from map(render_one, packs)
        return
    with ProcessPoolExecutor(min(jobs, len(packs)), get_context("spawn"), _end_with_parent) as pool:
        try:
            yield from pool.map(render_one, packs)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _end_with_parent() -> None:
    """Lets a process, as quiet as ours, end when the one that called it was killed: its queue would
    wait for ever."""
    hush()

    def wait() -> None:
        if parent := parent_process():
            parent.join()
            signal.raise_signal(signal.SIGTERM)

    Thread(target=wait, daemon=True).start()


def _render_in(kept: Path, pack: Pack) -> bytes:
    """A pack, made in a process of its own."""
    return render(pack, Kept(kept))


def _made(pack: Pack, cache: Kept, progress: Progress) -> bytes:
    sheets = []
    for number, sheet in enumerate(pack.sheets):
        progress(number, len(pack.sheets))
        sheets.append(_sheet(sheet, cache))
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


def _sheet(sheet: Sheet, cache: Kept) -> bytes:
    """A sheet as it is kept for the site, or made now and kept."""
    key = cache.key(sheet.path("pdf"), repr(sheet))
    made = cache.get(key)
    if made is None:
        made = pdf.render(sheet)
        cache.put(key, made)
        gc.collect(1)  # as for the sheets of a site
    return made


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
