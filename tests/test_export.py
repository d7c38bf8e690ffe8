"""The exported manual: other builders make the same pages of it. They are silent about what they drop, so pages are compared."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html
from markdown import Markdown

from khumue import build
from khumue.export.markdown import markdown
from khumue.language import Language
from khumue.pages import Site
from khumue.progress import Progress
from khumue.project import Project
from khumue.tree import parse

from .conftest import LIBRARY, ROOT, Watched, khumue

BUILDERS = ["properdocs", "zensical"]


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library manual, exported."""
    folder = tmp_path_factory.mktemp("export") / "markdown"
    done = khumue("--root", LIBRARY, "export", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session", params=BUILDERS)
def rebuilt(request: pytest.FixtureRequest, exported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site that another builder makes of the exported manual."""
    return _rebuilt(request.param, exported, tmp_path_factory.mktemp(request.param))


def _rebuilt(builder: str, exported: Path, folder: Path) -> Path:
    for path in exported.rglob("*"):
        if path.is_file():
            place = folder / path.relative_to(exported)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
    for language in ("th", "en"):
        command = [sys.executable, "-m", builder, "build", "--strict", "-f", f"{language}.yml"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert not re.search("warning|error", done.stdout + done.stderr, re.IGNORECASE)
    return folder / "site"


@cache
def _site(root: Path) -> Site:
    project = Project(root, root / "site", cache=Path(os.environ["KHUMUE_CACHE"]))
    return build.manual(project, Progress(Language.EN, io.StringIO())).site


def _told(element: html.HtmlElement) -> Iterator[str]:
    """All that a page tells, in its order: each element with what it says of itself, and each word."""
    for event, node in html.etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            said = {name: "" if value == name else value for name, value in node.attrib.items()}  # hidden is hidden="hidden"
            yield f"<{node.tag} {sorted(said.items())}>"
            yield from (node.text or "").split()
        else:
            yield f"</{node.tag}>"
            yield from (node.tail or "").split() if node is not element else ()


def _expected(page: str) -> list[str]:
    """What our page tells, without what only its scripts show."""
    body = html.fromstring(f"<main>{page}</main>")
    for scripted in body.xpath(".//template | .//*[@hidden]"):
        scripted.drop_tree()
    for title in body.xpath(".//h1[not(@id)]"):
        title.set("id", "title")
    return list(_told(body))[1:-1]


def _assert_same(site: Site, rebuilt: Path) -> None:
    built = {path.relative_to(rebuilt).as_posix() for path in rebuilt.rglob("*.html")} - {"404.html", "en/404.html"}
    assert built == {page.path for page in site.pages} | {redirect.path for redirect in site.redirects}
    for page in site.pages:
        found = html.fromstring((rebuilt / page.path).read_bytes())
        expected = _expected(page.html)
        told = list(_told(found.find(".//main")))[1:-1]
        assert told[-len(expected) :] == expected, page.path
        assert found.get("lang") == page.language
        assert page.title in found.findtext(".//title")
        assert len(found.findall(".//h1")) == 1, page.path
        menu, *contents = found.xpath("//nav[contains(@class, 'md-nav')]")
        assert {" ".join(link.text.split()) for link in menu.iter("a")} >= {
            html.fromstring(f"<p>{entry.title}</p>").text_content()
            for entry in site.frames[page.language].navigation
            if not entry.children
        }
        listed = [address for nav in contents for address in nav.xpath(".//@href")]
        assert listed == [f"#{heading.id}" for heading in page.headings if heading.level == 2], page.path


def _dead_links(rebuilt: Path) -> list[str]:
    pages = {path: html.fromstring(path.read_bytes()) for path in rebuilt.rglob("*.html")}
    ids = {path: {*page.xpath("//@id")} for path, page in pages.items()}
    dead = []
    for path, page in pages.items():
        for address in page.xpath("//@href | //@src"):
            parts = urlsplit(address)
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            found = bool(parts.scheme) or (target.is_file() and (not parts.fragment or unquote(parts.fragment) in ids[target]))
            dead += [] if found else [f"{path.relative_to(rebuilt)}: {address}"]
    return dead


def test_every_page_of_another_builder_tells_all_that_ours_tells(rebuilt: Path) -> None:
    _assert_same(_site(LIBRARY), rebuilt)


def test_no_link_of_the_pages_of_another_builder_is_dead(rebuilt: Path) -> None:
    assert (rebuilt / "worksheets" / "lend.th.pdf").read_bytes().startswith(b"%PDF-")
    assert _dead_links(rebuilt.resolve()) == []


def test_pages_of_another_builder_load_nothing_from_elsewhere_and_are_complete_in_a_browser(
    rebuilt: Path, watch: Callable[..., Watched], serve: Callable[[Path], str]
) -> None:
    home = serve(rebuilt)
    watched = watch(home, viewport={"width": 360, "height": 700})
    for path in ("index.html", "en/process/lend.html", "worksheets/lend.html"):
        watched.page.goto(home + path)
        assert watched.page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px Sarabun'))")
        assert watched.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert watched.complaints == []
    watched.page.get_by_role("link", name="English", exact=True).click()
    watched.page.wait_for_url(home + "en/worksheets/lend.html")


def test_headings_are_markdown_with_their_addresses(exported: Path) -> None:
    page = (exported / "en/process/lend.md").read_text(encoding="utf-8")
    assert page.startswith('---\ntitle: "Lending a book"\ndescription: ')
    assert "\n# Lending a book {#title}\n" in page
    assert "\n## Tools used {#tools}\n" in page
    assert '\n### Worksheet: lending a book <span class="k-mk">Proposed</span> {#sheet--lend}\n' in page
    assert not re.search(r"<h\d id|<h1|<button|<template| hidden", page)


ODD = [
    "a_b_c *d* __e__",
    "[e](f) ![g](h) [i]",
    "`j` ``k",
    "{l} {#m}",
    r"\n \\ \#",
    "# & <o> &amp; #",
    "1. - + >",
    "STX \u2060 ก่ำ ก์",
]


@pytest.mark.parametrize("words", ODD)
def test_what_markdown_would_take_for_its_own_stays_text(words: str) -> None:
    page = f"""<h1>{escape(words)} <span class="k-mk">{escape(words)}</span></h1>
<div class="a"><p>{escape(words)}</p>
<section><h2 id="b">{escape(words)}</h2><ul><li>{escape(words)}

    {escape(words)}</li></ul></section></div>"""
    built = Markdown(extensions=["attr_list", "md_in_html", "toc"]).convert(markdown(parse(page)))
    assert list(_told(html.fromstring(f"<main>{built}</main>")))[1:-1] == _expected(page)


def test_an_export_replaces_an_earlier_one_and_no_other_folder(exported: Path, tmp_path: Path, library_site: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("ten years of work")
    for folder in (tmp_path / "thesis", library_site):
        before = sorted(path.name for path in folder.iterdir())
        done = khumue("--root", LIBRARY, "export", folder)
        assert done.returncode == 1
        assert "this command did not make this folder, so it is left alone; move it away, or name another folder" in done.stderr
        assert sorted(path.name for path in folder.iterdir()) == before
    again = shutil.copytree(exported, tmp_path / "again")
    (again / "stale.txt").write_text("of an earlier export")
    assert khumue("--root", LIBRARY, "export", again).returncode == 0
    assert {path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()} == {
        path.relative_to(exported): path.read_bytes() for path in exported.rglob("*") if path.is_file()
    }


def test_the_real_manual_is_the_same_from_another_builder(every: bool, tmp_path: Path) -> None:
    if not every:
        pytest.skip("the whole manual: make check")
    assert khumue("export", tmp_path / "out").returncode == 0
    for builder in BUILDERS:
        rebuilt = _rebuilt(builder, tmp_path / "out", tmp_path / builder).resolve()
        _assert_same(_site(ROOT), rebuilt)
        assert _dead_links(rebuilt) == []
