"""Where the lines of a text end in a box, before any browser sees it."""

from __future__ import annotations

from .. import letters, thai

_SPARE = 1.03
"""Room for what browsers round."""
_LEANING = "กัน"
"""One another: short lines show it torn from its verb."""
_WITHIN = 0.15
"""How uneven, in squared shares of a line, a text may become to end a line at a space and not
between words of a phrase."""


def width(text: str, size: float) -> float:
    """How wide a text may become on one line of a browser, in the units of `size`."""
    return letters.width(text, size) * _SPARE


def _pieces(text: str, room: float, size: float) -> list[str]:
    """What stays on one line: sure pieces; where one is too wide, its words; where such a word is,
    its letters."""
    words: list[str] = []
    for word in thai.unbreakable(text):
        if word.startswith(_LEANING) and words and not words[-1].endswith(" "):
            word = words.pop() + word
        words.append(word)
    for cut in (thai.words, thai.clusters):
        words = [
            part for word in words for part in ((word,) if width(word, size) <= room else cut(word))
        ]
    return words


def lines(text: str, room: float, size: float) -> tuple[str, ...]:
    """The lines of a text in a box: as few as there is room for, then as even as they can be, best
    ended at a space.

    Lines end where Thai may end a line; only a word that is wider than the box is cut within.
    """
    pieces = _pieces(text, room, size)
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    """For the first so many pieces: how many lines, how uneven they are, with which piece the last
    one begins."""
    for end in range(1, len(pieces) + 1):
        ways = []
        for start in range(end - 1, -1, -1):
            line = "".join(pieces[start:end])
            free = room - width(line, size)
            if free < 0 and start < end - 1:
                break
            count, uneven, _ = best[start]
            within = end < len(pieces) and not line.endswith(" ")
            ways.append((count + 1, uneven + (free / room) ** 2 + _WITHIN * within, start))
        best.append(min(ways))
    found: list[str] = []
    end = len(pieces)
    while end:
        start = best[end][2]
        found.insert(0, "".join(pieces[start:end]))
        end = start
    return tuple(found)
