"""Hand-written pages as people type them: each case becomes what was meant, or is told in its place."""

from __future__ import annotations

import re
import shutil
import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest

from khumue import build
from khumue.language import Language
from khumue.project import Project
from khumue.reading.prose import read_prose

from .conftest import LIBRARY, khumue

SCROLLS = '<div aria-label="ก, ข" class="k-scroll" role="region" tabindex="0">'
HEAD = "---\ntitle: T\nsection: about\norder: 9\ndescription: D\n---\n\n"

MEANT = {
    "a list below its lead": ("นำมาด้วย\n- สมุด\n- ดินสอ", "<p>นำมาด้วย</p><ul><li>สมุด</li><li>ดินสอ</li></ul>"),
    "a numbered list below its lead": ("ทำดังนี้\n1. จด\n2. ส่ง", "<p>ทำดังนี้</p><ol><li>จด</li><li>ส่ง</li></ol>"),
    "a number within a paragraph": ("ดูที่ข้อ\n5. ของใบยืม", "<p>ดูที่ข้อ\n5. ของใบยืม</p>"),
    "a space that does not break after the dash": ("-\u00a0ก\n-\u3000ข", "<ul><li>ก</li><li>ข</li></ul>"),
    "dots and dashes of word processors": ("➢ ก\n•ข\n– ค\n—ง\n-จ", "<ul><li>ก</li><li>ข</li><li>ค</li><li>ง</li><li>จ</li></ul>"),
    "an inner list of two spaces": ("1. ก\n  - ข\n2. ค", "<ol><li>ก<ul><li>ข</li></ul></li><li>ค</li></ol>"),
    "inner lists of three spaces and of tabs": (
        "1. ก\n   1. ข\n\t\t- ค\n2. ง",
        "<ol><li>ก<ol><li>ข<ul><li>ค</li></ul></li></ol></li><li>ง</li></ol>",
    ),
    "dashes that nobody indented": (
        "1. ก\n- ข\n2. ค",
        '<ol><li>ก</li></ol><ul><li>ข</li></ul><ol start="2"><li>ค</li></ol>',
    ),
    "numbers with brackets": ("1) ก\n2) ข\n\n(3) ค", "<ol><li>ก</li><li><p>ข</p></li><li><p>ค</p></li></ol>"),
    "numbers with a space before the bracket": ("1 ) ก\n2 ) ข", "<ol><li>ก</li><li>ข</li></ol>"),
    "numbers without a space": ("1.ก\n2.ข", "<ol><li>ก</li><li>ข</li></ol>"),
    "Thai numerals": ("๑. ก\n๒) ข", '<ol><li class="k-thai-number">ก</li><li class="k-thai-number">ข</li></ol>'),
    "a number left out": ("1. ก\n3. ข\n4. ค", '<ol><li>ก</li><li value="3">ข</li><li>ค</li></ol>'),
    "one number for all": ("1. ก\n1. ข\n1. ค", "<ol><li>ก</li><li>ข</li><li>ค</li></ol>"),
    "numbers that go on after a paragraph": ("1. ก\n\nคั่น\n\n2. ข", '<ol><li>ก</li></ol><p>คั่น</p><ol start="2"><li>ข</li></ol>'),
    "signs of its own": (
        "ก. หนึ่ง\nข. สอง",
        '<ul><li class="k-as-typed">ก. หนึ่ง</li><li class="k-as-typed">ข. สอง</li></ul>',
    ),
    "hours of a day": (
        "กำหนดการ\n9.00 น. เปิด\n10.30 น. ปิด",
        '<p>กำหนดการ</p><ul><li class="k-as-typed">9.00 น. เปิด</li><li class="k-as-typed">10.30 น. ปิด</li></ul>',
    ),
    "an abbreviation": ("ต. บางแก้ว", "<p>ต. บางแก้ว</p>"),
    "boxes to tick": ("- [ ] ก\n- [x] ข", "<ul><li>☐   ก</li><li>☑   ข</li></ul>"),
    "a paragraph of an item": ("- ก\n\n  ต่อ\n- ข", "<ul><li><p>ก</p><p>ต่อ</p></li><li><p>ข</p></li></ul>"),
    "an indented paragraph": ("    วันนี้\n\n\u3000พรุ่งนี้", "<p>วันนี้</p><p>พรุ่งนี้</p>"),
    "a table between lines": (
        "ดู\n| ก | ข |\n|---|--:|\n| 1 | 2 |\nจบ",
        f'<p>ดู</p>{SCROLLS}<table aria-label="ก, ข"><thead><tr><th scope="col">ก</th>'
        '<th class="k-right" scope="col">ข</th></tr></thead>'
        '<tbody><tr><td>1</td><td class="k-right">2</td></tr></tbody></table></div><p>จบ</p>',
    ),
    "a table whose dashes were mended by a word processor, with a pipe in code and one of its text": (
        "ก | ข\n––|––\n| `1|2` | 3\\|4 |",
        f'{SCROLLS}<table aria-label="ก, ข"><thead><tr><th scope="col">ก</th><th scope="col">ข</th></tr></thead>'
        "<tbody><tr><td><code>1|2</code></td><td>3|4</td></tr></tbody></table></div>",
    ),
    "spaces within bold": ("ก ** ข ** **ค **ง", "<p>ก  <strong>ข</strong>  <strong>ค</strong> ง</p>"),
    "three stars": ("***ก***", "<p><strong><em>ก</em></strong></p>"),
    "a space before the address": ("[ยืม] (process/lend.html)", '<p><a href="process/lend.html">ยืม</a></p>'),
    "an address as it is": (
        "<https://example.org/a_b>",
        '<p><a href="https://example.org/a_b" rel="noreferrer external">https://example.org/a_b</a></p>',
    ),
    "a heading without a space, and one that is indented": (
        "##ก {#a}\n  ### ข {#b}\nค",
        '<h2 id="a">ก</h2><h3 id="b">ข</h3><p>ค</p>',
    ),
    "code": (
        "ดู\n```yaml\n- **ก** | <b>\n\n![x](y)\n```\nจบ",
        "<p>ดู</p><pre><code>- **ก** | &lt;b&gt;\n\n![x](y)\n</code></pre><p>จบ</p>",
    ),
    "code in a list": ("- ก\n  ```\n  ข\n  ```\n- ค", "<ul><li><p>ก</p><pre><code>ข\n</code></pre></li><li><p>ค</p></li></ul>"),
    "a quotation and a box with lists": (
        '> ก\n> - ข\n\n!!! note "ค"\n  - ง',
        "<blockquote><p>ก</p><ul><li>ข</li></ul></blockquote>"
        '<div class="admonition note"><p class="admonition-title">ค</p><ul><li>ง</li></ul></div>',
    ),
    "signs that are only signs": (
        r"2 * 3, 4*5, a_b, ____, [1], [ ] \*ก \[ข `**` x < y",
        "<p>2 * 3, 4*5, a_b, ____, [1], [ ] *ก [ข <code>**</code> x &lt; y</p>",
    ),
}

