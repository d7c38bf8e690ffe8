"""How a text differs from what it was, word by word; a Thai word is never cut."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import Enum
from typing import NamedTuple

from .thai import words

_MOST_COMPARED = 1_000_000
"""Pairs of words that are looked at; what is longer counts as written anew."""


class Kind(Enum):
    """Whether what a run says is in both texts, in the earlier alone, or in the later alone."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


class Run(NamedTuple):
    """Words that follow one another, with all that stands between them, and are of one kind."""

    kind: Kind
    text: str


def compared(before: str, after: str) -> list[Run]:
    """Both texts as runs: those that are not new, joined, are the earlier one, and those that are
    not gone the later one."""
    old, new = words(before), words(after)
    begin = _alike(old, new)
    end = _alike(old[begin:][::-1], new[begin:][::-1])
    same = "".join(old[:begin]), "".join(old[len(old) - end :])
    changes = _changes(old[begin : len(old) - end], new[begin : len(new) - end])
    runs = [Run(Kind.SAME, same[0]), *changes, Run(Kind.SAME, same[1])]
    return [run for run in runs if run.text]


def _alike(old: list[str], new: list[str]) -> int:
    """How many words both begin with."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(old), len(new)))


def _changes(old: list[str], new: list[str]) -> Iterator[Run]:
    for same, gone, came in _bridged(old, new):
        if same:
            yield Run(Kind.SAME, "".join(came))
        else:
            yield Run(Kind.GONE, "".join(gone))
            yield Run(Kind.NEW, "".join(came))


def _bridged(old: list[str], new: list[str]) -> Iterator[tuple[bool, list[str], list[str]]]:
    """What is the same and what is not, by turns; a space alone between words that were replaced
    counts with them."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    whole = [("replace", 0, len(old), 0, len(new))]
    found = matcher.get_opcodes() if len(old) * len(new) <= _MOST_COMPARED else whole
    gone: list[str] = []
    came: list[str] = []
    for place, (tag, begin, end, first, last) in enumerate(found):
        around = {one[0] for one in found[max(0, place - 1) : place + 2 : 2]}
        if tag == "equal" and not (around == {"replace"} and not "".join(new[first:last]).strip()):
            yield False, gone, came
            yield True, [], new[first:last]
            gone, came = [], []
        else:
            gone, came = gone + old[begin:end], came + new[first:last]
    yield False, gone, came
