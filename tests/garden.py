"""A manual that has little in common with the one of this repository, written by tests.

Eleven steps, three groups of items of which none carries another, two criteria sets that have
nothing to do with one another, two worksheets of one step; all of it proposed, without facts,
sources, agencies, crosswalk, fax or department. It is made up.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def _table(text: str) -> list[list[str]]:
    return [line.split(" | ") for line in text.strip().splitlines()]


STEPS = _table("""
place | เลือกที่ปลูก | Choose the place | ดูแดด น้ำ และดิน | Look at its sun, its water and its soil.
neighbours | ชวนเพื่อนบ้าน | Ask the neighbours | ชวนคนที่อยากปลูก | Bring those together who want to grow.
kinds | เลือกพันธุ์ผัก | Choose what to grow | เลือกผักที่คนชอบกิน | Choose what people like to eat.
soil | เตรียมดิน | Prepare the soil | พรวนดินและใส่ปุ๋ยหมัก | Loosen the soil and add compost.
beds | ทำแปลง | Make the beds | ยกแปลงและทำทางเดิน | Raise the beds, with paths between them.
seedlings | เพาะกล้า | Raise seedlings | เพาะเมล็ดในถาด | Raise seeds in trays.
planting | ย้ายปลูก | Plant out | ย้ายกล้าในตอนเย็น | Move the seedlings in the evening.
watering | รดน้ำ | Water | รดน้ำตามตารางเวร | Water by the rota.
weeding | กำจัดวัชพืช | Weed | ถอนวัชพืชทุกสัปดาห์ | Pull the weeds every week.
harvest | เก็บเกี่ยว | Harvest | เก็บผักที่ได้ขนาด | Pick what is ready.
sharing | แบ่งปันและสรุปผล | Share and look back | แบ่งผักแล้วคุยกัน | Share, and say what to change.
""")
GROUPS = _table("""
earth | ดูแลดิน | Care for the soil
water | ดูแลน้ำ | Care for water
people | ดูแลคน | Care for people
""")
PHASES = _table("""
start | เริ่มต้น | To begin with
season | ตลอดฤดู | All the season
""")
STRENGTHS = ["primary", "secondary"]
ITEMS = _table("""
earth | compost | ด.1 | ทำปุ๋ยหมัก | Compost
earth | cover | ด.2 | คลุมดิน | Cover the soil
water | rain | น.1 | เก็บน้ำฝน | Keep the rain
water | thrift | น.2 | ใช้น้ำอย่างประหยัด | Use it well
people | turns | ค.1 | แบ่งเวร | Take turns
people | meals | ค.2 | กินข้าวด้วยกัน | Eat together
""")
SETS = _table("""
places | ที่ปลูก | The place | place | ที่ | place
plants | พันธุ์ผัก | What to grow | kinds | พันธุ์ | kind
""")
"""Each with the step that its sheet serves, and what is judged by it."""
CRITERIA = _table("""
places | sun | มีแดด | There is sun
places | near | ใกล้น้ำ | Water is near
plants | taste | คนชอบกิน | People eat it
plants | easy | ปลูกง่าย | It grows well
""")
SECTIONS = _table("""
process | ปลูกผัก 11 ขั้น | Growing in 11 steps
approach | ดูแลสามอย่าง | Three cares
tools | เครื่องมือ | Tools
criteria | เกณฑ์ | Criteria
worksheets | ใบงาน | Worksheets
glossary | คำศัพท์ | Terms
agencies | หน่วยงาน | Agencies
sources | แหล่งที่มา | Sources
questions | ข้อที่รอคำตอบ | Open questions
""")


def t(th: str, en: str) -> dict[str, str]:
    """A text in both languages."""
    return {"th": th, "en": en}


def write(folder: Path) -> Path:
    """Writes the whole manual into a folder."""
    write_short(folder)
    bare: dict[str, Any] = {"without": ["worksheet", "exercise"]}
    used = {"tool": "fork", "text": t("พรวนดินด้วยส้อม", "Loosen with it."), "status": "proposed"}
    more: dict[str, Any] = {"soil": {"tools": [used]}, "watering": {"gaps": ["how-much"]}}
    for number, (id, *said) in enumerate(STEPS, 1):
        _put(folder, f"process/{id}", _said(*said, id=id, number=number) | bare | more.get(id, {}))
    groups = [{"id": id, "title": t(th, en), "status": "proposed"} for id, th, en in GROUPS]
    care = ("ดูแลดิน น้ำ และคน", "Caring for soil, water and people", "สำคัญเท่ากัน", "They matter alike.")
    _put(folder, "approach", _said(*care, groups=groups))
    for number, (group, id, code, th, en) in enumerate(ITEMS, 1):
        item = _said(th, en, f"{th}ตลอดฤดู", f"{en}, all through the season.", **bare)
        _put(folder, f"approach/{id}", item | {"id": id, "number": number, "code": code, "group": group})
    _put(folder, "tools", _said("เครื่องมือในสวน", "Tools of the garden", "ใช้ร่วมกัน", "They are shared."))
    fork = _said("ส้อมพรวน", "Garden fork", "อยู่ในโรงเก็บของ", "It is in the shed.", id="fork", number=1)
    _put(folder, "tools/fork", fork)
    _put(folder, "criteria", _said("เกณฑ์ที่ใช้เลือก", "What to choose by", "สองเรื่อง", "For two choices."))
    foot = t("เก็บไว้ที่โรงเก็บของ", "Keep it in the shed.")
    _put(folder, "worksheets", _said("ใบงานทั้งหมด", "All worksheets", "พิมพ์ได้", "To print.", foot=foot))
    for number, one in enumerate(SETS, 1):
        _criteria(folder, number, *one)
    seen = {"id": "seen", "type": "longtext", "label": t("สิ่งที่เห็น", "What was seen")}
    _sheet(folder, "visit", "G-3", "place", t("บันทึกการไปดูที่", "Notes of a visit"), seen)
    heap = {"id": "heap", "kind": "term", "title": t("กองปุ๋ยหมัก", "Compost heap"), "english": "own"}
    heap |= {"definition": t("ที่กองใบไม้ให้เป็นปุ๋ย", "Leaves, turning to compost.")}
    _put(folder, "glossary", [heap | {"status": "proposed"}])
    asked = {"id": "how-much", "title": t("รดน้ำวันละเท่าใด", "How much water a day?")}
    _put(folder, "questions", [asked | {"says": t("ยังไม่ได้ตกลงกัน", "Nobody has settled it.")}])
    return folder


def write_long(folder: Path, many: int) -> Path:
    """Writes the whole manual with as many steps, items and sheets, a crosswalk, and eight tools for four steps each."""
    write(folder)
    phases = [{"id": id, "title": t(th, en), "status": "proposed"} for id, th, en in PHASES]
    _put(folder, "process", _said("การปลูกผัก", "Growing vegetables", "ทำทีละขั้น", "Step by step.", groups=phases))
    numbers = range(1, many + 1)
    steps = STEPS[:many] + [[f"step-{n}", f"งานที่ {n}", f"Work {n}", "ทำตามนี้", "Do it."] for n in numbers[len(STEPS) :]]
    items = ITEMS[:many] + [["people", f"item-{n}", f"ค.{n}", f"ข้อที่ {n}", f"Point {n}"] for n in numbers[len(ITEMS) :]]
    bare: dict[str, Any] = {"without": ["worksheet", "exercise"]}
    for n in range(2, 10):
        tool = _said(f"เครื่องมือที่ {n}", f"Tool {n}", "อยู่ในโรงเก็บของ", "It is in the shed.", id=f"tool-{n}", number=n)
        _put(folder, f"tools/tool-{n}", tool)
    for n, (id, *said), (group, item, code, th, en) in zip(numbers, steps, items, strict=True):
        used = {"tool": f"tool-{(n - 1) // 4 + 2}", "text": t("ใช้กับงานนี้", "For this."), "status": "proposed"}
        told = _said(*said, id=id, number=n, group=PHASES[n > 10][0], tools=[used] if n <= 32 else [], **bare)
        _put(folder, f"process/{id}", told)
        more = _said(th, en, "ดูแลเสมอ", "Care for it.", id=item, number=n, code=code, group=group)
        _put(folder, f"approach/{item}", more | bare)
        seen = {"id": "seen", "type": "longtext", "label": t("สิ่งที่เห็น", "What was seen")}
        _sheet(folder, f"sheet-{n}", f"H-{n}", id, t(f"บันทึกงานที่ {n}", f"Notes of work {n}"), seen)
    pairs = [(steps[n - k][0], items[n][1], strength) for k, strength in enumerate(STRENGTHS) for n in range(k, many)]
    why = {"basis": "reading", "status": "proposed", "reason": t("ไปด้วยกัน", "They go together.")}
    cells = [{"step": step, "item": item, "strength": strength} | why for step, item, strength in pairs]
    table = _said("ตารางเทียบ", "Crosswalk", "ขั้นใดคู่กับอะไร", "What goes with what.", relations=cells)
    _put(folder, "crosswalk", table)
    manual = json.loads((folder / "data/manual.yml").read_text("utf-8"))
    manual["sections"].append({"id": "crosswalk", "title": t("ตารางเทียบ", "Crosswalk")})
    _put(folder, "manual", manual)
    return folder


def write_short(folder: Path) -> Path:
    """Writes what has to be there, and one step."""
    owner = {"name": t("กลุ่มสวนผักตัวอย่าง", "Example garden group"), "address": t("—ตัวอย่าง—", "—Example—")}
    reached = {"email": "garden@example.invalid", "website": "https://garden.example.invalid/"}
    lead = t("ปลูกผักด้วยกัน ตัวอย่างที่แต่งขึ้นทั้งหมด", "Growing together. An example, all made up.")
    manual = {
        "id": "shared-garden",
        "title": t("คู่มือสวนผักชุมชน", "The shared garden"),
        "short": t("คู่มือสวนผัก", "Garden manual"),
        "lead": lead,
        "organisation": owner | reached,
        "edition": {"number": "1.0", "date": "2026-02-01"},
        "sections": [{"id": id, "title": t(th, en)} for id, th, en in SECTIONS],
    }
    _put(folder, "manual", manual)
    _put(folder, "process", _said("การปลูกผัก", "Growing vegetables", "ทำทีละขั้น", "Step by step."))
    id, *said = STEPS[0]
    _put(folder, f"process/{id}", _said(*said, id=id, number=1))
    (folder / "content").mkdir()
    settings = "site_name: สวนผัก\ndocs_dir: content\nuse_directory_urls: false\nplugins: [khumue]\n"
    theme = "theme: {name: material, language: th, font: false}\n"
    (folder / "mkdocs.yml").write_text(settings + theme, encoding="utf-8")
    return folder


def _said(th: str, en: str, lead_th: str, lead_en: str, **more: object) -> dict[str, Any]:
    texts = {"title": t(th, en), "short": t(th, en), "lead": t(lead_th, lead_en)}
    return texts | {"status": "proposed"} | more


def _criteria(folder: Path, number: int, id: str, th: str, en: str, step: str, *subject: str) -> None:
    """A set of criteria, and the sheet on which things are scored by it."""
    levels = [{"score": 1, "text": t("น้อย", "Little")}, {"score": 5, "text": t("มาก", "Much")}]
    judging = {"evidence": t("ไปดูให้เห็น", "Go and see."), "levels": levels, "status": "proposed"}
    named = [one for group, *one in CRITERIA if group == id]
    criteria = [
        {"id": one, "number": place, "title": t(th, en), "status": "proposed", "judging": judging}
        for place, (one, th, en) in enumerate(named, 1)
    ]
    said = {"id": id, "number": number, "kind": "scored", "title": t(th, en), "status": "proposed"}
    said |= {"lead": t(f"ให้คะแนน{th}", "Rate one by one."), "subject": t(*subject), "sheet": f"choose-{id}"}
    _put(folder, f"criteria/{id}", said | {"criteria": criteria})
    columns = [{"label": t("ข้อ", "Criterion")}, {"label": t("คะแนน", "Score"), "type": "rating"}]
    table: dict[str, Any] = {"id": "scores", "type": "table", "label": t("คะแนน", "Scores")}
    table |= {"rows_from": id, "columns": columns}
    _sheet(folder, f"choose-{id}", f"G-{number}", step, t(f"แบบเลือก{th}", f"Choosing: {en}"), table)


def _sheet(folder: Path, id: str, code: str, step: str, title: object, field: dict[str, Any]) -> None:
    sheet = {"id": id, "code": code, "serves": step, "title": title, "status": "proposed"}
    sheet |= {"when": t("ก่อนเริ่มฤดู", "Before it begins"), "filled_by": t("ผู้ที่ไปดู", "Whoever goes there")}
    sections = [{"title": t("บันทึก", "Notes"), "fields": [field | {"status": "proposed"}]}]
    _put(folder, f"worksheets/{id}", sheet | {"sections": sections})


def _put(folder: Path, name: str, value: object) -> None:
    """Writes a file of data; what JSON is, is YAML."""
    path = folder / f"data/{name}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
