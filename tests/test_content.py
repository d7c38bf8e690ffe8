"""The real manual: whole, honest, and in both languages."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from khumue import build, checks, pages
from khumue.guide import Guide, walk
from khumue.language import Language
from khumue.markup import Words
from khumue.model import Element, Text
from khumue.project import Project

from .conftest import ROOT, khumue

STEPS = "readiness partners forum activities reflection lessons evaluation".split()
ITEMS = "prepare-people prepare-area know-community know-problems know-methods know-work know-follow-up".split()


def test_nothing_is_to_be_mended() -> None:
    _, problems = build.check(Project(ROOT, ROOT / "site"))
    assert [problem.line(Language.EN) for problem in problems] == []


def test_the_manual_has_every_part_that_was_asked_for(guide: Guide) -> None:
    assert [step.id for step in guide.steps] == STEPS
    assert [item.id for item in guide.items] == ITEMS
    assert [item.code for item in guide.items] == ["ต.1", "ต.2", "1 ร.", "2 ร.", "3 ร.", "4 ร.", "5 ร."]
    assert [tool.id for tool in guide.tools] == ["bmn", "nrd2c", "bk01", "agency-data"]
    assert [len(criteria.criteria) for criteria in guide.criteria] == [3, 9]
    assert [sheet.serves for sheet in guide.worksheets] == [*STEPS, *ITEMS, "prepare-area"]
    assert sorted(exercise.serves for exercise in guide.exercises) == sorted([*STEPS, *ITEMS])
    assert len(guide.agencies) == 19
    assert len(guide.terms) == 78
    assert len(guide.errata) == 29
    assert [source.kind.en for source in guide.sources].count("Handbook") == 2


def test_all_207_facts_are_carried_and_the_page_says_where(guide: Guide, site: Path) -> None:
    assert [fact.id for fact in guide.facts] == [f"F{number:03}" for number in range(1, 208)]
    assert all(guide.citations.get(fact.id) for fact in guide.facts)
    for language in ("", "en/"):
        rows = re.findall(
            r'<tr id="(F\d{3})"[^>]*>(.*?)</tr>', (site / f"{language}sources.html").read_text(encoding="utf-8"), re.DOTALL
        )
        assert len(rows) == 207
        assert all(re.search(r'<td[^>]*><a href="[^"]+">', row) for _, row in rows)


def test_every_text_is_written_in_both_languages(guide: Guide) -> None:
    assert list(checks.missing_english(guide)) == []
    thai = re.compile("[\u0e00-\u0e7f]")
    for _, owner in guide.owners:
        for text in (element for element in walk(owner) if isinstance(element, Text)):
            words = re.sub(r"\([^)]*\)", "", text.en or "")
            assert not thai.search(words) or re.search("[A-Za-z0-9]", words), f"{text.place}: {text.en}"


def test_the_words_of_the_source_stand_on_a_page_that_carries_the_fact(guide: Guide, site: Path) -> None:
    """A fact's Thai terms are on the pages that carry it, spaces aside; where they are not, the fact's note says why."""
    words = {path: re.sub(r"\s|<[^>]+>", "", path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    row = re.compile(r'<tr id="(F\d{3})"[^>]*>(.*?)</tr>', re.DOTALL)
    for id, cells in row.findall((site / "sources.html").read_text(encoding="utf-8")):
        fact = guide.find("facts", id)
        addresses = re.findall(r'<a href="([^"#]*)', cells.rpartition("<td>")[2])
        carried = "".join(words[site / (address or "sources.html")] for address in addresses)
        missing = [term for term in fact.terms if re.sub(r"\s", "", term) not in carried]
        assert not missing or fact.note, f"{id}: {missing} on none of {addresses}"


def test_what_the_source_lacks_is_a_gap_on_its_page_and_an_open_question(guide: Guide, site: Path) -> None:
    for page, question in (
        ("approach/know-work.html", "five-approaches"),
        ("approach/know-work.html", "activity-menu"),
        ("tools/bk01.html", "bk01-name"),
        ("criteria/index.html", "factor-9-direction"),
        ("process/forum.html", "forum-numbers"),
        ("contact.html", "subdistrict-name"),
    ):
        for language in ("", "en/"):
            html = (site / language / page).read_text(encoding="utf-8")
            assert re.search(rf'class="k-open".*?questions\.html#{question}"', html, re.DOTALL), (language, page, question)
            assert f'<li id="{question}" ' in (site / language / "questions.html").read_text(encoding="utf-8")


def test_worksheets_exercises_and_our_reading_of_the_crosswalk_are_marked_proposed(guide: Guide) -> None:
    ours: list[Element] = [*guide.worksheets, *guide.exercises]
    assert guide.crosswalk is not None
    ours += guide.crosswalk.relations
    assert all(getattr(element, "status", None) == "proposed" for element in ours)
    assert guide.relation("forum", "know-follow-up")
    judged = [criterion.judging for criteria in guide.criteria for criterion in criteria.criteria if criterion.judging]
    assert all(judging.status == "proposed" for judging in judged)


def test_a_pair_that_we_compared_is_marked_so_and_as_a_proposal_and_each_mark_is_explained(guide: Guide) -> None:
    shown = {page.path: page.html for page in pages.render(guide, {}).pages}
    for language in Language:
        words = Words(language)
        mark = f' <span class="k-mk">{words("mark.proposed")}</span></h2>'
        for path, heading in (
            ("crosswalk.html", "crosswalk--reasons"),
            ("process/activities.html", "related"),
            ("approach/know-work.html", "related"),
        ):
            under = shown[language.folder + path].partition(f'<h2 id="{heading}">')[2]
            pairs = under.partition("<h2")[0]
            assert under.partition("\n")[0].endswith(mark), path
            assert words("mark.wording") in pairs
            assert pairs.count("k-mk") == 1, "what is true of all stands once"
        key = shown[f"{language.folder}how-to-use.html"].partition('id="what-the-marks-mean"')[2].partition("<h2")[0]
        assert [
            mark
            for mark in ("proposed", "proposed_long", "wording", "missing", "unconfirmed")
            if words(f"mark.{mark}") not in key
        ] == []


def test_what_a_question_names_stands_on_the_page_that_asks_it(guide: Guide) -> None:
    names = [name for term in guide.terms for name in term.abbreviations if re.search("[ก-ฮ].*[.]", name) and name != "พ.ศ."]
    names += [item.code for item in guide.items] + [f"ขั้นที่ {step.number}" for step in guide.steps] + ["บก.", "กชช."]
    box = re.compile(r'<details class="k-open".*?</details>', re.DOTALL)
    lost = []
    for page in pages.render(guide, {}).pages:
        rest = re.sub(r"<[^>]+>|\s", "", box.sub("", page.html))
        for found in box.findall(page.html) if page.kind != "questions" else ():
            said = re.sub(r"<[^>]+>", "", found)
            lost += [(page.path, name, said) for name in names if name in said and re.sub(r"\s", "", name) not in rest]
    assert lost == []


def test_what_is_said_of_the_whole_is_true_of_each(guide: Guide) -> None:
    assert not any(agency.website_verified for agency in guide.agencies), "the question says that not one has been checked"
    assert "not one" in guide.find("questions", "website-addresses").says.en
    factor = next(one for one in guide.find("criteria", "factors").criteria if one.id == "factor-2")
    scores = [level.text.en for level in factor.judging.levels if level.score > 1]
    assert all("Exists or is being set up" in text for text in scores), "the source counts both alike"


def test_factor_9_stays_outside_until_its_direction_is_confirmed(guide: Guide) -> None:
    factors = {criterion.id: criterion for criterion in guide.find("criteria", "factors").criteria}
    assert factors["factor-9"].judging.direction == "unconfirmed"
    assert factors["factor-9"].judging.weight is None


TEN_FAULTS = (
    ("data/process/01-readiness.yml", "title:\n", "titel:\n", 'the key "titel" is not known; did you mean "title"?'),
    ("data/process/02-partners.yml", "number: 2\n", "number: two\n", 'number: "two" is not a number'),
    ("data/process/03-forum.yml", "tool: bmn\n", "tool: bnm\n", 'did you mean "bmn"?'),
    ("data/process/04-activities.yml", "id: activities\n", "id: activities\nid: again\n", 'the key "id" stands twice'),
    ("data/approach/2-prepare-area.yml", "id: prepare-area\n", "id: prepare-people\n", '"prepare-people" is already at'),
    ("data/approach/4-know-problems.yml", "lead:\n  th: ", "lead:\n  thai: ", "the Thai text is missing"),
    ("data/tools/1-bmn.yml", "number: 1\n", "number: 1: 2\n", 'the text holds ": "'),
    ("data/exercises/03-forum.yml", "minutes: 110\n", "minutes: 115\n", "its steps add up to 110"),
    ("data/worksheets/05-reflection.yml", "type: longtext\n", "type: longtxt\n", 'did you mean "longtext"?'),
    (
        "data/questions.yml",
        "- id: ",
        "- id: nobody-asks\n  title: {th: ก, en: a}\n  says: {th: ก, en: a}\n- id: ",
        '"nobody-asks" is not used',
    ),
)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_check_names_the_places_of_ten_planted_faults_at_once(tmp_path: Path, newline: str) -> None:
    for folder in ("data", "content"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    places = []
    for name, good, bad, _ in TEN_FAULTS:
        path = tmp_path / name
        text = path.read_text(encoding="utf-8")
        assert good in text, (name, good)
        path.write_text(text.replace(good, bad, 1), encoding="utf-8", newline=newline)
        line = text[: text.index(good)].count("\n") + 1
        places.append((name, line))
    done = khumue("--root", tmp_path, "check")
    assert done.returncode == 1
    for (name, line), (_, _, _, message) in zip(places, TEN_FAULTS, strict=True):
        found = [row for row in done.stderr.splitlines() if row.startswith(f"{name}:") and message in row]
        assert found, f"{name}: {message}\n{done.stderr}"
        assert abs(int(found[0].split(":")[1]) - line) <= 1, found[0]
