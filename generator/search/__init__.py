"""Pages → what the browser searches: the text of every passage of a language, in one compressed
script."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .. import thai
from ..language import Language
from ..problems import Place, Problem, Say
from ..tree import Node
from .cutting import cut
from .passages import Passage, passages

__all__ = [
    "Document",
    "Found",
    "Passage",
    "data",
    "documents",
    "entry",
    "files",
    "path",
    "too_large",
]

LARGEST = 1_500_000
"""Bytes of a language's search data beyond which a phone takes seconds to load it and to build the
index."""

WHOLE = 500_000
"""Bytes of text, before they are compressed, up to which the search data of a language are one
script: what a query needs of larger ones is less."""

Found = tuple[Language, Iterable[list[Any]], Iterable[Iterable[str]], Mapping[str, Sequence[str]]]
"""What `data` and `files` are made of."""

_WORD_END = "\x7f"
_THAI = re.compile("[\u0e01-\u0e4e]")
_NOT_BETWEEN_THAI = re.compile("(?<![\u0e01-\u0e4e])\x7f|\x7f(?![\u0e01-\u0e4e])")
_NOT_IN_WINDOWS_874 = re.compile("[^\\x00-\x7f\u0e01-\u0e3a\u0e3f-\u0e5b]")


@dataclass(frozen=True)
class Document:
    """A page, or a record of a list, that a search can find: its address from the root of its
    language, its kind.

    Results are grouped by kind.
    """

    address: str
    kind: str
    title: str
    passages: tuple[Passage, ...]
    names: tuple[str, ...] = ()
    """What it is called besides: in the menu, in the other language."""
    weight: float = 1.0
    """What it counts beside others that answer as well."""
    doors: tuple[tuple[str, str, int], ...] = ()
    """The ways on from it: what one does there, the path, the size in kB of a file."""


def documents(
    address: str,
    kind: str,
    title: str,
    page: Node,
    names: tuple[str, ...] = (),
    numbered: tuple[str, ...] = (),
    weight: float = 1.0,
    doors: tuple[tuple[str, str, int], ...] = (),
) -> Iterator[Document]:
    """A page as what can be found on it: itself, and each record of a list as a document of its
    own, which has a `weight`."""
    top, *others = passages(page, title)
    found = [replace(top, numbered=numbered), *others]
    whole = tuple(passage for passage in found if not passage.record)
    yield Document(address, kind, title, whole, names, doors=doors)
    for record in found:
        if record.record:
            yield Document(
                f"{address}#{record.id}",
                kind,
                record.heading,
                (replace(record, id=""),),
                record.names,
                weight,
            )


def path(language: Language) -> str:
    """Where the search data of a language stand in the site."""
    return f"assets/search/{language.value}.js"


def too_large(data: Mapping[str, bytes]) -> Iterator[Problem]:
    """A notice for search data, by path, that phones would not bear."""
    for path, script in data.items():
        if len(script) > LARGEST:
            size, most = f"{len(script) / 1e6:.1f} MB", f"{LARGEST / 1e6:.1f} MB"
            what = Say(
                f"ข้อมูลค้นหามีขนาด {size} โทรศัพท์รับได้ราว {most}",
                f"the search data are {size}; phones bear about {most}",
            )
            remedy = Say(
                "แยกเป็นคู่มือสองเล่ม หรือตัดหน้าที่ไม่ใช้แล้ว",
                "make two manuals of it, or drop pages that nobody needs",
            )
            yield Problem(Place(path), what, remedy, notice=True)


def entry(document: Document) -> list[Any]:
    """A document as the search data have it: what JSON can say, the ends of its Thai words
    marked."""
    return [
        document.address,
        document.kind,
        _cut(document.title),
        list(map(_cut, document.names)),
        [
            [part.id, _cut(part.heading), _cut(part.text), *part.numbered]
            for part in document.passages
        ],
        *([document.weight] if document.weight != 1 or document.doors else []),
        *([document.doors] if document.doors else []),
    ]


def data(
    language: Language,
    entries: Iterable[list[Any]],
    terms: Iterable[Iterable[str]],
    kinds: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """The script that brings the search data of a language: a call with JSON, compressed, as
    base64.

    JSON: `{language, texts: [text, …], pages: [[address, kind, title, names, [[id, heading,
    numbered…], …], weight?, doors?], …], terms: [[form, …], …], kinds: {kind: [word, …]}}`, in
    windows-874, which every browser reads and which has one byte for a Thai letter. DEL stands between
    Thai words. A heading that is the title is "". Texts alike stand together: that packs best.
    """
    return _script(language.value, _json(_content(language, entries, terms, kinds)))


def files(
    language: Language,
    entries: Iterable[list[Any]],
    terms: Iterable[Iterable[str]],
    kinds: Mapping[str, Sequence[str]] | None = None,
    most: int = WHOLE,
) -> dict[str, bytes]:
    """The search data of a language, by their paths in the site: one script, and where that would
    have more bytes than `most`, one without texts, and parts that queries need some of.

    The parts stand in a folder that is named by their digest, so that those of another edition are
    never taken for them.
    """
    whole = _content(language, entries, terms, kinds)
    if len(text := _json(whole)) <= most:
        return {path(language): _script(language.value, text)}
    about, cuts = cut(whole["pages"], whole.pop("texts"))
    parts = [
        _script(f"{language.value}/{n}", part if isinstance(part, bytes) else _json(part))
        for n, part in enumerate(cuts)
    ]
    folder = hashlib.sha256(b"".join(parts)).hexdigest()[:12]
    content = _json({**whole, "cut": {"folder": folder, **about}})
    return {
        path(language): _script(language.value, content),
        **{f"assets/{folder}/{language.value}/{n}.js": part for n, part in enumerate(parts)},
    }


def _content(
    language: Language,
    entries: Iterable[list[Any]],
    terms: Iterable[Iterable[str]],
    kinds: Mapping[str, Sequence[str]] | None,
) -> dict[str, Any]:
    pages, texts = [], []
    for address, kind, title, names, sections, *more in entries:
        bare = [[id, "" if said == title else said, *own] for id, said, _, *own in sections]
        pages.append([address, kind, title, names, bare, *more])
        texts += [text for _, _, text, *_ in sections]
    return {
        "language": language.value,
        "texts": texts,
        "pages": pages,
        "terms": [list(forms) for forms in terms],
        "kinds": dict(kinds or {}),
    }


def _json(content: Any) -> bytes:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return _NOT_IN_WINDOWS_874.sub(lambda letter: json.dumps(letter[0])[1:-1], text).encode("cp874")


def _script(name: str, content: bytes) -> bytes:
    packed = base64.b64encode(zlib.compress(content, 9)).decode()
    return f'khumue.search.take("{name}", "{packed}");\n'.encode()


def _cut(text: str) -> str:
    """A text in its one spelling, with the ends of Thai words marked; words that a space parts need
    no mark."""
    text = thai.normalise(text.replace(_WORD_END, ""))
    return (
        _NOT_BETWEEN_THAI.sub("", _WORD_END.join(thai.words(text))) if _THAI.search(text) else text
    )
