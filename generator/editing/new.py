"""A manual to begin with: a complete small one, whose comments tell how it is written. The tests
use the same."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from ..installed import EXAMPLE, LAUNCHER, LAUNCHER_NAME
from ..problems import Place, Problem, ProblemsFound, Say
from ..project import Project
from ..reading import read
from ..translations import NAME, Confirmed, standings
from .schema import schemas

_MANUAL = Path("data/manual.yml")
_ID = re.compile(r"(?<=^id: )[a-z0-9-]+", re.MULTILINE)


def new(folder: Path) -> bool:
    """Writes the manual into a folder that is empty, or not there yet, and gives whether its id
    could be that of the folder.

    Raises ProblemsFound where there is something in the folder, and OSError.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        what = Say(
            "มีไฟล์อยู่แล้ว จึงไม่ได้เขียนอะไรลงไป",
            "there is something here already, so nothing was written",
        )
        raise ProblemsFound(
            [Problem(Place(str(folder)), what, Say("ใช้โฟลเดอร์ใหม่", "choose a new folder"))]
        )
    name = folder.resolve().name
    id = re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")
    fits = name.isascii() and id[:1].isalpha() and len(id) <= 60
    files = {
        path.relative_to(EXAMPLE): path.read_bytes()
        for path in sorted(EXAMPLE.rglob("*"))
        if path.is_file()
    }
    files[Path(LAUNCHER_NAME)] = LAUNCHER.read_bytes()
    files |= {
        Path("data/schema", f"{name}.json"): text.encode() for name, text in schemas().items()
    }
    if fits:
        files[_MANUAL] = _ID.sub(id, files[_MANUAL].decode(), count=1).encode()
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    (folder / NAME).write_text(_begun(folder), encoding="utf-8", newline="\n")
    return fits


def _begun(folder: Path) -> str:
    """The English of the example follows its Thai: so a new manual begins."""
    with TemporaryDirectory() as kept:  # a new manual holds nothing but itself
        guide, _ = read(Project(folder, folder / "site", cache=Path(kept)))
    assert guide is not None, "the example is whole"
    every = standings(guide, None)
    return Confirmed().with_confirmed(every, every, date.today()).text()
