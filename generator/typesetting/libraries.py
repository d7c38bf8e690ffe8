"""The libraries of the system that WeasyPrint opens, and how to get them."""

from __future__ import annotations

import ctypes.util
from collections.abc import Iterator
from contextlib import contextmanager

from .. import system
from ..problems import Say

SUBSET = "libharfbuzz-subset0"
"""The one without which WeasyPrint would leave fonts to fontTools: PDFs with other bytes."""
PACKAGES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": SUBSET,
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libfontconfig.so.1": "libfontconfig1",
    "libgobject-2.0.so.0": "libglib2.0-0",
}
"""Each by its name on Linux, and the package of Debian that brings it."""
ALL = "libpango-1.0-0", "libpangoft2-1.0-0", SUBSET
"""Those that bring every other with them."""
_MSYS2 = "pacman -S mingw-w64-ucrt-x86_64-pango"
"""What brings all of them on Windows, in the window of MSYS2 that is called UCRT64."""


def missing() -> list[str]:
    """The packages that bring those that cannot be opened."""
    lost = [package for name, package in PACKAGES.items() if not _opens(name)]
    return [package for package in lost if package in ALL] if ALL[1] in lost else lost


@contextmanager
def by_name() -> Iterator[None]:
    """Where all of them open under their names, which WeasyPrint has among others, none is searched
    for: to that a compiler is started, for each, which takes longer than the rest of the loading."""
    search = ctypes.util.find_library
    if not missing():
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = search


def remedy() -> Say:
    """How to get what is missing on this system."""
    if system.IS_WINDOWS:
        return Say(
            f"ติดตั้ง MSYS2 จาก msys2.org แล้วพิมพ์ {_MSYS2} ในหน้าต่าง MSYS2 UCRT64",
            f"install MSYS2 from msys2.org, and type {_MSYS2} in its window MSYS2 UCRT64",
        )
    install = f"apt install {' '.join(missing() or ALL)}"
    return Say(f"ติดตั้งส่วนที่ขาด: {install}", f"install what is missing: {install}")


def _opens(name: str) -> bool:
    return system.library(name) is not None
