"""Ordinary spaces in the place of all that only look like one, as web pages and word processors
leave them."""

from __future__ import annotations

import re
from pathlib import Path

from ..project import Project
from ..proof import SPACES
from ..reading.files import files_below
from .history import change

_ODD = re.compile(f"[{SPACES}]")
_AS_PRINTED = re.compile(r"[ \t-]*printed:")
"""The line of a slip of the source, which is quoted as it stands there."""
_TEXTS = {".yml", ".md"}


def mend_spaces(project: Project) -> list[tuple[Path, int, Path]]:
    """Mends every file of data/ and content/, and gives those that were changed, with the number
    of their spaces and the folder that keeps the old ones.

    Everything else in them stays as it is, to the byte. A file that cannot be read is left for
    `check` to tell. Raises OSError.
    """
    mended: list[tuple[Path, int]] = []
    contents: dict[Path, bytes | None] = {}
    folders = (files_below(folder, project)[0] for folder in (project.data, project.content))
    for path in (
        path for paths in folders for path in paths if path.suffix in _TEXTS and path.is_file()
    ):
        try:
            text = path.read_bytes().decode()
        except (UnicodeDecodeError, OSError):
            continue
        lines = [
            line if _AS_PRINTED.match(line) else _ODD.sub(" ", line)
            for line in text.splitlines(keepends=True)
        ]
        if (whole := "".join(lines)) != text:
            contents[path] = whole.encode()
            mended.append((path, sum(map(str.__ne__, text, whole))))
    kept = change(project, "check --mend", contents)
    return [(path, spaces, kept) for path, spaces in mended] if kept else []
