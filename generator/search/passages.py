"""A page's markup → its passages: what a search can land on, each with its heading and its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_TOKEN = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>|([^<]+)")
_ID = re.compile(r'\bid="([^"]+)"')
_CLASS = re.compile(r'\bclass="([^"]+)"')
_FIND = re.compile(r'\bdata-find="(record|no)"')
_OTHER_NAMES = re.compile(r'\bdata-names="([^"]*)"')
_NUMBERED = re.compile(r'\bdata-numbered="([^"]*)"')
_HEADINGS = {"h2", "h3"}
_NAMES = {"dt", "th", "b"}
"""The first of these in a record is its heading."""
_SKIPPED_TAGS = {"nav", "svg", "button", "h1"}
_SKIPPED_CLASSES = {"k-noprint", "k-strip", "k-mk", "k-letter", "k-count"}
_VOID = {"br", "img", "hr", "input", "col", "wbr"}
_INLINE = {"a", "b", "i", "em", "strong", "span", "code", "small", "sup", "sub", "abbr", "mark"}
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Passage:
    """What stands under one heading: the heading's id (empty: the top of the page), its text, and the text below it.

    `record` says that it is one of a list, such as a term of a glossary, and answers on its own; `names` are what the
    record is called besides, `numbered` what a passage is called by its number.
    """

    id: str
    heading: str
    text: str
    record: bool = False
    names: tuple[str, ...] = ()
    numbered: tuple[str, ...] = ()


def passages(html: str, title: str) -> Iterator[Passage]:
    """The passages of a page in their order; what stands before the first heading comes under the page's title."""
    reader = _Reader(title)
    for end, tag, attributes, text in _TOKEN.findall(html):
        if text:
            reader.text(unescape(text))
        elif end:
            reader.end(tag)
        else:
            reader.start(tag, attributes)
    for passage in reader.found:
        yield passage.finished()


class _Open:
    """A passage that is being read."""

    def __init__(self, attributes: str, heading: str = "", record: bool = False) -> None:
        self.id = "".join(_ID.findall(attributes)[:1])
        self.names, self.numbered = (_listed(attribute.search(attributes)) for attribute in (_OTHER_NAMES, _NUMBERED))
        self.record, self.unnamed = record, record
        self.heading: list[str] = [heading]
        self.pieces: list[str] = []

    def finished(self) -> Passage:
        heading, text = (_SPACES.sub(" ", "".join(pieces)).strip() for pieces in (self.heading, self.pieces))
        return Passage(self.id, heading, text, self.record, self.names, self.numbered)


def _listed(attribute: re.Match[str] | None) -> tuple[str, ...]:
    return tuple(filter(None, unescape(attribute[1]).split("|"))) if attribute else ()


class _Reader:
    """Follows the markup: which passage the text belongs to, whether it is a heading, whether it counts at all."""

    def __init__(self, title: str) -> None:
        self.found = [_Open("", title)]
        self._now = [self.found[0]]
        self._elements: list[tuple[str, str]] = []
        self._skipped = 0
        self._in_heading = False

    def start(self, tag: str, attributes: str) -> None:
        if tag not in _INLINE:
            self.text(" ")
        if tag in _VOID or attributes.endswith("/"):
            return
        role = self._role(tag, attributes)
        self._elements.append((tag, role))
        if role == "no":
            self._skipped += 1
        elif role == "record":
            self._now.append(_Open(attributes, record=True))
            self.found.append(self._now[-1])
        elif role == "heading":
            self._in_heading = True
            if self._now[-1].unnamed:
                self._now[-1].unnamed = False
            else:
                self._now = [_Open(attributes)]
                self.found += self._now

    def _role(self, tag: str, attributes: str) -> str:
        """What an element is to a search: "record", "heading", "no" for what is left out, or nothing special."""
        classes = _CLASS.search(attributes)
        if tag in _SKIPPED_TAGS or (classes and not _SKIPPED_CLASSES.isdisjoint(classes[1].split())):
            return "no"
        if find := _FIND.search(attributes):
            return find[1]
        named = tag in _NAMES and self._now[-1].unnamed
        return "heading" if named or (tag in _HEADINGS and _ID.search(attributes)) else ""

    def end(self, tag: str) -> None:
        opened, role = self._elements.pop()
        if role == "no":
            self._skipped -= 1
        elif role == "heading":
            self._in_heading = False
        elif role == "record":
            self._now.pop()
        if opened not in _INLINE:
            self.text(" ")

    def text(self, text: str) -> None:
        if not self._skipped:
            passage = self._now[-1]
            (passage.heading if self._in_heading else passage.pieces).append(text)
