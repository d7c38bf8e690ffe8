"""Guide and pages → the book: the whole manual in one language, from cover to the notice of its
edition, as one PDF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from markupsafe import Markup

from ..guide import Guide, proposes
from ..language import Language
from ..markup import Templates, Words, plain
from ..model import Manual, SectionTitle
from ..sheets.sheet import names
from ..workers import Progress, Workers
from .chapters import Chapter, anchor, joined

STYLE = Path(__file__).parent / "book.css"


@dataclass(frozen=True)
class Entry:
    """A worksheet in the index: its code and title, the step or item that it serves, and where in
    the book that tells of it."""

    code: str
    title: str
    serves: str
    address: str


@dataclass(frozen=True)
class Book:
    """Everything that is printed in it. `keep` are the terms and names of the manual, which no line
    may end in."""

    language: Language
    manual: Manual
    chapters: tuple[Chapter, ...]
    index: tuple[Entry, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    """Pages that are not in the book, and the addresses that tell of their subject instead."""
    keep: tuple[str, ...] = ()
    proposes: bool = True
    """Whether something in the manual waits for approval."""

    @property
    def path(self) -> str:
        """Where a site keeps it: `manual.th.pdf`."""
        return f"manual.{self.language}.pdf"


def compose(guide: Guide, language: Language, chapters: Iterable[Chapter]) -> Book:
    """The book of a language, from the pages that it carries."""
    entries = []
    moved = []
    for sheet in guide.worksheets:
        chapter = guide.chapter(sheet.serves)
        address = f"{chapter.folder}/{chapter.id}.html#sheet--{sheet.id}"
        moved.append((f"worksheets/{sheet.id}.html", address))
        entries.append(
            Entry(sheet.code, plain(sheet.title, language), plain(chapter.short, language), address)
        )
    waits = proposes(*(owner for _, owner in guide.owners))
    return Book(
        language,
        guide.manual,
        tuple(chapters),
        tuple(entries),
        tuple(moved),
        tuple(sorted(names(guide))),
        waits,
    )


def render(books: Sequence[Book], workers: Workers, progress: Progress) -> list[bytes]:
    """Books as tagged PDFs (PDF/UA-1), the same bytes every time. Raises Unavailable where Pango is
    not installed."""
    from . import paging  # with what binds

    keep = {name for book in books for name in book.keep}
    return paging.printed([html(book) for book in books], STYLE, keep, workers, progress)


@dataclass(frozen=True)
class _Section:
    """A section of the book: where its contents entry leads, and its chapters."""

    title: SectionTitle
    address: str
    opens: bool
    """Whether its first chapter is the section's own page, whose title stands for the section's."""
    chapters: list[tuple[Chapter, Markup]] = field(default_factory=list)


def html(book: Book) -> str:
    """The book as one page of HTML."""
    words = Words(book.language)
    places = {chapter.address: chapter.address for chapter in book.chapters} | dict(book.moved)
    sections = []
    for title in book.manual.sections:
        chapters = [chapter for chapter in book.chapters if chapter.section == title.id]
        if not chapters:
            continue
        opens = chapters[0].address in (f"{title.id}/index.html", f"{title.id}.html")
        sections.append(
            _Section(title, chapters[0].address if opens else f"{title.id}/index.html", opens)
        )
        for place, chapter in enumerate(chapters):
            markup = joined(chapter, 0 if opens and not place else 1, places, words("book.page"))
            sections[-1].chapters.append((chapter, Markup(markup)))  # noqa: S704 - our own pages
    return _templates().render(
        "book.html",
        book=book,
        manual=book.manual,
        sections=sections,
        words=words,
        language=book.language,
    )


@cache
def _templates() -> Templates:
    return Templates(Path(__file__).parent / "templates", anchor=anchor)
