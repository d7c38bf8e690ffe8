"""Guide → printed sheets: every sheet in each of its languages and formats, made once and kept for
the next build."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

from ..guide import Guide
from ..kept import Kept
from ..problems import Problem
from ..typesetting import libraries
from ..typesetting.engine import Unavailable
from . import pdf
from .sheet import Sheet, plan

__all__ = ["FORMATS", "Sheet", "make", "plan"]


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

    Sheets that the folder `kept` holds are not made again. `progress` is told how many of how many
    have been made so far.
    """
    cache = Kept(kept)
    wanted = [(sheet, extension) for sheet in plan(guide, site_url) for extension in FORMATS]
    keys = {
        sheet.path(extension): cache.key(sheet.path(extension), repr(sheet))
        for sheet, extension in wanted
    }
    made = {path: content for path, key in keys.items() if (content := cache.get(key)) is not None}
    missing = [
        (sheet, extension) for sheet, extension in wanted if sheet.path(extension) not in made
    ]
    unavailable: dict[str, Problem] = {}
    for count, (sheet, extension) in enumerate(missing):
        progress(count, len(missing))
        if extension in unavailable:
            continue
        path = sheet.path(extension)
        try:
            made[path] = FORMATS[extension](sheet)
        except Unavailable as error:
            unavailable[extension] = error.problem(notice=True)
            continue
        cache.put(keys[path], made[path])
        gc.collect(1)  # a laid-out sheet is full of circles, and a build does not collect by itself
    return _in_order(made, keys), [
        *unavailable.values(),
        *(libraries.without_subset() if missing and not unavailable else ()),
    ]


def _in_order(made: dict[str, bytes], keys: dict[str, str]) -> dict[str, bytes]:
    return {path: made[path] for path in keys if path in made}
