"""What is done at the editor's desk: a text is looked at, changed and brought back. It knows of
files and languages, and nothing of the web."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import RLock
from typing import Literal, NamedTuple

from .. import build, proof, wording
from ..artifact import write
from ..editing import history, leaving
from ..editing.confirming import Keeping
from ..editing.mending import mended_text
from ..editing.splice import Splices
from ..glossary import agrees
from ..language import Language
from ..mkdocs_plugin import Preview
from ..problems import Place, Problem, ProblemsFound, Say
from ..project import Project
from ..texts import Pair, fingerprint
from ..translations import Confirmed, Standing, State
from .copy import Copy
from .known import Known

English = Literal["mended", "holds", "later", "none"]
"""What somebody who changed a text says of its English: that it says the same now, that it does as
it was, that it will be looked at, or that there is to be none."""
Field = str
"""Of a text `th` or `en`; of a form the keys and positions that lead to it; nothing for the whole."""
_LINE_ENDS = re.compile(r"\s*\n\s*")
_LONGEST_NAME = 80


class Conflict(Exception):
    """Raised where a text is no longer what somebody has seen: it carries what it is now."""

    def __init__(self, pair: Pair | None) -> None:
        super().__init__()
        self.pair = pair


class Mistakes(Exception):
    """Raised where a text cannot be written as it is: each mistake with the field of the text that
    it is in, and where in that it begins."""

    def __init__(self, found: Iterable[tuple[Problem, Field, int | None]]) -> None:
        super().__init__()
        self.found = list(found)


@dataclass(frozen=True)
class Wanted:
    """A change of a text, by its key: what it is to be in both languages, what was `seen` of it, and
    what is said of the English."""

    key: str
    th: str
    en: str
    seen: str
    english: English


class Term(NamedTuple):
    """A term of the glossary that a Thai text says, in both languages, and whether its English says
    it too."""

    th: str
    en: str
    said: bool


class Look(NamedTuple):
    """What can be told of a text while somebody types it: its Thai beside what it was, the terms that
    belong in it, and whether its English has to be looked at."""

    pieces: tuple[wording.Piece, ...]
    terms: tuple[Term, ...]
    asks: bool


class Saved(NamedTuple):
    """What was mended in a text before it was written, and what `check` says of it now."""

    mended: tuple[Say, ...]
    notices: tuple[Problem, ...]


class Desk:
    """The manual as it stands, and what is done about it, one thing at a time."""

    def __init__(self, project: Project, folder: Path, person: Path) -> None:
        """`folder` is where the copy and the pages come to be, and `person` the file of this machine
        that keeps who works here."""
        self.project, self._person = project, person
        self._copy = Copy(project, folder / "copy")
        self._preview = Preview(project, folder / "site", self._copy.project)
        self._turn = RLock()
        self._known: Known | None = None
        self.revision = 0
        """Grows with every change of the files."""

    @property
    def by(self) -> str:
        """Who works here, as the history tells it; nothing where nobody has said."""
        try:
            return self._person.read_text(encoding="utf-8").strip()[:_LONGEST_NAME]
        except (OSError, UnicodeDecodeError):
            return ""

    def name(self, by: str) -> None:
        """Keeps who works here. Raises OSError."""
        self._person.parent.mkdir(parents=True, exist_ok=True)
        write(self._person, " ".join(by.split())[:_LONGEST_NAME].encode())

    def file(self, path: str) -> bytes | None:
        """A file of the site as the manual stands; None where there is none."""
        with self._turn:
            self.refresh()
            found = self._preview.file(path)
            return found.read_bytes() if found else None

    def refresh(self) -> None:
        """Reads the manual anew where a file of it has changed, whoever changed it."""
        with self._turn:
            if self._copy.follow() or not self.revision:
                self._show()

    def _show(self) -> None:
        self._preview.build()
        self.revision += 1
        self._known = None

    @property
    def known(self) -> Known:
        """All that is known of the manual as it stands now. Raises ProblemsFound where it could
        never be read whole."""
        with self._turn:
            self.refresh()
            if self._preview.guide is None:
                raise ProblemsFound(self._preview.mistakes)
            if self._known is None:
                self._known = Known(self._copy.project, self._preview.guide)
            return self._known

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the manual as it stands."""
        return [*self._copy.problems, *self._preview.mistakes, *self._preview.notices]

    def text(self, key: str) -> Standing:
        """A text. Raises KeyError where there is none."""
        return self.known.standings[key]

    def look(self, key: str, th: str, en: str) -> Look:
        """What can be told of a text while it is typed, with nothing read anew. Raises KeyError."""
        known = self.known
        was = known.standings[key]
        before = was.line.said if was.state is State.BEHIND and was.line else was.pair.th
        changed = fingerprint(th) != was.th or fingerprint(en) != fingerprint(was.pair.en or "")
        terms = (known.guide.find("terms", id) for id in known.glossary.said(th, Language.TH))
        return Look(
            () if fingerprint(before) == fingerprint(th) else wording.compared(before, th),
            tuple(
                Term(term.title.th, term.title.en, agrees(en, term))
                for term in terms
                if term.title.en and was.pair.record != f"terms/{term.id}"
            ),
            known.confirmed is not None
            and bool(en)
            and (changed or was.state is not State.CONFIRMED),
        )

    def save(self, wanted: Wanted) -> Saved:
        """Writes a text; what is no change writes nothing.

        Raises Conflict where it is no longer as it was seen; Mistakes for what `check` would say of
        it, and ProblemsFound for what is wrong elsewhere; OSError. Then all is as it was.
        """
        with self._turn:
            keeping = Keeping(self.project, splices := Splices(self.project))
            known = self.known
            pair = known.pairs.get(wanted.key)
            if pair is None or seen(pair) != wanted.seen:
                raise Conflict(pair)
            told = []
            th, mended = _as_meant(wanted.th, pair.th, pair)
            told += [mended] if mended else []
            en, mended = _as_meant(wanted.en, pair.en or "", pair)
            told += [mended] if mended else []
            if found := list(_faults(pair, th, en, wanted.english)):
                raise Mistakes(found)
            if th != pair.th:
                splices.say(pair, Language.TH, th)
            if pair.en and not en:
                leaving.english(splices, pair)
            elif en != (pair.en or ""):
                splices.say(pair, Language.EN, en)
            if en and wanted.english != "later" and known.guide.asks_for(Language.EN):
                self._confirm(keeping, known, replace(pair, th=th, en=en or None))
            try:
                notices = self.write(splices.contents, f"edit {wanted.key}")
            except ProblemsFound as refused:
                every = ((one, _field(one, pair, th), None) for one in refused.problems)
                raise Mistakes(every) from None
            if wanted.english in ("later", "none"):  # that it is behind or missing was answered
                notices = [one for one in notices if one.place != pair.en_at]
            return Saved(tuple(told), tuple(notices))

    def _confirm(self, keeping: Keeping, known: Known, pair: Pair) -> None:
        en = fingerprint(pair.en) if pair.en else ""
        one = Standing(pair, fingerprint(pair.th), en, State.NEW if en else State.MISSING)
        every = {**known.standings, pair.key: one}.values()
        kept = (known.confirmed or Confirmed()).with_confirmed([one], every, date.today())
        if known.confirmed is not None and kept != known.confirmed:
            keeping.mean(known.guide, kept)

    def write(self, contents: Mapping[Path, bytes | None], what: str) -> list[Problem]:
        """Writes what files are to hold, where the manual has no mistake with it that it has not
        now, and gives the notices that are new with it.

        Raises ProblemsFound and OSError; then no file was touched.
        """
        with self._turn:
            self._refuse(contents)
            before = {_said(one) for one in self.problems}
            self._copy.mean(contents)
            try:
                self._show()
                new = [one for one in self.problems if _said(one) not in before]
                if mistakes := [one for one in new if not one.notice]:
                    raise ProblemsFound(mistakes)
                if stale := self._copy.is_behind(contents):
                    raise _changed(map(self.project.name_of, stale))
                history.change(self.project, what, contents, self.by)
            except BaseException:
                self._copy.forget(contents)
                raise
            self._copy.written(contents)
            return new

    def _refuse(self, contents: Iterable[Path]) -> None:
        """Raises ProblemsFound where somebody has said that a file is not to be written, and where
        one does not stand in data/ or content/, wherever links lead."""
        found = []
        for path in contents:
            place = Place(self.project.name_of(path))
            if path.exists() and not path.stat().st_mode & stat.S_IWUSR:
                what = Say("ไฟล์นี้ตั้งไว้ให้อ่านอย่างเดียว", "this file is marked as read-only")
                remedy = Say(
                    "เอาเครื่องหมาย อ่านอย่างเดียว ในคุณสมบัติของไฟล์ออก แล้วบันทึกอีกครั้ง",
                    "take the mark off in the properties of the file, then save again",
                )
                found.append(Problem(place, what, remedy))
            folders = (self.project.data, self.project.content)
            real = Path(os.path.realpath(path))
            if not any(real.is_relative_to(os.path.realpath(folder)) for folder in folders):
                what = Say("ไฟล์นี้อยู่นอกคู่มือ", "this file is outside the manual")
                remedy = Say(
                    "ย้ายไฟล์จริงเข้ามาใน data/ หรือ content/", "move it into data/ or content/"
                )
                found.append(Problem(place, what, remedy))
        if found:
            raise ProblemsFound(found)

    def undo(self) -> history.Done | None:
        """Steps back by one change of the files. Raises ProblemsFound and OSError."""
        back, _ = history.steps(self.project)
        return self._undone(back)

    def redo(self) -> history.Done | None:
        """Steps forward again. Raises ProblemsFound and OSError."""
        _, forward = history.steps(self.project)
        return self._undone(forward)

    def _undone(self, one: history.Done | None) -> history.Done | None:
        with self._turn:
            if one:
                history.undo(self.project, one.number, self.by)
                self.refresh()
            return one

    def sheet(self, key: str, language: Language) -> bytes:
        """The paper of a sheet, laid out now. Raises KeyError where there is none, and ProblemsFound
        where nothing can be laid out."""
        return build.sheet(self.known.guide, self.project, key, language)


