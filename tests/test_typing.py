"""A pile of paper sheets is typed in, sheet after sheet, saved as one file, and summed up: nothing is lost or counted twice."""

from __future__ import annotations

import csv
import io
import itertools
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page, expect

from khumue.collecting.folder import gather
from khumue.guide import Guide
from khumue.problems import ProblemsFound

from .conftest import khumue, wait_until
from .test_collect import collected, column, noticed, sums
from .test_fill import dialogs, open_file, open_sheet, status
from .test_fill import save as save_one
from .test_quality import DESK, PHONE, faults

__all__ = ["open_sheet"]
SWITCH = "กรอกจากใบงานกระดาษหลายใบ"
KEEP = "เก็บไว้ในเครื่องนี้ 30 วัน"
RATED = ("ขนาดของปัญหา", "ความรุนแรง", "ความง่ายในการแก้ไข", "ความตระหนักของชุมชน")
RANKING = "ลำดับความสำคัญของปัญหา"
NAMED = """() => {
    const one = document.activeElement;
    const said = [...(one.labels || [])].map(label => label.textContent.trim()).join(' ');
    return one.getAttribute('aria-label') || said || one.textContent.trim();
}"""
"""What the control that has the focus is called."""


class Typist:
    """Somebody who types sheets in, and touches no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.press = page.keyboard.press

    def reach(self, name: str, key: str = "Tab") -> None:
        """Presses a key until the focus stands on what is called so."""
        for _ in range(400):
            if self.here().startswith(name):
                return
            self.press(key)
        raise AssertionError(f"{name} is not reached")

    def here(self) -> str:
        named: str = self.page.evaluate(NAMED)
        return named

    def write(self, name: str, text: str) -> None:
        """Goes on to a blank and types into it, over what stands there."""
        self.reach(name, "Enter")
        self.page.keyboard.type(text)

    def begin(self) -> None:
        self.reach(SWITCH)
        self.press("Space")
        assert self.here() == "จังหวัด"


def pile(page: Page) -> Locator:
    return page.locator(".k-pile tbody tr")


def save(page: Page, folder: Path) -> tuple[Path, list[dict[str, Any]]]:
    """The file of the whole pile, and the sheets in it."""
    with page.expect_download() as download:
        page.get_by_role("button", name="บันทึกทั้งกอง").press("Enter")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path, json.loads(path.read_text(encoding="utf-8"))["sheets"]


def put(page: Page, **values: str) -> None:
    """A sheet of the forum, onto the pile."""
    for id, value in values.items():
        page.locator(f"[data-field={id}] input").fill(value)
    page.keyboard.press("Control+Enter")


def on_the_pile(open_sheet: Callable[..., Page], count: int = 3, home: str = "") -> Page:
    """The forum with some sheets on its pile, each of another village and with another number of men."""
    page = open_sheet("forum", home=home)
    page.get_by_label(SWITCH).check()
    for number in range(1, count + 1):
        put(page, province="น่าน", village=f"หมู่ {number}", men=str(10 * number))
    return page


# ---- The whole way ----


def test_five_sheets_are_typed_by_keyboard_alone_put_right_saved_and_summed_up(
    open_sheet: Callable[..., Page], serve: Callable[[Path], str], site: Path, tmp_path: Path, guide: Guide
) -> None:
    for home in ("", serve(site)):
        folder = tmp_path / ("server" if home else "disk")
        folder.mkdir()
        page = open_sheet("know-problems", home=home)
        typist = Typist(page)
        typist.begin()
        ratings = {n: [[(n + row + part) % 5 + 1 for part in range(4)] for row in range(n + 5)] for n in range(1, 6)}
        for number, rows in ratings.items():
            if number == 1:
                for name, text in (("จังหวัด", "น่าน"), ("อำเภอ", "ปัว"), ("ตำบล", "สถาน")):
                    typist.write(name, text)
            typist.write("หมู่บ้าน/หมู่ที่", f"หมู่ {number}")  # what the sheet before had there is overwritten
            typist.write("วันที่ (พ.ศ.)", f"{number} ธ.ค. 69")
            for row, rated in enumerate(rows, 1):  # more of them than the sheet has: Enter adds the ninth and the tenth
                typist.write(f"ปัญหา, แถวที่ {row}, {RANKING}", f"ปัญหา {row}")
                for name, value in zip(RATED, rated, strict=True):
                    typist.write(f"{name}, แถวที่ {row}", str(value))
                typist.write(f"รวม, แถวที่ {row}", str(sum(rated)))
            typist.reach("ใบถัดไป", "Enter")
            typist.press("Enter")
            status(page).to_contain_text(f"ใบที่ {number} อยู่ในกองแล้ว · กรอกใบที่ {number + 1}")
            assert typist.here() == "จังหวัด"
        typist.reach("เปิด ใบที่ 2", "Shift+Tab")
        typist.press("Enter")
        typist.write("ความรุนแรง, แถวที่ 1", "34")  # the last figure counts
        ratings[2][0][1] = 4
        typist.press("Control+Enter")
        expect(pile(page)).to_have_count(6)
        typist.reach("บันทึกทั้งกอง")
        with page.expect_download() as download:
            typist.press("Enter")
        download.value.save_as(folder / download.value.suggested_filename)
        assert download.value.suggested_filename == "WS-K2 น่าน ปัว สถาน 5 ใบ.json"
        status(page).to_contain_text("บันทึก 5 ใบ")

        given = [rated for rows in ratings.values() for rated in rows]
        found = collected(folder, guide)
        for place, name in enumerate(RATED):
            values = [rated[place] for rated in given]
            average = round(sum(values) / len(values), 2)
            assert sums(found["ผลรวม"])[RANKING, name] == (len(values), sum(values), average, min(values), max(values))
        assert column(found["ใบงาน"], "หมู่บ้าน/หมู่ที่") == [f"หมู่ {number}" for number in ratings]
        assert column(found["ใบงาน"], "ไฟล์") == [f"{download.value.suggested_filename} #{number}" for number in ratings]
        assert {row[:3] for row in found[RANKING][1:]} == {("น่าน", "ปัว", "สถาน")}


Log = list[tuple[str, str, str, int]]
"""What a program wrote that counts: in which field, in which part of it, whether it is a number or was ticked, and what."""
EACH = """fields => fields.flatMap(field => {
    const label = field.dataset.label;
    return [...field.querySelectorAll('input, textarea, select')].map(control => {
        const cell = control.closest('td');
        const table = field.dataset.type === 'table';
        const row = cell && cell.parentNode;
        const head = table && [...field.querySelectorAll('thead th')][cell.cellIndex];
        const item = control.closest('li');
        const named = table ? head : row ? row.cells[0] : item && item.querySelector('span:not(.k-in)');
        return [label, named ? named.textContent : '', table ? head.dataset.type : field.dataset.type];
    });
})"""
"""Each control of the fields, in order: its field, its part, its type."""
WRITTEN = {"text": "คำที่เขียน", "longtext": "ข้อความยาว", "date": "22 พ.ย. 69"}


def filled_in(page: Page, chance: random.Random) -> Log:
    """Fills in a sheet as it comes, about two thirds of it, through its controls alone."""
    fields = page.locator("[data-sheet] [data-field]:not([data-type=signature], [data-computed])")
    log: Log = []
    for control, (label, part, kind) in zip(
        fields.locator("input, textarea, select").all(), fields.evaluate_all(EACH), strict=True
    ):
        if chance.random() < 1 / 3:
            continue
        match kind:
            case "checkbox" | "checklist":
                control.check()
                log.append((label, part, "ticked", 1))
            case "rating":
                value = chance.randint(1, 5)
                control.press(str(value))
                log.append((label, part, "number", value))
            case "number":
                value = chance.randint(0, 9999)
                control.fill(f"{value:,}" if value % 2 else "".join(chr(0x0E50 + int(digit)) for digit in str(value)))
                log.append((label, part, "number", value))
            case _:
                control.fill(WRITTEN[kind])
    return log


def computed(log: Log) -> dict[tuple[str, str], tuple[Any, ...]]:
    """What the sums of all that was written are: read from nothing but the log."""
    found: dict[tuple[str, str], tuple[Any, ...]] = {}
    for key in {entry[:2] for entry in log}:
        values = [value for *there, _, value in log if tuple(there) == key]
        average = round(sum(values) / len(values), 2)
        ticked = (*key, "ticked", 1) in log
        found[key] = (len(values), *((None,) * 4 if ticked else (sum(values), average, min(values), max(values))))
    return found


@pytest.mark.parametrize(("sheet", "way"), [("forum", "each"), ("evaluation", "pile"), ("know-problems", "pile")])
def test_sheets_that_a_program_filled_in_come_to_the_sums_that_another_computed(
    open_sheet: Callable[..., Page], tmp_path: Path, every: bool, sheet: str, way: str
) -> None:
    page = open_sheet(sheet)
    log: Log = []
    (folder := tmp_path / "sheets").mkdir()
    if way == "pile":
        page.get_by_label(SWITCH).check()
    for number in range(1, 41 if every else 5):
        log += filled_in(page, random.Random(number))
        if way == "pile":
            page.keyboard.press("Control+Enter")
            status(page).to_contain_text(f"กรอกใบที่ {number + 1}")
        else:
            path, _ = save_one(page, folder)
            path.rename(folder / f"{number}.json")
            page.get_by_role("button", name="เริ่มใบใหม่").click()
    given = save(page, folder)[0] if way == "pile" else folder  # a file of all, or a folder of them
    done = khumue("collect", given, "--out", tmp_path / "sum.xlsx", lang="th")
    assert (done.returncode, done.stderr.count("ไม่นับ")) == (0, 0), done.stderr
    found = sums([*openpyxl.load_workbook(tmp_path / "sum.xlsx")["ผลรวม"].iter_rows(values_only=True)])
    assert found.pop(("ใบงาน", ""))[0] == number
    assert found == computed(log)


# ---- The pile ----


def test_a_new_sheet_has_the_place_of_the_one_before_and_nothing_else_of_it(
    open_sheet: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_sheet("forum")
    typist = Typist(page)
    typist.begin()
    typist.press("Control+Enter")
    status(page).to_have_text("ยังไม่มีอะไรกรอก")
    for name, text in (("จังหวัด", "น่าน"), ("อำเภอ", "ปัว"), ("วันที่ (พ.ศ.)", "32/1/69"), ("ผู้บันทึก", "สมศรี")):
        typist.write(name, text)
    typist.press("Control+Enter")
    status(page).to_contain_text("อ่านค่าไม่ได้ 1 แห่ง")  # the day stays as it is written, and is told
    expect(pile(page).first).to_contain_text("น่าน ปัว")
    expect(pile(page).first).to_contain_text("32/1/69")
    expect(pile(page).first).to_contain_text("4 จาก 25 ช่อง")
    assert (
        page.evaluate("getSelection().toString() || document.activeElement.value.slice(document.activeElement.selectionStart)")
        == "น่าน"
    )
    typist.press("Control+Enter")
    expect(pile(page)).to_have_count(2)  # a place that was carried over is no sheet
    page.keyboard.type("แพร่")
    typist.press("Control+Enter")
    _, sheets = save(page, tmp_path)
    assert [sheet["values"] for sheet in sheets] == [
        {"province": "น่าน", "district": "ปัว", "date": "32/1/69", "recorder": "สมศรี"},
        {"province": "แพร่", "district": "ปัว"},
    ]


def test_enter_leads_through_every_kind_of_blank_and_out_of_an_empty_table(open_sheet: Callable[..., Page]) -> None:
    page = open_sheet("readiness", "en/")
    typist = Typist(page)
    page.get_by_label("Type in a pile of paper sheets").focus()
    typist.press("Space")
    walked = []
    while typist.here() != "Next sheet":
        walked.append(page.evaluate("document.activeElement.closest('[data-field]').dataset.field"))
        typist.press("Enter")
    fields = page.locator("[data-sheet] [data-field]").evaluate_all("all => all.map(one => one.dataset.field)")
    assert [id for id, _ in itertools.groupby(walked)] == fields
    empty = "all => all.filter(one => !one.querySelector('tbody th')).map(one => one.dataset.field)"
    for table in page.locator("[data-sheet] [data-type=table]").evaluate_all(empty):
        assert walked.count(table) == 1
    text = page.locator("[data-type=longtext] textarea").first
    text.fill("one")
    text.press("Shift+Enter")
    expect(text).to_have_value("one\n")
    text.press("Enter")
    expect(text).not_to_be_focused()


@pytest.mark.parametrize("width", [1280, 360])
def test_enter_goes_on_to_the_next_row_and_makes_one_at_the_end(open_sheet: Callable[..., Page], width: int) -> None:
    page = open_sheet("forum", "en/", viewport={"width": width, "height": 800})
    page.get_by_label("Type in a pile of paper sheets").check()
    typist = Typist(page)
    page.get_by_label("Problem, row 1, Problems raised", exact=True).focus()
    for number in range(1, 11):
        assert typist.here() == f"Problem, row {number}, Problems raised"
        page.keyboard.type(str(number))
        for _ in range(5):
            typist.press("Enter")
    assert typist.here() == "Problem, row 11, Problems raised"
    typist.press("Enter")
    assert typist.here().startswith("Activity/project, row 1")


def test_an_empty_row_with_a_name_is_passed_and_none_is_added_after_it(open_sheet: Callable[..., Page]) -> None:
    page = open_sheet("know-problems", "en/")
    page.get_by_label("Type in a pile of paper sheets").check()
    rows = page.locator("[data-sheet] [data-field=data-used] tbody tr")
    expect(rows).to_have_count(5)
    typist = Typist(page)
    rows.first.locator("input").first.focus()
    typist.reach("Problem, row 1, Problems, causes", "Enter")
    expect(rows).to_have_count(5)
    rows.last.locator("input").first.fill("2569")
    typist.reach("Tool, row 6", "Enter")
    expect(rows).to_have_count(6)


def test_a_sheet_is_removed_with_a_question_and_the_numbers_follow(open_sheet: Callable[..., Page], tmp_path: Path) -> None:
    page = on_the_pile(open_sheet)
    asked: list[str] = []
    answers = iter((False, True))

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        _ = dialog.accept() if next(answers) else dialog.dismiss()

    page.on("dialog", answer)
    remove = page.get_by_role("button", name="นำออก ใบที่ 2")
    remove.click()
    expect(pile(page)).to_have_count(4)
    page.locator("[data-field=village] input").fill("หมู่ 4")
    remove.click()
    expect(pile(page)).to_have_count(3)
    status(page).to_contain_text("นำใบที่ 2 ออกจากกองแล้ว")
    assert [message.startswith("นำใบที่ 2 น่าน หมู่ 2 ออก") for message in asked] == [True, True]
    page.get_by_role("button", name="เปิด ใบที่ 2").click()
    expect(page.locator("[data-field=men] input")).to_have_value("30")
    expect(pile(page).and_(page.locator("[aria-current]"))).to_contain_text("2")
    status(page).to_contain_text("ใบที่ 3 อยู่ในกองแล้ว")  # that which was being written
    _, sheets = save(page, tmp_path)
    assert [sheet["values"]["village"] for sheet in sheets] == ["หมู่ 1", "หมู่ 3", "หมู่ 4"]


def test_what_had_been_written_before_is_the_first_sheet_and_the_end_of_typing_drops_nothing_unasked(
    open_sheet: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_sheet("forum")
    page.locator("[data-field=province] input").fill("น่าน")
    switch = page.get_by_label(SWITCH)
    switch.check()
    page.keyboard.press("Control+Enter")
    put(page, province="แพร่")
    asked = dialogs(page, accept=False)
    switch.click()
    expect(switch).to_be_checked()
    assert asked == ["confirm"]
    page.get_by_role("button", name="เปิด ใบที่ 1").click()
    expect(page.locator("[data-field=province] input")).to_have_value("น่าน")
    _, sheets = save(page, tmp_path)
    assert len(sheets) == 2
    switch.click()
    expect(page.locator(".k-pile")).to_be_hidden()
    expect(page.get_by_role("button", name="ใบถัดไป")).to_be_hidden()
    expect(page.locator("[data-field=province] input")).to_have_value("น่าน")
    assert asked == ["confirm"]
    expect(page.get_by_role("button", name="บันทึกเป็นไฟล์")).to_be_visible()


def test_a_pile_is_opened_again_and_another_file_is_laid_upon_it(open_sheet: Callable[..., Page], tmp_path: Path) -> None:
    page = on_the_pile(open_sheet)
    path, sheets = save(page, tmp_path)
    (one := tmp_path / "one.json").write_text(json.dumps(sheets[0] | {"edition": "0.0"}), encoding="utf-8")
    other = open_sheet("forum", "en/")
    other.locator("[data-field=province] input").fill("เลย")
    open_file(other, path)
    status(other).to_contain_text("Sheets opened from")
    expect(pile(other)).to_have_count(4)
    expect(pile(other).first).to_contain_text("เลย")  # what was being written is on the pile
    expect(other.locator("[data-field=men] input")).to_have_value("10")
    open_file(other, one)
    status(other).to_contain_text("edition 0.0")
    expect(pile(other)).to_have_count(5)
    expect(pile(other).last).to_have_attribute("aria-current", "true")


def test_the_csv_of_the_pile_has_every_sheet_by_its_number_and_the_screen_stays(
    open_sheet: Callable[..., Page], tmp_path: Path
) -> None:
    page = on_the_pile(open_sheet)
    page.locator("[data-field=village] input").fill("หมู่ 4")
    with page.expect_download() as download:
        page.get_by_role("button", name="ส่งออกทั้งกองเป็น CSV").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    assert [(row["ใบที่"], row["หมู่บ้าน/หมู่ที่"], row["ช่อง"], row["ค่า"]) for row in rows] == [
        *((str(n), f"หมู่ {n}", "ชาย", str(10 * n)) for n in (1, 2, 3)),
        ("4", "หมู่ 4", "", ""),
    ]
    expect(page.locator("[data-field=village] input")).to_have_value("หมู่ 4")


def test_a_pile_has_an_end_and_says_so(open_sheet: Callable[..., Page], tmp_path: Path) -> None:
    page = on_the_pile(open_sheet, 1)
    _, (sheet,) = save(page, tmp_path)
    head = {"format": "khumue-worksheet", "version": 2, "manual": sheet["manual"], "sheet": "WS-S3"}
    path = tmp_path / "many.json"
    path.write_text(json.dumps({**head, "sheets": [sheet] * 198}), encoding="utf-8")
    open_file(page, path)
    expect(pile(page)).to_have_count(199)
    page.get_by_role("button", name="ใบถัดไป").click()
    put(page, province="สุดท้าย")
    status(page).to_contain_text("กองเต็มแล้ว")
    expect(pile(page)).to_have_count(200)
    expect(page.locator("[data-field=province] input")).to_have_value("สุดท้าย")
    open_file(page, path)
    status(page).to_contain_text("กองเต็มแล้ว")
    expect(pile(page)).to_have_count(200)


# ---- Kept, or guarded ----


def test_a_pile_that_is_kept_is_there_again_where_one_was(
    open_sheet: Callable[..., Page], serve: Callable[[Path], str], site: Path
) -> None:
    for home in ("", serve(site)):
        page = open_sheet("forum", home=home)
        page.get_by_label(KEEP).check()
        page.get_by_label(SWITCH).check()
        for number in (1, 2, 3):
            put(page, village=f"หมู่ {number}", men=str(number))
            status(page).to_contain_text("เก็บไว้ในเครื่องนี้ถึง")
        page.locator("[data-field=men] input").fill("44")  # of the fourth, which is not on the pile yet
        page.reload()
        expect(page.locator("[data-field=men] input")).to_have_value("44")
        expect(page.get_by_label(SWITCH)).to_be_checked()
        expect(pile(page)).to_have_count(4)
        page.get_by_role("button", name="เปิด ใบที่ 2").click()
        page.get_by_role("link", name="English").click()
        expect(page.locator("[data-field=men] input")).to_have_value("2")
        expect(pile(page).nth(1)).to_have_attribute("aria-current", "true")
        dialogs(page, accept=True)
        page.get_by_role("button", name="Forget what is kept").click()
        assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('khumue.sheet')).length") == 0
        expect(pile(page)).to_have_count(4)
        page.reload()
        expect(page.locator(".k-pile")).to_be_hidden()


def test_a_pile_that_is_not_kept_is_guarded_until_it_is_saved(open_sheet: Callable[..., Page], tmp_path: Path) -> None:
    page = on_the_pile(open_sheet)
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('khumue.sheet')).length") == 0
    asked = dialogs(page, accept=False)
    page.evaluate("location.href = 'index.html'")
    wait_until(page, lambda: asked == ["beforeunload"])
    expect(pile(page)).to_have_count(4)
    page.get_by_role("button", name="เริ่มกองใหม่").click()
    expect(pile(page)).to_have_count(4)
    assert asked == ["beforeunload", "confirm"]
    save(page, tmp_path)
    page.get_by_role("button", name="เริ่มกองใหม่").click()
    expect(pile(page)).to_have_count(1)
    page.reload()
    assert asked == ["beforeunload", "confirm"]
    expect(page.locator(".k-pile")).to_be_hidden()


def test_two_tabs_of_a_kept_pile_follow_each_other(
    open_sheet: Callable[..., Page], serve: Callable[[Path], str], site: Path
) -> None:
    one = open_sheet("forum", home=serve(site))
    one.get_by_label(KEEP).check()
    one.get_by_label(SWITCH).check()
    put(one, province="น่าน")
    two = one.context.new_page()
    two.goto(one.url)
    expect(pile(two)).to_have_count(2)
    put(two, province="แพร่")
    expect(pile(one)).to_have_count(3)
    expect(pile(one).nth(1)).to_contain_text("แพร่")


def test_where_the_device_has_no_room_the_pile_is_guarded(open_sheet: Callable[..., Page], tmp_path: Path) -> None:
    page = open_sheet("forum")
    page.get_by_label(KEEP).check()
    page.get_by_label(SWITCH).check()
    put(page, province="น่าน")
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('full'); }; }")
    put(page, province="แพร่")
    status(page).to_contain_text("เก็บไว้ในเครื่องไม่ได้")
    expect(page.get_by_label(KEEP)).not_to_be_checked()
    asked = dialogs(page, accept=False)
    page.evaluate("location.href = 'index.html'")
    wait_until(page, lambda: asked == ["beforeunload"])
    assert [sheet["values"]["province"] for sheet in save(page, tmp_path)[1]] == ["น่าน", "แพร่"]


# ---- The file ----

ONE = {"format": "khumue-worksheet", "version": 1, "manual": "social-development-7-steps", "sheet": "WS-S3", "edition": "0.1"}


def many(*sheets: Any, **changed: Any) -> bytes:
    head = {**ONE, "version": 2, "sheets": [*sheets]}
    return json.dumps({**head, **changed}, ensure_ascii=False).encode()


def sheet(**changed: Any) -> dict[str, Any]:
    return {**ONE, "values": {"province": "น่าน"}, **changed}


BAD: list[tuple[bytes, str, str]] = [
    (many(sheet())[:-40], "เสียหาย", "this is no saved worksheet"),
    (many(), "ไม่ใช่ไฟล์ใบงาน", "this is no saved worksheet"),
    (many(sheet(), "x"), "ไม่ใช่ไฟล์ใบงาน", "this is no saved worksheet"),
    (many(sheet(), sheet(values=[])), "ไม่ใช่ไฟล์ใบงาน", "this is no saved worksheet"),
    (many(sheet(), sheet(format="other")), "ไม่ใช่ไฟล์ใบงาน", "this is no saved worksheet"),
    (many(sheet(), format="other"), "ไม่ใช่ไฟล์ใบงาน", "this is no saved worksheet"),
    (many(sheet(), json.loads(many(sheet()))), "ไม่รู้จัก", "a newer version saved it"),
    (many(sheet(), version=3), "ไม่รู้จัก", "a newer version saved it"),
    (many(sheet(), sheets={}), "ไม่รู้จัก", "a newer version saved it"),
    (many(sheet(), sheet(manual="other")), "ของคู่มืออื่น", "this is no saved worksheet"),
    (many(sheet(manual="other"), manual="other"), "ของคู่มืออื่น", "a worksheet of another manual"),
    (many(sheet(), sheet(sheet="WS-S4")), "ใบงาน WS-S4 ไม่ใช่ WS-S3", "this is no saved worksheet"),
    (many(*[sheet()] * 201), "ไม่เกิน 200 ใบ", "more than 200 sheets in one file"),
    (many(sheet(values={"problems": [[[[[[[[[["x"]]]]]]]]]]})), "ไม่ใช่ไฟล์ใบงาน", "this is no saved worksheet"),
]


@pytest.mark.parametrize(("content", "on_the_page", "of_the_command"), BAD, ids=range(len(BAD)))
def test_a_pile_that_does_not_fit_is_refused_in_one_line_and_nothing_of_it_is_taken(
    open_sheet: Callable[..., Page], guide: Guide, tmp_path: Path, content: bytes, on_the_page: str, of_the_command: str
) -> None:
    (tmp_path / "bad.json").write_bytes(content)
    (tmp_path / "good.json").write_bytes(many(sheet()))
    told = [line for line in noticed(tmp_path, guide) if not line.startswith("good.json")]
    assert [line.partition(";")[0] for line in told] == [f"bad.json: {of_the_command}"]
    with pytest.raises(ProblemsFound, match=of_the_command):
        gather(tmp_path / "bad.json", guide, None)
    page = on_the_pile(open_sheet, 1)
    open_file(page, tmp_path / "bad.json")
    status(page).to_contain_text(on_the_page)
    status(page).to_contain_text("สิ่งที่กรอกไว้ยังอยู่ครบ")
    expect(pile(page)).to_have_count(2)


def test_twice_on_one_pile_counts_twice_and_twice_in_two_files_once(
    open_sheet: Callable[..., Page], guide: Guide, tmp_path: Path
) -> None:
    page = open_sheet("forum")
    page.get_by_label(SWITCH).check()
    put(page, province="น่าน", men="5")
    put(page, men="5")
    status(page).to_contain_text("เหมือนใบที่ 1 ทุกช่อง")
    first, _ = save(page, tmp_path)
    put(page, men="6")
    second, sheets = save(page, tmp_path)
    (tmp_path / "single.json").write_text(json.dumps(sheets[0]), encoding="utf-8")
    assert column(collected(tmp_path, guide)["ใบงาน"], "ชาย") == [5, 5, 6]
    assert noticed(tmp_path, guide) == [
        f"{first.name} #2: the same as {first.name} #1, field by field; both count: take the older out if it is the same sheet",
        f"{second.name} #1: the same as {first.name} #1, field by field; not counted",
        f"{second.name} #2: the same as {first.name} #2, field by field; not counted",
        f"single.json: the same as {first.name} #1, field by field; not counted",
        f"{second.name} #3: the head is that of {first.name} #1, and what follows is not; "
        "both count: take the older out if it is the same sheet",
    ]
    with page.expect_download() as download:
        page.locator("[data-fill-files]").set_input_files([first, second, tmp_path / "single.json"])
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    assert [(row["ไฟล์"], row["ค่า"]) for row in rows] == [
        (f"{first.name} #1", "5"),
        (f"{first.name} #2", "5"),
        (f"{second.name} #3", "6"),
    ]
    status(page).to_contain_text(f"ไม่ได้รวม 3 ไฟล์ เพราะไม่ใช่ใบงานนี้ หรือซ้ำกัน: {second.name} #1")
    expect(pile(page)).to_have_count(4)


# ---- How it looks ----


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize(("language", "scheme"), [("", "light"), ("en/", "dark")])
def test_the_pile_has_no_fault_that_axe_or_we_can_see(
    browser: Browser, site: Path, language: str, scheme: Any, size: Any
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport=size, bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{site.as_uri()}/{language}worksheets/forum.html")
    page.locator("[data-fill-typing]").check()
    province, village, date = ("Ayutthaya", "Moo", "tomorrow") if language else ("พระนครศรีอยุธยา", "หมู่", "พรุ่งนี้")
    for number in range(1, 5):
        put(page, province=province, village=f"{village} {number}", date=date)
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()
