"""A workbook of texts that comes back → what somebody changed in it, row by row; what cannot be taken
is told and left alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, NoReturn

from ..guide import Guide
from ..language import Language
from ..problems import Place, Problem, ProblemsFound, Say
from ..texts import Pair, fingerprint, spelled
from ..thai import normalise
from .cells import AS_TEXT, Cell, Strange, failed
from .given import FORMAT, GIVEN, MARK, SAID, columns, head, word
from .table import Row, Table

_HEADS_WITHIN = 20
"""Rows among which the heads are looked for."""
_FEW = 2
"""Rows that may have exchanged their texts on purpose."""
_ANEW = Say("ส่งออกใหม่ แล้ววางข้อความที่แก้ลงไป", "export it anew, and paste what was changed into it")
_BY_HAND = Say("แก้ในไฟล์ของคู่มือเอง", "change it in the files of the manual")
_DATE = Strange(Say("เป็นวันที่หรือเวลา ไม่ใช่ข้อความ", "a date or a time, and no text"), AS_TEXT)
_LETTERS = Strange(
    Say("มีตัวอักษรที่หายไปเป็น ?", "letters were lost as ?"),
    Say("บันทึกเป็น .xlsx หรือ CSV UTF-8", "save it as .xlsx or as CSV UTF-8"),
)
_EMPTIED = Strange(Say("ข้อความถูกลบ", "the text was removed"), _BY_HAND)


class Change(NamedTuple):
    """A text that is to be another, and the row that says so."""

    line: int
    pair: Pair
    language: Language
    text: str

    @property
    def before(self) -> str:
        """What it is now; nothing where its English is missing."""
        return _now(self.pair, self.language)


@dataclass
class Returned:
    """What a table that comes back says."""

    changes: list[Change] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    """The places of the texts whose English is to count as confirmed, as they will be."""
    left: list[Problem] = field(default_factory=list)
    """Rows that are left alone, and why."""
    remarks: list[Problem] = field(default_factory=list)
    """What somebody wrote beside a text."""


class _Line(NamedTuple):
    """A row: what stands in its columns, by their names."""

    number: int
    cells: Mapping[str, Cell]

    def text(self, name: str) -> str:
        cell = self.cells.get(name, "")
        return cell.strip() if isinstance(cell, str) else ""


def understood(table: Table, guide: Guide, pairs: Iterable[Pair]) -> Returned:
    """What a table says of the texts that the manual has now. Raises ProblemsFound for what is no
    table of its texts."""
    return _Reading(table, guide, {pair.key: pair for pair in pairs}).read()


class _Reading:
    def __init__(self, table: Table, guide: Guide, pairs: Mapping[str, Pair]) -> None:
        self._table, self._pairs, self._spoken = table, pairs, guide.manual.languages
        heads, mark = self._heads(guide.manual.id)
        self._columns = {"mark": mark, **self._named(heads)}
        self._lines = [self._line(row) for row in table.rows if row.line > heads.line]
        self._given = {
            found[1]: {Language.TH: found[2], Language.EN: found[3]}
            for line in self._lines
            if (found := GIVEN.fullmatch(line.text("mark")))
        }
        """The fingerprints of each text as it was given out."""
        self._returned = Returned()

    def read(self) -> Returned:
        by_place: dict[str, list[_Line]] = defaultdict(list)
        for line in filter(self._is_known, self._lines):
            by_place[line.text("place")].append(line)
        for key in filter(by_place.__contains__, self._pairs):  # in the order of the manual
            first, *others = by_place[key]
            other = next((one for one in others if not _are_alike(one, first)), None)
            if not other:
                self._row(first, self._pairs[key])
                continue
            what = Say(
                f"แถว {first.number} กับแถวนี้เป็นข้อความเดียวกัน แต่เขียนต่างกัน",
                f"row {first.number} and this one are the same text, and differ",
            )
            self._leave(other, what, Say("เหลือไว้แถวเดียว", "keep one of them"))
        self._must_be_whole()
        return self._returned

    def _heads(self, id: str) -> tuple[Row, int]:
        """The row of heads, and the column of the marks."""
        for row in self._table.rows[:_HEADS_WITHIN]:
            for column, cell in enumerate(row.cells):
                if isinstance(cell, str) and (found := MARK.fullmatch(cell.strip())):
                    self._must_be_ours(row.line, int(found[1]), found[2], id)
                    return row, column
        what = Say(
            "ไม่ใช่ไฟล์จาก khumue texts export หรือคอลัมน์ที่ซ่อนไว้หายไป",
            "this is no file of khumue texts export, or its hidden column is lost",
        )
        self._refuse(0, what, _ANEW)

    def _must_be_ours(self, line: int, format: int, id: str, own: str) -> None:
        if format > FORMAT:
            what = Say("ไฟล์นี้มาจาก Khumue รุ่นใหม่กว่า", "this file is of a newer Khumue")
            self._refuse(line, what, Say("ติดตั้งรุ่นนั้นก่อน", "install that one first"))
        if id != own:
            what = Say(f'เป็นไฟล์ของคู่มืออื่น "{id}"', f'this file is of another manual, "{id}"')
            remedy = Say(f'ใช้ไฟล์ของ "{own}"', f'take the one of "{own}"')
            self._refuse(line, what, remedy)

    def _named(self, row: Row) -> dict[str, int]:
        """Where each column stands, wherever it was moved to."""
        heads = {_key(cell): column for column, cell in enumerate(row.cells)}
        found = {}
        for column in columns(self._spoken):
            said = word(column.name)
            names = map(_key, (head(column.name, tuple(Language)), said.th, said.en))
            at = next((heads[name] for name in names if name in heads), None)
            if at is not None:
                found[column.name] = at
            elif any("??" in key for key in heads):
                self._refuse(row.line, *_LETTERS)
            elif column.name in ("place", *SAID.values()):
                what = Say(f'ไม่มีคอลัมน์ "{said.th}"', f'the column "{said.en}" is not there')
                self._refuse(row.line, what, _ANEW)
        return found

    def _line(self, row: Row) -> _Line:
        columns = self._columns.items()
        return _Line(row.line, {name: row.cells[at] for name, at in columns if at < len(row.cells)})

    def _is_known(self, line: _Line) -> bool:
        """Whether a row is of a text of the manual; what somebody wrote elsewhere is told."""
        key, mark = line.text("place"), GIVEN.fullmatch(line.text("mark"))
        if key in self._given and key in self._pairs:
            return True
        said = {language: line.text(name) for language, name in SAID.items() if line.text(name)}
        if key in self._given:
            if any(fingerprint(said[one]) != self._given[key][one] for one in said):
                what = Say(f'คู่มือไม่มี "{key}" แล้ว', f'the manual has "{key}" no more')
                self._leave(line, what, _BY_HAND)
        elif mark:
            what = Say(
                f'ที่อยู่ของข้อความถูกพิมพ์ทับ เดิมคือ "{mark[1]}"',
                f'its place was typed over; it was "{mark[1]}"',
            )
            self._leave(line, what, Say("พิมพ์คืนตามเดิม", "type that again"))
        elif said and not MARK.fullmatch(line.text("mark")):  # which heads have, told again
            self._leave(line, Say("แถวนี้เพิ่มเข้ามาเอง", "this row was added"), _BY_HAND)
        return False

    def _row(self, line: _Line, pair: Pair) -> None:
        """What a row says of its text: all of it or, where something cannot be taken, nothing."""
        if remark := line.text("remark"):
            who = line.text("reviewer")
            what = Say(f"หมายเหตุ {who}: {remark}", f"remark {who}: {remark}")
            self._returned.remarks.append(
                Problem(self._at(line.number), what, Say(pair.key, pair.key), notice=True)
            )
        said: dict[Language, str] = {}
        for language in self._spoken:
            text = self._said(line, pair, language)
            if isinstance(text, Strange):
                return self._leave(line, *_within(SAID[language], text))
            said[language] = text
        changed = [language for language in self._spoken if said[language] != _now(pair, language)]
        confirms = line.text("confirm")
        if not changed and not confirms:
            return
        for language in self._stale(line, pair):
            if language is Language.TH or language in changed or confirms:
                now = _now(pair, language)
                what = Say(
                    f'คู่มือเปลี่ยนไปหลังส่งออก ตอนนี้คือ "{now}"',
                    f'the manual has changed since the export; it says "{now}" now',
                )
                return self._leave(line, *_within(SAID[language], Strange(what, _ANEW)))
        if confirms and (strange := _not_confirmed(confirms, said[Language.EN])):
            return self._leave(line, *_within("confirm", strange))
        if confirms:
            self._returned.confirmed.append(pair.key)
        for language in changed:
            self._returned.changes.append(Change(line.number, pair, language, said[language]))
        return None

    def _said(self, line: _Line, pair: Pair, language: Language) -> str | Strange:
        """What a row has for a text in a language: the text as it is now, where nobody changed it."""
        cell, now = line.cells.get(SAID[language], ""), _now(pair, language)
        given = self._given[pair.key][language]
        if not isinstance(cell, str):
            return cell if isinstance(cell, Strange) else _DATE
        text = _as_written(cell, pair)
        if text == _as_written(now, pair) or (not text and given == "-"):
            return now
        if not text:
            return _EMPTIED
        if fingerprint(text) == given != fingerprint(now):  # it was changed in the manual alone
            return now
        if lost := failed(text) or _lost(text, now):
            return lost
        return text

    def _stale(self, line: _Line, pair: Pair) -> Iterator[Language]:
        """The languages in which the manual says something else than when the row was made, and
        than the row says."""
        for language in self._spoken:
            now, given = _now(pair, language), self._given[pair.key][language]
            if (fingerprint(now) if now else "-") != given:
                cell = line.text(SAID[language])
                if _as_written(cell, pair) != _as_written(now, pair):
                    yield language

    def _must_be_whole(self) -> None:
        """Raises ProblemsFound where one column was sorted without the others: its texts are all
        there, and each beside another's place."""
        for language in self._spoken:
            changes = [one for one in self._returned.changes if one.language is language]
            given = {self._given[one.pair.key][language] for one in changes}
            moved = [one for one in changes if fingerprint(one.text) in given]
            if len(moved) > _FEW and 2 * len(moved) > len(changes):
                name = word(SAID[language])
                what = Say(
                    f'คอลัมน์ "{name.th}" ถูกเรียงลำดับแยกจากคอลัมน์อื่น ({len(moved)} แถว)',
                    f'the column "{name.en}" was sorted without the others ({len(moved)} rows)',
                )
                self._refuse(moved[0].line, what, _ANEW)

    def _leave(self, line: _Line, what: Say, remedy: Say) -> None:
        self._returned.left.append(Problem(self._at(line.number), what, remedy))

    def _refuse(self, line: int, what: Say, remedy: Say) -> NoReturn:
        raise ProblemsFound([Problem(self._at(line), what, remedy)])

    def _at(self, line: int) -> Place:
        return Place(self._table.file, line)


