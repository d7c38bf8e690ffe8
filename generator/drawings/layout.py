"""Where everything of a drawing stands: boxes that hold their words, in units of the drawing, which
is scaled as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal, TypeVar

from ..model import Chapter
from .lettering import lines, width

Thing = TypeVar("Thing")
WIDE, TALL = 1000, 328
"""A drawing for desks and paper, and one for a phone of 360 px without its margins."""
NAME, SMALL, MARK = 17, 16, 38
"""The sizes of letters: names, captions, numbers; `drawings.css` has the same."""
_LINE = 27
"""From one line to the next: the tallest Thai letters keep clear of the lowest."""
_GAP, _PAD, _BAR = 6, 9, 8
_RISE = 15
"""A step of the stair: so little that it is never read as a bar of a chart."""
_NARROWEST, _BROADEST = 118, 300
"""What the box of a step may be wide."""


@dataclass(frozen=True)
class Sign:
    """What stands in a box: a small word, a large number or code, a name."""

    chapter: Chapter
    before: str
    mark: str
    name: str


@dataclass(frozen=True)
class Phase:
    """Chapters that stand together, with the title of their group (empty where they have none) and
    one of three tones."""

    title: str
    tone: int
    proposed: bool
    signs: tuple[Sign, ...]

    def joined_by(self, sign: Sign) -> Phase:
        """The phase with one chapter more."""
        return replace(self, signs=(*self.signs, sign))


@dataclass(frozen=True)
class Written:
    """Lines of text that begin at (or, `centred`, have their middle at) x; y is the baseline of the
    first."""

    x: float
    y: float
    lines: tuple[str, ...]
    centred: bool = False
    step: float = _LINE


@dataclass(frozen=True)
class Rect:
    """x and y of its upper left corner, width, height."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Box:
    """A chapter in a drawing: its ground, its bar of colour, its mark (None where that stands in
    the name), its name."""

    sign: Sign
    ground: Rect
    bar: Rect
    mark: Written | None
    name: Written
    tone: int
    rounded: bool = False


@dataclass(frozen=True)
class Caption:
    """The title of a group, with a brace from x to x at a height where it spans boxes."""

    text: Written
    proposed: bool
    brace: tuple[float, float, float] | None = None


@dataclass(frozen=True)
class Drawing:
    """Captions, each before its boxes, in the order in which they are read."""

    shape: Literal["wide", "tall"]
    width: float
    height: float
    parts: tuple[tuple[Caption | None, tuple[Box, ...]], ...]


def staircase(phases: Sequence[Phase]) -> Drawing:
    """Steps that rise from left to right, in flights of equal length where one would be too long;
    braces name the phases."""
    steps = [(phase, sign) for phase in phases for sign in phase.signs]
    parts: list[tuple[Caption | None, tuple[Box, ...]]] = []
    flights = list(_rows(steps, _NARROWEST))
    broad = min(_BROADEST, (WIDE - _GAP * (len(flights[0]) - 1)) / len(flights[0]))
    y = 4.0
    for flight in flights:
        names = [lines(sign.name, broad - 2 * _PAD, NAME) for _, sign in flight]
        lowest = max(
            104 + _LINE * (len(name) - 1) - _RISE * place for place, name in enumerate(names)
        )
        base = y + lowest + _RISE * (len(flight) - 1)
        boxes = []
        for place, ((phase, sign), name) in enumerate(zip(flight, names, strict=True)):
            x, height = place * (broad + _GAP), lowest + _RISE * place
            ground = Rect(x, base - height, broad, height)
            mark = Written(x + _PAD, ground.y + 48, (sign.mark,))
            words = Written(x + _PAD, ground.y + 84, name)
            boxes.append(Box(sign, ground, replace(ground, height=_BAR), mark, words, phase.tone))
        y = base + 24
        for title, run in groupby(zip(flight, boxes, strict=True), lambda pair: pair[0][0].title):
            inside = list(run)
            caption = _braced(inside[0][0][0], [box for _, box in inside], base) if title else None
            parts.append((caption, tuple(box for _, box in inside)))
            if caption:
                y = max(y, caption.text.y + caption.text.step * len(caption.text.lines))
    return Drawing("wide", WIDE, y - 8, tuple(parts))


