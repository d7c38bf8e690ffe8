"""Numbers that are typed into texts and may come to be others: "ขั้นที่ 4" where `{step:activities}`
would stay right. Told where it is sure what is meant, and nowhere else.

A title may tell a number, and so may what quotes it, what is in quotation marks, what the source
says, and news, which tell of one day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from ..catalogue import COLLECTIONS
from ..guide import Guide
from ..language import Language
from ..markup import Words
from ..model import Element, Name, News, Text, fields_with_elements
from ..problems import Problem, Say
from .yaml_file import Document

_TITLES = {"title", "short"}
_SENTENCE = re.compile(r"(?P<head>[^{}]*)\{(?P<key>number|code|n)\}(?P<tail>[^{}]*)")
_VALUES = {"number": "[0-9๐-๙]+", "code": r"[A-Z][\w.-]*\w", "n": "[0-9๐-๙]+"}
_ASIDE = re.compile(r"“[^”]*”|‘[^’]*’|\"[^\"]*\"|\{[^{}]*\}|\]\([^()]*\)")
_COMMENT = re.compile(r"^#.*", re.MULTILINE)
_RANGE = r" ?(?:[–-]|ถึง|to ) ?[0-9๐-๙]"
"""What makes a number the first of several, which no reference says."""
_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


class _Form(NamedTuple):
    """How a language says a number of the records of a collection, or how many they are."""

    name: str
    key: str
    seen: re.Pattern[str]
    """What shows at once that a file may say so: it begins with letters that are the same always."""
    pattern: re.Pattern[str]


@cache
def _forms(language: Language) -> tuple[_Form, ...]:
    one, counted = map(Words(language).section, ("reference", "counted"))
    said = [(row.name, one[row.one]) for row in COLLECTIONS if row.one]
    return tuple(
        _form(name, form)
        for name, sentence in (*said, *counted.items())
        if (form := _SENTENCE.fullmatch(sentence)) and len(form["head"] + form["tail"]) > 2
    )


def _form(name: str, form: re.Match[str]) -> _Form:
    """A word may begin a sentence; a number stands alone."""
    head, tail, value = form["head"], re.escape(form["tail"]), _VALUES[form["key"]]
    if not head:
        seen = rf"{tail}(?<=[0-9๐-๙]{tail})"
        pattern = rf"(?<![\d.,–-])(?P<value>{value}){tail}"
    else:
        first = f"(?<![A-Za-z])[{head[0]}{head[0].upper()}]" if head.isascii() else head[0]
        rest = re.escape(head[1:])
        seen = rest + value[: value.index("]") + 1]
        pattern = rf"{first}{rest}(?P<value>{value})(?![\w.]?\d|{_RANGE}){tail}"
    return _Form(name, form["key"], re.compile(seen), re.compile(pattern))


def may_tell(text: str) -> bool:
    """Whether a file may hold such a number, but for its comments."""
    read = _COMMENT.sub("", text)
    return any(form.seen.search(read) for language in Language for form in _forms(language))


def typed_numbers(guide: Guide, documents: Mapping[str, Document]) -> Iterator[Problem]:
    """A notice for every text with such numbers; `documents` are the files that `may_tell`, by their
    names."""
    known = {name: dict(_known(guide, name)) for name in _names()}
    told = set(guide.within(_titles)) if documents else ()
    titles = sorted(told, key=lambda title: (-len(title), title))
    languages = guide.manual.languages

    def typed(record: Element, document: Document) -> Iterator[Problem]:
        for text in _texts(record):
            yield from _told(languages, text, document, known, titles)

    found = guide.memory.of(typed, languages, known, titles)
    for row in COLLECTIONS:
        for record in guide.all(row) if row.carries else ():
            if document := documents.get(record.place.file):
                yield from found(record, document)


def _names() -> set[str]:
    return {form.name for language in Language for form in _forms(language)}


def _known(guide: Guide, name: str) -> Iterator[tuple[tuple[str, str], str]]:
    """What refers to a record, by its number and its code, and to how many there are."""
    row = next(row for row in COLLECTIONS if row.name == name)
    records: tuple[Any, ...] = guide.all(row)
    if len(records) > 1:
        yield ("n", str(len(records))), f"{{count:{name}}}"
    for record in records:
        for key in ("number", "code"):
            if value := getattr(record, key, None):
                yield (key, str(value)), f"{{{row.one}:{record.id}}}"


def _texts(element: Element) -> Iterator[Text]:
    """The texts of an element that are no titles and no news."""
    for name in fields_with_elements(type(element)):
        value = getattr(element, name)
        for inner in value if isinstance(value, tuple) else () if value is None else (value,):
            if not isinstance(inner, Text):
                yield from _texts(inner) if not isinstance(inner, News) else ()
            elif name not in _TITLES and not isinstance(inner, Name):
                yield inner


def _titles(inside: tuple[Element, ...]) -> Iterator[str]:
    """The titles that tell a number themselves."""
    held = (vars(element).get(name) for element in inside for name in _TITLES)
    said = (
        getattr(text, language) for text in held if isinstance(text, Text) for language in Language
    )
    return (title for title in said if title and re.search(r"\d", title))


def _told(
    languages: Iterable[Language],
    text: Text,
    document: Document,
    known: Mapping[str, Mapping[tuple[str, str], str]],
    titles: list[str],
) -> Iterator[Problem]:
    """At most one notice for a text, in the first of its languages that has such a number."""
    written = text.written or text
    for language in languages:
        said = getattr(written, language)
        if not said or not any(form.pattern.search(said) for form in _forms(language)):
            continue
        for title in titles:
            said = said.replace(title, "\n")
        said = _ASIDE.sub("\n", said)
        found = {
            match[0]: match[0].replace(match["value"], reference) if form.key == "n" else reference
            for form in _forms(language)
            for match in form.pattern.finditer(said)
            if (reference := known[form.name].get((form.key, match["value"].translate(_DIGITS))))
        }
        if found:
            typed, references = ", ".join(f'"{one}"' for one in found), ", ".join(found.values())
            what = Say(
                f"เลขใน {typed} พิมพ์ไว้เอง ถ้าลำดับเปลี่ยน เลขนี้จะไม่เปลี่ยนตาม",
                f"the number of {typed} is typed: it stays as it is when the order changes",
            )
            remedy = Say(f"เขียน {references} แทน", f"write {references} instead")
            place = document.within(text.where(language), 0, next(iter(found)))
            yield Problem(place, what, remedy, notice=True, only_told=True)
            return
