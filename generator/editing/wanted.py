"""What is to be added, and where among its like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..guide import Guide
from ..model import Chapter
from ..problems import Say, did_you_mean
from .named import CLASSES, KINDS, PAGE, ROWS, find, refused

SHEETS = ("worksheet", "exercise")
"""What a step or an item has beside it."""
CHAPTERS = tuple(kind for kind, one in CLASSES.items() if issubclass(one, Chapter))


@dataclass(frozen=True)
class Wanted:
    """A new record; `within` is the group, the set of criteria or the section that it is to be in."""

    kind: str
    id: str
    after: str | None = None
    before: str | None = None
    within: str | None = None
    serves: str | None = None
    title: str | None = None
    title_en: str | None = None
    sheets: tuple[str, ...] = ()
    """What comes with a step or an item: of SHEETS."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What somebody has written of it, by its keys, where that was asked."""
    told: bool = True
    """Whether its file tells what its keys mean, for who writes on in it."""

    def must_make_sense(self) -> None:
        """Raises ProblemsFound where what is said does not go together."""
        if self.kind not in KINDS:
            what = Say(f'ไม่รู้จัก "{self.kind}"', f'"{self.kind}" is no kind of record')
            raise refused(self.kind, what, did_you_mean(self.kind, KINDS))
        grouped = (*CHAPTERS, *(kind for kind, row in ROWS.items() if kind == row.inner), PAGE)
        for said, value, kinds in (
            ("--in", self.within, grouped),
            ("--serves", self.serves, SHEETS),
            ("--with", self.sheets, CHAPTERS),
        ):
            if value and self.kind not in kinds:
                what = Say(f"{self.kind} ไม่ใช้ {said}", f"{said} is not for a {self.kind}")
                names = ", ".join(kinds)
                raise refused(said, what, Say(f"ใช้กับ {names}", f"it is for {names}"))
        for sheet in self.sheets:
            if sheet not in SHEETS:
                what = Say(f'ไม่มี "{sheet}"', f'"{sheet}" does not come with it')
                raise refused("--with", what, did_you_mean(sheet, SHEETS))
        if self.after and self.before:
            what = Say("ใช้พร้อมกับ --after ไม่ได้", "this does not go with --after")
            raise refused("--before", what, Say("เลือกอย่างเดียว", "choose one of them"))

    def neighbour(self, guide: Guide) -> Any:
        """The record that it is to stand beside; None where that is not said."""
        if id := self.after or self.before:
            return find(guide, self.kind, id, "--after" if self.after else "--before")
        return None

    def position(self, guide: Guide, records: Sequence[Any]) -> int:
        """Where among records it is to stand: beside its neighbour, else last."""
        neighbour = self.neighbour(guide)
        if neighbour is None:
            return len(records)
        return records.index(neighbour) + bool(self.after)
