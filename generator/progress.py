"""How far long work is, told where it takes longer than somebody waits without asking."""

from __future__ import annotations

import time
from collections.abc import Callable

from .language import Language
from .problems import Say

_PATIENCE = 2.0
"""Seconds after which, and then again, work says how far it is."""


class Progress:
    """Tells how many of how many things are done; `what` are they, in both languages."""

    def __init__(self, language: Language, what: Say, tell: Callable[[str], object]) -> None:
        self._what, self._tell = what.of(language), tell
        self._of = Say("จาก", "of").of(language)
        self._told = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Told before each thing that is done; a `total` of 0 is not known."""
        if time.monotonic() - self._told > _PATIENCE:
            self._told = time.monotonic()
            self._tell(f"{self._what} {done}" + (f" {self._of} {total}" if total else ""))
