"""Khumue as an office has it: a wheel in an empty environment, and the tutorial from `khumue new` to a published manual."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pydantic
import pytest

from .conftest import PROGRESS, ROOT, says, until

DEPENDENCIES = Path(pydantic.__file__).parents[1]
"""Where the tests have the packages that pip would fetch; there is no network."""
VENV = """#!/bin/sh
# `python3 -m venv DIR` where there is no network, and perhaps no pip: the environment sees the packages of the tests.
{python} "$@" --without-pip || exit 1
printf '#!/bin/sh\\nexec %s/bin/python {home}/{pip}/pip "$@"\\n' "$3" >"$3/bin/pip"
chmod +x "$3/bin/pip"
cp {home}/witness.py {home}/packages.pth "$3"/lib/python*/site-packages/
"""
WITNESS = """import os, sys
def heard(event, told):
    path = told[0] if told and isinstance(told[0], str) else ""
    if event in ("open", "os.listdir", "os.scandir") and path.startswith({root!r}) and not path.startswith({packages!r}):
        os.write(heard.file, (path + "\\n").encode())
heard.file = os.open({file!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
sys.addaudithook(heard)
"""
"""Writes down every file and folder of the checkout that Python opens."""


def wheel_of(checkout: Path, out: Path) -> Path:
    """The wheel that is built of a checkout."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(command, cwd=checkout, check=True, capture_output=True)
    (wheel,) = out.glob("*.whl")
    return wheel


class Office:
    """A home folder with the wheel in it, and what somebody does there in a shell."""

    def __init__(self, home: Path, *, alone: bool) -> None:
        self.home = home
        self.alone = alone  # on one processor, with no process that helps
        (pip,) = (ROOT / "tools").glob("pip-*.whl")
        shutil.copy(pip, home)
        self.opened = home / "opened.txt"
        witness = WITNESS.format(root=f"{ROOT}/", packages=str(DEPENDENCIES), file=str(self.opened))
        (home / "witness.py").write_text(witness)
        (home / "packages.pth").write_text(f"import witness\n{DEPENDENCIES}\n")
        (home / "bin").mkdir()
        python = home / "bin" / "python3"
        python.write_text(VENV.format(python=sys.executable, home=home, pip=pip.name))
        python.chmod(0o755)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.environment = {
            **{"HOME": str(home), "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}", "LANG": "C.UTF-8"},
            **{"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_NO_COMPILE": "1"},
            **{
                "KHUMUE_LANG": "en",
                "KHUMUE_CACHE": str(home / "kept"),
                "KHUMUE_ADDRESS": self.address,
                "NO_MKDOCS_2_WARNING": "1",
            },
        }

    def start(self, script: str, folder: str = "") -> subprocess.Popen[str]:
        """Starts a shell that ends with the first command that fails."""
        return subprocess.Popen(
            ["bash", "-ec", script],
            cwd=self.home / folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=self._begin,
        )

    def _begin(self) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a job in the background ignores it
        if self.alone:
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    def run(self, script: str, folder: str = "village-library") -> tuple[int, str]:
        """What some commands end with, and all that they say."""
        process = self.start(f'export PATH="$HOME/khumue/bin:$PATH"\n{script}', folder)
        said, _ = process.communicate()
        return process.returncode, PROGRESS.sub("", said)


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The wheel, built twice of what a checkout has; the checkout is gone then."""
    folder = tmp_path_factory.mktemp("wheels")
    checkout = folder / "checkout"
    built = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    for name in (*built["only-include"], *built["force-include"], "pyproject.toml", "README.md", "LICENSE"):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, checkout / name)
        else:
            shutil.copy(ROOT / name, checkout / name)
    first = wheel_of(checkout, folder / "first")
    for path in checkout.rglob("*"):
        os.utime(path, (10**9, 10**9))
    second = wheel_of(checkout, folder / "second")
    shutil.rmtree(checkout)
    return [first, second]


@pytest.fixture(scope="module")
def office(wheels: list[Path], tmp_path_factory: pytest.TempPathFactory, every: bool) -> Office:
    """Where the tutorial has been followed to its end; what it builds is in Thai alone, and so half of it, without `--every`."""
    home = tmp_path_factory.mktemp("office")
    shutil.copy(wheels[0], home)
    office = Office(home, alone=not every)
    steps = commands("tutorial.md")
    if not every:
        built, added = (next(n for n, step in enumerate(steps) if step.startswith(f"khumue {name}")) for name in ("build", "add"))
        in_thai = "sed -i 's/^format:/languages: [th]\\n&/' data/manual.yml\n"
        steps[built] = in_thai + steps[built]
        steps[added] = "sed -i '/^languages:/d' data/manual.yml\n" + steps[added] + in_thai
    process = office.start("\n".join(steps))
    until(lambda: process.poll() is not None or says(f"http://{office.address}/en/index.html", "This manual is an example"))
    os.killpg(process.pid, signal.SIGINT)  # Ctrl-C
    said, _ = process.communicate()
    assert process.returncode == 0, said
    assert "nothing to mend" in said
    assert "the site is whole" in said
    return office


def commands(name: str) -> list[str]:
    """The commands of a page of `docs/`, block by block."""
    return re.findall(r"^```sh\n(.*?)^```$", (ROOT / "docs" / name).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_a_wheel_built_twice_is_the_same_bytes(wheels: list[Path]) -> None:
    first, second = wheels
    assert first.name == second.name
    assert first.read_bytes() == second.read_bytes()


def test_the_tutorial_tells_the_same_commands_in_both_languages() -> None:
    assert commands("tutorial.md") == commands("tutorial.th.md")
    for name in ("README.md", "README.th.md"):
        assert "docs/tutorial" in (ROOT / name).read_text(encoding="utf-8")


def test_the_tutorial_ends_with_a_published_manual(office: Office, every: bool) -> None:
    shown = office.home / "public" / "current"
    assert "ชื่อและเลขบัตรของผู้ยืม" in (shown / "worksheets/lend.html").read_text(encoding="utf-8")
    assert (shown / "worksheets/lend.th.pdf").read_bytes().startswith(b"%PDF")
    assert (shown / "worksheets/choose.th.docx").is_file()
    if every:
        assert "Name and card of the borrower" in (shown / "en/worksheets/lend.html").read_text(encoding="utf-8")
        assert (shown / "worksheets/lend.th-en.pdf").read_bytes().startswith(b"%PDF")
    assert (office.home / "village-library/lend.pdf").read_bytes().startswith(b"%PDF")


def test_every_other_command_works_there_and_nothing_of_the_checkout_is_opened(office: Office) -> None:
    code, said = office.run("python -c 'import khumue; print(khumue.__file__)'")
    assert Path(said.strip()).is_relative_to(office.home / "khumue"), said
    before = (office.home / "village-library/site/manifest.sha256").read_bytes()
    code, said = office.run("python -m mkdocs -q build\nkhumue export markdown\nkhumue publish --rollback ~/public || true")
    assert code == 0, said
    assert (office.home / "village-library/site/manifest.sha256").read_bytes() == before
    assert (office.home / "village-library/markdown/th.yml").is_file()
    assert office.opened.read_text() == ""


def test_a_file_that_the_installation_has_lost_is_one_line(office: Office) -> None:
    (page,) = (office.home / "khumue").glob("lib/python*/site-packages/khumue/overrides/main.html")
    aside = page.rename(page.with_suffix(".aside"))
    try:
        for command in ("khumue build", "python -m mkdocs -q build"):
            code, said = office.run(command)
            assert code == 1
            assert f"{page}: this file of the program is lost; install Khumue again" in said
            assert sum(": notice: " not in line for line in said.splitlines()) <= 3, said
    finally:
        aside.rename(page)
