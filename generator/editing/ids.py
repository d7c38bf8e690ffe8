"""Ids that nobody has to think of: from a title, and where it has no English yet from its Thai in
Latin letters. The only module that imports PyThaiNLP."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from itertools import count
from typing import Any

from .. import kinds
from ..catalogue import TAKEN_PAGES
from ..guide import Guide, walk
from ..language import Language
from ..model import Element, Fact, elements_in
from ..thai import words
from .blank import kind_among
from .named import KINDS, called, held
from .spoken import Value

_LONGEST = 40
_NO_LATIN = re.compile("[^a-z0-9]+")
_NO_BEGINNING = re.compile("^[^a-z]+")


def taken(guide: Guide) -> set[str]:
    """What no new record can be called."""
    every = {id for kind in KINDS for record in held(guide, kind) for id in called(record)}
    return every | kinds.RESERVED | TAKEN_PAGES


def taken_within(record: Element) -> set[str]:
    """What nothing new within a record can be called."""
    return {id for one in walk(record) if isinstance(id := vars(one).get("id"), str)}


def proposed(title: Any, stem: str, taken: Collection[str]) -> str:
    """An id that is free, from a title in its languages; from a stem where that gives none."""
    said = title if isinstance(title, Mapping) else {}
    found = (_id(str(said.get(one) or "")) for one in (Language.EN, Language.TH))
    base = next(filter(None, found), stem)
    return next(id for n in count(1) if (id := base if n == 1 else f"{base}-{n}") not in taken)


def _id(text: str) -> str:
    latin = _NO_BEGINNING.sub("", _NO_LATIN.sub("-", romanised(text).lower())).strip("-")
    short = latin[: _LONGEST + 1]
    return latin if short == latin else short.rpartition("-")[0] or short[:_LONGEST]


def romanised(text: str) -> str:
    """A text with its Thai in Latin letters as offices write names, by the general system of
    transcription: near enough to be known again. What is Latin stays."""
    if text.isascii():
        return text
    cut = [syllables(word) for word in words(text)]
    from pythainlp.transliterate.royin import romanize

    return "-".join("".join(map(romanize, word)) for word in cut)


def syllables(word: str) -> list[str]:
    """The syllables of a word, by the list of those that there are."""
    os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")  # or it makes a folder in that of the person
    from pythainlp.tokenize import subword_tokenize

    return list(subword_tokenize(word, engine="dict"))


def filled_in(
    kind: type[Element], values: Mapping[str, Value], taken: set[str]
) -> dict[str, Value]:
    """Values of a kind, and of all within, with an id where they have none; `taken` has these too
    then."""
    found = dict(values)
    if "id" in kind.model_fields and not found.get("id"):
        title = found.get("title") or found.get("label")
        number = 1 + max((int(one[1:]) for one in taken if re.fullmatch("F[0-9]+", one)), default=0)
        is_fact = issubclass(kind, Fact)
        found["id"] = f"F{number:03}" if is_fact else proposed(title, _stem(kind), taken)
        taken.add(found["id"])
    for key, value in found.items():
        field = kind.model_fields.get(key)
        if inner := list(elements_in(field.annotation)) if field else []:
            found[key] = _within(inner, value, taken)
    return found


def _within(inner: list[type[Element]], value: Value, taken: set[str]) -> Value:
    if isinstance(value, list):
        return [_within(inner, one, taken) for one in value]
    if isinstance(value, Mapping):
        return filled_in(kind_among(inner, value), value, taken)
    return value


def _stem(kind: type[Element]) -> str:
    """What something of a kind is called by itself: `part`, `field`."""
    return str(re.findall("[A-Z][a-z]*", kind.__name__)[-1]).lower()
