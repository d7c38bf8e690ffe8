"""`data/translations.txt` as it is written: with it `data/manual.yml` says that there is such a
file, so that one that is lost can be told."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from ..guide import Guide
from ..project import Project
from ..translations import NAME, Confirmed
from .splice import Splices

KEY = "translations"
_WHY = (
    "translations.txt ข้างไฟล์นี้จำไว้ว่าภาษาอังกฤษใดยืนยันแล้ว"
    " / translations.txt beside this file keeps which English is confirmed"
)


class Keeping:
    """The file as it is before the manual is read: what somebody changes from then on is told, and
    not written over."""

    def __init__(self, project: Project, splices: Splices | None = None) -> None:
        """`splices` are the other changes of the command, where it has some."""
        self._splices = splices or Splices(project)
        self._is_there = (project.root / NAME).exists()
        with suppress(OSError, UnicodeDecodeError):  # which is told when the file is read
            self._splices.draft(NAME)

    def keep(self, guide: Guide, confirmed: Confirmed, what: str) -> Path | None:
        """Writes the file for the command `what`; gives the folder that keeps what was there
        before.

        Raises ProblemsFound where a file changed meanwhile, and OSError; then all is as before.
        """
        self.mean(guide, confirmed)
        return self._splices.write(what)

    def mean(self, guide: Guide, confirmed: Confirmed) -> None:
        """Has the file among the changes that are to be written."""
        if self._is_there:
            draft = self._splices.draft(NAME)
            draft.replace(0, len(draft.text), confirmed.text())
        else:
            self._splices.new[NAME] = confirmed.text().encode()
        if not guide.manual.translations:
            self._remember(guide)

    def _remember(self, guide: Guide) -> None:
        """Has `manual.yml` say so, on a line below its id where it says nothing yet."""
        manual = guide.manual
        draft = self._splices.draft(manual.place.file)
        if KEY in manual.places:
            span = draft.at(manual.where(KEY))
            draft.replace(span.start, span.end, "true")
            return
        end = (span := draft.at(manual.where("id"))).end
        if span.flow:
            draft.replace(end, end, f", {KEY}: true")
        else:
            end += len(draft.text[end:].partition("\n")[0].removesuffix("\r"))
            draft.replace(end, end, f"\n{KEY}: true # {_WHY}")