def _within(column: str, strange: Strange) -> Strange:
    """What is said of a cell, with the head of its column."""
    name, (what, remedy) = word(column), strange
    return Strange(Say(f"{name.th}: {what.th}", f"{name.en}: {what.en}"), remedy)


def _not_confirmed(said: str, english: str) -> Strange | None:
    """Why what stands under the head "confirm" confirms nothing."""
    choice = word("confirmed")
    if _key(said) not in map(_key, choice):
        remedy = Say(f'เลือก "{choice.th}" หรือเว้นว่าง', f'write "{choice.en}", or nothing')
        return Strange(Say(f'ไม่รู้จักคำว่า "{said}"', f'"{said}" is not known'), remedy)
    if not english:
        what = Say("ยังไม่มีภาษาอังกฤษให้ยืนยัน", "there is no English to confirm")
        return Strange(what, Say("แปลก่อน หรือเว้นว่าง", "translate it first, or write nothing"))
    return None


def _lost(text: str, now: str) -> Strange | None:
    """What a text is that is as it was, but for letters that an old encoding made ? of."""
    if len(text) != len(now) or any(
        new not in ("?", old) for new, old in zip(text, now, strict=True)
    ):
        return None
    return _LETTERS


def _as_written(text: str, pair: Pair) -> str:
    """A text as it would stand in the manual: in lines where a page has them or there are some, or
    else on one."""
    if not pair.is_passage and "\n" not in pair.th:
        return spelled(text)
    lines = normalise(text).replace("\r\n", "\n").split("\n")
    return "\n".join(map(str.rstrip, lines)).strip()


def _are_alike(line: _Line, other: _Line) -> bool:
    return all(line.text(name) == other.text(name) for name in (*SAID.values(), "confirm"))


def _now(pair: Pair, language: Language) -> str:
    return pair.th if language is Language.TH else pair.en or ""


def _key(cell: Cell) -> str:
    return " ".join(normalise(cell).split()).casefold() if isinstance(cell, str) else ""
