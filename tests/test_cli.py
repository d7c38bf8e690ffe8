"""The command line: help that teaches, exit codes, messages in both languages."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import LIBRARY, ROOT, khumue, says, until


def test_help_shows_every_command_with_examples_and_exit_codes() -> None:
    said = khumue("--help").stdout
    for word in ("Examples:", "Exit codes: 0", "--lang", "--root"):
        assert word in said
    for command in ("new", "check", "build", "serve", "verify", "pack", "bundle", "publish", "export"):
        assert f"  khumue {command} " in said
        assert khumue(command, "--help").returncode == 0


@pytest.mark.parametrize(("lang", "quiet"), [("th", "ไม่พบข้อผิดพลาด"), ("en", "nothing to mend")])
def test_check_is_quiet_about_a_good_manual_in_either_language(lang: str, quiet: str, every: bool) -> None:
    if lang == "en" and not every:
        pytest.skip("with --every")
    assert khumue("check", lang=lang).stdout.strip() == quiet


def test_check_fails_on_a_notice_that_a_build_can_live_with() -> None:
    done = khumue("--root", LIBRARY, "check")
    assert done.returncode == 1
    assert "data/glossary.yml:47:5: notice: the English of" in done.stderr
    assert done.stderr.rstrip().endswith("2 to mend")


@pytest.mark.parametrize(
    "arguments",
    [
        ("bild",),
        ("build", "--nowhere"),
        ("--lang", "fr", "check"),
        ("verify", "a", "b"),
        ("serve", "--address", "127.0.0.1:99999"),
    ],
)
def test_a_wrong_call_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert khumue(*arguments).returncode == 2


@pytest.mark.parametrize("command", ["check", "build", "serve"])
def test_a_folder_without_a_manual_is_one_line(command: str, tmp_path: Path) -> None:
    done = khumue("--root", tmp_path, command)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 2
    assert "this file is not there; run the command in the folder of a manual" in done.stderr


@pytest.mark.parametrize(
    ("good", "bad", "message"),
    [
        ("name: material", "name: mkdocs", 'mkdocs.yml:8:1: "theme" does not fit a manual'),
        ("site_dir: site", "site_dir: data/site", 'mkdocs.yml:6:1: "site_dir" does not fit a manual'),
        ("docs_dir: content", "docs_dir: data", 'mkdocs.yml:5:1: "docs_dir" does not fit a manual'),
        ("  - khumue", "  - search", "mkdocs.yml:12:1: the plugin khumue is missing"),
        ("name: material", "name: nothing", 'mkdocs.yml:8:1: "theme" is not right (Unrecognised theme name'),
        ("  - khumue", "  - khumui", 'mkdocs.yml:12:1: "plugins" is not right (The "khumui" plugin is not installed)'),
        ("theme:", "strict: true\nthem:", 'mkdocs.yml:9:1: "them" is not right (Unrecognised configuration name: them)'),
        ("theme:", "theme: [", "mkdocs.yml:10:11: the configuration cannot be read"),
    ],
)
def test_a_configuration_that_would_lose_pages_is_refused(manual: Path, good: str, bad: str, message: str) -> None:
    path = manual / "mkdocs.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(good, bad), encoding="utf-8")
    done = khumue("--root", manual, "build")
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_an_address_of_the_site_that_is_none_is_one_line(manual: Path) -> None:
    done = khumue("--root", manual, "build", env={**os.environ, "SITE_URL": "https://[x"})
    assert done.returncode == 1
    assert "mkdocs.yml: the configuration cannot be read" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_was_deleted_beneath_the_command_is_one_line(tmp_path: Path) -> None:
    command = 'rmdir "$PWD" && exec "$0" -m khumue --lang en check'
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["sh", "-c", command, sys.executable], capture_output=True, text=True, check=False, cwd=tmp_path, env=environment
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[0].startswith(".: No such file or directory; ")
    assert "Traceback" not in done.stderr


def test_thai_comes_out_on_a_terminal_that_has_none(manual: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    done = khumue("--root", manual, "check", lang="th", env=environment, encoding="cp1252")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "data/glossary.yml:47:5: " in done.stderr


def test_a_broken_configuration_is_one_line_and_no_traceback(manual: Path) -> None:
    (manual / "mkdocs.yml").write_text("site_name: [\n", encoding="utf-8")
    done = khumue("--root", manual, "build")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "mkdocs.yml" in done.stderr
    done = subprocess.run([sys.executable, "-m", "mkdocs", "build"], cwd=manual, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert 'mkdocs.yml", line 2, column 1' in done.stderr, "MkDocs reads it before any plugin, and tells it in its own words"


def test_serve_shows_an_edited_file_without_being_asked(manual: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "khumue", "--root", str(manual), "serve", "--address", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        page = f"http://127.0.0.1:{port}/process/return.html"
        until(lambda: says(page, "คืนหนังสือ"))
        path = manual / "data/process/3-return.yml"
        path.write_text(path.read_text(encoding="utf-8").replace("คืนหนังสือ", "ส่งหนังสือกลับ"), encoding="utf-8")
        until(lambda: says(page, "ส่งหนังสือกลับ"))
        path.write_text(path.read_text(encoding="utf-8").replace("number: 3", "number: three"), encoding="utf-8")
        until(lambda: says(page, "data/process/3-return.yml:4:9"))
        assert says(page, "ส่งหนังสือกลับ"), "the page does not keep what was there before"
        beside, shown = manual / "data/process/1-register.yml", f"http://127.0.0.1:{port}/en/process/register.html"
        beside.write_text(beside.read_text(encoding="utf-8").replace("en: Register", "en: Enrol"), encoding="utf-8")
        until(lambda: says(shown, "Enrol"))
        assert says(shown, 'href="../mistakes/index.html"'), "it does not say that something is wrong elsewhere"
        assert says(f"http://127.0.0.1:{port}/mistakes/", "data/process/3-return.yml:4:9")
        path.write_text(
            path.read_text(encoding="utf-8").replace("number: three", "number: 3").replace("ส่งหนังสือกลับ", "คืนแล้ว"),
            encoding="utf-8",
        )
        until(lambda: says(page, "คืนแล้ว"))
        assert not (manual / "site").exists()
    finally:
        process.terminate()
        process.wait()


def test_the_readme_s_commands_are_the_makefile_s() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name in re.findall(r"make ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert re.search(rf"^{name}:", makefile, re.MULTILINE), name
