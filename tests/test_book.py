"""The book: the whole manual as one PDF in each language, whole, true to its pages and its own page numbers.

The small manual stands for all; `--every` binds the real one.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pymupdf
import pytest
from pdfua import validate
from pikepdf import Dictionary, Pdf
from PIL import ImageColor

from khumue import build, drawings, pages, sheets, thai
from khumue.books import Chapter, book, paging
from khumue.books.book import Book
from khumue.books.chapters import anchor, joined
from khumue.guide import Guide
from khumue.language import Language
from khumue.markup import Words, plain
from khumue.project import Project
from khumue.tree import parse
from khumue.workers import Workers

from .conftest import LIBRARY, ROOT, khumue, unheld
from .test_print import Lines, letters, mupdf, pdfium
from .torn import faults

KEPT = Workers(ROOT / ".cache", 1)
NOTHING_KEPT = Workers(Path(os.devnull), 1)
Made = dict[Language, tuple[Book, bytes, list[str]]]


@pytest.fixture(scope="module")
def manual_guide(guide: Guide, every: bool) -> Guide:
    found = guide if every else build.check(Project(LIBRARY, LIBRARY / "site"))[0]
    assert found is not None
    return found


@pytest.fixture(scope="module")
def books(manual_guide: Guide) -> Made:
    """Each language's book, and the text of its pages without their heads and feet."""
    site, made = pages.render(manual_guide, {}, drawings.draw(manual_guide)), {}
    pictures = {path: (LIBRARY / "content" / name).read_bytes() for path, name in manual_guide.files.items()}
    for language in Language:
        chapters = [
            Chapter(page.address, page.section, page.title, page.tree, pictures, behind=page.how.in_book == "appendix")
            for page in site.pages
            if page.language is language and page.section and page.how.in_book
        ]
        blanks = [one for one in sheets.plan(manual_guide, None) if one.is_worksheet and one.languages == (language,)]
        prints = {one.path("pdf"): next(KEPT.made([sheets.work(one, "pdf")])) for one in blanks}
        bound = book.compose(manual_guide, language, chapters, prints)
        content = rendered(bound, KEPT)
        made[language] = (bound, content, bodies(content))
    return made


def rendered(bound: Book, workers: Workers) -> bytes:
    """A book as PDF."""
    (content,) = book.render([bound], workers, lambda done, total: None)
    return content


def set_in_parts(page: str) -> bytes:
    """A page of HTML as PDF in the style of the book."""
    (content,) = paging.printed([(page, ())], book.STYLE, (), NOTHING_KEPT)
    return content


def sheets_begin(content: bytes) -> int:
    """How many pages stand before the blank sheets."""
    places = pymupdf.open(stream=content).resolve_names()
    return min(place["page"] for name, place in places.items() if name.startswith("blank:"))


def bodies(content: bytes) -> list[str]:
    """The text between the head and the foot of each page, as MuPDF reads it."""
    document = pymupdf.open(stream=content)
    edge = 22 / 25.4 * 72
    return [
        page.get_text(clip=pymupdf.Rect(0, edge - 6, page.rect.width, page.rect.height - 20 / 25.4 * 72)) for page in document
    ]


