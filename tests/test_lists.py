"""Lists of places as offices keep them: what is seen is filled in, what is not understood is told by its cell."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from khumue.guide import Guide
from khumue.language import Language
from khumue.lists import places, table
from khumue.lists.places import Places
from khumue.problems import ProblemsFound

from .conftest import khumue


def understood(path: Path, guide: Guide) -> Places:
    return places.read(table.read(path), guide.headers)


def told(path: Path, guide: Guide) -> list[str]:
    """What is refused, without the path."""
    with pytest.raises(ProblemsFound) as found:
        understood(path, guide)
    return [line.removeprefix(str(path)) for line in str(found.value).splitlines()]


def texts(found: Places) -> list[list[str]]:
    return [[text for _, text in place] for place in found.filled]


def noticed(found: Places) -> list[str]:
    return [f"{notice.what.en}; {notice.remedy.en}" for notice in found.notices]


LIST = 'จังหวัด,District,tambon,หมู่บ้าน,วันที่\nตรัง,ห้วยยอด,บางดี,บ้านน้ำพราย,\nน่าน,ปัว,สถาน,"2, บ้านเต๋ย",3/12/2569\n'
"""Two places, as an office would list them: labels in either language, ids, a part of a label."""


@pytest.mark.parametrize(
    "content",
    [
        LIST.encode(),
        LIST.encode("utf-8-sig"),
        LIST.encode("cp874"),
        LIST.replace("\n", "\r\n").encode("cp874"),
        LIST.replace("2, ", "2  ").replace(",", ";").encode("utf-8-sig"),
        LIST.replace("2, ", "2  ").replace(",", "\t").replace("\n", "\n\n,,\n").encode(),
    ],
)
def test_a_list_of_places_is_read_however_an_office_saves_it(guide: Guide, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "places.csv"
    path.write_bytes(content.replace(b",,", b""))
    first, second = understood(path, guide).filled
    assert [(field.id, value) for field, value in first] == [
        ("province", "ตรัง"),
        ("district", "ห้วยยอด"),
        ("tambon", "บางดี"),
        ("village", "บ้านน้ำพราย"),
    ]
    assert [value.replace(",", "") for _, value in second] == ["น่าน", "ปัว", "สถาน", "2 บ้านเต๋ย", "3/12/2569"]


def workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_workbook_is_read_as_it_is_seen(guide: Guide, tmp_path: Path) -> None:
    day = datetime(2026, 12, 3)
    path = workbook(tmp_path / "places.xlsx", ("ตำบล", "หมู่ที่", "Date (B.E.)", None), (), ("สถาน", 2.0, day), ("บางดี", 12, None))
    assert [[value for _, value in place] for place in understood(path, guide).filled] == [
        ["สถาน", "2", "3/12/2569"],
        ["บางดี", "12"],
    ]


def test_the_sheet_that_is_named_is_read_and_one_that_is_not_there_is_told_with_those_that_are(
    guide: Guide, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for name, tambon in (("ปีก่อน", "ก"), ("ปีนี้ ", "ข")):
        sheet = book.create_sheet(name)
        sheet.append(("ตำบล",))
        sheet.append((tambon,))
    del book["Sheet"]
    book.save(path := tmp_path / "places.xlsx")
    assert texts(places.read(table.read(path, sheet="ปีนี้"), guide.headers)) == [["ข"]]
    with pytest.raises(ProblemsFound, match='there is no sheet "ปีหน้า"; there are: "ปีก่อน", "ปีนี้ "'):
        table.read(path, sheet="ปีหน้า")


def test_the_list_that_we_offer_is_read_once_it_is_filled_in(guide: Guide, tmp_path: Path) -> None:
    path = tmp_path / "places.xlsx"
    assert khumue("places-template", path).returncode == 0
    book = openpyxl.load_workbook(path)
    heads = [cell.value for cell in book.active[1]]
    for column, text in (("Province", "น่าน"), ("Date (B.E.)", "3/12/2569")):
        book.active.cell(2, heads.index(column) + 1, text)
    book.save(path)
    assert texts(understood(path, guide)) == [["น่าน", "3/12/2569"]]


def test_a_formula_or_a_broken_workbook_is_told(guide: Guide, tmp_path: Path) -> None:
    formula = workbook(tmp_path / "formula.xlsx", ("tambon",), ("สถาน",), ("=A2",))
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(formula.read_bytes()[:900])
    for path, message in (
        (formula, ':3: A3 "tambon": a formula (=); copy it'),
        (broken, ": this workbook cannot be read; save it as CSV"),
    ):
        assert message in "\n".join(told(path, guide))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("tambon\nก\nข,ค\n", ":3: there are 2 cells under 1 heads; put"),
        ("tambon\n" + "ก" * 10_000, ':2: "tambon": 10000 letters; shorten it to 100'),
        ("tambon\n=HYPERLINK(1)\n", ':2: "tambon": a formula (=HYPERLINK(1)); copy it, and paste it as a value'),
        ("tambon\nก\x07ข\n", ':2: "tambon": there is an invisible or broken character, U+0007; delete it'),
        ("tambon\nก\u202eข\n", ':2: "tambon": there is an invisible or broken character, U+202E'),
        ('tambon,village\nก,ข\n"ค\nง",จ\nฉ,ช,ซ\n', ":5: there are 3 cells under 2 heads"),
        ('tambon\n"ก\n', ':2: a " of this row has no partner; close it'),
        ("tambom\nก\n", ':1: the head "tambom" is no common field of the sheets; did you mean "tambon"?'),
        ("????,tambon\nก,ข\n", ':1: the head "????": Thai letters were lost as ?: it was saved as ANSI; type it again'),
        ("tambon,ตำบล\nก,ข\n", ':1: the head "ตำบล" stands twice for one field'),
        ("tambon\n", ":1: the list has no places"),
        ("", ":1: there is no row of heads; write in the first row: province, district"),
        ("a\0b", ": this is not text in UTF-8 or Windows-874"),
        ("tambon\n" + "ก\n" * 1_001, ":1002: there are more than 1000; name a folder"),
    ],
)
def test_a_bad_row_is_named_by_its_line_with_the_remedy(guide: Guide, tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "places.csv"
    path.write_text(content, encoding="utf-8")
    assert message in "\n".join(told(path, guide))


HEADS = ("จังหวัด", "อำเภอ", "ตำบล", "หมู่บ้าน", "วันที่", "ครั้งที่")


def sheet(path: Path, *rows: tuple[object, ...], change: Callable[[Worksheet], object] = lambda sheet: None) -> Path:
    """A workbook with these rows below the usual heads, and what somebody does to its sheet."""
    book = openpyxl.Workbook()
    for row in (HEADS, *rows):
        book.active.append(row)
    change(book.active)
    book.save(path)
    return path


def test_a_merged_cell_is_filled_down_and_is_told_where_it_goes_over_two_fields(guide: Guide, tmp_path: Path) -> None:
    rows = ("สงขลา", "จะนะ", "บ้านนา"), (None, None, "ป่าชิง"), (None, "เทพา", "ท่าม่วง")

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A2:A4")
        sheet.merge_cells("B2:B3")

    assert texts(understood(sheet(tmp_path / "down.xlsx", *rows, change=merge), guide)) == [
        ["สงขลา", "จะนะ", "บ้านนา"],
        ["สงขลา", "จะนะ", "ป่าชิง"],
        ["สงขลา", "เทพา", "ท่าม่วง"],
    ]
    across = sheet(tmp_path / "across.xlsx", ("น่าน", "ปัว", None), change=lambda sheet: sheet.merge_cells("B2:C2"))
    assert told(across, guide) == [':2: C2 "tambon": merged with B2; unmerge them, and fill in each']


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (("#N/A",), 'B2 "district": an error of the spreadsheet (#N/A); mend its formula'),
        (("#REF!",), 'B2 "district": an error of the spreadsheet (#REF!)'),
        (("#DIV/0!",), 'B2 "district": an error of the spreadsheet (#DIV/0!)'),
        (("#ชื่อ?",), 'B2 "district": an error of the spreadsheet (#ชื่อ?)'),
        (("########",), 'B2 "district": ####, since its column was too narrow (########); widen'),
        (("?",), 'B2 "district": letters that were lost as ? (?)'),
        (("???",), 'B2 "district": letters that were lost as ? (???); type it anew without ?'),
        (("เม?อง",), 'B2 "district": letters that were lost as ? (เม?อง)'),
        (("หนอง ?",), 'B2 "district": letters that were lost as ? (หนอง ?)'),
        (("วัง?",), 'B2 "district": letters that were lost as ? (วัง?)'),
        ((True,), 'B2 "district": a value of a program, and no text (TRUE)'),
        (("nan",), 'B2 "district": a value of a program, and no text (nan)'),
        ((date(2026, 3, 2),), 'B2 "district": a date (2/3/2026); format the cell as text'),
        (("2 มี.ค. 2569",), 'B2 "district": a date (2 มี.ค. 2569)'),
        ((time(9, 30),), 'B2 "district": a time'),
        (("31/2",), 'B2 "district": 31/2 alone, which may mean many things; say what it counts, such as "No. 31/2"'),
        ((2.5,), 'B2 "district": 2.5 alone'),
        (("น้ําา่่",), 'B2 "district": "'),
        (("เธเธฑเธง เธเนเธฒเธ",), 'B2 "district": Thai letters have turned into'),
        ((None, None, None, "31/2"), 'E2 "date": no date ("31/2"); write it as 22/11/2569'),
        ((None, None, None, "31/2/2569"), 'E2 "date": no date ("31/2/2569")'),
        ((None, None, None, "22/11/569"), 'E2 "date": no date ("22/11/569"); write it as 22/11/2569, the year with four digits'),
        ((None, None, None, "ยังไม่กำหนด"), 'E2 "date": no date ("ยังไม่กำหนด")'),
        ((None, None, None, 46_024), 'E2 "date": no date ("46024")'),
        ((None, None, None, date(1969, 11, 22)), 'E2 "date": the year 1969, which may come of two digits'),
        ((None, None, None, datetime(2568, 2, 29)), 'E2 "date": no day: 29/2/2568'),
        ((None, None, None, None, "สอง"), 'F2 "round": no number ("สอง")'),
        ((None, None, None, None, date(2026, 3, 2)), 'F2 "round": no number ("2/3/2026")'),
    ],
)
def test_what_is_not_understood_is_refused_by_its_cell(
    guide: Guide, tmp_path: Path, cell: tuple[object, ...], message: str
) -> None:
    (line,) = told(sheet(tmp_path / "places.xlsx", ("น่าน", *cell)), guide)
    assert line.startswith(f":2: {message}")


@pytest.mark.parametrize(
    ("value", "how", "shown"),
    [
        (7, "000", "007"),
        (7, "General", "7"),
        (12.0, "0", "12"),
        (1_250, "#,##0", "1250 หรือ"),
        (0.5, "0%", "50%"),
        (7, '"หมู่ที่ "0', "หมู่ที่ 7"),
        (1_234_567_890_123, "0", "1234567890123"),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(guide: Guide, tmp_path: Path, value: float, how: str, shown: str) -> None:
    def format(sheet: Worksheet) -> None:
        sheet["D2"].number_format = how

    path = sheet(tmp_path / "places.xlsx", ("น่าน", "ปัว", "สถาน", value), change=format)
    assert texts(understood(path, guide)) == [["น่าน", "ปัว", "สถาน", shown.replace("1250 หรือ", "1,250")]]


def test_a_number_in_a_format_that_is_not_known_is_told(guide: Guide, tmp_path: Path) -> None:
    def format(sheet: Worksheet) -> None:
        sheet["D2"].number_format = "# ?/?"

    path = sheet(tmp_path / "places.xlsx", ("น่าน", "ปัว", "สถาน", 0.5), change=format)
    assert told(path, guide)[0].startswith(':2: D2 "village": a number shown in a way that is not known (# ?/?); format the cell')


def test_a_year_that_was_typed_in_the_buddhist_era_is_not_raised_again(guide: Guide, tmp_path: Path) -> None:
    def format(sheet: Worksheet) -> None:
        sheet["E4"].number_format = "[$-107041E]d mmm yyyy;@"

    days = date(2569, 11, 22), date(2026, 11, 22), 46_348, "22 Sept 2026", "วันที่ ๒๒ พ.ย. ๒๕๖๙", "29/2/2567", "2026-11-22 00:00:00"
    path = sheet(tmp_path / "places.xlsx", *(("น่าน", "ปัว", "สถาน", "1", day) for day in days), change=format)
    assert [place[-1] for place in texts(understood(path, guide))] == [
        *["22/11/2569"] * 3,
        "22/9/2569",
        "22/11/2569",
        "29/2/2567",
        "22/11/2569",
    ]


def test_what_is_hidden_is_left_out_and_told(guide: Guide, tmp_path: Path) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.auto_filter.ref = "A1:F4"
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["F"].hidden = True
        book = sheet.parent
        book.create_sheet("ลับ", 0).sheet_state = "hidden"
        sheet.title = "รายชื่อ"

    rows = [("น่าน", "ปัว", "สถาน", "หมู่ 1", None, 1), ("ยะลา", "เบตง"), ("น่าน", "ปัว", "ศิลาแลง", "หมู่ 2", None, 2)]
    found = understood(sheet(tmp_path / "places.xlsx", *rows, change=hide), guide)
    assert texts(found) == [["น่าน", "ปัว", "สถาน", "หมู่ 1"], ["น่าน", "ปัว", "ศิลาแลง", "หมู่ 2"]]
    assert noticed(found) == [
        'places: 2, from the sheet "รายชื่อ", rows 2–4; left out: hidden rows: 1, other sheets: 1, hidden columns "ครั้งที่"',
        'nothing under "date" in row 2, 4; the sheets leave it blank',
    ]
    assert (
        found.notices[0]
        .line(Language.TH)
        .endswith('ข้อสังเกต: 2 พื้นที่ จากแผ่นงาน "รายชื่อ" แถว 2–4; ไม่ใช้: แถวที่ซ่อน 1, แผ่นงานอื่น 1, คอลัมน์ที่ซ่อน "ครั้งที่"')
    )


def test_a_row_without_height_is_hidden_too(guide: Guide, tmp_path: Path) -> None:
    rows = '<row ht="0" customHeight="1"><c r="A2"><v>1</v></c></row><row><c r="A3"><v>2</v></c></row>'
    found = understood(packed(tmp_path / "places.xlsx", of_rows(rows)), guide)
    assert texts(found) == [["2"]]
    assert noticed(found) == ['places: 1, from the sheet "Sheet", rows 3; left out: hidden rows: 1']


@pytest.mark.parametrize("row", ['<row r="2"><c r="A2"><v>2</v></c></row>', '<row r="4"><c r="A3"><v>2</v></c></row>'])
def test_rows_out_of_their_order_are_refused_rather_than_lost(guide: Guide, tmp_path: Path, row: str) -> None:
    rows = f'<row r="3"><c r="A3"><v>1</v></c></row>{row}'
    assert told(packed(tmp_path / "places.xlsx", of_rows(rows)), guide) == [
        ": this workbook cannot be read; save it as CSV UTF-8, and try again"
    ]


def test_titles_ordinals_and_remarks_are_left_out_and_named(guide: Guide, tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text(
        'หมู่บ้านเป้าหมาย,,,,\n,,,,\nที่,จังหวัด,อำเภอ/เขต,ตำบล/แขวง,หมายเหตุ\n1,น่าน,ปัว,"=""007""",ใหม่\n2,น่าน,,สถาน,\n3,,,,\n',
        encoding="utf-16",
    )
    found = understood(path, guide)
    assert texts(found) == [["น่าน", "ปัว", "007"], ["น่าน", "สถาน"]]
    assert noticed(found) == [
        'places: 2, lines 4–5; left out: rows above the heads: 1, rows without a place: 1, columns "ที่", "หมายเหตุ"',
        'nothing under "district" in row 5; the sheets leave it blank',
        '"tambon": "007" is not in "ปัว", "น่าน"; the list of GeoThai has no such name; see that it is right, '
        "since the sheets print it so",
    ]


