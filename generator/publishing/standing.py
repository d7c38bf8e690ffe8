"""Editions as they stand in releases: what each brought there, and how it is carried on whole.

Hard links share their damage, so the sum of each file is taken before it is carried; a damaged one
comes from another release.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .. import artifact, kinds
from ..problems import ProblemsFound
from . import addresses, editions, manifest
from .releases import link_files, told

OWN = (artifact.MARKER, editions.SCRIPT, addresses.PAGE)
"""What is written anew for the place where an edition comes to stand."""


@dataclass(frozen=True)
class Standing:
    """An edition in a folder: `sums` are those of the files that it brought and that are the same
    wherever it stands."""

    edition: editions.Edition
    folder: Path
    sums: dict[str, str]
    page: str
    """The sum of its page for lost addresses here."""

    def says_what(self, other: Standing) -> bool:
        """Whether another holds the same, however it was compressed."""
        mine, its = (
            {path: sum for path, sum in one.sums.items() if not path.endswith(kinds.FORMS)}
            for one in (self, other)
        )
        return self.edition == other.edition and mine == its

    def has(self, path: str, sum: str) -> bool:
        """Whether a file is here as its sum tells."""
        return not manifest.differs(self.folder / path, sum)


def standing(folder: Path) -> Standing | None:
    """The edition that stands in a folder; None where it cannot be made out any more."""
    try:
        edition, sums = editions.of(folder), manifest.read(folder)
    except (ProblemsFound, OSError):
        return None
    if manifest.differs(folder / artifact.MARKER, sums.get(artifact.MARKER, "")):
        return None
    apart = tuple(f"{one}/" for one in carried_in(folder))
    brought = {
        path: sum for path, sum in sums.items() if not path.startswith(apart) and not is_own(path)
    }
    return Standing(edition, folder, brought, sums.get(addresses.PAGE, ""))


def all_standing(releases: Iterable[Path]) -> list[Standing]:
    """Every edition of some releases that can be made out, those of the last one first."""
    folders = (
        folder
        for release in reversed(list(releases))
        for folder in (release, *editions.below(release))
    )
    return [found for found in map(standing, folders) if found]


def carried_in(release: Path) -> list[str]:
    """The folders of assets in a release that it only carries for pages of others that are still
    open."""
    carried = told(release).get("carried")
    return [str(folder) for folder in carried] if isinstance(carried, list) else []


def is_own(path: str) -> bool:
    """Whether a file is written anew wherever an edition comes to stand."""
    return path.removesuffix(".gz").removesuffix(".br") in OWN


def carry(copies: Sequence[Standing], target: Path) -> tuple[str, list[str]]:
    """Puts an edition, which stands in several folders, into another, all of it or nothing.

    Gives the path of a file that is whole nowhere, and those that the first of the folders had
    damaged.
    """
    sources: dict[Path, list[str]] = {}
    first, damaged = copies[0], []
    page = next((one.folder for one in copies if one.has(addresses.PAGE, one.page)), None)
    if page is None:
        return addresses.PAGE, []
    for path, sum in first.sums.items():
        source = next((one.folder for one in copies if one.has(path, sum)), None)
        if source is None or not kinds.in_site(path):
            return path, []
        sources.setdefault(source, []).append(path)
        damaged += [] if source == first.folder else [path]
    for source, paths in sources.items():
        link_files(source, target, paths)
    shutil.copyfile(page / addresses.PAGE, target / addresses.PAGE)
    return "", damaged
