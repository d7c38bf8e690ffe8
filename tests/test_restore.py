"""A bundle carries what its manual is made of, and gives it back: whole, bounded, and nothing that runs without a word."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from khumue.installed import LAUNCHER_NAME
from khumue.problems import ProblemsFound
from khumue.reading import running

from .conftest import LIBRARY, khumue

NAME = "village-library-1.0"


@pytest.fixture(scope="module")
def bundle(library_pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of the library manual, with its sources."""
    out = tmp_path_factory.mktemp("bundles") / "dist"
    done = khumue("--root", LIBRARY, "bundle", "--site", library_pages, "--out", out)
    assert done.returncode == 0, done.stderr
    return out / f"{NAME}.zip"


def sources(root: Path) -> dict[str, bytes]:
    """What a manual is made of."""
    paths = [root / "mkdocs.yml", *(root / "data").rglob("*"), *(root / "content").rglob("*")]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths if path.is_file()}


def test_a_bundle_gives_back_what_its_manual_is_made_of(bundle: Path, tmp_path: Path) -> None:
    folder = tmp_path / "again"
    done = khumue("restore", bundle, folder)
    assert done.returncode == 0, done.stderr
    assert sources(folder) == sources(LIBRARY)
    assert {path.name for path in folder.iterdir()} == {"mkdocs.yml", "data", "content", LAUNCHER_NAME}
    assert [path.name for path in tmp_path.iterdir()] == ["again"]
    before = sources(folder)
    again = khumue("restore", bundle, folder)
    assert again.returncode == 1
    assert "there is something here already; nothing was written" in again.stderr
    assert sources(folder) == before


def test_nothing_of_the_sources_is_shown_by_a_server(bundle: Path, tmp_path: Path) -> None:
    done = khumue("publish", bundle, tmp_path / "www")
    assert done.returncode == 0, done.stderr
    assert not [path for path in (tmp_path / "www").rglob("*") if path.suffix in (".yml", ".md") or path.name == "sources"]


def test_sources_are_left_out_where_that_is_asked_or_they_are_not_those_of_the_site(
    library_pages: Path, manual: Path, tmp_path: Path
) -> None:
    done = khumue("--root", LIBRARY, "bundle", "--site", library_pages, "--out", tmp_path, "--without-sources")
    assert done.returncode == 0
    path = manual / "data/manual.yml"
    path.write_text(path.read_text(encoding="utf-8").replace('number: "1.0"', 'number: "1.1"'), encoding="utf-8")
    assert 'number: "1.1"' in path.read_text(encoding="utf-8")
    other = khumue("--root", manual, "bundle", "--site", library_pages, "--out", tmp_path / "other")
    assert other.returncode == 0
    assert "the sources are left out: they are not those of this site" in other.stderr
    for folder in (tmp_path, tmp_path / "other"):
        restored = khumue("restore", folder / f"{NAME}.zip", tmp_path / "none")
        assert restored.returncode == 1
        assert "this bundle has no sources of the manual" in restored.stderr
        assert not (tmp_path / "none").exists()


def test_hidden_files_and_programs_are_no_sources(library_pages: Path, manual: Path, tmp_path: Path) -> None:
    for name in (".khumue/history/0001/files/a.yml", "data/.secret.yml", "content/.git/x.md", "data/run.py", "notes.yml"):
        (manual / name).parent.mkdir(parents=True, exist_ok=True)
        (manual / name).write_text("no", encoding="utf-8")
    (manual / "data/run.py").unlink()
    khumue("--root", manual, "bundle", "--site", library_pages, "--out", tmp_path / "out")
    names = zipfile.ZipFile(tmp_path / "out" / f"{NAME}.zip").namelist()
    inside = {name.split("/", 2)[2] for name in names if name.startswith(f"{NAME}/sources/")}
    assert inside == set(sources(LIBRARY))


def forged(bundle: Path, out: Path, change: Callable[[str, bytes], bytes | None], *more: tuple[str, bytes]) -> Path:
    """A bundle with other files than its manifest tells."""
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if (content := change(name, old.read(name))) is not None:
                new.writestr(name, content)
        for name, content in more:
            new.writestr(f"{NAME}/{name}", content)
    return out


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("sources/data/manual.yml", "was changed after it was built"),
        ("sources/run.py", "sources/run.py"),
        ("sources/../../evil.yml", "no plain file"),
        ("sources/data/.hidden.yml", "sources/data/.hidden.yml"),
    ],
)
def test_a_bundle_that_somebody_forged_gives_nothing(bundle: Path, tmp_path: Path, name: str, told: str) -> None:
    def change(one: str, content: bytes) -> bytes | None:
        return None if one == f"{NAME}/{name}" else content

    file = forged(bundle, tmp_path / f"{NAME}.zip", change, (name, b"forged"))
    done = khumue("restore", file, tmp_path / "new")
    assert done.returncode == 1
    assert told in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_what_would_run_is_named_and_nothing_is_written_until_somebody_has_looked(
    library_pages: Path, manual: Path, tmp_path: Path
) -> None:
    (manual / "overrides/partials").mkdir(parents=True)
    (manual / "overrides/partials/footer.html").write_text("{{ 1 }}", encoding="utf-8")
    with (manual / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("  - search\nhooks:\n  - own.py\n")
    (manual / "own.py").write_text("", encoding="utf-8")
    khumue("--root", manual, "bundle", "--site", library_pages, "--out", tmp_path / "out")
    bundle = tmp_path / "out" / f"{NAME}.zip"
    done = khumue("restore", bundle, tmp_path / "new")
    assert done.returncode == 1
    for told in (
        'has the key "plugins.search"',
        'has the key "hooks"',
        "overrides/partials/footer.html: a template or script of the manual's own; look first whether it can be trusted",
    ):
        assert told in done.stderr
    assert not (tmp_path / "new").exists()
    assert khumue("restore", bundle, tmp_path / "new", "--as-it-is").returncode == 0
    assert (tmp_path / "new/overrides/partials/footer.html").is_file()


@pytest.mark.parametrize(
    "text",
    [
        "INHERIT: other.yml\n",
        "theme:\n  name: material\n  custom_dir: content\n",
        '{"ho\\u006fks": [a.py]}\n',
        "site_name: !!python/name:os.system ''\n",
        "plugins: {other: {}}\n",
        "a: [\n",
    ],
)
def test_no_way_to_write_it_hides_what_would_run(tmp_path: Path, text: str) -> None:
    (tmp_path / "mkdocs.yml").write_text(text, encoding="utf-8")
    assert list(running(tmp_path))
    assert ProblemsFound(running(tmp_path)).problems


def test_the_configuration_of_a_new_manual_runs_nothing() -> None:
    assert not list(running(LIBRARY))
