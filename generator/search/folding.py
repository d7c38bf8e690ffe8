"""Texts as the search compares them: the twin of `fold` and `stem` in text.js and of the trigrams in
engine.js, tested on the same texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

_MARKED_OFF = "\x7f"
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_LATIN_WORD = re.compile("[a-z]+")
_DIGITS = frozenset("0123456789")
_NUMBERS = {
    **{letter: 79 + n for n, letter in enumerate("abcdefghijklmnopqrstuvwxyz0123456789 ")},
    **{chr(code): code - 0xE00 for code in range(0xE01, 0xE4F)},
}


def fold(text: str) -> tuple[str, list[int]]:
    """A folded text, in the 16-bit letters of browsers, and where in it words start."""
    text = _ASTRAL.sub(lambda letter: _halves(letter[0]), text)
    letters: list[str] = []
    starts: list[int] = []
    before, was_thai, was_digit, count, gap, fresh = "", False, False, 0, False, True
    for place, raw in enumerate(text):
        letter, thai, digit = _folded(raw)
        if letter == ".":
            between = was_digit and place + 1 < len(text) and _folded(text[place + 1])[2]
            if not between:
                letter = "" if not gap and (was_thai or count == 1) else " "
                count = 0
        if not letter:
            fresh = fresh or raw == _MARKED_OFF
        elif letter == " ":
            gap, fresh, count = bool(before), True, 0
        else:
            if gap and not was_thai and not thai:
                letters.append(" ")
            if fresh or thai is not was_thai or digit is not was_digit:
                starts.append(len(letters))
            letters.append(letter)
            before, was_thai, was_digit, gap, fresh = letter, thai, digit, False, False
            count += 1
    return "".join(letters), starts


def words(folded: str, starts: list[int]) -> Iterator[str]:
    """The words of a folded text."""
    for start, end in zip([0, *starts], [*starts, len(folded)], strict=True):
        if word := folded[start:end].strip(" "):
            yield word


@cache
def stem(word: str) -> str:
    """An English word without its usual endings; other words as they are."""
    if len(word) < 4 or not _LATIN_WORD.fullmatch(word):
        return word
    bare = re.sub("ies$", "y", word)
    bare = re.sub("sses$", "ss", bare)
    bare = re.sub("([^su])s$", r"\1", bare)
    root = re.sub("(..[aeiouy].*|.[aeiouy].+)(?:ing|ed|ion)$", r"\1", bare, count=1)
    root = re.sub(r"([bdgklmnprt])\1$", r"\1", root)
    return re.sub("(...)e$", r"\1", root)


@cache
def trigram(three: tuple[str, str, str]) -> int:
    """The slot of three letters of a folded text."""
    key = 0
    for letter in three:
        key = key << 7 | _NUMBERS.get(letter, 116 + ord(letter) % 12)
    return (key * 0x9E3779B1 & 0xFFFFFFFF) >> 14


@cache
def _folded(letter: str) -> tuple[str, bool, bool]:
    """What a letter counts as, nothing, a space, or one letter; and whether that is Thai, or a
    digit."""
    as_one = _as_one(letter)
    return as_one, "\u0e01" <= as_one <= "\u0e4e", as_one in _DIGITS


def _as_one(letter: str) -> str:
    if "\u0e50" <= letter <= "\u0e59":
        return chr(ord(letter) - 0xE50 + 48)
    if "\u0e47" <= letter <= "\u0e4e" or letter == _MARKED_OFF:
        return ""
    if "\u0e01" <= letter <= "\u0e4e" or letter == "." or "\ud800" <= letter <= "\udfff":
        return letter
    plain = unicodedata.normalize("NFKD", letter).lower()[0]
    kind = unicodedata.category(plain)
    if plain in "'\u2019" or kind == "Cf" or kind[0] == "M":
        return ""
    return plain if kind[0] in "LN" and plain <= "\uffff" else " "


def _halves(letter: str) -> str:
    """A letter beyond 16 bits as the two that a browser has for it."""
    code = ord(letter) - 0x10000
    return chr(0xD800 + (code >> 10)) + chr(0xDC00 + (code & 0x3FF))
