"""Types of fields: a row for each, which every place walks; what a row lacks is told, and the types beyond a line of writing."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Literal

import pytest
from docx import Document
from docx.oxml.ns import qn
from playwright.sync_api import Browser, Page, expect

from khumue import build, complete
from khumue.field_types import FIELD_TYPES, FieldType
from khumue.guide import Guide
from khumue.language import Language
from khumue.lists import places, table
from khumue.lists.cells import READERS, Strange, printed
from khumue.model import Column, FieldBase, PhoneField, TableField, Text, TimeField, Worksheet
from khumue.pages.plan import plan as pages_of
from khumue.pages.rendering import PageTemplates
from khumue.project import Project
from khumue.sheets import docx, html, room
from khumue.sheets.sheet import Sheet, plan

from .conftest import LIBRARY, ROOT
from .test_fill import export, open_file, save

TIMES = {"09:30": "9:30|09.30|๙.๓๐ น.|9.30น.|เวลา 09.30 น.|09:30 นาฬิกา|9:30 am|9.30 a.m.", "21:05": "21.05 น.|9:05 PM"}
TIMES |= {"00:00": "0.00|00:00|12.00 am", "12:00": "12.00 น.|12:00 p.m.", "24:00": "24.00 น."}
NO_TIMES = "9|9.3|9.60|24.01|25.00 น.|13:00 pm|0:10 am|09.00-12.00 น.|บ่ายโมง|09:30:15|22/11/2569".split("|")
PHONES = "0 1234 5678|๐๘-๑๒๓๔-๕๖๗๘|(01) 234 5678|+66 1234 5678|01234567 ต่อ 12|012345678 ext. 9|0.12.345|1234".split("|")
NO_PHONES = "12|23456789|ไม่มี|012345678, 012345679 และอื่น ๆ|01-23a|+|0123456789012345678901234|=1+1".split("|")
"""Also what a spreadsheet leaves of a number: without the 0 before it."""


@pytest.fixture(scope="module")
def library() -> Guide:
    found, problems = build.check(Project(LIBRARY, LIBRARY / "site"))
    assert found is not None, problems
    return found


@pytest.fixture(scope="module")
def sheet(library: Guide) -> Sheet:
    """The sheet in both languages that has a field of every type."""
    return next(sheet for sheet in plan(library, None) if sheet.path("pdf") == "worksheets/lend.th-en.pdf")


def page_of(guide: Guide, record: Worksheet, language: Language) -> str:
    """A sheet's page, as a browser gets it."""
    planned = next(page for page in pages_of(guide) if page.address == f"worksheets/{record.id}.html")
    shared = {
        name: lambda *_: ()
        for name in ("printed", "gaps_in", "unanswered", "waiting", "waiting_within", "proposes", "whole", "ours", "bears_mark")
    }
    templates = PageTemplates(guide, lambda *_: "", shared)
    return templates.render("worksheet", language, planned.address, it=record, title=record.title, sections=(), every=())


def words_of(document: bytes) -> str:
    body = Document(io.BytesIO(document)).element.body
    return "".join(text.text or "" for text in body.iter(qn("w:t")))


def test_no_row_lacks_a_part_and_every_type_stands_on_the_sheet_of_the_library(library: Guide) -> None:
    assert list(complete.forgotten()) == []
    (record,) = (record for record in library.worksheets if record.id == "lend")
    fields = [field for section in record.sections for field in section.fields]
    columns = [column for field in fields if isinstance(field, TableField) for column in field.columns]
    shown = {field.type for field in fields} | {column.type for column in columns}
    assert shown == FIELD_TYPES.keys()


