"""Bundles: an edition as two archives with their sums, the same bytes whenever and wherever they
are made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO

from .. import artifact, system
from . import archive, companions, compressed, editions, manifest

SUMS = "SHA256SUMS"
"""Stands beside bundles, and tells their sums as `sha256sum` does."""
_KINDS: Mapping[str, Callable[[IO[bytes], list[archive.Entry], date], None]] = {
    ".zip": archive.write_zip,
    ".tar.gz": archive.write_tar,
}


def name_of(edition: editions.Edition) -> str:
    """The one folder of a bundle, and its file name without what tells its kind."""
    return f"{edition.manual}-{edition.number}"


def write(
    site: Path, out: Path, others: Mapping[str, bytes], progress: archive.Progress
) -> list[Path]:
    """Writes the bundles of a site that `verify` has found whole, and their sums, into a folder;
    gives their paths.

    `others` are further files of the bundle, by path. Raises OSError, and ProblemsFound where the
    site does not say its edition.
    """
    edition = editions.of(site)
    out.mkdir(exist_ok=True)  # before long work
    entries = _entries(site, edition, others, progress)
    written = []
    for kind, pack in _KINDS.items():
        written.append(out / f"{name_of(edition)}{kind}")
        with _replacing(written[-1]) as file:
            pack(file, entries, date.fromisoformat(edition.date))
    sums = {path.name: manifest.sum_of(path) for path in written}
    artifact.write(out / SUMS, manifest.lines(_others_in(out) | sums))
    return [*written, out / SUMS]


def _entries(
    site: Path, edition: editions.Edition, others: Mapping[str, bytes], progress: archive.Progress
) -> list[archive.Entry]:
    """Every file of a bundle, in the order of the paths."""
    known = manifest.read(site)
    sums, files = dict(known), {path: archive.Entry(path, site / path) for path in known}
    for count, path in enumerate(known):
        progress(count, len(known))
        for sibling, content in compressed.siblings(path, (site / path).read_bytes()).items():
            files[sibling], sums[sibling] = archive.Entry(sibling, content), _sum(content)
    files[manifest.MANIFEST] = archive.Entry(manifest.MANIFEST, manifest.lines(sums))
    sums[manifest.MANIFEST] = _sum(manifest.lines(sums))

    inside = {f"{companions.MANUAL}/{path}": entry.source for path, entry in files.items()}
    sums = {f"{companions.MANUAL}/{path}": sum for path, sum in sums.items()}
    for path, content in {**others, companions.START: companions.start_here(site, edition)}.items():
        inside[path], sums[path] = content, _sum(content)
    inside[manifest.MANIFEST] = manifest.lines(sums)
    return [
        archive.Entry(f"{name_of(edition)}/{path}", source)
        for path, source in sorted(inside.items())
    ]


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that is written beside its place, and put there when it is whole."""
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("wb") as file:
            yield file
        system.move(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _others_in(out: Path) -> dict[str, str]:
    """What the sums in a folder tell of bundles of other editions that still stand there."""
    if not (out / SUMS).is_file():
        return {}
    return {name: sum for name, sum in manifest.read(out, SUMS).items() if (out / name).is_file()}
