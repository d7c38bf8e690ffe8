"""What the pages of a large manual show of a long list: the neighbours, the ends, and the way to all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from posixpath import dirname, join, normpath

import jinja2
import pytest

from khumue import pages, reading
from khumue.pages import Page, Site
from khumue.pages.portions import MOST_CELLS, MOST_LISTED, around
from khumue.project import Project

from . import garden
from .conftest import ROOT

MANY = 36
"""Steps, items and sheets: more than stand in any list whole, and more cells than a table has whole."""
MENU = jinja2.Environment(loader=jinja2.FileSystemLoader(ROOT / "overrides"), autoescape=True).get_template("partials/nav.html")
Made = Callable[[int], Site]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The garden's manual with as many steps."""

    def site(many: int) -> Site:
        folder = garden.write_long(tmp_path_factory.mktemp("long"), many)
        guide, _ = reading.read(Project(folder, folder / "site"))
        return pages.render(guide, {})

    return site


@pytest.fixture(scope="module")
def long(made: Made) -> Site:
    """One that is too long for its lists."""
    return made(MANY)


def page(site: Site, path: str) -> Page:
    return next(page for page in site.pages if page.path == path)


def menu(site: Site, of: Page) -> str:
    """The menu beside a page, as the theme writes it."""
    frame = site.frames[of.language]
    section, near = frame.opened(of)
    known = {"page": of, "frame": frame, "section": section, "near": near, "up": "../" if "/" in of.address else ""}
    return MENU.render(k=known)


