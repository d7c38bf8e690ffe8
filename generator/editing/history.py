"""The only writer of the files of a manual: all that one command changes is changed, or nothing;
and what was there before is kept.

`.khumue/history/NUMBER/` holds `about.json`, which says what was done and to which files, and below
`files/` what they held. While it is done the folder is called `NUMBER.begun`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from ..artifact import become, write
from ..project import Project

_BEGUN = ".begun"


def change(project: Project, what: str, contents: Mapping[Path, bytes | None]) -> Path | None:
    """Puts contents in the place of files, with None removes them; gives the folder that keeps what
    was there, None where nothing differs.

    `what` is the command, as a person would type it. Raises OSError, and then all is as before.
    """
    earlier = {path: path.read_bytes() if path.is_file() else None for path in contents}
    changed = {path: new for path, new in contents.items() if new != earlier[path]}
    if not changed:
        return None
    folder = _next(project)
    try:
        _keep(project, folder, what, {path: earlier[path] for path in changed})
        for path, new in changed.items():
            become(path, new)
    except BaseException:
        _restore(project, folder)
        raise
    kept = folder.with_suffix("")
    folder.rename(kept)
    return kept


def recover(project: Project) -> bool:
    """Takes back what a command that was killed had begun; whether there was something."""
    begun = sorted(_below(project).glob(f"*{_BEGUN}"))
    for folder in begun:
        _restore(project, folder)
    return bool(begun)


def _below(project: Project) -> Path:
    return project.root / ".khumue" / "history"


def _next(project: Project) -> Path:
    below = _below(project)
    taken = [int(path.stem) for path in below.glob("*") if path.stem.isdecimal()]
    folder = below / f"{max(taken, default=0) + 1:04}{_BEGUN}"
    folder.mkdir(parents=True)
    return folder


def _keep(project: Project, folder: Path, what: str, earlier: Mapping[Path, bytes | None]) -> None:
    """Keeps what files hold; `about.json` is the last, since nothing is changed before it is
    there."""
    for path, content in earlier.items():
        if content is not None:
            kept = folder / "files" / project.name_of(path)
            kept.parent.mkdir(parents=True, exist_ok=True)
            write(kept, content)
    about = {
        "what": what,
        "when": datetime.now().astimezone().isoformat(timespec="seconds"),
        "files": {project.name_of(path): old is not None for path, old in earlier.items()},
    }
    write(folder / "about.json", json.dumps(about, ensure_ascii=False, indent=1).encode())


def _restore(project: Project, folder: Path) -> None:
    with suppress(OSError):  # without it nothing was changed yet
        for name, was_there in json.loads((folder / "about.json").read_bytes())["files"].items():
            kept = folder / "files" / name
            become(project.root / name, kept.read_bytes() if was_there else None)
    shutil.rmtree(folder, ignore_errors=True)
