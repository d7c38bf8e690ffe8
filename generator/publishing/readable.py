"""Whether what stands beside the pages can be opened: the search data, PDFs, office documents."""

from __future__ import annotations

import base64
import json
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from struct import error as StructError
from xml.parsers import expat

from ..language import Language
from ..problems import Place, Problem, Say

_SEARCH = re.compile(rb'khumue\.search\.take\("([\w/]+)", "([A-Za-z0-9+/=]+)"\);\n')
_PDF_END = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF")
_PDF_TABLE = re.compile(rb"\s*(?:xref|\d+ \d+ obj)")
_EDGE = 1024
"""Bytes at either end of a PDF in which readers look for its head and its end."""
_MOST_TEXT = 200_000_000
"""Bytes that search data or a document may unpack to."""
_MAIN_PART = {
    ".docx": "word/document.xml",
    ".xlsx": "xl/workbook.xml",
    ".pptx": "ppt/presentation.xml",
    ".odt": "content.xml",
    ".ods": "content.xml",
    ".odp": "content.xml",
}
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    KeyError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    StructError,
)
"""What a damaged or locked document raises; OSError where its table leads to before its
beginning."""
_AGAIN = Say("คัดลอกหรือสร้างเว็บไซต์ใหม่", "copy it again, or build it again")


def cut_short(site: Path, paths: Collection[str]) -> Iterator[Problem]:
    """A problem for every PDF and office document among the files of a site that does not open to
    its end."""
    for path in sorted(paths):
        ending = Path(path).suffix.lower()
        if ending == ".pdf" and not _pdf_opens(site / path):
            yield Problem(
                Place(path),
                Say("PDF นี้เปิดไม่ได้หรือขาดตอน", "this PDF cannot be opened, or is cut short"),
                _AGAIN,
            )
        elif ending in _MAIN_PART and not _package_opens(site / path, _MAIN_PART[ending]):
            what = Say("เอกสารนี้เปิดไม่ได้หรือขาดตอน", "this document cannot be opened, or is cut short")
            yield Problem(Place(path), what, _AGAIN)


def search_data(
    site: Path, language: Language, pages: Mapping[str, Collection[str]]
) -> Iterator[Problem]:
    """A problem for every page that the search of a language does not find, and for every place
    that it leads to in vain.

    `pages` are the ids on each page of the language, by its path from the root of the language.
    """
    path = f"assets/search/{language}.js"
    try:
        content = json.loads(_unpacked(site / path, language).decode("cp874"))
        documents = [
            (document[0].partition("#"), {part[0] for part in document[4]})
            for document in content["pages"]
        ]
        if about := content.get("cut"):
            for n in range(sum(map(len, about["firsts"].values()))):
                path = f"assets/{about['folder']}/{language}/{n}.js"
                _unpacked(site / path, f"{language}/{n}")
            path = f"assets/search/{language}.js"
    except FileNotFoundError:
        yield Problem(Place(path), Say("ไม่มีข้อมูลค้นหา", "the search data are missing"), _AGAIN)
        return
    except (
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        zlib.error,
        RecursionError,
    ):
        yield Problem(Place(path), Say("อ่านข้อมูลค้นหาไม่ได้", "the search data cannot be read"), _AGAIN)
        return
    for address in sorted(pages.keys() - {page for (page, _, _), _ in documents}):
        yield Problem(
            Place(path),
            Say(f"ค้นหาไม่พบหน้า {address}", f"the search does not find the page {address}"),
            _AGAIN,
        )
    for (page, _, record), ids in documents:
        lost = (
            {id for id in {record, *ids} if id and id not in pages.get(page, ())}
            if page in pages
            else {""}
        )
        for id in sorted(lost):
            address = f"{page}#{id}" if id else page
            what = Say(f"การค้นหานำไปที่ที่ไม่มี: {address}", f"the search leads nowhere: {address}")
            yield Problem(Place(path), what, _AGAIN)


def _unpacked(path: Path, name: str) -> bytes:
    """What a script of the search brings under a name, checked by its sum; ValueError where it
    brings nothing."""
    found = _SEARCH.fullmatch(path.read_bytes())
    if not found or found[1].decode() != name:
        raise ValueError(name)
    unpacking = zlib.decompressobj()
    content = unpacking.decompress(base64.b64decode(found[2]), _MOST_TEXT)
    if not unpacking.eof:
        raise ValueError(name)
    return content


def _pdf_opens(path: Path) -> bool:
    """Whether a PDF has a head, and an end that says where the table of its objects stands, and it
    stands there."""
    with path.open("rb") as file:
        start = file.read(_EDGE).find(b"%PDF-")
        file.seek(max(0, path.stat().st_size - _EDGE))
        ends = _PDF_END.findall(file.read())
        if start < 0 or not ends:
            return False
        for origin in (0, start):  # some count from the head, where other bytes stand before it
            file.seek(origin + int(ends[-1]))
            if _PDF_TABLE.match(file.read(40)):
                return True
    return False


def _package_opens(path: Path, main: str) -> bool:
    """Whether every part of an office document is whole, and its main part is XML."""
    try:
        with zipfile.ZipFile(path) as package:
            if sum(part.file_size for part in package.infolist()) > _MOST_TEXT:
                return False
            with package.open(main) as part:
                expat.ParserCreate().ParseFile(part)
            return package.testzip() is None
    except _BROKEN:
        return False
