"""How the fields of a sheet share its paper: which stand beside each other, how wide each is, and
which sections need the paper on its side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .. import letters
from ..language import Language
from ..markup import Words, plain
from ..model import (
    ChecklistField,
    ChoiceField,
    Column,
    Entry,
    TableField,
    Text,
    Worksheet,
    WorksheetField,
    WorksheetSection,
)
from ..thai import unbreakable
from .sheet import Sheet

WIDTH, WIDE = 180.0, 267.0
"""The paper between its margins, in mm: upright, and on its side."""
GAP = 4.0
_TITLE, _MARK, _BORDERED = 11.0, 13.0, 6.0
"""The size of the title and of the code on following pages, in points, and what a border and the
gap after it take around that, in mm."""
_SIGNATURE, _ABREAST = 42.0, 4
"""Signatures are at least so wide, in mm, up to half as much again, and so many stand beside each
other."""
_HEAD, _AROUND = 3.55, 3.4
"""The size of the heads of columns, and the room that a cell leaves around its words, in mm."""
_LONGEST_WORD = 60.0
"""No word makes a column wider than this, in mm: a longer one ends its lines where it has to."""
_POINT = 25.4 / 72
SMALL = 10.0
"""The size of labels on following pages, in points."""
_TEXT = {Language.TH: 12.0, Language.EN: 11.0}
"""The size of the text of a sheet in each language, in points."""
_FOOT = {Language.TH: (8.5, 1.5), Language.EN: (8.0, 1.4)}
"""The size of the foot in each language, in points, and its line as a multiple of that."""
_UNDER = (7.82, 1.4)
"""The same of English under Thai."""
_CODE = 23.0
"""The room for the code beside the foot, in mm."""
_EDGE, _OVER_FOOT = 10.0, 3.3
"""What stays white at the edge of the paper, and what a rule takes over the foot, in mm."""
_ENDS = 1.03
"""How much longer a text is with what its lines leave empty at their ends."""
_ENGLISH, _SPACE = 0.84, 0.26
"""The size of English beside Thai, as a share of it, and a space, as a share of the text."""
_TICK = 13.0
"""What a box takes before its words, and the gap after them, in mm."""
_SHORT, _COUNT = 22.0, 9.0
"""What is left to write on, in mm, on following pages: for a field, and for the number of a
sheet."""


class Blank(NamedTuple):
    """Something to write beside its label: how wide it is as a whole, and the rule alone, in mm."""

    it: WorksheetField
    width: float
    rule: float


class Repeated(NamedTuple):
    """A blank on following pages: its label, the rule, what has been filled in, and the id of the
    common field that is filled in otherwise than by hand."""

    label: Text
    rule: float
    value: str
    id: str


def closes(section: WorksheetSection) -> bool:
    """Whether a section is the signatures and little else, which must not stand alone on a last
    page."""
    rows = [field.how for field in section.fields]
    return any(row.layout == "signature" for row in rows) and not any(row.large for row in rows)


def paper_of(table: TableField) -> float:
    """The width of the paper that a table needs, for its columns to be written in."""
    return WIDE if sum(column.how.column for column in table.columns) > WIDTH else WIDTH


def rows_on(paper: float) -> int:
    """How many rows a page of one table begins with; they grow to fill it."""
    return 8 if paper == WIDE else 16


def papers(record: Worksheet) -> list[tuple[WorksheetSection, float]]:
    """The sections with the width of their paper: on its side from the first on that has a table
    with no room to be written in, since each turn would leave a page half empty."""
    found: list[tuple[WorksheetSection, float]] = []
    paper = WIDTH
    for section in record.sections:
        tables = [field for field in section.fields if isinstance(field, TableField)]
        paper = max(paper, *map(paper_of, tables), WIDTH)
        found.append((section, paper))
    return found


def blocks(
    fields: Iterable[WorksheetField], sheet: Sheet, paper: float = WIDTH
) -> list[tuple[str, list[Blank]]]:
    """The fields of a section in the order they are printed: ("line", fields that share a line), or
    (layout, [one field]).

    A field whose label leaves no room beside it is "tall". Signatures share lines too.
    """
    blocks: list[tuple[str, list[tuple[WorksheetField, float]]]] = []
    left = 0.0
    for field in fields:
        if field.how.layout == "line":
            need = _need(field, sheet)
            if need > paper + GAP:
                blocks.append(("tall", [(field, paper)]))
                continue
            if not blocks or blocks[-1][0] != "line" or need > left:
                blocks.append(("line", []))
                left = paper + GAP
            blocks[-1][1].append((field, need))
            left -= need
        elif field.how.layout == "signature":
            need = max(_SIGNATURE, _widest(field.label, sheet) + GAP)
            if (
                not blocks
                or blocks[-1][0] != "signature"
                or len(blocks[-1][1]) == _ABREAST
                or sum(other for _, other in blocks[-1][1]) + need > paper + GAP
            ):
                blocks.append(("signature", []))
            blocks[-1][1].append((field, need))
        else:
            blocks.append((field.how.layout, [(field, paper)]))
    shared = {"line": _widths, "signature": _alike}
    return [
        (kind, [Blank(field, width, _rule(kind, field, width, sheet)) for field, width in mine])
        for kind, some in blocks
        for mine in [shared[kind](some, paper) if kind in shared else some]
    ]


def _widths(
    fields: list[tuple[WorksheetField, float]], paper: float
) -> list[tuple[WorksheetField, float]]:
    """The width of each field of a line, in mm: all together the whole, but none more than twice
    what it needs."""
    scale = min(2.0, (paper + GAP) / sum(need for _, need in fields))
    return [(field, int(10 * (need * scale - GAP)) / 10) for field, need in fields]


def _alike(
    fields: list[tuple[WorksheetField, float]], paper: float
) -> list[tuple[WorksheetField, float]]:
    """The width of each of some signatures, in mm: what is left is shared alike."""
    more = (paper + GAP - sum(need for _, need in fields)) / len(fields)
    wide = ((field, min(need + more, max(need, 1.5 * _SIGNATURE))) for field, need in fields)
    return [(field, int(10 * (width - GAP)) / 10) for field, width in wide]


def tick_width(option: Text, paper: float, sheet: Sheet) -> float:
    """The width of what can be ticked, with its box and the gap after it, in mm."""
    return round(min(paper, said_wide(option, sheet) + _TICK), 1)


def left_beside(text: Text, width: float, sheet: Sheet) -> float:
    """What is left to write on beside a text, in mm."""
    return int(10 * (width - said_wide(text, sheet))) / 10


def beside(field: ChecklistField | ChoiceField, paper: float, sheet: Sheet) -> bool:
    """Whether what can be ticked has room on the line of its label."""
    choose = [Words.pair("worksheet.choose_one")] if field.how.layout == "choice" else []
    ticks = _beside(field.options, sheet) + _TICK * len(field.options)
    return _beside([field.label, field.note, *choose], sheet) + ticks < paper


def _rule(kind: str, field: WorksheetField, width: float, sheet: Sheet) -> float:
    """What is left to write on beside the label, if it stands beside it, and the unit."""
    beside = [field.label, field.note] if kind == "line" else []
    return int(10 * (width - _beside([*beside, getattr(field, "unit", None)], sheet))) / 10


def _need(field: WorksheetField, sheet: Sheet) -> float:
    """The width of a label, its unit, its note and the rule to write on, or what is filled in, in
    mm."""
    written, size = filled(field, sheet), _TEXT[sheet.language] * _POINT
    room = max(field.how.room, letters.width(written[1], size) if written else 0)
    return _beside([field.label, field.note, getattr(field, "unit", None)], sheet) + room + GAP


def _beside(texts: Iterable[Text | None], sheet: Sheet) -> float:
    return sum(said_wide(text, sheet) for text in texts if text)


def said_wide(text: Text, sheet: Sheet, size: float | None = None) -> float:
    """How wide a text is on one line, with its English and a space after each, in mm."""
    size = (size or _TEXT[sheet.language]) * _POINT
    said = [(plain(text, language), language) for language in sheet.languages]
    return sum(
        letters.width(words, size * (_ENGLISH if number else 1)) + size * _SPACE
        for number, (words, language) in enumerate(said)
        if not number or text.en
    )


def filled(field: WorksheetField, sheet: Sheet) -> tuple[str, str] | None:
    """What has been filled in on a line, with the id of a common field that a list fills in; None
    for a blank."""
    if answer := sheet.answer(field):
        return ("", entered(answer.entry, sheet.language)) if answer.entry else None
    mine = field.id in dict(sheet.filled) and any(field is common for common in sheet.head)
    return (field.id, dict(sheet.filled)[field.id]) if mine else None


def entered(entry: Entry, language: Language) -> str:
    """What an example has in one place."""
    return entry.text.of(language) if entry.text else entry.value or ""


def repeated(sheet: Sheet) -> list[list[Repeated]]:
    """The lines of blanks on following pages: whose sheet it is, which of how many it is."""
    again = [field for field in sheet.head if field.id in sheet.everywhere]
    again.sort(key=lambda field: sheet.everywhere.index(field.id))
    wholes = [[(field.label, _SHORT, *(filled(field, sheet) or ("", "")))] for field in again]
    if sheet.is_worksheet:  # which sheet of how many it is stands on one line
        counts = ("sheet.of", "sheet.in_all")
        wholes.append([(Words.pair(key), _COUNT, "", "") for key in counts])
    lines: list[list[tuple[float, Repeated]]] = []
    left = 0.0
    for some in wholes:
        said = [
            (
                said_wide(label, sheet, SMALL),
                Repeated(label, max(room, letters.width(value, SMALL * _POINT)), value, id),
            )
            for label, room, id, value in some
        ]
        need = sum(mine + blank.rule + GAP for mine, blank in said)
        if need > left:
            lines.append([])
            left = WIDTH + GAP
        lines[-1] += said
        left -= need
    return [
        [blank._replace(rule=blank.rule + _more(line, blank.rule)) for _, blank in line]
        for line in lines
    ]


def _more(line: Sequence[tuple[float, Repeated]], rule: float) -> float:
    """What a rule gets of what its line leaves: no more than it has, and numbers of sheets
    nothing."""
    left = WIDTH + GAP - sum(mine + blank.rule + GAP for mine, blank in line)
    sharing = [blank for _, blank in line if blank.rule > _COUNT]
    return min(rule, left / len(sharing)) if rule > _COUNT else 0.0


def bottom(sheet: Sheet) -> float:
    """How much of each page the foot takes, with the margin under it, in mm."""
    own, under = _FOOT[sheet.language], _UNDER
    wide = WIDTH - (_CODE if sheet.address else 0)
    said = [(plain(sheet.invented, sheet.language), own)] if sheet.invented else []
    said += [(words, own) for words in (sheet.code, sheet.address) if words]
    if foot := sheet.foot:
        texts = [plain(foot, language) for language in sheet.languages]
        said += zip(texts, (own, under), strict=False)
    height = _OVER_FOOT + sum(
        _POINT * size * leading * (1 + int(letters.width(words, size * _POINT) * _ENDS / wide))
        for words, (size, leading) in said
    )
    return round(_EDGE + max(height, _CODE if sheet.address else 0), 1)


def top(sheet: Sheet) -> float:
    """How much of following pages their head takes, with the margin above it, in mm."""
    title = said_wide(sheet.record.title, sheet, _TITLE)
    lines = 1 + int(title * 1.05 / (WIDTH - corner(sheet)))
    return _EDGE + 6.4 * lines + 8 * len(repeated(sheet)) + 6


def corner(sheet: Sheet) -> float:
    """How wide on following pages what their head says at its right is: the code, and before it
    what kind of page it is."""
    kind = "sheet.more" if sheet.more else "worksheet.example_mark" if sheet.invented else None
    marks = [said_wide(Words.pair(kind), sheet, _MARK)] if kind else []
    marks.append(letters.width(sheet.code, _MARK * _POINT))
    return round(sum(marks) + _BORDERED * len(marks), 1)


def shares(columns: tuple[Column, ...], sheet: Sheet, paper: float = WIDTH) -> list[float]:
    """The widths of a table's columns in % of the paper: as the data say, but never less than
    writing, boxes, circles and heads take."""
    room = [column.how.column for column in columns]
    words = [min(_widest(column.label, sheet) + _AROUND, _LONGEST_WORD) for column in columns]
    over = [max(word - own, 0.0) for word, own in zip(words, room, strict=True)]
    part = min(1.0, max(paper - sum(room), 0.0) / (sum(over) or 1.0))
    least = [own + part * more for own, more in zip(room, over, strict=True)]
    widths = [0.0] * len(columns)
    open_columns, left = set(range(len(columns))), paper
    while (
        open_columns
    ):  # what is narrower than it has to be gets its least, and the others share what is left
        weight = sum(columns[n].width for n in open_columns)
        narrow = {n for n in open_columns if left * columns[n].width / weight < least[n]}
        for n in narrow or open_columns:
            widths[n] = least[n] if narrow else left * columns[n].width / weight
        left -= sum(widths[n] for n in narrow)
        open_columns = open_columns - narrow if narrow else set()
    return [round(100 * width / sum(widths), 2) for width in widths]


def _widest(label: Text, sheet: Sheet) -> float:
    """What of the head of a column, or under a signature, has to stand on one line, in mm."""
    sizes = zip(sheet.languages, (_HEAD, 0.85 * _HEAD), strict=False)
    return max(
        letters.width(piece, size)
        for language, size in sizes
        for piece in unbreakable(label.of(language), sheet.keep)
    )