class Paragraphs(HTMLParser):
    """The texts of a page between the tags that begin or end a line."""

    INLINE = frozenset({"a", "span", "b", "strong", "code", "em"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found = [""]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: D102
        if tag not in self.INLINE or re.search('k-line"|class="d"', self.get_starttag_text() or ""):
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:  # noqa: D102
        if tag not in self.INLINE:
            self.found.append("")

    def handle_data(self, data: str) -> None:  # noqa: D102
        self.found[-1] += data


def unnumbered(text: str) -> str:
    """A text without its references to pages."""
    return re.sub(r"\((หน้า|p\.)\d*\)", "", letters(text))


def margins(bound: Book) -> re.Pattern[str]:
    """What PDFium and MuPDF read after the text of a page: the marks of its lists, its head and its foot."""
    heads = "|".join(re.escape(letters(plain(section.title, bound.language))) for section in bound.manual.sections)
    return re.compile(rf"[•–]*({heads})?(ฉบับร่าง|ฉบับที่|Draftedition|Edition)[\d.]+·\d+[^\d]+\d+$")


def paragraphs(bound: Book, without: str = "^$") -> Iterator[tuple[str, str]]:
    """The texts of all chapters but for some markup, each after the address of its page."""
    places = {chapter.address: chapter.address for chapter in bound.chapters} | dict(bound.moved)
    for chapter in bound.chapters:
        html = joined(chapter, 0, places, Words(bound.language)("book.page"))
        for said in Paragraphs(re.sub(without, "", html, flags=re.DOTALL)).found:
            yield chapter.address, said


@pytest.mark.parametrize("reader", [pdfium, mupdf])
def test_every_paragraph_of_every_page_can_be_copied_from_the_book_exactly(books: Made, reader: object) -> None:
    for bound, content, _ in books.values():
        text = unnumbered("".join(margins(bound).sub("", letters(page)) for page in reader(content)))  # type: ignore[operator]
        assert not re.search("[\u200b\u2060\u0e4d]", text)
        missing = [(address, said) for address, said in paragraphs(bound) if unnumbered(said) not in text]
        assert not missing, "\n".join(map(str, missing[:9]))


def body_lines(bound: Book, content: bytes) -> Iterator[str]:
    """The lines between the head and the foot of each page, the references to pages without their numbers."""
    for page in pdfium(content):
        lines = [letters(line) for line in page.splitlines()]
        left = len(margins(bound).sub("", "".join(lines)))
        for line in lines:
            yield re.sub(r"\((หน้า|p\.)\d+\)", r"(\1)", line[:left])
            left -= len(line[:left])


NEAR = 3000
"""A paragraph begins within so many letters after the one before it: heads of tables and what is set in another order."""


def test_no_line_of_the_book_ends_in_a_word_a_term_a_name_or_between_a_number_and_its_unit(books: Made) -> None:
    for bound, content, _ in books.values():
        lines, reached, wrong, lost = Lines(body_lines(bound, content)), 0, [], []
        for address, text in paragraphs(bound, "<pre.*?</pre>"):  # code has lines of its own
            said = re.sub(r"\((หน้า|p\.) \)", r"(\1)", re.sub(r"\s+", " ", text))
            if not letters(said):
                continue
            place = next(lines.places(said, reached), len(content))
            near = place < reached + NEAR
            if not near and (place := next(lines.places(said), len(content))) == len(content):
                lost.append((address, said))
                continue
            wrong += [(address, end) for end in lines.wrong_ends(said, place, bound.keep)]
            if near:
                reached = place + len(letters(said))
        assert not lost
        assert not wrong, "\n".join(map(str, wrong[:9]))


def test_the_book_is_tagged_and_names_its_language(books: Made, tmp_path: Path, every: bool) -> None:
    for language, (_, content, _) in books.items():
        if every or language is Language.TH:
            path = tmp_path / f"{language}.pdf"
            path.write_bytes(content)
            report = validate(str(path))
            assert not report.findings, [finding.message for finding in report.findings]
        document = Pdf.open(io.BytesIO(content))
        assert document.Root.Lang == language
        (whole,) = document.Root.StructTreeRoot.K
        assert str(whole.S) == "/Document"
        assert {str(part.S) for part in whole.K} == {"/Part"}
        fonts = {str(thing.BaseFont) for thing in document.objects if isinstance(thing, Dictionary) and "/BaseFont" in thing}
        assert all("+Sarabun" in font or font.endswith("+Signs") for font in fonts), fonts


def contents(content: bytes) -> Iterator[tuple[str, int]]:
    """What the contents list, and the page that each entry leads to."""
    document = pymupdf.open(stream=content)
    begin = next(page for _, _, page, *_ in document.get_toc()[1:])
    for page in document.pages(1, begin - 1):
        said: dict[int, str] = {}
        for link in page.get_links():
            inside = [
                w for w in page.get_text("words") if link["from"].contains(pymupdf.Point((w[0] + w[2]) / 2, (w[1] + w[3]) / 2))
            ]
            said[link["page"]] = said.get(link["page"], "") + "".join(word[4] for word in inside)
        for leads_to, text in said.items():
            yield text, leads_to + 1


def test_the_contents_and_the_outline_lead_to_every_section_and_chapter(books: Made) -> None:
    for bound, content, body in books.values():
        outline: dict[str, list[int]] = {}
        for _, title, page, *_ in pymupdf.open(stream=content).get_toc():
            outline.setdefault(letters(title), []).append(page)
        listed = list(contents(content))
        assert all(text.endswith(str(page)) for text, page in listed), listed
        flat = "".join(text for text, _ in listed)
        for section in bound.manual.sections:
            if any(chapter.section == section.id for chapter in bound.chapters):
                assert letters(plain(section.title, bound.language)) in flat, section.id
        for chapter in bound.chapters:
            begins = outline[letters(chapter.title)]
            assert any(letters(chapter.title) in letters(body[page - 1]) for page in begins), chapter.address


def test_every_number_of_a_page_is_the_page_that_its_link_leads_to(books: Made) -> None:
    checked = 0
    for _, content, _ in books.values():
        for page in pymupdf.open(stream=content):
            words = page.get_text("words")
            for link in page.get_links():
                if link["kind"] not in (pymupdf.LINK_GOTO, pymupdf.LINK_NAMED):
                    continue
                middle = [w[4] for w in words if link["from"].contains(pymupdf.Point((w[0] + w[2]) / 2, (w[1] + w[3]) / 2))]
                number = re.search(r"(?:\((?:หน้า|p\.) )(\d+)\)", " ".join(middle))
                if number:
                    checked += 1
                    assert int(number[1]) == link["page"] + 1, middle
    assert checked


def test_every_page_says_its_number_and_its_section_and_a_sheet_its_number(books: Made) -> None:
    for bound, content, _ in books.values():
        words = Words(bound.language)
        titles = {letters(plain(section.title, bound.language)) for section in bound.manual.sections}
        titles |= {letters(words(f"book.{part}")) for part in ("contents", "blanks", "edition")}
        document = pymupdf.open(stream=content)
        last = document.page_count - 1
        for number, page in enumerate(document.pages(1, last), 2):
            foot = letters(page.get_text(clip=pymupdf.Rect(0, page.rect.height - 62, page.rect.width, page.rect.height)))
            if number > sheets_begin(content):
                assert letters(words("book.page_n", n=number)) in foot
                continue
            assert foot.endswith(f"{bound.manual.edition.date.year + 543 * (bound.language == 'th')}{number}")
            assert letters(page.get_text(clip=pymupdf.Rect(0, 0, page.rect.width, 62))) in titles, number
        assert letters(plain(bound.manual.organisation.name, bound.language)) in letters(document[last].get_text())


def test_a_book_has_the_blank_sheets_that_its_manual_wants_and_tells_their_pages(books: Made, manual_guide: Guide) -> None:
    for bound, content, _ in books.values():
        document = pymupdf.open(stream=content)
        places = document.resolve_names()
        index = document[places["worksheet-index"]["page"]]
        linked = {link["page"] for link in index.get_links() if link["kind"] in (pymupdf.LINK_GOTO, pymupdf.LINK_NAMED)}
        for sheet in manual_guide.worksheets:
            page = places[f"blank:{sheet.code}"]["page"]
            assert letters(plain(sheet.title, bound.language)) in letters(document[page].get_text())
            assert page in linked
        none = replace(manual_guide, manual=manual_guide.manual.model_copy(update={"book": None}))
        without = book.compose(none, bound.language, bound.chapters, {"worksheets/x.th.pdf": b""})
        assert not any(entry.blank for entry in without.index)
        assert letters(Words(bound.language)("book.index")) in letters(book.html(without))


def test_numbers_that_need_more_room_than_foreseen_are_true_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "_likely_pages", lambda page: {"far": 1})
    part, filler = '<section class="part">', '<p style="break-before:page">.</p>' * 11
    page = (
        '<html lang="en"><head><title>Far</title></head><body><p>front</p>'
        f'{part}<p>see <span data-at="#far">)</span></p></section>{part}{filler}<p id="far">here</p></section></body></html>'
    )
    pages = mupdf(set_in_parts(page))
    assert letters(pages[1]).startswith("see13)")
    assert letters(pages[12]).startswith(".here13")


Row = list[tuple[float, bool, float, str]]
"""What stands on one line of a page, from left to right: where, whether it is bold, how large, and the text."""
VALUES = {Language.TH: 64 / 25.4 * 72, Language.EN: 80 / 25.4 * 72}
"""Where the values of a list of labels begin."""


def rows(page: pymupdf.Page) -> list[Row]:
    """The lines of a page between its head and its foot, the small print left out but for what ends the page."""
    found: dict[int, Row] = {}
    small: dict[int, Row] = {}
    edge = 22 / 25.4 * 72
    clip = pymupdf.Rect(0, edge - 6, page.rect.width, page.rect.height - 20 / 25.4 * 72)
    for block in page.get_text("dict", clip=clip)["blocks"]:
        for span in (span for line in block.get("lines", ()) for span in line["spans"] if span["text"].strip()):
            lines = found if span["size"] > 8.8 else small
            left, base = span["origin"]
            near = next((base_of for base_of in lines if abs(base_of - base) <= 2), round(base))
            lines.setdefault(near, []).append((left, "Semi" in span["font"], span["size"], span["text"]))
    ends = [small[max(small)]] if small and max(small) > max(found, default=0) + 2 else []
    return [*(sorted(found[base]) for base in sorted(found)), *map(sorted, ends)]


def test_a_label_stands_beside_its_value_and_none_is_last_on_its_page(books: Made) -> None:
    for bound, content, _ in books.values():
        values = VALUES[bound.language]
        page = book.html(bound)
        labels = {
            letters(re.sub("<[^>]+>", "", dt))
            for list in re.findall('<dl class="k-dl">.*?</dl>', page, re.DOTALL)
            for dt in re.findall("<dt[^>]*>(.*?)</dt>", list)
        }
        contents = next(page for _, _, page, *_ in pymupdf.open(stream=content).get_toc()[1:])
        seen, wrong = 0, []
        written = pymupdf.open(stream=content).pages(contents - 1, sheets_begin(content))
        for number, page_rows in enumerate(map(rows, written), contents):
            for place, row in enumerate(page_rows):
                said = letters("".join(text for _, _, _, text in row))
                above = page_rows[place - 1] if place else row
                is_rest_of_label = above[0][1] and above[-1][0] >= values - 3
                is_label = row[0][2] > 10 or row[-1][0] - row[0][0] > 100  # of its own, or the head of a table
                if place == len(page_rows) - 1 and all(bold for _, bold, _, _ in row) and is_label and not is_rest_of_label:
                    wrong.append((number, "last on its page", said))
                if place == 0 and abs(row[0][0] - values) < 3:
                    wrong.append((number, "a value without its label", said))
                label = letters("".join(text for left, bold, _, text in row if bold and left < values - 12))
                if label and 10 < row[0][2] < 12 and any(full.startswith(label) for full in labels) and row[0][0] < 80:
                    seen += 1
                    if row[-1][0] < values - 12:
                        wrong.append((number, "a label without its value", said))
        assert seen
        assert not wrong, "\n".join(map(str, wrong))


def test_labels_and_values_are_on_one_page_wherever_it_ends() -> None:
    rows = "".join(
        f"<div><dt>label {n} of more than one line</dt><dd><ul><li>value {n}</li><li>b</li></ul></dd></div>" for n in range(4)
    )
    parts = (
        f'<section class="part"><p style="height:{height}mm">.</p><h2>heading</h2><dl class="k-dl">{rows}</dl></section>'
        for height in range(150, 244, 6)
    )
    page = f'<html lang="en"><head><title>-</title></head><body><p>front</p>{"".join(parts)}</body></html>'
    pages = [letters(page) for page in mupdf(set_in_parts(page))]
    assert len(pages) > 20
    for number in range(4):
        assert sum(f"label{number}" in page for page in pages) == 16
        assert all((f"label{number}" in page) is (f"value{number}" in page) for page in pages)
    assert all("label0" in page for page in pages if "heading" in page)


def test_what_says_that_a_card_is_done_stands_on_one_page_and_with_the_last_that_is_done() -> None:
    deeds = "".join(f"<li><span>deed {n}</span> <span class='k-small'>who</span></li>" for n in range(5))
    card = (
        '<section class="k-act"><dl class="k-dl"><div><dt>before</dt><dd><ul><li>x</li></ul></dd></div>'
        f"<div><dt>do</dt><dd><ol>{deeds}</ol></dd></div>"
        '<div class="k-act__done"><dt>finished</dt><dd><p>told</p></dd></div></dl></section><p>lead</p>'
    )
    parts = (f'<section class="part"><p style="height:{height}mm">.</p>{card}</section>' for height in range(140, 244, 4))
    page = f'<html lang="en"><head><title>-</title></head><body><p>front</p>{"".join(parts)}</body></html>'
    pages = [letters(page) for page in mupdf(set_in_parts(page))]
    assert len(pages) > 30
    for page in pages:
        assert ("finished" in page) is ("told" in page) is ("deed4" in page) is ("deed3" in page)


def test_no_page_is_nearly_empty_or_ends_with_what_heads_the_next_and_chapters_begin_in_its_upper_half(books: Made) -> None:
    for bound, content, _ in books.values():
        document = pymupdf.open(stream=content)
        places, end = document.resolve_names(), sheets_begin(content)
        sections = {page for level, _, page, *_ in document.get_toc() if level == 1} | {end + 1}
        own = [places[anchor(one.address)] for one in bound.chapters]
        chapters = {one["page"] + 1: document[one["page"]].rect.height - one["to"][1] for one in own}
        assert len(chapters) > 5
        wrong = [fault for fault in faults(content, sections, chapters) if fault[0] <= end]
        assert not wrong, "\n".join(map(str, wrong))


def test_the_drawings_of_the_pages_stand_in_the_book_their_words_can_be_copied_and_their_tones_differ_in_grey(
    books: Made,
) -> None:
    for bound, content, _ in books.values():
        places = pymupdf.open(stream=content).resolve_names()
        drawn = [one for one in bound.chapters if "k-pic--wide" in one.page.markup]
        assert drawn
        assert book.html(bound).count('<div class="k-pic"') == len(drawn)
        for chapter in drawn:
            page = places[anchor(chapter.address)]["page"]
            (drawing,) = (one for one in chapter.page.elements("svg") if "k-pic--wide" in one.get("class", ""))
            lines = [letters(text.says()) for text in drawing.elements("text")]
            for reader in (pdfium, mupdf):
                told = letters(reader(content)[page])
                assert not [line for line in lines if line not in told]
    style = (book.STYLE.parent / "drawing.css").read_text(encoding="utf-8")
    greys = [ImageColor.getcolor(tone, "L") for tone in re.findall(r"[.]p[123]{fill:(#[0-9a-f]+)}", style)]
    light, middle, dark = greys
    assert light - middle > 50 < middle - dark


def test_sections_and_terms_stand_in_their_order(books: Made, manual_guide: Guide) -> None:
    for bound, content, _ in books.values():
        text = letters("".join(bodies(content)))
        glossary = text[text.rindex(letters(Words(bound.language)("glossary.lead"))) :]
        titles = sorted(
            (plain(t.title, bound.language) for t in manual_guide.terms),
            key=lambda t: (thai.collation(thai.initial(t)), thai.collation(t)),
        )
        place = 0
        for title in titles:
            place = glossary.index(letters(title), place)
        sections = [chapter.section for chapter in bound.chapters]
        order = [section.id for section in bound.manual.sections if section.id in sections]
        assert list(dict.fromkeys(sections)) == order
        assert all(sheet.code in text for sheet in manual_guide.worksheets)


def test_a_book_is_the_same_every_time_and_its_ids_are_its_own(books: Made) -> None:
    bound, content, _ = books[Language.TH]
    assert rendered(bound, NOTHING_KEPT) == content
    ids = re.findall(r' id="([^"]+)"', book.html(bound))
    assert len(ids) == len(set(ids))


def test_only_a_part_that_has_changed_is_laid_out_again_and_numbers_are_true_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, every: bool
) -> None:
    def page(pages: int) -> str:
        more = '<p style="break-before:page">น้ำ</p>' * pages
        parts = "".join(
            f'<section class="part"><h1 id="p{part}" data-label="{part}">{part}</h1>{more if part == 1 else ""}'
            + "".join(f'<p><a href="#p{to}">{to} <span data-at="#p{to}">)</span></a></p>' for to in range(8))
            + "</section>"
            for part in range(8)
        )
        return f'<html lang="th"><head><title>-</title></head><body><p>front <span data-at="#p7"></span></p>{parts}</body></html>'

    laid: list[str] = []
    lay_out = paging._laid_out
    monkeypatch.setattr(paging, "_likely_pages", lambda page: {f"p{part}": 10 for part in range(8)})
    with monkeypatch.context() as counted:
        counted.setattr(paging, "_laid_out", lambda part, style: (laid.append(part.markup), lay_out(part, style))[1])
        one = Workers(tmp_path / "one", 1)
        paging.printed([(page(1), ())], book.STYLE, (), one)
        assert len(laid) == 8
        (changed,) = paging.printed([(page(3), ())], book.STYLE, (), one)
        assert len(laid) == 9
    assert changed == set_in_parts(page(3))
    if every:
        with Workers(tmp_path / "two", 2) as two:
            assert paging.printed([(page(3), ())], book.STYLE, (), two) == [changed]
    told = [letters(text) for text in mupdf(changed)]
    firsts = {0: 2, 1: 3, **{part: part + 5 for part in range(2, 8)}}
    assert told[0].startswith("front12")
    for number in (2, *range(7, 13)):  # that of part 1 tells it on its last page
        assert all(f"{part}{first})" in told[number - 1] for part, first in firsts.items()), told[number - 1]
        assert told[number - 1].endswith(str(number))


