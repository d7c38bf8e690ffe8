"""Changes to the text of files, letter by letter where they stand: all else in a file stays as it
is, to the byte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from ..language import Language
from ..model import Passage
from ..problems import Place, Problem, ProblemsFound, Say
from ..project import Project
from ..reading.prose import passages
from ..reading.yaml_file import Span, spans, written
from ..texts import Pair
from .history import change

_BOM = "\ufeff"
_LINE_END = re.compile("(?:\r\n?|\n)")
_HEAD = re.compile(r"---[ \t]*\r?(?=\n)(.*?)^---", re.DOTALL | re.MULTILINE)
"""The head of a hand-written page; its YAML begins after the line that opens it."""


class Draft:
    """A file as it was read, and the changes that are meant for it; of a file that is to be made,
    what it begins as."""

    def __init__(self, path: Path, name: str, begins_as: Draft | None = None) -> None:
        """Raises OSError, and UnicodeDecodeError where it is no UTF-8."""
        self.path, self.name = path, name
        self.before = None if begins_as else path.read_bytes()
        """What the file holds; None where it is not there."""
        content = begins_as.before if begins_as else self.before
        assert content is not None  # nothing begins as what is not there
        self.text = content.decode().removeprefix(_BOM)
        """Without a byte-order mark, with its own line ends."""
        self._bom = content.startswith(_BOM.encode())
        self._changes: dict[tuple[int, int, str], str] = {}
        """What is meant, by where it begins and ends; what is put in between, by itself too."""

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

    @property
    def passages(self) -> list[Passage]:
        """The texts of a page below its head, as reading has them."""
        return list(passages(_LINE_END.sub("\n", self.text), self.name))

    def at(self, place: Place) -> Span:
        """The value at a place. Raises ProblemsFound where the file has changed, and none begins
        there."""
        if (span := self.spans.get(place[1:])) is None:
            raise _changed([place.file])
        return span

    def written_at(self, place: Place, words: str) -> tuple[int, int]:
        """Where words of several lines begin and end. Raises ProblemsFound where the file has
        changed, and they stand there no more."""
        ends = [0, *(end.end() for end in _LINE_END.finditer(self.text))]
        start = ends[min(place.line, len(ends)) - 1] + place.column - 1
        pattern = _LINE_END.pattern.join(map(re.escape, words.split("\n")))
        if not (found := re.compile(pattern).match(self.text, start)):
            raise _changed([place.file])
        return found.span()

    def replace(self, start: int, end: int, text: str) -> None:
        """Means `text` for what stands from `start` to before `end`; lines end as those of the
        file. What is put in at one place stays in the order in which it is told."""
        text = _LINE_END.sub(self.line_end, text)
        at = start, end, "" if end > start else text
        if self._changes.setdefault(at, text) != text:
            line = len(_LINE_END.findall(self.text[:start])) + 1
            what = Say(
                "ข้อความนี้ใช้ร่วมกันหลายแห่ง (*) แต่จะเขียนต่างกัน",
                "this text stands for several (*), which are to be written differently",
            )
            remedy = Say("เขียนค่าแยกกันในไฟล์ก่อน", "write each out in the file first")
            raise ProblemsFound([Problem(Place(self.name, line), what, remedy)])

    @property
    def after(self) -> bytes:
        """The file with all changes."""
        text, last = [], 0
        for (start, end, _), new in sorted(self._changes.items(), key=_position):
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
        self._begun: dict[str, dict[str, str]] = {}
        """English pages that are not there yet: the texts that they are to have."""
        self.new: dict[str, bytes | None] = {}
        """Files that are to be made, or with None removed, by their names in the manual."""

    def draft(self, name: str) -> Draft:
        """The draft of a file, by its name in the manual; read once."""
        if name not in self._drafts:
            self._drafts[name] = Draft(self._project.root / name, name)
        return self._drafts[name]

    def say(self, pair: Pair, language: Language, text: str) -> None:
        """Means `text` for one half of a pair. English that is missing is written below the Thai;
        on a hand-written page where the Thai has it, and if need be in a new file."""
        if language is Language.EN and pair.en is None:
            add = self._add_to_page if pair.record.startswith("content/") else self._add_below
            return add(pair, text)
        place, was = (pair.en_at, pair.en) if language is Language.EN else (pair.th_at, pair.th)
        draft = self.draft(place.file)
        assert was is not None  # what is missing is added above
        if pair.is_passage:
            draft.replace(*draft.written_at(place, was), text)
        else:
            span = draft.at(place)
            draft.replace(span.start, span.end, _written(draft, span, text))

    def _add_below(self, pair: Pair, text: str) -> None:
        draft = self.draft(pair.th_at.file)
        span = draft.at(pair.th_at)
        said = f"en: {_written(draft, span, text)}"
        if span.flow:
            draft.replace(span.end, span.end, f", {said}")
        else:  # after the line, with what may be noted at its end
            line_end = _LINE_END.search(draft.text, span.end)
            end = line_end.start() if line_end else len(draft.text)
            draft.replace(end, end, f"\n{' ' * span.column}{said}")

    def _add_to_page(self, pair: Pair, text: str) -> None:
        name, id = pair.th_at.file.removesuffix(".th.md") + ".en.md", _name_within(pair)
        if not (self._project.root / name).is_file():
            self._begun.setdefault(pair.th_at.file, {})[id] = text
            return
        draft = self.draft(name)
        there = {_named(one): one for one in draft.passages}
        if id in there or not pair.is_passage:
            raise _changed([name])
        before = None
        for one in self.draft(pair.th_at.file).passages:
            if _named(one) == id:
                break
            before = there.get(_named(one), before)
        if before:
            _, end = draft.written_at(before.place, before.text)
            draft.replace(end, end, f"\n\n{text}")
        else:
            head = _HEAD.match(draft.text)
            end = head.end() if head else 0
            draft.replace(end, end, f"\n\n{text}")

    def _page(self, thai: str, texts: Mapping[str, str]) -> Draft:
        """An English page that is not there yet: a copy of the Thai one, of which what has no
        English is left out."""
        name = f"{thai.removesuffix('.th.md')}.en.md"
        draft = Draft(self._project.root / name, name, self.draft(thai))
        heads = {span.path: span for span in draft.spans.values()}
        for key in ("title", "description"):
            if key not in texts:
                what = Say(
                    "หน้านี้ยังไม่มีภาษาอังกฤษ และจะสร้างไม่ได้ถ้าไม่มีชื่อและคำอธิบาย",
                    "this page has no English yet, and cannot have some without its title and description",
                )
                remedy = Say(
                    "แปล title และ description ของหน้านี้ด้วย",
                    "translate its title and description too",
                )
                raise ProblemsFound([Problem(Place(thai), what, remedy)])
            span = heads[key,]
            draft.replace(span.start, span.end, _written(draft, span, texts[key]))
        found = draft.passages
        starts = [draft.written_at(one.place, one.text) for one in found]
        for one, (start, end), (after, _) in zip(
            found, starts, [*starts[1:], (len(draft.text), 0)], strict=True
        ):
            if _named(one) in texts:
                draft.replace(start, end, texts[_named(one)])
            else:
                draft.replace(start, after, "")
        return draft

    @property
    def contents(self) -> dict[Path, bytes | None]:
        """All files that change, as they are to be. Raises ProblemsFound where one is no longer
        what was read, or a new page lacks its title."""
        pages = [self._page(thai, texts) for thai, texts in self._begun.items()]
        drafts = {**self._drafts, **{one.name: one for one in pages}}
        if stale := [name for name, draft in drafts.items() if not _is_as_read(draft)]:
            raise _changed(stale)
        root = self._project.root
        return {
            **{draft.path: draft.after for draft in drafts.values()},
            **{root / name: new for name, new in self.new.items()},
        }

    def write(self, what: str, by: str = "") -> Path | None:
        """Writes all, for a command and a person; gives the folder that keeps what was there. Raises OSError, and ProblemsFound
        as `contents` does."""
        return change(self._project, what, self.contents, by)


def _position(change: tuple[tuple[int, int, str], str]) -> tuple[int, int]:
    (start, end, _), _ = change
    return start, end


def _written(draft: Draft, span: Span, text: str) -> str:
    """How a text stands in the place of a value, or beside it; lines of a block as deep as those
    that are there."""
    block = _LINE_END.split(draft.text[span.start : span.end])[1:]
    deep = [len(line) - len(line.lstrip(" ")) for line in block if line.strip()]
    return written(text, span.style, flow=span.flow, indent=deep[0] if deep else span.column + 2)


def _is_as_read(draft: Draft) -> bool:
    there = draft.path.read_bytes() if draft.path.is_file() else None
    return there == draft.before


def _name_within(pair: Pair) -> str:
    """What a text is called within its record."""
    return pair.key.removeprefix(f"{pair.record}/")


def _named(passage: Passage) -> str:
    """What `texts` calls a passage of a page."""
    return f"#{passage.id}" if passage.id else "text"


def _changed(names: Iterable[str]) -> ProblemsFound:
    changed = Say("ไฟล์เปลี่ยนไประหว่างทำงาน", "the file has changed meanwhile")
    again = Say("เรียกคำสั่งอีกครั้ง", "run the command again")
    return ProblemsFound([Problem(Place(name), changed, again) for name in names])
