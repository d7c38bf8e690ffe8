"""Sheet → HTML for the PDF: its templates."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path

from markupsafe import Markup

from ..language import Language
from ..markup import Templates, Words, markup
from ..model import RatingField, Text, Worksheet
from ..typesetting import qr
from . import room
from .sheet import BOTH, Sheet


def html(sheet: Sheet, density: str = "") -> str:
    """The page of a sheet; `density` is a class that says what has to stay together."""
    template = (
        "continuation.html"
        if sheet.more
        else "worksheet.html"
        if isinstance(sheet.record, Worksheet)
        else "facilitator.html"
    )
    return _templates().render(
        template,
        sheet=sheet,
        it=sheet.record,
        language=sheet.language,
        bilingual=sheet.languages == BOTH,
        words=Words(sheet.language),
        density=density,
        qr=Markup(qr.svg(sheet.address)) if sheet.address else "",  # noqa: S704 - made here, of an address
        say=partial(said, languages=sheet.languages, between=" "),
        under=partial(said, languages=sheet.languages, between=Markup(" <br>")),
        top=room.top(sheet),
        corner=room.corner(sheet),
        bottom=room.bottom(sheet),
        repeated=room.repeated(sheet),
        shares=partial(room.shares, sheet=sheet),
        blocks=partial(room.blocks, sheet=sheet),
        filled=partial(room.filled, sheet=sheet),
        beside=partial(room.beside, sheet=sheet),
        tick_width=partial(room.tick_width, sheet=sheet),
        answer=sheet.answer,
        entered=partial(room.entered, language=sheet.language),
        left_beside=partial(room.left_beside, sheet=sheet),
    )


@cache
def _templates() -> Templates:
    return Templates(
        Path(__file__).parent / "templates",
        pair=Words.pair,
        scale=scale_ends,
        closes=room.closes,
        papers=room.papers,
        paper_of=room.paper_of,
        rows_on=room.rows_on,
        upright=room.WIDTH,
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
