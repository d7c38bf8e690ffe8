"""The texts of a manual as a workbook that offices write in: a row each, with all that is needed to
take it back.

A text is known by its place, which stands beside it. The last column, which is hidden, has the
places again, with the fingerprints of both languages as they were given out: so it shows what was
changed in the manual meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from ..guide import Guide
from ..language import Language
from ..markup import Words
from ..problems import Say
from ..texts import Pair, elements
from . import writing

FORMAT = 1
"""The form of such a workbook; a program that writes another has a higher number."""
MARK = re.compile(r"khumue-texts ([0-9]{1,9}) ([a-z0-9-]+)")
"""The head of the last column: the form, and the manual."""
GIVEN = re.compile(r"(\S+) ([0-9a-f]{32}) ([0-9a-f]{32}|-)")
"""A cell of the last column: the place and the fingerprints of a text."""
SAID = {Language.TH: "thai", Language.EN: "english"}
"""The columns of the texts themselves."""
_ASIDE = re.compile(r" ?\([^)]*\)$")


class Column(NamedTuple):
    """A column of the workbook."""

    name: str
    """In `words.toml`."""
    width: int
    is_open: bool = False
    of_english: bool = False
    """Whether a manual in Thai alone lacks it."""


_COLUMNS = (
    Column("place", 32),
    Column("page", 28),
    Column("thai", 52, is_open=True),
    Column("english", 52, is_open=True, of_english=True),
    Column("terms", 30, of_english=True),
    Column("state", 13, of_english=True),
    Column("confirm", 13, is_open=True, of_english=True),
    Column("reviewer", 16, is_open=True),
    Column("remark", 30, is_open=True),
    Column("due", 13, is_open=True),
)


class Given(NamedTuple):
    """A workbook of texts, how many are in it, and those that no cell can hold."""

    content: bytes
    texts: int
    too_long: list[Pair]


class Text(NamedTuple):
    """A text of a manual: its fingerprints, and how its English stands."""

    pair: Pair
    th: str
    en: str
    state: Say


def give(guide: Guide, every: Iterable[Text], chosen: Iterable[Text]) -> Given:
    """A workbook of those of all texts of a guide that are chosen, a row each."""
    spoken, terms = guide.manual.languages, _Terms(guide)
    bilingual = Language.EN in spoken
    titles = {one.record: one.th for one, *_ in every if one.key == f"{one.record}/title"}
    reviews = _reviews(guide)
    rows: list[list[str]] = []
    too_long: list[Pair] = []
    for pair, th, en, state in chosen:
        if max(len(pair.th), len(pair.en or "")) > writing.LONGEST_CELL:
            too_long.append(pair)
            continue
        page = "\n".join(filter(None, (titles.get(pair.record), pair.address.partition("#")[0])))
        english = (pair.en or "", terms.of(pair.th), _both(state), "") if bilingual else ()
        mark = f"{pair.key} {th} {en or '-'}"
        owner, due = reviews.get(pair.record, ("", ""))
        rows.append([pair.key, page, pair.th, *english, owner, "", due, mark])
    looks = [
        writing.Column(head(one.name, spoken), one.width, one.is_open, *_choice(one.name))
        for one in columns(spoken)
    ]
    looks.append(writing.Column(f"khumue-texts {FORMAT} {guide.manual.id}", 0))
    content = writing.workbook(head("sheet", spoken).replace("\n", " "), looks, rows)
    return Given(content, len(rows), too_long)


def _reviews(guide: Guide) -> dict[str, tuple[str, str]]:
    """Who answers for the texts of a record, and until when they are to be gone through."""
    reviewed = ((key, getattr(one, "review", None)) for one, key, _, _ in elements(guide))
    return {
        key: (review.owner.th if review.owner else "", review.due.isoformat() if review.due else "")
        for key, review in reviewed
        if review
    }


def columns(spoken: Collection[Language]) -> list[Column]:
    """The columns for a manual in some languages, but for the last one."""
    return [one for one in _COLUMNS if Language.EN in spoken or not one.of_english]


def _choice(name: str) -> tuple[str, ...]:
    return (word("confirmed").th, _both(word("confirm_hint"))) if name == "confirm" else ()


def head(name: str, spoken: Collection[Language]) -> str:
    """What stands over a column."""
    said = word(name)
    return f"{said.th}\n{said.en}" if Language.EN in spoken else said.th


def _both(said: Say) -> str:
    return f"{said.th} / {said.en}"


def word(name: str) -> Say:
    """A word of the workbook."""
    return Say(*(Words(language)(f"texts.{name}") for language in Language))


class _Terms:
    """The terms of the glossary, as Thai texts say them."""

    def __init__(self, guide: Guide) -> None:
        self._english = {
            form: term.title.en
            for term in reversed(guide.terms)
            for form in (_ASIDE.sub("", term.title.th), *term.abbreviations)
            if term.title.en
        }
        forms = sorted(self._english, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, forms)) or r"(?!)")

    def of(self, text: str) -> str:
        """Those that a text says, a line each: the Thai, and its English."""
        said = dict.fromkeys(match[0] for match in self._pattern.finditer(text))
        return "\n".join(f"{form} = {self._english[form]}" for form in said)
