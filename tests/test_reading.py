"""Reading is strict and bounded, and what a Windows editor writes is read like any other file."""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import escape

from khumue import build, checks, reading
from khumue.guide import Guide, walk
from khumue.kept import Kept
from khumue.language import Language
from khumue.model import Text
from khumue.problems import MOST_TOLD, Say, did_you_mean
from khumue.project import Project
from khumue.proof import faults
from khumue.reading import prose, yaml_file
from khumue.reading.files import LARGEST_FILE
from khumue.reading.prose import read_prose
from khumue.reading.yaml_file import read_kept, read_yaml

from .conftest import LIBRARY, ROOT

STEP = "data/process/3-return.yml"


def problems_of(folder: Path) -> list[str]:
    _, problems = build.check(Project(folder, folder / "site"))
    return [problem.line(Language.EN) for problem in problems if not problem.notice]


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(manual: Path) -> None:
    before, _ = reading.read(Project(manual, manual / "site"))
    for path in (*manual.glob("data/**/*.yml"), *manual.glob("content/*.md")):
        text = path.read_bytes().replace(b"\n", b"\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + text)
    after, _ = reading.read(Project(manual, manual / "site"))
    assert problems_of(manual) == []
    assert after == before


def test_what_looks_like_a_number_a_date_or_a_no_stays_a_text() -> None:
    document, _ = read_yaml("a: no\nb: 001\nc: 12:30\nd: 2554-01-01\ne: ~\nf: 1e3\n", "x.yml")
    assert document is not None
    values = {key: value for key, value in document.value.items() if not key.startswith("__")}
    assert values == {"a": "no", "b": "001", "c": "12:30", "d": "2554-01-01", "e": "~", "f": "1e3"}


def test_a_file_that_was_read_before_holds_and_tells_the_same_without_being_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "a:\n  th: ภาษาไทยที่ขึ้น\n    บรรทัดใหม่\n  en: ภาษาไทย\nb: [นํ้า, {c: 1}]\n"
    kept = Kept(tmp_path)
    before, told = read_kept(text, "x.yml", kept)
    with monkeypatch.context() as patch:
        patch.setattr(yaml_file, "read_yaml", lambda *_: pytest.fail("it is read again"))
        after, said = read_kept(text, "x.yml", kept)
    assert before
    assert after
    assert (after.value, said, after.of_english) == (before.value, told, before.of_english)
    assert [str(problem.place) for problem in (*said, *after.of_english)] == ["x.yml:2:21", "x.yml:4:7"]
    assert after.place(("b", 1, "c")) == before.place(("b", 1, "c")) == ("x.yml", 5, 15)
    assert read_kept(text.replace("1", "2"), "x.yml", kept)[0].value != before.value
    assert read_kept(text, "y.yml", kept)[1][0].place.file == "y.yml"


def test_a_page_that_was_read_before_holds_and_tells_the_same_without_being_read_again(
    manual: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = manual / "content/welcome.th.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nภาษาไทยที่ขึ้น\nบรรทัดใหม่ [ยืม](process/lend.html)\n", encoding="utf-8")
    before = read_prose(Project(manual, manual / "site"))
    with monkeypatch.context() as patch:
        patch.setattr(prose, "_written_page", lambda *_: pytest.fail("it is read again"))
        after = read_prose(Project(manual, manual / "site"))
    assert after == before
    assert before.problems
    assert [link.place for link in after.pages[0].links] == [link.place for link in before.pages[0].links]
    (manual / "content/form.txt").write_text("x", encoding="utf-8")
    page.write_text(page.read_text(encoding="utf-8") + "\n[แบบ](form.txt)\n", encoding="utf-8")
    assert read_prose(Project(manual, manual / "site")).pages != before.pages


def test_a_file_with_a_mistake_is_read_again(tmp_path: Path) -> None:
    for text in ("a: ก่่\n", "a: [\n", ""):
        assert read_kept(text, "x.yml", Kept(tmp_path))[1], text
    assert list(tmp_path.iterdir()) == []


def test_what_stands_in_the_manual_is_looked_up_as_it_is_found_by_going_through_it(guide: Guide) -> None:
    assert guide.crosswalk
    cells = guide.crosswalk.relations
    for step in guide.steps:
        assert set(map(id, guide.relations_of(step))) == {id(cell) for cell in cells if cell.step == step.id}
        assert guide.worksheets_of(step) == tuple(sheet for sheet in guide.worksheets if sheet.serves == step.id)
        for item in guide.items:
            found = [cell for cell in cells if (cell.step, cell.item) == (step.id, item.id)]
            assert guide.relation(step.id, item.id) is (found[0] if found else None)
    assert [cell.strength for cell in guide.relations_of(guide.steps[0])] == sorted(
        cell.strength for cell in guide.relations_of(guide.steps[0])
    )
    for tool in guide.tools:
        assert [(chapter.id, use) for chapter, use in guide.users_of(tool)] == [
            (chapter.id, use) for chapter in (*guide.items, *guide.steps) for use in chapter.tools if use.tool == tool.id
        ]


def test_thai_that_was_typed_in_another_order_is_read_as_the_same_word(manual: Path) -> None:
    path = manual / STEP
    path.write_text(path.read_text(encoding="utf-8").replace("คืนหนังสือ", "คืนหนังสือ นํ้า เเผน"), encoding="utf-8")
    guide, _ = reading.read(Project(manual, manual / "site"))
    assert guide is not None
    assert guide.steps[2].short.th == "คืนหนังสือ น้ำ แผน"


def test_a_file_larger_than_any_manual_needs_is_refused_unread(manual: Path) -> None:
    with (manual / STEP).open("wb") as file:
        file.truncate(70_000_000)
    started = time.process_time()
    assert f"{STEP}:1:1: the file is too large (70,000,000 bytes); keep each file under {LARGEST_FILE:,} bytes" in problems_of(
        manual
    )
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * 100_000,
        "{a: " * 100_000,
        "\n".join(" " * depth + "a:" for depth in range(1_900)),
        "- " * 100_000 + "x",
        "? " * 50_000 + "x",
        "&a [" * 5_000,
    ],
    ids=["flow lists", "flow mappings", "block mappings", "block lists", "complex keys", "anchors"],
)
def test_nesting_without_end_is_told_and_not_followed(manual: Path, bomb: str) -> None:
    (manual / STEP).write_text(bomb, encoding="utf-8")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = [line for line in problems_of(manual) if line.startswith(STEP)]
    assert len(found) == 1, found
    assert "nested more than 20 levels" in found[0] or "the YAML cannot be read here" in found[0]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_a_billion_laughs_are_told_and_not_laughed(manual: Path) -> None:
    lines = ['a0: &a0 ["lol"]'] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    (manual / STEP).write_text("\n".join(lines), encoding="utf-8")
    assert [line for line in problems_of(manual) if "too many aliases" in line]


