"""The site as an administrator shows it, through nginx with the settings that we ship, and the same walk from a disk."""

from __future__ import annotations

import gzip
import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import Message
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .conftest import POLICY_HEADER, UNDER, Nginx, Watched, assets_of
from .test_browser import pages_of
from .test_search import open_box, rows

ONE_OF_EACH = (
    *("index", "process/index", "process/forum", "approach/know-follow-up", "tools/bk01", "criteria/index", "crosswalk"),
    *("worksheets/index", "worksheets/scoring", "glossary", "agencies", "sources", "questions", "contact", "about", "all"),
)
FIRST_VISIT = 300_000
"""Bytes over the wire that a reader's first page may take, fonts and headers counted."""


def ask(address: str, encoding: str = "identity", **headers: str) -> tuple[int, Message, bytes]:
    """What a server answers: its status, headers and body."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": encoding, **headers})  # noqa: S310
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.fixture(params=["through nginx", "from a disk"])
def home(request: pytest.FixtureRequest, site: Path, nginx: Callable[[Path], str]) -> str:
    """Where the real manual is: two ways that readers have to it."""
    return nginx(site) if request.param == "through nginx" else site.as_uri() + "/"


def test_every_kind_of_page_is_shown_under_the_strict_policy(
    nginx: Callable[[Path], str], site: Path, watch: Callable[..., Watched], every: bool
) -> None:
    home = nginx(site)
    watched = watch(home)
    kinds = [f"{('', 'en/')[number % 2]}{kind}.html" for number, kind in enumerate(ONE_OF_EACH)]  # by turns in each language
    for path in pages_of(site) if every else kinds:
        watched.page.goto(home + path)
        watched.page.evaluate("document.fonts.ready")
        assert watched.page.locator("h1").count() == 1, path
        assert watched.page.evaluate("[...document.fonts].some(font => font.status === 'loaded')"), path
    assert watched.complaints == []


@pytest.mark.parametrize(
    ("folder", "query", "found"), [("", "เวที", "process/forum.html"), ("en/", "forum", "en/process/forum.html")]
)
def test_a_reader_searches_switches_to_dark_and_to_the_other_language_and_fills_a_sheet(
    home: str, folder: str, query: str, found: str, watch: Callable[..., Watched], every: bool
) -> None:
    if home.startswith("file:") != bool(folder) and not every:
        pytest.skip("with --every: each of the ways, and of the languages, once")
    watched = watch(home, accept_downloads=True, color_scheme="light")
    page = watched.page
    page.goto(f"{home}{folder}index.html")
    open_box(page, query)
    assert home + found in rows(page)
    page.locator(".k-res a[href*='process/forum.html']").first.click()
    expect(page.locator("article mark").first).to_be_visible()
    page.locator("[data-scheme]").click()
    assert page.evaluate("document.documentElement.getAttribute('data-md-color-scheme')") == "slate"
    other = page.evaluate("document.documentElement.lang === 'th' ? 'en' : 'th'")
    page.locator("[data-other]").click()
    expect(page.locator("html")).to_have_attribute("lang", other)
    page.goto(f"{home}{folder}worksheets/forum.html")
    page.locator(".k-filling input[type=text]").first.fill("เชียงใหม่")
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("บันทึกเป็นไฟล์|Save as a file")).click()
    assert "เชียงใหม่" in Path(download.value.path()).read_text(encoding="utf-8")
    assert [line for line in watched.complaints if not line.startswith("failed: blob:")] == []  # a download is no page


def test_each_kind_of_file_is_sent_with_its_type_its_caching_and_the_strict_headers(
    library_site: Path, nginx: Callable[[Path], str]
) -> None:
    home, assets = nginx(library_site), assets_of(library_site)
    ever, again = "public, max-age=31536000, immutable", "no-cache"
    docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    expected = {
        "": ("text/html; charset=utf-8", again),
        "en/process/lend.html": ("text/html; charset=utf-8", again),
        f"{assets}/khumue.js": ("text/javascript; charset=utf-8", ever),
        f"{assets}/page.css": ("text/css; charset=utf-8", ever),
        f"{assets}/icon.svg": ("image/svg+xml; charset=utf-8", ever),
        f"{assets}/fonts/sarabun-thai-400-normal.woff2": ("font/woff2", ever),
        "assets/search/th.js": ("text/javascript; charset=utf-8", again),
        "editions.js": ("text/javascript; charset=utf-8", again),
        "khumue.json": ("application/json", again),
        "manifest.sha256": ("text/plain; charset=utf-8", again),
        "worksheets/lend.th.pdf": ("application/pdf", again),
        "worksheets/lend.th.docx": (docx, again),
    }
    for path, (kind, caching) in expected.items():
        status, headers, body = ask(home + path)
        assert (status, headers["Content-Type"], headers["Cache-Control"]) == (200, kind, caching), path
        assert headers["Content-Security-Policy"] == POLICY_HEADER, path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "no-referrer", path
        assert "camera=()" in headers["Permissions-Policy"], path
        assert body == (library_site / (path or "index.html")).read_bytes(), path
        assert ask(home + path, **{"If-None-Match": headers["ETag"]})[0] == 304, path


def test_an_address_that_is_not_there_has_status_404_its_page_and_no_long_life(
    placed_site: Path, nginx: Callable[[Path], str], browser: Browser
) -> None:
    home = nginx(placed_site)
    for path in (
        "nowhere.html",
        "process/deep/er/",
        "assets/",
        f"{assets_of(placed_site)}/none.js",
        "assets/0123456789ab/khumue.js",
    ):
        status, headers, body = ask(home + path)
        assert (status, headers["Cache-Control"]) == (404, "no-cache"), path
        assert headers["Content-Security-Policy"] == POLICY_HEADER, path
        assert body == (placed_site / "404.html").read_bytes(), path
    watched = Watched(browser, home)
    watched.page.goto(f"{home}process/deep/er/nowhere.html")
    assert watched.page.evaluate("getComputedStyle(document.querySelector('.md-header')).position") == "sticky"
    watched.page.locator("main a[href$='en/index.html']").first.click()
    watched.page.wait_for_url(f"{home}en/index.html")
    watched.context.close()
    assert [line for line in watched.complaints if "nowhere" not in line] == []


def test_the_address_without_its_last_stroke_leads_to_the_manual(
    library_site: Path, nginx: Callable[[Path], str], browser: Browser
) -> None:
    home = nginx(library_site)
    page = browser.new_page()
    page.goto(home.removesuffix("/"))
    assert page.url == home
    page.close()


def test_a_compressed_file_beside_its_text_is_sent_to_who_takes_it_and_the_rest_is_compressed_on_its_way(
    library_site: Path, tmp_path: Path, nginx: Callable[[Path], str]
) -> None:
    site = shutil.copytree(library_site, tmp_path / "site")
    style = f"{assets_of(site)}/page.css"
    beside = gzip.compress((site / style).read_bytes() + b"/* from the file beside it */", 9, mtime=0)
    (site / f"{style}.gz").write_bytes(beside)
    home = nginx(site)
    _, headers, body = ask(home + style, "gzip, br")
    assert (body, headers["Content-Encoding"], headers["Vary"]) == (beside, "gzip", "Accept-Encoding")
    assert (headers["Content-Type"], headers["Cache-Control"]) == (
        "text/css; charset=utf-8",
        "public, max-age=31536000, immutable",
    )
    assert ask(home + style)[2] == (site / style).read_bytes()
    for path in ("index.html", "assets/search/th.js", "editions.js"):
        _, headers, body = ask(home + path, "gzip")
        text = gzip.decompress(body) if headers["Content-Encoding"] == "gzip" else body
        assert text == (site / path).read_bytes(), path
        assert headers["Content-Encoding"] == "gzip" or len(text) < 1000, path


@pytest.mark.parametrize("path", ["index.html", "en/index.html"])
def test_a_first_visit_is_light(path: str, site: Path, nginx: Callable[[Path], str], watch: Callable[..., Watched]) -> None:
    home = nginx(site)
    page = watch(home).page
    sizes: list[float] = []
    network = page.context.new_cdp_session(page)
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    network.send("Network.enable")
    page.goto(home + path)
    page.wait_for_load_state("networkidle")
    print(f"\n{path}: {sum(sizes):,.0f} bytes in {len(sizes)} answers")
    assert len(sizes) >= 8
    assert sum(sizes) <= FIRST_VISIT


def test_nginx_finds_nothing_wrong_with_the_settings(library_site: Path, tmp_path: Path) -> None:
    done = Nginx(library_site, tmp_path).check()
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr
    settings = (tmp_path / "manual.conf").read_text(encoding="utf-8")
    assert UNDER in settings
    assert "/PATH" not in settings.split("location", 1)[1]
    assert "/FOLDER" not in settings.split("location", 1)[1]
