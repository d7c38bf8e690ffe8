"""What stands in a part beside its text: points within points, small tables and pictures, wherever texts are shown."""

from __future__ import annotations

import io
import re
import shutil
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from docx import Document
from PIL import Image, ImageFile

from khumue import build, checks
from khumue.language import Language
from khumue.problems import Place
from khumue.project import Project
from khumue.reading.pictures import LARGEST, WIDEST, Album, Named
from khumue.sheets import docx
from khumue.sheets.html import html
from khumue.sheets.sheet import plan
from khumue.tree import parse

from .conftest import LIBRARY, Watched, built
from .test_search import PHONE, unpacked

STEP = "data/process/3-return.yml"
ALONE = f"""
parts:
  - id: plan
    title: {{th: ผังห้อง, en: The room}}
    points:
      - text: {{th: ก่อนเปิด, en: Before opening}}
        ordered: true
        points:
          - text: {{th: จัดโต๊ะ, en: Tables}}
          - text: {{th: จัดเก้าอี้, en: Chairs}}
            ordered: true
            points:
              - text: {{th: วางเป็นวง, en: In a circle}}
    table:
      caption: {{th: ของที่ต้องมี, en: What has to be there}}
      columns: [{", ".join(f"{{th: หัวตารางช่องที่ {n}, en: The head of column {n}}}" for n in range(8))}]
      rows:
        - cells: [{", ".join("{th: องค์การบริหารส่วนตำบล, en: Organisations_of_the_subdistrict}" for n in range(8))}]
        - [{", ".join(f"{{th: ช่อง {n}, en: Cell {n}}}" for n in range(8))}]
    picture:
      file: pictures/ผัง ห้อง.jpg
      alt: {{th: '"ผัง" > ห้อง', en: 'The "plan" > it'}}
      caption: {{th: ผังของ**ห้อง**, en: The plan of the **room**}}
      origin: {{th: ของเรา, en: Ours}}
    status: proposed
"""
WRITTEN = """
1. ก

    ![ชั้นหนังสือ](pictures/spine.png "ป้ายอยู่ที่สัน | ภาพของเรา")

2. ข
    1. ค
    2. ง

|{}|
|{}|
|{}|
"""


def jpeg(wide: int, high: int, **saved: Any) -> bytes:
    """A picture of one tone."""
    content = io.BytesIO()
    Image.new("RGB", (wide, high), "gray").save(content, "JPEG", **saved)
    return content.getvalue()


def lay(manual: Path) -> None:
    """Puts all blocks into a step of the library manual, and a picture and a wide table on its page."""
    (manual / "content/pictures/ผัง ห้อง.jpg").write_bytes(jpeg(60, 40))
    path = manual / STEP
    path.write_text(path.read_text(encoding="utf-8") + ALONE, encoding="utf-8")
    for language in Language:
        page = manual / f"content/welcome.{language}.md"
        wide = WRITTEN.format("|".join(["หัวตาราง"] * 9), "|".join(["---"] * 9), "|".join(["ABCDEFGHIJKLMNOPQ"] * 9))
        page.write_text(page.read_text(encoding="utf-8") + wide, encoding="utf-8")


