"""A copy of what a manual is made of, of which the preview is made: what is meant is tried in it
before a file of the manual is touched."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ..artifact import become
from ..problems import Place, Problem
from ..project import Project
from ..reading.files import files_below, unreadable

Stamp = tuple[int, int]
"""When a file was changed last, and its size."""


class Copy:
    """`data/` and `content/` of a manual, as they were when they were followed last."""

    def __init__(self, own: Project, root: Path) -> None:
        """`root` is the folder in which the copy comes to be."""
        self._own = own
        self.project = replace(own, root=root, cache=own.kept, custom=own.overrides)
        self.problems: list[Problem] = []
        """What of the manual's folders cannot be read."""
        self._stamps: dict[str, Stamp] = {}

    def follow(self) -> bool:
        """Takes over what has changed in the manual, whoever changed it; whether something had."""
        stamps, self.problems = self._now()
        changed = [name for name, stamp in stamps.items() if self._stamps.get(name) != stamp]
        gone = self._stamps.keys() - stamps.keys()
        for name in (*gone, *changed):
            content = None
            if name in stamps:
                try:
                    content = (self._own.root / name).read_bytes()
                except OSError as error:
                    self.problems.append(unreadable(Place(name), error))
            become(self.project.root / name, content)
        is_new = stamps != self._stamps
        self._stamps = stamps
        return is_new

    def mean(self, contents: Mapping[Path, bytes | None]) -> None:
        """Holds what files of the manual are to hold."""
        for path, content in contents.items():
            become(self.project.root / self._own.name_of(path), content)

    def forget(self, contents: Iterable[Path]) -> None:
        """Holds of these files again what the manual does, when it is followed the next time."""
        for path in contents:
            name = self._own.name_of(path)
            become(self.project.root / name, None)
            self._stamps.pop(name, None)

    def written(self, contents: Iterable[Path]) -> None:
        """Knows that what was meant for these files has been written."""
        for path in contents:
            name = self._own.name_of(path)
            self._stamps.pop(name, None)
            with suppress(FileNotFoundError):
                self._stamps[name] = _stamp(path)

    def is_behind(self, contents: Iterable[Path]) -> list[Path]:
        """Which of these files have been changed since the manual was followed."""
        return [
            path
            for path in contents
            if self._stamps.get(self._own.name_of(path))
            != (_stamp(path) if path.exists() else None)
        ]

    def _now(self) -> tuple[dict[str, Stamp], list[Problem]]:
        stamps, problems = {}, []
        for folder in (self._own.data, self._own.content):
            files, found = files_below(folder, self._own)
            problems += found
            for path in files:
                with suppress(OSError):  # gone meanwhile
                    about = path.stat()
                    if stat.S_ISREG(about.st_mode):
                        stamps[self._own.name_of(path)] = about.st_mtime_ns, about.st_size
        return stamps, problems


def _stamp(path: Path) -> Stamp:
    about = path.stat()
    return about.st_mtime_ns, about.st_size
