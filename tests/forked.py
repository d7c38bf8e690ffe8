"""The command `khumue` in a process of its own, forked from one in which all that it needs is loaded: many runs cost little.

What such a run does not have is an interpreter that starts anew: `fits` says whether it does without. WeasyPrint is loaded by
the run that needs it, since some tests let it find no Pango; what it loads in turn is there.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from khumue import build, maker
from khumue.project import Project

ROOT = Path(__file__).resolve().parent.parent
AT_ITS_START = ("PYTHON", "LC_", "LANG")
"""How the names of variables begin that Python asks for when it starts."""
UNLESS_TOLD = {name: {"jobs": 1} for name in ("build", "pack")}
"""What a command takes where it is not told: the tests share the processors already, and each process costs seconds to begin."""
LOADED = (
    "khumue.__main__",
    "khumue.commands.site",
    "khumue.commands.release",
    "khumue.commands.copies",
    "khumue.mkdocs_plugin",
    "khumue.publishing.publish",
    "khumue.lists",
    "khumue.books",
    "khumue.export.markdown",
    *("PIL.Image", "cffi", "cssselect2", "fontTools.subset", "tinycss2", "tinyhtml5"),
)


def fits(env: Mapping[str, str]) -> bool:
    """Whether all that Python asks for when it starts is in an environment as it is in that of the tests."""
    own, other = (
        {name: value for name, value in some.items() if name.startswith(AT_ITS_START) and name != "PYTHONPATH"}
        for some in (os.environ, env)
    )
    return own == other


def run(arguments: list[str], cwd: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Runs the command, and gives what it printed."""
    process = _process()
    assert process.stdin
    assert process.stdout
    with tempfile.TemporaryDirectory(prefix="khumue-") as folder:
        printed = [Path(folder, name) for name in ("out", "err")]
        process.stdin.write(json.dumps([arguments, str(cwd), dict(env), *map(str, printed)]) + "\n")
        process.stdin.flush()
        ended = json.loads(process.stdout.readline())
        out, err = (path.read_text(encoding="utf-8") for path in printed)
    return subprocess.CompletedProcess(arguments, ended, out, err)


@cache
def _process() -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.forked"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(process.communicate)
    return process


def _run(arguments: list[str], cwd: str, env: dict[str, str], out: str, err: str) -> None:
    """Becomes the command, as a shell would start it."""
    for number, path in ((0, os.devnull), (1, out), (2, err)):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), number)
    os.chdir(cwd)
    before, after = (some.get("PYTHONPATH", "").split(os.pathsep) for some in (os.environ, env))
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    if before != after:
        sys.path[:] = [*filter(None, after), *(path for path in sys.path if path not in before)]
        maker.maker.cache_clear()  # what makes a site is looked for there
    sys.modules["khumue.__main__"].main(arguments, prog_name="python -m khumue", default_map=UNLESS_TOLD)


def main() -> None:
    """Forks a process for each line that tells of a run, and answers with how it ended."""
    for name in LOADED:
        importlib.import_module(name)
    example = ROOT / "generator" / "example"
    build.problems(Project(example, example / "site"))  # so that words, weights and patterns are there, too
    for line in sys.stdin:
        child = os.fork()
        if not child:
            code: object = 1
            try:
                _run(*json.loads(line))
            except SystemExit as end:
                code = end.code or 0
            except BaseException:
                traceback.print_exc()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code if isinstance(code, int) else 1)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
