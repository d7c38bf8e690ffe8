"""A build is whole or not at all, the same every time, and the same through both doors."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from khumue import artifact, build, search
from khumue.installed import LAUNCHER_NAME
from khumue.problems import ProblemsFound
from khumue.project import Project
from khumue.publishing.verify import verify

from .conftest import ROOT, assets_of, khumue
from .killing import EXCHANGE, Killer

pytestmark = pytest.mark.usefixtures("pages_only")
WHOLE = ["content", "data", "mkdocs.yml", "site", LAUNCHER_NAME]
"""What stands in the folder of a manual that is built, and nothing else."""


def sums(site: Path) -> dict[str, str]:
    """Every file of a folder with its mode and the sum of its content."""
    return {
        path.relative_to(site).as_posix(): f"{path.stat().st_mode:o} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def mkdocs(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload, no-any-return]


def edit(manual: Path, old: str, new: str, name: str = "data/process/3-return.yml") -> None:
    path = manual / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def built_before(manual: Path, library_pages: Path) -> None:
    """The manual has a site already."""
    shutil.copytree(library_pages, manual / "site")


def test_both_doors_build_the_same_bytes_whatever_the_hash_seed_and_the_locale(manual: Path, library_pages: Path) -> None:
    for seed, locale, door in (("1", "C", "khumue"), ("2", "C.UTF-8", "mkdocs")):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "LC_ALL": locale,
            "TZ": f"UTC{seed}",
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
        }
        if door == "khumue":
            done = khumue("--root", manual, "build", env=environment)
        else:
            done = mkdocs("build", "-f", manual / "mkdocs.yml", env=environment)
        assert done.returncode == 0, done.stderr
        assert sums(manual / "site") == sums(library_pages), door
        shutil.rmtree(manual / "site")


@pytest.mark.usefixtures("copied")
def test_copies_build_what_one_process_builds_and_where_one_is_killed_the_next_build_goes_on(
    manual: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, at, searched = os.getpid(), build._Draft.at, tmp_path / "searched"

    def killed(draft: build._Draft, path: str) -> object:
        made = at(draft, path)
        if os.getpid() != own:
            os.kill(os.getpid(), signal.SIGKILL)
        return made

    def noted(*found: object) -> dict[str, bytes]:
        searched.write_text(str(os.getpid()))
        return files(*found)  # type: ignore[arg-type]

    files = search.files
    monkeypatch.setattr(search, "files", noted)
    monkeypatch.setattr(build, "_LARGE", 1)
    one, two = (Project(manual, manual / "site", None, tmp_path / name) for name in ("one", "two"))
    with monkeypatch.context() as deadly:
        deadly.setattr(build._Draft, "at", killed)
        with pytest.raises(ProblemsFound, match="one of the processes was ended; call again: what was made is kept"):
            build.manual(two, jobs=2)
    before = set(two.kept.iterdir())
    by_copies = build.manual(two, jobs=2)
    assert searched.read_text() != str(own)
    by_one = build.manual(one, jobs=1)
    assert (by_copies.site, by_copies.files) == (by_one.site, by_one.files)
    assert before < set(two.kept.iterdir())
    assert sorted(path.name for path in two.kept.iterdir()) == sorted(path.name for path in one.kept.iterdir())


@pytest.mark.usefixtures("built_before")
def test_a_mistake_in_the_data_ends_either_door_in_its_line_and_leaves_the_old_site(manual: Path) -> None:
    before = sums(manual / "site")
    edit(manual, "number: 3", "number: three")
    expected = 'data/process/3-return.yml:4:9: number: "three" is not a number; write a number such as 3'
    for done in (khumue("--root", manual, "build"), mkdocs("build", cwd=manual, env={**os.environ, "KHUMUE_LANG": "en"})):
        assert done.returncode == 1
        assert expected in done.stderr
        assert "Traceback" not in done.stderr
        assert sums(manual / "site") == before
    thai = khumue("--root", manual, "build", lang="th")
    assert 'data/process/3-return.yml:4:9: number: "three" ไม่ใช่ตัวเลข' in thai.stderr


@pytest.mark.usefixtures("built_before")
def test_a_dead_link_in_a_hand_written_page_is_told_and_the_good_site_stays(manual: Path) -> None:
    before = sums(manual / "site")
    edit(manual, "process/lend.html", "process/lost.html", "content/welcome.th.md")
    done = khumue("--root", manual, "build")
    assert done.returncode == 1
    assert "content/welcome.th.md:" in done.stderr
    assert ': a link leads nowhere: process/lost.html; did you mean "process/' in done.stderr
    assert sums(manual / "site") == before
    assert sorted(path.name for path in manual.iterdir()) == WHOLE


@pytest.mark.usefixtures("built_before")
def test_a_site_that_verify_finds_fault_with_is_not_put_in_the_place_of_a_good_one(manual: Path) -> None:
    before = sums(manual / "site")
    (manual / "overrides/partials").mkdir(parents=True)
    (manual / "overrides/partials/footer.html").write_text('<footer><a href="lost.html">Lost</a></footer>', encoding="utf-8")
    done = khumue("--root", manual, "build")
    assert done.returncode == 1
    assert re.search(r"index\.html: a link leads nowhere: lost\.html", done.stderr)
    assert "the site that was there is as it was" in done.stdout
    assert sums(manual / "site") == before


def test_a_folder_that_is_not_ours_is_never_emptied(manual: Path) -> None:
    (manual / "site").mkdir()
    (manual / "site" / "thesis.txt").write_text("ten years of work")
    for done in (khumue("--root", manual, "build"), mkdocs("build", cwd=manual, env={**os.environ, "KHUMUE_LANG": "en"})):
        assert done.returncode == 1
        assert "this command did not make this folder, so it is left alone" in done.stderr
    assert (manual / "site" / "thesis.txt").read_text() == "ten years of work"


def test_a_target_that_is_a_file_or_cannot_be_written_is_one_line(manual: Path, tmp_path: Path) -> None:
    target = tmp_path / "a-file"
    target.write_text("x")
    done = khumue("--root", manual, "build", "--site", target)
    assert done.returncode == 1
    assert "left alone" in done.stderr
    below = khumue("--root", manual, "build", "--site", target / "site")
    assert below.returncode == 1
    assert "cannot be written" in below.stderr
    assert "Traceback" not in done.stderr + below.stderr
    assert target.read_text() == "x"


@pytest.mark.usefixtures("built_before")
def test_a_read_only_folder_is_one_line_and_keeps_its_site(manual: Path) -> None:
    before = sums(manual / "site")
    manual.chmod(0o555)
    plain = [] if os.geteuid() else ["setpriv", "--bounding-set", "-dac_override"]  # root may write anywhere: not here
    command = [*plain, sys.executable, "-m", "khumue", "--lang", "en", "--root", str(manual), "build"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    manual.chmod(0o755)
    assert done.returncode == 1
    assert f"{manual}: this folder cannot be written (Permission denied); choose another, or mend its permissions" in done.stderr
    assert "Traceback" not in done.stderr
    assert sums(manual / "site") == before


@pytest.mark.usefixtures("built_before")
def test_a_build_that_is_killed_leaves_the_old_site_whole_and_readers_read_on(manual: Path, tmp_path: Path, every: bool) -> None:
    """Each begins where another was killed just before its site was shown, which leaves most behind."""
    draw = random.Random(7)
    with Killer(manual) as killer:
        edit(manual, "คืนหนังสือ", "ส่งคืนหนังสือ")
        killer.run("build", manual, at=(EXCHANGE, 1))
        whole = shutil.copytree(manual, tmp_path / "whole")
        steps = killer.run("build", whole)
        good = [sums(manual / "site"), sums(whole / "site")]
        assert good[0] != good[1]
        pages = sorted(path for path in good[0].keys() & good[1].keys() if path.endswith(".html"))
        versions = {path: {(folder / "site" / path).read_bytes() for folder in (manual, whole)} for path in pages}
        counts = Counter(steps)
        tidied = {("shutil.rmtree", 2), (EXCHANGE, 1)}  # before and after, and what is between
        assert all(n <= counts[step] for step, n in tidied)
        moments = {*tidied, *counts.items()}
        if every:
            moments |= {(step, 1) for step in counts} | set(
                draw.sample([(step, n + 1) for step, last in counts.items() for n in range(last)], 60)
            )
        for step, n in sorted(moments):
            folder = shutil.copytree(manual, tmp_path / f"{step}-{n}")

            def read(folder: Path = folder) -> None:
                path = draw.choice(pages)
                assert (folder / "site" / path).read_bytes() in versions[path], path

            assert killer.run("build", folder, at=(step, n), meanwhile=read) == [], f"{step} {n}"
            assert sums(folder / "site") in good, f"{step} {n}"
        killer.run("build", folder)
    assert sums(folder / "site") == good[1]
    assert sorted(path.name for path in folder.iterdir()) == WHOLE


@pytest.mark.usefixtures("built_before")
def test_of_builds_at_once_one_builds_and_each_other_says_so_in_one_line(manual: Path, every: bool) -> None:
    command = [sys.executable, "-m", "khumue", "--lang", "en", "--root", str(manual), "build"]
    for _ in range(2 if every else 1):
        builds = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(4 if every else 3)]
        said = [build.communicate()[1] for build in builds]
        ended = [build.returncode for build in builds]
        assert 0 in ended
        busy = f"{manual / 'site'}: another build of this site is running; wait until it has ended, and build again\n"
        assert all(busy in line and "Traceback" not in line for line, code in zip(said, ended, strict=True) if code), said
        assert verify(manual / "site") == []
        assert sorted(path.name for path in manual.iterdir()) == WHOLE


def test_while_a_build_runs_a_second_one_is_refused_and_takes_nothing_from_it(tmp_path: Path) -> None:
    first = artifact.Staging(tmp_path / "site")
    (first.folder / artifact.MARKER).write_text("first")
    with pytest.raises(ProblemsFound, match="another build of this site is running"):
        artifact.Staging(tmp_path / "site")
    first.swap()
    assert (tmp_path / "site" / artifact.MARKER).read_text() == "first"
    artifact.Staging(tmp_path / "site").discard()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_after_a_kill_between_two_renames_the_next_build_brings_the_old_site_back(tmp_path: Path) -> None:
    old = tmp_path / ".site.new" / "old"
    old.mkdir(parents=True)
    (old.parent / artifact.LOCK).touch()
    (old / artifact.MARKER).write_text("{}")
    artifact.Staging(tmp_path / "site").discard()
    assert (tmp_path / "site" / artifact.MARKER).is_file()
    assert not old.parent.exists()


def test_a_system_that_cannot_exchange_folders_still_swaps_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artifact.system, "exchange", lambda one, other: False)
    site = tmp_path / "site"
    for text in ("first", "second"):
        stage = artifact.Staging(site)
        (stage.folder / artifact.MARKER).write_text(text)
        stage.swap()
    assert (site / artifact.MARKER).read_text() == "second"
    stage = artifact.Staging(site)
    shutil.rmtree(stage.folder)  # so that the second rename fails
    with pytest.raises(OSError, match="No such file"):
        stage.swap()
    stage.discard()
    assert (site / artifact.MARKER).read_text() == "second"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("name", [".site.new", ".site.old"])
def test_a_folder_of_somebody_s_beside_the_site_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "thesis.txt").write_text("ten years of work")
    with contextlib.suppress(ProblemsFound):
        artifact.Staging(tmp_path / "site").discard()
    assert (tmp_path / name / "thesis.txt").read_text() == "ten years of work"


def test_an_old_site_that_cannot_be_removed_does_not_make_the_build_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    for text in ("first", "second"):
        stage = artifact.Staging(site)
        (stage.folder / artifact.MARKER).write_text(text)
        with monkeypatch.context() as busy:
            busy.setattr(shutil, "rmtree", lambda folder, ignore_errors: None)
            stage.swap()
    assert (site / artifact.MARKER).read_text() == "second"
    artifact.Staging(site).discard()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.usefixtures("built_before")
def test_a_strict_build_with_a_notice_leaves_the_old_site(manual: Path) -> None:
    before = sums(manual / "site")
    edit(manual, "คืนหนังสือ", "ส่งหนังสือคืน")
    done = mkdocs("build", "--strict", "-f", manual / "mkdocs.yml")
    assert done.returncode == 1
    assert "Aborted with 3 warnings in strict mode!" in done.stdout
    assert sums(manual / "site") == before
    assert not (manual / ".site.new").exists()


def test_a_site_that_is_a_link_stays_a_link_to_the_new_site(manual: Path, tmp_path: Path) -> None:
    (manual / "site").symlink_to(tmp_path / "elsewhere")
    for _ in range(2):
        done = khumue("--root", manual, "build")
        assert done.returncode == 0, done.stderr
    assert (manual / "site").is_symlink()
    assert (tmp_path / "elsewhere" / artifact.MARKER).is_file()
    assert not list(tmp_path.glob(".*"))


def test_the_built_site_is_small_and_carries_no_script_of_the_theme(site: Path) -> None:
    names = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assets = assets_of(site)
    ours = (
        "khumue",
        "both",
        "qr",
        "lean-qr",
        "scheme",
        "worksheet",
        "search/text",
        "search/finder",
        "search/engine",
        "search/box",
        "search/mark",
    )
    made = {"editions.js", "assets/search/th.js", "assets/search/en.js"}
    assert {name for name in names if name.endswith(".js")} == {f"{assets}/{name}.js" for name in ours} | made
    styles = {f"{assets}/page.css", f"{assets}/worksheet.css", f"{assets}/team.css", "edition.css"}
    assert {name for name in names if name.endswith(".css")} == styles
    assert f"{assets}/fonts/OFL.txt" in names
    assert not {"sitemap.xml", "sitemap.xml.gz", "search/search_index.json"} & names


def test_what_a_browser_may_keep_for_ever_stands_in_a_folder_that_changes_with_it_and_with_nothing_else(
    manual: Path, library_pages: Path
) -> None:
    (manual / "own/assets").mkdir(parents=True)
    shutil.copy(ROOT / "overrides/assets/tokens.css", manual / "own/assets")
    edit(manual, "name: material", "name: material\n  custom_dir: own", "mkdocs.yml")

    def built() -> str:
        done = khumue("--root", manual, "build")
        assert done.returncode == 0, done.stderr
        return assets_of(manual / "site")

    first = assets_of(library_pages)
    edit(manual, "คืนหนังสือ", "ส่งหนังสือคืน")
    assert built() == first
    edit(manual, "color-scheme:light", "color-scheme:only light", "own/assets/tokens.css")
    assert built() != first
    assert not (manual / "site" / first).exists()
