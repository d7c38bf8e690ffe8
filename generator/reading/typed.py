"""Markdown as people type it → Markdown as the library reads it, in which each sign carries its
place.

The library wants a blank line before a list or a table, four spaces before an inner list, `-` and
`1.` alone. What is typed otherwise, and can mean one thing only, is written so; what would be lost
is told. What is left of a sign when the page has been read did not become what was meant: `prose`
finds it by the place that it carries, in a letter that no text may hold.
"""

from __future__ import annotations

import re
from itertools import pairwise, takewhile
from typing import NamedTuple

from ..problems import Say
from .references import HALF, REFERENCE

Complaint = tuple[int, Say, Say]
"""An offset in the page, what is wrong there, and what to do about it."""

_FIRST_PLACE = 0xF0000
PLACE = re.compile("[\U000f0000-\U0010ffff]")
"""An offset as one letter of the planes for private use, which has more of them than a page has
letters."""
ITEM = re.compile(
    r"(?P<bullet>[-*+](?=\s)|[-–—−‐‑](?=\s|[^\W\d_])|[•‣◦●○▪■◆◇❖·∙➢➤►▶](?=\s|\w))|"
    r"\(?(?P<number>[0-9๐-๙]{1,3})(?:[.)](?=\s|[^\W\d_])| [.)](?=\s))|"
    r"(?P<label>(?P<box>[☐☑☒□✓✔✗✘])|(?P<part>[0-9๐-๙]{1,2}(?:\.[0-9๐-๙]{1,2})+[.)]?(?=\s))|\(?[ก-ฮa-z][.)](?=\s))"
)
"""What stands before an item: a dot or a dash, a number, or what is shown as it is typed (☐, 1.1,
ก.)."""
_DEEPEST = 50
"""Lists within lists, quotations within quotations."""
_HEADING = re.compile(r"(#{1,6})\s*(.*)")
_UNDERLINE = re.compile(r"=+|-+")
_RULE = re.compile(r"([-*_])(?:\s*\1){2,}")
_FENCE = re.compile(r"(`{3,}|~{3,})[^`]*")
_BOX = re.compile(r'!!! ?[\w-]+(?: +[\w-]+)*(?: +"[^"]*")?')
_WRONG_BOX = re.compile(r"!!!|\?\?\?|:::")
_NAMED_ADDRESS = re.compile(r"\[(?!\^)[^\]]*\]:")
_PIPE = re.compile(rf"\\.|(`+)[^`]*\1(?!`)|{REFERENCE.pattern}|(?P<pipe>\|)")
_IN_A_CELL = re.compile(rf"(?P<code>`+)[^`]*(?P=code)(?!`)|{REFERENCE.pattern}")
_TABLE_RULE = re.compile(r"(?=[^|]*\|)(?=[^-–—=]*[-–—=])[|:\-–—=\s]+")
_DASHES = str.maketrans("–—=", "---")
_CHECKBOX = re.compile(r"\[([ xX])\](?=\s)")
_BOLD = re.compile(
    r"(`+)[^`]*\1|(?<![\\*])\*\*(?!\*)(?P<before>\s*)(?P<words>[^*]*[^*\s])(?P<after>\s*)\*\*(?!\*)"
)
_PARTED_LINK = re.compile(r"\](\s+)\((?=<?[^\s()<>]*(?:\.[a-z]{2,4}\b|://|#))")
_SIGN = re.compile(
    r"\\.|\d\*+(?=\d)|[*_]{4,}|(?P<sign>!\[[^\]]*\]?|(?<!\])(?<!\] )\[|\](?=\()|\)(?=\[[^\][]*(?:\.[a-z]{2,4}\b|://|#))|`+|~~|"
    r"(?:^|(?<=[\s(]))_{1,2}(?=[^\W_])|(?<![\s*])\*+|(?<!\*)\*+(?=[^\s*])|<(?=/?[a-zA-Z][^<>]*>|!--)|^#+(?=\s)"
    rf"|{REFERENCE.pattern}|{HALF})"
)


class Typed(NamedTuple):
    """A page without its head, as the library reads it; what stands between ``` by its place; what
    would be lost."""

    text: str
    code: dict[int, str]
    complaints: list[Complaint]


