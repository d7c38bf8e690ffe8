"""What has to hold across the whole guide. A check is a generator Guide → problems; CHECKS is the
table of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain, islice

from .approvals import recorded_here
from .catalogue import COLLECTIONS, FRAMES, SECTIONS, TAKEN_PAGES
from .examples import examples_fit
from .guide import Behind, Guide, stands, walk
from .kinds import RESERVED
from .language import Language
from .model import (
    APPROVED,
    UNWRITTEN,
    Approval,
    Basis,
    Column,
    Condition,
    Crosswalk,
    Element,
    Frame,
    Judging,
    NumberField,
    Part,
    Prose,
    Record,
    Relation,
    Table,
    Text,
)
from .problems import Place, Problem, Say, did_you_mean
from .proof import stray
from .tree import parse

_PAGE_HEADINGS = {
    "action",
    "who",
    "tools",
    "related",
    "worksheet",
    "exercise",
    "terms",
    "sources",
    "used-in",
}
"""Headings that the page of a chapter writes by itself; no part can have their ids."""
_ANSWERABLE = (Record, Part, Frame, Crosswalk, Relation, Judging, Condition)
"""What has to say where it comes from; what is smaller may leave it to what it is part of."""
Inside = tuple[Element, ...]
"""A record, and all that is inside it."""
_DEEDS, _NEEDS = range(5, 8), range(5)
"""How many lines of an action card are seen at once and kept in mind."""
_HTML = re.compile(r"<[a-zA-Z/!][^<>\n]*>")


def missing_english(guide: Guide) -> Iterator[Problem]:
    """Every text has its English; until then the page shows the Thai, and says so."""
    return guide.within(_without_english) if guide.asks_for(Language.EN) else iter(())


def _without_english(inside: Inside) -> Iterator[Problem]:
    for text in _texts(inside):
        if text.en is None:
            what = Say(
                f'ยังไม่มีภาษาอังกฤษของ "{_short(text.th)}"',
                f'the English of "{_short(text.th)}" is missing',
            )
            yield Problem(
                text.place, what, Say('เพิ่มบรรทัด "en: …"', 'add a line "en: …"'), notice=True
            )


def english_is_behind(guide: Guide) -> Iterator[Problem]:
    """English that was confirmed still says what its Thai says; told once for each page."""
    behind: dict[str, list[Behind]] = {}
    for one in guide.behind:
        behind.setdefault(one.page, []).append(one)
    for page, texts in behind.items():
        what = Say(
            f"ภาษาอังกฤษยังไม่ตามภาษาไทยที่แก้แล้ว {len(texts)} ข้อความในหน้า {page}",
            f"the English is behind: the Thai has changed since it was confirmed (texts on the page {page}: {len(texts)})",
        )
        remedy = Say(
            f"ดูว่าข้อความใดด้วย khumue translations {page}", f"khumue translations {page} shows which"
        )
        yield Problem(texts[0].place, what, remedy, notice=True)


def everything_is_written(guide: Guide) -> Iterator[Problem]:
    """No text is left as `khumue add` began it."""
    yield from guide.within(_begun)
    for page in guide.prose:
        for said, place in _said(page):
            if said.startswith(UNWRITTEN):
                yield _unwritten(said, place)


def _begun(inside: Inside) -> Iterator[Problem]:
    for element in inside:
        for key, value in vars(element).items():
            said = value[0] if isinstance(value, tuple) and value else value
            if isinstance(said, str) and said.startswith(UNWRITTEN):
                yield _unwritten(said, element.where(key))
                break  # of a text one of its languages is enough


def _said(page: Prose) -> Iterator[tuple[str, Place]]:
    """The texts of a hand-written page, with the place of each."""
    yield page.title, page.where("title")
    yield page.description, page.where("description")
    for passage in page.passages:
        for offset, line in enumerate(passage.text.splitlines()):
            words = line.lstrip("# ")
            column = len(line) - len(words) + (1 if offset else passage.place.column)
            words = words.partition("{#")[0].rstrip()
            yield words, Place(passage.place.file, passage.place.line + offset, column)


def _unwritten(said: str, place: Place) -> Problem:
    what = Say(f'ยังไม่ได้เขียน "{_short(said)}"', f'"{_short(said)}" is still to be written')
    remedy = Say(
        f"เขียนแทนทั้งข้อความ ไม่ขึ้นต้นด้วย {UNWRITTEN}",
        f"write it in its place, with no {UNWRITTEN} before it",
    )
    return Problem(place, what, remedy, notice=True)


def names_are_judged(guide: Guide) -> Iterator[Problem]:
    """A term with an English name says how sure that is."""
    for term in guide.terms:
        if term.title.en and not term.english:
            what = Say(
                "ไม่ได้บอกว่าคำภาษาอังกฤษมาจากที่ใด (english)",
                "it does not say how sure its English is (english)",
            )
            remedy = Say(
                "เพิ่ม english: official, common หรือ own", "add english: official, common or own"
            )
            yield Problem(term.place, what, remedy)


def plain_text(guide: Guide) -> Iterator[Problem]:
    """Texts hold words, not HTML: that would be shown as it is typed."""
    languages = guide.manual.languages

    def marked_up(inside: Inside) -> Iterator[Problem]:
        for text in _texts(inside):
            if found := _HTML.search("\n".join(map(text.of, languages))):
                what = Say(
                    f'ข้อความมีรหัส "{_short(found.group())}"',
                    f'the text holds the markup "{_short(found.group())}"',
                )
                remedy = Say(
                    "เขียนเป็นคำธรรมดา เน้นด้วย **…** ได้", "write plain words; **…** may stress them"
                )
                yield Problem(text.place, what, remedy)

    return guide.within(marked_up, languages)


def signs_are_whole(guide: Guide) -> Iterator[Problem]:
    """What is stressed is closed, and a `!` stands where somebody calls out."""
    languages = guide.manual.languages

    def astray(inside: Inside) -> Iterator[Problem]:
        for text in _texts(inside):
            for language in languages:
                said = getattr(text, language)
                if said and ("**" in said or "!" in said):
                    for fault in islice(stray(said), 1):
                        yield Problem(text.where(language), fault.what, fault.remedy, fault.notice)

    return guide.within(astray, languages)


def unique_ids(guide: Guide) -> Iterator[Problem]:
    """An id names one record; steps, items and tools share one set of names, and an alias is
    nobody's id."""
    spaces: dict[str, dict[str, Place]] = {}
    for row in COLLECTIONS:
        taken = spaces.setdefault(row.ids or row.name, {})
        for record in guide.all(row) if row.many and "id" in row.kind.model_fields else ():
            for name in (record.id, *getattr(record, "aliases", ())):
                place = record.where("id" if name == record.id else "aliases")
                yield from _claim(name, place, taken)
                if name in RESERVED:
                    what = Say(f'ใช้ชื่อ "{name}" ไม่ได้', f'the id "{name}" is reserved')
                    yield Problem(place, what, Say("ตั้งชื่ออื่น", "choose another"))


