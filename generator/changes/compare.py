"""Two editions → what the later one changed, record by record: a record is the same where its id
is, or where it says that it had that id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from ..problems import Say
from ..snapshots import Record, Said, Snapshot
from ..wording import Piece, Sign, compared, signs_alone, whole
from .align import above, aligned, out_of_order, same
from .places import within

Kind = Literal["added", "removed", "reworded", "moved", "renumbered", "set"]
_NUMBERS = ("number", "code")
_LONGEST = 240
"""Letters that are told of what has come or gone."""


@dataclass(frozen=True)
class Change:
    """One thing that differs: in which record, where within it, and how it reads in both languages;
    of a language that is as it was there is nothing."""

    kind: Kind
    record: str
    key: str
    """Which text or value of the record; none for the whole."""
    called: Say
    within: tuple[Say, ...]
    """The headings that it stands under, in the record."""
    address: str
    """Where it can be read now; none for what is gone."""
    th: tuple[Piece, ...] = ()
    en: tuple[Piece, ...] = ()
    basis: str = ""
    """Where what it now says comes from: `facts`, `proposed` or `approved`."""
    was: Say | None = None
    """Where it stood before, of what has moved from elsewhere."""

    @property
    def where(self) -> Say:
        """The record, and the headings within it."""
        names = (self.called, *self.within)
        return Say(" › ".join(one.th for one in names), " › ".join(one.en for one in names))

    @property
    def place(self) -> str:
        """What names it, for who says that it changes what is done."""
        return f"{self.record}/{self.key}".removesuffix("/")


@dataclass(frozen=True)
class Changes:
    """All that an edition changed since another."""

    old: Snapshot
    new: Snapshot
    all: tuple[Change, ...]
    signs: int = 0
    """Texts that differ in spaces and signs alone."""
    bases: int = 0
    """Parts that come from elsewhere, are approved, or wait for other answers than before."""

    @cached_property
    def acting(self) -> tuple[Change, ...]:
        """Those of which somebody said that they change what is done."""
        return tuple(one for one in self.all if self._acts(one))

    @cached_property
    def others(self) -> tuple[Change, ...]:
        """All others but new numbers."""
        return tuple(one for one in self.all if not self._acts(one) and one.kind != "renumbered")

    @cached_property
    def renumbered(self) -> tuple[Change, ...]:
        """What has another number, and nobody said more of."""
        return tuple(one for one in self.all if not self._acts(one) and one.kind == "renumbered")

    @property
    def counts(self) -> Mapping[Kind, int]:
        """How many there are of each kind."""
        return Counter(one.kind for one in self.all)

    def _acts(self, change: Change) -> bool:
        return any(f"{change.place}/".startswith(f"{act}/") for act in self.new.acts)


def compare(old: Snapshot, new: Snapshot) -> Changes:
    """What the new edition changed since the old one, in the order of the new one; what is gone
    comes last."""
    before = {record.name: record for record in old.records}
    names = {record.name: record.called for record in (*old.records, *new.records)}
    found: list[Change] = []
    signs = bases = 0
    for record in new.records:
        earlier = (record.name, *(f"{record.collection}/{alias}" for alias in record.aliases))
        was = next((before.pop(name) for name in earlier if name in before), None)
        if was is None:
            found.append(_one("added", record, "", names, _first(record), "+"))
        elif was != record:
            one = _Compared(was, record, names)
            found += one.changes()
            signs, bases = signs + one.signs, bases + one.bases
    gone = (_one("removed", one, "", names, _first(one), "-") for one in before.values())
    found += (replace(one, address="", basis="") for one in gone)
    return Changes(old, new, tuple(_from_elsewhere(found)), signs, bases)


class _Compared:
    """A record of both editions, and what differs."""

    def __init__(self, old: Record, new: Record, names: Mapping[str, Say]) -> None:
        self.old, self.new, self.names = old, new, names
        self.signs = self.bases = 0

    def changes(self) -> list[Change]:
        """All of them, in the order of the record as it is now."""
        pairs, gone, come = aligned(self.old.texts, self.new.texts)
        keys = {"": ""}
        for old, new in pairs:
            if old.key.count("/") == new.key.count("/"):
                keys |= dict(zip(above(new.key), above(old.key), strict=True))
        found = [*self._reworded(pairs)]
        found += (self._moved(key) for key in out_of_order(pairs, self.old.texts, self.new.texts))
        kept = {key for _, new in pairs for key in above(new.key)}
        was = {key for old, _ in pairs for key in above(old.key)}
        added = [*self._whole("added", self.new, come, kept, "+")]
        removed = [*self._whole("removed", self.old, gone, was, "-")]
        found += [*added, *removed, *self._set(keys)]
        self._bases(keys, [one.key for one in (*added, *removed)])
        if self.old.address != self.new.address:
            moved = _one("moved", self.new, "", self.names, (), "=")
            found.append(replace(moved, was=Say(self.old.address, self.old.address)))
        order = {said.key: place for place, said in enumerate(self.new.texts)}
        for place, said in enumerate(self.new.texts):
            for key in above(said.key):
                order.setdefault(key, place)
        return sorted(found, key=lambda one: order.get(one.key, -1))

    def _reworded(self, pairs: Iterable[tuple[Said, Said]]) -> Iterator[Change]:
        for old, new in pairs:
            if same(old, new):
                continue
            (th, en), (thai, english) = old.read, new.read
            if signs_alone(th, thai) and signs_alone(en or "", english or ""):
                self.signs += 1
                continue
            one = _one("reworded", self.new, new.key, self.names, (), "=")
            yield replace(one, th=_between(th, thai), en=_between(en or "", english or ""))

    def _moved(self, key: str) -> Change:
        texts = [one for one in self.new.texts if f"{one.key}/".startswith(f"{key}/")]
        return _one("moved", self.new, key, self.names, texts[:1], "=")

    def _whole(
        self, kind: Kind, record: Record, left: Iterable[Said], kept: set[str], sign: Sign
    ) -> Iterator[Change]:
        """What has come or gone, the largest part first that is not in both."""
        groups: dict[str, list[Said]] = {}
        for said in left:
            own = next((key for key in above(said.key) if key not in kept), said.key)
            groups.setdefault(own, []).append(said)
        for key, texts in groups.items():
            one = _one(kind, record, key, self.names, texts, sign)
            yield replace(one, address=self.new.address) if kind == "removed" else one

    def _set(self, keys: Mapping[str, str]) -> Iterator[Change]:
        """Values that differ, of what is in both: `keys` are what those had before, by theirs."""
        now = {old: new for new, old in keys.items()}

        def moved(key: str, to: Mapping[str, str]) -> str | None:
            parent, _, name = key.rpartition("/")
            there = to.get(parent)
            return None if there is None else f"{there}/{name}".removeprefix("/")

        values: list[tuple[str | None, str | None]]
        values = [(key, moved(key, keys)) for key in self.new.values]
        values += [(moved(key, now), key) for key in self.old.values]
        for new, old in dict.fromkeys(values):
            if new is None or old is None:
                continue
            before, after = self.old.values.get(old), self.new.values.get(new)
            name = new.rpartition("/")[2]
            if before != after and name == "gaps":
                self.bases += 1
            elif before != after:
                kind: Kind = "renumbered" if name in _NUMBERS else "set"
                one = _one(kind, self.new, new, self.names, (), "=")
                both = isinstance(before, str) and isinstance(after, str)
                pieces = (
                    compared(str(before), str(after))
                    if both
                    else (*_value("-", before), *_value("+", after))
                )
                yield replace(one, th=pieces, en=pieces)

    def _bases(self, keys: Mapping[str, str], whole: Sequence[str]) -> None:
        """Counts what comes from elsewhere than before, but for what has come or gone as a
        whole."""
        now = {old: new for new, old in keys.items()}
        was = {now.get(key, key): said for key, said in self.old.basis.items()}
        for key in was.keys() | self.new.basis.keys():
            own = any(f"{key}/".startswith(f"{one}/") for one in whole)
            self.bases += not own and was.get(key) != self.new.basis.get(key)


def _first(record: Record) -> list[Said]:
    """What tells a whole record: its title, and what it says first."""
    return [said for said in record.texts if "/" not in said.key and said.key != "short"][:2]


def _from_elsewhere(found: Sequence[Change]) -> Iterator[Change]:
    """What has gone from one place and come to another is moved."""
    gone: dict[Any, list[Change]] = {}
    for one in found:
        if one.kind == "removed" and one.key:
            gone.setdefault(_said(one), []).append(one)
    came = {
        id(one): gone[_said(one)].pop()
        for one in found
        if one.kind == "added" and gone.get(_said(one))
    }
    left = {id(one) for one in came.values()}
    for one in found:
        if id(one) in came:
            th, en = (tuple(Piece("=", piece.text) for piece in said) for said in (one.th, one.en))
            yield replace(one, kind="moved", th=th, en=en, was=came[id(one)].where)
        elif id(one) not in left:
            yield one


def _said(one: Change) -> tuple[str, ...]:
    return tuple(piece.text for piece in (*one.th, *one.en))


def _one(
    kind: Kind,
    record: Record,
    key: str,
    names: Mapping[str, Say],
    texts: Sequence[Said],
    sign: Sign,
) -> Change:
    """A change of a record, with what its texts say."""
    read = [said.read for said in texts]
    th = whole(sign, _cut(" · ".join(th for th, _ in read)))
    en = whole(sign, _cut(" · ".join(en for _, en in read if en)))
    under = within(record, key, names)
    return Change(
        kind, record.name, key, record.called, under, record.address, th, en, _basis(record, key)
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _between(old: str, new: str) -> tuple[Piece, ...]:
    """The words of both, marked; none where they say the same."""
    return () if signs_alone(old, new) else compared(old, new)


def _value(sign: Sign, value: object) -> tuple[Piece, ...]:
    return () if value is None else whole(sign, str(value))


def _basis(record: Record, key: str) -> str:
    """What the nearest part around a text says of where it comes from."""
    for around in (key, *reversed(above(key)), ""):
        if said := record.basis.get(around):
            return said
    return ""
