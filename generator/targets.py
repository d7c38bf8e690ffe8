"""What somebody means who names texts on the command line: a place in a file, a page, a section."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from .guide import Guide, page_of
from .problems import Place, Problem, ProblemsFound, Say, did_you_mean
from .texts import Pair

_FILE = re.compile(r"(?P<file>.+\.(?:yml|md))(?::(?P<line>\d+))?(?::(?P<column>\d+))?:?")
_NEAREST = 3


def named(guide: Guide, found: Sequence[Pair], word: str) -> list[Pair]:
    """Those of the texts that a word names: `data/process/03-forum.yml:42`, with a column or without
    a line too; `process/forum`, also as a browser shows it; `process`. Raises ProblemsFound."""
    if place := _FILE.fullmatch(word.replace("\\", "/")):
        line, column = (int(place[part] or 0) for part in ("line", "column"))
        return _at(found, place["file"].removeprefix("./"), line, column)
    if any(section.id == word for section in guide.manual.sections):
        return [pair for pair in found if section_of(guide, pair) == word]
    return _on(guide, found, word)


def section_of(guide: Guide, pair: Pair) -> str:
    """The id of the section of the manual in which a text stands; empty for what stands in none."""
    written = pair.record.removeprefix("content/")
    own = (page.section for page in guide.prose if page.name == written != pair.record)
    id = next(own, re.split("[/.]", pair.address)[0])
    return id if any(section.id == id for section in guide.manual.sections) else ""


def _at(found: Sequence[Pair], file: str, line: int, column: int) -> list[Pair]:
    stands = [(at, pair) for pair in found for at in dict.fromkeys((pair.th_at, pair.en_at))]
    files = {at.file for at, _ in stands}
    meant = {name for name in files if name == file or f"/{file}".endswith(f"/{name}")}
    meant = meant or {name for name in files if name.endswith(f"/{file}")}
    if len(meant) != 1:
        what = Say("ไม่มีข้อความของคู่มือในไฟล์นี้", "no text of the manual stands in this file")
        raise ProblemsFound([Problem(Place(file), what, did_you_mean(file, sorted(files)))])
    (name,) = meant
    there = [(at, pair) for at, pair in stands if at.file == name]
    exact = [pair for at, pair in there if at[1:] == (line, column)]
    chosen = exact or [pair for at, pair in there if line in (0, at.line)]
    if not chosen:
        near = sorted({at.line for at, _ in there}, key=lambda other: abs(other - line))[:_NEAREST]
        lines = ", ".join(map(str, sorted(near)))
        what = Say("ไม่มีข้อความเริ่มที่บรรทัดนี้", "no text begins on this line")
        remedy = Say(f"ที่ใกล้ที่สุดอยู่บรรทัด {lines}", f"the nearest are on lines {lines}")
        raise ProblemsFound([Problem(Place(name, line), what, remedy)])
    return list({pair.key: pair for pair in chosen}.values())


def _on(guide: Guide, found: Sequence[Pair], word: str) -> list[Pair]:
    parts = urlsplit(word)
    path, heading = unquote(parts.path).strip("/"), unquote(parts.fragment)
    pages = {page_of(pair.address) for pair in found}
    wanted = path.removesuffix(".html")
    shown = [page for page in pages if parts.netloc and f"/{wanted}".endswith(f"/{page}")]
    page = max(shown, key=len) if shown else wanted.removeprefix("en/") or "index"
    page = page if page in pages else f"{page}/index"
    chosen = [
        pair
        for pair in found
        if page_of(pair.address) == page and heading in ("", pair.address.partition("#")[2])
    ]
    if not chosen:
        what = Say(f'ไม่มีหน้า หมวด หรือไฟล์ "{word}"', f'there is no page, section or file "{word}"')
        names = [*sorted(pages), *(section.id for section in guide.manual.sections)]
        raise ProblemsFound([Problem(Place(word), what, did_you_mean(word, names))])
    return chosen
