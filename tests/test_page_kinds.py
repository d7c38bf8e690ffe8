"""Kinds of pages: a row for each, which everything that shows pages walks."""

from __future__ import annotations

import base64
import json
import re
import zlib

import pytest

from khumue import build, complete
from khumue.language import Language
from khumue.model import Text
from khumue.pages.page_kinds import PAGE_KINDS, PageKind
from khumue.pages.plan import Planned
from khumue.problems import ProblemsFound
from khumue.project import Project

from .conftest import LIBRARY, ROOT


def built() -> build.Built:
    return build.manual(Project(LIBRARY, LIBRARY / "site"))


def test_a_row_is_all_that_decides_how_pages_of_a_kind_stand_in_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    other = PageKind(in_menu=False, wide=True, explained=True, in_book="", footer="behind", weight=0.5)
    monkeypatch.setitem(PAGE_KINDS, "glossary", other)
    monkeypatch.setitem(PAGE_KINDS, "chapter", PageKind())
    made = built()
    glossary, chapter = (
        next(page for page in made.site.pages if page.path == path) for path in ("en/glossary.html", "en/process/return.html")
    )
    assert glossary.wide
    assert not chapter.wide
    assert glossary.how == other
    frame = made.site.frames[Language.EN]
    often, behind = ([entry.address for entry in column] for column in frame.footer)
    assert "glossary.html" in behind
    assert "glossary.html" not in often
    entries = [entry for top in frame.navigation for entry in (top, *top.children)]
    assert not [entry for entry in entries if entry.address == "glossary.html"]
    assert "3. " not in next(entry.title for entry in entries if entry.address == "process/return.html")
    assert 'class="k-term"' not in "".join(page.html for page in made.site.pages if page.kind == "chapter")
    script = made.files["assets/search/en.js"].decode()
    data = json.loads(zlib.decompress(base64.b64decode(script.split('"')[3])).decode("cp874"))
    weights = {page[5] for page in data["pages"] if page[0].startswith("glossary.html#") and len(page) > 5}
    assert weights == {0.5}
    assert len(next(page for page in data["pages"] if page[0] == "glossary.html")) == 5


def test_a_row_without_its_template_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PAGE_KINDS, "time-line", PageKind())
    (told,) = complete.forgotten()
    assert told.line(Language.EN).startswith('pages/page_kinds.py: "time-line" needs "time-line.html" in pages/templates/, which')
    with pytest.raises(ProblemsFound, match="time-line"):
        built()


def test_a_page_of_a_kind_without_a_row_is_told() -> None:
    with pytest.raises(ProblemsFound, match='pages of the kind "glosary" have no row; did you mean "glossary"'):
        Planned("x.html", "glosary", Text(th="ก"), Text(th="ก"))


def test_nothing_else_tells_kinds_of_pages_apart() -> None:
    """No comparison with a kind, and no list of three or more of those that no section of the manual is called by."""
    sections = {"tools", "criteria", "crosswalk", "worksheets", "glossary", "agencies", "sources", "questions"}
    names = "|".join(sorted(PAGE_KINDS.keys() - sections))
    compared = re.compile(r"""\b(page|planned)\.kind *([!=]=|in\b|not in\b)""")
    name = rf"""["']({names})["']"""
    listed = re.compile(rf"{name}[^\"'\n]{{1,5}}{name}[^\"'\n]{{1,5}}{name}")
    for folder in ("generator", "overrides", "benchmarks"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".js", ".html"} and path.name != "page_kinds.py":
                text = path.read_text(encoding="utf-8")
                assert not compared.search(text), path
                assert not listed.search(text), (path, listed.search(text))
