"""A page's HTML → a chapter of the book: nothing that only a screen can use, ids of its own, and
other chapters by their page."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape, unescape
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import NamedTuple
from urllib.parse import unquote

from ..inline import told_address
from ..tree import MARK, PICTURED, SCREEN, VOID, Node

LEFT_OUT = {"k-pn", "k-btn", "k-paper", "k-ear", "k-all"} | SCREEN
"""Classes of what a book has no use for."""
_KEPT = ("class", "lang", "scope", "colspan", "start", "value", "alt")
_DRAWN = {"k-pic--wide"}
"""Of the two drawings of a picture that for paper."""
PICTURE = 184
"""How wide a drawing is in the book, in millimetres: `book.css` has the same."""
_SIZES = {"t": 17, "s": 16, "n": 38, "": 17}
"""How large letters are in a drawing, by the classes of `drawings.css`."""
_RISES, _BESIDE = 1.068, 300
"""How far the baseline is below the top of a line, of the size of its letters; and half the room
for what has its middle somewhere."""
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
SVG = "http://www.w3.org/2000/svg"
_BARE = {"k-mx", "k-ref"}
"""Where links carry no page: a cell has no room for it, and what the cell says stands below with
it; a reference says by its number where it leads."""


@dataclass(frozen=True)
class Chapter:
    """A page that the book carries: its address in its language, its section, its title; `pictures`
    are what may stand on it, by their paths in the site; what is looked up, and not read, stands
    `behind` all else."""

    address: str
    section: str
    title: str
    page: Node
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    behind: bool = False


def anchor(address: str) -> str:
    """The id in the book of a page, or of a part of it: `process/forum`, `process/forum:who`."""
    path, _, part = address.partition("#")
    path = path.removesuffix(".html")
    return f"{path}:{part}" if part else path


def told(chapter: Chapter, drawing: Node) -> str:
    """What a drawing shows, in words: what its page is called, and what stands in its boxes."""
    boxes = (" ".join(box.says().split()) for box in drawing.elements("a"))
    return f"{chapter.title}: {' · '.join(boxes)}"


class _Words(NamedTuple):
    """A line of words of a drawing: the class that says how large it is, where its baseline begins,
    or has its middle, and its markup."""

    size: str
    x: float
    y: float
    centred: bool
    markup: str


def _words(drawing: Node) -> Iterator[_Words]:
    """The words of a drawing, line by line. A line has an x of its own; what has none is a run
    within a line."""
    for text in drawing.elements("text"):
        x, y, centred = (
            float(text.get("x", 0)),
            float(text.get("y", 0)),
            bool(text.get("text-anchor")),
        )
        lines = [line for line in text.children if line.get("x")]
        for line in lines:
            y += float(line.get("dy", 0))
            yield _Words(text.get("class", ""), x, y, centred, _spans(line))
        if not lines:
            runs = {line.get("class", "") for line in text.children}
            yield _Words("n" if "n" in runs else "t", x, y, centred, _spans(text))


def _spans(line: Node) -> str:
    return line.inner.replace("<tspan", "<span").replace("</tspan>", "</span>")


def _picture(chapter: Chapter, drawing: Node) -> Iterator[str]:
    """A drawing: its ground as a picture that holds its own style, since that of a page ends at
    one, and its words as text over it, since WeasyPrint sets that of a picture letter by letter, so
    that no mark stands right."""
    _, _, wide, high = map(float, drawing.get("viewBox", "").split())
    unit = PICTURE / wide
    ground = f"<style>{_style()}</style>{drawing.without('.//text').inner}"
    svg = f'<svg xmlns="{SVG}" viewBox="{drawing.get("viewBox")}">{ground}</svg>'
    src = f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
    yield f'<div class="k-pic" style="height:{high * unit:.2f}mm">'
    yield f'<img alt="{escape(chapter.title)}" src="{src}" style="margin-bottom:-{high * unit:.2f}mm">'
    above = 0.0
    for words in _words(drawing):
        left = words.x - _BESIDE if words.centred else words.x
        top = words.y - _RISES * _SIZES[words.size]
        place = f"margin:{(top - above) * unit:.2f}mm 0 0 {left * unit:.2f}mm"
        size = f"font-size:{_SIZES[words.size] * unit:.3f}mm"
        yield f'<p class="{words.size}{" centred" if words.centred else ""}" style="{place};{size}">{words.markup}</p>'
        above = top
    yield "</div>"


@cache
def _style() -> str:
    return (Path(__file__).parent / "drawing.css").read_text(encoding="utf-8")


def joined(chapter: Chapter, down: int, places: Mapping[str, str], page: str) -> str:
    """The markup of a chapter, its headings so many levels `down`.

    `places` are the addresses in the book by the addresses of the site; a link to what is not among
    them is plain text. `page` is the word before the number of a page.
    """
    return "".join(_Joiner(chapter, down, places, page).inner(chapter.page, bare=False))


@dataclass(frozen=True)
class _Joiner:
    """Writes a page anew, element by element; where it is `bare`, links carry no page."""

    chapter: Chapter
    down: int
    places: Mapping[str, str]
    page: str

    def inner(self, element: Node, *, bare: bool) -> Iterator[str]:
        """What an element holds, in pieces."""
        yield element.text or ""
        for child in element.children:
            if child.is_a(_DRAWN):
                yield from _picture(self.chapter, child)
            elif child.tag not in PICTURED and not child.is_a(LEFT_OUT):
                yield from self._element(child, bare=bare or child.is_a(_BARE))
            yield child.tail or ""

    def _element(self, element: Node, *, bare: bool) -> Iterator[str]:
        tag, target = element.tag, None
        kept = {name: value for name in _KEPT if (value := element.get(name)) is not None}
        if id := element.get("id"):
            kept["id"] = anchor(f"{self.chapter.address}#{id}")
        if tag == "a":
            target = self._led_to(element.get("href", ""))
            tag, kept = ("a", kept | {"href": target}) if target else ("span", kept)
        elif tag == "img":
            kept["src"] = self._embedded(element.get("src", ""))
        elif (
            tag in _HEADINGS
        ):  # its place in the outline is called as it is, without the marks beside it
            kept["data-label"] = escape(" ".join(element.says(without=MARK).split()))
            tag = f"h{_HEADINGS[tag] + self.down}"
        yield f"<{tag}" + "".join(f' {name}="{value}"' for name, value in kept.items()) + ">"
        if tag not in VOID:
            yield from self.inner(element, bare=bare)
            if (
                target
                and not bare
                and self._is_elsewhere(target)
                and not target.endswith(f":{element.says()}")
            ):
                yield f' <span class="at">({self.page} <span data-at="{target}">)</span></span>'
            elif target and (told := told_address(unescape(target), element.says())):
                yield f" ({escape(told)})"
            yield f"</{tag}>"

    def _embedded(self, src: str) -> str:
        """A picture as an address that holds it: a part of the book is known by all that it shows."""
        path = normpath(join(dirname(self.chapter.address), unquote(src))).lstrip("./")
        kind = "png" if path.lower().endswith(".png") else "jpeg"
        return f"data:image/{kind};base64,{b64encode(self.chapter.pictures[path]).decode()}"

    def _led_to(self, href: str) -> str | None:
        """Where a link leads in the book; None where that is not in it."""
        if "://" in href or href.startswith("mailto:"):
            return href
        path, _, part = href.partition("#")
        path = normpath(join(dirname(self.chapter.address), path)) if path else self.chapter.address
        found = self.places.get(path)
        return (
            f"#{anchor(f'{found}#{part}' if part and '#' not in found else found)}"
            if found
            else None
        )

    def _is_elsewhere(self, target: str) -> bool:
        """Whether an address in the book leads to another chapter, whose page has to be told."""
        return (
            target.startswith("#")
            and target.partition(":")[0] != f"#{anchor(self.chapter.address)}"
        )
