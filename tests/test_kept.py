"""A worksheet that a device keeps, or a file holds, from one edition to the next: nothing is lost, and nothing hidden stays."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from playwright.sync_api import Browser, Locator, Page, expect

from .conftest import LIBRARY, ROOT, Watched, assets_of
from .test_fill import dialogs, export, open_file, save

KEEP, FORGET = "เก็บไว้ในเครื่องนี้ 30 วัน", "ลบที่เก็บไว้ในเครื่อง"
DAY = 24 * 3600 * 1000
NEXT = [
    ('  number: "1.0"', '  number: "1.1"'),
    ("      - id: borrower\n        type: text\n", "      - id: phone\n        type: text\n"),
    ("          th: ชื่อผู้ยืม\n          en: Name of the borrower\n", "          th: โทรศัพท์\n          en: Telephone\n"),
    ("          - th: นิทาน\n            en: Stories\n", ""),
    ("\n            en: Knowledge\n", "\n            en: Knowledge\n          - th: การ์ตูน\n            en: Comics\n"),
    ("          - label:\n              th: ชื่อหนังสือ\n              en: Title\n            width: 6\n", ""),
    ("      - id: remarks\n        type: longtext\n", "      - id: remarks\n        type: number\n"),
    ("        lines: 2\n", ""),
]
"""What the next edition changes: a field is gone and one is new, a choice, a column, and the kind of a field."""


def built(folder: Path, changes: list[tuple[str, str]], style: str = "") -> Path:
    """The pages of the library manual with some changes in its data and its style, without its files for printing."""
    shutil.copytree(LIBRARY, folder / "manual")
    own = folder / "manual/overrides/assets/khumue.css"
    own.parent.mkdir(parents=True)
    own.write_text((ROOT / "overrides/assets/khumue.css").read_text(encoding="utf-8") + style, encoding="utf-8")
    texts = {path: path.read_text(encoding="utf-8") for path in (folder / "manual").rglob("*.yml")}
    for old, new in changes:
        assert sum(text.count(old) for text in texts.values()) == 1, old
        texts = {path: text.replace(old, new) for path, text in texts.items()}
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    config = load_config(str(folder / "manual/mkdocs.yml"), site_dir=str(folder / "site"))
    config.plugins.on_startup(command="serve", dirty=False)
    mkdocs_build(config)
    return folder / "site"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same manual as it was first, with a style of other colours, in its next edition; and another one."""
    variants: dict[str, tuple[list[tuple[str, str]], str]] = {
        "first": ([], ""),
        "restyled": ([], "\n.k-brand{color:red}\n"),
        "next": (NEXT, "\n.k-brand{color:blue}\n"),
        "stranger": ([("id: village-library", "id: town-library")], ""),
    }
    return {name: built(tmp_path_factory.mktemp(name), *variant) for name, variant in variants.items()}


class Desk:
    """A device with a browser, and a place where a manual is shown: on a server or on its disk."""

    def __init__(self, browser: Browser, folder: Path, home: str, sites: dict[str, Path]) -> None:
        self.folder, self.home, self.sites = folder, home, sites
        self.watched = Watched(browser, home, accept_downloads=True)
        self.page = self.watched.page
        self.time = time.time()

    def put(self, name: str, place: str = "") -> None:
        """Shows a site at a place, instead of what was shown there; its files are newer, as a browser asks that keeps some."""
        target = self.folder / (place or "manual")
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.sites[name], target)
        self.time += 60
        for path in (*target.rglob("*.html"), target / "editions.js"):
            os.utime(path, (self.time, self.time))

    def open(self, place: str = "manual", language: str = "") -> Page:
        """Opens the worksheet; it is there at once, since the page says so itself."""
        self.page.goto(f"{self.home}{place}/{language}worksheets/lend.html")
        expect(self.page.locator("[data-fill]")).to_be_visible()
        return self.page

    def keys(self) -> list[str]:
        """Under which names the device keeps sheets."""
        found: list[str] = self.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('khumue.sheet')).sort()")
        return found

    def keeps(self, key: str, until: int, values: dict[str, Any]) -> None:
        """Keeps a sheet as the first edition did."""
        head = {"format": "khumue-worksheet", "version": 1, "sheet": "LIB-2", "edition": "1.0", "language": "th"}
        file = json.dumps({**head, "values": values}, ensure_ascii=False)
        self.page.evaluate(
            "([key, days, file]) => localStorage.setItem(`khumue.sheet:${key}`, "
            f"JSON.stringify({{until: Date.now() + days * {DAY}, unsaved: true, file}}))",
            [key, until, file],
        )


BY_ADDRESS: set[object] = set()


