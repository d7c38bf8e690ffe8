"""A text → its parts: words, what is stressed, what leads somewhere. Screen, paper, Word and search
read texts by this alone.

`**…**` stresses, `[words](address)` leads somewhere, and a `\\` before a sign makes it a sign that
is shown. All else is words. What a reference has become is `[words](address "step:forum")`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import NamedTuple
from urllib.parse import urlsplit

_ADDRESS = r"[^\s()<>\[\]]+(?:\([^\s()<>\[\]]*\)[^\s()<>\[\]]*)*"
LINK = rf"\[(?P<words>(?:[^\[\]\\]|\\.)+)\]\((?P<address>{_ADDRESS})\)"
"""No two of its parts can take the same letter, so that nothing is read twice."""
_FOLLOWED = LINK.removesuffix(r"\)") + r'(?: "(?P<reference>[^"\s]+)")?\)'
_INLINE = re.compile(rf"\\(?P<sign>[\[\]{{}}*!\\])|(?P<stress>\*\*)|{_FOLLOWED}", re.DOTALL)
_SIGNS = re.compile(r"[\[\]{}*!\\]")
_SAFE = re.compile(r"(?:https?://|mailto:|#|(?![a-z][a-z0-9+.-]*:|//|\\))", re.IGNORECASE)


class Part(NamedTuple):
    """Words that are alike: whether they are stressed, where they lead, and as what they were
    referred to."""

    words: str
    stressed: bool = False
    address: str = ""
    reference: str = ""


def parts(text: str) -> list[Part]:
    """The parts of a text in their order; a sign that is not closed is a part of its words."""
    return [Part(text)] if are_words(text) else list(_joined(_parts(text)))


def are_words(text: str) -> bool:
    """Whether a text has no sign, as most have none."""
    return not ("**" in text or "[" in text or "\\" in text)


def _parts(text: str) -> Iterable[Part]:
    found = list(_INLINE.finditer(text))
    stress = [one for one in found if one["stress"]]
    unclosed = stress[-1] if len(stress) % 2 else None
    stressed, at = False, 0
    for one in found:
        yield Part(text[at : one.start()], stressed)
        at = one.end()
        if one is unclosed or one["sign"]:
            yield Part(one["sign"] or one[0], stressed)
        elif one["stress"]:
            stressed = not stressed
        else:
            for inner in parts(one["words"]):
                led_to = one["address"], one["reference"] or ""
                yield Part(inner.words, stressed or inner.stressed, *led_to)
    yield Part(text[at:], stressed)


def _joined(pieces: Iterable[Part]) -> Iterable[Part]:
    last: Part | None = None
    for piece in pieces:
        if last and piece[1:] == last[1:]:
            last = last._replace(words=last.words + piece.words)
        elif piece.words:
            if last:
                yield last
            last = piece
    if last:
        yield last


def words(text: str) -> str:
    """What a text says, without its signs."""
    return "".join(part.words for part in parts(text))


def on_paper(text: str) -> list[Part]:
    """The parts of a text where nothing can be followed: an address of the web or of e-mail stands
    behind its words."""
    return list(_joined(_written_out(text)))


def _written_out(text: str) -> Iterable[Part]:
    found = parts(text)
    for part, following in zip(found, [*found[1:], Part("")], strict=True):
        yield part._replace(address="", reference="")
        if part.address != following.address and (told := told_address(part.address, part.words)):
            yield Part(f" ({told})")


def told_address(address: str, said: str) -> str:
    """What of an address paper has to tell: nothing of one of the manual, or of what stands there
    already."""
    short = address.removeprefix("mailto:")
    if not is_elsewhere(address) or said.strip().rstrip("/") in _forms(short):
        return ""
    return short


def _forms(address: str) -> tuple[str, str]:
    return address.rstrip("/"), address.partition("://")[2].rstrip("/")


def shown(text: str) -> str:
    """Words as a text that says nothing but them."""
    return _SIGNS.sub(r"\\\g<0>", text)


def is_elsewhere(address: str) -> bool:
    """Whether an address leads out of the manual."""
    return "://" in address or address.lower().startswith("mailto:")


def is_plain(address: str) -> bool:
    """Whether a browser would follow an address as a link: what it decodes or skips is decoded and
    skipped first."""
    read = "".join(letter for letter in unescape(address) if letter > " ")
    try:
        urlsplit(read)
    except ValueError:
        return False
    return bool(_SAFE.match(read))
