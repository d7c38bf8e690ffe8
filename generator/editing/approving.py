"""An approval, written where its text stands, in the place of the proposal; and which texts it is
of, which the manual remembers with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from .. import approvals, targets
from ..catalogue import COLLECTIONS
from ..guide import Guide, Register, parts_of, stands, walk
from ..model import Approval, Basis, Element, Manual, Text, fields_with_elements
from ..problems import Place, Problem, ProblemsFound, Say
from ..reading.yaml_file import Span, written
from ..texts import elements, pairs
from .splice import Draft, Splices

_LINE = re.compile(r"\.yml:\d")
_FIRST = ("title", "text", "label", "reason", "evidence")
"""The keys after which an approval is written where there was no proposal."""
_CARRIERS = {row.name for row in COLLECTIONS if row.carries}


def named(guide: Guide, place: str) -> list[Basis | Manual]:
    """What somebody means by the key of a text, or as `targets` has it: of a text it is the smallest
    thing that can say that it is approved.

    Raises ProblemsFound where there is nothing of the kind.
    """
    known: dict[str, Element] = {}
    under: dict[str, str] = {}
    for element, key, record, address in elements(guide):
        if record.partition("/")[0] in _CARRIERS:
            known[key] = element
            under.setdefault(address, key)
    if place in known:
        found = _meant(known, place)
    else:
        held = [one for one in pairs(guide) if one.key in known and one.record != "manual"]
        texts = targets.named(guide, held, place)
        if _LINE.search(place):
            keys = [one.key for one in texts]
        elif "#" in place:
            keys = [under[one.address] for one in texts]
        else:
            keys = [one.record for one in texts]
        found = [one for key in dict.fromkeys(keys) for one in _meant(known, key)]
    if not (owners := {one.place: one for one in found}):
        what = Say("ไม่มีข้อความที่รับรองได้ตรงนี้", "nothing that can be approved stands there")
        remedy = Say(
            "ข้อความใน manual.yml และหน้าใน content/ รับรองทั้งหมดด้วย --approve manual",
            "texts of manual.yml and pages of content/ are approved as a whole, with --approve manual",
        )
        raise ProblemsFound([Problem(Place(place), what, remedy)])
    return list(owners.values())


def approve(
    guide: Guide, splices: Splices, owners: Iterable[Basis | Manual], approval: Approval
) -> list[tuple[Element, int]]:
    """Means an approval for each owner, and for all within it that waits for one; gives how many
    texts of each it is of.

    In `manual.yml` it is of what says nothing nearer: what is proposed stays so.
    """
    waits = frozenset(approvals.waiting(guide))
    register: Register = guide.approvals
    said = {pair.th_at: pair for pair in pairs(guide)}  # as it is written
    counts: list[tuple[Element, int]] = []
    for owner in owners:
        if isinstance(owner, Manual):
            _say(splices.draft(owner.place.file), owner, approval)
            whole = (stands(one, approval) for _, one in guide.owners)
            under = [stand for one in whole for stand in one]
            texts = [one.th for one in said.values() if one.record.startswith("content/")]
        else:
            _write(splices, owner, approval, waits)
            under = list(stands(_approved(owner, approval, waits, owner), None))
            texts = []
        texts += [
            said[stand.element.where("th")].th
            for stand in under
            if isinstance(stand.element, Text) and stand.ground is approval
        ]
        register = approvals.with_texts(register, approval, texts)
        counts.append((owner, len(texts)))
    splices.new[f"data/{approvals.NAME}"] = approvals.written(register).encode()
    return counts


def record(guide: Guide, splices: Splices) -> list[tuple[Approval, int]]:
    """Means every approval that was typed to be remembered, with the texts that stand under it;
    gives each with their number."""
    register: Register = guide.approvals
    typed: dict[tuple[str, str, str], tuple[Approval, list[str]]] = {}
    for one in approvals.standings(guide):
        if one.approval and approvals.key(one.approval) not in guide.approvals:
            typed.setdefault(approvals.key(one.approval), (one.approval, []))[1].append(one.pair.th)
    for approval, texts in typed.values():
        register = approvals.with_texts(register, approval, texts)
    if typed:
        splices.new[f"data/{approvals.NAME}"] = approvals.written(register).encode()
    return [(approval, len(texts)) for approval, texts in typed.values()]


def _meant(known: Mapping[str, Element], key: str) -> list[Basis | Manual]:
    """What has a key: where it cannot say itself where it comes from, what can within it, as the
    lines of a card; else the smallest thing around it."""
    element = known.get(key)
    inner = parts_of(element) if element and not isinstance(element, (Basis, Manual)) else ()
    if within := [one for one in inner if isinstance(one, Basis)]:
        return [*within]
    around = _around(known, key)
    return [around] if around else []


def _around(known: Mapping[str, Element], key: str) -> Basis | Manual | None:
    """What has a key, or the smallest thing around it; the manual only where it is called so."""
    if key == "manual":
        return next(one for one in known.values() if isinstance(one, Manual))
    parts = key.split("/")
    around = (known.get("/".join(parts[:end])) for end in range(len(parts), 0, -1))
    return next((one for one in around if isinstance(one, Basis)), None)


def _takes(element: Basis, waits: Collection[Place], owner: Basis) -> str:
    """What becomes of the statement of something within what is approved: it `says` the new
    approval, or says nothing (`clear`), or stays as it is (`keep`)."""
    again = element.approved and any(one.place in waits for one in walk(element))
    needed = element.facts or len(element.places) == 1  # else facts would speak, or nothing be left
    if element is owner or (needed and (element.proposed or again)):
        return "says"
    return "clear" if element.proposed or again else "keep"


def _approved(
    element: Element, approval: Approval, waits: Collection[Place], owner: Basis
) -> Element:
    """An element as it will be read once it is approved."""
    new: dict[str, object] = {}
    for name in fields_with_elements(type(element)):
        value = getattr(element, name)
        if isinstance(value, tuple):
            new[name] = tuple(_approved(one, approval, waits, owner) for one in value)
        elif isinstance(value, Element):
            new[name] = _approved(value, approval, waits, owner)
    if isinstance(element, Basis) and (takes := _takes(element, waits, owner)) != "keep":
        new |= {"status": None, "approved": approval if takes == "says" else None}
    return element.model_copy(update=new)


def _write(splices: Splices, owner: Basis, approval: Approval, waits: Collection[Place]) -> None:
    """Means the same for the file."""
    draft = splices.draft(owner.place.file)
    for element in walk(owner):
        if isinstance(element, Basis):
            takes = _takes(element, waits, owner)
            if takes == "says":
                _say(draft, element, approval)
            elif takes == "clear":
                _clear(draft, element)


def _say(draft: Draft, element: Basis | Manual, approval: Approval) -> None:
    """An approval in the place of what was said before, or below the first text."""
    for key in ("status", "approved", *_FIRST, *element.places):
        if key not in element.places:
            continue
        start, end, span = _extent(draft, element, key)
        if key in ("status", "approved"):
            draft.replace(start, end, _said(approval, span))
        elif span.flow:
            draft.replace(end, end, f", {_said(approval, span)}")
        else:
            end = _line_end(draft.text, end)
            draft.replace(end, end, f"\n{' ' * span.column}{_said(approval, span)}")
        return


def _clear(draft: Draft, element: Basis) -> None:
    """Takes out what something says of where it stands; a comment beside it stays."""
    start, end, span = _extent(draft, element, "status" if element.status else "approved")
    text = draft.text
    if span.flow:
        before, behind = text[:start].rstrip(), re.compile(r"\s*,\s*").match(text, end)
        if before.endswith(","):
            start = len(before) - 1
        elif behind:
            end = behind.end()
    else:
        begins = text.rfind("\n", 0, start) + 1
        commented = text[end : _line_end(text, end)].strip()
        alone = not text[begins:start].strip()
        if not commented:
            following = re.compile(r"\r?\n?" if alone else r"\s*").match(text, _line_end(text, end))
            assert following  # of no letters, at the end of the file
            start, end = begins if alone else start, following.end()
    draft.replace(start, end, "")


def _extent(draft: Draft, element: Basis | Manual, key: str) -> tuple[int, int, Span]:
    """From where a key begins to where its value ends, without the comments below it; and the span
    of the value.

    Raises ProblemsFound where the key is written in a way that nobody could have meant.
    """
    text, span = draft.text, draft.at(element.where(key))
    begins = text.rfind("\n", 0, span.start) + 1
    while begins and not text.startswith(key, begins + span.column):
        begins = text.rfind("\n", 0, begins - 1) + 1
    if not text.startswith(key, begins + span.column):
        what = Say(
            f'เขียน "{key}" ไว้ในแบบที่แก้ให้ไม่ได้', f'"{key}" is written so that it cannot be changed'
        )
        remedy = Say(
            "เขียน approved: ด้วยมือ แล้วเรียก --record", "write approved: by hand, then run --record"
        )
        raise ProblemsFound([Problem(element.where(key), what, remedy)])
    inside = [one for one in draft.spans.values() if one.path[: len(span.path)] == span.path]
    outer = {one.path[:-1] for one in inside}
    ends = (one.end for one in inside if one.path not in outer or text[one.start] in "[{")
    return begins + span.column, max(ends), span


def _line_end(text: str, start: int) -> int:
    found = re.compile(r"[^\r\n]*").match(text, start)
    assert found  # of no letters, at the end of a line
    return found.end()


def _said(approval: Approval, span: Span) -> str:
    """The lines that say so, in the form of what stands beside them."""
    if span.flow:
        by, document = (
            ", ".join(f"{key}: {written(text, flow=True)}" for key, text in _halves(half))
            for half in (approval.by, approval.document)
        )
        return f"approved: {{by: {{{by}}}, date: {approval.date}, document: {{{document}}}}}"
    lines = ["approved:"]
    for name, half in (("by", approval.by), ("document", approval.document)):
        lines += [f"  {name}:", *(f"    {key}: {written(text)}" for key, text in _halves(half))]
        if name == "by":
            lines.append(f"  date: {approval.date}")
    return f"\n{' ' * span.column}".join(lines)


def _halves(text: Text) -> list[tuple[str, str]]:
    return [("th", text.th), *([("en", text.en)] if text.en else [])]
