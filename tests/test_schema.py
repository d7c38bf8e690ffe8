"""The JSON schema that editors complete from is the model's own."""

from __future__ import annotations

import re
from pathlib import Path

from khumue.editing.schema import schemas

from .conftest import ROOT

FOLDER = ROOT / "data" / "schema"


def test_the_schema_files_are_those_of_the_model(rewrite: bool) -> None:
    made = schemas()
    if rewrite:
        FOLDER.mkdir(exist_ok=True)
        for name, text in made.items():
            (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")
    assert {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")} == made


def test_every_data_file_names_a_schema_that_is_there() -> None:
    for path in sorted((ROOT / "data").rglob("*.yml")):
        named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text(encoding="utf-8"))
        assert named, path
        assert (path.parent / Path(named[1])).resolve().is_file(), path
