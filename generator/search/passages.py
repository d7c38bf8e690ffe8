"""A page's markup → its passages: what a search can land on, each with its heading and its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape

from ..tree import ASIDE, PICTURED, Node

_HEADINGS = {"h2", "h3"}
_NAMES = {"dt", "th", "b"}
"""The first of these in a record is its heading."""
_NO_TEXT = {"button", "h1"} | PICTURED
_NO_CLASSES = {"k-letter"} | ASIDE
_INLINE = {"a", "b", "i", "em", "strong", "span", "code", "small", "sup", "sub", "abbr", "mark"}
_SAID = ("id", "data-names", "data-numbered")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Passage:
    """What stands under one heading: the heading's id (empty: the top of the page), its text, and
    the text below it.

    `record` says that it is one of a list, such as a term of a glossary, and answers on its own;
    `names` are what the record is called besides, `numbered` what a passage is called by its
    number.
    """

    id: str
    heading: str
    text: str
    record: bool = False
    names: tuple[str, ...] = ()
    numbered: tuple[str, ...] = ()


def passages(page: Node, title: str) -> Iterator[Passage]:
    """The passages of a page in their order; what stands before the first heading comes under the
    page's title."""
    for passage in _Reader(page, title).found:
        yield passage.finished()


class _Open:
    """A passage that is being read."""

    def __init__(self, element: Node, heading: str = "", record: bool = False) -> None:
        self.id, names, numbered = (element.get(name, "") for name in _SAID)
        self.names, self.numbered = (
            tuple(filter(None, unescape(said).split("|"))) for said in (names, numbered)
        )
        self.record, self.unnamed = record, record
        self.heading: list[str] = [heading]
        self.pieces: list[str] = []

    def finished(self) -> Passage:
        heading, text = (
            _SPACES.sub(" ", unescape("".join(pieces))).strip()
            for pieces in (self.heading, self.pieces)
        )
        return Passage(self.id, heading, text, self.record, self.names, self.numbered)


class _Reader:
    """Goes through a page: which passage the text belongs to, whether it is a heading, whether it
    counts at all."""

    def __init__(self, page: Node, title: str) -> None:
        self.found = [_Open(page, escape(title))]
        self._now = [self.found[0]]
        self._into = self.found[0].pieces
        self._read(page)

    def _read(self, element: Node) -> None:
        self._into.append(element.text or "")
        for child in element.children:
            tag, find = child.tag, child.get("data-find")
            gap = "" if tag in _INLINE else " "
            self._into.append(gap)
            left_out = tag in _NO_TEXT or (find != "yes" and child.is_a(_NO_CLASSES))
            if not (left_out or find == "no"):
                if find == "record":
                    self._record(child)
                elif (tag in _NAMES and self._now[-1].unnamed) or (
                    tag in _HEADINGS and child.get("id")
                ):
                    self._heading(child)
                else:
                    self._read(child)
            self._into.append(gap + (child.tail or ""))

    def _record(self, element: Node) -> None:
        self._now.append(_Open(element, record=True))
        self.found.append(self._now[-1])
        self._into = self._now[-1].pieces
        self._read(element)
        self._now.pop()
        self._into = self._now[-1].pieces

    def _heading(self, element: Node) -> None:
        if self._now[-1].unnamed:
            self._now[-1].unnamed = False
        else:
            self._now = [_Open(element)]
            self.found += self._now
        self._into = self._now[-1].heading
        self._read(element)
        self._into = self._now[-1].pieces
