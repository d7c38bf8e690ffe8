"""Addresses as QR codes: the only user of segno, which is loaded when the first is made."""

from __future__ import annotations

import io
from typing import Any


def svg(address: str) -> str:
    """The QR code of an address as an inline SVG without a size; medium error correction, the quiet
    zone left to the page."""
    return str(_code(address).svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None))


def png(address: str) -> bytes:
    """The same as a picture in black and white, for what cannot hold an SVG."""
    picture = io.BytesIO()
    _code(address).save(picture, kind="png", border=0, scale=10)
    return picture.getvalue()


def _code(address: str) -> Any:
    import segno

    return segno.make_qr(address, error="m")
