"""Ordinary spaces in the place of all that only look like one, as web pages and word processors
leave them."""

from __future__ import annotations

import re
from pathlib import Path

from ..project import Project
from ..proof import SPACES
from .history import History

_ODD = re.compile(f"[{SPACES}]")
_AS_PRINTED = re.compile(r"[ \t-]*printed:")
"""The line of a slip of the source, which is quoted as it stands there."""
_TEXT = re.compile(r"[^.].*\.(?:yml|md)", re.IGNORECASE)


def mend_spaces(project: Project, history: History) -> list[tuple[Path, int]]:
    """Mends every file of data/ and content/, and gives those that were changed with the number of
    their spaces.

    Everything else in them stays as it is, to the byte. A file that cannot be read is left for
    `check` to tell. Raises OSError.
    """
    mended = []
    paths = sorted(
        path
        for folder in (project.data, project.content)
        for path in folder.rglob("*")
        if path.is_file()
    )
    for path in filter(lambda path: _TEXT.fullmatch(path.name), paths):
        try:
            text = path.read_bytes().decode()
        except (UnicodeDecodeError, OSError):
            continue
        lines = [
            line if _AS_PRINTED.match(line) else _ODD.sub(" ", line)
            for line in text.splitlines(keepends=True)
        ]
        if (whole := "".join(lines)) != text:
            history.replace(path, whole.encode())
            mended.append((path, sum(map(str.__ne__, text, whole))))
    return mended
