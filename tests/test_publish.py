"""Publishing: what readers see changes in one step or not at all, can be taken back, and no forged bundle gets in."""

from __future__ import annotations

import gzip
import hashlib
import io
import itertools
import json
import os
import re
import resource
import shutil
import stat
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from khumue import artifact
from khumue.guide import Guide
from khumue.language import Language
from khumue.problems import ProblemsFound
from khumue.publishing import archive, editions, manifest
from khumue.publishing.compressed import siblings
from khumue.publishing.publish import Published, publish, roll_back
from khumue.publishing.verify import verify

from .conftest import ROOT, Once, khumue, until
from .killing import Killer
from .test_build import edit, sums

NAME = "shared-garden-1.0"


@pytest.fixture(scope="session")
def bundles(once: Once, small_site: Path) -> dict[str, Path]:
    """A manual of one step as three editions, of which the second has an address more."""
    numbers = ("1.0", "1.1", "1.2")

    def make(folder: Path) -> None:
        for number in numbers:
            edition = shutil.copytree(small_site, folder / number)
            style = edition / "edition.css"
            style.write_text(style.read_text("utf-8").replace("ฉบับร่าง 1.0", f"ฉบับร่าง {number}"), encoding="utf-8")
            for name in (
                "assets/0123456789ab",
                f"assets/{number.replace('.', '') * 6}",
            ):  # scripts in folders named by what they are
                (edition / name).mkdir()
                (edition / name / "khumue.js").write_text(f"// {name}\n")
            for language in ("", "en/") if number == "1.1" else ():
                shutil.copyfile(edition / language / "process/spot.html", edition / language / "process/notes.html")
            for name in (artifact.MARKER, "editions.js"):
                (edition / name).write_text((edition / name).read_text("utf-8").replace('"1.0"', f'"{number}"'), encoding="utf-8")
            manifest.write(edition)
            done = khumue("bundle", "--site", edition, "--out", folder / "dist")
            assert done.returncode == 0, done.stderr

    dist = once("bundles", make) / "dist"
    return {number: dist / f"shared-garden-{number}.zip" for number in numbers}


