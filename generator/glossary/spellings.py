"""How else the forms of the glossary are spelled: without their dots and spaces, with others, and with half of another form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..model import Term
from .forms import plain

_DIGITS = tuple((chr(0x0E50 + n), str(n)) for n in range(10))
_SIGNS = re.compile(r"[\s.\-–]+")
_BRITISH = re.compile(r"i[sz](?=ation|e|ing)")


def spellings(terms: Iterable[Term]) -> Iterator[tuple[str, str, str]]:
    """Each form that may be spelled otherwise, with a wrong spelling in small letters where that is known, and the pattern of
    its spellings.

    Of two forms that differ in signs alone the first counts.
    """
    known: set[str] = set()
    for term in terms:
        for form in term.abbreviations:
            if (key := _SIGNS.sub("", form)) and key not in known:
                known.add(key)
                yield form, "", _abbreviated(form)
        title, name = map(plain, (term.title.th, term.title.en))
        if len(list(filter(None, _SIGNS.split(title)))) > 1 and title not in term.abbreviations:
            yield title, "", _spaced(title)
        for wrong in dict.fromkeys(map(str.lower, _misnamed(name, term.abbreviations))):
            if wrong != name.lower():
                yield name, wrong, rf"(?i)\b{re.escape(wrong)}(?=(?:e?s)?\b)"


def bare(text: str) -> str:
    """A text without what stands between the letters of its abbreviations, its numbers in one kind of digit."""
    for sign in " .-":
        text = text.replace(sign, "")
    for thai_digit, digit in () if text.isascii() else _DIGITS:
        text = text.replace(thai_digit, digit)
    return text


def _abbreviated(form: str) -> str:
    """An abbreviation with any dots and spaces between its letters; its last dot may be missing. One with a number may stand
    right after a Thai word."""
    first, *others = letters = list(map(_letter, re.sub(r"[\s.\-–]", "", form)))
    glued = len(letters) > 3 and bool(re.search("[0-9]", form))
    before = "[A-Za-z0-9]" if glued else "[A-Za-z0-9ก-๎]"
    last = r"\.?" if form.endswith(".") else r"(?:(?<=\.[A-Zก-ฮ])\.)?"
    between = "[. -]{0,2}".join(["", *others])
    return rf"{first}(?<!{before}.)(?<![ก-๎A-Z]\..){between}{last}(?![A-Za-z0-9ก-๎])"


def _spaced(title: str) -> str:
    """A Thai name with or without what stands between its words and numbers."""
    first, *others = ("".join(map(_letter, part)) for part in _SIGNS.split(title) if part)
    return rf"(?<![0-9๐-๙])(?:{'[. ]{0,2}'.join([first, *others])})(?![ะ-ฺๅ็-๎0-9๐-๙])"


def _letter(letter: str) -> str:
    """A letter as a pattern, a number in either kind of digit."""
    thai_digit = next((one for one, digit in _DIGITS if digit == letter), "")
    return f"[{letter}{thai_digit}]" if thai_digit else re.escape(letter)


def _misnamed(name: str, abbreviations: Iterable[str]) -> Iterator[str]:
    """An English name without its hyphens, in the other spelling, and an abbreviation with the last word of the name."""
    words = re.split("[ -]", name)
    if len(words) > 1:
        other = _BRITISH.sub(lambda found: "iz" if found[0].lower() == "is" else "is", name)
        yield from (name.replace("-", " "), other, other.replace("-", " "))
    for form in abbreviations:
        if form.isascii() and form.isalpha() and len(form) < len(words):
            yield f"{form} {words[-1]}"
