"""A page's markup as a tree, which all that reads pages walks, and finished files as a browser
reads them: the only user of lxml.

What our templates make is read as XML: names keep their letters (`viewBox`), and an element that is
left open is an error. Texts and attributes stay as they are written (`&amp;` is five letters), so
that writing a tree gives back the very bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from copy import deepcopy
from html import unescape
from typing import NamedTuple, cast

from lxml import etree, html

VOID = {"br", "col", "hr", "img", "input", "wbr"}
"""Elements of HTML that hold nothing and have no end."""
PICTURED = {"nav", "svg"}
"""Elements that are no text of a page: they lead or show."""
SCREEN = {"k-noprint", "k-strip"}
"""Classes of what only a screen can use."""
MARK = {"k-mk"}
"""The class of what marks a text: proposed."""
ASIDE = {"k-count"} | MARK | SCREEN
"""Classes of what is no text of a page."""
_DRAWN = {"path", "rect"}
"""Elements of drawings that hold nothing; they end in themselves."""
_OPEN_VOID = re.compile(rf"<((?:{'|'.join(sorted(VOID))})\b[^<>]*)>")
_WITH_VALUELESS = re.compile(r'<\w+(?: [\w:-]+="[^"]*")* [\w:-]+(?=[ />])[^<>]*')
"""A tag with an attribute that has no value; in the tree its value is "<", since none can be
written so."""
_ATTRIBUTE = re.compile(r' [\w:-]+(="[^"]*")?')


class Node(etree.ElementBase):
    """An element of a page; the page itself is one, whose tag is never written. It is shown as its
    markup."""

    @property
    def markup(self) -> str:
        """The markup of it and of all that it holds."""
        return _written(etree.tostring(self, encoding="unicode", with_tail=False))

    @property
    def inner(self) -> str:
        """The markup of what it holds."""
        xml = etree.tostring(self, encoding="unicode", with_tail=False)
        return _written(xml[xml.index(">") + 1 : xml.rindex("<")])

    children = cast("Iterator[Node]", property(iter))
    """The elements right in it."""

    def is_a(self, classes: AbstractSet[str]) -> bool:
        """Whether it has one of these classes."""
        own = self.get("class")
        return own is not None and not classes.isdisjoint(own.split())

    def elements(self, *tags: str) -> Iterator[Node]:
        """All that it holds, or those with one of these tags, in their order."""
        return cast(Iterator[Node], self.iterdescendants(*tags or "*"))

    def texts(self, barred: Callable[[Node], bool] = lambda element: False) -> list[Piece]:
        """Its texts in their order, but for those in what is barred."""
        found: list[Piece] = []
        _gather(self, barred, found)
        return found

    def says(self, without: AbstractSet[str] = frozenset()) -> str:
        """What it says, but for what is in an element of these classes."""
        return unescape(
            "".join(text.markup for text in self.texts(lambda element: element.is_a(without)))
        )

    def without(self, path: str) -> Node:
        """A copy that lacks what an XPath finds."""
        copy = deepcopy(self)
        for element in cast(list[Node], copy.xpath(path)):
            element.tag = "left-out"
        etree.strip_elements(copy, "left-out", with_tail=False)
        return copy

    def __repr__(self) -> str:
        return self.markup


class Piece(NamedTuple):
    """A text of a tree: the first in an element, or the one after it."""

    element: Node
    after: bool

    @property
    def markup(self) -> str:
        """The text as it is written."""
        return (self.element.tail if self.after else self.element.text) or ""

    def is_in(self, *tags: str) -> bool:
        """Whether it stands in an element with one of these tags."""
        return self._holder.tag in tags or next(self._holder.iterancestors(*tags), None) is not None

    def become(self, markup: str) -> None:
        """Puts markup in its place."""
        holder, piece = self._holder, parse(markup)
        at = holder.index(self.element) + 1 if self.after else 0
        holder[at:at] = list(piece)
        if self.after:
            self.element.tail = piece.text
        else:
            self.element.text = piece.text

    @property
    def _holder(self) -> Node:
        return cast(Node, self.element.getparent()) if self.after else self.element


def _gather(element: Node, barred: Callable[[Node], bool], found: list[Piece]) -> None:
    if element.text:
        found.append(Piece(element, after=False))
    for child in element.children:
        if not barred(child):
            _gather(child, barred, found)
        if child.tail:
            found.append(Piece(child, after=True))


_PARSER = etree.XMLParser(resolve_entities=False, huge_tree=True, collect_ids=False)
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=Node))


def parse(markup: str) -> Node:
    """The tree of a page, or of a piece of one."""
    xml = _OPEN_VOID.sub(r"<\1/>", markup.replace("&", "&amp;"))
    xml = _WITH_VALUELESS.sub(lambda tag: _ATTRIBUTE.sub(_valued, tag[0]), xml)
    return cast(Node, etree.fromstring(f"<page>{xml}</page>".encode(), _PARSER))


def _valued(attribute: re.Match[str]) -> str:
    return attribute[0] if attribute[1] else f'{attribute[0]}="&lt;"'


def _written(xml: str) -> str:
    *pieces, rest = xml.replace('="&lt;"', "").split("/>")
    for place, piece in enumerate(pieces):
        tag = piece[piece.rindex("<") + 1 :].partition(" ")[0]
        pieces[place] += ">" if tag in VOID else "/>" if tag in _DRAWN else f"></{tag}>"
    return "".join([*pieces, rest]).replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&")


UNREADABLE = (etree.ParserError, etree.XMLSyntaxError, ValueError)
"""What is raised for a file that is empty, or is not what it should be."""


def finished(content: bytes) -> html.HtmlElement:
    """A finished page as a browser reads it, whoever wrote it. Raises UNREADABLE."""
    return html.document_fromstring(
        content, parser=html.HTMLParser(encoding="utf-8", huge_tree=True)
    )


def drawing(content: bytes) -> etree._Element:
    """A drawing that stands in a file, whoever drew it. Raises UNREADABLE."""
    return etree.fromstring(
        content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    )
