"""Which marks a page shows: each once, at the highest level at which it is true, and where on the page a
question stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..guide import Guide, parts_of, walk
from ..markup import Words
from ..model import Action, Basis, Element, Part, Point, Record, Text, ToolUse, Worksheet
from ..problems import Place

_TOOLS = Words.pair("chapter.tools")
_SECTIONS = (Part, Point, Worksheet)
"""What has its mark where it begins: it holds for all that stands in it."""
_LIFTED = (Part, Point, Action)
"""What has a mark though it says nothing itself, where all within it is proposed."""


def bearers(guide: Guide) -> dict[Place, Place]:
    """Where the mark of a proposal stands of all that has one, by their places: nothing bears it that
    is within what is proposed as a whole."""
    return {
        inner.place: element.place
        for _, owner in guide.owners
        for element, held in _bearers(owner)
        for inner in held
    }


def whole(*elements: Element) -> bool:
    """Whether all that says where it comes from is proposed."""
    said = [
        inner.proposed
        for element in elements
        for inner in walk(element)
        if isinstance(inner, Basis) and (inner.status or inner.facts or inner.approved)
    ]
    return bool(said) and all(said)


def _bearers(element: Element) -> Iterator[tuple[Element, Iterable[Element]]]:
    """What bears a mark within an element, with all that the mark is of."""
    proposed = isinstance(element, Basis) and element.proposed
    alike = (proposed or isinstance(element, _LIFTED)) and whole(element)
    if alike or (proposed and isinstance(element, _SECTIONS)):
        yield element, walk(element)
        return
    if proposed:
        yield element, (element,)
    for inner in parts_of(element):
        yield from _bearers(inner)


def asked_at(guide: Guide, question: str, *elements: Element) -> list[tuple[Text, str]]:
    """Where on a page a question stands that the elements there ask: the sections, or the records
    that share the page, by title and id."""
    found: dict[str, Text] = {}
    for element in (inner for outer in elements for inner in walk(outer)):
        if question not in vars(element).get("gaps", ()):
            continue
        if isinstance(element, ToolUse):
            found["tools"] = _TOOLS
        elif isinstance(element, Part) or (
            isinstance(element, Record) and "#" in guide.address_of(element)
        ):
            found[element.id] = element.title
    return [(title, id) for id, title in found.items()]
