"""Of a second manual nothing is said that is true of the first alone; what it lacks leaves nothing behind."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import replace
from html import unescape
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest

from khumue import build
from khumue.language import Language
from khumue.pages import Page
from khumue.problems import ProblemsFound
from khumue.project import Project

from . import garden
from .conftest import unheld
from .garden import t

Pages = dict[str, Page]


def pages_of(folder: Path) -> Pages:
    """The pages of a manual in which nothing is to be mended, without what holds their lines."""
    made = build.manual(Project(folder, folder / "site"))
    assert [str(notice) for notice in made.notices] == []
    return {page.path: replace(page, html=unheld(page.html)) for page in made.site.pages}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """The garden's manual."""
    return pages_of(garden.write(tmp_path_factory.mktemp("garden")))


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """The garden's manual when it has one step and nothing else."""
    return pages_of(garden.write_short(tmp_path_factory.mktemp("short")))


@pytest.fixture(scope="module", params=["whole", "short"])
def pages(request: pytest.FixtureRequest) -> Pages:
    """Each of the two."""
    found: Pages = request.getfixturevalue(request.param)
    return found


def text(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", html)))


def links(html: str) -> list[tuple[str, str]]:
    """The addresses of the links of a page, each with what it is called."""
    return [
        (address, text(name).strip()) for address, name in re.findall(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', html, re.DOTALL)
    ]


def test_nothing_is_said_of_a_source_where_there_is_none(pages: Pages) -> None:
    for path, page in pages.items():
        assert not re.search(r"ต้นฉบับ|\bsource", text(page.html), re.IGNORECASE), path


def test_nothing_is_said_of_what_only_the_first_manual_has(
    pages: Pages,
) -> None:
    for path, page in pages.items():
        for said in (
            "ชั้นที่",
            "Stage",
            "บนฐาน",
            "picture sets",
            "ชื่อเดิม",
            "unchanged",
            "โทรสาร",
            "Fax",
            "ตำบล",
            "tambon",
            "พื้นที่",
        ):
            assert said not in text(page.html), (path, said)


def test_parts_that_are_not_there_leave_no_page_no_heading_no_list_and_no_link(
    pages: Pages,
) -> None:
    for path, page in pages.items():
        empty = r"<(p|ul|ol|dl|tbody|section|nav|dt|dd|a|b)\b(?! role=)[^>]*>\s*</\1>"
        assert not re.search(empty, page.html), path
        bare = re.sub(r"<(?!/?h[1-6]\b)[^>]+>", "", page.html)
        closed = re.findall(r"</h([1-6])>\s*(?:<h([1-6])|$)", bare)
        assert all(next_one and next_one > level for level, next_one in closed), (path, closed)
        for address, name in links(page.html):
            target, _, heading = address.partition("#")
            if "://" not in target and not target.startswith("mailto:"):
                found = pages.get(normpath(join(dirname(path), target)) if target else path)
                assert found, (path, address)
                assert not heading or f' id="{heading}"' in found.html, (path, address)
            assert name, (path, address)


def test_a_section_without_data_has_no_page(short: Pages) -> None:
    made = ["all.html", "contact.html", "index.html", "process/index.html", "process/place.html"]
    assert sorted(short) == sorted(language.folder + address for language in Language for address in made)


@pytest.mark.parametrize("address", ["index.html", "process/place.html", "criteria/index.html", "worksheets/index.html"])
def test_two_sheets_of_a_step_and_two_sets_of_criteria_are_told_apart_by_name(whole: Pages, address: str) -> None:
    for language in Language:
        called: dict[str, set[str]] = defaultdict(set)
        for target, name in links(whole[language.folder + address].html):
            path = join(dirname(address), target)
            if "worksheets/" in path and name not in ("เปิดใบงานเพื่อพิมพ์", "Open to print"):
                called[name].add(path)
        assert len(called) >= 2
        assert all(len(targets) == 1 for targets in called.values()), called


def tops(page: Page) -> list[float]:
    """Where the boxes of the wide picture of a page stand, in the order of their chapters; 0 is the top."""
    return [float(y) for y in re.findall(r'<rect class="p\d"[^>]* y="([\d.]+)"', page.html.partition("</svg>")[0])]


def test_groups_stand_in_their_order_unless_the_first_carries_the_others(whole: Pages, tmp_path: Path) -> None:
    beside = tops(whole["approach/index.html"])
    assert len(beside) == 6
    assert beside == sorted(beside)
    folder = garden.write(tmp_path / "garden")
    file = folder / "data/approach.yml"
    file.write_text(
        json.dumps(json.loads(file.read_text("utf-8")) | {"foundation": {"status": "proposed"}}),
        encoding="utf-8",
    )
    pages = pages_of(folder)
    assert tops(pages["approach/index.html"]) == sorted(tops(pages["approach/index.html"]), reverse=True)
    assert "ภาพนี้วาง ดูแลน้ำ และ ดูแลคน ไว้บนฐาน ดูแลดิน" in text(pages["approach/index.html"].html)
    assert "sets Care for water and Care for people on Care for the soil" in text(pages["en/approach/index.html"].html)


def test_the_owner_is_reached_by_e_mail_and_on_the_web(pages: Pages) -> None:
    html = pages["contact.html"].html
    assert '<a href="mailto:garden@example.invalid">garden@example.invalid</a>' in html
    assert 'href="https://garden.example.invalid/"' in html
    assert "ข้อเสนอ" not in text(html)


def test_an_e_mail_address_that_is_none_is_told_with_its_remedy(tmp_path: Path) -> None:
    folder = garden.write_short(tmp_path / "garden")
    file = folder / "data/manual.yml"
    file.write_text(
        file.read_text("utf-8").replace("garden@example.invalid", "garden at example"),
        encoding="utf-8",
    )
    with pytest.raises(ProblemsFound, match=r"email: .* has not the right form; write an e-mail address"):
        pages_of(folder)


@pytest.mark.parametrize(
    ("more", "heads"),
    [
        ({}, ["ชื่อ"]),
        ({"note": t("เปิดวันพุธ", "Open on Wednesdays")}, ["ชื่อ", "หมายเหตุ"]),
        ({"today": t("สำนักงานเกษตร", "The farm office")}, ["ชื่อ", "ชื่อปัจจุบัน"]),
        ({"website": "https://farm.example.invalid"}, ["ชื่อ", "เว็บไซต์ ยังไม่ได้ตรวจ"]),
    ],
)
def test_agencies_have_the_columns_that_their_data_fill(more: dict[str, object], heads: list[str], tmp_path: Path) -> None:
    folder = garden.write_short(tmp_path / "garden")
    agency = {
        "id": "farm",
        "number": 1,
        "title": t("เกษตรตำบล", "Farm office"),
        "status": "proposed",
    }
    (folder / "data/agencies.yml").write_text(json.dumps([agency | more]), encoding="utf-8")
    page = pages_of(folder)["agencies.html"].html
    assert re.findall(r'<th scope="col"[^>]*>(.*?)</th>', re.sub("</?span[^>]*>|<wbr>", "", page)) == heads
    assert '<p class="k-open' in page
    assert "ต้นฉบับ" not in page


def test_references_without_facts_are_no_source(tmp_path: Path) -> None:
    folder = garden.write_short(tmp_path / "garden")
    book = {"id": "book", "kind": t("หนังสือ", "Book"), "title": t("หนังสือปลูกผัก", "A book on growing"), "status": "proposed"}
    note = {"note": t("อ่านเพิ่มเติม", "To read more.")}
    (folder / "data/sources.yml").write_text(json.dumps([book | note]), encoding="utf-8")
    page = text(pages_of(folder)["sources.html"].html)
    assert "เอกสารอ้างอิง" in page
    assert "ข้อเท็จจริง" not in page
    assert "ต้นฉบับ" not in page


def test_the_key_of_the_crosswalk_tells_what_stands_in_it(tmp_path: Path) -> None:
    folder = garden.write(tmp_path / "garden")
    manual = json.loads((folder / "data/manual.yml").read_text("utf-8"))
    manual["sections"].append({"id": "crosswalk", "title": t("ตารางเทียบ", "Crosswalk")})
    (folder / "data/manual.yml").write_text(json.dumps(manual), encoding="utf-8")
    cell = {"step": "soil", "item": "compost", "strength": "primary", "basis": "reading", "status": "proposed"}
    said = {"title": t("ตารางเทียบ", "Crosswalk"), "short": t("ตารางเทียบ", "Crosswalk"), "status": "proposed"}
    said |= {"lead": t("ขั้นใดคู่กับอะไร", "What goes with what."), "relations": [cell | {"reason": t("ใส่ปุ๋ย", "Compost.")}]}
    (folder / "data/crosswalk.yml").write_text(json.dumps(said), encoding="utf-8")
    page = pages_of(folder)["crosswalk.html"].html
    assert re.findall(r'<span class="k-key[^>]*>(.*?)</span>', page) == ["หลัก (ตีความ)"]
    assert "ต้นฉบับ" not in text(page)
