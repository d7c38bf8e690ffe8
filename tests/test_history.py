"""What a command writes over is kept, bounded, and comes back: all of it, or nothing where somebody has written since."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from khumue.editing import history
from khumue.editing.history import change, done, recover, undo
from khumue.problems import ProblemsFound
from khumue.project import Project

from .conftest import khumue
from .killing import Killer


def files(root: Path) -> dict[str, bytes]:
    """All files of a manual but what is kept of it."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".khumue" not in path.parts
    }


@pytest.fixture
def project(manual: Path) -> Project:
    """A copy of the library manual."""
    return Project(manual, manual / "site")


def test_the_last_command_is_undone_and_that_too(project: Project) -> None:
    first = files(project.root)
    path, made = project.data / "glossary.yml", project.data / "terms/new.yml"
    change(project, "one", {path: b"one", made: b"made"})
    second = files(project.root)
    change(project, "two", {path: None})
    assert [(one.number, one.what) for one in done(project)] == [(2, "two"), (1, "one")]
    undo(project)
    assert files(project.root) == second
    undo(project)
    assert not path.exists()
    undo(project)
    with pytest.raises(ProblemsFound, match="no such command"):
        undo(project, 9)
    undo(project, 1)
    assert files(project.root) == first


def test_what_was_changed_since_or_is_damaged_is_not_undone(project: Project) -> None:
    path = project.data / "glossary.yml"
    before = path.read_bytes()
    change(project, "one", {path: b"one", project.data / "facts.yml": None})
    path.write_bytes(b"by a colleague")
    with pytest.raises(ProblemsFound, match=r"data/glossary\.yml: it has been changed since.*0001/files/"):
        undo(project)
    assert not (project.data / "facts.yml").exists()
    path.write_bytes(b"one")
    kept = project.root / ".khumue/history/0001/files/data/glossary.yml"
    kept.write_bytes(b"damaged")
    with pytest.raises(ProblemsFound, match="damaged"):
        undo(project)
    kept.write_bytes(before)
    undo(project)
    assert path.read_bytes() == before


def test_what_is_kept_is_bounded_and_the_last_stays(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST", 3)
    path = project.data / "glossary.yml"
    for number in range(5):
        change(project, f"no. {number}", {path: b"x" * number})
    assert [one.what for one in done(project)] == ["no. 4", "no. 3", "no. 2"]
    monkeypatch.setattr(history, "LARGEST", 10)
    change(project, "large", {path: b"y" * 100})
    change(project, "small", {path: b"z"})
    assert [one.what for one in done(project)] == ["small"]


def test_a_command_killed_at_any_step_has_changed_all_or_nothing_and_leaves_nothing(project: Project) -> None:
    names = ["data/glossary.yml", "data/new/one.yml"]
    before = files(project.root)
    with Killer() as killer:
        steps = killer.run("change", project.root, *names)
        after = files(project.root)
        assert after != before
        undo(project)
        kills = 0
        for event, count in Counter(steps).items():
            for number in range(1, count + 1):
                kills += not killer.run("change", project.root, *names, at=(event, number))
                recover(project)
                now = files(project.root)
                assert now in (before, after), (event, number)
                if now == after:
                    undo(project)
        assert kills > 20
        assert not list((project.root / ".khumue/history").glob("*.begun"))


def test_two_commands_do_not_write_at_once(project: Project) -> None:
    with history._alone(project), pytest.raises(ProblemsFound, match="another command is writing"):
        change(project, "one", {project.data / "glossary.yml": b"one"})


def test_the_command_shows_what_can_be_undone_and_takes_back_what_was_killed(project: Project) -> None:
    path = project.data / "glossary.yml"
    before = path.read_bytes()
    change(project, "texts import texts.xlsx", {path: b"one"})
    listed = khumue("--root", project.root, "undo", "--list")
    assert "texts import texts.xlsx: data/glossary.yml" in listed.stdout
    done_again = khumue("--root", project.root, "undo")
    assert 'these files are as they were before "texts import texts.xlsx"' in done_again.stdout
    assert path.read_bytes() == before
    kept = change(project, "two", {path: b"half"})
    assert kept is not None
    kept.rename(kept.with_name(f"{kept.name}.begun"))
    told = khumue("--root", project.root, "check")
    assert "an earlier command was stopped in the middle" in told.stderr
    assert path.read_bytes() == before
