"""An order: the volumes of a country's places in a folder, which can be cancelled and taken up
again.

A volume is written beside its place and moved there when it is whole, and then told in LEDGER with
the name that holds all that it was made of, and its own sum. What stands in the folder as LEDGER
says is not made again; what does not is made anew.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, Protocol

from .. import artifact
from ..problems import Place, Problem, ProblemsFound, Say
from ..workers import Progress, Work

LEDGER = "khumue-order.json"
"""Says which volumes a folder has, and that the folder is ours."""
_WORK = ".khumue"
"""Within the folder, while somebody is at work in it: says so."""
_FILE = re.compile(r"pack-\d+\.pdf")


class Crew(Protocol):
    """Whoever makes works: the processes of this machine, or a cluster."""

    def finished(self, works: Sequence[Work]) -> Iterator[tuple[Work, bytes]]:
        """Each of the works as soon as it is made."""


class Volume(NamedTuple):
    """A volume that is to be made, and of how many places."""

    work: Work
    places: int


class _Entry(NamedTuple):
    """What LEDGER says of a file."""

    made_of: str
    sum: str


def deliver(
    folder: Path, volumes: Sequence[Volume], crew: Crew, progress: Progress
) -> Iterator[tuple[Path, bool]]:
    """Every volume by its file, and whether it is new: first those that are there, then each as soon
    as it stands; `progress` is told how many places are done.

    Raises ProblemsFound where the folder has something else, another order is being made there, or
    a volume cannot be written.
    """
    width = max(4, len(str(len(volumes))))
    files = {
        one.work.name: folder / f"pack-{number:0{width}}.pdf"
        for number, one in enumerate(volumes, 1)
    }
    with _held(folder):
        ledger = _tidied(folder, {path.name: name for name, path in files.items()})
        total, done = sum(one.places for one in volumes), 0
        left = {one.work.name: one for one in volumes}
        for path in map(folder.joinpath, sorted(ledger)):
            done += left.pop(ledger[path.name].made_of).places
            yield path, False
        progress(done, total)
        for work, content in crew.finished([one.work for one in left.values()]):
            path = files[work.name]
            ledger[path.name] = _Entry(work.name, hashlib.sha256(content).hexdigest())
            try:
                artifact.write(path, content)
                _write(folder, ledger)
            except OSError as error:
                raise ProblemsFound([_unwritten(path, error)]) from None
            done += left[work.name].places
            progress(done, total)
            yield path, True


def _unwritten(path: Path, error: OSError) -> Problem:
    reason = error.strerror or str(error)
    remedy = Say(
        "เพิ่มเนื้อที่ในดิสก์หรือแก้สิทธิ์ แล้วเรียกใหม่ ส่วนที่ทำแล้วเก็บไว้",
        "make room on the disk or mend its permissions, and call again: what was made is kept",
    )
    return Problem(Place(str(path)), Say(reason, reason), remedy)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """The folder, made where there is none, with nobody else at work in it."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / _WORK / artifact.LOCK
    lock = artifact.hold(place)
    if lock is None:
        what = Say("กำลังทำชุดใบงานในโฟลเดอร์นี้อยู่แล้ว", "packs are being made in this folder already")
        remedy = Say("รอให้เสร็จ หรือใช้โฟลเดอร์อื่น", "wait until that has ended, or name another folder")
        raise ProblemsFound([Problem(Place(str(folder)), what, remedy)])
    try:
        yield
    finally:
        artifact.let_go(lock, place, place.parent)


def _tidied(folder: Path, wanted: dict[str, str]) -> dict[str, _Entry]:
    """What the folder has of the volumes that are wanted, whole; all else that an order has left
    there is removed."""
    ledger = _ledger(folder)
    if ledger and not any(ledger[file].made_of == wanted.get(file) for file in ledger):
        what = Say(
            f"โฟลเดอร์นี้มีชุดใบงานอื่นอยู่ {len(ledger)} ไฟล์",
            f"this folder has the packs of another order (files: {len(ledger)})",
        )
        remedy = Say("ใช้โฟลเดอร์อื่น หรือลบโฟลเดอร์นี้ก่อน", "name another folder, or remove this one")
        raise ProblemsFound([Problem(Place(str(folder)), what, remedy)])
    for beside in folder.glob(".pack-*.pdf.*"):  # begun by one that was killed
        beside.unlink()
    whole = {}
    for file, entry in ledger.items():
        path = folder / file
        if entry.made_of == wanted.get(file) and _sum(path) == entry.sum:
            whole[file] = entry
        else:
            path.unlink(missing_ok=True)
    _write(folder, whole)
    return whole


def _ledger(folder: Path) -> dict[str, _Entry]:
    """What LEDGER says; nothing in a new folder. Raises ProblemsFound for a folder of another kind."""
    with suppress(FileNotFoundError, ValueError, TypeError, AttributeError):
        told = json.loads((folder / LEDGER).read_text(encoding="utf-8"))
        return {file: _Entry(*entry) for file, entry in told.items() if _FILE.fullmatch(file)}
    if {path.name for path in folder.iterdir()} <= {_WORK}:
        return {}
    what = Say(
        f"โฟลเดอร์นี้มีไฟล์อื่นอยู่ และไม่มี {LEDGER} ที่อ่านได้",
        f"this folder has other files, and no {LEDGER} that can be read",
    )
    remedy = Say("ใช้โฟลเดอร์ใหม่", "name a new folder")
    raise ProblemsFound([Problem(Place(str(folder)), what, remedy)])


def _write(folder: Path, ledger: dict[str, _Entry]) -> None:
    told = json.dumps(dict(sorted(ledger.items())), indent=0)
    artifact.write(folder / LEDGER, told.encode())


def _sum(path: Path) -> str:
    """The sum of a file; nothing where there is none."""
    with suppress(OSError), path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
    return ""
