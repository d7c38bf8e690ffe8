"""Changes to the text of files, letter by letter where they stand: all else in a file stays as it
is, to the byte."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from ..language import Language
from ..problems import Place, Problem, ProblemsFound, Say
from ..project import Project
from ..reading.yaml_file import Span, spans, written
from ..texts import Pair
from .history import change

_BOM = "\ufeff"
_HEAD = re.compile(r"---[ \t]*\r?(?=\n)(.*?)^---", re.DOTALL | re.MULTILINE)
"""The head of a hand-written page; its YAML begins after the line that opens it."""


class Draft:
    """A file as it was read, and the changes that are meant for it."""

    def __init__(self, path: Path) -> None:
        """Raises OSError, and UnicodeDecodeError where it is no UTF-8."""
        self.path = path
        self.before = path.read_bytes()
        self.text = self.before.decode().removeprefix(_BOM)
        """Without a byte-order mark, with its own line ends."""
        self._bom = self.before.startswith(_BOM.encode())
        self._changes: list[tuple[int, int, str]] = []

    @cached_property
    def line_end(self) -> str:
        """How its lines end: as the first does."""
        first = self.text.partition("\n")[0]
        return "\r\n" if first.endswith("\r") else "\n"

    @cached_property
    def spans(self) -> Mapping[tuple[int, int], Span]:
        """The values of a YAML file, or of the head of a page, by line and column."""
        if self.path.suffix != ".md":
            return spans(self.text)
        head = _HEAD.match(self.text)
        return spans(" " * head.start(1) + head[1]) if head else {}

    def at(self, place: Place) -> Span:
        """The value at a place; KeyError where the file has changed, and none begins there."""
        return self.spans[place.line, place.column]

    def offset(self, place: Place) -> int:
        """How many letters stand before a place."""
        lines = self.text.splitlines(keepends=True)
        return sum(map(len, lines[: place.line - 1])) + place.column - 1

    def replace(self, start: int, end: int, text: str) -> None:
        """Means `text` for what stands from `start` to before `end`; lines end as those of the
        file."""
        self._changes.append((start, end, text.replace("\n", self.line_end)))

    @property
    def after(self) -> bytes:
        """The file with all changes."""
        text, last = [], 0
        for start, end, new in sorted(self._changes):
            assert start >= last  # no two changes meet
            text += [self.text[last:start], new]
            last = end
        whole = "".join([*text, self.text[last:]])
        return (_BOM + whole if self._bom else whole).encode()


class Splices:
    """The drafts of one command, written all together or not at all."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._drafts: dict[str, Draft] = {}
        self.new: dict[str, bytes | None] = {}
        """Files that are to be made, or with None removed, by their names in the manual."""

    def draft(self, name: str) -> Draft:
        """The draft of a file, by its name in the manual; read once."""
        if name not in self._drafts:
            self._drafts[name] = Draft(self._project.root / name)
        return self._drafts[name]

    def say(self, pair: Pair, language: Language, text: str) -> None:
        """Means `text` for one half of a pair; where its English is missing, it is written below
        the Thai."""
        place = pair.en_at if language is Language.EN else pair.th_at
        draft = self.draft(place.file)
        if language is Language.EN and pair.en is None:
            self._add_english(draft, place, text)
        elif (span := draft.spans.get(place[1:])) is not None:
            draft.replace(span.start, span.end, written(text, span.style, flow=span.flow))
        else:
            was = pair.en if language is Language.EN else pair.th
            assert was is not None  # what is missing is added above
            start = draft.offset(place)
            draft.replace(start, start + len(was.replace("\n", draft.line_end)), text)

    def _add_english(self, draft: Draft, thai: Place, text: str) -> None:
        if draft.path.suffix == ".md":
            what = Say("หน้านี้ยังไม่มีข้อความนี้ในภาษาอังกฤษ", "this page has no such text in English")
            remedy = Say("เพิ่มในไฟล์ .en.md ด้วยตนเอง", "add it to the .en.md file by hand")
            raise ProblemsFound([Problem(thai, what, remedy)])
        span = draft.at(thai)
        gap = ", " if span.flow else "\n" + " " * span.column
        draft.replace(span.end, span.end, f"{gap}en: {written(text, span.style, flow=span.flow)}")

    def write(self, what: str) -> Path | None:
        """Writes all; gives the folder that keeps what was there. Raises OSError; ProblemsFound
        where a file is no longer what was read."""
        root = self._project.root
        stale = [
            name
            for name, draft in self._drafts.items()
            if not draft.path.is_file() or draft.path.read_bytes() != draft.before
        ]
        if stale:
            changed = Say("ไฟล์เปลี่ยนไประหว่างทำงาน", "the file has changed meanwhile")
            again = Say("เรียกคำสั่งอีกครั้ง", "run the command again")
            raise ProblemsFound([Problem(Place(name), changed, again) for name in stale])
        contents = {draft.path: draft.after for draft in self._drafts.values()}
        return change(
            self._project,
            what,
            {**contents, **{root / name: new for name, new in self.new.items()}},
        )
