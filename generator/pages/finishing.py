"""A page as readers get it, of what its template made: its headings told, terms explained where it
first says them, its lines held. Book and search do without."""

from __future__ import annotations

import json
from dataclasses import replace

from ..guide import Guide
from ..kept import Kept
from ..language import Language
from ..tree import Node
from .lines import Lines
from .page import Page
from .plan import plan
from .rendering import PageTemplates, headings
from .terms import GLOSSARY, Marker


class Finish:
    """Finishes the pages of a manual, one by one."""

    def __init__(self, guide: Guide) -> None:
        self._lines = Lines(guide)
        self._markers: dict[Language, Marker] = {}
        if any(page.address == GLOSSARY for page in plan(guide)):
            templates = PageTemplates(guide, lambda *_: "", {})
            self._markers = {
                language: Marker(guide, language, templates) for language in guide.manual.languages
            }
        own = next(iter(self._markers.values())).own if self._markers else {}
        terms = [term.model_dump_json() for term in guide.terms]
        self.told = Kept.key(json.dumps([terms, own, guide.manual.languages]))
        """The sum of all that it knows of the manual: whatever else a finished page is made of is
        the page."""

    def __call__(self, page: Page, tree: Node) -> Page:
        """The finished page; its tree becomes that of the finished one."""
        found = headings(tree)
        if page.how.explained and page.language in self._markers:
            self._markers[page.language].mark(page, tree)
        for code in tree.elements("code"):
            code.set("lang", "")  # it is in no language
        return replace(page, html=self._lines.page(tree.inner), headings=found)
