"""The search data of a large manual, cut so that a phone fetches what a query needs: what pages and
words are called, which every query needs; postings of words and of trigrams; texts."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from typing import Any

from .folding import fold, stem, trigram, words

_POSTINGS = 3_000
"""Bytes of postings in a part, unless a single key has more."""
_TEXTS = 4_000
"""Letters of texts in a part, unless a single passage has more."""


class _Posted:
    """The passages that have a key, and how often, by their weight: as `unlisted` in engine.js reads
    them."""

    __slots__ = "_last", "count", "written"

    def __init__(self) -> None:
        self.count, self._last, self.written = 0, 0, bytearray()

    def add(self, passage: int, times: int) -> None:
        """Adds a passage behind those that are there."""
        self.count += 1
        self.written += _number((passage - self._last) << 1 | (times > 1))
        if times > 1:
            self.written += _number(times)
        self._last = passage


@dataclass
class _Laid:
    """What passages come to, one laid after the other."""

    lengths: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    spelled: set[str] = field(default_factory=set)
    words: defaultdict[str, _Posted] = field(default_factory=lambda: defaultdict(_Posted))
    grams: defaultdict[int, _Posted] = field(default_factory=lambda: defaultdict(_Posted))

    def lay(self, heads: Sequence[str], title: str, text: str) -> None:
        """Adds a passage: its heading, which counts three times, what it is called besides, and its
        page's title where that is another."""
        said = [fold(one) for one in (*heads, *([title] if title else []), text)]
        in_words: Counter[str] = Counter()
        in_grams: Counter[int] = Counter()
        for folded, starts in (*said[:1] * 2, *said):
            spelled = list(words(folded, starts))
            self.spelled.update(spelled)
            in_words.update(map(stem, spelled))
            around = f" {folded}"
            in_grams.update(map(trigram, zip(around, around[1:], around[2:], strict=False)))
        passage = len(self.texts)
        for word, count in in_words.items():
            self.words[word].add(passage, count)
        for gram, count in in_grams.items():
            self.grams[gram].add(passage, count)
        kept = said[: len(heads)] + said[-1:]
        self.lengths.append(sum(len(folded) + 3 for folded, _ in kept))
        self.texts.append(text)


def cut(
    pages: Iterable[list[Any]], texts: Iterable[str]
) -> tuple[dict[str, Any], list[bytes | list[str]]]:
    """What an engine has to know of the parts; and the parts, those of words, of trigrams, of
    texts: bytes, or the texts themselves."""
    laid, text = _Laid(), iter(texts)
    for _, _, title, names, sections, *_ in pages:
        for order, (_, heading, *_) in enumerate(sections):
            heads = [heading or title, *([] if order else names)]
            laid.lay(heads, title if order else "", next(text))
    vocabulary = sorted(laid.words)
    firsts: dict[str, list[int]] = {}
    parts: list[bytes | list[str]] = []
    by_number = {number: laid.words[word] for number, word in enumerate(vocabulary)}
    for kind_of_key, postings in (("words", by_number), ("grams", laid.grams)):
        found = list(_lists(postings))
        firsts[kind_of_key] = [first for first, _ in found]
        parts += [content for _, content in found]
    chunks = list(_chunks(laid.texts))
    firsts["texts"] = [0, *accumulate(map(len, chunks[:-1]))]
    about = {
        "firsts": firsts,
        "usual": sorted(gram for gram, found in laid.grams.items() if _is_usual(found.count, laid)),
        "lengths": laid.lengths,
        "spelled": sorted(laid.spelled),
        "common": "".join(chr(laid.words[word].count.bit_length() - 1) for word in vocabulary),
    }
    return about, [*parts, *chunks]


def _is_usual(some: int, laid: _Laid) -> bool:
    """Whether a trigram that some passages have says too little beside others; as in engine.js."""
    return some > 500 and some > len(laid.texts) / 8


def _lists(postings: Mapping[int, _Posted]) -> Iterator[tuple[int, bytes]]:
    """Postings in parts, each with its first key; `unlisted` in engine.js reads them."""
    part, first, last = bytearray(), 0, 0
    for key in sorted(postings):
        if not part:
            first = last = key
        found = postings[key]
        part += _number(key - last) + _number(found.count) + found.written
        last = key
        if len(part) >= _POSTINGS:
            yield first, bytes(part)
            part = bytearray()
    if part:
        yield first, bytes(part)


@cache
def _number(number: int) -> bytes:
    """A number of 7 bits a byte, the last with the eighth bit."""
    found = bytearray()
    while number > 127:
        found.append(number & 127)
        number >>= 7
    return bytes([*found, number | 128])


def _chunks(texts: Sequence[str]) -> Iterator[list[str]]:
    """Texts in parts."""
    ends = list(accumulate(map(len, texts), initial=0))
    begin = 0
    while begin < len(texts):
        end = max(begin + 1, bisect_right(ends, ends[begin] + _TEXTS) - 1)
        yield list(texts[begin:end])
        begin = end
