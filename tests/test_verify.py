"""`verify` finds what is wrong with a finished site, and says where."""

from __future__ import annotations

import shutil
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from generator import search
from generator.language import Language
from generator.publishing.verify import verify

from .conftest import assets_of, khumue


def test_the_real_site_is_whole(site: Path) -> None:
    done = khumue("verify", site)
    assert (done.returncode, done.stdout.strip()) == (0, "the site is whole")


PAGE = "process/lend.html"
TOKENS = "{assets}/page.css"
FAULTS = {
    "a link leads nowhere: lost.html": (PAGE, "<h1>", '<h1><a href="lost.html">x</a>'),
    "a link names a heading that is not there: #lost": (PAGE, "<h1>", '<h1><a href="#lost">x</a>'),
    "a link names a heading that is not there: ../glossary.html#lost": (
        PAGE,
        "<h1>",
        '<h1><a href="../glossary.html#lost">x</a>',
    ),
    'the id "moves" stands twice': (PAGE, "<h1>", '<h1 id="moves">'),
    "there is an inline script": (PAGE, "<h1>", "<script>1</script><h1>"),
    "there is an inline style": (PAGE, "<h1>", "<style>a{}</style><h1>"),
    "there is an attribute style": (PAGE, "<h1>", '<h1 style="color:red">'),
    "there is an attribute onclick": (PAGE, "<h1>", '<h1 onclick="x()">'),
    "the address in href is code": (PAGE, "<h1>", '<h1><a href=" JavaScript:x()">x</a>'),
    "it loads from another host: https://example.org/a.js": (
        PAGE,
        "</head>",
        '<script src="https://example.org/a.js"></script></head>',
    ),
    "it loads from another host: //example.org/a.png": (PAGE, "<h1>", '<h1><img src="//example.org/a.png">'),
    "it loads from another host: https://example.org/f.woff2": (
        TOKENS,
        ":root{",
        ":root{background:url(https://example.org/f.woff2);",
    ),
    "a file is not there: fonts/none.woff2": (TOKENS, ":root{", ":root{background:url(fonts/none.woff2);"),
    'its lang is "en"': (PAGE, '<html lang="th"', '<html lang="en"'),
    "its headings differ from those of en/process/lend.html": (PAGE, '<h2 id="moves">', '<h2 id="other">'),
}


@pytest.mark.parametrize("message", FAULTS)
def test_a_fault_is_named_with_its_page(message: str, library_site: Path, tmp_path: Path) -> None:
    name, old, new = FAULTS[message]
    name = name.format(assets=assets_of(library_site))
    copy = tmp_path / "site"
    shutil.copytree(library_site, copy)
    text = (copy / name).read_text(encoding="utf-8")
    assert old in text
    (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    done = khumue("verify", copy)
    assert done.returncode == 1
    assert [line for line in done.stderr.splitlines() if line.startswith(name) and message in line], done.stderr


def test_a_fault_below_many_elements_is_named(library_site: Path, tmp_path: Path) -> None:
    copy = tmp_path / "site"
    shutil.copytree(library_site, copy)
    text = (copy / PAGE).read_text(encoding="utf-8")
    (copy / PAGE).write_text(
        text.replace("<h1>", "<div>" * 400 + '<a href="lost.html">x</a>' + "</div>" * 400 + "<h1>", 1), encoding="utf-8"
    )
    assert f"{PAGE}: a link leads nowhere: lost.html" in khumue("verify", copy).stderr


def test_a_page_that_is_missing_in_one_language_is_named(library_site: Path, tmp_path: Path) -> None:
    copy = tmp_path / "site"
    shutil.copytree(library_site, copy)
    (copy / "en/contact.html").unlink()
    done = khumue("verify", copy)
    assert done.returncode == 1
    assert "contact.html: there is no page en/contact.html" in done.stderr


def test_a_missing_asset_is_named(library_site: Path, tmp_path: Path) -> None:
    copy = tmp_path / "site"
    shutil.copytree(library_site, copy)
    script = f"{assets_of(copy)}/khumue.js"
    (copy / script).unlink()
    done = khumue("verify", copy)
    assert f"index.html: a link leads nowhere: {script}" in done.stderr


def test_a_folder_without_a_site_is_one_line(tmp_path: Path) -> None:
    done = khumue("verify", tmp_path)
    assert done.returncode == 1
    assert "there is no index.html; name the folder of a built site" in done.stderr


def test_every_byte_that_changes_after_the_build_is_named(library_site: Path, tmp_path: Path) -> None:
    site = shutil.copytree(library_site, tmp_path / "site")
    assets = assets_of(site)
    (site / assets / "icon.svg").write_bytes((site / assets / "icon.svg").read_bytes().replace(b"<svg", b"<svG", 1))
    (site / assets / "scheme.js").unlink()
    (site / "assets" / "more.js").write_text("1")
    said = khumue("verify", site).stderr
    assert f"{assets}/icon.svg: this file was changed after it was built; copy it again, or build it again" in said
    assert f"{assets}/scheme.js: this file is missing" in said
    assert "assets/more.js: this file is not in the list; remove it" in said
    (site / "manifest.sha256").write_text("nothing of the kind")
    assert "manifest.sha256:1:1: this line is not the sum of a file" in khumue("verify", site).stderr
    (site / "manifest.sha256").unlink()
    assert "manifest.sha256: the list of the files' sums is not there" in khumue("verify", site).stderr


def test_the_sums_of_a_site_are_those_that_sha256sum_takes(library_site: Path) -> None:
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "manifest.sha256"], cwd=library_site, check=True)


