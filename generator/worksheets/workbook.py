"""The rows of an Excel workbook, as text: the only user of openpyxl."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date

from ..thai import BUDDHIST_ERA

_MOST_BYTES = 50_000_000
"""Of what is compressed in a workbook: a small file may hold anything."""


class Unreadable(Exception):
    """It is no workbook, or one that nobody fills in by hand."""


def rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet, with their numbers; a formula as it is written: `=A1&B1`. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > _MOST_BYTES:
                raise Unreadable
        import openpyxl

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about looks, which are nothing to us
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what the file says of its size may be wrong
            for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
                yield number, [_text(value) for value in row]
    except Exception as error:  # whatever openpyxl meets in a damaged file: its own errors are of a dozen kinds
        raise Unreadable from error


def _text(value: object) -> str:
    """A cell as somebody would write it: a whole number without its `.0`, a day in the Buddhist era."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value.day}/{value.month}/{value.year + BUDDHIST_ERA}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
