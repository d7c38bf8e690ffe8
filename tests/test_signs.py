"""Signs that forms need and Sarabun lacks: they print, show and are named, in our own font, whatever fonts a machine has."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest
from docx.oxml.ns import qn
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from pdfua import validate

from khumue.guide import Guide
from khumue.model import Text
from khumue.sheets import pdf
from khumue.sheets.sheet import plan

from .conftest import ROOT, Watched
from .test_docx import opened
from .test_print import letters, mupdf, pdfium

PRINTED = ROOT / "generator" / "typesetting" / "fonts"
WEB = ROOT / "overrides" / "assets" / "fonts"
SIGNS = "✓✔✗✘☐☑☒→←↑↓⇒⇔①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳❶❷❸⑴⑵฿๏๛๚●○■□◆◇▲△▼▽►★☆•…–—“”‘’½¼¾⅓²³≤≥≠≈×÷±√∑∞°℃℉№™®©§†‡‰′″Ⅳ☎✉⚠✎✂☞ΩαβπμΔ※"
UNKNOWN = "陳"


def page(text: str) -> str:
    return f'<html lang="th"><head><title>-</title></head><body><p>{text} <b>{text}</b></p></body></html>'


@pytest.mark.parametrize("reader", [pdfium, mupdf])
def test_signs_are_printed_and_copied_in_our_own_fonts(reader: Callable[[bytes], list[str]], tmp_path: Path) -> None:
    made = pdf.lines_of(page(" ".join(SIGNS)))
    covered = {code for path in PRINTED.glob("*Regular.ttf") for code in TTFont(path).getBestCmap()}
    assert [sign for sign in SIGNS if ord(sign) not in covered] == []
    assert letters("".join(reader(made))) == SIGNS * 2
    (tmp_path / "signs.pdf").write_bytes(made)
    assert not validate(str(tmp_path / "signs.pdf")).findings
    fonts = {name.partition("+")[2] for page in pymupdf.open(stream=made) for _, _, _, name, *_ in page.get_fonts()}
    assert fonts == {"Sarabun", "Sarabun-Semi-Bold", "Signs"}


def with_a_font_for(letter: str, folder: Path) -> Path:
    """Settings of a system that has a font for a letter."""
    builder = FontBuilder(1000)
    builder.setupGlyphOrder([".notdef", "one"])
    builder.setupCharacterMap({ord(letter): "one", ord("✓"): "one", ord("ก"): "one"})
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((0, 900))
    pen.lineTo((900, 900))
    pen.closePath()
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "one": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "one": (950, 0)})
    builder.setupHorizontalHeader(ascent=900, descent=-200)
    builder.setupNameTable({"familyName": "Sarabun", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    folder.mkdir()
    builder.save(folder / "one.ttf")
    settings = folder / "fonts.conf"
    settings.write_text(f"<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>")
    return settings


def test_the_bytes_do_not_depend_on_the_fonts_of_the_system_and_no_library_tells_of_them(tmp_path: Path) -> None:
    made = []
    for settings in (None, with_a_font_for(UNKNOWN, tmp_path / "fonts")):
        code = (
            "import sys; from khumue.quiet import hush; from khumue.sheets import pdf; hush(); "
            "sys.stdout.buffer.write(pdf.lines_of(sys.argv[1]))"
        )
        environment = os.environ | ({"FONTCONFIG_FILE": str(settings)} if settings else {})
        command = [sys.executable, "-c", code, page(f"ก ✓ {UNKNOWN}")]
        made.append(subprocess.run(command, check=True, capture_output=True, env=environment, cwd=ROOT))
    assert made[0].stdout == made[1].stdout
    assert [done.stderr for done in made] == [b"", b""]
    assert "FONTCONFIG_FILE" not in os.environ


def test_pages_fetch_the_font_of_signs_for_what_it_holds_and_for_nothing_that_sarabun_has() -> None:
    styles = (ROOT / "overrides/assets/tokens.css").read_text(encoding="utf-8")
    (ranges,) = re.findall(r'"Khumue Signs".*?unicode-range:([^}]+)', styles)
    told = set[int]()
    for run in ranges.removeprefix("U+").split(",U+"):
        first, _, last = run.partition("-")
        told |= set(range(int(first, 16), int(last or first, 16) + 1))
    assert told == TTFont(WEB / "khumue-signs.woff2").getBestCmap().keys()
    assert told == TTFont(PRINTED / "KhumueSigns-Regular.ttf").getBestCmap().keys()
    for path in WEB.glob("sarabun-*.woff2"):
        assert not told & TTFont(path).getBestCmap().keys(), path


STATUS = '() => document.fonts.ready.then(() => [...document.fonts].find(font => font.family.includes("Signs")).status)'


def test_a_page_shows_a_sign_in_our_font_and_fetches_it_only_then(library_site: Path, watch: Callable[..., Watched]) -> None:
    watched = watch(library_site.as_uri() + "/")
    for path in ("index.html", "sources.html", "en/process/lend.html", "worksheets/lend.html"):
        watched.page.goto(f"{library_site.as_uri()}/{path}")
        assert watched.page.evaluate(STATUS) == "unloaded", path
    watched.page.evaluate('() => { document.querySelector("h1").append("✓ ①"); document.body.offsetWidth; }')
    assert watched.page.evaluate(STATUS) == "loaded"
    assert watched.complaints == []


def test_a_document_names_a_font_that_has_the_signs(guide: Guide) -> None:
    sheet = next(sheet for sheet in plan(guide, None) if sheet.path("docx") == "worksheets/forum.th-en.docx")
    title = Text(th="ตรวจ ✓ แล้ว **① สำคัญ**", en="Checked ✓")
    document = opened(replace(sheet, record=sheet.record.model_copy(update={"title": title})))
    runs = [run for run in document.element.body.iter(qn("w:r")) if re.search("[✓①]", "".join(run.itertext()))]
    named = {run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}").get(qn("w:val")) for run in runs}
    assert len(runs) > 2
    assert named <= {"Sign", "Mark"}
    assert document.styles["Sign"].element.rPr.find(qn("w:rFonts")).get(qn("w:ascii")) == "Segoe UI Symbol"
