"""How texts and their English are listed: shares of sections, then text by text, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ..guide import Guide
from ..language import Language
from ..markup import day, plain
from ..problems import Say
from ..targets import section_of
from ..texts import spelled
from ..translations import Standing, State, by_page
from ..wording import Piece, compared

STATES = {
    State.BEHIND: Say("ไทยแก้แล้ว อังกฤษยังเป็นของเดิม", "behind"),
    State.NEW: Say("ยังไม่ยืนยัน", "new"),
    State.MISSING: Say("ยังไม่มีภาษาอังกฤษ", "missing"),
    State.CONFIRMED: Say("ยืนยันแล้ว", "confirmed"),
}
"""What each is called, in the order in which they are listed."""
_ORDER = list(STATES)
_SIGNS = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
_LONGEST = 300
"""Letters that are shown of a text of which nothing is marked."""


def shares(guide: Guide, every: Sequence[Standing], language: Language) -> Iterator[str]:
    """A line for each section: how much of it is confirmed, and what lacks."""
    names = {one.id: f"{plain(one.title, language)} ({one.id})" for one in guide.manual.sections}
    names[""] = Say("หน้าแรกและทั้งเล่ม", "home, and the whole manual").of(language)
    sections = {id: Counter[State]() for id in names}
    for one in every:
        sections[section_of(guide, one.pair)][one.state] += 1
    for id, counts in sections.items():
        if total := counts.total():
            done = counts[State.CONFIRMED]
            rest = _rest(counts, language)
            of = f"{done}/{total}"
            yield f"{100 * done // total:3} %  {of:>11}  {names[id]}{': ' if rest else ''}{rest}"


def pages(texts: Sequence[Standing], language: Language, most: int) -> Iterator[str]:
    """The texts under the names of their pages, and of a page at most so many of those that are not
    behind."""
    if any(one.state is State.BEHIND for one in texts):
        yield Say(
            "[-…-] คือคำไทยที่ตัดออก {+…+} คือคำไทยที่เพิ่ม",
            "[-…-] has gone from the Thai, {+…+} has come into it",
        ).of(language)
    for page, found in by_page(texts).items():
        found = sorted(found, key=lambda one: _ORDER.index(one.state))
        shown = max(most, sum(one.state is State.BEHIND for one in found))
        yield f"\n== {page}: {_rest(Counter(one.state for one in found), language)}"
        for one in found[:shown]:
            yield from text(one, language)
        if left := len(found[shown:]):
            more = f"khumue translations {page}"
            yield Say(f"   อีก {left} ข้อความ: {more}", f"   {left} more: {more}").of(language)


def text(one: Standing, language: Language) -> Iterator[str]:
    """A text: its place, how it stands, what its Thai was, and its English."""
    pair, was = one.pair, one.line.thai if one.line else None
    yield f"{pair.en_at}: {_said(one).of(language)}"
    thai = spelled(pair.th)
    if one.state is State.BEHIND and was:
        thai = marked(was, thai)
    yield f"    {Say('ไทย   ', 'Thai   ').of(language)}  {_short(thai, one)}"
    if pair.en:
        yield f"    {Say('อังกฤษ', 'English').of(language)}  {_short(spelled(pair.en), one)}"


def marked(old: str, new: str) -> str:
    """What has changed between two texts, in one line."""
    return signed(compared(old, new))


def signed(pieces: Iterable[Piece]) -> str:
    """The words of two texts in one line, those of one alone between its signs."""
    return "".join(_SIGNS[sign].format(words) for sign, words in pieces)


def _said(one: Standing) -> Say:
    """How a text stands, and what the file knows about it."""
    name, line = STATES[one.state], one.line
    if line is None:
        return name
    th, en = day(line.day, Language.TH), day(line.day, Language.EN)
    if one.state is State.CONFIRMED:
        return Say(f"{name.th}เมื่อ {th}", f"{name.en} on {en}")
    if one.state is State.BEHIND:
        lost = (
            Say("", "") if line.thai else Say(" ไทยเดิมไม่ได้เก็บไว้", "; what the Thai was is not kept")
        )
        return Say(
            f"{name.th} ที่ยืนยันเมื่อ {th}{lost.th}",
            f"{name.en}: the Thai was changed after {en}, when the English was confirmed{lost.en}",
        )
    if line.th == one.th:
        return Say(
            f"{name.th} อังกฤษแก้หลังจากที่ยืนยันเมื่อ {th}",
            f"{name.en}: the English was changed after {en}, when it was confirmed",
        )
    return Say(
        f"{name.th} อังกฤษนี้ยืนยันไว้กับ “{line.said}”",
        f"{name.en}: this English is confirmed for “{line.said}”",
    )


def _rest(counts: Counter[State], language: Language) -> str:
    """What lacks confirmation, counted."""
    lacking = (state for state in _ORDER if state is not State.CONFIRMED and counts[state])
    return ", ".join(f"{STATES[state].of(language)} {counts[state]}" for state in lacking)


def _short(said: str, one: Standing) -> str:
    short = len(said) <= _LONGEST or one.state is State.BEHIND
    return said if short else f"{said[: _LONGEST - 1]}…"
