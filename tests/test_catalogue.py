"""What a manual is made of: a row for each collection, which reading, checks, pages and editors walk."""

from __future__ import annotations

import importlib
import re
from dataclasses import replace
from typing import Any

import pytest

from khumue import build, catalogue, checks, complete, guide
from khumue.catalogue import COLLECTIONS, Collection
from khumue.editing import schema
from khumue.guide import Guide
from khumue.language import Language
from khumue.model import Term
from khumue.problems import ProblemsFound
from khumue.project import Project

from .conftest import LIBRARY, ROOT


def rows_with(changed: str, **changes: Any) -> tuple[Collection, ...]:
    return tuple(replace(row, **changes) if row.name == changed else row for row in COLLECTIONS)


@pytest.mark.parametrize(
    ("name", "changes", "line"),
    [
        ("terms", {"name": "words"}, 'catalogue.py: "words" needs "words" in guide.py (Guide), which has none'),
        ("terms", {"page": "words"}, 'catalogue.py: "terms" needs "words" in pages/page_kinds.py (PAGE_KINDS), which has none'),
        ("terms", {"address": "words.html#{id}"}, 'catalogue.py: "terms" needs "words" in words.toml [search], which has none'),
        ("tools", {"frame": "toolbag"}, 'catalogue.py: "tools" needs "toolbag" in catalogue.py (COLLECTIONS), which has none'),
    ],
)
def test_what_a_row_names_and_nobody_has_written_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, changes: dict[str, Any], line: str
) -> None:
    monkeypatch.setattr(complete, "COLLECTIONS", rows_with(name, **changes))
    assert next(complete.forgotten()).line(Language.EN).startswith(f"{line}; ")
    with pytest.raises(ProblemsFound, match=re.escape(line)):
        build.manual(Project(LIBRARY, LIBRARY / "site"))


def test_an_attribute_of_the_guide_without_a_row_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(complete, "COLLECTIONS", tuple(row for row in COLLECTIONS if row.name != "errata"))
    (told,) = complete.forgotten()
    assert told.line(Language.EN).startswith('guide.py: "errata" needs "errata" in catalogue.py (COLLECTIONS), which has none')


def test_a_row_is_all_that_decides_where_records_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    found, problems = build.check(Project(LIBRARY, LIBRARY / "site"))
    assert found is not None, problems
    plan = importlib.import_module("khumue.pages.plan")  # as a name of `pages` it is the function
    rows = rows_with("terms", pattern="words.yml", address="words/{id}.html", page="tool", carries=False, order="number")
    for module in (checks, guide, plan, schema):
        monkeypatch.setattr(module, "COLLECTIONS", rows)
    monkeypatch.setattr(checks, "SECTIONS", ("words",))
    monkeypatch.setattr(guide, "BY_KIND", {row.kind: row for row in rows})
    sections = tuple(
        section.model_copy(update={"id": "words"}) if section.id == "glossary" else section for section in found.manual.sections
    )
    aliases = (found.terms[0].model_copy(update={"aliases": ("old",)}), *found.terms[1:])
    moved = replace(found, terms=aliases, manual=found.manual.model_copy(update={"sections": sections}))
    addresses = [page.address for page in plan.plan(moved)]
    assert [address for address in addresses if address.startswith("words/")] == [f"words/{term.id}.html" for term in moved.terms]
    assert moved.address_of(moved.terms[0]) == f"words/{moved.terms[0].id}.html"
    assert ("words/old.html", moved.terms[0]) in list(plan.old_addresses(moved))
    assert not [owner for _, owner in moved.owners if isinstance(owner, Term)]
    assert {"words", "errata"} <= schema.schemas().keys()
    assert "glossary" not in schema.schemas()
    said = [problem.what.en for problem in checks.sections_hold_everything(found)]
    assert 'sections: "words" is missing, though there is data for it' in said
    assert "the number 0 stands twice" in [problem.what.en for problem in checks.numbers_run_on(moved)]


def test_a_manual_s_records_are_found_by_their_ids() -> None:
    found, _ = build.check(Project(LIBRARY, LIBRARY / "site"))
    assert isinstance(found, Guide)
    for row in COLLECTIONS:
        for record in found.all(row) if row.many and "id" in row.kind.model_fields else ():
            assert found.find(row.name, record.id) is record


def test_nothing_else_lists_collections() -> None:
    """Three names in a row are a list; the model says of which collections an id may be."""
    name = rf"""["']({"|".join(row.name for row in COLLECTIONS)}|{"|".join(catalogue.SECTIONS)})["']"""
    listed = re.compile(rf"{name}[^\"'\n]{{1,30}}{name}[^\"'\n]{{1,30}}{name}")
    for folder in ("generator", "overrides"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".js", ".html", ".xml"} and path.name not in ("catalogue.py", "model.py"):
                found = listed.search(path.read_text(encoding="utf-8"))
                assert not found, (path, found)
