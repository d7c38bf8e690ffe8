"""Where the lines of headings and short cells may end: browsers end them inside Thai words, where little room makes it likely.

What stays together is a span that the style sheet of paper does not wrap. This is done to finished pages, as `terms` is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from .. import thai
from ..guide import Guide
from .page import Page, Site

_NARROW = re.compile(r"<(h[1-3]|t[hd])\b[^>]*>.*?</\1>", re.DOTALL)
_THAI = re.compile(r"(?<=>)[^<>]*[ก-๎]{3}[^<>]*(?=<)")
_LONGEST_TEXT, _LONGEST_PIECE = 60, 24
"""Letters: a longer text has the room of a paragraph, a longer piece may be wider than its cell."""


def held(site: Site, guide: Guide) -> Site:
    """The site with its headings and cells held together."""
    names = tuple(dict.fromkeys(term.title.th for term in guide.terms))
    return replace(site, pages=tuple(_held(page, names) if page.how.held else page for page in site.pages))


def _held(page: Page, names: Iterable[str]) -> Page:
    def text(found: re.Match[str]) -> str:
        return _together(found[0], names) if len(found[0]) <= _LONGEST_TEXT else found[0]

    return replace(page, html=_NARROW.sub(lambda part: _THAI.sub(text, part[0]), page.html))


def _together(text: str, names: Iterable[str]) -> str:
    """A text in its pieces; a line may end after each, also where no space stands."""
    pieces = thai.unbreakable(text, names)
    return "".join(_piece(piece, last=place == len(pieces)) for place, piece in enumerate(pieces, 1))


def _piece(piece: str, *, last: bool) -> str:
    word = piece.strip()
    if not word or len(word) > _LONGEST_PIECE:
        return piece
    before, after = piece[: piece.index(word)], piece[piece.index(word) + len(word) :]
    return f'{before}<span class="nb">{word}</span>{after}' + ("" if last or after else "<wbr>")
