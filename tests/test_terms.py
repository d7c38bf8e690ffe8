"""Terms of the glossary in the text of pages: which are marked, and how their tips open, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from khumue import build, pages
from khumue.glossary import Glossary, notices
from khumue.guide import Guide
from khumue.kept import Kept
from khumue.language import Language
from khumue.model import Text
from khumue.project import Project

from .conftest import LIBRARY, Watched, khumue

_TERM = re.compile(r'<a class="k-term"[^>]*data-tip="tip--([^"]+)"[^>]*>(.*?)</a>')


@pytest.fixture(scope="module")
def site_of_terms(guide: Guide) -> dict[str, str]:
    """The markup of every page of the real manual, by its path, with the terms explained."""
    return finished(guide)


def finished(guide: Guide) -> dict[str, str]:
    """The markup of every page of a manual as readers get it, by its path."""
    return in_turn(guide, pages.render(guide, {}).pages)


def in_turn(guide: Guide, made: Iterable[pages.Page]) -> dict[str, str]:
    """The markup of pages that are finished one after the other, by their paths."""
    finish = pages.Finish(guide)
    return {page.path: finish(page, page.tree).html for page in made}


def test_a_term_is_marked_where_a_page_says_it_first_and_its_tip_stands_by(site_of_terms: dict[str, str]) -> None:
    marked = 0
    for path, html in site_of_terms.items():
        terms = [id for id, _ in _TERM.findall(html)]
        marked += len(terms)
        assert len(set(terms)) == len(terms), path
        assert re.findall(r'class="k-tip" id="tip--([^"]+)"', html) == terms, path
    assert marked > 200


def test_words_are_marked_whole(site_of_terms: dict[str, str]) -> None:
    """โครงการพัฒนาสังคม is a โครงการ, and says nothing of การพัฒนาสังคม."""
    for path, html in site_of_terms.items():
        assert "โครง<a" not in html, path
        for before, said, after in re.findall(r'(.)<a class="k-term"[^>]*>([^<]*)</a>(.)', html):
            if said.isascii():
                assert not re.match("[A-Za-z]", before), (path, said)
                assert not re.match("[A-Za-z]", after), (path, said)


def test_headings_links_controls_and_what_is_no_text_hold_no_term(site_of_terms: dict[str, str]) -> None:
    barred = re.compile(r"<(h[1-6]|a|button|nav|dt|table|label|code)\b[^>]*>(?:(?!</\1>).)*<a class=\"k-term\"", re.DOTALL)
    for path, html in site_of_terms.items():
        assert not barred.search(html), path


def test_a_page_does_not_explain_what_it_is_about(site_of_terms: dict[str, str]) -> None:
    assert "tip--bmn" not in site_of_terms["tools/bmn.html"]
    assert "tip--bmn" in site_of_terms["tools/index.html"] + site_of_terms["approach/know-problems.html"]


def test_a_tip_is_the_same_whichever_page_was_made_before_and_leads_to_no_page_from_itself(guide: Guide) -> None:
    leading = Text(th="ดู [เวที](process/forum.html)", en="See [the forum](process/forum.html)")
    guide = replace(guide, terms=tuple(term.model_copy(update={"definition": leading}) for term in guide.terms))
    made = [page for page in pages.render(guide, {}).pages if page.address.startswith("process/")]
    found = in_turn(guide, made)
    assert in_turn(guide, reversed(made)) == found
    leads = {path for path, html in found.items() if re.search('<br>[^<]*(?:<span[^>]*>)*[^<]*<a href="forum.html">', html)}
    assert "process/forum.html" not in leads
    assert len(leads) > 10


def test_the_book_and_the_search_have_no_tips(guide: Guide) -> None:
    assert not [page.path for page in pages.render(guide, {}).pages if 'class="k-term"' in page.html]


def test_a_manual_without_a_glossary_has_no_terms() -> None:
    found, _ = build.check(Project(LIBRARY, LIBRARY / "site"))
    assert found is not None
    sections = tuple(section for section in found.manual.sections if section.id != "glossary")
    bare = replace(found, manual=found.manual.model_copy(update={"sections": sections}))
    assert 'class="k-term"' in "".join(finished(found).values())
    assert 'class="k-term"' not in "".join(finished(bare).values())


# ---- in the browser ----


@pytest.fixture
def forum(site: Path, watch: Callable[..., Watched]) -> Callable[..., Page]:
    """Opens a page with terms."""

    def start(**options: object) -> Page:
        page = watch(site.as_uri() + "/", **options).page
        page.goto(f"{site.as_uri()}/process/forum.html")
        return page

    return start


def test_pressed_a_term_opens_its_tip_in_the_text_and_pressed_again_closes_it(forum: Callable[..., Page]) -> None:
    page = forum(viewport={"width": 360, "height": 740}, has_touch=True)
    term = page.get_by_role("button", name="กลุ่มเป้าหมาย")
    tip = page.locator("#tip--target-group")
    expect(tip).to_be_hidden()
    below = page.locator("#who")
    top = "part => part.getBoundingClientRect().top + scrollY"
    before = below.evaluate(top)
    term.tap()
    expect(tip).to_be_visible()
    expect(term).to_have_attribute("aria-expanded", "true")
    expect(tip.locator("[lang=en]")).to_have_text("target group")
    assert below.evaluate(top) > before
    assert tip.get_by_role("link").get_attribute("href") == "../glossary.html#target-group"
    term.tap()
    expect(tip).to_be_hidden()
    expect(term).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("key", ["Enter", " "])
def test_the_keyboard_opens_a_tip_reaches_its_link_and_escape_comes_back(forum: Callable[..., Page], key: str) -> None:
    page = forum()
    term, tip = page.get_by_role("button", name="กลุ่มเป้าหมาย"), page.locator("#tip--target-group")
    term.focus()
    page.keyboard.press(key)
    expect(term).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(tip.get_by_role("link")).to_be_focused()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    expect(term).to_be_focused()


def test_a_pointer_over_a_term_shows_its_tip_without_moving_the_text(forum: Callable[..., Page]) -> None:
    page = forum()
    page.clock.install()
    term, tip, below = page.get_by_role("button", name="กลุ่มเป้าหมาย"), page.locator("#tip--target-group"), page.locator("#who")
    term.scroll_into_view_if_needed()
    before = below.bounding_box()
    term.hover()
    expect(tip).to_be_visible()
    assert below.bounding_box() == before
    tip.get_by_role("link").hover()
    page.clock.run_for(1000)
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    term.hover()
    expect(tip).to_be_visible()
    page.locator("h1").hover()
    expect(tip).to_be_hidden()


def test_the_keyboard_on_a_term_shows_its_tip_and_leaving_hides_it(forum: Callable[..., Page]) -> None:
    page = forum()
    page.locator(".k-btn--main").focus()
    page.keyboard.press("Tab")
    while not page.evaluate("document.activeElement.matches('.k-term')"):
        page.keyboard.press("Tab")
    name = page.evaluate("document.activeElement.getAttribute('aria-describedby')")
    expect(page.locator(f"#{name}")).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(page.locator(f"#{name}")).to_be_hidden()


def test_without_scripts_a_term_is_a_link_to_the_glossary_and_on_paper_it_is_text(forum: Callable[..., Page]) -> None:
    page = forum(java_script_enabled=False)
    term = page.locator(".k-term").first
    expect(page.locator(".k-tip")).to_have_count(0)
    term.click()
    page.wait_for_url("**/glossary.html#*")
    page = forum()
    page.locator(".k-term").first.click()
    page.emulate_media(media="print")
    expect(page.locator(".k-tip").first).to_be_hidden()


def saying(guide: Guide, th: str, en: str) -> Guide:
    """A manual with the terms of another, and one text of its own."""
    return Guide(guide.manual.model_copy(update={"lead": Text(th=th, en=en), "featured_searches": ()}), terms=guide.terms)


def told_of(guide: Guide, th: str, en: str = "x") -> list[tuple[str, str]]:
    """The spellings of a text that no entry has, each with the right one."""
    glossary = Glossary(saying(guide, th, en))
    return [
        (one.written, one.right) for one in glossary.variants(glossary.pairs) if glossary.pairs[one.text].key == "manual/lead"
    ]


RIGHT = {
    "กชช.2ค": ("ดู กชช2ค นะ", "ข้อมูลกชช2ค", "ดู กชช. 2ค", "ก.ช.ช.2ค", "กชช.๒ค", "กชช 2 ค"),
    "พม.": ("ของ พม ทุกระดับ", "(พ.ม.)"),
    "จปฐ.": ("ข้อมูล จปฐ ของ",),
    "2 เตรียม 5 รู้": ("๒ เตรียม ๕ รู้", "2เตรียม5รู้"),
    "Basic Minimum Needs data": ("use BMN data",),
    "NRD 2C": ("an NRD2C form", "an NRD-2C form"),
    "MOU": ("an M.O.U. was",),
    "M&E": ("M & E work",),
    "Three-Generation Centre": ("the Three Generation Centre",),
    "community organisation": ("Community organizations",),
    "Subdistrict Administrative Organization": ("each Subdistrict Administrative Organisation",),
}


@pytest.mark.parametrize("right", RIGHT)
def test_a_spelling_that_no_entry_has_is_told_with_the_right_one(guide: Guide, right: str) -> None:
    for text in RIGHT[right]:
        assert right in [one for _, one in told_of(guide, text, text)], text


@pytest.mark.parametrize(
    "text",
    [
        "ดู กชช.2ค จปฐ. และ พม. กับ อพม. และ พมจ.",
        "ต้นฉบับเขียน “กชช. 2ค”",
        "เขียนไว้สามแบบ คือ กชช2ค. กชช.2 ค และ กชช 2 ค.",
        "องค์การ บริหาร ส่วนใด วันที่ 1 ร.ค.",
        "be it a Tao temple, the MOUs, BMN, Basic Minimum Needs data",
        "a target-group discussion at the central level",
        "พ.ศ.2553 พุทธศักราช 2553 (พ.ศ. 2553)",
    ],
)
def test_what_is_spelled_as_an_entry_or_speaks_of_spellings_is_not_told(guide: Guide, text: str) -> None:
    assert told_of(guide, text, text) == []


@pytest.mark.parametrize(
    ("th", "en", "terms"),
    [
        ("ประชาชนกลุ่มเป้าหมาย", "the target population", ["target-group"]),
        ("กลุ่มเป้าหมาย", "Two Target Groups", []),
        ("กลุ่มเป้าหมาย", "the groups that are targeted", []),
        ("บุคลากร ศพส. มาประชุม", "staff of the centre meet", ["social-development-centre"]),
        ("บุคลากร ศพส. มาประชุม", "staff of the ศพส. meet", []),
        ("การเตรียมพื้นที่", "Preparing areas", []),
        ("กระบวนการงานพัฒนาสังคม 7 ขั้นตอน", "the 7 steps of a social development process", []),
        ("จัดหมวดหมู่เชิงพื้นที่", "grouped by area", []),
        ("ผู้เข้าร่วมเวที", "those who take part", []),
        ("โครงการพัฒนาสังคม", "a project", []),
        ("ทำ MOU กัน", "they agree", ["mou"]),
        ("ทำ MOU กัน", "a memorandum of understanding is made", []),
    ],
)
def test_a_translation_says_a_term_as_agreed(guide: Guide, th: str, en: str, terms: list[str]) -> None:
    glossary = Glossary(saying(guide, th, en))
    assert [one.term for one in glossary.otherwise(glossary.pairs) if glossary.pairs[one.text].key == "manual/lead"] == terms


def test_this_manual_says_its_terms_as_its_glossary_does(guide: Guide, tmp_path: Path) -> None:
    assert list(notices(guide, Kept(tmp_path))) == []


def test_what_was_found_is_told_again_where_its_text_stands_now(manual: Path) -> None:
    path = manual / "data/process/3-return.yml"
    text = path.read_text(encoding="utf-8").replace("th: การคืนหนังสือ", "th: การคืนใบยืม")
    for shift in (0, 2):
        path.write_text("# …\n" * shift + text, encoding="utf-8")
        _, problems = build.check(Project(manual, manual / "site", cache=manual / "kept"))
        (told,) = (problem for problem in problems if "Loan slip" in problem.what.en)
        assert told.place.line == 7 + shift
        assert told.only_told, "a sentence may have its reasons: nothing has to be mended"


def test_a_spelling_on_a_page_is_told_in_its_line(manual: Path) -> None:
    page = manual / "content/welcome.th.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nจดลง บ. ย. ทุกครั้ง\n", encoding="utf-8")
    _, problems = build.check(Project(manual, manual / "site"))
    (told,) = (problem for problem in problems if "บ. ย." in problem.what.en)
    assert str(told.place) == f"content/welcome.th.md:{len(page.read_text(encoding='utf-8').splitlines())}:6"
    assert told.remedy.en == 'write "บ.ย."'


def test_a_manual_in_thai_alone_is_held_to_no_english(guide: Guide) -> None:
    thai = saying(guide, "ประชาชนกลุ่มเป้าหมายของ พม", "the target population of พม")
    manual = thai.manual.model_copy(update={"languages": (Language.TH,)})
    glossary = Glossary(Guide(manual, terms=guide.terms))
    assert list(glossary.otherwise(glossary.pairs)) == []
    assert {one.language for one in glossary.variants(glossary.pairs)} == {Language.TH}


def test_the_command_tells_where_each_term_is_said_and_what_may_be_missing() -> None:
    done = khumue("terms")
    assert done.returncode == 0, done.stderr
    assert re.search(r"^กลุ่มเป้าหมาย · target group \(target-group\): Thai \d{2}, English \d{2}$", done.stdout, re.MULTILINE)
    missing = done.stdout.partition("What may be a term")[2]
    assert "ข้อมูลส่วนบุคคล" in missing
    assert "MSDHS" not in missing
    places = khumue("terms", "BMN", lang="th").stdout.splitlines()
    assert places[0].startswith("ข้อมูลความจำเป็นพื้นฐาน · Basic Minimum Needs data (bmn): ไทย ")
    assert re.fullmatch(r"  data/tools\.yml:\d+:\d+  tools/index\.html  ไทย 1 อังกฤษ 1", places[2])
    nobody = khumue("terms", "กลุ่มเป้าหมา")
    assert nobody.returncode == 1
    assert 'there is no "กลุ่มเป้าหมา" in the glossary; did you mean "กลุ่มเป้าหมาย"?' in nobody.stderr
