"""A page knows its edition, and what publishing tells it of the others: a newer one at its top, earlier ones in its foot."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser, Page, expect
from pydantic import ValidationError
from pypdfium2 import PdfDocument

from khumue import kinds, model
from khumue.dates import english_date, thai_date
from khumue.problems import ProblemsFound
from khumue.publishing import editions
from khumue.publishing.editions import Edition

from .conftest import Watched

OLD = Edition("1.2", "2026-11-22", False, "ก", "a")
NEXT = Edition("1.10", "2027-01-03", False, "ก", "a")


def tell(site: Path, here: Edition, *others: tuple[Edition, str]) -> None:
    (site / editions.SCRIPT).write_bytes(editions.script(here, others))


@pytest.fixture
def published(library_site: Path, tmp_path: Path) -> Path:
    """A newer edition with an earlier one below it, as publishing lays them."""
    site = shutil.copytree(library_site, tmp_path / "current")
    old = shutil.copytree(library_site, site / "editions" / "1.2")
    tell(site, NEXT, (OLD, "editions/1.2/"))
    tell(old, OLD, (NEXT, "../../"))
    return site


def notice(page: Page) -> list[tuple[str, str]]:
    """The links of the notice: what each says, and where it leads."""
    return [(link.inner_text(), link.evaluate("link => link.href")) for link in page.locator("[data-newer] a").all()]


def test_every_page_says_its_edition_and_its_date_in_its_foot_and_on_paper(site: Path, watch: Callable[..., Watched]) -> None:
    known = editions.of(site)
    style = (site / editions.STYLE).read_text("utf-8")
    for path in site.rglob("*.html"):
        tree = html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
        if not tree.xpath("//meta[@http-equiv='refresh']"):
            assert tree.xpath("//link[contains(@href, 'edition.css')]"), path
            assert tree.xpath("//footer//*[@class='k-edition'] and //*[@class='k-printfoot']//*[@class='k-edition']"), path
    page = watch(site.as_uri() + "/").page
    for path, said in (("about.html", thai_date), ("en/about.html", english_date)):
        page.goto(f"{site.as_uri()}/{path}")
        told = f" {known.number} · {said(date.fromisoformat(known.date))}"
        expect(page.locator("footer .k-edition")).to_have_text(re.compile(re.escape(told) + "$"))
        assert page.locator("footer .k-edition").inner_text() in page.locator(".k-printfoot").text_content()
        assert f'content:"{page.locator("footer .k-edition").inner_text()}"' in style


def test_where_no_script_runs_the_edition_is_shown_too(library_site: Path, browser: Browser) -> None:
    known = editions.of(library_site)
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(f"{library_site.as_uri()}/index.html")
        pdf = PdfDocument(page.pdf())
        text = "".join(pdf[number].get_textpage().get_text_range() for number in range(len(pdf)))
        assert f"{known.number} · {thai_date(date.fromisoformat(known.date))}" in text
    finally:
        context.close()


def test_a_page_of_an_earlier_edition_leads_to_itself_in_the_newer_one(published: Path, watch: Callable[..., Watched]) -> None:
    home = published.as_uri() + "/"
    watched = watch(home)
    old = f"{home}editions/1.2/"
    watched.page.goto(f"{old}process/lend.html")
    expect(watched.page.locator("[data-newer]")).to_contain_text("มีฉบับใหม่กว่านี้แล้ว (ฉบับที่ 1.10 · 3 มกราคม 2570)")
    assert notice(watched.page) == [
        ("เปิดหน้านี้ในฉบับใหม่", f"{home}process/lend.html"),
        ("หน้าแรกของฉบับใหม่", f"{home}index.html"),
    ]
    watched.page.goto(f"{old}en/process/lend.html")
    expect(watched.page.locator("[data-newer]")).to_contain_text("There is a newer edition (Edition 1.10 · 3 January 2027)")
    assert [address for _, address in notice(watched.page)] == [f"{home}en/process/lend.html", f"{home}en/index.html"]
    expect(watched.page.locator("[data-earlier]")).to_be_hidden()
    assert watched.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    watched.page.locator("[data-newer] a").first.click()
    watched.page.wait_for_url(f"{home}en/process/lend.html")
    assert watched.complaints == []


def test_an_english_page_leads_to_the_thai_one_where_the_newer_edition_stands_in_thai_alone(
    published: Path, watch: Callable[..., Watched]
) -> None:
    home = published.as_uri() + "/"
    tell(published / "editions/1.2", OLD, (replace(NEXT, title_en=""), "../../"))
    page = watch(home).page
    page.goto(f"{home}editions/1.2/en/process/lend.html")
    assert [address for _, address in notice(page)] == [f"{home}process/lend.html", f"{home}index.html"]


def test_the_newest_edition_names_the_earlier_ones_in_its_foot_and_no_newer_one(
    published: Path, watch: Callable[..., Watched]
) -> None:
    home = published.as_uri() + "/"
    first = Edition("0.9", "2026-01-05", True, "ก", "a")
    tell(published, NEXT, (first, "editions/0.9/"), (OLD, "editions/1.2/"))
    watched = watch(home)
    watched.page.goto(f"{home}process/lend.html")
    expect(watched.page.locator("[data-newer]")).to_be_hidden()
    earlier = watched.page.locator("[data-earlier]")
    expect(earlier).to_have_text("ฉบับก่อนหน้า: ฉบับที่ 1.2 · 22 พฤศจิกายน 2569, ฉบับร่าง 0.9 · 5 มกราคม 2569")
    earlier.locator("a").first.click()
    watched.page.wait_for_url(f"{home}editions/1.2/index.html")
    assert watched.complaints == []


def test_an_edition_that_stands_alone_shows_nothing_of_others(library_site: Path, watch: Callable[..., Watched]) -> None:
    home = library_site.as_uri() + "/"
    watched = watch(home)
    for path in ("index.html", "en/process/lend.html"):
        watched.page.goto(home + path)
        expect(watched.page.locator("[data-newer]")).to_be_hidden()
        expect(watched.page.locator("[data-earlier]")).to_be_hidden()
    assert watched.complaints == []


def test_of_the_same_number_the_later_date_is_newer_and_a_draft_comes_before_its_edition(
    library_site: Path, tmp_path: Path, watch: Callable[..., Watched]
) -> None:
    site = shutil.copytree(library_site, tmp_path / "site")
    page = watch(site.as_uri() + "/").page
    draft = Edition("1.2", "2026-11-22", True, "ก", "a")
    later = Edition("1.2", "2026-12-01", True, "ก", "a")
    for here, other, newer in ((draft, OLD, True), (OLD, draft, False), (OLD, later, True), (later, OLD, False)):
        tell(site, here, (other, "../../"))
        page.goto(f"{site.as_uri()}/index.html")
        assert page.locator("[data-newer]").is_visible() is newer, (here, other)


def test_a_lost_address_below_an_earlier_edition_leads_to_the_home_of_the_newer_one(
    placed_site: Path, tmp_path: Path, serve: Callable[[Path], str], watch: Callable[..., Watched]
) -> None:
    site = shutil.copytree(placed_site, tmp_path / "site")
    tell(site, OLD, (NEXT, "newer/"))
    home = serve(site)
    page = watch(home).page
    page.goto(f"{home}process/deep/nowhere.html")
    assert notice(page) == [("หน้าแรกของฉบับใหม่", f"{home}newer/index.html")]


SPELT = ("0.1 0.9 0.10 1.0 1.1 1.1.1 1.10 2 2569 2569.1").split()
"""Numbers of editions, the oldest first."""
MISSPELT = [*"01.0 1.00 1.01 1.1.0 1.0.0 00 1. .1 1..2 v1.0 1,0 ๑.๐ +1 -1 1e3".split(), "1.0 ", "1.0\n", ""]


def test_a_number_of_an_edition_has_one_spelling_and_a_place_among_the_others(tmp_path: Path) -> None:
    def said(number: str) -> str | None:
        edition = Edition(number, "2026-11-22", False, "ก", "a")
        (tmp_path / "khumue.json").write_bytes(editions.mark(edition))
        try:
            return editions.of(tmp_path).number
        except ProblemsFound:
            return None

    assert [said(number) for number in SPELT] == SPELT
    assert [number for number in [*MISSPELT, "9" * 5_000, "1." * 5_000 + "1"] if said(number) is not None] == []
    assert sorted(SPELT, key=kinds.order) == SPELT
    assert kinds.order("1") == kinds.order("1.0")
    for number in SPELT:
        assert model.Edition(number=number, date=date(2026, 11, 22)).number == number
    for number in MISSPELT:
        with pytest.raises(ValidationError):
            model.Edition(number=number, date=date(2026, 11, 22))
