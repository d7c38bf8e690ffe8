"""The settings for four web servers say the same: one policy, the same headers, the same types, the same caching."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from khumue.kinds import DOCUMENTS

from .conftest import POLICY_HEADER, ROOT

DEPLOY = ROOT / "deploy"
UNUSED = (
    "accelerometer autoplay camera clipboard-read display-capture encrypted-media fullscreen geolocation gyroscope magnetometer "
    "microphone midi payment picture-in-picture publickey-credentials-get screen-wake-lock usb xr-spatial-tracking"
)
HEADERS = {
    "Content-Security-Policy": POLICY_HEADER,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED.split()),
    "Cross-Origin-Resource-Policy": "same-origin",
}
HEADER = {
    "nginx.conf": r"^    add_header (\S+) \"(.+)\" always;$",
    "apache.conf": r"^    Header always set (\S+) \"(.+)\"$",
    "Caddyfile": r"^\t\t([A-Z]\S+) \"(.+)\"$",
}
TYPE = {
    "nginx.conf": r"^        ([a-z]+/\S+) ([a-z0-9 ]+);$",
    "apache.conf": r"^    AddType (\S+) \.(\S+)$",
    "Caddyfile": r"^\t@\S+ path (.+)\n\theader @\S+ Content-Type \"([^;\"]+)",
    "web.config": r"<mimeMap fileExtension=\"\.(.+?)\" mimeType=\"([^;\"]+)",
}
BY_THEMSELVES = {
    "apache.conf": {"html", "css", "txt", "png", "jpg", "jpeg", "gif"},
    "Caddyfile": {"html", "json", "png", "jpg", "jpeg", "webp", "gif", "pdf"},
}
"""Kinds that these servers know without being told."""


def text_of(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def types_in(name: str) -> dict[str, str]:
    """The type of each kind of file, by its ending, as a server is told."""
    types = {}
    for one, other in re.findall(TYPE[name], text_of(name), re.MULTILINE):
        kind, endings = (one, other) if "/" in one else (other, one)
        types |= {ending.removeprefix("*."): kind for ending in endings.split()}
    return types


@pytest.mark.parametrize("name", HEADER)
def test_a_server_sends_the_headers_of_all(name: str) -> None:
    found = dict(re.findall(HEADER[name], text_of(name), re.MULTILINE))
    found.pop("Cache-Control", None)
    assert found == HEADERS


def test_iis_sends_the_headers_of_all_and_its_settings_are_well_formed() -> None:
    tree = etree.parse(DEPLOY / "web.config")
    assert {header.get("name"): header.get("value") for header in tree.iterfind(".//customHeaders/add")} == HEADERS
    places = {place.get("path"): place.find(".//clientCache").attrib for place in tree.iterfind("location")}  # type: ignore[union-attr]
    kept = {
        "cacheControlMode": "UseMaxAge",
        "cacheControlMaxAge": "365.00:00:00",
        "cacheControlCustom": "public, immutable",
    }
    asked = {"cacheControlMode": "DisableCache"}
    assert places == {"PATH": asked, "PATH/assets": kept, "PATH/assets/search": asked}
    errors = {error.get("statusCode"): error.get("path") for error in tree.iterfind(".//httpErrors/error")}
    assert errors == {"403": "FOLDER\\404.html", "404": "FOLDER\\404.html"}


@pytest.mark.parametrize("name", HEADER)
def test_what_is_named_by_what_it_is_is_kept_for_ever_and_the_rest_asked_for_again(name: str) -> None:
    text = text_of(name)
    assert "(editions/[^/]+/)?assets/[0-9a-f]{12}/" in text.replace("(?:", "(")
    assert re.findall(r'"(no-cache|public[^"]*)"', text).count("public, max-age=31536000, immutable") == 1
    assert '"no-cache"' in text
    assert "404.html" in text


def test_every_kind_of_file_that_a_site_may_hold_has_the_same_type_everywhere(site: Path) -> None:
    kinds = {path.suffix for path in site.rglob("*") if path.is_file()} | DOCUMENTS
    expected = types_in("nginx.conf")
    assert {kind.removeprefix(".") for kind in kinds} == expected.keys()
    assert types_in("web.config") == expected
    for name, known in BY_THEMSELVES.items():
        told = types_in(name)
        assert told.items() <= expected.items(), name
        assert expected.keys() - told.keys() <= known, name


@pytest.mark.parametrize("name", [*HEADER, "web.config"])
def test_the_head_of_a_file_says_in_both_languages_what_to_fill_in(name: str) -> None:
    head = "\n".join(text_of(name).splitlines()[:16])
    assert "PATH" in head
    assert "FOLDER" in head
    assert "โฟลเดอร์ที่แสดง" in head
