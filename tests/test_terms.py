"""Terms of the glossary in the text of pages: which are marked, and how their tips open, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from khumue import build, pages
from khumue.guide import Guide
from khumue.project import Project

from .conftest import LIBRARY, Watched

_TERM = re.compile(r'<a class="k-term"[^>]*data-tip="tip--([^"]+)"[^>]*>(.*?)</a>')


@pytest.fixture(scope="module")
def site_of_terms(guide: Guide) -> dict[str, str]:
    """The markup of every page of the real manual, by its path, with the terms explained."""
    return finished(guide)


def finished(guide: Guide) -> dict[str, str]:
    """The markup of every page of a manual as readers get it, by its path."""
    finish = pages.Finish(guide)
    return {page.path: finish(page, page.tree).html for page in pages.render(guide, {}).pages}


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