TOLD = {
    "a cell too many": ("| ก | ข |\n|---|---|\n| 1 | 2 | 3 |", "10:9: this row has 3 cells, and the head of its table 2"),
    "a cell too few between pipes": ("| ก | ข |\n|---|---|\n| 1 |", "10:1: this row has 1 cells, and the head of its table 2"),
    "a line of dashes too short": ("| ก | ข |\n|---|\n| 1 | 2 |", "9:1: this row has 1 cells, and the head of its table 2"),
    "a table without its dashes": ("ดู\n\n| ก | ข |\n| 1 | 2 |", "10:1: this table has no head, or no line |---|---| below it"),
    "a table without its head": ("|---|---|\n| 1 | 2 |", "8:1: this table has no head, or no line |---|---| below it"),
    "a row by itself": ("| ก | ข |", "8:1: this table has no head, or no line |---|---| below it"),
    "a picture": ("ดู ![แผนที่](map.png)", "8:4: this picture is not whole"),
    "a picture in a table": ("| ก |\n|---|\n| ![ก](a.png) |", "10:3: this picture is not whole"),
    "bold that is not closed": ("- ก\n- **ข", '9:3: the sign "**" would be shown as it is typed; close it in the same paragraph'),
    "bold closed in another paragraph": ("**ก\n\nข**", '8:1: the sign "**" would be shown as it is typed'),
    "bold over two cells": ("| ก | ข |\n|---|---|\n| **1 | 2** |", '10:10: the sign "**" would be shown as it is typed'),
    "a star": ("ราคา*", '8:5: the sign "*" would be shown as it is typed'),
    "signs of emphasis that are mixed": ("ก*ข ก****[x](y)ก**_[x](y) ง***_*", "8:20: the signs of emphasis here are mixed"),
    "code that is not closed": ("พิมพ์ `ls", '8:7: the sign "`" would be shown as it is typed'),
    "a fence that is not closed": ("ก\n\n```\nข", "10:1: what begins with ``` is not closed; add a line ``` where it ends"),
    "a text of a link that is not closed": ("ดู [ก(process/lend.html)", "8:4: this link is not whole"),
    "an address that is not closed": ("ดู [ก](process/lend.html", "8:6: this link is not whole"),
    "brackets the other way round": ("(ก)[process/lend.html]", "8:3: this link is not whole"),
    "a link to a name that is not there": ("[ก][ข]", "8:1: this link is not whole"),
    "a footnote": ("ก[^1]\n\n[^1]: ข ค", "8:2: this link is not whole"),
    "a link without words": ("ก [](process/lend.html)", "8:3: this link has no words, or no address"),
    "a link without an address": ("[ก]()", "8:1: this link has no words, or no address"),
    "HTML": ("ก<br>ข", '8:2: the sign "<" would be shown as it is typed; HTML and ~~ are not for pages'),
    "a comment": ("<!-- ก -->", '8:1: the sign "<" would be shown as it is typed'),
    "words struck out": ("~~ก~~", '8:1: the sign "~~" would be shown as it is typed'),
    "a title in the page": ("# ก {#a}", '8:1: the heading "ก" has the wrong level'),
    "a heading too deep": ("## ก {#a}\n\n### ข {#b}\n\n#### ค {#c}", '12:1: the heading "ค" has the wrong level'),
    "a heading that skips a level": ("### ก {#a}", '8:1: no heading of ## stands before the heading "ก"'),
    "a heading in an item": ("- ## ก", '8:3: the sign "##" would be shown as it is typed'),
    "a box with nothing in it": ("!!! note\nก", "8:1: nothing stands in this box; indent what belongs into it by four spaces"),
    "a box in other quotes": ("!!! note “ก”\n    ข", "8:1: this line begins with the sign of a box, which is not written so"),
    "a mistake within a quotation within a list": ("- ก\n\n  > ข **ค", '10:7: the sign "**" would be shown as it is typed'),
}


