"""What can be mended of what the proof-reader finds without a thought: never a word, and nothing that
a reader sees otherwise afterwards but as it was meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..problems import Place, Say
from ..project import Project
from ..proof import SPACES
from ..reading.files import files_below
from ..thai import normalise
from .history import change

_AS_PRINTED = re.compile(r"[ \t-]*printed:")
"""The line of a slip of the source, which is quoted as it stands there."""
_TEXTS = {".yml", ".md"}
_SAFE = (
    (re.compile(f"[{SPACES}]"), " ", Say("ช่องว่าง", "spaces")),
    (
        re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]"),
        "",
        Say("อักขระที่มองไม่เห็น", "invisible characters"),
    ),
    (
        re.compile(r"([\u0e31\u0e34-\u0e39\u0e47-\u0e4e])\1+"),
        r"\1",
        Say("สระหรือวรรณยุกต์ที่พิมพ์ซ้ำ", "marks that stood twice"),
    ),
)
"""What is mended, what stands in its place, and what it is called: spaces of web pages and word
processors, what shows nothing, a mark of Thai that was typed twice."""
_ORDER = Say("ลำดับสระและวรรณยุกต์", "orders of marks")


@dataclass(frozen=True)
class Mended:
    """A file with its mends: how many of what, by line."""

    path: Path
    content: bytes
    lines: dict[int, Counter[Say]]

    def places(self, project: Project) -> Iterator[tuple[Place, Say]]:
        """Where something is mended, and what."""
        name = project.name_of(self.path)
        for number, counts in self.lines.items():
            yield Place(name, number), _told(counts)

    @property
    def told(self) -> Say:
        """How many of what in all."""
        return _told(sum(self.lines.values(), Counter[Say]()))


def mends(project: Project) -> list[Mended]:
    """What can be mended in data/ and content/; everything else in the files stays as it is, to the
    byte. A file that cannot be read is left for `check` to tell."""
    found = []
    folders = (files_below(folder, project)[0] for folder in (project.data, project.content))
    for path in (
        path for paths in folders for path in paths if path.suffix in _TEXTS and path.is_file()
    ):
        try:
            text = path.read_bytes().decode()
        except (UnicodeDecodeError, OSError):
            continue
        mark = text[: text.startswith("\ufeff")]  # of the file, and no part of its text
        lines = {}
        whole = [mark]
        for number, line in enumerate(text[len(mark) :].splitlines(keepends=True), 1):
            mended, counts = (line, None) if _AS_PRINTED.match(line) else _mended(line)
            whole.append(mended)
            if counts:
                lines[number] = counts
        if lines:
            found.append(Mended(path, "".join(whole).encode(), lines))
    return found


def mend(project: Project, found: list[Mended]) -> Path | None:
    """Writes what was mended; gives the folder that keeps what was there. Raises OSError, and
    ProblemsFound where another command is at work."""
    return change(project, "check --mend", {one.path: one.content for one in found})


def mended_text(text: str) -> tuple[str, Say | None]:
    """A text as somebody has typed or pasted it, with what is safe mended and its marks in their
    usual order; and what was mended, where something was."""
    mended, counts = _mended(text)
    if counts:
        mended = re.sub(r"(?<=\S) {2,}(?=\S)", " ", mended)
    if (ordered := normalise(mended)) != mended:
        counts[_ORDER] += 1
    return ordered, _told(counts) if counts else None


def _mended(line: str) -> tuple[str, Counter[Say]]:
    counts = Counter[Say]()
    for sign, instead, name in _SAFE:
        line, number = sign.subn(instead, line)
        if number:
            counts[name] += number
    return line, counts


def _told(counts: Counter[Say]) -> Say:
    th = ", ".join(f"{name.th} {count} แห่ง" for name, count in counts.items())
    return Say(th, ", ".join(f"{count} {name.en}" for name, count in counts.items()))
