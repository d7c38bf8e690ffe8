"""A folder of saved worksheets, or one file of many → those of one kind, and what the user should
know of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ..guide import Guide
from ..model import Worksheet
from ..problems import Place, Problem, ProblemsFound, Say, did_you_mean
from .saved import Saved, read
from .summary import in_order

MOST = 20_000
"""Files of a folder."""


def gather(
    folder: Path,
    guide: Guide,
    wanted: str | None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Worksheet, list[Saved], list[Problem]]:
    """The worksheet, those saved of it, and what was left out or is worth a look, as notices.

    `wanted` is the code of the worksheet, where files of several lie there. Raises ProblemsFound
    where there is nothing to collect, and OSError.
    """
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() == ".json")
    root = folder
    if folder.is_file():
        paths, root = [folder], folder.parent
    if len(paths) > MOST:
        what = Say(f"มีมากกว่า {MOST:,} ไฟล์", f"there are more than {MOST:,} files")
        raise ProblemsFound(
            [Problem(Place(str(folder)), what, Say("แบ่งโฟลเดอร์", "split the folder"))]
        )
    found: list[Saved] = []
    notices: list[Problem] = []
    for number, path in enumerate(paths):
        progress(number, len(paths))
        name = path.relative_to(root).as_posix()
        try:
            some = read(path, name)
        except ProblemsFound as refused:
            notices += refused.problems
            continue
        if some[0].manual in ("", guide.manual.id):
            found += some
        else:
            what = Say("เป็นใบงานของคู่มืออื่น", "a worksheet of another manual")
            notices.append(_left(name, what))
    if folder.is_file() and notices:
        raise ProblemsFound(replace(one, notice=False) for one in notices)
    sheet = _sheet(folder, guide, wanted, Counter(one.sheet for one in found))
    own = [one for one in found if one.sheet == sheet.code]
    files = {(one.sheet, one.file) for one in found}
    for code, count in sorted(Counter(code for code, _ in files).items()):
        if code != sheet.code:
            what = Say(f"ใบงาน {code} {count} ไฟล์", f"files of the worksheet {code}: {count}")
            notices.append(_left(str(folder), what))
    once, doubled = _once(in_order(own))
    return sheet, once, [*notices, *doubled, *_worth_a_look(once, sheet, guide)]


def _sheet(folder: Path, guide: Guide, wanted: str | None, codes: Counter[str]) -> Worksheet:
    sheets = {one.code: one for one in guide.worksheets}
    known = [code for code in codes if code in sheets]
    place = Place(str(folder))
    if wanted:
        code = next((code for code in sheets if code.casefold() == wanted.casefold()), None)
        if code is None:
            what = Say(f"ไม่มีใบงาน {wanted}", f"there is no worksheet {wanted}")
            raise ProblemsFound([Problem(Place("--sheet"), what, did_you_mean(wanted, sheets))])
        known = [code] if codes[code] else []
    if not known:
        what = Say("ไม่มีใบงานที่บันทึกไว้ (.json)", "there is no saved worksheet (.json)")
        remedy = Say(
            "วางไฟล์ที่ได้จากปุ่ม บันทึกเป็นไฟล์ ไว้ในโฟลเดอร์นี้",
            "put the files in it that the button of the sheet saved",
        )
        raise ProblemsFound([Problem(place, what, remedy)])
    if len(known) > 1:
        some = ", ".join(f"{code} ({codes[code]})" for code in sorted(known))
        what = Say(f"มีใบงานหลายชนิด {some}", f"there are several worksheets: {some}")
        remedy = Say("เลือกด้วย --sheet ตามด้วยรหัสใบงาน", "choose one: --sheet CODE")
        raise ProblemsFound([Problem(place, what, remedy)])
    return sheets[known[0]]


def _once(saved: Sequence[Saved]) -> tuple[list[Saved], list[Problem]]:
    """Those that count, and a notice for each that says the same as one before. Of one pile both
    count, since each was typed in; of two files it is one sheet."""
    kept: dict[tuple[str, int], Saved] = {}
    times: Counter[tuple[str, str]] = Counter()
    notices = []
    for one in saved:
        said = repr(sorted((id, field.parts) for id, field in one.fields.items()))
        times[one.file, said] += 1
        key = said, times[one.file, said]
        first = kept.get(key) or kept.get((said, 1))
        if first:
            what = Say(f"เหมือน {first.name} ทุกช่อง", f"the same as {first.name}, field by field")
            notices.append(_left(one.name, what) if key in kept else _look(one.name, what, _BOTH))
        kept.setdefault(key, one)
    return [*kept.values()], notices


def _worth_a_look(saved: Sequence[Saved], sheet: Worksheet, guide: Guide) -> Iterator[Problem]:
    here: dict[tuple[str, ...], Saved] = {}
    told = set()
    for one in saved:
        own = tuple(
            str(one.fields[id].parts[0].value) if id in one.fields else "" for id in sheet.header
        )
        if not any(own):
            what = Say("ไม่ได้กรอกพื้นที่และวันที่", "its place and day were not filled in")
            yield _look(
                one.name,
                what,
                Say("เปิดไฟล์ กรอก แล้วบันทึกใหม่", "open it, fill them in, save it again"),
            )
        elif (first := here.get(own)) and first.file != one.file:
            what = Say(
                f"หัวใบงานเหมือน {first.name} แต่เนื้อหาต่างกัน",
                f"the head is that of {first.name}, and what follows is not",
            )
            yield _look(one.name, what, _BOTH)
        here.setdefault(own, one)
        edition = one.file, one.edition
        if one.edition != guide.manual.edition.number and edition not in told:
            told.add(edition)
            what = Say(f"กรอกในฉบับ {one.edition}", f"filled in with edition {one.edition}")
            yield _look(
                one.file,
                what,
                Say(
                    "ช่องที่ฉบับนี้ไม่มีอยู่ในแผ่นงานท้ายสุด",
                    "what this edition has no field for is in the last sheet",
                ),
            )


_BOTH = Say(
    "นับทั้งสองใบ นำใบเก่าออกถ้าเป็นใบเดียวกัน", "both count: take the older out if it is the same sheet"
)


def _left(file: str, what: Say) -> Problem:
    return Problem(Place(file), what, Say("ไม่นับ", "not counted"), notice=True, only_told=True)


def _look(file: str, what: Say, remedy: Say) -> Problem:
    return Problem(Place(file), what, remedy, notice=True, only_told=True)
