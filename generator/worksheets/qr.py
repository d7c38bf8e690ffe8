"""Addresses as QR codes: the only user of segno."""

from __future__ import annotations

import segno


def svg(address: str) -> str:
    """The QR code of an address as an inline SVG without a size; medium error correction, the quiet zone left to the page."""
    return segno.make_qr(address, error="m").svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None)