def test_a_missing_folder_and_an_unreadable_file_are_each_one_line(manual: Path, tmp_path: Path) -> None:
    _, problems = build.check(Project(tmp_path / "nowhere", tmp_path / "site"))
    assert [problem.line(Language.EN).split(";")[0] for problem in problems] == ["data/manual.yml: this file is not there"]
    (manual / STEP).unlink()
    (manual / STEP).symlink_to(manual / "nothing")
    assert [line for line in problems_of(manual) if line.startswith(f"{STEP}:1:1: it cannot be read")]
    (manual / STEP).unlink()
    os.mkfifo(manual / STEP)
    assert [line for line in problems_of(manual) if line.startswith(f"{STEP}:1:1: this is not a plain file")]


def test_a_mistake_in_the_manual_s_own_file_hides_no_other_mistake(manual: Path) -> None:
    path = manual / "data/manual.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("title:", "titel:", 1), encoding="utf-8")
    step = manual / STEP
    step.write_text(step.read_text(encoding="utf-8").replace("status: proposed", "facts: [F666]"), encoding="utf-8")
    found = problems_of(manual)
    assert [line for line in found if line.startswith("data/manual.yml") and "titel" in line]
    assert [line for line in found if line.startswith(STEP) and "F666" in line]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "{{ 7*7 }}",
        "</title>",
        "&lt;b&gt;",
        "-->",
        '" onmouseover="x',
    ],
)
def test_a_hostile_text_in_the_data_is_told_or_shown_as_text(manual: Path, hostile: str) -> None:
    from khumue import pages

    path = manual / STEP
    quoted = hostile.replace("'", "''")
    path.write_text(path.read_text(encoding="utf-8").replace("th: การคืนหนังสือ", f"th: '{quoted}'"), encoding="utf-8")
    if problems_of(manual):
        assert "holds the markup" in problems_of(manual)[0] or "a title can neither" in problems_of(manual)[0]
        return
    guide, _ = reading.read(Project(manual, manual / "site"))
    assert guide is not None
    shown = "".join(page.html for page in pages.render(guide, {}).pages)
    assert escape(hostile) in shown
    for live in ("<script", "<img src=x", 'href="javascript', "</title>", "-->", '" onmouseover', ">49<"):
        assert live not in shown