@pytest.mark.parametrize(
    ("name", "row", "part", "files"),
    [
        ("text", FieldType(layout="lien", control="written"), "lien", "_sheet.html _fields.html _fields.xml fields.js"),
        ("text", FieldType(layout="line", control="writen"), "writen", "_cells.html _cells.html _cells.xml fields.js"),
        ("date", FieldType(layout="line", control="written", reads="tide"), "tide", "cells.py sheet.js"),
        ("date", FieldType(layout="line", control="written", reads="tide"), "bad_tide", "words.toml"),
        ("area", FieldType(layout="line", control="written"), "area", "model.py"),
    ],
)
def test_what_a_row_names_and_nobody_has_written_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, row: FieldType, part: str, files: str
) -> None:
    monkeypatch.setitem(FIELD_TYPES, name, row)
    told = [problem.line(Language.EN) for problem in complete.forgotten()]
    needs = f'field_types.py: "{name}" needs "{part}" in '
    assert [line.removeprefix(needs).split()[0].strip(",") for line in told if line.startswith(needs)] == files.split()
    assert all(line.startswith(f'field_types.py: "{name}" needs ') for line in told)
    with pytest.raises(build.ProblemsFound, match=part):
        build.manual(Project(LIBRARY, LIBRARY / "site"))


def test_a_class_without_a_row_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(complete, "FIELD_TYPES", {name: row for name, row in FIELD_TYPES.items() if name != "phone"})
    (told,) = complete.forgotten()
    assert told.line(Language.EN).startswith('model.py: "phone" needs "phone" in field_types.py (FIELD_TYPES), which has none')


class VotesField(FieldBase):
    """A type that nobody has heard of."""

    type: Literal["votes"]


def test_a_row_and_a_class_are_all_that_a_type_needs(
    library: Guide, sheet: Sheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FIELD_TYPES, "votes", FieldType(layout="line", control="ticked", reads="number", room=50, column=70))
    votes = VotesField(id="votes", type="votes", label=Text(th="คะแนนเสียง", en="Votes"))
    columns = tuple(Column.model_construct(label=votes.label, type=type, width=1, computed=None) for type in ("votes", "text"))
    grid = TableField.model_construct(id="grid", type="table", label=votes.label, note=None, columns=columns, rows=1)
    record = sheet.record
    assert isinstance(record, Worksheet)
    section = record.sections[0].model_copy(update={"fields": (votes, grid)})
    odd = record.model_copy(update={"sections": (section,)})
    page = page_of(library, odd, Language.EN)
    assert 'data-type="votes" data-label="Votes"' in page
    assert '<td class="box"></td><td></td>' in page
    assert " votes,line,ticked,number" in page
    printable = replace(sheet, record=odd)
    assert '<td class="votes">☐</td><td class="text"></td>' in html.html(printable)
    assert room.shares(columns, printable)[0] * 1.8 >= 69
    assert words_of(docx.render(printable)).count("☐") == 1
    path = tmp_path / "places.csv"
    path.write_text("Votes\n12\nสิบ\n", encoding="utf-8")
    with pytest.raises(build.ProblemsFound, match='"votes": no number'):
        places.read(table.read(path), [votes])


def test_nothing_else_tells_types_apart() -> None:
    """Whoever needs to know walks the rows: no comparison with a type, no other list of their names."""
    others = {name for name in FIELD_TYPES if name not in {"table", "checkbox", *READERS}}
    rows = (ROOT / "generator" / "field_types.py", ROOT / "generator" / "model.py", ROOT / "generator" / "complete.py")
    layouts = {row.layout for row in FIELD_TYPES.values()}
    named = re.compile(rf"""(["'])({"|".join(others - layouts)})\1""")
    compared = re.compile(r"""(\.type\b|\btype\b|dataset\.type) *([!=]=+|in|not in) *[\["'({]""")
    for folder in ("generator", "overrides"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".js", ".html", ".xml"} and path not in rows:
                text = path.read_text(encoding="utf-8")
                found = [hit[0] for pattern in (named, compared) for hit in pattern.finditer(text)]
                assert not found or {"publishing", "styles.py"} & {*path.parts}, (path, found)  # of other types


