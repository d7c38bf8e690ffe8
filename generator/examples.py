"""What of a worked example does not fit the sheet that it fills in."""

from __future__ import annotations

from collections.abc import Iterator

from .field_types import FIELD_TYPES
from .guide import Guide
from .model import FilledField, RatingField, TableField, WorksheetField
from .problems import Problem, Say, did_you_mean

_KEYS = tuple(dict.fromkeys(row.answered for row in FIELD_TYPES.values() if row.answered))


def examples_fit(guide: Guide) -> Iterator[Problem]:
    """An example fills in fields that its sheet has, in the way in which they are filled in: a notice
    where it does not, since the sheet comes first."""
    sheets = {sheet.id: sheet for sheet in guide.worksheets}
    for example in guide.examples:
        if guide.manual.example is None and "manual" not in guide.blind:
            yield Problem(
                example.place,
                Say("ยังไม่ได้บอกว่าตัวอย่างสมมติขึ้น", "nothing says that the example is invented"),
                Say("เขียน example: ใน data/manual.yml", "write example: in data/manual.yml"),
            )
        if example.id not in sheets:
            continue
        sheet = sheets[example.id]
        fields: dict[str, WorksheetField] = {
            field.id: field for field in guide.headers if field.id in sheet.header
        }
        fields |= {field.id: field for part in sheet.sections for field in part.fields}
        for answer in example.answers:
            if answer.field not in fields and guide.may_hold(answer.field):
                continue
            if answer.field not in fields:
                what = Say(
                    f'ใบงานไม่มีช่อง "{answer.field}"', f'the sheet has no field "{answer.field}"'
                )
                yield Problem(
                    answer.where("field"), what, did_you_mean(answer.field, fields), notice=True
                )
            elif (found := _misfit(answer, fields[answer.field])) is not None:
                yield Problem(answer.place, *found, notice=True)


def _misfit(answer: FilledField, field: WorksheetField) -> tuple[Say, Say] | None:
    """What in an answer is not as its field is filled in, and the remedy."""
    key = field.how.answered
    given = [name for name in _KEYS if getattr(answer, name)]
    if given != [key]:
        return (
            Say(
                f'"{field.id}" กรอกด้วย {key or "ปากกา"}',
                f'"{field.id}" is filled in by {key or "hand"}',
            ),
            Say(f"เขียน {key}: อย่างเดียว", f"write {key}: alone")
            if key
            else Say("ลบออก", "remove it"),
        )
    options = [option.th for option in getattr(field, "options", ())]
    for chosen in answer.chosen:
        if chosen not in options:
            what = Say(
                f'"{field.id}" ไม่มีตัวเลือก "{chosen}"', f'"{field.id}" has no option "{chosen}"'
            )
            return what, did_you_mean(chosen, options)
    if isinstance(field, RatingField) and len(answer.rated) != len(field.items):
        wanted, found = len(field.items), len(answer.rated)
        return (
            Say(f"มี {found} คะแนน แต่มี {wanted} รายการ", f"{found} ratings for {wanted} items"),
            Say("ให้ครบทุกรายการ 0 คือไม่ให้", "one for each; 0 for none"),
        )
    if isinstance(field, TableField):
        wanted = len(field.columns) - bool(field.row_labels or field.rows_from)
        for number, row in enumerate(answer.rows, 1):
            if len(row.cells) != wanted:
                return (
                    Say(
                        f"แถวที่ {number} มี {len(row.cells)} ช่อง ควรมี {wanted}",
                        f"row {number} has {len(row.cells)} cells, and {wanted} are filled in",
                    ),
                    Say("ใส่ {} ในช่องที่เว้นว่าง", "write {} for a blank"),
                )
    return None
