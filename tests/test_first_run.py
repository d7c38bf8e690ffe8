"""What somebody meets who types `make site` for the first time: where Python, packages or libraries are not as they should be."""

from __future__ import annotations

import hashlib
import io
import itertools
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from khumue import build, sheets
from khumue.books import book
from khumue.language import Language
from khumue.problems import Say
from khumue.progress import Progress
from khumue.project import Project
from khumue.sheets import pdf, plan
from khumue.sheets.html import html
from khumue.typesetting import libraries
from khumue.typesetting.engine import typesetter
from khumue.workers import Workers

from .conftest import LIBRARY, PROGRESS, ROOT

PLACE = "งาน & คู่มือ 'ก' 1"
"""The name of a folder as people write them."""
OFFLINE = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1", "PIP_FIND_LINKS": ""}

OTHERS = ("PYTHON", "WHEELHOUSE", "MAKEFLAGS", "MAKELEVEL", "PYTHONPATH")
"""What the make that runs the tests would tell another."""


def make(where: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs make as somebody would who has no network."""
    mine = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHON", "WHEELHOUSE", "MAKEFLAGS", "MAKELEVEL", "PYTHONPATH")
    }
    return subprocess.run(
        ["make", *arguments], cwd=where, env={**mine, **OFFLINE, **environment}, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Makefile and its tools in a folder with such a name, their .venv made, and a lock file of one small package."""
    folder = tmp_path_factory.mktemp("first") / PLACE
    shutil.copytree(ROOT / "tools", folder / "tools")
    shutil.copy(ROOT / "Makefile", folder)
    (folder / "pyproject.toml").touch()
    done = make(folder, ".venv/made", PYTHON=sys.executable)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    wheel = folder / "house" / "tiny-1.0-py3-none-any.whl"
    wheel.parent.mkdir()
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.writestr("tiny.py", "")
        packed.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        packed.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        packed.writestr("tiny-1.0.dist-info/RECORD", "")
    sum = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (folder / "requirements.lock").write_text(f"tiny==1.0 \\\n    --hash=sha256:{sum}\n")
    return folder


@pytest.fixture
def asked(tmp_path: Path) -> dict[str, str]:
    """Lets `python3` be one that says when a new .venv is asked of it, and makes none."""
    (tmp_path / "python3").write_text(f'#!/bin/sh\n[ "$1" = -m ] && echo "asked for $*" && exit 1\nexec {sys.executable} "$@"\n')
    (tmp_path / "python3").chmod(0o755)
    return {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}


def test_venv_stays_while_it_serves(checkout: Path, asked: dict[str, str]) -> None:
    before = (checkout / ".venv/made").stat().st_mtime_ns
    for named in ({}, {"PYTHON": sys.executable}):
        done = make(checkout, ".venv/made", **asked, **named)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (checkout / ".venv/made").stat().st_mtime_ns == before


@pytest.mark.parametrize("change", ["another Python", "upgraded beneath", "moved", "another pip"])
def test_venv_is_made_anew_where_it_cannot_serve(change: str, checkout: Path, asked: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(checkout, folder, symlinks=True)
    made = folder / ".venv" / "made"
    text = made.read_text(encoding="utf-8").replace(str(checkout), str(folder))
    made.write_text(text, encoding="utf-8")
    assert make(folder, ".venv/made", **asked).stdout == ""
    if change == "another Python":
        made.write_text(text.replace("cpython-3", "cpython-2"), encoding="utf-8")
        asked["PYTHON"] = str(tmp_path / "python3")
    elif change == "upgraded beneath":
        (lib,) = (folder / ".venv/lib").iterdir()
        lib.rename(lib.with_name("python3.9"))
    elif change == "moved":
        folder = folder.rename(tmp_path / "elsewhere")
    else:
        (folder / "tools/pip-26.3-py3-none-any.whl").rename(folder / "tools/pip-99-py3-none-any.whl")
    done = make(folder, ".venv/made", **asked)
    assert done.returncode == 2
    assert done.stdout == "asked for -m venv --clear --without-pip .venv\n"


def test_a_python_that_is_too_old_or_none_leaves_venv_and_is_told_in_both_languages(checkout: Path) -> None:
    done = make(checkout, ".venv/made", PYTHON="/nowhere/python 2")
    assert done.returncode == 2
    assert done.stderr.splitlines()[0].startswith("ต้องใช้ Python 3.11 ขึ้นไป")
    assert done.stderr.splitlines()[1].startswith("Khumue needs Python 3.11 or later")
    assert (checkout / ".venv/made").is_file()


def label(checkout: Path) -> str:
    """What a wheelhouse that is gathered here says of itself: the version and the system, as Python tells them."""
    script = "import platform as p, sysconfig; print(p.python_version()[:4], sysconfig.get_platform(), p.libc_ver()[0])"
    told = subprocess.run([checkout / ".venv/bin/python", "-c", script], capture_output=True, text=True, check=True).stdout
    return f"CPython {told}"


@pytest.mark.parametrize(
    ("case", "thai", "english"),
    [
        ("none", "ไม่มีแพ็กเกจใน", "There are no packages in"),
        ("unlabelled", "ไม่ครบ (ไม่มี made-for.txt)", "is incomplete (it has no made-for.txt)"),
        (
            "elsewhere",
            "ทำไว้สำหรับ CPython 3.99 linux-riscv64 glibc แต่เครื่องนี้เป็น CPython 3.",
            "is for CPython 3.99 linux-riscv64 glibc",
        ),
        ("incomplete", "ไม่ครบ (ขาด tiny==1.0)", "is incomplete (tiny==1.0 is not there)"),
        ("damaged", "เสียหาย (tiny==1.0 ไม่ตรงกับผลรวม)", "is damaged (tiny==1.0 is not as its sum says)"),
        ("cut short", "เสียหาย (tiny==1.0 ไม่ตรงกับผลรวม)", "is damaged (tiny==1.0 is not as its sum says)"),
    ],
)
def test_a_wheelhouse_that_does_not_serve_is_told_in_a_sentence(
    case: str, thai: str, english: str, checkout: Path, tmp_path: Path
) -> None:
    house = tmp_path / PLACE
    shutil.copytree(checkout / "house", house)
    (house / "made-for.txt").write_text("CPython 3.99 linux-riscv64 glibc\n" if case == "elsewhere" else label(checkout))
    (wheel,) = house.glob("*.whl")
    if case == "none":
        wheel.unlink()
    elif case == "unlabelled":
        (house / "made-for.txt").unlink()
    elif case == "incomplete":
        wheel.rename(house / "other-1.0-py3-none-any.whl")
    elif case in ("damaged", "cut short"):
        wheel.write_bytes(b"" if case == "cut short" else wheel.read_bytes().replace(b"tiny.py", b"tiny.pi"))
    done = make(checkout, ".venv/site.done", f"WHEELHOUSE={house}")
    assert done.returncode == 2
    told = [line for line in done.stderr.splitlines() if not line.startswith(("กำลังติดตั้ง", "make"))]
    assert len(told) == 2, done.stderr
    assert str(house) in told[0]
    assert thai in told[0]
    assert str(house) in told[1]
    assert english in told[1]


def test_without_a_network_it_is_one_sentence_in_each_language(checkout: Path) -> None:
    for target in (".venv/site.done", "wheelhouse"):
        (checkout / "requirements-test.lock").write_text((checkout / "requirements.lock").read_text())
        done = make(checkout, target)
        assert done.returncode == 2
        told = [line for line in done.stderr.splitlines() if not line.startswith(("กำลัง", "make"))]
        assert len(told) == 2, done.stderr
        assert "ติดต่อเครือข่ายไม่ได้" in told[0]
        assert "there is no network" in told[1]
        assert not (checkout / "wheelhouse/made-for.txt").exists()


def test_every_package_is_installed_by_the_one_tool_with_its_hash() -> None:
    assert "pip" not in (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = re.findall(r"\bpip (?:install|download|wheel) .*", (ROOT / "tools/packages").read_text(encoding="utf-8"))
    assert len(installs) == 4
    assert all("--require-hashes" in line or "--no-index" in line for line in installs)


def test_each_library_is_named_by_itself_and_once(tmp_path: Path) -> None:
    (tmp_path / "python").write_text("#!/bin/sh\necho libharfbuzz-subset0\n")
    (tmp_path / "python").chmod(0o755)
    (tmp_path / "dirname").symlink_to(shutil.which("dirname") or "")  # and no apt
    for needed, code in (((), 0), (("1",), 1)):
        command = ["/bin/sh", ROOT / "tools/require-pango", tmp_path / "python", *needed]
        done = subprocess.run(command, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
        assert done.returncode == code
        assert len(done.stderr.splitlines()) == 2
        assert all("apt install libharfbuzz-subset0" in line and "pango" not in line for line in done.stderr.splitlines())


def test_every_library_that_weasyprint_opens_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert libraries.missing() == []
    for name, package in libraries.PACKAGES.items():
        monkeypatch.setattr(libraries, "_opens", lambda other, name=name: other != name)
        assert libraries.missing() == [package]
    import weasyprint.text.ffi as opened

    source = Path(opened.__file__).read_text(encoding="utf-8")
    assert {name for name in libraries.PACKAGES if f"'{name}'" in source} == set(libraries.PACKAGES)
    assert source.count(".so.") == len(libraries.PACKAGES) + 1  # libharfbuzz-vector draws coloured letters, which we have none of


def test_without_the_one_subsetter_no_pdf_is_made_and_that_is_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = build.check(Project(LIBRARY, LIBRARY / "site"))
    assert found is not None
    monkeypatch.setattr(libraries, "_opens", lambda name: "subset" not in name)
    monkeypatch.setattr("weasyprint.text.ffi.harfbuzz_subset", None)
    monkeypatch.setattr(sheets, "typesetter", typesetter.__wrapped__)
    made, notices = sheets.make(list(plan(found, None)), [], Workers(tmp_path, 1), lambda done, total: None)
    assert [path.rpartition(".")[2] for path in made] == ["docx"] * 9
    (notice,) = notices
    assert notice.notice
    assert all("libharfbuzz-subset0" in say for say in (*notice.what, *notice.remedy))


LOUD = """
import cffi, logging, os, warnings
opened = cffi.FFI.dlopen
def dlopen(self, name, *arguments):
    if "WITHOUT" in os.environ and os.environ["WITHOUT"] in str(name):
        raise OSError(name)
    return opened(self, name, *arguments)
cffi.FFI.dlopen = dlopen
from khumue import __main__ as door
from khumue.sheets import FORMATS
render = FORMATS["pdf"]
def loud(sheet):
    warnings.warn("of a library")
    logging.getLogger("fontTools.subset").warning("of a library")
    return render(sheet)
FORMATS["pdf"] = loud
door.main()
"""
"""Khumue with a library that warns, on a system with libharfbuzz-subset or without, of which WeasyPrint warns."""


@pytest.mark.parametrize("subset", [True, False])
def test_no_warning_of_a_library_reaches_who_makes_a_pack(tmp_path: Path, subset: bool) -> None:
    environment = {**os.environ, "KHUMUE_CACHE": str(tmp_path / "none")} | ({} if subset else {"WITHOUT": "subset"})
    arguments = ["--lang", "en", "--root", str(LIBRARY), "pack", "--steps", "lend", "--out", str(tmp_path / "a.pdf")]
    done = subprocess.run(
        [sys.executable, "-c", LOUD, *arguments], env=environment, capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == (0 if subset else 1)
    lines = PROGRESS.sub("", done.stderr).splitlines()
    assert len(lines) == (0 if subset else 2)
    assert all("libharfbuzz-subset0" in line or line == "1 to mend" for line in lines)


def test_the_libraries_that_set_pages_have_nothing_to_say(
    caplog: pytest.LogCaptureFixture, recwarn: pytest.WarningsRecorder
) -> None:
    found, _ = build.check(Project(LIBRARY, LIBRARY / "site"))
    assert found is not None
    engine = typesetter()
    for sheet in [sheet for sheet in plan(found, None) if sheet.languages == (Language.TH,)]:
        engine.write(engine.lay_out(html(sheet, ""), pdf.STYLE))
    engine.lay_out("<html lang=th><title>-</title><body><p>-", book.STYLE)
    assert caplog.messages == []
    assert [str(warning.message) for warning in recwarn] == []


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True

    def shown(self) -> list[str]:
        """What stands on each line in the end: after a return the line is written over."""
        lines = []
        for line in self.getvalue().split("\n"):
            text = ""
            for piece in line.split("\r"):
                text = piece + text[len(piece) :]
            lines.append(text.rstrip())
        return lines


def work(out: io.StringIO, seconds: float, ending: str = "") -> None:
    """Two phases of a hundred things, each of which takes so long."""
    now = itertools.count(0, seconds / 2)  # looked at twice for each thing
    progress = Progress(Language.EN, out, 2, lambda: next(now))
    for what in (Say("ใบงาน", "worksheets"), Say("หน้า", "pages")):
        step = progress.phase(what)
        for done in range(100):
            step(done, 100)
    if ending:
        progress.rest()
        out.write(ending)


def test_on_a_terminal_progress_is_one_line_that_is_written_over_and_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    screen = Screen()
    work(screen, 1)
    assert screen.shown() == ["[2/2] pages 99 of 100"]
    work(screen := Screen(), 1, "the site is in site\n")
    assert screen.shown() == ["the site is in site", ""]
    assert {len(line) for line in screen.getvalue().replace("\n", "\r").split("\r") if line.strip()} < set(range(80))


def test_without_a_terminal_progress_is_a_plain_line_now_and_then() -> None:
    work(out := io.StringIO(), 0.01, "the site is in site\n")
    assert out.getvalue() == "the site is in site\n"
    work(out := io.StringIO(), 1)
    lines = out.getvalue().splitlines()
    assert 6 <= len(lines) <= 8
    assert all(re.fullmatch(r"\[[12]/2\] (worksheets|pages) \d+ of 100", line) for line in lines)
