"""What has changed between two texts, word by word: Thai as its words are cut, and never within
one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal, NamedTuple

from . import thai
from .texts import spelled

Sign = Literal["=", "-", "+"]
_TOKEN = re.compile(r"[ก-ฮฤฦะ-ฺเ-ๅ็-๎]+|[^\W_ก-๎]+(?:['’.,:/-][^\W_ก-๎]+)*|\s+|.", re.DOTALL)
_THAI = re.compile("[ก-๎]")
_MARKUP = re.compile(
    r"\*\*|`|^#+ |\s*\{#[a-z0-9-]+\}|^\|?[ :|-]+\|$|(?<!\w)\||\|(?!\w)", re.MULTILINE
)
"""Signs of Markdown, which a reader does not see."""
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_REFERENCE = re.compile(r"\{[^\s{}:|]{1,40}:[^{}\n]{1,120}\}")
_LONGEST_REFERENCE = 40
"""Letters of the words that a reference stands for."""
_SIGNS = re.compile(r"(?<!\d)\s+|\s+(?!\d)|\*\*|[“”\"'‘’.…]+(?=\s|$)|[“”\"‘’]")
_DASHES = re.compile("[‐-―]")
_NEAR = 8
"""Words and spaces that stand on either side of a change where the rest of a long text is left out."""
_ALL_NEW = 0.4
"""A smaller share of the shorter text in the other, and the two are told one after the other."""
_MOST_COMPARED = 250_000
"""Pairs of words between which changes are looked for; more, and the texts are told so, too."""


class Piece(NamedTuple):
    """Words that are in both texts (`=`), or in the old or the new one alone (`-`, `+`)."""

    sign: Sign
    text: str


def words(text: str) -> list[str]:
    """The words of a text and all that stands between them; joined, they are the text."""
    return [
        word
        for token in _TOKEN.findall(text)
        for word in (thai.likeliest(token) if _THAI.match(token) else [token])
    ]


def alike(old: str, new: str) -> float:
    """How much two texts have in common, from 0 to 1."""
    return SequenceMatcher(None, old, new, autojunk=False).ratio() if old and new else 0.0


def signs_alone(old: str, new: str) -> bool:
    """Whether two texts differ in nothing but spaces, quotation marks, dashes and stress: not in
    what they say."""
    return _bare(old) == _bare(new)


def plain(text: str) -> str:
    """A text on one line, without signs of Markdown and the addresses of links."""
    return " ".join(_MARKUP.sub("", _LINK.sub(r"\1", text)).split())


def refers(text: str, words: str) -> bool:
    """Whether a text says the words that another has, but for references that stand for some of
    them."""
    if "{" not in text:
        return False
    parts = map(re.escape, _REFERENCE.split(plain(text)))
    pattern = f".{{1,{_LONGEST_REFERENCE}}}".join(parts)
    return re.fullmatch(pattern, plain(words)) is not None


def compared(old: str, new: str) -> tuple[Piece, ...]:
    """The words of both texts, marked; of a long text what is the same far from any change is left
    out."""
    before, after = words(plain(old)), words(plain(new))
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    was, now = before[head : len(before) - tail], after[head : len(after) - tail]
    if len(was) * len(now) > _MOST_COMPARED:
        return whole("-", old) + whole("+", new)
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    common = head + tail + sum(size for _, _, size in matcher.get_matching_blocks())
    if common < _ALL_NEW * min(len(before), len(after)):
        return whole("-", old) + whole("+", new)
    blocks = [(before[:head], after[:head], True)]
    for what, i, j, k, m in matcher.get_opcodes():
        same = what == "equal"
        gap = same and not any(map(str.strip, was[i:j]))
        if not blocks[-1][2] and (not same or gap):  # a space is no word between two
            blocks[-1][0].extend(was[i:j])
            blocks[-1][1].extend(now[k:m])
        else:
            blocks.append((was[i:j], now[k:m], same))
    blocks.append((before[len(before) - tail :], after[len(after) - tail :], True))
    return tuple(_tidy(_pieces([block for block in blocks if any(block[:2])])))


def _alike(before: list[str], after: list[str]) -> int:
    """How many words both begin with."""
    pairs = enumerate(zip(before, after, strict=False))
    shorter = min(len(before), len(after))
    return next((place for place, (was, now) in pairs if was != now), shorter)


def whole(sign: Sign, text: str) -> tuple[Piece, ...]:
    """A text that is in one of the two alone."""
    return (Piece(sign, plain(text)),) if text.strip() else ()


def _pieces(blocks: list[tuple[list[str], list[str], bool]]) -> Iterator[Piece]:
    for place, (before, after, same) in enumerate(blocks):
        if same:
            yield Piece("=", _short(before, first=place == 0, last=place == len(blocks) - 1))
            continue
        if old := "".join(before):
            yield Piece("-", old)
        if new := "".join(after):
            yield Piece("+", new)


def _tidy(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces with the spaces at the ends of what has changed left unmarked."""
    for sign, run in groupby(_apart(pieces), lambda piece: piece.sign):
        yield Piece(sign, "".join(piece.text for piece in run))


def _apart(pieces: Iterable[Piece]) -> Iterator[Piece]:
    for sign, text in pieces:
        core = text.strip() if sign != "=" else text
        before, _, after = text.partition(core) if core else (text, "", "")
        parts = (Piece("=", before), Piece(sign, core), Piece("=", after))
        yield from (part for part in parts if part.text)


def _short(same: list[str], *, first: bool, last: bool) -> str:
    """What is the same on both sides, cut to what stands near the changes around it."""
    if len(same) <= 3 * _NEAR:
        return "".join(same)
    head = "" if first else "".join(same[:_NEAR]).rstrip() + " "
    tail = "" if last else " " + "".join(same[-_NEAR:]).lstrip()
    return f"{head}…{tail}"


def _bare(text: str) -> str:
    return _SIGNS.sub("", _DASHES.sub("-", spelled(text)))
