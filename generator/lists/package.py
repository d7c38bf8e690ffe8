"""The parts of an Excel workbook, each counted as a stream before anything is made of it: a small
file may hold anything."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Collection
from posixpath import join, normpath
from xml.parsers import expat

from ..problems import Say

_MOST_FILES = 2_000
_MOST_BYTES, _MOST_ELEMENTS = 8_000, 40
"""Of what is read of a workbook, for each row that it may have: openpyxl takes some 20 µs for each
element."""
_STRICT, _USUAL = (
    b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
)
"""What "Strict Open XML" calls its elements, and what everybody else does, openpyxl too."""

_LONG_TAG = re.compile(rb"<[^<]{100000}")
"""A tag, or a text, that is longer than a cell may be: a parser keeps all attributes of a tag at
once."""

Tell = Callable[[str, dict[str, str]], object]


class Unreadable(Exception):
    """It is no workbook, or one that nobody fills in by hand."""

    what = Say("อ่านสมุดงานนี้ไม่ได้", "this workbook cannot be read")
    remedy = Say("บันทึกเป็น CSV UTF-8 แล้วลองใหม่", "save it as CSV UTF-8, and try again")

    def __init__(self, what: Say | None = None, remedy: Say | None = None) -> None:
        self.what, self.remedy = what or self.what, remedy or self.remedy
        super().__init__(self.what.en)


class TooMuch(Unreadable):
    """It holds more than the list that it should be."""

    what = Say("สมุดงานนี้มีมากกว่ารายการ", "this workbook holds more than a list")
    remedy = Say("คัดลอกเฉพาะรายการไปไว้ในสมุดงานใหม่", "copy the list alone into a new workbook")


class Package:
    """The parts of a workbook, all together bounded by the rows that it may have. What damaged files make of it are errors of a
    dozen kinds."""

    def __init__(self, content: bytes, rows: int) -> None:
        if content.count(b"PK\1\2") > _MOST_FILES:
            raise TooMuch
        self._archive, self._bytes, self._elements = (
            zipfile.ZipFile(io.BytesIO(content)),
            _MOST_BYTES * rows,
            _MOST_ELEMENTS * rows,
        )

    def part(
        self,
        name: str,
        tell: Tell = lambda name, attributes: None,
        kept: Collection[str] | None = None,
    ) -> bytes:
        """The XML of a part, of the children of its root only those that are `kept`; `tell` hears
        of every element."""
        content = self._content(name)
        parser = expat.ParserCreate()
        depth = start = 0
        slices: list[bytes] = []
        keeps = True

        def cut(keeps_next: bool) -> None:
            nonlocal start, keeps
            if keeps:
                slices.append(content[start : parser.CurrentByteIndex])
            start, keeps = parser.CurrentByteIndex, keeps_next

        def begin(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            self._elements -= 1 + len(attributes) // 10  # a row has as many
            if self._elements < 0:
                raise TooMuch
            name = name.rpartition(":")[2]
            depth += 1
            if depth == 2:
                cut(kept is None or name in kept)
            tell(name, attributes)

        def end(name: str) -> None:
            nonlocal depth
            depth -= 1
            if depth == 0:
                cut(True)

        def refuse(*doctype: object) -> None:  # entities: no workbook has them
            raise Unreadable

        parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = (
            begin,
            end,
            refuse,
        )
        parser.Parse(content, True)
        parser.StartElementHandler = parser.EndElementHandler = None  # else they keep the content
        return b"".join([*slices, content[start:]])

    def related(self, name: str = "") -> dict[str, tuple[str, str]]:
        """Where a part leads to, by the ids that it uses: the kind and the name of each."""
        folder, _, file = name.rpartition("/")
        found = {}

        def tell(element: str, of: dict[str, str]) -> None:
            if element == "Relationship":
                found[of["Id"]] = (
                    of["Type"].rpartition("/")[2],
                    normpath(join("/", folder, of["Target"])).lstrip("/"),
                )

        self.part(join(folder, "_rels", f"{file}.rels"), tell)
        return found

    def _content(self, name: str) -> bytes:
        info = self._archive.getinfo(name)
        if info.compress_type not in (
            zipfile.ZIP_STORED,
            zipfile.ZIP_DEFLATED,
        ):  # these unpack no more than they are asked for
            raise Unreadable
        with self._archive.open(info) as file:
            content = file.read(self._bytes + 1)
        self._bytes -= len(content)
        if self._bytes < 0 or _LONG_TAG.search(content):
            raise TooMuch
        return content.replace(_STRICT, _USUAL)