def unique_parts(guide: Guide) -> Iterator[Problem]:
    """The parts of a page, the fields of a sheet and the criteria of a set have ids of their
    own."""
    for _, owner in guide.owners:
        parts: dict[str, Place] = {}
        for part in getattr(owner, "parts", ()):
            yield from _claim(part.id, part.where("id"), parts)
            if part.id in _PAGE_HEADINGS:
                what = Say(
                    f'ใช้ชื่อ "{part.id}" ไม่ได้ หน้านี้มีหัวข้อชื่อนี้แล้ว',
                    f'the id "{part.id}" is one that the page uses itself',
                )
                yield Problem(part.where("id"), what, Say("ตั้งชื่ออื่น", "choose another"))
    for sheet in guide.worksheets:
        fields = {
            field.id: field.where("id") for field in guide.headers if field.id in sheet.header
        }
        for field in (field for section in sheet.sections for field in section.fields):
            yield from _claim(field.id, field.where("id"), fields)
    criteria: dict[str, Place] = {}
    for criterion in (
        criterion for criteria_set in guide.criteria for criterion in criteria_set.criteria
    ):
        yield from _claim(criterion.id, criterion.where("id"), criteria)
    for row in COLLECTIONS:
        codes: dict[str, Place] = {}
        for coded in guide.all(row) if "code" in row.kind.model_fields else ():
            yield from _claim(coded.code, coded.where("code"), codes)


