"""Addresses as QR codes: the only user of segno."""

from __future__ import annotations

import io

import segno


def svg(address: str) -> str:
    """The QR code of an address as an inline SVG without a size; medium error correction, the quiet zone left to the page."""
    return segno.make_qr(address, error="m").svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None)


def png(address: str) -> bytes:
    """The same as a picture in black and white, for what cannot hold an SVG."""
    picture = io.BytesIO()
    segno.make_qr(address, error="m").save(picture, kind="png", border=0, scale=10)
    return picture.getvalue()
