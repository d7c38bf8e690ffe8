"""The real site in a real browser, under the strict policy: what staff see on a desk, on a phone, from a USB stick."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from .conftest import Watched


def pages_of(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html") if path.name != "404.html")


@pytest.mark.parametrize("where", ["server", "disk"])
def test_every_page_loads_without_a_complaint(
    site: Path, serve: Callable[[Path], str], watch: Callable[..., Watched], where: str, every: bool
) -> None:
    home = serve(site) if where == "server" else site.as_uri() + "/"
    watched = watch(home)
    for path in pages_of(site) if every else pages_of(site)[("server", "disk").index(where) * 8 :: 16]:
        watched.page.goto(home + path)
        watched.page.evaluate("document.fonts.ready")
        language = "en" if path.startswith("en/") else "th"
        assert watched.page.evaluate("document.documentElement.lang") == language, path
        assert watched.page.locator("h1").count() == 1, path
        loaded = "[...document.fonts].some(font => font.family === 'Sarabun' && font.status === 'loaded')"
        assert watched.page.evaluate(loaded), path
    assert watched.complaints == []


def test_the_language_switch_lands_on_the_same_section_of_the_same_page(site: Path, watch: Callable[..., Watched]) -> None:
    home = site.as_uri() + "/"
    watched = watch(home)
    watched.page.goto(f"{home}process/forum.html#purpose")
    watched.page.locator("[data-other]").click()
    watched.page.wait_for_url(f"{home}en/process/forum.html#purpose")
    watched.page.locator("[data-other]").click()
    watched.page.wait_for_url(f"{home}process/forum.html#purpose")
    assert watched.complaints == []


def test_the_menu_opens_and_closes_with_the_keyboard_on_a_phone(site: Path, watch: Callable[..., Watched]) -> None:
    watched = watch(site.as_uri() + "/", viewport={"width": 360, "height": 740})
    page = watched.page
    page.goto(f"{site.as_uri()}/process/forum.html")
    menu, button = page.locator("#__menu"), page.locator("[data-menu]")
    expect(menu).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    assert page.evaluate("document.activeElement.closest('#__menu') !== null")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()
    assert watched.complaints == []


def test_without_scripts_the_menu_is_there_and_nothing_that_needs_one_is_shown(site: Path, watch: Callable[..., Watched]) -> None:
    page = watch(site.as_uri() + "/", viewport={"width": 360, "height": 740}, java_script_enabled=False).page
    page.goto(f"{site.as_uri()}/worksheets/forum.html")
    expect(page.locator("#__menu")).to_be_visible()
    for needs_script in ("[data-menu]", "[data-scheme]", "[data-print]"):
        expect(page.locator(needs_script)).to_be_hidden()


def test_light_and_dark_follow_the_system_until_the_reader_chooses(
    site: Path, serve: Callable[[Path], str], watch: Callable[..., Watched]
) -> None:
    home = serve(site)
    watched = watch(home, color_scheme="dark")
    scheme = "document.documentElement.getAttribute('data-md-color-scheme')"
    watched.page.goto(home)
    assert watched.page.evaluate(scheme) == "slate"
    watched.page.locator("[data-scheme]").click()
    assert watched.page.evaluate(scheme) == "default"
    watched.page.goto(f"{home}process/forum.html")
    assert watched.page.evaluate(scheme) == "default"
    assert watched.complaints == []


def test_from_home_the_forum_worksheet_is_printed_in_two_clicks(site: Path, watch: Callable[..., Watched]) -> None:
    for language, name in (("", "ทำเวที"), ("en/", "Community forum")):
        page = watch(site.as_uri() + "/").page
        page.add_init_script("window.print = () => { document.title = 'printed'; }")
        page.goto(f"{site.as_uri()}/{language}index.html")
        page.locator(".k-ws").get_by_role("link", name=name).first.click()
        page.locator("[data-print]").click()
        expect(page).to_have_title("printed")


def test_from_home_each_worksheet_of_a_step_opens_as_pdf_in_one_click_in_either_language_or_both(
    printed_site: Path, watch: Callable[..., Watched]
) -> None:
    page = watch(printed_site.as_uri() + "/").page
    for language, names in (("", ("ไทย", "อังกฤษ", "สองภาษา")), ("en/", ("Thai", "English", "Both"))):
        page.goto(f"{printed_site.as_uri()}/{language}index.html")
        row = page.locator(".k-ws > li").nth(2)
        for name, tag in zip(names, ("th", "en", "th-en"), strict=True):
            link = row.get_by_role("link", name=f"{name} ", exact=False)
            assert link.evaluate("a => a.href") == f"{printed_site.as_uri()}/worksheets/forum.{tag}.pdf"
            assert "PDF" in link.inner_text() + (link.text_content() or "")
        assert page.locator(".k-ws > li").count() == 7


def test_the_example_searches_of_home_find_something(site: Path, watch: Callable[..., Watched], every: bool) -> None:
    for language in ("", "en/"):
        watched = watch(site.as_uri() + "/")
        watched.page.goto(f"{site.as_uri()}/{language}index.html")
        examples = watched.page.locator(".k-try a").count()
        assert examples > 2
        for place in range(examples if every else 1):
            watched.page.goto(f"{site.as_uri()}/{language}index.html")
            watched.page.locator(".k-try a").nth(place).click()
            expect(watched.page.locator(".k-res a").first).to_be_visible()
        assert watched.complaints == []


def test_without_scripts_home_offers_no_search_that_does_nothing(site: Path, watch: Callable[..., Watched]) -> None:
    page = watch(site.as_uri() + "/", java_script_enabled=False).page
    page.goto(site.as_uri() + "/index.html")
    expect(page.locator(".k-try")).to_be_hidden()
    expect(page.locator("button.k-ask")).to_be_hidden()


def test_the_letters_of_home_lead_to_their_terms(site: Path, watch: Callable[..., Watched]) -> None:
    for language in ("", "en/"):
        page = watch(site.as_uri() + "/").page
        page.goto(f"{site.as_uri()}/{language}index.html")
        letter = page.locator(".k-abc a").last
        said = letter.inner_text()
        letter.click()
        assert page.locator(":target").inner_text() == said


def test_in_the_crosswalk_row_and_column_light_up_under_pointer_and_keyboard(site: Path, watch: Callable[..., Watched]) -> None:
    page = watch(site.as_uri() + "/").page
    page.goto(site.as_uri() + "/crosswalk.html")
    plain = page.locator(".k-mx").screenshot()
    page.locator(".k-mx a.c").nth(5).hover()
    strip = (
        "lit => (getComputedStyle(document.querySelectorAll('.k-mx a.c')[5].closest('td'), '::after').content !== 'none') === lit"
    )
    page.wait_for_function(strip, arg=True)
    assert page.locator(".k-mx").screenshot() != plain
    page.mouse.move(0, 0)
    page.wait_for_function(strip, arg=False)
    page.locator(".k-mx a.c").nth(5).focus()
    page.wait_for_function(strip, arg=True)
    region = page.locator(".k-scroll")
    assert region.evaluate("e => e.scrollHeight <= e.clientHeight + 1"), "the strip is cut off by the table"


def test_all_that_is_said_under_a_name_stands_in_its_column(site: Path, watch: Callable[..., Watched]) -> None:
    """Home has two news of one day."""
    page = watch(site.as_uri() + "/", viewport={"width": 1280, "height": 800}).page
    lefts = "all => all.map(one => [...new Set([...one.querySelectorAll('dd')].map(dd => dd.getBoundingClientRect().left))])"
    for language in ("", "en/"):
        page.goto(f"{site.as_uri()}/{language}index.html")
        assert page.locator(".k-dl dt").count() < page.locator(".k-dl dd").count()
        name = page.locator(".k-dl dt").first.evaluate("dt => dt.getBoundingClientRect().right")
        assert all(len(columns) == 1 and columns[0] > name for columns in page.locator(".k-dl > div").evaluate_all(lefts))


def test_parts_in_time_stand_side_by_side_on_a_desk_and_one_below_the_other_on_a_phone(
    site: Path, watch: Callable[..., Watched]
) -> None:
    for width, tops in ((1280, 1), (360, 3)):
        page = watch(site.as_uri() + "/", viewport={"width": width, "height": 800}).page
        page.goto(site.as_uri() + "/approach/know-follow-up.html")
        stops = page.locator(".k-time > li")
        assert stops.count() == 3
        assert len({round(stops.nth(n).bounding_box()["y"]) for n in range(3)}) == tops  # type: ignore[index]


def test_the_scoring_sheet_is_in_reach_all_the_way_down_the_factors(site: Path, watch: Callable[..., Watched]) -> None:
    page = watch(site.as_uri() + "/", viewport={"width": 360, "height": 740}).page
    page.goto(site.as_uri() + "/criteria/index.html#factor-5")
    expect(page.locator(".k-dock a").first).to_be_in_viewport()
    page.locator(".k-strip a").nth(8).click()
    expect(page.locator("#factor-9")).to_be_in_viewport()
    page.locator(".k-dock a").first.click()
    page.wait_for_url("**/worksheets/scoring.html")


def test_a_printed_worksheet_has_the_sheet_and_none_of_the_navigation(site: Path, watch: Callable[..., Watched]) -> None:
    page = watch(site.as_uri() + "/").page
    page.goto(f"{site.as_uri()}/worksheets/forum.html")
    page.emulate_media(media="print")
    expect(page.locator("[data-sheet]")).to_be_visible()
    for hidden in (".md-header", ".md-sidebar--primary", ".k-foot", "[data-print]", ".md-path"):
        expect(page.locator(hidden)).to_be_hidden()


def test_a_printed_page_is_one_column_and_its_lists_of_labels_may_go_on_on_the_next(
    library_pages: Path, watch: Callable[..., Watched]
) -> None:
    page = watch(library_pages.as_uri() + "/").page
    page.goto(f"{library_pages.as_uri()}/process/lend.html")
    page.emulate_media(media="print")
    for name, of, wanted in (("display", ".k-beside", {"block"}), ("breakAfter", ".k-dl dt", {"auto"})):
        found = page.locator(of).evaluate_all(f"all => all.map(one => getComputedStyle(one).{name})")
        assert set(found) == wanted


def test_the_tables_and_checklists_of_a_printed_sheet_take_the_width_of_the_paper(
    site: Path, watch: Callable[..., Watched]
) -> None:
    page = watch(site.as_uri() + "/", viewport={"width": 688, "height": 1000}).page  # A4 without its margins
    for language in ("", "en/"):
        for sheet in ("forum", "readiness", "scoring", "know-problems"):
            page.goto(f"{site.as_uri()}/{language}worksheets/{sheet}.html")
            page.emulate_media(media="print")
            narrow = "[...document.querySelectorAll('[data-sheet] .k-f--wide')].filter(field => field.offsetWidth < 640).length"
            assert page.evaluate(narrow) == 0, (language, sheet)
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (language, sheet)


def test_the_page_for_a_lost_address_works_at_any_depth(
    placed_site: Path, serve: Callable[[Path], str], watch: Callable[..., Watched]
) -> None:
    home = serve(placed_site)
    watched = watch(home)
    response = watched.page.goto(f"{home}process/deep/er/nowhere.html")
    assert response is not None
    assert response.status == 404
    watched.complaints = [line for line in watched.complaints if "nowhere" not in line]
    assert watched.page.evaluate("getComputedStyle(document.querySelector('.md-header')).position") == "sticky"
    top = watched.page.locator("main h1").evaluate("h1 => h1.getBoundingClientRect().top")
    assert (
        top >= watched.page.locator("header").evaluate("header => header.getBoundingClientRect().bottom") + 12
    )  # with its vowels
    watched.page.locator("main a[href$='en/index.html']").first.click()
    watched.page.wait_for_url(f"{home}en/index.html")
    assert watched.complaints == []


def test_an_old_address_leads_to_the_new_one(library_site: Path, watch: Callable[..., Watched]) -> None:
    for language in ("", "en/"):
        page = watch(library_site.as_uri() + "/").page
        page.goto(f"{library_site.as_uri()}/{language}process/borrow.html")
        page.wait_for_url("**/process/lend.html")


LET_THROUGH = [
    "-->",
    "'><img src=x onerror=alert(1) x='",
    '" onmouseover=alert(1) x="',
    "javascript:alert(1)",
    "{{ 7*7 }}",
    "&lt;b",
]
"""Texts that `check` has nothing against, since they are shown as they are typed."""


def test_hostile_texts_names_and_addresses_that_are_let_through_run_nowhere(
    manual: Path, quick: dict[str, str], watch: Callable[..., Watched]
) -> None:
    from tests.conftest import khumue

    title = json.dumps(" ".join(LET_THROUGH))
    step = manual / "data/process/3-return.yml"
    points = [{"text": {"th": text, "en": text}} for text in LET_THROUGH]
    part = {"id": "hostile", "title": {"th": "ก", "en": "A"}, "status": "proposed", "points": points}
    step.write_text(
        step.read_text(encoding="utf-8").replace("การคืนหนังสือ", title) + f"parts: {json.dumps([part])}\n", encoding="utf-8"
    )
    name = '"><img src=x onerror=alert(1)>.txt'
    (manual / "content" / name).write_text("<script>alert(1)</script>")
    for language, up in (("th", ""), ("en", "../")):
        head = f"---\ntitle: {title}\nsection: about\norder: 9\ndescription: {title}\n---\n"
        links = (
            f'[a](welcome.html "\\" onclick=\\"alert(1)") [b](<{up}{quote(name)}>) `{LET_THROUGH[1]}` `<script>alert(1)</script>`'
        )
        (manual / f"content/hostile.{language}.md").write_text(f"{head}\n{links}\n", encoding="utf-8")
    environment = {**quick, "SITE_URL": 'https://x.invalid/"><script>alert(1)</script>/'}
    done = khumue("--root", manual, "build", env=environment)
    assert done.returncode == 0, done.stderr
    home = f"{(manual / 'site').as_uri()}/"
    watched = watch(home)
    watched.page.on("dialog", lambda dialog: watched.complaints.append(dialog.message))
    elements = "[...document.querySelectorAll('*')]"
    live = f"{elements}.filter(e => e.matches('img, script:not([src])') || [...e.attributes].some(a => a.name.startsWith('on')))"
    for path in ("hostile.html", "process/return.html", "404.html"):
        watched.page.goto(home + path)
        assert watched.page.evaluate(f"{live}.map(element => element.outerHTML)") == [], path
        assert path == "404.html" or LET_THROUGH[1] in watched.page.inner_text("main"), path
    lost = quote('/"><script>')  # the page for a lost address looks for the site where SITE_URL says that it is
    assert [line for line in watched.complaints if lost not in line] == []


def test_who_answers_for_the_text_is_told_only_where_the_manual_says_so(
    site: Path, library_site: Path, watch: Callable[..., Watched]
) -> None:
    page = watch(library_site.as_uri() + "/").page
    page.goto(f"{library_site.as_uri()}/process/lend.html")
    foot = page.locator(".k-foot")
    expect(foot).to_contain_text("ผู้รับผิดชอบเนื้อหา: บรรณารักษ์ตัวอย่าง")
    expect(foot).to_contain_text("ทบทวนครั้งล่าสุด: 10 มกราคม 2569")
    report = foot.get_by_role("link", name="แจ้งข้อผิดพลาดในหน้านี้").get_attribute("href")
    assert report is not None
    assert report.startswith("mailto:library@example.invalid?subject=")
    assert report.endswith("process/lend.html")
    page.goto(f"{library_site.as_uri()}/en/process/lend.html")
    expect(foot).to_contain_text("Last reviewed: 10 January 2026")
    page.goto(f"{site.as_uri()}/process/forum.html")
    expect(foot).not_to_contain_text("ทบทวน")
    expect(foot.locator("[href^=mailto]")).to_have_count(0)
