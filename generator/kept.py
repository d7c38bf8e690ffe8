"""What has been made, kept under names that hold all that it was made from and with: safe to delete
at any time, and believed only while it is whole.

An entry begins with a sum of its name and of what it holds: whatever a full disk, a power cut or a
hand has left is no entry. Its time says when it was used last, and only which entries are forgotten
goes by that.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from contextlib import suppress
from pathlib import Path

from .maker import maker
from .system import READ, WRITE

_SUM = hashlib.sha256().digest_size
_OTHERS = 5_000
"""Entries that stay although this build had no use for them; so many more as it had use for, where
that is more. Two manuals may share a folder."""


def folder_of(root: Path) -> Path:
    """Where what is made of a manual is kept: KHUMUE_CACHE says, or in its own folder."""
    return Path(os.environ.get("KHUMUE_CACHE") or root / ".cache")


class Kept:
    """A folder of made things. One that cannot be read or written keeps nothing, and nobody has to
    know.

    There are tens of thousands in a large manual: `get` and `put` do as little as they can.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._began = int(time.time()) // 2 * 2_000_000_000  # some disks count time by two seconds

    @staticmethod
    def key(*parts: str) -> str:
        """The name under which something is kept: it changes with what it is made from, its
        `parts`, and with what makes it."""
        return hashlib.sha256("\0".join([maker(), *parts]).encode()).hexdigest()

    def get(self, name: str) -> bytes | None:
        """What was kept under a name, if it is still there as it was."""
        path = f"{self._folder}{os.sep}{name}"
        try:
            with os.fdopen(os.open(path, READ), "rb", 0) as file:
                state = os.fstat(file.fileno())
                entry = file.read() if stat.S_ISREG(state.st_mode) else b""
        except OSError:
            return None
        content = entry[_SUM:]
        if entry[:_SUM] != _sum(name, content):
            return None
        if state.st_mtime_ns < self._began:
            with suppress(OSError):
                os.utime(path, ns=(self._began, self._began))
        return content

    def put(self, name: str, content: bytes) -> None:
        """Keeps something; a reader sees all of it or nothing."""
        beside = f"{self._folder}{os.sep}.{name}.{os.getpid()}"
        try:
            try:
                file = os.open(beside, WRITE, 0o666)
            except FileNotFoundError:
                self._folder.mkdir(parents=True, exist_ok=True)
                file = os.open(beside, WRITE, 0o666)
            with os.fdopen(file, "wb") as out:
                out.write(_sum(name, content) + content)
            os.replace(beside, f"{self._folder}{os.sep}{name}")
        except OSError:
            with suppress(OSError):
                Path(beside).unlink()

    def forget(self) -> None:
        """Drops what was used longest ago, where there is more than what was asked for or put since
        this was opened, and as much again. A build beside this one makes anew what it misses."""
        with suppress(OSError):
            entries = list(os.scandir(self._folder))
            if len(entries) <= _OTHERS:
                return
            used = {one.path: one.stat(follow_symlinks=False).st_mtime_ns for one in entries}
            others = sorted(
                (path for path in used if used[path] < self._began), key=used.__getitem__
            )
            stay = max(_OTHERS, len(used) - len(others))
            for path in others[: max(0, len(others) - stay)]:
                with suppress(OSError):
                    Path(path).unlink()


def _sum(name: str, content: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\0" + content).digest()
