"""Which English somebody has confirmed to say what its Thai says: `data/translations.txt`, and how
each text stands by it.

The file has a line for each confirmed pair, and no paths: a text that is moved or renamed stays
confirmed. A line that cannot be understood is told, and stays in the file until somebody takes it
out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, TypeVar

from .guide import Behind, Guide, page_of
from .language import Language
from .memory import Memory
from .problems import MOST_TOLD, Place, Problem, Say
from .project import Project
from .reading.files import read_raw, text_of
from .texts import SPELLING, Pair, fingerprint, pairs_by_record, spelled

Value = TypeVar("Value")

NAME = "data/translations.txt"
FORMAT = 1
"""The form of the file; a later one, which this program may not understand, has a higher number."""
LARGEST = 50_000_000
"""Bytes; a manual of 1,000 steps and items has a third of it."""
_HEAD = "khumue translations: format {format}, spelling {spelling}"
_HEADS = re.compile(_HEAD.format(format="([0-9]{1,4})", spelling="([0-9]{1,4})"))
_LINE = re.compile(r"([0-9a-f]{32}) ([0-9a-f]{32}) ([0-9]{4}-[0-9]{2}-[0-9]{2}) (\S.*)")
_MERGE = re.compile(r"(<|\||=|>)\1{6}(?: |$)")
_SENTENCE, _ALIKE = 32, 0.5
"""Of so many letters a text is more than a label; and what has so much in common with it, as a
share, is the same text after a change."""
_COMPARED = 500


class Line(NamedTuple):
    """A confirmed pair, as the file has it: fingerprints of the Thai and the English, the day, and
    the Thai itself."""

    th: str
    en: str
    day: date
    said: str

    def __str__(self) -> str:
        return f"{self.th} {self.en} {self.day} {self.said}"

    @property
    def thai(self) -> str | None:
        """The Thai that was confirmed; None where somebody has since changed it in the file."""
        return self.said if fingerprint(self.said) == self.th else None


class State(StrEnum):
    """How the English of a text stands; all but the first lack confirmation."""

    CONFIRMED = "confirmed"
    BEHIND = "behind"
    """Its Thai has been changed since the English was confirmed."""
    NEW = "new"
    MISSING = "missing"


class Standing(NamedTuple):
    """A text in both languages, and how its English stands."""

    pair: Pair
    th: str
    en: str
    """The fingerprints."""
    state: State
    line: Line | None = None
    """What the file has of it: the pair itself, else the same English with another Thai, or the
    same Thai with another English."""

    @property
    def page(self) -> str:
        """The page on which readers see it, as one names it: `process/forum`."""
        return page_of(self.pair.address)


@dataclass(frozen=True)
class Confirmed:
    """All pairs that the file has, and the lines of it that nobody understands."""

    lines: tuple[Line, ...] = ()
    damaged: tuple[str, ...] = ()

    @cached_property
    def pairs(self) -> Mapping[tuple[str, str], Line]:
        """The lines by both their fingerprints; of a pair that two people confirmed the later."""
        return {line[:2]: line for line in sorted(self.lines, key=lambda line: line.day)}

    @cached_property
    def of_english(self) -> Mapping[str, Sequence[Line]]:
        """The lines by the fingerprint of their English."""
        return _grouped(self.lines, lambda line: line.en)

    @cached_property
    def of_thai(self) -> Mapping[str, Sequence[Line]]:
        """The lines by the fingerprint of their Thai."""
        return _grouped(self.lines, lambda line: line.th)

    def text(self) -> str:
        """The text of the file: the same whoever writes it, and in whichever order."""
        head = _HEAD.format(format=FORMAT, spelling=SPELLING)
        return "\n".join([head, *sorted(map(str, self.pairs.values())), *self.damaged, ""])

    def with_confirmed(
        self, chosen: Iterable[Standing], every: Iterable[Standing], day: date
    ) -> Confirmed:
        """The same with texts that are confirmed now, in the place of what their Thai or English
        was confirmed with before, unless the manual, of which `every` are the texts, says that
        elsewhere."""
        new = {
            (one.th, one.en): Line(one.th, one.en, day, spelled(one.pair.th))
            for one in chosen
            if one.state not in (State.CONFIRMED, State.MISSING)
        }
        said = {(one.th, one.en) for one in every}
        ths, ens = {th for th, _ in new}, {en for _, en in new}
        kept = (
            line
            for line in self.lines
            if line[:2] in said or not (line.th in ths or line.en in ens)
        )
        return replace(self, lines=(*kept, *new.values()))

    def without(self, gone: Collection[tuple[str, str]]) -> Confirmed:
        """The same without some pairs, by their fingerprints."""
        return replace(self, lines=tuple(line for line in self.lines if line[:2] not in gone))


def read(project: Project, memory: Memory | None = None) -> tuple[Confirmed | None, list[Problem]]:
    """What the file of a manual has, and what is wrong with it; None where there is no file, or one
    that cannot be read."""
    path = project.root / NAME
    if not path.exists():
        return None, []
    raw, found = read_raw(path, NAME, LARGEST)
    problems = [replace(problem, notice=True) for problem in found]  # a site can do without it
    if raw is None:
        return None, problems
    return (memory or Memory()).of(_held)(raw)[0]


def _held(raw: bytes) -> Iterator[tuple[Confirmed | None, list[Problem]]]:
    text, found = text_of(raw, NAME)
    problems = [replace(problem, notice=True) for problem in found]
    confirmed, more = (None, []) if text is None else parsed(text)
    yield confirmed, [*problems, *more]


def parsed(text: str) -> tuple[Confirmed | None, list[Problem]]:
    """The same of the text of a file. Marks of a merge are no lines: both its sides count, and what
    was there before them does not."""
    if (found := _HEADS.search(text)) and (int(found[1]) > FORMAT or int(found[2]) > SPELLING):
        what = Say(
            "ไฟล์นี้เขียนด้วย Khumue รุ่นใหม่กว่าโปรแกรมนี้",
            "the file was written by a Khumue that is newer than this one",
        )
        return None, [_told(1, what, Say("ติดตั้ง Khumue รุ่นใหม่กว่า", "install a newer Khumue"))]
    lines: list[Line] = []
    damaged: list[str] = []
    problems: list[Problem] = []
    before = False
    merged = 0
    for number, written in enumerate(map(str.strip, text.split("\n")), 1):
        if mark := _MERGE.match(written):
            before, merged = mark[1] == "|", merged or number
        elif written and not before and not _HEADS.fullmatch(written):
            if line := _line(written):
                lines.append(line)
            else:
                damaged.append(written)
                problems += [_broken(number)] if len(damaged) <= MOST_TOLD + 1 else []
    if not found:
        problems.append(_headless())
    if merged:
        problems.append(_merge_left(merged))
    return Confirmed(tuple(lines), tuple(dict.fromkeys(damaged))), problems


def standings(guide: Guide, confirmed: Confirmed | None) -> list[Standing]:
    """How every text of the manual stands, in the order of `texts.pairs`; nothing where it is in
    Thai alone."""
    if not guide.asks_for(Language.EN):
        return []
    known = confirmed or Confirmed()
    printed = guide.memory.of(_printed)
    sure = guide.memory.of(lambda said: _sure(said, known), known)
    every = [printed(said) for said in pairs_by_record(guide)]
    used = {(one.th, one.en) for said in every for one in said}
    found: list[Standing] = []
    for said in every:
        found += sure(said) or (
            one._replace(state=state, line=line)
            for one in said
            for state, line in (_state(one.th, one.en, one.pair, known, used),)
        )
    return found


def _printed(said: Iterable[Pair]) -> Iterator[Standing]:
    """The texts of a record with their fingerprints."""
    for one in said:
        en = fingerprint(one.en) if one.en else ""
        yield Standing(one, fingerprint(one.th), en, State.NEW if en else State.MISSING)


def _sure(said: Iterable[Standing], known: Confirmed) -> Iterable[Standing]:
    """How the texts of a record stand, where that does not depend on what others say: where all
    their English is confirmed."""
    lines = [(one, known.pairs.get((one.th, one.en))) for one in said]
    if not all(line for _, line in lines):
        return ()
    return [one._replace(state=State.CONFIRMED, line=line) for one, line in lines]


def joined(guide: Guide, project: Project) -> tuple[Guide, list[Problem]]:
    """The guide that knows which of its English is behind, and what is wrong with the file."""
    if not guide.asks_for(Language.EN):
        return guide, []
    confirmed, problems = read(project, guide.memory)
    if confirmed is None:
        is_lost = guide.manual.translations and not problems
        return guide, [lost(guide)] if is_lost else problems
    behind = tuple(
        Behind(one.pair.key, one.pair.address, one.line.day, one.pair.en_at)
        for one in standings(guide, confirmed)
        if one.state is State.BEHIND and one.line
    )
    return replace(guide, behind=behind), problems


def lacking(found: Sequence[Standing], percent: int) -> Iterator[Problem]:
    """What lacks confirmation, page by page, where less than so many percent of the texts are
    confirmed."""
    confirmed = sum(one.state is State.CONFIRMED for one in found)
    if 100 * confirmed >= percent * len(found):
        return
    for page, texts in by_page(found).items():
        rest = [one for one in texts if one.state is not State.CONFIRMED]
        if rest:
            what = Say(
                f"ยังไม่ยืนยันภาษาอังกฤษ {len(rest)} จาก {len(texts)} ข้อความในหน้า {page}",
                f"the English is not confirmed (texts on the page {page}: {len(rest)} of {len(texts)})",
            )
            remedy = Say(
                f"ดูด้วย khumue translations {page}", f"khumue translations {page} shows which"
            )
            yield Problem(rest[0].pair.en_at, what, remedy)
    what = Say(
        f"ยืนยันแล้ว {confirmed} จาก {len(found)} ข้อความ น้อยกว่าร้อยละ {percent}",
        f"{confirmed} of {len(found)} texts are confirmed, less than {percent} %",
    )
    remedy = Say("ดูทั้งหมดด้วย khumue translations", "khumue translations shows what there is to do")
    yield Problem(Place(NAME), what, remedy)


def by_page(found: Iterable[Standing]) -> Mapping[str, list[Standing]]:
    """Texts by their pages, in the order in which these come."""
    return _grouped(found, lambda one: one.page)


def lost(guide: Guide) -> Problem:
    """Tells of a file that is gone, although the manual says that there is one."""
    what = Say(
        f"ไฟล์ {NAME} หายไป จึงไม่รู้ว่าภาษาอังกฤษใดยืนยันแล้ว",
        f"{NAME} is lost, and with it which English is confirmed",
    )
    remedy = Say(
        "นำไฟล์กลับมาจากสำเนาที่เก็บไว้ ถ้าไม่มีแล้ว ลบบรรทัดนี้ แล้วเริ่มใหม่ด้วย khumue translations --begin",
        "bring it back from a copy; if there is none, delete this line and begin again with khumue translations --begin",
    )
    return Problem(guide.manual.where("translations"), what, remedy, notice=True)


def _state(
    th: str, en: str, pair: Pair, known: Confirmed, used: set[tuple[str, str]]
) -> tuple[State, Line | None]:
    if not en:
        return State.MISSING, None
    if line := known.pairs.get((th, en)):
        return State.CONFIRMED, line
    same = known.of_english.get(en, ())
    nearest = sorted(((_likeness(line, pair), line.day, line) for line in same), reverse=True)
    for likeness, _, line in nearest:  # one English may rightly be that of several labels
        gone = (line.th, line.en) not in used
        if gone or (likeness >= _ALIKE and len(line.said) >= _SENTENCE):
            return State.BEHIND, line
    others = [line for _, _, line in nearest] or known.of_thai.get(th, ())
    return State.NEW, others[0] if others else None


def _likeness(line: Line, pair: Pair) -> float:
    """How much of a text is as it was confirmed, from 0 to 1; of a long one the beginning tells."""
    return SequenceMatcher(None, line.said[:_COMPARED], spelled(pair.th)[:_COMPARED]).ratio()


def _line(written: str) -> Line | None:
    if not (found := _LINE.fullmatch(written)):
        return None
    try:
        return Line(found[1], found[2], date.fromisoformat(found[3]), found[4])
    except ValueError:
        return None


def _grouped(values: Iterable[Value], key: Callable[[Value], str]) -> Mapping[str, list[Value]]:
    groups = defaultdict(list)
    for value in values:
        groups[key(value)].append(value)
    return groups


def _told(number: int, what: Say, remedy: Say, *, only_told: bool = False) -> Problem:
    return Problem(Place(NAME, number, 1), what, remedy, notice=True, only_told=only_told)


def _broken(number: int) -> Problem:
    what = Say(
        "บรรทัดนี้ไม่ใช่คู่ข้อความที่ยืนยันไว้ จึงไม่นับ", "this line is no confirmed pair, and does not count"
    )
    remedy = Say(
        "ลบบรรทัดนี้ แล้วดูว่าข้อความใดต้องยืนยันใหม่ด้วย khumue translations",
        "delete it, and see with khumue translations what is to be confirmed again",
    )
    return _told(number, what, remedy)


def _headless() -> Problem:
    head = _HEAD.format(format=FORMAT, spelling=SPELLING)
    what = Say("บรรทัดแรกของไฟล์หายไป", "the first line of the file is missing")
    return _told(1, what, Say(f'เขียน "{head}" ไว้บรรทัดแรก', f'write "{head}" as the first line'))


def _merge_left(number: int) -> Problem:
    what = Say(
        "มีเครื่องหมายของการรวมงานสองคน นับทั้งสองฝ่าย", "there are marks of a merge; both sides count"
    )
    remedy = Say(
        "ไม่ต้องแก้ การยืนยันครั้งต่อไปจะลบเครื่องหมายออก",
        "nothing to mend: the next text that is confirmed takes them out",
    )
    return _told(number, what, remedy, only_told=True)