def test_a_hostile_hand_written_page_shows_what_it_may_as_text_and_is_told_of_the_rest(manual: Path) -> None:
    body = """
## หนึ่ง {#one}

`<script>alert(1)</script>` 1 < 2 "onclick=1"
<https://example.org/?"onclick=1> [ref][a] [ok](https://example.org "title\\" onclick=\\"x") `<i>`

```{.x onclick=y}
<img src=x onerror=alert(1)>
```

| a | b |
|:--|--:|
| `<u>`1 | 2 |

[a]: https://example.org/x
"""
    for language in ("th", "en"):
        (manual / f"content/hostile.{language}.md").write_text(
            f"---\ntitle: <script>alert(2)</script>\nsection: about\norder: 9\ndescription: '<b>'\n---\n{body}", encoding="utf-8"
        )
    from khumue import pages

    assert problems_of(manual) == []
    guide, _ = reading.read(Project(manual, manual / "site"))
    assert guide is not None
    page = next(page for page in pages.render(guide, {}).pages if page.path == "hostile.html")
    tags = re.findall(r"<[^>]*>", page.html)
    for live in ("<script", "<img", "<b>", "<u>", "<i>", "style=", " onclick", " onerror"):
        assert not [tag for tag in tags if live in tag], live
    assert 'class="k-right"' in page.html
    live = manual / "content/hostile.th.md"
    live.write_text(
        live.read_text(encoding="utf-8") + "\n<script>x</script> <img src=x> <!-- x --> ![x](welcome.html)\n", encoding="utf-8"
    )
    assert len([line for line in problems_of(manual) if line.startswith("content/hostile.th.md:23:")]) == 5


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "java&#9;script:alert(1)",
        "javascr&#105;pt:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "//evil.example",
        "http://[bad",
    ],
)
def test_a_link_that_is_code_or_no_address_is_told(manual: Path, address: str) -> None:
    path = manual / "content/welcome.th.md"
    path.write_text(path.read_text(encoding="utf-8").replace("process/lend.html", address), encoding="utf-8")
    assert [line for line in problems_of(manual) if line.startswith("content/welcome.th.md:") and "is not allowed" in line]


def test_a_folder_that_cannot_be_looked_into_is_told(manual: Path) -> None:
    (manual / "data/tools").chmod(0)
    (manual / "content").chmod(0)
    plain = [] if os.geteuid() else ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]  # root may read anywhere
    command = [*plain, sys.executable, "-m", "khumue", "--lang", "en", "--root", str(manual), "check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    (manual / "data/tools").chmod(0o755)
    (manual / "content").chmod(0o755)
    assert done.returncode == 1
    assert "data/tools: it cannot be read (Permission denied); look whether it is there, and at its permissions" in done.stderr
    assert "content: it cannot be read (Permission denied)" in done.stderr


def test_a_folder_that_is_not_there_or_is_a_link_is_told(manual: Path, tmp_path: Path) -> None:
    shutil.rmtree(manual / "content")
    (manual / "data/more").symlink_to(manual / "data")
    found = problems_of(manual)
    assert "content: it cannot be read (No such file or directory); look whether it is there, and at its permissions" in found
    assert "data/more: this is a link to another folder, and is not read; put the folder itself in its place" in found


def test_nothing_is_published_through_a_link_out_of_the_folder(manual: Path) -> None:
    (manual / "content/passwords.txt").symlink_to("/etc/passwd")
    (manual / "content/passwords.th.md").symlink_to("/etc/passwd")
    (manual / "content/loop.txt").symlink_to("loop.txt")
    found = problems_of(manual)
    for name in ("passwords.txt", "passwords.th.md"):
        assert f"content/{name}: this is a link that leads out of content/; put the file itself in its place" in found
    assert any(line.startswith("content/loop.txt") for line in found)


BREAKS: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda old: b"",
    "not UTF-8": lambda old: b"\xff" + old,
    "an open quote": lambda old: old + b"\n'",
    "a wrong id": lambda old: old.replace(b"id: ", b"id: A", 1).replace(b"title:", b"titel:", 1),
}


