"""What has been made, kept by what it was made from: safe to delete at any time, and never half-written."""

from __future__ import annotations

import hashlib
import os
import time
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_MADE_BY = ("worksheets/**/*.py", "worksheets/**/*.html", "worksheets/**/*.xml", "worksheets/*.css", "worksheets/fonts/*")
_MADE_WITH = ("thai.py", "markup.py", "words.toml", "model.py")
_LIBRARIES = ("weasyprint", "pydyf", "pythainlp", "segno", "python-docx", "pikepdf")
_UNUSED_DAYS = 30


class Cache:
    """A folder of made things. One that cannot be written keeps nothing, and nobody has to know."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def key(self, *parts: str) -> str:
        """The name under which something is kept: it changes with what it is made from, and with what makes it."""
        return hashlib.sha256("\0".join([self._maker, *parts]).encode()).hexdigest()

    def get(self, key: str) -> bytes | None:
        """What was kept under a key, if it is still there."""
        path = self._folder / key
        try:
            content = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return content

    def put(self, key: str, content: bytes) -> None:
        """Keeps something; a reader sees all of it or nothing."""
        beside = self._folder / f".{key}.{os.getpid()}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(content)
            beside.replace(self._folder / key)
        except OSError:
            return

    def forget_unused(self) -> None:
        """Drops what no build has asked for in a month."""
        oldest = time.time() - _UNUSED_DAYS * 86_400
        try:
            for path in self._folder.iterdir():
                if path.stat().st_mtime < oldest:
                    path.unlink(missing_ok=True)
        except OSError:
            return

    @cached_property
    def _maker(self) -> str:
        """The sum of the code, the fonts and the libraries that make sheets."""
        files = [path for pattern in (*_MADE_BY, *_MADE_WITH) for path in sorted(_PACKAGE.glob(pattern))]
        sums = hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in files)).hexdigest()
        return " ".join([sums, *(f"{library} {version(library)}" for library in _LIBRARIES)])
