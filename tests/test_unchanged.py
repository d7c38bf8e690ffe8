"""Nothing is built where nothing has changed, and nothing but sums says so: whatever is in doubt is built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from khumue import unchanged
from khumue.language import Language
from khumue.project import Project
from khumue.publishing import manifest

from .conftest import khumue
from .test_build import edit, sums


class Manual:
    """Files that could be a manual, with a site that was made of them."""

    def __init__(self, folder: Path) -> None:
        self.root = folder
        for name in ("data/manual.yml", "data/process/1.yml", "content/a.th.md", "overrides/assets/own.css", "site/index.html"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(name)
        (folder / "mkdocs.yml").write_text('site_url: !ENV [SITE_URL, ""] # https://example.invalid/!\n')
        self.built()

    def made(self, site: str = "", language: Language = Language.EN) -> unchanged.Made:
        """What a build asks before it begins."""
        return unchanged.Made(self.root, self.root / ".cache", self.root / site if site else None, language)

    def built(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        """What a build does."""
        made = self.made()
        made.begin(Project(self.root, self.root / "site"))
        meanwhile()
        manifest.write(self.root / "site")
        made.end(Project(self.root, self.root / "site"), "a notice\n")

    def write(self, name: str, text: str = "other") -> Callable[[], object]:
        """How a file of the manual is saved."""

        def written() -> None:
            (self.root / name).parent.mkdir(exist_ok=True)
            (self.root / name).write_text(text)

        return written

    def config(self, line: str) -> Callable[[], object]:
        """How a line is added to the configuration."""
        return lambda: (self.root / "mkdocs.yml").open("a").write(line + "\n")


@pytest.fixture
def files(tmp_path: Path) -> Manual:
    return Manual(tmp_path)


Change = Callable[[Manual, pytest.MonkeyPatch], object]
CHANGES: dict[str, Change] = {
    "a file of data": lambda m, _: m.write("data/process/1.yml")(),
    "another file of data": lambda m, _: m.write("data/process/2.yml", "")(),
    "a file of data that is gone": lambda m, _: (m.root / "data/process/1.yml").unlink(),
    "a file of data by another name": lambda m, _: (m.root / "data/process/1.yml").rename(m.root / "data/process/3.yml"),
    "a page": lambda m, _: m.write("content/a.th.md")(),
    "a hidden file": lambda m, _: m.write("content/.hidden")(),
    "a folder elsewhere": lambda m, _: (m.root / "content/more").symlink_to(m.root / "data"),
    "a pipe": lambda m, _: os.mkfifo(m.root / "content/pipe"),
    "a style of its own": lambda m, _: m.write("overrides/assets/own.css")(),
    "a template of its own": lambda m, _: m.write("overrides/main.html")(),
    "the configuration": lambda m, _: m.config("site_name: Other")(),
    "no configuration": lambda m, _: (m.root / "mkdocs.yml").unlink(),
    "the address": lambda m, patch: patch.setenv("SITE_URL", "https://example.invalid/"),
    "the locale": lambda m, patch: patch.setenv("LC_ALL", "th_TH.TIS-620"),
    "the place of modules": lambda m, patch: patch.syspath_prepend(m.root),
    "a page of the site": lambda m, _: m.write("site/index.html")(),
    "one page of the site more": lambda m, _: m.write("site/more.html")(),
    "one page of the site less": lambda m, _: (m.root / "site/index.html").unlink(),
    "another site, whole in itself": lambda m, _: [m.write("site/index.html")(), manifest.write(m.root / "site")],
    "an earlier edition within it": lambda m, _: m.write("site/editions/0.1")(),
    "no site": lambda m, _: shutil.rmtree(m.root / "site"),
    "what a build left that was killed": lambda m, _: (m.root / ".site.new").mkdir(),
    "what is kept": lambda m, _: [path.write_bytes(path.read_bytes()[:-1]) for path in (m.root / ".cache").iterdir()],
}
"""What is no longer as it was built."""


@pytest.mark.parametrize("case", CHANGES)
def test_whatever_has_changed_is_built(case: str, files: Manual, monkeypatch: pytest.MonkeyPatch) -> None:
    assert files.made().still() == (str(files.root / "site"), "a notice\n")
    CHANGES[case](files, monkeypatch)
    assert files.made().still() is None


def test_what_says_the_same_is_the_same_whenever_it_was_written(files: Manual, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in [path for path in files.root.rglob("*") if path.is_file()]:
        path.write_bytes(path.read_bytes())
        os.utime(path, (0, 0))
    files.write("site/.DS_Store")()
    monkeypatch.setenv("ELSEWHERE", "1")
    assert files.made().still()


def test_each_place_and_each_language_of_messages_is_asked_for_by_itself(files: Manual) -> None:
    assert files.made(site="other").still() is None
    assert files.made(language=Language.TH).still() is None


@pytest.mark.parametrize(
    "line",
    ["hooks: [a.py]", "INHERIT: other.yml", "theme: !!python/name:os.x", '"h\\x6foks": [a.py]', "%TAG !e! !EN", "a: [!X b]"],
)
def test_where_the_configuration_brings_in_more_than_it_says_every_build_is_built(line: str, files: Manual) -> None:
    files.config(line)()
    files.built()
    assert files.made().still() is None


def test_what_is_saved_while_a_build_runs_is_built_the_next_time_even_if_it_was_taken_back(files: Manual) -> None:
    path = files.root / "data/manual.yml"
    before = path.read_bytes()
    for meanwhile in (files.write("data/manual.yml", "1"), lambda: [files.write("data/manual.yml")(), path.write_bytes(before)]):
        files.write("content/a.th.md", str(meanwhile))()
        files.built(meanwhile)
        assert files.made().still() is None


@pytest.mark.usefixtures("pages_only")
def test_a_build_after_which_nothing_changed_makes_nothing_and_tells_what_was_told(
    manual: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHUMUE_CACHE", str(tmp_path / "kept"))
    footer = manual / "overrides" / "partials" / "footer.html"
    footer.parent.mkdir(parents=True)
    footer.write_text("<footer>{{ build_date_utc }} {{ page.update_date }}</footer>")
    first = khumue("--root", manual, "build")
    assert first.returncode == 0, first.stderr
    assert first.stdout == f"the site is in {manual / 'site'}\n"
    assert "<footer>2026-01-15 00:00:00+00:00 2026-01-15</footer>" in (manual / "site/index.html").read_text(encoding="utf-8")
    built, made = sums(manual / "site"), (manual / "site").stat().st_ino
    again = khumue("--root", manual, "build")
    assert again.stdout == f"nothing has changed; the site in {manual / 'site'} is as it would be built\n"
    assert "thai-only.th.md:1:1: notice: " in again.stderr
    assert (again.returncode, again.stderr, sums(manual / "site")) == (0, first.stderr, built)
    assert (manual / "site").stat().st_ino == made
    edit(manual, "number: 3", "number: three")
    failed = khumue("--root", manual, "build")
    assert failed.returncode == 1
    edit(manual, "number: three", "number: 3")
    assert khumue("--root", manual, "build").stdout == again.stdout, "the site stayed"
    for _ in range(2):
        pages = khumue("--root", manual, "build", "--pages")
        assert not list((manual / "site/worksheets").glob("*.docx"))
    assert pages.stdout == again.stdout
    assert khumue("--root", manual, "build").stdout == first.stdout
    assert sums(manual / "site") == built


def test_what_asks_whether_anything_has_changed_loads_nothing_of_what_builds() -> None:
    heavy = "mkdocs", "pydantic", "jinja2", "lxml", "yaml", "weasyprint"
    code = f"import sys; from khumue import __main__, unchanged; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
