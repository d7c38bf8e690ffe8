"""Archives of editions: written so that the same files give the same bytes, and read as if somebody
had forged them."""

from __future__ import annotations

import gzip
import re
import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from struct import error as StructError
from typing import IO, NamedTuple

from ..problems import Place, Problem, ProblemsFound, Say

KINDS = (".tar.gz", ".zip")
MOST_FILES = 50_000
LARGEST = 2 << 30
"""Bytes of everything in an archive: a manual of thousands of pages with its sheets has a tenth of
it."""
MOST_GROWTH = 100
"""Bytes that a byte of an archive may become, beyond the first ALLOWED: text becomes four, a bomb a
thousand."""
ALLOWED = 32 << 20
_LONGEST = 255
"""Bytes of a name between two `/`: what systems can have."""
_PIECE = 1 << 20
_PACKED = {
    ".gz",
    ".br",
    ".woff2",
    ".pdf",
    ".docx",
    ".png",
    ".jpg",
    ".jpeg",
    ".webp",
    ".xlsx",
    ".pptx",
    ".zip",
}
"""What packing again makes no smaller."""
_UNFIT = re.compile(
    r"[\x00-\x1f\x7f\ud800-\udfff\\:*?\"<>|]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)",
    re.IGNORECASE,
)
"""Names, between two `/`, that no file may have on one system or another."""

Progress = Callable[[int, int], None]
"""Told how many files are done, and of how many."""


class Entry(NamedTuple):
    """A file to be put into an archive: its path in it, and its content or where that stands."""

    path: str
    source: bytes | Path

    def content(self) -> bytes:
        """The bytes of the file."""
        return self.source if isinstance(self.source, bytes) else self.source.read_bytes()


def write_zip(out: IO[bytes], entries: Iterable[Entry], day: date) -> None:
    """Writes a `.zip`: every file of mode 644, of that day, whatever the system and the hour."""
    with zipfile.ZipFile(out, "w") as archive:
        for entry in entries:
            head = zipfile.ZipInfo(
                entry.path, (max(day.year, 1980), day.month, day.day, 0, 0, 0)
            )  # a zip knows no day before
            head.create_system, head.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            packed = PurePosixPath(entry.path).suffix in _PACKED
            head.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            archive.writestr(head, entry.content())