def by_address(test: Callable[..., None]) -> Callable[..., None]:
    """Marks a test of what depends on the address: it is made on a disk as well without `--every`."""
    BY_ADDRESS.add(test)
    return test


@pytest.fixture(params=["server", "disk"])
def desk(
    request: pytest.FixtureRequest,
    browser: Browser,
    tmp_path: Path,
    serve: Callable[[Path], str],
    sites: dict[str, Path],
    every: bool,
) -> Iterator[Desk]:
    """A device; nothing may complain in the meantime."""
    if request.param == "disk" and request.function not in BY_ADDRESS and not every:
        pytest.skip("with --every")
    (tmp_path / "shown").mkdir()
    home = serve(tmp_path / "shown") if request.param == "server" else f"{(tmp_path / 'shown').as_uri()}/"
    desk = Desk(browser, tmp_path / "shown", home, sites)
    yield desk
    complaints = [line for line in desk.watched.complaints if not line.startswith("failed: blob:")]
    desk.watched.context.close()
    assert complaints == []


def field(page: Page, name: str) -> Locator:
    return page.get_by_label(name, exact=True)


def left(page: Page) -> Locator:
    """The list of what has no place on the sheet."""
    return page.get_by_role("region", name="ค่าที่เก็บไว้ของช่องที่ฉบับนี้ไม่มี")


def fill(page: Page) -> None:
    """Writes in every kind of field that the next edition changes."""
    field(page, "ชื่อผู้ยืม").fill("สมศรี")
    field(page, "จำนวนหนังสือ").fill("2")
    field(page, "นิทาน").check()
    field(page, "ความรู้").check()
    for column, text in (("เลขเรียกหนังสือ", "ก 12"), ("ชื่อหนังสือ", "พระอภัยมณี")):
        page.get_by_label(f"{column}, แถวที่ 2").fill(text)
    page.get_by_label("คืนแล้ว, แถวที่ 2").check()
    field(page, "สภาพหนังสือ").fill("ปกขาด")


def test_what_is_kept_outlives_new_scripts_and_styles_and_is_forgotten_without_a_trace(
    desk: Desk, sites: dict[str, Path]
) -> None:
    assert assets_of(sites["first"]) != assets_of(sites["restyled"])
    desk.put("first")
    page = desk.open()
    field(page, KEEP).check()
    field(page, "ชื่อผู้ยืม").fill("สมศรี")
    desk.put("restyled")
    page = desk.open()
    expect(field(page, "ชื่อผู้ยืม")).to_have_value("สมศรี")
    expect(field(page, KEEP)).to_be_checked()
    expect(left(page)).to_be_hidden()
    assert desk.keys() == ["khumue.sheet:village-library:LIB-2"]
    page.get_by_role("button", name=FORGET).click()
    assert desk.keys() == []
    assert "สมศรี" not in page.evaluate("JSON.stringify(localStorage)")


def test_between_two_editions_every_value_is_in_its_field_or_in_the_list(desk: Desk, tmp_path: Path) -> None:
    desk.put("first")
    page = desk.open()
    field(page, KEEP).check()
    fill(page)
    desk.put("next")
    desk.put("first", "manual/editions/1.0")
    page = desk.open()
    expect(field(page, "จำนวนหนังสือ")).to_have_value("2")
    expect(field(page, "ความรู้")).to_be_checked()
    expect(field(page, "การ์ตูน")).not_to_be_checked()
    expect(page.get_by_label("เลขเรียกหนังสือ, แถวที่ 2")).to_have_value("ก 12")
    expect(page.get_by_label("คืนแล้ว, แถวที่ 2")).to_be_checked()
    expect(field(page, "สภาพหนังสือ")).to_have_value("")
    expect(left(page).get_by_role("listitem")).to_have_text(
        [
            "ชื่อผู้ยืม (ฉบับ 1.0): สมศรี",
            "ประเภทหนังสือ (ฉบับ 1.0): นิทาน: ใช่",
            "รายการหนังสือ (ฉบับ 1.0): แถวที่ 2: ชื่อหนังสือ: พระอภัยมณี",
            "สภาพหนังสือ (ฉบับ 1.0): ปกขาด",
        ]
    )
    field(page, "โทรศัพท์").fill("0 0000 0000")
    field(page, "สภาพหนังสือ").fill("4")
    rows = export(page, tmp_path)[1]
    assert [row[-4:] for row in rows if "พระอภัยมณี" in row] == [["รายการหนังสือ", "แถวที่ 2", "ชื่อหนังสือ", "พระอภัยมณี"]]
    _, file = save(page, tmp_path)
    assert [(item["field"], item["edition"]) for item in file["left"]] == [
        (name, "1.0") for name in ("borrower", "kinds", "books", "remarks")
    ]

    page = desk.open("manual/editions/1.0", "en/")
    expect(field(page, "Name of the borrower")).to_have_value("สมศรี")
    expect(field(page, "Stories")).to_be_checked()
    expect(page.get_by_label("Title, row 2")).to_have_value("พระอภัยมณี")
    expect(field(page, "Condition of the books")).to_have_value("4")
    shown = page.get_by_role("region", name="Values kept for fields").get_by_role("listitem")
    expect(shown).to_have_text(["โทรศัพท์ (edition 1.1): 0 0000 0000", "Condition of the books (edition 1.0): ปกขาด"])
    expect(shown.first.locator("b")).to_have_attribute("lang", "th")
    field(page, "Name of the borrower").fill("สมชาย")

    page = desk.open()
    expect(field(page, "โทรศัพท์")).to_have_value("0 0000 0000")
    expect(field(page, "สภาพหนังสือ")).to_have_value("4")
    expect(left(page)).to_contain_text("สมชาย")
    for text in ("Stories: ใช่", "พระอภัยมณี", "ปกขาด"):
        expect(left(page)).to_contain_text(text)
    dialogs(page, accept=True)
    page.get_by_role("button", name="ลบรายการนี้").click()
    expect(left(page)).to_be_hidden()
    assert "สมชาย" not in page.evaluate("JSON.stringify(localStorage)")


