"""The pages in Firefox, one of each kind, in both languages, on a phone and on a desk: part of `make check` alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .conftest import until
from .firefox import Firefox
from .test_quality import DESK, FIRST, LARGE, PHONE, SMALL

Home = tuple[str, list[str]]


@pytest.fixture(scope="module")
def firefox(every: bool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """One Firefox for all of these tests."""
    if not every:
        pytest.skip("part of make check")
    with Firefox(tmp_path_factory.mktemp("firefox")) as browser:
        yield browser


@pytest.fixture
def homes(firefox: Firefox, site: Path, placed_site: Path, serve: Callable[[Path], str]) -> list[Home]:
    """Where the two manuals are served, and which of their pages are looked at: together one of each kind."""
    return [(serve(placed_site), SMALL), (serve(site), LARGE)]


WORDS = {"": ["ยืมหนังสือ", "เวทีชุมชน"], "en/": ["lend", "forum"]}
"""What each of the two is searched for."""
SEEN = "(one => Boolean(one && one.checkVisibility({{visibilityProperty: true}})))(document.querySelector({!r}))"
LIGHT = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number).every(part => part > 127)"
HAS_FOCUS = "document.activeElement.matches({!r})"


def skip_link(firefox: Firefox) -> Iterator[str]:
    firefox.press("Tab")
    if not firefox.evaluate(HAS_FOCUS.format(".md-skip")):
        yield "the skip link is not first"
    firefox.press("Enter")
    if not firefox.evaluate(HAS_FOCUS.format("main")):
        yield "the skip link leads elsewhere than to the text"
    firefox.press("Tab")
    if not firefox.evaluate(f"document.activeElement === ({FIRST})()"):
        yield "after the text comes what is not first in it"


def width_and_letters(firefox: Firefox) -> Iterator[str]:
    if over := firefox.evaluate("Math.max(0, document.documentElement.scrollWidth - innerWidth)"):
        yield f"{over} px wider than the window"
    if not firefox.evaluate("[...document.fonts].some(one => one.family.includes('Sarabun') && one.status === 'loaded')"):
        yield "not in its own letters"


def dark(firefox: Firefox) -> Iterator[str]:
    if firefox.evaluate(LIGHT):
        yield "light though the system is dark"
    firefox.click("[data-scheme]")
    if not firefox.evaluate(LIGHT):
        yield "dark though its reader chose light"
    firefox.evaluate("localStorage.clear()")


def menu(firefox: Firefox) -> Iterator[str]:
    if not firefox.evaluate(SEEN.format("[data-menu]")):  # on a desk it is there, and home has none
        return
    if firefox.evaluate(SEEN.format("#__menu")):
        yield "the menu is open before it is asked for"
    firefox.click("[data-menu]")
    if not firefox.evaluate(SEEN.format("#__menu")):
        yield "the menu does not open"
    firefox.press("Escape")
    if firefox.evaluate(SEEN.format("#__menu")):
        yield "the menu does not close"


def search(firefox: Firefox, word: str) -> None:
    firefox.press("/")
    until(lambda: firefox.evaluate(SEEN.format("[data-results][aria-busy=false]")))
    firefox.press(*word)
    until(lambda: firefox.evaluate("Boolean(document.querySelector('.k-res a'))"))
    firefox.press("Escape")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["", "en/"], ids=["th", "en"])
def test_every_kind_of_page_is_whole_in_firefox(firefox: Firefox, homes: list[Home], language: str, size: dict[str, int]) -> None:
    found = {}
    for (home, kinds), word in zip(homes, WORDS[language], strict=True):
        for kind in kinds:
            if language and kind == "404":  # one page for both
                continue
            firefox.complaints.clear()
            firefox.goto(home, f"{language}{kind}.html", size)
            wrong = [*skip_link(firefox), *width_and_letters(firefox), *dark(firefox), *menu(firefox)]
            search(firefox, word)
            if wrong := [*wrong, *firefox.complaints]:
                found[language + kind] = wrong
    assert found == {}


@pytest.mark.parametrize("sheet", ["forum", "scoring", "evaluation"])
def test_what_is_typed_in_a_form_is_kept_in_firefox(firefox: Firefox, homes: list[Home], sheet: str) -> None:
    home, _ = homes[1]
    firefox.complaints.clear()
    for language, size, written in (("", PHONE, "บ้านเหนือ"), ("en/", DESK, "North")):
        page = (home, f"{language}worksheets/{sheet}.html", size)
        first = ".k-filling input[type=text], .k-filling textarea"
        firefox.goto(*page)
        firefox.click("[data-fill-keep]")
        firefox.click(first)
        firefox.press(*written, "Tab")
        firefox.goto(*page)
        assert firefox.evaluate(f"document.querySelector('{first}').value") == written
        firefox.evaluate("localStorage.clear()")
    assert firefox.complaints == []


def test_a_paper_sheet_is_typed_in_with_enter_and_figures_in_firefox(firefox: Firefox, homes: list[Home]) -> None:
    home, _ = homes[1]
    firefox.complaints.clear()
    firefox.goto(home, "worksheets/know-problems.html", DESK)
    firefox.click("[data-fill-typing]")
    firefox.press(*"น่าน", "Enter")
    assert firefox.evaluate("document.activeElement.closest('[data-field]').dataset.field") == "district"
    firefox.evaluate("document.querySelector('[data-field=ranking] textarea').focus()")
    firefox.press(*"น้ำ", "Enter", *(key for figure in "3452" for key in (figure, "Enter")))
    rated = "[...document.querySelectorAll('[data-field=ranking] select')].slice(0, 4).map(one => one.value).join('')"
    assert firefox.evaluate(rated) == "3452"
    firefox.click(".k-savebar .k-btn--main")
    assert firefox.evaluate("document.querySelectorAll('.k-pile tbody tr').length") == 2
    chosen = "(one => one.value.slice(one.selectionStart, one.selectionEnd))(document.activeElement)"
    assert firefox.evaluate(chosen) == "น่าน"
    assert firefox.complaints == []
