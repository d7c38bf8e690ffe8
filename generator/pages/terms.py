"""Terms of the glossary in the text of pages: the first mention on a page leads to what it means,
and its tip stands by.

This is done to finished pages, after the book and the search have had them: neither wants a
definition on every page.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import escape

from ..glossary import forms, is_said, pattern_of, small
from ..guide import Guide
from ..inline import parts
from ..language import Language
from ..model import Term
from ..tree import ASIDE, PICTURED, Node, Piece, parse
from .page import Page
from .rendering import PageTemplates

GLOSSARY = "glossary.html"
_TEXT = {"p", "li", "dd"}
_NO_TEXT = {
    "a",
    "button",
    "h1",
    "h2",
    "h3",
    "h4",
    "dt",
    "table",
    "label",
    "template",
    "pre",
    "code",
} | PICTURED
_NO_CLASSES = {"k-sheet", "k-key", "k-ws", "k-act"} | ASIDE
_SAID = "\0"
"""Stands in the markup of a mention where the text says the term."""


class Marker:
    """Finds the terms of one language; `own` are the addresses of what a term is the name of."""

    def __init__(self, guide: Guide, language: Language, templates: PageTemplates) -> None:
        self._language, self._templates = language, templates
        self._forms = {
            str(escape(form)): term for term in guide.terms for form in forms(term, language)
        }
        self._pattern = pattern_of(self._forms)
        self._told: dict[tuple[str, str], tuple[str, str]] = {}
        self._led_to = {
            term.id: {part.address for part in parts(term.definition.of(language))}
            for term in guide.terms
        }
        self.own = {
            term.id: guide.address_of(guide.any(term.record)) for term in guide.terms if term.record
        }

    def mark(self, page: Page, tree: Node) -> None:
        """Marks each of a page's terms where it is first said, and puts their tips at its end."""
        own = {id for id, address in self.own.items() if address == page.address}
        found: dict[str, str] = {}
        for text in _readable(tree):
            marked = "".join(self._marked(text.markup, own, found, page))
            if marked != text.markup:
                text.become(marked)
        if found:
            tips = self._render("tips", page, tips=found.values())
            tree.extend(parse(tips))

    def _marked(self, text: str, own: set[str], found: dict[str, str], page: Page) -> Iterator[str]:
        """A piece of text in pieces, its terms marked but for those that the page is about or has
        `found`, which grows: their tips, by their ids."""
        at = 0
        for match in self._pattern.finditer(small(text)):
            term = self._forms[match[1]]
            if term.id in found or term.id in own:
                continue
            if is_said(text, match, term):
                start, end = match.span()
                mention, found[term.id] = self._told_on(page, term)
                yield text[at:start]
                yield mention.replace(_SAID, text[start:end])
                at = end
        yield text[at:]

    def _told_on(self, page: Page, term: Term) -> tuple[str, str]:
        """A mention of a term and its tip, which are the same on all pages of a folder, but for one
        that the tip leads to: no page leads to itself."""
        alone = page.address in self._led_to[term.id]
        key = (term.id, page.address if alone else page.address.rpartition("/")[0])
        if key not in self._told:
            mention = self._render("term", page, term=term, said=_SAID)
            self._told[key] = mention, self._render("tip", page, term=term)
        return self._told[key]

    def _render(self, kind: str, page: Page, **values: object) -> str:
        return self._templates.render(kind, page.language, page.address, **values)


def _readable(page: Node) -> list[Piece]:
    """The texts of a page that are read, and are no label."""

    def barred(element: Node) -> bool:
        return (
            element.tag in _NO_TEXT or element.get("data-find") == "no" or element.is_a(_NO_CLASSES)
        )

    return [text for text in page.texts(barred) if text.is_in(*_TEXT)]
