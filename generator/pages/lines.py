"""Where the lines of Thai may end: browsers look for words in a dictionary of their own, and end
lines inside those that it lacks, inside names, and between a number and its unit.

A text stands in a span that is not wrapped but at a `<wbr>`, which is no letter of it: what is
copied, searched and found is the text. This is done to finished markup, and to the titles that the
theme says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .. import letters, thai
from ..guide import Guide

_TAG = re.compile('(<(?:[^<>"]|"[^"]*")*>)')
_BARRED = re.compile("<(/?)(option|pre|script|style|svg|template|textarea|title)[ >]")
"""What holds no lines, or cannot hold a span."""
_HELD = re.compile("[ก-๎]{2}")
_AMOUNT = re.compile("[0-9๐-๙][^ ]* ")
_RUN = re.compile("[ก-๎]+")
_INLINE = re.compile(r"<(a|b|code|small|span|strong)\b")
_LAST_WORD = re.compile(r"[^<>\s]+ $")
_OPENING, _CLOSING = "(“", "),.:;”ฯๆ%"
"""Signs that are attached to what follows, and to what is before."""
_SHORT, _LONG = 12, 15
"""Letters of what may be the number or the unit of what stands beside it, and of what may be wide."""
_SPAN = '<span class="{}">{}</span>'
_LONG_TEXT, _ENOUGH = 60, 6
"""Letters: a text longer than that has lines with room for so many more, and so needs fewer ends."""
_WIDE = 8.0
"""Ems: a piece that is wider may be wider than its line, and lines end within it only then."""


class Lines:
    """Holds the lines of texts; the terms of a manual are held whole."""

    def __init__(self, guide: Guide) -> None:
        self._names = thai.Names(term.title.th for term in guide.terms)
        self._text = lru_cache(20_000)(self._made)

    def page(self, html: str) -> str:
        """The markup of a page, or of a part of one, with its texts held."""
        pieces, barred = _TAG.split(html), ""
        for place in range(2, len(pieces) - 2, 2):
            tag = _INLINE.match(pieces[place - 1])
            if tag and pieces[place + 1] == f"</{tag[1]}>":
                self._grouped(pieces, place)
        for place, piece in enumerate(pieces):
            if place % 2:
                found = _BARRED.match(piece)
                if found and found[2] == (barred or found[2]):
                    barred = "" if found[1] else found[2]
            elif piece and not barred:
                pieces[place] = self._text(piece)
        return "".join(pieces)

    def _made(self, text: str) -> str:
        words = text.strip()
        is_thai = _HELD.search(words)
        if not is_thai and not _AMOUNT.search(words):
            return text
        start = text.index(words)
        made = (self._held if is_thai else _amounts)(self._pieces(words))
        return f"{text[:start]}{made}{text[start + len(words) :]}"

    def _grouped(self, pieces: list[str], place: int) -> None:
        """Puts into one span with an element what belongs to its text: a word before a short one
        (4 <b>ร.</b>), and the signs of a long one, which browsers part from a box."""
        before, words, after = pieces[place - 2 : place + 3 : 2]
        left = right = ""
        if len(words) <= _SHORT:
            last = _LAST_WORD.search(before)
            if last and " " not in words and thai.leans(last[0][:-1], words):
                left = thai.unbreakable(last[0])[-1]
        elif len(words) >= _LONG and _HELD.search(words):
            left = before[len(before.rstrip(_OPENING)) :]
            right = after[: len(after) - len(after.lstrip(_CLOSING))]
            if not (left or right) or len(self._pieces(words)) > 1:
                return
        if left or right:
            pieces[place - 2] = before[: len(before) - len(left)]
            pieces[place - 1] = f'<span class="nb">{left}{pieces[place - 1]}'
            pieces[place + 1] += f"{right}</span>"
            pieces[place + 2] = after[len(right) :]

    def _pieces(self, words: str) -> list[str]:
        return thai.unbreakable(words, self._names.within(words))

    def _held(self, pieces: list[str]) -> str:
        """A text of its pieces; what is wide and no Thai, such as an address, wraps as it can."""
        whole: list[str] = []
        spans: list[str] = []
        if sum(map(len, pieces)) > _LONG_TEXT:
            pieces = list(_joined(pieces))
        for piece in pieces:
            if not _is_wide(piece):
                whole.append(piece)
                continue
            word = piece.rstrip()
            spans += _together(whole)
            spans.append((self._box(word) if _RUN.search(word) else word) + piece[len(word) :])
            whole = []
        spans += _together(whole)
        return "".join(
            span if span.endswith(" ") or place == len(spans) else f"{span}<wbr>"
            for place, span in enumerate(spans, 1)
        )

    def _box(self, word: str) -> str:
        """What stays on one line unless it is wider: then lines end in it as where its name is not
        held, else between its words."""
        parts = thai.unbreakable(word, set(self._names.within(word)) - {word})
        if len(parts) == 1 and (run := _RUN.search(word)):
            first, *others = thai.likeliest(run[0])
            *parts, last = word[: run.start()] + first, *others
            parts.append(last + word[run.end() :])
        held = (self._box(part) if part != word and _is_wide(part) else part for part in parts)
        return _SPAN.format("nl", "<wbr>".join(held))


def _joined(pieces: list[str]) -> Iterator[str]:
    """Pieces, the short ones together."""
    whole = ""
    for piece in pieces:
        if whole and (len(whole) >= _ENOUGH or whole.endswith(" ") or _is_wide(whole + piece)):
            yield whole
            whole = ""
        whole += piece
    yield whole


def _together(pieces: list[str]) -> Iterator[str]:
    """Pieces in one span, its last space behind it: browsers end no line at one within."""
    if pieces:
        last = pieces[-1].rstrip()
        held = "<wbr>".join([*pieces[:-1], last])
        yield _SPAN.format("nb", held) + pieces[-1][len(last) :]


def _amounts(pieces: list[str]) -> str:
    """A text without Thai: its amounts with their units."""
    return "".join(
        _SPAN.format("nb", word) + piece[len(word) :]
        if " " in (word := piece.rstrip()) and not _is_wide(word)
        else piece
        for piece in pieces
    )


def _is_wide(piece: str) -> bool:
    return letters.width(piece, 1) > _WIDE
