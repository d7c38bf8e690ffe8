"""The drawings: what they say, where their words end, and that nothing leaves its box in a real browser."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from lxml import html

from khumue import build, drawings
from khumue.drawings.lettering import lines, width
from khumue.guide import Guide
from khumue.language import Language
from khumue.project import Project

from .conftest import LIBRARY, ROOT, Watched, khumue

FONTS = ROOT / "overrides" / "assets" / "fonts"
WIDTHS = ROOT / "generator" / "widths.json"
LONG_THAI = "การประชุมเชิงปฏิบัติการเพื่อจัดทำแผนพัฒนา"
LONG_WORD = "Pneumonoultramicroscopicsilicovolcanoconiosis"
MEASURED = """() => [...document.querySelectorAll('svg.k-pic')].filter(svg => svg.getClientRects().length).flatMap(svg => {
  const whole = {x: 0, y: 0, width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height};
  const leaves = (text, ground) => {
    const words = text.getBBox(), last = text.getNumberOfChars() - 1;
    const size = Math.max(...[text, ...text.children].map(part => parseFloat(getComputedStyle(part).fontSize)));
    const [up, down] = /[ก-๎]/.test(text.textContent) && size < 30 ? [1.27, 0.54] : [0.75, 0.25];
    return words.x < ground.x || words.x + words.width > ground.x + ground.width
      || text.getStartPositionOfChar(0).y - up * size < ground.y
      || text.getEndPositionOfChar(last).y + down * size > ground.y + ground.height + 1;
  };
  return [...svg.querySelectorAll('text')].filter(text => {
    const box = text.closest('a');
    return leaves(text, box ? box.querySelector('.b').getBBox() : whole);
  }).map(text => text.textContent);
})"""
"""The texts of the drawings that are shown whose letters, with the tallest and deepest marks, leave their box or the drawing."""
SMALLEST = """() => Math.min(...[...document.querySelectorAll('svg.k-pic text, svg.k-pic tspan')]
  .filter(part => part.getClientRects().length)
  .map(part => parseFloat(getComputedStyle(part).fontSize) * part.ownerSVGElement.getScreenCTM().a))"""


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def replace(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def large(folder: Path) -> None:
    """Makes a process of 30 steps in 4 phases of the library manual: long titles, long words, a title without English."""
    groups = "".join(
        f"  - id: phase-{n}\n    status: proposed\n    title:\n      th: ช่วงที่ {n} {LONG_THAI}\n      en: Phase {n}\n"
        for n in range(1, 5)
    )
    append(folder / "data" / "process.yml", f"groups:\n{groups}")
    for name in ("1-register", "2-lend", "3-return", "4-restock"):
        append(folder / "data" / "process" / f"{name}.yml", "group: phase-1\n")
    titles = {5: (LONG_THAI, LONG_WORD), 6: (LONG_WORD, "A title of forty letters, to see it wrap"), 7: (LONG_THAI, None)}
    for number in range(5, 31):
        thai, english = titles.get(number, (f"ขั้นตัวอย่าง {number}", f"Example {number}"))
        text = f"\n  th: {thai}\n" + (f"  en: {english}\n" if english else "")
        step = f"id: example-{number}\nnumber: {number}\ngroup: phase-{(number - 1) // 8 + 1}\nstatus: proposed\n"
        step += f"title:{text}short:{text}lead:{text}"
        (folder / "data" / "process" / f"{number}-example.yml").write_text(step, encoding="utf-8")


def single(folder: Path) -> None:
    """Leaves one step of the library manual."""
    for name in ("process/1-register", "process/3-return", "process/4-restock", "criteria/1-new-books", "worksheets/restock"):
        (folder / "data" / f"{name}.yml").unlink()
    replace(folder / "data" / "criteria" / "2-borrowers.yml", "number: 2\nkind", "number: 1\nkind")
    replace(folder / "data" / "process" / "2-lend.yml", "\nnumber: 2", "\nnumber: 1")
    for path in (*(folder / "data").rglob("*.yml"), *(folder / "content").glob("*.md")):
        path.write_text(re.sub(r"step:(?:register|return|restock)\b", "step:lend", path.read_text("utf-8")), encoding="utf-8")
    for record in ("register", "restock"):
        replace(folder / "data" / "glossary.yml", f"  record: {record}\n", "")


SIZES: dict[str, Callable[[Path], None]] = {"large": large, "single": single}


@pytest.fixture(scope="module", params=SIZES)
def grown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, quick: dict[str, str]) -> Path:
    """The library manual with more or fewer steps, built."""
    folder = tmp_path_factory.mktemp(request.param) / "manual"
    shutil.copytree(LIBRARY, folder)
    SIZES[request.param](folder)
    done = khumue("--root", folder, "build", "--site", folder / "site", env=quick)
    assert done.returncode == 0, done.stderr
    return folder / "site"


@pytest.mark.parametrize("folder", ["", "en/"])
def test_words_stay_in_their_boxes_whatever_the_process(grown: Path, watch: Callable[..., Watched], folder: str) -> None:
    home = grown.as_uri() + "/"
    page = watch(home).page
    for path in ("index.html", "process/index.html"):
        page.goto(home + folder + path)
        page.evaluate("document.fonts.ready")
        for screen in (1280, 360):
            page.set_viewport_size({"width": screen, "height": 800})
            assert page.evaluate(MEASURED) == [], (path, screen)
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (path, screen)


@pytest.mark.parametrize("folder", ["", "en/"])
def test_each_drawing_is_shown_once_with_letters_of_a_readable_size(
    site: Path, watch: Callable[..., Watched], folder: str
) -> None:
    home = site.as_uri() + "/"
    watched = watch(home)
    page = watched.page
    for path, shown in (("index.html", 2), ("process/index.html", 1), ("approach/index.html", 1)):
        page.goto(home + folder + path)
        page.evaluate("document.fonts.ready")
        for screen in (1280, 1220, 992, 360, 320):
            page.set_viewport_size({"width": screen, "height": 800})
            assert page.locator("svg.k-pic:visible").count() == shown, (path, screen)
            assert page.locator("svg.k-pic").get_by_role("link").count() == 7 * shown, "the other is not read out"
            assert page.evaluate(MEASURED) == [], (path, screen)
            smallest = page.evaluate(SMALLEST)
            assert smallest > 13.9, (path, screen, smallest)
    assert watched.complaints == []


def test_a_step_of_the_picture_is_reached_by_keyboard_and_shows_it(site: Path, watch: Callable[..., Watched]) -> None:
    page = watch(site.as_uri() + "/").page
    page.goto(site.as_uri() + "/index.html")
    third = page.locator("svg.k-pic--wide a").nth(2)
    ground = third.locator(".b")
    before = ground.evaluate("e => getComputedStyle(e).fill")
    third.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert ground.evaluate("e => getComputedStyle(e).fill") != before
    assert ground.evaluate("e => getComputedStyle(e).strokeWidth") == "4px"
    page.keyboard.press("Enter")
    page.wait_for_url("**/process/forum.html")


def test_on_paper_the_wide_drawing_stands(site: Path, watch: Callable[..., Watched]) -> None:
    page = watch(site.as_uri() + "/", viewport={"width": 360, "height": 800}).page
    page.goto(site.as_uri() + "/index.html")
    page.emulate_media(media="print")
    assert page.locator("svg.k-pic--wide:visible").count() == 2
    assert page.locator("svg.k-pic--tall:visible").count() == 0


def test_the_letters_are_as_wide_as_in_the_font(rewrite: bool) -> None:
    signs = TTFont(FONTS / "khumue-signs.woff2")
    widths = {chr(code): signs["hmtx"][glyph][0] for code, glyph in signs.getBestCmap().items()}
    for script in ("latin", "thai"):
        font = TTFont(FONTS / f"sarabun-{script}-600-normal.woff2")
        letters = {chr(code): font["hmtx"][glyph][0] for code, glyph in font.getBestCmap().items() if code >= 32}
        widths |= {letter: wide for letter, wide in letters.items() if ("\u0e00" <= letter <= "\u0e7f") is (script == "thai")}
    widths = dict(sorted(widths.items()))
    if rewrite:
        WIDTHS.write_text(json.dumps(widths, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    assert json.loads(WIDTHS.read_text(encoding="utf-8")) == widths


@pytest.mark.parametrize(
    "text", [LONG_THAI, LONG_WORD, "ทำกิจกรรมร่วมกัน หรือส่งเสริมสนับสนุน", "น้ำ", "a", "😀" * 9, "Coordinating with partners"]
)
@pytest.mark.parametrize("room", [60, 120, 240])
def test_lines_lose_no_letter_and_fit(text: str, room: int) -> None:
    made = lines(text, room, 17)
    assert "".join(made) == text
    assert all(width(line, 17) <= room for line in made)
    assert not any(line[0] in "ะาำิีึืุู็่้๊๋์" for line in made), made


def test_lines_are_as_few_and_as_even_as_they_can_be() -> None:
    assert lines("ทบทวนบทเรียน", 200, 17) == ("ทบทวนบทเรียน",)
    assert lines("สรุปบทเรียน / ถอดบทเรียน", 120, 17) == ("สรุปบทเรียน / ", "ถอดบทเรียน")
    assert lines("ทำกิจกรรมร่วมกัน หรือส่งเสริม", 120, 17)[1].startswith("ร่วมกัน")


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _drawn(guide: Guide, name: str, language: Language) -> list[html.HtmlElement]:
    picture = drawings.draw(guide)(name, language, lambda chapter: f"#{chapter.id}")
    return list(html.fromstring(picture))


@pytest.mark.parametrize("language", list(Language))
def test_a_drawing_says_every_chapter_in_its_order_with_its_phase_before_it(guide: Guide, language: Language) -> None:
    for drawing in _drawn(guide, "process", language):
        assert drawing.xpath(".//a/@href") == [f"#{step.id}" for step in guide.steps]
        for link, step in zip(drawing.xpath(".//a"), guide.steps, strict=True):
            assert squeezed(step.short.of(language)) in squeezed(link.text_content())
            assert str(step.number) in link.text_content()
        assert squeezed(drawing.text_content()).startswith(squeezed(guide.process.groups[0].title.of(language)))  # type: ignore[union-attr]
        assert not drawing.xpath("//@style")


def test_proposed_phases_are_dashed(guide: Guide) -> None:
    wide, _ = _drawn(guide, "process", Language.TH)
    assert [path.get("class") for path in wide.xpath(".//path")] == ["g prop"] * 3


def test_thai_in_an_english_drawing_says_so(guide: Guide) -> None:
    wide, tall = _drawn(guide, "approach", Language.EN)
    assert all("ร." in "".join(drawing.xpath(".//tspan[@lang='th']/text()")) for drawing in (wide, tall))


def test_a_manual_without_an_approach_has_no_drawing_of_it() -> None:
    guide, _ = build.check(Project(LIBRARY, LIBRARY / "site"))
    assert guide is not None
    guide = dataclasses.replace(guide, approach=None, items=())
    assert drawings.draw(guide)("approach", Language.TH, lambda chapter: chapter.id).strip() == ""
