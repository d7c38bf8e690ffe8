"""What makes a site: our own files, Python, every library, and what of the system draws; as one
sum, which everything that is kept is named by."""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
import zlib
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

from .installed import PACKAGE, THEME
from .system import library

_SYSTEM = {
    "libpango-1.0.so.0": ("pango_version_string", ctypes.c_char_p),
    "libpangoft2-1.0.so.0": ("pango_version_string", ctypes.c_char_p),
    "libharfbuzz.so.0": ("hb_version_string", ctypes.c_char_p),
    "libharfbuzz-subset.so.0": ("hb_version_string", ctypes.c_char_p),
    "libfontconfig.so.1": ("FcGetVersion", ctypes.c_int),
}
"""What WeasyPrint draws with, by its name on Linux, where updates come by themselves; which function
of it tells its version, and in what form. What it opens besides, these need themselves."""

_DRAW = (
    *("weasyprint", "pydyf", "tinycss2", "tinyhtml5", "cssselect2", "pyphen", "fonttools"),
    *("pikepdf", "segno", "pythainlp", "geothai", "jinja2", "markupsafe", "pydantic"),
)
"""The libraries that take part in a sheet."""


@cache
def maker() -> str:
    """The sum of it, in hexadecimal digits: whatever changes in it may change what is made."""
    told = [_own(), sys.version, zlib.ZLIB_RUNTIME_VERSION, *_libraries(), *_of_the_system()]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


@cache
def drawer() -> dict[str, str]:
    """What of it another machine must have alike, for sheets to be the same bytes: each part by the
    name by which somebody can mend it."""
    told = {"khumue": _own()[:16], "Python": ".".join(map(str, sys.version_info[:2]))}
    told |= {"zlib": zlib.ZLIB_RUNTIME_VERSION}
    told |= {name: metadata.version(name) for name in _DRAW}
    return told | dict(line.split(" ", 1) for line in _of_the_system())


def _own() -> str:
    own = hashlib.sha256()
    for path in _files():
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        own.update(f"{content} {os.path.relpath(path, PACKAGE)}\n".encode())
    return own.hexdigest()


def _files() -> Iterator[Path]:
    """Our own code, templates, words and fonts, with the theme, but for what Python compiles."""
    for folder in (PACKAGE, THEME):
        found = (path for path in folder.rglob("*") if "__pycache__" not in path.parts)
        yield from sorted(path for path in found if path.is_file())


def _libraries() -> Iterator[str]:
    """Every installed library with its version: the names of the folders that installing writes."""
    for folder in map(Path, sys.path):
        if folder.is_dir():
            yield from sorted(path.name for path in folder.glob("*.dist-info"))


def _of_the_system() -> Iterator[str]:
    """The versions of the system's libraries."""
    for name, (told, form) in _SYSTEM.items():
        tell = getattr(library(name), told, None)
        if tell is None:
            yield f"{name} -"
        else:
            tell.restype = form
            yield f"{name} {tell()!r}"
