"""What a field of a worksheet can be: one row for each type, which the page, the sheets, the screen
and lists of places walk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


@dataclass(frozen=True, kw_only=True)
class FieldType:
    """How a type is shown and filled in.

    Its layout and its control are the names of macros of the page (`_sheet.html`, `_cells.html`),
    of the sheet and of the DOCX (`_fields`, `_cells`), and of functions of the screen
    (`fields.js`). `complete.py` tells where one is missing.
    """

    layout: str = ""
    """How a field stands on a sheet; empty for what stands in tables alone."""
    control: str
    """One thing to write or choose: in a cell of a table, and on screen."""
    reads: str = ""
    """How what one writes is understood: in `sheet.js` on screen, in `cells.py` in lists of places.
    Empty where one chooses."""
    room: float = 0.0
    """What a hand needs on a line, in mm."""
    column: float = 0.0
    """What a hand needs of a column, in mm; 0 for what stands in no table. A table whose columns
    need more than an upright page stands on one on its side."""
    answered: str = ""
    """The key by which a worked example fills a field in; empty for what is written by hand alone."""
    large: bool = False
    """Whether it is more than what may stand with signatures on a last page."""


FIELD_TYPES = {
    "text": FieldType(
        layout="line", control="written", reads="text", room=34, column=27, answered="entry"
    ),
    "longtext": FieldType(
        layout="lines", control="written", reads="text", column=36, large=True, answered="entry"
    ),
    "number": FieldType(
        layout="line", control="written", reads="number", room=16, column=13, answered="entry"
    ),
    "date": FieldType(
        layout="line", control="written", reads="date", room=34, column=25, answered="entry"
    ),
    "time": FieldType(
        layout="line", control="written", reads="time", room=20, column=18, answered="entry"
    ),
    "phone": FieldType(
        layout="line", control="written", reads="phone", room=40, column=30, answered="entry"
    ),
    "checkbox": FieldType(control="ticked", column=17),
    "checklist": FieldType(layout="checklist", control="ticked", answered="chosen"),
    "choice": FieldType(layout="choice", control="picked", column=26, answered="chosen"),
    "rating": FieldType(layout="rating", control="rated", column=31, large=True, answered="rated"),
    "table": FieldType(layout="table", control="", large=True, answered="rows"),
    "signature": FieldType(layout="signature", control=""),
}


def on_screen() -> str:
    """The table as `fields.js` reads it."""
    return " ".join(
        f"{name},{type.layout},{type.control},{type.reads}" for name, type in FIELD_TYPES.items()
    )


class InTables:
    """Marks a string as the name of a type that a column of a table can have."""

    names = tuple(name for name, type in FIELD_TYPES.items() if type.column)

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.literal_schema(list(self.names))
