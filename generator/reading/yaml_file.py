"""One YAML file → plain values and their places: strictly, and never more than a person could have written.

The only user of PyYAML. Every scalar stays a string; every mapping carries its places under
`model.PLACE` and `model.PLACES`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from ..model import PLACE, PLACES
from ..problems import Place, Problem, Say
from ..thai import normalise

LARGEST_FILE = 2_000_000
"""Bytes; the largest file of the manual has a tenth of it."""
DEEPEST = 20
MOST_ALIASES = 20
_SAFE_NESTING = 2_000
_PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map")}

_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_CUT_OFF = re.compile(r"^\s*(?:- )?(?:th|en): (?![\"'|>])\S.*?(?= #)", re.MULTILINE)
_BLOCK_OPENERS = re.compile(r"^[ \-?:]*", re.MULTILINE)

_QUOTES = Say("ใส่ข้อความทั้งหมดในเครื่องหมายคำพูด", "put the whole text in quotes")
_REMEDIES = (
    ("cannot start any token", _QUOTES),
    (
        "mapping values are not allowed",
        Say(
            'ดูช่องว่างหลัง ":" และย่อหน้าของบรรทัดนี้กับบรรทัดก่อน หรือใส่ข้อความในเครื่องหมายคำพูด',
            'look for a space after ":" and at the indent, here and on the line above, or put the text in quotes',
        ),
    ),
    ("but found '<scalar>'", _QUOTES),
    ("block sequence entries are not allowed", _QUOTES),
    ("alphabetic or numeric character", _QUOTES),
    ("undefined alias", _QUOTES),
    ("expected <block end>", Say("ดูว่าย่อหน้าของบรรทัดนี้ตรงกับบรรทัดข้างเคียง", "line it up with the lines around it")),
    (
        "could not find expected ':'",
        Say("ข้อความหนึ่งอยู่ในบรรทัดเดียว และชื่อหัวข้อมี : ตามหลัง", "keep one text on one line, and a key before its colon"),
    ),
    ("unexpected end of stream", Say("ปิดเครื่องหมายคำพูดที่เปิดไว้", "close the quotes that were opened")),
)
_REMEDY = Say("เทียบกับไฟล์อื่นที่ถูกต้องในโฟลเดอร์เดียวกัน", "compare it with a file beside it that is right")


class Document:
    """A YAML file that was read: its plain `value`, and the place of everything in it."""

    def __init__(self, name: str, root: yaml.Node, value: Any) -> None:
        self.name = name
        self._root = root
        self.value = value

    def place(self, path: Sequence[str | int], *, key: bool = False) -> Place:
        """Where the value at `path` begins; with `key`, where its key does. Steps that do not exist are skipped."""
        node, key_node = self._root, None
        for step in path:
            if isinstance(node, yaml.MappingNode):
                found = next(((k, v) for k, v in node.value if k.value == step), None)
                if found:
                    key_node, node = found
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                key_node, node = None, node.value[step]
        return _place(self.name, key_node if key and key_node is not None else node)


def read_text(path: Path, name: str) -> tuple[str | None, list[Problem]]:
    """The text of a file, with plain line ends; None and the problem where it is too large, or not UTF-8."""
    start = Place(name, 1, 1)
    if path.exists() and not path.is_file():  # a folder, or a pipe that would never end
        what = Say("ไม่ใช่ไฟล์ธรรมดา", "this is not a plain file")
        return None, [Problem(start, what, Say("ย้ายออกจากโฟลเดอร์นี้", "move it out of this folder"))]
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            what = Say(f"ไฟล์ใหญ่เกินไป ({size:,} ไบต์)", f"the file is too large ({size:,} bytes)")
            return None, [
                Problem(
                    start, what, Say(f"แบ่งให้แต่ละไฟล์ไม่เกิน {LARGEST_FILE:,} ไบต์", f"keep each file under {LARGEST_FILE:,} bytes")
                )
            ]
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "?"
        what = Say(f"อ่านไฟล์ไม่ได้ ({reason})", f"the file cannot be read ({reason})")
        return None, [Problem(start, what, Say("ตรวจสิทธิ์ของไฟล์", "look at its permissions"))]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        place = Place(name, before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        what = Say("ไฟล์ไม่ได้บันทึกเป็น UTF-8 (อาจเป็น Windows-874)", "the file is not UTF-8 (it may be Windows-874)")
        remedy = Say("ใน Notepad เลือก บันทึกเป็น แล้วเลือกการเข้ารหัส UTF-8", 'in Notepad choose "Save as", encoding UTF-8')
        return None, [Problem(place, what, remedy)]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, [*_hidden_characters(text, name), *_cut_off_texts(text, name)]


def readable_words(path: Path) -> str:
    """What can be made out of a file that is not text for us: its ASCII, of the first part that we would have read."""
    if not path.is_file():
        return ""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE).decode("ascii", "ignore")
    except OSError:
        return ""


def read_yaml(text: str, name: str) -> tuple[Document | None, list[Problem]]:
    """The document in `text`; None where its YAML is broken or unbounded. `name` is the path that problems show."""
    if _may_nest_deeply(text) and (place := _too_deep(text, name)):
        return None, [_deep(place)]
    try:
        root = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        return None, [_broken(error, text, name)]
    except yaml.YAMLError as error:  # a character that the reader refuses has no mark
        return None, [Problem(Place(name, 1, 1), Say(f"อ่าน YAML ไม่ได้: {error}", f"the YAML cannot be read: {error}"), _REMEDY)]
    if root is None:
        return None, [
            Problem(
                Place(name, 1, 1),
                Say("ไฟล์ว่าง", "the file is empty"),
                Say("เขียนเนื้อหา หรือลบไฟล์", "write something in it, or delete it"),
            )
        ]
    reader = _Reader(name)
    value = reader.plain(root, 0)
    document = None if reader.unbounded else Document(name, root, value)
    return document, reader.problems


class _Reader:
    """Turns nodes into plain values, and collects what is not allowed on the way."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.unbounded = False
        self._seen: set[int] = set()
        self._aliases = 0

    def plain(self, node: yaml.Node, depth: int) -> Any:
        if self.unbounded:
            return None
        if id(node) in self._seen:
            self._aliases += 1
            if self._aliases > MOST_ALIASES:
                self.unbounded = True
                self._say(
                    node,
                    Say("ใช้ alias (*) มากเกินไป หรืออ้างถึงตัวเอง", "there are too many aliases (*), or one holds itself"),
                    Say("เขียนค่าซ้ำแทนการอ้าง", "write the value out instead"),
                )
                return None
        self._seen.add(id(node))
        if depth > DEEPEST:
            self.unbounded = True
            self.problems.append(_deep(_place(self.name, node)))
            return None
        if node.tag not in _PLAIN_TAGS:
            what = Say(f"ใช้ป้ายชนิด {node.tag} ไม่ได้", f"the tag {node.tag} is not allowed")
            self._say(node, what, Say("ลบป้ายที่ขึ้นต้นด้วย !", "delete what begins with !"))
        if isinstance(node, yaml.ScalarNode):
            return normalise(node.value) if node.value or node.style else None
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(child, depth + 1) for child in node.value]
        assert isinstance(node, yaml.MappingNode)  # there are three kinds of node
        return self._mapping(node, depth)

    def _mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Any]:
        places: dict[str, Place] = {}
        mapping: dict[str, Any] = {PLACE: _place(self.name, node), PLACES: places}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._say(key_node, Say("ชื่อหัวข้อต้องเป็นคำเดียว", "a key has to be one word"), _REMEDY)
                continue
            key = key_node.value
            value = self.plain(value_node, depth + 1)
            if key in mapping:
                self._say(
                    key_node,
                    Say(f'หัวข้อ "{key}" ซ้ำ', f'the key "{key}" stands twice'),
                    Say("รวมสองหัวข้อเป็นหัวข้อเดียว", "make one of the two"),
                )
            elif value is None and not self.unbounded:
                self._say(
                    key_node,
                    Say(f'หัวข้อ "{key}" ไม่มีค่า', f'the key "{key}" has no value'),
                    Say("เขียนค่า หรือลบบรรทัดนี้", "write one, or delete the line"),
                )
            else:
                mapping[key] = value
                places[key] = _place(self.name, value_node)
        return mapping

    def _say(self, node: yaml.Node, what: Say, remedy: Say) -> None:
        self.problems.append(Problem(_place(self.name, node), what, remedy))


