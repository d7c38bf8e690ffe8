"""Guide → printed sheets: every sheet in each of its languages and formats, made once and kept for the next build."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from pathlib import Path

from ..guide import Guide
from ..language import Language
from ..problems import Place, Problem, ProblemsFound, Say
from . import book, libraries, packing, pdf, places
from .book import Book
from .cache import Cache
from .chapters import Chapter
from .pack import Order, Pack, ordered, ready
from .sheet import Sheet, plan
from .table import read as listed

__all__ = ["FORMATS", "Book", "Chapter", "Order", "Sheet", "bind", "listed", "make", "make_packs", "pack", "plan"]


def _docx(sheet: Sheet) -> bytes:
    """A sheet for Word, whose library is loaded when the first is made."""
    from . import docx

    return docx.render(sheet)


FORMATS: dict[str, Callable[[Sheet], bytes]] = {"pdf": pdf.render, "docx": _docx}
"""How a sheet is made in each format, by the extension of its file."""


def make(
    guide: Guide, site_url: str | None, kept: Path, progress: Callable[[int, int], None]
) -> tuple[dict[str, bytes], list[Problem]]:
    """Every sheet by its path in a site, and a notice where some could not be made.

    Sheets that the folder `kept` holds are not made again. `progress` is told how many of how many have been made so far.
    """
    cache = Cache(kept)
    wanted = [(sheet, extension) for sheet in plan(guide, site_url) for extension in FORMATS]
    keys = {sheet.path(extension): cache.key(sheet.path(extension), repr(sheet)) for sheet, extension in wanted}
    made = {path: content for path, key in keys.items() if (content := cache.get(key)) is not None}
    missing = [(sheet, extension) for sheet, extension in wanted if sheet.path(extension) not in made]
    unavailable: dict[str, Problem] = {}
    for count, (sheet, extension) in enumerate(missing):
        progress(count, len(missing))
        if extension in unavailable:
            continue
        path = sheet.path(extension)
        try:
            made[path] = FORMATS[extension](sheet)
        except pdf.Unavailable as error:
            unavailable[extension] = _unavailable(error)
            continue
        cache.put(keys[path], made[path])
        gc.collect(1)  # a laid-out sheet is full of circles, and a build does not collect by itself
    cache.forget_unused()
    return _in_order(made, keys), [*unavailable.values(), *(_without_subset() if missing and not unavailable else ())]


def bind(
    guide: Guide, chapters: Mapping[Language, Sequence[Chapter]], kept: Path, progress: Callable[[int, int], None]
) -> tuple[dict[str, bytes], list[Problem]]:
    """The book in each language by its path in a site, from the pages that it carries; kept and told as sheets are."""
    cache = Cache(kept)
    made: dict[str, bytes] = {}
    for count, (language, pages) in enumerate(chapters.items()):
        one = book.bound(guide, language, pages)
        key = cache.key(one.path, repr(one))
        content = cache.get(key)
        if content is None:
            progress(count, len(chapters))
            try:
                content = book.render(one)
            except pdf.Unavailable as error:
                return made, [_unavailable(error)]
            cache.put(key, content)
            gc.collect()
        made[one.path] = content
    return made, []


def pack(
    guide: Guide, order: Order, site_url: str | None, kept: Path, progress: Callable[[int, int], None]
) -> tuple[list[Problem], Iterator[bytes]]:
    """The pack that somebody asks for, as one PDF, or as several for many places; and what was understood of the list of these.

    Raises ProblemsFound for what cannot be understood, and, when the first is asked for, where Pango is missing.
    """
    asked = ordered(guide, order, site_url)
    filled, notices = places.read(order.places, guide.headers) if order.places else places.Places([], [])
    return notices, _packed(asked, filled, order.jobs, kept, progress)


def _packed(
    asked: Pack, filled: list[places.Filled], jobs: int, kept: Path, progress: Callable[[int, int], None]
) -> Iterator[bytes]:
    try:
        if filled:
            asked = packing.settled(asked)
            yield from packing.render_places([asked.at(place) for place in filled], kept, jobs, progress)
        else:
            yield packing.render(asked, Cache(kept), progress)
    except pdf.Unavailable as error:
        raise ProblemsFound([_unavailable(error, notice=False)]) from None
    except BrokenExecutor:
        what = Say("โปรเซสหนึ่งหยุดกลางคัน", "one of the processes was ended")
        remedy = Say("เรียกใหม่ ส่วนที่ทำแล้วเก็บไว้ หรือลด --jobs", "call again: what was made is kept; or use fewer --jobs")
        raise ProblemsFound([Problem(Place("--jobs"), what, remedy)]) from None


def make_packs(guide: Guide, site_url: str | None, kept: Path, progress: Callable[[int, int], None]) -> dict[str, bytes]:
    """The packs that a site has ready, by their paths; none where no sheets can be made, which `make` has told."""
    cache, wanted = Cache(kept), dict(ready(guide, site_url))
    made: dict[str, bytes] = {}
    try:
        for count, (path, one) in enumerate(wanted.items()):
            progress(count, len(wanted))
            made[path] = packing.render(one, cache)
    except pdf.Unavailable:
        return {}
    return made


def _in_order(made: dict[str, bytes], keys: dict[str, str]) -> dict[str, bytes]:
    return {path: made[path] for path in keys if path in made}


def _unavailable(error: pdf.Unavailable, *, notice: bool = True) -> Problem:
    reason = str(error).splitlines()[0].split(":")[0]
    what = Say(f"ทำใบงาน PDF ไม่ได้ ({reason})", f"no PDF sheets could be made ({reason})")
    if notice:
        what = Say(f"{what.th} ส่วนอื่นของเว็บไซต์ครบ", f"{what.en}; the rest of the site is whole")
    install = f"apt install {' '.join(libraries.missing() or libraries.ALL)}"
    return Problem(Place("worksheets/*.pdf"), what, Say(f"ติดตั้ง Pango: {install}", f"install Pango: {install}"), notice)


def _without_subset() -> Iterator[Problem]:
    """A notice where the one library is missing without which sheets are made all the same."""
    if libraries.SUBSET in libraries.missing():
        what = Say(
            f"ไม่มี {libraries.SUBSET} ไฟล์ PDF ใช้ได้เหมือนกัน แต่ไบต์ต่างจากเครื่องที่มี",
            f"{libraries.SUBSET} is missing; the PDFs are as good, but not the same bytes as where it is",
        )
        install = f"apt install {libraries.SUBSET}"
        yield Problem(Place("worksheets/*.pdf"), what, Say(f"ติดตั้ง: {install}", f"install it: {install}"), notice=True)
