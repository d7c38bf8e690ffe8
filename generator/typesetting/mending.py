"""What WeasyPrint 70 leaves to be mended in a finished PDF: the text of ำ, the language of parts,
the reach of table heads.

HarfBuzz shapes ำ as two glyphs, ํ and า, and ํ with a tone as one. WeasyPrint gives the text of
both to the last, so that every า of the document is copied as ำ. Here each glyph gets the letter
that its name says, and the two glyphs of an ำ together say, as `ActualText`, what they stand for.
`tests/test_print.py` fails when WeasyPrint needs this no longer.

A PDF is seen here through pydyf: a list of objects, dictionaries and streams; the stream of a page
is a list of operators.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from pydyf import String

_GLYPH = re.compile(b"....")
_PIECE = re.compile(rb"<([0-9a-f]*)>|([-+.\d]+)")
_SHOWN, _GLYPHS = re.compile(rb"<[0-9a-f]+>|[-+.\d]+"), re.compile(rb"<([0-9a-f]*)>")
_SHOW, _FONT = re.compile(rb"\[(.*)\] TJ$"), re.compile(rb"/(\S+) \S+ Tf$")
_MAPPED = re.compile(rb"<([0-9a-f]{4})> <[0-9a-f]*>$")
_NAME = re.compile(r"uni((?:0E[0-9A-F]{2})+)(?:\..*)?")
_AM, _MARK, _RAISED = (
    re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32"),
    re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"),
    re.compile(rb"-?[\d.]*[1-9][\d.]* Ts$"),
)
_THAI, _LATIN = re.compile("[ก-๛]"), re.compile("[A-Za-z]")


def language_of(text: str) -> str | None:
    """The language in which a text has to be said, if it has words."""
    return "th" if _THAI.search(text) else "en" if _LATIN.search(text) else None


def letters(glyph_names: Sequence[str]) -> dict[int, str]:
    """The Thai letters that glyphs stand for, by number, from their names: uni0E48.narrow is ่,
    uni0E4D0E49 is ํ with ้."""
    matches = ((number, _NAME.fullmatch(name)) for number, name in enumerate(glyph_names))
    return {
        number: bytes.fromhex(match[1]).decode("utf-16-be") for number, match in matches if match
    }


def mend(document: Any, pdf: Any, family: str, thai: Mapping[int, str]) -> None:
    """Changes the objects of a PDF that is about to be written, as WeasyPrint lets a finisher do.

    `thai` holds the Thai letters of the glyphs of a family of fonts, whose numbers are the same in
    each of its fonts.
    """
    things = {thing.reference: thing for thing in pdf.objects if hasattr(thing, "number")}
    fonts = {
        font.hash: {**font.to_unicode, **(thai if _is_of(family, font.name) else {})}
        for font in document.fonts.values()
    }
    elements: dict[tuple[bytes, int], Any] = {}
    for thing in things.values():
        match thing.get("Type") if isinstance(thing, dict) else None:
            case "/Font" if "ToUnicode" in thing and _is_of(family, thing["BaseFont"]):
                _tell_letters(things[thing["ToUnicode"]], thai)
            case "/StructElem":
                elements |= {
                    (thing["Pg"], mark): thing for mark in thing["K"] if isinstance(mark, int)
                }
                if thing["S"] == "/TH":
                    thing["A"]["Scope"] = "/Column" if _is_in_head(thing, things) else "/Row"
    for reference in pdf.page_references:
        stream = things[things[reference]["Contents"]].stream
        said: dict[int, str] = {}
        stream[:] = list(_read(list(stream), fonts, said))
        for mark, text in said.items():
            language = language_of(text)
            element = elements.get((reference, mark))
            if element is not None and language not in (None, document.metadata.lang):
                element["Lang"] = String(language)


def _is_of(family: str, name: bytes) -> bool:
    """Whether the name of a font in a PDF (/ABCDEF+Sarabun-Semi-Bold) is that of a family."""
    return name.decode().partition("+")[2].startswith(family)


def _tell_letters(mapping: Any, thai: Mapping[int, str]) -> None:
    """Writes what each Thai glyph stands for into the ToUnicode map of its font."""
    for place, line in enumerate(mapping.stream):
        glyph = _MAPPED.match(line)
        if glyph and (text := thai.get(int(glyph[1], 16))):
            mapping.stream[place] = b"<%s> <%s>" % (
                glyph[1],
                text.encode("utf-16-be").hex().encode(),
            )


def _is_in_head(cell: Any, things: Mapping[bytes, Any]) -> bool:
    """Whether a head cell stands in the head of its table, over its column, or at the start of a
    row."""
    return bool(things[things[cell["P"]]["P"]]["S"] == "/THead")


class _Piece(NamedTuple):
    """A glyph with its letters, a distance between glyphs, or an operator that stands between those
    that show text."""

    written: bytes
    letters: str = ""
    is_operator: bool = False


def _pieces(text: Sequence[Any], fonts: Mapping[str, Mapping[int, str]]) -> Iterator[_Piece]:
    """What stands between the beginning and the end of a text, one by one."""
    font: Mapping[int, str] = {}
    for operator in text:
        if named := _FONT.match(operator):
            font = fonts[named[1].decode()]
        if shown := _SHOW.match(operator):
            for found in _PIECE.finditer(shown[1]):
                if found[2]:
                    yield _Piece(found[2])
                for glyph in _GLYPH.findall(found[1] or b""):
                    yield _Piece(b"<%s>" % glyph, font.get(int(glyph, 16), ""))
        else:
            yield _Piece(operator, is_operator=True)


def _letters(text: Sequence[Any], fonts: Mapping[str, Mapping[int, str]]) -> str:
    """What a text says."""
    font: Mapping[int, str] = {}
    letters = []
    for operator in text:
        if named := _FONT.match(operator):
            font = fonts[named[1].decode()]
        elif shown := _SHOW.match(operator):
            for glyphs in _GLYPHS.findall(shown[1]):
                letters += [font.get(int(glyph, 16), "") for glyph in _GLYPH.findall(glyphs)]
    return "".join(letters)


def _joined(text: Sequence[Any]) -> Iterator[bytes]:
    """The operators that show a text in which no letter is told otherwise."""
    waiting: list[bytes] = []
    for operator in text:
        if shown := _SHOW.match(operator):
            waiting += _SHOWN.findall(shown[1])
        else:
            yield from _shown(waiting)
            yield operator
    yield from _shown(waiting)


def _read(
    stream: Sequence[Any], fonts: Mapping[str, Mapping[int, str]], said: dict[int, str]
) -> Iterator[Any]:
    """The operators of a page, with every ำ and every raised mark told as what it is.

    `said` is filled with the text of every marked part of the page, by its mark.
    """
    mark, start = -1, -1
    for place, operator in enumerate(stream):
        if isinstance(operator, dict) and "MCID" in operator:
            mark = operator["MCID"]
        if operator == b"BT":
            start = place
        elif operator == b"ET":
            text = stream[start:place]
            letters = _letters(text, fonts)
            said[mark] = said.get(mark, "") + letters
            if "\u0e4d" in letters or any(map(_RAISED.match, text)):
                yield from _told(list(_pieces(text, fonts)))
            else:
                yield from _joined(text)
            start = -1
        if start < 0:
            yield operator


def _told(pieces: Sequence[_Piece]) -> Iterator[bytes]:
    """The operators that show a text, with `ActualText` round the clusters whose letters a reader
    would get wrong."""
    spans = dict(_clusters(pieces))
    waiting: list[bytes] = []
    end = -1
    for place, piece in enumerate(pieces):
        if place in spans:
            yield from _shown(waiting)
            end = spans[place]
            meant = _AM.sub(
                "\\1\u0e33", "".join(inner.letters for inner in pieces[place : end + 1])
            )
            yield b"/Span <</ActualText <feff%s>>> BDC" % meant.encode("utf-16-be").hex().encode()
        if piece.is_operator:
            yield from _shown(waiting)
            yield piece.written
        else:
            waiting.append(piece.written)
        if place == end:
            yield from _shown(waiting)
            yield b"EMC"
    yield from _shown(waiting)


def _clusters(pieces: Sequence[_Piece]) -> Iterator[tuple[int, int]]:
    """Where the clusters with an ำ or a raised mark begin and end."""
    base, raised, glyphs = 0, False, [place for place, piece in enumerate(pieces) if piece.letters]
    ends = dict(pairwise([*glyphs, len(pieces)]))
    done = -1
    for place in glyphs:
        letters = pieces[place].letters
        if not _MARK.match(letters):
            base = place
        raised = any(
            piece.is_operator and _RAISED.match(piece.written) for piece in pieces[base:place]
        )
        after = ends[place]
        am = (
            letters.startswith("\u0e4d")
            and after < len(pieces)
            and pieces[after].letters == "\u0e32"
        )
        if base > done and (
            am or (raised and (after == len(pieces) or not _MARK.match(pieces[after].letters)))
        ):
            done = after if am else _lowered(pieces, place)
            yield base, done


def _lowered(pieces: Sequence[_Piece], place: int) -> int:
    """Where the text is back on its line after a raised mark."""
    return next((n for n in range(place, len(pieces)) if pieces[n].written == b"0 Ts"), place)


def _shown(waiting: list[bytes]) -> Iterator[bytes]:
    if waiting:
        yield b"[%s] TJ" % b" ".join(waiting).replace(b"> <", b"")
        waiting.clear()
