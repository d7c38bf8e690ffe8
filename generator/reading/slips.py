"""Slips of the hand in the lines of a YAML file: what stops its reading, in words for one who only
writes text.

`slips` looks at the lines before they are read, `cause` for what lies behind an error of the
reader, often met lines later.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, islice

from ..model import Element
from ..problems import MOST_TOLD, Say
from ..proof import SPACES, Fault, faults, unseen

_MARKER = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?=[ \n]|\Z)", re.MULTILINE)
_COLONS = "：﹕︓꞉∶"
_DASHES = "‐‑–—−•·"
_HEAD = re.compile(
    rf"^[ \t{SPACES}-]*(?:[\"']?[\w-]+[\"']?[ \t{SPACES}]*[:{_COLONS}][ \t{SPACES}]*)?",
    re.MULTILINE,
)
"""The indent of a line, and its key with what stands around the colon."""
_ODD_SPACES = re.compile(f"[{SPACES}]+")
_STRANGE_COLON = re.compile(
    rf"^[ \t-]*[\"']?(?P<key>[a-z_]+)[\"']?[ \t]*(?P<sign>[{_COLONS}])", re.MULTILINE
)
_NO_SPACE = re.compile(
    r"^[ \t-]*[\"']?(?P<key>[a-z_]+)[\"']?[ \t]*(?P<sign>:)(?![\s/]|\Z)", re.MULTILINE
)
_DASH = re.compile(
    rf"^[ \t]*(?P<sign>-|[{_DASHES}][ \t]*)(?=[\"']?(?P<key>[a-z_]+)[\"']?[ \t]*:(?:\s|\Z))",
    re.MULTILINE,
)
_OPENS = r"(?:\{(?:[a-z]{1,20}):[A-Za-z0-9-]|\[[^\[\]\n]{1,200}\]\()"
_UNQUOTED = re.compile(
    rf"^[ \t-]*(?P<key>th|en):[ \t]+(?P<value>{_OPENS}[^\n]*)$"
    rf"|(?<=[{{,])[ \t]*(?P<inner>th|en):[ \t]+(?=(?P<flowing>[^\"'\n{{}}\[\],]{{0,400}}{_OPENS}[^\n]*)$)",
    re.MULTILINE,
)
"""A text with a reference or a link where YAML would read its brackets: at the beginning, or
anywhere within braces."""
_FLOWING = re.compile(r"(?:\{[^{}\n]*\}|[^{}\n])*?(?=,[ \t]{0,9}(?:th|en):|[ \t]{0,9}\}|\Z)")
_KEY_LINE = re.compile(r"\n[ \t-]*(?P<key>[a-z_]+):[ \n]")
_TEXT_IN_A_LIST = re.compile(r"- *(?:th|en):")

_QUOTES = Say("ใส่ข้อความทั้งหมดในเครื่องหมายคำพูด", "put the whole text in quotes")
_LINE_UP = Say("จัดย่อหน้าให้ตรงกับบรรทัดข้างเคียง", "line it up with the lines around it")
_NO_TABS = Say("ใช้ช่องว่างแทนแท็บ", "use spaces instead of a tab")
_CLOSE = Say("ปิดเครื่องหมายคำพูดที่ท้ายข้อความ", "close the quotes at the end of the text")
_CLOSE_BRACKET = Say(
    "ปิดวงเล็บ หรือใส่ข้อความในเครื่องหมายคำพูด", "close the bracket, or put the text in quotes"
)
_SIGN = Say("ข้อความขึ้นต้นด้วยเครื่องหมายที่ใช้ไม่ได้", "a text cannot begin with this sign")
_TAB = Say("มีแท็บในย่อหน้า", "there is a tab in the indent")
_INDENT = Say("ย่อหน้าของบรรทัดนี้ไม่ตรง", "the indent of this line does not fit")
_NOT_CLOSED = Say("เครื่องหมายคำพูดที่เปิดตรงนี้ไม่ได้ปิด", "the quotes that are opened here are not closed")
_BRACKET = Say("วงเล็บที่เปิดตรงนี้ไม่ได้ปิด", "the bracket that is opened here is not closed")
_ESCAPE = (
    Say(r"ใช้ \ ตรงนี้ไม่ได้", r"the \ here means nothing"),
    Say(r"เขียน \\ หรือใช้เครื่องหมาย ' แทน", r"write \\, or use the quotes '"),
)
_OTHER = Say("บรรทัดนี้ไม่อยู่ในรูป ชื่อหัวข้อ: ค่า", "this line is not of the form key: value")
_COMPARE = Say("เทียบกับไฟล์อื่นที่ถูกต้องในโฟลเดอร์เดียวกัน", "compare it with a file beside it that is right")
_NO_COLON = (
    Say('บรรทัดนี้ไม่มีชื่อหัวข้อที่ตามด้วย ":"', 'this line has no key with ":" after it'),
    Say(
        'เขียน "ชื่อหัวข้อ: ค่า" ข้อความหนึ่งอยู่ในบรรทัดเดียว',
        'write "key: value", and keep one text on one line',
    ),
)
_AFTER_THE_END = (
    Say(
        "มีข้อความต่อจากเครื่องหมายคำพูดหรือวงเล็บที่ปิดแล้ว",
        "text goes on after the closing quotes or bracket",
    ),
    Say(
        "ใส่ทั้งข้อความในเครื่องหมายคำพูดคู่เดียว ใน ' ' ให้พิมพ์ ' สองครั้ง",
        "put the whole text in one pair of quotes; between ' and ' write '' for '",
    ),
)
_FIRST, _LAST = True, False
_REASONS: tuple[tuple[str, bool, Say, Say], ...] = (
    ("found unexpected end of stream", _FIRST, _NOT_CLOSED, _CLOSE),
    ("found unexpected document indicator", _FIRST, _NOT_CLOSED, _CLOSE),
    ("could not find expected ':'", _FIRST, *_NO_COLON),
    ("did not find expected ',' or", _FIRST, _BRACKET, _CLOSE_BRACKET),
    ("tab character", _LAST, _TAB, _NO_TABS),
    ("block sequence entries are not allowed", _LAST, _SIGN, _QUOTES),
    ("mapping keys are not allowed", _LAST, _SIGN, _QUOTES),
    ("cannot start any token", _LAST, _SIGN, _QUOTES),
    ("expected alphabetic or numeric", _FIRST, _SIGN, _QUOTES),
    ("undefined alias", _LAST, _SIGN, _QUOTES),
    ("expected node content", _LAST, _SIGN, _QUOTES),
    ("while scanning a tag", _FIRST, _SIGN, _QUOTES),
    ("undefined tag handle", _FIRST, _SIGN, _QUOTES),
    (
        "while scanning a block scalar",
        _FIRST,
        Say("ข้อความต่อจาก | หรือ > ใช้ไม่ได้", "no text can follow | or > here"),
        _QUOTES,
    ),
    ("escape character", _LAST, *_ESCAPE),
    ("hexdecimal", _LAST, *_ESCAPE),
    ("Unicode character escape", _LAST, *_ESCAPE),
    (
        "another document",
        _LAST,
        Say("ไฟล์แบ่งเป็นสองส่วนด้วย ---", "--- divides the file in two"),
        Say("ลบบรรทัด --- หรือแยกเป็นสองไฟล์", "delete the line ---, or make two files"),
    ),
    (
        "<document start>",
        _LAST,
        Say("มีเนื้อหาหลังเครื่องหมายจบไฟล์ (...)", "something stands after the end of the file (...)"),
        Say("ลบบรรทัด ...", "delete the line ..."),
    ),
    ("second occurrence", _LAST, Say("ใช้ชื่อหลัง & ซ้ำ", "the name after & stands twice"), _QUOTES),
    (
        "directive",
        _LAST,
        Say("ใช้บรรทัดที่ขึ้นต้นด้วย % ไม่ได้", "a line cannot begin with %"),
        Say("ลบบรรทัดนี้", "delete the line"),
    ),
    (
        "incompatible YAML",
        _LAST,
        Say("ใช้บรรทัด %YAML นี้ไม่ได้", "this line %YAML cannot be read"),
        Say("ลบบรรทัดนี้", "delete the line"),
    ),
    (
        "expected '-' indicator",
        _LAST,
        Say("บรรทัดนี้อยู่ในรายการ แต่ไม่มี -", "this line is within a list, without -"),
        _LINE_UP,
    ),
)
"""By a part of what the reader says: whether the cause is where it began to read or where it
stopped, and our words for it."""


def spaces_of_form(text: str) -> tuple[str, list[Fault]]:
    """The text with ordinary spaces in indents and around colons, and a fault for each that was
    none."""
    told: list[Fault] = []

    def mended(head: re.Match[str]) -> str:
        for run in _ODD_SPACES.finditer(head.group()):
            if len(told) <= MOST_TOLD:
                told.extend(
                    fault._replace(at=head.start() + run.start(), notice=False)
                    for fault in islice(unseen(run.group()), 1)
                )
        return _ODD_SPACES.sub(lambda run: " " * len(run.group()), head.group())

    return (_HEAD.sub(mended, text), told) if _ODD_SPACES.search(text) else (text, [])


def slips(text: str) -> list[Fault]:
    """What makes lines mean something else than they seem to: marks of a merge alone, else strange
    colons, dashes, gaps and brackets."""
    found = chain(_signs(text), _unquoted(text))
    return list(islice(marks_of_a_merge(text), MOST_TOLD + 1)) or list(islice(found, MOST_TOLD + 1))


def marks_of_a_merge(text: str) -> Iterator[Fault]:
    """The lines that a program leaves where two versions of a file do not agree."""
    for found in _MARKER.finditer(text):
        what = Say(
            f'"{found.group()}" คือรอยต่อของสองฉบับที่รวมกันไม่สำเร็จ',
            f'"{found.group()}" is left of two versions that were not merged',
        )
        remedy = Say(
            "เลือกข้อความฉบับเดียว แล้วลบอีกฉบับและบรรทัดที่มี <<<<<<< ======= >>>>>>>",
            "keep one of the two texts, and delete the other and the lines <<<<<<< ======= >>>>>>>",
        )
        yield Fault(found.start(), what, remedy)


def _signs(text: str) -> Iterator[Fault]:
    for pattern in (_STRANGE_COLON, _NO_SPACE, _DASH):
        for found in pattern.finditer(text):
            key, sign = found["key"], found["sign"].strip()
            if key not in keys():
                continue
            code = f"U+{ord(sign):04X}"
            if pattern is _STRANGE_COLON:
                what = Say(
                    f'"{sign}" ({code}) ไม่ใช่เครื่องหมาย :', f'"{sign}" ({code}) is not a colon'
                )
                remedy = Say(
                    f'พิมพ์ "{key}: " ด้วยแป้นอังกฤษ', f'type "{key}: " with a plain colon and a space'
                )
            elif pattern is _NO_SPACE:
                what, remedy = no_space(key)
            elif sign == "-":
                what = Say(
                    f'ไม่มีช่องว่างหลัง "-" หน้า {key}', f'there is no space after "-" before {key}'
                )
                remedy = Say("เว้นวรรคหลัง -", "put a space after -")
            else:
                what = Say(
                    f'"{sign}" ({code}) ไม่ใช่เครื่องหมาย -', f'"{sign}" ({code}) is not a hyphen'
                )
                remedy = Say('พิมพ์ "- " ด้วยแป้นอังกฤษ', 'type "- " with a plain hyphen and a space')
            yield Fault(found.start("sign"), what, remedy)


def _unquoted(text: str) -> Iterator[Fault]:
    for found in (
        _UNQUOTED.finditer(text) if ": {" in text or ": [" in text or "{th:" in text else ()
    ):
        key, flowing = found["key"] or found["inner"], found["flowing"]
        value = (found["value"] or flowing).partition(" #")[0]
        if flowing and (ended := _FLOWING.match(flowing)):
            value = ended[0]
        what = Say(
            "ข้อความที่มี { } หรือ [ ] ตรงนี้ต้องอยู่ในเครื่องหมายคำพูด",
            "a text with { } or [ ] has to be in quotes here",
        )
        line = f"{key}: {json.dumps(value.strip(), ensure_ascii=False)}"
        at = found.start("flowing" if flowing else "value")
        yield Fault(at, what, Say(f"เขียน {line}", f"write {line}"))


def no_space(key: str) -> tuple[Say, Say]:
    """What is said of a key whose colon touches its value."""
    what = Say(f'ไม่มีช่องว่างหลัง "{key}:"', f'there is no space after "{key}:"')
    return what, Say(f"เว้นวรรคหลัง {key}:", f"put a space after {key}:")


def swallowed(text: str, start: int, end: int) -> Fault | None:
    """What is wrong with a text in quotes that holds lines with keys: its own quotes are open, and
    the next ones closed it."""
    holds_keys = any(found["key"] in keys() for found in _KEY_LINE.finditer(text, start, end))
    return Fault(start, _NOT_CLOSED, _CLOSE) if holds_keys else None


def cause(
    text: str, reason: str, first: int, last: int, scalars: Sequence[tuple[str, int, int]]
) -> Fault:
    """What lies behind an error that the reader of YAML gives as `reason`, begun at `first` and met
    at `last`.

    `scalars` are the texts that it had read: the sign that opens each, or "", and where it begins
    and ends.
    """
    for sign, start, end in scalars:
        if sign in ("'", '"') and (fault := swallowed(text, start, end)):
            return fault
    begin = text.rfind("\n", 0, last) + 1
    line = text[begin:].partition("\n")[0]
    before = text[begin : last + 1]
    if "??" in line and (
        lost := [fault for fault in faults(line.partition(": ")[2]) if not fault.notice]
    ):
        return lost[0]._replace(at=begin + line.index(": ") + 2 + lost[0].at)
    if "\t" in before:
        return Fault(begin + before.index("\t"), _TAB, _NO_TABS)
    if "mapping values are not allowed" in reason:
        return _second_colon(text, begin, last, scalars)
    if "expected '-' indicator" in reason and _TEXT_IN_A_LIST.match(text, first):
        owner = text[:first].rstrip(" ").rstrip("\n").rpartition("\n")[2].strip(" -:")
        return Fault(first, *not_a_list(owner))
    if "did not find expected key" in reason:
        return Fault(
            last, *((_INDENT, _LINE_UP) if before[:-1].strip(" -") == "" else _AFTER_THE_END)
        )
    for part, from_first, what, remedy in _REASONS:
        if part in reason:
            return Fault(first if from_first else last, what, remedy)
    return Fault(last, _OTHER, _COMPARE)


def not_a_list(key: str) -> tuple[Say, Say]:
    """What is said of a list where a text belongs."""
    return Say(f'"{key}" เป็นข้อความ ไม่ใช่รายการ', f'"{key}" is a text, not a list'), Say(
        'เขียนเป็นข้อความเดียว ไม่มี "-" หรือ [ ]', 'write one text, without "-" or [ ]'
    )


def _second_colon(
    text: str, begin: int, last: int, scalars: Sequence[tuple[str, int, int]]
) -> Fault:
    """A colon where none can be: of a text that holds one, of a line too far in, or after a line
    that lacks its own."""
    sign, start, _ = scalars[-1] if scalars else ("", last, last)
    if sign or start >= begin:
        what = Say('ข้อความมี ": " อยู่ข้างใน', 'the text holds ": "')
        return Fault(last, what, _QUOTES)
    if text[text.rfind("\n", 0, start) + 1 : start].strip(" -"):
        return Fault(
            begin + len(text[begin:last]) - len(text[begin:last].lstrip()), _INDENT, _LINE_UP
        )
    return Fault(start, *_NO_COLON)


@cache
def keys() -> frozenset[str]:
    """Every key that the model knows."""
    kinds: list[type[Element]] = [Element]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return frozenset(name for kind in kinds for name in kind.model_fields) - {"place", "places"}
