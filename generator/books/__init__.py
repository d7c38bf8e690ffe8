"""Guide, sheets and pages → what is bound of them: the book of each language, and the packs of
sheets."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from pathlib import Path

from ..guide import Guide
from ..kept import Kept
from ..language import Language
from ..lists import places
from ..problems import Place, Problem, ProblemsFound, Say
from ..typesetting.engine import Unavailable
from . import book, packing
from .book import Book
from .chapters import Chapter
from .pack import Order, Pack, ordered, ready

__all__ = ["Book", "Chapter", "Order", "bind", "make_packs", "pack"]


def bind(
    guide: Guide,
    chapters: Mapping[Language, Sequence[Chapter]],
    kept: Path,
    progress: Callable[[int, int], None],
) -> tuple[dict[str, bytes], list[Problem]]:
    """The book in each language by its path in a site, from the pages that it carries; kept and
    told as sheets are."""
    cache = Kept(kept)
    made: dict[str, bytes] = {}
    for count, (language, pages) in enumerate(chapters.items()):
        one = book.compose(guide, language, pages)
        key = cache.key(one.path, repr(one))
        content = cache.get(key)
        if content is None:
            progress(count, len(chapters))
            try:
                content = book.render(one)
            except Unavailable as error:
                return made, [error.problem(notice=True)]
            cache.put(key, content)
            gc.collect()
        made[one.path] = content
    return made, []


def pack(
    guide: Guide,
    order: Order,
    site_url: str | None,
    kept: Path,
    progress: Callable[[int, int], None],
) -> tuple[list[Problem], Iterator[bytes]]:
    """The pack that somebody asks for, as one PDF, or as several for many places; and what was
    understood of the list of these.

    Raises ProblemsFound for what cannot be understood, and, when the first is asked for, where
    Pango is missing.
    """
    asked = ordered(guide, order, site_url)
    filled, notices = (
        places.read(order.places, guide.headers) if order.places else places.Places([], [])
    )
    return notices, _packed(asked, filled, order.jobs, kept, progress)


def _packed(
    asked: Pack,
    filled: list[places.Filled],
    jobs: int,
    kept: Path,
    progress: Callable[[int, int], None],
) -> Iterator[bytes]:
    try:
        if filled:
            asked = packing.with_densities(asked)
            yield from packing.render_places(
                [asked.at(place) for place in filled], kept, jobs, progress
            )
        else:
            yield packing.render(asked, Kept(kept), progress)
    except Unavailable as error:
        raise ProblemsFound([error.problem(notice=False)]) from None
    except BrokenExecutor:
        what = Say("โปรเซสหนึ่งหยุดกลางคัน", "one of the processes was ended")
        remedy = Say(
            "เรียกใหม่ ส่วนที่ทำแล้วเก็บไว้ หรือลด --jobs",
            "call again: what was made is kept; or use fewer --jobs",
        )
        raise ProblemsFound([Problem(Place("--jobs"), what, remedy)]) from None


def make_packs(
    guide: Guide, site_url: str | None, kept: Path, progress: Callable[[int, int], None]
) -> dict[str, bytes]:
    """The packs that a site has ready, by their paths; none where no sheets can be made, which
    `make` has told."""
    cache, wanted = Kept(kept), dict(ready(guide, site_url))
    made: dict[str, bytes] = {}
    try:
        for count, (path, one) in enumerate(wanted.items()):
            progress(count, len(wanted))
            made[path] = packing.render(one, cache)
    except Unavailable:
        return {}
    return made
