"""The sums of a folder's files: what a site was when it was built, in the form that `sha256sum -c`
reads."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from .. import kinds
from ..problems import Place, Problem, ProblemsFound, Say

MANIFEST = "manifest.sha256"
"""Stands in the root of the folder that it tells of, and names every file below it but itself."""
EDITIONS = "editions"
"""The folder of the earlier editions of a published site: each has a manifest of its own, and is in
no other."""
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_REMEDY = Say("คัดลอกหรือสร้างเว็บไซต์ใหม่", "copy it again, or build it again")


def files_in(folder: Path) -> list[str]:
    """Every file that a manifest of the folder names, sorted: by its path within, with `/`. What
    systems leave is none."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir())
    ours = (
        path
        for path in paths
        if path.parts[0] != EDITIONS and not any(map(kinds.of_a_system, path.parts))
    )
    return sorted(path.as_posix() for path in ours if path.as_posix() != MANIFEST)


def differs(path: Path, sum: str) -> bool:
    """Whether a file is not there, cannot be read, or is not what its sum tells."""
    try:
        return sum_of(path) != sum
    except OSError:
        return True


def sum_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(folder: Path, known: Mapping[str, str] | None = None) -> None:
    """Writes the manifest of a folder; `known` are sums that need not be taken again, by path."""
    known = known or {}
    sums = {path: known.get(path) or sum_of(folder / path) for path in files_in(folder)}
    (folder / MANIFEST).write_bytes(lines(sums))


def lines(sums: Mapping[str, str]) -> bytes:
    """Sums by path, as a manifest tells them."""
    return "".join(f"{sums[path]}  {path}\n" for path in sorted(sums)).encode()


def read(folder: Path, name: str = MANIFEST) -> dict[str, str]:
    """The sums that the manifest of a folder tells, by path. Raises ProblemsFound where it is
    missing or broken."""
    try:
        text = (folder / name).read_text(encoding="utf-8")
        told = text.removesuffix("\n").split("\n") if text else []
    except (FileNotFoundError, NotADirectoryError):
        what = Say("ไม่มีรายการผลรวมของไฟล์", "the list of the files' sums is not there")
        raise ProblemsFound([Problem(Place(name), what, _REMEDY)]) from None
    except UnicodeDecodeError:
        told = [""]
    sums = {}
    for number, line in enumerate(told, 1):
        found = _LINE.fullmatch(line)
        if not found:
            what = Say("บรรทัดนี้ไม่ใช่ผลรวมของไฟล์", "this line is not the sum of a file")
            raise ProblemsFound([Problem(Place(name, number, 1), what, _REMEDY)])
        sums[found[2]] = found[1]
    return sums


def differences(folder: Path) -> Iterator[Problem]:
    """A problem for every file of a folder that is not as its manifest says: changed, missing, or
    not named there.

    Earlier editions below it are looked at by their own manifests.
    """
    yield from _differences(folder)
    for edition in earlier(folder):
        for problem in _differences(edition):
            place = problem.place._replace(file=f"{EDITIONS}/{edition.name}/{problem.place.file}")
            yield replace(problem, place=place)


def earlier(folder: Path) -> list[Path]:
    """What stands where the earlier editions of a site do, but for what systems leave there."""
    found = (folder / EDITIONS).iterdir() if (folder / EDITIONS).is_dir() else ()
    return sorted(path for path in found if not kinds.of_a_system(path.name))


def _differences(folder: Path) -> Iterator[Problem]:
    try:
        sums = read(folder)
    except ProblemsFound as found:
        yield from found.problems
        return
    files = set(files_in(folder))
    for path in sorted(files | sums.keys()):
        if path not in sums:
            what = Say("ไฟล์นี้ไม่อยู่ในรายการ", "this file is not in the list")
            yield Problem(Place(path), what, Say("ลบไฟล์นี้ออก", "remove it"))
        elif path not in files:
            yield Problem(Place(path), Say("ไม่มีไฟล์นี้แล้ว", "this file is missing"), _REMEDY)
        elif differs(folder / path, sums[path]):
            what = Say("ไฟล์นี้ถูกแก้หลังจากสร้าง", "this file was changed after it was built")
            yield Problem(Place(path), what, _REMEDY)
