"""Entries that are added, removed and moved, of every kind that the model has: all else stays, to the byte."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from khumue import model
from khumue.editing import structure
from khumue.editing.entries import Entries
from khumue.editing.meant import Meant
from khumue.editing.named import sound
from khumue.editing.splice import Draft
from khumue.editing.structure import bare
from khumue.guide import Guide
from khumue.language import Language
from khumue.mkdocs_yml import project_at
from khumue.model import Element, fields_with_elements
from khumue.problems import ProblemsFound
from khumue.project import Project
from khumue.reading.yaml_file import read_yaml
from khumue.texts import elements

from . import garden
from .test_adding import changes, contents, library, real, windows


@pytest.fixture(params=(real, library, windows, garden.write), ids=lambda manual: manual.__name__)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Project:
    return project_at(request.param(tmp_path), None)


def lists(guide: Guide) -> Iterator[tuple[str, str]]:
    """One list of every kind that the manual has, the longest: the key of what holds it, and its own."""
    found: dict[tuple[type[Element], str], tuple[int, str]] = {}
    for element, key, *_ in elements(guide):
        if isinstance(element, (model.Table, model.TableRow, model.EntryRow)):
            continue  # its columns and cells go together
        for field in fields_with_elements(type(element)):
            value = getattr(element, field)
            if isinstance(value, tuple) and value:
                kind = type(element), field
                found[kind] = max(found.get(kind, (0, "")), (len(value), key))
    yield from ((key, field) for (_, field), (_, key) in found.items())


def values_of(project: Project, element: Element) -> Any:
    """An entry as its file has it."""
    value = structure.values_of(Meant(project).draft_of(element), element)
    return value if isinstance(value, dict) else {"cells": value}


def write(meant: Meant) -> None:
    for path, content in meant.contents().items():
        assert content is not None
        path.write_bytes(content)


def leaves(guide: Guide) -> list[tuple[str, str]]:
    """Those of `lists` in which none of the others stands."""
    every = list(lists(guide))
    return [(key, field) for key, field in every if not any(other.startswith(f"{key}/{field}/") for other, _ in every)]


def owner_of(guide: Guide, key: str) -> Element:
    return structure.find(guide, key).element


def ids(guide: Guide, key: str, field: str) -> list[Any]:
    """What stands in a list, by what tells its entries apart."""
    return [one.model_dump(exclude={"number"}) for one in getattr(owner_of(guide, key), field)]


def unchanged(project: Project, before: dict[str, str]) -> None:
    after = contents(project)
    assert after.keys() == before.keys()
    for name, text in before.items():
        assert after[name] == text, changes(text, after[name])


@pytest.mark.parametrize("first", [True, False], ids=["first", "last"])
def test_an_entry_of_every_list_is_added_and_removed_again(project: Project, first: bool) -> None:
    before, guide = contents(project), sound(project)
    meant, every = Meant(project), leaves(guide) if first else list(lists(guide))
    for key, field in every:
        held = getattr(owner := owner_of(guide, key), field)
        values = values_of(project, held[-1])
        if "id" in values:
            values["id"] += "-more"
        structure.insert(meant, owner, field, 0 if first else len(held), values)
    write(meant)
    added, meant = sound(project), Meant(project)
    for key, field in every:
        was, now = ids(guide, key, field), ids(added, key, field)
        assert (now[1:] == was) if first else (len(now) == len(was) + 1), (key, field)
        structure.remove(meant, owner_of(added, key), field, [0 if first else len(was)])
    write(meant)
    unchanged(project, before)


def test_an_entry_of_every_list_changes_places_and_comes_back(project: Project) -> None:
    before, guide = contents(project), sound(project)
    meant, every = Meant(project), [(key, field) for key, field in leaves(guide) if len(getattr(owner_of(guide, key), field)) > 1]
    for key, field in every:
        structure.move(meant, owner_of(guide, key), field, 0, 1)
    write(meant)
    moved, meant = sound(project), Meant(project)
    for key, field in every:
        one, other, *rest = ids(guide, key, field)
        assert ids(moved, key, field) == [other, one, *rest], (key, field)
        structure.move(meant, owner_of(moved, key), field, 1, -1)
    write(meant)
    unchanged(project, before)


def test_a_column_of_a_small_table_takes_its_cells_with_it(tmp_path: Path) -> None:
    project, key = project_at(library(tmp_path), None), "steps/lend/parts/how-long/table"
    before, guide = contents(project), sound(project)
    rows = owner_of(guide, key).rows
    structure.insert(meant := Meant(project), owner_of(guide, key), "columns", 1, {"th": "หมายเหตุ", "en": "Notes"})
    write(meant)
    table = owner_of(sound(project), key)
    assert [len(row.cells) for row in table.rows] == [len(row.cells) + 1 for row in rows]
    structure.move(meant := Meant(project), table, "columns", 1, 1)
    write(meant)
    table = owner_of(sound(project), key)
    assert [row.cells[2].th for row in table.rows] == ["…"] * len(rows)
    structure.remove(meant := Meant(project), table, "columns", [2])
    write(meant)
    unchanged(project, before)


COMMENTED = """\
# Of the file.
- id: a # beside a
  title: {th: ก}
  # of a

