"""What a row of our tables names and nobody has written yet: told in a sentence to whoever adds a
row, and to nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import get_args

from . import installed
from .catalogue import COLLECTIONS
from .field_types import FIELD_TYPES
from .guide import Guide
from .language import Language
from .markup import Words
from .model import WorksheetField
from .pages.page_kinds import PAGE_KINDS
from .problems import Place, Problem, Say, did_you_mean

_PACKAGE = Path(__file__).parent
_SCRIPTS = installed.THEME / "assets"
_MACRO = r"\{% macro (\w+)\("
_PARTS = {
    "layout": {
        _PACKAGE / "pages/templates/_sheet.html": _MACRO,
        _PACKAGE / "sheets/templates/_fields.html": _MACRO,
        _PACKAGE / "sheets/templates/docx/_fields.xml": _MACRO,
        _SCRIPTS / "fields.js": r"const LAYOUTS = \{ ([\w, ]+) \}",
    },
    "control": {
        _PACKAGE / "pages/templates/_cells.html": _MACRO,
        _PACKAGE / "sheets/templates/_cells.html": _MACRO,
        _PACKAGE / "sheets/templates/docx/_cells.xml": _MACRO,
        _SCRIPTS / "fields.js": r"^    (\w+): \{\s+make:",
    },
    "reads": {
        _PACKAGE / "lists/cells.py": r'^    "(\w+)": _\w+,',
        _SCRIPTS / "sheet.js": r"^    (\w+): \{ read:",
    },
}
"""What a row of FIELD_TYPES names, and how the files say that they have it."""


def forgotten() -> Iterator[Problem]:
    """A problem for each part that a row names and that is not there, and for each row that is not
    there."""
    yield from _of_field_types()
    yield from _of_page_kinds()
    yield from _of_collections()


def _of_field_types() -> Iterator[Problem]:
    table, classes = "field_types.py", get_args(get_args(WorksheetField)[0])
    names = {name for kind in classes for name in get_args(kind.model_fields["type"].annotation)}
    words = Words(Language.TH).section("fill")
    for name, row in FIELD_TYPES.items():
        for part, files in _PARTS.items():
            for file, pattern in files.items() if getattr(row, part) else ():
                yield from _lacking(
                    table, name, getattr(row, part), file.name, _names_in(file, pattern)
                )
        if row.layout:
            yield from _lacking(table, name, name, "model.py (WorksheetField)", names)
        if row.reads and row.reads != "text":
            yield from _lacking(table, name, f"bad_{row.reads}", "words.toml [fill]", words)
    for name in sorted(names):
        shown = [field for field, row in FIELD_TYPES.items() if row.layout]
        yield from _lacking("model.py", name, name, "field_types.py (FIELD_TYPES)", shown)


def _of_page_kinds() -> Iterator[Problem]:
    templates = {
        path.name
        for folder in (_PACKAGE / "pages/templates", installed.THEME)
        for path in folder.glob("*.html")
    }
    for name in PAGE_KINDS:
        yield from _lacking(
            "pages/page_kinds.py", name, f"{name}.html", "pages/templates/", templates
        )


def _of_collections() -> Iterator[Problem]:
    table, rows = "catalogue.py", {row.name: row for row in COLLECTIONS}
    attributes = {field.name for field in fields(Guide)}
    words, said = map(Words(Language.TH).section, ("search", "reference"))
    for name, row in rows.items():
        yield from _lacking(table, name, name, "guide.py (Guide)", attributes)
        for other in filter(None, (row.frame, row.ids)):
            yield from _lacking(table, name, other, "catalogue.py (COLLECTIONS)", rows)
        if row.page:
            yield from _lacking(
                table, name, row.page, "pages/page_kinds.py (PAGE_KINDS)", PAGE_KINDS
            )
        if row.grouped:
            yield from _lacking(table, name, row.section, "words.toml [search]", words)
        for one in filter(None, (row.one, row.inner)):
            yield from _lacking(table, name, one, "words.toml [reference]", said)
    for name in sorted(
        attributes
        - {
            "prose",
            "behind",
            "editions",
            "files",
            "links",
            "pictures",
            "approvals",
            "memory",
            "unread",
            "blind",
        }
    ):
        yield from _lacking("guide.py", name, name, "catalogue.py (COLLECTIONS)", rows)


def _names_in(file: Path, pattern: str) -> set[str]:
    found = re.findall(pattern, file.read_text(encoding="utf-8"), re.MULTILINE)
    return {name for names in found for name in names.split(", ")}


def _lacking(table: str, row: str, part: str, file: str, there: Iterable[str]) -> Iterator[Problem]:
    if part not in there:
        what = Say(
            f'"{row}" ต้องมี "{part}" ใน {file} แต่ไม่มี',
            f'"{row}" needs "{part}" in {file}, which has none',
        )
        yield Problem(Place(table), what, did_you_mean(part, sorted(there)))
