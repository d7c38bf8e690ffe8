"""The search of a large manual, whose data are cut: the same rows as from whole data, from what a query needs of them."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from khumue import search
from khumue.language import Language
from khumue.publishing import readable
from khumue.search.cutting import cut
from khumue.search.folding import fold, stem, trigram

from .conftest import Watched
from .test_search import QUERIES, open_box, rows, type_query, unpacked
from .test_search_work import FAILED, FIND, searched

ALL = [query["q"] for queries in QUERIES.values() for query in queries]
ODD = [
    "",
    "\x7f",
    "พ.ศ. 2562",
    "A.B. 1.5 ก.5 5.ก",
    "ค้น\x7fหา รู\x7fเรา“ก”",
    "café naïve İ ß ﬁ",
    "😀a😀 ก😀",
    "๑๒.๕",
    "it’s\u200bone",
    "ก  ข",
    "ທົດ 漢字 한",
]


@pytest.fixture(scope="module")
def whole(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages and scripts of the real manual, without its documents."""
    folder = tmp_path_factory.mktemp("search") / "whole"
    shutil.copytree(site, folder, ignore=shutil.ignore_patterns("*.pdf", "*.docx", "editions"))
    return folder


@pytest.fixture(scope="module")
def in_parts(whole: Path) -> Path:
    """The same with its search data cut, however small they are."""
    folder = whole.with_name("cut")
    shutil.copytree(whole, folder)
    for language in Language:
        content = unpacked((whole / search.path(language)).read_bytes())
        for path, script in search.files(language, content["pages"], content["terms"], content["kinds"], most=0).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(script)
    return folder


def fetched(page: Page) -> list[str]:
    """The parts that a page has fetched."""
    loaded: list[str] = page.evaluate("[...document.querySelectorAll('script[src]')].map(script => script.src)")
    return [address for address in loaded if re.search(r"/(?:th|en)/\d+\.js$", address)]


def test_cut_data_give_the_rows_of_whole_ones(whole: Path, in_parts: Path, watch: Callable[..., Watched], every: bool) -> None:
    asked = ALL if every else ALL[::3]
    pages = [searched(watch, f"{folder.as_uri()}/") for folder in (whole, in_parts)]
    found, again = [page.evaluate(FIND, asked) for page in pages]
    assert sum(bool(rows) for _, rows in found) > len(asked) / 2
    assert again == found


def test_a_server_gives_of_cut_data_what_a_query_needs(
    in_parts: Path, serve: Callable[[Path], str], watch: Callable[..., Watched]
) -> None:
    page = searched(watch, serve(in_parts))
    assert fetched(page) == []
    type_query(page, "เวที")
    assert rows(page)
    some = fetched(page)
    assert 0 < len(some) < len(list(in_parts.glob("assets/*/*/[0-9]*.js"))) / 2
    type_query(page, "")
    type_query(page, "เวที")
    assert fetched(page) == some


@pytest.mark.parametrize("body", [None, "", 'khumue.search.take("th/0", "eJw=");'])
def test_parts_that_do_not_come_are_told_and_asked_for_again(
    in_parts: Path, serve: Callable[[Path], str], watch: Callable[..., Watched], body: str | None
) -> None:
    watched = watch(home := serve(in_parts))
    page = watched.page
    parts = re.compile(r"/(?:th|en)/\d+\.js$")
    page.route(
        parts, lambda route: route.fulfill(body=body, content_type="text/javascript") if body is not None else route.abort()
    )
    page.goto(home + "index.html")
    open_box(page)
    page.locator("#__query").fill("เวที")
    expect(page.locator("#__found")).to_have_text(FAILED)
    expect(page.locator("[data-results] a")).to_have_attribute("href", re.compile("all.html"))
    page.unroute(parts)
    type_query(page, "เวที")
    assert rows(page)
    assert [said for said in watched.complaints if "ERR_FAILED" not in said] == []


def test_python_folds_as_browsers_do(whole: Path, watch: Callable[..., Watched]) -> None:
    texts = [*ODD, *ALL]
    for language in Language:
        pages = unpacked((whole / search.path(language)).read_bytes())["pages"]
        texts += [part[2] for page in pages for part in page[4]][::5]
    page = searched(watch, f"{whole.as_uri()}/")
    told = page.evaluate(
        "texts => texts.map(khumue.text.fold).map(({text, starts}) => [text, [...starts.keys()].filter(at => starts[at])])", texts
    )

    def said(text: str) -> list[object]:
        folded, starts = fold(text)
        return [folded.encode("utf-16", "surrogatepass").decode("utf-16"), starts]

    assert [(text, own) for text, own in zip(texts, told, strict=True) if said(text) != own] == []
    english = sorted(set(re.findall("[a-z]+", " ".join(text for text, _ in told))))
    assert len(english) > 1000
    assert [stem(word) for word in english] == page.evaluate("words => words.map(khumue.text.stem)", english)


def test_every_text_and_every_posting_is_in_one_part() -> None:
    chosen = random.Random(5)
    texts = ["".join(chosen.choices("กขคงจ ", k=chosen.randrange(3000))) for _ in range(60)]
    pages = [[f"{n}.html", "", f"หน้า{n}", [], [["", ""]]] for n in range(len(texts))]
    about, parts = cut(pages, texts)
    firsts = about["firsts"]
    assert len(parts) == sum(map(len, firsts.values()))
    assert [text for part in parts if isinstance(part, list) for text in part] == texts
    assert len(firsts["texts"]) > 5
    for kind in ("words", "grams"):
        assert firsts[kind] == sorted(set(firsts[kind]))
    letters = [f" {fold(text)[0]}" for text in [*texts, *(page[2] for page in pages)]]
    assert firsts["grams"][0] == min(
        trigram((a, b, c)) for text in letters for a, b, c in zip(text, text[1:], text[2:], strict=False)
    )


def test_small_data_are_one_script() -> None:
    entry = [["x.html", "", "หน้า", [], [["", "หน้า", "เนื้อ" * 100]]]]
    one = search.files(Language.TH, entry, [], {})
    assert one == {search.path(Language.TH): search.data(Language.TH, entry, [], {})}
    many = search.files(Language.TH, entry, [], {}, most=100)
    assert len(many) > 3
    assert all(re.fullmatch(r"assets/(?:search|[0-9a-f]{12}/th)/\w+\.js", path) for path in many)


@pytest.mark.parametrize(
    "script", [None, b"", b'khumue.search.take("th/1", "eJwDAAAAAAE=");\n', b'khumue.search.take("th/0", "eJw=");\n']
)
def test_a_part_that_is_missing_or_damaged_is_told(in_parts: Path, tmp_path: Path, script: bytes | None) -> None:
    shutil.copytree(in_parts / "assets", tmp_path / "assets")
    pages = {
        page[0]: {part[0] for part in page[4]}
        for page in unpacked((tmp_path / search.path(Language.TH)).read_bytes())["pages"]
        if "#" not in page[0]
    }
    (part,) = tmp_path.glob("assets/*/th/0.js")
    part.unlink()
    if script is not None:
        part.write_bytes(script)
    first = next(readable.search_data(tmp_path, Language.TH, pages))
    assert first.place.file == part.relative_to(tmp_path).as_posix()
