"""Where the lines of headings and short cells may end: browsers end them inside Thai words, where
little room makes it likely.

What stays together is a span that the style sheet of paper does not wrap. This is done to finished
pages, as `terms` is.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .. import thai
from ..tree import Node

_NARROW = ("h1", "h2", "h3", "th", "td")
_THAI = re.compile("[ก-๎]{3}")
_LONGEST_TEXT, _LONGEST_PIECE = 60, 24
"""Letters: a longer text has the room of a paragraph, a longer piece may be wider than its cell."""


def hold(page: Node, names: tuple[str, ...]) -> None:
    """Holds the headings and cells of a page together, and the names in them whole."""
    for place in page.elements(*_NARROW):
        for text in place.texts():
            if len(text.markup) <= _LONGEST_TEXT and _THAI.search(text.markup):
                text.become(_together(text.markup, names))


@lru_cache(5_000)
def _together(text: str, names: tuple[str, ...]) -> str:
    """A text in its pieces; a line may end after each, also where no space stands. A heading stands
    again in tables of other pages."""
    pieces = thai.unbreakable(text, names)
    return "".join(
        _piece(piece, last=place == len(pieces)) for place, piece in enumerate(pieces, 1)
    )


def _piece(piece: str, *, last: bool) -> str:
    word = piece.strip()
    if not word or len(word) > _LONGEST_PIECE:
        return piece
    before, after = piece[: piece.index(word)], piece[piece.index(word) + len(word) :]
    return f'{before}<span class="nb">{word}</span>{after}' + ("" if last or after else "<wbr>")
