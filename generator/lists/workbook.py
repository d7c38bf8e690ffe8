"""The first sheet of an Excel workbook, as it is seen. The only user of openpyxl, which gets what
`package` has counted."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from xml.sax.saxutils import quoteattr

from ..problems import Say
from .cells import AS_TEXT, Cell, Strange
from .package import Package, TooMuch, Unreadable

_MOST_CELLS = 100
"""For each row that it may have: of a sheet from A1 to its last cell, and of all that is merged."""
_LONGEST_FORMAT = 255
"""As in Excel."""


@dataclass(frozen=True)
class Sheet:
    """A sheet: its rows with their numbers; the letters of its columns; which of both are hidden,
    though something stands in them, and how many other sheets there are."""

    title: str
    rows: tuple[tuple[int, list[Cell]], ...]
    columns: tuple[str, ...]
    hidden_columns: frozenset[int]
    hidden_rows: frozenset[int]
    others: int


def read(content: bytes, rows: int, *, fills_down: bool, wanted: str | None = None) -> Sheet:
    """The sheet of a name, or the first that is shown, of no more than some `rows`; a value of merged
    cells stands in the first of their rows, or in each. Raises Unreadable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about looks, which are nothing to us
            return _sheet(Package(content, rows), rows, fills_down, wanted)
    except Unreadable:
        raise
    except Exception as error:  # whatever a damaged file makes of it: errors of a dozen kinds
        raise Unreadable from error


class _Book:
    """What a workbook tells of its sheets."""

    def __init__(self) -> None:
        self.sheets: list[dict[str, str]] = []
        self.date1904 = "0"

    def hear(self, element: str, of: dict[str, str]) -> None:
        if element == "sheet":
            self.sheets.append({name.rpartition(":")[2]: value for name, value in of.items()})
        elif element == "workbookPr":
            self.date1904 = of.get("date1904", "0")


class _Beside:
    """What stands in a sheet beside its values: how far it reaches, which rows and columns are
    hidden, where cells are merged, and which have a formula."""

    def __init__(self) -> None:
        self.height = self.width = 1
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self.merged: list[str] = []
        self.formulas: set[tuple[int, int]] = set()
        self._row = self._column = 0

    def hear(self, element: str, of: dict[str, str]) -> None:
        if element == "c":
            self._reach(of.get("r"))
        elif element == "row":
            before, self._row, self._column = self._row, int(of.get("r", self._row + 1)), 0
            if self._row <= before:
                raise Unreadable
            if _is_hidden(of, "ht"):
                self.hidden_rows.add(self._row)
        elif element == "col" and _is_hidden(of, "width"):
            self.hidden_columns.append((int(of["min"]), int(of["max"])))
        elif element == "f":
            self.formulas.add((self._row, self._column))
        elif element == "mergeCell":
            self.merged.append(of["ref"])

    def _reach(self, place: str | None) -> None:
        from openpyxl.utils.cell import coordinate_to_tuple

        row, self._column = coordinate_to_tuple(place) if place else (self._row, self._column + 1)
        if row != self._row:
            raise Unreadable
        self.height, self.width = row, max(self.width, self._column)


def _is_hidden(of: dict[str, str], size: str) -> bool:
    return of.get("hidden", "0") not in ("0", "f", "false") or float(of.get(size, 1)) == 0


class _Looks:
    """How the numbers of a workbook are shown: formats by their numbers, and the number of the
    format of each style."""

    def __init__(self) -> None:
        self.formats = _THAI_FORMATS.copy()
        self.styles: list[str] = []
        self._is_of_cells = False

    def hear(self, element: str, of: dict[str, str]) -> None:
        if element == "numFmt":
            self.formats[of["numFmtId"]] = of["formatCode"][:_LONGEST_FORMAT]
        elif element in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            self._is_of_cells = element == "cellXfs"
        elif element == "xf" and self._is_of_cells:
            self.styles.append(of.get("numFmtId", "0"))

    @property
    def part(self) -> str:
        """The same as a part of a workbook, without fonts and colours."""
        formats = "".join(
            f"<numFmt numFmtId={quoteattr(id)} formatCode={quoteattr(code)}/>"
            for id, code in self.formats.items()
        )
        styles = "".join(f"<xf numFmtId={quoteattr(id)}/>" for id in self.styles or ["0"])
        return f"<styleSheet {_XMLNS}><numFmts>{formats}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>"