def test_a_tambon_that_is_not_where_it_is_said_to_be_is_told_and_printed_as_it_stands(guide: Guide, tmp_path: Path) -> None:
    rows = [
        ("น่าน", "ปัว", "สถาน"),
        ("จ.น่าน", "อ.ปัว", "ต.สถาน"),
        ("Nan", "Pua", "Sathan"),
        ("กทม.", "ห้วยขวาง", "แขวงสามเสนนอก"),
        ("เชียงใหม่", "เมืองฯ", "สุเทพ"),
        ("", "", "ที่ไหนก็ได้"),
        ("น่าน", "เมือง", "สถาน"),
        ("แพร่", "ปัว", "สถาน"),
        ("น่าน", "", "หาดใหญ่"),
        ("", "ปัว", "ไม่มีจริง"),
    ]
    found = understood(sheet(tmp_path / "places.xlsx", *rows), guide)
    assert len(found.filled) == len(rows)
    assert [notice.what.th for notice in found.notices if "GeoThai" in notice.remedy.th] == [
        'C8 "ตำบล": "สถาน" ไม่อยู่ใน "เมือง", "น่าน"',
        'C9 "ตำบล": "สถาน" ไม่อยู่ใน "ปัว", "แพร่"',
        'C10 "ตำบล": "หาดใหญ่" ไม่อยู่ใน "น่าน"',
        'C11 "ตำบล": "ไม่มีจริง" ไม่อยู่ใน "ปัว"',
    ]
    remedies = [notice.remedy.en.partition(";")[0] for notice in found.notices if "GeoThai" in notice.remedy.en]
    assert [remedy.removeprefix("the list of GeoThai ") for remedy in remedies] == [
        "has it in Na Noi (Nan), Pua (Nan)",
        "has it in Pua (Nan)",
        "has it in Hat Yai (Songkhla)",
        "has no such name",
    ]


