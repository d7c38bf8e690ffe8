"""Lists and mappings in a file, and what comes to stand in them, goes and changes places: in the
form that its neighbours have, with the comments that belong to it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from ..model import Element
from ..problems import Place, Problem, ProblemsFound, Say
from ..reading.yaml_file import Span, shared
from .blank import plain
from .splice import Draft
from .spoken import Value, entry, in_brackets

Path = tuple[str | int, ...]
_BLANK = re.compile(r"\n[ \t]*\r?\n")
_BLANK_ABOVE = re.compile(r"(?:\r?\n[ \t]*)+\Z")
_COMMENT_WITHIN = re.compile(r"(?:^|\s)#", re.MULTILINE)


def by_path(draft: Draft) -> dict[Path, Span]:
    """The values of a draft by the keys and positions that lead to them."""
    return {span.path: span for span in draft.spans.values()}


class _Branch:
    """What stands at a path of a draft, and the values in it."""

    def __init__(self, draft: Draft, path: Path = ()) -> None:
        self._draft = draft
        self._path = path
        self._spans = by_path(draft)

    @property
    def _text(self) -> str:
        return self._draft.text

    def must_be_its_own(self, *spans: Span) -> None:
        """Raises ProblemsFound where what changes is written once for several places: what is
        around, and all of `spans`."""
        around = [self._spans.get(self._path[:length]) for length in range(len(self._path) + 1)]
        for at in shared(self._text):
            named = any(one is None or one.start == at for one in around)
            if named or any(one.begins <= at < one.end for one in spans):
                raise _refused(
                    self._draft,
                    at,
                    Say(
                        "ส่วนนี้ใช้ร่วมกันหลายแห่ง (& และ *)",
                        "this is written once for several places (& and *)",
                    ),
                    Say("เขียนแยกกันในไฟล์ก่อน", "write each out in the file first"),
                )

    def _comments_above(self, begins: int, column: int) -> int:
        """Where the comments begin that stand right above what begins here, as far in; those at the
        head of a file are the file's."""
        at, line = begins, self._text.rfind("\n", 0, begins) + 1
        if self._text[line:begins].strip():
            return begins
        while line:
            above = self._text.rfind("\n", 0, line - 1) + 1
            words = self._text[above : line - 1]
            if not words.startswith(" " * column + "#"):
                break
            at, line = above + column, above
            if not line:
                return begins
        return at

    def _end(self, span: Span, column: int) -> int:
        """Where a value ends, with the comments that belong to it: beside its last line, and below
        that further in than `column`."""
        comments = re.compile(rf"[^\r\n]*(?:\r?\n {{{column + 1},}}#[^\r\n]*)*")
        found = comments.match(self._text, self._last(span))
        assert found  # of no letters, where there are none
        return found.end()

    def _last(self, span: Span) -> int:
        """Where the last value of one ends; only what has no value within ends where it says:
        what has takes the comments behind it in."""
        inside = [one for path, one in self._spans.items() if path[: len(span.path)] == span.path]
        parents = {one.path[:-1] for one in inside}
        return max(
            one.end for one in inside if one.path not in parents or self._text[one.start] in "[{"
        )

    def _above(self, at: int) -> int:
        """Where the line ends that stands before blank lines and this."""
        found = _BLANK_ABOVE.search(self._text, 0, at)
        return found.start() if found else at

    def _must_have_no_comment(self, start: int, end: int) -> None:
        if found := _COMMENT_WITHIN.search(self._text, start, end):
            raise _refused(
                self._draft,
                found.end() - 1,
                Say("มีหมายเหตุอยู่ตรงนี้ ซึ่งจะหาย", "a comment stands here, which would be lost"),
                Say("แก้ส่วนนี้ในไฟล์", "change this in the file itself"),
            )


