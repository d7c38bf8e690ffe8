"""One YAML file → plain values and their places: strictly, and never more than a person could have
written.

The only user of PyYAML. Every scalar stays a string; every mapping carries its position and those
of its values under `model.PLACE` and `model.PLACES`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import accumulate, islice
from typing import Any, NamedTuple

import yaml

from ..kept import Kept
from ..language import Language
from ..model import PLACE, PLACES, WIDEST
from ..problems import MOST_TOLD, Place, Problem, Say
from ..proof import Fault, begins_in, faults, in_another_language, line_ends, spotless, unseen
from ..thai import normalise
from .files import notices_read, notices_written, place_at, told
from .slips import cause, keys, no_space, slips, spaces_of_form, swallowed

DEEPEST = 20
MOST_ALIASES = 20
MOST_VALUES = 100_000
"""Of one file, its keys counted too; the largest file of the manual has a twentieth of it."""
_SAFE_NESTING = 2_000
_PLAIN_TAGS = {
    yaml.ScalarNode: "tag:yaml.org,2002:str",
    yaml.SequenceNode: "tag:yaml.org,2002:seq",
    yaml.MappingNode: "tag:yaml.org,2002:map",
}
_TEXT_KEYS = {"th", "en", "title", "description"}
_AS_PRINTED = "printed"
"""The key of a slip of the source, which is quoted as it stands there."""
_COMMENT = re.compile(" +#")
_BLOCK_OPENERS = re.compile(r"^[ \-?:]*", re.MULTILINE)

_QUOTES = Say("ใส่ข้อความทั้งหมดในเครื่องหมายคำพูด", "put the whole text in quotes")
_ONE_WORD = Say("ใช้คำเดียวหน้าเครื่องหมาย :", "write one word before the colon")
_ESCAPED = re.compile(r"\\(?:x..|u.{4}|U.{8}|\n[ \t]*|.)|[ \t]*\n\s*|.", re.DOTALL)
"""One step of a text in double quotes."""


class Document:
    """A YAML file that was read: its plain `value`, and the place of everything in it.

    `of_english` are the notices of its English texts, for a manual that shows them.
    """

    def __init__(self, name: str, text: str, value: Any, of_english: list[Problem]) -> None:
        self.name = name
        self._text = text
        self.value = value
        self.of_english = of_english

    @cached_property
    def _root(self) -> yaml.Node:
        """Its nodes, read anew where a problem asks for its place: they take ten times the room of
        the value."""
        root = _nodes(spaces_of_form(self._text)[0])
        assert root is not None  # an empty file is no document
        return root

    def place(self, path: Sequence[str | int], *, key: bool = False) -> Place:
        """Where the value at `path` begins; with `key`, where its key does. Steps that do not exist
        are skipped."""
        node, key_node = self._root, None
        for step in path:
            if isinstance(node, yaml.MappingNode):
                found = next(((k, v) for k, v in node.value if k.value == step), None)
                if found:
                    key_node, node = found
            elif (
                isinstance(node, yaml.SequenceNode)
                and isinstance(step, int)
                and step < len(node.value)
            ):
                key_node, node = None, node.value[step]
        return _place(self.name, key_node if key and key_node is not None else node)

    @cached_property
    def _lines(self) -> list[int]:
        """Where each of its lines begins."""
        return list(accumulate(map(len, self._text.splitlines(keepends=True)), initial=0))

    def within(self, place: Place, before: int, letters: str) -> Place:
        """The place of letters in the text that begins at a place, of which so many stand before
        them; that of the text where they are written otherwise."""
        start = self._lines[place.line - 1] + place.column - 1
        at = self._text.find(letters, start + before)
        return place if at < 0 else place_at(self._text, at, self.name)


def read_yaml(
    text: str, name: str, language: Language | None = None
) -> tuple[Document | None, list[Problem]]:
    """The document in `text`; None where its YAML is broken or unbounded. `name` is the path that
    problems show.

    `language` is that of its titles and descriptions, where they stand in one.
    """
    if _may_be_unbounded(text) and (problem := _unbounded(text, name)):
        return None, [problem]
    text, odd = spaces_of_form(text)
    problems = told(odd, text, name)
    if found := slips(text):
        return None, [*problems, *told(found, text, name)]
    try:
        root = _nodes(text)
    except yaml.MarkedYAMLError as error:
        return None, problems or told(
            [_cause(error, text)], text, name
        )  # a space of another width breaks the lines after it
    if root is None:
        return None, [
            Problem(
                Place(name, 1, 1),
                Say("ไฟล์ว่าง", "the file is empty"),
                Say("เขียนเนื้อหา หรือลบไฟล์", "write something in it, or delete it"),
            )
        ]
    reader = _Reader(name, text, language)
    value = reader.plain(root, 0)
    document = None if reader.stopped else Document(name, text, value, reader.of_english)
    return document, [*problems, *reader.problems, *reader.notices]


def read_kept(text: str, name: str, kept: Kept) -> tuple[Document | None, list[Problem]]:
    """What `read_yaml` makes of a text, without making it again where nothing but notices came of
    it before."""
    key = Kept.key("yaml", name, text)
    if (entry := kept.get(key)) is not None:
        value, of_english, notices = json.loads(entry)
        return Document(name, text, value, notices_read(of_english)), notices_read(notices)
    document, found = read_yaml(text, name)
    if document and all(problem.notice for problem in found):
        made = [document.value, *map(notices_written, (document.of_english, found))]
        kept.put(key, json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode())
    return document, found


class Span(NamedTuple):
    """Where a value stands in the text of a file, from `start` to before `end`, and how."""

    path: tuple[str | int, ...]
    start: int
    end: int
    style: str
    """`'`, `"`, `|`, `>`, or nothing for a plain text; of lists and mappings nothing."""
    flow: bool
    """Whether it is within brackets."""
    column: int
    """How far its key is indented, or the dash before it: a new neighbour begins there."""
    begins: int
    """Where its key begins, or the dash before it; within brackets where an entry itself does."""


def spans(text: str) -> dict[tuple[int, int], Span]:
    """Every value of a YAML file by its line and column, as `Element.where` has them; nothing where
    it cannot be read.

    The text may have the line ends of any system; positions are those of its letters.
    """
    found: dict[tuple[int, int], Span] = {}

    def enter(
        node: yaml.Node, path: tuple[str | int, ...], flow: bool, column: int, begins: int
    ) -> None:
        first, last = node.start_mark, node.end_mark
        style = node.style or "" if isinstance(node, yaml.ScalarNode) else ""
        end = first.index + len(text[first.index : last.index].rstrip())  # blocks take the line end
        at = first.line + 1, first.column + 1
        if at in found:  # an alias: it stands where it is written out
            return
        found[at] = Span(path, first.index, end, style, flow, column, begins)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                inside = flow or bool(node.flow_style)
                mark = key.start_mark
                enter(value, (*path, key.value), inside, mark.column, mark.index)
        elif isinstance(node, yaml.SequenceNode):
            inside = flow or bool(node.flow_style)
            dash = first.column
            if not inside and text[first.index] != "-":  # behind a name (&)
                begins = text.rfind("-", 0, node.value[0].start_mark.index)
                dash = begins - text.rfind("\n", 0, begins) - 1
            for position, value in enumerate(node.value):
                begins = value.start_mark.index
                if not inside:
                    begins = _dash_before(text, begins, dash)
                enter(value, (*path, position), inside, dash, begins)

    with suppress(yaml.MarkedYAMLError):
        if root := _nodes(spaces_of_form(text)[0]):
            enter(root, (), False, 0, root.start_mark.index)
    return found


def _dash_before(text: str, start: int, column: int) -> int:
    """Where the dash of an entry stands, by its column; the entry may begin on a later line."""
    at = text.rfind("-", 0, start)
    while at > 0 and at - (text.rfind("\n", 0, at) + 1) != column:
        at = text.rfind("-", 0, at)
    return at


def shared(text: str) -> list[int]:
    """Where values are given a name to stand in several places, `&name`, and where they do,
    `*name`; nothing where the text cannot be read."""
    found: list[int] = []
    if "&" in text or "*" in text:
        with suppress(yaml.MarkedYAMLError):
            for token in yaml.scan(text, Loader=_Loader):
                if isinstance(token, (yaml.AnchorToken, yaml.AliasToken)):
                    found.append(token.start_mark.index)
    return found


def written(value: str, style: str = "", *, flow: bool = False, indent: int = 2) -> str:
    """How a value is written so that YAML reads it back: in its earlier style where that can be,
    the lines of a block `indent` deep.

    What another reader of YAML would take for a number, a day or a truth is quoted.
    """
    single = "'" + value.replace("'", "''") + "'"
    double = json.dumps(value, ensure_ascii=False)
    block = "|-" + "".join(
        f"\n{' ' * indent}{line}" if line else "\n" for line in value.split("\n")
    )
    blocks = (block, double) if "\n" in value else (double,)
    forms = {"": (value, single, double), "'": (single, double), "|": blocks, ">": blocks}
    found = forms.get(style, (double,))
    return next(form for form in found if form is double or _reads(form, value, flow=flow))


def _reads(form: str, value: str, *, flow: bool) -> bool:
    if "\n" in form and (flow or not form.startswith("|")):
        return False
    line = f"{{th: {form}, en: x}}" if flow else f"th: {form}\nen: x"
    try:
        root = _nodes(line)
    except yaml.MarkedYAMLError:
        return False
    if not isinstance(root, yaml.MappingNode) or len(root.value) != 2:
        return False
    node = root.value[0][1]
    plain = form.startswith("|") or isinstance(yaml.load(form, Loader=yaml.CSafeLoader), str)
    return bool(node.value == value and plain)


class _Loader(yaml.CBaseLoader):
    """The reader in C, with nothing to look up for each value: all are plain ones."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        """The tag of what has none."""
        return _PLAIN_TAGS[kind]

    def descend_resolver(self, parent: Any, index: Any) -> None:
        """Follows the path to a value, on which no tag depends."""

    def ascend_resolver(self) -> None:
        """Goes back on it."""


def _nodes(text: str) -> yaml.Node | None:
    return yaml.compose(text, Loader=_Loader)


class _Reader:
    """Turns nodes into plain values, and collects what is not allowed on the way."""

    def __init__(self, name: str, text: str, language: Language | None) -> None:
        self.name = name
        self.text = text
        self.clean = "\\" not in text and normalise(text) == text and spotless(text)
        """Whether a text on one line is as it is typed, and has no fault but `?` and another language."""
        self.commented = " #" in text
        self.languages = {
            "title": language,
            "description": language,
            "th": Language.TH,
            "en": Language.EN,
        }
        self.problems: list[Problem] = []
        self.notices: list[Problem] = []
        self.of_english: list[Problem] = []
        self.stopped = False
        self._seen: set[int] = set()
        self._aliases = 0

    def plain(self, node: yaml.Node, depth: int, key: str = "") -> Any:
        if len(self.problems) > MOST_TOLD:
            self.stopped = True
        if self.stopped:
            return None
        if id(node) in self._seen:
            self._aliases += 1
            if self._aliases > MOST_ALIASES:
                self.stopped = True
                self._say(
                    node,
                    Say(
                        "ใช้ alias (*) มากเกินไป หรืออ้างถึงตัวเอง",
                        "there are too many aliases (*), or one holds itself",
                    ),
                    Say("เขียนค่าซ้ำแทนการอ้าง", "write the value out instead"),
                )
                return None
        self._seen.add(id(node))
        if depth > DEEPEST:
            self.stopped = True
            self.problems.append(_deep(_place(self.name, node)))
            return None
        if node.tag != _PLAIN_TAGS[type(node)]:
            what = Say(f"ใช้ป้ายชนิด {node.tag} ไม่ได้", f"the tag {node.tag} is not allowed")
            self._say(node, what, Say("ลบป้ายที่ขึ้นต้นด้วย !", "delete what begins with !"))
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, key)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(child, depth + 1) for child in node.value]
        assert isinstance(node, yaml.MappingNode)  # there are three kinds of node
        return self._mapping(node, depth)

    def _scalar(self, node: yaml.ScalarNode, key: str) -> str | None:
        value: str = node.value if node.style else node.value.strip()
        language = self.languages.get(key)
        if (
            not self.clean
            or "?" in value
            or (language and not begins_in(value, language))
            or node.start_mark.line != node.end_mark.line
        ):
            self._proofread(node, key, language)
            value = normalise(value)
        return value if value or node.style else None

    def _mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Any]:
        places: dict[str, int] = {}
        mapping: dict[str, Any] = {PLACE: _position(node), PLACES: places}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._say(
                    key_node, Say("ชื่อหัวข้อต้องเป็นคำเดียว", "a key has to be one word"), _ONE_WORD
                )
                continue
            key, rest = key_node.value, ""
            if ":" in key:  # {th:ข้อความ}, which YAML takes for a key alone
                first, _, rest = key.partition(":")
                if rest and first in keys():
                    self._say(key_node, *no_space(first))
                    key = first
            if self.commented and key in _TEXT_KEYS:
                self._cut_off(value_node)
            value = self.plain(value_node, depth + 1, key)
            if key in mapping:
                self._say(
                    key_node,
                    Say(f'หัวข้อ "{key}" ซ้ำ', f'the key "{key}" stands twice'),
                    Say("รวมสองหัวข้อเป็นหัวข้อเดียว", "make one of the two"),
                )
            elif value is None and key != key_node.value:
                mapping[key] = rest
            elif value is None and not self.stopped:
                self._say(
                    key_node,
                    Say(f'หัวข้อ "{key}" ไม่มีค่า', f'the key "{key}" has no value'),
                    Say("เขียนค่า หรือลบบรรทัดนี้", "write one, or delete the line"),
                )
            else:
                mapping[key] = value
                places[key] = _position(value_node)
        return mapping

    def _proofread(self, node: yaml.ScalarNode, key: str, language: Language | None) -> None:
        """Tells the faults of a text in their places: as it is typed, since that has them all but
        what is written by escapes."""
        start, end = node.start_mark.index, node.end_mark.index
        typed = self.text[start:end]
        if node.style in ("'", '"'):
            if "\n" in typed and (fault := swallowed(self.text, start, end)):
                self._tell([fault], 0, key)
                return
            start, typed = start + 1, typed[1:-1]
        if "\\" in typed and node.style == '"':
            steps = [
                step for step in _ESCAPED.finditer(typed) for _ in range(_letters(step.group()))
            ]
            read = unseen(node.value) if key == _AS_PRINTED else faults(node.value, language)
            read = (
                fault._replace(at=steps[min(fault.at, len(steps) - 1)].start()) for fault in read
            )
            self._tell(read, start, key)
        elif key == _AS_PRINTED:
            return
        elif not self.clean or "?" in typed:
            self._tell(faults(typed, language), start, key)
        elif language:
            self._tell(in_another_language(typed, language), start, key)
        if "\n" in typed:
            self._tell(islice(line_ends(typed), 1), start, key)

    def _tell(self, found: Iterable[Fault], start: int, key: str) -> None:
        """Tells faults of what begins at `start`; a file is read on past any number of notices, of
        which the first are enough."""
        notices = self.of_english if key == Language.EN else self.notices
        for problem in told(found, self.text, self.name, start):
            if not problem.notice:
                self.problems.append(problem)
            elif len(notices) <= MOST_TOLD:
                notices.append(problem)

    def _cut_off(self, node: yaml.Node) -> None:
        """A text that " #" ends in silence: YAML takes the rest of the line for a comment."""
        end = node.end_mark
        if (
            isinstance(node, yaml.ScalarNode)
            and not node.style
            and _COMMENT.match(self.text, end.index)
        ):
            what = Say('ข้อความหลัง " #" จะหายไป', 'the text after " #" would be lost')
            self.problems.append(
                Problem(Place(self.name, end.line + 1, end.column + 2), what, _QUOTES)
            )

    def _say(self, node: yaml.Node, what: Say, remedy: Say) -> None:
        self.problems.append(Problem(_place(self.name, node), what, remedy))


def _place(name: str, node: yaml.Node | yaml.Event) -> Place:
    mark = node.start_mark
    return Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)


def _position(node: yaml.Node) -> int:
    mark = node.start_mark
    return (mark.line + 1) * WIDEST + mark.column + 1


def _deep(place: Place) -> Problem:
    what = Say(f"ซ้อนกันลึกเกิน {DEEPEST} ชั้น", f"it is nested more than {DEEPEST} levels deep")
    return Problem(place, what, Say("ลดชั้นลง", "make it flatter"))


def _letters(step: str) -> int:
    """How many letters one step of a text in double quotes stands for: a single line end is a
    space, an escaped one nothing."""
    ends = step.count("\n")
    return 1 if not ends else ends - 1 if step.startswith("\\") else max(1, ends - 1)


def _cause(error: yaml.MarkedYAMLError, text: str) -> Fault:
    """What lies behind an error of PyYAML, whose own words nobody is shown."""
    last = error.problem_mark or error.context_mark
    first = error.context_mark or last
    scalars = []
    try:
        for token in yaml.scan(text, Loader=_Loader):
            if last and token.start_mark.index >= last.index:
                break
            if isinstance(token, yaml.ScalarToken):
                scalars.append((token.style or "", token.start_mark.index, token.end_mark.index))
    except yaml.MarkedYAMLError:
        pass  # the same error
    reason = f"{error.context or ''} {error.problem or ''}"
    return cause(text, reason, first.index if first else 0, last.index if last else 0, scalars)


def _may_be_unbounded(text: str) -> bool:
    """Cheap bounds on depth and number, so that the composer, which recurses in C, is never given
    what is too much for it."""
    openers = text.count("[") + text.count("{")
    deep = openers + max(len(found) for found in _BLOCK_OPENERS.findall(text)) > _SAFE_NESTING
    return deep or len(text) > MOST_VALUES


def _unbounded(text: str, name: str) -> Problem | None:
    """Where the depth or the number of values passes its bound, found from the flat stream of
    events."""
    depth = count = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif isinstance(event, yaml.NodeEvent):
                count += 1
                depth += isinstance(event, yaml.CollectionStartEvent)
                if depth > DEEPEST + 1:
                    return _deep(_place(name, event))
                if count > MOST_VALUES:
                    what = Say(
                        f"มีค่ามากกว่า {MOST_VALUES:,} ค่า",
                        f"the file holds more than {MOST_VALUES:,} values",
                    )
                    return Problem(
                        _place(name, event),
                        what,
                        Say("แบ่งเป็นหลายไฟล์", "divide it into several files"),
                    )
    except yaml.MarkedYAMLError:
        return None
    return None
