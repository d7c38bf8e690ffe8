"""What is wrong, where, and how to mend it: in Thai and in English."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from .language import Language

MOST_TOLD = 50
"""Of the mistakes of one file, and of its notices; who looks for them may stop when there are
more."""
_LONGEST = 600
"""Letters of a sentence that are shown: it may quote what somebody typed."""
_MOST_COMPARED = 2_000


class Place(NamedTuple):
    """A position in a file that somebody edits: path from the project's root, line and column from
    1 (0: unknown)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


class Say(NamedTuple):
    """One sentence in both languages."""

    th: str
    en: str

    def of(self, language: Language) -> str:
        """The sentence in one language."""
        return self.th if language is Language.TH else self.en


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing to mend: its place, what is wrong, and the remedy.

    `notice` marks what a build can live with (an English text that is missing): `build` goes on,
    `check` still fails, unless it is `only_told` and nothing has to be mended.
    """

    place: Place
    what: Say
    remedy: Say
    notice: bool = False
    only_told: bool = False

    def line(self, language: Language) -> str:
        """`file:line:column: what; remedy`, on one line."""
        mark = ("ข้อสังเกต: " if language is Language.TH else "notice: ") if self.notice else ""
        what, remedy = (
            say if len(say) <= _LONGEST else f"{say[:_LONGEST]}…"
            for say in (self.what.of(language), self.remedy.of(language))
        )
        line = f"{self.place}: {mark}{what}; {remedy}"
        return (
            line
            if line.isprintable()
            else "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in line)
        )


class ProblemsFound(Exception):
    """Raised by a stage that cannot give a whole value; carries every problem it met, sorted by
    place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(in_order(problems))
        super().__init__("\n".join(problem.line(Language.EN) for problem in self.problems))


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sorted by place, each once; of each file the first MOST_TOLD mistakes and as many notices,
    and where the others begin."""

    def kind(problem: Problem) -> tuple[str, bool]:
        return problem.place.file, problem.notice

    kept: list[Problem] = []
    for (_, notice), group in groupby(
        sorted(set(problems), key=lambda problem: (kind(problem), problem)), kind
    ):
        found = list(group)
        kept += found[:MOST_TOLD]
        if further := found[MOST_TOLD:]:
            what = Say("จากตรงนี้ไปยังมีอีก", "from here on there is more to mend")
            remedy = Say("แก้ข้อก่อนหน้า แล้วตรวจใหม่", "mend what comes before, then check again")
            told = all(problem.only_told for problem in further)
            kept.append(Problem(further[0].place, what, remedy, notice, told))
    return sorted(kept)


def did_you_mean(word: str, known: Iterable[str]) -> Say:
    """`did you mean "bmn"?` where a known word is near, else the words that there are (ten at
    most)."""
    from difflib import get_close_matches  # needed where there is a mistake, and nowhere else

    words = list(known)
    near = get_close_matches(word[:100], words[:_MOST_COMPARED], n=1, cutoff=0.6) or [
        one for one in words if one == word.lower()
    ]
    if near:
        return Say(f'หมายถึง "{near[0]}" หรือไม่', f'did you mean "{near[0]}"?')
    some = ", ".join(words[:10]) + (" …" if len(words) > 10 else "")
    return (
        Say(f"ที่มีอยู่คือ {some}", f"there are: {some}")
        if words
        else Say("ยังไม่มีรายการใด", "there are none yet")
    )
