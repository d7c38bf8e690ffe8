"""The libraries of the system that WeasyPrint opens, and the packages of Debian that bring them."""

from __future__ import annotations

import ctypes
import sys

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
ALL = "libpango-1.0-0", "libpangoft2-1.0-0", SUBSET
"""Those that bring every other with them."""


def missing() -> list[str]:
    """The packages that bring those that cannot be opened; where libraries have other names than on
    Linux, none."""
    lost = [
        package
        for name, package in PACKAGES.items()
        if sys.platform == "linux" and not _opens(name)
    ]
    return [package for package in lost if package in ALL] if ALL[1] in lost else lost


def _opens(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
