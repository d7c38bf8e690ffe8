"""Sheet → DOCX, to be edited in Word or LibreOffice: the only user of python-docx, which packs what
`templates/docx` say."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime, time
from functools import cache, partial
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENTATION
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from ..inline import on_paper
from ..language import Language
from ..markup import Templates, Words, plain
from ..model import Column, Text, Worksheet
from ..typesetting import embedded, qr
from . import room
from .html import scale_ends
from .room import GAP, WIDE, WIDTH, Blank, closes
from .sheet import BOTH, Sheet

_Languages = tuple[Language, ...]

_OURS = {
    "styles.xml": (CT.WML_STYLES, RT.STYLES),
    "settings.xml": (CT.WML_SETTINGS, RT.SETTINGS),
    "numbering.xml": (CT.WML_NUMBERING, RT.NUMBERING),
    "fontTable.xml": (CT.WML_FONT_TABLE, RT.FONT_TABLE),
}
"""The parts of a document that are ours."""
_KEPT = {RT.OFFICE_DOCUMENT, RT.CORE_PROPERTIES}
"""What stays of python-docx's own empty document."""
_BOX = 9.0
"""What a box to tick takes before its words, in mm."""
_OUR_FONT = "Sarabun", 12
_EDGES = 2.0
"""What a cell leaves around a label or a unit, in mm."""
_FONT = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_SIGN = re.compile("([\u2100-\u2bff]+)")
"""What Sarabun mostly lacks: № ℃ → ① ☐ ✓."""
_UNWRITABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST = 255
"""How many letters Word allows a title or an author."""
_ALWAYS = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive, so that the same sheet has the same bytes."""


def render(sheet: Sheet) -> bytes:
    """A sheet as DOCX, the same bytes every time."""
    document = Document(io.BytesIO(_empty(sheet.language, *_font_of(sheet))))
    values = _values(sheet)
    body, section = document.element.body, document.sections[0]
    _insert(
        "worksheet.xml" if isinstance(sheet.record, Worksheet) else "facilitator.xml",
        values,
        body.sectPr,
    )
    if isinstance(sheet.record, Worksheet) and closes(sheet.record.sections[-1]):
        _hold_the_end(body)
    section.bottom_margin = Mm(room.bottom(sheet))
    section.header.paragraphs[0].style = "Gap"
    _insert("header.xml", values, section.header.paragraphs[0]._p)
    section.first_page_header.paragraphs[0].style = "Gap"
    for foot in (section.footer, section.first_page_footer):
        foot.paragraphs[0].style = "Gap"
        _insert("footer.xml", values, foot.paragraphs[0]._p)
        if sheet.address:
            _add_code(foot.tables[0].cell(0, 1).paragraphs[0], sheet.address, values["words"])
    if isinstance(sheet.record, Worksheet):
        _turn(body, room.papers(sheet.record)[0][1])
    _describe(document, sheet)
    return _written(document)


def _insert(template: str, values: dict[str, Any], end: Any) -> None:
    """Puts what a template makes before an element."""
    for element in parse_xml(_writable(_templates().render(template, **values))):
        end.addprevious(element)


def _values(sheet: Sheet) -> dict[str, Any]:
    """What the templates name."""
    bilingual = sheet.languages == BOTH
    return {
        "sheet": sheet,
        "it": sheet.record,
        "language": sheet.language,
        "bilingual": bilingual,
        "words": Words(sheet.language),
        "blocks": partial(room.blocks, sheet=sheet),
        "column_widths": partial(_column_widths, sheet=sheet),
        "line_cells": partial(_line_cells, sheet=sheet),
        "choice_lines": partial(_choice_lines, sheet=sheet),
        "beside": partial(room.beside, sheet=sheet),
        "left_beside": partial(room.left_beside, sheet=sheet),
        "repeated": room.repeated(sheet),
        "signature_widths": partial(_signature_widths, sheet=sheet),
        "line_widths": partial(_line_widths, sheet=sheet),
        "filled": partial(room.filled, sheet=sheet),
    }


@cache
def _templates() -> Templates:
    return Templates(
        Path(__file__).parent / "templates" / "docx",
        mm=lambda width: round(width * 1440 / 25.4),
        width=WIDTH,
        papers=room.papers,
        pair=Words.pair,
        pieces=_pieces,
        is_thai=lambda words: re.search("[ก-๛]", words),
        scale=scale_ends,
        with_gaps=lambda fields: [one for field in fields for one in ((None, GAP, 0), field)][1:],
    )


def _font_of(sheet: Sheet) -> tuple[str, int]:
    """The font of a sheet's text and its size in points."""
    return (sheet.docx_font.name, sheet.docx_font.size) if sheet.docx_font else _OUR_FONT


@cache
def _empty(language: Language, font: str, size: int) -> bytes:
    """A document without words: python-docx's own, with our paper, styles, lists and settings, and
    without all else."""
    document = Document()
    main, package = document.part, document.part.package
    for relations in (package.rels, main.rels):
        for name in [name for name, relation in relations.items() if relation.reltype not in _KEPT]:
            del relations[name]
    for name, (content_type, relation) in _OURS.items():
        faces = embedded.faces() if font == _OUR_FONT[0] else ()
        keys = [face.key for face in faces]
        content = (
            _templates().render(name, language=language, font=font, size=size, keys=keys).encode()
        )
        part = Part(PackURI(f"/word/{name}"), content_type, content, package)
        main.relate_to(part, relation)
        if relation == RT.FONT_TABLE:
            for number, face in enumerate(faces, 1):
                place = PackURI(f"/word/fonts/font{number}.odttf")
                part.relate_to(Part(place, _FONT, face.content, package), RT.FONT)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = (
        Mm(12),
        Mm(14),
        Mm(30),
        Mm(16),
    )
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    return _written(document)


