"""Our two faces as a document for Word carries them, so that it is laid out alike where they are
not installed."""

from __future__ import annotations

import io
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

_FONTS = Path(__file__).parent / "fonts"
_HIDDEN = 32
"""So many bytes of an embedded font are mixed with its key, as OOXML demands (ISO/IEC 29500-1,
17.8.1)."""


class Face(NamedTuple):
    """A font that is embedded, and the key that it is mixed with."""

    key: str
    content: bytes


@cache
def faces() -> tuple[Face, Face]:
    """Sarabun, and its heavier face as what is bold of it: whole, so that what is typed anew is in
    it too."""
    return _face((_FONTS / "Sarabun-Regular.ttf").read_bytes()), _face(_as_bold())


def _as_bold() -> bytes:
    """Sarabun SemiBold under the names by which Word takes it for the bold of Sarabun."""
    from fontTools.ttLib import TTFont

    font: Any = TTFont(_FONTS / "Sarabun-SemiBold.ttf", recalcTimestamp=False)
    names = {1: "Sarabun", 2: "Bold", 4: "Sarabun Bold", 6: "Sarabun-Bold"}
    for record in list(font["name"].names):
        if record.nameID in names:
            record.string = names[record.nameID]
        elif record.nameID in (16, 17):
            font["name"].names.remove(record)
    font["OS/2"].usWeightClass = 700
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~0x40 | 0x20
    font["head"].macStyle |= 1
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


def _face(font: bytes) -> Face:
    number = sha256(font).digest()[:16]
    digits = number.hex().upper()
    mixed = bytes(byte ^ number[15 - place % 16] for place, byte in enumerate(font[:_HIDDEN]))
    cuts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    return Face("{" + "-".join(cuts) + "}", mixed + font[_HIDDEN:])