def targets(html: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', html)


def shown(html: str) -> list[str]:
    """What the entries of the lists in it say, with a star for the one that the reader is at."""
    entries = re.findall(r"<li[^>]*>(?:(?!<li).)*?</li>", html, re.DOTALL)
    return ["*" * ("aria-current" in one) + re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", one)).strip() for one in entries]


def strip(of: Page) -> str:
    found = re.search(r'<ol class="k-strip" aria-label="[^"]+">.*?</ol>', of.html, re.DOTALL)
    assert found
    return found[0]


@pytest.mark.parametrize(
    ("place", "numbers"),
    [
        (0, [1, 2, 3, 4, 5, 6, 7, None, 36]),
        (4, [1, 2, 3, 4, 5, 6, 7, 8, None, 36]),
        (5, [1, 2, 3, 4, 5, 6, 7, 8, 9, None, 36]),
        (6, [1, None, 4, 5, 6, 7, 8, 9, 10, None, 36]),
        (29, [1, None, 27, 28, 29, 30, 31, 32, 33, None, 36]),
        (30, [1, None, 28, 29, 30, 31, 32, 33, 34, 35, 36]),
        (35, [1, None, 30, 31, 32, 33, 34, 35, 36]),
    ],
)
def test_a_long_list_is_shown_around_a_place_with_both_ends(place: int, numbers: list[int | None]) -> None:
    assert list(around(range(1, MANY + 1), place)) == numbers


def test_a_list_that_is_overlooked_at_a_glance_is_shown_whole() -> None:
    whole = range(MOST_LISTED)
    assert all(list(around(whole, place)) == list(whole) for place in whole)


@pytest.mark.parametrize(
    ("language", "count", "way"), [("", "ขั้นที่ 20 จาก 36", "ขั้นตอนทั้งหมด (36)"), ("en/", "Step 20 of 36", "All steps (36)")]
)
def test_a_step_of_many_shows_where_it_stands_its_neighbours_and_the_way_to_all(
    long: Site, language: str, count: str, way: str
) -> None:
    step = page(long, f"{language}process/step-20.html")
    assert f'<p class="k-count">{count}</p>' in step.html
    numbers = [re.search(r"\*?[…\d]+", entry.replace("ขั้นที่ ", "").replace("Step ", "")) for entry in shown(strip(step))]
    assert [found[0] for found in numbers if found] == ["1", "…", "17", "18", "19", "*20", "21", "22", "23", "…", "36"]
    assert f'<a href="index.html">{way}</a>' in step.html


def test_an_item_of_many_is_known_by_its_code(long: Site) -> None:
    said = shown(strip(page(long, "approach/item-20.html")))
    assert [entry.split(" ")[0] for entry in said] == "ด.1 … ค.17 ค.18 ค.19 *ค.20 ค.21 ค.22 ค.23 … ค.36".split()


@pytest.mark.parametrize(("language", "way"), [("", "ทั้งหมด 36"), ("en/", "All 36")])
def test_the_menu_shows_the_pages_near_the_readers_and_the_way_to_all_of_the_section(long: Site, language: str, way: str) -> None:
    html = menu(long, page(long, f"{language}process/step-20.html"))
    entries = shown(html.partition('<ul class="md-nav__list k-sub">')[2].partition("</ul>")[0])
    numbers = [entry.split(".")[0] for entry in entries]
    assert numbers[:-1] == ["1", "…", "17", "18", "19", "*20", "21", "22", "23", "…", "36"]
    assert numbers[-1].startswith(way)
    assert html.count('aria-current="page"') == 1
    listed = page(long, f"{language}all.html").html
    assert "../all.html#all--process" in targets(html)
    section = listed.partition('id="all--process"')[2].partition("<h2")[0]
    assert {f"process/step-{n}.html" for n in range(12, MANY + 1)} <= set(targets(section))


def test_the_overview_lists_all_under_their_groups_and_home_leads_to_the_groups(long: Site) -> None:
    overview, home = page(long, "process/index.html").html, page(long, "index.html").html
    for n in range(12, MANY + 1):
        assert targets(overview).count(f"step-{n}.html") == 1
        assert f"process/step-{n}.html" not in home
        assert f"worksheets/sheet-{n}.html" not in home
    for group, said in (("start", "10 ขั้น"), ("season", "26 ขั้น")):
        assert re.search(rf'<a href="process/index.html#{group}"><b>{said}</b>', home)
        assert f'<h2 id="{group}">' in overview
    assert '<a href="process/index.html">ขั้นตอนทั้งหมด (36)</a>' in home
    assert '<a href="worksheets/index.html">ใบงานทั้งหมด (39)</a>' in home
    assert len(set(targets(page(long, "worksheets/index.html").html))) == 39


def test_an_approach_that_is_too_long_for_a_picture_is_not_said_to_be_in_one(long: Site) -> None:
    assert "ภาพ" not in page(long, "approach/index.html").html


@pytest.mark.parametrize(
    ("path", "name", "pairs"), [("crosswalk.html", "crosswalk", 2 * MANY - 1), ("tools/index.html", "tools", 32)]
)
def test_a_large_table_comes_in_parts_that_show_each_cell_once(long: Site, path: str, name: str, pairs: int) -> None:
    html = page(long, path).html
    tables = re.findall(r'<table class="k-mx".*?</table>', html, re.DOTALL)
    assert len(tables) > 1
    for table in tables:
        heads = re.findall(r'<th scope="col">(.*?)</th>', table)
        rows = re.findall(r'<tr><th scope="row">.*?</tr>', table, re.DOTALL)
        assert all(row.count("<td>") == len(heads) - 1 for row in rows)
        assert table.count("<td>") <= MOST_CELLS / 4
        assert all('<a class="c' in row for row in rows)
    assert sum(table.count('<a class="c') for table in tables) == pairs
    ways = re.findall(rf'<a href="#({name}--\d+)">(.*?)</a>', html)
    assert [id for id, _ in ways] == [f"{name}--{n}" for n in range(1, len(tables) + 1)]
    for id, said in ways:
        assert re.search(rf'<h\d id="{id}" data-find="no">{said}</h\d>', html)
        assert f'role="region" aria-labelledby="{id}"' in html


def test_every_link_of_a_large_manual_leads_to_a_page_and_a_place_on_it(long: Site) -> None:
    ids = {one.path: {element.get("id") for element in one.tree.elements()} for one in long.pages}
    for one in long.pages:
        for address in targets(one.html + ("" if one.how.front else menu(long, one))):
            target, _, heading = address.partition("#")
            if "://" not in target and not target.startswith("mailto:"):
                path = normpath(join(dirname(one.path), target)) if target else one.path
                assert path in ids, (one.path, address)
                assert not heading or heading in ids[path], (one.path, address)


def test_no_page_grows_with_the_manual_but_those_that_are_a_list(made: Made, long: Site) -> None:
    longer = made(MANY + 12)

    def most(site: Site) -> dict[str, int]:
        links: dict[str, int] = defaultdict(int)
        for one in site.pages:
            links[one.kind] = max(links[one.kind], len(targets(one.html + menu(site, one))))
        return links

    before, after = most(long), most(longer)
    grown = {kind for kind in before if after[kind] > before[kind]}
    assert grown == {"all", "crosswalk", "overview", "questions", "worksheets"}
