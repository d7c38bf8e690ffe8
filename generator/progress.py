"""How far long work is: in one line that is written over, or, where there is no terminal, in a few
plain lines."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from typing import TextIO

from .language import Language
from .problems import Say

_WRITTEN_OVER, _SPARING = 0.1, 10.0
"""Seconds between two states that are told on a terminal, and elsewhere; there also a quarter of
the phase lies between them."""


class Progress:
    """Tells on `out` which phase of how many the work is in, and how many of how many things of it
    are done."""

    def __init__(
        self,
        language: Language,
        out: TextIO,
        phases: int = 1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._language, self._out, self._phases, self._clock = language, out, phases, clock
        self._terminal = out.isatty() and os.environ.get("TERM") != "dumb"
        self._phase = 0
        self._told = clock()
        self._shown = False

    def phase(self, what: Say) -> Callable[[int, int], None]:
        """Begins the next phase; gives what is told before each of its things that is done. A total
        of 0 is not known."""
        self._phase += 1
        head = (f"[{self._phase}/{self._phases}] " if self._phases > 1 else "") + what.of(
            self._language
        )
        of = Say("จาก", "of").of(self._language)
        quarters = set()

        def step(done: int, total: int) -> None:
            quarter = 4 * done // total if total else 0
            if self._clock() - self._told < (_WRITTEN_OVER if self._terminal else _SPARING):
                return
            if self._terminal or quarter not in quarters:
                quarters.add(quarter)
                self._tell(f"{head} {done}" + (f" {of} {total}" if total else ""))

        if self._terminal:
            self._tell(head)
        return step

    def rest(self) -> None:
        """Takes the line away: other words, or nothing more, come now."""
        if self._shown:
            self._write("\r" + " " * self._width() + "\r")
            self._shown = False

    def _tell(self, line: str) -> None:
        self._told = self._clock()
        if self._terminal:
            self.rest()
            self._write(line[: self._width()])
            self._shown = True
        else:
            self._write(f"{line}\n")

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()

    @staticmethod
    def _width() -> int:
        return shutil.get_terminal_size().columns - 1
