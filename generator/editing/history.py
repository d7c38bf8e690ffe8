"""The only writer of the files of a manual: all that one command changes is changed, or nothing;
and what was there before is kept, and can be brought back.

`.khumue/history/NUMBER/` holds `about.json`, which says what was done and to which files, and below
`files/` what they held. While it is done the folder is called `NUMBER.begun`. One command at a time
does so.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..artifact import become, hold, write
from ..problems import Place, Problem, ProblemsFound, Say
from ..project import Project
from ..system import move

MOST, LARGEST = 100, 100_000_000
"""Commands whose files are kept, and bytes of all of them: the oldest go; the last one stays."""
_BEGUN = ".begun"
_UNDO = "undo"


@dataclass(frozen=True)
class Done:
    """A command that changed files: `was` and `became` are their sums before and after, None where
    there was no file."""

    folder: Path
    what: str
    when: datetime
    by: str
    """Who did it, where that was said."""
    was: Mapping[str, str | None]
    became: Mapping[str, str | None]

    @property
    def number(self) -> int:
        """Its number: the later, the higher."""
        return int(self.folder.stem)

    @property
    def undoes(self) -> int | None:
        """The number of the command that it undid, where that is what it did."""
        verb, _, number = self.what.partition(" ")
        return int(number) if verb == _UNDO and number.isdecimal() else None

    def kept(self, name: str) -> bytes | None:
        """What a file held before. Raises OSError."""
        return None if self.was[name] is None else (self.folder / "files" / name).read_bytes()


def change(
    project: Project, what: str, contents: Mapping[Path, bytes | None], by: str = ""
) -> Path | None:
    """Puts contents in the place of files, with None removes them; gives the folder that keeps what
    was there, None where nothing differs.

    `what` is the command, as a person would type it, and `by` who that person is. Raises OSError, and ProblemsFound where
    another command is at work; then all is as before.
    """
    if not (changed := _changed(contents)):
        return None
    with _alone(project):
        earlier = {path: path.read_bytes() if path.is_file() else None for path in changed}
        folder = _next(project)
        try:
            _keep(project, folder, {"what": what, "by": by}, earlier, changed)
            for path, new in changed.items():
                become(path, new)
            kept = folder.with_suffix("")
            move(folder, kept)
        except BaseException:
            _restore(project, folder)
            raise
        _forget(project)
        return kept


def recover(project: Project) -> bool:
    """Takes back what a command that was killed had begun; whether there was something. Raises
    OSError where that cannot be, and ProblemsFound where another command is at work."""
    if not any(_below(project).glob(f"*{_BEGUN}")):
        return False
    with _alone(project):
        for folder in sorted(_below(project).glob(f"*{_BEGUN}")):
            _restore(project, folder)
    return True


def done(project: Project) -> list[Done]:
    """What is kept, the last command first."""
    found = []
    for folder in _below(project).glob("*"):
        with suppress(OSError, ValueError, KeyError, TypeError):  # not whole: it is being forgotten
            if folder.name.isdecimal():
                found.append(_read(folder))
    return sorted(found, key=lambda one: one.number, reverse=True)


def steps(project: Project) -> tuple[Done | None, Done | None]:
    """The command that is undone when somebody steps back through what was done, and the undoing
    that is undone when they step forward again: what was undone is passed over."""
    every = done(project)
    undoings = {one.number for one in every if one.undoes is not None}
    taken_back: set[int | None] = set()
    forward = None
    for one in every:
        if one.number in taken_back:
            continue
        if one.undoes is None:
            return one, forward
        taken_back.add(one.undoes)
        if one.undoes not in undoings:
            forward = forward or one
    return None, forward


def undo(project: Project, number: int | None = None, by: str = "") -> tuple[Done, Path]:
    """Brings back what files held before a command, the last one without a number; that is a change
    like any other. Gives the command, and the folder that keeps what was there.

    Raises ProblemsFound where there is none, where a file has been changed since, or where what is
    kept is damaged; OSError.
    """
    every = done(project)
    found = next((one for one in every if number in (None, one.number)), None)
    if found is None:
        what = Say("ไม่มีคำสั่งที่จะย้อนกลับ", "there is no such command to undo")
        remedy = Say("ดูด้วย khumue undo --list", "khumue undo --list shows which there are")
        raise ProblemsFound([Problem(Place(project.name_of(_below(project))), what, remedy)])
    later = [name for name, sum in found.became.items() if _sum(project.root / name) != sum]
    if later:
        at = project.name_of(found.folder)
        what = Say("เปลี่ยนไปหลังคำสั่งนั้น จึงไม่ย้อนกลับ", "it has been changed since, so nothing is undone")
        remedy = Say(f"ของเดิมอยู่ใน {at}/files/", f"what it was is in {at}/files/")
        raise ProblemsFound(Problem(Place(name), what, remedy) for name in later)
    contents = {project.root / name: found.kept(name) for name in found.was}
    if broken := [
        one for one in contents if _digest(contents[one]) != found.was[project.name_of(one)]
    ]:
        what = Say("ของเดิมที่เก็บไว้เสียหาย", "what is kept of it is damaged")
        remedy = Say("นำมาจากสำเนาอื่น", "take it from another copy")
        raise ProblemsFound(Problem(Place(project.name_of(one)), what, remedy) for one in broken)
    kept = change(project, f"{_UNDO} {found.number}", contents, by)
    assert kept is not None  # a command that is kept has changed something
    return found, kept


def _changed(contents: Mapping[Path, bytes | None]) -> dict[Path, bytes | None]:
    there = {path: path.read_bytes() if path.is_file() else None for path in contents}
    return {path: new for path, new in contents.items() if new != there[path]}


def _below(project: Project) -> Path:
    return project.root / ".khumue" / "history"


@contextmanager
def _alone(project: Project) -> Iterator[None]:
    """Holds off other commands that would write, and takes back what one that was killed left."""
    path = project.root / ".khumue" / "lock"
    if (lock := hold(path)) is None:
        what = Say("คำสั่งอื่นกำลังเขียนไฟล์ของคู่มือนี้", "another command is writing files of this manual")
        remedy = Say("รอให้เสร็จ แล้วเรียกใหม่", "wait until it has ended, and call this one again")
        raise ProblemsFound([Problem(Place(project.name_of(path)), what, remedy)])
    try:
        yield
    finally:
        os.close(lock)


def _next(project: Project) -> Path:
    below = _below(project)
    taken = [int(path.stem) for path in below.glob("*") if path.stem.isdecimal()]
    folder = below / f"{max(taken, default=0) + 1:04}{_BEGUN}"
    folder.mkdir(parents=True)
    return folder


def _keep(
    project: Project,
    folder: Path,
    said: Mapping[str, str],
    earlier: Mapping[Path, bytes | None],
    later: Mapping[Path, bytes | None],
) -> None:
    """Keeps what files hold; `about.json` is the last, since nothing is changed before it is
    there."""
    for path, content in earlier.items():
        if content is not None:
            kept = folder / "files" / project.name_of(path)
            kept.parent.mkdir(parents=True, exist_ok=True)
            write(kept, content)
    about = {
        **said,
        "when": datetime.now().astimezone().isoformat(timespec="seconds"),
        "was": {project.name_of(path): _digest(content) for path, content in earlier.items()},
        "became": {project.name_of(path): _digest(content) for path, content in later.items()},
    }
    write(folder / "about.json", json.dumps(about, ensure_ascii=False, indent=1).encode())


def _read(folder: Path) -> Done:
    about = json.loads((folder / "about.json").read_bytes())
    when = datetime.fromisoformat(about["when"])
    by = str(about.get("by", ""))
    return Done(folder, str(about["what"]), when, by, dict(about["was"]), dict(about["became"]))


def _restore(project: Project, folder: Path) -> None:
    if (folder / "about.json").is_file():  # without it nothing was changed yet
        begun = _read(folder)
        for name in begun.was:
            path = project.root / name
            become(path, begun.kept(name))
            for left in path.parent.glob(f".{path.name}.*"):  # what was being written
                if left.suffix[1:].isdecimal():
                    left.unlink()
    _remove(folder)


def _remove(folder: Path) -> None:
    """Removes what is kept, first what says so: a kill leaves nothing that looks whole."""
    (folder / "about.json").unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def _forget(project: Project) -> None:
    """Removes the oldest of what is kept where that is too much."""
    folders = sorted(
        (path for path in _below(project).glob("*") if path.name.isdecimal()),
        key=lambda path: int(path.name),
        reverse=True,
    )
    room = LARGEST
    for place, folder in enumerate(folders):
        room -= sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        if place and (place >= MOST or room < 0):
            _remove(folder)


def _sum(path: Path) -> str | None:
    return _digest(path.read_bytes() if path.is_file() else None)


def _digest(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()
