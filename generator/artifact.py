"""A folder that is built beside its place and swapped in whole: readers never see half of it.

A site that we made carries MARKER; a folder without it is never emptied or replaced.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from pathlib import Path

from .problems import Place, Problem, ProblemsFound, Say

MARKER = "khumue.json"
"""Stands in the root of every site that we built, and says so."""
_EXCHANGE = 2  # RENAME_EXCHANGE of Linux's renameat2
_HERE = -100  # AT_FDCWD: paths are relative to the working directory


def staging(site: Path) -> Path:
    """A new empty folder beside `site` to build in. Raises ProblemsFound where `site` is not ours, or cannot be written."""
    site = site.resolve()
    _must_be_ours(site)
    folder = _beside(site, "new")
    _recover(site)
    try:
        _remove(folder)
        folder.mkdir(parents=True)
    except OSError as error:
        reason = error.strerror or str(error)
        what = Say(f"เขียนในโฟลเดอร์นี้ไม่ได้ ({reason})", f"this folder cannot be written ({reason})")
        raise ProblemsFound(
            [Problem(Place(str(site.parent)), what, Say("เลือกโฟลเดอร์อื่น หรือแก้สิทธิ์", "choose another, or mend its permissions"))]
        ) from None
    return folder


def swap(folder: Path, site: Path) -> None:
    """Puts the finished `folder` in the place of `site`, in one step where the system can, and removes the old one."""
    site = site.resolve()
    _must_be_ours(site)
    if not site.exists():
        folder.rename(site)
    elif _exchange(folder, site):
        _remove(folder)
    else:  # a moment without a site, from which the next build recovers
        old = _beside(site, "old")
        _remove(old)
        site.rename(old)
        folder.rename(site)
        _remove(old)


def discard(folder: Path) -> None:
    """Removes a folder that `staging` made and that nobody needs any more."""
    shutil.rmtree(folder, ignore_errors=True)


def _beside(site: Path, what: str) -> Path:
    return site.with_name(f".{site.name}.{what}")


def _must_be_ours(site: Path) -> None:
    if not site.exists():
        return
    if site.is_dir() and ((site / MARKER).is_file() or not any(site.iterdir())):
        return
    what = Say("ไม่ใช่เว็บไซต์ที่ khumue สร้าง จึงไม่ลบ", "this is not a site that khumue built, so it is left alone")
    raise ProblemsFound(
        [
            Problem(
                Place(str(site)),
                what,
                Say("ย้ายออก หรือตั้ง site_dir เป็นโฟลเดอร์อื่น", "move it away, or set site_dir to another folder"),
            )
        ]
    )


def _recover(site: Path) -> None:
    """After a kill between the two renames of `swap`, the old site is brought back."""
    old = _beside(site, "old")
    if old.exists() and not site.exists():
        old.rename(site)


def _exchange(one: Path, other: Path) -> bool:
    """Swaps two folders in one system call; False where the system has none."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