def test_heads_of_two_rows_are_read_and_those_of_a_further_page_left_out(guide: Guide, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ("รายชื่อหมู่บ้านเป้าหมาย",),
        ("ที่", "จังหวัด", "ที่ตั้ง", None, "ประชากร", None),
        (None, None, "อำเภอ", "ตำบล", "ชาย", "หญิง"),
        (1, "น่าน", "ปัว", "สถาน", 10, 20),
        ("ที่", "จังหวัด", "อำเภอ", "ตำบล", "ชาย", "หญิง"),
        (2, "น่าน", "ปัว", "ศิลาแลง", 30, 40),
    ):
        book.active.append(row)
    for area in ("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2"):
        book.active.merge_cells(area)
    book.save(tmp_path / "places.xlsx")
    found = understood(tmp_path / "places.xlsx", guide)
    assert texts(found) == [["น่าน", "ปัว", "สถาน"], ["น่าน", "ปัว", "ศิลาแลง"]]
    assert noticed(found) == [
        'places: 2, from the sheet "Sheet", rows 4–6; '
        'left out: rows above the heads: 2, rows without a place: 1, columns "ที่", "ชาย", "หญิง"',
    ]


def test_a_value_without_a_head_is_told(guide: Guide, tmp_path: Path) -> None:
    path = sheet(tmp_path / "places.xlsx", ("น่าน", "ปัว", "สถาน", "1", None, 1, "เพิ่ม"))
    assert told(path, guide) == [":2: G2 has no head; write its head, or remove it"]


