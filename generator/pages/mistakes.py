"""Which pages of a preview say what is wrong with a file: those that show what it holds, and one
for all."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from ..catalogue import COLLECTIONS
from ..guide import Guide
from ..language import Language
from ..markup import Words
from ..model import Element, Exercise, Text
from .plan import Planned, plan

MISTAKES = "mistakes/index.html"
"""The address of the page that tells all of them: no hand-written page can have it."""
_KIND = "mistakes"
_NUMBERED = re.compile(r"^[0-9]+-")
_ENDING = re.compile(r"\.(?:(ya?ml)|md)(?:\.\w+)?$", re.IGNORECASE)
"""With one that hides it: `2-lend.yml.txt`."""


def shown_on(guide: Guide, files: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """The paths of the pages that show what files hold, by the files; of what is nowhere the path
    that it would have."""
    found: dict[str, dict[str, None]] = {file: {} for file in files}
    for row in COLLECTIONS:
        for record in guide.all(row):
            if record.place.file in found:
                paths = _paths(guide, _address(guide, row.address, record))
                found[record.place.file] |= dict.fromkeys(paths)
    for page in guide.prose:
        if page.place.file in found:
            found[page.place.file][f"{page.language.folder}{page.name}.html"] = None
    return {file: tuple(paths) or tuple(_would_be(guide, file)) for file, paths in found.items()}


def planned(guide: Guide, shown: Iterable[Collection[str]]) -> tuple[Planned, ...]:
    """The page of all mistakes, and one for each of the paths at which there is none."""
    there = {page.address for page in plan(guide)}
    bare = dict.fromkeys(path.removeprefix(Language.EN.folder) for paths in shown for path in paths)
    title, lead = Words.pair("site.mistakes_title"), Words.pair("site.mistakes_lead")
    return (
        Planned(MISTAKES, _KIND, title, title, lead),
        *(_bare(address) for address in bare if address not in there),
    )


def _bare(address: str) -> Planned:
    name = Text(th=PurePosixPath(address).stem)
    return Planned(address, _KIND, name, name)


def _address(guide: Guide, address: str, record: Element) -> str:
    if isinstance(record, Exercise):
        address = guide.address_of(record)
    return address.format(id=getattr(record, "id", "")).partition("#")[0] or "index.html"


def _paths(guide: Guide, address: str) -> list[str]:
    return [language.folder + address for language in guide.manual.languages]


def _would_be(guide: Guide, file: str) -> Iterator[str]:
    """The paths of what a file would hold, as its name tells."""
    path = PurePosixPath(_ENDING.sub(lambda found: ".yml" if found[1] else ".md", file))
    name, _, code = path.stem.rpartition(".")
    if path.match("content/*.md"):
        yield from (one.folder + f"{name}.html" for one in guide.manual.languages if one == code)
    for row in COLLECTIONS:
        if path.match(f"data/{row.pattern}") and (row.address or not row.many):
            address = row.address.format(id=_NUMBERED.sub("", path.stem)).partition("#")[0]
            yield from _paths(guide, address or "index.html")
