"""This manual multiplied, to see what becomes of a large one.

`python benchmarks/multiply.py FOLDER --pairs 1007`: a manual in FOLDER of about so many pairs of
pages. Steps, items, tools and worksheets, each a page, are copied with their exercises and
relations; ids, numbers and codes are carried on, and references with them. The texts of each copy
have other words in their places, the same each time, so that nothing kept for one text serves
another.
"""

from __future__ import annotations

import argparse
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import yaml

from khumue import reading, thai
from khumue.mkdocs_yml import project_at
from khumue.pages.plan import plan
from khumue.problems import Problem
from khumue.translations import NAME, Confirmed, standings

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("process", "approach", "tools", "worksheets")
"""The folders of what has a page of its own in each file."""
FOLDERS = (*PAGES, "exercises")
REFERENCES = {"id", "step", "item", "serves", "tool", "tools", "sheet", "worksheets"}
"""The keys that name a record of these folders."""
_THAI = re.compile("[ก-๎]{4,}")
_LATIN = re.compile(r"(?<![\w.\\])[a-z]{4,}(?![\w.])")
"""A small word, and none of an address or behind a sign of YAML."""
_REFERENCE = re.compile(r"(?P<kind>[{(][a-z]+:)(?P<id>[a-z0-9-]+)(?P<rest>[^{}()\n]*[})])")
"""What a text refers to, or where a link of it leads."""

Change = Callable[[str], str]
Slot = tuple[int, int, str]
"""Where a value that each copy has otherwise begins and ends in its file, and under which key."""


def multiply(target: Path, pairs: int) -> None:
    """Writes the multiplied manual into an empty folder, or one that is not there."""
    for name in ("data", "content"):
        shutil.copytree(ROOT / name, target / name, dirs_exist_ok=True)
    shutil.copy(ROOT / "mkdocs.yml", target)
    files = {
        path: path.read_text(encoding="utf-8")
        for folder in FOLDERS
        for path in sorted((target / "data" / folder).glob("*.yml"))
    }
    ids = {value for text in files.values() for value in _ids(text)}
    slots = {path: list(_slots(_composed(text), ids)) for path, text in files.items()}
    counts = {name: sum(path.parent.name == name for path in files) for name in FOLDERS}
    crosswalk = target / "data" / "crosswalk.yml"
    whole = crosswalk.read_text(encoding="utf-8")
    related, relations = _relations(whole, ids)
    words = _Words(files.values(), ids)
    more = []
    for copy in range(1, _copies(pairs, sum(map(counts.__getitem__, PAGES)))):
        changed = words.changed(copy)
        for path, text in files.items():
            new = _copied(text, slots[path], copy, counts[path.parent.name], changed)
            (path.parent / f"{copy:03}-{path.name}").write_text(new, encoding="utf-8")
        more.append(_copied(related, relations, copy, 0, changed))
    crosswalk.write_text(whole.replace(related, related + "".join(more)), encoding="utf-8")
    _confirm(target)


def _confirm(target: Path) -> None:
    """All English of the large manual follows its Thai, as that of a manual in use does."""
    (target / NAME).unlink()
    guide, problems = reading.read(project_at(target))
    if guide is None:
        raise SystemExit(_told(problems))
    every = standings(guide, None)
    text = Confirmed().with_confirmed(every, every, guide.manual.edition.date).text()
    (target / NAME).write_text(text, encoding="utf-8")


def _copies(pairs: int, each: int) -> int:
    """How many times the manual stands in one of so many pairs of pages, where a time brings
    `each`."""
    guide, problems = reading.read(project_at(ROOT))
    if guide is None:
        raise SystemExit(_told(problems))
    return 1 + round((pairs - len(plan(guide))) / each)


def _told(problems: Iterable[Problem]) -> str:
    return "\n".join(problem.what.en for problem in problems)


def _composed(text: str) -> yaml.MappingNode:
    node = yaml.compose(text, yaml.CSafeLoader)
    assert isinstance(node, yaml.MappingNode)
    return node


def _ids(text: str) -> Iterator[str]:
    for key, value in _composed(text).value:
        if key.value == "id":
            yield value.value


def _slots(node: yaml.Node, ids: set[str], key: str = "", depth: int = 0) -> Iterator[Slot]:
    """What each copy has otherwise: texts, references, and of the record itself its number, code
    and short names."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield from _slots(value, ids, name.value, depth + 1)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _slots(value, ids, key, depth)
    elif (
        key in ("th", "en")
        or (key in REFERENCES and node.value in ids)
        or (key in ("number", "code", "abbreviations") and depth == 1)
    ):
        yield node.start_mark.index, node.end_mark.index, key


def _relations(text: str, ids: set[str]) -> tuple[str, list[Slot]]:
    """The lines of the crosswalk's relations, and what each copy of them has otherwise."""
    (node,) = (value for key, value in _composed(text).value if key.value == "relations")
    start = text.rindex("\n", 0, node.start_mark.index) + 1
    slots = [(begin - start, end - start, key) for begin, end, key in _slots(node, ids)]
    return text[start : node.end_mark.index], slots


def _copied(text: str, slots: Iterable[Slot], copy: int, count: int, changed: Change) -> str:
    """A text as a copy has it; `count` is how many records of its kind there are in the manual."""
    parts, last = [], 0
    for start, end, key in slots:
        value = text[start:end]
        parts.append(text[last:start])
        if key in ("th", "en"):
            parts.append(changed(value))
        else:
            parts.append(str(int(value) + copy * count) if key == "number" else f"{value}-{copy}")
        last = end
    return "".join([*parts, text[last:]])


class _Words:
    """The words of texts; in each copy three of five stand in the places of others."""

    def __init__(self, texts: Iterable[str], ids: set[str]) -> None:
        self._ids = ids
        thai_words: set[str] = set()
        latin: set[str] = set()
        for text in texts:
            latin.update(_LATIN.findall(text))
            for run in _THAI.findall(text):
                thai_words.update(word for word in thai.words(run) if len(word) >= 4)
        self._vocabularies = thai_words, latin

    def changed(self, copy: int) -> Change:
        """Texts as a copy has them."""
        instead: dict[str, str] = {}
        for words in self._vocabularies:
            order = sorted(words, key=lambda word: sha256(f"{copy} {word}".encode()).digest())
            moved = order[: len(order) * 3 // 5]
            instead.update(zip(moved, moved[1:] + moved[:1], strict=True))

        def thai_run(found: re.Match[str]) -> str:
            return "".join(instead.get(word, word) for word in thai.words(found[0]))

        def latin_word(found: re.Match[str]) -> str:
            return instead.get(found[0], found[0])

        def reference(found: re.Match[str]) -> str:
            copied = f"-{copy}" if found["id"] in self._ids else ""
            return f"{found['kind']}{found['id']}{copied}{found['rest']}"

        def said(text: str) -> str:
            return _LATIN.sub(latin_word, _THAI.sub(thai_run, text))

        def text(typed: str) -> str:
            parts, last = [], 0
            for found in _REFERENCE.finditer(typed):
                parts += [said(typed[last : found.start()]), reference(found)]
                last = found.end()
            return "".join([*parts, said(typed[last:])])

        return text


def main() -> None:
    """Writes the manual that the arguments ask for."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--pairs", type=int, required=True)
    chosen = arguments.parse_args()
    multiply(chosen.folder, chosen.pairs)


if __name__ == "__main__":
    main()
