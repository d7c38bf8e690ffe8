"""Texts to Excel and back: what somebody changed is written in its place, and all else is told and left alone."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from khumue import build
from khumue.lists import returned, table
from khumue.lists.returned import Returned
from khumue.mkdocs_yml import project_at
from khumue.texts import Pair, pairs

from .conftest import khumue

PLACE, PAGE, THAI, ENGLISH, TERMS, STATE, CONFIRM, REVIEWER, REMARK, DUE, MARK = range(1, 12)
"""The columns as they are given out."""
TITLE, LEAD = "manual/title", "manual/lead"
SECTION = "content/thai-only/#duties"


@pytest.fixture
def file(manual: Path, tmp_path: Path) -> Path:
    """The texts of the library manual, given out."""
    path = tmp_path / "texts.xlsx"
    done = khumue("--root", manual, "texts", "export", path)
    assert done.returncode == 0, done.stderr
    return path


def edit(path: Path, change: Callable[[Worksheet, dict[str, int]], object]) -> None:
    """Changes a workbook as somebody would; what changes it gets the sheet, and the rows by the places of their texts."""
    book = openpyxl.load_workbook(path)
    change(book.active, {str(cell.value): cell.row for cell in book.active["A"]})
    book.save(path)


def texts(manual: Path) -> dict[str, Pair]:
    guide, _ = build.sound(project_at(manual, None))
    return {pair.key: pair for pair in pairs(guide)}


def understood(manual: Path, path: Path) -> Returned:
    guide, _ = build.sound(project_at(manual, None))
    return returned.understood(table.read(path, 5_000, as_seen=False), guide, pairs(guide))


def said(back: Returned) -> dict[tuple[str, str], str]:
    """What is to change, by place and language."""
    return {(one.pair.key, one.language.value): one.text for one in back.changes}


def left(back: Returned) -> list[str]:
    """Why rows are left alone, without the file and the row."""
    return [f"{one.what.en}; {one.remedy.en}" for one in back.left]


def everything(manual: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in manual.rglob("*") if path.is_file() and ".khumue" not in path.parts}


def test_the_workbook_has_a_row_for_each_text_and_protects_what_must_not_change(manual: Path, file: Path) -> None:
    sheet = openpyxl.load_workbook(file).active
    found = texts(manual)
    assert [cell.value for cell in sheet["A"]][1:] == list(found)
    assert {row[PLACE - 1].value: (row[THAI - 1].value, row[ENGLISH - 1].value) for row in sheet.iter_rows(min_row=2)} == {
        key: (pair.th, pair.en) for key, pair in found.items()
    }
    assert sheet.freeze_panes == "A2"
    assert sheet.protection.sheet
    assert sheet["C1"].value == "ภาษาไทย\nThai"
    open_columns = [column for column in range(1, 12) if not sheet.column_dimensions[get_column_letter(column)].protection.locked]
    assert open_columns == [THAI, ENGLISH, CONFIRM, REVIEWER, REMARK, DUE]
    assert sheet.column_dimensions["K"].hidden
    assert sheet.data_validations.dataValidation[0].sqref == f"G2:G{len(found) + 1}"
    assert sheet.cell(2, THAI).alignment.wrap_text
    assert sheet.cell(2, THAI).number_format == "@"
    assert file.read_bytes() == given_again(manual, file)


def given_again(manual: Path, file: Path) -> bytes:
    khumue("--root", manual, "texts", "export", file)
    return file.read_bytes()


def test_terms_stand_beside_the_texts_that_use_them(manual: Path, file: Path) -> None:
    sheet = openpyxl.load_workbook(file).active
    told = {row[PLACE - 1].value: row[TERMS - 1].value for row in sheet.iter_rows(min_row=2)}
    term = next(pair for key, pair in texts(manual).items() if re.fullmatch("terms/[^/]+/title", key))
    assert f"{term.th} = {term.en}" in told[term.key].split("\n")


def test_who_answers_for_a_record_and_until_when_stands_in_its_rows(manual: Path, file: Path) -> None:
    guide, _ = build.sound(project_at(manual, None))
    review = guide.find("tools", "card").review
    assert review.due
    sheet = openpyxl.load_workbook(file).active
    told = {row[PLACE - 1].value: (row[REVIEWER - 1].value, row[DUE - 1].value) for row in sheet.iter_rows(min_row=2)}
    assert told["tools/card/title"] == (None, review.due.isoformat())
    assert told["steps/lend/title"] == (None, None)


def test_only_a_section_is_given_out(manual: Path, file: Path) -> None:
    khumue("--root", manual, "texts", "export", file, "--section", "glossary")
    places = [str(cell.value) for cell in openpyxl.load_workbook(file).active["A"]][1:]
    assert places
    assert all(place.startswith("terms/") for place in places)
    done = khumue("--root", manual, "texts", "export", file, "--section", "glosary")
    assert done.returncode == 1
    assert 'there is no page, section or file "glosary"; did you mean "glossary"?' in done.stderr


def test_a_manual_in_thai_alone_gives_thai_and_nothing_of_english(manual: Path, file: Path) -> None:
    path = manual / "data/manual.yml"
    path.write_text("languages: [th]\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    khumue("--root", manual, "texts", "export", file)
    sheet = openpyxl.load_workbook(file).active
    heads = [cell.value for cell in sheet[1]]
    assert heads[:6] == ["ที่อยู่ของข้อความ", "หน้า", "ภาษาไทย", "ผู้ตรวจ", "หมายเหตุ", "ภายในวันที่"]
    assert sheet.title == "ข้อความ"
    edit(file, lambda sheet, rows: sheet.cell(rows[TITLE], THAI, "ชื่อใหม่"))
    assert said(understood(manual, file)) == {(TITLE, "th"): "ชื่อใหม่"}


def test_what_was_changed_is_shown_and_then_written_in_its_place_and_nothing_else(manual: Path, file: Path) -> None:
    before, was = everything(manual), texts(manual)

    def change(sheet: Worksheet, rows: dict[str, int]) -> None:
        sheet.cell(rows[TITLE], THAI, "คู่มือ: ใหม่")
        sheet.cell(rows[LEAD], ENGLISH, "A new lead.")
        sheet.cell(rows["content/thai-only/title"], ENGLISH, "Duties")
        sheet.cell(rows["content/thai-only/description"], ENGLISH, "What they do.")
        sheet.cell(rows[SECTION], ENGLISH, "## Duties {#duties}\n\n- one\n- two")
        sheet.cell(rows[LEAD], REMARK, "please look again")

    edit(file, change)
    shown = khumue("--root", manual, "texts", "import", file, "--dry-run")
    assert shown.returncode == 0, shown.stderr
    assert everything(manual) == before
    assert "nothing is written yet; texts to be written: 5" in shown.stdout
    assert f"{LEAD} (English): [-" in shown.stdout
    assert "{+A new lead" in shown.stdout
    assert "please look again" in shown.stderr
    done = khumue("--root", manual, "texts", "import", file)
    assert done.returncode == 0, done.stderr
    assert shown.stdout.splitlines()[:-1] == done.stdout.splitlines()[:-1]
    now = texts(manual)
    assert {key for key in was if (now[key].th, now[key].en) != (was[key].th, was[key].en)} == {
        TITLE,
        LEAD,
        "content/thai-only/title",
        "content/thai-only/description",
        SECTION,
    }
    assert now[TITLE].th == "คู่มือ: ใหม่"
    assert now[SECTION].en == "## Duties {#duties}\n\n- one\n- two"
    assert {path.name for path, content in everything(manual).items() if before.get(path) != content} == {
        "manual.yml",
        "thai-only.en.md",
    }
    assert khumue("--root", manual, "texts", "import", file).returncode == 0
    assert not understood(manual, file).changes


def test_what_changed_in_the_manual_meanwhile_is_told_and_left_alone(manual: Path, file: Path) -> None:
    path = manual / "data/manual.yml"
    text = path.read_text(encoding="utf-8")
    pair = texts(manual)[LEAD]
    path.write_text(text.replace(pair.th, "ใครแก้ไว้แล้ว"), encoding="utf-8")

    def change(sheet: Worksheet, rows: dict[str, int]) -> None:
        sheet.cell(rows[LEAD], ENGLISH, "Of the old Thai.")
        sheet.cell(rows[TITLE], ENGLISH, "A new title")

    edit(file, change)
    done = khumue("--root", manual, "texts", "import", file)
    assert done.returncode == 1
    assert 'Thai: the manual has changed since the export; it says "ใครแก้ไว้แล้ว" now; export it anew' in done.stderr
    assert "texts written: 1" in done.stdout
    assert (texts(manual)[TITLE].en, texts(manual)[LEAD].en) == ("A new title", pair.en)
    edit(file, lambda sheet, rows: sheet.cell(rows[LEAD], THAI, "ใครแก้ไว้แล้ว"))
    assert said(understood(manual, file)) == {(LEAD, "en"): "Of the old Thai."}


def test_english_counts_as_confirmed_where_its_row_says_so_and_nowhere_else(manual: Path, file: Path) -> None:
    khumue("--root", manual, "translations", "--begin")
    missing = set(lacking(manual, file.with_name("behind.xlsx")))

    def change(sheet: Worksheet, rows: dict[str, int]) -> None:
        sheet.cell(rows[LEAD], THAI, "คำนำใหม่")
        sheet.cell(rows[TITLE], THAI, "ชื่อใหม่")
        sheet.cell(rows[TITLE], ENGLISH, "A new title")
        sheet.cell(rows[TITLE], CONFIRM, "ยืนยัน")

    edit(file, change)
    done = khumue("--root", manual, "texts", "import", file)
    assert done.returncode == 0, done.stderr
    assert "texts written: 3, confirmed: 1" in done.stdout
    assert set(lacking(manual, file)) - missing == {LEAD}

    def affirm(sheet: Worksheet, rows: dict[str, int]) -> None:
        assert sheet.cell(rows[LEAD], STATE).value == "ไทยแก้แล้ว อังกฤษยังเป็นของเดิม / behind"
        sheet.cell(rows[LEAD], CONFIRM, "confirmed")

    edit(file, affirm)
    assert "texts written: 0, confirmed: 1" in khumue("--root", manual, "texts", "import", file).stdout
    assert LEAD not in lacking(manual, file)


def lacking(manual: Path, file: Path) -> list[str]:
    """The texts whose English is not confirmed, as they are given out."""
    khumue("--root", manual, "texts", "export", file, "--behind")
    return [str(cell.value) for cell in openpyxl.load_workbook(file).active["A"]][1:]


def test_rows_may_be_sorted_hidden_doubled_and_deleted_and_columns_moved(manual: Path, file: Path) -> None:
    def change(sheet: Worksheet, rows: dict[str, int]) -> None:
        sheet.cell(rows[TITLE], ENGLISH, "A new title")
        held = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        held = sorted(held, key=lambda row: str(row[ENGLISH - 1]))[:-9]
        held = [*held, next(row for row in held if row[0] == TITLE)]
        for number, row in enumerate(held, 2):
            for column, value in enumerate(row, 1):
                sheet.cell(number, column).value = value
        sheet.delete_rows(len(held) + 2, 20)
        sheet.insert_rows(1)
        sheet.cell(1, 1, "รายการแปล")
        sheet.insert_cols(1)
        for row in range(3, len(held)):
            sheet.row_dimensions[row].hidden = True

    edit(file, change)
    back = understood(manual, file)
    assert said(back) == {(TITLE, "en"): "A new title"}
    assert not back.left


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda sheet, rows: sheet.cell(rows[TITLE], PLACE, "x"), f'its place was typed over; it was "{TITLE}"; type that again'),
        (lambda sheet, rows: sheet.append(["", "", "ก", "A"]), "this row was added; change it in the files of the manual"),
        (lambda sheet, rows: sheet.cell(rows[TITLE], THAI, "=A1"), "Thai: a formula (=); copy it, and paste it as a value"),
        (lambda sheet, rows: sheet.cell(rows[TITLE], ENGLISH, "#N/A"), "English: an error of the spreadsheet (#N/A); mend"),
        (lambda sheet, rows: sheet.cell(rows[TITLE], ENGLISH, ""), "English: the text was removed; change it in the files"),
        (
            lambda sheet, rows: sheet.cell(rows[TITLE], CONFIRM, "maybe"),
            'Confirm: "maybe" is not known; write "confirmed", or nothing',
        ),
        (
            lambda sheet, rows: sheet.cell(rows[SECTION], CONFIRM, "ยืนยัน"),
            "Confirm: there is no English to confirm; translate it first",
        ),
        (
            lambda sheet, rows: sheet.merge_cells(
                start_row=rows[TITLE], end_row=rows[TITLE] + 1, start_column=THAI, end_column=THAI
            ),
            "Thai: merged with C2; unmerge them, and fill in each",
        ),
        (
            lambda sheet, rows: sheet.cell(rows[LEAD], PLACE, TITLE),
            "row 2 and this one are the same text, and differ; keep one of them",
        ),
    ],
)
def test_a_row_that_cannot_be_taken_is_told_and_left_alone(
    manual: Path, file: Path, change: Callable[[Worksheet, dict[str, int]], object], told: str
) -> None:
    edit(file, change)
    back = understood(manual, file)
    assert not back.changes
    assert [line[: len(told)] for line in left(back)] == [told]


def test_what_a_spreadsheet_made_a_date_is_told(manual: Path, file: Path) -> None:
    def change(sheet: Worksheet, rows: dict[str, int]) -> None:
        cell = sheet.cell(rows[TITLE], THAI)
        cell.value, cell.number_format = 46_000, "d/m/yyyy"

    edit(file, change)
    assert left(understood(manual, file)) == ["Thai: a date or a time, and no text; format the cell as text, and type it anew"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda sheet, rows: sheet.cell(1, MARK, "khumue-texts 2 example"),
            "this file is of a newer Khumue; install that one first",
        ),
        (
            lambda sheet, rows: sheet.cell(1, MARK, "khumue-texts 1 other"),
            'this file is of another manual, "other"; take the one of',
        ),
        (
            lambda sheet, rows: sheet.delete_cols(MARK),
            "this is no file of khumue texts export, or its hidden column is lost; export",
        ),
        (lambda sheet, rows: sheet.cell(1, THAI, "??????\nThai"), "letters were lost as ?; save it as .xlsx or as CSV UTF-8"),
        (lambda sheet, rows: sheet.delete_cols(ENGLISH), 'the column "English" is not there; export it anew'),
        (
            lambda sheet, rows: [
                sheet.cell(row, THAI, text) for row, text in enumerate(sorted(str(cell.value) for cell in sheet["C"][1:]), 2)
            ],
            'the column "Thai" was sorted without the others',
        ),
    ],
)
def test_what_is_no_table_of_the_manual_or_no_longer_whole_is_refused(
    manual: Path, file: Path, change: Callable[[Worksheet, dict[str, int]], object], told: str
) -> None:
    before = everything(manual)
    edit(file, change)
    done = khumue("--root", manual, "texts", "import", file)
    assert done.returncode == 1
    assert told in done.stderr
    assert everything(manual) == before


@pytest.mark.parametrize(
    ("place", "column", "text", "told"),
    [
        (TITLE, THAI, "คู่มือ\u202eก", "invisible or broken character, U+202E"),
        (
            "content/thai-only/#duties",
            THAI,
            "## หน้าที่ {#other}\n\nข้อความ",
            "let it have one heading, its first line, which ends with {#duties}",
        ),
        (SECTION, THAI, "## หน้าที่ {#duties}\n\n[ก](nowhere.html)", "nowhere"),
    ],
)
def test_a_text_that_the_manual_would_not_be_sound_with_is_named_by_its_row_and_nothing_is_written(
    manual: Path, file: Path, place: str, column: int, text: str, told: str
) -> None:
    before = everything(manual)

    def change(sheet: Worksheet, rows: dict[str, int]) -> None:
        sheet.cell(rows[place], column, text)
        sheet.cell(rows[LEAD], ENGLISH, "A new lead.")

    edit(file, change)
    row = {str(cell.value): cell.row for cell in openpyxl.load_workbook(file).active["A"]}[place]
    done = khumue("--root", manual, "texts", "import", file)
    assert done.returncode == 1
    assert f"{file}:{row}: {place}: " in done.stderr
    assert told in done.stderr
    assert everything(manual) == before


@pytest.mark.parametrize(("encoding", "dialect"), [("utf-8-sig", "excel"), ("utf-16", "excel-tab"), ("cp874", "excel")])
def test_a_workbook_saved_as_csv_is_read_and_letters_that_were_lost_are_told(
    manual: Path, file: Path, encoding: str, dialect: str
) -> None:
    sheet = openpyxl.load_workbook(file).active
    written = io.StringIO()
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    for row in rows:
        if row[0] == LEAD:
            row[ENGLISH - 1] = "A new lead – of ours"
    csv.writer(written, dialect).writerows(rows)
    path = file.with_suffix(".csv")
    path.write_bytes(written.getvalue().encode(encoding, "replace"))
    back = understood(manual, path)
    assert said(back) == {(LEAD, "en"): "A new lead – of ours"}
    assert {"letters were lost as ?" in line for line in left(back)} <= {True}


def test_a_text_that_looks_like_a_formula_is_a_text(manual: Path, file: Path) -> None:
    path = manual / "data/manual.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(texts(manual)[TITLE].en or "", "=HYPERLINK(1)_x0041_"), encoding="utf-8")
    assert texts(manual)[TITLE].en == "=HYPERLINK(1)_x0041_"
    khumue("--root", manual, "texts", "export", file)
    cell = openpyxl.load_workbook(file).active["D2"]
    assert (cell.data_type, cell.value) == ("s", "=HYPERLINK(1)_x005F_x0041_")
    back = understood(manual, file)
    assert not back.changes
    assert not back.left


def test_libreoffice_changes_a_workbook_and_all_of_it_comes_back(manual: Path, file: Path, every: bool, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if not every or not office:
        pytest.skip("needs LibreOffice: make check" if every else "part of make check")

    def convert(path: Path, ending: str) -> Path:
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", ending, "--outdir", tmp_path / "office", path]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
        return tmp_path / "office" / f"{path.stem}.{ending.partition(':')[0]}"

    saved = convert(file, "fods")
    was = texts(manual)[TITLE].th
    text = saved.read_text(encoding="utf-8")
    assert f">{was}<" in text
    saved.write_text(text.replace(f">{was}<", ">ชื่อใหม่จาก LibreOffice<"), encoding="utf-8")
    for ending in ("xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"):
        back = understood(manual, convert(saved, ending))
        assert said(back)[TITLE, "th"] == "ชื่อใหม่จาก LibreOffice"
        assert {key for key, _ in said(back)} <= {key for key, pair in texts(manual).items() if pair.th == was}
        assert not back.left
    sheet = openpyxl.load_workbook(convert(saved, "xlsx")).active
    assert sheet.protection.sheet
    assert not sheet.cell(2, THAI).protection.locked
