"""Ordinary spaces in the place of all that only look like one, as web pages and word processors
leave them."""

from __future__ import annotations

import re
from pathlib import Path

from ..project import Project
from ..proof import SPACES
from ..reading.files import files_below
from .history import History

_ODD = re.compile(f"[{SPACES}]")
_AS_PRINTED = re.compile(r"[ \t-]*printed:")
"""The line of a slip of the source, which is quoted as it stands there."""
_TEXTS = {".yml", ".md"}


def mend_spaces(project: Project, history: History) -> list[tuple[Path, int]]:
    """Mends every file of data/ and content/, and gives those that were changed with the number of
    their spaces.

    Everything else in them stays as it is, to the byte. A file that cannot be read is left for
    `check` to tell. Raises OSError.
    """
    mended = []
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
            history.replace(path, whole.encode())
            mended.append((path, sum(map(str.__ne__, text, whole))))
    return mended
