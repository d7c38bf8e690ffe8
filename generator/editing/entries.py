"""A list of records in a file, and a record more in it: between its neighbours, in the form that
they have."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from ..model import Element
from ..reading.yaml_file import Span
from .blank import entry, plain
from .splice import Draft

Path = tuple[str | int, ...]
_BLANK = re.compile(r"\n[ \t]*\r?\n")


def by_path(draft: Draft) -> dict[Path, Span]:
    """The values of a draft by the keys and positions that lead to them."""
    return {span.path: span for span in draft.spans.values()}


class Entries:
    """The list at a path of a draft."""

    def __init__(self, draft: Draft, path: Path = ()) -> None:
        self._draft = draft
        self._path = path
        self._spans = by_path(draft)
        self._entries: list[Span] = []
        while found := self._spans.get((*path, len(self._entries))):
            self._entries.append(found)
        self._in_brackets = bool(self._entries) and self._entries[0].flow

    @property
    def indent(self) -> int:
        """How far what belongs to a key of a record stands to the right of it."""
        return indent_of(self._draft, (*self._path, 0))

    def position(self, record: Element) -> int:
        """Which entry a record is."""
        return self._entries.index(self._draft.at(record.place))

    def insert(self, position: int, lines: Sequence[str]) -> None:
        """Means a record, as its lines, for a position of the list."""
        if self._in_brackets:
            self._insert_between_commas(position, lines)
        elif self._entries:
            self._insert_block(position, lines)
        else:
            whole = self._spans[self._path]
            self._draft.replace(whole.start, whole.end, "\n".join(entry(lines)))

    def _insert_block(self, position: int, lines: Sequence[str]) -> None:
        text, first = self._draft.text, self._entries[0]
        begins = text.rfind("\n", 0, first.start) + 1
        dash = first.column
        room = first.start - begins - dash
        block = "\n".join(" " * dash + line for line in entry(lines, room))
        apart = "\n\n" if self._apart() else "\n"
        if position == 0:
            self._draft.replace(begins, begins, block + apart)
        else:
            end = self._end(self._entries[position - 1], dash)
            self._draft.replace(end, end, apart + block)

    def _apart(self) -> bool:
        """Whether a blank line stands between records."""
        if len(self._entries) == 1:
            return not self._path
        ends, begins = self._last(self._entries[0]), self._entries[1].start
        return bool(_BLANK.search(self._draft.text, ends, begins))

    def _end(self, span: Span, dash: int) -> int:
        """Where a record ends, with the comments that belong to it: beside its last line, and below
        that as far in as its keys."""
        comments = re.compile(rf"[^\r\n]*(?:\r?\n {{{dash + 1},}}#[^\r\n]*)*")
        found = comments.match(self._draft.text, self._last(span))
        assert found  # of no letters, where there are none
        return found.end()

    def _last(self, span: Span) -> int:
        """Where the last value of a record ends; only what has no value within ends where it says:
        what has takes the comments behind it in."""
        inside = [one for path, one in self._spans.items() if path[: len(span.path)] == span.path]
        parents = {one.path[:-1] for one in inside}
        return max(
            one.end
            for one in inside
            if one.path not in parents or self._draft.text[one.start] in "[{"
        )

    def _insert_between_commas(self, position: int, lines: Sequence[str]) -> None:
        text, first = self._draft.text, self._entries[0]
        begins = text.rfind("\n", 0, first.start) + 1
        on_its_line = not text[begins : first.start].strip()
        step = None
        if "\n" in text[first.start : first.end]:
            key = next(one for path, one in self._spans.items() if path[:-1] == first.path)
            step = max(1, key.column - (first.start - begins))
        said = json.dumps(plain(lines), ensure_ascii=False, indent=step)
        if on_its_line:
            said = said.replace("\n", "\n" + " " * (first.start - begins))
        gap = ",\n" + " " * (first.start - begins) if on_its_line else ", "
        if position == 0:
            self._draft.replace(first.start, first.start, said + gap)
        else:
            end = self._entries[position - 1].end
            self._draft.replace(end, end, gap + said)


def indent_of(draft: Draft, path: Path = ()) -> int:
    """How far the texts of a record stand to the right of their keys."""
    spans = by_path(draft)
    outer, inner = (spans.get((*path, *more)) for more in (("title",), ("title", "th")))
    return inner.column - outer.column if outer and inner and not inner.flow else 2
