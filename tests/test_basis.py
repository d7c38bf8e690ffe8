"""Where things come from: facts, a proposal, an approval; what pages, sheets, packs and the book say of it."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from khumue import build, pages
from khumue.books import book, front
from khumue.books.pack import Order, ordered
from khumue.guide import Guide, ids_in
from khumue.language import Language
from khumue.markup import Words
from khumue.model import Point, Text
from khumue.project import Project
from khumue.sheets import FORMATS, html
from khumue.sheets.sheet import Sheet, plan

from .conftest import LIBRARY, ROOT

APPROVED = """approved:
  by:
    th: คณะกรรมการห้องสมุดตัวอย่าง
    en: the example library committee
  date: 2026-01-12
  document:
    th: รายงานการประชุมตัวอย่าง ครั้งที่ 1
    en: example minutes no. 1
"""
THAI = "รับรองโดยคณะกรรมการห้องสมุดตัวอย่าง เมื่อวันที่ 12 มกราคม 2569 (รายงานการประชุมตัวอย่าง ครั้งที่ 1)"
ENGLISH = "Approved by the example library committee on 12 January 2026 (example minutes no. 1)"
PROPOSED = re.compile(r"^ *status: proposed\b.*\n", re.MULTILINE)
FACTS = {"process/1-register.yml": "F002", "process/2-lend.yml": "F003", "process/3-return.yml": "F006"}
MARKS = re.compile(r'<span class="k-mk">([^<]+)</span>')

Whole = tuple[Guide, dict[str, str]]


def indented(text: str, depth: int) -> str:
    return re.sub("^(?=.)", " " * depth, text, flags=re.MULTILINE)


def change(manual: Path, name: str, how: Callable[[str], str]) -> None:
    path = manual / "data" / name
    before = path.read_text(encoding="utf-8")
    path.write_text(how(before), encoding="utf-8")
    assert how(before) != before, name


def library(manual: Path) -> None:
    """The library manual, three steps of which cite a fact in all that stands before the people who do them."""
    shutil.copytree(LIBRARY, manual)
    for name, fact in FACTS.items():
        path = manual / "data" / name
        steps, *people = re.split("(?=^people:)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        path.write_text(steps.replace("status: proposed", f"facts: [{fact}]") + "".join(people), encoding="utf-8")


def approve_all(manual: Path) -> None:
    for path in (manual / "data").rglob("*.yml"):
        path.write_text(PROPOSED.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")
    change(manual, "manual.yml", lambda text: text + APPROVED)


def built(manual: Path) -> Whole:
    """The guide, and the pages by their paths."""
    guide, _ = build.check(Project(manual, manual / "site"))
    assert guide is not None
    return guide, {page.path: page.html for page in pages.render(guide, {}).pages}


def told(manual: Path) -> list[str]:
    """What check says of where things come from; that an approval was typed is told of each."""
    _, problems = build.check(Project(manual, manual / "site"))
    lines = [problem.line(Language.EN) for problem in problems if problem.place.file.startswith("data/")]
    return [line for line in lines if "the English of" not in line and "approved: was typed" not in line]


def printed(guide: Guide, name: str) -> Sheet:
    return next(sheet for sheet in plan(guide, None) if sheet.path("pdf").endswith(f"/{name}.pdf"))


def in_word(sheet: Sheet) -> str:
    document = Document(io.BytesIO(FORMATS["docx"](sheet)))
    parts = (document.element.body, document.sections[0].footer._element)
    return "".join(node.text or "" for part in parts for node in part.iter("{*}t"))


def cover(guide: Guide) -> str:
    pack = ordered(guide, Order(), None)
    return front.front(pack, [1] * len(pack.sheets), [1] * len(pack.sheets))


@pytest.fixture
def manual(tmp_path: Path) -> Path:
    """A copy of the manual of `library`, to be changed by a test."""
    library(tmp_path / "manual")
    return tmp_path / "manual"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """The manual of `library`, of which all that was proposed is approved as a whole."""
    manual = tmp_path_factory.mktemp("whole") / "manual"
    library(manual)
    approve_all(manual)
    assert told(manual) == []
    return built(manual)


def test_what_is_approved_carries_no_mark_and_says_by_whom_and_when(manual: Path) -> None:
    change(manual, "process/1-register.yml", lambda text: PROPOSED.sub(indented(APPROVED, 4), text))
    assert told(manual) == []
    _, shown = built(manual)
    line = f'<span class="k-small k-line" data-find="no">{THAI}</span>'
    assert f"บรรณารักษ์อาสา{line}</dd>" in shown["process/register.html"]
    assert ENGLISH in shown["en/process/register.html"]
    assert not MARKS.search(shown["process/register.html"])


def test_an_approval_of_the_whole_holds_where_nothing_nearer_is_said(whole: Whole) -> None:
    _, shown = whole
    assert {path for path, page in shown.items() if MARKS.search(page)} == set()
    assert {path for path, page in shown.items() if THAI in page} == {
        *(f"approach/{name}.html" for name in ("index", "care", "readers")),
        *(f"process/{name}.html" for name in ("index", "register", "lend", "restock")),
        *(f"tools/{name}.html" for name in ("index", "card")),
        *(f"worksheets/{name}.html" for name in ("index", "lend", "choose")),
        "criteria/index.html",
        "glossary.html",
        "contact.html",
    }
    assert 'id="questions--proposals"' not in shown["questions.html"]


def test_a_page_of_facts_alone_says_nothing_of_the_approval_around_it(whole: Whole) -> None:
    _, shown = whole
    assert THAI not in shown["process/return.html"]
    assert 'href="../sources.html#F006"' in shown["process/return.html"]


def test_sheets_and_packs_say_the_same_as_the_pages(whole: Whole) -> None:
    guide, _ = whole
    for name in ("lend.th-en", "lend.facilitator.th-en"):
        sheet = printed(guide, name)
        for made in (html.html(sheet), in_word(sheet)):
            assert THAI in made, name
            assert ENGLISH in made, name
            assert "ข้อเสนอ" not in made, name
    assert "ข้อเสนอ" not in cover(guide)


def test_the_book_speaks_of_proposals_where_there_are_some(whole: Whole, manual: Path) -> None:
    guide, _ = whole
    draft = guide.manual.model_copy(update={"edition": guide.manual.edition.model_copy(update={"draft": True})})
    for of, said in ((guide, False), (built(manual)[0], True)):
        one = book.compose(of, Language.TH, ())
        page = book.html(book.Book(one.language, draft, (), proposes=one.proposes))
        assert (Words(Language.TH)("book.draft") in page) is said


def test_the_nearest_statement_wins(manual: Path) -> None:
    """A proposal within what is approved keeps its mark, and what cites facts stays with them."""
    change(manual, "process/1-register.yml", lambda text: text + APPROVED)
    change(manual, "worksheets/lend.yml", lambda text: text.replace("\nstatus: proposed\n", f"\n{APPROVED}", 1))
    change(manual, "worksheets/lend.yml", lambda text: text.replace(" status: proposed\n", " facts: [F003]\n", 1))
    guide, shown = built(manual)
    assert MARKS.findall(shown["process/register.html"]) == ["ข้อเสนอ"]
    assert THAI in shown["process/register.html"].partition('id="sources"')[2]
    assert len(MARKS.findall(shown["worksheets/lend.html"])) == len(PROPOSED.findall(sheet_of(manual))) + 2
    assert "ข้อเสนอ" not in re.findall("<h1>.*?</h1>", shown["worksheets/lend.html"])[0]
    sheet = printed(guide, "lend.th")
    for made in (html.html(sheet), in_word(sheet)):
        assert THAI in made
        assert made.count("บางส่วนเป็นข้อเสนอ") == made.count("ข้อเสนอ") == 2
    assert "ข้อเสนอ รอการรับรอง" in cover(guide)
    asked = shown["questions.html"].partition('id="questions--proposals"')[2]
    assert "process/register.html" in asked
    assert "process/return.html" not in asked


def sheet_of(manual: Path) -> str:
    return (manual / "data/worksheets/lend.yml").read_text(encoding="utf-8")


def test_an_approval_within_what_is_proposed_stands_in_its_place(manual: Path) -> None:
    """A proposal ends the approval around it; what it holds has to say by itself where it comes from."""
    part = "  - id: shelf\n    title:\n      th: ชั้นหนังสือ\n      en: Shelves\n"
    change(manual, "manual.yml", lambda text: text + APPROVED)
    change(manual, "process/3-return.yml", lambda text: f"{text}status: proposed\nparts:\n{part}")
    assert ["it does not say where it comes from" in line for line in told(manual)] == [True]
    change(manual, "process/3-return.yml", lambda text: text + indented(APPROVED, 4))
    assert told(manual) == []
    _, shown = built(manual)
    assert MARKS.findall(shown["process/return.html"]) == ["ข้อเสนอ"]
    assert shown["process/return.html"].count(THAI) == 1


def test_taking_the_proposal_out_is_told_with_the_line_to_write(manual: Path) -> None:
    change(manual, "exercises/lend.yml", lambda text: PROPOSED.sub("", text))
    (line,) = told(manual)
    assert line.startswith("data/exercises/lend.yml:3:1: it does not say where it comes from; ")
    remedy = line.rpartition("once it is approved, ")[2]
    change(manual, "exercises/lend.yml", lambda text: f"{text}{remedy.replace('…', 'ตัวอย่าง', 1).replace('…', 'example', 1)}\n")
    assert not [line for line in told(manual) if "where it comes from" in line]


@pytest.mark.parametrize("page", ["README.md", "README.th.md", "content/editing.en.md", "content/editing.th.md"])
def test_the_lines_that_are_shown_to_those_who_keep_the_data_are_accepted(page: str, manual: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    (lines,) = re.findall(r"```(?:yaml)?\n(approved:\n.*?)```", text, re.DOTALL)
    change(manual, "process/1-register.yml", lambda text: PROPOSED.sub(indented(lines, 4), text))
    assert told(manual) == []
    assert "คณะกรรมการตัวอย่าง เมื่อวันที่ 31 มกราคม 2569" in built(manual)[1]["process/register.html"]


def test_a_manual_s_own_file_with_a_mistake_leaves_no_part_without_basis(manual: Path) -> None:
    approve_all(manual)
    change(manual, "manual.yml", lambda text: text.replace("draft: true", "draft: maybe"))
    assert [line.partition(":")[0] for line in told(manual)] == ["data/manual.yml"]


def test_an_approval_without_english_is_shown_in_thai_and_says_so(manual: Path) -> None:
    thai = re.sub("    en: .*\n", "", APPROVED)
    change(manual, "process/1-register.yml", lambda text: text + thai)
    _, shown = built(manual)
    assert f'<span lang="th" class="k-fallback">{THAI}</span>' in shown["en/process/register.html"]


def test_facts_beyond_a_thousand_are_sorted_by_their_number() -> None:
    point = Point(text=Text(th="ก"), facts=("F1000", "F999", "F101", "F10000"))
    assert ids_in("facts", point) == ("F101", "F999", "F1000", "F10000")


def without_source(manual: Path) -> None:
    """Takes out every fact, and all that cites one; what cited them is proposed."""
    for name in ("facts", "sources"):
        (manual / f"data/{name}.yml").unlink()
    for path in (manual / "data").rglob("*.yml"):
        text = re.sub("^ *facts: .*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        path.write_text(text, encoding="utf-8")


def test_a_manual_without_a_source_has_no_page_link_or_heading_of_one(manual: Path) -> None:
    without_source(manual)
    approve_all(manual)
    assert told(manual) == []
    _, shown = built(manual)
    assert "sources.html" not in shown
    assert {path for path, page in shown.items() if 'id="sources' in page or "sources.html" in page} == set()
    assert THAI in shown["process/return.html"]


def test_references_alone_have_a_page_without_a_table_of_facts(manual: Path) -> None:
    kept = (manual / "data/sources.yml").read_text(encoding="utf-8")
    without_source(manual)
    (manual / "data/sources.yml").write_text(kept.replace("  facts: [F001]", "  status: proposed"), encoding="utf-8")
    _, shown = built(manual)
    page = shown["sources.html"]
    assert '<dt>ประกาศของห้องสมุด <span class="k-mk">ข้อเสนอ</span></dt>' in page
    assert '<span class="k-small">ประกาศ</span>' in page
    assert "<table" not in page
