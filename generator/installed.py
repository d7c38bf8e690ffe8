"""Where what comes with the program stands: in the package once it is installed, beside it in the
repository."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
"""The code, its templates, words and fonts."""
_HOME = PACKAGE if (PACKAGE / "overrides").is_dir() else PACKAGE.parent
THEME = _HOME / "overrides"
"""The page around every page, our styles, scripts and fonts."""
DEPLOY = _HOME / "deploy"
"""Settings for web servers."""
GUIDES = _HOME / "docs"
"""What administrators read: `administrator.md` and `administrator.th.md`."""
LAUNCHER_NAME = "แก้ไขคู่มือ.bat"
LAUNCHER = _HOME / ("edit.bat" if _HOME == PACKAGE else LAUNCHER_NAME)
"""What is double-clicked on Windows; a manual that is begun or brought back has it, under that name.
Installed it has one that can be found whatever letters a system reads."""
EXAMPLE = PACKAGE / "example"
"""The manual that `khumue new` writes, and that the tests use."""


def lost() -> Iterator[Path]:
    """What installing the program has written, and what is no longer there; in the repository, git
    tells."""
    from importlib import metadata  # half as long to load as all that a build is asked before

    for file in metadata.files("khumue") or ():
        if not (path := Path(str(file.locate()))).is_file() and "__pycache__" not in path.parts:
            yield path