def lay(folder: Path, body: str) -> Project:
    """The library manual with one more page, in both languages."""
    for part in ("data", "content"):
        shutil.copytree(LIBRARY / part, folder / part, dirs_exist_ok=True)
    for language in Language:
        (folder / f"content/typed.{language}.md").write_text(HEAD + body + "\n", encoding="utf-8")
    return Project(folder, folder / "site")


@pytest.mark.parametrize("case", MEANT)
def test_what_can_mean_one_thing_only_becomes_it(case: str, tmp_path: Path) -> None:
    body, expected = MEANT[case]
    prose = read_prose(lay(tmp_path, body))
    assert [problem for problem in prose.problems if not problem.notice] == []
    page = next(page for page in prose.pages if page.name == "typed")
    assert re.sub(r"(?<=>)\n+(?=<)", "", page.html) == expected


@pytest.mark.parametrize("case", TOLD)
def test_what_would_be_lost_is_told_in_its_place(case: str, tmp_path: Path) -> None:
    body, expected = TOLD[case]
    problems = [problem for problem in read_prose(lay(tmp_path, body)).problems if "typed.th" in problem.place.file]
    said = [problem.line(Language.EN) for problem in problems]
    assert [line for line in said if line.startswith(f"content/typed.th.md:{expected}")], said
    assert all(problem.what.th != problem.what.en and problem.remedy.th != problem.remedy.en for problem in problems)