def test_times_and_numbers_are_read_alike_on_screen_and_in_lists(browser: Browser) -> None:
    label = Text(th="ก")
    when, number = TimeField(id="a", type="time", label=label), PhoneField(id="a", type="phone", label=label)
    read = {written: time for time, some in TIMES.items() for written in some.split("|")}
    assert {written: printed(written, when) for written in read} == read
    assert [text for text in NO_TIMES if not isinstance(printed(text, when), Strange)] == []
    assert [text for text in PHONES if isinstance(printed(text, number), Strange)] == []
    assert [text for text in NO_PHONES if not isinstance(printed(text, number), Strange)] == []
    page = browser.new_page()
    page.add_script_tag(path=ROOT / "overrides/assets/sheet.js")
    ask = "([name, texts]) => texts.map(text => khumueSheet.READS[name].read(text))"
    assert page.evaluate(ask, ["time", [*read, *NO_TIMES]]) == [*read.values(), *[None] * len(NO_TIMES)]
    assert page.evaluate(ask, ["phone", PHONES]) == [printed(text, number) for text in PHONES]
    assert page.evaluate(ask, ["phone", NO_PHONES]) == [None] * len(NO_PHONES)
    assert page.evaluate("['th', 'en'].map(language => khumueSheet.READS.time.typed('09:30', language))") == ["09.30 น.", "09:30"]
    page.close()


def test_a_list_of_places_fills_in_times_and_numbers_and_tells_what_is_none(tmp_path: Path) -> None:
    fields = [
        TimeField(id="start", type="time", label=Text(th="เวลา")),
        PhoneField(id="phone", type="phone", label=Text(th="โทรศัพท์")),
    ]
    path = tmp_path / "places.csv"
    path.write_text("เวลา,phone\n๙.๓๐ น.,๐๑ ๒๓๔ ๕๖๗๘\n", encoding="utf-8")
    assert [[text for _, text in place] for place in places.read(table.read(path), fields).filled] == [["09:30", "01 234 5678"]]
    path.write_text("เวลา,phone\nบ่ายโมง,23456789\n", encoding="utf-8")
    with pytest.raises(build.ProblemsFound) as found:
        places.read(table.read(path), fields)
    assert [line.removeprefix(str(path)) for line in str(found.value).splitlines()] == [
        ':2: "start": no time ("บ่ายโมง"); write one time, such as 09:30',
        ':2: "phone": the 0 before it is lost (23456789); format the cell as text, and type it anew',
    ]
    assert [printed(cell, fields[0]) for cell in (time(9, 30), "")] == ["09:30", ""]
    assert isinstance(printed(date(2026, 11, 22), fields[1]), Strange)


def test_the_sheet_and_the_document_have_room_for_each(sheet: Sheet) -> None:
    page = html.html(sheet)
    assert re.search(r'<div class="checks one">.*?ดี.*?พอใช้.*?ชำรุด', page, re.DOTALL)
    assert page.count('<td class="choice"><span>○ รับสาย') == 2
    assert page.count('<td class="phone"></td>') == page.count('<td class="time"></td>') == 2
    words = words_of(docx.render(sheet))
    assert words.count("○") == 3 + 2 * 2
    assert "เลือกหนึ่งข้อ" in words


@pytest.fixture
def open_lend(watch: Callable[..., object], placed_site: Path) -> Callable[[str], Page]:
    def start(language: str = "") -> Page:
        watched = watch(placed_site.as_uri() + "/")
        page: Page = watched.page  # type: ignore[attr-defined]
        page.goto(f"{placed_site.as_uri()}/{language}worksheets/lend.html")
        return page

    return start


