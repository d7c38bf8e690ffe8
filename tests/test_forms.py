"""Forms that are made from the model: every kind has one, what they send is written, and mistakes stand at their field."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from khumue import model
from khumue.editing import Wanted, form
from khumue.editing.blank import told_of
from khumue.editing.named import CLASSES, KINDS, PAGE
from khumue.editor import forms
from khumue.editor.desk import Conflict, Desk, Mistakes
from khumue.mkdocs_yml import project_at
from khumue.model import Element
from khumue.problems import ProblemsFound
from khumue.texts import elements

from .conftest import Watched
from .test_adding import contents
from .test_edit import Office, office, press, renewed
from .test_history import files
from .test_quality import DESK, PHONE, faults

__all__ = ["office"]
READ_ALONE = {"Prose", "FrontMatter", "Resolved", "Element"}
"""What no form is for."""


@pytest.fixture
def desk(manual: Path, tmp_path: Path) -> Desk:
    """The library manual on a desk, without a browser."""
    return Desk(project_at(manual, None), tmp_path / "desk", tmp_path / "name.txt")


def kinds(kind: type[Element] = Element) -> Iterator[type[Element]]:
    yield kind
    for one in kind.__subclasses__():
        yield from kinds(one)


def test_every_key_of_the_model_has_its_place_in_a_form_and_says_what_it_means() -> None:
    for kind in kinds():
        if kind.__name__ in READ_ALONE:
            continue
        assert all(told_of(kind, key).th for key in kind.model_fields if key not in ("place", "places")), kind
        made = form.fields(kind, new=True)
        json.dumps(made)
        asked = {one["key"] for one in made}
        needed = {key for key, field in kind.model_fields.items() if field.is_required()}
        assert needed - asked <= {"number"}, kind
        assert ("basis" in asked) == issubclass(kind, model.Basis), kind
        required = [one["required"] for one in made]
        assert required == sorted(required, reverse=True)


def test_a_form_says_what_may_be_written(desk: Desk) -> None:
    fields = {one["key"]: one for one in form.fields(model.Column, new=True)}
    assert fields["width"] | {"th": "", "en": ""} == {
        "key": "width", "control": "number", "whole": True, "ge": 1, "le": 12, "required": False, "th": "", "en": ""
    }  # fmt: skip
    assert fields["type"]["choices"][0] == "text"
    section = {one["key"]: one for one in form.fields(model.WorksheetSection, new=True)}["fields"]
    assert (section["control"], section["least"], section["item"]["control"]) == ("list", 1, "kinds")
    assert "lines" in [one["key"] for one in section["item"]["kinds"]["longtext"]]
    made = forms.begun(desk, "steps/lend", "tools", 0)
    assert made["records"]["tools"][0].keys() == {"id", "th", "en"}
    assert made["place"].startswith("data/process/")


def test_everything_that_is_there_has_a_form(desk: Desk) -> None:
    for element, key, *_ in elements(desk.known.guide):
        if not isinstance(element, model.Text):
            made = forms.described(desk, key)
            json.dumps(made)
            assert made["place"].startswith("data/")
    for kind in KINDS:
        if kind == PAGE or (kind != "criterion" and desk.known.guide.all(forms.ROWS[kind])):
            json.dumps(forms.new(desk, kind, ""))


STEP = {
    "title": {"th": "การจองหนังสือ", "en": "Reserving a book"},
    "short": {"th": "จองหนังสือ", "en": "Reserve"},
    "lead": {"th": "สมาชิกจองหนังสือที่มีผู้ยืมอยู่", "en": "A member reserves a book that is lent."},
    "status": "proposed",
}


def test_a_step_comes_with_its_worksheet_and_goes_again_to_the_byte(desk: Desk) -> None:
    before = contents(desk.project)
    made = forms.new(desk, "step", "lend")
    assert any("number" in line["en"] for line in made["told"])
    forms.record(
        desk, Wanted("step", "reserve", after="lend", sheets=("worksheet",), values={"id": "reserve", **STEP}, told=False)
    )
    guide = desk.known.guide
    assert [step.id for step in guide.steps].index("reserve") == [step.id for step in guide.steps].index("lend") + 1
    text = contents(desk.project)[guide.find("steps", "reserve").place.file]
    assert "…" not in text
    assert "#" not in text.replace("# yaml-language-server", "")
    assert desk.sheet("worksheets/reserve", next(iter(guide.manual.languages)))[:5] == b"%PDF-"
    told = forms.going(desk, "steps/reserve")
    assert any("worksheets" in line["th"] for line in told["told"])
    assert told["addresses"] == []
    forms.remove(desk, "steps/reserve", "", seen(desk, "steps/reserve"))
    assert contents(desk.project) == before


def test_nobody_has_to_know_what_an_id_is(desk: Desk) -> None:
    """It is made of the English, else of the Thai as names are written in Latin letters."""
    for kind in (model.Step, model.Part, model.TextField, model.Term):
        (id,) = (one for one in form.fields(kind, new=True) if one["key"] == "id")
        assert id["made"], kind
        assert not id["required"], kind
    thai = {**STEP, "title": {"th": "การรู้จักชุมชน"}, "short": {"th": "รู้จัก"}, "lead": {"th": "ไปรู้จัก"}}
    for id in ("kan-ruchak-chumchon", "kan-ruchak-chumchon-2"):
        address = forms.record(desk, Wanted("step", "", after="lend", values=thai, told=False))["address"]
        assert address == f"process/{id}.html"
    of = "steps/kan-ruchak-chumchon"
    forms.insert(desk, of, "parts", 0, {"title": {"th": "เวทีประชาคม"}, "status": "proposed"}, seen(desk, of))
    forms.insert(desk, of, "parts", 1, {"title": {"th": "เวทีประชาคม"}, "status": "proposed"}, seen(desk, of))
    parts = desk.known.guide.find("steps", "kan-ruchak-chumchon").parts
    assert [part.id for part in parts] == ["wethi-prachakhom", "wethi-prachakhom-2"]
    fields = [{"type": "text", "label": {"th": "ชื่อ-สกุล"}, "status": "proposed"}] * 2
    section = {"title": {"th": "ผู้เข้าร่วม"}, "fields": fields}
    forms.insert(desk, "worksheets/lend", "sections", 1, section, seen(desk, "worksheets/lend"))
    made = desk.known.guide.find("worksheets", "lend").sections[1].fields
    assert [field.id for field in made] == ["chue-sakun", "chue-sakun-2"]
    page = forms.record(desk, Wanted(PAGE, "", values={"title": {"th": "ติดต่อเรา"}}, told=False))
    assert page["address"] == "titto-rao.html"


def test_facts_and_slips_of_the_source_come_change_places_and_go_to_the_byte(desk: Desk) -> None:
    fact = {"kind": "statement", "text": {"th": "ยืมได้สามเล่ม", "en": "Three books may be lent."}, "terms": ["ยืม"], "lines": "L9"}
    slip = {"lines": "L3", "printed": "หนังสื", "corrected": "หนังสือ", "note": {"th": "ตก อ", "en": "The letter อ is missing."}}
    for kind, values, word in (("facts", fact, "text"), ("errata", slip, "note")):
        before, held = contents(desk.project), len(getattr(desk.known.guide, kind))
        for position in (held, held + 1):
            begun = forms.begun(desk, kind, "entries", position)
            assert begun["place"].startswith(f"data/{kind}.yml")
            forms.insert(desk, kind, "entries", position, values, begun["seen"])
        last = getattr(desk.known.guide, kind)[-1]
        key = f"{kind}/{vars(last).get('id', held + 2)}"
        about = forms.entry(desk, f"{key}/{word}/th")["around"][0]
        assert (about["key"], about["of"], about["position"]) == (key, kind, held + 1)
        assert "id" not in {one["key"] for one in forms.described(desk, key)["fields"]}
        forms.put(desk, key, {"lines": "L10–L12"}, about["seen"])
        forms.move(desk, key, -1, seen(desk, key))
        assert [one.lines for one in getattr(desk.known.guide, kind)[-2:]] == ["L10–L12", values["lines"]]
        for left in (held + 1, held):
            one = getattr(desk.known.guide, kind)[-1]
            forms.remove(
                desk, f"{kind}/{vars(one).get('id', left + 1)}", "", seen(desk, f"{kind}/{vars(one).get('id', left + 1)}")
            )
        assert contents(desk.project) == before


def test_groups_of_words_are_a_list_of_lists(desk: Desk) -> None:
    (field,) = (one for one in form.fields(model.Manual, new=False) if one["key"] == "synonyms")
    assert (field["control"], field["item"]["control"], field["item"]["least"]) == ("list", "words", 2)
    groups = [["ใบงาน", "แบบฟอร์ม, ใบ"], ["yes", "ใช่"]]
    before = contents(desk.project)
    forms.put(desk, "manual", {"synonyms": groups}, seen(desk, "manual"))
    assert [list(group) for group in desk.known.guide.manual.synonyms] == groups
    forms.put(desk, "manual", {"synonyms": [*groups[:1], ["ยืม", "loan", "borrow"]]}, seen(desk, "manual"))
    assert forms.described(desk, "manual")["values"]["synonyms"][1] == ["ยืม", "loan", "borrow"]
    assert list(mistakes(lambda: forms.put(desk, "manual", {"synonyms": [["ใบงาน"]]}, seen(desk, "manual")))) == ["synonyms/0"]
    forms.put(desk, "manual", {"synonyms": None}, seen(desk, "manual"))
    assert contents(desk.project) == before


def seen(desk: Desk, key: str) -> str:
    return str(forms.entry(desk, key)["around"][0]["seen"])


def test_an_entry_is_added_moved_and_removed_to_the_byte(desk: Desk) -> None:
    before, of = contents(desk.project), "steps/lend/parts/moves"
    values = {"text": {"th": "ถามชื่อ  สมาชิก\u200b", "en": "Ask the name of the member."}, "status": "proposed"}
    forms.insert(desk, of, "points", 2, values, seen(desk, of))
    key = f"{of}/points/3"
    assert desk.known.guide.steps[1].parts[0].points[2].text.th == "ถามชื่อ สมาชิก"  # what was pasted is mended
    forms.move(desk, key, -1, seen(desk, key))
    assert desk.known.guide.steps[1].parts[0].points[1].text.th == "ถามชื่อ สมาชิก"
    key = f"{of}/points/2"
    assert forms.entries(desk, [f"{key}/text"]) == {
        f"{key}/text": {"key": key, "of": of, "list": "points", "position": 1, "count": 4}
    }
    with pytest.raises(Conflict):
        forms.remove(desk, key, "", "something else")
    forms.remove(desk, key, "", seen(desk, key))
    assert contents(desk.project) == before


def test_a_record_is_given_other_values_which_its_form_then_shows(desk: Desk) -> None:
    values: dict[str, Any] = {"also": ["ยืม", "loan"], "review": {"due": "2027-02-28"}, "without": None}
    forms.put(desk, "steps/lend", values, seen(desk, "steps/lend"))
    step = desk.known.guide.find("steps", "lend")
    assert (step.also, step.review.due, step.without) == (("ยืม", "loan"), date(2027, 2, 28), ())
    assert forms.described(desk, "steps/lend")["values"]["review"] == {"due": "2027-02-28"}


def mistakes(act: Callable[[], Any]) -> dict[str, str]:
    with pytest.raises(Mistakes) as found:
        act()
    return {field: problem.what.en for problem, field, _ in found.value.found}


def test_mistakes_stand_at_their_fields_and_nothing_is_written(desk: Desk) -> None:
    before, of = contents(desk.project), "steps/lend/parts/moves"
    assert list(mistakes(lambda: forms.insert(desk, of, "points", 0, {"status": "proposed"}, seen(desk, of)))) == ["text"]
    sections = {"sections": [{"title": {"th": "ก"}, "fields": [{"type": "longtext", "id": "a", "lines": 99, "label": {}}]}]}
    found = mistakes(lambda: forms.put(desk, "worksheets/lend", sections, seen(desk, "worksheets/lend")))
    assert list(found) == ["sections/0/fields/0/label/th", "sections/0/fields/0/lines"]
    review = {"review": {"due": "2027-02-30"}}
    assert list(mistakes(lambda: forms.put(desk, "steps/lend", review, seen(desk, "steps/lend")))) == ["review/due"]
    new = Wanted("step", "reserve", values={"id": "reserve", "number": 9}, told=False)
    assert "title" in mistakes(lambda: forms.record(desk, new))
    with pytest.raises(ProblemsFound, match="is the id of what is at"):
        forms.record(desk, Wanted("step", "lend", values={"id": "lend", **STEP}, told=False))
    with pytest.raises(ProblemsFound, match="not defined in tools"):
        forms.insert(desk, "steps/lend", "tools", 0, {"tool": "nowhere", "text": {"th": "ใช้", "en": "Use it."}}, seen(desk, of))
    assert contents(desk.project) == before


def test_what_every_kind_of_record_takes_from_its_form_is_its_model() -> None:
    for kind in CLASSES.values():
        keys = {one["key"] for one in form.fields(kind, new=False)}
        assert keys - {"basis"} <= kind.model_fields.keys()


WORDS = {
    "": {"after": "เพิ่มหลังรายการนี้", "remove": "ลบ", "saved": "บันทึกแล้ว", "removed": "ลบแล้ว"},
    "en/": {"after": "Add after it", "remove": "Remove", "saved": "Saved", "removed": "Removed"},
}
FOLLOW_UP = [("การติดตามข้อเสนอ", "Follow up the proposals"), ("ติดตาม", "Follow up"), ("ดูว่าทำแล้วหรือยัง", "See what is done.")]


class Hand:
    """Somebody at a page, by keyboard alone or by touch."""

    def __init__(self, page: Page, by_keyboard: bool) -> None:
        self.page, self.by_keyboard = page, by_keyboard

    def press(self, one: Locator, key: str = "Enter") -> None:
        """Presses a button, or with the space bar a choice."""
        expect(one).to_have_count(1)
        if self.by_keyboard:
            one.focus()
            press(self.page, key)
        else:
            one.tap()

    def choose(self, said: str) -> None:
        """A line of the menu that is open: the last such, which is of the whole record."""
        self.press(self.page.locator(".ked-menu").get_by_role("button", name=said, exact=True).last)

    def save(self) -> None:
        """Saves what is open."""
        press(self.page, "Control+Enter") if self.by_keyboard else self.page.locator(".ked-btn--main").tap()


@pytest.mark.parametrize(
    ("language", "size", "by_keyboard"), [("", DESK, True), ("en/", PHONE, False)], ids=["keyboard", "touch"]
)
def test_a_step_between_3_and_4_comes_with_its_sheet_and_goes_again(
    office: Office, watch: Callable[..., Watched], language: str, size: dict[str, int], by_keyboard: bool, every: bool
) -> None:
    words, before = WORDS[language], files(office.root)
    page = office.open(watch, f"{language}process/forum.html", viewport=size, has_touch=not by_keyboard)
    hand = Hand(page, by_keyboard)
    hand.press(page.locator("[data-ked-structure]"))
    expect(page.locator(".ked-menu")).to_be_visible()
    assert faults(page) == []
    hand.choose(words["after"])
    form = page.locator(".ked-form--made")
    expect(form).to_contain_text("04-….yml")
    assert faults(page) == []
    hand.save()  # nothing is filled in yet
    expect(form.locator(".ked-group > .ked-bad").first).not_to_be_empty()
    hand.press(form.locator("[value=proposed]").first, "Space")
    hand.save()
    expect(form.locator("[aria-invalid=true]")).to_be_focused()
    assert faults(page) == []
    assert files(office.root) == before
    thai, english = form.locator("textarea[lang=th]"), form.locator("textarea[lang=en]")
    for at, (th, en) in enumerate(FOLLOW_UP):
        thai.nth(at).fill(th)
        english.nth(at).fill(en)
    hand.save()
    page.wait_for_url(f"**/{language}process/follow-up-the-proposals.html")
    renewed(page, words["saved"])
    guide = office.desk.known.guide
    assert [step.id for step in guide.steps][2:5] == ["forum", "follow-up-the-proposals", "activities"]
    status, activities = office.ask("GET", "/process/activities.html")
    assert status == 200
    assert "ขั้นที่ 5" in activities.decode()  # numbers and links follow everywhere
    assert "ขั้นที่ 5" in office.ask("GET", "/process/forum.html")[1].decode()
    assert guide.find("worksheets", "activities").code == "WS-S4"
    expect(page.locator("[data-ked=sheets]")).to_be_visible()
    assert office.ask("GET", "/-/sheet?key=worksheets/follow-up-the-proposals&language=th")[1][:5] == b"%PDF-"
    hand.press(page.locator("[data-ked-structure]"))
    hand.choose(words["remove"])
    expect(page.locator(".ked-form")).to_contain_text("worksheets")
    assert faults(page) == []
    hand.press(page.locator(".ked-form .ked-btn--main"))
    page.wait_for_url(f"**/{language}process/index.html")
    renewed(page, words["removed"])
    assert files(office.root) == before
    assert [one for one in office.watched.complaints if "422" not in one] == []  # what was not filled in


def test_a_question_is_answered_where_it_stands(office: Office, watch: Callable[..., Watched]) -> None:
    before = files(office.root)
    page = office.open(watch, "questions.html", viewport=DESK)
    hand = Hand(page, by_keyboard=True)
    hand.press(page.locator("[data-entry='questions/five-approaches']"))
    hand.choose("ตอบข้อนี้")
    form = page.locator(".ked-form--made")
    group = form.locator("details", has=page.locator("summary", has_text="คำตอบ")).last
    expect(group.locator("input, textarea").first).to_be_focused()
    assert faults(page) == []
    thai, english = group.locator("textarea[lang=th]"), group.locator("textarea[lang=en]")
    for at, (th, en) in enumerate([("ตัวอย่างคำตอบ", "An example of an answer"), ("กลุ่มงานตัวอย่าง", "An example of an office")]):
        thai.nth(at).fill(th)
        english.nth(at).fill(en)
    group.locator("input[type=date]").fill("2026-11-26")
    hand.save()
    renewed(page, "บันทึกแล้ว")
    expect(page.locator("main")).to_contain_text("ตัวอย่างคำตอบ")
    answer = office.desk.known.guide.find("questions", "five-approaches").answer
    assert answer
    assert (answer.by.en, str(answer.date)) == ("An example of an office", "2026-11-26")
    office.ask("POST", "/-/undo", {})
    assert files(office.root) == before
    assert office.watched.complaints == []


def test_a_form_that_was_not_saved_is_offered_again(office: Office, watch: Callable[..., Watched]) -> None:
    before = files(office.root)
    page = office.open(watch, "agencies.html", viewport=DESK)
    page.locator("[data-ked-structure]").click()
    page.locator(".ked-menu").get_by_role("button", name="หน่วยงาน", exact=True).click()
    page.locator(".ked-form--made textarea[lang=th]").first.fill("เทศบาลที่ยังพิมพ์ไม่เสร็จ")
    again = page.context.new_page()
    page.close()
    again.goto(f"{office.home}/index.html")
    again.locator("[data-ked=drafts]").click()
    again.locator("#ked-panel a").click()
    again.wait_for_url("**/agencies.html")
    form = again.locator(".ked-form--made")
    expect(form.locator("textarea[lang=th]").first).to_have_value("เทศบาลที่ยังพิมพ์ไม่เสร็จ")
    expect(form.locator(".ked-note")).to_be_visible()
    press(again, "Escape", "Enter")
    expect(form).to_have_count(0)
    again.reload()
    expect(again.locator("[data-ked=history]")).to_be_visible()
    assert again.locator("[data-ked=drafts]").count() == 0
    assert files(office.root) == before


def test_a_point_is_added_at_its_plus_moved_in_its_menu_and_undone(office: Office, watch: Callable[..., Watched]) -> None:
    before, of = files(office.root), "steps/forum/parts/results/points"
    page = office.open(watch, "process/forum.html", viewport=DESK)
    text = page.locator(f'[data-text="{of}/1/text"]')
    text.hover()
    page.locator(".ked-plus.ked-on").click()
    form = page.locator(".ked-form--made")
    expect(form).to_contain_text("data/process/03-forum.yml")
    form.locator("textarea[lang=th]").first.fill("มีผู้อาสารับไปทำต่อ")
    form.locator("[value=proposed]").first.check()
    press(page, "Escape")
    expect(form.locator(".ked-drop")).to_be_visible()
    form.locator(".ked-drop button").last.click()
    press(page, "Control+Enter")
    renewed(page, "บันทึกแล้ว")
    expect(page.locator(f'[data-text="{of}/2/text"]')).to_have_text("มีผู้อาสารับไปทำต่อ")
    page.locator(f'[data-entry="{of}/2"]').focus()
    press(page, "Enter")
    expect(page.locator(".ked-menu button").first).to_be_focused()
    page.locator(".ked-menu").get_by_role("button", name="เลื่อนลง").first.click()
    renewed(page, "ย้ายแล้ว")
    expect(page.locator(f'[data-text="{of}/3/text"]')).to_have_text("มีผู้อาสารับไปทำต่อ")
    office.ask("POST", "/-/undo", {})
    office.ask("POST", "/-/undo", {})
    assert files(office.root) == before
    assert office.watched.complaints == []


def test_what_somebody_else_changed_meanwhile_is_shown_in_words_and_nothing_is_lost(
    office: Office, watch: Callable[..., Watched]
) -> None:
    path = office.root / "data/process/03-forum.yml"
    before = path.read_bytes()
    page = office.open(watch, "process/forum.html", viewport=DESK)
    page.locator("[data-ked-structure]").click()
    page.locator(".ked-menu").get_by_role("button", name="แก้ไขทุกหัวข้อ").last.click()
    form = page.locator(".ked-form--made")
    short, other = form.locator("textarea[lang=en]").nth(1), form.locator(".ked-other")
    theirs = short.input_value()
    short.fill("Hold a forum")
    path.write_bytes(re.sub(rb"(?m)^also: \[", "also: [เวที, ".encode(), before))
    press(page, "Control+Enter")
    expect(form.locator(".ked-bad").first).to_contain_text("มีคนแก้ไฟล์นี้")
    expect(other).to_have_count(0)
    assert "เวที" in form.locator(".ked-row input").evaluate_all("every => every.map(one => one.value)")
    path.write_bytes(path.read_bytes().replace(theirs.encode(), b"Run a forum"))
    press(page, "Control+Enter")
    expect(other).to_contain_text("Run a forum")
    assert "{" not in other.inner_text()
    expect(short).to_have_value("Hold a forum")
    assert faults(page) == []
    other.locator("button").click()
    expect(short).to_have_value("Run a forum")
    expect(other).to_contain_text("Hold a forum")
    page.reload()  # what was typed is offered again, beside what the file holds
    page.locator("[data-ked-structure]").click()
    page.locator(".ked-menu").get_by_role("button", name="แก้ไขทุกหัวข้อ").last.click()
    short.fill("Hold a forum")
    path.write_bytes(path.read_bytes().replace(b"Run a forum", b"Have a forum"))
    page.reload()
    page.locator("[data-ked-structure]").click()
    page.locator(".ked-menu").get_by_role("button", name="แก้ไขทุกหัวข้อ").last.click()
    expect(short).to_have_value("Hold a forum")
    expect(other).to_contain_text("Have a forum")
    press(page, "Control+Enter")
    renewed(page, "บันทึกแล้ว")
    step = office.desk.known.guide.find("steps", "forum")
    assert (step.short.en, step.also[0]) == ("Hold a forum", "เวที")
    office.ask("POST", "/-/undo", {})
    assert office.desk.known.guide.find("steps", "forum").short.en == "Have a forum"
    path.write_bytes(before)
