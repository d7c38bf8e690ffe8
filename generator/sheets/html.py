"""Sheet → HTML for the PDF: its templates, and how the fields of a sheet share the width of the
paper."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path

from markupsafe import Markup

from .. import letters
from ..language import Language
from ..markup import Templates, Words, markup
from ..model import Column, RatingField, Text, Worksheet, WorksheetField, WorksheetSection
from ..thai import unbreakable
from ..typesetting import qr
from .sheet import BOTH, Sheet

WIDTH = 180.0
"""The paper between its margins, in mm."""
GAP = 4.0
LETTER = 2.15
"""The mean width of a letter at the size of the text, in mm."""
_SIGNATURE, _ABREAST = 29.0, 4
"""Signatures are up to twice so wide, in mm, and so many stand beside each other."""
_HEAD, _AROUND = 3.9, 3.4
"""The size of the heads of columns, and the room that a cell leaves around its words, in mm."""
_LONGEST_WORD = 60.0
"""No word makes a column wider than this, in mm: a longer one ends its lines where it has to."""


def html(sheet: Sheet, density: str = "") -> str:
    """The page of a sheet; `density` is a class that says how much room blanks take."""
    return _templates().render(
        "worksheet.html" if isinstance(sheet.record, Worksheet) else "facilitator.html",
        sheet=sheet,
        it=sheet.record,
        language=sheet.language,
        bilingual=sheet.languages == BOTH,
        words=Words(sheet.language),
        density=density,
        qr=Markup(qr.svg(sheet.address)) if sheet.address else "",  # noqa: S704 - made here, of an address
        say=partial(said, languages=sheet.languages, between=" "),
        under=partial(said, languages=sheet.languages, between=Markup(" <br>")),
        shares=partial(shares, sheet=sheet),
        blocks=partial(blocks, sheet=sheet),
        filled=partial(_filled, sheet=sheet),
    )


@cache
def _templates() -> Templates:
    return Templates(
        Path(__file__).parent / "templates", pair=Words.pair, scale=scale_ends, closes=closes
    )


def said(text: Text, languages: tuple[Language, ...], between: str) -> Markup:
    """A text in the languages of a sheet: the English beside the Thai, or under it."""
    first = markup(text, languages[0])
    if languages != BOTH or not text.en:
        return first
    return Markup('{}{}<span class="en" lang="en">{}</span>').format(
        first, between, markup(text, Language.EN)
    )


def scale_ends(field: RatingField) -> Text:
    """What the ends of a rating mean."""
    names = {
        language: {"low": field.low.of(language), "high": field.high.of(language)}
        for language in Language
    }
    return Text(
        **{
            language.value: Words(language)("worksheet.scale", **names[language])
            for language in Language
        }
    )


def closes(section: WorksheetSection) -> bool:
    """Whether a section is the signatures and little else, which must not stand alone on a last
    page."""
    rows = [field.how for field in section.fields]
    return any(row.layout == "signature" for row in rows) and not any(row.large for row in rows)


def blocks(
    fields: Iterable[WorksheetField], sheet: Sheet
) -> list[tuple[str, list[tuple[WorksheetField, float]]]]:
    """The fields of a section in the order they are printed: ("line", fields that share a line), or
    (layout, [one field]).

    A field whose label leaves no room beside it is "tall". With each field stands its width in mm.
    Signatures share lines too.
    """
    blocks: list[tuple[str, list[tuple[WorksheetField, float]]]] = []
    left = 0.0
    for field in fields:
        if field.how.layout == "line":
            need = _need(field, sheet)
            if need > WIDTH + GAP:
                blocks.append(("tall", [(field, WIDTH)]))
                continue
            if not blocks or blocks[-1][0] != "line" or need > left:
                blocks.append(("line", []))
                left = WIDTH + GAP
            blocks[-1][1].append((field, need))
            left -= need
        elif field.how.layout == "signature":
            need = max(_SIGNATURE, _widest(field.label, sheet) + GAP)
            if (
                not blocks
                or blocks[-1][0] != "signature"
                or len(blocks[-1][1]) == _ABREAST
                or sum(other for _, other in blocks[-1][1]) + need > WIDTH + GAP
            ):
                blocks.append(("signature", []))
            blocks[-1][1].append((field, need))
        else:
            blocks.append((field.how.layout, [(field, WIDTH)]))
    shared = {"line": _widths, "signature": _alike}
    return [(kind, shared[kind](some) if kind in shared else some) for kind, some in blocks]


def _widths(fields: list[tuple[WorksheetField, float]]) -> list[tuple[WorksheetField, float]]:
    """The width of each field of a line, in mm: all together the whole, but none more than twice
    what it needs."""
    scale = min(2.0, (WIDTH + GAP) / sum(need for _, need in fields))
    return [(field, int(10 * (need * scale - GAP)) / 10) for field, need in fields]


def _alike(fields: list[tuple[WorksheetField, float]]) -> list[tuple[WorksheetField, float]]:
    """The width of each of some signatures, in mm: what is left is shared alike."""
    more = (WIDTH + GAP - sum(need for _, need in fields)) / len(fields)
    wide = ((field, min(need + more, max(need, 2 * _SIGNATURE))) for field, need in fields)
    return [(field, int(10 * (width - GAP)) / 10) for field, width in wide]


def _need(field: WorksheetField, sheet: Sheet) -> float:
    """The width of a label, its unit, its note and the rule to write on, or what is filled in, in
    mm."""
    bilingual, filled = sheet.languages == BOTH, _filled(field, sheet)
    texts = [text for text in (field.label, getattr(field, "unit", None), field.note) if text]
    count = sum(
        letter_count(text.th) + (0.85 * (letter_count(text.en or "") + 1) if bilingual else 0)
        for text in texts
    )
    room = max(field.how.room, letter_count(filled[1]) * LETTER) if filled else field.how.room
    return count * LETTER + room + GAP


def _filled(field: WorksheetField, sheet: Sheet) -> tuple[str, str] | None:
    """The id of a common field and what has been filled in; None for a blank."""
    mine = field.id in dict(sheet.filled) and any(field is common for common in sheet.head)
    return (field.id, dict(sheet.filled)[field.id]) if mine else None


def letter_count(text: str) -> int:
    """How many letters stand beside each other: marks above and below take no width."""
    return sum(unicodedata.category(letter) != "Mn" for letter in text)


def shares(columns: tuple[Column, ...], sheet: Sheet) -> list[float]:
    """The widths of a table's columns in % of the paper: as the data say, but never less than
    boxes, circles and heads take."""
    room = [column.how.column for column in columns]
    words = [min(_widest(column.label, sheet) + _AROUND, _LONGEST_WORD) for column in columns]
    over = [max(word - own, 0.0) for word, own in zip(words, room, strict=True)]
    part = min(1.0, max(WIDTH - sum(room), 0.0) / (sum(over) or 1.0))
    least = [own + part * more for own, more in zip(room, over, strict=True)]
    widths = [0.0] * len(columns)
    open_columns, left = set(range(len(columns))), WIDTH
    while (
        open_columns
    ):  # what is narrower than it has to be gets its least, and the others share what is left
        weight = sum(columns[n].width for n in open_columns)
        narrow = {n for n in open_columns if left * columns[n].width / weight < least[n]}
        for n in narrow or open_columns:
            widths[n] = least[n] if narrow else left * columns[n].width / weight
        left -= sum(widths[n] for n in narrow)
        open_columns = open_columns - narrow if narrow else set()
    return [round(100 * width / sum(widths), 2) for width in widths]


def _widest(label: Text, sheet: Sheet) -> float:
    """What of the head of a column, or under a signature, has to stand on one line, in mm."""
    sizes = zip(sheet.languages, (_HEAD, 0.85 * _HEAD), strict=False)
    return max(
        letters.width(piece, size)
        for language, size in sizes
        for piece in unbreakable(label.of(language), sheet.keep)
    )
