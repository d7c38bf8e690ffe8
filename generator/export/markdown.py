"""A page → Markdown in which its headings are Markdown, and all between them is the HTML that it
was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from ..tree import Node

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SCRIPTED = ".//template | .//*[@hidden]"
"""What only scripts show."""
_SPECIAL = re.compile(r"[\\`*_{}\[\]]|(?<!&)#")
"""What Markdown would take for its own in a heading; `&#` begins a character that is written as its
number."""


def markdown(page: Node) -> str:
    """The Markdown of a page: headings with their ids, and elements that hold headings open for
    Markdown."""
    return "".join(_blocks(page.without(_SCRIPTED)))


def _blocks(parent: Node) -> Iterator[str]:
    yield _text(parent.text)
    for child in parent.children:
        yield from _block(child)
        yield _text(child.tail)


def _text(text: str | None) -> str:
    return f"{text.strip()}\n\n" if text and not text.isspace() else ""


def _block(element: Node) -> Iterator[str]:
    if _is_heading(element):
        yield _heading(element)
    elif any(map(_is_heading, element.elements(*_HEADINGS))):
        yield f'{element.markup.partition(">")[0]} markdown="block">\n\n'
        yield from _blocks(element)
        yield f"</{element.tag}>\n\n"
    else:
        yield _text(element.markup)


def _is_heading(element: Node) -> bool:
    """Whether it is a title, or can be led to: builders would give an address of their own to one
    that has none."""
    return element.tag == "h1" or (element.tag in _HEADINGS and "id" in element.attrib)


def _heading(heading: Node) -> str:
    for text in heading.texts():
        text.become(_SPECIAL.sub(r"\\\g<0>", text.markup))
    attributes = {"id": "title"} if heading.tag == "h1" else {}
    attributes |= {str(name): str(value) for name, value in heading.attrib.items()}
    written = " ".join(
        f"#{value}" if name == "id" else f'{name}="{unescape(value)}"'
        for name, value in attributes.items()
    )
    return f"{'#' * _HEADINGS[heading.tag]} {' '.join(heading.inner.split())} {{{written}}}\n\n"
