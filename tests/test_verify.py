"""`verify` finds what is wrong with a finished site, and says where."""

from __future__ import annotations

import shutil
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from khumue import kinds, search
from khumue.language import Language
from khumue.publishing import compressed
from khumue.publishing.verify import _drawing, live_in, verify

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


def told(site: Path) -> list[str]:
    return [problem.line(Language.EN) for problem in verify(site) if problem.place.file != "manifest.sha256"]


@pytest.fixture
def copy(library_site: Path, tmp_path: Path) -> Path:
    """A site to be damaged."""
    return Path(shutil.copytree(library_site, tmp_path / "site"))


@pytest.mark.parametrize("message", FAULTS)
def test_a_fault_is_named_with_its_page(message: str, copy: Path) -> None:
    name, old, new = FAULTS[message]
    name = name.format(assets=assets_of(copy))
    text = (copy / name).read_text(encoding="utf-8")
    assert old in text
    (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    said = told(copy)
    assert [line for line in said if line.startswith(name) and message in line], said


def test_a_fault_below_many_elements_is_named(copy: Path) -> None:
    text = (copy / PAGE).read_text(encoding="utf-8")
    (copy / PAGE).write_text(
        text.replace("<h1>", "<div>" * 400 + '<a href="lost.html">x</a>' + "</div>" * 400 + "<h1>", 1), encoding="utf-8"
    )
    assert [line for line in told(copy) if line.startswith(f"{PAGE}: a link leads nowhere: lost.html")]


def test_a_page_that_is_missing_in_one_language_is_named(copy: Path) -> None:
    (copy / "en/contact.html").unlink()
    done = khumue("verify", copy)
    assert done.returncode == 1
    assert "contact.html: there is no page en/contact.html" in done.stderr


def test_a_missing_asset_is_named(copy: Path) -> None:
    script = f"{assets_of(copy)}/khumue.js"
    (copy / script).unlink()
    assert [line for line in told(copy) if f"index.html: a link leads nowhere: {script}" in line]


def test_a_folder_without_a_site_is_one_line(tmp_path: Path) -> None:
    done = khumue("verify", tmp_path)
    assert done.returncode == 1
    assert "there is no index.html; name the folder of a built site" in done.stderr


def test_every_byte_that_changes_after_the_build_is_named(copy: Path) -> None:
    assets = assets_of(copy)
    (copy / assets / "icon.svg").write_bytes((copy / assets / "icon.svg").read_bytes().replace(b"<svg", b"<svG", 1))
    (copy / assets / "scheme.js").unlink()
    (copy / "assets" / "more.js").write_text("1")
    said = khumue("verify", copy).stderr
    assert f"{assets}/icon.svg: this file was changed after it was built; copy it again, or build it again" in said
    assert f"{assets}/scheme.js: this file is missing" in said
    assert "assets/more.js: this file is not in the list; remove it" in said
    (copy / "manifest.sha256").write_text("nothing of the kind")
    assert "manifest.sha256:1:1: this line is not the sum of a file" in khumue("verify", copy).stderr
    (copy / "manifest.sha256").unlink()
    assert "manifest.sha256: the list of the files' sums is not there" in khumue("verify", copy).stderr


def test_the_sums_of_a_site_are_those_that_sha256sum_takes(library_site: Path) -> None:
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "manifest.sha256"], cwd=library_site, check=True)


def test_every_page_is_found_by_the_search_and_the_search_leads_to_what_is_there(copy: Path) -> None:
    path = "assets/search/th.js"
    one, lost = search.Passage("", "ก", "ข"), search.Passage("lost", "ก", "ข")
    documents = [search.Document("index.html", "", "ก", (one, lost)), search.Document("gone.html#x", "", "ก", (one,))]
    (copy / path).write_bytes(search.data(Language.TH, map(search.entry, documents), []))
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


# -- what a forged site might hold ---------------------------------------------------------------------------------------