def typed(text: str) -> Typed:
    """What was typed, as the library reads it. Raises RecursionError where it is nested too
    deep."""
    lines, start = [], 0
    for line in text.split("\n"):
        lines.append(_Line(line, start))
        start += len(line) + 1
    page = Typed("", {}, [])
    return page._replace(text="\n".join(_Part(lines, page, 0).lines()))


def offsets(text: str) -> list[int]:
    """The places that a text of the finished page carries."""
    return [ord(place) - _FIRST_PLACE for place in PLACE.findall(text)]


def _place(offset: int) -> str:
    return chr(_FIRST_PLACE + offset)


def _signs(text: str, start: int) -> str:
    """Words with a place before each sign; spaces within `**` and before an address are moved to
    where they do no harm."""

    def spaced(found: re.Match[str]) -> str:
        return found[0] if found[1] else f"{found['before']}**{found['words']}**{found['after']}"

    text = _PARTED_LINK.sub(r"](\1", _BOLD.sub(spaced, text))
    text = _SIGN.sub(
        lambda found: _place(start + found.start()) + found[0] if found["sign"] else found[0], text
    )
    return text.replace(
        "\t", "    "
    )  # places stand in the line, so that a tab would not be as wide as it was typed


class _Line(NamedTuple):
    text: str
    start: int
    """Where in the page it begins."""

    @property
    def words(self) -> str:
        return self.text.strip()

    @property
    def indent(self) -> int:
        """The letters before its words."""
        return len(self.text) - len(self.text.lstrip())

    @property
    def column(self) -> int:
        """Where its words stand on a screen."""
        return len(self.text[: self.indent].expandtabs(4))

    @property
    def begins(self) -> int:
        """Where in the page its words begin."""
        return self.start + self.indent

    def after(self, letters: int) -> _Line:
        return _Line(self.text[letters:], self.start + letters)

    def cells(self) -> list[_Line]:
        """What stands between the pipes of a row."""
        last = len(self.text.rstrip()) - 1
        pipes = [found.start() for found in _PIPE.finditer(self.text) if found["pipe"]]
        edges = [
            *([] if self.indent in pipes else [self.indent - 1]),
            *pipes,
            *([] if last in pipes else [last + 1]),
        ]
        return [
            _Line(self.text[one + 1 : other], self.start + one + 1)
            for one, other in pairwise(edges)
        ]


class _Open(NamedTuple):
    """A list that may go on: the column of its last item, and whether it is numbered."""

    column: int
    numbered: bool


