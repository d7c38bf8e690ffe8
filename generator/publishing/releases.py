"""The folder that a web server shows a site from: whole releases side by side, and `current`, which
is one of them.

``` DIR/releases/0001-0.1/     a whole site each, numbered as they were published
DIR/releases/khumue.lock   says that the folder is ours, and is locked while somebody publishes
DIR/current                a symlink to a release; where the system has none, a copy of it DIR/.new/
what is being made; what a kill leaves there does no harm, and is removed by who comes next ```
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from .. import artifact, kinds, system
from ..problems import Place, Problem, ProblemsFound, Say
from . import editions, manifest

CURRENT = "current"
_RELEASES = "releases"
_NAME = re.compile(rf"([0-9]{{4,9}})-{kinds.NUMBER}")


class Releases:
    """The releases below a folder, held by this process alone until the end of the `with` that it
    is used in.

    Raises ProblemsFound where the folder is not ours and not empty, cannot come to stand, or is
    held by another process.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(os.path.realpath(folder))
        self.current = self.folder / CURRENT
        self.new = self.folder / ".new"
        self._releases = self.folder / _RELEASES
        self._old = self.new / "old"
        self._must_be_ours()
        self._made = [folder for folder in (self._releases, self.folder) if not folder.exists()]
        lock = artifact.hold(self._releases / artifact.LOCK)
        if lock is None:
            what = Say("มีการเผยแพร่ลงโฟลเดอร์นี้อยู่แล้ว", "somebody else is publishing into this folder")
            raise self._problem(
                what, Say("รอให้เสร็จแล้วสั่งใหม่", "wait until it has ended, and publish again")
            )
        self._lock = lock

    def __enter__(self) -> Releases:
        try:
            self._tidy()
            self.new.mkdir()
            for folder in self._made:
                folder.chmod(0o755)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *fault: object) -> None:
        with suppress(OSError):
            self._tidy()
        lock = self._releases / artifact.LOCK
        artifact.let_go(self._lock, lock, *self._made)  # alone where a first edition was refused

    def all(self) -> list[Path]:
        """Every release, the newest last."""
        folders = self._releases.iterdir() if self._releases.is_dir() else ()
        return sorted(
            (path for path in folders if _NAME.fullmatch(path.name) and path.is_dir()), key=_number
        )

    def history(self) -> list[Path]:
        """The releases up to the one that `current` shows: what was rolled back is not among
        them."""
        all = self.all()
        name = (
            self.current.readlink().name
            if self.current.is_symlink()
            else str(told(self.current).get("release"))
        )
        shown = next((place for place, release in enumerate(all) if release.name == name), len(all))
        return all[: shown + 1]

    def name_of_next(self, edition: editions.Edition) -> str:
        """The name of a release to come."""
        last = max(map(_number, self.all()), default=0)
        return f"{last + 1:04}-{edition.number}"

    def add(self, site: Path, name: str) -> Path:
        """Puts a finished site, which stands below `new`, among the releases."""
        _open_to_all(site)
        system.sync()  # whoever pulls the plug after the swap finds the files too
        system.move(site, release := self._releases / name)
        return release

    def show(self, release: Path) -> None:
        """Lets `current` be a release, in one step; where the system has no symlinks, in two, which
        the next publish mends."""
        if system.HAS_LINKS and (self.current.is_symlink() or not self.current.exists()):
            link = self.new / CURRENT
            try:
                link.symlink_to(Path(_RELEASES) / release.name, target_is_directory=True)
            except (OSError, NotImplementedError):  # a disk that has none
                pass
            else:
                system.move(link, self.current)
                return system.sync_names(self.folder)
        copy = self.new / "copy"
        paths = (path.relative_to(release) for path in release.rglob("*") if path.is_file())
        link_files(
            release,
            copy,
            (path.as_posix() for path in paths if not any(map(kinds.of_a_system, path.parts))),
        )
        _open_to_all(copy)
        artifact.put(copy, self.current, self._old)

    def keep(self, releases: Iterable[Path]) -> None:
        """Removes every other release, each out of sight first; what is in use and stays is removed
        by the next publish."""
        for release in set(self.all()) - set(releases):
            with suppress(OSError):
                system.move(release, gone := self.new / release.name)
                shutil.rmtree(gone)

    def _tidy(self) -> None:
        artifact.recover(self.current, self._old)
        if self.new.exists():
            shutil.rmtree(self.new)

    def _must_be_ours(self) -> None:
        if not self.folder.exists():
            if not self.folder.parent.is_dir():
                what = Say(
                    "ไม่มีโฟลเดอร์ที่จะวางโฟลเดอร์นี้", "the folder that is to hold this one is not there"
                )
                raise self._problem(
                    what, Say("สร้างโฟลเดอร์นั้นก่อน หรือใช้ที่อื่น", "make it first, or name another")
                )
            return
        if not self.folder.is_dir():
            what = Say("เป็นไฟล์ ไม่ใช่โฟลเดอร์", "this is a file and not a folder")
            raise self._problem(what, Say("ระบุโฟลเดอร์", "name a folder"))
        found = [path for path in self.folder.iterdir() if not kinds.of_a_system(path.name)]
        ours = (self._releases / artifact.LOCK).is_file() or all(
            path == self._releases and _is_empty(path) for path in found
        )
        shown = not self.current.exists() or self.current.resolve().parent == self._releases
        if not ours or not (
            shown
            or any((self.current / name).is_file() for name in (artifact.MARKER, manifest.MANIFEST))
        ):
            what = Say(
                "ไม่ใช่โฟลเดอร์ที่ khumue เผยแพร่ จึงไม่แก้ไข",
                "khumue did not publish into this folder, so it is left alone",
            )
            raise self._problem(
                what, Say("ใช้โฟลเดอร์ใหม่หรือโฟลเดอร์ว่าง", "name a new folder, or an empty one")
            )

    def _problem(self, what: Say, remedy: Say) -> ProblemsFound:
        return ProblemsFound([Problem(Place(str(self.folder)), what, remedy)])


def _is_empty(folder: Path) -> bool:
    """Whether nothing stands in a folder but what systems leave by themselves."""
    return folder.is_dir() and all(kinds.of_a_system(path.name) for path in folder.iterdir())


def number_of(release: Path) -> str:
    """The number of the edition that a release shows, as its name tells."""
    return release.name.partition("-")[2]


def told(site: Path) -> dict[str, object]:
    """What `khumue.json` of a published site says; nothing where it cannot be read."""
    try:
        said = json.loads((site / artifact.MARKER).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def link_files(source: Path, target: Path, paths: Iterable[str]) -> None:
    """Puts files of one folder into another under their own names: as hard links, or where there
    are none, as copies."""
    for path in paths:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source / path, target / path)
        except FileNotFoundError:
            raise
        except OSError:
            shutil.copyfile(source / path, target / path)


def _open_to_all(folder: Path) -> None:
    """Lets everybody read, whatever the umask: the web server is seldom who publishes."""
    for path in (folder, *folder.rglob("*")):
        mode = 0o755 if path.is_dir() else 0o644
        if path.stat().st_mode & 0o777 != mode:
            path.chmod(mode)


def _number(release: Path) -> int:
    return int(release.name.partition("-")[0])
