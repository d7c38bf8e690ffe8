"""The styles that a site carries: no more than its pages use, and all of that."""

from __future__ import annotations

from pathlib import Path

import material
import pytest
from playwright.sync_api import Browser, Page

from khumue import styles, theme
from khumue.project import Project

from .conftest import LIBRARY, ROOT, assets_of

OURS = (ROOT / "tests" / "styles.js").read_text(encoding="utf-8")
MOST = 60_000
"""Bytes of the sheet that a page waits for."""
MATERIAL = [Path(material.__file__).parent / "templates"]
KINDS = ["index", "process/lend", "worksheets/lend", "glossary", "sources", "welcome"]
"""Pages of the library manual that between them have nearly all that there is."""

USED = [
    ("a{b:c}i{d:e}", {"a"}, "a{b:c}"),
    ("a.x,a.y b{b:c}", {"a", "b", ".y"}, "a.y b{b:c}"),
    ("a:not(.x):hover::before{b:c}", {"a"}, "a:not(.x):hover::before{b:c}"),
    ("[data-x] a{b:c}[data-y] a{d:e}a[open]{f:g}", {"a", "data-y"}, "[data-y] a{d:e}a[open]{f:g}"),
    ("[dir=rtl] a{b:c}[dir=ltr] a{d:e}", {"a", "dir", "ltr"}, "[dir=ltr] a{d:e}"),
    ("@media print{i{b:c}}@media screen{a{b:c}i{d:e}}", {"a"}, "@media screen{a{b:c}}"),
    (":root{--x:var(--y);--y:1;--z:2}a{b:var(--x)}", {"a"}, ":root{--x:var(--y);--y:1}a{b:var(--x)}"),
    (":root{--x:1}", {"a"}, ""),
    ("a[href^=http]{b:c}a[rel~=x]{b:c}a[type=y]{b:c}", {"a", "href", "rel", "type"}, "a[href^=http]{b:c}a[rel~=x]{b:c}"),
    ('@charset "UTF-8";@page{margin:0}', set(), '@charset "UTF-8";@page{margin:0}'),
]


@pytest.mark.parametrize(("sheet", "names", "left"), USED)
def test_a_rule_stays_where_one_of_its_selectors_can_match(sheet: str, names: set[str], left: str) -> None:
    assert styles.used(sheet, names) == left


def test_a_property_stays_that_another_style_or_a_script_asks_for() -> None:
    assert styles.used(":root{--x:1;--y:2}", set(), "b{c:var(--y)}") == ":root{--y:2}"


def test_names_are_those_of_elements_classes_and_attributes() -> None:
    page = '<p class="k-a k-b" dir="ltr" title="a > b" data-c hidden>said <br></p>'
    assert styles.named([page]) >= {"p", ".k-a", ".k-b", "dir", "ltr", "title", "data-c", "hidden", "br"}
    assert "said" not in styles.named([page])


@pytest.fixture(scope="module")
def whole() -> str:
    """The sheet as it is before anything is cut."""
    _, files = theme.published(Project(LIBRARY, LIBRARY / "site"), MATERIAL)
    return files["page.css"].decode()


@pytest.fixture
def shown(library_pages: Path, request: pytest.FixtureRequest, every: bool) -> Path:
    """The site to look at: with `--every` that of the real manual."""
    return request.getfixturevalue("site") if every else library_pages  # type: ignore[no-any-return]


def cut(site: Path) -> str:
    """The sheet as a site has it."""
    return (site / assets_of(site) / "page.css").read_text(encoding="utf-8")


def test_pages_wait_for_little(shown: Path, whole: str) -> None:
    assert len(cut(shown).encode()) <= MOST < len(whole)


def test_templates_of_a_manual_s_own_may_take_in_all_of_the_theme(tmp_path: Path, whole: str) -> None:
    (tmp_path / "overrides/partials").mkdir(parents=True)
    (tmp_path / "overrides/partials/footer.html").write_text("{% include 'partials/tabs.html' %}")
    _, files = theme.published(Project(tmp_path, tmp_path / "site"), MATERIAL, ["<p>"])
    assert files["page.css"].decode() == whole


def states(page: Page) -> None:
    """Brings about what scripts make of a page: the menu, the search with something found and with nothing, tips."""
    page.evaluate("document.querySelectorAll('a.k-term, [data-menu]').forEach(one => one.click())")
    page.evaluate("document.querySelectorAll('details').forEach(one => (one.open = true))")
    if page.locator("header [data-find]").is_visible():
        page.locator("header [data-find]").click()
        page.locator("[data-results][aria-busy=false]").wait_for(state="attached")
        page.keyboard.type("การ")
        page.locator(".k-res a").first.wait_for()


@pytest.mark.parametrize("language", ["", "en/"], ids=["th", "en"])
def test_no_page_and_nothing_that_scripts_make_of_it_lacks_a_rule(
    shown: Path, browser: Browser, whole: str, language: str, every: bool
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    page = context.new_page()
    sheets = [whole, cut(shown)]
    for path in sorted((shown / language).rglob("*.html")) if every else [shown / f"{language}{kind}.html" for kind in KINDS]:
        page.goto(path.as_uri())
        page.evaluate(OURS)
        assert page.evaluate("sheets => styles.lost(sheets)", sheets) == [], path
        if path.stem in ("lend", "forum", "scoring"):
            states(page)
            assert page.evaluate("sheets => styles.lost(sheets)", sheets) == [], path
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_element_looks_as_it_would_with_the_whole_sheet(
    shown: Path, browser: Browser, whole: str, scheme: str, every: bool
) -> None:
    if scheme == "dark" and not every:
        pytest.skip("with --every")
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    some = ("index", "process/forum", "worksheets/scoring", "crosswalk", "en/editing")
    for path in [shown / f"{one}.html" for one in (some if every else ["process/lend"])]:
        page.goto(path.as_uri())
        page.evaluate("document.fonts.load('16px Sarabun', 'กa').then(() => null)")
        page.evaluate(OURS)
        seen = page.evaluate(
            "whole => styles.compared(whole)", whole.replace("url(fonts/", f"url({shown.as_uri()}/{assets_of(shown)}/fonts/")
        )
        assert seen["looked"] > 100
        assert seen["differ"] == [], path
    context.close()
