"""On a system that has not what Linux has, as Windows has not, all is done in another way, and the same files come of it.

`elsewhere/` takes it away from a Python here. What cannot be had here is the real Windows: its names of paths, its screen.
"""

from __future__ import annotations

import json
import mimetypes
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from khumue import artifact, system, workers
from khumue.installed import LAUNCHER, LAUNCHER_NAME
from khumue.language import Language
from khumue.problems import ProblemsFound
from khumue.reading.files import hidden_ending, meant_name
from khumue.typesetting import engine, libraries

from .conftest import PROGRESS, ROOT, khumue

ELSEWHERE = ROOT / "tests" / "elsewhere"
MANY = """
import json, os, sys
from khumue.__main__ import main
folder, *commands = json.loads(sys.argv[1])
folder = os.path.abspath(folder)
for words in commands:
    sys.argv[1:] = words
    try:
        main(words, standalone_mode=False)
    except SystemExit as end:
        assert not end.code, words
    os.chdir(folder)
"""
"""Commands, one after the other in one process; the first makes the folder in which the others are called."""


def elsewhere(quick: dict[str, str], cwd: Path, *commands: str | list[str]) -> str:
    """What commands say on such a system, in the letters of its screen."""
    path = os.pathsep.join((str(ELSEWHERE), quick["PYTHONPATH"]))
    environment = {**quick, "PYTHONPATH": path, "PYTHONIOENCODING": "cp874"}
    done = subprocess.run(
        [sys.executable, "-c", MANY, json.dumps(commands)], cwd=cwd, env=environment, capture_output=True, check=False
    )
    said = PROGRESS.sub("", (done.stdout + done.stderr).decode("cp874"))
    assert done.returncode == 0, said
    return said


def files(folder: Path) -> dict[str, bytes]:
    """What stands in a folder, but for what commands keep for themselves and what Python compiles."""
    paths = (path for path in folder.rglob("*") if path.is_file() and ".khumue" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_a_manual_is_begun_changed_built_published_and_restored_as_here(tmp_path: Path, quick: dict[str, str]) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    both = (["rename", "step:lend", "hand-out"], ["build", "--pages"], ["bundle"])
    publish = ["publish", "dist/library-1.0.zip", "web"]
    for folder in (there, here):
        folder.mkdir()
    said = elsewhere(
        quick,
        there,
        "library",
        ["new", "library"],
        ["build", "--pages"],
        ["add", "term", "--id", "guest", "--title", "ผู้มาเยือน", "--title-en", "guest"],
        ["undo"],
        *both,
        publish,
        [*publish, "--replace"],
        ["publish", "--rollback", "web"],
        ["restore", publish[1], "again"],
    )
    assert "คืนไฟล์เป็นอย่างก่อน" in said
    assert khumue("new", "library", cwd=here).returncode == 0
    for words in both:
        done = khumue(*words, cwd=here / "library", env=quick)
        assert done.returncode == 0, done.stderr
    made, ours = files(there / "library"), files(here / "library")
    assert {name for name in ours if made.get(name) != ours[name]} == set()
    shown = there / "library" / "web" / "current"
    assert (shown / artifact.MARKER).is_file()
    assert not shown.is_symlink()
    assert files(there / "library" / "again").keys() <= made.keys()
    assert not (there / "library" / ".site.new").exists()


SCANNED = """
from pathlib import Path
from khumue import system
new, place = Path("new"), Path("place")
new.write_bytes(b"new")
place.write_bytes(b"old")
scanner = place.open("rb")
pauses = []
def sleep(seconds):
    pauses.append(seconds)
    if len(pauses) == 2:
        scanner.close()
system.time.sleep = sleep
system.move(new, place)
print(place.read_bytes(), len(pauses))
scanner = place.open("rb")
new.write_bytes(b"newer")
try:
    pauses = [0] * 3
    system.move(new, place)
except PermissionError:
    print(place.read_bytes(), len(pauses))
"""


def test_what_a_scanner_holds_for_a_moment_is_waited_for_and_no_longer(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ELSEWHERE), str(ROOT / "src")))}
    command = [sys.executable, "-c", SCANNED]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["b'new' 2", "b'new' 9"]


def test_processes_are_no_more_than_windows_can_wait_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    begun: list[int] = []

    def count(jobs: int) -> None:
        begun.append(jobs)
        raise OSError

    monkeypatch.setattr(workers, "_processes", count)
    works = [workers.Work(f"{number:064}", bytes, (), long=True) for number in range(400)]
    assert list(workers.Workers(tmp_path, 64).made(works)) == [b""] * 400
    assert begun == [60]


def test_without_pango_it_is_said_how_windows_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "IS_WINDOWS", True)
    told = engine.Unavailable("cannot load library 'libpango-1.0-0': error 0x7e").problem(notice=True)
    for language in Language:
        line = told.line(language)
        assert "pacman -S mingw-w64-ucrt-x86_64-pango" in line
        assert "apt" not in line


