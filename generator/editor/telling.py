"""What stands at the desk, as values that JSON can hold: texts, problems, what there is to do."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Sequence
from typing import Any

from ..editing import history
from ..language import Language
from ..markup import Words, plain
from ..problems import Place, Problem, Say
from ..texts import Pair
from ..wording import Piece
from .desk import Conflict, Desk, Look, Mistakes, Saved, seen
from .known import Known

_MOST, _LONGEST = 200, 120
"""Of the texts of a list that are told, and letters of each."""
_REASONS = {
    errno.ENOSPC: Say("เนื้อที่ของดิสก์เต็ม", "the disk is full"),
    errno.EDQUOT: Say("เนื้อที่ของดิสก์เต็ม", "the disk is full"),
    errno.EROFS: Say("ดิสก์นี้อ่านได้อย่างเดียว", "the disk can only be read"),
    errno.EACCES: Say(
        "ไม่มีสิทธิ์เขียนไฟล์นี้ หรือโปรแกรมอื่นเปิดไฟล์ไว้",
        "this file may not be written, or another program has it open",
    ),
    errno.EPERM: Say("ไม่มีสิทธิ์เขียนไฟล์นี้", "this file may not be written"),
}


def state(desk: Desk, path: str, language: Language) -> dict[str, Any]:
    """How the manual stands, and what a page has for those who edit it, in the words of a
    language."""
    known = desk.known
    manual = known.guide.manual
    back, forward = history.steps(desk.project)
    changed = known.changed
    return {
        "manual": manual.id,
        "revision": desk.revision,
        "languages": [one.value for one in manual.languages],
        "words": Words(language).section("edit"),
        "by": desk.by,
        "behind": _texts(known.behind),
        "changed": _texts(changed or ()),
        "edition": None if changed is None else known.guide.editions[-1].number,
        "problems": problems(desk.problems, known),
        "undo": _done(back, known),
        "redo": _done(forward, known),
        "sheets": [
            {"key": key, "title": plain(one.title, language)} for key, one in known.sheets(path)
        ],
        "passages": [one.key for one in known.passages(path)],
    }


def text(desk: Desk, key: str) -> dict[str, Any]:
    """A text and how it stands. Raises KeyError where there is none."""
    known = desk.known
    one = known.standings[key]
    pair = one.pair
    return {
        "key": pair.key,
        "address": pair.address,
        "place": str(Place(*pair.th_at[:2])),
        "passage": pair.is_passage,
        "th": pair.th,
        "en": pair.en or "",
        "seen": seen(pair),
        "state": one.state.value if known.guide.asks_for(Language.EN) else "",
        "basis": known.bases.get(key, ""),
        "look": look(desk.look(key, pair.th, pair.en or "")),
    }


def look(found: Look) -> dict[str, Any]:
    """What can be told of a text that is typed."""
    return {
        "pieces": pieces(found.pieces),
        "terms": [one._asdict() for one in found.terms],
        "asks": found.asks,
    }


def pieces(found: Iterable[Piece]) -> list[list[str]]:
    """Words, with what marks them."""
    return [[piece.sign, piece.text] for piece in found]


def saved(done: Saved) -> dict[str, Any]:
    """What came of a change."""
    return {"mended": [_both(one) for one in done.mended], "problems": problems(done.notices)}


def conflict(met: Conflict) -> dict[str, Any]:
    """What a text is now that is no longer what somebody has seen."""
    now = met.pair
    return {"conflict": now and {"th": now.th, "en": now.en or "", "seen": seen(now)}}


def mistakes(found: Mistakes) -> dict[str, Any]:
    """What keeps a text from being written, by its field."""
    told = (
        {**one, "field": field, "at": at}
        for one, (_, field, at) in zip(
            problems(problem for problem, _, _ in found.found), found.found, strict=True
        )
    )
    return {"problems": list(told)}


def problems(found: Iterable[Problem], known: Known | None = None) -> list[dict[str, Any]]:
    """Problems as a page shows them: each with its place, the text that stands there, and in both
    languages."""
    return [
        {
            "place": str(one.place),
            "notice": one.notice,
            **_link(known.at(one.place) if known else None),
            **{
                language.value: {"what": one.what.of(language), "remedy": one.remedy.of(language)}
                for language in Language
            },
        }
        for one in found
    ]


def gone(key: str) -> Problem:
    """Tells that there is no such text."""
    what = Say("ไม่มีข้อความนี้แล้ว", "there is no such text any more")
    return Problem(Place(key), what, Say("เปิดหน้านี้ใหม่", "open the page again"))


def unwritten(error: OSError) -> Problem:
    """Tells that something could not be written, or read."""
    reason = error.strerror or str(error)
    what = _REASONS.get(error.errno or 0, Say(reason, reason))
    remedy = Say(
        "ไฟล์ทั้งหมดยังเป็นอย่างเดิม และที่พิมพ์ยังอยู่ในหน้านี้ แก้เรื่องนี้แล้วบันทึกอีกครั้ง",
        "all files are as they were, and what you typed is still on this page: mend this, then save again",
    )
    return Problem(Place(str(error.filename or ".")), what, remedy)


def undone(one: history.Done | None) -> dict[str, Any]:
    """What was undone."""
    return {"undone": one and one.what}


def _done(one: history.Done | None, known: Known) -> dict[str, Any] | None:
    if one is None:
        return None
    verb, _, key = one.what.partition(" ")
    pair = known.pairs.get(key) if verb == "edit" else None
    return {"what": one.what, "by": one.by, "when": one.when.isoformat(), **_link(pair)}


def _texts(found: Sequence[Pair]) -> dict[str, Any]:
    return {"count": len(found), "texts": [_link(one) for one in found[:_MOST]]}


def _link(pair: Pair | None) -> dict[str, str]:
    """A text by which one gets to where it stands."""
    return {"key": pair.key, "address": pair.address, "text": pair.th[:_LONGEST]} if pair else {}


def _both(said: Say) -> dict[str, str]:
    return {language.value: said.of(language) for language in Language}
