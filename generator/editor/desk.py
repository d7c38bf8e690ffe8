"""What is done at the editor's desk: a text is looked at, changed and brought back, and what stands
in the manual is told. It knows of files and languages, and nothing of the web."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from threading import RLock
from typing import Any, Literal, NamedTuple

from .. import translations
from ..editing import history
from ..editing.confirming import Keeping
from ..editing.splice import Splices
from ..guide import Guide
from ..language import Language
from ..mkdocs_plugin import Preview
from ..problems import Place, Problem, ProblemsFound, Say
from ..project import Project
from ..reading.files import files_below
from ..texts import Pair, fingerprint, pairs
from ..translations import Confirmed, Standing, State, standings

English = Literal["mended", "holds", "later"]
"""What somebody who changed a Thai text says of its English: that it says the same now, that it does
as it was, or that it will be looked at."""


class Conflict(Exception):
    """Raised where a text is no longer what somebody has seen: it carries what it is now."""

    def __init__(self, pair: Pair | None) -> None:
        super().__init__()
        self.pair = pair


class Wanted(NamedTuple):
    """A change of a text, by its key: what it is to be in both languages, what was `seen` of it, and
    what is said of the English."""

    key: str
    th: str
    en: str
    seen: str
    english: English


class Desk:
    """The manual as it stands, and what is done about it, one thing at a time."""

    def __init__(self, project: Project, preview: Preview, by: str = "") -> None:
        """`by` is who works here, as the history tells it."""
        self.project, self.by = project, by
        self._preview = preview
        self._turn = RLock()
        self._stamp: Mapping[str, tuple[int, int]] = {}
        self.revision = 0
        """Grows with every change of the files."""

    def file(self, path: str) -> bytes | None:
        """A file of the site as the manual stands; None where there is none."""
        with self._turn:
            self.refresh()
            found = self._preview.file(path)
            return found.read_bytes() if found else None

    def refresh(self) -> None:
        """Reads the manual anew where a file of it has changed, whoever changed it."""
        with self._turn:
            if (stamp := self._stamped()) != self._stamp:
                self._stamp = stamp
                self._preview.build()
                self.revision += 1
                self.__dict__.pop("standings", None)

    def _stamped(self) -> dict[str, tuple[int, int]]:
        found = {}
        for folder in (self.project.data, self.project.content):
            for path in files_below(folder, self.project)[0]:
                about = path.stat()
                found[self.project.name_of(path)] = about.st_mtime_ns, about.st_size
        return found

    @property
    def guide(self) -> Guide:
        """The manual. Raises ProblemsFound where it could never be read whole."""
        if self._preview.guide is None:
            raise ProblemsFound(self._preview.mistakes)
        return self._preview.guide

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the manual as it stands."""
        return [*self._preview.mistakes, *self._preview.notices]

    @cached_property
    def standings(self) -> Mapping[str, Standing]:
        """Each text, by its key, and how its English stands."""
        confirmed, _ = translations.read(self.project)
        found = standings(self.guide, confirmed)
        if not found:  # in Thai alone
            found = [
                Standing(one, fingerprint(one.th), "", State.MISSING) for one in pairs(self.guide)
            ]
        return {one.pair.key: one for one in found}

    def text(self, key: str) -> Standing:
        """A text. Raises KeyError where there is none."""
        with self._turn:
            self.refresh()
            return self.standings[key]

    def save(self, wanted: Wanted) -> Standing:
        """Writes a text, and gives it as it stands then; what is no change writes nothing.

        Raises KeyError; Conflict where it is no longer as it was seen; OSError; ProblemsFound for
        what `check` would say of the manual with it. Then all is as it was.
        """
        with self._turn:
            keeping = Keeping(self.project, splices := Splices(self.project))
            self.refresh()
            was = self.standings.get(wanted.key)
            if was is None or seen(was.pair) != wanted.seen:
                raise Conflict(was.pair if was else None)
            pair = was.pair
            if wanted.th != pair.th:
                splices.say(pair, Language.TH, wanted.th)
            if wanted.en and wanted.en != pair.en:
                splices.say(pair, Language.EN, wanted.en)
            if wanted.english != "later" and self.guide.asks_for(Language.EN):
                self._confirm(keeping, replace(pair, th=wanted.th, en=wanted.en or pair.en))
            self._write(splices, f"edit {wanted.key}")
            return self.standings[wanted.key]

    def _confirm(self, keeping: Keeping, pair: Pair) -> None:
        confirmed, _ = translations.read(self.project)
        en = fingerprint(pair.en) if pair.en else ""
        one = Standing(pair, fingerprint(pair.th), en, State.NEW if en else State.MISSING)
        every = {**self.standings, pair.key: one}.values()
        kept = (confirmed or Confirmed()).with_confirmed([one], every, date.today())
        if confirmed is not None and kept != confirmed:
            keeping.mean(self.guide, kept)

    def _write(self, splices: Splices, what: str) -> None:
        """Writes, and takes it back where the manual has a mistake then that it had not."""
        before = {(one.what, one.remedy) for one in self._preview.mistakes}
        if splices.write(what, self.by) is None:
            return
        self.refresh()
        new = [one for one in self._preview.mistakes if (one.what, one.remedy) not in before]
        if new:
            history.undo(self.project, by=self.by)
            self.refresh()
            raise ProblemsFound(new)

    def undo(self) -> history.Done:
        """Brings back what files held before the last change. Raises ProblemsFound and OSError."""
        with self._turn:
            undone, _ = history.undo(self.project, by=self.by)
            self.refresh()
            return undone

    def last(self) -> history.Done | None:
        """The last change of the files that can be undone."""
        return next(iter(history.done(self.project)), None)


def seen(pair: Pair) -> str:
    """What somebody has seen of a text, in a word: of both languages, to the letter."""
    return fingerprint(repr((pair.th, pair.en)))


def told(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems as a page shows them: each with its place, and in both languages."""
    return [
        {
            "place": str(one.place),
            "notice": one.notice,
            **{
                language.value: {"what": one.what.of(language), "remedy": one.remedy.of(language)}
                for language in Language
            },
        }
        for one in problems
    ]


def gone(key: str) -> Problem:
    """Tells that there is no such text."""
    what = Say("ไม่มีข้อความนี้แล้ว", "there is no such text any more")
    return Problem(Place(key), what, Say("เปิดหน้านี้ใหม่", "open the page again"))
