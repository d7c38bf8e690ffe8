"""Terms of the glossary in the text of pages: the first mention on a page leads to what it means,
and its tip stands by.

This is done to finished pages, after the book and the search have had them: neither wants a
definition on every page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import escape

from ..glossary import forms, is_said, pattern_of
from ..guide import Guide
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
_NO_CLASSES = {"k-sheet", "k-key", "k-ws"} | ASIDE


class Marker:
    """Finds the terms of one language; `own` are the addresses of what a term is the name of."""

    def __init__(self, guide: Guide, language: Language, templates: PageTemplates) -> None:
        self._language, self._templates = language, templates
        self._forms = {
            str(escape(form)): term for term in guide.terms for form in forms(term, language)
        }
        self.own = {
            term.id: guide.address_of(guide.any(term.record)) for term in guide.terms if term.record
        }

    def mark(self, page: Page, tree: Node) -> None:
        """Marks each of a page's terms where it is first said, and puts their tips at its end."""
        texts = list(_readable(tree))
        small = "\n".join(text.markup for text in texts).lower()
        said = [form for form in self._forms if form in small]
        if not said:
            return
        pattern = pattern_of(said)
        own = {id for id, address in self.own.items() if address == page.address}
        found: dict[str, Term] = {}
        for text in texts:
            marked = "".join(self._marked(text.markup, pattern, own, found, page))
            if marked != text.markup:
                text.become(marked)
        if found:
            tree.extend(
                parse(
                    self._templates.render(
                        "tips", page.language, page.address, terms=found.values()
                    )
                )
            )

    def _marked(
        self, text: str, pattern: re.Pattern[str], own: set[str], found: dict[str, Term], page: Page
    ) -> Iterator[str]:
        """A piece of text in pieces, its terms marked but for those that the page is about or has
        `found`, which grows."""
        at = 0
        for match in pattern.finditer(text):
            term = self._forms[match[1].lower()]
            if term.id in found or term.id in own:
                continue
            if is_said(match, term):
                found[term.id] = term
                yield text[at : match.start()]
                yield self._templates.render(
                    "term", page.language, page.address, term=term, said=match[0]
                )
                at = match.end()
        yield text[at:]


def _readable(page: Node) -> Iterator[Piece]:
    """The texts of a page that are read, and are no label."""

    def barred(element: Node) -> bool:
        return (
            element.tag in _NO_TEXT or element.get("data-find") == "no" or element.is_a(_NO_CLASSES)
        )

    return (text for text in page.texts(barred) if text.is_in(*_TEXT))
