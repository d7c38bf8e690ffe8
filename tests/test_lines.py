"""Where lines end on screen: not inside a syllable or a term that has room, nor between a number and its unit; what that costs.

One page of each kind by default; with --every every page.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import accumulate
from pathlib import Path

import pytest
from lxml import html

from khumue import thai
from khumue.editing.ids import syllables
from khumue.guide import Guide
from khumue.pages import Lines
from khumue.tree import finished

from .conftest import FITTED, ROOT, Watched
from .test_quality import DESK, LARGE, PHONE, SMALL

ENDS = (ROOT / "tests" / "lines.js").read_text(encoding="utf-8")
RUN = re.compile("[ก-ฮฤฦะ-ฺเ-ๅ็-๎]+")
LINES_ARE = "//span[not(@*) or @class='nb' or starts-with(@class, 'nl')] | //wbr"


@pytest.fixture(scope="module")
def shown(site: Path, library_site: Path, every: bool) -> list[Path]:
    """The pages to be looked at."""
    if every:
        return sorted(path for path in site.rglob("*.html") if b"<main" in path.read_bytes())
    kinds = [*((library_site, kind) for kind in SMALL), *((site, kind) for kind in LARGE)]
    return [path for folder, kind in kinds for path in (folder / f"{kind}.html", folder / f"en/{kind}.html") if path.is_file()]


def wide(drawn: list[tuple[int, int, float]], start: int, end: int) -> float:
    """How wide the letters from one to before another are."""
    return sum(
        width * max(0, min(end, begins + letters) - max(start, begins)) / letters for begins, letters, width in drawn if letters
    )


class Judge:
    """Says what a line end tears."""

    def __init__(self, guide: Guide) -> None:
        self._terms = [term.title.th for term in guide.terms]
        self.may = cache(self._may)

    def _may(self, text: str) -> set[int]:
        return {0, *accumulate(map(len, thai.unbreakable(text, self._terms)))}

    def torn(self, text: str, end: int, room: float, drawn: list[tuple[int, int, float]]) -> str:
        """What an end before the letter at a place tears, in lines that have room for so much of what is drawn."""
        if end in self.may(text):
            return ""
        for term in self._terms:
            start = text.rfind(term, 0, end + len(term) - 1)
            if 0 <= start < end < start + len(term) and 1.03 * wide(drawn, start, start + len(term)) < room:
                return "term"
        before, after = text[:end], text[end:]
        number = re.search(r"(?:^|[ (])([0-9๐-๙]+) $", before)
        if number and thai.leans(number[1], after[: thai.AROUND]):
            return "unit"
        run = next((run for run in RUN.finditer(text) if run.start() < end < run.end()), None)
        if run is None or end - run.start() in set(accumulate(map(len, thai.likeliest(run[0])))):
            return ""
        return "syllable" if end - run.start() not in set(accumulate(map(len, syllables(run[0])))) else "word"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_line_ends_in_a_syllable_a_term_or_before_a_unit(
    shown: list[Path], watch: Callable[..., Watched], guide: Guide, size: dict[str, int], every: bool
) -> None:
    page, judge = watch("", viewport=size).page, Judge(guide)
    seen: Counter[str] = Counter()
    wrong = []
    for path in shown if every else shown[size is DESK :: 2]:
        page.goto(path.as_uri())
        page.evaluate("document.fonts.ready.then(() => null)")
        page.locator(FITTED).wait_for(state="attached")
        for said, ends, room, drawn in page.evaluate(f"{ENDS}\nlineEnds()"):
            text = re.sub(r"\s", " ", said)
            for end in ends:
                torn = judge.torn(text, end, room, drawn)
                seen[torn] += 1
                if torn not in ("", "word"):
                    wrong.append((path.name, torn, f"{text[max(0, end - 20) : end]}|{text[end : end + 20]}"))
    assert wrong == []
    assert seen.total() > 200  # of half of the pages
    assert seen["word"] <= 0.02 * seen.total()


def weight(page: html.HtmlElement) -> int:
    """How many bytes of a page are sent."""
    return len(gzip.compress(html.tostring(page, encoding="utf-8")))


def test_what_holds_lines_is_no_letter_and_weighs_little(site: Path, guide: Guide) -> None:
    held = bare = 0
    for path in site.rglob("*.html"):
        tree = finished(path.read_bytes())
        held += weight(tree)
        said = tree.text_content()
        assert not set("\u200b\u200c\u200d\u2060\ufeff").intersection(said), path
        for element in tree.xpath(LINES_ARE):
            element.drop_tag()
        assert tree.text_content() == said
        bare += weight(tree)
    assert held < 1.15 * bare


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>ส่งเสริมหน่วยงาน</p>", '<p><span><span class="nb">ส่งเสริม</span><wbr><span class="nb">หน่วยงาน</span></span></p>'),
        ("<p>หนัก <b>45</b> kB</p>", '<p><span class="nb">หนัก</span> <span class="nb"><b>45</b> kB</span></p>'),
        ("<p>A file takes 45 kB.</p>", '<p>A file takes <span class="nb">45 kB.</span></p>'),
        ("<svg><text>ส่งเสริม</text></svg>", "<svg><text>ส่งเสริม</text></svg>"),
        ('<i title="ส่งเสริม > ก">x</i>', '<i title="ส่งเสริม > ก">x</i>'),
    ],
)
def test_a_text_is_held_in_its_pieces_where_there_are_lines(guide: Guide, markup: str, expected: str) -> None:
    assert Lines(guide).page(markup) == expected


def test_what_is_held_is_found_and_copied_as_text(site: Path, watch: Callable[..., Watched]) -> None:
    page = watch(site.as_uri() + "/", viewport=PHONE).page
    page.goto(f"{site.as_uri()}/about.html")
    said = page.evaluate(
        "[...document.querySelectorAll('main p')].map(p => p.textContent).find(text => text.includes('สำนักพัฒนาสังคม'))"
    )
    assert page.evaluate("text => window.find(text)", said.strip()[:60])
    assert page.evaluate("String(getSelection())") == said.strip()[:60]
    heard = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    names = {one["name"]["value"] for one in heard if one.get("role", {}).get("value") == "heading"}
    titles = page.evaluate("[...document.querySelectorAll('main :is(h1, h2)')].map(one => one.textContent.trim())")
    assert len(titles) > 2
    assert names.issuperset(titles)
