"""Where what comes with the program stands: in the package once it is installed, beside it in the repository."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_HOME = _PACKAGE if (_PACKAGE / "overrides").is_dir() else _PACKAGE.parent
THEME = _HOME / "overrides"
"""The page around every page, our styles, scripts and fonts."""
DEPLOY = _HOME / "deploy"
"""Settings for web servers."""
GUIDES = _HOME / "docs"
"""What administrators read: `administrator.md` and `administrator.th.md`."""
