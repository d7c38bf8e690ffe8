"""What a new user comes for, walked on a phone and at a desk, in either language, over plain http: every tap and key is counted.

A walk begins at the front page. Only what is seen can be tapped; scrolling to it is not counted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from .conftest import FITTED, Watched, wait_until

HOME = "http://manual.example.invalid/"
"""No host of this machine: to a browser it is as insecure as that of an intranet, and has no clipboard."""
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 800}}
ALL = [(device, language) for device in (PHONE, DESK) for language in ("", "en/")]
BELOW_THE_BAR = """one => {
    scrollBy(0, 600); // the bar stands at the top from now on
    const { bottom } = document.querySelector(".md-header").getBoundingClientRect();
    scrollBy(0, one.getBoundingClientRect().top - bottom - 2);
}"""
FOUND = (
    "() => { const to = document.querySelector(':target').getBoundingClientRect(); return to.top >= 0 && to.top < innerHeight; }"
)


class Walk:
    """A visit that begins at the front page; `taps` are presses of a finger or a mouse, `keys` what is typed."""

    def __init__(self, browser: Browser, site: Path, device: dict[str, object], language: str) -> None:
        self.site, self.language, self.touches = site, language, "has_touch" in device
        self.watched = Watched(browser, HOME, accept_downloads=True, reduced_motion="reduce", **device)
        self.watched.context.route(HOME + "**", self._serve)
        self.page = self.watched.page
        self.page.add_init_script("window.print = () => { window.printed = true; }")
        self.taps = self.keys = 0
        self.page.goto(f"{HOME}{language}index.html")
        assert self.page.evaluate("!isSecureContext && navigator.clipboard === undefined")

    def _serve(self, route: Route) -> None:
        path = self.site / re.sub(r"[?#].*", "", route.request.url.removeprefix(HOME))
        route.fulfill(path=path)

    def tap(self, one: Locator) -> None:
        """Presses the first of what is seen."""
        seen = one.locator("visible=true").first
        _ = seen.tap() if self.touches else seen.click()
        self.taps += 1

    def tap_in_the_bar(self, one: Locator) -> None:
        """The same where it is; Playwright would first scroll to the place that the bar has left."""
        box = one.bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        _ = self.page.touchscreen.tap(x, y) if self.touches else self.page.mouse.click(x, y)
        self.taps += 1

    def type(self, text: str) -> None:
        """Types where the focus is."""
        self.page.keyboard.type(text)
        self.keys += len(text)

    def says(self, thai: str, english: str) -> str:
        """What the pages that are walked on say."""
        return english if self.language else thai


def in_view(page: Page) -> None:
    """Waits until the place that the address names is in the window."""
    wait_until(page, lambda: page.evaluate(FOUND))


@pytest.fixture
def walks(browser: Browser, site: Path, every: bool) -> Iterator[Callable[[], Iterator[Walk]]]:
    """The walks that a task is tried on: on a phone in Thai, and with --every on both devices in both languages."""
    begun: list[Walk] = []

    def start() -> Iterator[Walk]:
        for device, language in ALL if every else ALL[:1]:
            begun.append(Walk(browser, site, device, language))
            yield begun[-1]

    yield start
    for walk in begun:
        complaints = [line for line in walk.watched.complaints if not line.startswith("failed: blob:")]
        walk.watched.context.close()
        assert complaints == []


Walks = Callable[[], Iterator[Walk]]


def test_the_forum_sheet_is_printed_with_two_taps(walks: Walks) -> None:
    for walk in walks():
        walk.tap(walk.page.locator("main a[href='worksheets/forum.html']"))
        walk.tap(walk.page.locator("[data-print]"))
        assert walk.page.evaluate("window.printed")
        assert (walk.taps, walk.keys) == (2, 0)


def test_who_signs_the_mou_is_asked_in_words_and_told_on_the_page_that_is_found_first(walks: Walks) -> None:
    for walk in walks():
        walk.tap(walk.page.locator("button[data-find]"))
        expect(walk.page.locator("#__query")).to_be_focused()
        asked = walk.says("ใครลงนาม MOU", "who signs the MOU")
        walk.type(asked)
        first = walk.page.locator("[data-results] a").first
        told = walk.says("ไม่ได้บอกผู้ลงนาม", "not who signs")
        expect(first).to_contain_text(told)  # before anything is opened
        walk.tap(first)
        expect(walk.page.locator(":target")).to_contain_text(told)
        in_view(walk.page)
        assert (walk.taps, walk.keys) == (2, len(asked))


def test_three_tambons_are_scored_and_saved_with_a_tap_for_each_score(walks: Walks, tmp_path: Path) -> None:
    for walk in walks():
        walk.tap(walk.page.locator("main a[href='worksheets/scoring.html']"))
        for name in "กขค":
            if name != "ก":
                walk.tap(walk.page.get_by_role("button", name=walk.says("เพิ่มตำบล", "Add another tambon")))
            else:
                walk.tap(walk.page.locator(".k-compare thead input"))
            walk.type(name)
        for factor in range(9):
            for place in range(3):
                rings = walk.page.locator(".k-compare tbody").nth(factor).get_by_role("radiogroup").nth(place)
                walk.tap(rings.get_by_text(str(1 + (factor + place) % 5), exact=True))
        expect(walk.page.locator(".k-compare tfoot td").last).to_have_text(walk.says("27 จาก 40 (67.5 %)", "27 of 40 (67.5 %)"))
        with walk.page.expect_download() as download:
            walk.tap(walk.page.locator(".k-savebar button"))
        download.value.save_as(tmp_path / "scores.json")
        saved = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))["values"]["factor-scores"]
        assert [one["name"] for one in saved] == ["ก", "ข", "ค"]
        scores = [[score for _, score in one["scores"]] for one in saved]
        assert scores == [[1 + (factor + place) % 5 for factor in range(9)] for place in range(3)]
        assert (walk.taps, walk.keys) == (1 + 3 + 27 + 1, 3)


def test_step_4_is_read_in_one_language_and_goes_on_at_the_same_paragraph_in_the_other(walks: Walks) -> None:
    for walk in walks():
        page, other = walk.page, walk.page.locator("[data-other]")
        walk.tap(other)
        walk.tap(page.locator("main a[href='process/activities.html']"))
        paragraph = page.locator("article li[id*='~']").nth(4)
        place = str(paragraph.get_attribute("id"))
        paragraph.evaluate(BELOW_THE_BAR)
        walk.tap_in_the_bar(other)
        page.wait_for_url(f"{HOME}{walk.language}process/activities.html#*")
        assert page.url.partition("#")[2] == place
        in_view(page)
        assert (walk.taps, walk.keys) == (3, 0)


def test_a_paragraph_is_sent_over_plain_http_and_opens_for_a_colleague(walks: Walks) -> None:
    for walk in walks():
        walk.tap(walk.page.locator("main a[href='process/forum.html']"))
        paragraph = walk.page.locator("#purpose ~ ol > li, #purpose ~ ul > li").nth(1)
        if walk.touches:
            walk.tap(paragraph)
        else:
            walk.page.locator(FITTED).wait_for(state="attached")  # a pointer that rests tells scripts that come later nothing
            paragraph.hover()
        walk.tap(walk.page.locator(".k-here--over"))
        panel = walk.page.get_by_role("dialog", name=walk.says("ลิงก์ไปยังตรงนี้", "Link to this place"))
        expect(panel.get_by_role("status")).to_have_text(walk.says("คัดลอกลิงก์แล้ว", "The link is copied"))
        expect(panel.get_by_role("img")).to_be_visible()  # for a colleague with a telephone
        address = panel.get_by_role("textbox").input_value()
        assert (walk.taps, walk.keys) == (3 if walk.touches else 2, 0)

        colleague = walk.watched.context.new_page()
        colleague.goto(f"{HOME}index.html?q=x")
        asks = colleague.locator("#__query")
        asks.fill("")
        asks.press("Control+V")
        expect(asks).to_have_value(address)  # it is what was copied
        colleague.goto(address)
        expect(colleague.locator(":target")).to_have_text(paragraph.inner_text())
        in_view(colleague)
