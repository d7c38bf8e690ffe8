"""Guide → printed sheets: every sheet in each of its languages and formats, made once and kept for
the next build."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..kept import Kept
from ..problems import Problem
from ..typesetting.engine import Unavailable, typesetter
from ..workers import Progress, Work, Workers
from . import pdf
from .sheet import Sheet, examples, plan

__all__ = ["FORMATS", "Sheet", "examples", "make", "plan", "work"]


def _docx(sheet: Sheet) -> bytes:
    """A sheet for Word, whose library is loaded when the first is made."""
    from . import docx

    return docx.render(sheet)


FORMATS: dict[str, Callable[[Sheet], bytes]] = {"pdf": pdf.render, "docx": _docx}
"""How a sheet is made in each format, by the extension of its file."""


def work(sheet: Sheet, extension: str) -> Work:
    """The making of a sheet in a format."""
    name = Kept.key(sheet.path(extension), sheet.whole)
    return Work(name, FORMATS[extension], (sheet,), long=extension == "pdf")


def make(
    sheets: Sequence[Sheet], filled: Sequence[Sheet], workers: Workers, progress: Progress
) -> tuple[dict[str, bytes], list[Problem]]:
    """Every sheet by its path in a site, those that are `filled` in as PDF alone, and a notice where
    PDFs cannot be made; told as `workers` tell."""
    works = {
        sheet.path(extension): work(sheet, extension) for sheet in sheets for extension in FORMATS
    }
    onward = [more for sheet in sheets if (more := sheet.continued)]
    works |= {sheet.path("pdf"): work(sheet, "pdf") for sheet in (*onward, *filled)}
    unavailable = []
    papers = [path for path in works if path.endswith(".pdf")]
    if any(workers.kept(works[path].name) is None for path in papers):
        try:
            typesetter()
        except Unavailable as error:
            unavailable.append(error.problem(notice=True))
            works = {path: one for path, one in works.items() if path not in papers}
    made = workers.made(list(works.values()), progress)
    return dict(zip(works, made, strict=True)), unavailable
