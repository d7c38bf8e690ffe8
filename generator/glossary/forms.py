"""How a text says a term: in its own language as an entry writes it, and in a translation by the words of its English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import accumulate, groupby
from operator import itemgetter

from .. import thai
from ..language import Language
from ..model import Term

_ASIDE = re.compile(r" ?\([^)]*\)$")
_THAI_WORD = re.compile("[ก-๎ ]+")
"""What the dictionary can cut; an abbreviation or an English word ends where its letters end."""
_PREFIX = re.compile("การ|ความ")
_LETTER = re.compile("[A-Za-z0-9ก-๎]")
_PLURAL = "(?:(?<=[a-z])e?s(?![a-z]))?"
_WORD = re.compile("[a-z0-9]+")
_LIGHT = frozenset("a an and at based by for from how in of on the to with".split())
"""Words of a name that a sentence may turn around: area-based, by area."""
_NUMBERS = dict(
    zip(
        "one two three four five six seven eight nine ten".split(),
        map(str, range(1, 11)),
        strict=True,
    )
)


def plain(name: str | None) -> str:
    """A name without what stands beside it in brackets."""
    return _ASIDE.sub("", name or "")


def forms(term: Term, language: Language) -> Iterator[str]:
    """How a text of a language says a term, in small letters."""
    title = term.title.th if language is Language.TH else term.title.en
    for form in filter(None, (title, *term.abbreviations)):
        yield plain(form).lower()


def pattern_of(said: Iterable[str]) -> re.Pattern[str]:
    """What finds any of the forms in a text of small letters, the longest of those that begin at a
    place, with the plural of what is English; by their first letters, of which `re` looks for all
    at once."""
    ordered = sorted(said, key=lambda form: (form[0], -len(form)))
    by_letter = (
        f"{re.escape(letter)}(?:{'|'.join(re.escape(form[1:]) for form in group)})"
        for letter, group in groupby(ordered, key=itemgetter(0))
    )
    return re.compile(f"({'|'.join(by_letter) or '(?!)'}){_PLURAL}")


def small(text: str) -> str:
    """A text in small letters, each where it was: one letter in Unicode becomes two."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(one.lower()[0] for one in text)


def is_said(text: str, match: re.Match[str], term: Term) -> bool:
    """Whether what was found in the small letters of a text is the term: whole words, an
    abbreviation in its own letters."""
    start, end = match.span()
    said = text[start : match.end(1)]
    typed = said in term.abbreviations or match[1] not in map(str.lower, term.abbreviations)
    return typed and is_whole(text, start, end)


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether words begin and end where a term does."""
    if not _THAI_WORD.fullmatch(text, start, end):
        return not (_LETTER.match(text, end) or _LETTER.match(text[:start][-1:]))
    if not {start, end} <= _ends(text):
        return False
    prefix = _PREFIX.match(text, start)  # which may as well end the word before: โครงการพัฒนา
    return prefix is None or start in _ends(text[: prefix.end()])


@lru_cache(256)
def _ends(text: str) -> frozenset[int]:
    return frozenset([0, *accumulate(map(len, thai.words(text)))])


def is_agreed(term: Term) -> bool:
    """Whether translations are held to the English of a term: one common word may be said in many
    ways."""
    words = _WORD.findall(plain(term.title.en).lower())
    return bool(words) and not (term.english == "common" and len(words) == 1)


def agrees(english: str, term: Term) -> bool:
    """Whether an English text says a term: by a reference, by a name or an abbreviation of it, or by
    its words in another order or inflection."""
    if f"{{term:{term.id}" in english:
        return True
    small = english.lower()
    names = filter(None, (term.title.th, term.title.en, *term.abbreviations))
    if any(plain(name).lower() in small for name in names):
        return True
    wanted = _stems(plain(term.title.en).lower())
    return bool(wanted) and wanted <= _stems(small)


def _stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(text) if word not in _LIGHT)


@cache
def _stem(word: str) -> str:
    """What is alike in a word however it is inflected: prepare, preparing; studies, studying; seven, 7."""
    word = _NUMBERS.get(word, word)
    ending = next((one for one in ("ing", "ed", "s") if word.endswith(one) and len(word) > 4), "")
    return word.removesuffix(ending).rstrip("eiy") if len(word) > 3 else word
