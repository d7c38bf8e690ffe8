"""What a pack is: the sheets of some steps and items as one document, with a cover and contents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..guide import Guide
from ..language import Language
from ..lists.table import Table
from ..model import Chapter, Edition, Manual, Organisation, Text, WorksheetField
from ..problems import Place, Problem, ProblemsFound, Say, did_you_mean
from ..sheets.sheet import Sheet, names, plan, said
from ..thai import Names

NUMBER = "sheet-no"
"""The id of the common field that numbered copies fill in."""


@dataclass(frozen=True)
class Order:
    """What somebody asks for: `steps` are ids of steps and items, or codes of items; none means
    all. Each of `places` has its `cover`; what they do not fill in stands `once` for all, or in each
    of their packs."""

    steps: tuple[str, ...] = ()
    languages: tuple[Language, ...] = (Language.TH,)
    copies: int = 1
    numbered: bool = False
    places: Table | None = None
    cover: bool = True
    once: bool = False


@dataclass(frozen=True)
class Pack:
    """A pack with all that is printed on it.

    `sheets` are in the order of their pages; `on_cover` are the terms and names that stand there.
    `place` are common fields that are filled in on all
    sheets, and on the cover. Of `copies` the print dialog makes so many, unless they are
    `numbered`: then each worksheet is in the pack so many times. Without `cover` it has no contents
    either; `once` is what an order says of it.
    """

    title: Text
    languages: tuple[Language, ...]
    organisation: Organisation
    edition: Edition
    chapters: tuple[Chapter, ...]
    sheets: tuple[Sheet, ...]
    whole: bool
    on_cover: tuple[str, ...]
    place: tuple[tuple[WorksheetField, str], ...] = ()
    copies: int = 1
    numbered: bool = False
    cover: bool = True
    once: bool = False

    @property
    def language(self) -> Language:
        """The language of the pack as a whole."""
        return self.languages[0]

    @property
    def keep(self) -> tuple[str, ...]:
        """The terms and names that stand on its cover and on its sheets."""
        found = {name for sheet in self.sheets for name in sheet.keep}
        return tuple(sorted(found.union(self.on_cover)))

    def apart(self, fields: Collection[str]) -> tuple[Pack | None, Pack]:
        """What has none of some fields, where it is to stand `once` for all places, and what they
        fill in."""
        own = tuple(sheet for sheet in self.sheets if any(one.id in fields for one in sheet.head))
        others = tuple(sheet for sheet in self.sheets if sheet not in own)
        if not (self.once and own and others):
            return None, self
        return replace(self, sheets=others, cover=False), replace(self, sheets=own)

    def at(self, place: tuple[tuple[WorksheetField, str], ...]) -> Pack:
        """The same pack for a place, with its common fields filled in."""

        def filled(sheet: Sheet) -> Sheet:
            mine = {field.id for field in sheet.head}
            return replace(
                sheet,
                filled=tuple((field.id, value) for field, value in place if field.id in mine)
                + sheet.filled,
            )

        return replace(self, place=place, sheets=tuple(map(filled, self.sheets)))


def ordered(guide: Guide, order: Order, site_url: str | None) -> Pack:
    """The pack that somebody asks for.

    Raises ProblemsFound for a language that the manual has not, for a step that is none, and for
    steps without sheets.
    """
    if lacking := [
        language for language in order.languages if language not in guide.manual.languages
    ]:
        what_lacks = Say(f"คู่มือนี้ไม่มีภาษา {lacking[0]}", f"the manual does not stand in {lacking[0]}")
        spoken = f"--lang {guide.manual.languages[0]}"
        remedy = Say(
            f"ใช้ {spoken} หรือเพิ่ม {lacking[0]} ใน languages ของ data/manual.yml",
            f"use {spoken}, or add {lacking[0]} to the languages of data/manual.yml",
        )
        raise ProblemsFound([Problem(Place("--lang"), what_lacks, remedy)])
    every = (*guide.steps, *guide.items)
    names = {chapter.id: chapter for chapter in every} | {
        chapter.code: chapter for chapter in guide.items
    }
    unknown = [name for name in order.steps if name not in names]
    if unknown:
        what = [Say(f'ไม่มีขั้นตอนหรือข้อ "{name}"', f'"{name}" is no step or item') for name in unknown]
        raise ProblemsFound(
            Problem(Place("--steps"), say, did_you_mean(name, names))
            for name, say in zip(unknown, what, strict=True)
        )
    wanted = {names[name].id for name in order.steps}
    chapters = tuple(chapter for chapter in every if not wanted or chapter.id in wanted)
    sheets = plan(guide, site_url)
    pack = next(_packs(guide, [(chapters, not wanted)], order.languages, sheets), None)
    if pack is None:
        what_now = Say(
            "ไม่มีใบงานหรือกิจกรรมกลุ่มในขั้นตอนนี้", "there is no worksheet and no exercise in these steps"
        )
        raise ProblemsFound(
            [Problem(Place("--steps"), what_now, Say("เลือกขั้นตอนอื่น", "choose others"))]
        )
    if order.numbered:
        pack = replace(
            pack, numbered=True, sheets=tuple(_to_number(sheet) for sheet in pack.sheets)
        )
    return replace(pack, copies=order.copies, cover=order.cover, once=order.once)


def ready(guide: Guide, sheets: Sequence[Sheet]) -> Iterator[tuple[str, Pack]]:
    """The packs that a site has ready, by their paths: of all its sheets, and of each step and
    item."""
    every: tuple[Chapter, ...] = (*guide.steps, *guide.items)
    for language in guide.manual.languages:
        for pack in _packs(
            guide, [(every, True), *(((chapter,), False) for chapter in every)], (language,), sheets
        ):
            owner: Manual | Chapter = guide.manual if pack.whole else pack.chapters[0]
            yield owner.print_path(language, "pdf"), pack


def _packs(
    guide: Guide,
    chosen: Iterable[tuple[tuple[Chapter, ...], bool]],
    languages: tuple[Language, ...],
    sheets: Iterable[Sheet],
) -> Iterator[Pack]:
    """A pack for each choice of chapters that has sheets: the facilitator's first, both in the
    order of the manual."""
    sheets = [sheet for sheet in sheets if sheet.languages == languages]
    every = Names(names(guide))
    for chapters, whole in chosen:
        places = {chapter.id: place for place, chapter in enumerate(chapters)}
        mine = [sheet for sheet in sheets if sheet.record.serves in places]
        mine.sort(key=lambda sheet: (sheet.is_worksheet, places[sheet.record.serves]))
        served = {sheet.record.serves for sheet in mine}
        if mine:
            titles = [guide.manual.title, *(chapter.title for chapter in chapters)]
            yield Pack(
                title=guide.manual.title,
                languages=languages,
                organisation=guide.manual.organisation,
                edition=guide.manual.edition,
                chapters=tuple(chapter for chapter in chapters if chapter.id in served),
                sheets=tuple(mine),
                whole=whole,
                on_cover=every.within("\n".join(map(said, titles))),
            )


def _to_number(sheet: Sheet) -> Sheet:
    """The sheet with its number filled in as nothing, so that each page says where the number
    goes."""
    if all(common.id != NUMBER for common in sheet.head):
        return sheet
    everywhere = tuple(dict.fromkeys((*sheet.everywhere, NUMBER)))
    return replace(sheet, filled=((NUMBER, ""),), everywhere=everywhere)
