"""The sheets for printing: what they say can be copied, heard and navigated, and they are the same every time.

A few sheets stand for all; `--every` looks at all of them.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import accumulate, combinations, pairwise
from pathlib import Path

import pymupdf
import pypdfium2
import pytest
from pdfua import validate
from pikepdf import Dictionary, Name, Pdf

from khumue import build
from khumue.guide import Guide, walk
from khumue.kept import Kept
from khumue.language import Language
from khumue.markup import Words, plain
from khumue.model import Column, RatingField, TableField, Text, Worksheet
from khumue.project import Project
from khumue.sheets import html, make, pdf, room, work
from khumue.sheets.sheet import Sheet, examples, plan
from khumue.thai import unbreakable
from khumue.typesetting import mending
from khumue.typesetting.engine import typesetter
from khumue.workers import Workers

from .conftest import LIBRARY, ROOT, khumue, unheld, without_pango

SITE = "https://intranet.example/manual/"
SOME = ("forum.th", "forum.en", "forum.th-en", "scoring.th-en", "forum.facilitator.th-en", "know-follow-up.en")


def printed(sheet: Sheet) -> bytes:
    """A sheet as it was made for a site, or made now and kept for the next."""
    return next(Workers(ROOT / ".cache", 1).made([work(sheet, "pdf")]))


@pytest.fixture(scope="module")
def sheets(guide: Guide, every: bool) -> dict[str, tuple[Sheet, bytes]]:
    """Sheets of the real manual by their names."""
    named = {sheet.path("pdf").split("/")[1].removesuffix(".pdf"): sheet for sheet in plan(guide, None)}
    return {name: (sheet, printed(sheet)) for name, sheet in named.items() if every or name in SOME}


def pdfium(content: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]


def mupdf(content: bytes) -> list[str]:
    return [page.get_text() for page in pymupdf.open(stream=content)]


def letters(text: str) -> str:
    """A text without the spaces: where a line ends in the middle of a Thai sentence, readers of PDF may see one or none."""
    return re.sub(r"\s+", "", text)


def named(sheets: Iterable[Sheet], name: str) -> Sheet:
    return next(sheet for sheet in sheets if sheet.path("pdf") == f"worksheets/{name}.pdf")


def test_there_is_a_sheet_for_every_worksheet_and_exercise_in_every_language(guide: Guide) -> None:
    paths = [sheet.path("pdf") for sheet in plan(guide, None)]
    assert len(set(paths)) == 3 * (len(guide.worksheets) + len(guide.exercises))
    assert "worksheets/forum.th-en.pdf" in paths
    assert "worksheets/forum.facilitator.en.pdf" in paths


def test_the_scoring_sheet_says_what_the_scores_look_like_and_a_summary_does_not(guide: Guide, every: bool) -> None:
    levels = [level.text for set in guide.criteria for one in set.criteria if one.judging for level in one.judging.levels]
    assert len(levels) == 27
    judging = [sheet for sheet in plan(guide, None) if sheet.criteria and len(sheet.languages) == 2]
    scoring = next(sheet for sheet in judging if sheet.code == "SCORE-9")
    for sheet in judging if every else (scoring, next(sheet for sheet in judging if sheet is not scoring)):
        copied = letters("".join(pdfium(printed(sheet))))
        for language in sheet.languages:
            told = [letters(text.of(language)) in copied for text in levels]
            assert all(told) if sheet.code == "SCORE-9" else not all(told), sheet.path("pdf")


def test_a_sheet_takes_no_more_pages_than_it_must_and_its_last_is_not_nearly_empty(guide: Guide, every: bool) -> None:
    """At another density a sheet may end a page earlier, or better; a few sheets show each way."""
    few = {"lessons.th": 2, "forum.th": 2, "activities.facilitator.th": 2, "know-work.facilitator.th-en": 2, "evaluation.th": 3}
    for name, pages in (few | {"forum.en": 2, "know-methods.th": 3} if every else few).items():
        sheet = named(plan(guide, SITE), name)
        assert len(mupdf(printed(sheet))) == pages, name
    for sheet in plan(guide, SITE) if every else (named(plan(guide, SITE), name) for name in list(few)[2:]):
        used = pdf.used(pdf._laid_out(sheet))
        assert len(used) == 1 or min(used) >= 1 / 3, sheet.path("pdf")


def test_every_page_but_the_first_says_whose_it_is_and_each_has_room_for_which_of_how_many(guide: Guide) -> None:
    sheet = next(sheet for sheet in plan(guide, SITE) if sheet.path("pdf") == "worksheets/forum.th.pdf")
    filled = replace(sheet, filled=(("village", "บ้านตัวอย่าง หมู่ 3"), ("sheet-no", "S3-012")))
    first, *others = [letters(page) for page in mupdf(pdf.render(filled))]
    assert first.count("แผ่นที่") == 1
    for page in others:
        for said in ("ใบงานเวทีค้นหาศักยภาพและกลั่นกรองปัญหาWS-S3", "บ้านตัวอย่างหมู่3", "S3-012", "ตำบล", "แผ่นที่", "จาก"):
            assert said in page, said


def test_which_sheet_of_how_many_stands_on_one_line(guide: Guide) -> None:
    sheets = list(plan(guide, SITE))
    for sheet in (*sheets, *examples(guide, sheets)):
        if sheet.is_worksheet:
            last = [blank.label for blank in room.repeated(sheet)[-1]]
            assert last[-2:] == [Words.pair("sheet.of"), Words.pair("sheet.in_all")], sheet.path("pdf")


def test_no_word_stands_over_another_and_what_a_page_begins_with_is_clear_of_its_head(guide: Guide) -> None:
    """Years in the lines of what can be ticked, what is long and filled in, heads of continuation sheets in two languages."""
    sheets = list(plan(guide, None))
    more = named(sheets, "know-community.th-en").continued
    assert more is not None
    for sheet in (named(sheets, "scoring.en"), named(examples(guide, sheets), "know-methods.example.en"), more):
        for page in pymupdf.open(stream=pdf.render(sheet)):
            words = [(pymupdf.Rect(word[:4]), word[4]) for word in page.get_text("words")]
            cores = [
                (pymupdf.Rect(box.x0 + 0.5, box.y0 + box.height * 0.35, box.x1 - 0.5, box.y1 - box.height * 0.35), said)
                for box, said in words
            ]
            over = [(said, other) for (box, said), (beside, other) in combinations(cores, 2) if box.intersects(beside)]
            assert not over, sheet.path("pdf")
            if sheet is more:
                heading = max(words, key=lambda word: word[0].height)[0]
                assert max(box.y1 for box, said in words if said == "แผ่นที่") + 8 < heading.y0


def test_a_wide_first_page_begins_where_others_do_and_the_lines_of_signatures_are_level(guide: Guide) -> None:
    sheets = list(plan(guide, None))
    wide = next(iter(pymupdf.open(stream=printed(named(sheets, "partners.th")))))
    assert wide.rect.width > wide.rect.height
    assert min(word[1] for word in wide.get_text("words")) < 16 / 25.4 * 72
    last = list(pymupdf.open(stream=printed(named(sheets, "evaluation.th"))))[-1]
    for label in (")", "ตำแหน่ง"):
        level = [round(word[3]) for word in last.get_text("words") if word[4] == label]
        assert len(level) == 3, label
        assert len(set(level)) == 1, label


def test_a_date_is_whole_in_its_column(guide: Guide) -> None:
    sheet = named(examples(guide, list(plan(guide, None))), "know-follow-up.example.th")
    words = {word[4] for page in pymupdf.open(stream=pdf.render(sheet)) for word in page.get_text("words")}
    assert "25/11/2569" in words


def test_rows_and_signatures_are_nine_millimetres_apart_and_fill_their_page(sheets: dict[str, tuple[Sheet, bytes]]) -> None:
    _, content = sheets["forum.th"]
    rows, signing = [], []
    for page in pymupdf.open(stream=content):
        words = [(top * 25.4 / 72, word) for _, top, _, _, word, *_ in page.get_text("words")]
        rows.append([top for top, word in words if word in set("12345678") and top > 25])
        signing = sorted({round(top) for top, word in words if word in ("ลงชื่อ", "(", "ตำแหน่ง", "วันที่") and top > 200})
        foot = min(top for top, word in words if word.startswith("เก็บข้อมูล"))
    assert sum(map(len, rows)) == 8
    assert min(after - before for page in rows for before, after in pairwise(page[1:])) >= 9
    assert min(after - before for before, after in pairwise(signing[1:])) >= 9
    assert foot - signing[-1] < 14


def test_a_sheet_goes_on_on_continuation_sheets_with_one_to_draw_on(guide: Guide, tmp_path: Path) -> None:
    sheet = next(sheet for sheet in plan(guide, SITE) if sheet.path("pdf") == "worksheets/know-methods.th.pdf")
    more = sheet.continued
    assert more is not None
    assert more.path("pdf") == "worksheets/know-methods.more.th.pdf"
    (tmp_path / "more.pdf").write_bytes(pdf.render(more))
    assert not validate(str(tmp_path / "more.pdf")).findings
    pages = list(pymupdf.open(tmp_path / "more.pdf"))
    assert len(pages) == len(sheet.open_tables) == 3
    for page, table in zip(pages, sheet.open_tables, strict=True):
        said = letters(page.get_text())
        assert "ใบต่อ" in said.partition("แผ่นที่")[0]
        assert letters(table.label.th) in said
        assert (page.rect.width > page.rect.height) is (room.paper_of(table) == room.WIDE)
    drawing = next(sheet for sheet in plan(guide, SITE) if sheet.path("pdf") == "worksheets/forum.th.pdf").continued
    assert drawing is not None
    assert "รายการภาพถ่าย" in html.html(drawing)
    assert "รายการภาพถ่าย" not in html.html(more)


@pytest.mark.parametrize("reader", [pdfium, mupdf])
def test_every_text_of_a_sheet_can_be_copied_from_it_exactly(sheets: dict[str, tuple[Sheet, bytes]], reader: object) -> None:
    for name, (sheet, content) in sheets.items():
        copied = letters("".join(reader(content)))  # type: ignore[operator]
        for element in (sheet.record, *sheet.head):
            for text in walk(element):
                if isinstance(text, Text):
                    for language in sheet.languages:
                        assert letters(plain(text, language)) in copied, name
        assert not re.search("[\u200b\u2060\u0e4d]", copied), name


def test_the_text_is_tagged_and_says_its_languages(sheets: dict[str, tuple[Sheet, bytes]], tmp_path: Path) -> None:
    for name, (sheet, content) in sheets.items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(content)
        report = validate(str(path))
        assert not report.findings, (name, [finding.message for finding in report.findings])
        document = Pdf.open(io.BytesIO(content))
        assert document.Root.Lang == sheet.language
        spoken = {str(element.Lang) for element in elements(document) if "/Lang" in element}
        assert spoken >= ({"en"} if len(sheet.languages) > 1 else set()), name


def elements(document: Pdf) -> Iterator[Dictionary]:
    return (thing for thing in document.objects if isinstance(thing, Dictionary) and thing.get("/Type") == "/StructElem")


def test_head_cells_say_whether_they_head_a_column_or_a_row(sheets: dict[str, tuple[Sheet, bytes]]) -> None:
    document = Pdf.open(io.BytesIO(sheets["know-follow-up.en"][1]))
    scopes = [str(element.A.Scope) for element in elements(document) if element.S == Name.TH]
    assert {"/Column", "/Row"} == set(scopes)


def test_a_sheet_has_an_outline_without_marks_of_line_ends(sheets: dict[str, tuple[Sheet, bytes]]) -> None:
    sheet, content = sheets["forum.th"]
    document = pymupdf.open(stream=content)
    titles = [title for _, title, *_ in document.get_toc()]
    assert isinstance(sheet.record, Worksheet)
    assert titles == [sheet.record.title.th, *(section.title.th for section in sheet.record.sections)]
    assert document.metadata["title"] == f"WS-S3 {sheet.record.title.th}"


def test_signatures_never_stand_alone_on_the_last_page(sheets: dict[str, tuple[Sheet, bytes]]) -> None:
    signed = 0
    for name, (sheet, content) in sheets.items():
        *before, last = [letters(page) for page in mupdf(content)]
        if before and isinstance(sheet.record, Worksheet):
            closing = letters(sheet.record.sections[-1].title.of(sheet.language))
            body = last.partition(letters(sheet.foot.of(sheet.language)))[0] or last.partition(letters(sheet.code))[2]
            signed += closing in body
            assert not body.startswith(closing), name
    assert signed


def test_everything_is_black_and_ten_millimetres_from_the_edge(sheets: dict[str, tuple[Sheet, bytes]], every: bool) -> None:
    some = list(sheets.items())[: 3 if every else 1]
    coded = {f"{name} with a code": pdf.render(replace(sheet, address=SITE * 2)) for name, (sheet, _) in some}
    for name, content in {**{name: content for name, (_, content) in sheets.items()}, **coded}.items():
        for page in pypdfium2.PdfDocument(content):
            picture = page.render(scale=1).to_pil().convert("RGB")
            red, green, blue = picture.split()
            assert red.tobytes() == green.tobytes() == blue.tobytes(), name
            box = picture.convert("L").point(lambda value: 255 if value < 250 else 0).getbbox()
            edge = 10 / 25.4 * 72 - 1
            assert box is not None
            assert min(box[0], box[1], picture.width - box[2], picture.height - box[3]) >= edge, name


def test_no_word_sticks_out_of_its_cell_or_into_the_margin(sheets: dict[str, tuple[Sheet, bytes]]) -> None:
    for name, (_, content) in sheets.items():
        for page in pymupdf.open(stream=content):
            rules = [shape["rect"] for shape in page.get_drawings() if shape["rect"].width < 2 and shape["rect"].height > 8]
            for left, top, right, bottom, word, *_ in page.get_text("words"):
                assert right < page.rect.width - 14 / 25.4 * 72 + 1, (name, word)
                beside = [rule for rule in rules if rule.y0 < (top + bottom) / 2 < rule.y1]
                assert not any(left < rule.x0 - 2 and right > rule.x0 + 2 for rule in beside), (name, word)


def test_the_same_sheet_has_the_same_bytes_in_another_process(library_site: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from khumue import build; from khumue.project import Project; "
        "from khumue.sheets import FORMATS, plan; root = Path(sys.argv[1]); guide, _ = build.check(Project(root, root)); "
        "sheet = next(one for one in plan(guide, None) if one.path('pdf') == 'worksheets/choose.th-en.pdf'); "
        "Path(sys.argv[2]).write_bytes(FORMATS['pdf'](sheet))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "1", "TZ": "UTC1", "LC_ALL": "C"}
    command = [sys.executable, "-c", code, str(LIBRARY), str(tmp_path / "sheet")]
    subprocess.run(command, check=True, env=environment, cwd=ROOT)
    assert (tmp_path / "sheet").read_bytes() == (library_site / "worksheets/choose.th-en.pdf").read_bytes()


def test_the_address_and_its_code_are_printed_only_where_it_is_known(guide: Guide) -> None:
    for address in (None, SITE):
        sheet = next(sheet for sheet in plan(guide, address) if sheet.path("pdf") == "worksheets/forum.en.pdf")
        page = html.html(sheet)
        assert ("<svg" in page) is (address is not None)
        assert ("intranet.example/manual/en/worksheets/forum.html" in page) is (address is not None)
        assert "WS-S3" in page


def test_what_is_left_out_of_the_work_changes_no_byte(guide: Guide, every: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole of WeasyPrint's usual style, and sections held together wherever the last page is nearly empty."""
    engine = typesetter()
    chosen = list(plan(guide, SITE))[:: 1 if every else 8]
    before = [pdf.render(sheet) for sheet in chosen]
    monkeypatch.setattr(engine, "_html", partial(engine._html.func.__base__, **engine._html.keywords))
    monkeypatch.setattr(pdf, "_divides", lambda document: True)
    assert [pdf.render(sheet) for sheet in chosen] == before


