"""Filled sheets come back: a folder of them becomes one workbook, and nothing in it is lost or made up."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from khumue.collecting.folder import gather
from khumue.collecting.saved import LARGEST
from khumue.collecting.summary import Summary
from khumue.collecting.workbook import written
from khumue.guide import Guide
from khumue.language import Language
from khumue.problems import ProblemsFound

from .conftest import khumue
from .test_fill import open_sheet, save, score, status

__all__ = ["open_sheet"]
Rows = list[tuple[Any, ...]]


def collected(folder: Path, guide: Guide, wanted: str | None = None, language: Language = Language.TH) -> dict[str, Rows]:
    """The sheets of the workbook of a folder, read again."""
    sheet, saved, _ = gather(folder, guide, wanted)
    path = folder / "summary.xlsx"
    path.write_bytes(written(Summary(guide, sheet, saved, language).tables()))
    book = openpyxl.load_workbook(path)
    assert not [cell for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    return {page.title: [*page.iter_rows(values_only=True)] for page in book}


def noticed(folder: Path, guide: Guide, wanted: str | None = None) -> list[str]:
    _, _, notices = gather(folder, guide, wanted)
    return [f"{notice.place}: {notice.what.en}; {notice.remedy.en}" for notice in notices]


def column(rows: Rows, head: str) -> list[Any]:
    return [row[rows[0].index(head)] for row in rows[1:]]


def sums(rows: Rows) -> dict[tuple[str, str], tuple[Any, ...]]:
    return {(row[0], row[1] or ""): row[2:] for row in rows[1:]}


def saved(folder: Path, name: str, **changed: Any) -> Path:
    """A saved sheet of the forum as the program of an earlier edition wrote it: parts are known by their places alone."""
    values = {
        "province": "น่าน",
        "tambon": "สถาน",
        "date": "2026-12-03",
        "participants": "๑,๒๕๐",
        "form": [True, False],
        "problems": [["=SUM(A1:A9)", "ผู้สูงอายุ", None], [None, None, None], ["น้ำแล้ง"]],
    }
    head = {"format": "khumue-worksheet", "version": 1, "sheet": "WS-S3", "edition": "0.1", "language": "th"}
    path = folder / name
    path.write_text(json.dumps({**head, **changed, "values": values | changed.get("values", {})}), encoding="utf-8")
    return path


def test_sheets_that_a_browser_saved_are_summed_up(
    open_sheet: Callable[..., Page], guide: Guide, tmp_path: Path, every: bool
) -> None:
    count = 40 if every else 3
    page = open_sheet("forum")
    page.on("dialog", lambda dialog: dialog.accept())
    men = [7 * number % 50 for number in range(1, count + 1)]
    for number, present in enumerate(men, 1):
        page.get_by_label("ตำบล", exact=True).fill(f"ตำบลที่ {number}")
        page.get_by_label("วันที่ (พ.ศ.)", exact=True).fill(f"{number % 28 + 1}/12/2569")
        page.locator("[data-field=men] input").fill(f"{present:,}")
        if number % 3:
            page.locator("[data-field=form]").get_by_role("checkbox").first.check()
        cells = page.locator("[data-field=problems] textarea")
        cells.nth(0).fill(f"ปัญหา {number}")
        cells.nth(2 if number % 2 else 1).fill("12/3")
        path, _ = save(page, tmp_path)
        path.rename(tmp_path / f"{number}.json")
        page.get_by_role("button", name="เริ่มใบใหม่").click()
    found = collected(tmp_path, guide)
    sheets, problems = found["ใบงาน"], found["ปัญหาที่ยกขึ้นมา"]
    assert column(sheets, "ไฟล์") == [f"{number}.json" for number in range(1, count + 1)]
    assert column(sheets, "ตำบล") == [f"ตำบลที่ {number}" for number in range(1, count + 1)]
    assert column(sheets, "วันที่ (พ.ศ.)")[0] == datetime(2026, 12, 2)
    assert column(sheets, "ชาย") == men
    summed = sums(found["ผลรวม"])
    assert summed["ชาย", ""] == (count, sum(men), round(sum(men) / count, 2), min(men), max(men))
    assert summed["รูปแบบเวที", "ไม่เป็นทางการ (ควรให้ความสำคัญมากกว่า)"][0] == sum(bool(n % 3) for n in range(1, count + 1))
    assert [row for row in column(problems, "ปัญหา") if row] == [f"ปัญหา {number}" for number in range(1, count + 1)]
    assert column(problems, "ตำบล") == column(sheets, "ตำบล")


def test_the_page_sums_them_up_without_a_server_and_keeps_what_is_being_written(
    open_sheet: Callable[..., Page], guide: Guide, tmp_path: Path
) -> None:
    files = [saved(tmp_path, f"{number}.json", values={"participants": f"{number},000"}) for number in (1, 2, 3)]
    files += [saved(tmp_path, "4.json", values={"participants": "1,000"}), saved(tmp_path, "5.json", sheet="WS-S4")]
    page = open_sheet("forum", "en/")
    page.get_by_label("Province", exact=True).fill("เลย")
    with page.expect_download() as download:
        page.locator("[data-fill-files]").set_input_files(files)
    rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    assert download.value.suggested_filename == "WS-S3 together.csv"
    status(page).to_contain_text("Left out, since they are not this sheet, or stand twice (2): 4.json, 5.json.")
    expect(page.get_by_label("Province", exact=True)).to_have_value("เลย")
    said = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    present = [(row["File"], row["Tambon"], row["Value"]) for row in said if row["Field"] == "Participants in all"]
    assert present == [(f"{number}.json", "สถาน", f"{number}000") for number in (1, 2, 3)]
    (tmp_path / "5.json").unlink()
    of_command = collected(tmp_path, guide, language=Language.EN)["Sheets"]
    assert [str(value) for value in column(of_command, "Participants in all")] == [value for *_, value in present]


def test_scores_stand_side_by_side_as_numbers_and_a_blank_is_no_total(
    open_sheet: Callable[..., Page], guide: Guide, tmp_path: Path
) -> None:
    page = open_sheet("scoring")
    page.get_by_label("ชื่อตำบลที่ 1").fill("ก")
    page.get_by_role("button", name="เพิ่มตำบล").click()
    page.get_by_label("ชื่อตำบลที่ 2").fill("ข")
    for factor in range(1, 10):
        score(page, factor, 0, "4")
        if factor != 4:
            score(page, factor, 1, "5")
    save(page, tmp_path)
    found = collected(tmp_path, guide)
    matrix = next(rows for name, rows in found.items() if name.startswith("คะแนน"))
    assert matrix[0][1:] == ("ก", "ข")
    assert [row[1:] for row in matrix[1:]] == [(4, 5)] * 3 + [(4, None)] + [(4, 5)] * 5 + [(32, None)]


def test_a_sheet_of_an_earlier_edition_is_read_by_the_places_and_what_has_no_field_is_kept(guide: Guide, tmp_path: Path) -> None:
    about = {"old": {"label": "ช่องเดิม", "axes": []}}
    saved(tmp_path, "a.json", edition="0.0", values={"old": "ข้อความเดิม", "village": "=1+1"}, fields=about)
    found = collected(tmp_path, guide, language=Language.EN)
    sheets = found["Sheets"]
    assert column(sheets, "Form of the forum: Informal (should be given more weight)") == [1]
    assert column(sheets, "Village/Moo no.") == ["=1+1"]
    assert column(sheets, "Participants in all") == [1250]
    assert column(found["Problems raised"], "Row") == [1, 3]
    assert column(found["Problems raised"], "Problem") == ["=SUM(A1:A9)", "น้ำแล้ง"]
    assert found["No field in this edition"][1][-4:] == ("0.0", "ช่องเดิม", None, "ข้อความเดิม")
    assert noticed(tmp_path, guide) == [
        "a.json: filled in with edition 0.0; what this edition has no field for is in the last sheet"
    ]


def test_what_cannot_count_or_is_worth_a_look_is_told_file_by_file(guide: Guide, tmp_path: Path) -> None:
    saved(tmp_path, "a.json")
    saved(tmp_path, "b.json")
    saved(tmp_path, "c.json", values={"participants": "9"})
    saved(tmp_path, "d.json", values={"province": None, "tambon": None, "date": None})
    saved(tmp_path, "e.json", manual="another")
    saved(tmp_path, "f.json", version=2)
    (tmp_path / "g.json").write_text('{"format": ')
    (tmp_path / "h.json").write_text("[" * 100_000)
    (tmp_path / "i.json").write_bytes(b" " * (LARGEST + 1))
    deep: Any = "x"
    for _ in range(30):
        deep = [deep]
    saved(tmp_path, "j.json", values={"problems": deep})
    saved(tmp_path, "k.json", sheet="WS-S4")
    with pytest.raises(ProblemsFound, match=r"there are several worksheets: WS-S3 \(4\), WS-S4 \(1\); choose one"):
        gather(tmp_path, guide, None)
    assert [line.partition(";")[0] for line in noticed(tmp_path, guide, "ws-s3")] == [
        "e.json: a worksheet of another manual",
        "f.json: a newer version saved it",
        "g.json: this is no saved worksheet",
        "h.json: this is no saved worksheet",
        "i.json: the file is larger than 5 MB",
        "j.json: this is no saved worksheet",
        f"{tmp_path}: files of the worksheet WS-S4: 1",
        "b.json: the same as a.json, field by field",
        "c.json: the head is that of a.json, and what follows is not",
        "d.json: its place and day were not filled in",
    ]
    with pytest.raises(ProblemsFound, match="there is no worksheet WS-S33; did you mean"):
        gather(tmp_path, guide, "WS-S33")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ProblemsFound, match="there is no saved worksheet"):
        gather(tmp_path / "empty", guide, None)


@pytest.mark.parametrize("value", [{"a": {"b": 1}}, [[[["x"]]]], 7, True, ["x", None, {}], {"": ""}])
def test_a_forged_value_is_a_text_or_nothing(guide: Guide, tmp_path: Path, value: Any) -> None:
    for field in ("province", "form", "problems", "men", "recorder-sign"):
        axes = [[["a", 1]], "x", [[]]]
        saved(tmp_path, f"{field}.json", values={field: value}, fields={field: {"label": 9, "axes": axes}})
    assert len(collected(tmp_path, guide)["ใบงาน"]) > 1


def test_a_long_number_stays_whole_and_what_a_workbook_cannot_hold_is_left_out(guide: Guide, tmp_path: Path) -> None:
    long = "9" * 400
    values = {"men": long, "women": "1234567890123456", "village": "ก\ud800\ufffeข\x00", "form": [10**300, 7]}
    saved(tmp_path, "a.json", values=values)
    sheets = collected(tmp_path, guide)["ใบงาน"]
    assert column(sheets, "ชาย") == [long]
    assert column(sheets, "หญิง") == ["1234567890123456"]
    assert column(sheets, "หมู่บ้าน/หมู่ที่") == ["กข"]
    assert not [head for head in sheets[0] if head.startswith("รูปแบบเวที") and column(sheets, head) != [None]]


def test_the_command_writes_the_workbook_and_says_how_many(tmp_path: Path) -> None:
    (folder := tmp_path / "sheets").mkdir()
    saved(folder, "a.json")
    done = khumue("collect", folder, "--out", tmp_path / "sum.xlsx")
    assert done.stdout.strip() == f"sheets of WS-S3: 1, in {tmp_path}/sum.xlsx"
    assert openpyxl.load_workbook(tmp_path / "sum.xlsx").sheetnames[0] == "Sums"
