"""Which English follows its Thai: what is confirmed is known by what it says, and by nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from khumue import build
from khumue.editing.new import new
from khumue.guide import Guide
from khumue.language import Language
from khumue.markup import day
from khumue.problems import Problem, ProblemsFound
from khumue.project import Project
from khumue.sheets import FORMATS, html
from khumue.sheets.sheet import plan
from khumue.targets import named
from khumue.translations import NAME, Confirmed, Line, Standing, State, parsed, read, standings
from khumue.wording import compared

from .conftest import Once, khumue

THAI, CHANGED = "ทำเช่นนี้ในเช้าวันเสาร์", "ทำเช่นนี้ในเช้าวันเสาร์และวันอาทิตย์"
LEND = "data/process/2-lend.yml"
Change = Callable[[str, str, str], None]


@pytest.fixture(scope="session")
def example(once: Once) -> Path:
    """The manual that `khumue new` writes, all of it confirmed."""
    return once("example", lambda folder: new(folder) and None)


@pytest.fixture
def manual(example: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(example, tmp_path / "manual"))


@pytest.fixture
def change(manual: Path) -> Change:
    def put(name: str, before: str, after: str) -> None:
        path = manual / name
        text = path.read_text(encoding="utf-8")
        assert before in text, name
        path.write_text(text.replace(before, after, 1), encoding="utf-8")

    return put


def checked(manual: Path) -> tuple[Guide, list[Problem]]:
    guide, problems = build.check(Project(manual, manual / "site"))
    assert guide is not None
    return guide, problems


def stand(manual: Path) -> list[Standing]:
    confirmed, _ = read(Project(manual, manual / "site"))
    return standings(checked(manual)[0], confirmed)


def lacking(manual: Path) -> Counter[State]:
    counts = Counter(one.state for one in stand(manual))
    return counts - Counter({State.CONFIRMED: counts[State.CONFIRMED]})


def shown(manual: Path, path: str) -> str:
    return build.shown(Project(manual, manual / "site")).page(path).html


def test_a_changed_sentence_is_behind_and_told_until_its_english_is_confirmed(manual: Path, change: Change) -> None:
    assert not lacking(manual)
    assert checked(manual)[1] == []
    change(LEND, THAI, CHANGED)
    (one,) = (one for one in stand(manual) if one.state is not State.CONFIRMED)
    assert (one.state, one.pair.key) == (State.BEHIND, "steps/lend/parts/moves/after")
    (notice,) = checked(manual)[1]
    assert notice.notice
    assert str(notice.place) == str(one.pair.en_at)
    assert "English is behind" in notice.what.en
    today = day(date.today(), Language.EN)
    page = shown(manual, "en/process/lend.html")
    assert '</h1>\n<div class="k-note" data-find="no">' in page
    assert f"after its English was confirmed on {today}" in page
    assert 'See: <a href="#moves">How a book is lent</a>.' in page
    others = ("process/lend.html", "en/process/return.html", "en/index.html")
    assert not [path for path in others if "was confirmed on" in shown(manual, path)]

    listed = khumue("--root", manual, "translations").stdout
    assert f"    Thai     {THAI}{{+และวันอาทิตย์+}}\n    English  This is done on Saturday mornings.\n" in listed
    assert re.search(r"^ 9[78] %  +\d+/\d+  Lending in 4 steps \(process\): behind 1$", listed, re.MULTILINE)
    place = f"{one.pair.en_at.file}:{one.pair.en_at.line}"
    done = khumue("--root", manual, "translations", "--confirm", place)
    assert done.returncode == 0, done.stderr
    assert "confirmed now: 1" in done.stdout
    assert not lacking(manual)
    assert checked(manual)[1] == []
    assert "k-note" not in shown(manual, "en/process/lend.html")
    assert THAI not in (manual / NAME).read_text(encoding="utf-8").replace(CHANGED, ""), (
        "what it was is kept in the history alone"
    )
    assert THAI in (manual / ".khumue/history/0001/files" / NAME).read_text(encoding="utf-8")


def test_what_is_moved_renamed_or_inserted_is_not_behind(manual: Path, change: Change) -> None:
    after = re.search(r"    after:\n      th: .+\n      en: .+\n", (manual / LEND).read_text(encoding="utf-8"))
    assert after
    change(LEND, after[0], "")
    with (manual / "data/process/3-return.yml").open("a", encoding="utf-8") as file:
        file.write("parts:\n  - id: moved\n    title: {th: ย้ายมา, en: Moved}\n    status: proposed\n" + after[0])
    change("data/tools/1-card.yml", "id: card", "id: membership\naliases: [card]")
    for path in (manual / "data").rglob("*.yml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"(?<=tool: )card\b", "membership", text), encoding="utf-8")
    (manual / LEND).rename(manual / "data/process/2-borrow.yml")
    assert lacking(manual) == {State.NEW: 1}, "the title of the part"
    returning = (manual / "data/process/3-return.yml").read_text(encoding="utf-8")
    change("data/process/3-return.yml", "number: 3", "number: 4")
    change("data/process/4-restock.yml", "number: 4", "number: 5")
    inserted = re.sub("(?m)^id: .*$", "id: inserted", returning)
    for begin, more in (("  th: ", "เพิ่ม"), ("  en: ", "One more ")):
        inserted = re.sub(f"(?m)^{begin}", begin + more, inserted, count=1)
    (manual / "data/process/3-inserted.yml").write_text(inserted, encoding="utf-8")
    assert lacking(manual) == {State.NEW: 3}, "the titles"
    assert not [problem for problem in checked(manual)[1] if "behind" in problem.what.en]


def test_one_english_may_be_that_of_several_labels(manual: Path, change: Change) -> None:
    change(LEND, "th: ผู้ยืม\n      en: Borrower", "th: ผู้ใช้บริการ\n      en: Lent by")
    (one,) = (one for one in stand(manual) if one.state is not State.CONFIRMED)
    assert (one.state, one.line and one.line.said) == (State.NEW, "ผู้ให้ยืม"), "the other is as it was"
    change(LEND, "th: ผู้ให้ยืม", "th: เจ้าหน้าที่")
    found = [one for one in stand(manual) if one.state is State.BEHIND]
    assert [one.line and one.line.said for one in found] == ["ผู้ให้ยืม", "ผู้ให้ยืม"], "now one of them was changed"


def test_one_of_two_sentences_that_were_alike_is_behind_when_it_is_changed(manual: Path, change: Change) -> None:
    twice = "th: สมาชิกเลือกหนังสือ แล้วบรรณารักษ์จดลงใบยืม\n{0}en: A member chooses a book, and the librarian writes a loan slip."
    change(LEND, f"th: {THAI}\n      en: This is done on Saturday mornings.", twice.format("      "))
    assert not lacking(manual)
    change(LEND, "จดลงใบยืม\n      en: A member", "จดลงใบยืมสองใบ\n      en: A member")
    assert lacking(manual) == {State.BEHIND: 1}


def test_english_that_is_changed_alone_is_new_and_says_why(manual: Path, change: Change) -> None:
    change(LEND, "This is done on Saturday mornings.", "We do this on Saturday mornings.")
    assert lacking(manual) == {State.NEW: 1}
    assert checked(manual)[1] == []
    told = khumue("--root", manual, "translations", "process/lend").stdout
    assert "new: the English was changed after" in told
    change(LEND, "      en: We do this on Saturday mornings.\n", "")
    assert lacking(manual) == {State.MISSING: 1}
    done = khumue("--root", manual, "translations", "--confirm", "process/lend")
    assert "confirmed now: 0" in done.stdout
    assert "without English, so that there is nothing to confirm: 1" in done.stdout


def test_written_pages_are_paired_by_heading(manual: Path, change: Change) -> None:
    change("content/welcome.th.md", "- สมัครสมาชิก", "- สมัครสมาชิกก่อน")
    (one,) = (one for one in stand(manual) if one.state is not State.CONFIRMED)
    assert (one.state, one.pair.key) == (State.BEHIND, "content/welcome/#begin")
    assert 'See: <a href="#begin">' in shown(manual, "en/welcome.html")


def test_what_has_no_page_of_its_own_is_told_on_the_home_page(manual: Path, change: Change) -> None:
    change("data/manual.yml", "th: คู่มือนี้เป็นตัวอย่าง", "th: คู่มือเล่มนี้เป็นตัวอย่าง")
    change("data/glossary.yml", "th: ผู้อ่านที่สมัครและมีบัตร", "th: ผู้อ่านที่สมัครแล้วและมีบัตร")
    assert shown(manual, "en/index.html").startswith('<div class="k-note" data-find="no"><p>The Thai of this page changed')
    assert 'See: <a href="#member">Member</a>.' in shown(manual, "en/glossary.html")
    assert "khumue translations index" in checked(manual)[1][-1].remedy.en


def test_sheets_with_english_say_it_in_a_line(manual: Path, change: Change) -> None:
    change("data/worksheets/lend.yml", "th: ชื่อผู้ยืม", "th: ชื่อและที่อยู่ผู้ยืม")
    guide, _ = checked(manual)
    sheets = {sheet.path("docx"): sheet for sheet in plan(guide, None)}
    said = "The Thai of this sheet changed after its English was confirmed on"
    for tag, is_said in (("th", False), ("en", True), ("th-en", True)):
        sheet = sheets[f"worksheets/lend.{tag}.docx"]
        assert (said in html.html(sheet)) is is_said
        word = manual / "sheet.docx"
        word.write_bytes(FORMATS["docx"](sheet))
        assert any(said in line.text for line in Document(str(word)).paragraphs) is is_said
    assert {path for path, sheet in sheets.items() if sheet.behind} == {"worksheets/lend.en.docx", "worksheets/lend.th-en.docx"}


def merged(base: Path, one: Path, other: Path) -> bytes:
    """What git makes of two changes of a file, or where there is no git whoever puts the lines together by hand."""
    if git := shutil.which("git"):
        done = subprocess.run([git, "merge-file", "-p", one, base, other], capture_output=True, check=False)
        assert done.returncode == 0
        return done.stdout
    was, first, second = (path.read_text(encoding="utf-8").splitlines() for path in (base, one, other))
    own = [line for line in second if line not in was]
    return "\n".join([*(line for line in first if line in second or line not in was), *own, ""]).encode()


def test_texts_that_two_people_confirm_merge_line_by_line(manual: Path, change: Change, tmp_path: Path) -> None:
    change(LEND, THAI, CHANGED)
    change(LEND, "th: แสดงบัตรสมาชิก", "th: แสดงบัตรสมาชิกทุกครั้ง")
    places = [str(one.pair.en_at) for one in stand(manual) if one.state is State.BEHIND]
    files = [tmp_path / "base.txt"]
    shutil.copy(manual / NAME, files[0])
    for number, place in enumerate(places):
        other = Path(shutil.copytree(manual, tmp_path / f"colleague-{number}"))
        assert khumue("--root", other, "translations", "--confirm", place).returncode == 0
        files.append(other / NAME)
    (manual / NAME).write_bytes(merged(*files))
    assert not lacking(manual)
    assert checked(manual)[1] == []


LINES = [Line(f"{n:032x}", f"{n + 9:032x}", date(2026, 1, n), f"ข้อความ {n}") for n in range(1, 5)]
HEAD = "khumue translations: format 1, spelling 1"


@pytest.mark.parametrize("base", ["", f"||||||| base\n{LINES[3]}\n"])
def test_marks_of_a_merge_are_read_as_both_sides_together(base: str) -> None:
    text = f"{HEAD}\n<<<<<<< HEAD\n{LINES[1]}\n{base}=======\n{LINES[2]}\n>>>>>>> theirs\n{LINES[0]}\n"
    confirmed, (told,) = parsed(text)
    assert told.only_told
    assert (told.place.line, told.what.en) == (2, "there are marks of a merge; both sides count")
    assert confirmed is not None
    assert confirmed.text() == "\n".join([HEAD, *map(str, LINES[:3]), ""])


def test_a_damaged_line_is_told_and_kept_and_what_editors_add_is_nothing(manual: Path) -> None:
    path = manual / NAME
    lines = path.read_text(encoding="utf-8").splitlines()
    broken = lines[5][:70]
    text = "\r\n".join([*lines[:5], broken, "", f"  {lines[6]}  ", *lines[7:], ""])
    path.write_bytes(("\ufeff" + text).encode())
    (problem,) = checked(manual)[1]
    assert problem.line(Language.EN).startswith(f"{NAME}:6:1: notice: this line is no confirmed pair")
    assert lacking(manual) == {State.NEW: 1}
    done = khumue("--root", manual, "translations", "--confirm", "--all")
    assert done.returncode == 0, done.stderr
    assert f"{NAME}:6:1" in done.stderr
    written = path.read_bytes().decode()
    assert written.startswith("\ufeff" + HEAD + "\r\n"), "as every file that is changed"
    assert sorted(written.removeprefix("\ufeff").split()) == sorted(" ".join([*lines, broken]).split())
    assert written.split()[-1] == broken.split()[-1]


def test_while_a_manual_has_mistakes_these_alone_are_told(manual: Path, change: Change) -> None:
    change(LEND, THAI, CHANGED)
    change(LEND, "number: 2", "numbr: 2")
    for words in (["check"], ["check", "--require", "100"], ["translations"]):
        done = khumue("--root", manual, *words)
        assert done.returncode == 1
        assert 'the key "numbr" is not known' in done.stderr
        assert "behind" not in done.stderr + done.stdout


def test_a_file_that_notepad_saved_as_ansi_stops_no_build(manual: Path) -> None:
    path = manual / NAME
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp874"))
    (problem,) = checked(manual)[1]
    assert problem.notice
    assert "UTF-8" in problem.remedy.en
    assert khumue("--root", manual, "translations", "--confirm", "--all").returncode == 1


@pytest.mark.parametrize("head", ["khumue translations: format 2, spelling 1", "khumue translations: format 1, spelling 2"])
def test_a_file_of_a_newer_program_is_one_line(head: str, manual: Path) -> None:
    text = (manual / NAME).read_text(encoding="utf-8").replace(HEAD, head)
    (manual / NAME).write_text(text, encoding="utf-8")
    (problem,) = checked(manual)[1]
    assert "newer" in problem.what.en
    for words in (["translations"], ["translations", "--confirm", "--all"]):
        done = khumue("--root", manual, *words)
        assert (done.returncode, done.stderr.splitlines()[:-1]) == (1, [problem.line(Language.EN)])
    assert (manual / NAME).read_text(encoding="utf-8") == text


def test_a_lost_file_is_told_and_never_begun_again_in_silence(manual: Path, change: Change) -> None:
    (manual / NAME).unlink()
    (problem,) = checked(manual)[1]
    assert problem.notice
    assert problem.line(Language.EN).startswith(f"data/manual.yml:7:15: notice: {NAME} is lost")
    for words in (["--begin"], ["--confirm", "process/lend"], ["--withdraw", "--all"]):
        done = khumue("--root", manual, "translations", *words)
        assert done.returncode == 1
        assert f"{NAME} is lost" in done.stderr
    assert not (manual / NAME).exists()
    text = (manual / "data/manual.yml").read_text(encoding="utf-8")
    change("data/manual.yml", re.findall("(?m)^translations: true.*\n", text)[0], "")
    assert checked(manual)[1] == [], "where nothing is kept nothing is told"
    assert khumue("--root", manual, "translations", "--confirm", "--all").returncode == 1
    assert "k-note" not in shown(manual, "en/process/lend.html")
    done = khumue("--root", manual, "translations", "--begin")
    assert done.returncode == 0, done.stderr
    assert re.search("^translations: true #", (manual / "data/manual.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert not lacking(manual)
    again = khumue("--root", manual, "translations", "--begin", lang="th")
    assert again.returncode == 1
    assert "มีไฟล์นี้แล้ว จึงไม่ได้เขียนอะไร" in again.stderr


def test_a_manual_may_confirm_page_by_page_from_the_beginning(manual: Path, change: Change) -> None:
    (manual / NAME).unlink()
    change("data/manual.yml", "translations: true", "translations: false")
    assert "nothing has been confirmed so far" in khumue("--root", manual, "translations").stdout
    assert khumue("--root", manual, "translations", "--confirm", "process/lend").returncode == 0
    assert {one.page for one in stand(manual) if one.state is State.CONFIRMED} >= {"process/lend"}
    assert checked(manual)[0].manual.translations
    done = khumue("--root", manual, "translations", "--withdraw", "process/lend")
    assert "no longer confirmed" in done.stdout
    assert not [one for one in stand(manual) if one.state is State.CONFIRMED]


def test_a_release_may_require_a_share(manual: Path, change: Change) -> None:
    assert khumue("--root", manual, "check", "--require", "100").returncode == 0
    change(LEND, "This is done on Saturday mornings.", "We do this on Saturday mornings.")
    assert khumue("--root", manual, "check", "--require", "99").returncode == 0
    done = khumue("--root", manual, "check", "--require", "100")
    assert done.returncode == 1
    assert "the English is not confirmed (texts on the page process/lend: 1 of" in done.stderr
    assert re.search(r"translations.txt: (\d+) of (\d+) texts are confirmed, less than 100 %", done.stderr)


def test_a_manual_in_thai_alone_has_nothing_to_confirm(manual: Path, change: Change) -> None:
    (manual / NAME).unlink()
    change("data/manual.yml", "\nformat:", "\nlanguages: [th]\nformat:")
    assert [problem for problem in checked(manual)[1] if not problem.only_told] == []
    for words in (["translations"], ["translations", "--begin"]):
        assert khumue("--root", manual, *words).stdout == "the manual is in Thai alone: nothing to confirm\n"
    assert khumue("--root", manual, "check", "--require", "100").returncode == 0


def test_texts_are_named_as_people_name_them(example: Path) -> None:
    guide, _ = checked(example)
    pairs = [one.pair for one in stand(example)]
    (text,) = (pair for pair in pairs if pair.key == "steps/lend/parts/moves/after")
    line = text.th_at.line
    for word in (
        f"{LEND}:{line}",
        f"{LEND}:{line + 1}:11",
        LEND.replace("/", "\\") + f":{line}",
        str(example / LEND) + f":{line}",
    ):
        assert named(guide, pairs, word) == [text], word
    page = named(guide, pairs, "process/lend")
    assert text in page
    for word in (
        "process/lend.html",
        "/en/process/lend.html",
        "http://127.0.0.1:8000/en/process/lend.html",
        "https://a.example/b/en/process/lend.html",
    ):
        assert named(guide, pairs, word) == page, word
    assert text in named(guide, pairs, "process/lend#moves")
    assert len(page) < len(named(guide, pairs, "process")) < len(pairs)
    assert {pair.record for pair in named(guide, pairs, "about")} == {"content/welcome"}
    for word, told in (
        ("proces/lend", 'did you mean "process/lend"?'),
        (f"{LEND}:1", "the nearest are on lines"),
        ("data/x.yml:3", "no text of the manual"),
    ):
        with pytest.raises(ProblemsFound, match=re.escape(told)):
            named(guide, pairs, word)


def test_a_file_that_somebody_else_writes_meanwhile_is_not_written_over(manual: Path) -> None:
    from khumue.editing.confirming import Keeping

    keeping = Keeping(Project(manual, manual / "site"))
    (manual / NAME).write_text(f"{HEAD}\n{LINES[0]}\n", encoding="utf-8")
    with pytest.raises(ProblemsFound, match="the file has changed meanwhile"):
        keeping.keep(checked(manual)[0], Confirmed(), "translations --confirm")
    assert (manual / NAME).read_text(encoding="utf-8") == f"{HEAD}\n{LINES[0]}\n"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("จ่ายเงินภายในวันที่ 10 ของทุกเดือน", "จ่ายเงินภายในวันที่ 5 ของทุกเดือน", "จ่ายเงินภายในวันที่ [10]{5} ของทุกเดือน"),
        ("ประชุมเดือนละครั้ง", "ประชุมเดือนละสองครั้ง", "ประชุมเดือนละ{สอง}ครั้ง"),
        ("every month, by **the 10th**", "by the 10th", "[every month,] by the 10th"),
        ("วันที่", "เวลา", "[วันที่]{เวลา}"),
        ("", "ใหม่", "{ใหม่}"),
        ("ก " * 2000, "ข " * 2000, "[" + "ก " * 1999 + "ก]{" + "ข " * 1999 + "ข}"),
    ],
)
def test_two_texts_are_compared_word_by_word(old: str, new: str, told: str) -> None:
    marks = {"=": "{}", "-": "[{}]", "+": "{{{}}}"}
    assert "".join(marks[sign].format(text) for sign, text in compared(old, new)) == told
