"""What has been made, kept under names that hold all that it was made from and with: safe to delete
at any time, and believed only while it is whole.

An entry begins with a sum of its name and of what it holds: whatever a full disk, a power cut or a
hand has left is no entry.
"""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path

from .maker import maker

_SUM = hashlib.sha256().digest_size
_UNUSED_DAYS = 30


def folder_of(root: Path) -> Path:
    """Where what is made of a manual is kept: KHUMUE_CACHE says, or in its own folder."""
    return Path(os.environ.get("KHUMUE_CACHE") or root / ".cache")


class Kept:
    """A folder of made things. One that cannot be read or written keeps nothing, and nobody has to
    know."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @staticmethod
    def key(*parts: str) -> str:
        """The name under which something is kept: it changes with what it is made from, its
        `parts`, and with what makes it."""
        return hashlib.sha256("\0".join([maker(), *parts]).encode()).hexdigest()

    def get(self, name: str) -> bytes | None:
        """What was kept under a name, if it is still there as it was."""
        path = self._folder / name
        try:
            entry = path.read_bytes() if path.is_file() else b""  # a pipe would never end
        except OSError:
            return None
        content = entry[_SUM:]
        if entry[:_SUM] != _sum(name, content):
            return None
        with suppress(OSError):
            os.utime(path)
        return content

    def put(self, name: str, content: bytes) -> None:
        """Keeps something; a reader sees all of it or nothing."""
        beside = self._folder / f".{name}.{os.getpid()}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(_sum(name, content) + content)
            beside.replace(self._folder / name)
        except OSError:
            with suppress(OSError):
                beside.unlink()

    def forget_unused(self) -> None:
        """Drops what nobody has asked for in a month."""
        oldest = time.time() - _UNUSED_DAYS * 86_400
        with suppress(OSError):
            for path in list(self._folder.iterdir()):
                with suppress(OSError):
                    if path.stat().st_mtime < oldest:
                        path.unlink()


def _sum(name: str, content: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\0" + content).digest()
