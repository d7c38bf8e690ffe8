"""Whether a site is already what a build would make: asked before anything of a build is loaded.

A build that ends well states what it was made from: the sums of `mkdocs.yml` and of every file in
the manual's own folders, what the environment says, and which program it was; and of the site the
sum of its manifest. Where all of it is so again, there is nothing to build. What cannot be told by
sums is in doubt, and what is in doubt is built.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from . import artifact
from .kept import Kept
from .publishing import manifest

if TYPE_CHECKING:
    from .project import Project

_BRINGS_MORE = re.compile(
    rb"\\|\0|^%|\bINHERIT\b|\bhooks\b|(?:^|[\s\[{,])!(?!ENV\s)", re.MULTILINE | re.IGNORECASE
)
"""What in `mkdocs.yml` may bring in what its own sum does not tell: another file, a program, a tag;
or a word that is not written as it is read."""
_ASKED_FOR = ("FC_", "FONTCONFIG", "FREETYPE", "HB_", "LANG", "LC_", "PANGO", "PYTHON", "TZ")
"""How the names of variables begin that Python and what draws ask for."""

_Seen = dict[str, tuple[str, int, int]]
"""The sum of each file, and when it was written and touched last: that tells of a change that was taken back
while a build ran, and is not kept."""


class _DoubtError(Exception):
    """Raised where sums cannot tell what a build would read."""


class Made:
    """What the site of a manual is made from; `asked` is what the command line says of it."""

    def __init__(self, root: Path, cache: Path, *asked: object) -> None:
        self._kept = Kept(cache)
        self._name = Kept.key("unchanged", str(root), repr(asked))
        self._config = root / "mkdocs.yml"

    def still(self) -> tuple[str, str] | None:
        """The place of the site, if it is what a build would make, and what its build told."""
        with suppress(OSError, _DoubtError):
            if entry := self._kept.get(self._name):
                place, told, files, folders, made_from = json.loads(entry)
                site = Path(os.path.realpath(place))
                if (
                    made_from == _sum(_look(self._config, folders))
                    and not artifact.workshop(site).exists()
                    and not (site / manifest.EDITIONS).exists()
                    and files == manifest.sum_of(site / manifest.MANIFEST)
                    and not any(manifest.differences(site))
                ):
                    return place, told
        return None

    def begin(self, project: Project) -> None:
        """Looks at all that a build is going to read."""
        self._folders = [str(one) for one in (project.data, project.content, project.overrides)]
        self._before: _Seen = {}
        with suppress(OSError, _DoubtError):
            self._before = _look(self._config, self._folders)

    def end(self, project: Project, told: str) -> None:
        """States what the site was made from, if nothing of it was touched meanwhile."""
        with suppress(OSError, _DoubtError):
            if self._before == _look(self._config, self._folders):
                files = manifest.sum_of(project.site / manifest.MANIFEST)
                entry = str(project.site), told, files, self._folders, _sum(self._before)
                self._kept.put(self._name, json.dumps(entry).encode())


def _sum(seen: _Seen) -> str:
    """One sum of all that was seen."""
    sums = {path: sum for path, (sum, *_) in seen.items()}
    return hashlib.sha256(json.dumps(sums, sort_keys=True).encode()).hexdigest()


def _look(config: Path, folders: list[str]) -> _Seen:
    """All that a build reads: the configuration, with what of the environment it may name, every
    file of some folders, and where Python finds its modules."""
    written = config.read_bytes()
    if _BRINGS_MORE.search(written):
        raise _DoubtError
    asked = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(_ASKED_FOR)
        or re.search(rb"(?<!\w)%b(?!\w)" % re.escape(os.fsencode(name)), written, re.IGNORECASE)
    }
    seen = {"": (json.dumps([asked, sys.path], sort_keys=True), 0, 0)}
    for path in (config, *(path for folder in folders for path in _files(folder))):
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise _DoubtError
        seen[str(path)] = manifest.sum_of(path), state.st_mtime_ns, state.st_ctime_ns
    return seen


def _files(folder: str) -> Iterator[Path]:
    """Every file of a folder, in which no link may lead to another."""
    for here, folders, names in os.walk(folder):
        if any(Path(here, name).is_symlink() for name in folders):
            raise _DoubtError
        yield from (Path(here, name) for name in names)