def test_what_only_a_screen_can_use_is_left_out_and_links_know_their_place() -> None:
    html = (
        '<h1>A &amp; B <span class="k-mk">new</span></h1><nav><a href="x.html">x</a></nav>'
        '<p class="k-noprint"><input type="file" hidden><br>button</p>'
        '<h2 id="who">Who</h2><p><a href="b.html#it">B</a> <a href="#who">self</a> <a href="../lost.html">lost</a> '
        '<a href="https://example.org/">out</a> <a href="../sources.html#F001">F001</a></p>'
    )
    places = {"process/b.html": "process/b.html", "process/a.html": "process/a.html", "sources.html": "sources.html"}
    made = joined(Chapter("process/a.html", "process", "A & B", parse(html)), 1, places, "p.")
    assert '<h2 data-label="A &amp; B">A &amp; B <span class="k-mk">new</span></h2>' in made
    assert '<h3 id="process/a:who" data-label="Who">Who</h3>' in made
    assert '<a href="#process/b:it">B <span class="at">(p. <span data-at="#process/b:it">)</span></span></a>' in made
    assert (
        '<a href="#process/a:who">self</a> <span>lost</span> <a href="https://example.org/">out (https://example.org/)</a>'
        in made
    )
    assert '<a href="#sources:F001">F001</a>' in made
    assert "button" not in made
    assert "<nav" not in made
    assert anchor("process/a.html#who") == "process/a:who"


def test_home_and_every_foot_lead_to_the_book_of_their_language_where_there_is_one(library_site: Path, tmp_path: Path) -> None:
    for language in Language:
        size = (library_site / f"manual.{language}.pdf").stat().st_size / 1_000_000
        said = Words(language)("site.pdf", size=f"{size:.1f}")
        home, page = (
            unheld((library_site / language.folder / name).read_text(encoding="utf-8"))
            for name in ("index.html", "process/lend.html")
        )
        up = "../" if language.folder else ""
        assert home.count(f'<a href="{up}manual.{language}.pdf">{said}</a>') == 2
        assert f'<a href="{up}../manual.{language}.pdf">{said}</a>' in page
    assert khumue("verify", library_site).returncode == 0
    preview = build.manual(Project(LIBRARY, LIBRARY / "site", None, tmp_path))
    assert preview.site.frames[Language.TH].books == ()
    assert not any(path.endswith(".pdf") for path in preview.files)


def test_the_book_of_the_real_manual_is_linked_from_home(printed_site: Path) -> None:
    assert (printed_site / "manual.th.pdf").is_file()
    assert 'href="manual.th.pdf"' in (printed_site / "index.html").read_text(encoding="utf-8")
    assert ROOT.is_dir()