def test_a_pile_of_paper_sheets_that_is_kept_goes_through_an_update_sheet_by_sheet(desk: Desk, tmp_path: Path) -> None:
    desk.put("first")
    page = desk.open()
    field(page, KEEP).check()
    page.locator("[data-fill-typing]").check()
    for name in ("สมศรี", "มานะ"):
        fill(page)
        field(page, "ชื่อผู้ยืม").fill(name)
        page.keyboard.press("Control+Enter")
    desk.put("next")
    page = desk.open()
    expect(page.locator(".k-pile tbody tr")).to_have_count(3)
    for number, name in ((1, "สมศรี"), (2, "มานะ")):
        page.get_by_role("button", name=f"เปิด ใบที่ {number}").click()
        expect(field(page, "จำนวนหนังสือ")).to_have_value("2")
        expect(left(page).get_by_role("listitem").first).to_have_text(f"ชื่อผู้ยืม (ฉบับ 1.0): {name}")
    field(page, "จำนวนหนังสือ").fill("3")
    with page.expect_download() as download:
        page.get_by_role("button", name="บันทึกทั้งกอง").click()
    sheets = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))["sheets"]
    assert [(one["edition"], one["values"]["count"]) for one in sheets] == [("1.0", "2"), ("1.1", "3")]
    assert "มานะ" in [item["value"] for item in sheets[1]["left"]]
    desk.put("first")
    page = desk.open()
    expect(field(page, "ชื่อผู้ยืม")).to_have_value("มานะ")
    expect(left(page)).to_be_hidden()


def test_a_file_of_another_edition_loses_nothing_on_its_way_through_this_one(desk: Desk, tmp_path: Path) -> None:
    desk.put("first")
    page = desk.open()
    fill(page)
    path, file = save(page, tmp_path)
    desk.put("next")
    page = desk.open()
    open_file(page, path)
    expect(left(page)).to_contain_text("พระอภัยมณี")
    expect(page.locator("article").get_by_role("status")).to_contain_text("ชื่อผู้ยืม, ประเภทหนังสือ, รายการหนังสือ, สภาพหนังสือ")
    through, _ = save(page, tmp_path)
    desk.put("first")
    page = desk.open()
    open_file(page, through)
    expect(field(page, "ชื่อผู้ยืม")).to_have_value("สมศรี")
    expect(left(page)).to_be_hidden()
    assert save(page, tmp_path)[1]["values"] == file["values"]


