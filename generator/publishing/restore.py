"""The sources of a manual back from its bundle, which is looked at as for publishing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from .. import system
from ..installed import LAUNCHER, LAUNCHER_NAME
from ..problems import Place, Problem, ProblemsFound, Say
from . import archive, companions, publish


def restore(
    file: Path,
    folder: Path,
    progress: archive.Progress,
    doubts: Callable[[Path], Iterable[Problem]],
) -> list[Problem]:
    """Puts the sources of a bundle in the place of a folder that is empty or not there; gives what
    whoever did so should know.

    `doubts` are asked of the sources before they are there. Raises ProblemsFound for what they
    find, and where the bundle is not whole, has no sources, or is none; OSError.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        what = Say(
            "มีไฟล์อยู่แล้ว จึงไม่ได้เขียนอะไร", "there is something here already; nothing was written"
        )
        remedy = Say("ใช้โฟลเดอร์ใหม่", "choose a new folder")
        raise ProblemsFound([Problem(Place(str(folder)), what, remedy)])
    notices = list(publish.sums_beside(file))
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as beside:
        publish.unpacked(file, Path(beside, "bundle"), progress)
        (inside,) = Path(beside, "bundle").iterdir()
        sources = inside / companions.SOURCES
        if not (sources / "mkdocs.yml").is_file():
            what = Say("แฟ้มนี้ไม่มีไฟล์ต้นฉบับของคู่มือ", "this bundle has no sources of the manual")
            remedy = Say(
                "ใช้แฟ้มที่ทำโดยไม่ใส่ --without-sources", "take one made without --without-sources"
            )
            raise ProblemsFound([Problem(Place(str(file)), what, remedy)])
        if found := list(doubts(sources)):
            raise ProblemsFound(found)
        shutil.copyfile(LAUNCHER, sources / LAUNCHER_NAME)  # the program's own: bundles bring none
        if folder.exists():
            folder.rmdir()
        system.move(sources, folder)
    return notices
