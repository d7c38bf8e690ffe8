"""The libraries of the system that WeasyPrint opens, and the packages of Debian that bring them."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator

from ..problems import Place, Problem, Say

SUBSET = "libharfbuzz-subset0"
"""The one without which sheets can be made all the same, by fontTools: as large, with other
bytes."""
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


def without_subset() -> Iterator[Problem]:
    """A notice where the one library is missing without which sheets are made all the same."""
    if SUBSET in missing():
        what = Say(
            f"ไม่มี {SUBSET} ไฟล์ PDF ใช้ได้เหมือนกัน แต่ไบต์ต่างจากเครื่องที่มี",
            f"{SUBSET} is missing; the PDFs are as good, but not the same bytes as where it is",
        )
        remedy = Say(f"ติดตั้ง: apt install {SUBSET}", f"install it: apt install {SUBSET}")
        yield Problem(Place("worksheets/*.pdf"), what, remedy, notice=True)
