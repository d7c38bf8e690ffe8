"""A page's HTML → Markdown in which its headings are Markdown, and all between them is the HTML that it was."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_EMPTY = {"br", "hr", "img", "wbr", "col", "input"}
_SPECIAL = re.compile(r"[\\`*_{}\[\]]|(?<!&)#")
"""What Markdown would take for its own in a heading; `&#` begins a character that is written as its number."""


@dataclass
class _Element:
    tag: str
    start: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[_Element | str] = field(default_factory=list)

    @property
    def is_heading(self) -> bool:
        """Whether it is a title, or can be led to: builders would give an address of their own to one that has none."""
        return self.tag == "h1" or (self.tag in _HEADINGS and "id" in self.attributes)

    @property
    def holds_heading(self) -> bool:
        return any(isinstance(child, _Element) and (child.is_heading or child.holds_heading) for child in self.children)


class _Reader(HTMLParser):
    """Reads our own markup, which is well-formed; what only scripts show is left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.page = _Element("", "")
        self._open = [self.page]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        element = _Element(tag, self.get_starttag_text() or "", given)
        if tag != "template" and "hidden" not in given:
            self._open[-1].children.append(element)
        if tag not in _EMPTY:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_data(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")


def markdown(html: str) -> str:
    """The Markdown of a page: headings with their ids, and elements that hold headings open for Markdown."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _blocks(reader.page)


def _blocks(parent: _Element) -> str:
    return "".join(_block(child) for child in parent.children if not (isinstance(child, str) and child.isspace()))


def _block(node: _Element | str) -> str:
    if isinstance(node, _Element) and node.is_heading:
        return _heading(node)
    if isinstance(node, _Element) and node.holds_heading:
        return f'{node.start[:-1]} markdown="block">\n\n{_blocks(node)}</{node.tag}>\n\n'
    return f"{_as_it_was(node).strip()}\n\n"


def _heading(heading: _Element) -> str:
    text = " ".join("".join(_inline(child) for child in heading.children).split())
    attributes = {"id": "title"} | heading.attributes if heading.tag == "h1" else heading.attributes
    written = " ".join(f"#{value}" if name == "id" else f'{name}="{value}"' for name, value in attributes.items())
    return f"{'#' * _HEADINGS[heading.tag]} {text} {{{written}}}\n\n"


def _inline(node: _Element | str) -> str:
    if isinstance(node, str):
        return _SPECIAL.sub(r"\\\g<0>", node)
    return node.start + "".join(map(_inline, node.children)) + ("" if node.tag in _EMPTY else f"</{node.tag}>")


def _as_it_was(node: _Element | str) -> str:
    if isinstance(node, str):
        return node
    return node.start + "".join(map(_as_it_was, node.children)) + ("" if node.tag in _EMPTY else f"</{node.tag}>")
