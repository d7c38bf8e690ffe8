"""A published bundle behind nginx, with the settings that it brings: every edition is whole, and leads to the newest."""

from __future__ import annotations

import gzip
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from khumue.publishing.verify import verify

from .conftest import UNDER, Watched, khumue
from .test_publish import bundles as bundles
from .test_publish import contents

EARLIER = "editions/1.0/"


@pytest.fixture(scope="module")
def current(bundles: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two editions, one after the other, published where the server shows them."""
    folder = tmp_path_factory.mktemp("published") / "srv"
    for number in ("1.0", "1.1"):
        done = khumue("publish", bundles[number], folder, "--prefix", UNDER)
        assert done.returncode == 0, done.stderr
    assert verify(folder / "current") == []
    return folder / "current"


@pytest.fixture(scope="module")
def home(current: Path, nginx: Callable[[Path], str]) -> str:
    return nginx(current)


def ask(address: str) -> bytes:
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})) as answer:  # noqa: S310
        assert answer.headers["Content-Encoding"] == "gzip"
        return bytes(answer.read())


def test_every_page_of_every_edition_opens_under_the_strict_policy(
    current: Path, home: str, watch: Callable[..., Watched], every: bool
) -> None:
    watched = watch(home)
    pages = [path for path in sorted(current.rglob("*.html")) if path.name != "404.html"]
    pages = [path for path in pages if "refresh" not in path.read_text("utf-8")[:600]]
    assert len(pages) == 20
    for page in pages if every else pages[::2]:
        watched.page.goto(home + page.relative_to(current).as_posix())
        watched.page.evaluate("document.fonts.ready")
        assert watched.page.locator("h1").count() == 1, page
    assert watched.complaints == []


def test_an_earlier_edition_leads_to_the_same_page_of_the_newest(home: str, watch: Callable[..., Watched]) -> None:
    watched = watch(home)
    for folder, says in (("", "มีฉบับใหม่กว่านี้แล้ว (ฉบับร่าง 1.1"), ("en/", "1.1")):
        watched.page.goto(f"{home}{EARLIER}{folder}process/place.html")
        notice = watched.page.locator(f'a[href$="{folder}process/place.html"]', has_text=re.compile("ฉบับใหม่|newer|new edition"))
        assert says in watched.page.locator("body").inner_text()
        notice.first.click()
        watched.page.wait_for_url(f"{home}{folder}process/place.html")
        assert "มีฉบับใหม่กว่า" not in watched.page.locator("body").inner_text()
    assert watched.complaints == []


def test_what_is_sent_compressed_is_what_stands_there(current: Path, home: str) -> None:
    for path in ("index.html", "editions.js", f"{EARLIER}index.html", f"{EARLIER}en/process/index.html", "assets/search/th.js"):
        content = (current / path).read_bytes()
        if (current / f"{path}.gz").exists():
            assert gzip.decompress(ask(home + path)) == content, path
            assert brotli.decompress((current / f"{path}.br").read_bytes()) == content, path


def test_a_lost_address_below_any_edition_gets_the_page_that_knows_the_way(home: str, watch: Callable[..., Watched]) -> None:
    watched = watch(home)
    for address in ("nothing.html", "a/b/nothing.html", f"{EARLIER}nothing.html"):
        watched.page.goto(home + address)
        watched.page.evaluate("document.fonts.ready")
        assert watched.page.evaluate("[...document.fonts].some(font => font.status === 'loaded')"), address
        watched.page.locator("main a", has_text="ปลูกผัก 11 ขั้น").first.click()
        watched.page.wait_for_url(f"{home}process/index.html")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{home}nothing.html")  # noqa: S310 - loopback
    assert not [complaint for complaint in watched.complaints if "nothing.html" not in complaint]


def test_the_bundle_brings_the_settings_of_every_server(bundles: dict[str, Path]) -> None:
    names = {name.partition("/deploy/")[2] for name in contents(bundles["1.0"])}
    assert {"nginx.conf", "apache.conf", "Caddyfile", "web.config"} <= names