def test_weasyprint_still_needs_its_text_mended(guide: Guide, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when WeasyPrint tells ำ, languages and heads by itself: then `mending.py` and this test can go."""
    engine = typesetter()
    monkeypatch.setattr(engine, "_finish", None)
    copied = letters("".join(pdfium(pdf.lines_of('<html lang="th"><body><p>น้ำทำงานการอาหาร</p></body></html>'))))
    assert copied != "น้ำทำงานการอาหาร"
    monkeypatch.undo()
    copied = letters("".join(pdfium(pdf.lines_of('<html lang="th"><body><p>น้ำทำงานการอาหาร</p></body></html>'))))
    assert copied == "น้ำทำงานการอาหาร"


def test_both_fonts_number_their_glyphs_alike_and_name_them_by_their_letters() -> None:
    from fontTools.ttLib import TTFont

    orders = [TTFont(path).getGlyphOrder() for path in sorted((ROOT / "generator/typesetting/fonts").glob("Sarabun-*.ttf"))]
    assert len(orders) == 2
    assert orders[0] == orders[1]
    told = mending.letters(orders[0])
    assert {"\u0e48", "\u0e4d\u0e49", "\u0e33"} <= set(told.values())


@pytest.mark.parametrize(
    "text",
    [
        "การทำเวทีค้นหาศักยภาพชุมชนและกลั่นกรองปัญหาของกลุ่มเป้าหมายใช้เวลา 90 นาทีในแคมป์เบลล์วินเทอร์คอร์น ",
        "เจ้าหน้าที่ 4 คน ดูแลพื้นที่ 25 ไร่ อายุ 9 ปี 7 เดือน 10 - 20 คน 09.00 – 16.30 น. โทร. 0 2123 4567-9 เลข 3 4567 89012 34 5 ",
        "วันที่ 3 - 9 มีนาคม 2570 ร้อยละ 65 ในอำเภอปราณบุรีและอำเภออรัญประเทศ ตำบลหนองบัว 30-45 ตารางเมตร ≥ 80 คะแนน ",
    ],
)
def test_lines_end_only_where_we_say(text: str) -> None:
    text *= 6
    ends, place = set(), 0
    for piece in unbreakable(text):
        place += len(letters(piece))
        ends.add(place)
    for width in range(48, 84, 4):
        made = pdf.lines_of(f'<html lang="th"><body><div style="width:{width}mm">{text}</div></body></html>')
        place = 0
        for line in "".join(pdfium(made)).split("\r\n"):
            place += len(letters(line))
            assert place in ends, (width, line)


class Lines:
    """The letters of a PDF, and after how many of them its lines end."""

    def __init__(self, lines: Iterable[str]) -> None:
        found = [letters(line) for line in lines]
        self._letters, self._ends = "".join(found), list(accumulate(map(len, found)))

    def places(self, said: str, start: int = 0) -> Iterator[int]:
        """Where a text begins, each time that it is there."""
        place = self._letters.find(letters(said), start)
        while place >= 0:
            yield place
            place = self._letters.find(letters(said), place + 1)

    def wrong_ends(self, said: str, place: int, keep: Iterable[str]) -> list[str]:
        """The lines of a text at a place that end where none may: in a word, a term, a name, between a number and its unit."""
        whole = letters(said)
        may = {0, *accumulate(len(letters(piece)) for piece in unbreakable(said, keep))}
        within = self._ends[bisect_right(self._ends, place) : bisect_left(self._ends, place + len(whole))]
        return [f"{whole[: end - place]}|{whole[end - place :]}" for end in within if end - place not in may]


def test_no_line_of_a_sheet_ends_in_a_word_a_term_a_name_or_between_a_number_and_its_unit(
    sheets: dict[str, tuple[Sheet, bytes]],
) -> None:
    for name, (sheet, content) in sheets.items():
        lines = Lines(line for page in pdfium(content) for line in page.splitlines())
        for text in [text for element in (sheet.record, *sheet.head) for text in walk(element) if isinstance(text, Text)]:
            said = plain(text, Language.TH)
            for place in lines.places(said) if Language.TH in sheet.languages else ():
                assert not lines.wrong_ends(said, place, sheet.keep), name


LONG = "ก" * 90


def test_what_nobody_expects_still_makes_a_sheet(guide: Guide, tmp_path: Path) -> None:
    sheet = next(sheet for sheet in plan(guide, None) if sheet.path("pdf") == "worksheets/evaluation.th-en.pdf")
    assert isinstance(sheet.record, Worksheet)
    sections = []
    for section in sheet.record.sections:
        fields = []
        for field in section.fields:
            if isinstance(field, TableField):
                columns = tuple(column.model_copy(update={"label": Text(th=LONG[:60])}) for column in field.columns)
                field = field.model_copy(update={"columns": columns, "rows": 90, "label": Text(th=f"😀 {LONG}")})
            elif isinstance(field, RatingField):
                field = field.model_copy(update={"items": (Text(th=LONG, en=LONG), Text(th="<b>&amp;</b>"))})
            fields.append(field)
        sections.append(section.model_copy(update={"fields": tuple(fields)}))
    odd = sheet.record.model_copy(update={"sections": tuple(sections)})
    made = pdf.render(replace(sheet, record=odd))
    pages = pdfium(made)
    assert len(pages) > 10
    assert "<b>&amp;</b>" in "".join(pages)


def test_a_word_wider_than_its_cell_stays_in_it_and_leaves_circles_and_boxes_their_room(guide: Guide) -> None:
    sheet = next(sheet for sheet in plan(guide, None) if sheet.path("pdf") == "worksheets/forum.th.pdf")
    labels = [LONG[:60], "ชื่อและนามสกุลของผู้มาร่วมเวทีพร้อมที่อยู่และหมายเลขโทรศัพท์", "ก", "ข", "คะแนน", "ถูก"]
    types = ["text", "text", "text", "text", "rating", "checkbox"]
    columns = [Column(label=Text(th=label), type=kind) for label, kind in zip(labels, types, strict=True)]  # type: ignore[arg-type]
    shares = room.shares(tuple(columns), sheet)
    assert sum(shares) == pytest.approx(100, abs=0.1)
    assert min(shares) * 1.8 >= 12.9
    assert shares[4] * 1.8 >= 30.9
    assert isinstance(sheet.record, Worksheet)
    table = TableField(id="odd", type="table", label=Text(th="😀"), columns=tuple(columns), rows=2)
    odd = sheet.record.model_copy(update={"sections": (sheet.record.sections[0].model_copy(update={"fields": (table,)}),)})
    (page,) = pymupdf.open(stream=pdf.render(replace(sheet, record=odd)))
    rules = sorted(
        {round(shape["rect"].x0) for shape in page.get_drawings() if shape["rect"].width < 2 < 8 < shape["rect"].height}
    )
    words = [word for word in page.get_text("words") if set(word[4]) == {"ก"} and len(word[4]) > 1]
    assert "".join(word[4] for word in words) == LONG[:60]
    assert max(word[2] for word in words) <= rules[1]


def in_a_cell(text: str, width: int, keep: Iterable[str] = ()) -> bytes:
    """A text in a cell of so many mm, of which nothing may stick out."""
    style = f"table-layout:fixed;width:{width}mm;font-size:10pt"
    made = pdf.lines_of(f'<html lang="th"><body><table style="{style}"><tr><td>{text}</td></tr></table></body></html>', keep)
    assert letters("".join(pdfium(made))) == letters(re.sub("<[^>]+>", "", text))
    right = (16 + width) / 25.4 * 72
    assert [word[4] for word in pymupdf.open(stream=made)[0].get_text("words") if word[2] > right] == []
    return made


def test_a_term_wider_than_its_cell_ends_a_line_between_its_words() -> None:
    term = "องค์กรชุมชน/กลุ่มที่เป็นแกนขับเคลื่อน"
    for width in range(24, 64, 4):
        lines = "".join(pdfium(in_a_cell(f"ผ่าน{term}", width, [term]))).split()
        for word in ("องค์กร", "ชุมชน", "กลุ่ม", "แกน", "ขับเคลื่อน"):
            assert any(word in line for line in lines), (width, lines)


def test_a_piece_wider_than_its_cell_ends_a_line_within_and_leaves_the_cell_nowhere() -> None:
    text = "นายกองค์การบริหารส่วนตำบล โทร. 0 2123 4567-9 วันที่ 14 พฤศจิกายน พ.ศ. 2570"
    for width in range(26, 50, 6):
        in_a_cell(text, width)


def test_no_line_ends_in_a_long_number_and_one_with_its_words_stays_together_where_there_is_room(tmp_path: Path) -> None:
    numbers = ["0 2123 4567-9", "(02) 345 6789", "123-4-56789-0", "1 2345 67890 12 3", "0 2123 4560 - 7"]
    text = "ติดต่อ โทร. {} ต่อ 85 หรือโทร. {} และบัญชีเลขที่ {} เลขประจำตัว {} หรือ {} ในเวลา".format(*numbers)
    for width in range(34, 80, 9):
        made = in_a_cell(text, width)
        lines = "".join(pdfium(made)).splitlines()
        for number in numbers:
            assert any(number in line for line in lines), (width, lines)
    assert any(f"โทร. {numbers[0]} ต่อ 85" in line for line in lines)
    page = f'<html lang="th"><head><title>-</title></head><body><p style="width:40mm">{text}</p></body></html>'
    (tmp_path / "page.pdf").write_bytes(pdf.lines_of(page))
    assert not validate(str(tmp_path / "page.pdf")).findings


def test_lines_of_code_stay_lines() -> None:
    code = "approved:\n  by:\n    th: คณะกรรมการตัวอย่าง\n  date: 2026-01-31"
    (page,) = pymupdf.open(stream=pdf.lines_of(f'<html lang="th"><body><pre><code>{code}</code></pre></body></html>'))
    assert page.get_text().splitlines() == code.splitlines()


def test_a_text_stays_on_a_line_that_has_room_for_all_but_the_space_behind_it() -> None:
    said = "count is by province, centre or project. "
    widths = [width / 10 for width in range(1150, 1270, 3)]  # of some lines in points: from too narrow to wide enough
    paragraphs = "".join(f'<p style="width:{width}pt;font-size:7pt">{said}<b>Six</b></p>' for width in widths)
    made = pymupdf.open(stream=pdf.lines_of(f'<html lang="en"><body>{paragraphs}</body></html>'))
    lines = "".join(page.get_text() for page in made).splitlines()
    assert said.rstrip() in lines
    assert said in lines
    assert "count" not in map(str.strip, lines)


def test_a_term_that_has_no_room_left_begins_the_next_line_whole() -> None:
    term = "คณะทำงานขับเคลื่อนการพัฒนาตำบล"
    for width in range(60, 100, 4):
        for text in (f"ดูเพิ่ม <a>ตำบลต้นแบบ</a>, <a>{term}</a>", f"<a>ดูเพิ่ม <span>ตำบลต้นแบบ</span> <b>{term}</b></a>"):
            lines = "".join(pdfium(in_a_cell(text, width, [term]))).split()
            assert any(term in line for line in lines), (width, lines)


def test_a_build_without_change_makes_no_sheet_again(manual: Path, library_kept: Path) -> None:
    environment = {**os.environ, "KHUMUE_CACHE": str(library_kept)}
    cache = Kept(library_kept)
    before = kept_pdfs(cache, library_kept)
    for name, content in before.items():
        cache.put(name, content + b"% kept, not made")
    assert khumue("--root", manual, "build", env=environment).returncode == 0
    assert (manual / "site/worksheets/lend.th.pdf").read_bytes().endswith(b"% kept, not made")
    after = kept_pdfs(cache, library_kept)
    assert all(after[name].endswith(b"% kept, not made") for name in before)
    sheet = manual / "data/worksheets/restock.yml"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("ชื่อหนังสือ", "ชื่อของหนังสือ"), encoding="utf-8")
    assert khumue("--root", manual, "build", env=environment).returncode == 0
    assert "ชื่อของหนังสือ" in "".join(pdfium((manual / "site/worksheets/choose.th.pdf").read_bytes()))


def test_without_pango_the_site_is_built_without_sheets_and_says_so(manual: Path, tmp_path: Path) -> None:
    environment = {**without_pango(tmp_path), "KHUMUE_CACHE": str(tmp_path / "none")}
    done = khumue("--root", manual, "build", env=environment)
    assert done.returncode == 0, done.stderr
    assert "no PDF sheets could be made (cannot load library 'libpango-1.0-0')" in done.stderr
    assert "apt install libpango-1.0-0" in done.stderr
    assert len(done.stderr.splitlines()) == 3  # with the two notices of the library manual
    assert not list((manual / "site").rglob("*.pdf"))
    assert khumue("verify", manual / "site").returncode == 0


def test_pages_lead_to_the_sheets_and_say_their_size_and_language(printed_site: Path) -> None:
    page = unheld((printed_site / "en/worksheets/forum.html").read_text(encoding="utf-8"))
    size = round((printed_site / "worksheets/forum.th-en.pdf").stat().st_size / 1000)
    link = re.search(r'<a href="../../worksheets/forum.th-en.pdf">(.*?)</a>', page)
    assert link
    assert link[1].startswith("PDF in both languages")
    assert link[1].endswith(f"({size} kB)")
    for name in ("process/forum.html", "index.html", "worksheets/index.html"):
        assert "forum.th.pdf" in (printed_site / name).read_text(encoding="utf-8"), name
    assert "forum.facilitator.en.pdf" in (printed_site / "process/forum.html").read_text(encoding="utf-8")


def test_the_preview_makes_no_sheet(tmp_path: Path) -> None:
    built = build.manual(Project(LIBRARY, LIBRARY / "site", None, tmp_path))
    assert not any(path.endswith(".pdf") for path in built.files)
    assert not any(".pdf" in page.html for page in built.site.pages)
    assert not kept_pdfs(Kept(tmp_path), tmp_path)


def kept_pdfs(kept: Kept, folder: Path) -> dict[str, bytes]:
    """The PDFs that are kept in a folder."""
    found = ((path.name, kept.get(path.name) or b"") for path in folder.iterdir())
    return {name: content for name, content in found if content.startswith(b"%PDF")}


def test_progress_is_told_for_each_sheet_that_is_made(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    found, _ = build.check(Project(LIBRARY, LIBRARY / "site"))
    assert found is not None
    note = partial(lambda done, total: told.append((done, total)))
    sheets = [sheet for sheet in plan(found, None) if sheet.record.id == "choose"]
    make(sheets, [], Workers(tmp_path, 1), note)
    count = 6 + 3 * any(sheet.continued for sheet in sheets)
    assert told == [(number, count) for number in range(count)]
    assert {language for sheet in sheets for language in sheet.languages} == set(Language)
