"""The project: its folders and the address of its site; frozen, and passed to whoever needs it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from .installed import THEME
from .kept import folder_of
from .settings import Settings


@dataclass(frozen=True)
class Project:
    """A folder with `mkdocs.yml`, `data/` and `content/`; `site` is where the built site goes.

    `cache` is where made sheets are kept between builds, and `custom` where the manual's own theme
    files are, if not in `overrides/`; `settings` is what else of `mkdocs.yml` counts.
    """

    root: Path
    site: Path
    site_url: str | None = None
    cache: Path | None = None
    custom: Path | None = None
    settings: Settings = field(default_factory=Settings)

    @property
    def data(self) -> Path:
        """The YAML files: the manual itself."""
        return self.root / "data"

    @property
    def content(self) -> Path:
        """The hand-written pages."""
        return self.root / "content"

    @property
    def kept(self) -> Path:
        """Where made sheets are kept between builds."""
        return self.cache or folder_of(self.root)

    @property
    def overrides(self) -> Path:
        """Theme files of the manual's own, if there are some."""
        return self.custom or self.root / "overrides"

    @property
    def themes(self) -> tuple[Path, ...]:
        """The folders of the page around every page, styles, scripts and fonts: a file of the
        manual's own replaces ours."""
        own = self.overrides
        return (own, THEME) if own.is_dir() and own.resolve() != THEME else (THEME,)

    @property
    def config_file(self) -> Path:
        """The MkDocs configuration."""
        return self.root / "mkdocs.yml"

    def name_of(self, path: Path) -> str:
        """A path as people see it in a message: from the root of the project, with `/`."""
        within, root = str(path), f"{self.root}{os.sep}"
        if within.startswith(root):  # a manual has thousands of them
            return within.removeprefix(root).replace(os.sep, "/")
        return path.relative_to(self.root).as_posix()