def told(site: Path) -> list[str]:
    return [problem.line(Language.EN) for problem in verify(site) if problem.place.file != "manifest.sha256"]


@pytest.fixture
def copy(library_site: Path, tmp_path: Path) -> Path:
    """A site to be damaged, with sums that know of nothing: what is told is told without them."""
    return shutil.copytree(library_site, tmp_path / "site")


def test_every_page_is_found_by_the_search_and_the_search_leads_to_what_is_there(copy: Path) -> None:
    path = "assets/search/th.js"
    (copy / path).write_bytes(
        search.data(
            Language.TH,
            [
                search.Document("index.html", "", "ก", (search.Passage("", "ก", "ข"), search.Passage("lost", "ก", "ข"))),
                search.Document("gone.html#x", "", "ก", (search.Passage("", "ก", "ข"),)),
            ],
            [],
        )
    )
    said = [line for line in told(copy) if line.startswith(path)]
    assert f"{path}: the search does not find the page process/lend.html; copy it again, or build it again" in said
    assert f"{path}: the search does not find the page all.html; copy it again, or build it again" in said
    assert f"{path}: the search leads nowhere: index.html#lost; copy it again, or build it again" in said
    assert f"{path}: the search leads nowhere: gone.html; copy it again, or build it again" in said
    assert not [line for line in said if "process/borrow.html" in line or "404.html" in line]  # which only lead on


@pytest.mark.parametrize(
    "script",
    [b"", b"1", b'khumue.search.take("th", "AAAA");\n', b'khumue.search.take("en", "AAAA");\n', b"\xff" * 99],
    ids=["empty", "no data", "not compressed", "another language", "no text"],
)
def test_search_data_that_cannot_be_read_or_are_missing_are_named(copy: Path, script: bytes) -> None:
    (copy / "assets/search/th.js").write_bytes(script)
    (copy / "assets/search/en.js").unlink()
    said = told(copy)
    assert "assets/search/th.js: the search data cannot be read; copy it again, or build it again" in said
    assert "assets/search/en.js: the search data are missing; copy it again, or build it again" in said


CUT_SHORT = {
    "a PDF without its end": ("worksheets/lend.th.pdf", lambda content: content[:-40]),
    "a PDF that lost its middle": ("worksheets/lend.th.pdf", lambda content: content[:500] + content[-1500:]),
    "a page in the place of a PDF": ("worksheets/lend.th.pdf", lambda content: b"<html>" * 999),
    "an empty PDF": ("manual.th.pdf", lambda content: b""),
    "a DOCX without its end": ("worksheets/lend.th.docx", lambda content: content[:-40]),
    "a DOCX that lost its middle": ("worksheets/lend.th.docx", lambda content: content[:900] + content[1000:]),
    "a DOCX with one byte changed": ("worksheets/lend.th.docx", lambda content: content[:2000] + b"~" + content[2001:]),
    "an empty DOCX": ("worksheets/lend.th.docx", lambda content: b""),
}


@pytest.mark.parametrize("case", CUT_SHORT)
def test_a_pdf_or_docx_that_does_not_open_is_named(case: str, copy: Path) -> None:
    path, damage = CUT_SHORT[case]
    (copy / path).write_bytes(damage((copy / path).read_bytes()))
    kind = "PDF" if path.endswith("pdf") else "document"
    expected = f"{path}: this {kind} cannot be opened, or is cut short; copy it again, or build it again"
    assert expected in told(copy)


def test_a_docx_whose_text_is_no_xml_is_named(copy: Path) -> None:
    path = "worksheets/lend.en.docx"
    with zipfile.ZipFile(copy / path, "w") as package:
        package.writestr("word/document.xml", "<w:document>")
    assert f"{path}: this document cannot be opened, or is cut short; copy it again, or build it again" in told(copy)


def test_the_whole_real_site_is_looked_at_within_three_seconds_of_work(site: Path) -> None:
    began = time.process_time()
    assert verify(site) == []
    assert time.process_time() - began < 3