MADE = (
    "index.html en/process/lend.html 404.html editions.js khumue.json assets/0123456789ab/khumue.js "
    "assets/0123456789ab/search/box.js assets/0123456789ab/fonts/Sarabun-Regular.woff2 assets/0123456789ab/fonts/OFL.txt "
    "assets/search/th.js worksheets/lend.th-en.pdf worksheets/lend.facilitator.th.docx manual.th.pdf index.html.gz "
    "editions.js.br form.xlsx photos/a.JPG list.csv a.1.2.pdf"
).split()
NOT_MADE = (
    ".htaccess web.config index.php process/x.phtml x.js process/x.js assets/x.js x.svg x.css run.exe x.shtml x.xhtml "
    "x.mht notes a.php.txt a.asp.pdf a.PHP7.png .user.ini .git/config x.json assets/0123456789ab/x.php "
    "assets/0123456789ab/.htaccess assets/x.txt x.pdf.gz x.php.gz index.html.gz.gz .DS_Store @eaDir/x.html cgi-bin/x.pl "
    "x.swf sitemap.xml x.wasm x.html.zip assets/x.html editions/1.0/index.html editions/x.pdf assets/search/x.js "
    "../x.html /x.html a//b.html a/../b.pdf ./x.pdf .hidden/x.pdf assets/0123456789ab/a.b.js index.HTML x.html/ "
    "assets/0123456789ab/x.html con\\x.pdf"
).split()


def test_only_kinds_of_files_that_a_build_makes_may_stand_in_a_site(copy: Path) -> None:
    assert [path for path in (*MADE, "แบบ พ.ศ. 2569.pdf") if not kinds.in_site(path)] == []
    assert [path for path in (*NOT_MADE, "a\nb.pdf", "", "x.pdf\n") if kinds.in_site(path)] == []
    (copy / ".htaccess").write_text("x")
    (copy / "editions/1.0").mkdir(parents=True)
    (copy / "editions/1.0/index.php").write_text("x")
    said = told(copy)
    assert ".htaccess: no build makes a file of this kind here; remove it" in said
    assert "editions/1.0/index.php: no build makes a file of this kind here; remove it" in said


HEAD = """<!doctype html>
<html lang="th">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; img-src 'self' data:">
"""
LIVE = {
    "<script>x()</script>": "there is an inline script",
    "<ScRiPt src='notes.txt'></ScRiPt>": "a script that does not stand in assets/: notes.txt",
    "<svg><script href='https://example.org/x.js'></script></svg>": "it loads from another host: https://example.org/x.js",
    "<script src=//example.org/x.js></script>": "it loads from another host: //example.org/x.js",
    "<img src=x onerror=x()>": "there is an attribute onerror",
    "<svg/onload=x()>": "there is an attribute onload",
    "<a href='java\tscript:x()'>x</a>": "the address in href is code",
    "<a href='&#106;avascript:x()'>x</a>": "the address in href is code",
    "<a xlink:href=' vbscript:x'>x</a>": "the address in xlink:href is code",
    "<svg><a><animate attributeName=href values='#;javascript:x()'/></a></svg>": "the address in values is code",
    "<form action=https://example.org/><input></form>": "it loads from another host: https://example.org/",
    "<button formaction='javascript:x()'>x</button>": "the address in formaction is code",
    "<iframe srcdoc='x'></iframe>": "there is an element <iframe>",
    "<object data=x.pdf></object>": "there is an element <object>",
    "<embed src=x.pdf>": "there is an element <embed>",
    "<base href=https://example.org/>": "there is an element <base>",
    "<meta http-equiv=Refresh content='0;URL=https://example.org'>": "it loads from another host: https://example.org",
    "<img srcset='https://example.org/a.png 2x'>": "it loads from another host: https://example.org/a.png",
    "<video poster=https://example.org/a.png></video>": "it loads from another host: https://example.org/a.png",
    "<a href=index.html ping=https://example.org/>x</a>": "it loads from another host: https://example.org/",
    "<link rel=StyleSheet href=https://example.org/a.css>": "it loads from another host: https://example.org/a.css",
    "<style>p{}</style>": "there is an inline style",
    "<template><script>1</script></template>": "there is an inline script",
    "<!--><script>1</script>-->": "there is an inline script",
    "<title></title><noscript><p title='</noscript><img src=x onerror=x()>'>": "there is an element <noscript>",
}