class _Part:
    """The page, or what stands in a quotation or a box of it."""

    def __init__(self, lines: list[_Line], page: Typed, depth: int) -> None:
        if depth > _DEEPEST:
            raise RecursionError
        self._lines, self._page, self._depth = lines, page, depth
        self._out: list[str] = []
        self._open: list[_Open] = []
        self._margin = ""
        self._running = ""
        """What a line of words would go on with: an "item", or a "paragraph"."""
        self._label = ""

    def lines(self) -> list[str]:
        """The part as the library reads it."""
        readers = (
            self._blank,
            self._fence,
            self._heading,
            self._rule,
            self._quotation,
            self._box,
            self._item,
            self._table,
        )
        at = 0
        while at < len(self._lines):
            at += next((taken for read in readers if (taken := read(at))), 0) or self._text(at)
        return self._out

    def _tell(self, offset: int, what: Say, remedy: Say) -> None:
        self._page.complaints.append((offset, what, remedy))

    def _words_after(self, at: int) -> str:
        return self._lines[at + 1].words if at + 1 < len(self._lines) else ""

    def _inner(self, lines: list[_Line]) -> list[str]:
        """What stands in a quotation or a box, without blank lines at its end."""
        rows = _Part(lines, self._page, self._depth + 1).lines()
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def _gap(self) -> None:
        if self._out and self._out[-1]:
            self._out.append("")

    def _stand(self, line: _Line) -> str:
        """Ends the lists that a line does not stand in, and gives the spaces that put it into the
        others."""
        while self._open and line.column < self._open[-1].column + 2:
            self._open.pop()
        return "    " * len(self._open)

    def _block(self, line: _Line, rows: list[str]) -> None:
        """Writes what stands by itself, between blank lines."""
        margin = self._stand(line)
        self._gap()
        self._out += [*(row and margin + row for row in rows), ""]
        self._running, self._label = "", ""

    def _blank(self, at: int) -> int:
        if self._lines[at].words:
            return 0
        self._out.append("")
        self._running = ""
        return 1

    def _fence(self, at: int) -> int:
        line = self._lines[at]
        fence = _FENCE.fullmatch(line.words)
        if not fence:
            return 0
        inside = list(
            takewhile(lambda one: not _closes(one.words, fence[1]), self._lines[at + 1 :])
        )
        if at + 1 + len(inside) == len(self._lines):
            what = Say(
                f"ส่วนที่เริ่มด้วย {fence[1]} ไม่มีบรรทัดปิด", f"what begins with {fence[1]} is not closed"
            )
            self._tell(
                line.begins,
                what,
                Say(f"เติมบรรทัด {fence[1]} ท้ายส่วนนั้น", f"add a line {fence[1]} where it ends"),
            )
        self._page.code[line.begins] = "".join(
            f"{one.after(min(one.indent, line.indent)).text}\n" for one in inside
        )
        self._block(line, [_place(line.begins)])
        return len(inside) + 2

    def _heading(self, at: int) -> int:
        line = self._lines[at]
        heading = _HEADING.match(line.words)
        if not heading:
            return 0
        self._block(
            line,
            [heading[1] + _place(line.begins) + _signs(heading[2], line.begins + heading.start(2))],
        )
        return 1

    def _rule(self, at: int) -> int:
        if not _RULE.fullmatch(self._lines[at].words):
            return 0
        self._block(self._lines[at], ["---"])
        return 1

    def _quotation(self, at: int) -> int:
        lines = list(takewhile(lambda one: one.words.startswith(">"), self._lines[at:]))
        if lines:
            inner = [
                line.after(line.indent + (2 if line.words.startswith("> ") else 1))
                for line in lines
            ]
            self._block(lines[0], [f"> {row}" if row else ">" for row in self._inner(inner)])
        return len(lines)

    def _box(self, at: int) -> int:
        line = self._lines[at]
        if not _BOX.fullmatch(line.words):
            return 0
        lines = list(
            takewhile(lambda one: not one.words or one.column > line.column, self._lines[at + 1 :])
        )
        first = next((one for one in lines if one.words), None)
        if first is None:
            what = Say("กล่องนี้ไม่มีข้อความอยู่ข้างใน", "nothing stands in this box")
            self._tell(
                line.begins,
                what,
                Say("เยื้องข้อความในกล่องเข้าไป 4 ช่อง", "indent what belongs into it by four spaces"),
            )
            return 1
        inner = self._inner([one.after(min(one.indent, first.indent)) for one in lines])
        self._block(
            line, [_signs(line.words, line.begins), *(row and f"    {row}" for row in inner)]
        )
        return len(lines) + 1

    def _item(self, at: int) -> int:
        line = self._lines[at]
        item = ITEM.match(line.words)
        if not item or not self._is_item(item, self._words_after(at)):
            return 0
        numbered = item["number"] is not None
        while len(self._open) > 1 and line.column < self._open[-1].column:
            self._open.pop()
        other = (
            bool(self._open)
            and line.column < self._open[-1].column + 2
            and self._open.pop().numbered != numbered
        )
        if other or self._running == "paragraph":
            self._gap()
        self._open.append(_Open(line.column, numbered))
        if len(self._open) > _DEEPEST:
            raise RecursionError
        words = line if item["label"] else line.after(line.indent + item.end())
        text = (
            _CHECKBOX.sub(lambda box: "☐  " if box[1] == " " else "☑  ", words.words)
            if _CHECKBOX.match(words.words)
            else words.words
        )
        self._margin = "    " * (len(self._open) - 1)
        sign = f"{int(item['number'])}." if numbered else "-"
        inner = ITEM.match(text)
        place = (
            "" if inner and not inner["label"] else _place(line.begins)
        )  # an item within an item begins with its own sign
        self._out.append(f"{self._margin}{sign} {place}{_signs(text, words.begins)}")
        self._running, self._label = "item", _kind(item)
        return 1

    def _is_item(self, item: re.Match[str], following: str) -> bool:
        """Whether it is one: a number within a text may be of the text, and what is no sign of
        lists is one in company only."""
        after = ITEM.match(following)
        if item["label"]:
            return _kind(item) in (self._label, after and _kind(after))
        return (
            not item["number"]
            or self._running != "paragraph"
            or bool(self._open)
            or int(item["number"]) == 1
            or bool(after and after["number"])
        )

    def _table(self, at: int) -> int:
        rows = list(takewhile(lambda line: "|" in line.words, self._lines[at:]))
        rule = next((n for n, row in enumerate(rows) if _TABLE_RULE.fullmatch(row.words)), None)
        if rule:
            for n in range(rule - 1):
                self._text(at + n)
            self._rows(rows[rule - 1 :])
            return len(rows)
        if rule is None:
            rows = [*rows[:1], *takewhile(lambda row: not ITEM.match(row.words), rows[1:])]
            counts = [len(row.cells()) for row in rows]
            if not rows or not (
                rows[0].words.startswith("|") or (len(rows) > 1 and counts[0] == counts[1] > 1)
            ):
                for n in range(len(rows)):
                    self._text(at + n)
                return len(rows)
        what = Say(
            "ตารางนี้ไม่มีหัว หรือไม่มีบรรทัด |---|---| ใต้หัว",
            "this table has no head, or no line |---|---| below it",
        )
        remedy = Say(
            "แถวแรกเป็นหัวตาราง บรรทัดถัดไปพิมพ์ |---| ให้ครบทุกช่อง",
            "the first row is the head; below it type a line with |---| for each cell",
        )
        self._tell(rows[0].begins, what, remedy)
        return len(rows)

    def _rows(self, rows: list[_Line]) -> None:
        """Writes a table, and tells each row that has more or fewer cells than its head."""
        rebuilt = []
        wanted = len(rows[0].cells())
        for number, row in enumerate(rows):
            cells = row.cells()
            if len(cells) != wanted:
                what = Say(
                    f"แถวนี้มี {len(cells)} ช่อง แต่หัวตารางมี {wanted} ช่อง",
                    f"this row has {len(cells)} cells, and the head of its table {wanted}",
                )
                remedy = Say(
                    "ทำให้เท่ากัน ถ้า | อยู่ในข้อความ ให้พิมพ์ \\|",
                    "make them as many; where a | is part of a text, type \\|",
                )
                self._tell(
                    cells[wanted].start - 1 if len(cells) > wanted else row.begins, what, remedy
                )
            if number == 1:
                rebuilt.append(f"|{'|'.join(cell.text for cell in cells)}|".translate(_DASHES))
            else:
                signed = (_signs(cell.text, cell.start) for cell in cells)
                rebuilt.append(f"|{'|'.join(map(_whole, signed))}|")
        self._block(rows[0], rebuilt)

    def _text(self, at: int) -> int:
        line = self._lines[at]
        if _WRONG_BOX.match(line.words):
            what = Say("กล่องข้อความนี้เขียนไม่ถูกแบบ", "this box is not written as boxes are")
            remedy = Say(
                'เขียน !!! note "ชื่อกล่อง" แล้วเยื้องข้อความ 4 ช่อง',
                'write !!! note "Title", and indent its text by four spaces',
            )
            self._tell(line.begins, what, remedy)
        text = _signs(line.text[line.indent :], line.begins)
        under = self._words_after(at)
        if not self._running and _UNDERLINE.fullmatch(under):
            self._block(line, [_place(line.begins) + text, under])
            return 2
        if not self._running:
            self._margin, self._label, self._running = self._stand(line), "", "paragraph"
        self._out.append(self._margin + (line.words if _NAMED_ADDRESS.match(line.words) else text))
        return 1


def _whole(cell: str) -> str:
    """A cell in which no reference is parted by its pipe; code has no reference."""
    return _IN_A_CELL.sub(lambda it: it[0] if it["code"] else it[0].replace("|", r"\|"), cell)


def _closes(words: str, fence: str) -> bool:
    return words.startswith(fence) and not words.strip(fence[0])


def _kind(item: re.Match[str]) -> str:
    """What is like it: signs to tick, parts of a number, letters."""
    return next((kind for kind in ("box", "part", "label") if item[kind]), "")
