"""What the scripts of a page know without a page: words, the index, and what a filled sheet holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from khumue import search
from khumue.language import Language

from .conftest import ROOT

ASSETS = ROOT / "overrides" / "assets"
SHEET = {"manual": "library", "code": "W-1", "edition": "1", "language": "th"}


@pytest.fixture(scope="module")
def scripts(browser: Browser) -> Iterator[Page]:
    """An empty page with the scripts that know of none."""
    page = browser.new_page()
    for name in ("search/text", "search/engine", "sheet"):
        page.add_script_tag(path=ASSETS / f"{name}.js")
    yield page
    page.close()


def find(scripts: Page, query: str) -> list[str]:
    asked = "query => new Promise(done => khumue.engine({ query, language: 'th' }, done))"
    return [row["address"] for row in scripts.evaluate(asked, query)["rows"]]


def test_what_people_type_differently_is_folded_to_the_same(scripts: Page) -> None:
    texts = ["ขั้นที่ ๓", "ขันที 3", "ขั้นที่\u200b3", "ขั้นที่3"]
    folded = scripts.evaluate("texts => texts.map(text => khumue.text.fold(text).text.replace(' ', ''))", texts)
    assert folded == ["ขันที3"] * 4


def test_an_index_finds_by_word_by_name_and_by_slip_and_nothing_else(scripts: Page) -> None:
    page = [search.Passage("", "การยืมหนังสือ", "ผู้ยืมแสดงบัตรสมาชิกก่อนยืม"), search.Passage("late", "คืนช้า", "ค่าปรับวันละหนึ่งบาท")]
    other = [search.Passage("", "เวลาทำการ", "เปิดทุกวันเว้นวันจันทร์ จปฐ. is kept here")]
    documents = [
        search.Document("lend.html", "process", "การยืมหนังสือ", tuple(page), ("Lending",)),
        search.Document("open.html", "about", "เวลาทำการ", tuple(other)),
    ]
    data = search.data(Language.TH, map(search.entry, documents), []).decode()
    take = f"done => {{ khumue.search = {{ take: (_, packed) => khumue.engine({{ packed }}, done) }}; {data} }}"
    assert scripts.evaluate(f"() => new Promise({take})") == "th"
    assert find(scripts, "บัตรสมาชิก") == ["lend.html"]
    assert find(scripts, "ค่าปรับ") == ["lend.html"]
    assert find(scripts, "จ.ป.ฐ.") == ["open.html"]
    assert find(scripts, "Lending") == ["lend.html"]
    assert find(scripts, "บัตสมาชิก") == ["lend.html"]
    assert find(scripts, "ดาวเทียม") == []


@pytest.mark.parametrize(
    ("written", "number"),
    [("1,250", "1250"), ("๑๒๕๐", "1250"), ("-2.5", "-2.5"), ("12,50", None), ("ราวสิบ", None), ("", None), ("1e5", None)],
)
def test_a_number_is_read_in_either_digits_or_not_at_all(scripts: Page, written: str, number: str | None) -> None:
    assert scripts.evaluate("text => khumueSheet.number(text)", written) == number


def test_a_total_counts_what_is_weighed_and_is_none_while_a_score_is_missing(scripts: Page) -> None:
    total = "([scores, weights]) => khumueSheet.total(scores, weights)"
    whole = scripts.evaluate(total, [[5, 3, 1], [2, 1, None]])
    assert (whole["total"], whole["most"], whole["percent"], whole["counted"]) == (13, 15, 86.67, [0, 1])
    blank = scripts.evaluate(total, [[5, None, 1], [2, 1, None]])
    assert (blank["total"], blank["missing"]) == (None, [1])
    assert scripts.evaluate(total, [[5], [None]])["total"] is None


FIELDS = """[
    {id: "name", name: "ชื่อ", shape: "text", axes: () => [], get: () => "สมศรี"},
    {id: "note", name: "หมายเหตุ", shape: "text", axes: () => [], get: () => ""},
]"""


def test_a_saved_file_brings_back_what_was_filled_and_keeps_what_has_no_place(scripts: Page) -> None:
    saved = scripts.evaluate(f"sheet => khumueSheet.pack(sheet, {FIELDS}, [])", SHEET)
    read = f"([text, sheet, ids]) => khumueSheet.unpack(text, sheet, {FIELDS}.filter(({{id}}) => ids.includes(id)))"
    assert scripts.evaluate(read, [saved, SHEET, ["name", "note"]]) == {"values": {"name": "สมศรี"}, "left": [], "edition": "1"}
    later = scripts.evaluate(read, [saved, SHEET | {"edition": "2"}, ["note"]])
    assert later["values"] == {}
    assert [(item["label"], item["value"], item["edition"]) for item in later["left"]] == [("ชื่อ", "สมศรี", "1")]


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("{", "not_json"),
        ("[]", "not_ours"),
        ('{"format": "khumue-worksheet", "version": 9}', "other_version"),
        ('{"format": "khumue-worksheet", "version": 1, "manual": "other"}', "other_manual"),
        ('{"format": "khumue-worksheet", "version": 1, "manual": "library", "sheet": "W-2"}', "other_sheet"),
        ('{"format": "khumue-worksheet", "version": 1, "manual": "library", "sheet": "W-1", "values": 3}', "not_ours"),
    ],
)
def test_a_file_that_is_not_of_this_sheet_is_refused_by_what_it_is(scripts: Page, text: str, refused: str) -> None:
    assert scripts.evaluate("([text, sheet]) => khumueSheet.unpack(text, sheet, []).refused", [text, SHEET]) == refused


def test_a_file_has_a_name_that_every_system_takes(scripts: Page) -> None:
    name = scripts.evaluate("parts => khumueSheet.fileName(parts, '.json')", ["W-1", 'บ้าน/นา: "ก"?', "x" * 90])
    assert name.startswith("W-1 บ้าน นา ก ")
    assert len(name) == 85
