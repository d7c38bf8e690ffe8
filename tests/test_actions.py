"""The action card at the head of a step or an item, marks that stand once, and what waits in one line."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from docx import Document

from khumue import build, pages, sheets
from khumue.guide import Guide
from khumue.language import Language
from khumue.pages import marks
from khumue.problems import Place
from khumue.project import Project
from khumue.search.passages import passages
from khumue.sheets.html import html as sheet_html
from khumue.sheets.sheet import plan
from khumue.tree import parse

from .conftest import LIBRARY

MARK = re.compile(r'<span class="k-mk">([^<]+)</span>')


def shown(folder: Path) -> dict[str, str]:
    """The pages of a manual by their paths, as their templates make them."""
    guide, problems = build.check(Project(folder, folder / "site"))
    assert guide, problems
    return {page.path: page.html for page in pages.render(guide, {}).pages}


@pytest.fixture(scope="module")
def library() -> dict[str, str]:
    return shown(LIBRARY)


def test_a_step_begins_with_what_to_do_on_it_in_order_who_and_when(library: dict[str, str]) -> None:
    page = library["en/process/lend.html"]
    card = page.partition('<section class="k-act"')[2].partition("</section>")[0]
    assert page.index("k-act") < page.index('<p class="lead">')
    assert [deed.says() for deed in parse(card).elements("li")][:3] == [
        "The borrower's membership card",
        "A blank loan slip",
        "Find the book on the shelf Borrower · Saturday morning",
    ]
    assert "The borrower has the book, and its slip is in the box" in card
    assert len(re.findall("k-btn--main", page)) == 1, "one way is that of most"


def test_a_step_without_a_card_shows_nothing_of_one(library: dict[str, str]) -> None:
    for page in ("process/return.html", "approach/care.html"):
        assert "k-act" not in library[page]
    assert "k-acts" not in library["approach/index.html"]


def test_all_cards_stand_in_one_table_on_the_page_of_the_process(library: dict[str, str]) -> None:
    table = (
        library["en/process/index.html"].partition('<table class="k-acts" aria-labelledby="action">')[2].partition("</table>")[0]
    )
    heads = [cell.says() for cell in parse(table).elements("th")]
    assert heads[:7] == ["Purpose", "Before you begin", "What to do", "Done when", "Who", "When", "Sheet"]
    assert heads[7:] == ["Example", "Step 2 Lend"]
    assert all(cell.says().strip() for cell in parse(table).elements("td")), "no cell is empty"


def test_the_table_of_this_manual_is_full_and_each_line_of_it_says_whether_it_is_ours(guide: Guide) -> None:
    made = {page.path: page.html for page in pages.render(guide, {}).pages}
    for path, many in (("process/index.html", guide.steps), ("approach/index.html", guide.items)):
        table = parse(made[path].partition('<table class="k-acts" aria-labelledby="action">')[2].partition("</table>")[0])
        cells = list(table.elements("td"))
        assert len(cells) == 8 * len(many)
        assert all(list(cell.elements("p")) for cell in cells)
    deeds = [deed for chapter in (*guide.steps, *guide.items) if chapter.action for deed in chapter.action.do]
    ours = sum(deed.proposed for deed in deeds)
    shown_as_ours = sum(made[path].count('<p class="ours">') for path in ("process/index.html", "approach/index.html"))
    assert 0 < ours < len(deeds)
    assert shown_as_ours >= ours


def test_a_card_is_on_the_facilitator_s_sheet_in_each_format(guide: Guide) -> None:
    sheet = next(one for one in plan(guide, None) if one.key == "exercises/forum" and one.languages == (Language.TH,))
    action = guide.chapter("forum").action
    assert action
    assert sheet.action == action
    made = sheet_html(sheet)
    document = Document(io.BytesIO(sheets.FORMATS["docx"](sheet)))
    written = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    for deed in action.do:
        assert deed.text.th in made
        assert deed.text.th in written
    worksheet = next(one for one in plan(guide, None) if one.key == "worksheets/forum")
    assert worksheet.action is None, "a worksheet is not made anew where a card changes"


def test_what_a_card_says_is_found_where_the_page_says_it_and_not_twice(guide: Guide) -> None:
    page = next(page for page in pages.render(guide, {}).pages if page.path == "process/partners.html")
    found = {passage.id: passage.text for passage in passages(page.tree, page.title)}
    assert "action" not in found
    assert any("แลกเปลี่ยน" in text for text in found.values())


def test_a_mark_stands_once_at_the_highest_level_at_which_it_is_true(guide: Guide) -> None:
    crosswalk = guide.crosswalk
    assert crosswalk
    bearers = marks.bearers(guide)
    for chapter in (*guide.steps, *guide.items):
        action = chapter.action
        assert action
        whole = marks.whole(action)
        bearing: set[Place] = {bearers[deed.place] for deed in action.do if deed.proposed}
        assert bearing == ({action.place} if whole else {deed.place for deed in action.do if deed.proposed})
        for part in chapter.parts:
            if part.proposed:
                assert {bearers[point.place] for point in part.points} <= {part.place}


def test_what_is_proposed_as_a_whole_says_so_once(library: dict[str, str]) -> None:
    """The page of a step of ours has one mark, in the line at its head, and those of records of their own."""
    page = library["process/return.html"]
    said = page.partition('<h2 id="worksheet">')[0].partition('<h2 id="related">')[0]
    assert MARK.findall(said) == ["ข้อเสนอ"]
    assert 'class="k-open"' in said


def test_questions_wait_in_one_line_that_unfolds_without_a_script(guide: Guide) -> None:
    made = {page.path: page.html for page in pages.render(guide, {}).pages}
    page = made["process/readiness.html"]
    assert page.count("<details") == 1
    line = page.partition("<details")[2].partition("</details>")[0]
    assert "บางส่วนเป็นข้อเสนอ</span> · 5 คำถามรอคำตอบ</summary>" in line
    assert 'href="#staff"' in line, "it says where on the page each question stands"
    assert not any('class="k-gap"' in html for html in made.values())


def test_what_waits_is_listed_record_by_record_for_its_owner() -> None:
    project = Project(LIBRARY, LIBRARY / "site")
    guide, _ = build.check(project)
    assert guide
    _, made = pages.begun(guide, {}, team=build.how_far(guide, project))
    page = made["en/review.html"].html
    lend = page.partition('<a href="process/lend.html">')[2].partition("</section>")[0]
    assert "Check the membership card" in lend
    assert "ตรวจบัตรสมาชิก" in lend
    assert lend.count("☐ Approved ☐ Correct to") == lend.count('<span class="k-mk">')
    assert page.count('<p class="k-write">Answer') == sum(not question.answer for question in guide.questions)


def test_a_published_site_has_the_page_of_its_owner_only_where_it_asks_for_it(library: dict[str, str]) -> None:
    assert "review.html" not in library
