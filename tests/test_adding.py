"""Records that are added and renamed: valid at once, at their place, told until they are written; all else stays, to the byte."""

from __future__ import annotations

import os
import re
import shutil
from difflib import unified_diff
from pathlib import Path

import pytest

from khumue import build
from khumue.editing import Wanted, add, adding, rename, renaming
from khumue.editing.named import CLASSES, KINDS, PAGE, ROWS, held, id_of, sound
from khumue.editing.wanted import SHEETS
from khumue.guide import Guide
from khumue.language import Language
from khumue.mkdocs_yml import project_at
from khumue.model import Addressed
from khumue.problems import Problem, ProblemsFound
from khumue.project import Project

from . import garden
from .conftest import LIBRARY, ROOT, khumue

LEFT = re.compile(r"still to be written|is not used|no (?:worksheet|exercise) serves")
"""What `check` may say of what was added."""
OFFERED = re.compile(r"^( *)# (?=(?:  )*(?:- )?[a-z_]+:)", re.MULTILINE)
"""What stands before a line that is offered as a comment."""


def real(folder: Path) -> Path:
    for name in ("data", "content"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return folder


def library(folder: Path) -> Path:
    """The library manual, with a section of which it has no file yet."""
    shutil.copytree(LIBRARY, folder, dirs_exist_ok=True)
    manual = folder / "data/manual.yml"
    section = "sections:\n  - id: agencies\n    title: {th: หน่วยงาน, en: Agencies}\n"
    manual.write_text(re.sub("^sections:.*\n", section, manual.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    return folder


def windows(folder: Path) -> Path:
    """The same as Windows may keep it."""
    for path in texts(library(folder)):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    return folder


@pytest.fixture(params=(real, library, windows, garden.write), ids=lambda manual: manual.__name__)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Project:
    return project_at(request.param(tmp_path), None)


def texts(folder: Path) -> list[Path]:
    return sorted([*(folder / "data").rglob("*.yml"), *(folder / "content").rglob("*.md")])


def contents(project: Project) -> dict[str, str]:
    return {project.name_of(path): path.read_bytes().decode() for path in texts(project.root)}


def checked(project: Project) -> tuple[Guide, list[Problem]]:
    """The guide, of which nothing is worse than a notice."""
    guide, problems = build.check(project)
    assert guide is not None
    assert [problem.line(Language.EN) for problem in problems if not problem.notice] == []
    return guide, problems


def changes(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that went, and those that came."""
    found = list(unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), n=0))[2:]
    return [line[1:] for line in found if line[0] == "-"], [line[1:] for line in found if line[0] == "+"]


def without_number(name: str) -> str:
    return re.sub(r"/[0-9]+-", "/", name)


def added(project: Project, kind: str, guide: Guide) -> None:
    """Adds one of a kind behind the first that there is, so that all others are numbered anew."""
    first = next((id_of(record) for record in held(guide, kind)), None)
    serves = guide.steps[0].id if kind in ("worksheet", "exercise") else None
    add(project, Wanted(kind, f"new-{kind}", after=first, serves=serves)).write("test")


def test_one_of_each_kind_is_valid_at_once_at_its_place_and_told(project: Project) -> None:
    guide, earlier = checked(project)
    before = contents(project)
    for kind in KINDS:
        added(project, kind, guide)
    guide, problems = checked(project)
    for kind in KINDS:
        ids = [id_of(record) for record in held(guide, kind)]
        numbered = kind not in SHEETS or any(re.search(f"{kind}s/[0-9]+-", name) for name in before)
        assert not numbered or ids.index(f"new-{kind}") == min(1, len(ids) - 1), kind
    said = [problem.what.en for problem in problems]
    assert len([what for what in said if "still to be written" in what]) > 2 * len(KINDS)
    assert [what for what in said if not LEFT.search(what)] == [
        problem.what.en for problem in earlier if not LEFT.search(problem.what.en)
    ]
    after = {without_number(name): content for name, content in contents(project).items()}
    for name, content in before.items():
        now = after[without_number(name)]
        went, came = changes(content, now)
        assert all(re.search(r"number|order|[}\]]$", line.rstrip()) for line in went), name  # or the end of a list in brackets
        assert content.startswith("\ufeff") == now.startswith("\ufeff")
        assert not content.count("\r\n") or now.count("\r\n") == now.count("\n")
        assert len(came) > len(went) or all(re.search("number|order", line) for line in came), name
    for path in texts(project.root):
        path.write_bytes(OFFERED.sub(r"\1", path.read_bytes().decode()).encode())
    assert len(checked(project)[1]) > len(problems)  # valid too, and told as well


ALIAS = re.compile(r""" *aliases: \[x-[a-z0-9-]+\]\r?\n|, ("?)aliases\1: \["?x-[a-z0-9-]+"?\]|(?<=[a-z]), x-[a-z0-9-]+(?=\])""")
"""An alias that a record has since it was renamed, as a line of its own or within one."""
MOVED = re.compile(r"""moved:\r?\n +- old: x-[a-z0-9-]+\.html\r?\n +now: [a-z0-9-]+\.html\r?\n""")
"""What leads to a hand-written page from the address that it had."""


def named(guide: Guide) -> list[tuple[str, str]]:
    """The second of each kind, or the first, by what they are called."""
    return [(kind, id_of(record)) for kind in KINDS for record in held(guide, kind)[:2][-1:]]


def references(names: list[tuple[str, str]]) -> str:
    """A line that refers to records as texts do."""
    return "# " + " ".join(f"{{{kind}:{id}}} {{{kind}:{id}|name}} [ก]({kind}:{id})" for kind, id in names if kind != PAGE)


def links(names: list[tuple[str, str]]) -> str:
    """Lines that lead to where records stand."""
    addresses = {PAGE: "{id}.html", "exercise": "worksheets/index.html"}
    led = [(addresses.get(kind) or ROWS[kind].address).format(id=id) for kind, id in names]
    return "".join(f"- [ก]({address})\n" for address in led)


def test_an_id_changes_everywhere_and_back_and_leaves_nothing_but_an_alias(project: Project, every: bool) -> None:
    guide, _ = checked(project)
    if guide.facts and guide.agencies and not every:
        pytest.skip("the real manual, which is read anew for each: part of make check")
    names = named(guide)
    for language in Language:
        head = f"---\ntitle: ลิงก์\nsection: {guide.manual.sections[-1].id}\ndescription: ก\n---\n\n"
        (project.content / f"links.{language}.md").write_bytes((head + links(names)).encode())
    manual = project.data / "manual.yml"
    manual.write_bytes(manual.read_bytes() + f"\n{references(names)}\n".encode())
    checked(project)
    before = contents(project)
    for kind, id in names:
        rename(project, f"{kind}:{id}", f"x-{kind}-{id}").write("test")
    guide, _ = checked(project)
    now = [(kind, f"x-{kind}-{id}") for kind, id in names]
    assert set(now) <= {(kind, id_of(one)) for kind in KINDS for one in held(guide, kind)}
    assert contents(project)["content/links.th.md"].endswith(links(now))
    assert contents(project)["data/manual.yml"].endswith(f"\n{references(now)}\n")
    for kind, id in names:
        rename(project, f"{kind}:x-{kind}-{id}", id).write("test")
    checked(project)
    after = contents(project)
    after["data/manual.yml"], moves = MOVED.subn("", after["data/manual.yml"])
    assert moves == sum(kind == PAGE for kind, _ in names)
    assert {name: ALIAS.sub("", content) for name, content in after.items()} == before
    assert sum(len(ALIAS.findall(content)) for content in after.values()) == sum(has_aliases(kind) for kind, _ in names)


def has_aliases(kind: str) -> bool:
    return kind in CLASSES and issubclass(CLASSES[kind], Addressed)


@pytest.fixture
def shelf(tmp_path: Path) -> Project:
    """The library manual alone."""
    return project_at(library(tmp_path), None)


REFUSED = {
    ("stp", "x"): 'stp: "stp" is no kind of record; did you mean "step"?',
    (
        "step",
        "Lend",
    ): '--id: "Lend" cannot be an id; use a-z, 0-9 and -, 60 at most, beginning with a letter, such as know-community',
    (
        "step",
        "l" * 61,
    ): f'--id: "{"l" * 60}" cannot be an id; use a-z, 0-9 and -, 60 at most, beginning with a letter, such as know-community',
    ("step", "con"): '--id: the id "con" is reserved; choose another',
    ("page", "glossary"): '--id: the id "glossary" is reserved; choose another',
    ("item", "lend"): '--id: "lend" is the id of what is at data/process/2-lend.yml:3:5; choose another',
    ("tool", "borrow"): '--id: "borrow" was the id of what is at data/process/2-lend.yml:4:10; choose another',
    ("page", "welcome"): '--id: "welcome" is the id of what is at content/welcome.th.md:1:1; choose another',
    ("worksheet", "x"): "--serves: there is no step or item",
    ("step", "x", "after", "lent"): '--after: there is no step "lent"; did you mean "lend"?',
    ("step", "x", "before", "lent"): '--before: there is no step "lent"; did you mean "lend"?',
    ("step", "x", "within", "here"): '--in: there is no group "here"; there are none yet',
    ("page", "x", "within", "abot"): '--in: there is no section "abot"; did you mean "about"?',
    ("term", "x", "within", "about"): "--in: --in is not for a term; it is for step, item, criterion, page",
    ("term", "x", "sheets", ("worksheet",)): "--with: --with is not for a term; it is for step, item",
    ("step", "x", "sheets", ("sheet",)): '--with: "sheet" does not come with it; did you mean "worksheet"?',
    ("criterion", "x", "within", "newbooks"): "--in: it is not said in which set of criteria; did you mean",
}


@pytest.mark.parametrize("wanted", REFUSED, ids=str)
def test_what_cannot_be_added_is_told_in_one_line(shelf: Project, wanted: tuple[str, ...]) -> None:
    kind, id, *more = wanted
    with pytest.raises(ProblemsFound) as raised:
        add(shelf, Wanted(kind, id, **dict([more] if more else [])))  # type: ignore[arg-type]
    (problem,) = raised.value.problems
    assert problem.line(Language.EN).startswith(REFUSED[wanted])


def test_what_has_no_section_or_no_frame_yet_is_told_with_what_to_write(shelf: Project) -> None:
    manual = shelf.data / "manual.yml"
    manual.write_text(re.sub(r"  - id: sources\n    title:\n.*\n.*\n", "", manual.read_text("utf-8")), "utf-8")
    with pytest.raises(
        ProblemsFound, match=r'manual.yml:\d+:\d+: sections: the manual has no section "sources"; add - id: sources'
    ):
        add(shelf, Wanted("source", "x"))
    shutil.rmtree(shelf.data / "tools")
    (shelf.data / "tools.yml").unlink()
    lend = shelf.data / "process/2-lend.yml"
    lend.write_text(re.sub(r"tools:.*?terms", "terms", lend.read_text("utf-8"), flags=re.DOTALL), "utf-8")
    with pytest.raises(ProblemsFound, match=r"data/tools.yml: this file is not there; write it first: title, short, lead"):
        add(shelf, Wanted("tool", "x"))


def test_a_manual_with_mistakes_is_mended_first(shelf: Project) -> None:
    (shelf.data / "glossary.yml").write_text("- id: a\n  titel: x\n", "utf-8")
    for command in (lambda: add(shelf, Wanted("term", "x")), lambda: rename(shelf, "lend", "loan")):
        with pytest.raises(ProblemsFound, match=r'(?s)nothing was written; mend these first\n.*the key "titel" is not known'):
            command()


RENAMED_NOT = {
    ("lended", "x"): 'lended: nothing is called "lended"; did you mean "lend"?',
    ("stp:lend", "x"): 'stp:lend: "stp" is no kind of record; did you mean "step"?',
    ("lend", "register"): 'register: "register" is the id of what is at data/process/1-register.yml',
    ("return", "borrow"): 'borrow: "borrow" was the id of what is at data/process/2-lend.yml:4:10; choose another',
    ("lend", "step:lend"): "lend: the new id is the old one; choose another",
    ("lend", "Lend"): 'Lend: "Lend" cannot be an id',
    ("about", "x"): 'about: nothing is called "about"',
}


@pytest.mark.parametrize("said", RENAMED_NOT, ids=str)
def test_what_cannot_be_renamed_is_told_in_one_line(shelf: Project, said: tuple[str, str]) -> None:
    with pytest.raises(ProblemsFound) as raised:
        rename(shelf, *said)
    (problem,) = raised.value.problems
    assert problem.line(Language.EN).startswith(RENAMED_NOT[said])


def test_records_that_are_called_alike_are_told_apart_by_their_kind(tmp_path: Path) -> None:
    project = project_at(real(tmp_path), None)
    with pytest.raises(ProblemsFound, match='"forum"; say which: step:forum, worksheet:forum, exercise:forum, term:forum'):
        rename(project, "forum", "assembly")
    meant = rename(project, "step:forum", "assembly", with_sheets=True)
    assert [line.en for line in meant.told[:3]] == [
        f"{kind}:forum → {kind}:assembly" for kind in ("step", "worksheet", "exercise")
    ]
    meant.write("test")
    guide, _ = checked(project)
    chapter = guide.find("steps", "assembly")
    (sheet,), (exercise,) = guide.worksheets_of(chapter), guide.exercises_of(chapter)
    assert (sheet.id, sheet.aliases, sheet.code, exercise.id) == ("assembly", ("forum",), "WS-S3", "assembly")
    assert guide.find("terms", "forum")


def test_a_reference_by_an_earlier_id_counts_for_the_record_of_today(shelf: Project) -> None:
    exercise = shelf.data / "exercises/lend.yml"
    exercise.write_text(exercise.read_text("utf-8").replace("serves: lend", "serves: borrow"), "utf-8")
    glossary = shelf.data / "glossary.yml"
    glossary.write_text(glossary.read_text("utf-8").replace("record: lend", "record: borrow"), "utf-8")
    guide, problems = checked(shelf)
    assert [one.id for one in guide.exercises_of(guide.find("steps", "lend"))] == ["lend"]
    assert guide.find("terms", "loan-slip").record == "lend"
    assert [problem.what.en for problem in problems if "now called" in problem.what.en] == [
        'serves: "borrow" is now called "lend"',
        'record: "borrow" is now called "lend"',
    ]


def test_a_step_comes_with_its_sheets_in_the_order_of_the_steps(tmp_path: Path) -> None:
    project = project_at(real(tmp_path), None)
    before, _ = checked(project)
    said = khumue("--root", tmp_path, "add", "step", "--after", "forum", "--id", "monitor", "--with", "worksheet,exercise")
    assert said.returncode == 0, said.stderr
    assert "data/process/04-activities.yml → 05-activities.yml: activities: number 4 → 5" in said.stdout
    assert "data/worksheets/04-activities.yml → 05-activities.yml, and 11 more in data/worksheets/" in said.stdout
    assert "content/editing.th.md speaks of a file that has another name now" not in said.stdout
    said = khumue("--root", tmp_path, "rename", "step:forum", "assembly", "--dry-run")
    assert "content/editing.th.md speaks of a file that has another name now" in said.stdout
    guide, _ = checked(project)
    for kind in ("step", "worksheet", "exercise"):
        ids = [id_of(record) for record in held(before, kind)]
        assert [id_of(record) for record in held(guide, kind)] == [*ids[:3], "monitor", *ids[3:]]
        files = sorted(path.name for path in (tmp_path / "data" / ROWS[kind].pattern).parent.iterdir())
        assert files == [f"{n:02}-{id}.yml" for n, id in enumerate([*ids[:3], "monitor", *ids[3:]], 1)]
    assert [step.number for step in guide.steps] == list(range(1, 9))
    assert {guide.address_of(one) for one in before.steps} < {guide.address_of(one) for one in guide.steps}
    assert {one.code for one in before.worksheets} < {one.code for one in guide.worksheets}


def test_no_file_comes_to_stand_in_the_place_of_another(shelf: Project) -> None:
    (shelf.data / "process/3-return.yml").rename(shelf.data / "process/2-loan.yml")
    with pytest.raises(ProblemsFound, match=r"data/process/2-loan.yml: a file of this name is there already"):
        rename(shelf, "lend", "loan")


@pytest.mark.parametrize("kind", ["term", "criterion", "agency", "question"])
def test_a_record_comes_first_in_a_list_in_brackets(tmp_path: Path, kind: str) -> None:
    project = project_at(garden.write(tmp_path), None)
    guide, _ = checked(project)
    for id in ("two", "one"):
        first = next((id_of(record) for record in held(guide, kind)), None)
        within = "plants" if kind == "criterion" and not first else None
        add(project, Wanted(kind, id, before=first, within=within)).write("test")
        guide, _ = checked(project)
    assert [id_of(record) for record in held(guide, kind)][:2] == ["one", "two"]


def test_what_is_tried_writes_nothing(shelf: Project) -> None:
    before = contents(shelf)
    for words in (("add", "step", "--id", "x"), ("rename", "lend", "loan")):
        said = khumue("--root", shelf.root, *words, "--dry-run")
        assert said.stdout.startswith("this would be done; nothing has been written\n  ")
        assert contents(shelf) == before
    assert not (shelf.root / ".khumue").exists()


def test_before_the_first_and_in_a_manual_in_thai_alone(shelf: Project) -> None:
    manual = shelf.data / "manual.yml"
    manual.write_text(re.sub("^format:", "languages: [th]\nformat:", manual.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    for kind, first in (("step", "register"), ("term", "member"), ("page", "welcome"), ("criterion", "wanted")):
        add(shelf, Wanted(kind, "x", before=first, title="ชื่อ: ที่บอก")).write("test")
    guide, _ = checked(shelf)
    for kind in ("step", "term", "page", "criterion"):
        record = held(guide, kind)[0]
        assert id_of(record) == "x"
        title = record.title if kind == PAGE else record.title.th
        assert title == "ชื่อ: ที่บอก"
    made = [path for path in texts(shelf.root) if re.search(r"[-/]x\.", str(path))]
    assert [path.name for path in made] == ["x.th.md", "1-x.yml"]
    assert not re.search(r"^ *en: | / [a-z]", made[1].read_text("utf-8"), re.MULTILINE)


def test_what_changed_meanwhile_or_cannot_be_written_is_left_alone_with_all_else(
    shelf: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    meant = add(shelf, Wanted("step", "x", before="register"))
    lend = shelf.data / "process/2-lend.yml"
    lend.write_bytes(lend.read_bytes() + b"# by a colleague\n")
    before = contents(shelf)
    with pytest.raises(ProblemsFound, match=r"data/process/2-lend.yml: the file has changed meanwhile"):
        meant.write("test")
    with monkeypatch.context() as locked:
        locked.setattr(os, "access", lambda path, _: Path(path) != lend)
        with pytest.raises(ProblemsFound, match=r"data/process/2-lend.yml: this file may be read, and not written"):
            add(shelf, Wanted("step", "x", before="register")).write("test")
    assert contents(shelf) == before


def test_what_changes_while_the_manual_is_read_is_told_too(shelf: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, command in ((adding, lambda: add(shelf, Wanted("step", "x"))), (renaming, lambda: rename(shelf, "lend", "x"))):

        def read_and_change(project: Project) -> Guide:
            guide = sound(project)
            for path in project.data.rglob("*.yml"):
                path.write_bytes(b"# by a colleague\n" + path.read_bytes())
            return guide

        monkeypatch.setattr(module, "sound", read_and_change)
        with pytest.raises(ProblemsFound, match="the file has changed meanwhile"):
            command()


def test_a_record_behind_one_that_was_just_added_stands_behind_what_is_offered_there(shelf: Project) -> None:
    for id in ("one", "two"):
        add(shelf, Wanted("term", id, after="member")).write("test")
    text = (shelf.data / "glossary.yml").read_text("utf-8")
    assert re.search(
        r"\n  status: proposed\n\n- id: two .*?\n  # see: .*\n\n- id: one .*?\n  # see: .*\n\n- id: loan-slip", text, re.DOTALL
    )


def test_the_pages_of_a_manual_with_one_of_each_are_built(shelf: Project, pages_only: None) -> None:
    guide, _ = checked(shelf)
    for kind in KINDS:
        added(shelf, kind, guide)
    rename(shelf, "step:new-step", "renamed").write("test")
    said = khumue("--root", shelf.root, "build", "--pages", "--site", shelf.root / "site")
    assert said.returncode == 0, said.stderr
    page = (shelf.root / "site/process/renamed.html").read_text("utf-8")
    assert "… ชื่อเต็ม" in page
    assert "renamed.html" in (shelf.root / "site/process/new-step.html").read_text("utf-8")


def test_the_help_names_every_kind() -> None:
    said = khumue("add", "--help").stdout
    assert [kind for kind in KINDS if not re.search(rf"\b{kind}\b", said)] == []


@pytest.mark.parametrize(
    ("moved", "then"),
    [
        (
            "moved:\n  - old: x.html # of old\n    now: welcome.html#hours\n",
            "moved:\n  - old: x.html # of old\n    now: desk.html#hours\n  - old: welcome.html\n    now: desk.html\n",
        ),
        (
            "moved: [{old: desk.html, now: welcome.html}]\n",
            "moved: [{old: welcome.html, now: desk.html}]\n",
        ),
        (
            "moved:\n  - {old: x.html, now: y.html}\n",
            "moved:\n  - {old: x.html, now: y.html}\n  - {old: welcome.html, now: desk.html}\n",
        ),
    ],
)
def test_what_led_to_a_page_leads_to_its_new_address(shelf: Project, moved: str, then: str) -> None:
    manual = shelf.data / "manual.yml"
    before = manual.read_bytes().decode()
    manual.write_bytes((before + moved).encode())
    rename(shelf, "page:welcome", "desk").write("test")
    assert manual.read_bytes().decode() == before + then
