"""What files held before the program changed them: `.khumue/history/NUMBER/PATH`, one number for
each command."""

from __future__ import annotations

from pathlib import Path

from ..artifact import write
from ..project import Project


class History:
    """The files that one command changes; its `folder` is made with the first of them."""

    def __init__(self, project: Project) -> None:
        self._project = project
        below = project.root / ".khumue" / "history"
        taken = [int(path.name) for path in below.glob("*") if path.name.isdecimal()]
        self.folder = below / f"{max(taken, default=0) + 1:04}"

    def replace(self, path: Path, content: bytes) -> None:
        """Puts `content` in the place of a file, whole, once the old one is kept. Raises
        OSError."""
        kept = self.folder / self._project.name_of(path)
        kept.parent.mkdir(parents=True, exist_ok=True)
        write(kept, path.read_bytes())
        write(path, content)
