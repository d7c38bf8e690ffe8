"""Values as somebody would type them: what a form gives, as lines of YAML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from ..reading.yaml_file import written

Value = Any
"""A word, a number, a day, a truth, or a list or mapping of values."""


def scalar(value: Value, style: str = "", *, flow: bool = False, indent: int = 2) -> str:
    """A value that has none within."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return written(value, style, flow=flow, indent=indent)
    return f"{style}{value:g}{style}" if isinstance(value, float) else f"{style}{value}{style}"


def lines_of(values: Mapping[str, Value], indent: int = 2) -> list[str]:
    """A mapping, each key on a line of its own; lists of words stand in brackets."""
    found, deeper = [], " " * indent
    for key, value in values.items():
        if isinstance(value, Mapping):
            inner = lines_of(value, indent)
        elif isinstance(value, list) and any(isinstance(one, (Mapping, list)) for one in value):
            inner = [line for one in value for line in entry(_entry_lines(one, indent))]
        else:
            found.append(
                f"{key}: {in_brackets(value) if isinstance(value, list) else scalar(value)}"
            )
            continue
        found += [f"{key}:", *(deeper + line for line in inner)]
    return found


def in_brackets(value: Value, quote: str = "") -> str:
    """A value on one line; with a quote every word stands in it, as JSON has it."""
    if isinstance(value, Mapping):
        inside = (f"{quote}{key}{quote}: {in_brackets(one, quote)}" for key, one in value.items())
        return f"{{{', '.join(inside)}}}"
    if isinstance(value, list):
        return f"[{', '.join(in_brackets(one, quote) for one in value)}]"
    if quote == '"' and isinstance(value, (str, date)):
        return json.dumps(str(value), ensure_ascii=False)
    return scalar(value, quote if isinstance(value, str) else "", flow=True)


def entry(lines: list[str], gap: int = 2) -> list[str]:
    """The lines of a record as an entry of a list, of which the dash has room before them."""
    first, *others = lines
    return ["-" + " " * (gap - 1) + first, *(" " * gap + line for line in others)]


def _entry_lines(value: Value, indent: int) -> list[str]:
    named = isinstance(value, Mapping) and value
    return lines_of(value, indent) if named else [in_brackets(value)]