@by_address
def test_what_was_kept_under_an_address_is_adopted_the_newest_first_and_only_where_it_is_ours(
    desk: Desk, sites: dict[str, Path]
) -> None:
    desk.put("next")
    page = desk.open()
    here = f"{desk.home}manual/"
    strangers = ["https://example.invalid/manual/:LIB-2", f"{desk.home}other/:LIB-2", f"{here}:LIB-20"]
    desk.keeps(f"{here}assets/0123456789ab/worksheet.js:LIB-2", 10, {"borrower": "แก้ว", "count": "1", "due": "2026-01-02"})
    desk.keeps(f"{here}{assets_of(sites['first'])}/worksheet.js:LIB-2", 20, {"borrower": "กล้า", "count": "2"})
    desk.keeps(f"{here}editions/1.0/:LIB-2", 15, {"count": "2"})
    for key in strangers:
        desk.keeps(key, 25, {"count": "9"})
    page.reload()
    expect(field(page, KEEP)).to_be_checked()
    expect(field(page, "จำนวนหนังสือ")).to_have_value("2")
    expect(field(page, "กำหนดส่ง")).to_have_value("")
    expect(left(page).get_by_role("listitem")).to_have_text(
        [
            "borrower (ฉบับ 1.0): กล้า",
            "borrower (ใบที่เก็บไว้ก่อนหน้า): แก้ว",
            "จำนวนหนังสือ (ใบที่เก็บไว้ก่อนหน้า): 1",
            "กำหนดส่ง (ใบที่เก็บไว้ก่อนหน้า): 2026-01-02",
        ]
    )
    ours = "khumue.sheet:village-library:LIB-2"
    assert desk.keys() == sorted([ours, *(f"khumue.sheet:{key}" for key in strangers)])
    entry = page.evaluate("key => localStorage.getItem(key)", ours)
    page.reload()
    expect(left(page).get_by_role("listitem")).to_have_count(4)
    assert page.evaluate("key => localStorage.getItem(key)", ours) == entry

    desk.keeps(f"{here}assets/0123456789ab/worksheet.js:LIB-2", 10, {"count": "3"})
    page.get_by_role("button", name=FORGET).click()
    assert desk.keys() == sorted(f"khumue.sheet:{key}" for key in strangers)


def test_where_there_is_no_room_to_adopt_the_old_entry_stays_and_is_shown(desk: Desk) -> None:
    desk.put("first")
    page = desk.open()
    desk.keeps(f"{desk.home}manual/:LIB-2", 10, {"borrower": "แก้ว"})
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full'); }")
    page.reload()
    expect(field(page, "ชื่อผู้ยืม")).to_have_value("แก้ว")
    assert desk.keys() == [f"khumue.sheet:{desk.home}manual/:LIB-2"]


@by_address
def test_two_places_of_one_manual_share_what_is_kept_and_two_manuals_never(desk: Desk) -> None:
    desk.put("first")
    desk.put("restyled", "elsewhere/manual")
    desk.put("stranger", "stranger")
    page = desk.open()
    field(page, KEEP).check()
    field(page, "ชื่อผู้ยืม").fill("สมศรี")
    page = desk.open("stranger")
    expect(field(page, "ชื่อผู้ยืม")).to_have_value("")
    field(page, KEEP).check()
    field(page, "ชื่อผู้ยืม").fill("มานะ")
    page.get_by_role("button", name=FORGET).click()
    expect(field(page, KEEP)).not_to_be_checked()
    dialogs(page, accept=True)  # what was written there is in no file
    page = desk.open("elsewhere/manual")
    expect(field(page, "ชื่อผู้ยืม")).to_have_value("สมศรี")


def test_a_file_of_another_manual_is_refused(desk: Desk, tmp_path: Path) -> None:
    desk.put("stranger")
    page = desk.open()
    field(page, "ชื่อผู้ยืม").fill("มานะ")
    path, file = save(page, tmp_path)
    assert file["manual"] == "town-library"
    desk.put("first")
    page = desk.open()
    open_file(page, path)
    expect(page.locator("article").get_by_role("status")).to_contain_text("ของคู่มืออื่น")
    expect(field(page, "ชื่อผู้ยืม")).to_have_value("")


@pytest.mark.parametrize(
    "strange",
    [
        {"left": {"a": 1}, "fields": ["x"]},
        {"left": [None, 7, {"field": 1}, {"value": "x"}], "fields": {"count": {"label": 1, "axes": [[["a"]]]}}},
        {
            "left": [
                {
                    "field": "__proto__",
                    "label": "<b>x</b>\u202e",
                    "edition": {},
                    "value": {"polluted": True},
                    "axes": [[["a", 1]]],
                }
            ]
        },
        {"left": [{"field": "count", "value": [[["deep"]]], "axes": [[["", "1"], ["", "2"]]]}], "refused": "kept"},
    ],
)
def test_what_a_file_says_of_its_fields_is_only_ever_text(desk: Desk, strange: dict[str, Any]) -> None:
    desk.put("first")
    page = desk.open()
    head = {"format": "khumue-worksheet", "version": 1, "sheet": "LIB-2", "edition": "1.0", "values": {"count": "3"}}
    content = json.dumps({**head, **strange}).encode()
    open_file(page, {"name": "x.json", "mimeType": "application/json", "buffer": content})
    expect(field(page, "จำนวนหนังสือ")).to_have_value("3")
    expect(page.locator("article").get_by_role("status")).to_contain_text("เปิดไฟล์ x.json แล้ว")
    assert page.locator(".k-left b b").count() == 0
    assert page.evaluate("({}).polluted") is None