@pytest.fixture(autouse=True)
def unsynced(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test pulls the plug: the disk need not be waited for."""
    monkeypatch.setattr(os, "sync", lambda: None)


def put(bundle: Path, folder: Path, prefix: str | None = None, keep: int = 3, *, replace: bool = False) -> Published:
    return publish(bundle, folder, prefix, keep, lambda done, total: None, replace=replace)


@pytest.fixture
def two(once: Once, bundles: dict[str, Path], tmp_path: Path) -> None:
    """Two editions are published, one after the other."""

    def make(folder: Path) -> None:
        for number in ("1.0", "1.1"):
            put(bundles[number], folder)

    subprocess.run(["cp", "-a", f"{once('two', make)}/.", tmp_path], check=True)  # with what its files share


def said(fault: Callable[[], object]) -> str:
    """The one line that a fault ends in."""
    with pytest.raises(ProblemsFound) as found:
        fault()
    assert len(found.value.problems) == 1
    return str(found.value)


def others(site: Path) -> list[tuple[str, str]]:
    """What the pages of a site know of other editions."""
    script = (site / "editions.js").read_text("utf-8")
    known = json.loads(script.removeprefix("window.khumueEditions = ").rstrip(";\n"))
    return [(one["number"], one["address"]) for one in known["others"]]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_published_edition_is_shown_whole_and_says_so(bundles: dict[str, Path], tmp_path: Path) -> None:
    folder = tmp_path / "srv"
    done = khumue("publish", bundles["1.0"], folder)
    assert done.returncode == 0, done.stderr
    current = folder / "current"
    assert done.stdout.splitlines() == [f"edition 1.0 is shown from {current}", f"look at it: khumue verify {current}"]
    assert done.stderr == ""
    assert current.readlink() == Path("releases/0001-1.0")
    assert names(folder) == ["current", "releases"]
    assert khumue("verify", current).stdout.strip() == "the site is whole"
    thai = khumue("publish", bundles["1.1"].with_name("shared-garden-1.1.tar.gz"), folder, lang="th")
    assert thai.stdout.splitlines()[0] == f"แสดงฉบับที่ 1.1 ที่ {current}"
    assert khumue("verify", current).stdout.strip() == "the site is whole"


def test_bundles_made_before_they_were_named_after_their_manual_are_published_and_stay(
    bundles: dict[str, Path], small_site: Path, tmp_path: Path
) -> None:
    older = shutil.copytree(small_site, tmp_path / "site")
    mark = json.loads((older / artifact.MARKER).read_text("utf-8"))
    assert mark["edition"].pop("manual") == "shared-garden"
    (older / artifact.MARKER).write_text(json.dumps(mark), encoding="utf-8")
    manifest.write(older)
    done = khumue("bundle", "--site", older, "--out", tmp_path / "dist")
    assert names(tmp_path / "dist") == ["SHA256SUMS", "khumue-1.0.tar.gz", "khumue-1.0.zip"], done.stderr
    put(tmp_path / "dist/khumue-1.0.zip", tmp_path / "srv")
    put(bundles["1.1"], tmp_path / "srv")
    assert others(tmp_path / "srv/current") == [("1.0", "editions/1.0/")]


@pytest.mark.parametrize("name", ["../elsewhere", "Ü", "a b", ""])
def test_an_id_that_is_the_name_of_no_manual_makes_no_bundle(name: str, small_site: Path, tmp_path: Path) -> None:
    said = (small_site / artifact.MARKER).read_text("utf-8").replace("shared-garden", name)
    (tmp_path / artifact.MARKER).write_text(said, encoding="utf-8")
    with pytest.raises(ProblemsFound, match="which edition of a manual"):
        editions.of(tmp_path)


def test_earlier_editions_stay_below_each_new_one_and_know_of_one_another(bundles: dict[str, Path], tmp_path: Path) -> None:
    current = tmp_path / "current"
    for number in ("1.0", "1.1", "1.2"):
        put(bundles[number], tmp_path, keep=1)
        assert verify(current) == []
    assert names(tmp_path / "releases") == ["0003-1.2", "khumue.lock"]
    assert others(current) == [("1.1", "editions/1.1/"), ("1.0", "editions/1.0/")]
    assert others(current / "editions/1.1") == [("1.2", "../../"), ("1.0", "../1.0/")]
    assert others(current / "editions/1.0") == [("1.2", "../../"), ("1.1", "../1.1/")]
    for number in ("1.0", "1.1"):
        below = current / "editions" / number
        assert verify(below) == []
        assert f"ฉบับร่าง {number}" in (below / "edition.css").read_text("utf-8")
        assert (below / "process").is_dir()
    copied = shutil.copytree(current, tmp_path / "copied")
    assert verify(copied) == [], "a release is whole by itself"


def test_the_same_number_published_again_takes_the_place_of_the_former(bundles: dict[str, Path], tmp_path: Path) -> None:
    for number in ("1.0", "1.1", "1.1", "1.0"):
        put(bundles[number], tmp_path, replace=True)
    assert (tmp_path / "current").readlink().name == "0004-1.0"
    assert others(tmp_path / "current") == [("1.1", "editions/1.1/")]
    assert names(tmp_path / "current" / "editions") == ["1.1"]
    assert names(tmp_path / "releases") == ["0002-1.1", "0003-1.1", "0004-1.0", "khumue.lock"]


@pytest.mark.usefixtures("two")
def test_a_byte_that_changes_in_an_earlier_edition_is_named_by_verify(tmp_path: Path) -> None:
    page = tmp_path / "current/editions/1.0/index.html"
    page.write_bytes(page.read_bytes() + b" ")
    (tmp_path / "current/editions/stray.txt").write_text("x")
    problems = [str(problem.place) + ": " + problem.what.en for problem in verify(tmp_path / "current")]
    assert problems == [
        "editions/1.0/index.html: this file was changed after it was built",
        "editions/stray.txt/manifest.sha256: the list of the files' sums is not there",
    ]


def told(published: Published) -> list[str]:
    return [problem.line(Language.EN) for problem in published.notices]


def damage(path: Path) -> None:
    """Changes a byte of a file in its place: of every name that it has."""
    with path.open("r+b") as file:
        first = file.read(1)
        file.seek(0)
        file.write(bytes([first[0] ^ 1]))


@pytest.mark.usefixtures("two")
def test_an_earlier_edition_that_is_damaged_is_mended_from_a_release_that_has_it_whole(
    bundles: dict[str, Path], tmp_path: Path
) -> None:
    below = tmp_path / "current/editions/1.0"
    whole = sums(below)
    for name in ("index.html", "en/index.html", "404.html"):
        (below / name).unlink()
    (below / "contact.html").unlink()
    (below / "contact.html").write_text("rubbish")
    assert told(put(bundles["1.1"], tmp_path)) == [
        "editions/1.0: notice: 3 damaged files were taken from another release: contact.html; look at the disk"
    ]
    assert sums(tmp_path / "current/editions/1.0") == whole
    assert verify(tmp_path / "current") == []


@pytest.mark.usefixtures("two")
def test_an_earlier_edition_that_is_damaged_everywhere_is_left_out_named_and_mended_by_its_own_bundle(
    bundles: dict[str, Path], tmp_path: Path
) -> None:
    below = tmp_path / "current/editions/1.0"
    whole = sums(below)
    damage(below / "index.html")  # and with it that of the first release: they are one file
    assert verify(tmp_path / "releases/0001-1.0") != []
    assert told(put(bundles["1.1"], tmp_path)) == [
        "editions/1.0: notice: this earlier edition is damaged, so it is left out: index.html; publish its bundle again"
    ]
    assert not (tmp_path / "current/editions").exists()
    assert verify(tmp_path / "current") == []
    done = put(bundles["1.0"], tmp_path)
    assert done.edition.number == "1.1"
    assert told(done) == [
        "editions/1.0: notice: this earlier edition is whole again; the one that is shown is as it was",
    ]
    assert sums(tmp_path / "current/editions/1.0") == whole
    assert others(tmp_path / "current") == [("1.0", "editions/1.0/")]
    assert verify(tmp_path / "current") == []


@pytest.mark.parametrize(
    ("name", "how"),
    [
        *(("index.html", "changed"), ("404.html", "gone"), ("404.html", "changed"), ("manual.th.pdf", "empty")),
        *(("manifest.sha256", "gone"), ("manifest.sha256", "changed"), ("khumue.json", "empty"), ("editions.js", "a folder")),
    ],
)
@pytest.mark.usefixtures("two")
def test_publishing_again_mends_whatever_is_damaged(name: str, how: str, bundles: dict[str, Path], tmp_path: Path) -> None:
    before = sums(tmp_path / "current")
    for path in (tmp_path / "current" / name, tmp_path / "current/editions/1.0" / name):
        if how == "changed":
            damage(path)
        elif how == "empty":
            path.write_bytes(b"")
        else:
            path.unlink()
        if how == "a folder":
            path.mkdir()
    assert verify(tmp_path / "current") != []
    for number in ("1.1", "1.0"):  # where both are damaged, the one that is shown comes first
        with suppress(ProblemsFound):
            put(bundles[number], tmp_path)
    after = sums(tmp_path / "current")
    texts = {path for path in before | after if not path.startswith("assets/")}  # some of which older releases alone had
    differing = {path for path in texts if before.get(path) != after.get(path)}
    assert {path.removesuffix(".gz").removesuffix(".br") for path in differing} <= {"khumue.json", "manifest.sha256"}
    assert (tmp_path / "current").readlink().name.endswith("-1.1")
    assert verify(tmp_path / "current") == []


@pytest.mark.usefixtures("two")
def test_a_release_that_does_not_pass_is_not_gone_back_to(bundles: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "releases/0001-1.0/index.html").unlink()
    before = sums(tmp_path)
    line = said(lambda: roll_back(tmp_path))
    assert line.startswith(f"{tmp_path / 'releases/0001-1.0'}: ")
    assert line.endswith("; what is shown is as it was; publish the bundle of edition 1.0 with --replace")
    assert sums(tmp_path) == before
    (tmp_path / "releases/0001-1.0/index.html").write_bytes((tmp_path / "current/editions/1.0/index.html").read_bytes()[:-1])
    (tmp_path / "releases/0001-1.0/khumue.json").write_text("[" * 100_000)
    for language, ending in (("en", " more; what is shown is as it was"), ("th", "ที่แสดงอยู่ไม่เปลี่ยน")):
        done = khumue("publish", "--rollback", tmp_path, lang=language)
        assert (done.returncode, len(done.stderr.splitlines())) == (1, 2)
        assert ending in done.stderr
    assert (tmp_path / "current").readlink().name == "0002-1.1"
    put(bundles["1.0"], tmp_path, replace=True)
    assert verify(tmp_path / "current") == []


def test_what_systems_leave_in_a_folder_is_no_obstacle_and_is_left_alone(bundles: dict[str, Path], tmp_path: Path) -> None:
    left = ("lost+found", ".Trash-1000", "System Volume Information", "@eaDir", "$RECYCLE.BIN", ".Spotlight-V100")
    files = (".DS_Store", "Thumbs.db", "desktop.ini", "._current")
    for name in left:
        (tmp_path / name).mkdir()
        (tmp_path / name / "theirs").write_text("x")
    (tmp_path / "lost+found").chmod(0o700)
    for name in files:
        (tmp_path / name).write_text("x")
    before = sums(tmp_path)
    for number in ("1.0", "1.1"):
        put(bundles[number], tmp_path)
    release = tmp_path / "releases/0001-1.0"
    for folder in (release, release / "process", tmp_path / "releases", tmp_path / "current/editions"):
        (folder / "@eaDir").mkdir()
        (folder / "@eaDir" / "index.html@SynoResource").write_text("x")
        (folder / ".DS_Store").write_text("x")
    assert verify(tmp_path / "current") == []
    assert roll_back(tmp_path).edition.number == "1.0"
    put(bundles["1.2"], tmp_path)
    assert verify(tmp_path / "current") == []
    assert not list((tmp_path / "current/editions").rglob("@eaDir"))
    after = sums(tmp_path)
    assert {path: after[path] for path in before} == before
    (tmp_path / "theirs").mkdir()
    for name in (*left, *files, "releases"):
        (tmp_path / "theirs" / name).mkdir()
    (tmp_path / "theirs" / ".ssh").mkdir()
    assert "khumue did not publish into this folder" in said(lambda: put(bundles["1.0"], tmp_path / "theirs"))


@pytest.mark.usefixtures("two")
def test_an_older_edition_over_a_newer_one_is_told_and_shown_only_where_that_is_asked_for(
    bundles: dict[str, Path], tmp_path: Path
) -> None:
    before = sums(tmp_path)
    done = khumue("publish", bundles["1.0"], tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"{bundles['1.0']}: edition 1.0 is older than 1.1, which is shown, so nothing was changed; "
        "go back with --rollback, or add --replace to show this one all the same",
        "1 to mend",
    ]
    assert "เก่ากว่าฉบับที่ 1.1" in khumue("publish", bundles["1.0"], tmp_path, lang="th").stderr
    assert sums(tmp_path) == before
    done = khumue("publish", bundles["1.0"], tmp_path, "--replace")
    assert done.stdout.splitlines()[0] == f"edition 1.0 is shown from {tmp_path / 'current'}"
    put(bundles["1.2"], tmp_path, keep=1)
    assert "is older than 1.2" in said(lambda: put(bundles["1.1"], tmp_path))
    assert verify(tmp_path / "current") == []


def test_the_same_number_with_other_content_is_told_wherever_it_stands(bundles: dict[str, Path], tmp_path: Path) -> None:
    folder, other = tmp_path / "srv", tmp_path / f"{NAME}.zip"
    put(bundles["1.0"], folder)
    text = contents(bundles["1.0"])[PAGE].replace("สวนผัก".encode(), "แปลงผัก".encode())
    other.write_bytes(
        altered(bundles["1.0"], lambda files: resummed(files, **{"index.html": text}, **siblings("index.html", text)))
    )
    for shown in ("1.0", "1.1"):
        put(bundles[shown], folder)
        before = sums(folder)
        assert said(lambda: put(other, folder)) == (
            f"{other}: edition 1.0 was published before with other content, so nothing was changed; "
            "give this one a higher number, or add --replace to let it take the place of the former"
        )
        assert sums(folder) == before
    put(other, folder, replace=True)
    assert (folder / "current/index.html").read_bytes() == text
    assert others(folder / "current") == [("1.1", "editions/1.1/")]
    assert "with other content" in said(lambda: put(bundles["1.0"], folder))
    assert verify(folder / "current") == []


def test_the_scripts_of_the_releases_that_are_kept_stay_for_pages_that_are_open(bundles: dict[str, Path], tmp_path: Path) -> None:
    common, of = {"0123456789ab"}, {number: {number.replace(".", "") * 6} for number in bundles}

    def of_ours(site: Path) -> set[str]:
        return {path.name for path in (site / "assets").iterdir()} & common.union(*of.values())

    hashed: list[set[str]] = []
    for number in ("1.0", "1.1", "1.2", "1.2", "1.2"):
        put(bundles[number], tmp_path)
        hashed.append(of_ours(tmp_path / "current"))
    assert hashed[:3] == [common | of["1.0"], common | of["1.0"] | of["1.1"], common | of["1.0"] | of["1.1"] | of["1.2"]]
    assert hashed[3:] == [common | of["1.1"] | of["1.2"], common | of["1.2"]]
    assert of_ours(tmp_path / "current/editions/1.1") == common | of["1.1"], "an earlier edition has its own alone"


def test_a_release_that_is_damaged_does_not_stand_in_the_way_of_the_next(bundles: dict[str, Path], tmp_path: Path) -> None:
    put(bundles["1.0"], tmp_path)
    for name in ("manifest.sha256", "404.html"):
        (tmp_path / "current" / name).unlink()
    assert told(put(bundles["1.1"], tmp_path)) == [
        "editions/1.0: notice: this earlier edition is damaged, so it is left out: manifest.sha256; publish its bundle again"
    ]
    assert verify(tmp_path / "current") == []
    shutil.rmtree(tmp_path / "releases/0002-1.1")
    put(bundles["1.2"], tmp_path)
    assert verify(tmp_path / "current") == []


def test_pages_that_a_new_edition_has_no_more_are_told_and_do_not_stop_it(bundles: dict[str, Path], tmp_path: Path) -> None:
    put(bundles["1.1"], tmp_path)
    done = khumue("publish", bundles["1.2"], tmp_path)
    assert done.returncode == 0
    lines = done.stderr.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["en/process/notes.html", "process/notes.html"]
    assert all(
        "notice: the new edition has no such page, and QR codes in print lead nowhere; add aliases:" in line for line in lines
    )


def test_the_page_for_a_lost_address_knows_the_prefix_and_the_next_publish_remembers_it(
    bundles: dict[str, Path], tmp_path: Path
) -> None:
    def addresses(page: Path) -> set[str]:
        return set(re.findall(r'(?:href|src)="(/[^"]*)"', page.read_text("utf-8")))

    current = tmp_path / "current"
    put(bundles["1.0"], tmp_path)
    plain = addresses(current / "404.html")
    assert {"/index.html", "/en/index.html"} <= plain
    assert any(address.startswith("/assets/") and address.endswith("/khumue.js") for address in plain)
    put(bundles["1.0"], tmp_path, "/a/b/")
    assert addresses(current / "404.html") == {f"/a/b{address}" for address in plain}
    put(bundles["1.1"], tmp_path)
    assert addresses(current / "404.html") == {f"/a/b{address}" for address in plain}
    assert addresses(current / "editions/1.0/404.html") == {f"/a/b/editions/1.0{address}" for address in plain}
    put(bundles["1.2"], tmp_path, "/")
    assert addresses(current / "404.html") == plain
    assert addresses(current / "editions/1.0/404.html") == {f"/editions/1.0{address}" for address in plain}
    assert verify(current) == []
    for wrong in ("manual", "/a/../b/", "/a//b/", "/a?b/", ""):
        assert khumue("publish", bundles["1.0"], tmp_path, "--prefix", wrong).returncode == 2, wrong


def test_what_is_written_anew_has_its_smaller_forms_written_anew(bundles: dict[str, Path], tmp_path: Path) -> None:
    for number in ("1.0", "1.1"):
        put(bundles[number], tmp_path, "/somewhere/")
    for folder in (tmp_path / "current", tmp_path / "current/editions/1.0"):
        forms = [form for form in folder.rglob("*.gz") if "editions/" not in form.relative_to(folder).as_posix()]
        assert len(forms) > 10
        for form in forms:
            assert gzip.decompress(form.read_bytes()) == form.with_suffix("").read_bytes(), form
            assert form.with_suffix(".br").is_file()


def test_going_back_shows_the_release_before_and_then_the_one_before_that(bundles: dict[str, Path], tmp_path: Path) -> None:
    for number in ("1.0", "1.1", "1.2"):
        put(bundles[number], tmp_path)
    for number in ("1.1", "1.0"):
        done = khumue("publish", "--rollback", tmp_path)
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[0] == f"edition {number} is shown from {tmp_path / 'current'}"
        assert verify(tmp_path / "current") == []
    before = sums(tmp_path)
    done = khumue("publish", "--rollback", tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"{tmp_path}: there is no earlier release to roll back to; publish the bundle that you want",
        "1 to mend",
    ]
    assert sums(tmp_path) == before


@pytest.mark.usefixtures("two")
def test_after_going_back_the_next_release_follows_what_is_shown_and_has_a_new_number(
    bundles: dict[str, Path], tmp_path: Path
) -> None:
    roll_back(tmp_path)
    put(bundles["1.2"], tmp_path)
    assert names(tmp_path / "releases") == ["0001-1.0", "0003-1.2", "khumue.lock"]
    assert others(tmp_path / "current") == [("1.0", "editions/1.0/")]
    assert roll_back(tmp_path).edition.number == "1.0"


def test_everybody_may_read_what_was_published_whatever_the_umask(bundles: dict[str, Path], tmp_path: Path) -> None:
    for number in ("1.0", "1.1"):
        done = khumue("publish", bundles[number], tmp_path / "srv", umask=0o077)
        assert done.returncode == 0, done.stderr
    shown = tmp_path / "srv" / "releases/0002-1.1"
    for path in (tmp_path / "srv", shown.parent, shown, *shown.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o755 if path.is_dir() else 0o644), path


@pytest.mark.usefixtures("two")
def test_earlier_editions_take_no_room_of_their_own(tmp_path: Path) -> None:
    below, before = tmp_path / "current/editions/1.0", tmp_path / "releases/0001-1.0"
    assert (below / "index.html").samefile(before / "index.html")
    assert not (below / "editions.js").samefile(before / "editions.js")
    assert verify(before) == [], "what is written anew is not written through a link"


def test_where_there_are_no_links_of_either_kind_copies_do_the_same(
    bundles: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*arguments: object, **options: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", none)
    monkeypatch.setattr(os, "symlink", none)
    monkeypatch.setattr(artifact.system, "exchange", lambda one, other: False)
    for number in ("1.0", "1.1", "1.2"):
        put(bundles[number], tmp_path)
    current = tmp_path / "current"
    assert current.is_dir()
    assert not current.is_symlink()
    assert verify(current) == []
    assert others(current) == [("1.1", "editions/1.1/"), ("1.0", "editions/1.0/")]
    assert roll_back(tmp_path).edition.number == "1.1"
    assert "ฉบับร่าง 1.1" in (current / "edition.css").read_text("utf-8")
    assert verify(current) == []
    current.rename(tmp_path / ".kept")  # as a kill between the two renames leaves it
    (tmp_path / ".new").mkdir()
    (tmp_path / ".kept").rename(tmp_path / ".new" / "old")
    assert roll_back(tmp_path).edition.number == "1.0"
    assert names(tmp_path) == ["current", "releases"]


def test_windows_gets_a_copy_even_where_it_has_links(
    bundles: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("khumue.system.HAS_LINKS", False)
    put(bundles["1.0"], tmp_path)
    assert not (tmp_path / "current").is_symlink()
    assert verify(tmp_path / "current") == []


# -- what is refused -----------------------------------------------------------------------------------------------------


def contents(bundle: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(bundle) as opened:
        return {head.filename: opened.read(head) for head in opened.infolist()}


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in entries:
            opened.writestr(name, content)
    return out.getvalue()


def tarred(*entries: tuple[str | tarfile.TarInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as opened:
        for name, content in entries:
            head = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            head.size = len(content)
            opened.addfile(head, io.BytesIO(content))
    return out.getvalue()


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    head = tarfile.TarInfo(name)
    head.type, head.linkname = kind, target
    return head


def zip_link(name: str) -> zipfile.ZipInfo:
    head = zipfile.ZipInfo(name)
    head.create_system, head.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return head


GOOD = (f"{NAME}/manual/index.html", b"<!doctype html>")
NOT_PLAIN = "it holds what is no plain file with a name of its own"
BROKEN = "the archive is broken or cut short"
TOO_MUCH = "there is too much in it for a manual"
NO_BUNDLE = "this is not the bundle of a manual"
PAX = "x" * 40_000_000
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a way out": ("zip", lambda: zipped(GOOD, (f"{NAME}/../../out.txt", b"x")), NOT_PLAIN),
    "a way out of a tar": ("tar.gz", lambda: tarred(GOOD, (f"{NAME}/../../out.txt", b"x")), NOT_PLAIN),
    "a way out for Windows": ("zip", lambda: zipped(GOOD, (f"{NAME}/..\\..\\out.txt", b"x")), NOT_PLAIN),
    "an absolute name": ("zip", lambda: zipped(GOOD, ("/out.txt", b"x")), NOT_PLAIN),
    "an absolute name in a tar": ("tar.gz", lambda: tarred(GOOD, ("/out.txt", b"x")), NOT_PLAIN),
    "a drive": ("zip", lambda: zipped(GOOD, ("C:out.txt", b"x")), NOT_PLAIN),
    "a name with a line end": ("zip", lambda: zipped(GOOD, (f"{NAME}/a\nb", b"x")), NOT_PLAIN),
    "a name without end": ("zip", lambda: zipped(GOOD, (f"{NAME}/manual/{'x' * 300}.html", b"x")), NOT_PLAIN),
    "a device of Windows": ("zip", lambda: zipped(GOOD, (f"{NAME}/manual/con.html", b"x")), NOT_PLAIN),
    "a symlink": ("zip", lambda: zipped((zip_link(f"{NAME}/manual"), b"/etc"), GOOD), NOT_PLAIN),
    "a symlink in a tar": ("tar.gz", lambda: tarred((special(f"{NAME}/manual", tarfile.SYMTYPE, "/etc"), b""), GOOD), NOT_PLAIN),
    "a hard link": ("tar.gz", lambda: tarred((special(f"{NAME}/passwd", tarfile.LNKTYPE, "/etc/passwd"), b""), GOOD), NOT_PLAIN),
    "a device": ("tar.gz", lambda: tarred((special(f"{NAME}/null", tarfile.CHRTYPE), b""), GOOD), NOT_PLAIN),
    "a pipe": ("tar.gz", lambda: tarred((special(f"{NAME}/pipe", tarfile.FIFOTYPE), b""), GOOD), NOT_PLAIN),
    "a folder": ("zip", lambda: zipped((f"{NAME}/manual/", b""), GOOD), NOT_PLAIN),
    "a name twice": ("tar.gz", lambda: tarred(GOOD, GOOD), NOT_PLAIN),
    "names that differ by case": ("zip", lambda: zipped(GOOD, (f"{NAME}/manual/INDEX.html", b"x")), NOT_PLAIN),
    "folders that differ by case": ("zip", lambda: zipped(GOOD, (f"{NAME}/Manual/x.html", b"x")), NOT_PLAIN),
    "a file that is a folder": ("zip", lambda: zipped(GOOD, (f"{NAME}/manual", b"x")), NOT_PLAIN),
    "a file in a file": ("zip", lambda: zipped(GOOD, (f"{GOOD[0]}/x", b"x")), NOT_PLAIN),
    "a bomb": ("zip", lambda: zipped(GOOD, (f"{NAME}/manual/0.html", bytes(80_000_000))), TOO_MUCH),
    "a bomb in a tar": ("tar.gz", lambda: tarred(GOOD, (f"{NAME}/manual/0.html", bytes(80_000_000))), TOO_MUCH),
    "a head of a tar without end": ("tar.gz", lambda: tarred((special("x", tarfile.XHDTYPE), PAX.encode()), GOOD), BROKEN),
    "more files than a manual has": ("zip", lambda: zipped(*((f"{NAME}/{n}", b"") for n in range(2_000))), TOO_MUCH),
    "no archive": ("zip", lambda: b"PK, or so it says", BROKEN),
    "no archive of that kind": ("tar.gz", lambda: zipped(GOOD), BROKEN),
    "an empty file": ("tar.gz", lambda: b"", BROKEN),
    "an archive of nothing": ("zip", lambda: zipped(), NO_BUNDLE),
    "something else": ("zip", lambda: zipped(("holiday/beach.jpg", b"x")), NO_BUNDLE),
    "two folders": ("zip", lambda: zipped(GOOD, ("other/x", b"x")), NO_BUNDLE),
    "a site that does not say its edition": ("zip", lambda: zipped(GOOD), NO_BUNDLE),
}


@pytest.fixture(scope="module")
def shown(bundles: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a published edition, which no refused bundle may change."""
    folder = tmp_path_factory.mktemp("shown") / "srv"
    put(bundles["1.0"], folder)
    return folder


def refused(bundle: Path, folder: Path) -> str:
    """The one line with which a bundle is refused: nothing changes, whether there was an edition or none."""
    before = sums(folder)
    line = said(lambda: put(bundle, folder))
    assert sums(folder) == before
    assert names(folder) == ["current", "releases"]
    said(lambda: put(bundle, bundle.parent / "nothing-yet"))
    assert not (bundle.parent / "nothing-yet").exists()
    return line


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_archive_is_refused_and_changes_nothing(
    case: str, shown: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind, content, line = HOSTILE[case]
    monkeypatch.setattr(archive, "MOST_FILES", 1_000)
    bundle = tmp_path / f"{NAME}.{kind}"
    bundle.write_bytes(content())
    assert line in refused(bundle, shown)
    assert names(tmp_path) == [bundle.name]


def altered(bundle: Path, change: Callable[[dict[str, bytes]], object]) -> bytes:
    files = contents(bundle)
    change(files)
    return zipped(*files.items())


def resummed(files: dict[str, bytes], **changed: bytes) -> None:
    """Puts other files into a manual, and makes both manifests agree with them."""
    for path, content in changed.items():
        files[f"{NAME}/manual/{path}"] = content
    for top in (f"{NAME}/manual/", f"{NAME}/"):
        inside = {path.removeprefix(top): content for path, content in files.items() if path.startswith(top)}
        inside.pop("manifest.sha256")
        files[f"{top}manifest.sha256"] = manifest.lines({path: hashlib.sha256(text).hexdigest() for path, text in inside.items()})


PAGE = f"{NAME}/manual/index.html"
SVG = "http://www.w3.org/2000/svg"


def icon_of(files: dict[str, bytes]) -> str:
    """The path of the site's icon in it."""
    (path,) = (path for path in files if path.endswith("/icon.svg"))
    return path.removeprefix(f"{NAME}/manual/")


CHANGES: dict[str, tuple[Callable[[dict[str, bytes]], object], str]] = {
    "a changed byte": (lambda files: files.update({PAGE: files[PAGE] + b" "}), "manual/index.html: this file was changed"),
    "a missing file": (lambda files: files.pop(f"{NAME}/manual/contact.html"), "manual/contact.html: this file is missing"),
    "a file more": (lambda files: files.update({f"{NAME}/manual/x.txt": b"x"}), "manual/x.txt: this file is not in the list"),
    "two changed files": (
        lambda files: (files.update({PAGE: b"x"}), files.pop(f"{NAME}/START-HERE.html")),
        "START-HERE.html: this file is missing, and 1 more",
    ),
    "no manifest": (
        lambda files: files.pop(f"{NAME}/manifest.sha256"),
        "manifest.sha256: the list of the files' sums is not there",
    ),
    "a manifest that is none": (
        lambda files: files.update({f"{NAME}/manifest.sha256": b"x"}),
        "manifest.sha256:1:1: this line is",
    ),
    "an edition that is a way out": (
        lambda files: resummed(files, **{artifact.MARKER: files[f"{NAME}/manual/khumue.json"].replace(b'"1.0"', b'"../../x"')}),
        NO_BUNDLE,
    ),
    "another edition than its name": (
        lambda files: resummed(files, **{artifact.MARKER: files[f"{NAME}/manual/khumue.json"].replace(b'"1.0"', b'"2.0"')}),
        NO_BUNDLE,
    ),
    "a day that is none": (
        lambda files: resummed(files, **{artifact.MARKER: files[f"{NAME}/manual/khumue.json"].replace(b"2026-02", b"2026-21")}),
        NO_BUNDLE,
    ),
    "settings of a server": (
        lambda files: resummed(files, **{".htaccess": b"x", "web.config": b"x"}),
        "manual/.htaccess: no build makes a file of this kind here, and 1 more; use one that khumue bundle made",
    ),
    "a program beside the manual": (
        lambda files: (files.update({f"{NAME}/run.bat": b"x"}), resummed(files)),
        "run.bat: no build makes a file of this kind here",
    ),
    "a page to start from with a script": (
        lambda files: (files.update({f"{NAME}/START-HERE.html": b"<script>1</script>"}), resummed(files)),
        "START-HERE.html:1: there is an inline script",
    ),
    "a page with a script": (
        lambda files: resummed(files, **{"index.html": files[PAGE].replace(b"<h1", b"<script>1</script><h1", 1)}),
        ": there is an inline script",
    ),
    "a page with a looser policy": (
        lambda files: resummed(files, **{"index.html": files[PAGE].replace(b"script-src 'self'", b"script-src *", 1)}),
        "index.html: the page does not begin with the content policy",
    ),
    "a drawing with a script": (
        lambda files: resummed(files, **{icon_of(files): f"<svg xmlns='{SVG}'><script>1</script></svg>".encode()}),
        "icon.svg: there is an element <script>",
    ),
    "a compressed form that says something else": (
        lambda files: resummed(files, **{"index.html.gz": gzip.compress(b"<script>1</script>")}),
        "index.html.gz: this compressed form does not say what the file beside it says",
    ),
    "editions of its own": (lambda files: resummed(files, **{"editions/0.9/index.html": b"x"}), NO_BUNDLE),
    "a page of its own for lost addresses": (
        lambda files: resummed(files, **{"404.html": b"<p>x"}),
        '404.html: its lang is ""',
    ),
}


@pytest.mark.parametrize("case", CHANGES)
def test_a_bundle_that_is_not_as_it_was_made_is_refused_and_changes_nothing(
    case: str, bundles: dict[str, Path], shown: Path, tmp_path: Path
) -> None:
    change, line = CHANGES[case]
    bundle = tmp_path / f"{NAME}.zip"
    bundle.write_bytes(altered(bundles["1.0"], change))
    assert line in refused(bundle, shown)


@pytest.mark.parametrize("kind", archive.KINDS)
def test_a_bundle_cut_short_anywhere_is_refused_and_changes_nothing(
    kind: str, bundles: dict[str, Path], shown: Path, tmp_path: Path
) -> None:
    whole = bundles["1.0"].with_name(NAME + kind).read_bytes()
    for share in (0.001, 0.3, 0.9, 0.9999):
        bundle = tmp_path / (NAME + kind)
        bundle.write_bytes(whole[: int(len(whole) * share)])
        assert BROKEN in refused(bundle, shown)


def test_a_zip_that_lies_about_the_size_of_a_file_is_refused(shown: Path, tmp_path: Path) -> None:
    content = zipped(GOOD, (f"{NAME}/manual/0.html", bytes(1_000_003)))
    bundle = tmp_path / f"{NAME}.zip"
    bundle.write_bytes(content.replace((1_000_003).to_bytes(4, "little"), (3).to_bytes(4, "little")))
    assert BROKEN in refused(bundle, shown)


def test_sums_beside_a_bundle_that_tell_of_another_are_believed(bundles: dict[str, Path], shown: Path, tmp_path: Path) -> None:
    bundle = tmp_path / f"{NAME}.zip"
    shutil.copyfile(bundles["1.0"], bundle)
    for told in (f"{'0' * 64}  {NAME}.zip\n", f"{'0' * 64}  other.zip\n"):
        (tmp_path / "SHA256SUMS").write_text(told)
        assert "it is not what SHA256SUMS beside it tells of; copy both files again" in refused(bundle, shown)
    done = khumue("publish", bundle, shown)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 2)
    assert "ไม่ตรงกับ SHA256SUMS" in khumue("publish", bundle, shown, lang="th").stderr
    (tmp_path / "SHA256SUMS").unlink()
    (notice,) = put(bundle, tmp_path / "srv").notices
    assert notice.what.en == "there is no SHA256SUMS beside it; only the list inside it was checked"
    assert notice.notice


def test_a_folder_that_is_not_ours_a_file_and_a_missing_parent_are_refused(bundles: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    theirs = tmp_path / "theirs"
    (theirs / "releases").mkdir(parents=True)
    (theirs / "releases" / "thesis.txt").write_text("ten years of work")
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "index.html").write_text("ten years of work")
    before = sums(tmp_path)
    for folder, line in (
        (tmp_path / "file", "this is a file and not a folder; name a folder"),
        (theirs, "khumue did not publish into this folder, so it is left alone"),
        (tmp_path / "web", "khumue did not publish into this folder, so it is left alone"),
        (tmp_path / "none" / "srv", "the folder that is to hold this one is not there"),
        (tmp_path / "file" / "srv", "the folder that is to hold this one is not there"),
    ):
        for fault in (lambda folder=folder: put(bundles["1.0"], folder), lambda folder=folder: roll_back(folder)):  # type: ignore[misc]
            assert f"{folder}: {line}" in said(fault)
    assert sums(tmp_path) == before
    (tmp_path / "empty").mkdir()
    assert "there is no earlier release" in khumue("publish", "--rollback", tmp_path / "empty").stderr
    assert names(tmp_path / "empty") == []
    put(bundles["1.0"], tmp_path / "empty")


def test_a_bundle_that_is_not_there_or_not_named_as_one_is_one_line(shown: Path, tmp_path: Path) -> None:
    (tmp_path / "folder.zip").mkdir()
    (tmp_path / "manual.rar").write_text("x")
    for name in ("none.zip", "folder.zip", "manual.rar"):
        done = khumue("publish", tmp_path / name, shown)
        assert (done.returncode, len(done.stderr.splitlines())) == (1, 2)
        assert f"{tmp_path / name}: this is no .zip or .tar.gz that can be read" in done.stderr
    for arguments in ((), (tmp_path / "none.zip",), ("--rollback", shown, tmp_path / "none.zip")):
        assert khumue("publish", *arguments).returncode == 2


def test_a_folder_that_cannot_be_written_is_one_line_and_loses_nothing(bundles: dict[str, Path], tmp_path: Path) -> None:
    put(bundles["1.0"], tmp_path)
    before = sums(tmp_path)
    tmp_path.chmod(0o555)
    plain = [] if os.geteuid() else ["setpriv", "--bounding-set", "-dac_override"]  # root may write anywhere: not here
    command = [*plain, sys.executable, "-m", "khumue", "--lang", "en", "publish", str(bundles["1.1"]), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    tmp_path.chmod(0o755)
    assert done.returncode == 1
    assert done.stderr.splitlines()[0].startswith(f"{tmp_path}: this folder cannot be written (Permission denied); look at")
    assert sums(tmp_path) == before


def test_a_file_that_may_not_grow_is_one_line_and_loses_nothing(bundles: dict[str, Path], tmp_path: Path) -> None:
    put(bundles["1.0"], tmp_path)
    before = sums(tmp_path)
    most = max(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) // 2
    done = khumue(
        "publish",
        bundles["1.1"],
        tmp_path,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[0].startswith(f"{tmp_path}: this folder cannot be written (File too large)")
    assert sums(tmp_path) == before
    assert names(tmp_path) == ["current", "releases"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 8 MB, where this user may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "khumue-test", folder], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_is_one_line_and_loses_nothing(bundles: dict[str, Path], small_disk: Path) -> None:
    folder = small_disk / "srv"
    put(bundles["1.0"], folder)
    before = sums(folder)
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_bsize
    for left in (0, 80_000, 400_000):
        (small_disk / "full").write_bytes(bytes(free - left))
        done = khumue("publish", bundles["1.1"], folder)
        assert done.returncode == 1
        assert done.stderr.splitlines()[0].startswith(f"{folder}: this folder cannot be written (No space left on device); ")
        assert len(done.stderr.splitlines()) == 2
        assert sums(folder) == before
        assert verify(folder / "current") == []
    (small_disk / "full").unlink()
    put(bundles["1.1"], folder)
    assert verify(folder / "current") == []


def test_a_first_edition_that_cannot_come_to_stand_leaves_nothing_and_the_next_try_works(
    bundles: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    folder = tmp_path / "srv"
    with monkeypatch.context() as disk:
        disk.setattr(os, "sync", full)
        assert "this folder cannot be written (No space left on device)" in said(lambda: put(bundles["1.0"], folder, "/a/"))
    assert not folder.exists()
    put(bundles["1.0"], folder, "/a/")
    with monkeypatch.context() as disk:
        disk.setattr(os, "sync", full)
        before = sums(folder)
        assert "this folder cannot be written" in said(lambda: put(bundles["1.1"], folder, "/b/"))
        assert sums(folder) == before
    put(bundles["1.1"], folder)
    assert 'href="/a/index.html"' in (folder / "current/404.html").read_text("utf-8")


def test_of_two_that_publish_at_once_the_second_is_told_to_wait(bundles: dict[str, Path], tmp_path: Path) -> None:
    put(bundles["1.0"], tmp_path)

    def second(done: int, total: int) -> None:
        if not done:
            assert "somebody else is publishing into this folder; wait until it has ended" in said(
                lambda: put(bundles["1.2"], tmp_path)
            )
            assert "somebody else is publishing" in said(lambda: roll_back(tmp_path))

    publish(bundles["1.1"], tmp_path, None, 3, second)
    assert (tmp_path / "current").readlink().name == "0002-1.1"


# -- kills, and readers meanwhile ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("links", ["some", "none"])
def test_a_publish_that_is_killed_at_any_step_leaves_readers_a_whole_edition(
    links: str, bundles: dict[str, Path], tmp_path: Path, every: bool
) -> None:
    current, turn = tmp_path / "current", itertools.cycle(["1.1", "1.0"])
    missing = 0
    with Killer() as killer:
        for number in ("1.0", "1.1", "1.0"):
            steps = killer.run("publish", bundles[number], tmp_path, links)
        moments = []
        for step in dict.fromkeys(steps):
            count = steps.count(step)
            few = step in ("os.rename", "os.symlink", "shutil.rmtree")
            moments += [(step, n) for n in range(1, count + 1, 1 if few else max(1, count // 25) if every else count)]
        for step, n in moments:
            killer.run("publish", bundles[next(turn)], tmp_path, links, at=(step, n))
            if not current.exists():
                assert links == "none", "only where the system has neither links nor exchange is there a moment without a site"
                missing += 1
                killer.run("publish", bundles["1.0"], tmp_path, links, at=("os.mkdir", 3))
            assert list(manifest.differences(current)) == [], f"{step} {n}"
        killer.run("publish", bundles[next(turn)], tmp_path, links)
    assert verify(current) == []
    assert names(tmp_path) == ["current", "releases"]
    assert missing == (1 if links == "none" else 0)


LOOP = """
import os, select, sys
from itertools import cycle
from pathlib import Path
from khumue.publishing.publish import publish

os.sync = lambda: None
for bundle in cycle(sys.argv[2:]):
    publish(Path(bundle), Path(sys.argv[1]), None, 3, lambda done, total: None, replace=True)
    if select.select([sys.stdin], [], [], 0)[0]:
        break
"""
"""Publishes one edition after another until it is told that this is enough."""


def test_readers_who_read_on_through_many_publishes_read_nothing_but_whole_editions(
    bundles: dict[str, Path], tmp_path: Path, serve: Callable[[Path], str], every: bool
) -> None:
    put(bundles["1.2"], tmp_path)
    home, current = serve(tmp_path / "current"), tmp_path / "current"

    def read(address: str) -> bytes:
        with urllib.request.urlopen(home + address) as answer:  # noqa: S310 - loopback
            return bytes(answer.read())

    editions = [contents(bundle) for bundle in bundles.values()]
    pages = ("index.html", "process/place.html", "en/process/index.html", "manual.th.pdf", "edition.css")
    known = {
        page: {files[f"shared-garden-{n}/manual/{page}"] for n, files in zip(bundles, editions, strict=True)} for page in pages
    }
    command = [sys.executable, "-c", LOOP, str(tmp_path), *map(str, bundles.values())]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    seen = set()

    def read_on() -> bool:
        for page in pages:
            content = read(page)
            assert content in known[page], page
            seen.add((page, content))
        for asset in re.findall(rb'(?:href|src)="(assets/[^"]+)"', read("index.html")):
            assert read(asset.decode())
        return process.poll() is not None

    for number in range(2, 51 if every else 5):
        until(lambda number=number: read_on() or int(current.readlink().name[:4]) >= number)  # type: ignore[misc]
    until(lambda: read_on() or len(seen) > len(pages))  # the reader has seen more than one edition
    assert process.communicate("enough") == (None, "")
    assert process.returncode == 0
    read_on()
    assert verify(current) == []


# -- the administrator's page --------------------------------------------------------------------------------------------


def blocks(name: str) -> list[str]:
    """The commands of a page, block by block."""
    return re.findall(r"^```sh\n(.*?)^```$", (ROOT / "docs" / name).read_text("utf-8"), re.MULTILINE | re.DOTALL)


def test_what_the_administrator_s_page_says_works_word_for_word_in_any_folder_with_the_edition_of_this_manual(
    manual: Path, tmp_path: Path, guide: Guide, quick: dict[str, str]
) -> None:
    commands = blocks("administrator.th.md")
    assert commands == blocks("administrator.md")
    assert len(commands) == 7
    number = guide.manual.edition.number
    home = tmp_path / "งาน & ชุมชน|\\ 1"
    shim = home / "bin" / "khumue"
    shim.parent.mkdir(parents=True)
    shim.write_text(f'#!/bin/sh\nexec {sys.executable} -m khumue "$@"\n')
    shim.chmod(0o755)
    (home / "stick").mkdir()
    manual = shutil.move(manual, home / "คู่มือ")
    edit(manual, 'number: "1.0"', f'number: "{number}"', "data/manual.yml")
    shutil.copytree(ROOT / "deploy", manual / "deploy")
    environment = {
        **quick,
        "PATH": f"{shim.parent}:{os.environ['PATH']}",
        "PYTHONPATH": f"{quick['PYTHONPATH']}{os.pathsep}{ROOT}",
        "SERVER": str(home / "srv"),
        "STICK": str(home / "stick"),
        "KHUMUE_LANG": "en",
    }
    script = "".join(f'{block}readlink "$SERVER/current" >> "$STICK/shown" || echo >> "$STICK/shown"\n' for block in commands)
    done = subprocess.run(["sh", "-euc", script], cwd=manual, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    first, second = f"releases/0001-{number}", f"releases/0002-{number}.1"
    assert (home / "stick/shown").read_text().splitlines() == ["", "", first, first, second, first, first]
    assert (home / "stick" / f"village-library-{number}" / "manual" / "index.html").is_file()
    bundles = [f"village-library-{one}.{kind}" for one in (number, f"{number}.1") for kind in ("tar.gz", "zip")]
    assert names(manual / "dist") == sorted(["SHA256SUMS", *bundles])
    assert f'alias "{home}/srv/current/";' in (manual / "manual.conf").read_text("utf-8")
    done = khumue("publish", manual / f"dist/village-library-{number}.1.zip", home / "srv", cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert 'href="/manual/index.html"' in (home / "srv/current/404.html").read_text("utf-8")


def test_the_administrator_s_page_finds_the_id_and_the_edition_of_this_manual(guide: Guide) -> None:
    told = "\n".join(re.findall(r"^(?:MANUAL|EDITION)=.*$", blocks("administrator.md")[0], re.MULTILINE))
    done = subprocess.run(["sh", "-euc", f"{told}\necho $MANUAL $EDITION"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [guide.manual.id, guide.manual.edition.number]
