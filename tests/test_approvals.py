"""Who approved what, and what has changed since; reviews; questions that are answered; the page of the team."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from khumue import approvals, build, pages, status
from khumue.books.chapters import Chapter, joined
from khumue.editing import Splices, approve
from khumue.guide import Guide
from khumue.mkdocs_yml import project_at
from khumue.model import Approval, Basis
from khumue.pages.bars import LENGTH, bar
from khumue.project import Project
from khumue.reading.yaml_file import read_yaml
from khumue.sheets.sheet import plan
from khumue.texts import pairs

from .conftest import Watched, khumue, unheld

SAID = ("--by", "คณะกรรมการตัวอย่าง", "--by-en", "the example committee", "--date", "12 ม.ค. 2569")
SAID += ("--document", "รายงานตัวอย่าง ครั้งที่ 1", "--document-en", "example minutes no. 1")
ENGLISH = "Approved by the example committee on 12 January 2026 (example minutes no. 1)"
APPROVAL = Approval.model_validate({"by": {"th": "ก: ข", "en": "a: b"}, "date": "2026-01-12", "document": {"th": "รายงาน #1"}})
MARKS = re.compile(r'<span class="k-mk">([^<]+)</span>')
TYPED = "approved:\n  by: {th: คณะกรรมการตัวอย่าง, en: the example committee}\n  date: 2026-01-12\n"
TYPED += "  document: {th: รายงานตัวอย่าง ครั้งที่ 1, en: example minutes no. 1}\n"


def opened(manual: Path) -> tuple[Project, Guide]:
    project = project_at(manual, None)
    guide, problems = build.check(project)
    assert guide is not None
    assert [problem for problem in problems if not problem.notice] == []
    return project, guide


def shown(manual: Path) -> dict[str, str]:
    """The pages, by their paths."""
    return {page.path: page.html for page in pages.render(opened(manual)[1], {}).pages}


def run(manual: Path, *arguments: str) -> str:
    done = khumue("--root", manual, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def edit(manual: Path, name: str, before: str, after: str) -> None:
    path = manual / "data" / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def states(manual: Path, record: str) -> dict[str, str]:
    found = approvals.standings(opened(manual)[1])
    return {one.pair.key: one.state for one in found if one.pair.record == record and one.state != "about"}


def test_a_page_is_approved_changed_and_to_be_approved_again(manual: Path) -> None:
    told = run(manual, "status", "--approve", "process/lend", *SAID)
    assert "data/process/2-lend.yml:3:1: texts approved: " in told
    assert "data/exercises/lend.yml:3:1: texts approved: " in told
    page = shown(manual)["en/process/lend.html"]
    assert ENGLISH in page
    assert MARKS.findall(page) == ["Proposed"]  # of its worksheet, which has a page of its own
    assert set(states(manual, "steps/lend").values()) == {"approved"}
    assert set(states(manual, "exercises/lend").values()) == {"approved"}

    edit(manual, "process/2-lend.yml", "th: แสดงบัตรสมาชิก", "th: แสดงบัตรสมาชิกทุกครั้ง")
    changed = {key: state for key, state in states(manual, "steps/lend").items() if state != "approved"}
    assert changed == {"steps/lend/parts/moves/points/2/text": "changed"}
    page = shown(manual)["en/process/lend.html"]
    assert 'Show the membership card. <span class="k-mk">Changed since approval</span></li>' in page
    assert f'{ENGLISH}</span> <span class="k-mk">Partly changed since, to be approved again</span>' in page
    assert "process/lend.html" in shown(manual)["questions.html"].partition('id="questions--proposals"')[2]
    told = run(manual, "status")
    assert "changed since approval, English: new, Awaits the example committee: แสดงบัตรสมาชิกทุกครั้ง" in told

    run(manual, "status", "--approve", "process/lend", *SAID)
    assert set(states(manual, "steps/lend").values()) == {"approved"}
    assert MARKS.findall(shown(manual)["en/process/lend.html"]) == ["Proposed"]


def test_what_is_added_within_what_is_approved_is_not_approved(manual: Path) -> None:
    run(manual, "status", "--approve", "steps/lend/parts/moves", *SAID)
    point = "      - text:\n          th: เข้าแถวรอหน้าโต๊ะ\n          en: Queue at the desk.\n"
    edit(manual, "process/2-lend.yml", "      - text:\n          th: แสดงบัตร", f"{point}      - text:\n          th: แสดงบัตร")
    found = {key: state for key, state in states(manual, "steps/lend").items() if "/moves/" in key and state != "approved"}
    assert found == {"steps/lend/parts/moves/points/2/text": "added"}
    assert 'เข้าแถวรอหน้าโต๊ะ <span class="k-mk">เพิ่มหลังรับรอง</span>' in shown(manual)["process/lend.html"]


def test_what_is_moved_renamed_or_spelt_another_way_stays_approved(manual: Path) -> None:
    run(manual, "status", "--approve", "process/lend", *SAID)
    (manual / "data/process/2-lend.yml").rename(manual / "data/process/lending.yml")
    edit(manual, "process/lending.yml", "  - id: moves", "  - id: course")
    edit(manual, "process/lending.yml", "th: แสดงบัตรสมาชิก", "th: 'แสดงบัตรสมาชิก'")
    edit(manual, "process/lending.yml", "จดลงใบยืม (บ.ย.)", "จดลงใบยืม  (บ.ย.)")
    assert set(states(manual, "steps/lend").values()) == {"approved"}


def test_an_approved_sheet_that_was_changed_says_so_on_paper(manual: Path) -> None:
    run(manual, "status", "--approve", "worksheets/lend", *SAID)
    marks = {sheet.path("pdf"): sheet.mark for sheet in plan(opened(manual)[1], None)}
    assert marks["worksheets/lend.th.pdf"] == "partly"  # by the fields that all sheets share
    run(manual, "status", "--approve", "worksheets/index", *SAID)
    marks = {sheet.path("pdf"): (sheet.mark, sheet.mark_in_foot) for sheet in plan(opened(manual)[1], None)}
    assert marks["worksheets/lend.th.pdf"] == ("", "")
    assert marks["worksheets/choose.th.pdf"] == ("proposed", "proposed_long")
    path = manual / "data/worksheets/lend.yml"
    path.write_text(
        re.sub("(?<=title:\n  th: ).*", "ใบยืมหนังสือแบบใหม่", path.read_text(encoding="utf-8"), count=1), encoding="utf-8"
    )
    marks = {sheet.path("pdf"): (sheet.mark, sheet.mark_in_foot) for sheet in plan(opened(manual)[1], None)}
    assert marks["worksheets/lend.th.pdf"] == ("changed", "since")


def test_an_approval_that_was_typed_is_told_until_it_is_recorded(manual: Path) -> None:
    edit(manual, "exercises/lend.yml", "status: proposed\n", TYPED)
    told = khumue("--root", manual, "check").stderr
    assert "data/exercises/lend.yml:10:3: notice: approved: was typed, and nothing remembers which texts it is of" in told
    assert ENGLISH in shown(manual)["en/process/lend.html"]
    assert "Approvals that were typed and are not recorded\n  data/exercises/lend.yml:10:3" in run(manual, "status")
    assert "the example committee, example minutes no. 1: texts recorded: " in run(manual, "status", "--record")
    assert "was typed" not in khumue("--root", manual, "check").stderr
    assert run(manual, "status", "--record") == "every approval is recorded\n"
    path = manual / "data/exercises/lend.yml"
    path.write_text(re.sub("(?<=aim:\n  th: ).*", "จุดมุ่งหมายใหม่ทั้งหมด", path.read_text(encoding="utf-8")), encoding="utf-8")
    assert [state for state in states(manual, "exercises/lend").values() if state != "approved"] == ["added"]


def test_an_approval_of_the_whole_holds_for_its_pages_too(manual: Path) -> None:
    told = run(manual, "status", "--approve", "manual", *SAID)
    assert told.startswith("data/manual.yml:")
    assert states(manual, "content/welcome")["content/welcome/title"] == "approved"
    assert "proposed" in states(manual, "steps/lend").values()
    for path in (manual / "content").glob("welcome.*.md"):
        path.write_text(path.read_text(encoding="utf-8") + "\nเพิ่มภายหลัง (added)\n", encoding="utf-8")
    assert "changed" in states(manual, "content/welcome").values()
    assert "Partly changed since" in shown(manual)["en/welcome.html"]


def test_the_approval_of_a_card_is_of_its_lines_and_of_nothing_else(manual: Path) -> None:
    run(manual, "status", "--approve", "process/lend#action", *SAID)
    found = states(manual, "steps/lend")
    assert {state for key, state in found.items() if "/action/" in key and "/approved/" not in key} == {"approved"}
    assert found["steps/lend/title"] == "proposed"
    assert "k-act__mark" not in shown(manual)["process/lend.html"]


@pytest.mark.parametrize("form", [lambda text: text, lambda text: "\ufeff" + text.replace("\n", "\r\n")])
def test_whatever_stands_in_the_data_can_be_approved_and_all_else_stays(manual: Path, form: Callable[[str], str]) -> None:
    """Each thing alone, in brackets and without: what is read is the same, but for where it comes from."""
    edit(
        manual,
        "process/4-restock.yml",
        "terms:",
        "tools:\n  - {tool: card, status: proposed, text: {th: ใช้บัตร, en: a card}} # a note\nterms:",
    )
    for path in (manual / "data").rglob("*.yml"):
        path.write_bytes(form(path.read_text(encoding="utf-8")).encode())
    project, guide = opened(manual)
    things = [one for row, inside in guide.walked if row.carries for one in inside if isinstance(one, Basis)]
    assert len(things) > 70
    for thing in things:
        splices = Splices(project)
        approve(guide, splices, [thing], APPROVAL)
        draft = splices.draft(thing.place.file)
        after = draft.after.decode().removeprefix("\ufeff").replace("\r\n", "\n")
        before = draft.text.replace("\r\n", "\n")
        assert said(after) == said(before), thing.place
        assert "รายงาน #1" in after, thing.place
        assert after.count("# ") >= before.count("# "), thing.place


def said(text: str) -> object:
    """What stands in a file, without what says where it comes from."""
    document, problems = read_yaml(text, "a.yml")
    assert document is not None
    assert not [problem for problem in problems if not problem.notice]

    def bare(value: object) -> object:
        if isinstance(value, dict):
            left_out = ("status", "approved", "__place__", "__places__")
            return {key: bare(inner) for key, inner in value.items() if key not in left_out}
        return [bare(inner) for inner in value] if isinstance(value, list) else value

    return bare(document.value)


def test_places_are_named_as_people_name_them(manual: Path) -> None:
    line = (manual / "data/process/2-lend.yml").read_text(encoding="utf-8").split("\n").index("          th: แสดงบัตรสมาชิก") + 1
    for place, count in (
        (f"data/process/2-lend.yml:{line}", 1),
        (f"process\\2-lend.yml:{line}:11", 1),
        ("steps/lend/parts/moves/points/2/text", 1),
        ("/process/lend.html#moves", 9),
        ("en/process/lend#moves", 9),
    ):
        assert f": texts approved: {count}\n" in run(manual, "status", "--approve", place, *SAID), place
    for place in ("process/lnd", "data/process/2-lend.yml:1", "questions/how-many-books", "manual/title", "..", ""):
        done = khumue("--root", manual, "status", "--approve", place or " ", *SAID)
        assert (done.returncode, len(done.stderr.splitlines())) == (1, 2), place
    assert 'did you mean "process/lend"?' in khumue("--root", manual, "status", "--approve", "process/lnd", *SAID).stderr
    assert khumue("--root", manual, "status", "--approve", "process/lend").returncode == 2
    done = khumue("--root", manual, "status", "--approve", "process/lend", *SAID, "--date", "31/2/2569")
    assert done.stderr.splitlines()[0].startswith("--date: this is no day: 31/2/2569; write one such as ")
    assert done.returncode == 1


def test_the_file_of_approvals_merges_by_lines_and_tells_what_is_damaged(manual: Path) -> None:
    run(manual, "status", "--approve", "process/lend", *SAID)
    path = manual / "data/approvals.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# khumue approvals 1"
    assert lines[1:] == sorted(lines[1:])
    half = len(lines) // 2
    merged = [*lines[:half], "<<<<<<< mine", *lines[half:-1], "=======", lines[-1], ">>>>>>> theirs"]
    path.write_bytes("\r\n".join(merged).encode())
    assert set(states(manual, "steps/lend").values()) == {"approved"}
    path.write_text("\n".join([*lines, lines[1] + "!", "x"]), encoding="utf-8")
    told = khumue("--root", manual, "check").stderr.splitlines()
    assert [line.partition(": ")[0] for line in told if "approvals" in line] == [
        f"data/approvals.txt:{len(lines) + 1}:1",
        f"data/approvals.txt:{len(lines) + 2}:1",
    ]
    damaged = path.read_bytes()
    assert "typed" not in run(manual, "status")
    for arguments in (("--approve", "process/lend", *SAID), ("--record",)):
        done = khumue("--root", manual, "status", *arguments)
        assert (done.returncode, path.read_bytes()) == (1, damaged)
        assert "this line is damaged, or was changed by hand" in done.stderr
    path.write_text("# khumue approvals 2\nx\n", encoding="utf-8")
    assert "data/approvals.txt:1:1: a newer Khumue wrote this file" in khumue("--root", manual, "status").stderr
    path.unlink()
    assert "approved: was typed" in khumue("--root", manual, "check").stderr


def test_what_cannot_be_written_leaves_everything_as_it_was(manual: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from khumue.editing import history

    before = {path: path.read_bytes() for path in (manual / "data").rglob("*") if path.is_file()}

    def fail(path: Path, content: bytes) -> None:
        if path.name == "approvals.txt":
            raise OSError(28, "No space left on device", str(path))
        path.write_bytes(content)

    project, guide = opened(manual)
    splices = Splices(project)
    approve(guide, splices, list(guide.steps), APPROVAL)
    monkeypatch.setattr(history, "become", fail)
    with pytest.raises(OSError, match="No space"):
        splices.write("test")
    monkeypatch.undo()
    assert {path: path.read_bytes() for path in (manual / "data").rglob("*") if path.is_file()} == before


def test_a_question_that_is_answered_is_no_gap_any_more_and_stays_on_the_record(manual: Path) -> None:
    assert "<details" in shown(manual)["process/lend.html"]
    path = manual / "data/questions.yml"
    text = path.read_text(encoding="utf-8")
    (line,) = re.findall("^# .* (answer: {.*)$", text, re.MULTILINE)
    for word in ("คำตอบตัวอย่าง", "an example", "สำนักตัวอย่าง", "an office"):
        line = line.replace("…", word, 1)
    path.write_text(f"{text.rstrip()}\n  {line}\n", encoding="utf-8")
    assert khumue("--root", manual, "check").stderr.count("questions.yml") == 0
    found = shown(manual)
    assert "<details" not in found["process/lend.html"]
    page = found["en/questions.html"]
    assert 'id="questions--list"' not in page
    answered = page.partition('id="questions--answered"')[2]
    assert '<li id="how-many-books"' in answered
    assert "<br>an example\n" in answered
    assert "Answered by an office on 31 January 2026" in answered
    assert 'href="process/lend.html"' in answered


def test_a_review_is_told_on_its_page_and_the_reader_s_day_tells_whether_it_is_overdue(
    manual: Path, tmp_path: Path, watch: Callable[..., Watched], pages_only: None
) -> None:
    edit(manual, "manual.yml", "  date: 2026-01-10\n", "  date: 2026-01-10\n  due: 2026-02-10\n")
    edit(manual, "manual.yml", "featured_terms", "status_page: true\nfeatured_terms")
    done = khumue("--root", manual, "build", "--pages", "--site", tmp_path / "site")
    assert done.returncode == 0, done.stderr
    card = pages.render(opened(manual)[1], {}).pages
    chapter = next(
        Chapter(page.address, page.section, page.title, page.tree) for page in card if page.path == "en/tools/card.html"
    )
    assert "next due 10 January 2031" in joined(chapter, 1, {}, "p.")
    assert "overdue" not in joined(chapter, 1, {}, "p.")  # a book knows no day of its reader
    watched = watch((tmp_path / "site").as_uri())
    watched.page.clock.set_fixed_time("2026-02-10T12:00:00")
    watched.page.goto((tmp_path / "site/en/tools/card.html").as_uri())
    line = watched.page.locator("p.k-small", has_text="Last reviewed 10 January 2026 · next due 10 January 2031")
    expect(line).to_be_visible()
    expect(watched.page.get_by_text("overdue")).to_have_count(2)
    for mark in watched.page.get_by_text("overdue").all():
        expect(mark).to_be_hidden()
    watched.page.clock.set_fixed_time("2026-02-11T00:01:00")
    watched.page.reload()
    expect(watched.page.locator("footer b[data-due]")).to_be_visible()
    expect(line.locator("b")).to_be_hidden()
    watched.page.goto((tmp_path / "site/en/status.html").as_uri())
    expect(watched.page.locator("dl dt").first).to_have_text("10 February 2026 overdue")
    assert "How far the manual is" not in searched(tmp_path / "site/assets/search/en.js")
    assert watched.complaints == []


def searched(path: Path) -> str:
    """What the browser searches, as text."""
    packed = re.search(rb'"([A-Za-z0-9+/=]{100,})"', path.read_bytes())
    assert packed
    return zlib.decompressobj().decompress(base64.b64decode(packed[1])).decode("cp874")


def test_the_page_of_the_team_is_in_the_preview_and_published_where_it_is_asked_for(manual: Path) -> None:
    preview = build.shown(project_at(manual, None))
    assert {"status.html", "en/status.html"} <= preview.paths
    page = preview.page("en/status.html").html
    guide = opened(manual)[1]
    found = status.of(guide, None)
    texts = len(list(pairs(guide)))
    assert found.whole.texts == texts == sum(row.texts for row in found.rows) == sum(found.whole.english.values())
    assert sum(found.whole.basis.values()) == texts  # nothing in it is about an approval or a review
    row = next(row for row in found.rows if row.title.en == "Lending in 4 steps")
    assert f'Lending in 4 steps</th><td class="n">{row.texts}</td>' in unheld(page).replace("\n", "")
    assert f'<td class="n">{row.basis["proposed"]}</td>' in page
    assert "style=" not in page
    assert "status.html" not in build.shown(project_at(manual, None), preview=False).paths
    edit(manual, "manual.yml", "featured_terms", "status_page: true\nfeatured_terms")
    assert "status.html" in build.shown(project_at(manual, None), preview=False).paths


def test_a_manual_in_thai_alone_has_no_figures_of_english(manual: Path) -> None:
    edit(manual, "manual.yml", "featured_terms", "languages: [th]\nfeatured_terms")
    assert "ภาษาอังกฤษ" not in khumue("--root", manual, "status", lang="th").stdout
    page = build.shown(project_at(manual, None)).page("status.html").html
    assert "ภาษาอังกฤษ" not in page
    assert 'lang="en"' not in page


def test_the_parts_of_a_bar_are_as_long_as_their_numbers_and_never_too_short_to_be_seen() -> None:
    parts = bar(["a", "b", "c"], {"a": 997, "b": 0, "c": 3})
    assert [name for name, _, _ in parts] == ["a", "c"]
    (_, start, length), (_, after, least) = parts
    assert start + length + 1 == pytest.approx(after, abs=0.1)
    assert 6 <= least < 8
    assert after + least == pytest.approx(LENGTH + 0.5, abs=0.2)
    assert bar(["a"], {"a": 0}) == []