SPELLINGS = {
    "two letters for am": "แบบฟอร์มนํ้า ถนน.pdf",
    "the tone after am": "แบบฟอร์มนำ้ ถนน.pdf",
    "two letters for ae": "เเบบฟอร์มน้ำ ถนน.pdf",
    "percent signs": quote("แบบฟอร์มน้ำ ถนน.pdf"),
    "as it is": "แบบฟอร์มน้ำ ถนน.pdf",
}


@pytest.mark.parametrize("named", [name for name in SPELLINGS if name != "percent signs"])
def test_a_link_finds_its_file_however_the_two_are_spelled(named: str, tmp_path: Path) -> None:
    project = lay(tmp_path, "\n\n".join(f"[แบบ](<{typed}#page=2>)" for typed in SPELLINGS.values()))
    (tmp_path / "content/typed.en.md").write_text(
        HEAD + "\n\n".join(f"[แบบ](<../{typed}>) [beside](<{typed}>)" for typed in SPELLINGS.values()), encoding="utf-8"
    )
    (tmp_path / "content" / SPELLINGS[named]).write_bytes(b"%PDF")
    assert [problem for problem in build.problems(project) if not problem.notice] == []
    prose = read_prose(project)
    assert [path for path in prose.files if path.endswith(".pdf")] == [SPELLINGS["as it is"]]
    page = next(page for page in prose.pages if page.name == "typed" and page.language is Language.TH)
    assert page.html.splitlines() == [f'<p><a href="{SPELLINGS["percent signs"]}#page=2">แบบ</a></p>'] * len(SPELLINGS)


def test_two_files_that_differ_in_spelling_alone_are_told(tmp_path: Path) -> None:
    project = lay(tmp_path, "ก")
    for name in ("ใบนำ้.pdf", "ใบนํ้า.pdf", unicodedata.normalize("NFD", "café.pdf"), "café.pdf"):
        (tmp_path / "content" / name).write_bytes(b"%PDF")
    said = [problem.line(Language.EN) for problem in read_prose(project).problems if not problem.notice]
    assert [line.split(": ", 1)[1].split(" differs")[0] for line in said] == ["its name", "its name"], said


@pytest.mark.usefixtures("pages_only")
def test_site_and_export_publish_a_file_under_its_one_spelling(manual: Path, tmp_path: Path) -> None:
    (manual / "content/typed.th.md").write_text(HEAD + "[แบบ](forms/ใบนํ้า.txt)", encoding="utf-8")
    (manual / "content/typed.en.md").write_text(HEAD + "[Form](../forms/ใบนำ้.txt)", encoding="utf-8")
    (manual / "content/forms").mkdir()
    (manual / "content/forms/ใบนํ้า.txt").write_bytes(b"x")
    for command in (("build",), ("verify",), ("export", tmp_path / "out")):
        done = khumue("--root", manual, *command)
        assert done.returncode == 0, done.stderr
    for published in (manual / "site/forms", tmp_path / "out/th/forms"):
        assert [path.name for path in published.iterdir()] == ["ใบน้ำ.txt"]


def test_a_line_that_begins_an_item_does_not_end_a_text(tmp_path: Path) -> None:
    items = read_prose(lay(tmp_path / "items", "เตรียมสองอย่าง\nก. สมุดบันทึก\nข. ดินสอดำ")).problems
    words = read_prose(lay(tmp_path / "words", "เตรียมสอง\nอย่างมาด้วย")).problems
    assert [problem for problem in items if "a line ends within Thai" in problem.what.en] == []
    assert [problem.place.column for problem in words if "a line ends within Thai" in problem.what.en] == [10, 10]


def test_an_address_is_in_no_language(tmp_path: Path) -> None:
    problems = read_prose(lay(tmp_path, "[ก] (process/lend.html)")).problems
    assert [problem.place.file for problem in problems if "is in English" in problem.what.en] == []
