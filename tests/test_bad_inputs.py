"""Bad input: each folder of bad_inputs/ is laid over the library manual; `expected.txt` beside it is what `check` says.

The lines are English, then Thai. `pytest --rewrite tests/test_bad_inputs.py` writes them anew, to be reviewed.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from khumue import build
from khumue.language import Language
from khumue.project import Project

from .conftest import LIBRARY, ROOT

CASES = ROOT / "tests" / "bad_inputs"
ALWAYS = ("content/thai-only.th.md:1:1", "data/glossary.yml:47:5")
"""The two notices that the library manual has by itself."""


@pytest.mark.parametrize("case", sorted(folder.name for folder in CASES.iterdir()))
def test_a_mistake_is_told_with_its_place_and_its_remedy(case: str, tmp_path: Path, rewrite: bool) -> None:
    for folder in ("data", "content"):
        shutil.copytree(LIBRARY / folder, tmp_path / folder)
    shutil.copytree(CASES / case, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt"))
    _, problems = build.check(Project(tmp_path, tmp_path / "site"))
    own = [problem for problem in problems if str(problem.place) not in ALWAYS]
    said = "".join(f"{problem.line(language)}\n" for language in (Language.EN, Language.TH) for problem in own)
    expected = CASES / case / "expected.txt"
    if rewrite:
        expected.write_text(said, encoding="utf-8")
    assert said == expected.read_text(encoding="utf-8")
    assert own, "the case holds no mistake"
