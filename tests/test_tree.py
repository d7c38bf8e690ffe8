"""A page is read once: the tree that all walk, and how it is written again."""

from __future__ import annotations

import pytest

from khumue import build, drawings, pages
from khumue.guide import Guide
from khumue.project import Project
from khumue.tree import parse

from .conftest import LIBRARY

WRITTEN = [
    '<svg viewBox="0 0 24 24" focusable="false"><path d="M7 9"/><rect x="1"/><text><tspan></tspan></text></svg>',
    'a<br>b<wbr>c<hr><img src="x.png" alt=""><table><colgroup><col><col class="k-w"></colgroup></table>',
    '<section data-fill aria-label="a &#34;b&#34; c" hidden><input type="file" data-fill-file accept=".json" hidden></section>',
    "<p>&amp; &lt;b&gt; &amp;lt; &#34;x&#34; &#39; &quot; \" ' &copy; &#160;\u00a0ก่ำ</p>",
    '<td></td><td class="x"></td><p>\n</p>\n\n<pre>  a\n\n  b</pre> tail ',
    "no element at all &amp; a text",
    "",
]


@pytest.mark.parametrize("markup", WRITTEN)
def test_writing_a_tree_gives_back_the_very_bytes(markup: str) -> None:
    assert parse(markup).inner == markup
    assert [child.markup for child in parse(f"<div>{markup}</div>").children] == [f"<div>{markup}</div>"]


@pytest.mark.parametrize("manual", ["library", "real"])
def test_every_page_is_written_as_its_template_made_it(manual: str, guide: Guide) -> None:
    if manual == "library":
        found, _ = build.check(Project(LIBRARY, LIBRARY / "site"))
        assert found
        guide = found
    finish = pages.Finish(guide)
    for page in pages.render(guide, {}, drawings.draw(guide)).pages:
        assert page.tree.inner == page.html, page.path
        done = finish(page, page.tree)
        assert done.tree.inner == done.html, page.path


def test_texts_are_told_in_their_order_and_markup_takes_the_place_of_one() -> None:
    page = parse('one<p>two <b class="k-mk x">three</b> four</p><code>five</code> &amp; six')
    assert [text.markup for text in page.texts()] == ["one", "two ", "three", " four", "five", " &amp; six"]
    assert page.says(without={"k-mk"}) == "onetwo  fourfive & six"
    held = [text for text in page.texts(lambda element: element.tag == "code") if text.is_in("p")]
    assert [text.markup for text in held] == ["two ", "three", " four"]
    for text in held:
        text.become(f"({text.markup}<i>&lt;</i>)")
    expected = '<p>(two <i>&lt;</i>)<b class="k-mk x">(three<i>&lt;</i>)</b>( four<i>&lt;</i>)</p>'
    assert page.inner == f"one{expected}<code>five</code> &amp; six"
    assert [element.tag for element in page.elements("i", "code")] == ["i", "i", "i", "code"]
    assert page.without(".//b | .//i").inner == "one<p>(two )( four)</p><code>five</code> &amp; six"
