"""Where in a record a text stands, as a reader would say it: under which headings, as which of a
list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..catalogue import COLLECTIONS
from ..language import Language
from ..markup import Words
from ..problems import Say
from ..snapshots import Record
from ..wording import plain

_TITLES = ("title", "label")
_ALIKE = [row.name for row in COLLECTIONS if "steps" in (row.name, row.ids)]
"""The collections of what a thing without a title may be about."""
_UNNAMED = ("text", *_TITLES)
"""Texts that are what they stand under."""


def within(record: Record, key: str, called: Mapping[str, Say]) -> tuple[Say, ...]:
    """What stands above a text or a value of a record; `called` are the names of all records."""
    texts = {said.key: said for said in record.texts}
    steps = key.split("/") if key else []
    found: list[Say] = []
    for place, step in enumerate(steps):
        under = "/".join(steps[: place + 1])
        title = next((texts[f"{under}/{t}"] for t in _TITLES if f"{under}/{t}" in texts), None)
        if title:
            th, en = title.read
            found.append(Say(plain(th), plain(en or th)))
        elif step.startswith("="):
            about = [*_about(step, called)]
            found.append(_joined(about) if about else _word(steps[place - 1], f" {step[1:]}"))
        elif step.isdecimal():
            found.append(_word(steps[place - 1], f" {step}"))
        elif step.startswith("#"):
            found.append(_heading(texts[under].read))
        elif place == len(steps) - 1 and step not in _UNNAMED:
            found.append(_word(step, ""))
    return tuple(found)


def _about(step: str, called: Mapping[str, Say]) -> Iterator[Say]:
    for id in step.split("=")[1:]:
        yield from (called[f"{name}/{id}"] for name in _ALIKE if f"{name}/{id}" in called)


def _joined(names: list[Say]) -> Say:
    return Say(" × ".join(name.th for name in names), " × ".join(name.en for name in names))


def _heading(read: tuple[str, str | None]) -> Say:
    """The heading with which a section of a hand-written page begins."""
    th, en = (plain((text or read[0]).partition("\n")[0]) for text in read)
    return Say(th, en)


def _word(name: str, number: str) -> Say:
    """What a key of the YAML is called: by its name where nobody has given it a better one."""
    th, en = (Words(language).section("key").get(name, name) for language in Language)
    return Say(th + number, en + number)