def test_libraries_are_looked_for_where_and_as_weasyprint_does_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    import weasyprint.text.ffi as opened

    source = Path(opened.__file__).read_text(encoding="utf-8")
    folders = re.findall(r"'(C:[^;']+)", source)
    monkeypatch.setattr(system, "IS_WINDOWS", True)
    monkeypatch.delenv("WEASYPRINT_DLL_DIRECTORIES", raising=False)
    for library in libraries.PACKAGES:
        asked = [path.rpartition("\\") for path in system.names_of(library)]
        assert [folder for folder, _, _ in asked if folder] == [folder.replace("\\\\", "\\") for folder in folders]
        assert {name for folder, _, name in asked if folder} == {asked[-1][2]}
        assert f"'{asked[-1][2]}'" in source


def test_a_script_is_a_script_whatever_other_programs_have_told_the_system() -> None:
    mimetypes.init()
    mimetypes.add_type("text/plain", ".mjs")
    assert mimetypes.guess_type("edit.mjs")[0] == "text/plain"
    assert system.media_type("edit.mjs") in ("text/javascript", "application/javascript")
    assert system.media_type("index.html") == "text/html"
    mimetypes.init()


def test_a_name_that_differs_in_case_alone_is_to_be_changed_and_stands_in_nobody_s_way(tmp_path: Path) -> None:
    path = tmp_path / "3-return.YML"
    path.touch()
    meant = meant_name(path)
    assert meant
    meant.hardlink_to(path)  # as on Windows: another spelling of the one name
    assert "rename it" in hidden_ending(path, meant, path.name).line(Language.EN)
    meant.unlink()
    meant.touch()
    assert "move this one away" in hidden_ending(path, meant, path.name).line(Language.EN)


def test_a_folder_that_says_it_may_be_written_is_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: True)  # as Windows says of every folder
    artifact.must_be_writable(tmp_path / "a.pdf", "a.pdf")
    with pytest.raises(ProblemsFound, match="cannot be written"):
        artifact.must_be_writable(Path("/proc/a.pdf"), "a.pdf")
    assert list(tmp_path.iterdir()) == []


# -- what is double-clicked, and what it installs from -----------------------------------------------------------------------


def test_the_file_to_double_click_is_one_that_windows_reads() -> None:
    whole = LAUNCHER.read_bytes()
    assert whole.count(b"\n") == whole.count(b"\r\n")
    lines = whole.decode().splitlines()
    assert [line for line in lines if not line.isascii() and not line.startswith("echo ")] == []
    assert lines.index("chcp 65001 >nul") < min(number for number, line in enumerate(lines) if not line.isascii())
    labels = {line[1:] for line in lines if line.startswith(":")}
    assert labels == set(re.findall(r"goto (\w+)", whole.decode()))


def test_the_file_to_double_click_installs_without_a_network_and_asks_for_what_there_is() -> None:
    text = LAUNCHER.read_text(encoding="utf-8")
    (install,) = re.findall(r"-m pip .*", text)
    assert {"--no-index", "--require-hashes", "--find-links wheelhouse"} <= set(re.findall(r"--[a-z-]+(?: wheelhouse)?", install))
    for words in (["new", "--help"], ["--root", ".", "edit", "--help"]):
        assert " ".join(words[:-1]).replace("--root .", '--root "%manual%"') in text
        assert khumue(*words).returncode == 0


def test_a_manual_that_is_begun_has_the_file_to_double_click(manual: Path) -> None:
    assert (manual / LAUNCHER_NAME).read_bytes() == LAUNCHER.read_bytes()


@pytest.mark.parametrize("python", ["3.11.0", "3.11.9", "3.14.9"])
def test_what_of_the_lock_file_another_system_needs_is_told_for_it_and_not_for_this_one(python: str) -> None:
    needed = {}
    for name in ("win32", "linux"):
        command = [sys.executable, ROOT / "tools" / "fitting", ROOT / "requirements.lock", python, name]
        needed[name] = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    every = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    versions = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", needed["win32"], re.MULTILINE))
    assert len(re.findall(r"^pymdown-extensions==", every, re.MULTILINE)) == 2
    assert versions["pymdown-extensions"].startswith("12." if python == "3.11.0" else "13.")
    assert "brotlicffi" not in versions, "it is for a Python that is none"
    assert " ; " not in needed["win32"]
    for line in every.splitlines():
        assert line in needed["win32"] or not line.startswith("lxml=")


@pytest.mark.parametrize("name", ["docs/windows.md", "docs/windows.th.md", "content/editing.en.md", "content/editing.th.md"])
def test_what_is_written_for_windows_names_what_is_there(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    monkeypatch.setattr(system, "IS_WINDOWS", True)
    (pango,) = re.findall(r"pacman -S \S+", libraries.remedy().en)
    assert pango in text
    assert LAUNCHER_NAME in text
    for target in re.findall(r"\]\(([a-z./-]+)\)", text) if name.startswith("docs") else ():
        assert (ROOT / "docs" / target).is_file(), target
