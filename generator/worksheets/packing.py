"""Pack → PDF: its sheets as they are kept, its front with true page numbers, all bound as one."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread

from ..language import Language
from ..markup import Words
from . import binding, pdf
from .cache import Cache
from .html import front, labels
from .pack import NUMBER, Pack
from .sheet import Sheet

Progress = Callable[[int, int], None]


def render(pack: Pack, cache: Cache, progress: Progress = lambda done, total: None) -> bytes:
    """A pack as PDF, tagged unless its copies are numbered. Raises pdf.Unavailable where Pango is not installed.

    What is in the cache is not made again: the pack, or its sheets. `progress` is told how many sheets are ready.
    """
    key = cache.key("pack", repr(pack))
    made = cache.get(key)
    if made is None:
        made = _made(pack, cache, progress)
        cache.put(key, made)
        gc.collect(1)  # as after each sheet
    return made


def settled(pack: Pack) -> Pack:
    """The pack with sheets whose density is known, so that it is not sought again for each place."""
    return replace(pack, sheets=tuple(replace(sheet, density=pdf.density_of(sheet)) for sheet in pack.sheets))


def render_places(packs: Sequence[Pack], kept: Path, jobs: int, progress: Progress) -> bytes:
    """A pack for each of several places, all as one PDF; each is kept as soon as it is made, so that nothing is made twice."""
    made: dict[int, bytes] = {}
    if jobs < 2:
        for number, pack in enumerate(packs):
            progress(number, len(packs))
            made[number] = render(pack, Cache(kept))
    else:
        with ProcessPoolExecutor(min(jobs, len(packs)), get_context("spawn"), _end_with_parent) as pool:
            waiting = {pool.submit(_render_in, kept, pack): number for number, pack in enumerate(packs)}
            try:
                for done in as_completed(waiting):
                    progress(len(made), len(packs))
                    made[waiting[done]] = done.result()
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
    names = [" · ".join(value for _, value in pack.place) for pack in packs]
    return binding.join([made[number] for number in range(len(packs))], names)


def _end_with_parent() -> None:
    """Lets a process end when the one that called it was killed: its queue would wait for ever."""

    def wait() -> None:
        if parent := parent_process():
            parent.join()
            os._exit(1)

    Thread(target=wait, daemon=True).start()


def _render_in(kept: Path, pack: Pack) -> bytes:
    """A pack, made in a process of its own."""
    return render(pack, Cache(kept))


def _made(pack: Pack, cache: Cache, progress: Progress) -> bytes:
    sheets = []
    for number, sheet in enumerate(pack.sheets):
        progress(number, len(pack.sheets))
        sheets.append(_sheet(sheet, cache))
    times = [pack.copies if pack.numbered and sheet.is_worksheet else 1 for sheet in pack.sheets]
    cover, total = _front(pack, [binding.pages_of(sheet) for sheet in sheets], times)
    words = Words(pack.language)
    numbers = _labels(tuple(words("pack.page_n", n=number) for number in range(1, total + 1)), pack.language, "number")
    if not pack.numbered:
        return binding.bind(cover, sheets, numbers, pack.copies)
    filled = _labels(tuple(map(str, range(1, pack.copies + 1))), pack.language, "filled")
    return binding.bind_copies(cover, sheets, times, numbers, NUMBER, filled)


def _sheet(sheet: Sheet, cache: Cache) -> bytes:
    """A sheet as it is kept for the site, or made now and kept."""
    key = cache.key(sheet.path("pdf"), repr(sheet))
    made = cache.get(key)
    if made is None:
        made = pdf.render(sheet)
        cache.put(key, made)
        gc.collect(1)  # as for the sheets of a site
    return made


def _front(pack: Pack, sizes: Sequence[int], times: Sequence[int]) -> tuple[bytes, int]:
    """The cover and the contents, and how many pages the whole pack has: the front's own number shifts what it tells."""
    mine, made = 2, b""
    while not made or binding.pages_of(made) != mine:
        mine = binding.pages_of(made) if made else mine
        *firsts, end = accumulate((size * count for size, count in zip(sizes, times, strict=True)), initial=mine + 1)
        made = pdf.lines_of(front(pack, firsts, [size * count for size, count in zip(sizes, times, strict=True)]), pack.keep)
    return made, end - 1


@lru_cache(1)
def _labels(texts: tuple[str, ...], language: Language, kind: str) -> bytes:
    """Labels, kept for the next pack: those of the places of a list have the same pages."""
    return pdf.lines_of(labels(texts, language, kind))
