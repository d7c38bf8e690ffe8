"""Guide, sheets and pages → what is bound of them: the book of each language, and the packs of
sheets.

What binds is loaded where something is bound.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

from ..guide import Guide
from ..language import Language
from ..lists import places
from ..problems import Problem, ProblemsFound
from ..sheets import Sheet
from ..typesetting.engine import Unavailable
from ..workers import Progress, Workers
from . import book, epub
from .book import Book
from .chapters import Chapter
from .pack import Order, Pack, ordered, ready

__all__ = ["Book", "Chapter", "Order", "bind", "deliver", "make_packs", "pack"]


def bind(
    guide: Guide,
    chapters: Mapping[Language, Sequence[Chapter]],
    prints: Mapping[str, bytes],
    workers: Workers,
    progress: Progress,
) -> tuple[dict[str, bytes], list[Problem]]:
    """The book in each language by its path in a site, from the pages and the sheets that it
    carries, these by their paths; told by its parts as `workers` tell."""
    composed = [
        book.compose(guide, language, pages, prints) for language, pages in chapters.items()
    ]
    try:
        made = book.render(composed, workers, progress)
    except Unavailable as error:
        return {}, [error.problem(notice=True)]
    files = {one.path: content for one, content in zip(composed, made, strict=True)}
    return files | {epub.path(one.language): epub.render(one) for one in composed}, []


def pack(
    guide: Guide,
    order: Order,
    site_url: str | None,
    kept: Path,
    jobs: int | None,
    progress: Progress,
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
    return notices, _packed(asked, filled, kept, jobs, progress)


def deliver(
    guide: Guide,
    order: Order,
    folder: Path,
    site_url: str | None,
    kept: Path,
    jobs: int | None,
    cluster: str | None,
    progress: Progress,
) -> tuple[list[Problem], Iterator[tuple[Path, bool]]]:
    """The packs of many places as volumes in a folder, by the processes of this machine or by a
    cluster, each with whether it is new; and what was understood of the list.

    Raises ProblemsFound for what cannot be understood, and, when the first is asked for, for what
    stands in the way.
    """
    assert order.places
    asked = ordered(guide, order, site_url)
    filled, notices = places.read(order.places, guide.headers)
    return notices, _delivered(asked, filled, folder, kept, jobs, cluster, progress)


def _delivered(
    asked: Pack,
    filled: list[places.Filled],
    folder: Path,
    kept: Path,
    jobs: int | None,
    cluster: str | None,
    progress: Progress,
) -> Iterator[tuple[Path, bool]]:
    from ..cluster import Cluster
    from . import packing, volumes

    with _made_here(), Workers(kept, jobs) as workers:
        there = Path(os.devnull) if cluster else kept
        wanted = [
            volumes.Volume(one.work(there), len(one.places))
            for one in packing.volumes(asked, filled, workers)
        ]
        with Cluster(cluster) if cluster else nullcontext(workers) as crew:
            yield from volumes.deliver(folder, wanted, crew, progress)


def _packed(
    asked: Pack, filled: list[places.Filled], kept: Path, jobs: int | None, progress: Progress
) -> Iterator[bytes]:
    from . import packing

    with _made_here(), Workers(kept, jobs) as workers:
        if filled:
            volumes = packing.volumes(asked, filled, workers)
            yield from workers.made([one.work(kept) for one in volumes], progress)
        else:
            yield packing.render(asked, workers, progress)


@contextmanager
def _made_here() -> Iterator[None]:
    """Tells where Pango is missing."""
    try:
        yield
    except Unavailable as error:
        raise ProblemsFound([error.problem(notice=False)]) from None


def make_packs(
    guide: Guide,
    sheets: Sequence[Sheet],
    printed: Mapping[str, bytes],
    workers: Workers,
    progress: Progress,
) -> dict[str, bytes]:
    """The packs that a site has ready, by their paths, of its sheets as they are printed."""
    from . import packing

    wanted = dict(ready(guide, sheets))
    works = [
        packing.of_sheets(one, [printed[sheet.path("pdf")] for sheet in one.sheets])
        for one in wanted.values()
    ]
    return dict(zip(wanted, workers.made(works, progress), strict=True))