@pytest.mark.parametrize("name", sorted(path.relative_to(LIBRARY).as_posix() for path in LIBRARY.glob("*/**/*.[ym]*")))
@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
def test_a_file_that_is_left_out_makes_no_other_file_look_wrong(
    manual: Path, name: str, broken: Callable[[bytes], bytes]
) -> None:
    path = manual / name
    path.write_bytes(broken(path.read_bytes()))
    assert [line for line in problems_of(manual) if not line.startswith(f"{name}:")] == []


def test_the_mistakes_of_one_file_that_are_told_are_bounded_and_notices_hide_none(manual: Path) -> None:
    texts = "".join(f"- {{id: q{n}, title: {{th: ก}}, says: {{th: ก}}, facts: [F998]}}\n" for n in range(100))
    path = manual / "data/questions.yml"
    path.write_text(texts + path.read_text(encoding="utf-8"), encoding="utf-8")
    _, problems = build.check(Project(manual, manual / "site"))
    own = [problem.line(Language.EN) for problem in problems if problem.place.file == "data/questions.yml"]
    assert len(own) == 2 * (MOST_TOLD + 1)
    assert own[-1] == "data/questions.yml:51:52: from here on there is more to mend; mend what comes before, then check again"


def test_any_number_of_notices_leaves_the_file_read(manual: Path) -> None:
    texts = "".join(
        f"- {{id: q{n}, title: {{th: ก\xa0ข, en: a}}, says: {{th: ก, en: a}}, status: proposed}}\n" for n in range(100)
    )
    path = manual / "data/questions.yml"
    path.write_text(texts + path.read_text(encoding="utf-8"), encoding="utf-8")
    guide, problems = reading.read(Project(manual, manual / "site"))
    assert guide is not None
    assert len(guide.questions) == 101
    assert [problem.notice for problem in problems] == [True] * (MOST_TOLD + 1)


def test_what_systems_leave_in_folders_is_no_mistake(manual: Path) -> None:
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "manual.yml~", ".3-return.yml.swp"):
        (manual / "data" / name).write_text("x")
    assert problems_of(manual) == []


def test_an_empty_list_is_read_as_one_and_not_as_a_hidden_file(manual: Path) -> None:
    (manual / "data/questions.yml").write_text("[]\n")
    assert [line for line in problems_of(manual) if "gaps:" in line and "is not defined in questions" in line]


@pytest.mark.parametrize("name", ["3-return.yml.txt", "3-return.YML", "3-return.yaml", "3-return.yml.bak"])
def test_a_file_whose_ending_hides_it_is_told_alone(manual: Path, name: str) -> None:
    (manual / STEP).rename((manual / STEP).with_name(name))
    (found,) = problems_of(manual)
    assert found.startswith(
        f'data/process/{name}: nothing reads this file: its name does not end in ".yml"; rename it to "3-return.yml"'
    )


def test_the_manual_s_own_file_may_be_hidden_too(manual: Path) -> None:
    (manual / "data/manual.yml").rename(manual / "data/manual.yml.txt")
    (found,) = problems_of(manual)
    assert found.startswith("data/manual.yml.txt: nothing reads this file")


@pytest.mark.parametrize("name", ["welcome.th.md.txt", "welcome.th.MD", "welcome.th.markdown"])
def test_a_page_whose_ending_hides_it_is_told_alone_and_not_published(manual: Path, name: str) -> None:
    (manual / "content/welcome.th.md").rename(manual / "content" / name)
    (found,) = problems_of(manual)
    assert found.startswith(f'content/{name}: nothing reads this file: its name does not end in ".md"')


