"""A record in which everything is still to be written: by the model, with what each key means
beside it, in the words of `keys.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args, get_origin

from ..guide import Guide
from ..language import Language
from ..model import PLACE, PLACES, UNWRITTEN, Basis, Element, Text, elements_in
from ..problems import Say
from ..reading.records import references_of
from ..reading.yaml_file import read_yaml, written
from .spoken import entry, lines_of, scalar

_KEYS, _FURTHER = (Path(__file__).with_name(name) for name in ("keys.toml", "further.toml"))
_TYPE = "type"
"""The key that says which of several kinds an element is."""
Given = Mapping[str, Any]
"""What is known of a record: keys with a value, a list of values, or a text as it is in both
languages."""


class Meaning(NamedTuple):
    """What a key means; the value that it begins with, where its type says nothing sensible; whether
    it is written although it could be left out."""

    say: Say
    value: Any = None
    always: bool = False


class Blank:
    """Writes the lines of records that are to be written."""

    def __init__(self, guide: Guide, id: str, indent: int = 2, *, told: bool = True) -> None:
        """`told` says whether it is written what keys mean, and which could be written besides."""
        self._guide = guide
        self._told = told
        self._id = id
        self._indent = indent
        self._english = Language.EN in guide.manual.languages

    def lines(
        self, kind: type[Element], given: Given, among: Sequence[str] = (), *, offered: bool = True
    ) -> list[str]:
        """A record of a kind: what is given, what it has to have, and as comments what it may have.

        `among` are the types that it could have.
        """
        keys = sorted(kind.model_fields, key=lambda key: rank(kind, key))
        needed = [key for key in keys if key in given or _must(kind, key)]
        found = []
        for key in needed:
            found += self._key(kind, key, given.get(key), among, offered=offered)
        for key in keys if offered and self._told else ():
            if key not in needed and meaning(kind, key):
                found += [f"# {line}" for line in self._key(kind, key, None, (), offered=False)]
        return found

    def _text(self, say: Say, given: Mapping[str, str | None]) -> list[str]:
        """A text in the languages of the manual: what is given of it, and the rest to be written."""
        said = [
            (language, (given.get(language) or "").strip() or f"{UNWRITTEN} {say.of(language)}")
            for language in self._guide.manual.languages
        ]
        return [f"{language}: {written(text)}" for language, text in said]

    def _key(
        self, kind: type[Element], key: str, given: Any, among: Sequence[str], *, offered: bool
    ) -> list[str]:
        field = kind.model_fields[key]
        say = meant_by(kind, key)
        kinds = list(elements_in(field.annotation))
        many = is_list(field.annotation)
        if key == _TYPE and among:
            choices: Sequence[Any] = among
        else:
            choices = literals(field.annotation)
        beside = self._beside(say, choices if len(choices) > 1 else ())
        if kinds and given and (many or not issubclass(kinds[0], Text)):
            return lines_of({key: given}, self._indent)
        if kinds and issubclass(kinds[0], Text):
            texts = [self._text(say, given or {})]
            return self._nested(
                key, texts * _least(field.metadata), beside if many else "", many=many
            )
        if kinds:
            types = [choice for one in kinds for choice in types_of(one)] if len(kinds) > 1 else []
            own = {"status": "proposed"} if issubclass(kinds[0], Basis) else {}
            inner = self.lines(kinds[0], own, types, offered=offered)
            return self._nested(key, [inner], beside, many=many)
        value = given if given is not None else self._value(kind, key, choices)
        if value is None:
            return []
        if not many:
            return [f"{key}: {scalar(value)}{beside}"]
        values = value if isinstance(value, (list, tuple)) else [value]
        return [f"{key}: [{', '.join(scalar(one, flow=True) for one in values)}]{beside}"]

    def _nested(
        self, key: str, blocks: Sequence[list[str]], beside: str, *, many: bool
    ) -> list[str]:
        indent = " " * self._indent
        inner = [line for block in blocks for line in (entry(block) if many else block)]
        return [f"{key}:{beside}", *(indent + line for line in inner)]

    def _value(self, kind: type[Element], key: str, choices: Sequence[Any]) -> Any:
        """What a key holds as long as nobody has said it; None where there is nothing yet that it
        could name."""
        if collections := references_of(kind).get(key):
            held = (one for name in collections for one in self._named(name))
            return next((one.id for one in held), None)
        known = meaning(kind, key)
        if known and known.value is not None:
            value = known.value
            return value.format(id=self._id) if isinstance(value, str) else value
        if choices:
            return choices[0]
        return 1 if {int, float} & set(within(kind.model_fields[key].annotation)) else None

    def _named(self, collection: str) -> tuple[Any, ...]:
        """The records of a collection that a key may name."""
        found: tuple[Any, ...] = getattr(self._guide, collection)
        return found

    def _beside(self, say: Say, choices: Sequence[Any]) -> str:
        if not self._told:
            return ""
        told = f"{say.th} / {say.en}" if self._english else say.th
        more = ", ".join(choices) if any(choice not in say.en for choice in choices) else ""
        return f" # {told}{': ' if more else ''}{more}"


def plain(lines: Sequence[str]) -> Any:
    """What lines of YAML say, as JSON can hold it."""
    document, _ = read_yaml("\n".join(lines), "")
    assert document  # our own lines
    return _bare(document.value)


def meaning(kind: type[Element], key: str) -> Meaning | None:
    """What a key of a kind means; None where it is not for who begins."""
    return _found(_meanings(_KEYS), kind, key)


def told_of(kind: type[Element], key: str) -> Say:
    """What a key means, be it for who begins or not."""
    known = meaning(kind, key) or _found(_meanings(_FURTHER), kind, key)
    assert known  # together they have every key
    return known.say


def _found(
    table: Mapping[str, Mapping[str, Meaning]], kind: type[Element], key: str
) -> Meaning | None:
    return next(
        (table[one.__name__][key] for one in kind.__mro__ if key in table.get(one.__name__, ())),
        None,
    )


def meant_by(kind: type[Element], key: str) -> Say:
    """What a key that has to be written means."""
    known = meaning(kind, key)
    assert known  # `keys.toml` has it
    return known.say


@cache
def _meanings(path: Path) -> dict[str, dict[str, Meaning]]:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        kind: {key: Meaning(Say(one.pop("th"), one.pop("en")), **one) for key, one in keys.items()}
        for kind, keys in table.items()
    }


def ordered(kind: type[Element], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a kind in the order in which their keys are written, and all within."""
    found = {}
    for key in sorted(values, key=lambda key: rank(kind, key)):
        kinds, value = list(elements_in(kind.model_fields[key].annotation)), values[key]
        if kinds and isinstance(value, Mapping):
            value = ordered(kind_among(kinds, value), value)
        elif kinds and isinstance(value, list):
            inner = [one for one in value if isinstance(one, Mapping)]
            value = [ordered(kind_among(kinds, one), one) for one in inner] or value
        found[key] = value
    return found


