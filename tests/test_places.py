"""Where in a page one is: contents, the way to the top, addresses, both languages, lists that are filtered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Browser, Page, expect
from segno import consts

from .conftest import Watched, wait_until

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
TOP = "id => document.getElementById(id).getBoundingClientRect().top"
NO_CLIPBOARD = "Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined })"
Watch = Callable[..., Watched]
Serve = Callable[[Path], str]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_on_a_phone_the_contents_unfold_above_the_text(library_pages: Path, browser: Browser, scripts: bool) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=scripts)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{library_pages.as_uri()}/process/lend.html")
    contents, links = page.locator(".k-toc summary"), page.locator(".k-toc a")
    count = page.locator("article h2[id]").count()
    expect(contents).to_have_text(f"ในหน้านี้ {count} หัวข้อ")
    expect(links.first).to_be_hidden()
    contents.focus()
    page.keyboard.press("Enter")
    expect(links).to_have_count(count)
    expect(links.last).to_be_visible()
    links.last.click()
    assert page.evaluate("document.querySelector(':target').getBoundingClientRect().top") < PHONE["height"]
    context.close()


def test_on_a_desk_the_contents_stand_open_beside_the_text_and_above_a_wide_page(library_pages: Path, watch: Watch) -> None:
    page = watch(library_pages.as_uri(), viewport=DESK).page
    page.goto(f"{library_pages.as_uri()}/process/lend.html")
    contents, text = page.locator(".k-toc"), page.locator("main")
    expect(contents.locator("a").first).to_be_visible()
    assert contents.bounding_box()["x"] >= text.bounding_box()["x"] + text.bounding_box()["width"]  # type: ignore[index]
    page.goto(f"{library_pages.as_uri()}/sources.html")
    expect(contents.locator("a").first).to_be_hidden()
    assert contents.bounding_box()["y"] < text.bounding_box()["y"]  # type: ignore[index]


def test_from_far_down_one_press_leads_back_to_the_top(library_pages: Path, watch: Watch) -> None:
    page = watch(library_pages.as_uri(), viewport=PHONE, reduced_motion="reduce").page
    page.goto(f"{library_pages.as_uri()}/en/process/lend.html")
    up = page.get_by_role("link", name="Back to top")
    expect(up).not_to_be_in_viewport()
    page.evaluate("scrollTo(0, 3000)")
    expect(up).to_be_in_viewport()
    up.click()
    wait_until(page, lambda: page.evaluate("scrollY") == 0)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_other_language_opens_at_the_place_that_one_reads(library_pages: Path, watch: Watch, size: dict[str, int]) -> None:
    watched = watch(library_pages.as_uri(), viewport=size, reduced_motion="reduce")
    page = watched.page
    page.goto(f"{library_pages.as_uri()}/process/lend.html")
    page.evaluate("document.fonts.ready.then(() => null)")
    page.evaluate("document.getElementById('exercise').scrollIntoView()")
    page.mouse.wheel(0, 200)
    wait_until(page, lambda: page.evaluate(TOP, "exercise") < 0)
    page.locator("[data-other]").evaluate("one => one.click()")  # a pointer of the tests would scroll to what stands still
    page.wait_for_url("**/en/process/lend.html#exercise*")
    place = page.url.partition("#")[2]
    wait_until(page, lambda: 0 <= page.evaluate(TOP, place) < size["height"] / 3)
    assert watched.complaints == []


def test_every_paragraph_and_row_has_an_address_that_holds_in_both_languages(library_pages: Path, watch: Watch) -> None:
    watched = watch(library_pages.as_uri(), viewport=DESK)
    page = watched.page
    page.goto(f"{library_pages.as_uri()}/process/lend.html#moves~1")
    wait_until(page, lambda: page.evaluate("document.querySelector(':target')?.id") == "moves~1")
    page.goto(f"{library_pages.as_uri()}/en/process/lend.html#moves~1")
    wait_until(page, lambda: page.evaluate("document.querySelector(':target')?.id") == "moves~1")
    page.goto(f"{library_pages.as_uri()}/en/process/lend.html#moves~999")
    page.wait_for_url("**#moves")
    assert watched.complaints == []


def test_an_address_is_copied_and_stands_in_a_field(library_pages: Path, serve: Serve, watch: Watch) -> None:
    home = serve(library_pages)  # on loopback, where browsers let pages copy
    watched = watch(home, viewport=DESK, permissions=["clipboard-read", "clipboard-write"])
    page = watched.page
    page.goto(f"{home}en/process/lend.html?mark=a")
    mark = page.get_by_role("button", name="Copy a link to the section: How a book is lent")
    assert mark.evaluate("one => one.closest('h2') === null && one.previousElementSibling.id") == "moves"
    mark.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Link to this place")
    expect(panel.get_by_role("status")).to_have_text("The link is copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{home}en/process/lend.html#moves"
    panel.get_by_role("button", name="The next paragraph").click()
    expect(panel.get_by_role("textbox")).to_have_value(f"{home}en/process/lend.html#moves~1")
    panel.get_by_role("button", name="Copy", exact=True).click()
    expect(panel.get_by_role("status")).to_have_text("The link is copied")
    assert page.evaluate("navigator.clipboard.readText()").endswith("#moves~1")
    page.keyboard.press("Escape")
    expect(mark).to_be_focused()
    assert watched.complaints == []


MODULES = """canvas => {
    const { width, height } = canvas;
    const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, width, height);
    const dark = (x, y) => data[4 * (y * width + x)] === 0;
    return Array.from({ length: height - 8 }, (_, y) => Array.from({ length: width - 8 }, (_, x) => Number(dark(x + 4, y + 4))));
}"""


def says(modules: list[list[int]], link: str) -> bool:
    """Whether the modules of a QR code say an address: what is read first in them is that of a code which we make of it with one
    of the masks. How the rest is padded is left to who makes it."""
    bits = 12 + 8 * len(link)  # kind, length, the address
    for code in (segno.make_qr(link, error="l", mask=mask) for mask in range(8)):
        kinds, size = [list(row) for row in code.matrix_iter(border=0, verbose=True)], len(code.matrix)
        data = (consts.TYPE_DATA_DARK, consts.TYPE_DATA_LIGHT)
        order = [
            (y, x)
            for n, right in enumerate(range(size - 1, 0, -2))
            for y in (range(size) if n % 2 else range(size - 1, -1, -1))
            for x in (right - (right <= 6), right - (right <= 6) - 1)  # the seventh column is a ruler
            if kinds[y][x] in data
        ][:bits]
        if len(modules) == size and all(modules[y][x] == code.matrix[y][x] for y, x in order):
            return True
    return False


def test_an_address_is_shown_as_a_qr_code_that_says_just_that(library_pages: Path, serve: Serve, watch: Watch) -> None:
    home = serve(library_pages)
    watched = watch(home, viewport=PHONE)
    page = watched.page
    page.goto(f"{home}process/lend.html")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.locator("#moves + .k-here").click()
    code = page.get_by_role("img", name="ลิงก์ไปยังตรงนี้ (QR)")
    for place in ("moves", "moves~1"):
        expect(page.get_by_role("dialog").get_by_role("textbox")).to_have_value(f"{page.url}#{place}")
        expect(code).to_be_visible()
        wait_until(page, lambda: says(code.evaluate(MODULES), page.get_by_role("textbox").input_value()))
        page.get_by_role("button", name="ย่อหน้าถัดไป").click()
    assert asked == ["qr.js", "lean-qr.js"]  # with the first, and no sooner
    assert watched.complaints == []


def test_where_nobody_may_copy_the_address_waits_in_its_field(library_pages: Path, watch: Watch) -> None:
    page = watch(library_pages.as_uri(), viewport=DESK).page
    page.add_init_script(NO_CLIPBOARD + "; Document.prototype.execCommand = () => false;")
    page.goto(f"{library_pages.as_uri()}/process/lend.html")
    paragraph = page.locator("article > p.lead")
    paragraph.hover()
    page.locator(".k-here--over").click()
    panel = page.get_by_role("dialog", name="ลิงก์ไปยังตรงนี้")
    field = panel.get_by_role("textbox")
    expect(field).to_have_value(page.url + "#" + str(paragraph.get_attribute("id")))
    expect(field).to_be_focused()
    assert page.evaluate("String(getSelection())") == field.input_value()
    expect(panel.get_by_role("img")).to_have_count(0)  # nobody else can open an address of this disk
    expect(panel.get_by_role("status")).to_contain_text("Ctrl+C")


def test_a_long_list_is_filtered_and_a_link_into_it_shows_where_it_leads(library_pages: Path, watch: Watch) -> None:
    watched = watch(library_pages.as_uri(), viewport=PHONE)
    page = watched.page
    page.goto(f"{library_pages.as_uri()}/glossary.html")
    terms, letters = page.locator("[data-find=record]"), page.locator("h2.k-letter")
    whole = terms.count()
    name = terms.first.locator("dt").inner_text().split("\n")[0].split(" ")[0]
    page.get_by_label("กรองรายการ").fill(name)
    left = page.locator("[data-find=record]:not([hidden])")
    wait_until(page, lambda: 1 <= left.count() < whole)
    expect(page.locator(".k-filter [role=status]")).to_have_text(f"{left.count()} / {whole}")
    assert page.locator("h2.k-letter:not([hidden])").count() < letters.count()
    hidden = page.locator("[data-find=record][hidden]").first
    page.evaluate("id => { location.hash = id; }", hidden.get_attribute("id"))
    wait_until(page, lambda: left.count() == whole)
    assert watched.complaints == []


def test_without_scripts_there_is_no_field_that_does_nothing(library_pages: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{library_pages.as_uri()}/glossary.html")
    expect(page.locator(".k-filter")).to_be_hidden()
    context.close()


def test_on_a_phone_rows_stand_under_each_other_with_the_names_of_their_columns(
    site: Path, library_pages: Path, watch: Watch
) -> None:
    page = watch("file:", viewport=PHONE).page
    for path in (library_pages / "sources.html", site / "agencies.html", site / "en/agencies.html"):
        page.goto(path.as_uri())
        over = "all => all.filter(one => one.scrollWidth > one.clientWidth).length"
        assert page.locator(".k-scroll").evaluate_all(over) == 0, path
        cells = page.locator(".k-stack tbody tr").first.locator("td:not(:empty)")
        assert all(cells.evaluate_all("all => all.map(one => one.dataset.name)"))


# ---- both languages ----

PAIRS = """() => [...document.querySelectorAll(".k-pair")].filter(one => one.checkVisibility()).map(one => {
    const [own, other] = [...one.children].map(part => part.getBoundingClientRect());
    return { beside: other.left >= own.right - 1 && Math.abs(own.top - other.top) < 2, below: other.top >= own.bottom - 2 };
})"""


def both(page: Page, address: str) -> Page:
    page.goto(address)
    page.locator(".k-pair").first.wait_for()
    return page


@pytest.mark.parametrize("kind", ["process/lend", "glossary", "sources", "index", "criteria/index"])
def test_both_languages_stand_beside_each_other_or_on_a_phone_below(
    library_pages: Path, serve: Serve, watch: Watch, kind: str
) -> None:
    home = serve(library_pages)
    watched = watch(home, viewport=DESK)
    page = both(watched.page, f"{home}{kind}.html?both")
    assert all(pair["beside"] or pair["below"] for pair in page.evaluate(PAIRS))
    assert any(pair["beside"] for pair in page.evaluate(PAIRS))
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(ids) == len(set(ids))
    languages = page.locator(".k-pair > [lang]").evaluate_all("all => [...new Set(all.map(one => one.lang))]")
    assert languages == ["en"]
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert all(pair["below"] for pair in page.evaluate(PAIRS))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert watched.complaints == []


def test_both_languages_are_one_press_away_and_what_stands_together_says_the_same(
    library_pages: Path, serve: Serve, watch: Watch
) -> None:
    home = serve(library_pages)
    page = watch(home, viewport=DESK).page
    page.goto(f"{home}en/process/lend.html#moves")
    page.get_by_role("link", name="Both languages side by side").click()
    page.wait_for_url("**/en/process/lend.html?both#moves")
    page.locator("#moves .k-pair").wait_for()
    expect(page.locator("#moves .k-pair > [lang=th]")).to_contain_text("ลำดับการยืม")
    page.get_by_role("link", name="English alone").click()
    page.wait_for_url("**/en/process/lend.html*")
    expect(page.locator(".k-pair")).to_have_count(0)


def test_where_the_other_page_cannot_be_fetched_nothing_is_offered(library_pages: Path, watch: Watch) -> None:
    page = watch(library_pages.as_uri()).page
    page.goto(f"{library_pages.as_uri()}/process/lend.html")
    expect(page.locator(".k-here").first).to_be_visible()
    expect(page.locator(".k-both")).to_have_count(0)
