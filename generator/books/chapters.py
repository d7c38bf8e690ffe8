"""A page's HTML → a chapter of the book: nothing that only a screen can use, ids of its own, and other chapters by their page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser
from posixpath import dirname, join, normpath

_FOR_SCREENS = {"k-noprint", "k-strip", "k-pn", "k-btn"}
_NOT_READ = {"nav", "svg"}
_EMPTY = {"br", "hr", "img", "wbr", "col"}
_KEPT = ("class", "lang", "scope", "start")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_MARK = "k-mk"
_BARE = {"k-mx"}
"""Where links carry no page: a cell has no room for it, and what the cell says stands below with it."""


@dataclass(frozen=True)
class Chapter:
    """A page that the book carries: its address in its language, its section, its title and markup."""

    address: str
    section: str
    title: str
    html: str


def anchor(address: str) -> str:
    """The id in the book of a page, or of a part of it: `process/forum`, `process/forum:who`."""
    path, _, part = address.partition("#")
    path = path.removesuffix(".html")
    return f"{path}:{part}" if part else path


def joined(chapter: Chapter, down: int, places: Mapping[str, str], page: str) -> str:
    """The markup of a chapter, its headings so many levels `down`.

    `places` are the addresses in the book by the addresses of the site; a link to what is not among them is plain text. `page`
    is the word before the number of a page.
    """
    joiner = _Joiner(chapter, down, places, page)
    joiner.feed(chapter.html)
    joiner.close()
    return "".join(joiner.written)


class _Joiner(HTMLParser):
    """Copies a page, tag by tag."""

    def __init__(self, chapter: Chapter, down: int, places: Mapping[str, str], page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.written: list[str] = []
        self._chapter, self._down, self._places, self._page = chapter, down, places, page
        self._skipped = 0
        """How deep within an element that is left out."""
        self._open: list[set[str]] = []
        """The classes of the elements that are open."""
        self._target: str | None = None
        self._link, self._heading = "", 0
        """What the open link says; where the open heading was written."""
        self._label = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = set(given.get("class", "").split())
        if self._skipped or tag in _NOT_READ or classes & _FOR_SCREENS:
            self._skipped += tag not in _EMPTY
            return
        kept = {name: given[name] for name in _KEPT if name in given}
        if "id" in given:
            kept["id"] = anchor(f"{self._chapter.address}#{given['id']}")
        if tag == "a":
            self._link, self._target = "", self._led_to(given.get("href", ""))
            if self._target is None:
                tag = "span"
            else:
                kept["href"] = self._target
        if tag not in _EMPTY:
            self._open.append(classes)
        if tag in _HEADINGS:
            self._heading, self._label = len(self.written), ""
        self._write(self._shifted(tag), kept)

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= tag not in _EMPTY
            return
        if tag == "a":
            tag = self._end_link()
        if tag in _HEADINGS:  # its place in the outline is called as it is, without the marks beside it
            label = escape(" ".join(self._label.split()))
            self.written[self._heading] = self.written[self._heading].replace(">", f' data-label="{label}">')
        if tag not in _EMPTY:
            self._open.pop()
        self.written.append(f"</{self._shifted(tag)}>")

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self._link += data
            self._label += "" if any(_MARK in classes for classes in self._open) else unescape(data)
            self.written.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def _write(self, tag: str, attributes: Mapping[str, str]) -> None:
        written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
        self.written.append(f"<{tag}{written}>")

    def _shifted(self, tag: str) -> str:
        return f"h{_HEADINGS[tag] + self._down}" if tag in _HEADINGS else tag

    def _led_to(self, href: str) -> str | None:
        """Where a link leads in the book; None where that is not in it."""
        if "://" in href or href.startswith("mailto:"):
            return href
        path, _, part = href.partition("#")
        path = normpath(join(dirname(self._chapter.address), path)) if path else self._chapter.address
        found = self._places.get(path)
        return f"#{anchor(f'{found}#{part}' if part and '#' not in found else found)}" if found else None

    def _end_link(self) -> str:
        """Says on which page a link to another chapter ends up, but where the link is a number to look up by."""
        target, self._target = self._target, None
        if target is None:
            return "span"
        own = anchor(self._chapter.address)
        elsewhere = target.startswith("#") and target.partition(":")[0] != f"#{own}"
        if elsewhere and not target.endswith(f":{self._link}") and not any(classes & _BARE for classes in self._open):
            self.written.append(f' <span class="at">({self._page} <span data-at="{target}">)</span></span>')
        return "a"
