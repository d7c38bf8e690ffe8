"""Warm is cold: whatever changes, a site that is built on all that earlier builds have kept is, byte for byte, the one that
is built on nothing."""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from khumue import build
from khumue.mkdocs_yml import project_at
from khumue.project import Project
from khumue.reading import Earlier

from .conftest import ROOT, khumue
from .test_build import edit, sums


class World:
    """All that a site is made from: a manual, the environment, the language of messages."""

    def __init__(self, manual: Path, environment: dict[str, str]) -> None:
        self.manual = manual
        self.environment = environment
        self.lang = "en"

    def built(self, kept: Path, site: Path) -> tuple[int, str, dict[str, str]]:
        """How a build with a cache ends, what it tells, and the site that stands then."""
        arguments = ("--root", self.manual, "build", "--site", site)
        done = khumue(*arguments, lang=self.lang, env={**self.environment, "KHUMUE_CACHE": str(kept)})
        assert "Traceback" not in done.stderr
        return done.returncode, done.stderr, sums(site)

    def edit(self, name: str, old: str, new: str) -> None:
        """Replaces some words in a file of the manual."""
        edit(self.manual, old, new, name)

    def own(self, name: str, change: Callable[[str], str]) -> None:
        """Puts a changed file of the theme into the manual's own overrides."""
        path = self.manual / "overrides" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(change((ROOT / "overrides" / name).read_text(encoding="utf-8")), encoding="utf-8")

    def newer_library(self) -> None:
        """Installs another version of some library, which nobody sees but by its name."""
        (self.manual / "libraries" / "some-2.0.dist-info").mkdir(parents=True)
        self.environment["PYTHONPATH"] += f"{os.pathsep}{self.manual / 'libraries'}"


CHANGES: dict[str, Callable[[World], object]] = {
    "a text": lambda w: [
        w.edit("data/process/3-return.yml", "แล้วบรรณารักษ์เก็บขึ้นชั้น", "แล้วบรรณารักษ์อาสาเก็บขึ้น**ชั้น**"),
        w.edit("data/process/2-lend.yml", "The volunteer librarian", "A volunteer librarian"),
    ],
    "an id": lambda w: [w.edit(name, "due-date", "return-day") for name in ("data/glossary.yml", "data/process/2-lend.yml")],
    "a number": lambda w: [
        w.edit("data/process/3-return.yml", "number: 3", "number: 4"),
        w.edit("data/process/4-restock.yml", "number: 4", "number: 3"),
    ],
    "a term": lambda w: [
        w.edit("data/glossary.yml", "    th: กำหนดส่ง\n", "    th: วันกำหนดส่ง\n"),
        w.edit("data/glossary.yml", "ผู้อ่านที่สมัครและมีบัตรแล้ว", "ผู้ที่สมัครและถือบัตร"),
    ],
    "a relation": lambda w: w.edit("data/process/4-restock.yml", "terms: [committee, ", "terms: [committee, renewal, "),
    "a fact": lambda w: w.edit("data/facts.yml", "ยืมได้เช้าวันเสาร์", "ยืมได้เช้าวันเสาร์และวันอาทิตย์"),
    "prose": lambda w: w.edit("content/welcome.th.md", "| เสาร์ | เช้า | 40 |", "| เสาร์ | บ่าย | 50 |"),
    "a document": lambda w: (w.manual / "content" / "rules.txt").write_text("Rules\n"),
    "a document within": lambda w: (w.manual / "content" / "rules.txt").write_text("Other rules\n"),
    "SITE_URL": lambda w: w.environment.update(SITE_URL="https://example.invalid/manual/"),
    "mkdocs.yml": lambda w: (w.manual / "mkdocs.yml").write_text(
        (w.manual / "mkdocs.yml").read_text(encoding="utf-8") + "copyright: Example\n", encoding="utf-8"
    ),
    "the edition": lambda w: w.edit("data/manual.yml", 'number: "1.0"', 'number: "1.1"'),
    "a template": lambda w: w.own("partials/footer.html", lambda text: text.replace("<p>", '<p class="foot">')),
    "a style": lambda w: w.own("assets/khumue.css", lambda text: text + "\n.foot { margin: 0 }\n"),
    "a script": lambda w: w.own("assets/khumue.js", lambda text: text + "\nvoid 0;\n"),
    "the language of messages": lambda w: setattr(w, "lang", "th"),
    "the version of a library": World.newer_library,
}
TOGETHER = 8
"""Changes after which a site is built: each at once would be that many builds, which `--every` makes."""
SAME = {"the language of messages", "the version of a library"}
"""Changes that no reader sees."""


