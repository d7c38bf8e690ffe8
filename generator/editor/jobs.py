"""Long work that goes on beside the editor, and can be cancelled: the site is built and bundled, each
by the command that does so, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from .. import system

_LINES = 200
"""Of what the commands say, that are kept."""


class Job:
    """Commands of khumue, one after the other; one job at a time."""

    def __init__(self, root: Path, commands: Sequence[str]) -> None:
        self._root, self._commands = root, commands
        self._turn = Lock()
        self._process: subprocess.Popen[str] | None = None
        self._state, self._cancelled = "", False
        self._lines: list[str] = []
        self._done = 0

    @property
    def state(self) -> dict[str, Any]:
        """How far it is: nothing, `running`, `done`, `failed` or `cancelled`; how many of the
        commands have ended, what they said, and the files that came of it."""
        return {
            "state": self._state,
            "done": self._done,
            "commands": list(self._commands),
            "said": list(self._lines),
            "made": [str(path) for path in self.made],
        }

    @property
    def made(self) -> list[Path]:
        """The files that it made, once all has ended well: a command tells each on a line of its
        own."""
        told = (Path(line) for line in self._lines if self._state == "done")
        return [path for path in told if path.is_absolute() and path.is_file()]

    def start(self, language: str) -> None:
        """Begins it, unless it is running; what it says is in a language."""
        with self._turn:
            if self._state == "running":
                return
            self._state, self._done, self._cancelled = "running", 0, False
            self._lines.clear()
        Thread(target=self._run, args=(language,), daemon=True).start()

    def cancel(self) -> None:
        """Ends it: what is half-made stands beside what readers see, and the next build removes
        it."""
        with self._turn:
            self._cancelled = self._state == "running"
            if self._process and self._process.poll() is None:
                system.end(self._process)

    def _run(self, language: str) -> None:
        for command in self._commands:
            ended = self._command(command, language)
            with self._turn:
                if self._cancelled or ended != 0:
                    self._state = "cancelled" if self._cancelled else "failed"
                    return
                self._done += 1
        with self._turn:
            self._state = "done"

    def _command(self, command: str, language: str) -> int | None:
        words = ["--root", str(self._root), "--lang", language, command]
        with self._turn:
            if self._cancelled:
                return None
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own program
                    [sys.executable, "-m", "khumue", *words],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    encoding="utf-8",
                    errors="replace",
                    env={**os.environ, "PYTHONIOENCODING": "utf-8"},
                    **system.apart(),
                )
            except OSError as error:
                self._lines.append(str(error))
                return None
            process = self._process
        with process:
            for line in process.stdout or ():
                self._lines.append(line.rstrip())
                del self._lines[:-_LINES]
        return process.returncode
