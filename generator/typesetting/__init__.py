"""Markup → paper, whatever stands on it: the PDF engine and what it leaves to be mended, QR codes,
what was made before."""
