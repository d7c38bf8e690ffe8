"""A bundle holds a whole edition, the same bytes whenever it is made, and says by itself whether it is whole."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from .conftest import ROOT, Watched, khumue

NAME = "village-library-1.0"


@pytest.fixture(scope="module")
def bundles(library_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundles of the library manual."""
    out = tmp_path_factory.mktemp("bundles") / "dist"
    done = khumue("bundle", "--site", library_site, "--out", out)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [str(out / name) for name in (f"{NAME}.zip", f"{NAME}.tar.gz", "SHA256SUMS")]
    return out


@pytest.fixture(scope="module")
def unpacked(bundles: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its one folder."""
    folder = tmp_path_factory.mktemp("unpacked")
    subprocess.run(["tar", "-xzf", bundles / f"{NAME}.tar.gz", "-C", folder], check=True)
    return folder / NAME


def test_two_bundles_of_a_site_are_the_same_bytes_on_any_day_path_and_umask(
    bundles: Path, library_site: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "elsewhere" / "copied"
    shutil.copytree(library_site, copy, copy_function=shutil.copyfile)
    for path in copy.rglob("*"):
        os.utime(path, (86_400, 86_400))
    environment = {**os.environ, "TZ": "Asia/Bangkok", "PYTHONHASHSEED": "5", "LC_ALL": "C"}
    out = tmp_path / "out"
    done = khumue("bundle", "--site", copy, "--out", out, env=environment, umask=0o077)
    assert done.returncode == 0, done.stderr
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {
        path.name: path.read_bytes() for path in bundles.iterdir()
    }


def test_both_archives_hold_the_same_files_and_nothing_of_the_machine_they_were_made_on(bundles: Path) -> None:
    with zipfile.ZipFile(bundles / f"{NAME}.zip") as archive:
        zipped = {head.filename: archive.read(head) for head in archive.infolist()}
        heads = archive.infolist()
        assert {head.external_attr >> 16 for head in heads} == {0o100644}
        assert {head.date_time for head in heads} == {(2026, 1, 15, 0, 0, 0)}
    with tarfile.open(bundles / f"{NAME}.tar.gz") as archive:
        members = archive.getmembers()
        assert {member.name: archive.extractfile(member).read() for member in members} == zipped  # type: ignore[union-attr]
        assert {(one.mode, one.uid, one.gid, one.uname, one.gname, one.mtime) for one in members} == {
            (0o644, 0, 0, "", "", 1_768_435_200)
        }
    assert [member.name for member in members] == list(zipped) == sorted(zipped)
    assert {name.split("/")[1] for name in zipped} >= {"START-HERE.html", "manual", "docs", "manifest.sha256"}
    assert (bundles / f"{NAME}.tar.gz").read_bytes()[4:8] == bytes(4)  # gzip's own date


def test_sha256sum_finds_the_archives_and_everything_in_them_right(bundles: Path, unpacked: Path) -> None:
    check = ["sha256sum", "--check", "--strict", "--quiet"]
    subprocess.run([*check, "SHA256SUMS"], cwd=bundles, check=True)
    subprocess.run([*check, "manifest.sha256"], cwd=unpacked, check=True)
    subprocess.run([*check, "manifest.sha256"], cwd=unpacked / "manual", check=True)
    listed = {line.split("  ", 1)[1] for line in (unpacked / "manifest.sha256").read_text("utf-8").splitlines()}
    assert listed == {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()} - {
        "manifest.sha256"
    }


def test_the_unpacked_manual_is_whole(unpacked: Path) -> None:
    done = khumue("verify", unpacked / "manual")
    assert (done.returncode, done.stdout.strip()) == (0, "the site is whole"), done.stderr


def test_beside_each_text_file_stand_smaller_forms_that_say_the_same(unpacked: Path, library_site: Path) -> None:
    texts = [
        path for path in (unpacked / "manual").rglob("*") if path.suffix in (".html", ".css", ".js", ".svg", ".txt", ".json")
    ]
    assert len(texts) > 30
    for path in texts:
        content = path.read_bytes()
        for kind, unpack in ((".gz", gzip.decompress), (".br", brotli.decompress)):
            form = path.with_name(path.name + kind)
            if len(content) > 300:
                assert form.is_file(), path
            if form.is_file():
                assert form.stat().st_size < len(content)
                assert unpack(form.read_bytes()) == content
    assert not list(library_site.rglob("*.br")), "the site that was bundled is as it was"


def test_start_here_opens_from_a_disk_in_both_languages_and_leads_to_the_manual(
    unpacked: Path, watch: Callable[..., Watched]
) -> None:
    home = unpacked.as_uri() + "/"
    watched = watch(home)
    for link, title in (
        ("manual/index.html", "ห้องสมุด"),
        ("manual/en/index.html", "Village library"),
        ("docs/administrator.th.html", "คู่มือผู้ดูแลระบบ"),
        ("docs/administrator.html", "For the administrator"),
    ):
        watched.page.goto(home + "START-HERE.html")
        assert watched.page.locator("h1").inner_text() == "คู่มือตัวอย่าง การยืมหนังสือห้องสมุดชุมชน"
        assert "15 มกราคม 2569" in watched.page.locator("body").inner_text()
        assert "15 January 2026" in watched.page.locator("div[lang=en]").inner_text()
        watched.page.locator(f'a[href="{link}"]').click()
        assert title.lower() in watched.page.title().lower(), watched.page.title()
        for address in watched.page.eval_on_selector_all(
            "a[href]", "links => links.map(link => new URL(link.getAttribute('href'), link.baseURI).href)"
        ):
            if address.startswith(home):
                assert (unpacked / address.removeprefix(home).split("#")[0]).is_file(), address
    assert watched.page.evaluate("getComputedStyle(document.body).fontFamily").lower().find("sarabun") >= 0
    assert watched.complaints == []


def test_a_site_with_a_fault_is_not_bundled(library_site: Path, tmp_path: Path) -> None:
    site = shutil.copytree(library_site, tmp_path / "site")
    (site / "contact.html").write_bytes((site / "contact.html").read_bytes() + b" ")
    done = khumue("bundle", "--site", site, "--out", tmp_path / "dist")
    assert done.returncode == 1
    assert done.stderr.splitlines()[0].startswith("contact.html: this file was changed after it was built")
    assert not (tmp_path / "dist").exists()


def test_bundles_of_two_editions_stand_in_one_folder_with_the_sums_of_both(
    bundles: Path, library_site: Path, tmp_path: Path
) -> None:
    (tmp_path / "khumue-0.9.zip").write_bytes(b"an older one")
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  khumue-0.9.zip\n{'1' * 64}  khumue-0.8.zip\n{'2' * 64}  {NAME}.zip\n")
    assert khumue("bundle", "--site", library_site, "--out", tmp_path).returncode == 0
    sums = (bundles / "SHA256SUMS").read_text()
    assert (tmp_path / "SHA256SUMS").read_text() == f"{'0' * 64}  khumue-0.9.zip\n{sums}"


def test_a_place_that_cannot_be_written_is_one_line(library_site: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for out in (tmp_path / "file", tmp_path / "none" / "dist"):
        done = khumue("bundle", "--site", library_site, "--out", out)
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 2
        assert str(out) in done.stderr
        assert "Traceback" not in done.stderr


def test_the_makefile_knows_how_to_bundle() -> None:
    assert re.search(r"^bundle: site.*\n\t@\$\(KHUMUE\) bundle$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
