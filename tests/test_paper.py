"""A web page of the manual on paper, as Chromium prints it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from khumue import thai
from khumue.guide import Guide

from .conftest import Watched


def printed(page: Page, folder: Path) -> list[str]:
    """What stands on each sheet of paper, without white space: lines break where they may."""
    page.pdf(path=folder / "paper.pdf", prefer_css_page_size=True)
    with contextlib.closing(pypdfium2.PdfDocument(folder / "paper.pdf")) as paper:
        return [re.sub(r"\s", "", sheet.get_textpage().get_text_bounded()) for sheet in paper]


@pytest.mark.parametrize("served", [True, False])
def test_every_sheet_of_paper_says_its_edition_and_the_address_of_the_page(
    site: Path, serve: Callable[[Path], str], watch: Callable[..., Watched], tmp_path: Path, guide: Guide, served: bool
) -> None:
    home = serve(site) if served else site.as_uri() + "/"
    watched = watch(home)
    for path in ("en/worksheets/forum.html", "en/process/forum.html"):
        watched.page.goto(home + path)
        sheets = printed(watched.page, tmp_path)
        assert len(sheets) > 1
        for number, text in enumerate(sheets, 1):
            assert f"edition{guide.manual.edition.number}" in text
            assert path in text
            assert f"{number}/{len(sheets)}" in text
    assert watched.complaints == []


def test_without_scripts_the_edition_and_the_address_stand_at_the_end(
    site: Path, watch: Callable[..., Watched], tmp_path: Path
) -> None:
    page = watch(site.as_uri() + "/", java_script_enabled=False).page
    page.goto(f"{site.as_uri()}/en/process/forum.html")
    assert "en/process/forum.html" in printed(page, tmp_path)[-1]


def test_signatures_and_the_foot_of_home_never_stand_alone_on_a_sheet_of_paper(
    site: Path, watch: Callable[..., Watched], tmp_path: Path, guide: Guide
) -> None:
    page = watch(site.as_uri() + "/").page
    for sheet in guide.worksheets:
        page.goto(f"{site.as_uri()}/en/worksheets/{sheet.id}.html")
        *before, last = printed(page, tmp_path)
        assert not before or not last.startswith(re.sub(r"\s", "", str(sheet.sections[-1].title.en))), sheet.id
    page.goto(f"{site.as_uri()}/en/worksheets/scoring.html")
    (signed,) = (text for text in printed(page, tmp_path) if "Scorer1" in text)
    assert "Thiscopyis" in signed.partition("Scorer1")[0]
    page.goto(f"{site.as_uri()}/index.html")
    assert not printed(page, tmp_path)[-1].startswith(re.sub(r"\s", "", guide.manual.organisation.name.th))


def test_the_lines_of_signatures_are_level_and_clear_of_each_other_however_long_who_signs_is(
    site: Path, watch: Callable[..., Watched]
) -> None:
    page = watch(site.as_uri() + "/", viewport={"width": 688, "height": 1000}).page
    for sheet in ("evaluation", "know-methods"):
        page.goto(f"{site.as_uri()}/worksheets/{sheet}.html")
        page.emulate_media(media="print")
        signatures = page.locator(".k-sheet:not(.k-example .k-sheet) .k-sign").evaluate_all(
            """all => all.map(one => [...one.children].map(line => line.getBoundingClientRect())
                .filter(box => box.width).map(box => [box.left, box.right, box.bottom]))"""
        )
        for lines in zip(*signatures[:3], strict=True):
            assert len({round(bottom) for _, _, bottom in lines}) == 1, sheet
            assert all(right < left for (_, right, _), (left, *_) in pairwise(lines)), sheet


def test_a_printed_page_has_no_navigation_and_no_table_wider_than_the_paper(site: Path, watch: Callable[..., Watched]) -> None:
    page = watch(site.as_uri() + "/", viewport={"width": 688, "height": 1000}).page  # A4 without its margins
    for path in ("crosswalk", "agencies", "sources", "criteria/index", "worksheets/index", "process/forum", "how-to-use"):
        for language in ("", "en/"):
            page.goto(f"{site.as_uri()}/{language}{path}.html")
            page.emulate_media(media="print")
            for hidden in (".md-header", ".md-sidebar--primary", ".md-path", ".k-foot ul"):
                expect(page.locator(hidden).first).to_be_hidden()
            right = "Math.max(0, ...[...document.querySelectorAll('table')].map(table => table.getBoundingClientRect().right))"
            assert page.evaluate(right) <= 688, (language, path)


LINES = """all => all.flatMap(part => {
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT), range = document.createRange();
  let text = "", top = null, ends = [];
  while (walker.nextNode())
    for (let at = 0; at < walker.currentNode.data.length; at++) {
      range.setStart(walker.currentNode, at); range.setEnd(walker.currentNode, at + 1);
      const box = range.getClientRects()[0];
      if (box && box.width && top !== null && box.top > top + 12) ends.push(text.length);
      if (box && box.width) top = box.top;
      text += walker.currentNode.data[at];
    }
  return [[text, ends]];
})"""
"""The text of each element, and where in it a line of paper begins anew."""


def test_lines_of_headings_and_cells_end_where_they_may(site: Path, watch: Callable[..., Watched], guide: Guide) -> None:
    page = watch(site.as_uri() + "/", viewport={"width": 330, "height": 900}).page
    names = [term.title.th for term in guide.terms]
    ends_seen = 0
    for path in ("process/forum.html", "criteria/index.html", "crosswalk.html", "how-to-use.html"):
        page.goto(f"{site.as_uri()}/{path}")
        page.emulate_media(media="print")
        for text, ends in page.locator("article :is(h1, h2, h3, th, td):has(.nb)").evaluate_all(LINES):
            may, at = {0}, 0
            for piece in thai.unbreakable(text, names):
                at += len(piece)
                may |= {at} if len(piece) <= 24 else set(range(at - len(piece), at + 1))  # no cell has room for a longer one
            wrong = [text[:end] + "|" + text[end:] for end in ends if end not in may and text[end - 1] != " " and len(text) <= 60]
            assert wrong == [], path
            ends_seen += len(ends)
    assert ends_seen > 20