def _sheet(package: Package, rows: int, fills_down: bool, wanted: str | None) -> Sheet:
    main = next(name for kind, name in package.related().values() if kind == "officeDocument")
    related = package.related(main)
    names = dict(related.values())
    book, beside, looks = _Book(), _Beside(), _Looks()
    package.part(main, book.hear)
    sheets = [one for one in book.sheets if related[one["id"]][0] == "worksheet"]
    shown = [one for one in sheets if one.get("state", "visible") == "visible"]
    chosen = [one for one in sheets if one["name"].strip() == wanted.strip()] if wanted else shown
    if wanted and not chosen:
        known = ", ".join(f'"{one["name"]}"' for one in shown)
        what = Say(f'ไม่มีแผ่นงาน "{wanted}"', f'there is no sheet "{wanted}"')
        raise Unreadable(what, Say(f"มี {known}", f"there are: {known}"))
    sheet = chosen[0]
    if "styles" in names:
        package.part(names["styles"], looks.hear)
    alone = io.BytesIO()
    # packed, and each part let go: a country's villages are 40 MB of XML
    with zipfile.ZipFile(alone, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in _ALONE.items():
            archive.writestr(name, part.format(date1904=quoteattr(book.date1904)))
        archive.writestr(
            "xl/sheet.xml",
            package.part(related[sheet["id"]][1], beside.hear, ("cols", "sheetData")),
        )
        archive.writestr(
            "xl/strings.xml",
            package.part(names["sharedStrings"])
            if "sharedStrings" in names
            else f"<sst {_XMLNS}/>",
        )
        archive.writestr("xl/styles.xml", looks.part)
    import openpyxl

    read = openpyxl.load_workbook(alone, read_only=True, data_only=True).worksheets[0]
    most = _MOST_CELLS * rows
    grid = _grid(read, beside, most)
    _fill(grid, beside.merged, most, fills_down)
    return _seen(sheet["name"], beside, grid, len(book.sheets) - 1)


def _grid(sheet: Any, beside: _Beside, most: int) -> list[list[Cell]]:
    from openpyxl.utils import get_column_letter

    height, width = beside.height, beside.width
    if height * width > most:
        far = f"{get_column_letter(width)}{height}"
        raise TooMuch(Say(f"แผ่นงานมีข้อมูลไปถึงเซลล์ {far}", f"the sheet reaches to the cell {far}"))
    return [
        [_value(cell, (row, column) in beside.formulas) for column, cell in enumerate(cells, 1)]
        for row, cells in enumerate(sheet.iter_rows(max_row=height, max_col=width), 1)
    ]


def _seen(title: str, beside: _Beside, grid: list[list[Cell]], others: int) -> Sheet:
    """A sheet with what is hidden of it."""
    from openpyxl.utils import get_column_letter

    return Sheet(
        title,
        tuple(enumerate(grid, 1)),
        tuple(map(get_column_letter, range(1, beside.width + 1))),
        frozenset(
            place
            for first, last in beside.hidden_columns
            for place in range(first - 1, min(last, beside.width))
        ),
        frozenset(
            number for number in beside.hidden_rows if number <= len(grid) and any(grid[number - 1])
        ),
        others,
    )


def _fill(grid: list[list[Cell]], merged: list[str], most: int, fills_down: bool) -> None:
    """Writes the value of each merged cell into its first row, or into all; that it goes on over
    other cells is told there."""
    from openpyxl.utils import get_column_letter, range_boundaries

    left = most
    for area in merged:
        first, top, last, bottom = range_boundaries(area)
        bottom, last = min(bottom, len(grid)), min(last, len(grid[0]))
        left -= max(0, bottom - top + 1) * max(0, last - first + 1)
        if left < 0:
            raise TooMuch
        if top > bottom or first > last:
            continue
        value = grid[top - 1][first - 1]
        home = f"{get_column_letter(first)}{top}"
        over = Strange(
            Say(f"รวมเซลล์กับ {home}", f"merged with {home}"),
            Say("แยกเซลล์ แล้วพิมพ์ให้ครบ", "unmerge them, and fill in each"),
        )
        for place, row in enumerate(grid[top - 1 : bottom]):
            own = value if fills_down or not place else over
            row[first - 1 : last] = [own, *[over if value else ""] * (last - first)]


def _value(cell: Any, has_formula: bool) -> Cell:
    """A cell as it is shown."""
    value = cell.value
    if has_formula:
        return "="
    if value is None:
        return ""
    if isinstance(value, date):
        if "d" in re.sub(r'"[^"]*"|\[[^\]]*\]', "", cell.number_format).lower():
            return value
        return Strange(Say("เป็นเดือนหรือเวลา", "a month or a time"), AS_TEXT)
    if isinstance(value, time):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _shown(value, cell.number_format)
    if isinstance(value, str):
        return re.sub(
            "_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), value
        )  # what XML cannot hold
    return Strange(Say("เป็นช่วงเวลา", "a span of time"), AS_TEXT)


_LITERAL = r'((?:"[^"]*"|\\.|[ ()/-])*)'
_NUMBER = re.compile(rf"{_LITERAL}(#,##)?(0+)(?:\.(0+))?{_LITERAL}(%?){_LITERAL}")


def _shown(value: float, how: str) -> Cell:
    """A number in its format: 7 as 007 where that is what one sees."""
    if how in ("General", "@"):
        return str(int(value)) if value == int(value) else f"{value:.10g}"
    found = _NUMBER.fullmatch(re.sub(r"\[[^\]<>=]*\]|_.|\*.", "", how.split(";")[0]))
    if not found or (value < 0 and ";" in how):
        return Strange(
            Say(
                f"แสดงตัวเลขในรูปแบบที่ไม่รู้จัก ({how})",
                f"a number shown in a way that is not known ({how})",
            ),
            AS_TEXT,
        )
    before, thousands, whole, decimals, between, percent, after = found.groups(default="")
    size = len(whole) + (len(decimals) + 1 if decimals else 0)
    number = (
        f"{value * 100 if percent else value:{',' if thousands else f'0{size}'}.{len(decimals)}f}"
    )
    return "".join(re.sub(r'"|\\', "", part) for part in (before, number, between, percent, after))


_XMLNS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_ALONE = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/strings.xml" ContentType="{_KIND}.sharedStrings+xml"/></Types>',
    "xl/workbook.xml": f'<workbook {_XMLNS} xmlns:r="{_RELATED}"><workbookPr date1904={{date1904}}/>'
    '<sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_RELATED}/worksheet" Target="sheet.xml"/></Relationships>',
}
"""A workbook of one sheet, as openpyxl gets it: its parts but for the sheet, its texts and its
formats."""
_THAI_FORMATS = {
    "71": "d/m/yyyy",
    "72": "d-mmm-yy",
    "73": "d-mmm",
    "74": "mmm-yy",
    "75": "h:mm",
    "77": "d/m/yyyy h:mm",
    "81": "d/m/yy",
}
"""Of those that a Thai Excel has by number alone, the dates and times."""
