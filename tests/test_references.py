"""What texts refer to: words that stay right, links that lead where they say, on screen, on paper and in the search."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from docx import Document

from khumue import build, pages, reading, search, sheets
from khumue.books import chapters
from khumue.catalogue import COLLECTIONS
from khumue.guide import Guide, walk
from khumue.inline import Part, parts
from khumue.language import Language
from khumue.markup import markup, plain
from khumue.model import Text
from khumue.pages.plan import plan
from khumue.project import Project
from khumue.sheets import html
from khumue.texts import pairs
from khumue.tree import parse

from .conftest import LIBRARY

STEP = "data/process/3-return.yml"
THAI, ENGLISH = (
    "th: สมาชิกนำหนังสือมาคืน แล้วบรรณารักษ์เก็บขึ้นชั้น",
    "en: The member brings the book back, and the librarian puts it on its shelf.",
)


def written(manual: Path, name: str, before: str, after: str) -> None:
    path = manual / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def told(manual: Path) -> list[str]:
    found = build.problems(Project(manual, manual / "site"))
    return [
        problem.line(Language.EN)
        for problem in found
        if "thai-only" not in problem.place.file and not problem.what.en.startswith("the English of")
    ]


def guide_of(manual: Path) -> Guide:
    guide, _ = reading.read(Project(manual, manual / "site"))
    assert guide is not None
    return guide


def page_of(manual: Path, path: str) -> pages.Page:
    return next(page for page in pages.render(guide_of(manual), {}).pages if page.path == path)


def lead(manual: Path, thai: str, english: str = "x") -> list[str]:
    """Writes the lead of step 3, whose markup it gives in both languages."""
    written(manual, STEP, THAI, f"th: '{thai}'")
    written(manual, STEP, ENGLISH, f"en: '{english}'")
    assert told(manual) == []
    return [
        re.sub(
            "^<[^>]*>|</p>$",
            "",
            next(one for one in page_of(manual, path).tree.elements("p") if one.get("class") == "lead").markup,
        )
        for path in ("process/return.html", "en/process/return.html")
    ]


def ref(address: str, words: str) -> str:
    return f'<a class="k-ref" href="{address}">{words}</a>'


SAID = {
    "{step:lend}": (ref("lend.html", "ขั้นที่ 2"), ref("lend.html", "Step 2")),
    "ดู {step:lend}": ('ดู <a class="k-ref" href="lend.html">ขั้นที่ 2</a>', None),
    "{step:lend|name}": (ref("lend.html", "ยืมหนังสือ"), ref("lend.html", "Lend")),
    "{step:lend|number}": (ref("lend.html", "2"), ref("lend.html", "2")),
    "{ step : lend | name }": (ref("lend.html", "ยืมหนังสือ"), ref("lend.html", "Lend")),
    "{step:lend#moves}": (ref("lend.html#moves", "ขั้นที่ 2"), ref("lend.html#moves", "Step 2")),
    "{step:return}": ("ขั้นที่ 3", "Step 3"),
    "{item:care|name}": (ref("../approach/care.html", "ดูแลหนังสือ"), None),
    "{worksheet:lend}": (ref("../worksheets/lend.html", "ใบงาน LIB-2"), ref("../worksheets/lend.html", "Worksheet LIB-2")),
    "{worksheet:lend|code}": (ref("../worksheets/lend.html", "LIB-2"), None),
    "{term:member}": (ref("../glossary.html#member", "สมาชิก"), ref("../glossary.html#member", "Member")),
    "{criterion:wanted}": (ref("../criteria/index.html#wanted", "ข้อ 1"), ref("../criteria/index.html#wanted", "Criterion 1")),
    "{count:steps}": ("4", "4"),
    "**{step:lend}**": ('<a class="k-ref" href="lend.html"><strong>ขั้นที่ 2</strong></a>', None),
    r"\{step:lend} {x} \[y](z)": ("{step:lend} {x} [y](z)", None),
    "[ที่](step:lend)": ('<a href="lend.html">ที่</a>', None),
    "[ที่](step:lend#moves)": ('<a href="lend.html#moves">ที่</a>', None),
    "[**ก** {step:lend}](tools/card.html)": ('<a href="../tools/card.html"><strong>ก</strong> ขั้นที่ 2</a>', None),
    "[เว็บ](https://example.org/a_(b)?c=1&d)": (
        '<a href="https://example.org/a_(b)?c=1&amp;d" rel="noreferrer external">เว็บ</a>',
        None,
    ),
    "[เมล](mailto:a@example.org)": ('<a href="mailto:a@example.org">เมล</a>', None),
}


@pytest.mark.parametrize("text", SAID)
def test_a_text_says_what_it_refers_to_and_leads_there(manual: Path, text: str) -> None:
    thai, english = SAID[text]
    assert lead(manual, text, text if english else "x") == [thai, english or "x"]


def test_english_begins_a_sentence_with_a_capital_and_goes_on_without(manual: Path) -> None:
    _, english = lead(manual, "ก", "After {step:lend}. {step:lend} of {count:steps} (พม.) {worksheet:lend}")
    assert parse(english).says() == "After step 2. Step 2 of 4 (พม.) worksheet LIB-2"


def test_a_number_goes_with_its_step(manual: Path) -> None:
    lead(manual, "ต่อจาก{step:lend}")
    for name, number in (("1-register", 2), ("2-lend", 1)):
        written(manual, f"data/process/{name}.yml", f"number: {3 - number}", f"number: {number}")
    assert "ต่อจากขั้นที่ 1" in plain(guide_of(manual).find("steps", "return").lead, Language.TH)


def test_all_that_has_a_place_on_the_site_can_be_referred_to(manual: Path) -> None:
    guide = guide_of(manual)
    records = [(row.one, record) for row in COLLECTIONS if row.one for record in guide.all(row)[:1]]
    assert len(records) >= 10
    lead(manual, " ".join(f"{{{kind}:{record.id}}} {{{kind}:{record.id}|name}}" for kind, record in records))
    text = guide_of(manual).find("steps", "return").lead
    found = [part for part in parts(text.th) if part.address]
    assert {part.address.partition("#")[0] for part in found} <= {page.address for page in plan(guide)}
    assert [part.reference for part in found] == [f"{kind}:{record.id}" for kind, record in records for _ in range(2)]


def test_what_is_written_stays_for_those_who_write(manual: Path) -> None:
    lead(manual, "ต่อจาก{step:lend}", "after {step:lend}")
    guide = guide_of(manual)
    text = guide.find("steps", "return").lead
    assert text.written
    assert (text.written.th, text.written.en) == ("ต่อจาก{step:lend}", "after {step:lend}")
    assert text.where("th") == text.written.where("th")
    pair = next(pair for pair in pairs(guide) if pair.key == "steps/return/lead")
    assert (pair.th, pair.en) == ("ต่อจาก{step:lend}", "after {step:lend}")
    untouched = guide.find("steps", "register").lead
    assert untouched.written is None


def test_a_manual_in_thai_alone_is_asked_nothing_in_english(manual: Path) -> None:
    written(manual, STEP, ENGLISH, "en: '{step:nobody}'")
    written(manual, "data/manual.yml", "id: village-library", "id: village-library\nlanguages: [th]")
    assert not [line for line in told(manual) if "nobody" in line]


LABEL = "th: ชื่อผู้ยืม"


def test_a_label_has_the_words_alone(manual: Path) -> None:
    written(manual, "data/worksheets/lend.yml", LABEL, "th: ชื่อผู้ยืม ตาม{step:register}")
    assert told(manual) == []
    page = page_of(manual, "worksheets/lend.html").html
    assert '<label class="k-f__label">ชื่อผู้ยืม ตามขั้นที่ 1</label>' in page
    assert 'data-label="ชื่อผู้ยืม ตามขั้นที่ 1"' in page


def test_a_card_that_leads_somewhere_holds_no_other_link(manual: Path) -> None:
    lead(manual, "ต่อจาก{step:lend}")
    card = next(one for one in page_of(manual, "process/index.html").tree.elements("a") if one.get("href") == "return.html")
    assert "ต่อจากขั้นที่ 2" in card.says()
    assert not list(card.elements("a"))


def test_paper_has_words_and_the_addresses_of_other_sites(manual: Path) -> None:
    written(
        manual,
        "data/worksheets/lend.yml",
        "ตาม[ลำดับการยืม](step:lend#moves)",
        "ตาม[ลำดับ](step:lend#moves) [ระเบียบ](https://example.org/rules) [example.org/b](https://example.org/b) {step:return}",
    )
    assert told(manual) == []
    sheet = next(one for one in sheets.plan(guide_of(manual), None) if one.path("pdf") == "worksheets/lend.th.pdf")
    said = "ทุกครั้งที่ให้ยืม ตามลำดับ ระเบียบ (https://example.org/rules) example.org/b ขั้นที่ 3"
    assert said in html.html(sheet)
    document = Document(io.BytesIO(sheets.FORMATS["docx"](sheet)))
    assert said in "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_the_book_leads_to_the_page_and_tells_the_address_of_another_site() -> None:
    page = parse(
        '<p>ดู<a href="lend.html">ที่นี่</a> <a class="k-ref" href="lend.html">ขั้นที่ 2</a> <a href="https://example.org/">เว็บ</a></p>'
    )
    chapter = chapters.Chapter("process/return.html", "process", "x", page)
    made = chapters.joined(chapter, 1, {"process/lend.html": "process/lend.html"}, "หน้า")
    assert '<a href="#process/lend">ที่นี่ <span class="at">(หน้า <span data-at="#process/lend">)</span></span></a>' in made
    assert '<a class="k-ref" href="#process/lend">ขั้นที่ 2</a>' in made
    assert '<a href="https://example.org/">เว็บ (https://example.org/)</a>' in made


def test_the_search_finds_the_words(manual: Path) -> None:
    lead(manual, "ต่อจาก{step:lend} ดู[ระเบียบ](https://example.org/)")
    page = page_of(manual, "process/return.html")
    top = next(search.documents(page.address, "process", page.title, page.tree)).passages[0]
    assert "ต่อจากขั้นที่ 2 ดูระเบียบ" in top.text


PAGE = {
    "{step:lend} {step:lend|name}": f"<p>{ref('process/lend.html', 'ขั้นที่ 2')} {ref('process/lend.html', 'ยืมหนังสือ')}</p>",
    "**{step:lend}**": '<p><strong><a class="k-ref" href="process/lend.html">ขั้นที่ 2</a></strong></p>',
    "[ดู **{step:lend}**](step:lend#moves)": '<p><a href="process/lend.html#moves">ดู <strong>ขั้นที่ 2</strong></a></p>',
    r"\{step:lend} `{step:lend}` {x}": "<p>{step:lend} <code>{step:lend}</code> {x}</p>",
    "{count:steps} ขั้น": "<p>4 ขั้น</p>",
    "[เว็บ](https://example.org/)": '<p><a href="https://example.org/" rel="noreferrer external">เว็บ</a></p>',
    "- ก {step:lend}\n- ข": '<ul><li>ก <a class="k-ref" href="process/lend.html">ขั้นที่ 2</a></li><li>ข</li></ul>',
    "| ก | ข |\n|---|---|\n| {step:lend|name} | `{step:lend|name}` |": (
        '<div aria-label="ก, ข" class="k-scroll" role="region" tabindex="0">'
        '<table aria-label="ก, ข"><thead><tr><th scope="col">ก</th><th scope="col">ข</th></tr></thead><tbody><tr>'
        '<td><a class="k-ref" href="process/lend.html">ยืมหนังสือ</a></td><td><code>{step:lend|name}</code></td>'
        "</tr></tbody></table></div>"
    ),
}


@pytest.mark.parametrize("body", PAGE)
def test_a_hand_written_page_refers_as_texts_do(manual: Path, body: str) -> None:
    for language in Language:
        (manual / f"content/more.{language}.md").write_text(
            f"---\ntitle: T\nsection: about\norder: 9\ndescription: D\n---\n\n{body}\n", encoding="utf-8"
        )
    assert [line for line in told(manual) if "/more.th" in line] == []
    prose = next(page for page in guide_of(manual).prose if page.name == "more" and page.language is Language.TH)
    assert PAGE[body] in re.sub(r"\n", "", prose.html)


TYPED = {
    "ส่งต่อไปยังขั้นที่ 2": 'the number of "ขั้นที่ 2" is typed',
    "จากขั้นที่ ๒ และขั้นที่ 4": 'the number of "ขั้นที่ ๒", "ขั้นที่ 4" is typed',
    "แนบใบงาน LIB-2": 'the number of "ใบงาน LIB-2" is typed',
    "แบ่งเป็น 4 ขั้นตอน": 'the number of "4 ขั้น" is typed',
    "ขั้นที่ 5": "",
    "ขั้นที่ 1 ถึง 3": "",
    "ขั้นที่ 2.1": "",
    "แบ่งเป็น 3 ขั้น": "",
    "ใบงาน LIB-9": "",
    "อ่าน “ขั้นที่ 2” ในระเบียบ": "",
    "ตามการยืมหนังสือ 4 ขั้นตอน": "",
    "ส่งต่อไปยัง{step:lend}": "",
}


@pytest.mark.parametrize("text", TYPED)
def test_a_typed_number_is_told_where_it_is_sure_what_it_means(manual: Path, text: str) -> None:
    written(manual, STEP, THAI, f"th: {text}")
    said = [line for line in told(manual) if "typed" in line]
    if not TYPED[text]:
        assert said == []
    else:
        (line,) = said
        assert TYPED[text] in line


def test_a_typed_number_stops_nothing_and_titles_facts_and_news_may_have_one(manual: Path) -> None:
    written(manual, STEP, "th: การคืนหนังสือ", "th: การคืนหนังสือ ต่อจากขั้นที่ 2")
    assert told(manual) == []
    written(manual, STEP, THAI, "th: ต่อจากขั้นที่ 2")
    (problem,) = [one for one in build.problems(Project(manual, manual / "site")) if "typed" in one.what.en]
    assert problem.notice
    assert problem.only_told
    assert problem.remedy.en == "write {step:lend} instead"


def test_an_earlier_id_counts_and_is_told(manual: Path) -> None:
    written(manual, STEP, THAI, "th: 'ต่อจาก{step:borrow} [ก](step:borrow)'")
    said = told(manual)
    assert [line.partition(": ")[2] for line in said] == ['notice: "borrow" is now called "lend"; write step:lend'] * 2
    assert 'href="lend.html">ขั้นที่ 2</a> <a href="lend.html">ก</a>' in page_of(manual, "process/return.html").html


def test_a_link_to_a_heading_that_is_not_there_is_told(manual: Path) -> None:
    written(manual, STEP, THAI, "th: ดู [ที่นี่](step:lend#movs) {step:lend#who} [ก](index.html#what)")
    said = [line.partition(";")[0] for line in told(manual)]
    assert said == [
        f"{STEP}:12:10: a link names a heading that is not there: process/lend.html#movs",
        f"{STEP}:12:51: a link names a heading that is not there: index.html#what",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ก", [Part("ก")]),
        ("**ก** ข **ค", [Part("ก", True), Part(" ข **ค")]),
        (r"\*\*ก\*\* \[", [Part("**ก** [")]),
        ("[ก **ข**](x)", [Part("ก ", False, "x"), Part("ข", True, "x")]),
        ('[ก](x "step:y")[ข](x)', [Part("ก", False, "x", "step:y"), Part("ข", False, "x")]),
        ("[ก] (x) [ข](y z) \\", [Part("[ก] (x) [ข](y z) \\")]),
    ],
)
def test_a_text_has_parts(text: str, expected: list[Part]) -> None:
    assert parts(text) == expected


def test_a_code_is_no_text_and_leads_nowhere() -> None:
    assert markup("[ก](javascript:x) **ข**", Language.TH) == "[ก](javascript:x) **ข**"
    assert markup(Text(th="**ก** [ข](x)"), Language.TH, parts) == '<strong>ก</strong> <a href="x">ข</a>'


def test_nothing_of_the_real_manual_refers_in_vain_and_every_text_can_be_read(guide: Guide) -> None:
    texts = [one for _, inside in guide.walked for one in inside if isinstance(one, Text)]
    followed = [text for text in texts if text.written]
    assert len(followed) > 60
    for text in followed:
        for language in Language:
            assert not re.search(r"\{\w|\]\(", plain(text, language))
    assert sum(len(list(walk(text))) for text in followed) == len(followed)


def test_the_library_uses_one_of_each() -> None:
    files = (path for name in ("data", "content") for path in (LIBRARY / name).rglob("*.[ym]*"))
    said = "\n".join(path.read_text(encoding="utf-8") for path in files)
    for sign in ("{step:", "{count:", "](step:", "](https://"):
        assert sign in said
