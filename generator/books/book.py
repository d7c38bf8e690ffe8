"""Guide and pages → the book: the whole manual in one language, from cover to the notice of its
edition, as one PDF."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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

_LETTERS = {Language.TH: "กขคงจฉชซญ", Language.EN: "ABCDEFGHI"}
"""What appendices are called, in their order."""
STYLE = Path(__file__).parent / "book.css"


@dataclass(frozen=True)
class Entry:
    """A worksheet in the index: its code and title, the step or item that it serves, and where in
    the book that tells of it; and its PDF, where it is bound in."""

    code: str
    title: str
    serves: str
    address: str
    blank: bytes | None = None


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


def compose(
    guide: Guide,
    language: Language,
    chapters: Iterable[Chapter],
    prints: Mapping[str, bytes] | None = None,
) -> Book:
    """The book of a language, from the pages that it carries, and the sheets by their paths, which
    are bound in where the manual says so."""
    bound = guide.manual.book
    blanks = (prints or {}) if bound and bound.worksheets else {}
    entries = []
    moved = []
    for sheet in guide.worksheets:
        chapter = guide.chapter(sheet.serves)
        address = f"{chapter.folder}/{chapter.id}.html#sheet--{sheet.id}"
        moved.append((f"worksheets/{sheet.id}.html", address))
        titles = (plain(sheet.title, language), plain(chapter.short, language))
        blank = blanks.get(sheet.print_path(language, "pdf"))
        entries.append(Entry(sheet.code, *titles, address, blank))
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
    wholes = [(html(book), [one.blank for one in book.index if one.blank]) for book in books]
    return paging.printed(wholes, STYLE, keep, workers, progress)


@dataclass(frozen=True)
class Section:
    """A section of the book: where its contents entry leads, and its chapters."""

    title: SectionTitle
    address: str
    opens: bool
    """Whether its first chapter is the section's own page, whose title stands for the section's."""
    appendix: str
    """The letter under which it stands behind all else; empty for what does not."""
    chapters: tuple[Chapter, ...]


def sections(book: Book) -> list[Section]:
    """The sections of the book in their order: what is looked up stands behind."""
    found = []
    letters = iter(_LETTERS[book.language])
    behind = {chapter.section for chapter in book.chapters if chapter.behind}
    for title in sorted(book.manual.sections, key=lambda title: title.id in behind):
        chapters = tuple(chapter for chapter in book.chapters if chapter.section == title.id)
        if chapters:
            letter = next(letters) if title.id in behind else ""
            opens = chapters[0].address in (f"{title.id}/index.html", f"{title.id}.html")
            address = chapters[0].address if opens else f"{title.id}/index.html"
            found.append(Section(title, address, opens, letter, chapters))
    return found


def html(book: Book) -> str:
    """The book as one page of HTML."""
    words = Words(book.language)
    places = {chapter.address: chapter.address for chapter in book.chapters} | dict(book.moved)
    held = sections(book)

    def markup(section: Section, chapter: Chapter) -> Markup:
        down = 0 if section.opens and chapter is section.chapters[0] else 1
        return Markup(joined(chapter, down, places, words("book.page")))  # noqa: S704 - our own pages

    lettered = sum(1 for section in held if section.appendix)
    return _templates().render(
        "book.html",
        book=book,
        manual=book.manual,
        sections=held,
        markup=markup,
        blanks=_LETTERS[book.language][lettered] if any(one.blank for one in book.index) else "",
        words=words,
        language=book.language,
    )


@cache
def _templates() -> Templates:
    return Templates(Path(__file__).parent / "templates", anchor=anchor)