@pytest.fixture(scope="module")
def laid(
    once: Callable[[str, Callable[[Path], None]], Path], quick: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The pages of a manual that has all blocks."""

    def make(folder: Path) -> None:
        root = tmp_path_factory.mktemp("blocks") / "manual"
        shutil.copytree(LIBRARY, root)
        lay(root)
        built(folder, "--root", root, env=quick)

    return once("blocks", make)


def test_a_part_shows_its_points_its_table_and_its_picture_in_both_languages(laid: Path) -> None:
    for language, said in (
        (Language.TH, ("จัดโต๊ะ", "ของที่ต้องมี", "ช่อง 7", "ผังของ")),
        (Language.EN, ("Tables", "Cell 7", "The plan of the")),
    ):
        page = parse(
            (laid / language.folder / "process/return.html")
            .read_text(encoding="utf-8")
            .partition("<article")[2]
            .partition(">")[2]
            .partition("</article>")[0]
        )
        assert [one.tag for one in page.elements("ol", "ul") if "จัดเก้าอี้" in one.says() or "Chairs" in one.says()] == ["ul", "ol"]
        assert all(words in page.says() for words in said)
        (picture,) = page.elements("img")
        up = "../" * (language.folder.count("/") + 1)
        assert picture.get("src") == f"{up}pictures/%E0%B8%9C%E0%B8%B1%E0%B8%87%20%E0%B8%AB%E0%B9%89%E0%B8%AD%E0%B8%87.jpg"
        assert (picture.get("width"), picture.get("height")) == ("60", "40")
    assert (laid / "pictures/ผัง ห้อง.jpg").is_file()


def test_the_search_finds_words_of_tables_and_captions(laid: Path) -> None:
    for language, words in (
        (Language.TH, ("ช่อง 7", "ของที่ต้องมี", "ผังของห้อง ของเรา")),
        (Language.EN, ("Cell 7", "What has to be there")),
    ):
        data = unpacked((laid / f"assets/search/{language}.js").read_bytes())
        (page,) = (page for page in data["pages"] if page[0] == "process/return.html")
        text = " ".join(passage[2] for passage in page[4]).replace("\x7f", "")
        assert all(one in text for one in words), text


def test_a_wide_table_moves_by_itself_and_no_page_moves_sideways(laid: Path, watch: Callable[..., Watched]) -> None:
    watched = watch(laid.as_uri() + "/", **PHONE)
    for path in ("process/return.html", "en/process/return.html", "welcome.html"):
        watched.page.goto(f"{laid.as_uri()}/{path}")
        assert watched.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert watched.page.evaluate(
            "Math.max(...[...document.querySelectorAll('.k-scroll')].map(one => one.scrollWidth - one.clientWidth)) > 0"
        )
        assert watched.page.evaluate(
            "[...document.images].every(one => one.naturalWidth && one.getBoundingClientRect().right <= innerWidth)"
        )
    assert watched.complaints == []


def test_the_book_shows_a_picture_with_its_words_and_a_table(library_site: Path) -> None:
    content = (library_site / "manual.en.pdf").read_bytes()
    document = pypdfium2.PdfDocument(content)
    every = [page.get_textpage().get_text_range() for page in document]
    place = next(place for place, text in enumerate(every) if "The call number is on the label" in text)
    page, text = document[place], every[place]
    assert "Kind of book" in text
    numbers = "".join(re.findall(r"(\d)\. ?\r\n", every[place - 1] + text))
    assert "12312" in numbers, "the points within the third are numbered"
    assert any(one.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE for one in page.get_objects())
    with pikepdf.open(io.BytesIO(content)) as pdf:
        alts = [str(one["/Alt"]) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"]
    assert "Five books on a shelf; the one in the middle has a label low on its spine." in alts


NOTES = """notes:
  - text: {th: ก่อน, en: Before}
    ordered: true
    points:
      - text: {th: เปิดตู้, en: Open the case}
      - text: {th: ปิดตู้, en: Close the case}
  - text: {th: หลัง, en: After}
    points:
      - text: {th: เก็บ, en: Put away}
sections:
"""


def test_points_within_the_notes_of_a_worksheet_are_printed_in_word_too(manual: Path) -> None:
    path = manual / "data/worksheets/lend.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("sections:\n", NOTES, 1), encoding="utf-8")
    guide, problems = build.check(Project(manual, manual / "site"))
    assert guide is not None, problems
    sheet = next(sheet for sheet in plan(guide, None) if sheet.path("pdf") == "worksheets/lend.th-en.pdf")
    page = html(sheet)
    notes = page[page.index('<ul class="notes">') :]
    assert notes.index("<ol>") < notes.index("เปิดตู้") < notes.index("ปิดตู้") < notes.index("</ol>") < notes.index("เก็บ")
    document = Document(io.BytesIO(docx.render(sheet)))
    lines = [line.text for line in document.paragraphs]
    assert lines.index("1.\tเปิดตู้ Open the case") + 1 == lines.index("2.\tปิดตู้ Close the case")
    indents = {line.text: line.paragraph_format.left_indent for line in document.paragraphs}
    assert indents["1.\tเปิดตู้ Open the case"] == indents["เก็บ Put away"]


def chunk(kind: bytes, held: bytes) -> bytes:
    return struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))


def located() -> Image.Exif:
    """What a telephone writes into a picture: that it lies on its side, and where it was taken."""
    about = Image.Exif()
    about[0x0112] = 6
    about.get_ifd(0x8825)[1] = "N"
    return about


HUGE = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)) + chunk(b"IEND", b"")
FILES: dict[str, tuple[str, bytes, str]] = {
    "as it should be": ("a.jpg", jpeg(60, 40), ""),
    "in capitals": ("A.JPG", jpeg(60, 40), ""),
    "another kind in its name": ("a.png", jpeg(60, 40), "holds JPEG, which its name does not say"),
    "cut off": ("a.jpg", jpeg(600, 400)[:900], "is not a whole picture"),
    "a page": ("a.png", b"<!doctype html><script>alert(1)</script>", "is not a whole picture"),
    "empty": ("a.png", b"", "is not a whole picture"),
    "too many bytes": ("a.jpg", jpeg(60, 40) + bytes(LARGEST), "the picture is too large"),
    "too many dots": ("a.jpg", jpeg(WIDEST + 1, 8), "make its longer side 2,500 dots at most"),
    "a bomb": ("a.png", HUGE, "is not a whole picture"),
    "taken by a telephone": ("a.jpg", jpeg(60, 40, exif=located()), 'notice: "pictures/a.jpg" tells at which place it was taken'),
    "a drawing": ("a.svg", b"<svg/>", 'pictures of the kind ".svg" are not shown'),
    "moving": ("a.gif", b"GIF89a", 'pictures of the kind ".gif" are not shown'),
}


@pytest.mark.parametrize("case", FILES)
def test_the_file_of_a_picture_is_looked_at(case: str, tmp_path: Path) -> None:
    name, content, said = FILES[case]
    path = f"pictures/{name}"
    (tmp_path / "content/pictures").mkdir(parents=True)
    (tmp_path / "content" / path).write_bytes(content)
    ImageFile.LOAD_TRUNCATED_IMAGES = True  # as it is once sheets have been made
    for _ in range(2):  # what was seen before is told again
        album = Album(Project(tmp_path, tmp_path / "site", cache=tmp_path / "kept"), {path: path})
        problems = album.look(Named(path, Place("data/x.yml", 1, 2)))
        assert [said in problem.line(Language.EN) for problem in problems] == [True] * bool(said)
        shown = not said or problems[0].notice
        assert list(album.sizes) == ([path] if shown else [])
    if case == "taken by a telephone":
        assert album.sizes[path] == (40, 60)


@pytest.mark.parametrize("path", ["https://example.invalid/a.png", "//example.invalid/a.png", "../data/a.png", "/etc/a.png"])
def test_a_picture_of_elsewhere_is_not_shown(path: str, tmp_path: Path) -> None:
    album = Album(Project(tmp_path, tmp_path / "site"), {"a.png": "a.png"})
    (problem,) = album.look(Named(path, Place("data/x.yml", 1, 2)))
    assert not problem.notice
    assert not album.sizes


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ตกลง! เอาเลย!! ด่วน ! โปรดอ่าน (!) จริงหรือ!? ว้าว!!!", ""),
        ("**เน้น** และ **เน้นอีก** 10**2 และ 12****34 *** จบ", ""),
        ("ก **ข", '"**" is not closed'),
        ("**ก** ข** ค", '"**" is not closed'),
        ("อ่าน !ก่อน", '"!" stands before a word'),
        ("ดู ![ภาพ](a.png)", "a text cannot hold a picture"),
    ],
)
def test_signs_that_are_left_are_told_and_nothing_else(guide: Any, text: str, told: str) -> None:
    step = guide.steps[0]
    lead = step.lead.model_copy(update={"th": text})
    manual = type(guide)(guide.manual, steps=(step.model_copy(update={"lead": lead}),))
    found = [problem.what.en for problem in checks.signs_are_whole(manual)]
    assert [told in one for one in found] == [True] * bool(told)


def test_a_page_in_the_place_of_the_other_languages_finds_its_files(manual: Path, pages_only: None) -> None:
    (manual / "content/welcome.en.md").unlink()
    page = manual / "content/welcome.th.md"
    picture = '\n![ชั้น](pictures/spine.png "ชั้น | ของเรา")\n\n[แฟ้ม](pictures/spine.png)\n'
    page.write_text(page.read_text(encoding="utf-8") + picture, encoding="utf-8")
    built(manual / "site", "--root", manual)
    shown = (manual / "site/en/welcome.html").read_text(encoding="utf-8")
    assert shown.count('"../pictures/spine.png"') == 2