def sums_name_numbers(guide: Guide) -> Iterator[Problem]:
    """`sum_of` names other number fields of its sheet."""
    for sheet in guide.worksheets:
        numbers = [
            field
            for section in sheet.sections
            for field in section.fields
            if isinstance(field, NumberField)
        ]
        for field in numbers:
            known = [other.id for other in numbers if other is not field]
            for id in field.sum_of:
                if id not in known:
                    what = Say(
                        f'sum_of: ใบงานไม่มีช่องตัวเลข "{id}" อื่น',
                        f'sum_of: the sheet has no other number field "{id}"',
                    )
                    yield Problem(field.where("sum_of"), what, did_you_mean(id, known))


def has_basis(guide: Guide) -> Iterator[Problem]:
    """Every record, and every part of one, cites a fact of the source, is proposed, or stands under
    an approval.

    Of a part it is a notice: whoever takes "proposed" out has had it approved, and can say so.
    """
    if "manual" in guide.blind and "approved" in guide.unread:
        return iter(())  # it may hold for everything
    cite = (
        Say("อ้างข้อเท็จจริง facts: [F…] หรือ", "cite a fact, facts: [F…], or ")
        if guide.facts
        else Say("", "")
    )
    remedy = Say(
        f"{cite.th}เขียน status: proposed ถ้ารับรองแล้ว เขียน {APPROVED}",
        f"{cite.en}write status: proposed, or, once it is approved, {APPROVED}",
    )
    approved = guide.manual.approved

    def baseless(owner: Element) -> Iterator[Problem]:
        for element, _, ground in stands(owner, approved):
            if (
                isinstance(element, _ANSWERABLE)
                and not isinstance(ground, Approval)
                and not any(map(_says, walk(element)))
            ):
                what = Say("ไม่ได้บอกที่มา", "it does not say where it comes from")
                yield Problem(
                    element.place, what, remedy, notice=isinstance(element, (Part, Condition))
                )

    found = guide.memory.of(baseless, remedy, approved)
    return chain.from_iterable(found(owner) for _, owner in guide.owners)


def _says(element: Element) -> bool:
    return isinstance(element, Basis) and bool(element.facts or element.status or element.approved)


def approved_or_proposed(guide: Guide) -> Iterator[Problem]:
    """Nothing is proposed and approved at once."""
    found = guide.memory.of(_both)
    return chain.from_iterable(found(inside) for row, inside in guide.walked if row.carries)


def _both(inside: Inside) -> Iterator[Problem]:
    for element in inside:
        if isinstance(element, Basis) and element.proposed and element.approved:
            what = Say("เป็นทั้งข้อเสนอและรับรองแล้ว", "it is both proposed and approved")
            remedy = Say(
                "ลบบรรทัด status: proposed ถ้ารับรองแล้ว ถ้ายัง ลบ approved",
                "delete the line status: proposed if it is approved, else delete approved",
            )
            yield Problem(element.where("status"), what, remedy)


def approvals_are_recorded(guide: Guide) -> Iterator[Problem]:
    """Of each approval the manual remembers which texts it is of: what changes afterwards waits
    again."""
    for element, _, recorded in recorded_here(guide):
        if not recorded and not getattr(element, "proposed", False):
            what = Say(
                "approved: พิมพ์ไว้ ยังไม่ได้บันทึกว่ารับรองข้อความใด ถ้าแก้ภายหลังจะไม่มีใครรู้",
                "approved: was typed, and nothing remembers which texts it is of: a later change would not be seen",
            )
            remedy = Say("เรียก khumue status --record", "run khumue status --record")
            yield Problem(element.where("approved"), what, remedy, notice=True)


def facts_are_carried(guide: Guide) -> Iterator[Problem]:
    """No fact of the source is left out of the manual."""
    for fact in guide.facts:
        if not guide.citations.get(fact.id) and not guide.may_hold(fact.id):
            what = Say(f"ไม่มีส่วนใดอ้าง {fact.id}", f"nothing cites {fact.id}")
            yield Problem(
                fact.where("id"),
                what,
                Say(
                    f"เพิ่ม facts: [{fact.id}] ในรายการที่กล่าวถึง",
                    f"add facts: [{fact.id}] where the manual says it",
                ),
                notice=True,
            )