@pytest.fixture
def world(manual: Path, quick: dict[str, str]) -> World:
    return World(manual, {**quick})


def test_whatever_changes_a_site_from_a_warm_cache_is_the_site_from_none(world: World, every: bool, tmp_path: Path) -> None:
    warm, site = tmp_path / "warm", tmp_path / "site"
    before = world.built(warm, site)
    names, at_once = list(CHANGES), 1 if every else TOGETHER
    for start in range(0, len(names), at_once):
        together = names[start : start + at_once]
        for name in together:
            CHANGES[name](world)
        after = world.built(warm, site)
        assert after[0] == 0, (together, after[1])
        _cold(world, after, tmp_path, ", ".join(together))
        assert (before[2] == after[2]) == (set(together) <= SAME), together
        before = after


def test_whatever_somebody_does_a_site_from_a_warm_cache_is_the_site_from_none(world: World, every: bool, tmp_path: Path) -> None:
    """Fifty edits of a line, and more until half as many ended in a site; where one ends in a message it is the same message, and
    the line is put back."""
    if not every:
        pytest.skip("part of make check")
    chance = random.Random(13)
    built = 0
    for number in range(150):
        if number >= 50 and built > 25:
            break
        path, before = _edited(world.manual, chance)
        warm = world.built(tmp_path / "warm", tmp_path / "site")
        _cold(world, warm, tmp_path, f"{number}: {path.name}")
        if warm[0]:
            path.write_text(before, encoding="utf-8")
        else:
            built += 1
    assert built > 25


OF_FILES = [name for name in CHANGES if name not in {*SAME, "SITE_URL", "mkdocs.yml", "a template", "a style", "a script"}]
"""Changes of what a manual is read from."""


def test_a_preview_shows_after_each_save_what_one_that_begins_then_shows(world: World, every: bool) -> None:
    """What is remembered from save to save is what is read anew; a line that makes a mistake is put back."""
    project, remembered, chance = project_at(world.manual), Earlier(), random.Random(31)
    _same(project, remembered, "as it was")
    for name in OF_FILES:
        CHANGES[name](world)
        assert _same(project, remembered, name), name
    whole = 0
    for number in range(60 if every else 6):
        path, before = _edited(world.manual, chance)
        good = _same(project, remembered, f"{number}: {path.name}")
        whole += good
        if not good:
            path.write_text(before, encoding="utf-8")
    assert whole > number / 4


def _same(project: Project, remembered: Earlier, what: str) -> bool:
    """Whether the manual has no mistake; it is told, or shown, as if it were read for the first time."""
    warm, cold = (build.shown(project, earlier, marked=True) for earlier in (remembered, Earlier()))
    assert (warm.mistakes, warm.notices) == (cold.mistakes, cold.notices), what
    if not warm.mistakes:
        assert warm.guide == cold.guide, what
        for (one, files), (other, others) in ((warm.whole(), cold.whole()),):
            assert {page.path: page.html for page in one.pages} == {page.path: page.html for page in other.pages}, what
            assert (one.frames, one.redirects, files) == (other.frames, other.redirects, others), what
    return not warm.mistakes


def _cold(world: World, warm: tuple[int, str, dict[str, str]], folder: Path, what: str) -> None:
    """Builds the same on nothing, and compares."""
    cold = world.built(folder / "cold", folder / "other")
    assert warm[:2] == cold[:2], what
    if warm[0] == 0:
        differ = {path for path in warm[2] | cold[2] if warm[2].get(path) != cold[2].get(path)}
        assert not differ, (what, sorted(differ)[:10])
    shutil.rmtree(folder / "cold", ignore_errors=True)


def _edited(manual: Path, chance: random.Random) -> tuple[Path, str]:
    """Changes one line of a manual somehow; gives its file, and what that was before."""
    path = chance.choice([*sorted((manual / "data").rglob("*.yml")), *sorted((manual / "content").glob("*.md"))])
    before = path.read_text(encoding="utf-8")
    lines = before.splitlines()
    number = chance.randrange(len(lines))
    line = lines[number]
    if text := re.fullmatch(r"( *(?:- )?(?:th|en): )(.+)", line):
        words = text[2].split()
        lines[number] = text[1] + chance.choice([f"{text[2]} (1)", f"**{text[2]}**", words[0]])
    elif chance.random() < 0.3:
        lines.insert(number, line)
    else:
        del lines[number]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path, before
