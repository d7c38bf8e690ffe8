"""`khumue new`: what it writes is whole and says that it is an example, and nothing that is there already is touched."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from khumue import build
from khumue.guide import Guide
from khumue.language import Language
from khumue.model import FORMAT
from khumue.project import Project

from .conftest import khumue


def read(folder: Path) -> Guide:
    guide, problems = build.check(Project(folder, folder / "site"))
    assert guide is not None
    assert problems == []
    return guide


def test_the_manual_is_complete_and_small_and_check_is_content(tmp_path: Path) -> None:
    folder = tmp_path / "งาน" / "Village Bank 2"
    done = khumue("new", folder)
    assert done.returncode == 0, done.stderr
    assert f"cd '{folder}'" in done.stdout
    assert "khumue serve" in done.stdout
    assert "khumue check" in done.stdout
    guide = read(folder)
    assert guide.manual.id == "village-bank-2"
    assert guide.manual.format == FORMAT
    parts = (guide.steps, guide.items, guide.tools, guide.criteria, guide.worksheets, guide.exercises, guide.terms, guide.facts)
    assert [len(part) for part in parts] == [4, 2, 1, 1, 2, 1, 10, 0]
    assert {page.name for page in guide.prose} == {"welcome"}
    assert all(owner.proposed for _, owner in guide.owners if hasattr(owner, "proposed")), "what is made up says so"
    for language, words in ((Language.TH, "ตัวอย่าง"), (Language.EN, "example")):
        assert words in guide.manual.short.of(language).lower()
        assert words in guide.manual.lead.of(language)


def test_every_file_teaches_in_both_languages_and_names_a_schema_that_is_there(tmp_path: Path) -> None:
    assert khumue("new", tmp_path / "a").returncode == 0
    for path in sorted((tmp_path / "a").rglob("*.yml")):
        text = path.read_text(encoding="utf-8")
        named = re.match(r"# yaml-language-server: \$schema=(\S+)\n# [^\n]*[ก-๙][^\n]* / [A-Z]", text)
        assert named, path
        assert (path.parent / named[1]).is_file(), path


@pytest.mark.parametrize(("name", "id"), [("คู่มือ", "village-library"), ("2569", "village-library"), ("A b", "a-b")])
def test_the_id_is_the_folder_s_name_where_that_can_be_one(name: str, id: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    done = khumue("new", ".", lang="th", cwd=tmp_path / name)
    assert done.returncode == 0, done.stderr
    assert "  cd " not in done.stdout
    assert ("ตั้ง id ใน data/manual.yml ด้วย" in done.stdout) is (id == "village-library")
    assert read(tmp_path / name).manual.id == id


def test_a_place_where_something_is_already_is_one_line_and_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.txt").write_text("a")
    (tmp_path / "file").write_text("b")
    for lang, told in (
        ("en", "there is something here already, so nothing was written; choose a new folder"),
        ("th", "ใช้โฟลเดอร์ใหม่"),
    ):
        for name in ("full", "file"):
            done = khumue("new", name, lang=lang, cwd=tmp_path)
            assert done.returncode == 1
            assert done.stderr.splitlines()[0].startswith(f"{name}: ")
            assert told in done.stderr.splitlines()[0]
    done = khumue("new", "file/below", cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["a.txt"]
    assert (tmp_path / "file").read_text() == "b"


def test_a_manual_for_a_newer_program_is_one_line_whatever_else_it_holds(manual: Path) -> None:
    path = manual / "data" / "manual.yml"
    text = path.read_text(encoding="utf-8").replace(f"format: {FORMAT}", f"format: {FORMAT + 1}\nlater: x")
    path.write_text(text, encoding="utf-8")
    _, (problem,) = build.check(Project(manual, manual / "site"))
    assert problem.line(Language.EN) == (
        f"data/manual.yml:6:9: the manual is written in format {FORMAT + 1}, and this program knows formats up to {FORMAT}; "
        "install a newer Khumue"
    )
    assert "ติดตั้ง Khumue รุ่นใหม่กว่า" in problem.line(Language.TH)