@pytest.mark.parametrize("markup", LIVE)
def test_whatever_could_run_or_load_in_a_page_is_named(markup: str, tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text(HEAD + "<p>", encoding="utf-8")
    assert live_in(tmp_path, "x.html") == []
    (tmp_path / "x.html").write_text(HEAD + markup, encoding="utf-8")
    assert LIVE[markup] in [problem.what.en for problem in live_in(tmp_path, "x.html")]


@pytest.mark.parametrize(
    "head",
    [
        "",
        HEAD.replace("default-src 'none'", "default-src 'self'"),
        HEAD.replace("script-src 'self'", "script-src *"),
        HEAD.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
        HEAD.replace("script-src 'self'", "script-src data:"),
        HEAD.replace("default-src 'none'", "script-src https:; default-src 'none'"),
        HEAD.replace("<head>", "<head><script></script>"),
        HEAD.replace("Content-Security-Policy", "Content-Security-Policy-Report-Only"),
    ],
)
def test_a_page_with_a_script_has_to_begin_with_the_strict_policy(head: str, tmp_path: Path) -> None:
    def said(content: str) -> bool:
        (tmp_path / "x.html").write_text(content, encoding="utf-8")
        return "the page does not begin with the content policy" in [problem.what.en for problem in live_in(tmp_path, "x.html")]

    assert not said(HEAD + "<script src=editions.js></script>")
    assert said(head + "<script src=editions.js></script>")


DRAWN = {
    "<script>1</script>": "there is an element <script>",
    "<a href='javascript:x()'/>": "href may not stand in a drawing as it does here",
    "<a xmlns:l='http://www.w3.org/1999/xlink' l:href='javascript:x()'/>": "href may not stand in a drawing as it does here",
    "<path onclick='x()'/>": "onclick may not stand in a drawing as it does here",
    "<foreignObject/>": "there is an element <foreignObject>",
    "<use href='https://example.org/x.svg#a'/>": "href may not stand in a drawing as it does here",
    "<style>@import 'https://example.org/x.css'</style>": "style may not stand in a drawing as it does here",
    "<path fill='url(https://example.org/x)'/>": "fill may not stand in a drawing as it does here",
    "<set attributeName='href' to='javascript:x()'/>": "there is an element <set>",
    "<html xmlns='http://www.w3.org/1999/xhtml'/>": "there is an element <html>",
    "<?xml-stylesheet href='x.css'?>": "there are instructions for programs in the drawing",
    "<path>": "the drawing cannot be read",
}


@pytest.mark.parametrize("part", DRAWN)
def test_whatever_could_run_or_load_in_a_drawing_is_named(part: str, tmp_path: Path) -> None:
    def said(content: bytes) -> list[str]:
        (tmp_path / "x.svg").write_bytes(content)
        return [problem.what.en for problem in _drawing(tmp_path, "x.svg")]

    svg = "<svg xmlns='http://www.w3.org/2000/svg'><g id='a'><path d='M0 0' fill='url(#b)'/></g><use href='#a'/>{}</svg>"
    assert said(svg.format("").encode()) == []
    assert DRAWN[part] in said(svg.format(part).encode())
    assert said(b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg.format("").encode()) != []
    assert said(svg.format("").encode("utf-16")) != []


def test_a_compressed_form_says_what_the_file_beside_it_says_and_nothing_more(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("ห้องสมุด" * 9_000, encoding="utf-8")
    content = (tmp_path / "a.html").read_bytes()
    whole = compressed.siblings("a.html", content)
    assert set(whole) == {"a.html.gz", "a.html.br"}
    for name, form in whole.items():
        longer = compressed.siblings("a.html", content + bytes(9_000_000))[name]
        for other, right in ((form, True), (form[:-1], False), (form + b"x", False), (b"", False), (longer, False)):
            (tmp_path / name).write_bytes(other)
            assert (not list(compressed.differences(tmp_path, [name]))) is right, (name, len(other))
    (tmp_path / "a.html").unlink()
    assert list(compressed.differences(tmp_path, list(whole)))
