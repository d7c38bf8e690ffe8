"""Builds and publishes that are killed before they do one thing to the disk for the nth time.

Each runs in a process of its own, forked from one in which all that they need is loaded: many moments cost little.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from khumue import artifact, build
from khumue.__main__ import main as khumue
from khumue.editing.history import change
from khumue.editor.desk import Desk, Wanted, seen
from khumue.mkdocs_yml import project_at
from khumue.project import Project
from khumue.publishing.publish import publish

ROOT = Path(__file__).resolve().parent.parent
WRITES = {"os.rename", "os.symlink", "os.mkdir", "os.rmdir", "os.remove", "os.link", "shutil.rmtree", "os.chmod"}
EXCHANGE = "ctypes.dlsym"
"""What Python tells of last before two folders are exchanged in one step."""


class Killer:
    """Starts jobs, and kills each where that is asked for; for builds it reads a manual first, and loads what that needs."""

    def __init__(self, *manual: Path) -> None:
        self._manual = manual

    def __enter__(self) -> Killer:
        command = [sys.executable, "-m", "tests.killing", *self._manual]
        self._jobs = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._jobs.communicate()

    def run(
        self, job: str, *arguments: object, at: tuple[str, int] = ("", 0), meanwhile: Callable[[], object] = lambda: None
    ) -> list[str]:
        """Runs a job until it ends or is killed, and gives all that it did to the disk, or nothing where it was killed."""
        assert self._jobs.stdin
        assert self._jobs.stdout
        self._jobs.stdin.write(json.dumps([job, [str(one) for one in arguments], at]) + "\n")
        self._jobs.stdin.flush()
        while not select.select([self._jobs.stdout], [], [], 0.01)[0]:
            meanwhile()
        ended, steps = json.loads(self._jobs.stdout.readline())
        assert ended in (0, -signal.SIGKILL)
        return list(steps)


def _build(root: str) -> None:
    khumue(["--root", root, "build"], standalone_mode=False)


def _publish(bundle: str, folder: str, links: str) -> None:
    if links == "none":
        os.symlink = _refused  # type: ignore[assignment]
        artifact.system.exchange = lambda one, other: False
    os.sync = lambda: None
    publish(Path(bundle), Path(folder), None, 2, lambda done, total: None, replace=True)


def _change(root: str, *names: str) -> None:
    project = Project(Path(root), Path(root, "site"))
    change(project, "test", {project.root / name: b"new" for name in names} | {project.root / "data/manual.yml": None})


def _save(root: str, folder: str, key: str, th: str) -> None:
    desk = Desk(project_at(Path(root), None), Path(folder), Path(folder, "name.txt"))
    pair = desk.text(key).pair
    desk.save(Wanted(key, th, pair.en or "", seen(pair), "later"))


def _refused(*arguments: object, **options: object) -> None:
    raise PermissionError(1, "Operation not permitted")


def _do(job: str, arguments: list[str], at: list[object], out: int) -> None:
    """Does a job in this process, to its end or to the moment at which it is killed."""
    seen: list[str] = []

    def count(event: str, told: tuple[object, ...]) -> None:
        written = event == "open" and isinstance(told[2], int) and told[2] & (os.O_WRONLY | os.O_RDWR)
        if event in WRITES or written or (event == EXCHANGE and told[1] == "renameat2"):
            seen.append(event)
            if [event, seen.count(event)] == at:
                os.kill(os.getpid(), signal.SIGKILL)

    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.addaudithook(count)
    JOBS[job](*arguments)
    os.write(out, json.dumps(seen).encode())


JOBS = {"build": _build, "publish": _publish, "change": _change, "save": _save}


def main() -> None:
    """Does the jobs that it is told, one after the other."""
    for manual in map(Path, sys.argv[1:]):
        build.problems(Project(manual, manual / "site"))
    for line in sys.stdin:
        read, write = os.pipe()
        child = os.fork()
        if not child:
            try:
                _do(*json.loads(line), write)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as told:
            steps = json.loads(told.read() or "[]")
        print(json.dumps([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), steps]), flush=True)


if __name__ == "__main__":
    main()