def write_tar(out: IO[bytes], entries: Iterable[Entry], day: date) -> None:
    """Writes a `.tar.gz` likewise; it belongs to nobody."""
    time = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    with (
        gzip.GzipFile("", "wb", 6, out, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for entry in entries:
            content = entry.content()
            head = tarfile.TarInfo(entry.path)
            head.size, head.mode, head.mtime = len(content), 0o644, time
            archive.addfile(head, BytesIO(content))


def unpack(bundle: Path, folder: Path, progress: Progress) -> None:
    """Writes the files of an archive below a folder, which is made.

    Raises ProblemsFound where the archive is broken, holds anything but plain files with plain
    names, or is too large; what was written until then is the caller's to remove.
    """
    folder.mkdir(parents=True)
    room = min(LARGEST, ALLOWED + MOST_GROWTH * bundle.stat().st_size)
    names = _Names()
    with ExitStack() as opened:
        try:
            for count, (name, size, read, total) in enumerate(_members(bundle, opened)):
                progress(count, total)
                room -= size
                if count >= MOST_FILES or room < 0:
                    what = Say("ข้างในมีมากเกินไป", "there is too much in it for a manual")
                    raise ProblemsFound([Problem(Place(str(bundle)), what, _ANOTHER)])
                if names.refuses(name):
                    raise _not_plain(bundle, name)
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                _copy(read(), path, size)
        except _BROKEN as error:
            what = Say("แฟ้มเสียหรือไม่ครบ", "the archive is broken or cut short")
            raise ProblemsFound([Problem(Place(str(bundle)), what, _AGAIN)]) from error


_AGAIN = Say("คัดลอกมาใหม่", "copy it again")
_ANOTHER = Say("ใช้แฟ้มที่ khumue bundle สร้าง", "use one that khumue bundle made")
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    gzip.BadGzipFile,
    zlib.error,
    EOFError,
    StructError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
"""What the libraries raise for what is no archive of theirs: the last two for encrypted files and
other ways to pack."""

_Member = tuple[str, int, Callable[[], IO[bytes]], int]
"""A plain file of an archive: its name as written there, its size, how to read it, and how many
there are (0: not known)."""


def _members(bundle: Path, opened: ExitStack) -> Iterator[_Member]:
    return (
        _of_zip(bundle, opened) if bundle.name.lower().endswith(".zip") else _of_tar(bundle, opened)
    )


def _of_zip(bundle: Path, opened: ExitStack) -> Iterator[_Member]:
    archive = opened.enter_context(zipfile.ZipFile(bundle))
    heads = archive.infolist()
    if min(
        (head.header_offset for head in heads), default=0
    ):  # a zip that was cut short may end in one that it held
        raise zipfile.BadZipFile
    for head in heads:
        if (
            stat.S_IFMT(head.external_attr >> 16) not in (0, stat.S_IFREG)
            or head.is_dir()
            or head.filename != head.orig_filename
        ):
            raise _not_plain(bundle, head.orig_filename)
        if head.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NotImplementedError
        yield head.filename, head.file_size, lambda head=head: archive.open(head), len(heads)  # type: ignore[misc]


class _Wary(gzip.GzipFile):
    """Gives no more than a piece at once: the heads of a tar may claim any length, and tarfile
    reads them whole."""

    def read(self, size: int | None = -1) -> bytes:
        if size is None or not 0 <= size <= 2 * _PIECE:
            raise tarfile.ReadError
        return super().read(size)


def _of_tar(bundle: Path, opened: ExitStack) -> Iterator[_Member]:
    packed = opened.enter_context(_Wary(bundle))
    archive = opened.enter_context(tarfile.TarFile(fileobj=packed))
    while head := archive.next():
        if head.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or head.issparse():
            raise _not_plain(bundle, head.name)
        yield head.name, head.size, lambda head=head: archive.extractfile(head), 0  # type: ignore[misc]
    packed.read(_PIECE)  # what fills the last block: only behind it stands the sum of the whole
    if packed.read(1):
        raise tarfile.ReadError


class _Names:
    """The names of an archive: each of one file or folder alone, on every system."""

    def __init__(self) -> None:
        self._folders: dict[str, str] = {}
        self._files: set[str] = set()

    def refuses(self, name: str) -> bool:
        """Whether a file's name leads out of the folder, or is for some system that of another;
        remembers it."""
        parts = name.split("/")
        if any(
            not part or _UNFIT.search(part) or len(part.encode()) > _LONGEST for part in parts
        ):  # `..` and `/…` among them
            return True
        for depth in range(1, len(parts)):
            folder = "/".join(parts[:depth])
            if (
                _alike(folder) in self._files
                or self._folders.setdefault(_alike(folder), folder) != folder
            ):
                return True
        if _alike(name) in self._files or _alike(name) in self._folders:
            return True
        self._files.add(_alike(name))
        return False


def _alike(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _not_plain(bundle: Path, name: str) -> ProblemsFound:
    what = Say(
        f'มีสิ่งที่ไม่ใช่ไฟล์ธรรมดา หรือชื่อที่ใช้ไม่ได้: "{name}"',
        f'it holds what is no plain file with a name of its own: "{name}"',
    )
    return ProblemsFound([Problem(Place(str(bundle)), what, _ANOTHER)])


def _copy(source: IO[bytes], path: Path, size: int) -> None:
    """Writes what is read, which has to be as long as was said."""
    left = size
    with source, path.open("xb") as file:
        while piece := source.read(min(_PIECE, left + 1)):
            left -= len(piece)
            if left < 0:
                break
            file.write(piece)
    if left:
        raise EOFError