# of b
- id: b
  title: {th: ข}

# of nobody

# of c
- id: c
  title: {th: ค}
"""


def draft(folder: Path, text: str) -> Draft:
    path = folder / "list.yml"
    path.write_bytes(text.encode())
    return Draft(path, "data/list.yml")


def test_comments_go_with_the_entry_that_they_belong_to(tmp_path: Path) -> None:
    one = draft(tmp_path, COMMENTED)
    Entries(one).remove([1])
    assert one.after.decode() == COMMENTED.replace("\n# of b\n- id: b\n  title: {th: ข}\n", "")
    one = draft(tmp_path, COMMENTED)
    Entries(one).remove([0])
    assert one.after.decode() == COMMENTED.replace("- id: a # beside a\n  title: {th: ก}\n  # of a\n\n", "")
    one = draft(tmp_path, COMMENTED)
    Entries(one).remove([0, 2])
    assert one.after.decode() == "# Of the file.\n# of b\n- id: b\n  title: {th: ข}\n\n# of nobody\n"
    one = draft(tmp_path, COMMENTED)
    Entries(one).swap(1, {})
    first, rest = COMMENTED.split("# of b\n")
    assert (
        one.after.decode()
        == f"{first}# of c\n- id: c\n  title: {{th: ค}}\n\n# of nobody\n\n# of b\n- id: b\n  title: {{th: ข}}\n"
    )
    one = draft(tmp_path, COMMENTED)
    Entries(one).insert(1, ["id: d", "title: {th: ง}"])
    assert one.after.decode() == f"{first}- id: d\n  title: {{th: ง}}\n\n# of b\n{rest}"


@pytest.mark.parametrize(
    ("text", "removed", "swapped"),
    [
        ("a: [{th: ก}, {th: ข}, {th: ค}]\n", "a: [{th: ก}, {th: ค}]\n", "a: [{th: ก}, {th: ค}, {th: ข}]\n"),
        ('{"a": [\n  {"th": "ก"},\n  {"th": "ข"},\n  {"th": "ค"}\n]}', None, None),
        ("a:\r\n- th: ก\r\n- th: ข # ของ ข\r\n- th: ค\r\nb: 1\r\n", None, None),
        ("a:\n- - th: ก\n  - th: ข\n  - th: ค\n", "a:\n- - th: ก\n  - th: ค\n", "a:\n- - th: ก\n  - th: ค\n  - th: ข\n"),
        ("a:\n  - th: |\n      ก\n\n  - {th: ข}\n  # ของ ค\n  - th: >-\n      ค", None, None),
        ("a:\n-\n th: ก\n-\n th: ข\n- th: ค\n", "a:\n-\n th: ก\n- th: ค\n", "a:\n-\n th: ก\n- th: ค\n-\n th: ข\n"),
    ],
)
def test_a_list_keeps_its_form(tmp_path: Path, text: str, removed: str | None, swapped: str | None) -> None:
    path = next(span.path for span in draft(tmp_path, text).spans.values() if span.path[-1:] == ("th",))[:-2]
    one = draft(tmp_path, text)
    Entries(one, path).remove([1])
    assert removed is None or one.after.decode() == removed
    assert said(one.after) == ["ก", "ค"]
    two = draft(tmp_path, text)
    Entries(two, path).swap(1, {})
    assert swapped is None or two.after.decode() == swapped
    assert said(two.after) == ["ก", "ค", "ข"]
    back = draft(tmp_path, two.after.decode())
    Entries(back, path).swap(1, {})
    assert back.after.decode() == text
    more = draft(tmp_path, one.after.decode())
    Entries(more, path).insert(1, ["th: ข"])
    assert said(more.after) == ["ก", "ข", "ค"]
    if ("|" in text) + ("-\n" in text) + ("#" in text) == 0:
        assert more.after.decode() == text


def said(content: bytes) -> list[str]:
    """The Thai texts of a file, in their order."""
    document, problems = read_yaml(content.decode(), "")
    assert document, problems
    return re.findall(r"'th': '(.)", str(bare(document.value)))


@pytest.mark.parametrize(
    "text",
    [
        "a: &all\n  - th: ก\n  - th: ข\nb: *all\n",
        "a:\n  - &one\n    th: ก\n  - th: ข\nb:\n  - *one\n  - th: ค\n",
        "a: [{th: ก}, # ของ ก\n  {th: ข}]\n",
    ],
)
def test_what_stands_for_several_places_or_would_lose_a_comment_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    for change in (lambda one: one.remove([0]), lambda one: one.swap(0, {})):
        one = draft(tmp_path, text)
        with pytest.raises(ProblemsFound) as found:
            change(Entries(one, ("a",)))
        (problem,) = found.value.problems
        assert problem.place.line in (1, 2)
        assert "\n" not in problem.line(Language.TH)


def test_other_values_of_a_record_are_written_and_nothing_else(tmp_path: Path) -> None:
    project, key = project_at(library(tmp_path), None), "steps/lend"
    before, guide = contents(project), sound(project)
    values = {
        "number": 2,
        "also": ["ยืมหนังสือ", "1.0"],
        "short": {"th": "ยืม: หนังสือ"},
        "review": {"owner": {"th": "บรรณารักษ์", "en": "Librarian"}, "due": date(2027, 1, 31)},
        "timing": None,
    }
    structure.put(meant := Meant(project), owner_of(guide, key), values)
    write(meant)
    step = owner_of(sound(project), key)
    assert (step.also, step.short.th, step.short.en, step.timing) == (("ยืมหนังสือ", "1.0"), "ยืม: หนังสือ", None, ())
    assert step.review.owner.en == "Librarian"
    assert "\nreview:\n  due: 2027-01-31\n  owner:\n    th: บรรณารักษ์\n    en: Librarian\n" in contents(project)[step.place.file]
    assert [name for name, text in contents(project).items() if before[name] != text] == [step.place.file]


def plain(project: Project) -> dict[str, Any]:
    """What every file of the data says."""
    found = {}
    for name, text in contents(project).items():
        if name.endswith(".yml"):
            document, problems = read_yaml(text.removeprefix("\ufeff"), name)
            assert document, problems
            found[name] = bare(document.value)
    return found


def test_fifty_random_changes_differ_in_nothing_else(tmp_path: Path, every: bool) -> None:
    """What each says is worked out a second time, on the plain values of the files."""
    if not every:
        pytest.skip("part of make check")
    chance, project = random.Random(1), project_at(real(tmp_path), None)
    for _ in range(50):
        guide, expected = sound(project), plain(project)
        key, field = chance.choice(
            [
                (key, name)
                for element, key, *_ in elements(guide)
                if not isinstance(element, (model.Table, model.TableRow, model.EntryRow))
                for name in fields_with_elements(type(element))
                if isinstance(held := getattr(element, name), tuple) and held and "number" not in type(held[0]).model_fields
            ]
        )
        owner = owner_of(guide, key)
        held = getattr(owner, field)
        at = chance.randrange(len(held))
        inside = expected[owner.place.file]
        for step in Meant(project).draft_of(owner).at(owner.place).path:
            inside = inside[step]
        there = inside[field]
        meant, what = Meant(project), chance.choice(["insert", "move", "remove"])
        if what == "insert":
            values = there[at] | ({"id": f"more-{len(there)}-{at}"} if "id" in there[at] else {})
            structure.insert(meant, owner, field, at, values)
            there.insert(at, values)
        elif what == "move" and at:
            structure.move(meant, owner, field, at, -1)
            there[at - 1], there[at] = there[at], there[at - 1]
        elif what == "remove" and len(held) > 2:
            structure.remove(meant, owner, field, [at])
            del there[at]
        for path, content in meant.contents().items():
            assert content is not None
            path.write_bytes(content)
        assert plain(project) == expected, (key, field, at, what)
