"""The pages of the library manual, which is not ours, as golden files: the generator knows no particular process.

`make golden` writes them anew, to be reviewed.
"""

from __future__ import annotations

import re

import pytest

from khumue import build, pages
from khumue.guide import Guide
from khumue.language import Language
from khumue.markup import markup
from khumue.model import Text
from khumue.pages.rendering import headings, relative
from khumue.project import Project
from khumue.tree import parse

from .conftest import LIBRARY, ROOT

GOLDEN = ROOT / "tests" / "golden"


@pytest.fixture(scope="module")
def library() -> pages.Site:
    site = build.manual(Project(LIBRARY, LIBRARY / "site")).site
    return site


def test_every_page_of_the_library_manual_is_as_expected(library: pages.Site, rewrite: bool) -> None:
    made = {page.path: f"<!-- {page.title} | {page.description} -->\n{page.html}" for page in library.pages}
    made |= {redirect.path: redirect.html for redirect in library.redirects}
    if rewrite:
        for path, html in made.items():
            (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / path).write_text(html, encoding="utf-8")
    golden = {path.relative_to(GOLDEN).as_posix(): path.read_text(encoding="utf-8") for path in GOLDEN.rglob("*.html")}
    assert sorted(made) == sorted(golden)
    for path, html in made.items():
        assert html == golden[path], path


def test_both_languages_have_the_same_addresses_and_headings(library: pages.Site) -> None:
    by_language = {language: {page.address: page for page in library.pages if page.language is language} for language in Language}
    thai, english = by_language[Language.TH], by_language[Language.EN]
    assert thai.keys() == english.keys()
    for address, page in thai.items():
        assert [heading.id for heading in page.headings] == [heading.id for heading in english[address].headings], address


def test_a_text_without_english_is_shown_in_thai_and_says_so(library: pages.Site) -> None:
    page = next(page for page in library.pages if page.path == "en/glossary.html")
    assert '<span lang="th" class="k-fallback">' in page.html
    assert "have no English yet" in page.html
    thai = next(page for page in library.pages if page.path == "glossary.html")
    assert "k-fallback" not in thai.html


def test_a_hand_written_page_without_its_english_half_is_shown_and_says_so(library: pages.Site) -> None:
    page = next(page for page in library.pages if page.path == "en/thai-only.html")
    assert '<div lang="th">' in page.html
    assert "written in Thai only" in page.html


def test_a_small_manual_has_no_page_for_what_it_lacks(library: pages.Site) -> None:
    addresses = {page.address for page in library.pages}
    assert {"index.html", "process/lend.html", "worksheets/lend.html", "glossary.html"} <= addresses
    assert not [address for address in addresses if address.startswith(("crosswalk", "agencies"))]


def test_no_page_carries_inline_code_or_a_zero_width_character(library: pages.Site) -> None:
    for page in library.pages:
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|[\u200b-\u200d\u2060\ufeff]", page.html), page.path


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain & <b>", "plain &amp; &lt;b&gt;"),
        ("**bold** and ** alone", "<strong>bold</strong> and ** alone"),
        ("Basic needs (จปฐ.) of กชช.2ค data", 'Basic needs (<span lang="th">จปฐ.</span>) of <span lang="th">กชช.2ค</span> data'),
        ("ต.1 and 1 ร.", '<span lang="th">ต.1</span> and 1 <span lang="th">ร.</span>'),
    ],
)
def test_english_text_marks_the_thai_within_it(text: str, html: str) -> None:
    assert markup(Text(th="ไทย", en=text), Language.EN) == html


def test_addresses_are_relative_to_the_page() -> None:
    assert relative("process/forum.html", "process/lend.html") == "forum.html"
    assert relative("glossary.html#mou", "process/lend.html") == "../glossary.html#mou"
    assert relative("process/forum.html#aim", "process/forum.html") == "#aim"
    assert relative("process/forum.html", "index.html") == "process/forum.html"


def test_headings_are_read_without_their_marks() -> None:
    found = headings(parse('<h2 id="a">One <span class="k-mk">Proposed</span></h2><p></p><h3 id="b"><b>1</b> &amp; two</h3>'))
    assert [(heading.level, heading.id, heading.text) for heading in found] == [(2, "a", "One"), (3, "b", "1 & two")]


def test_tools_and_steps_stand_in_one_matrix_told_apart_by_shape_and_word(guide: Guide) -> None:
    page = next(page for page in pages.render(guide, {}).pages if page.path == "tools/index.html")
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', page.html, re.DOTALL)
    assert len(rows) == len(guide.steps) + len(guide.items)
    for chapter, row in zip((*guide.steps, *guide.items), rows, strict=True):
        cells = re.findall(r"<td>(.*?)</td>", row, re.DOTALL)
        uses = {use.tool: use for use in chapter.tools}
        for tool, cell in zip(guide.tools, cells, strict=True):
            assert bool(cell.strip()) is (tool.id in uses)
            if tool.id in uses:
                assert ("ข้อเสนอ" in cell and " inf" in cell) is (uses[tool.id].status == "proposed")