def _place(name: str, node: yaml.Node | yaml.Event) -> Place:
    mark = node.start_mark
    return Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)


def _deep(place: Place) -> Problem:
    what = Say(f"ซ้อนกันลึกเกิน {DEEPEST} ชั้น", f"it is nested more than {DEEPEST} levels deep")
    return Problem(place, what, Say("ลดชั้นลง", "make it flatter"))


def _broken(error: yaml.MarkedYAMLError, text: str, name: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name, 1, 1)
    reason = f"{error.context or ''} {error.problem or ''}".strip()
    remedy = next((remedy for part, remedy in _REMEDIES if part in reason), _REMEDY)
    if mark and "\t" in "".join(text.split("\n")[mark.line : mark.line + 1])[: mark.column + 1]:
        remedy = Say("ใช้ช่องว่างแทนแท็บ", "use spaces instead of a tab")
    return Problem(place, Say(f"อ่าน YAML ตรงนี้ไม่ได้ ({reason})", f"the YAML cannot be read here ({reason})"), remedy)


def _hidden_characters(text: str, name: str) -> list[Problem]:
    problems = []
    for pattern in (_HIDDEN, _CONTROL):
        for found in pattern.finditer(text):
            before = text[: found.start()]
            place = Place(name, before.count("\n") + 1, found.start() - before.rfind("\n"))
            code = f"U+{ord(found.group()):04X}"
            what = Say(f"มีอักขระที่มองไม่เห็น {code}", f"there is an invisible character, {code}")
            problems.append(Problem(place, what, Say("ลบแล้วพิมพ์ข้อความตรงนั้นใหม่", "delete it and type the text there again")))
            if len(problems) == 20:
                return problems
    return problems


def _cut_off_texts(text: str, name: str) -> list[Problem]:
    """Texts that " #" would end in silence: YAML takes the rest of the line for a comment."""
    if not name.endswith(".yml"):
        return []
    what = Say('ข้อความหลัง " #" จะหายไป', 'the text after " #" would be lost')
    ends = [found.end() for found in _CUT_OFF.finditer(text)]
    return [Problem(Place(name, text.count("\n", 0, end) + 1, end - text.rfind("\n", 0, end) + 1), what, _QUOTES) for end in ends]


def _may_nest_deeply(text: str) -> bool:
    """Cheap bound on the depth, so that the composer, which recurses in C, is never given what overflows its stack."""
    openers = text.count("[") + text.count("{")
    return openers + max(len(found) for found in _BLOCK_OPENERS.findall(text)) > _SAFE_NESTING


def _too_deep(text: str, name: str) -> Place | None:
    """Where the nesting passes the bound, found from the flat stream of events."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CBaseLoader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEEPEST + 1:
                    return _place(name, event)
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError:
        return None
    return None