class Entries(_Branch):
    """The list at a path of a draft."""

    def __init__(self, draft: Draft, path: Path = ()) -> None:
        super().__init__(draft, path)
        self._entries: list[Span] = []
        while found := self._spans.get((*path, len(self._entries))):
            self._entries.append(found)
        self._in_brackets = bool(self._entries) and self._entries[0].flow

    @property
    def indent(self) -> int:
        """How far what belongs to a key of a record stands to the right of it."""
        return indent_of(self._draft, (*self._path, 0))

    def position(self, record: Element) -> int:
        """Which entry a record is. Raises ProblemsFound where it is written elsewhere."""
        span = self._draft.at(record.place)
        if span not in self._entries:
            self.must_be_its_own(span)
            raise elsewhere(self._draft, span)
        return self._entries.index(span)

    def insert(self, position: int, lines: Sequence[str]) -> None:
        """Means a record, as its lines, for a position of the list."""
        if self._in_brackets:
            self._insert_between_commas(position, lines)
        elif self._entries:
            self._insert_block(position, lines)
        elif self._path:
            whole = self._spans[self._path]
            self._draft.replace(whole.start, whole.end, in_brackets([plain(lines)]))
        else:
            whole = self._spans[()]
            self._draft.replace(whole.start, whole.end, "\n".join(entry(list(lines))))

    def like(self, position: int) -> str | None:
        """How an entry beside a position is written where that is on one line, in brackets: with
        which quotes."""
        if not self._entries:
            return None
        near = self._entries[min(max(position - 1, 0), len(self._entries) - 1)]
        said = self._text[near.start : near.end]
        if said[0] not in "[{" or "\n" in said:
            return None
        return '"' if said[1:].lstrip().startswith('"') else ""

    def remove(self, positions: Collection[int]) -> None:
        """Means some entries to go, not all of them, with their comments."""
        assert len(set(positions)) < len(self._entries)  # the key would have to go too
        self.must_be_its_own(*(self._entries[one] for one in positions))
        stays = next(one for one in range(len(self._entries)) if one not in positions)
        if stays:
            self._cut(self._begin(0), self._begin(stays), within=0)
        for one in positions:
            if one > stays and self._in_brackets:
                self._cut(self._entries[one - 1].end, self._entries[one].end, within=one)
            elif one > stays:
                self._cut(self._above(self._begin(one)), self._finish(one), within=one)

    def swap(self, first: int, instead: Mapping[int, tuple[Span, str]]) -> None:
        """Means an entry and the next to change places; by position, what is to stand in them for a
        value of theirs."""
        one, other = self._entries[first : first + 2]
        self.must_be_its_own(one, other)
        if self._in_brackets:
            self._must_have_no_comment(one.start, other.end)
        for there, comes in ((first, first + 1), (first + 1, first)):
            start, end = self._begin(comes), self._finish(comes)
            said = self._text[start:end]
            if comes in instead:
                span, new = instead[comes]
                said = self._text[start : span.start] + new + self._text[span.end : end]
            self._draft.replace(self._begin(there), self._finish(there), said)

    def _cut(self, start: int, end: int, within: int) -> None:
        if self._in_brackets:
            self._must_have_no_comment(start, self._entries[within].start)
            self._must_have_no_comment(self._entries[within].end, end)
        self._draft.replace(start, end, "")

    def _begin(self, position: int) -> int:
        """Where an entry begins, with the comments above that belong to it."""
        span = self._entries[position]
        return span.begins if span.flow else self._comments_above(span.begins, span.column)

    def _finish(self, position: int) -> int:
        span = self._entries[position]
        return span.end if span.flow else self._end(span, span.column)

    def _insert_block(self, position: int, lines: Sequence[str]) -> None:
        first = self._entries[0]
        alone = "\n" in self._text[first.begins : first.start]
        room = 2 if alone else first.start - first.begins
        indent = " " * first.column
        block = f"\n{indent}".join(entry(list(lines), room))
        apart = "\n\n" if self._apart() else "\n"
        if position == 0:
            self._draft.replace(self._begin(0), self._begin(0), block + apart + indent)
        else:
            end = self._finish(position - 1)
            self._draft.replace(end, end, apart + indent + block)

    def _apart(self) -> bool:
        """Whether a blank line stands between records."""
        if len(self._entries) == 1:
            return not self._path
        ends, begins = self._last(self._entries[0]), self._entries[1].start
        return bool(_BLANK.search(self._text, ends, begins))

    def _insert_between_commas(self, position: int, lines: Sequence[str]) -> None:
        text, first = self._text, self._entries[0]
        begins = text.rfind("\n", 0, first.start) + 1
        on_its_line = not text[begins : first.start].strip()
        values = plain(lines)
        step = None
        if "\n" in text[first.start : first.end]:
            key = next(one for path, one in self._spans.items() if path[:-1] == first.path)
            step = max(1, key.column - (first.start - begins))
        if (quote := self.like(position)) == "":
            said = in_brackets(values, quote)
        else:
            said = json.dumps(values, ensure_ascii=False, indent=step)
        if on_its_line:
            said = said.replace("\n", "\n" + " " * (first.start - begins))
        gap = ",\n" + " " * (first.start - begins) if on_its_line else ", "
        if position == 0:
            self._draft.replace(first.start, first.start, said + gap)
        else:
            end = self._entries[position - 1].end
            self._draft.replace(end, end, gap + said)


