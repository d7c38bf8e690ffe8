"""Where the lines of Thai may end: browsers look for words in a dictionary of their own, and end
lines inside those that it lacks, inside names, and between a number and its unit.

What stays together is a span that is not wrapped, and a line may end at the `<wbr>` behind it, which
is no letter: what is copied, searched and found is the text. This is done to finished markup, and to the titles that the
theme says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from .. import letters, thai
from ..guide import Guide

_BARRED = "option pre script style svg template textarea title".split()
"""What holds no lines, or cannot hold a span."""
_TAG = re.compile(
    f'((?:{"|".join(f"<{name}[ >].*?</{name}>" for name in _BARRED)})|<(?:[^<>"]|"[^"]*")*>)',
    re.DOTALL,
)
_HELD = re.compile("[ก-๎]{2}")
_AMOUNT = re.compile("[0-9๐-๙][^ ]* ")
_RUN = re.compile("[ก-๎]+")
_INLINE = re.compile(r"<(a|b|code|small|span|strong)\b")
_LAST_WORD, _FIRST_WORD = re.compile(r"[^<>\s]+ $"), re.compile(r" ([^<>\s]+)")
_SIGNS = r"[^ก-๎\w\s]*"
_SHORT = 14
"""Letters of what may be the number or the unit of what stands beside it."""
_SPAN = '<span class="{}">{}</span>'
_LONG_TEXT, _ENOUGH = 60, 6
"""Letters: a text longer than that has lines with room for so many more, and so needs fewer ends."""
_WIDE, _WIDER = 8.0, 13.0
"""Ems: a piece that is wider may be wider than a cell, than a line of a phone; the style sheet lets
lines end within it there."""


class Lines:
    """Holds the lines of texts; the terms of a manual are held whole."""

    def __init__(self, guide: Guide) -> None:
        self._names = thai.Names(term.title.th for term in guide.terms)
        self._text = lru_cache(20_000)(self._made)

    def page(self, html: str) -> str:
        """The markup of a page, or of a part of one, with its texts held."""
        pieces = _TAG.split(html)
        for place in range(2, len(pieces) - 2, 2):
            short = 0 < len(pieces[place]) <= _SHORT
            tag = _INLINE.match(pieces[place - 1]) if short else None
            if tag and pieces[place + 1] == f"</{tag[1]}>":
                self._grouped(pieces, place)
        pieces[::2] = map(self._text, pieces[::2])
        return "".join(pieces)

    def _grouped(self, pieces: list[str], place: int) -> None:
        """Puts a short element into one span with the word beside it that belongs to its text, as a
        number and its unit do: 4 <b>ร.</b>"""
        before, words, after = pieces[place - 2 : place + 3 : 2]
        left = right = ""
        last, first = _LAST_WORD.search(before), _FIRST_WORD.match(after)
        if last and thai.leans(last[0][:-1], words):
            left = self._near(before[-thai.AROUND :], -1) or thai.unbreakable(last[0])[-1]
        if first and thai.leans(words, first[1]):
            near = self._near(after[1 : thai.AROUND], 0) or thai.unbreakable(first[1])[0]
            right = f" {near.rstrip()}"
        if left or right:
            pieces[place - 2] = before[: len(before) - len(left)]
            pieces[place - 1] = f'<span class="nb">{left}{pieces[place - 1]}'
            pieces[place + 1] += f"{right}</span>"
            pieces[place + 2] = after[len(right) :]

    def _near(self, words: str, place: int) -> str:
        """The first or last piece of a text; nothing where that is wide."""
        piece = self._pieces(words)[place]
        return "" if _is_wide(piece) else piece

    def _made(self, text: str) -> str:
        words = text.strip()
        is_thai = _HELD.search(words)
        if not is_thai and not _AMOUNT.search(words):
            return text
        start = text.index(words)
        made = (self._held if is_thai else _amounts)(self._pieces(words))
        return f"{text[:start]}{made}{text[start + len(words) :]}"

    def _pieces(self, words: str) -> list[str]:
        return thai.unbreakable(words, self._names.within(words))

    def _held(self, pieces: list[str]) -> str:
        """A text of its pieces, each in a span and with its space behind it, and one span around
        all, since a button spaces out what it holds; what is wide and no Thai, such as an address,
        wraps as it can."""
        if sum(map(len, pieces)) > _LONG_TEXT:
            pieces = list(_joined(pieces))
        held = _ended(map(self._box, pieces))
        return f"<span>{held}</span>" if len(pieces) > 1 else held

    def _box(self, piece: str) -> str:
        """A piece; where it is wide, of its parts: those that are wide are such boxes again, down to
        words."""
        word = piece.rstrip()
        parts = self._parts(word) if _is_wide(word) and _RUN.search(word) else []
        if len(parts) < 2:
            return piece
        kind = "nl nx" if letters.width(word, 1) > _WIDER else "nl"
        return _SPAN.format(kind, _ended(map(self._box, parts))) + piece[len(word) :]

    def _parts(self, word: str) -> list[str]:
        """As where its own name is not held, but those within are; where that is all of it, a name
        and what stands around it; else its words."""
        names = sorted(set(self._names.within(word)) - {word}, key=len)
        parts = thai.unbreakable(word, names)
        if len(parts) > 1 or not names:
            return parts if len(parts) > 1 else _words(word)
        name = f"({_SIGNS}{re.escape(names[-1])}{_SIGNS})"
        return [part for part in re.split(name, word) if part]


def _words(piece: str) -> list[str]:
    """The words of a piece."""
    run = _RUN.search(piece)
    if run is None:
        return [piece]
    first, *others = thai.likeliest(run[0])
    *parts, last = piece[: run.start()] + first, *others
    return [*parts, last + piece[run.end() :]]


def _ended(pieces: Iterable[str]) -> str:
    """Pieces with ends of lines between them: behind a span, since no browser but Chromium ends a
    line in one that is not wrapped."""
    spans = [_span(piece) for piece in pieces]
    return "".join(
        span if span.endswith(" ") or place == len(spans) else f"{span}<wbr>"
        for place, span in enumerate(spans, 1)
    )


def _span(piece: str) -> str:
    word = piece.rstrip()
    if word.startswith("<") or (_is_wide(word) and not _RUN.search(word)):
        return piece
    return _SPAN.format("nb", word) + piece[len(word) :]


def _joined(pieces: list[str]) -> Iterator[str]:
    """Pieces, the short ones together."""
    whole = ""
    for piece in pieces:
        if whole and (len(whole) >= _ENOUGH or whole.endswith(" ") or _is_wide(whole + piece)):
            yield whole
            whole = ""
        whole += piece
    yield whole


def _amounts(pieces: list[str]) -> str:
    """A text without Thai: its amounts with their units."""
    return "".join(_span(piece) if " " in piece.rstrip() else piece for piece in pieces)


def _is_wide(piece: str) -> bool:
    return letters.width(piece, 1) > _WIDE
