"""What was made of the parts of a manual, for as long as these are there: after a save most of it is
what it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import CodeType
from typing import Any, ParamSpec, TypeVar, cast

Given = ParamSpec("Given")
Made = TypeVar("Made")
_Entry = tuple[tuple[Any, ...], tuple[Any, ...]]
"""What was given, which stays as long as the entry does, and what was made of it."""


class Memory:
    """What functions made of values that never change: of texts by what they say, and of all else by
    being the very same.

    One that does not last remembers nothing: who reads a manual once has no use for it.
    """

    def __init__(self, *, lasts: bool = False) -> None:
        self._lasts = lasts
        self._tables: dict[CodeType, tuple[tuple[Any, ...], dict[Any, _Entry]]] = {}

    def of(
        self, make: Callable[Given, Iterable[Made]], *known: object
    ) -> Callable[Given, tuple[Made, ...]]:
        """All that a function makes of what it is given. It knows nothing else but what is `known`:
        where that equals what was known the last time, nothing is made of the same values again.

        What was not asked for between this call and the next is forgotten then.
        """
        code = make.__code__
        before, earlier = self._tables.get(code, ((), {}))
        entries: dict[Any, _Entry] = {}
        self._tables[code] = known, entries
        if before != known:
            earlier = {}

        def made(*given: Any) -> tuple[Made, ...]:
            if not self._lasts:
                return tuple(make(*given))  # type: ignore[call-arg]
            key = tuple([one if isinstance(one, (str, bytes)) else id(one) for one in given])
            entry = entries.get(key) or earlier.get(key)
            if entry is None:
                entry = given, tuple(make(*given))  # type: ignore[call-arg]
            entries[key] = entry
            return entry[1]

        return cast("Callable[Given, tuple[Made, ...]]", made)