def records_are_used(guide: Guide) -> Iterator[Problem]:
    """A question belongs to a gap, a tool to a step or an item, a common field to a sheet."""
    for question in guide.questions:
        if not guide.askers.get(question.id) and not question.answer:
            yield from _unused(
                guide, question, Say("ไม่มีรายการใดอ้างใน gaps", "no record names it under gaps")
            )
    for tool in guide.tools:
        if not guide.users_of(tool):
            yield from _unused(guide, tool, Say("ไม่มีขั้นตอนหรือแนวทางใดใช้", "no step or item uses it"))
    used = {id for sheet in guide.worksheets for id in sheet.header}
    for field in guide.headers:
        if field.id not in used:
            yield from _unused(
                guide, field, Say("ไม่มีใบงานใดใช้ใน header", "no worksheet names it under header")
            )


def repeated_fields_are_lines(guide: Guide) -> Iterator[Problem]:
    """What each page of a sheet says again is something that one writes on a line."""
    for field in guide.headers:
        if field.how.layout != "line" and guide.sheets and field.id in guide.sheets.on_every_page:
            what = Say(
                f'ช่อง "{field.id}" พิมพ์ซ้ำทุกหน้าไม่ได้ เพราะไม่ใช่ช่องเขียนหนึ่งบรรทัด',
                f'"{field.id}" cannot stand on every page, since it is no line to write on',
            )
            remedy = Say(
                "นำออกจาก on_every_page ของ data/worksheets.yml",
                "take it out of on_every_page of data/worksheets.yml",
            )
            yield Problem(field.where("id"), what, remedy)


def numbers_run_on(guide: Guide) -> Iterator[Problem]:
    """Steps, items, tools and criteria are numbered 1, 2, 3 … without a gap."""
    rows: list[tuple[Record, ...]] = [guide.all(row) for row in COLLECTIONS if row.order]
    rows += [criteria_set.criteria for criteria_set in guide.criteria]
    for row in rows:
        numbers = Counter(getattr(record, "number", 0) for record in row)
        for record in row:
            number = getattr(record, "number", 0)
            if numbers[number] > 1:
                what = Say(f"ลำดับ {number} ซ้ำ", f"the number {number} stands twice")
            elif number > len(row) and not (guide.unread or guide.blind):
                what = Say(
                    f"ลำดับ {number} เกินจำนวน {len(row)} รายการ",
                    f"the number {number} is more than the {len(row)} records",
                )
            else:
                continue
            yield Problem(
                record.where("number"), what, Say("ให้เลขเรียงกัน 1, 2, 3 …", "number them 1, 2, 3 …")
            )


def choices_have_options(guide: Guide) -> Iterator[Problem]:
    """A column of which one chooses says among what, and no other column does."""
    found = guide.memory.of(_chosen)
    sheets = (inside for row, inside in guide.walked if row.name == "worksheets")
    return chain.from_iterable(map(found, sheets))


def _chosen(inside: Inside) -> Iterator[Problem]:
    for column in (one for one in inside if isinstance(one, Column)):
        if column.how.control == "picked" and len(column.options) < 2:
            what = Say(
                f"type: {column.type} ต้องมี options สองข้อขึ้นไป",
                f"type: {column.type} needs two options or more",
            )
            yield Problem(column.place, what, Say("เพิ่ม options:", "add options:"))
        elif column.how.control != "picked" and column.options:
            what = Say(f"type: {column.type} ไม่มี options", f"type: {column.type} has no options")
            yield Problem(
                column.where("options"),
                what,
                Say("เขียน type: choice หรือลบ options", "write type: choice, or remove them"),
            )


def tables_are_even(guide: Guide) -> Iterator[Problem]:
    """Each row of a small table has a cell below each head, and there are rows."""
    return guide.within(_uneven)