def kind_among(kinds: Sequence[type[Element]], values: Mapping[str, Any]) -> type[Element]:
    """Of which of several kinds values are: of the one that they say."""
    return next((one for one in kinds if values.get(_TYPE) in types_of(one)), kinds[0])


def _must(kind: type[Element], key: str) -> bool:
    known = meaning(kind, key)
    return kind.model_fields[key].is_required() or bool(known and known.always)


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(one) for key, one in value.items() if key not in (PLACE, PLACES)}
    if isinstance(value, list):
        return [_bare(one) for one in value]
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def rank(kind: type[Element], key: str) -> int:
    """Where a key stands: what is short before what is long."""
    field = kind.model_fields[key]
    kinds = list(elements_in(field.annotation))
    if key == "id":
        return 0
    if key == "status":
        return 3
    if not kinds:
        return 4 if is_list(field.annotation) else 1
    return 5 if is_list(field.annotation) or not issubclass(kinds[0], Text) else 2


def within(annotation: Any) -> Iterator[Any]:
    """The annotation of a field, and all that it is made of."""
    yield annotation
    for inner in () if get_origin(annotation) is Literal else get_args(annotation):
        yield from within(inner)


def is_list(annotation: Any) -> bool:
    """Whether a field holds several."""
    return any(get_origin(one) is tuple for one in within(annotation))


def literals(annotation: Any) -> list[Any]:
    """The words among which a field chooses."""
    found = (one for one in within(annotation) if get_origin(one) is Literal)
    return [choice for one in found for choice in get_args(one)]


def types_of(kind: type[Element]) -> list[Any]:
    """What a kind may be called under `type`."""
    field = kind.model_fields.get(_TYPE)
    return literals(field.annotation) if field else []


def _least(metadata: Iterable[Any]) -> int:
    return max(int(getattr(mark, "min_length", 1)) for mark in (None, *metadata))
