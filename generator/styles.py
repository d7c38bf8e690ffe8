"""The rules of a style sheet that something can match: what no page, template or script names is
not sent to a phone. The only user of tinycss2."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from typing import Any

import tinycss2

_WORD = re.compile(r"[\w-]+")
_TAG = re.compile(r'<[a-z](?:[^">]|"[^"]*")*')
_NAMED = re.compile(r'^<([\w-]+)|\sclass="([^"]*)"|\s([\w-]+)(?:="([\w-]*)")?')
_CLASS = re.compile(r'class="([^"]*)"')
_STRING = re.compile(r'"[^"\n]*"|`[^`]*`')
_IN_STRING = re.compile(r"(?<![:\w-])[\w-]+")
"""What may be the name of a class: not `:focus-visible`."""
_CODE = re.compile(r"\$\{([^}]*)\}")
_ASKED = re.compile(r"var\(\s*(--[\w-]+)")
_STATES = {"true", "false"}
_BARS = {"-webkit-scrollbar", "-webkit-scrollbar-thumb"}
"""What draws the bars of a box for browsers that do not know `scrollbar-color`: theirs will do."""
_BLOCKS = {"media", "supports"}
"""At-rules that hold rules."""


def named(markup: Iterable[str]) -> set[str]:
    """The elements, attributes and classes (with a dot) of finished pages, and those values of
    attributes that are one word."""
    tags: set[str] = set()
    for page in markup:
        tags.update(_TAG.findall(page))
    found = {parts for tag in tags for parts in _NAMED.findall(tag)}
    names = {"class"}.union(*({element, name, value} for element, _, name, value in found))
    return names | {f".{name}" for _, classes, _, _ in found for name in classes.split()}


def meant(templates: str, scripts: str) -> set[str]:
    """Whatever the tags of templates and the strings of scripts may name, as it stands there."""
    tags = " ".join(_TAG.findall(templates))
    strings = set(_IN_STRING.findall(" ".join(map(_said, _STRING.findall(scripts)))))
    classes = strings.union(*map(_WORD.findall, _CLASS.findall(tags)))
    noted = {f"data-{name.lower()}" for name in re.findall(r"\.dataset\.(\w+) =", scripts)}
    return strings | noted | set(_WORD.findall(tags)) | {f".{name}" for name in classes}


def _said(string: str) -> str:
    """What a string of a script says, without the code in it but for its own strings."""
    return _CODE.sub(lambda code: " ".join(_STRING.findall(code[1])), string)


def used(sheet: str, names: Set[str], beside: str = "") -> str:
    """A style sheet without the selectors that match nothing where there are no other `names`, and
    without properties of its own that neither it nor the styles `beside` it ask for."""
    rules = [_Rule(node) for node in tinycss2.parse_stylesheet(sheet, True, True)]
    asked = set(_ASKED.findall(beside))
    while more := set(_ASKED.findall(shown := _written(rules, names, asked))) - asked:
        asked |= more
    still = "".join(re.findall(r"animation[\w-]*:[^;}]*", shown + beside))
    return _written([rule for rule in rules if rule.moves(still)], names, asked)


class _Rule:
    """A rule as it was read: what it is for, and the rules or the declarations in it."""

    def __init__(self, node: Any) -> None:
        self.name = f"@{node.at_keyword}" if node.type == "at-rule" else ""
        self.head = tinycss2.serialize(node.prelude)
        self.selectors = [] if self.name else _split(node.prelude)
        self.rules: Sequence[_Rule] = ()
        self.body: Sequence[tuple[str, str]] = ()
        if self.name.lstrip("@") in _BLOCKS:
            inner = tinycss2.parse_rule_list(node.content, True, True)
            self.rules = [_Rule(one) for one in inner]
        elif self.name:
            self.body = [("", tinycss2.serialize(node.content or ()))]
        else:
            declared = tinycss2.parse_blocks_contents(node.content, True, True)
            self.body = [(one.name, one.serialize()) for one in declared]

    def written(self, names: Set[str], asked: Set[str]) -> str:
        if self.rules:
            inner = _written(self.rules, names, asked)
            return f"{self.name}{self.head}{{{inner}}}" if inner else ""
        body = ";".join(
            text for name, text in self.body if not name.startswith("--") or name in asked
        )
        if self.name:
            return f"{self.name}{self.head}" + (f"{{{body}}}" if self.body[0][1] else ";")
        heads = [text for text, needed in self.selectors if needed <= names]
        return f"{','.join(heads)}{{{body}}}" if heads and body else ""

    def moves(self, shown: str) -> bool:
        """Whether it is none of the movements that no rule asks for."""
        return self.name != "@keyframes" or self.head.strip() in set(_WORD.findall(shown))


def _written(rules: Iterable[_Rule], names: Set[str], asked: Set[str]) -> str:
    return "".join(rule.written(names, asked) for rule in rules)


def _split(prelude: Iterable[Any]) -> list[tuple[str, set[str]]]:
    """The selectors of a list, and what each cannot match without; what stands in `:not()`, `:is()`
    and the like is left open."""
    selectors: list[tuple[list[Any], set[str]]] = [([], set())]
    before = ""
    for part in prelude:
        if part == ",":
            selectors.append(([], set()))
            before = ""
            continue
        written, needed = selectors[-1]
        written.append(part)
        if part.type == "ident" and (before != ":" or part.value in _BARS):
            needed.add(f".{part.value}" if before == "." else part.value)
        elif part.type == "[] block":
            name, *value = [one for one in part.content if one.type != "whitespace"]
            needed.update({name.value} if name.value.startswith("data-") else ())
            needed.update({value[1].value} - _STATES if value and value[0] == "=" else ())
        before = part.value if part.type == "literal" else ""
    return [(tinycss2.serialize(written).strip(), needed) for written, needed in selectors]
