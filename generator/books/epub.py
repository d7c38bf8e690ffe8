"""Guide and pages → the manual as an EPUB 3 in one language, for phones without a network.

A page is a file at the address that it has in the site, so that links between pages stay what they
are. Nothing in it runs, and nothing is fetched.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from typing import NamedTuple
from urllib.parse import quote, unquote
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from markupsafe import Markup

from ..language import Language
from ..markup import Templates, Words
from ..tree import PICTURED, VOID, Node
from .book import Book, Section, sections
from .chapters import LEFT_OUT, SVG, Chapter, told

_HERE = Path(__file__).parent
_FONTS = _HERE.parent / "typesetting" / "fonts"
_KINDS = {
    ".xhtml": "application/xhtml+xml",
    ".css": "text/css",
    ".ttf": "font/ttf",
    ".txt": "text/plain",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
_FIRST = (1980, 1, 1, 0, 0, 0)
"""What every file of the archive says of when it was made: the earliest that it can."""
_LINK = re.compile("<(/?)a(?: [^>]*)?>")
_KEPT = ("class", "id", "scope", "colspan", "start", "value", "alt")
_DRAWN = {"k-pic--tall"}
"""Of the two drawings of a picture that for a phone."""


class File(NamedTuple):
    """A file of the EPUB: its path, its content, and what the package says of it."""

    path: str
    content: bytes
    properties: str = ""

    @property
    def kind(self) -> str:
        """Its media type."""
        return _KINDS[Path(self.path).suffix]

    @property
    def id(self) -> str:
        """Its name within the package."""
        return "f-" + self.path.replace("/", "-")


def path(language: Language) -> str:
    """Where a site keeps the EPUB of a language: `manual.th.epub`."""
    return f"manual.{language}.epub"


def render(book: Book) -> bytes:
    """The pages of a book as an EPUB, the same bytes every time."""
    held = sections(book)
    texts = list(_texts(book, held))
    files = [
        File("nav.xhtml", _made("nav.xhtml", book, sections=held), "nav"),
        File("cover.xhtml", _made("cover.xhtml", book)),
        *texts,
        *_pictures(book),
        File("style.css", (_HERE / "epub.css").read_bytes()),
        *(File(f"fonts/{file.name}", file.read_bytes()) for file in _faces()),
    ]
    own = f"{book.manual.id}/{book.language}/{book.manual.edition.number}"
    package = _made("package.opf", book, files=files, texts=texts, id=uuid5(NAMESPACE_URL, own))
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr(ZipInfo("mimetype", _FIRST), b"application/epub+zip", ZIP_STORED)
        container = (_HERE / "templates" / "epub" / "container.xml").read_bytes()
        _add(archive, "META-INF/container.xml", container)
        _add(archive, "EPUB/package.opf", package)
        for file in files:
            _add(archive, f"EPUB/{file.path}", file.content)
    return out.getvalue()


def _add(archive: ZipFile, name: str, content: bytes) -> None:
    info = ZipInfo(name, _FIRST)
    info.external_attr = 0o644 << 16
    archive.writestr(info, content, ZIP_DEFLATED)


def _faces() -> Iterator[Path]:
    """The fonts, and their licence."""
    return (_FONTS / name for name in ("Sarabun-Regular.ttf", "Sarabun-SemiBold.ttf", "OFL.txt"))


def _texts(book: Book, held: list[Section]) -> Iterator[File]:
    places = {chapter.address: chapter.address for chapter in book.chapters} | dict(book.moved)
    for section in held:
        for chapter in section.chapters:
            body = Markup("".join(_Written(chapter, places).inner(chapter.page)))  # noqa: S704 - our own pages
            opening = None if section.opens or chapter is not section.chapters[0] else section.title
            content = _made(
                "chapter.xhtml", book, chapter=chapter, body=body, opening=opening, section=section
            )
            yield File(address(chapter.address), content, "svg" if b"<svg" in content else "")


def _pictures(book: Book) -> Iterator[File]:
    """The pictures that stand in it."""
    shown = {
        _picture(chapter, image)
        for chapter in book.chapters
        for image in chapter.page.elements("img")
    }
    pictures = {name: one for chapter in book.chapters for name, one in chapter.pictures.items()}
    yield from (File(f"text/{name}", pictures[name]) for name in sorted(shown))


def _picture(chapter: Chapter, image: Node) -> str:
    """Where a picture of a page stands, from the root of the site: all languages show the same."""
    return normpath(join(dirname(chapter.address), unquote(image.get("src", "")))).lstrip("./")


def address(page: str) -> str:
    """Where in the EPUB a page of the site is: `text/process/forum.xhtml#who`."""
    name, _, part = page.partition("#")
    return f"text/{name.removesuffix('.html')}.xhtml" + (f"#{part}" if part else "")


def _made(template: str, book: Book, **values: object) -> bytes:
    named = {"book": book, "manual": book.manual, "language": book.language} | values
    return _templates().render(f"epub/{template}", words=Words(book.language), **named).encode()


@cache
def _templates() -> Templates:
    def up(chapter: Chapter, to: str) -> str:
        return relpath(to, dirname(address(chapter.address)))

    return Templates(_HERE / "templates", address=address, up=up)


class _Written(NamedTuple):
    """Writes a page of the site as XHTML, without what leads, or what only a site can use."""

    chapter: Chapter
    places: Mapping[str, str]

    def inner(self, element: Node) -> Iterator[str]:
        """What an element holds, in pieces."""
        yield element.text or ""
        for child in element.children:
            if child.is_a(_DRAWN):
                yield from self._drawing(child)
            elif child.tag not in PICTURED and not child.is_a(LEFT_OUT):
                yield from self._element(child)
            yield child.tail or ""

    def _element(self, element: Node) -> Iterator[str]:
        tag = element.tag
        kept = {name: value for name in _KEPT if (value := element.get(name)) is not None}
        if language := element.get("lang"):
            kept |= {"lang": language, "xml:lang": language}
        if tag == "a":
            target = self._led_to(element.get("href", ""))
            tag, kept = ("a", kept | {"href": target}) if target else ("span", kept)
        elif tag == "img":
            name = f"text/{_picture(self.chapter, element)}"
            kept["src"] = quote(relpath(name, dirname(address(self.chapter.address))), safe="/.")
        yield f"<{tag}" + "".join(f' {name}="{value}"' for name, value in kept.items())
        if tag in VOID:
            yield "/>"
            return
        yield ">"
        yield from self.inner(element)
        yield f"</{tag}>"

    def _drawing(self, drawing: Node) -> Iterator[str]:
        """A drawing as it is, but that its links lead nowhere: the cards below it do."""
        alt, box = escape(told(self.chapter, drawing)), drawing.get("viewBox")
        yield f'<svg xmlns="{SVG}" class="k-pic" viewBox="{box}" role="img" aria-label="{alt}">'
        yield _LINK.sub(r"<\1g>", drawing.inner)
        yield "</svg>"

    def _led_to(self, href: str) -> str | None:
        """Where a link leads in the EPUB; None where that is not in it."""
        if "://" in href or href.startswith("mailto:"):
            return href
        path, _, part = href.partition("#")
        here = self.chapter.address
        path = normpath(join(dirname(here), path)) if path else here
        found = self.places.get(path)
        if found is None:
            return None
        if found == here:
            return f"#{part}" if part else relpath(address(found), dirname(address(here)))
        to = address(f"{found}#{part}" if part and "#" not in found else found)
        return quote(relpath(to, dirname(address(here))), safe="/#.")
