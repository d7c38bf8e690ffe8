"""Nothing of a built site asks another host for anything, and every name of one that stands in its files has its reason."""

from __future__ import annotations

import re
from pathlib import Path

from .conftest import ROOT

NAMED = {
    ("page.css", "www.w3.org"): "the name of SVG, in drawings that the theme's styles and ours hold",
    ("icon.svg", "www.w3.org"): "the name of SVG",
    ("fonts/OFL.txt", "github.com"): "where the font comes from, as its licence wants it told",
    ("fonts/OFL.txt", "scripts.sil.org"): "where the licence of the font is kept",
}
"""Hosts that are named in files other than pages: in which (below the folder of the assets), which, and why nothing is loaded."""
TEXTS = {".html", ".css", ".js", ".svg", ".json", ".txt", ".sha256", ".xml", ".map"}
HOST = re.compile(r"//([a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.IGNORECASE)
LINK = re.compile(r"<a [^>]*?href=\"[^\"]*\"[^>]*>")


def test_every_name_of_another_host_in_a_built_site_is_a_link_to_click_or_has_its_reason(site: Path) -> None:
    found = set()
    for path in sorted(path for path in site.rglob("*") if path.suffix in TEXTS):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            assert HOST.findall(LINK.sub("", text)) == [], path  # what is left of a page without the links that readers click
            continue
        for host in HOST.findall(text):
            reasons = [known for known in NAMED if known[1] == host and path.match(f"assets/*/{known[0]}")]
            assert reasons, f"{path}: {host}"
            found.update(reasons)
    assert found == NAMED.keys()


def test_their_decision_names_them_too() -> None:
    page = (ROOT / "docs/decisions/other-hosts.md").read_text(encoding="utf-8")
    assert [host for _, host in NAMED if f"`{host}`" not in page] == []


def test_a_built_site_has_no_kind_of_file_that_nobody_looked_at(site: Path) -> None:
    assert {path.suffix for path in site.rglob("*") if path.is_file()} <= TEXTS | {".pdf", ".docx", ".epub", ".woff2"}