def _uneven(inside: Inside) -> Iterator[Problem]:
    for table in (one for one in inside if isinstance(one, Table)):
        if not table.rows:
            what = Say("ตารางนี้มีแต่หัว ไม่มีแถว", "this table has a head, and no rows")
            remedy = Say("เพิ่ม rows: แต่ละแถวมี cells:", "add rows:, each with its cells:")
            yield Problem(table.place, what, remedy, notice=True)
        wanted = len(table.columns)
        for row in table.rows:
            if (cells := len(row.cells)) != wanted:
                what = Say(
                    f"แถวนี้มี {cells} ช่อง แต่หัวตารางมี {wanted} ช่อง",
                    f"this row has {cells} cells, and the head of its table {wanted}",
                )
                remedy = Say("ทำให้เท่ากัน", "make them as many")
                yield Problem(row.cells[0].place, what, remedy)


def chapters_have_sheets(guide: Guide) -> Iterator[Problem]:
    """Where there are worksheets each step and item has one, and an exercise, or says that it goes
    without."""
    for chapter in (*guide.steps, *guide.items) if guide.sheets or guide.worksheets else ():
        sheets, exercises = guide.worksheets_of(chapter), guide.exercises_of(chapter)
        if guide.may_hold(chapter.id):
            continue
        if not sheets and "worksheet" not in chapter.without:
            what = Say(f'ไม่มีใบงานของ "{chapter.id}"', f'no worksheet serves "{chapter.id}"')
            remedy = Say(
                f"เขียนใบงานที่มี serves: {chapter.id} หรือเขียน without: [worksheet] ถ้าไม่ต้องมี",
                f"write one with serves: {chapter.id}, or write without: [worksheet] where none is wanted",
            )
            yield Problem(chapter.place, what, remedy, notice=True)
        if sheets and not exercises and "exercise" not in chapter.without:
            what = Say(
                f'ไม่มีกิจกรรมกลุ่มของ "{chapter.id}"',
                f'no exercise serves "{chapter.id}", which has a worksheet',
            )
            remedy = Say(
                f"เขียนกิจกรรมกลุ่มที่มี serves: {chapter.id} หรือเขียน without: [exercise] ถ้าไม่ต้องมี",
                f"write one with serves: {chapter.id}, or write without: [exercise] where none is wanted",
            )
            yield Problem(chapter.place, what, remedy, notice=True)


def action_cards_are_short(guide: Guide) -> Iterator[Problem]:
    """What to do on a step or an item fits one screen: five to seven things, with at most four before
    them."""
    for chapter in (*guide.steps, *guide.items):
        if chapter.action and (found := len(chapter.action.do)) not in _DEEDS:
            what = Say(f"action: มีสิ่งที่ต้องทำ {found} อย่าง", f"action: things to do: {found}")
            remedy = Say(
                "ให้มี 5 ถึง 7 อย่าง โดยรวมหรือแยกบางอย่าง", "make them 5 to 7: join some, or divide them"
            )
            yield Problem(chapter.action.where("do"), what, remedy, notice=True)
        if chapter.action and (found := len(chapter.action.before)) not in _NEEDS:
            what = Say(
                f"action: สิ่งที่ต้องมีก่อนเริ่มมี {found} อย่าง",
                f"action: things that have to be there before: {found}",
            )
            remedy = Say("เหลือไว้ไม่เกิน 4 อย่าง", "keep at most 4 of them")
            yield Problem(chapter.action.where("before"), what, remedy, notice=True)


def crosswalk_is_filled(guide: Guide) -> Iterator[Problem]:
    """Where there are steps and items, and a section for how they belong together, some do."""
    if (
        not guide.steps
        or not guide.items
        or guide.blind
        or (guide.crosswalk and guide.crosswalk.relations)
    ):
        return
    section = next(
        (section for section in guide.manual.sections if section.id == "crosswalk"), None
    )
    if guide.crosswalk:
        what = Say("ตารางนี้ว่าง ไม่มี relations", "the crosswalk is empty: it has no relations")
        remedy = Say(
            "เขียน relations ว่าขั้นตอนใดคู่กับแนวทางใด หรือลบไฟล์นี้",
            "write under relations which step goes with which item, or delete the file",
        )
        yield Problem(guide.crosswalk.place, what, remedy, notice=True)
    elif section:
        what = Say(
            'มีหมวด "crosswalk" แต่ไม่มีไฟล์ data/crosswalk.yml',
            'there is a section "crosswalk", but no data/crosswalk.yml',
        )
        yield Problem(
            section.place,
            what,
            Say("เขียนไฟล์นี้ หรือลบหมวด", "write the file, or delete the section"),
            notice=True,
        )


