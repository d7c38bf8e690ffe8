"""A page of the manual in one language, ready for any site builder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from ..language import Language
from ..tree import Node, parse
from .page_kinds import PAGE_KINDS, PageKind
from .portions import around


@dataclass(frozen=True)
class Heading:
    """A heading that the contents of a page list: level 2 or 3, its id, its text without markup."""

    level: int
    id: str
    text: str


@dataclass(frozen=True)
class Entry:
    """A page of the navigation: its title as markup, its address from the root of its language, the
    pages under it."""

    title: str
    address: str
    children: tuple[Entry, ...] = ()


class Door(NamedTuple):
    """A way on from a page: `fill`, a sheet to fill in on screen, or `print`, a file of so many kB."""

    how: str
    path: str
    size: int = 0


@dataclass(frozen=True)
class Page:
    """A page in one language; its `html` is everything below the breadcrumb, its addresses relative
    to the page.

    `address` is the path from the root of the language, the same in both (`process/forum.html`);
    `path` is the path from the root of the site (`en/process/forum.html`).
    """

    language: Language
    address: str
    kind: str
    title: str
    description: str
    html: str
    headings: tuple[Heading, ...] = ()
    trail: tuple[Entry, ...] = ()
    wide: bool = False
    section: str = ""
    """The id of the manual's section that it belongs to; empty for the home page."""
    names: tuple[str, ...] = ()
    """What it is called besides its title: in menus, in the other language, by its code."""
    numbered: tuple[str, ...] = ()
    """What it is called by its number."""
    doors: tuple[Door, ...] = ()
    """The ways on from it that a search shows with it."""

    @property
    def tree(self) -> Node:
        """Its markup as a tree, read anew for whoever asks."""
        return parse(self.html)

    @property
    def how(self) -> PageKind:
        """How pages of its kind stand in the site."""
        return PAGE_KINDS[self.kind]

    @property
    def path(self) -> str:
        """Where the page is in the site."""
        return self.language.folder + self.address


@dataclass(frozen=True)
class Frame:
    """What every page of a language shares: its navigation, the words of the theme, the lines of
    the footer."""

    language: Language
    title: str
    short: str
    lead: str
    organisation: str
    department: str
    contact: str
    edition: str
    navigation: tuple[Entry, ...]
    words: dict[str, str] = field(default_factory=dict)
    search: dict[str, str] = field(default_factory=dict)
    footer: tuple[tuple[Entry, ...], ...] = ()
    searches: tuple[str, ...] = ()
    """Searches that the home page offers as examples."""
    owner: str = ""
    reviewed: str = ""
    """Who answers for the text, and when it was last gone through: empty where the manual does not
    say."""
    due: tuple[str, str] | None = None
    """By when it is to be gone through again, as a machine and as a person reads it."""
    report: str = ""
    """Where a mistake is told of, an address of the web or of e-mail; empty where the manual names
    none."""
    books: tuple[Entry, ...] = ()
    """The manual as one file, for printing and for phones, each with its size in its name; their
    addresses are from the root of the site."""

    @cached_property
    def _places(self) -> dict[str, tuple[Entry, int]]:
        """Where an address stands in the navigation: under which of its entries, as which child."""
        return {
            page.address: (entry, place)
            for entry in reversed(self.navigation)
            for place, page in ((0, entry), *enumerate(entry.children))
        }

    def opened(self, page: Page) -> tuple[Entry | None, Sequence[Entry | None]]:
        """The entry of the menu that a page belongs under, and what of the pages there stands near
        it."""
        above = page.trail[-1].address if len(page.trail) > 1 else ""
        entry, place = self._places.get(page.address) or self._places.get(above) or (None, 0)
        return entry, around(entry.children, place) if entry else ()


@dataclass(frozen=True)
class Redirect:
    """An address that a record once had: a small page that leads to the one it has now."""

    path: str
    html: str


@dataclass(frozen=True)
class Site:
    """Every page of the manual in its languages, what those of each share, the redirects, and the
    files beside them."""

    pages: tuple[Page, ...]
    frames: dict[Language, Frame]
    redirects: tuple[Redirect, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)

    def other(self, language: Language) -> Language | None:
        """The language that a reader of one switches to; None where the manual stands in one
        alone."""
        return language.other if language.other in self.frames else None

    def with_books(self, books: Mapping[str, int]) -> Site:
        """The site with links to the books that were made of it: their sizes in bytes, by their
        paths."""
        frames = {}
        for language, frame in self.frames.items():
            paths = {f"manual.{language}.{kind}": frame.words[kind] for kind in ("pdf", "epub")}
            entries = (
                Entry(title.format(size=f"{books[path] / 1_000_000:.1f}"), path)
                for path, title in paths.items()
                if path in books
            )
            frames[language] = replace(frame, books=tuple(entries))
        return replace(self, frames=frames)
