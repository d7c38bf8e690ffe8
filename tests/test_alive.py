"""While a manual is written, a file with a mistake stops its own pages and no others, whatever is wrong with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from playwright.sync_api import Browser

from khumue import build
from khumue.problems import ProblemsFound
from khumue.project import Project
from khumue.reading import Earlier

from .conftest import LIBRARY, ROOT, unheld
from .test_quality import faults

LEND = "data/process/2-lend.yml"
"""The step that other steps, two pages, a sheet, an exercise, a term and the crosswalk refer to."""
SAID, SAYS = "Returning a book", "Bringing a book back"
"""What the page of another step says first, and what it says after a right edit."""


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(old.encode(), new.encode(), 1)


BROKEN: dict[str, tuple[str, Callable[[bytes], bytes | None], str, str]] = {
    "no YAML": (LEND, replaced("number: 2", "number: [2"), "process/lend.html", f"{LEND}:5:9"),
    "a key is missing": (LEND, replaced("number: 2\n", ""), "process/lend.html", f"{LEND}:3:1"),
    "of the wrong kind": (LEND, replaced("number: 2", "number: two"), "process/lend.html", f"{LEND}:5:9"),
    "marks of a merge": (LEND, replaced("number: 2", "<<<<<<< ours\nnumber: 2"), "process/lend.html", f"{LEND}:5:1"),
    "no UTF-8": (LEND, lambda content: content.decode().encode("cp874", "ignore"), "process/lend.html", f"{LEND}:2:3"),
    "empty": (LEND, lambda content: b"", "process/lend.html", f"{LEND}:1:1"),
    "an id of another": (
        "data/tools/1-card.yml",
        replaced("id: card", "id: lend"),
        "tools/lend.html",
        "data/tools/1-card.yml:3:5",
    ),
    "refers to nothing": (
        "data/worksheets/lend.yml",
        replaced("serves: lend", "serves: lent"),
        "worksheets/lend.html",
        "lend.yml:5:9",
    ),
    "one of a list": ("data/glossary.yml", replaced("definition:", "definiton:"), "glossary.html", "data/glossary.yml:3:3"),
    "a page": ("content/welcome.th.md", replaced("---\n", ""), "welcome.html", "content/welcome.th.md:1:1"),
    "the manual itself": ("data/manual.yml", replaced("lead:", "lead: ["), "index.html", "data/manual.yml:13:7"),
    "what a collection is": ("data/process.yml", lambda content: None, "process/index.html", "data/process.yml"),
    "a stranger": ("data/notes.yml", lambda content: b"x: y\n", "mistakes/index.html", "data/notes.yml"),
}
"""Of each kind the file, what happens to it, the page that tells it, and the place."""


def shelf(manual: Path) -> Project:
    return Project(manual, manual / "site")


def change(manual: Path, name: str, how: Callable[[bytes], bytes | None]) -> None:
    """Changes a file by hand, makes it, or deletes it."""
    path = manual / name
    content = how(path.read_bytes() if path.is_file() else b"")
    if content is None:
        path.unlink()
    else:
        assert not path.is_file() or content != path.read_bytes()
        path.write_bytes(content)


def said_on(shown: build.Shown, path: str) -> list[str]:
    """The places of the mistakes that a page tells."""
    return [str(problem.place) for wrong in shown.wrong_on(path) for problem in wrong.problems]


@pytest.mark.parametrize("kind", BROKEN)
def test_a_mistake_stops_its_own_pages_and_no_others(manual: Path, kind: str) -> None:
    file, how, page, place = BROKEN[kind]
    earlier = Earlier()
    before = build.shown(shelf(manual), earlier)
    assert not before.wrong
    change(manual, file, how)
    change(manual, "data/process/3-return.yml", replaced(SAID, SAYS))
    after = build.shown(shelf(manual), earlier)
    assert set(before.paths) - {"tools/card.html", "en/tools/card.html"} <= set(after.paths)
    assert any(at.endswith(place) for at in said_on(after, page))
    assert after.page(page).html
    assert SAYS in after.page("en/process/return.html").html
    assert said_on(after, "process/return.html") == []
    assert said_on(after, "mistakes/index.html") == [str(problem.place) for problem in after.mistakes]
    with pytest.raises(ProblemsFound) as strict:
        build.manual(shelf(manual))
    assert [one for one in strict.value.problems if not one.notice] == after.mistakes, "told as by every other command"


@pytest.mark.parametrize("kind", ["no YAML", "a key is missing", "no UTF-8", "refers to nothing", "a page", "the manual itself"])
def test_at_the_start_stands_what_is_known(manual: Path, kind: str) -> None:
    file, how, page, place = BROKEN[kind]
    change(manual, file, how)
    shown = build.shown(shelf(manual), Earlier())
    assert any(at.endswith(place) for at in said_on(shown, page))
    assert shown.page(page).html
    assert SAID in shown.page("en/process/return.html").html
    assert 'href="lend.html"' in shown.page("process/return.html").html, "others still lead to it"
    sound = build.shown(shelf(LIBRARY))
    assert set(sound.paths) <= set(shown.paths)


def test_what_can_be_read_is_shown_as_it_is_now_beside_what_is_wrong_with_it(manual: Path) -> None:
    earlier = Earlier()
    build.shown(shelf(manual), earlier)
    change(manual, "data/exercises/lend.yml", replaced("minutes: ", "minutes: 1"))
    change(manual, LEND, replaced("Lending a book", "Giving a book away"))
    shown = build.shown(shelf(manual), earlier)
    (wrong,) = shown.wrong
    assert (wrong.file, wrong.replaced) == ("data/exercises/lend.yml", False)
    assert wrong.paths == ("process/lend.html", "en/process/lend.html")
    assert "Giving a book away" in shown.page("en/process/lend.html").html


def test_a_page_shows_below_its_mistake_what_could_be_read_last(manual: Path) -> None:
    earlier = Earlier()
    build.shown(shelf(manual), earlier)
    change(manual, LEND, replaced("Lending a book", "Giving a book away"))
    build.shown(shelf(manual), earlier)
    change(manual, LEND, replaced("Giving a book away", "["))
    shown = build.shown(shelf(manual), earlier)
    assert shown.wrong[0].replaced
    assert "Giving a book away" in shown.page("en/process/lend.html").html


def test_a_text_that_is_not_what_its_file_holds_cannot_be_edited_on_its_page(manual: Path) -> None:
    earlier = Earlier()
    build.shown(shelf(manual), earlier, marked=True)
    change(manual, *BROKEN["of the wrong kind"][:2])
    shown = build.shown(shelf(manual), earlier, marked=True)
    assert 'data-text="steps/lend/title"' not in shown.page("en/process/lend.html").html
    assert 'data-text="steps/return/title"' in shown.page("en/process/return.html").html


def test_a_file_that_is_gone_stands_as_long_as_something_refers_to_it(manual: Path) -> None:
    earlier = Earlier()
    build.shown(shelf(manual), earlier)
    (manual / LEND).unlink()
    shown = build.shown(shelf(manual), earlier)
    assert {"data/exercises/lend.yml", "data/worksheets/lend.yml"} <= {wrong.file for wrong in shown.wrong}
    assert "ขั้นที่ 2 จาก 4" in unheld(shown.page("process/lend.html").html)
    assert "worksheets/lend.html" in shown.paths


@pytest.mark.parametrize(("file", "page"), [("data/manual.yml", "index.html"), (LEND, "process/lend.html")])
def test_a_file_whose_ending_is_hidden_is_told_on_its_page(manual: Path, file: str, page: str) -> None:
    earlier = Earlier()
    build.shown(shelf(manual), earlier)
    (manual / file).rename(manual / f"{file}.txt")
    shown = build.shown(shelf(manual), earlier)
    assert f"{file}.txt" in said_on(shown, page)
    assert shown.page(page).html


def test_several_at_once_leave_every_page_the_search_and_the_page_of_the_team(manual: Path) -> None:
    earlier = Earlier()
    build.shown(shelf(manual), earlier)
    for kind in ("no YAML", "one of a list", "a page", "the manual itself", "a stranger"):
        change(manual, *BROKEN[kind][:2])
    shown = build.shown(shelf(manual), earlier)
    site, files = shown.whole()
    assert {page.path for page in site.pages} == set(shown.paths)
    assert "en/status.html" in shown.paths
    assert len(shown.wrong) == 5
    sound = build.shown(shelf(LIBRARY)).whole()[1]
    data = [name for name in files if name.startswith("assets/search/")]
    assert [files[name] for name in data] == [sound[name] for name in data], "what is searched is as it was"


def test_once_all_is_mended_nothing_is_left_of_it(manual: Path) -> None:
    earlier = Earlier()
    before = build.shown(shelf(manual), earlier)
    was = (manual / LEND).read_bytes()
    (manual / LEND).unlink()
    assert build.shown(shelf(manual), earlier).wrong
    (manual / LEND).write_bytes(was)
    after = build.shown(shelf(manual), earlier)
    assert not after.wrong
    assert list(after.paths) == list(before.paths)
    assert after.page("process/lend.html").html == before.page("process/lend.html").html


def test_without_a_manual_or_one_to_remember_a_mistake_is_raised(manual: Path) -> None:
    (manual / "data/manual.yml").unlink()
    with pytest.raises(ProblemsFound, match=r"data/manual\.yml: this file is not there"):
        build.shown(shelf(manual), Earlier())


def test_whatever_is_wrong_every_page_can_be_made(tmp_path: Path, every: bool) -> None:
    cases = sorted((ROOT / "tests/bad_inputs").iterdir())
    for case in cases if every else cases[:: len(cases) // 6]:
        for known in (True, False):
            manual, earlier = tmp_path / f"{case.name}-{known}", Earlier()
            for folder in ("data", "content"):
                shutil.copytree(LIBRARY / folder, manual / folder)
            if known:
                build.shown(shelf(manual), earlier)
            shutil.copytree(case, manual, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt"))
            shown = build.shown(shelf(manual), earlier)
            site, _ = shown.whole()
            has_steps = "process" in {section.id for section in shown.guide.manual.sections}
            needed = {"index.html"} | ({"process/lend.html"} if has_steps else set())
            assert needed <= {page.path for page in site.pages}, case.name


@pytest.fixture
def broken_site(manual: Path) -> Path:
    """The preview of a manual with mistakes in a step, in a list, and in a file that nothing shows, from its very start."""
    for kind in ("of the wrong kind", "one of a list", "a stranger"):
        change(manual, *BROKEN[kind][:2])
    config = load_config(str(manual / "mkdocs.yml"), site_dir=str(manual / "site"))
    config.plugins.on_startup(command="serve", dirty=False)
    mkdocs_build(config)
    return manual / "site"


def test_a_page_says_in_its_language_what_is_wrong_and_others_lead_there(broken_site: Path, browser: Browser) -> None:
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{broken_site.as_uri()}/process/lend.html")
    assert f'{LEND}:5:9: number: "two" ไม่ใช่ตัวเลข; เขียนตัวเลขอารบิก เช่น 3' in page.inner_text(".k-mistakes")
    assert "glossary" not in page.inner_text(".k-mistakes")
    assert faults(page) == []
    page.goto(f"{broken_site.as_uri()}/en/process/return.html")
    assert page.locator(".k-mistakes").count() == 0
    assert faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("link", name="Files with mistakes to mend: 3").click()
    assert page.inner_text("h1") == "Mistakes to mend"
    assert "data/notes.yml: nothing reads this file" in page.inner_text(".k-mistakes")
    assert faults(page) == []
    page.get_by_role("link", name=LEND).click()
    assert page.url.endswith("/en/process/lend.html")
    assert '"two" is not a number' in page.inner_text(".k-mistakes")
    context.close()
