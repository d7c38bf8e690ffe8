"""Sheets, packs and books, kept under names that hold all that they are made from and with."""

from __future__ import annotations

import ctypes
import hashlib
import zlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from ..kept import Kept

_PACKAGE = Path(__file__).parent.parent
_ROOMS = ("typesetting", "sheets", "books")
_MADE_WITH = (
    *("thai.py", "dates.py", "markup.py", "words.toml", "language.py"),
    *("model.py", "field_types.py", "catalogue.py", "guide.py"),
)
_LIBRARIES = (
    *(
        "weasyprint",
        "pydyf",
        "fonttools",
        "tinycss2",
        "tinyhtml5",
        "cssselect2",
        "jinja2",
        "markupsafe",
        "lxml",
    ),
    *("pythainlp", "segno", "python-docx", "pikepdf"),
)
_SYSTEM = {
    "libpango-1.0": "pango_version_string",
    "libharfbuzz": "hb_version_string",
    "libharfbuzz-subset": "hb_version_string",
}
"""What WeasyPrint draws with, and which function of it tells its version."""


class Cache(Kept):
    """A folder of made things, with the names for them."""

    def key(self, *parts: str) -> str:
        """The name under which something is kept: it changes with what it is made from, and with
        what makes it."""
        return hashlib.sha256("\0".join([_maker(), *parts]).encode()).hexdigest()


@cache
def _maker() -> str:
    """The sum of the code and the fonts, and the versions of the libraries, that make sheets."""
    own = [
        path for room in _ROOMS for path in sorted((_PACKAGE / room).rglob("*")) if path.is_file()
    ]
    made_with = (
        *(path for path in own if path.parent.name != "__pycache__"),
        *(_PACKAGE / name for name in _MADE_WITH),
    )
    sums = [hashlib.sha256(path.read_bytes()).digest() for path in made_with]
    versions = [f"{library} {version(library)}" for library in _LIBRARIES]
    return " ".join(
        [
            hashlib.sha256(b"".join(sums)).hexdigest(),
            *versions,
            zlib.ZLIB_RUNTIME_VERSION,
            *_of_the_system(),
        ]
    )


def _of_the_system() -> Iterator[str]:
    """The versions of the system's libraries, under the names that they have on Linux, where
    updates come by themselves."""
    for name, told in _SYSTEM.items():
        try:
            tell = ctypes.CDLL(f"{name}.so.0")[told]
        except (OSError, AttributeError):
            yield f"no {name}"
        else:
            tell.restype = ctypes.c_char_p
            yield f"{name} {tell()!r}"