def test_each_is_filled_in_on_screen_saved_and_opened_in_the_other_language(
    open_lend: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_lend()
    phone, when = page.get_by_label("เบอร์ติดต่อ", exact=True), page.get_by_label("เวลายืม", exact=True)
    for field, wrong, said in ((phone, "โทรมา", "เขียนหมายเลขเดียว"), (when, "บ่ายโมง", "เขียนชั่วโมงและนาที")):
        field.fill(wrong)
        field.blur()
        expect(field).to_have_accessible_description(re.compile(said))
    phone.fill("๐๑ ๒๓๔ ๕๖๗๘")
    when.fill("๙.๓๐ น.")
    expect(when).to_have_accessible_description("09.30 น.")
    group = page.get_by_role("radiogroup", name="สภาพก่อนให้ยืม")
    expect(group.get_by_role("radio", name="ยังไม่เลือก")).to_be_checked()
    group.get_by_role("radio", name="ดี", exact=True).check()
    group.get_by_role("radio", name="พอใช้").check()
    page.get_by_label("เวลา, แถวที่ 1").fill("14.00")
    page.get_by_label("ผล, แถวที่ 1").select_option("ไม่รับสาย")
    path, file = save(page, tmp_path)
    assert {name: file["values"][name] for name in ("telephone", "time", "condition")} == {
        "telephone": "๐๑ ๒๓๔ ๕๖๗๘",
        "time": "09:30",
        "condition": "พอใช้",
    }
    assert file["values"]["reminders"][0] == [None, "14:00", None, "ไม่รับสาย"]

    english = open_lend("en/")
    open_file(english, path)
    expect(english.get_by_label("Time of lending", exact=True)).to_have_value("09:30")
    expect(english.get_by_role("radio", name="Fair")).to_be_checked()
    expect(english.get_by_label("Outcome, row 1")).to_have_value("ไม่รับสาย")
    rows = export(english, tmp_path)[1]
    assert [row[-4:] for row in rows if row[-5] == "Contact"] == [
        ["Contact number", "", "", "01 234 5678"],
        ["Time of lending", "", "", "'09:30"],
        ["Condition before lending", "", "", "Fair"],
        ["Reminders to return", "row 1", "Time", "'14:00"],
        ["Reminders to return", "row 1", "Outcome", "No answer"],
    ]
    english.get_by_role("radio", name="not chosen").check()
    assert "condition" not in save(english, tmp_path)[1]["values"]


def test_a_choice_that_an_edition_lacks_is_kept_above_the_sheet(open_lend: Callable[..., Page], tmp_path: Path) -> None:
    page = open_lend("en/")
    page.get_by_role("radio", name="Good").check()
    path, file = save(page, tmp_path)
    file["values"]["condition"], file["edition"] = "สูญหาย", "0.9"
    file["values"]["reminders"] = [[None, None, None, "สายไม่ว่าง"]]
    other = open_lend("en/")
    open_file(other, {"name": path.name, "mimeType": "application/json", "buffer": json.dumps(file).encode()})
    expect(other.get_by_role("radio", name="not chosen")).to_be_checked()
    expect(other.locator(".k-left")).to_contain_text("สูญหาย")
    expect(other.locator(".k-left")).to_contain_text("สายไม่ว่าง")
    _, again = save(other, tmp_path)
    assert [item["value"] for item in again["left"]] == ["สูญหาย", [[None, None, None, "สายไม่ว่าง"]]]


def test_paper_shows_what_was_chosen_and_a_blank_sheet_does_not(open_lend: Callable[..., Page]) -> None:
    page = open_lend()
    page.get_by_role("radio", name="พอใช้").check()
    page.get_by_label("ผล, แถวที่ 1").select_option("รับสาย")
    page.emulate_media(media="print")
    mark = "node => getComputedStyle(node, '::after').display !== 'none' && getComputedStyle(node, '::after').content === '\"\"'"
    for key in ("พอใช้", "รับสาย"):
        node = page.locator(f"[data-sheet] [data-key={key}]").first
        expect(node).to_have_class("on")
        assert node.evaluate(mark)
    assert not page.locator("[data-sheet] [data-key=ชำรุด]").evaluate(mark)
    page.evaluate("document.documentElement.classList.add('k-blank')")
    assert not page.locator("[data-sheet] [data-key=พอใช้]").evaluate(mark)
