"""What is known of a manual as it was read once: each part worked out when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from .. import approvals, translations
from ..glossary import Glossary
from ..guide import Guide
from ..model import Exercise, Worksheet
from ..problems import Place
from ..project import Project
from ..texts import Pair, fingerprint, pairs
from ..translations import Standing, State, standings


class Known:
    """A manual that was read, and what its texts are, how they stand, and where."""

    def __init__(self, project: Project, guide: Guide) -> None:
        self.guide = guide
        self.confirmed, _ = translations.read(project, guide.memory)
        """Which English is confirmed; None where that is not kept."""

    @cached_property
    def pairs(self) -> Mapping[str, Pair]:
        """Each text, by its key."""
        return {one.key: one for one in pairs(self.guide)}

    @cached_property
    def standings(self) -> Mapping[str, Standing]:
        """Each text, by its key, and how its English stands."""
        found = standings(self.guide, self.confirmed)
        if not found:  # in Thai alone
            found = [
                Standing(one, fingerprint(one.th), "", State.MISSING) for one in self.pairs.values()
            ]
        return {one.pair.key: one for one in found}

    @cached_property
    def bases(self) -> Mapping[str, approvals.State]:
        """What each text stands on, by its key."""
        return {one.pair.key: one.state for one in approvals.standings(self.guide)}

    @cached_property
    def glossary(self) -> Glossary:
        """The terms, to be looked for in texts."""
        return Glossary(self.guide)

    @cached_property
    def behind(self) -> Sequence[Pair]:
        """The texts whose English is behind."""
        return [self.pairs[one.key] for one in self.guide.behind]

    @cached_property
    def changed(self) -> Sequence[Pair] | None:
        """The texts that the last edition which is kept did not have in their record; None where
        none is kept."""
        if not self.guide.editions:
            return None
        had = {
            (record.name, *said.written)
            for record in self.guide.editions[-1].records
            for said in record.texts
        }
        every = self.pairs.values()
        return [one for one in every if (one.record, one.th, one.en) not in had]

    def at(self, place: Place) -> Pair | None:
        """The text that stands at a place of a file, or the last that begins before it."""
        before = [(at, key) for at, key in self._places.get(place.file, ()) if at <= place[1:]]
        return self.pairs[max(before)[1]] if before else None

    @cached_property
    def _places(self) -> Mapping[str, Sequence[tuple[tuple[int, int], str]]]:
        found: dict[str, list[tuple[tuple[int, int], str]]] = {}
        for key, one in self.pairs.items():
            for file, line, column in (one.th_at, one.en_at):
                found.setdefault(file, []).append(((line, column), key))
        return found

    def sheets(self, path: str) -> Iterator[tuple[str, Worksheet | Exercise]]:
        """The sheets that a page is of, or that its step or item has, with their keys."""
        for chapter in (*self.guide.steps, *self.guide.items):
            here = self.guide.address_of(chapter) == path
            for sheet in self.guide.worksheets_of(chapter):
                if here or self.guide.address_of(sheet) == path:
                    yield f"worksheets/{sheet.id}", sheet
            for exercise in self.guide.exercises_of(chapter) if here else ():
                yield f"exercises/{exercise.id}", exercise

    def passages(self, path: str) -> Iterator[Pair]:
        """The texts of a hand-written page."""
        name = path.removesuffix(".html")
        return (one for one in self.pairs.values() if one.record == f"content/{name}")
