"""Hostile input, in a table: what is laid over the library manual, and what `check` says; nothing where it is harmless.

Each line is told in both languages; none takes long, none takes much memory, and none ends in a traceback.
"""

from __future__ import annotations

import resource
import shutil
import time
from pathlib import Path

import pytest

from khumue import build
from khumue.language import Language
from khumue.project import Project

from .conftest import LIBRARY

STEP, GLOSSARY, MANUAL, FACTS = "data/process/3-return.yml", "data/glossary.yml", "data/manual.yml", "data/facts.yml"
PAGE, OTHER = "content/welcome.th.md", "content/welcome.en.md"
HEAD = "---\ntitle: T\nsection: about\norder: 1\ndescription: D\n---\n"
TITLE = "th: การคืนหนังสือ"

Edit = tuple[str, str] | str | bytes
"""What is written in the place of a text, or in the place of a whole file."""

HOSTILE: dict[str, tuple[str, Edit, str]] = {
    "a line separator": (
        STEP,
        (TITLE, TITLE + "\u2028"),
        "data/process/3-return.yml:6:20: there is an invisible or broken character, U+2028",
    ),
    "a paragraph separator before deep nesting": (
        STEP,
        "".join("\u2029" + " " * depth + "a:" for depth in range(900)),
        "data/process/3-return.yml:1:1: there is an invisible or broken character, U+2029",
    ),
    "a next line": (
        STEP,
        (TITLE, TITLE + "\x85number: 9"),
        "data/process/3-return.yml:6:20: there is an invisible or broken character, U+0085",
    ),
    "a null byte": (STEP, b"id: return\0\n", 'data/process/3-return.yml:1:1: the key "lead" is missing'),
    "an escape of the terminal": (
        STEP,
        (TITLE, TITLE + "\x1b[31m"),
        "data/process/3-return.yml:6:20: there is an invisible or broken character, U+001B",
    ),
    "an Arabic letter mark": (
        STEP,
        (TITLE, TITLE + "\u061c"),
        "data/process/3-return.yml:6:20: there is an invisible or broken character, U+061C",
    ),
    "a Hangul filler": (STEP, (TITLE, "th: \u3164"), 'data/process/3-return.yml:6:3: the key "th" has no value'),
    "a tag character": (
        STEP,
        (TITLE, TITLE + "\U000e0041"),
        "data/process/3-return.yml:6:20: there is an invisible or broken character, U+E0041",
    ),
    "a character that is none": (
        STEP,
        (TITLE, TITLE + "\U0001ffff"),
        "data/process/3-return.yml:6:20: there is an invisible or broken character, U+1FFFF",
    ),
    "a letter of a private font": (
        STEP,
        (TITLE, TITLE + "\uf70a"),
        "data/process/3-return.yml:6:20: there is an invisible or broken character, U+F70A",
    ),
    "a broken letter": (
        STEP,
        (TITLE, TITLE + "\ufffd"),
        "data/process/3-return.yml:6:20: there is an invisible or broken character, U+FFFD",
    ),
    "a right-to-left override as an escape": (
        STEP,
        (TITLE, 'th: "\\u202Eabc"'),
        "data/process/3-return.yml:6:8: there is an invisible or broken character, U+202E",
    ),
    "a null as an escape": (
        STEP,
        (TITLE, 'th: "\\0"'),
        "data/process/3-return.yml:6:8: there is an invisible or broken character, U+0000",
    ),
    "a line separator as an escape": (STEP, (TITLE, 'th: "\\L"'), 'data/process/3-return.yml:6:7: "th" is empty'),
    "a surrogate as an escape": (
        STEP,
        (TITLE, 'th: "\\uD800"'),
        "data/process/3-return.yml:6:10: the \\ here means nothing",
    ),
    "a hidden character in a page": (
        PAGE,
        ("เสาร์", "เสาร์\u200b"),
        "content/welcome.th.md:12:8: there is an invisible or broken character, U+200B",
    ),
    "an emoji of a family": (STEP, (TITLE, "th: 👩‍👩‍👧 ❤️ 1️⃣ ✈︎"), ""),
    "a space that does not break": (STEP, (TITLE, TITLE + "\xa0ก"), ""),
    "UTF-16 without a mark": (
        STEP,
        "id: return\nnumber: 3\n".encode("utf-16-le"),
        "data/process/3-return.yml:1:2: there is an invisible or broken character, U+0000",
    ),
    "UTF-16 with a mark": (
        STEP,
        "id: return\n".encode("utf-16"),
        "data/process/3-return.yml:1:1: the file is not UTF-8 (it may be Windows-874)",
    ),
    "Thai before what is not UTF-8": (
        STEP,
        "id: ก\xff".encode("latin-1", "ignore") + "ก".encode() + b"\xff",
        "data/process/3-return.yml:1:5: the file is not UTF-8 (it may be Windows-874)",
    ),
    "brackets without end": (STEP, "[" * 100_000, "data/process/3-return.yml:1:22: it is nested more than 20 levels deep"),
    "entries without end": (GLOSSARY, "- {}\n" * 390_000, "data/glossary.yml:100000:3: the file holds more than 100,000 values"),
    "wrong entries without end": (GLOSSARY, "- x\n" * 40_000, "data/glossary.yml:1:3: … has to hold keys"),
    "empty lists without end": (
        GLOSSARY,
        "[" + "[]," * 600_000 + "]",
        "data/glossary.yml:1:299999: the file holds more than 100,000 values",
    ),
    "keys without end": (
        STEP,
        "".join(f"k{n}: x\n" for n in range(45_000)),
        "data/process/3-return.yml:1:1: the id is missing",
    ),
    "one key without end": (STEP, "k: x\n" * 45_000, 'data/process/3-return.yml:2:1: the key "k" stands twice'),
    "anchors without end": (
        STEP,
        "".join(f"a{n}: &a{n} x\n" for n in range(45_000)),
        "data/process/3-return.yml:1:1: the id is missing",
    ),
    "a file too large": (STEP, "#" * 2_000_001, "data/process/3-return.yml:1:1: the file is too large (2,000,001 bytes)"),
    "blank lines without end": (STEP, "\n" * 1_900_000, "data/process/3-return.yml:1:1: the file is empty"),
    "spaces without end": (STEP, " " * 1_900_000, "data/process/3-return.yml:1:1: the file is empty"),
    "a word without end": (
        STEP,
        (TITLE, "th: " + "ก" * 100_000),
        'data/process/3-return.yml:6:7: th: "กกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกก',
    ),
    "references without end": (
        STEP,
        ("status: proposed", "facts: [" + ",".join(f"F{n:06}" for n in range(40_000)) + "]"),
        'data/process/3-return.yml:14:9: facts: "F000000" is not defined in facts',
    ),
    "facts that follow one another in a circle": (
        FACTS,
        ("parent: F001", "parent: F003"),
        "data/facts.yml:24:11: the parents of F003 lead back to itself",
    ),
    "a number without end": (
        STEP,
        ("number: 3", "number: " + "9" * 4_301),
        'data/process/3-return.yml:4:9: number: "9999999999999999999999999999999999999999999999999999999999999999999999',
    ),
    "a number far too large": (
        STEP,
        ("number: 3", "number: 99999999999999999999"),
        'data/process/3-return.yml:4:9: number: "99999999999999999999" is not allowed',
    ),
    "a mapping that calls itself a text": (
        STEP,
        ("title:\n", "title: !!str\n"),
        "data/process/3-return.yml:5:8: the tag tag:yaml.org,2002:str is not allowed",
    ),
    "a tag that would run code": (
        STEP,
        ("number: 3", "number: !!python/object/apply:os.system [id]"),
        "data/process/3-return.yml:4:9: number: … is not a number",
    ),
    "a merge key": (STEP, ("number: 3", "number: 3\n<<: {id: x}"), 'data/process/3-return.yml:5:1: the key "<<" is not known'),
    "a key that is a list": (
        STEP,
        ("number: 3", "number: 3\n? [a, b]\n: c"),
        "data/process/3-return.yml:5:3: a key has to be one word",
    ),
    "our own secret key": (
        STEP,
        ("number: 3", "number: 3\n__place__: x"),
        'data/process/3-return.yml:5:1: the key "__place__" stands twice',
    ),
    "another version of YAML": (
        STEP,
        ("# ขั้น", "%YAML 9.9\n---\n# ขั้น"),
        "data/process/3-return.yml:2:1: this line %YAML cannot be read",
    ),
    "a date of the year 1": (MANUAL, ("2026-01-15", "0001-01-01"), 'data/manual.yml:35:9: date: "0001-01-01" is not a date'),
    "a date that is none": (MANUAL, ("2026-01-15", "2026-02-30"), 'data/manual.yml:35:9: date: "2026-02-30" is not a date'),
    "a hash within a block": (STEP, (TITLE, "th: |-\n    ก #1 ข"), ""),
    "a hash after a text": (
        STEP,
        (TITLE, TITLE + "   # ลืม"),
        'data/process/3-return.yml:6:21: the text after " #" would be lost',
    ),
    "terms of a broken list": (
        GLOSSARY,
        ("- id: loan-slip", '- "id":   loan-slip\n  nonsense: x'),
        'data/glossary.yml:17:3: the key "nonsense" is not known',
    ),
    "an entry of a list that is wrong": (
        "data/exercises/lend.yml",
        ("minutes: 5", "minutes: five"),
        'data/exercises/lend.yml:27:14: minutes: "five" is not a number',
    ),
    "markup in a title": (
        STEP,
        (TITLE, "th: <script>alert(1)</script>"),
        'data/process/3-return.yml:6:3: the text holds the markup "<script>"',
    ),
    "a link that is code in a text": (
        STEP,
        ("th: สมาชิกนำ", "th: '[x](javascript:alert(1))' #"),
        'data/process/3-return.yml:12:8: the link "javascript:alert(1)" is not allowed',
    ),
    "half a link, again and again": (
        STEP,
        ("th: สมาชิกนำ", "th: '" + "[ก](" * 2_000 + "' #"),
        "data/process/3-return.yml:12:10: this link is not whole",
    ),
    "half a reference, again and again": (
        STEP,
        ("th: สมาชิกนำ", "th: '" + "{step:lend|" * 900 + "' #"),
        "data/process/3-return.yml:12:8: this reference is not whole",
    ),
    "thousands of references": (STEP, ("th: สมาชิกนำ", "th: '" + "{step:lend} " * 800 + "' #"), ""),
    "thousands of references to nothing": (
        STEP,
        ("th: สมาชิกนำ", "th: '" + "{step:lent} " * 800 + "' #"),
        'data/process/3-return.yml:12:8: there is no "step:lent"; did you mean "step:lend"?',
    ),
    "opened brackets in a text": (STEP, (TITLE, "th: '" + "[" * 9_000 + "'"), ""),
    "opened tags in a text": (STEP, (TITLE, "th: '" + "<a" * 4_900 + "'"), ""),
    "a template in a text": (STEP, (TITLE, "th: '{{ 7 * 7 }} {% raw %}'"), ""),
    "quotes in a text": (STEP, (TITLE, "th: '\" onmouseover=x \"'"), ""),
    "newlines and an escape in an id": (
        STEP,
        ("id: return", 'id: "a\\nb\\e[2J"'),
        'data/process/3-return.yml:3:5: id: "a\\nb\\x1b[2J" has not the right form',
    ),
    "lists in lists without end": (
        PAGE,
        HEAD + "".join("    " * depth + "- x\n" for depth in range(65)),
        "content/welcome.th.md:71:1: lists or quotations are nested too deep",
    ),
    "quotations without end": (PAGE, HEAD + ">" * 9_000, "content/welcome.th.md:7:1: lists or quotations are nested too deep"),
    "notes in notes without end": (
        PAGE,
        HEAD + "".join("    " * depth + "!!! note\n" for depth in range(60)),
        "content/welcome.th.md:66:1: lists or quotations are nested too deep",
    ),
    "opened brackets in a page": (
        PAGE,
        HEAD + "[" * 90_000,
        "content/welcome.th.md:7:11: many brackets are opened here, and none is closed",
    ),
    "opened links in a page": (
        PAGE,
        HEAD + "[a](" * 20_000,
        "content/welcome.th.md:7:41: many brackets are opened here, and none is closed",
    ),
    "headings in one block": (
        PAGE,
        HEAD + "## a {#a}\n" * 9_000,
        "content/welcome.th.md:7:1: a paragraph, list or table is longer than 10,000 letters",
    ),
    "a page too large": (PAGE, HEAD + "ก ข ค\n\n" * 20_000, "content/welcome.th.md:1:1: the file is too large (260,056 bytes)"),
    "spaces in a heading": (PAGE, HEAD + "\n## a" + " " * 9_000 + "b {#opening}\n\n## b {#begin}\n", ""),
    "stars without end": (PAGE, HEAD + "## a {#opening}\n\n## b {#begin}\n\n" + "*_" * 4_000, ""),
    "stars between letters": (PAGE, HEAD + "**[ก*ข](ค_ง)** " * 600, 'content/welcome.th.md:7:5: the sign "*" would be shown'),
    "backticks of two kinds": (PAGE, HEAD + "`ก``" * 2_400, 'content/welcome.th.md:7:1: the sign "`" would be shown'),
    "addresses without end": (PAGE, HEAD + "<ก>](" * 1_900, "content/welcome.th.md:7:4: this link is not whole"),
    "rows without end": (
        PAGE,
        HEAD + ("ก|ข\nก|ข|ค\n" * 900 + "\n") * 5,
        "content/welcome.th.md:1:1: the addresses of its headings differ",
    ),
    "fences without end": (
        PAGE,
        HEAD + "".join("`" * (3 + n % 50) + "x\n\n" for n in range(2_500)),
        "content/welcome.th.md:7:1: what begins with ``` is not closed",
    ),
    "items without end": (
        PAGE,
        HEAD + ("☐ ก\n" * 2_000 + "\n") * 4,
        "content/welcome.th.md:1:1: the addresses of its headings differ",
    ),
    "a name of 61 letters": (
        f"content/{'a' * 61}.th.md",
        HEAD,
        "content/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.th.md: the name of the file does not ser",
    ),
    "a head with spaces after its lines": (PAGE, ("---\n", "--- \t\n"), ""),
    "a head alone": (
        PAGE,
        HEAD.rstrip(),
        "content/welcome.th.md:1:1: the addresses of its headings differ between the languages",
    ),
    "two sections for one page": (
        OTHER,
        ("section: about", "section: tools"),
        "content/welcome.th.md:3:10: section differs between the languages",
    ),
    "two orders for one page": (
        OTHER,
        ("order: 1", "order: 2"),
        "content/welcome.th.md:4:8: order differs between the languages",
    ),
    "a heading whose words stand above it": (
        PAGE,
        ("{#opening}", "{#opening}\n\nเริ่มอย่างไร\n\n# เริ่มอย่างไร"),
        'content/welcome.th.md:12:1: the heading "เริ่มอย่างไร" has the wrong level',
    ),
    "an underlined heading": (
        PAGE,
        ("## วันเปิด {#opening}", "วันเปิด\n===\n"),
        'content/welcome.th.md:8:1: the heading "วันเปิด" has the wrong level',
    ),
    "a link whose address stands above it": (
        PAGE,
        ("- สมัครสมาชิก", "- lost.html [x](lost.html)"),
        "content/welcome.th.md:20:13: a link leads nowhere: lost.html",
    ),
    "a link to a heading that is not there": (
        PAGE,
        ("process/lend.html", "process/lend.html#lost"),
        "content/welcome.th.md:21:3: a link names a heading that is not there: process/lend.html#lost",
    ),
    "a link to a heading of its page that is not there": (
        PAGE,
        ("process/lend.html", "#lost"),
        "content/welcome.th.md:21:3: a link names a heading that is not there: #lost",
    ),
    "a link to a heading that is there": (PAGE, ("process/lend.html", "process/lend.html#moves"), ""),
    "a link to an old address": (PAGE, ("process/lend.html", "process/borrow.html"), ""),
    "a link into the other language": (PAGE, ("process/lend.html", "en/process/lend.html"), ""),
    "a link that is code": (
        PAGE,
        ("process/lend.html", "java\tscript:alert(1)"),
        'content/welcome.th.md:21:3: the link "java    script:alert(1)" is not allowed',
    ),
    "a link of data": (
        PAGE,
        ("process/lend.html", "data:text/html,<script>alert(1)</script>"),
        'content/welcome.th.md:21:3: the link "data:text/html,<script>alert(1)</script>" is not allowed',
    ),
    "an address that is none": (
        PAGE,
        ("process/lend.html", "https://[bad"),
        'content/welcome.th.md:21:3: the link "https://[bad" is not allowed',
    ),
    "a script beside the pages": (
        "content/assets/khumue.js",
        "alert(1)",
        "content/assets/khumue.js: files of this kind are not published",
    ),
    "a drawing with a script": (
        "content/map.svg",
        "<svg onload=alert(1)>",
        "content/map.svg: files of this kind are not published",
    ),
    "a page of HTML": (
        "content/index.html",
        "<script>alert(1)</script>",
        "content/index.html: files of this kind are not published",
    ),
    "a picture among our assets": (
        "content/Assets/icon.png",
        b"x",
        "content/Assets/icon.png: the name of this folder is one that the site uses itself",
    ),
    "a document where earlier editions stand": (
        "content/editions/1.0/index.pdf",
        b"%PDF",
        "content/editions/1.0/index.pdf: the name of this folder is one that the site uses itself",
    ),
    "a document beside the pages": ("content/forms/ใบสมัคร.pdf", b"%PDF", ""),
    "a file whose name is markup": ('content/"><img src=x onerror=alert(1)>.txt', b"x", ""),
    "a file whose name moves the cursor": (
        "data/process/a\x1b[2J\n.txt",
        b"x",
        "data/process/a\\x1b[2J\\n.txt: nothing reads this file",
    ),
    "a stranger with another ending": ("data/process/4-lost.yaml", "id: x", "data/process/4-lost.yaml: nothing reads this file"),
}


def lay(folder: Path, name: str, edit: Edit) -> None:
    """Copies the library manual, and writes one file of it anew."""
    for part in ("data", "content"):
        shutil.copytree(LIBRARY / part, folder / part)
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(edit, tuple):
        text = path.read_text(encoding="utf-8")
        assert edit[0] in text
        edit = text.replace(*edit)
    path.write_bytes(edit if isinstance(edit, bytes) else edit.encode())


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_input_is_told_in_its_place_or_is_harmless(case: str, tmp_path: Path) -> None:
    name, edit, expected = HOSTILE[case]
    lay(tmp_path, name, edit)
    began, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    problems = build.problems(Project(tmp_path, tmp_path / "site"))
    assert time.process_time() - began < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000
    own = [problem for problem in problems if not problem.notice]
    said = [problem.line(Language.EN) for problem in own]
    if not expected:
        assert said == []
    else:
        assert [line for line in said if line.startswith(expected)], said
        assert all(problem.line(Language.TH) != problem.line(Language.EN) for problem in own)
        assert all(line.isprintable() and len(line) < 2_000 for line in said)