def test_every_text_that_was_saved_as_ansi_is_told_and_none_of_the_others(guide: Guide) -> None:
    shown = [element for _, owner in guide.owners for element in walk(owner) if isinstance(element, Text)]
    texts = [text.written or text for text in shown]
    assert texts
    for text in texts:
        lost = text.th.encode("cp1252", "replace").decode("cp1252")
        assert lost == text.th or [fault for fault in faults(lost, Language.TH) if "lost" in fault.what.en], lost
        assert list(faults(text.th, Language.TH)) == []
        assert list(faults(text.en or "", Language.EN)) == []


BROKEN = (
    *"@%`&*!,}]>|?",
    "- ",
    "? ",
    "[",
    "{",
    "'",
    '"',
    '"\\q"',
    "'a' b",
    "*x",
    "&x &y",
    "!<x",
    "a: b",
    "|9",
    ">\tx",
    "\t",
    "---\n",
    "...\nx",
)


@pytest.mark.parametrize("language", list(Language))
def test_no_word_of_the_parser_reaches_a_reader(manual: Path, language: Language) -> None:
    text = (manual / STEP).read_text(encoding="utf-8")
    for broken in BROKEN:
        for before, after in (
            ("th: คืนหนังสือ", f"th: {broken}คืน"),
            ("  en: Return\n", f"{broken}\n"),
            ("number: 3", f"number: 3\n{broken}"),
        ):
            _, problems = read_yaml(text.replace(before, after), STEP)
            for problem in problems:
                line = problem.line(language)
                assert not re.search("expected|token|scalar|while |found|mapping|stream|indicator", line), (broken, line)


def test_what_lacks_its_sheet_or_its_exercise_is_a_notice(manual: Path) -> None:
    def notices() -> list[str]:
        _, problems = build.check(Project(manual, manual / "site"))
        assert not [problem for problem in problems if not problem.notice]
        return [problem.line(Language.EN) for problem in problems if problem.place.file == "data/process/2-lend.yml"]

    assert notices() == []
    (manual / "data/exercises/lend.yml").unlink()
    assert [line.split(";")[0] for line in notices()] == [
        'data/process/2-lend.yml:3:1: notice: no exercise serves "lend", which has a worksheet'
    ]
    (manual / "data/worksheets/lend.yml").unlink()
    (manual / "data/examples/lend.yml").unlink()
    step = manual / "data/process/2-lend.yml"
    step.write_text(re.sub(" *sheet: lend.*\n", "", step.read_text(encoding="utf-8")), encoding="utf-8")
    assert [line.split(";")[0] for line in notices()] == ['data/process/2-lend.yml:3:1: notice: no worksheet serves "lend"']


def test_a_crosswalk_without_relations_or_without_its_file_is_a_notice(guide: Guide) -> None:
    assert guide.crosswalk is not None
    empty = replace(guide, crosswalk=guide.crosswalk.model_copy(update={"relations": ()}))
    (told,) = checks.crosswalk_is_filled(empty)
    assert told.line(Language.EN).startswith("data/crosswalk.yml:")
    (told,) = checks.crosswalk_is_filled(replace(guide, crosswalk=None))
    assert 'there is a section "crosswalk", but no data/crosswalk.yml' in told.line(Language.EN)
    assert list(checks.crosswalk_is_filled(guide)) == []


def test_a_key_in_capitals_is_the_key_that_was_meant() -> None:
    assert did_you_mean("TH", ["en", "th"]) == Say('หมายถึง "th" หรือไม่', 'did you mean "th"?')


def test_what_nobody_sees_in_an_indent_is_told_in_its_place_alone(manual: Path) -> None:
    path = manual / STEP
    path.write_text(path.read_text(encoding="utf-8").replace("  th: คืนหนังสือ", "\u200b  th: คืนหนังสือ"), encoding="utf-8")
    assert [line[: len(STEP) + 5] for line in problems_of(manual) if line.startswith(STEP)] == [f"{STEP}:9:1:"]
