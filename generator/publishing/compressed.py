"""Text files made small beforehand, for web servers that pass them on as they are. The only user of
Brotli."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath

import brotli

from .. import kinds
from ..problems import Place, Problem, Say

_QUALITY = 10
"""Of Brotli: 11 gains 3 % more for two and a half times the time, 9 loses 6 %."""


def siblings(path: str, content: bytes) -> dict[str, bytes]:
    """The forms of a text file that are smaller, `.gz` and `.br`, by their paths beside it."""
    if PurePosixPath(path).suffix not in kinds.TEXTS:
        return {}
    forms = {
        f"{path}.gz": gzip.compress(content, 9, mtime=0),
        f"{path}.br": brotli.compress(content, mode=brotli.MODE_TEXT, quality=_QUALITY),
    }
    return {name: form for name, form in forms.items() if len(form) < len(content)}


def differences(site: Path, paths: Collection[str]) -> Iterator[Problem]:
    """A problem for every compressed form among the files of a site that does not say the same as
    the text beside it."""
    for path in sorted(path for path in paths if path.endswith(kinds.FORMS)):
        text = site / path[:-3]
        if not text.is_file() or not _says(
            (site / path).read_bytes(), text.read_bytes(), path[-3:]
        ):
            what = Say(
                "ไฟล์บีบอัดนี้ไม่ตรงกับไฟล์ที่อยู่ข้างกัน",
                "this compressed form does not say what the file beside it says",
            )
            yield Problem(
                Place(path), what, Say("คัดลอกหรือสร้างใหม่", "copy it again, or build it again")
            )


def _says(form: bytes, text: bytes, kind: str) -> bool:
    """Whether a form unpacks to a text and nothing more; no more is unpacked than that."""
    try:
        if kind == ".gz":
            unpacker = zlib.decompressobj(31)
            return (
                unpacker.decompress(form, len(text) + 1) == text
                and unpacker.eof
                and not unpacker.unused_data
            )
        brotlied = brotli.Decompressor()
        said = brotlied.process(form, output_buffer_limit=len(text) + 1)
        return bool(said == text and brotlied.is_finished())
    except (zlib.error, brotli.error):
        return False