def groups_exist(guide: Guide) -> Iterator[Problem]:
    """A step's phase and an item's group are named in `process.yml` and `approach.yml`."""
    for frame, chapters in ((guide.process, guide.steps), (guide.approach, guide.items)):
        groups = [group.id for group in frame.groups] if frame else []
        for chapter in chapters:
            if groups and not chapter.group:
                what = Say("ไม่ได้บอกกลุ่ม (group)", "it does not say its group")
                yield Problem(
                    chapter.place, what, Say(f"เพิ่ม group: {groups[0]}", f"add group: {groups[0]}")
                )
            elif (
                chapter.group and chapter.group not in groups and not guide.may_hold(chapter.group)
            ):
                what = Say(
                    f'group: ไม่มี "{chapter.group}"', f'group: "{chapter.group}" is not defined'
                )
                yield Problem(chapter.where("group"), what, did_you_mean(chapter.group, groups))


def minutes_add_up(guide: Guide) -> Iterator[Problem]:
    """The minutes of an exercise are those of its steps together."""
    for exercise in guide.exercises:
        total = sum(step.minutes for step in exercise.steps)
        if total != exercise.minutes:
            what = Say(
                f"เวลารวม {exercise.minutes} นาที แต่ขั้นตอนรวมได้ {total}",
                f"it takes {exercise.minutes} minutes, but its steps add up to {total}",
            )
            yield Problem(
                exercise.where("minutes"), what, Say("แก้ minutes ให้ตรงกัน", "make the minutes agree")
            )


def crosswalk_cells_once(guide: Guide) -> Iterator[Problem]:
    """A step and an item meet in one cell of the crosswalk, and have one reason."""
    cells: dict[str, Place] = {}
    for relation in guide.crosswalk.relations if guide.crosswalk else ():
        yield from _claim(f"{relation.step} × {relation.item}", relation.place, cells)


def facts_have_no_circle(guide: Guide) -> Iterator[Problem]:
    """Following `parent` from a fact comes to an end."""
    facts = {fact.id: fact for fact in guide.facts}
    done: set[str] = set()
    for id in facts:
        trail: list[str] = []
        above: str | None = id
        while above in facts and above not in done:
            done.add(above)
            trail.append(above)
            above = facts[above].parent
        for inside in trail[trail.index(above) :] if above in trail else ():
            what = Say(
                f"parent ของ {inside} วนกลับมาหาตัวเอง",
                f"the parents of {inside} lead back to itself",
            )
            yield Problem(
                facts[inside].where("parent"),
                what,
                Say("แก้ parent ข้อใดข้อหนึ่ง", "change one of the parents"),
            )


def sections_hold_everything(guide: Guide) -> Iterator[Problem]:
    """`sections` in `manual.yml` names each section once, and every one for which there is data."""
    if "manual" in guide.blind:
        return
    named: dict[str, Place] = {}
    for section in guide.manual.sections:
        yield from _claim(section.id, section.where("id"), named)
    held = {row.section for row in COLLECTIONS if row.name not in FRAMES and guide.all(row)}
    for name in SECTIONS:
        if name in held and name not in named:
            what = Say(
                f'sections: ไม่มี "{name}" ทั้งที่มีข้อมูล',
                f'sections: "{name}" is missing, though there is data for it',
            )
            yield Problem(
                guide.manual.where("sections"), what, Say(f"เพิ่ม - id: {name}", f"add - id: {name}")
            )
    for row in COLLECTIONS:
        frame = next((one for one in COLLECTIONS if one.name == row.frame), None)
        if frame and guide.all(row) and not guide.all(frame) and frame.name not in guide.blind:
            what = Say(
                "ไม่พบไฟล์นี้ ทั้งที่มีรายการในโฟลเดอร์",
                "this file is not there, though its folder has records",
            )
            yield Problem(
                Place(f"data/{frame.pattern}"),
                what,
                Say("เขียน title, short, lead", "write it: title, short, lead"),
            )


