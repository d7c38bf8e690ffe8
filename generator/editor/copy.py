"""A copy of what a manual is made of, of which the preview is made: what is meant is tried in it
before a file of the manual is touched."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ..artifact import become
from ..problems import Place, Problem
from ..project import Project
from ..reading.files import files_below, unreadable

_TICK = 2_000_000_000
"""Nanoseconds within which a file can be changed twice and bear one time: as many as on a memory
stick, whose clock is the slowest."""


class _Stamp(NamedTuple):
    """What a file was when it was read: when it was changed last, its size, and the sum of what it
    held. `settled` says whether time and size alone tell that it is still so: not of a file that was
    read within the tick of its change."""

    changed: int
    size: int
    sum: bytes
    settled: bool

    def holds(self, path: Path) -> bool:
        """Whether the file is surely still so, without reading it."""
        about = path.stat()
        return self.settled and (about.st_mtime_ns, about.st_size) == (self.changed, self.size)


class Copy:
    """`data/` and `content/` of a manual, as they were when they were followed last."""

    def __init__(self, own: Project, root: Path) -> None:
        """`root` is the folder in which the copy comes to be."""
        self._own = own
        self.project = replace(own, root=root, cache=own.kept, custom=own.overrides)
        self.problems: list[Problem] = []
        """What of the manual's folders cannot be read."""
        self._stamps: dict[str, _Stamp] = {}
        self._forgotten = False

    def follow(self) -> bool:
        """Takes over what has changed in the manual, whoever changed it; whether something had."""
        paths, self.problems = self._files()
        gone = self._stamps.keys() - paths.keys()
        for name in gone:
            self._take(name, None)
        changed = [name for name, path in paths.items() if self._follow(name, path)]
        forgotten, self._forgotten = self._forgotten, False
        return bool(gone or changed or forgotten)

    def _follow(self, name: str, path: Path) -> bool:
        was = self._stamps.get(name)
        try:
            if was and was.holds(path):
                return False
            stamp, content = _read(path)
        except FileNotFoundError:  # meanwhile: the next time it is gone
            return False
        except OSError as error:
            self.problems.append(unreadable(Place(name), error))
            return self._take(name, None)
        if was and was.sum == stamp.sum:
            self._stamps[name] = stamp
            return False
        self._take(name, content)
        self._stamps[name] = stamp
        return True

    def _take(self, name: str, content: bytes | None) -> bool:
        become(self.project.root / name, content)
        return self._stamps.pop(name, None) is not None

    def mean(self, contents: Mapping[Path, bytes | None]) -> None:
        """Holds what files of the manual are to hold."""
        for path, content in contents.items():
            become(self.project.root / self._own.name_of(path), content)

    def forget(self, contents: Iterable[Path]) -> None:
        """Holds of these files again what the manual does, when it is followed the next time."""
        for path in contents:
            self._take(self._own.name_of(path), None)
        self._forgotten = True

    def written(self, contents: Mapping[Path, bytes | None]) -> None:
        """Knows that what was meant for these files has been written."""
        for path, content in contents.items():
            name = self._own.name_of(path)
            self._stamps.pop(name, None)
            if content is not None:
                self._stamps[name] = _Stamp(0, len(content), _sum(content), settled=False)

    def is_behind(self, contents: Iterable[Path]) -> list[Path]:
        """Which of these files have been changed since the manual was followed."""
        return [path for path in contents if not self._is_as_followed(path)]

    def _is_as_followed(self, path: Path) -> bool:
        was = self._stamps.get(self._own.name_of(path))
        now = _sum(path.read_bytes()) if path.exists() else None
        return now == (was.sum if was else None)

    def _files(self) -> tuple[dict[str, Path], list[Problem]]:
        paths, problems = {}, []
        for folder in (self._own.data, self._own.content):
            files, found = files_below(folder, self._own)
            problems += found
            for path in files:
                with suppress(OSError):  # gone meanwhile
                    if path.is_file():
                        paths[self._own.name_of(path)] = path
        return paths, problems


def _read(path: Path) -> tuple[_Stamp, bytes]:
    about, now = path.stat(), time.time_ns()
    content = path.read_bytes()
    settled = about.st_mtime_ns + _TICK < now
    return _Stamp(about.st_mtime_ns, about.st_size, _sum(content), settled), content


def _sum(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