def packed(path: Path, *parts: tuple[str, bytes], usual: Path | None = None) -> Path:
    """A workbook with parts in the place of its own."""
    usual = usual or sheet(path, ("น่าน", "ปัว", "สถาน"))
    with zipfile.ZipFile(io.BytesIO(usual.read_bytes())) as archive:
        content = {name: archive.read(name) for name in archive.namelist()} | dict(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return path


def of_rows(rows: str, after: str = "") -> tuple[str, bytes]:
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>province</t></is></c></row>'
    return "xl/worksheets/sheet1.xml", f"<worksheet {main}><sheetData>{head}{rows}</sheetData>{after}</worksheet>".encode()


MUCH = "this workbook holds more than a list; copy the list alone into a new workbook"
BROKEN = "this workbook cannot be read; save it as CSV UTF-8"


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (of_rows("<row><c/></row>" * 100_000), MUCH),
        (of_rows("".join(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>' for row in range(2, 22_000))), MUCH),
        (of_rows('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), "the sheet reaches to the cell A1048576; copy the list"),
        (of_rows('<row r="7"><c r="XFD7"><v>1</v></c></row>'), "the sheet reaches to the cell XFD7; copy the list"),
        (of_rows('<row r="2"><c r="A2"><v>1</v></c></row>', '<mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>'), ""),
        (of_rows("", "<mergeCells>" + '<mergeCell ref="A1:B9"/>' * 90_000 + "</mergeCells>"), MUCH),
        (of_rows(" " * 9_000_000), MUCH),
        (of_rows("<row " + " ".join(f'a{number}="1"' for number in range(90_000)) + "/>"), MUCH),
        (of_rows("", "<x>" * 30_000), BROKEN),
        (("xl/styles.xml", b"<styleSheet><cellXfs>" + b"<xf/>" * 100_000 + b"</cellXfs></styleSheet>"), MUCH),
        (("xl/workbook.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><workbook/>"), BROKEN),
        (("xl/workbook.xml", b"<workbook/>"), BROKEN),
        (("xl/_rels/workbook.xml.rels", b""), BROKEN),
    ],
)
def test_a_workbook_that_no_list_fills_is_refused_before_it_is_read(
    guide: Guide, tmp_path: Path, part: tuple[str, bytes], message: str
) -> None:
    path = packed(tmp_path / "places.xlsx", part)
    if message:
        (line,) = told(path, guide)
        assert line.startswith(f": {message}")
    else:
        assert understood(path, guide).filled


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "this workbook has a password; in Excel choose",
        ),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "this is a workbook of the old kind (.xls); open it in Excel or LibreOffice"),
        (
            b"PK\3\4" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
            "this is a file of LibreOffice (.ods)",
        ),
        (b"\xef\xbb\xbf<html><table>", "this is a web page, or XML; open it in Excel"),
        (b"%PDF-1.7", "this is a PDF"),
        (b"PK\3\4" + bytes(600), BROKEN),
        (b"x" * 5_000_001, "the file is larger than 5 MB; split"),
    ],
)
def test_what_is_given_for_a_list_and_is_none_is_told_by_its_name(
    guide: Guide, tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "places.xls"
    path.write_bytes(content)
    (line,) = told(path, guide)
    assert line.startswith(f": {message}")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (",".join(["province"] * 90), ':1: the head "province" stands twice'),
        (",".join(["province"] * 900), ":1: there are 900 columns; keep 100 at most"),
        (",".join(["province"] * 90_000), ":1: this line has more than 100,000 letters; write one line for each place"),
        ("province\n" + "x" * 200_000, ":2: this line has more than 100,000 letters"),
        ("province\n" + '"' * 99_999, ':2: a " of this row has no partner'),
        ("province\n" + ",\n" * 30_000, ":20001: there are more than 20,000 lines; remove those that are empty"),
        ("province\n" + "น่าน\n" * 200_000, ":1002: there are more than 1000; name a folder"),
        ("(" * 90_000 + "\nx", ':1: the head "((('),
    ],
)
def test_a_csv_that_no_list_fills_is_refused_before_it_is_read(guide: Guide, tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "places.csv"
    path.write_text(content, encoding="utf-8")
    assert told(path, guide)[0].startswith(message)


USUAL = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.mark.parametrize(
    "saved",
    [
        lambda sheet: sheet.replace(USUAL, b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
        lambda sheet: re.sub(rb"<(/?)(?=\w)", rb"<\1x:", sheet).replace(b"xmlns=", b"xmlns:x="),
        lambda sheet: ('<?xml version="1.0" encoding="UTF-16"?>' + sheet.decode()).encode("utf-16"),
        lambda sheet: sheet.replace(b'<row r="2"', b'<row r="2" spans="1:3" customHeight="1" ht="30"'),
    ],
)
def test_other_programs_save_the_same_sheet_otherwise(guide: Guide, tmp_path: Path, saved: Callable[[bytes], bytes]) -> None:
    usual = sheet(
        tmp_path / "usual.xlsx", ("น่าน", "ปัว", "สถาน"), (None, None, "ศิลาแลง"), change=lambda one: one.merge_cells("A2:A3")
    )
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(usual) as archive:
        content = archive.read(name)
    other = packed(tmp_path / "other.xlsx", (name, saved(content)), usual=usual)
    assert texts(understood(other, guide)) == [["น่าน", "ปัว", "สถาน"], ["น่าน", "ศิลาแลง"]]


def test_texts_that_cells_share_are_read_and_counted(guide: Guide, tmp_path: Path) -> None:
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="{id}" Type="{related}/{kind}" Target="{target}"/>'
            for id, kind, target in (
                ("rId1", "worksheet", "/xl/worksheets/sheet1.xml"),
                ("rId9", "sharedStrings", "texts.xml"),
            )
        ).encode()
        + b"</Relationships>"
    )
    rows = '<row><c r="A2" t="s"><v>1</v></c></row><row><c r="A3" t="s"><v>0</v></c></row>'
    texts_of = (
        f'<sst xmlns="{USUAL.decode()}"><si><t>น่าน_x000D_\nเหนือ</t></si>'
        '<si><r><t>ยะ</t></r><r><t>ลา</t></r><rPh sb="0" eb="2"><t>yala</t></rPh></si>{}</sst>'
    )
    parts = ("xl/_rels/workbook.xml.rels", relations), of_rows(rows)
    path = packed(tmp_path / "places.xlsx", *parts, ("xl/texts.xml", texts_of.format("").encode()))
    assert texts(understood(path, guide)) == [["ยะลา"], ["น่าน เหนือ"]]
    path = packed(tmp_path / "many.xlsx", *parts, ("xl/texts.xml", texts_of.format("<si/>" * 50_000).encode()))
    assert told(path, guide)[0].startswith(f": {MUCH}")
