"""A folder, or a file, that is built beside its place and swapped in whole: readers never see half
of it.

A site that we made carries MARKER; a folder without it is never emptied or replaced. Beside `site/`
stands, during a build, the workshop `.site.new/`: its file LOCK says that it is ours, and is locked
for as long as a build runs there.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

from . import system
from .problems import Place, Problem, ProblemsFound, Say

MARKER = "khumue.json"
"""Stands in the root of every site that we built, and says so."""
LOCK = "khumue.lock"


def must_be_writable(path: Path, example: str) -> None:
    """Raises ProblemsFound where no file can come to stand: to be asked before long work. A file
    may be called as the example is."""
    if path.is_dir():
        what = Say("เป็นโฟลเดอร์ ไม่ใช่ไฟล์", "this is a folder and not a file")
        remedy = Say(f"เขียนชื่อไฟล์ เช่น {path / example}", f"name a file, such as {path / example}")
    elif not path.parent.is_dir():
        what = Say("ไม่มีโฟลเดอร์ที่จะเก็บไฟล์นี้", "the folder of this file is not there")
        remedy = Say("สร้างโฟลเดอร์ หรือใช้ที่อื่น", "make it, or name another")
    elif not _can_be_written(path.parent):
        what = Say("เขียนในโฟลเดอร์ของไฟล์นี้ไม่ได้", "the folder of this file cannot be written")
        remedy = Say("เลือกโฟลเดอร์อื่น หรือแก้สิทธิ์", "choose another, or mend its permissions")
    else:
        return
    raise ProblemsFound([Problem(Place(str(path)), what, remedy)])


def _can_be_written(folder: Path) -> bool:
    """Whether a file can be made in a folder: tried, since Windows lets everybody ask."""
    try:
        TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


def write(path: Path, content: bytes) -> None:
    """Writes a file whole: who reads it, and who comes after a fault, finds the old one or the new
    one."""
    path = Path(os.path.realpath(path))
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        if path.exists():
            shutil.copymode(path, beside)
        system.move(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def become(path: Path, content: bytes | None) -> None:
    """Writes a file whole, in a folder that may not be there yet; with None removes it."""
    if content is None:
        path.unlink(missing_ok=True)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, content)


def workshop(site: Path) -> Path:
    """The folder beside a site in which a build works, and which one that was killed leaves."""
    return site.with_name(f".{site.name}.new")


class Staging:
    """A new empty `folder` to build in, until `swap` or `discard`; meanwhile no other build can
    have one for the same site.

    `mark` is the file that says that a folder in the place of `site` is ours. Raises ProblemsFound
    where another build has it, where `site` is not ours, or where its place cannot be written.
    """

    def __init__(self, site: Path, mark: str = MARKER) -> None:
        self._mark = mark
        self.site = Path(os.path.realpath(site))
        self._workshop = workshop(self.site)
        self._old = self._workshop / "old"
        self.folder = self._workshop / "site"
        try:
            _must_be_ours(self.site, mark)
            _must_be_ours(self._workshop, LOCK)
            self._lock = _locked(self._workshop / LOCK, self.site)
            self._tidy(must=True)
            self.folder.mkdir()
        except OSError as error:
            reason = error.strerror or str(error)
            what = Say(
                f"เขียนในโฟลเดอร์นี้ไม่ได้ ({reason})", f"this folder cannot be written ({reason})"
            )
            remedy = Say("เลือกโฟลเดอร์อื่น หรือแก้สิทธิ์", "choose another, or mend its permissions")
            raise ProblemsFound([Problem(Place(str(self.site.parent)), what, remedy)]) from None

    def swap(self) -> None:
        """Puts the finished folder in the place of the site, in one step where the system can, and
        removes the old one."""
        _must_be_ours(self.site, self._mark)
        put(self.folder, self.site, self._old)
        self.discard()

    def discard(self) -> None:
        """Lets go of the workshop, and removes what it can: what is left does no harm, and the next
        build tries again."""
        with suppress(OSError):
            self._tidy(must=False)
        let_go(self._lock, self._workshop / LOCK, self._workshop)

    def _tidy(self, *, must: bool) -> None:
        """Brings the old site back where a kill or a fault came while it was swapped, and removes
        the rest."""
        recover(self.site, self._old)
        for left in (self.folder, self._old):
            if left.exists():
                shutil.rmtree(left, ignore_errors=not must)


def put(new: Path, place: Path, old: Path) -> None:
    """Puts a folder in its place, in one step where the system can; what stood there may be left at
    `new` or at `old`.

    Where the system cannot there is a moment without it: `recover` brings back what a kill or a
    fault leaves then.
    """
    if not place.exists():
        system.move(new, place)
    elif not system.exchange(new, place):
        system.move(place, old)
        system.move(new, place)


def recover(place: Path, old: Path) -> None:
    """Brings the old folder back where a kill or a fault came between the two renames of `put`."""
    if old.exists() and not place.exists():
        system.move(old, place)


def hold(path: Path) -> int | None:
    """A file, made where there is none, that is locked until it is closed or this process ends,
    however it ends.

    None where another process has it.
    """
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except FileNotFoundError:  # who held it ended at this moment, and took the folder away
            continue
        if not system.lock(lock):
            os.close(lock)
            return None
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(lock), path.stat()):
                return lock
        os.close(lock)


def let_go(lock: int, path: Path, *folders: Path) -> None:
    """Lets another have what `hold` holds; and removes it, with folders that hold nothing else, where
    nothing stands beside it."""
    alone = False
    with suppress(OSError):
        alone = list(path.parent.iterdir()) == [path]
    if not alone:
        return os.close(lock)
    system.remove(lock, path)
    with suppress(OSError):
        for folder in folders:
            folder.rmdir()


def _locked(path: Path, site: Path) -> int:
    lock = hold(path)
    if lock is None:
        what = Say("กำลังสร้างเว็บไซต์นี้อยู่แล้ว", "another build of this site is running")
        remedy = Say("รอให้เสร็จแล้วสร้างใหม่", "wait until it has ended, and build again")
        raise ProblemsFound([Problem(Place(str(site)), what, remedy)])
    return lock


def _must_be_ours(folder: Path, mark: str) -> None:
    if not folder.exists():
        return
    if folder.is_dir() and ((folder / mark).is_file() or not any(folder.iterdir())):
        return
    what = Say(
        "ไม่ใช่โฟลเดอร์ที่คำสั่งนี้สร้าง จึงไม่ลบ", "this command did not make this folder, so it is left alone"
    )
    remedy = Say("ย้ายออก หรือใช้โฟลเดอร์อื่น", "move it away, or name another folder")
    raise ProblemsFound([Problem(Place(str(folder)), what, remedy)])
