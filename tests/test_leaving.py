"""Records that are added and go again, and change places: their files, numbers and what names them follow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from khumue import build
from khumue.editing import Wanted, add, leaving
from khumue.editing.named import KINDS, PAGE, held, id_of, sound
from khumue.editing.wanted import CHAPTERS, SHEETS
from khumue.guide import Guide
from khumue.mkdocs_yml import project_at
from khumue.problems import ProblemsFound
from khumue.project import Project

from . import garden
from .test_adding import contents, library, real, windows
from .test_structure import unchanged


@pytest.fixture(params=(real, library, windows, garden.write), ids=lambda manual: manual.__name__)
def project(request: pytest.FixtureRequest, tmp_path: Path, every: bool) -> Project:
    if request.param is real and not every:
        pytest.skip("part of make check")
    return project_at(request.param(tmp_path), None)


def some(guide: Guide) -> list[str]:
    """The kinds of which there are some, but for the sheets, which come and go with what they serve."""
    return [kind for kind in KINDS if kind not in SHEETS and held(guide, kind)]


def test_every_kind_of_record_is_added_between_two_and_removed_again(project: Project) -> None:
    before, guide = contents(project), sound(project)
    for kind in some(guide):
        after = id_of(held(guide, kind)[-1 if kind == PAGE else 0])
        sheets = tuple(sheet for sheet in SHEETS if kind in CHAPTERS and held(guide, sheet))
        add(project, Wanted(kind, "one-more", after=after, sheets=sheets, told=False)).write("add")
        assert contents(project) != before
        leaving.remove(project, kind, "one-more").write("remove")
        unchanged(project, before)


def test_records_change_places_and_come_back(project: Project) -> None:
    before, guide = contents(project), sound(project)
    for kind in some(guide):
        if len(held(guide, kind)) < 2 or (kind == "criterion" and len(guide.criteria[0].criteria) < 2):
            continue
        one, other = (id_of(record) for record in held(guide, kind)[:2])
        leaving.move(project, kind, one, 1).write("move")
        assert [id_of(record) for record in held(sound(project), kind)][:2] == [other, one], kind
        leaving.move(project, kind, one, -1).write("move")
        unchanged(project, before)


def test_a_step_takes_its_sheets_and_what_names_it_along_and_old_addresses_lead_elsewhere(tmp_path: Path) -> None:
    project = project_at(real(tmp_path), None)
    with pytest.raises(ProblemsFound) as found:
        leaving.remove(project, "step", "lessons", "process/index.html")
    held_by = [str(problem.place) for problem in found.value.problems]
    assert sum(place.startswith("data/approach.yml:") for place in held_by) == 2
    for problem in found.value.problems:  # as the message asks
        path = project.root / problem.place.file
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"\{[a-z]+:lessons[^}]*\}|\[[^]]*\]\([^)]*\blessons\b[^)]*\)", "…", text), "utf-8")
    with pytest.raises(ProblemsFound, match="earlier edition had the address"):
        leaving.remove(project, "step", "lessons")
    meant = leaving.remove(project, "step", "lessons", "process/index.html")
    meant.write("remove")
    guide, problems = build.check(project)
    assert guide
    assert [one.what.en for one in problems if not one.notice] == []
    assert [step.number for step in guide.steps] == list(range(1, 7))
    assert "lessons" not in [one.id for kind in ("step", *SHEETS) for one in held(guide, kind)]
    assert all(relation.step != "lessons" for relation in guide.crosswalk.relations)
    assert ("process/lessons.html", "process/index.html") in [(move.old, move.now) for move in guide.manual.moved]
    told = "\n".join(line.th for line in meant.told)
    assert "data/process/06-lessons.yml: ลบไฟล์" in told
    assert "data/crosswalk.yml" in told


def test_pages_of_which_none_says_its_place_get_one_when_they_are_moved(tmp_path: Path) -> None:
    project = project_at(real(tmp_path), None)
    for path in project.content.glob("*.md"):
        text = path.read_text("utf-8")
        path.write_text(re.sub("(?m)^order: [0-9]+\n", "", text, count=1), "utf-8")
    names = [page.name for page in held(sound(project), PAGE)]
    leaving.move(project, PAGE, names[1], -1).write("move")
    assert [page.name for page in held(sound(project), PAGE)] == [names[1], names[0], *names[2:]]
    assert {page.order for page in sound(project).prose if page.name == names[1]} == {1}
