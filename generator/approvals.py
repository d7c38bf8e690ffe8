"""What was approved, text by text: what `data/approvals.txt` remembers, and how each text of a
manual stands to it.

A line for a text and its approval: the fingerprint of the Thai, day, whom, document and the Thai
itself, with tabs between. Lines are sorted and name no path: what is moved or renamed stays
approved, and what two people add is merged line by line.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from .guide import Guide, Register, Stand, stands
from .language import Language
from .model import Approval, Element, Text
from .problems import MOST_TOLD, Place, Problem, Say
from .texts import Pair, fingerprint, pairs, spelled

NAME = "approvals.txt"
"""Its name in `data/`."""
LARGEST = 20_000_000
"""Bytes of it that are read."""
_FORMAT = 1
_HEAD = "# khumue approvals"
_MERGE = re.compile(r"(<|\||=|>)\1{6}(?: |$)")
"""A mark of a merge: both its sides count, and what was there before them does not."""
_ALIKE = 0.5
"""How much two texts have in common, of 1, where one was made of the other."""

Known = tuple[str, str, str]
"""By what an approval is known: day, whom, document."""
State = Literal["source", "approved", "changed", "added", "proposed", "about", ""]
"""How a text stands: it says what the source says; it is approved, or was before it was `changed`;
it was `added` later to what was approved; it is proposed; it is `about` an approval or a review
itself; or nothing is said of it."""
_ABOUT = re.compile("/(?:approved|review)/")


def key(approval: Approval) -> Known:
    """By what an approval is known."""
    return approval.date.isoformat(), spelled(approval.by.th), spelled(approval.document.th)


def read(text: str, name: str) -> tuple[Register, list[Problem]]:
    """What a file remembers, and what is wrong with its lines."""
    held: dict[Known, dict[str, str]] = {}
    problems: list[Problem] = []
    if (found := re.match(rf"{_HEAD} (\d+)", text)) and int(found[1]) > _FORMAT:
        what = Say("ไฟล์นี้เขียนด้วย Khumue รุ่นใหม่กว่า", "a newer Khumue wrote this file")
        remedy = Say("ติดตั้ง Khumue รุ่นใหม่กว่า", "install a newer Khumue")
        return held, [Problem(Place(name, 1, 1), what, remedy)]
    before = False
    for number, line in enumerate(text.split("\n"), 1):
        fields = line.split("\t")
        if mark := _MERGE.match(line):
            before = mark[1] == "|"
        elif before or not line.strip() or line.startswith("#"):
            continue
        elif len(fields) == 5 and fingerprint(fields[4]) == fields[0]:
            held.setdefault((fields[1], fields[2], fields[3]), {})[fields[0]] = fields[4]
        elif len(problems) <= MOST_TOLD:
            what = Say("บรรทัดนี้เสียหาย หรือมีคนแก้ด้วยมือ", "this line is damaged, or was changed by hand")
            remedy = Say(
                "ลบบรรทัดนี้ แล้วรับรองข้อความนั้นใหม่ หรือใช้ไฟล์จากสำเนาสำรอง",
                "delete it and approve its text again, or take the file from a copy",
            )
            problems.append(Problem(Place(name, number, 1), what, remedy, notice=True))
    return held, problems


def written(register: Register) -> str:
    """The file that remembers so much."""
    lines = sorted(
        "\t".join((print, *approval, text))
        for approval, texts in register.items()
        for print, text in texts.items()
    )
    return "\n".join([f"{_HEAD} {_FORMAT}", *lines, ""])


def with_texts(register: Register, approval: Approval, texts: Iterable[str]) -> Register:
    """A register with texts that an approval is of."""
    held = {fingerprint(text): spelled(text) for text in texts}
    return {**register, key(approval): {**register.get(key(approval), {}), **held}}


@dataclass(frozen=True)
class Standing:
    """How one text stands, and what says so: its `holder` carries the mark that it shows."""

    pair: Pair
    state: State
    holder: Element | None = None
    approval: Approval | None = None
    before: str | None = None
    """What was approved, where the text has been changed since."""


def standings(guide: Guide) -> Iterator[Standing]:
    """Every text of the guide as it stands.

    An approval that is remembered is of the texts that it was given to; of one that is not, as
    where somebody has typed it, `check` tells, and until it is recorded it holds for all below it.
    """
    held = {stand.element.where("th"): stand for stand in _stands(guide)}
    thai = (page for page in guide.prose if page.language is Language.TH)
    written_pages = {f"content/{page.name}": page for page in thai}
    keys: dict[int, Known] = {}  # an approval stands over many texts
    found: list[tuple[Pair, Stand | None, Known, str]] = []
    under: dict[Known, dict[str, str]] = defaultdict(dict)
    for pair in pairs(guide):
        stand = held.get(pair.th_at)
        if page := written_pages.get(pair.record):
            stand = Stand(page, page, guide.manual.approved or "")
        known, print = ("", "", ""), ""
        if stand and isinstance(stand.ground, Approval):
            known = keys.get(id(stand.ground)) or key(stand.ground)
            keys[id(stand.ground)] = known
            print = fingerprint(pair.th)
            under[known][print] = pair.th
        found.append((pair, stand, known, print))
    earlier = {
        approval: _earlier(guide.approvals[approval], texts)
        for approval, texts in under.items()
        if approval in guide.approvals
    }
    for pair, stand, known, print in found:
        if stand is None:
            of_source = pair.record.startswith(("facts/", "errata/"))
            about = _ABOUT.search(pair.key)
            yield Standing(pair, "source" if of_source else "about" if about else "")
        elif not isinstance(stand.ground, Approval):
            yield Standing(pair, stand.ground, stand.holder)
        else:
            before = earlier.get(known, {}).get(print)
            state: State = "approved"
            if known in guide.approvals and print not in guide.approvals[known]:
                state = "changed" if before else "added"
            yield Standing(pair, state, stand.holder, stand.ground, before)


def waiting(guide: Guide) -> dict[Place, Literal["changed", "added"]]:
    """What is to be approved again: the places of what carries its mark. A manual of which nothing
    is remembered has none."""
    found: dict[Place, Literal["changed", "added"]] = {}
    for one in standings(guide) if guide.approvals else ():
        if one.holder and (one.state == "changed" or one.state == "added"):
            place = one.holder.place
            found[place] = one.state if found.get(place) != "changed" else "changed"
    return found


def recorded_here(guide: Guide) -> Iterator[tuple[Element, Approval, bool]]:
    """What says that it is approved, with the approval, and whether its texts are remembered."""
    for row, inside in guide.walked:
        for element in inside if row.carries else ():
            if approval := vars(element).get("approved"):
                yield element, approval, key(approval) in guide.approvals


def _stands(guide: Guide) -> Iterator[Stand]:
    """The texts that can be approved, with what they stand on."""
    for _, owner in guide.owners:
        for stand in stands(owner, guide.manual.approved):
            if isinstance(stand.element, Text):
                yield stand


def _earlier(approved: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """What each text that is not among the approved ones was made of: the text that is most like
    it, of those that are there no more."""
    gone = {print: _trigrams(text) for print, text in approved.items() if print not in now}
    holding: dict[str, list[str]] = defaultdict(list)
    for print, parts in gone.items():
        for part in parts:
            holding[part].append(print)
    found = {}
    for print, text in now.items() if gone else ():
        if print in approved:
            continue
        own = _trigrams(text)
        shared = Counter(other for part in own for other in holding.get(part, ()))
        alike = {
            other: 2 * count / (len(own) + len(gone[other])) for other, count in shared.items()
        }
        nearest = max(alike, key=lambda other: (alike[other], other), default="")
        if nearest and alike[nearest] >= _ALIKE:
            found[print] = approved[nearest]
    return found


def _trigrams(text: str) -> set[str]:
    around = f"  {spelled(text)}  "
    return {around[at : at + 3] for at in range(len(around) - 2)}