def seen(pair: Pair) -> str:
    """What somebody has seen of a text, in a word: of both languages, to the letter."""
    return fingerprint(repr((pair.th, pair.en)))


def _as_meant(typed: str, was: str, pair: Pair) -> tuple[str, Say | None]:
    """What somebody meant who typed or pasted a text; what they left as it was stays so."""
    if typed == was:
        return typed, None
    text, mended = mended_text(typed.replace("\r\n", "\n").strip())
    if not pair.is_passage and "\n" not in was:
        text = _LINE_ENDS.sub(" ", text)
    return text, mended


def _faults(
    pair: Pair, th: str, en: str, english: English
) -> Iterable[tuple[Problem, Field, int | None]]:
    halves: tuple[tuple[Field, str, str, Place, Language], ...] = (
        ("th", th, pair.th, pair.th_at, Language.TH),
        ("en", en, pair.en or "", pair.en_at, Language.EN),
    )
    for field, text, was, place, language in halves:
        if text == was or (field == "en" and not text and english == "none"):
            continue
        if not text:
            what = Say("ข้อความว่าง", "there is no text")
            remedy = Say("พิมพ์ข้อความ หรือกด “คืนค่าเดิม”", "type it, or press “As it was”")
            yield Problem(place, what, remedy), field, 0
        for fault in proof.faults(text, language):
            if not fault.notice:
                yield Problem(place, fault.what, fault.remedy), field, fault.at


def _field(problem: Problem, pair: Pair, th: str) -> Field:
    """Which half of a text a mistake is in, of which the Thai has been changed; the English stands
    below it, in its file or one of its own."""
    at = problem.place
    lines = th.count("\n") - pair.th.count("\n")
    begins = pair.en_at.line + (lines if pair.en_at.line > pair.th_at.line else 0)
    if at.file == pair.en_at.file and pair.en_at != pair.th_at and at.line >= begins:
        return "en"
    return "th" if at.file == pair.th_at.file and at.line >= pair.th_at.line else ""


def _changed(names: Iterable[str]) -> ProblemsFound:
    what = Say("ไฟล์เปลี่ยนไประหว่างบันทึก", "the file has changed while it was saved")
    again = Say("บันทึกอีกครั้ง", "save again")
    return ProblemsFound(Problem(Place(name), what, again) for name in names)


def _said(problem: Problem) -> tuple[str, Say, Say]:
    """What a problem says, wherever its line now is."""
    return problem.place.file, problem.what, problem.remedy
