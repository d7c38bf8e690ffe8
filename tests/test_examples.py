"""The worked example: every sheet filled in, marked as invented wherever it is shown, and never among what is real."""

from pathlib import Path

import pytest

from khumue.guide import Guide
from khumue.language import Language
from khumue.model import FilledField

from .conftest import unheld


def test_every_sheet_has_its_place_in_the_story(guide: Guide) -> None:
    assert [example.number for example in guide.examples] == list(range(1, len(guide.worksheets) + 1))
    assert {example.id for example in guide.examples} == {sheet.id for sheet in guide.worksheets}


@pytest.mark.parametrize("language", Language)
def test_a_sheet_shows_its_example_and_says_that_it_is_invented(guide: Guide, site: Path, language: Language) -> None:
    assert guide.manual.example
    said = guide.manual.example.of(language)
    for sheet in guide.worksheets:
        page = unheld((site / language.folder / guide.address_of(sheet)).read_text(encoding="utf-8"))
        _, _, example = page.partition('<details class="k-example')
        assert said in example.partition("</details>")[0], sheet.id


def test_nothing_invented_is_found_by_the_search_or_stands_in_another_page(guide: Guide, site: Path) -> None:
    names = {
        answer.entry.text.th
        for example in guide.examples
        for answer in example.answers
        if answer.field == "tambon" and answer.entry and answer.entry.text
    }
    assert len(names) == 1
    name = names.pop()
    holders = {
        path.name
        for path in site.rglob("*.*")
        if path.suffix in (".html", ".js") and name in unheld(path.read_text(encoding="utf-8"))
    }
    assert holders == {f"{sheet.id}.html" for sheet in guide.worksheets}


def test_what_an_example_adds_up_adds_up(guide: Guide) -> None:
    for sheet in guide.worksheets:
        example = guide.example_of(sheet)
        assert example
        for field in (field for section in sheet.sections for field in section.fields):
            if parts := getattr(field, "sum_of", ()):
                total, *numbers = (int(str(example.of(id).entry.value)) for id in (field.id, *parts))  # type: ignore[union-attr]
                assert total == sum(numbers), sheet.id


def test_where_nothing_is_filled_in_stands_a_blank() -> None:
    filled = FilledField.model_validate({"field": "people", "rows": [{"cells": [{"value": "1"}]}], "rated": [3]})
    there = filled.cell(0, 0)
    assert there
    assert there.value == "1"
    assert [filled.cell(*place) for place in ((0, -1), (0, 1), (1, 0))] == [
        None
    ] * 3  # a name that the sheet lacks, and what is beyond
    assert [filled.rating(item) for item in range(2)] == [3, 0]