def prose_in_pairs(guide: Guide) -> Iterator[Problem]:
    """A hand-written page stands in both languages, in one section that the manual has, at an
    address of its own."""
    sections = [section.id for section in guide.manual.sections]
    halves = {(page.name, page.language): page for page in guide.prose}
    for page in guide.prose:
        other = page.language.other
        twin = halves.get((page.name, other))
        if twin is None and guide.asks_for(other) and page.name not in guide.unread:
            what = Say(
                f"ไม่มีหน้านี้ในอีกภาษา ({other})",
                f"the page has no half in the other language ({other})",
            )
            yield Problem(
                page.place,
                what,
                Say(f"เขียนไฟล์ {page.name}.{other}.md", f"write {page.name}.{other}.md"),
                notice=True,
            )
        elif (
            twin and page.language is Language.TH and _addresses(page.html) != _addresses(twin.html)
        ):
            what = Say(
                "ที่อยู่ของหัวข้อไม่ตรงกันสองภาษา",
                "the addresses of its headings differ between the languages",
            )
            yield Problem(
                page.place,
                what,
                Say("ใช้ {#ชื่อ} เดียวกันตามลำดับเดียวกัน", "use the same {#names} in the same order"),
            )
        for key in ("section", "order"):
            if twin and page.language is Language.TH and getattr(page, key) != getattr(twin, key):
                what = Say(f"{key} ไม่ตรงกันสองภาษา", f"{key} differs between the languages")
                yield Problem(
                    page.where(key),
                    what,
                    Say(f"ให้ตรงกับ {twin.where(key)}", f"make it agree with {twin.where(key)}"),
                )
        if page.section not in sections and "manual" not in guide.blind:
            what = Say(
                f'section: ไม่มี "{page.section}"', f'section: "{page.section}" is not defined'
            )
            yield Problem(page.where("section"), what, did_you_mean(page.section, sections))
        if page.name in TAKEN_PAGES:
            what = Say(
                f'ชื่อหน้า "{page.name}" ซ้ำกับหน้าที่ระบบสร้าง',
                f'the page name "{page.name}" is one that the manual makes itself',
            )
            yield Problem(page.place, what, Say("ตั้งชื่อไฟล์อื่น", "give the file another name"))


def _addresses(html: str) -> list[str | None]:
    return [heading.get("id") for heading in parse(html).elements("h2", "h3")]


def _texts(inside: Inside) -> Iterator[Text]:
    return (one for one in inside if isinstance(one, Text))


def _claim(name: str, place: Place, taken: dict[str, Place]) -> Iterator[Problem]:
    if name in taken:
        what = Say(f'"{name}" ซ้ำกับ {taken[name]}', f'"{name}" is already at {taken[name]}')
        yield Problem(place, what, Say("ตั้งชื่อใหม่ให้รายการหนึ่ง", "give one of them another name"))
    taken.setdefault(name, place)


def _unused(guide: Guide, record: Element, why: Say) -> Iterator[Problem]:
    id = getattr(record, "id", "")
    if not guide.may_hold(id):
        what = Say(f'ไม่มีส่วนใดใช้ "{id}": {why.th}', f'"{id}" is not used: {why.en}')
        remedy = Say("อ้างถึง หรือลบออก", "refer to it, or delete it")
        yield Problem(record.where("id"), what, remedy, notice=True)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


CHECKS: tuple[Callable[[Guide], Iterator[Problem]], ...] = (
    missing_english,
    english_is_behind,
    everything_is_written,
    names_are_judged,
    plain_text,
    signs_are_whole,
    unique_ids,
    unique_parts,
    has_basis,
    approved_or_proposed,
    approvals_are_recorded,
    facts_are_carried,
    records_are_used,
    repeated_fields_are_lines,
    numbers_run_on,
    choices_have_options,
    sums_name_numbers,
    examples_fit,
    tables_are_even,
    chapters_have_sheets,
    action_cards_are_short,
    crosswalk_is_filled,
    groups_exist,
    minutes_add_up,
    crosswalk_cells_once,
    facts_have_no_circle,
    sections_hold_everything,
    prose_in_pairs,
)


def check(guide: Guide) -> list[Problem]:
    """The problems that all checks find together."""
    return [problem for one in CHECKS for problem in one(guide)]
