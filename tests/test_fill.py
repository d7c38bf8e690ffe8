"""A worksheet filled in on screen: written, saved, opened, exported, printed, kept and forgotten, as an officer would."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from khumue.guide import Guide
from khumue.language import Language
from khumue.markup import Words

from .conftest import ROOT, Watched, wait_until
from .test_paper import printed
from .test_thai import DATES, NO_DATES

SHEETS = sorted(path.stem.split("-", 1)[1] for path in (ROOT / "data" / "worksheets").glob("*.yml"))
HOSTILE = '<img src=x onerror="document.title=1">"; alert(1) // \u202e ${7*7} {{7*7}} </script>'


@pytest.fixture
def open_sheet(browser: Browser, site: Path) -> Iterator[Callable[..., Page]]:
    """Opens the page of a sheet, by default from the disk; nothing may complain in the meantime."""
    watched: list[Watched] = []

    def start(sheet: str = "forum", language: str = "", home: str = "", **options: object) -> Page:
        home = home or site.as_uri() + "/"
        watched.append(Watched(browser, home, accept_downloads=True, **options))
        page = watched[-1].page
        page.goto(f"{home}{language}worksheets/{sheet}.html")
        return page

    yield start
    for one in watched:
        complaints = [line for line in one.complaints if not line.startswith("failed: blob:")]
        one.context.close()
        assert complaints == []


def save(page: Page, folder: Path) -> tuple[Path, dict[str, Any]]:
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("บันทึกเป็นไฟล์|Save as a file")).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path, json.loads(path.read_text(encoding="utf-8"))


def export(page: Page, folder: Path) -> tuple[bytes, list[list[str]]]:
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("^(ส่งออกเป็น|Export as) CSV")).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path.read_bytes(), list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def open_file(page: Page, path: Path | dict[str, Any]) -> None:
    page.locator("[data-fill-file]").set_input_files(path)  # type: ignore[arg-type]


def status(page: Page) -> Any:
    return expect(page.locator("article").get_by_role("status"))


def dialogs(page: Page, accept: bool) -> list[str]:
    seen: list[str] = []

    def answer(dialog: Dialog) -> None:
        seen.append(dialog.type)
        _ = dialog.accept() if accept else dialog.dismiss()

    page.on("dialog", answer)
    return seen


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_control_of_every_sheet_has_a_name_of_its_own(open_sheet: Callable[..., Page], sheet: str) -> None:
    page = open_sheet(sheet)
    names = page.evaluate(
        """() => [...document.querySelectorAll('.k-filling :is(input, textarea, select, button):not([hidden])')].map(control => {
            const label = control.getAttribute('aria-label') || [...(control.labels || [])].map(one => one.textContent).join(' ');
            const group = control.closest('fieldset, [role=group], .k-pick');
            const named = group && (group.getAttribute('aria-label') || group.querySelector('legend, .k-f__label').textContent);
            const legend = group && named + ': ';
            return (legend || '') + (label || control.textContent).trim();
        })"""
    )
    assert len(names) > 10
    assert [name for name in names if not name or name.endswith(": ")] == []
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_each_kind_of_field_is_filled_saved_and_opened_again(
    open_sheet: Callable[..., Page], serve: Callable[[Path], str], site: Path, tmp_path: Path, guide: Guide
) -> None:
    for home in ("", serve(site)):
        page = open_sheet("readiness", home=home)
        page.get_by_label("จังหวัด", exact=True).fill("เชียงใหม่")
        page.get_by_label("วันที่ (พ.ศ.)", exact=True).fill("๒๒ พ.ย. ๒๕๖๙")
        page.get_by_label("ครั้งที่", exact=True).fill("2")
        page.get_by_role("combobox").first.select_option("5")
        page.locator("textarea").first.fill("บรรทัดแรก\nบรรทัดที่สอง")
        page.locator(".k-boxes").get_by_role("checkbox").nth(1).check()
        page.get_by_role("group", name="ผู้บันทึก").get_by_label("ชื่อ–สกุล").fill("สมศรี ใจดี")
        status(page).to_contain_text("ยังไม่ได้บันทึก")
        path, file = save(page, tmp_path)
        status(page).to_contain_text("บันทึกเป็นไฟล์ WS-S1 เชียงใหม่")
        head = {"format": "khumue-worksheet", "version": 1, "sheet": "WS-S1", "edition": guide.manual.edition.number}
        assert {key: file[key] for key in (*head, "language")} == {**head, "language": "th"}
        assert file["values"]["province"] == "เชียงใหม่"
        assert file["values"]["date"] == "2026-11-22"

        english = open_sheet("readiness", "en/", home=home)
        open_file(english, path)
        expect(english.get_by_label("Province", exact=True)).to_have_value("เชียงใหม่")
        expect(english.get_by_label("Date (B.E.)")).to_have_value("22/11/2569")
        expect(english.get_by_text("22 November 2026 (B.E. 2569)")).to_be_visible()
        expect(english.get_by_role("combobox").first).to_have_value("5")
        _, again = save(english, tmp_path)
        assert again["values"] == file["values"]


def test_rows_are_added_and_removed_but_never_with_writing_in_them(open_sheet: Callable[..., Page], tmp_path: Path) -> None:
    page = open_sheet("forum", "en/")
    adds = page.get_by_role("button", name="Add a row Problems raised")
    removes = page.get_by_role("button", name="Remove the last row Problems raised")
    removes.click()
    status(page).to_contain_text("at least 8 rows")
    adds.click()
    status(page).to_contain_text("Row 9 added")
    expect(page.get_by_label("Problem, row 9, Problems raised", exact=True)).to_be_focused()
    page.keyboard.type("A ninth problem")
    page.get_by_label("Agreed by the forum, row 9").check()
    removes.click()
    status(page).to_contain_text("clear it first")
    path, file = save(page, tmp_path)
    assert file["values"]["problems"][8] == ["A ninth problem", None, None, True, None]
    other = open_sheet("forum", "en/")
    open_file(other, path)
    expect(other.get_by_label("Problem, row 9, Problems raised", exact=True)).to_have_value("A ninth problem")
    other.get_by_label("Problem, row 9, Problems raised", exact=True).fill("")
    other.get_by_label("Agreed by the forum, row 9").uncheck()
    other.get_by_role("button", name="Remove the last row Problems raised").click()
    expect(other.get_by_label("Problem, row 9, Problems raised", exact=True)).to_have_count(0)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("22/11/2569", "22 พฤศจิกายน 2569"),
        ("22-11-2026", "22 พฤศจิกายน 2569"),
        ("๑ ม.ค. ๒๕๗๐", "1 มกราคม 2570"),
        ("29/2/2567", "29 กุมภาพันธ์ 2567"),
        ("22/11/69", "22 พฤศจิกายน 2569"),
        ("30/2/2567", "เขียนวัน/เดือน/ปี"),
        ("พรุ่งนี้", "เขียนวัน/เดือน/ปี"),
    ],
)
def test_a_date_is_read_in_either_era_and_written_out(open_sheet: Callable[..., Page], written: str, read: str) -> None:
    page = open_sheet("forum")
    field = page.get_by_label("วันที่ (พ.ศ.)", exact=True)
    field.fill(written)
    field.blur()
    expect(field).to_have_accessible_description(re.compile(re.escape(read)))
    expect(field).to_have_attribute("aria-invalid", str("เขียน" in read).lower())


def test_a_sum_that_does_not_add_up_is_pointed_out(open_sheet: Callable[..., Page]) -> None:
    page = open_sheet("forum")
    total = page.get_by_label("ผู้เข้าร่วมทั้งหมด", exact=True)
    total.fill("1,250")
    page.get_by_label("ชาย", exact=True).fill("๖๐๐")
    expect(total).to_have_accessible_description("")
    page.get_by_label("หญิง", exact=True).fill("300")
    expect(total).to_have_accessible_description("1,250 ไม่เท่ากับ 600 + 300 ซึ่งรวมได้ 900")
    expect(total).to_have_value("1,250")
    page.get_by_label("หญิง", exact=True).fill("650")
    expect(total).to_have_accessible_description("")


def test_a_column_that_sums_its_row_is_looked_at_too(open_sheet: Callable[..., Page]) -> None:
    page = open_sheet("know-problems", "en/")
    row = page.locator("tr[data-row='row 1']").filter(has=page.get_by_label("Severity, row 1"))
    for rating, value in zip(row.get_by_role("combobox").all(), "5432", strict=True):
        rating.select_option(value)
    total = row.get_by_label("Total, row 1")
    total.fill("13")
    expect(total).to_have_accessible_description("13 is not 5 + 4 + 3 + 2, which is 14")
    total.fill("14")
    expect(total).to_have_accessible_description("")


def test_a_sheet_reads_the_dates_that_lists_of_places_have(browser: Browser) -> None:
    page = browser.new_page()
    page.add_script_tag(path=ROOT / "overrides/assets/sheet.js")
    read = "texts => texts.map(text => khumueSheet.date(text))"
    assert dict(zip(DATES, page.evaluate(read, DATES), strict=True)) == dict.fromkeys(DATES, "2026-11-22")
    assert dict(zip(NO_DATES, page.evaluate(read, NO_DATES), strict=True)) == dict.fromkeys(NO_DATES)
    assert page.evaluate(read, ["1 ก.พ. 2480", "31/12/2483", "1 Sept 2463"]) == ["1938-02-01", "1940-12-31", "1920-09-01"]
    assert page.evaluate("khumueSheet.shortDate('1938-02-01')") == "1/2/2480"
    assert page.evaluate("khumueSheet.longDate('1938-02-01', 'th')") == "1 กุมภาพันธ์ 2480"
    page.close()


def test_excel_makes_nothing_else_of_what_is_exported(browser: Browser) -> None:
    page = browser.new_page()
    page.add_script_tag(path=ROOT / "overrides/assets/sheet.js")
    changed = ["12/3", "5-10", "1/2569", "9 - 12", "22/11/2569", "1E5", "09:30", "มี.ค.", "มี.ค. 69", "Mar-5", "5 March", "๑๒/๓"]
    kept = ["2026-11-22", "12", "1,250", "2.5", "หมู่ 3", "12/3 บ้านนา", "พฤศจิกายนนี้", "Mayor", "ครั้งที่ 1/2569"]
    (row,) = csv.reader(io.StringIO(page.evaluate("row => khumueSheet.csv([row])", changed + kept).removeprefix("\ufeff")))
    assert row == [f"'{text}" for text in changed] + kept
    page.close()


def test_what_is_no_number_is_told_and_still_saved_as_it_was_written(open_sheet: Callable[..., Page], tmp_path: Path) -> None:
    page = open_sheet("forum")
    men = page.get_by_label("ชาย", exact=True)
    men.fill("ราวสิบ")
    men.blur()
    expect(men).to_have_accessible_description(re.compile("กรอกเป็นตัวเลข"))
    _, file = save(page, tmp_path)
    assert file["values"]["men"] == "ราวสิบ"
    men.fill("๑,๒๕๐")
    expect(men).to_have_attribute("aria-invalid", "false")
    assert ["ข้อมูลเวที", "ชาย", "", "", "1250"] in [row[-5:] for row in export(page, tmp_path)[1]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"format": "khumue-worksheet", "ver', "เสียหาย"),
        (b"\xff\xfe\x00PK", "เสียหาย"),
        (b"[" * 200_000, "เสียหาย"),
        (b'{"a": 1}', "ไม่ใช่ไฟล์ใบงาน"),
        (b"null", "ไม่ใช่ไฟล์ใบงาน"),
        (b'{"format": "khumue-worksheet", "version": 2, "sheet": "WS-S3", "values": {}}', "ไม่รู้จัก"),
        (b'{"format": "khumue-worksheet", "version": 1, "sheet": "WS-S4", "values": {}}', "ใบงาน WS-S4 ไม่ใช่ WS-S3"),
        (b'{"format": "khumue-worksheet", "version": 1, "sheet": "<b onclick=1>", "values": {}}', "<b onclick=1>"),
        (b'{"format": "khumue-worksheet", "version": 1, "sheet": {"toString": 1}, "values": {}}', "ใบงาน ? ไม่ใช่"),
        (b'{"format": "khumue-worksheet", "version": 1, "sheet": "WS-S3", "values": []}', "ไม่ใช่ไฟล์ใบงาน"),
        (b" " * 5_000_001, "ใหญ่เกินไป"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_in_one_sentence_and_nothing_is_lost(
    open_sheet: Callable[..., Page], content: bytes, said: str
) -> None:
    page = open_sheet("forum")
    page.get_by_label("จังหวัด", exact=True).fill("น่าน")
    open_file(page, {"name": "x.json", "mimeType": "application/json", "buffer": content})
    status(page).to_contain_text(said)
    status(page).to_contain_text("สิ่งที่กรอกไว้ยังอยู่ครบ")
    expect(page.get_by_label("จังหวัด", exact=True)).to_have_value("น่าน")


def test_hostile_text_is_text_and_what_has_no_place_is_named(open_sheet: Callable[..., Page], tmp_path: Path) -> None:
    page = open_sheet("forum")
    title = page.title()
    values = {"province": HOSTILE, "problems": [[HOSTILE, None, None, True, "1"]], "key-words": HOSTILE, "district": {"x": 1}}
    values |= {"potential": [["a"]] * 201, "form": ["yes"], "nowhere": "x", "__proto__": {"polluted": True}}
    file = {"format": "khumue-worksheet", "version": 1, "sheet": "WS-S3", "edition": "0.0", "values": values}
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps(file), encoding="utf-8")
    open_file(page, path)
    status(page).to_contain_text("จากฉบับ 0.0")
    for name in ("อำเภอ", "ศักยภาพของตนเองและชุมชน", "รูปแบบเวที", "nowhere", "__proto__"):
        status(page).to_contain_text(name)
    expect(page.get_by_label("จังหวัด", exact=True)).to_have_value(HOSTILE)
    assert HOSTILE.replace(" ", "")[:30] in "".join(printed(page, tmp_path))
    assert page.title() == title
    assert page.locator(".k-sheet img, .k-sheet script").count() == 0
    assert page.evaluate("({}).polluted") is None
    _, saved = save(page, tmp_path)
    assert saved["values"]["province"] == HOSTILE


def test_the_csv_opens_in_excel_as_thai_and_runs_nothing(open_sheet: Callable[..., Page], tmp_path: Path) -> None:
    page = open_sheet("forum")
    page.get_by_label("จังหวัด", exact=True).fill("=HYPERLINK(1)")
    page.get_by_label("อำเภอ", exact=True).fill("+66 81 234")
    page.get_by_label("ตำบล", exact=True).fill('เวียง "เหนือ", ใต้')
    page.get_by_label("เลขที่ใบงาน", exact=True).fill("0812345678")
    page.get_by_label("ปัญหา, แถวที่ 2, ปัญหาที่ยกขึ้นมา", exact=True).fill("@SUM(A1)\nบรรทัดสอง")
    page.get_by_label("เวทีเห็นร่วมกัน, แถวที่ 2").check()
    page.get_by_label("วันที่ (พ.ศ.)", exact=True).fill("22/11/2569")
    page.get_by_label("เป็นทางการ", exact=True).check()
    raw, rows = export(page, tmp_path)
    assert raw.startswith(b"\xef\xbb\xbf")
    assert [*rows[0][:2], *rows[0][-5:]] == ["ใบงาน", "จังหวัด", "หมวด", "ช่อง", "แถว", "คอลัมน์", "ค่า"]
    for row in rows[1:]:  # whose it is stands in every row
        head = dict(zip(rows[0], row, strict=True))
        assert head["จังหวัด"] == "'=HYPERLINK(1)"
        assert head["อำเภอ"] == "'+66 81 234"
        assert head["ตำบล"] == 'เวียง "เหนือ", ใต้'
        assert head["เลขที่ใบงาน"] == "'0812345678"
        assert head["วันที่ (พ.ศ.)"] == "2026-11-22"
    found = {tuple(row[-4:-1]): row[-1] for row in rows[1:]}
    assert found[("ปัญหาที่ยกขึ้นมา", "แถวที่ 2", "ปัญหา")].startswith("'@SUM")
    assert found[("ปัญหาที่ยกขึ้นมา", "แถวที่ 2", "เวทีเห็นร่วมกัน")] == "ใช่"
    assert found[("รูปแบบเวที", "", "")] == "เป็นทางการ"
    assert len(rows) == 4


def test_the_print_shows_what_was_written_to_its_end_or_a_blank_sheet(open_sheet: Callable[..., Page], tmp_path: Path) -> None:
    page = open_sheet("forum", "en/")
    long = " ".join(f"word{n}" for n in range(600))
    page.get_by_label("Key words spoken at the forum").fill(long)
    page.get_by_label("Province", exact=True).fill("Nan-on-the-river-with-a-rather-long-name")
    page.get_by_label("Problem, row 1, Problems raised", exact=True).fill("Debt")
    page.get_by_role("group", name="Recorder").get_by_label("Name").fill("Somsri")
    paper = "".join(printed(page, tmp_path))
    for shown in ("word0word1", "word598word599", "Nan-on-the-river-with-a-rather-long-name", "Debt", "Somsri"):
        assert shown in paper
    page.emulate_media(media="print")
    for hidden in (".k-fillbar", ".k-savebar", ".k-in"):
        expect(page.locator(hidden).first).to_be_hidden()
    page.emulate_media(media="null")
    page.evaluate("window.print = () => { window.blank = document.documentElement.className; }")
    page.get_by_role("button", name="Print a blank sheet").click()
    assert "k-blank" in page.evaluate("window.blank")
    blank = printed_blank(page, tmp_path)
    for shown in ("word1", "Nan-on", "Debt", "Somsri"):
        assert shown not in blank
    assert "Signature" in blank
    expect(page.get_by_label("Problem, row 1, Problems raised", exact=True)).to_have_value("Debt")


def printed_blank(page: Page, folder: Path) -> str:
    """The paper as it is while "print a blank sheet" prints; `page.pdf` itself ends a print, so that its end is not heard."""
    page.evaluate("addEventListener('afterprint', event => event.stopImmediatePropagation(), {capture: true})")
    page.evaluate("document.documentElement.classList.add('k-blank')")
    return "".join(printed(page, folder))


def test_the_device_keeps_nothing_until_it_is_ticked_and_forgets_with_one_button(
    open_sheet: Callable[..., Page], serve: Callable[[Path], str], site: Path
) -> None:
    for home in ("", serve(site)):
        page = open_sheet("forum", home=home)
        stored = "Object.keys(localStorage).filter(key => key.startsWith('khumue.sheet')).length"
        dialogs(page, accept=True)
        page.get_by_label("จังหวัด", exact=True).fill("แพร่")
        assert page.evaluate(stored) == 0
        page.reload()
        expect(page.get_by_label("จังหวัด", exact=True)).to_have_value("")
        page.get_by_label("เก็บไว้ในเครื่องนี้ 30 วัน").check()
        page.get_by_label("จังหวัด", exact=True).fill("แพร่")
        status(page).to_contain_text("เก็บไว้ในเครื่องนี้ถึง")
        page.reload()
        expect(page.get_by_label("จังหวัด", exact=True)).to_have_value("แพร่")
        status(page).to_contain_text("เปิดสิ่งที่เก็บไว้")
        page.get_by_role("link", name="English").click()
        expect(page.get_by_label("Province", exact=True)).to_have_value("แพร่")
        page.get_by_role("button", name="Forget what is kept").click()
        status(page).to_contain_text("Forgotten")
        assert page.evaluate(stored) == 0
        page.reload()
        expect(page.get_by_label("Province", exact=True)).to_have_value("")


def test_what_is_kept_is_gone_after_30_days_from_whichever_sheet_is_opened(open_sheet: Callable[..., Page]) -> None:
    page = open_sheet("forum")
    page.get_by_label("เก็บไว้ในเครื่องนี้ 30 วัน").check()
    page.get_by_label("จังหวัด", exact=True).fill("ตาก")
    page.clock.set_system_time(page.evaluate("Date.now() + 31 * 24 * 3600 * 1000"))
    page.goto(page.url.replace("forum", "partners"))
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('khumue.sheet')).length") == 0


def test_two_tabs_of_a_kept_sheet_follow_each_other_and_neither_overwrites_the_other_unasked(
    open_sheet: Callable[..., Page], serve: Callable[[Path], str], site: Path
) -> None:
    one = open_sheet("forum", home=serve(site))
    tick, province = "เก็บไว้ในเครื่องนี้ 30 วัน", "จังหวัด"
    one.get_by_label(tick).check()
    one.get_by_label(province, exact=True).fill("แพร่")
    two = one.context.new_page()
    two.goto(one.url)
    expect(two.get_by_label(province, exact=True)).to_have_value("แพร่")
    one.get_by_label("อำเภอ", exact=True).fill("สอง")
    expect(two.get_by_label("อำเภอ", exact=True)).to_have_value("สอง")
    status(two).to_contain_text("ตามที่กรอกในอีกแท็บหนึ่ง")
    two.get_by_label(province, exact=True).fill("น่าน")
    expect(one.get_by_label(province, exact=True)).to_have_value("น่าน")
    two.get_by_role("button", name="ลบที่เก็บไว้ในเครื่อง").click()
    expect(one.get_by_label(tick)).not_to_be_checked()
    status(one).to_contain_text("ลบออกจากเครื่องนี้แล้ว")
    expect(one.get_by_label(province, exact=True)).to_have_value("น่าน")

    one.get_by_label(province, exact=True).fill("ตาก")
    two.get_by_label(tick).check()
    one.wait_for_function(
        "Object.keys(localStorage).some(key => key.startsWith('khumue.sheet'))"
    )  # a tab hears of it a little later
    asked = dialogs(one, accept=False)
    one.get_by_label(tick).click()
    status(one).to_contain_text("เครื่องนี้ยังเก็บตามอีกแท็บหนึ่ง")
    assert asked == ["confirm"]
    expect(one.get_by_label(tick)).not_to_be_checked()
    expect(two.get_by_label(province, exact=True)).to_have_value("น่าน")


@pytest.mark.parametrize("closed", ["throws on reading", "is full"])
def test_closed_or_full_storage_is_said_and_the_sheet_still_works(
    open_sheet: Callable[..., Page], closed: str, tmp_path: Path, browser: Browser, site: Path
) -> None:
    broken = {
        "throws on reading": "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('closed'); }})",
        "is full": "Storage.prototype.setItem = () => { throw new DOMException('full'); }",
    }
    watched = Watched(browser, site.as_uri() + "/", accept_downloads=True)
    watched.page.add_init_script(broken[closed])
    page = watched.page
    page.goto(f"{site.as_uri()}/worksheets/forum.html")
    keep = page.get_by_label("เก็บไว้ในเครื่องนี้ 30 วัน")
    if closed == "is full":
        keep.click()
        status(page).to_contain_text("เก็บไว้ในเครื่องไม่ได้")
    else:
        expect(keep).to_be_disabled()
        expect(keep).to_have_accessible_description(re.compile("เก็บไว้ในเครื่องไม่ได้"))
    expect(keep).not_to_be_checked()
    page.get_by_label("จังหวัด", exact=True).fill("เลย")
    assert save(page, tmp_path)[1]["values"]["province"] == "เลย"
    assert watched.complaints == []
    watched.context.close()


def test_leaving_with_unsaved_writing_warns_and_only_then(open_sheet: Callable[..., Page], tmp_path: Path) -> None:
    page = open_sheet("forum")
    seen = dialogs(page, accept=False)
    page.get_by_label("จังหวัด", exact=True).fill("ชัยนาท")
    page.evaluate("location.href = 'index.html'")
    wait_until(page, lambda: seen == ["beforeunload"])
    assert "forum" in page.url
    open_file(page, {"name": "x.json", "mimeType": "application/json", "buffer": empty("WS-S3")})
    status(page).to_contain_text("สิ่งที่กรอกไว้ยังอยู่ครบ")
    assert seen == ["beforeunload", "confirm"]
    expect(page.get_by_label("จังหวัด", exact=True)).to_have_value("ชัยนาท")
    save(page, tmp_path)
    page.goto(page.url.replace("forum", "partners"))
    assert seen == ["beforeunload", "confirm"]


def empty(sheet: str) -> bytes:
    return json.dumps({"format": "khumue-worksheet", "version": 1, "sheet": sheet, "values": {}}).encode()


def score(page: Page, factor: int, place: int, value: str) -> None:
    page.locator(".k-compare tbody").nth(factor - 1).get_by_role("radiogroup").nth(place).get_by_text(value, exact=True).click()


def test_tambons_are_scored_side_by_side_and_a_blank_leaves_no_total(open_sheet: Callable[..., Page], tmp_path: Path) -> None:
    page = open_sheet("scoring")
    page.get_by_role("button", name="เพิ่มตำบล").click()
    expect(page.get_by_label("ชื่อตำบลที่ 2")).to_be_focused()
    page.get_by_label("ชื่อตำบลที่ 1").fill("ก")
    page.get_by_label("ชื่อตำบลที่ 2").fill("ข")
    for factor in range(1, 9):
        score(page, factor, 0, "4")
        if factor != 4:
            score(page, factor, 1, "5")
    evidence = page.get_by_role("button", name=re.compile("หลักฐานที่เห็น, ก, 1 "))
    expect(evidence).to_have_accessible_name(re.compile("^เขียน: "))
    evidence.click()
    expect(page.get_by_label(re.compile("^หลักฐานที่เห็น, ก, 1 "))).to_be_focused()
    page.keyboard.type("order-17/2569")
    expect(evidence).to_have_accessible_name(re.compile("^เขียนแล้ว: "))
    totals = page.locator(".k-compare tfoot td")
    expect(totals).to_have_text(["32 จาก 40 (80 %)", "ยังไม่มีผลรวม: ขาดข้อ 4"])
    expect(page.locator(".k-compare tfoot")).to_contain_text("ข้อเสนอ")
    expect(page.locator(".k-compare tbody").nth(8)).to_contain_text("ไม่รวมในผล")
    meaning = page.locator(".k-compare tbody").nth(1).locator(".k-levels")
    expect(meaning).to_be_hidden()
    page.get_by_role("button", name=re.compile("^ความหมายของคะแนน: 2 ")).click()
    expect(meaning).to_contain_text("3 = มีแล้วหรืออยู่ระหว่างดำเนินการจัดตั้ง")
    score(page, 9, 0, "1")
    expect(totals.nth(0)).to_have_text("32 จาก 40 (80 %)")
    expect(page.locator("[data-field=weighted-sum] output")).to_have_text("ก: 32 · ข: ยังไม่มีผลรวม: ขาดข้อ 4")
    assert [cell.input_value() for cell in page.locator(".k-compare thead input").all()] == ["ก", "ข"]  # as entered: no rank

    paper = "".join(printed(page, tmp_path))  # Chromium's PDF doubles Thai marks in copied text; figures are exact
    for shown in ("order-17/2569", "ก—", "32จาก40(80%)", "3="):
        assert shown in paper
    rows = export(page, tmp_path)[1]
    assert not any("อยู่ระหว่าง" in cell and "3 =" in cell for row in rows for cell in row)
    assert [row[-1] for row in rows if row[-3].startswith("ผลรวม")] == ["32 จาก 40 (80 %)", "ยังไม่มีผลรวม: ขาดข้อ 4"]

    path, file = save(page, tmp_path)
    other = open_sheet("scoring")
    open_file(other, path)
    expect(other.locator(".k-compare tfoot td")).to_have_text(["32 จาก 40 (80 %)", "ยังไม่มีผลรวม: ขาดข้อ 4"])
    assert save(other, tmp_path)[1]["values"] == file["values"]
    dialogs(other, accept=True)
    other.get_by_role("button", name="นำออก ก").click()
    expect(other.locator(".k-compare tfoot td")).to_have_text(["ยังไม่มีผลรวม: ขาดข้อ 4"])
    expect(other.get_by_label("ชื่อตำบลที่ 1")).to_have_value("ข")


@pytest.mark.parametrize("language", ["", "en/"])
def test_nine_factors_of_three_tambons_stand_on_one_screen(open_sheet: Callable[..., Page], language: str) -> None:
    page = open_sheet("scoring", language, viewport={"width": 1280, "height": 800})
    adds = page.get_by_role("button", name=re.compile("เพิ่มตำบล|Add another tambon"))
    for _ in range(2):
        adds.click()
    page.evaluate("document.querySelector('.k-sides').scrollIntoView()")
    seen = """() => {
        const top = document.querySelector('.md-header').getBoundingClientRect().bottom;
        const bottom = document.querySelector('.k-savebar').getBoundingClientRect().top;
        return [...document.querySelectorAll('.k-compare :is(thead input, .k-pick label, output)')].filter(one => {
            const { left, right, top: above, bottom: below } = one.getBoundingClientRect();
            const found = document.elementFromPoint((left + right) / 2, (above + below) / 2);
            return above >= top && below <= bottom && one.parentNode.contains(found);
        }).length;
    }"""
    assert page.evaluate(seen) == 3 + 9 * 3 * 5 + 3
    region = page.get_by_role("region", name=re.compile("คะแนนของแต่ละปัจจัย|Score of each factor"))
    assert region.evaluate("one => one.scrollHeight <= one.clientHeight && one.scrollWidth <= one.clientWidth")
    for _ in range(3):
        adds.click()
    page.locator(".k-compare .k-pick").last.locator("input").last.focus()
    name, total = page.locator(".k-compare tbody").last.locator("th").first, page.locator(".k-compare tfoot th")
    for stays in (name, total):  # while the sixth is in view
        assert stays.bounding_box()["x"] - region.bounding_box()["x"] < 2  # type: ignore[index]


def test_a_score_is_given_and_taken_back_with_keys_and_with_a_press(open_sheet: Callable[..., Page], tmp_path: Path) -> None:
    page = open_sheet("scoring")
    first = page.get_by_role("radiogroup").first
    first.get_by_role("radio").first.focus()
    page.keyboard.press("4")
    expect(first.get_by_role("radio", checked=True)).to_have_accessible_name("4")
    page.keyboard.press("ArrowRight")
    expect(first.get_by_role("radio", checked=True)).to_have_accessible_name("5")
    expect(first.get_by_role("radio", name="5")).to_be_focused()
    page.keyboard.press("Delete")
    expect(first.get_by_role("radio", checked=True)).to_have_count(0)
    score(page, 1, 0, "2")
    assert save(page, tmp_path)[1]["values"]["factor-scores"][0]["scores"][0] == [None, 2]
    score(page, 1, 0, "2")
    expect(first.get_by_role("radio", checked=True)).to_have_count(0)
    expect(page.locator(".k-savebar")).to_contain_text("ยังไม่ได้บันทึก")
    assert save(page, tmp_path)[1]["values"].get("factor-scores") is None


def test_a_saved_comparison_with_holes_opens_as_far_as_it_goes(open_sheet: Callable[..., Page]) -> None:
    page = open_sheet("scoring")
    file = {"format": "khumue-worksheet", "version": 1, "sheet": "SCORE-9", "edition": "0.1"}
    file["values"] = {"factor-scores": [None, {"name": HOSTILE, "scores": [["x", 5], None]}], "area-category": [None, True]}  # type: ignore[assignment]
    open_file(page, {"name": "x.json", "mimeType": "application/json", "buffer": json.dumps(file).encode()})
    expect(page.get_by_label("ชื่อตำบลที่ 2")).to_have_value(HOSTILE)
    expect(page.locator(".k-compare tfoot td").nth(1)).to_have_text("ยังไม่มีผลรวม: ขาดข้อ 2–8")


def test_without_weights_in_the_data_there_is_no_total(open_sheet: Callable[..., Page]) -> None:
    page = open_sheet("forum")
    total = "([scores, weights]) => khumueSheet.total(scores, weights)"
    assert page.evaluate(total, [[5, 5], [None, None]])["total"] is None
    assert page.evaluate(total, [[5, None], [1, 1]])["missing"] == [1]
    assert page.evaluate(total, [[5, None], [2, None]])["percent"] == 100
    assert page.evaluate(total, [[4, 3, 1], [1, 1.5, None]])["total"] == 8.5


def test_only_what_the_data_weigh_and_whose_direction_is_sure_counts(guide: Guide, site: Path) -> None:
    html = (site / "worksheets" / "scoring.html").read_text(encoding="utf-8")
    factors = next(one for one in guide.criteria if one.sheet == "scoring").criteria
    sure = [one for one in factors if one.judging and one.judging.weight and one.judging.direction != "unconfirmed"]
    assert html.count("data-weight=") == len(sure) == 8
    assert "data-weight" not in (site / "worksheets" / "prepare-area.html").read_text(encoding="utf-8")


def test_all_of_it_is_done_with_the_keyboard(open_sheet: Callable[..., Page], tmp_path: Path) -> None:
    page = open_sheet("forum")
    page.get_by_role("button", name="เปิดไฟล์ที่บันทึกไว้").focus()
    reached = []
    for _ in range(90):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("(document.activeElement.closest('[data-field]') || {dataset: {}}).dataset.field"))
        covered = """() => {
            const box = document.activeElement.getBoundingClientRect();
            const bar = document.querySelector('.k-savebar').getBoundingClientRect();
            const fits = box.height < bar.top - document.querySelector('.md-header').offsetHeight;
            return !document.activeElement.closest('.k-savebar') && fits && box.bottom > bar.top + 1 && box.top < bar.bottom;
        }"""
        assert not page.evaluate(covered)
    assert {"province", "form", "potential", "problems"} <= set(reached)


@pytest.mark.parametrize("language", ["", "en/"])
@pytest.mark.parametrize("sheet", ["forum", "reflection", "scoring"])
def test_targets_are_large_enough_and_nothing_scrolls_sideways(
    open_sheet: Callable[..., Page], language: str, sheet: str
) -> None:
    page = open_sheet(sheet, language)
    if sheet == "scoring":
        page.get_by_role("button", name=re.compile("เพิ่มตำบล|Add another tambon")).click()
    for width in (1280, 360, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        small = """() => [...document.querySelectorAll('.k-filling :is(input, textarea, select, button)')].filter(one => {
            const target = one.type === 'checkbox' ? one.closest('label, td') || one : one;
            const box = target.getBoundingClientRect();
            const small = innerWidth > 896 && one.closest('.k-compare') && one.type !== 'text'; // many beside each other
            return box.width && (box.height < (small || one.type === 'checkbox' ? 24 : 43.9) || box.width < 24);
        }).map(one => one.outerHTML.slice(0, 120))"""
        assert page.evaluate(small) == []
        letters = "all => Math.min(...all.map(one => parseFloat(getComputedStyle(one).fontSize)))"
        least = page.locator(".k-fill :is(input[type=text], textarea, select)").evaluate_all(letters)
        assert least >= 16 or width == 1280  # a phone enlarges the page at a smaller one


def test_without_scripts_the_sheet_is_the_blank_that_it_was(open_sheet: Callable[..., Page], tmp_path: Path) -> None:
    page = open_sheet("forum", java_script_enabled=False)
    assert page.locator(".k-sheet :is(input, textarea, select)").count() == 0
    for hidden in ("[data-fill]", "[data-fill-save]"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator("[data-sheet] .k-f__rule").first).to_be_visible()


def test_the_words_of_filling_in_are_in_both_languages_and_name_the_same_values() -> None:
    thai, english = (Words(language).section("fill") for language in Language)
    script = "".join(
        (ROOT / "overrides" / "assets" / f"{name}.js").read_text("utf-8") for name in ("fields", "scoring", "typing", "fill")
    )
    for name, text in thai.items():
        assert set(re.findall(r"\{(\w+)\}", text)) >= set(re.findall(r"\{(\w+)\}", english[name])) - {"n"}, name
    used = set(re.findall(r'words\.(\w+)|say\("(\w+)"|refuse\("(\w+)"', script))
    assert {name for found in used for name in found if name} <= thai.keys()
