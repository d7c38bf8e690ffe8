"""What kinds of pages there are: one row for each, which the navigation, the theme, the book and
the search walk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class PageKind:
    """How the pages of a kind stand in the site; `templates/NAME.html` makes them."""

    front: bool = False
    """The page that a site opens with: it has the title of the manual, and no menu."""
    in_menu: bool = True
    """Or is it left to the overview of its section?"""
    numbered: bool = False
    """Whether the menu says the number or the code of its subject."""
    wide: bool = False
    """Whether it takes the room of the contents beside it."""
    explained: bool = False
    """Whether it is read from top to bottom, so that terms are explained in it; in lists and on
    sheets a term is a label."""
    filtered: bool = False
    """Whether it is a long list of records, of which a reader may want some alone."""
    in_book: Literal["", "body", "appendix"] = "body"
    """Where in the book it stands, if it does: what is looked up, and not read, behind all else."""
    searched: bool = True
    styled: str = ""
    """A style sheet that no other page needs."""
    scripted: str = ""
    """A script that no other page needs."""
    filled_in: bool = False
    """Whether it is a sheet that is filled in on screen."""
    of_mistakes: bool = False
    """Whether mistakes are all that it has to say; on others they stand above the page."""
    footer: Literal["", "often", "behind"] = ""
    """In which column of the footer it stands: what readers come back for, or what stands behind
    the manual."""
    weight: float = 1.0
    """What its records weigh in the search: less where they say again what stands elsewhere."""


PAGE_KINDS = {
    "home": PageKind(front=True, wide=True),
    "overview": PageKind(wide=True, explained=True),
    "chapter": PageKind(numbered=True, explained=True),
    "tools": PageKind(explained=True),
    "tool": PageKind(explained=True),
    "criteria": PageKind(explained=True),
    "crosswalk": PageKind(wide=True, explained=True),
    "worksheets": PageKind(explained=True, footer="often"),
    "worksheet": PageKind(in_menu=False, wide=True, in_book="", filled_in=True),
    "glossary": PageKind(filtered=True, footer="often"),
    "agencies": PageKind(wide=True, filtered=True),
    "sources": PageKind(wide=True, filtered=True, in_book="appendix", footer="often", weight=0.6),
    "questions": PageKind(filtered=True, footer="often", weight=0.8),
    "prose": PageKind(explained=True, footer="behind"),
    "changes": PageKind(in_menu=False, wide=True, weight=0.6),
    "earlier-changes": PageKind(in_menu=False, wide=True, in_book="", weight=0.6),
    "contact": PageKind(footer="behind"),
    "status": PageKind(
        in_menu=False, wide=True, in_book="", searched=False, styled="team.css", footer="behind"
    ),
    "review": PageKind(
        in_menu=False, wide=True, in_book="", searched=False, styled="team.css", footer="behind"
    ),
    "searches": PageKind(
        in_menu=False,
        wide=True,
        in_book="",
        searched=False,
        styled="team.css",
        scripted="search/log.js",
        footer="behind",
    ),
    "all": PageKind(in_menu=False, footer="often"),
    "mistakes": PageKind(in_menu=False, in_book="", searched=False, of_mistakes=True),
    "404": PageKind(),
}
