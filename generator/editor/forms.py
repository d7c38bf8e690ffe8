"""The structure of the manual at the editor's desk: forms for what is there and for what is to be,
and entries and records that come, go and change places. It is told which by the keys of `texts`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from ..catalogue import COLLECTIONS, Collection
from ..editing import Wanted, add, form, ids, leaving, structure
from ..editing.blank import kind_among, meant_by, told_of
from ..editing.form import Field
from ..editing.meant import Meant
from ..editing.named import CLASSES, KINDS, PAGE, ROWS, held, id_of
from ..editing.structure import Found, find, kinds_of
from ..editing.wanted import CHAPTERS, SHEETS
from ..guide import Guide
from ..language import Language
from ..markup import plain
from ..model import Criterion, Element, Prose, Text, fields_with_elements
from ..problems import Place, Problem, Say
from .desk import Conflict, Desk, Mistakes

Values = dict[str, Any]


def _seen(meant: Meant, file: str) -> str:
    """What somebody has seen of a file, in a word."""
    return hashlib.sha256(meant.files.get(file, b"")).hexdigest()[:32]


def _opened(desk: Desk, key: str, seen: str | None = None) -> tuple[Meant, Guide, Found]:
    """What is to change, the manual, and what a key leads to. Raises Conflict where the file is no
    longer what was seen, and KeyError."""
    meant = Meant(desk.project)
    guide = desk.known.guide
    found = find(guide, key)
    if seen is not None and _seen(meant, found.element.place.file) != seen:
        raise Conflict(None)
    return meant, guide, found


def entries(desk: Desk, keys: Sequence[str]) -> dict[str, Any]:
    """For each text of a page the innermost entry of a list that it is in: its key, and where in
    which list it stands."""
    guide, told = desk.known.guide, {}
    for key in keys:
        around = list(_around(guide, key))
        found = next((one for one in around if one.position is not None), None)
        if found:
            told[key] = _place_of(found)
        elif around and _listed(around[-1]):
            told[key] = {"key": around[-1].key, "list": "", "kind": _kind_of(around[-1])}
    return told


def _listed(found: Found) -> bool:
    """Whether it is a record that shares its page with its like."""
    row = ROWS.get(_kind_of(found))
    return row is not None and bool(row.address) and not row.paged


def _place_of(found: Found) -> dict[str, Any]:
    at, count = found.position, len(found.like)
    return {"key": found.key, "of": found.of, "list": found.field, "position": at, "count": count}


def _around(guide: Guide, key: str) -> Iterator[Found]:
    """What a key leads to, and what is around it, the innermost first."""
    steps = key.split("/")
    for length in range(len(steps), 0, -1):
        try:
            yield find(guide, "/".join(steps[:length]))
        except KeyError:
            continue


def entry(desk: Desk, key: str) -> dict[str, Any]:
    """What can be done with what a text is in: each entry and record around it, the innermost
    first."""
    meant, guide = Meant(desk.project), desk.known.guide
    if key.startswith("content/"):
        page = _page(guide, key)
        told = {
            "key": f"content/{page.name}",
            "kind": PAGE,
            "title": _both(page.title),
            "seen": _seen(meant, page.place.file),
            "lists": [],
        }
        return {"around": [told], **_more(guide)}
    around = [
        one
        for one in _around(guide, key)
        if one.position is not None
        or (one.within is None and not isinstance(one.element, structure.Listing))
    ]
    if not around:
        raise KeyError(key)
    return {"around": [_told(meant, one) for one in around], **_more(guide)}


def _more(guide: Guide) -> dict[str, Any]:
    """What the manual can have more of, kinds of record and entries of its listings, each with the
    page that shows all there are."""
    return {
        "kinds": [{"kind": one, "page": _page_of_all(ROWS.get(one))} for one in _kinds_here(guide)],
        "listings": [
            {
                "key": name,
                "page": _page_of_all(row),
                **_list_of(find(guide, name).element, structure.ENTRIES),
            }
            for name, row in structure.LISTINGS.items()
        ],
    }


def _page_of_all(row: Collection | None) -> str:
    """The page that shows all of a collection, where one does."""
    return row.address.partition("#")[0].replace("{id}", "index") if row else ""


def _list_of(element: Element, name: str) -> dict[str, Any]:
    """A list that something has, and how many are in it."""
    count = len(getattr(element, name))
    return {"list": name, "count": count, **_both_of(told_of(type(element), name))}


def _page(guide: Guide, key: str) -> Prose:
    """The written page that a key is of. Raises KeyError."""
    name = key.split("/")[1]
    found = next((one for one in held(guide, PAGE) if one.name == name), None)
    if not isinstance(found, Prose):
        raise KeyError(key)
    return found


def _kinds_here(guide: Guide) -> list[str]:
    """Which kinds of record the manual can have more of."""
    sections = {one.id for one in guide.manual.sections}
    frames = {row.name for row in COLLECTIONS if not row.many and guide.all(row)}
    rows = [
        one
        for one, row in ROWS.items()
        if one == row.one
        and (not row.section or row.section in sections)
        and (not row.frame or row.frame in frames)
    ]
    return [*rows, PAGE]


def _told(meant: Meant, found: Found) -> dict[str, Any]:
    kind = _kind_of(found)
    say = _title_of(found)
    return {
        **(_place_of(found) if found.position is not None else {"key": found.key}),
        "kind": kind,
        "title": say,
        "what": _both_of(told_of(type(found.within), found.field)) if found.within else None,
        "place": str(structure.place_of(meant.draft_of(found.element), found)),
        "seen": _seen(meant, found.element.place.file),
        "lists": [
            _list_of(found.element, name)
            for name in fields_with_elements(type(found.element))
            if isinstance(getattr(found.element, name), tuple)
        ],
    }


def _kind_of(found: Found) -> str:
    """What a record is called that can go or change places as a whole; nothing for other entries."""
    if isinstance(found.element, Criterion):
        return "criterion"
    if found.within is not None:
        return ""
    return next((row.one for row in ROWS.values() if found.key.startswith(f"{row.name}/")), "")


def _title_of(found: Found) -> dict[str, str]:
    held = vars(found.element)
    text = found.element if isinstance(found.element, Text) else None
    names = ("title", "label", "text", "name")
    text = text or next((one for name in names if isinstance(one := held.get(name), Text)), None)
    said = {one.value: plain(text, one)[:80] if text else "" for one in Language}
    return said


def _both(text: str) -> dict[str, str]:
    return {one.value: text for one in Language}


def _both_of(say: Say) -> dict[str, str]:
    return {one.value: say.of(one) for one in Language}


def described(desk: Desk, key: str) -> dict[str, Any]:
    """The form of what is there, with its values."""
    meant, guide, found = _opened(desk, key)
    draft = meant.draft_of(found.element)
    values = structure.values_of(draft, found.element)
    made = form.fields(type(found.element), new=False)
    if found.within is None or isinstance(found.within, structure.Listing):
        # another id is more than another value
        made = [one for one in made if one["key"] != "id"]
    return {
        **_told(meant, found),
        "fields": made,
        "values": values if isinstance(values, dict) else {},
        "records": form.records(guide, made),
    }


def begun(desk: Desk, of: str, name: str, position: int) -> dict[str, Any]:
    """The form of an entry that is to be, in a list of what a key leads to."""
    meant, guide, found = _opened(desk, of)
    kinds = _kinds(found, name)
    made = _of_kinds(kinds)
    owner = found.element
    there = getattr(owner, name)
    near = there[min(max(position - 1, 0), len(there) - 1)] if there else owner
    return {
        "of": of,
        "list": name,
        "position": position,
        "what": _both_of(told_of(type(owner), name)),
        "fields": made,
        "values": {},
        "records": form.records(guide, made),
        "place": str(Place(near.place.file, near.place.line)),
        "seen": _seen(meant, owner.place.file),
    }


def _kinds(found: Found, name: str) -> list[type[Element]]:
    if name not in fields_with_elements(type(found.element)):
        raise KeyError(f"{found.key}/{name}")
    return kinds_of(type(found.element), name)


def _of_kinds(kinds: Sequence[type[Element]]) -> list[Field]:
    """The fields of an entry; of one that may be of several kinds, one control that asks which."""
    if len(kinds) == 1 and issubclass(kinds[0], Text):
        return [{"key": "", "control": "text", "required": True, "th": "", "en": ""}]
    if len(kinds) == 1:
        return form.fields(kinds[0], new=True)
    return [{"key": "", "required": True, "th": "", "en": "", **form.of_kinds(kinds, new=True)}]


def _of_page() -> list[Field]:
    """The fields of a hand-written page; what it says is written where it stands."""
    title = meant_by(Prose, "title")
    return [{"key": "title", "control": "text", "required": True, **_both_of(title)}]


def new(desk: Desk, kind: str, after: str) -> dict[str, Any]:
    """The form of a record that is to be, and what follows when it is there."""
    if kind not in KINDS:
        raise KeyError(kind)
    guide = desk.known.guide
    id = ids.proposed(None, "new", ids.taken(guide))
    made = _of_page() if kind == PAGE else form.fields(CLASSES[kind], new=True)
    meant = add(
        desk.project, Wanted(kind, id, after=after or None, serves=_serves(guide, kind), told=False)
    )
    return {
        "kind": kind,
        "after": after,
        "fields": made,
        "values": {},
        "records": form.records(guide, made),
        "sheets": [one for one in SHEETS if kind in CHAPTERS and guide.all(ROWS[one])],
        "beside": [{"id": id_of(one), **_both(_name(one))} for one in held(guide, kind)],
        "told": [_both_of(_without(id, one)) for one in meant.told],
        "follows": [_both_of(one) for one in meant.follows if "khumue" not in one.en],
    }


def _without(id: str, say: Say) -> Say:
    """What is told of a record that has no id yet."""
    return Say(say.th.replace(id, "…"), say.en.replace(id, "…"))


def _serves(guide: Guide, kind: str) -> str | None:
    """What a new sheet is for, until somebody has said it."""
    chapters = [one.id for one in (*guide.steps, *guide.items)]
    return chapters[0] if kind in SHEETS and chapters else None


def _name(record: Any) -> str:
    title = record.title
    return title if isinstance(title, str) else plain(title, Language.TH)


def put(desk: Desk, key: str, values: Values, seen: str) -> dict[str, Any]:
    """Writes other values for what is there. Raises Mistakes, Conflict, ProblemsFound, OSError."""
    meant, _, found = _opened(desk, key, seen)
    kind = type(found.element)
    was = structure.values_of(meant.draft_of(found.element), found.element)
    changed = form.read(kind, values)
    whole = {name: one for name, one in {**was, **changed}.items() if one is not None}
    _judge(kind, whole, found.element.place)
    structure.put(meant, found.element, changed)
    return _written(desk, meant, f"edit {key}", key)


def insert(
    desk: Desk, of: str, name: str, position: int, values: Values, seen: str
) -> dict[str, Any]:
    """Writes an entry of a list. Raises what `put` does."""
    meant, guide, found = _opened(desk, of, seen)
    kind = kind_among(_kinds(found, name), values)
    *_, record = _around(guide, of)
    said = ids.filled_in(kind, form.read(kind, values), ids.taken_within(record.element))
    place = found.element.where(name)
    numbered = "number" in kind.model_fields
    _judge(kind, {**said, "number": 1} if numbered else said, place)
    structure.insert(meant, found.element, name, position, said)
    return _written(desk, meant, f"add {of}/{name}", of)


def record(desk: Desk, wanted: Wanted) -> dict[str, Any]:
    """Writes a record, and its sheets with it. Raises what `put` does."""
    values, taken = dict(wanted.values), ids.taken(desk.known.guide)
    if wanted.kind == PAGE:
        id = ids.proposed(values.get("title"), PAGE, taken)
    else:
        kind = CLASSES[wanted.kind]
        values = ids.filled_in(kind, form.read(kind, values), taken)
        id = values["id"]
        _judge(kind, values, Place(wanted.kind), lenient=True)
    title = values.get("title") or {}
    said = replace(
        wanted,
        id=id,
        values=values,
        serves=values.get("serves"),
        title=title.get("th"),
        title_en=title.get("en"),
    )
    meant = add(desk.project, said)
    name = f"content/{id}" if wanted.kind == PAGE else f"{ROWS[wanted.kind].name}/{id}"
    return _written(desk, meant, f"add {wanted.kind} {id}", name)


def _judge(kind: type[Element], values: Values, place: Place, *, lenient: bool = False) -> None:
    """Raises Mistakes for what cannot be written; leniently not for what is still to be written, but
    for the title."""
    found = [
        (Problem(place, what, remedy), "/".join(map(str, path)), None)
        for path, what, remedy in form.faults_of(kind, values)
        if not lenient or path[0] in values or path == ("title",)
    ]
    if found:
        raise Mistakes(found)


def move(desk: Desk, key: str, by: int, seen: str) -> dict[str, Any]:
    """Lets an entry or a record change places with its neighbour. Raises what `put` does."""
    if key.startswith("content/"):
        page = _page(desk.known.guide, key)
        if _seen(Meant(desk.project), page.place.file) != seen:
            raise Conflict(None)
        meant = leaving.move(desk.project, PAGE, page.name, by)
        return _written(desk, meant, f"move {key}", key)
    meant, _, found = _opened(desk, key, seen)
    if kind := _kind_of(found):
        meant = leaving.move(desk.project, kind, id_of(found.element), by)
    elif found.within is None or found.position is None:
        raise KeyError(key)
    else:
        structure.move(meant, found.within, found.field, found.position, by)
    return _written(desk, meant, f"move {key}", key)


def leave(desk: Desk, key: str, now: str = "") -> tuple[Meant, list[str]]:
    """What is to change where something goes, and the addresses that have to lead elsewhere then."""
    if key.startswith("content/"):
        page = _page(desk.known.guide, key)
        old = leaving.addresses(desk.known.guide, PAGE, page)
        return leaving.remove(desk.project, PAGE, page.name, now or "index.html"), old
    meant, guide, found = _opened(desk, key)
    if kind := _kind_of(found):
        old = leaving.addresses(guide, kind, found.element)
        return leaving.remove(desk.project, kind, id_of(found.element), now or "index.html"), old
    if found.within is None or found.position is None:
        raise KeyError(key)
    structure.remove(meant, found.within, found.field, [found.position])
    return meant, []


def remove(desk: Desk, key: str, now: str, seen: str) -> dict[str, Any]:
    """Lets something go. Raises what `put` does."""
    if not key.startswith("content/"):
        _opened(desk, key, seen)
    meant, old = leave(desk, key, now)
    if old and not now:
        what = Say("บอกว่าที่อยู่เดิมควรพาไปหน้าใด", "say to which page the old address is to lead")
        remedy = Say("เช่น process/index.html", "such as process/index.html")
        raise Mistakes([(Problem(Place(key), what, remedy), "now", None)])
    return _written(desk, meant, f"remove {key}", key)


def going(desk: Desk, key: str) -> dict[str, Any]:
    """What is told before something goes."""
    meant, old = leave(desk, key)
    return {
        "told": [_both_of(one) for one in meant.told],
        "follows": [_both_of(one) for one in meant.follows],
        "addresses": old,
    }


def _written(desk: Desk, meant: Meant, what: str, key: str) -> dict[str, Any]:
    """Writes, and tells where readers see what a key is of."""
    notices = desk.write(meant.contents(), what)
    return {"address": _address(desk.known.guide, key), "notices": len(notices)}


def _address(guide: Guide, key: str) -> str:
    """Where a record is shown; nothing where there is none any more."""
    name, _, rest = key.partition("/")
    if name == "content":
        return f"{rest}.html" if rest in [one.name for one in held(guide, PAGE)] else ""
    row = next(row for row in COLLECTIONS if row.name == name)
    if not row.many:
        return row.address
    with suppress(KeyError):
        return guide.address_of(find(guide, f"{name}/{rest.partition('/')[0]}").element)
    return ""
