"""The project: its folders and the address of its site; frozen, and passed to whoever needs it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Project:
    """A folder with `mkdocs.yml`, `data/` and `content/`; `site` is where the built site goes.

    `cache` is where made sheets are kept between builds, and `custom` where the page around every page is, with our styles, if
    not in the project.
    """

    root: Path
    site: Path
    site_url: str | None = None
    cache: Path | None = None
    custom: Path | None = None

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
        return self.cache or self.root / ".cache"

    @property
    def overrides(self) -> Path:
        """The page around every page, our styles, scripts and fonts."""
        return self.custom or self.root / "overrides"

    @property
    def config_file(self) -> Path:
        """The MkDocs configuration."""
        return self.root / "mkdocs.yml"

    def name_of(self, path: Path) -> str:
        """A path as people see it in a message: from the root of the project, with `/`."""
        return path.relative_to(self.root).as_posix()
