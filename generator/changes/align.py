"""Which texts of a record are which of an earlier edition: by their keys where those have ids, and
in lists by what they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from ..snapshots import Said
from ..texts import spelled
from ..wording import alike, plain, refers

Pair = tuple[Said, Said]
_REWORDED = 0.45
"""Two texts of a list that have so much in common are one, reworded."""
_MOST_COMPARED = 400
"""Pairs of texts of a list that are compared with one another; of a longer one each with its like
in place."""


def aligned(old: Sequence[Said], new: Sequence[Said]) -> tuple[list[Pair], list[Said], list[Said]]:
    """The texts that are in both, those that are gone, and those that have come."""
    before, pairs, come = {said.key: said for said in old}, [], []
    lists: dict[str, list[Said]] = {}
    for said in new:
        if (stem := _stem(said.key)) is not None:
            lists.setdefault(stem, []).append(said)
        elif was := before.pop(said.key, None):
            pairs.append((was, said))
        else:
            come.append(said)
    olds: dict[str, list[Said]] = {}
    gone = []
    for said in before.values():
        if (stem := _stem(said.key)) is not None:
            olds.setdefault(stem, []).append(said)
        else:
            gone.append(said)
    for stem in dict.fromkeys((*lists, *olds)):
        found, more_gone, more_come = _list(olds.get(stem, []), lists.get(stem, []))
        pairs, gone, come = pairs + found, gone + more_gone, come + more_come
    renamed = [*_renamed(gone, come, _names(old), _names(new))]
    for pair in renamed:
        gone.remove(pair[0])
        come.remove(pair[1])
    return pairs + renamed, gone, come


def same(old: Said, new: Said) -> bool:
    """Whether a text says what it said: as it is written, or as it is read; a reference in the
    place of the words that it stands for is no change."""
    if _spelled(old.written) == _spelled(new.written) or _content(old) == _content(new):
        return True
    halves = zip(_content(old), _content(new), strict=True)
    return all(one == other or refers(one, other) or refers(other, one) for one, other in halves)


def above(key: str) -> list[str]:
    """The keys of what a text is part of, outermost first."""
    steps = key.split("/")
    return ["/".join(steps[:end]) for end in range(1, len(steps))]


def out_of_order(pairs: Sequence[Pair], old: Sequence[Said], new: Sequence[Said]) -> Iterator[str]:
    """The keys of what stands elsewhere among its neighbours than it did, lists within moved things
    left out."""
    titled = {
        said.key.rpartition("/")[0] for said in new if said.key.endswith(("/title", "/label"))
    }
    places = {said.key: place for place, said in enumerate(old)}
    lists: dict[str, dict[str, int]] = {}
    for _, said in sorted(pairs, key=lambda pair: places[pair[0].key]):
        for key in (*above(said.key), said.key):
            parent, _, name = key.rpartition("/")
            if parent and (name.isdecimal() or name.startswith("=") or key in titled):
                lists.setdefault(parent, {}).setdefault(key, len(lists.get(parent, {})))
    order = {said.key: place for place, said in enumerate(new)}
    for said in new:
        for key in above(said.key):
            order.setdefault(key, order[said.key])
    for before in lists.values():
        after = sorted(before, key=lambda key: order[key])
        matcher = SequenceMatcher(None, [*before], after, autojunk=False)
        kept = {
            key for i, _, size in matcher.get_matching_blocks() for key in [*before][i : i + size]
        }
        yield from (key for key in after if key not in kept)


def _list(old: list[Said], new: list[Said]) -> tuple[list[Pair], list[Said], list[Said]]:
    """What of a list is the same, and what is reworded: as much as is alike between the same."""
    pairs: list[Pair] = []
    gone: list[Said] = []
    come: list[Said] = []
    before, after = ([*map(_content, texts)] for texts in (old, new))
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            pairs += zip(old[i:j], new[k:m], strict=True)
        else:
            found = _reworded(old[i:j], new[k:m])
            pairs += found
            gone += [said for said in old[i:j] if all(said is not one for one, _ in found)]
            come += [said for said in new[k:m] if all(said is not one for _, one in found)]
    by_content = {_content(said): said for said in gone}
    moved = [
        (by_content.pop(_content(said)), said) for said in come if _content(said) in by_content
    ]
    pairs += moved
    gone = [said for said in gone if all(said is not one for one, _ in moved)]
    come = [said for said in come if all(said is not one for _, one in moved)]
    return pairs, gone, come


def _reworded(old: list[Said], new: list[Said]) -> list[Pair]:
    """Those that have the most in common, each once."""
    every = (
        zip(old, new, strict=False)
        if len(old) * len(new) > _MOST_COMPARED
        else ((one, other) for one in old for other in new)
    )
    likely = [
        (likeness, place, pair)
        for place, pair in enumerate(every)
        if _kind(pair[0].key) == _kind(pair[1].key)
        and (likeness := alike(pair[0].read[0], pair[1].read[0])) >= _REWORDED
    ]
    taken: set[int] = set()
    found = []
    for _, _, (one, other) in sorted(likely, key=lambda entry: (-entry[0], entry[1])):
        if not {id(one), id(other)} & taken:
            taken |= {id(one), id(other)}
            found.append((one, other))
    return found


def _renamed(
    gone: Iterable[Said], come: Iterable[Said], old: set[str], new: set[str]
) -> Iterator[Pair]:
    """Texts that are as they were under keys of which neither edition has the other's: what they
    are part of has another name."""
    waiting: dict[tuple[str, str], list[Said]] = {}
    for said in gone:
        waiting.setdefault(_content(said), []).append(said)
    for said in come:
        others = waiting.get(_content(said), [])
        for other in others:
            if _names([other]) - new and _names([said]) - old:
                others.remove(other)
                yield other, said
                break


def _stem(key: str) -> str | None:
    """The list that a text is in, of what has no id; None where all that it is in has one."""
    steps = key.split("/")
    place = next((place for place, step in enumerate(steps) if step.isdecimal()), None)
    return None if place is None else "/".join(steps[:place])


def _kind(key: str) -> str:
    name = key.rpartition("/")[2]
    return "" if name.isdecimal() else name


def _names(texts: Iterable[Said]) -> set[str]:
    return {step for said in texts for step in said.key.split("/") if not step.isdecimal()}


def _spelled(read: tuple[str, str | None]) -> tuple[str, str]:
    return spelled(read[0]), spelled(read[1] or "")


def _content(said: Said) -> tuple[str, str]:
    th, en = said.read
    return spelled(plain(th)), spelled(plain(en or ""))