def courses(phases: Sequence[Phase], *, founded: bool) -> Drawing:
    """The groups one below another; `founded`, the first is the foundation, and every further group
    stands on the one before.

    What they hold is read from the first on.
    """
    downwards = [(phase, list(_rows(phase.signs, 130))) for phase in phases]
    rows = [
        (phase, row)
        for phase, rows in (reversed(downwards) if founded else downwards)
        for row in rows
    ]
    placed: list[tuple[Phase, list[tuple[Rect, Sign]], float]] = []
    y = 0.0
    for level, (phase, row) in enumerate(rows):
        titled = bool(phase.title) and (level == 0 or rows[level - 1][0] is not phase)
        y += 34 if titled else 0
        broad = (WIDE - _GAP * (len(row) - 1)) / len(row)
        height = max(_height_of(sign, broad) for sign in row)
        placed.append(
            (
                phase,
                [
                    (Rect(place * (broad + _GAP), y, broad, height), sign)
                    for place, sign in enumerate(row)
                ],
                y - 11,
            )
        )
        y += height + (_GAP + 4)
    parts = []
    for phase in phases:
        mine = [(grounds, at) for owner, grounds, at in placed if owner is phase]
        text = Written(0, mine[0][1], (phase.title,), step=24)
        boxes = [
            _block(sign, ground, phase, founded and phase is not phases[0])
            for grounds, _ in mine
            for ground, sign in grounds
        ]
        parts.append((Caption(text, phase.proposed) if phase.title else None, tuple(boxes)))
    return Drawing("wide", WIDE, y, tuple(parts))


def column(phases: Sequence[Phase]) -> Drawing:
    """One box under the other."""
    marks = [
        width(sign.mark, MARK if sign.before else NAME) for phase in phases for sign in phase.signs
    ]
    left = 20 + min(max(marks), TALL / 3) + 14
    parts = []
    y = 0.0
    for phase in phases:
        caption = None
        if phase.title:
            title = lines(phase.title, TALL, SMALL)
            caption = Caption(Written(0, y + 22, title, step=24), phase.proposed)
            y += 24 * len(title) + 8
        boxes = []
        for sign in phase.signs:
            fits = width(sign.mark, MARK if sign.before else NAME) <= left - 34
            name = lines(
                sign.name if fits else f"{sign.mark} {sign.name}", TALL - left - _PAD, NAME
            )
            ground = Rect(0, y, TALL, _LINE * len(name) + 24)
            baseline = y + (31 if not sign.before else ground.height / 2 + MARK * 0.35)
            mark = Written(20, baseline, (sign.mark,)) if fits else None
            boxes.append(
                Box(
                    sign,
                    ground,
                    replace(ground, width=_BAR),
                    mark,
                    Written(left, y + 31, name),
                    phase.tone,
                )
            )
            y += ground.height + 6
        parts.append((caption, tuple(boxes)))
        y += 6
    return Drawing("tall", TALL, y - 11, tuple(parts))


def _rows(things: Sequence[Thing], narrowest: float) -> Iterator[Sequence[Thing]]:
    """The things in as few rows as there is room for, all but the last equally long."""
    room = int((WIDE + _GAP) // (narrowest + _GAP))
    rows = -(-len(things) // room)
    each = -(-len(things) // rows)
    for start in range(0, len(things), each):
        yield things[start : start + each]


def _braced(phase: Phase, boxes: Sequence[Box], base: float) -> Caption:
    start, end = boxes[0].ground.x, boxes[-1].ground.x + boxes[-1].ground.width
    title = lines(phase.title, end - start, SMALL)
    text = Written((start + end) / 2, base + 42, title, centred=True, step=24)
    return Caption(text, phase.proposed, (start + 1, end - 1, base + 10))


def _beside(sign: Sign, broad: float) -> float:
    """How far a name stands to the right of its mark in a broad block; 0 in a narrow one, where it
    stands below."""
    mark = width(sign.mark, MARK)
    return mark + 16 if broad >= 300 and mark < broad / 3 else 0


def _block_lines(sign: Sign, broad: float) -> tuple[bool, tuple[str, ...]]:
    """Whether the mark fits above or beside the name, and the lines of the name, with the mark in
    them where it does not."""
    room = broad - 28
    fits = width(sign.mark, MARK) <= room
    return fits, lines(
        sign.name if fits else f"{sign.mark} {sign.name}", room - _beside(sign, broad), NAME
    )


def _height_of(sign: Sign, broad: float) -> float:
    fits, name = _block_lines(sign, broad)
    return _LINE * len(name) + (44 if _beside(sign, broad) or not fits else 84)


def _block(sign: Sign, ground: Rect, phase: Phase, rounded: bool) -> Box:
    fits, name = _block_lines(sign, ground.width)
    beside = _beside(sign, ground.width)
    bar = Rect(ground.x, ground.y + ground.height - _BAR, ground.width, _BAR)
    x, y = ground.x + 14, ground.y
    if beside:
        middle = y + (ground.height - _BAR) / 2
        first = middle + NAME * 0.35 - _LINE * (len(name) - 1) / 2
        return Box(
            sign,
            ground,
            bar,
            Written(x, middle + MARK * 0.3, (sign.mark,)),
            Written(x + beside, first, name),
            phase.tone,
            rounded,
        )
    mark = Written(x, y + 50, (sign.mark,)) if fits else None
    return Box(
        sign, ground, bar, mark, Written(x, y + (84 if fits else 36), name), phase.tone, rounded
    )