class Keys(_Branch):
    """The mapping at a path of a draft."""

    def must_have_no_comment(self, span: Span) -> None:
        """Raises ProblemsFound where a comment stands in a value that is to be written anew."""
        values = [one for path, one in self._spans.items() if path[:-1] == span.path]
        starts = [span.start, *(one.end for one in values)]
        for start, end in zip(starts, [*(one.begins for one in values), span.end], strict=True):
            self._must_have_no_comment(start, end)

    @cached_property
    def _whole(self) -> Span:
        return self._spans[self._path]

    @property
    def _in_brackets(self) -> bool:
        return self._text[self._whole.start] == "{"

    @cached_property
    def _held(self) -> list[Span]:
        """Its values, in the order of the file."""
        found = [one for path, one in self._spans.items() if path and path[:-1] == self._path]
        return sorted(found, key=lambda one: one.begins)

    def insert(self, key: str, lines: Sequence[str], value: Value, before: Collection[str]) -> None:
        """Means a key that is not there, as its lines and as a value in brackets, behind the last of
        those that stand before it."""
        self.must_be_its_own()
        near = [one for one in self._held if one.path[-1] in before] or self._held[:1]
        last = near[-1]
        if self._in_brackets:
            quote = '"' if self._text[last.begins] == '"' else ""
            said = f"{quote}{key}{quote}: {in_brackets(value, quote)}"
            self._draft.replace(last.end, last.end, f", {said}")
        else:
            end = self._end(last, last.column)
            indent = "\n" + " " * last.column
            self._draft.replace(end, end, "".join(indent + line for line in lines))

    def remove(self, key: str) -> None:
        """Means a key to go, with its value and the comments that belong to it."""
        held, names = self._held, [one.path[-1] for one in self._held]
        if key not in names:
            raise elsewhere(self._draft, self._whole)
        at = names.index(key)
        self.must_be_its_own(held[at])
        if at and self._in_brackets:
            self._must_have_no_comment(held[at - 1].end, held[at].end)
            self._draft.replace(held[at - 1].end, held[at].end, "")
        elif at:
            begin = self._comments_above(held[at].begins, held[at].column)
            self._draft.replace(self._above(begin), self._end(held[at], held[at].column), "")
        else:
            after = held[1].begins
            self._must_have_no_comment(self._last(held[0]), after)
            self._draft.replace(held[0].begins, after, "")


def indent_of(draft: Draft, path: Path = ()) -> int:
    """How far the texts of a record stand to the right of their keys."""
    spans = by_path(draft)
    outer, inner = (spans.get((*path, *more)) for more in (("title",), ("title", "th")))
    return inner.column - outer.column if outer and inner and not inner.flow else 2


def elsewhere(draft: Draft, span: Span) -> ProblemsFound:
    """What is raised where a value stands that is written in another place of the file."""
    return _refused(
        draft,
        span.start,
        Say("ค่านี้เขียนไว้ที่อื่น (*)", "this value is written elsewhere (*)"),
        Say("เขียนแยกกันในไฟล์ก่อน", "write it out in the file first"),
    )


def _refused(draft: Draft, at: int, what: Say, remedy: Say) -> ProblemsFound:
    line = draft.text.count("\n", 0, at) + 1
    column = at - draft.text.rfind("\n", 0, at)
    return ProblemsFound([Problem(Place(draft.name, line, column), what, remedy)])
