"""What is torn on the pages of a book, as PDFium sees them: what stands where, how large, how bold."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium_c

HEAD, FOOT = 62, 57
"""How much of a page its head and its foot take, in points: a landscape page has less."""
SMALL = 8.8
"""What is smaller is small print."""


class Line(NamedTuple):
    """A line of text: how far below the upper edge its letters end and begin, and where, how large they are, and whether
    all are bold, or the first."""

    bottom: float
    top: float
    left: float
    size: float
    is_bold: bool
    begins_bold: bool


class Leaf(NamedTuple):
    """A page: the lines of its text from above to below, where what stands on it ends, its height."""

    lines: list[Line]
    bottom: float
    height: float

    def used(self) -> float:
        """How much of the room for text is used."""
        return (self.bottom - HEAD) / (self.height - HEAD - FOOT)


def leaves(content: bytes) -> Iterator[Leaf]:
    """The pages of a PDF, without their heads and feet."""
    document = pypdfium2.PdfDocument(content)
    for page in document:
        height = page.get_height()
        lines, bottom = [], 0.0
        for thing in page.get_objects(max_depth=2):
            left, low, right, high = thing.get_bounds()
            end, begin = height - low, height - high
            if begin < HEAD - 22 or end > height - FOOT + 8 or right <= left:
                continue
            bottom = max(bottom, end)
            if thing.type == pdfium_c.FPDF_PAGEOBJ_TEXT:
                lines.append(Line(end, begin, left, _size(thing), _is_bold(thing), _is_bold(thing)))
        yield Leaf(_joined(lines), bottom, height)


def _size(text: pypdfium2.PdfObject) -> float:
    size = ctypes.c_float()
    pdfium_c.FPDFTextObj_GetFontSize(text.raw, size)
    return float(size.value) * abs(text.get_matrix().d)


def _is_bold(text: pypdfium2.PdfObject) -> bool:
    font = pdfium_c.FPDFTextObj_GetFont(text.raw)
    name = ctypes.create_string_buffer(100)
    pdfium_c.FPDFFont_GetBaseFontName(font, name, 100)
    return b"Semi" in name.value


def _joined(pieces: list[Line]) -> list[Line]:
    """The pieces of text of each line as one: bold where all of it is."""
    lines: list[Line] = []
    for piece in sorted((piece for piece in pieces if piece.size > SMALL), key=lambda piece: (piece.bottom, piece.left)):
        if lines and piece.top < lines[-1].bottom - 3:
            last = lines.pop()
            lines.append(
                Line(
                    max(last.bottom, piece.bottom),
                    min(last.top, piece.top),
                    min(last.left, piece.left),
                    max(last.size, piece.size),
                    last.is_bold and piece.is_bold,
                    min(last, piece, key=lambda one: one.left).begins_bold,
                )
            )
        else:
            lines.append(piece)
    return lines


def faults(content: bytes, sections: set[int], chapters: dict[int, float]) -> Iterator[tuple[int, str]]:
    """What is torn: on which page, and how. `sections` are the pages on which sections begin; `chapters` how far
    below the upper edge the others begin, by their pages."""
    pages = list(leaves(content))
    for number, page in enumerate(pages, 1):
        is_last = number == len(pages) or number + 1 in sections
        if not is_last and page.used() < 1 / 3:
            yield number, f"only {page.used():.0%} are used"
        if not is_last and _heads_nothing(page):
            yield number, "what is bold is the last line"
        if (top := chapters.get(number)) and (top - HEAD) / (page.height - HEAD - FOOT) > 0.53:
            yield number, "a chapter begins below the middle"


def _heads_nothing(page: Leaf) -> bool:
    """Whether a page ends with a heading or a label; the second line of a label has its value beside the first."""
    above, last = ([None, None, *page.lines])[-2:]
    if last is None or not last.is_bold or page.bottom > last.bottom + 4:
        return False
    return not (above and above.begins_bold and not above.is_bold and abs(above.left - last.left) < 3)