def _pieces(words: str) -> list[tuple[str, bool, bool]]:
    """The runs of a text, whether each is stressed, and whether it is of signs."""
    return [
        (piece, part.stressed, bool(place % 2))
        for part in on_paper(re.sub("[\t\n\r ]+", " ", words))
        for place, piece in enumerate(_SIGN.split(part.words))
        if piece
    ]


def _writable(text: str) -> str:
    """A text without what XML cannot hold."""
    return _UNWRITABLE.sub("", text)


def _choice_lines(options: Iterable[Text], sheet: Sheet, paper: float) -> list[list[Text]]:
    """The options that stand beside each other on each line."""
    lines: list[list[Text]] = []
    left = 0.0
    for option in options:
        need = room.said_wide(option, sheet) + _BOX
        if need > left:
            lines.append([])
            left = paper
        lines[-1].append(option)
        left -= need
    return lines


def _line_cells(
    fields: Iterable[Blank], sheet: Sheet, labelled: bool
) -> list[tuple[str, float, Any]]:
    """The cells of fields that share a line, with their widths in mm: label, rule to write on,
    unit, gap to the next."""
    cells: list[tuple[str, float, Any]] = []
    for field, width, rule in fields:
        unit: Text | None = getattr(field, "unit", None)
        after = room.said_wide(unit, sheet) + _EDGES if unit else 0.0
        label = width - rule - after + _EDGES if labelled else 0.0
        cells += [
            ("label", label, field),
            ("blank", width - label - after, field),
            ("unit", after, unit),
            ("gap", GAP, None),
        ]
    return [cell for cell in cells[:-1] if cell[1] > 0]


def _line_widths(line: Iterable[room.Repeated], sheet: Sheet) -> list[float]:
    """The widths of the labels and the rules of a line on following pages, in mm."""
    pairs = ((room.said_wide(one.label, sheet, room.SMALL) + 2, one.rule) for one in line)
    return [width for pair in pairs for width in pair]


def _signature_widths(fields: Iterable[tuple[Any, float, float]], sheet: Sheet) -> list[float]:
    """The widths of the cells of signatures, in mm: words and rule of each, and the gaps."""
    names = ("worksheet.signature", "worksheet.position", "worksheet.date")
    words = max(room.said_wide(Words.pair(name), sheet) for name in names) + 1
    return [
        wide
        for field, width, _ in fields
        for wide in ((words, width - words) if field else (width,))
    ]


def _column_widths(columns: tuple[Column, ...], sheet: Sheet, paper: float) -> list[float]:
    """The widths of a table's columns in mm."""
    return [share * paper / 100 for share in room.shares(columns, sheet, paper)]


def _turn(body: Any, first: float) -> None:
    """Turns the paper where the text says so; all of it, where it begins on its side."""
    last = body.sectPr
    for mark in body.xpath("w:p[w:pPr/w:pStyle/@w:val = 'Turn']"):
        mark.pPr.append(deepcopy(last))
        for own in last.xpath("w:titlePg | w:headerReference | w:footerReference"):
            last.remove(own)
        first = WIDE
    if first == WIDE:
        size, margin = last.pgSz, last.pgMar
        size.w, size.h, size.orientation = size.h, size.w, WD_ORIENTATION.LANDSCAPE
        margin.left = margin.right = Mm(15)


def _hold_the_end(body: Any) -> None:
    """Holds the last section, which is signatures, to the end of the field before it: they never
    stand alone on a page."""
    heading = body.xpath("w:p[w:pPr/w:pStyle/@w:val = 'Heading1']")[-1]
    for block in reversed(heading.xpath("preceding-sibling::*")):
        for paragraph in block.xpath("self::w:p | w:tr[last()]/w:tc/w:p"):
            paragraph.get_or_add_pPr().get_or_add_keepNext()
        if block.xpath("self::w:tbl | self::w:p[w:pPr/w:pStyle/@w:val = 'Label']"):
            break


def _add_code(place: Paragraph, address: str, words: Words) -> None:
    """The QR code of an address, with the words for those who do not see it."""
    picture = place.add_run().add_picture(io.BytesIO(qr.png(address)), width=Mm(16))
    picture._inline.docPr.set("descr", words("sheet.code", address=address))
    for side in "TBLR":  # LibreOffice leaves 3 mm where nothing is said
        picture._inline.set(f"dist{side}", "0")


def _describe(document: DocumentType, sheet: Sheet) -> None:
    """What the document says of itself; its time is that of the edition."""
    about = document.core_properties
    about.title = _writable(f"{sheet.code} {plain(sheet.record.title, sheet.language)}")[:_LONGEST]
    about.author = about.last_modified_by = _writable(plain(sheet.organisation, sheet.language))[
        :_LONGEST
    ]
    about.language = "th-TH" if sheet.language is Language.TH else "en-GB"
    about.created = about.modified = datetime.combine(sheet.edition.date, time())
    about.comments = ""


def _written(document: DocumentType) -> bytes:
    """The document as an archive that says nothing of when and where it was made."""
    saved, clean = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with (
        zipfile.ZipFile(saved) as made,
        zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in made.namelist():
            file = zipfile.ZipInfo(name, _ALWAYS)
            file.compress_type, file.create_system = zipfile.ZIP_DEFLATED, 3
            archive.writestr(file, made.read(name))
    return clean.getvalue()
