"""What a command means to change: the changes, what is told of them, and what they leave to
people."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any

from ..model import Element
from ..problems import Place, Problem, ProblemsFound, Say
from ..project import Project
from ..reading.files import files_below
from .history import change
from .named import id_of
from .splice import Draft, Splices

_TEXTS = {".yml", ".md"}


class Meant:
    """Changes that wait to be written, `told` and `follows` line by line.

    It is made before the manual is read, and knows what the files held: where one changes meanwhile,
    nothing is meant for what stands elsewhere now.
    """

    def __init__(self, project: Project) -> None:
        self.root = project.root
        self._project = project
        self._splices = Splices(project)
        self._drafts: dict[str, Draft] = {}
        self.moved: dict[str, str] = {}
        """Files that are to have another name, with that name."""
        self.files = {
            project.name_of(path): path.read_bytes()
            for folder in (project.data, project.content)
            for path in files_below(folder, project)[0]
            if path.suffix in _TEXTS and path.is_file()
        }
        """What the files of data/ and content/ hold, by their names."""
        self.renumbered = False
        """Whether a record gets another number."""
        self.told: list[Say] = []
        self.follows: list[Say] = []

    def draft(self, name: str) -> Draft:
        """The draft of a file. Raises ProblemsFound where it has changed meanwhile."""
        draft = self._drafts[name] = self._splices.draft(name)
        if draft.before != self.files.get(name):
            what = Say("ไฟล์เปลี่ยนไประหว่างทำงาน", "the file has changed meanwhile")
            again = Say("เรียกคำสั่งอีกครั้ง", "run the command again")
            raise ProblemsFound([Problem(Place(name), what, again)])
        return draft

    def draft_of(self, record: Element) -> Draft:
        """The draft of the file that a record is in."""
        return self.draft(record.place.file)

    def make(self, name: str, lines: Sequence[str], like: Draft | None) -> None:
        """Means a new file, whose lines end as those of one that is there."""
        line_end = like.line_end if like else "\n"
        self._splices.new[name] = "".join(line + line_end for line in lines).encode()
        self.told.append(Say(f"{name}: ไฟล์ใหม่", f"{name}: a new file"))

    def drop(self, name: str) -> None:
        """Means a file to go."""
        self._splices.new[name] = None
        self.told.append(Say(f"{name}: ลบไฟล์", f"{name}: the file goes"))

    def number(self, record: Any, key: str, number: int) -> None:
        """Means another number for a record."""
        draft = self.draft_of(record)
        span = draft.at(record.where(key))
        draft.replace(span.start, span.end, f"{span.style}{number}{span.style}")
        self.renumbered |= key == "number"
        file = self._with_new_name(record.place.file)
        line = f"{file}: {id_of(record)}: {key} {getattr(record, key)} → {number}"
        self.told.append(Say(line, line))

    def contents(self) -> dict[Path, bytes | None]:
        """All files that change, as they are to be. Raises ProblemsFound as `Splices.contents`
        does, and where a file may not be written."""
        moved = {new: self.draft(name).after for name, new in self.moved.items()}
        self._splices.new |= dict.fromkeys(self.moved) | moved
        changed = {name for name, draft in self._drafts.items() if draft.after != draft.before}
        paths = {name: self.root / name for name in sorted(changed | self._splices.new.keys())}
        locked = [
            name for name, path in paths.items() if path.exists() and not os.access(path, os.W_OK)
        ]
        if locked:
            only = Say("ไฟล์นี้อ่านได้อย่างเดียว", "this file may be read, and not written")
            allow = Say(
                "แก้สิทธิ์ของไฟล์ แล้วเรียกคำสั่งอีกครั้ง", "change its permissions, then run the command again"
            )
            raise ProblemsFound([Problem(Place(name), only, allow) for name in locked])
        return self._splices.contents

    def write(self, what: str, by: str = "") -> Path | None:
        """Writes all, as `history.change` does. Raises ProblemsFound as `contents` does too."""
        return change(self._project, what, self.contents(), by)

    def settle(self) -> None:
        """Tells what comes of it that files have other names. Raises ProblemsFound where one would
        come to stand in the place of another."""
        made = [name for name, content in self._splices.new.items() if content is not None]
        for name in (*made, *self.moved.values()):
            free = name in self.moved or name in self._splices.new.keys() - made
            if (self.root / name).exists() and not free:
                what = Say("มีไฟล์ชื่อนี้อยู่แล้ว", "a file of this name is there already")
                remedy = Say("ตั้งชื่ออื่น หรือย้ายไฟล์นี้ออก", "choose another id, or move the file away")
                raise ProblemsFound([Problem(Place(name), what, remedy)])
        self._tell_moves()
        self._tell_mentions()

    def _tell_moves(self) -> None:
        """Tells of files of which nothing but the name changes, folder by folder."""
        told = "\n".join(line.en for line in self.told)
        rest = [name for name in self.moved if name not in told]
        for folder, names in groupby(rest, lambda name: PurePosixPath(name).parent):
            first, *others = names
            line = self._with_new_name(first)
            more = len(others)
            self.told.append(
                Say(
                    f"{line}" + (f" และอีก {more} ไฟล์ใน {folder}/" if more else ""),
                    f"{line}" + (f", and {more} more in {folder}/" if more else ""),
                )
            )

    def _tell_mentions(self) -> None:
        """Tells which files speak of those that have another name."""
        old = {PurePosixPath(name).name.encode() for name in self.moved}
        for file, whole in self.files.items():
            if any(name in whole for name in old):
                self.follows.append(
                    Say(
                        f"{file} กล่าวถึงไฟล์ที่มีชื่อใหม่ อ่านทวนด้วย",
                        f"{file} speaks of a file that has another name now: read it again",
                    )
                )

    def _with_new_name(self, name: str) -> str:
        new = self.moved.get(name)
        return f"{name} → {PurePosixPath(new).name}" if new else name
