"""A manual in Thai alone: nothing of it is in English, or about it, and `languages` is all that has to change for another."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import expect

from khumue import build, export, sheets
from khumue.books import Order
from khumue.language import Language
from khumue.problems import Problem, ProblemsFound
from khumue.progress import Progress
from khumue.project import Project
from khumue.publishing import archive
from khumue.publishing.publish import publish
from khumue.publishing.verify import verify

from .conftest import LIBRARY, Once, Watched, built, khumue
from .test_build import edit
from .test_search import open_box, rows, type_query, unpacked

SILENT = Progress(Language.EN, io.StringIO(), 2)
KEPT = "data/manual.yml:6:12: notice: English is kept and not shown (texts: 210, pages: 1); to show it, write languages: [th, en]"


def in_thai(folder: Path) -> None:
    shutil.copytree(LIBRARY, folder)
    edit(folder, "\nformat:", "\nlanguages: [th]\nformat:", "data/manual.yml")


@pytest.fixture
def thai(tmp_path: Path) -> Path:
    """The library manual, which says that it stands in Thai alone and has its English all the same."""
    in_thai(tmp_path / "thai")
    return tmp_path / "thai"


@pytest.fixture(scope="session")
def thai_site(once: Once, quick: dict[str, str]) -> Path:
    """The pages of that manual."""

    def make(folder: Path) -> None:
        in_thai(folder)
        built(folder / "site", "--root", folder, env=quick)

    return once("thai", make) / "site"


def problems(root: Path) -> list[Problem]:
    return build.check(Project(root, root / "site"))[1]


def told(root: Path) -> list[str]:
    return [problem.line(Language.EN) for problem in problems(root)]


def trees(site: Path) -> Iterator[tuple[str, html.HtmlElement]]:
    for path in site.rglob("*.html"):
        tree = html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
        yield path.relative_to(site).as_posix(), tree


def test_no_page_file_or_link_is_english(thai_site: Path) -> None:
    paths = {path.relative_to(thai_site).as_posix() for path in thai_site.rglob("*") if path.is_file()}
    assert "process/lend.html" in paths
    assert not {path for path in paths if path.startswith("en/") or re.search(r"\ben\b\.(js|pdf|docx)$", path)}
    for path, tree in trees(thai_site):
        assert tree.get("lang") == "th"
        assert not tree.xpath("//*[@hreflang or @data-other or contains(@class, 'k-lang')]"), path
        assert not [address for address in tree.xpath("//@href") if re.match(r"(\.\./|/)*en/|.*\.en\.", address)], path
        assert not tree.xpath("//*[contains(., 'อังกฤษ') or contains(., 'สองภาษา')][self::a or self::button or self::h1]"), path
    assert verify(thai_site) == []


def test_english_stands_on_its_pages_only_where_it_is_a_name(thai_site: Path) -> None:
    guide, _ = build.check(Project(LIBRARY, LIBRARY / "site"))
    assert guide is not None
    names = {term.title.en for term in guide.terms}
    said = {path: set(tree.xpath("//body//*[@lang='en']/text()")) for path, tree in trees(thai_site)}
    assert set().union(*said.values()) == names
    assert said["glossary.html"] == names
    data = unpacked((thai_site / "assets/search/th.js").read_bytes())
    assert "Call number" in str(data)
    assert not re.search("Registering a member|step 1", str(data))


def test_check_is_content_and_tells_once_what_is_kept(thai: Path) -> None:
    done = khumue("--root", thai, "check")
    assert (done.returncode, done.stderr, done.stdout) == (0, f"{KEPT}\n", "nothing to mend\n")


def test_a_manual_without_any_english_has_nothing_to_tell(thai: Path) -> None:
    for path in thai.rglob("*.yml"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"\n *en: .*|, en: [^}]*|\n +english: .*", "", text)
        path.write_text(text, encoding="utf-8")
    (thai / "content/welcome.en.md").unlink()
    assert "en:" not in (thai / "data/process.yml").read_text(encoding="utf-8")
    assert told(thai) == []


def test_what_is_wrong_with_english_that_is_kept_is_a_matter_for_later(thai: Path) -> None:
    edit(thai, "en: Registering a member", "en: การสมัครเป็นสมาชิก", "data/process/1-register.yml")
    edit(thai, "---\n", "", "content/welcome.en.md")
    assert told(thai) == [KEPT]
    edit(thai, "languages: [th]", "languages: [en, th]", "data/manual.yml")
    assert len([line for line in told(thai) if "1-register.yml" in line or "welcome.en.md" in line]) > 1


def test_adding_english_needs_no_other_change(thai: Path) -> None:
    edit(thai, "languages: [th]", "languages: [en, th]", "data/manual.yml")
    guide, found = build.check(Project(thai, thai / "site"))
    assert guide is not None
    assert guide.manual.languages == (Language.TH, Language.EN)
    assert [(problem.place.file, problem.what) for problem in found] == [
        (problem.place.file, problem.what) for problem in problems(LIBRARY)
    ]


@pytest.mark.parametrize("written", ["[en]", "[th, fr]", "[th, th]", "th", "[]"])
def test_other_languages_end_in_one_line(written: str, thai: Path) -> None:
    edit(thai, "languages: [th]", f"languages: {written}", "data/manual.yml")
    edit(thai, "  en: Returning a book", "  en: การคืนหนังสือ", "data/process/3-return.yml")
    assert told(thai) == [
        "data/manual.yml:6:12: languages: this is not allowed; write [th], or [th, en]: a manual stands in Thai"
    ]


def test_sheets_and_packs_are_made_in_thai_alone(thai: Path) -> None:
    guide, _ = build.check(Project(thai, thai / "site"))
    assert guide is not None
    assert {sheet.languages for sheet in sheets.plan(guide, None)} == {(Language.TH,)}
    order = Order(languages=(Language.TH, Language.EN))
    with pytest.raises(ProblemsFound) as found:
        build.pack(Project(thai, thai / "site"), order, SILENT)
    assert (
        str(found.value)
        == "--lang: the manual does not stand in en; use --lang th, or add en to the languages of data/manual.yml"
    )


def test_the_search_finds_english_that_stands_in_thai_pages_and_asks_for_no_other(
    thai_site: Path, watch: Callable[..., Watched]
) -> None:
    home = thai_site.as_uri() + "/"
    watched = watch(home)
    watched.page.goto(f"{home}index.html")
    open_box(watched.page)
    type_query(watched.page, "call number")
    assert rows(watched.page)
    expect(watched.page.locator("[data-results] a").first).to_have_attribute("href", re.compile(r"glossary\.html.*#call-number"))
    assert watched.complaints == []


def test_a_sheet_is_filled_in_on_screen(thai_site: Path, watch: Callable[..., Watched]) -> None:
    home = thai_site.as_uri() + "/"
    watched = watch(home)
    watched.page.goto(f"{home}worksheets/lend.html")
    expect(watched.page.locator("[data-fill]")).to_be_visible()
    assert watched.page.locator(".k-sheet input").count()
    assert watched.complaints == []


def test_a_bundle_and_what_is_published_of_it_are_whole(thai_site: Path, tmp_path: Path) -> None:
    build.bundle(thai_site, tmp_path / "dist", SILENT)
    shown = publish(tmp_path / "dist/village-library-1.0.zip", tmp_path / "served", None, 3, lambda done, total: None).current
    assert verify(shown) == []
    archive.unpack(tmp_path / "dist/village-library-1.0.zip", tmp_path / "unpacked", lambda done, total: None)
    start = next(tmp_path.glob("unpacked/**/START-HERE.html")).read_text(encoding="utf-8")
    assert 'href="manual/index.html"' in start
    assert "In English" not in start


def test_an_english_page_that_got_in_is_a_stranger(thai_site: Path, tmp_path: Path) -> None:
    site = shutil.copytree(thai_site, tmp_path / "site")
    (site / "en").mkdir()
    shutil.copyfile(site / "all.html", site / "en/all.html")
    assert "en/all.html: no build makes a file of this kind here" in {
        problem.line(Language.EN).partition(";")[0] for problem in verify(site)
    }


def test_a_page_links_to_no_english_page(thai: Path) -> None:
    edit(thai, "\n\n", "\n\n[อังกฤษ](en/welcome.html)\n\n", "content/welcome.th.md")
    with pytest.raises(ProblemsFound, match=r"a link leads nowhere: en/welcome\.html"):
        build.manual(Project(thai, thai / "site"))


def test_the_export_is_in_thai(thai: Path) -> None:
    project = Project(thai, thai / "site")
    built = build.manual(project)
    export.write(built.site, built.files, project, thai / "markdown")
    assert {path.name for path in (thai / "markdown").iterdir()} == {"README.md", "khumue-export.json", "th", "th.yml", "theme"}
    assert "x-other" not in (thai / "markdown/th/index.md").read_text(encoding="utf-8")
