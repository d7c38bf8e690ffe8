"""Packs: the sheets of some steps as one document that still can be copied, heard and navigated. `--every` binds all sheets."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pypdfium2
import pytest
from pdfua import validate
from pikepdf import Dictionary, Name, Pdf

from khumue import build
from khumue.books import Order, packing
from khumue.books import pack as packed
from khumue.books.pack import Pack, ordered
from khumue.guide import Guide, walk
from khumue.language import Language
from khumue.lists import table
from khumue.markup import plain
from khumue.model import Text
from khumue.progress import Progress
from khumue.project import Project
from khumue.workers import Workers

from .conftest import LIBRARY, ROOT, khumue, unheld, until, without_pango
from .test_print import letters, mupdf, pdfium

KEPT = ROOT / ".cache"


@pytest.fixture
def brief(manual: Path) -> Guide:
    """The library manual, whose sheet of lending fits on one page: it is laid out once, not at each density."""
    sheet = manual / "data/worksheets/lend.yml"
    text = sheet.read_text(encoding="utf-8")
    reminders = re.compile(r"^      - id: reminders\n.*?(?=^  - title:)", re.MULTILINE | re.DOTALL)
    assert reminders.search(text)
    sheet.write_text(reminders.sub("", text), encoding="utf-8")
    found, problems = build.check(Project(manual, manual / "site"))
    assert found is not None, problems
    return found


@pytest.fixture(scope="module")
def some(guide: Guide, every: bool) -> Pack:
    """A pack of the real manual: of a step and an item, or of everything."""
    return ordered(guide, Order(() if every else ("forum", "1 ร."), (Language.TH, Language.EN)), None)


@pytest.fixture(scope="module")
def bound(some: Pack) -> bytes:
    return packing.render(some, Workers(KEPT, 1))


def test_the_contents_tell_the_page_on_which_each_sheet_begins(some: Pack, bound: bytes) -> None:
    document = pymupdf.open(stream=bound)
    pages = [letters(page.get_text()) for page in document]
    contents = next(number for number, page in enumerate(pages) if "สารบัญ" in page)
    links = list(dict.fromkeys(link["page"] for page in document for link in page.get_links()))
    assert len(links) == len(some.sheets)
    listed = "".join(document[number].get_text() for number in range(contents, min(links)))
    told = {
        code: int(page) for code, page in re.findall(r"^([A-Z][A-Z0-9-]+) ?\n(?:.*\n)+?(\d+) ?\n\d+ ?$", listed, re.MULTILINE)
    }
    for sheet, link in zip(some.sheets, links, strict=True):
        first = told[sheet.code] - 1
        assert link == first
        assert letters(f"{sheet.record.title.th}") in pages[first]
        assert f"หน้า1/{pages[first].partition('หน้า1/')[2][0]}" in pages[first]
        assert f"ชุดใบงานหน้า{first + 1}" in pages[first]


def test_the_number_of_a_page_stands_clear_of_the_rule_of_its_foot_and_short_contents_are_on_the_cover(
    some: Pack, bound: bytes
) -> None:
    pages = list(pymupdf.open(stream=bound))
    for page in pages:
        (word,) = (word for word in page.get_text("words") if word[4] == "ชุดใบงาน" and word[1] > page.rect.height - 60)
        left, top, right, end = word[:4]
        around = page.get_pixmap(dpi=144, colorspace="gray", clip=pymupdf.Rect(left - 20, top + 1, right, end - 1))
        rows = [around.samples[at : at + around.width] for at in range(0, len(around.samples), around.stride)]
        assert not [row for row in rows if max(row) < 200], page.number
    assert "สารบัญ" in letters(pages[0 if len(some.sheets) < 9 else 1].get_text())


def test_nothing_stands_in_the_quiet_zone_of_a_code(tmp_path: Path) -> None:
    guide, _ = build.check(Project(LIBRARY, LIBRARY / "site"))
    assert guide is not None
    seen = 0
    for languages in ((Language.TH,), (Language.TH, Language.EN)):
        pack = ordered(guide, Order((), languages), "https://intranet.example/manual/")
        for page in pymupdf.open(stream=packing.render(pack, Workers(tmp_path, 1))):
            corner = pymupdf.Rect(page.rect.width - 33 / 25.4 * 72, page.rect.height - 60 / 25.4 * 72, *page.rect.br)
            dark = [
                shape["rect"] for shape in page.get_drawings() if corner.contains(shape["rect"]) and shape["fill"] == (0, 0, 0)
            ]
            if not dark:
                continue
            code = pymupdf.Rect(
                min(r.x0 for r in dark), min(r.y0 for r in dark), max(r.x1 for r in dark), max(r.y1 for r in dark)
            )
            zone = 4 * code.width / 25  # four modules of the smallest code that an address has
            quiet = pymupdf.Rect(code.x0 - zone, code.y0 - zone, code.x1 + zone, code.y1 + zone)
            assert [word[4] for word in page.get_text("words") if quiet.intersects(pymupdf.Rect(word[:4]))] == []
            seen += 1
    assert seen > 3


def test_a_pack_is_tagged_as_its_sheets_are(some: Pack, bound: bytes, tmp_path: Path) -> None:
    path = tmp_path / "pack.pdf"
    path.write_bytes(bound)
    report = validate(str(path))
    assert not report.findings, [finding.message for finding in report.findings]
    document = Pdf.open(path)
    (whole,) = document.Root.StructTreeRoot.K
    assert Name.Document == whole.S
    assert [part.S for part in whole.K] == [Name.Part] * (1 + len(some.sheets))
    keys = [int(key) for key in list(document.Root.StructTreeRoot.ParentTree.Nums)[::2]]
    assert keys == sorted(set(keys))
    heads = [str(element.ID) for element in _elements(document) if "/ID" in element]
    assert len(heads) == len(set(heads))
    named = {str(head) for cell in _elements(document) if cell.S == Name.TD for head in cell.A.get("/Headers", [])}
    assert named <= set(heads)
    assert {"en"} <= {str(element.Lang) for element in _elements(document) if "/Lang" in element}


def _elements(document: Pdf) -> Iterator[Dictionary]:
    return (thing for thing in document.objects if isinstance(thing, Dictionary) and thing.get("/Type") == "/StructElem")


def test_the_outline_leads_to_every_sheet_and_its_sections(some: Pack, bound: bytes) -> None:
    document = pymupdf.open(stream=bound)
    outline = document.get_toc()
    tops = [entry for entry in outline if entry[0] == 1][2:]
    assert len(tops) == len(some.sheets)
    for sheet, (_, title, page) in zip(some.sheets, tops, strict=True):
        assert title == f"{sheet.record.title.th} {sheet.record.title.en}"
        assert letters(sheet.record.title.th) in letters(document[page - 1].get_text())
    assert any(level == 2 for level, *_ in outline)


@pytest.mark.parametrize("reader", [pdfium, mupdf])
def test_every_text_of_a_pack_can_be_copied_from_it_exactly(some: Pack, bound: bytes, reader: object) -> None:
    copied = letters("".join(reader(bound)))  # type: ignore[operator]
    for element in (some.title, *(sheet.record for sheet in some.sheets), *(chapter.title for chapter in some.chapters)):
        for text in walk(element):
            if isinstance(text, Text):
                assert letters(plain(text, Language.TH)) in copied
                assert letters(plain(text, Language.EN)) in copied


def test_the_cover_says_what_it_is_and_what_is_proposed(some: Pack, bound: bytes) -> None:
    cover = letters("".join(pdfium(bound)).partition("สารบัญ")[0])  # of everything, in both languages, it takes two pages
    for words in ("คู่มืองานพัฒนาสังคม7ขั้นตอน", "ฉบับร่าง0.1(22พฤศจิกายน2569)", "ข้อเสนอรอการรับรอง", "1ร."):
        assert words in cover
    assert all(letters(chapter.title.th) in cover for chapter in some.chapters)


@pytest.mark.usefixtures("brief")
def test_copies_are_what_the_print_dialog_is_told_and_a_pack_is_the_same_twice(manual: Path, tmp_path: Path) -> None:
    made = []
    for seed in ("1", "2"):
        out, kept = tmp_path / f"{seed}.pdf", {"KHUMUE_CACHE": str(tmp_path / f"kept{seed}")}
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC{seed}", **kept}
        done = khumue("--root", manual, "pack", "--steps", "lend", "--copies", "40", "--out", out, env=environment)
        assert done.returncode == 0, done.stderr
        made.append(out.read_bytes())
    assert made[0] == made[1]
    assert Pdf.open(io.BytesIO(made[0])).Root.ViewerPreferences.NumCopies == 40


def test_numbered_copies_carry_their_numbers_and_say_that_they_are_for_printing(guide: Guide) -> None:
    pack = ordered(guide, Order(("forum",), (Language.EN,), copies=12, numbered=True), None)
    made = packing.render(pack, Workers(KEPT, 1))
    pages = pdfium(made)
    numbers: dict[str, list[int]] = {}
    for page in pymupdf.open(stream=made):
        foot = re.search(r"(WS-\S+) ·.*?Page (\d/\d)", page.get_text().replace("\n", " "))
        for label in page.search_for("Sheet no.")[:1] if foot else ():
            beside = pymupdf.Rect(label.x1, label.y0, label.x1 + 40, label.y1)
            numbers.setdefault(f"{foot[1]} {foot[2]}", []).append(int(page.get_textbox(beside).split()[0]))  # type: ignore[index]
    assert len(numbers) > sum(sheet.is_worksheet for sheet in pack.sheets)  # they have further pages
    assert numbers == {which: [*range(1, 13)] for which in numbers}
    assert "for printing only" in pages[0]
    assert not {"/StructTreeRoot", "/MarkInfo", "/Metadata"} & set(Pdf.open(io.BytesIO(made)).Root.keys())
    assert len(made) < 300_000


def test_a_step_that_is_none_is_one_line_and_the_old_pack_stays(manual: Path, tmp_path: Path) -> None:
    out = tmp_path / "pack.pdf"
    out.write_bytes(b"the old one")
    done = khumue("--root", manual, "pack", "--steps", "lent", "--out", out)
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == '--steps: "lent" is no step or item; did you mean "lend"?'
    done = khumue("--root", manual, "pack", "--steps", "register", "--out", out)
    assert "--steps: there is no worksheet and no exercise in these steps" in done.stderr
    assert out.read_bytes() == b"the old one"
    thai = khumue("--root", manual, "pack", "--steps", "lent", "--out", out, lang="th")
    assert thai.stderr.splitlines()[0] == '--steps: ไม่มีขั้นตอนหรือข้อ "lent"; หมายถึง "lend" หรือไม่'


@pytest.mark.parametrize(
    ("out", "what"), [("", "this is a folder and not a file"), ("no/pack.pdf", "the folder of this file is not there")]
)
def test_a_target_that_cannot_be_written_is_told_before_work(manual: Path, tmp_path: Path, out: str, what: str) -> None:
    done = khumue("--root", manual, "pack", "--out", tmp_path / out)
    assert done.returncode == 1
    assert what in done.stderr
    assert "Traceback" not in done.stderr


def test_without_pango_a_pack_is_one_line(manual: Path, tmp_path: Path) -> None:
    environment = {**without_pango(tmp_path), "KHUMUE_CACHE": str(tmp_path / "none")}
    done = khumue("--root", manual, "pack", "--out", tmp_path / "pack.pdf", env=environment)
    assert done.returncode == 1
    assert "no PDF sheets could be made (cannot load library 'libpango-1.0-0'); install what" in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert not (tmp_path / "pack.pdf").exists()


def test_a_pack_of_the_library_manual_has_no_more_than_it_needs(tmp_path: Path) -> None:
    _, (made,) = build.pack(Project(LIBRARY, LIBRARY / "site", None, KEPT), Order(), Progress(Language.EN, io.StringIO()))
    assert len(pypdfium2.PdfDocument(made)) == 1 + 1 + 2 + 1


HEADS = "Librarian,วันที่\n"
"""The common fields of the library manual."""


def test_each_place_has_its_cover_and_its_fields_filled_in(manual: Path, tmp_path: Path, every: bool) -> None:
    path, out = tmp_path / "places.csv", tmp_path / "pack.pdf"
    long = "บ้านน้ำซับ " * 9
    path.write_text(f"{HEADS}<b>นางน้ำทิพย์</b> &amp; คณะ,1/2/2570\n{long},\n", encoding="utf-8")
    done = khumue("--root", manual, "pack", "--steps", "lend", "--for", path, "--jobs", "2", "--out", out)
    assert done.returncode == 0, done.stderr
    report = validate(str(out))
    assert not report.findings, [finding.message for finding in report.findings]
    pages = [letters(page) for page in pdfium(out.read_bytes())]
    assert len(pages) == 2 * 4
    for page in (0, 2):
        assert "<b>นางน้ำทิพย์</b>&amp;คณะ" in pages[page]
        assert "1/2/2570" in pages[page]
        assert letters(long) in pages[page + 4]
    assert [entry[1:] for entry in pymupdf.open(out).get_toc() if entry[0] == 1] == [
        ["<b>นางน้ำทิพย์</b> &amp; คณะ · 1/2/2570", 1],
        [long.strip(), 5],
    ]
    if every:
        again = tmp_path / "again.pdf"
        environment = {**os.environ, "KHUMUE_CACHE": str(tmp_path / "kept")}
        assert khumue("--root", manual, "pack", "--steps", "lend", "--for", path, "--out", again, env=environment).returncode == 0
        assert again.read_bytes() == out.read_bytes()


@pytest.mark.usefixtures("brief")
def test_a_pack_that_is_killed_leaves_no_process_and_goes_on_where_it_was(manual: Path, tmp_path: Path) -> None:
    path, kept, out = tmp_path / "places.csv", tmp_path / "kept", tmp_path / "pack.pdf"

    def listed(count: int) -> None:
        path.write_text(HEADS + "".join(f"คนที่ {number},\n" for number in range(count)), encoding="utf-8")

    listed(500)  # so many that it cannot have ended, however long it takes to be killed
    environment = {**os.environ, "KHUMUE_CACHE": str(kept)}
    arguments = ["--root", str(manual), "pack", "--steps", "lend", "--for", str(path), "--out", str(out)]
    command = [sys.executable, "-m", "khumue", *arguments, "--jobs", "2"]
    # Whoever still lives holds this pipe open.
    running = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    until(lambda: running.poll() is not None or (kept.is_dir() and len(list(kept.iterdir())) > 2))
    running.kill()
    running.communicate()
    assert not out.exists()
    before = {file.name for file in kept.iterdir() if not file.name.startswith(".")}
    assert before
    listed(4)
    assert khumue(*arguments, env=environment).returncode == 0
    assert before <= {file.name for file in kept.iterdir()}
    whole = tmp_path / "whole.pdf"
    fresh = {**environment, "KHUMUE_CACHE": str(tmp_path / "fresh")}
    assert khumue("--root", manual, "pack", "--steps", "lend", "--for", path, "--out", whole, env=fresh).returncode == 0
    assert whole.read_bytes() == out.read_bytes()


def test_packs_of_many_places_are_several_files_of_whole_places(
    brief: Guide, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "MOST_PAGES", 7)  # two places of three pages
    path = tmp_path / "places.csv"
    path.write_text(HEADS + "".join(f"คนที่ {number},\n" for number in range(5)), encoding="utf-8")
    _, volumes = packed(
        brief, Order(steps=("lend",), places=table.read(path)), None, tmp_path / "kept", 1, lambda done, total: None
    )
    tops = [[title for level, title, _ in pymupdf.open(stream=one).get_toc() if level == 1] for one in volumes]
    assert tops == [["คนที่ 0", "คนที่ 1"], ["คนที่ 2", "คนที่ 3"], ["คนที่ 4"]]


def test_a_bad_list_leaves_the_old_pack_and_is_told_in_either_language(manual: Path, tmp_path: Path) -> None:
    path, out = tmp_path / "places.csv", tmp_path / "pack.pdf"
    path.write_text(f"{HEADS}ก,ข,ค\n", encoding="cp874")
    out.write_bytes(b"the old one")
    for lang, message in (("th", "มี 3 ช่อง แต่หัวตารางมี 2"), ("en", "there are 3 cells under 2 heads")):
        done = khumue("--root", manual, "pack", "--for", path, "--out", out, lang=lang)
        assert done.returncode == 1
        assert f"{path}:2: {message}; " in done.stderr
    missing = khumue("--root", manual, "pack", "--for", tmp_path / "none.csv", "--out", out)
    assert missing.returncode == 1
    assert "none.csv: No such file or directory" in missing.stderr
    assert out.read_bytes() == b"the old one"
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_a_site_has_a_pack_of_each_step_and_of_everything_and_pages_lead_to_them(printed_site: Path, guide: Guide) -> None:
    made = {path.name for path in (printed_site / "packs").iterdir()}
    chapters = [*guide.steps, *guide.items]
    ids = [*(chapter.id for chapter in chapters), "all.sheets"]
    assert made == {f"{id}.{language}.pdf" for id in ids for language in Language}
    for page, pack in (
        ("worksheets/index.html", "all.sheets"),
        ("process/forum.html", "forum"),
        ("approach/know-work.html", "know-work"),
    ):
        for language in Language:
            size = round((printed_site / f"packs/{pack}.{language}.pdf").stat().st_size / 1000)
            html = unheld((printed_site / "en" / page).read_text(encoding="utf-8"))
            link = re.search(rf'<a href="../../packs/{pack}.{language}.pdf">(.*?)</a>', html)
            assert link
            assert link[1].startswith("PDF in Thai" if language is Language.TH else "PDF in English")
            assert link[1].endswith(f"({size} kB)")
