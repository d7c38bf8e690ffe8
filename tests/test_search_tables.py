"""Tables that the search holds: every form of every number, every term by every question, nothing where nobody says it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from khumue.guide import Guide
from khumue.model import Step

from .conftest import ROOT, Watched
from .test_search import open_box

TH_WORDS = "ศูนย์ หนึ่ง สอง สาม สี่ ห้า หก เจ็ด แปด เก้า สิบ".split()
EN_WORDS = "zero one two three four five six seven eight nine ten".split()
ORDINALS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth".split()

STEP = {
    "th": "ขั้นที่ {n}|ขั้นที่{n}|ขั้น {n}|ขั้น{t}|ขั้น {t}|ขั้นตอน {n}|ขั้นตอนที่ {n}|ขั้นตอนที่{t}"
    "|ขั้นที่{w}|ขั้นตอนที่{w}|ขั้นตอนข้อ {n}|step {n}|step{n}"
    "|ขั้นที่ {n} ทำอะไร|ขั้นที่ {n} คืออะไร|ขั้นตอนที่ {n} ต้องทำอะไรบ้างคะ|กระบวนการขั้นที่ {n}|อ่านขั้นตอนที่ {n}",
    "en": "step {n}|Step {e}|step no. {n}|step number {n}|step #{n}|the {o} step|what is step {n}"
    "|what do we do in step {n}?|ขั้นที่ {n}",
}
STEPS_SHEET = {
    "th": "ใบงาน {n}|ใบงานที่ {n}|ใบงานที่{t}|ใบงาน{n}|ใบงานขั้น {n}|ใบงานขั้นที่ {n}|ใบงานขั้นตอนที่ {t}"
    "|ใบงานของขั้นที่ {n}|ใบงานที่{w}|แบบฟอร์มขั้นที่ {n}"
    "|ขอใบงานขั้นที่ {n} หน่อยค่ะ|worksheet {n}|พิมพ์ใบงานขั้นที่ {n}|ใบงานสำหรับขั้นที่ {n}|{c}",
    "en": "worksheet {n}|Worksheet {e}|worksheet for step {n}|step {n} worksheet|worksheet of step {e}"
    "|form for step {n}|{c}|print worksheet {n}",
}
ITEM = {
    "th": "{c}|{bald}|{joined}|ข้อ {c}|แนวทาง {n}|แนวทางที่ {n}|แนวทางข้อที่ {t}|{g} {k}|{g}ข้อที่ {k}|{g}ที่ {k}|{c} ทำอะไร",
    "en": "{c}|{bald}|approach {n}|item {n}|{ge} {k}",
}
ITEMS_SHEET = {"th": "ใบงาน {c}|ใบงาน{joined}|ใบงานข้อ {c}|ใบงาน{g} {k}|{s}|{small}|{spaced}", "en": "{s}|worksheet {c}|{small}"}
TOOL = {
    "th": "เครื่องมือ {n}|เครื่องมือที่ {n}|เครื่องมือ{t}|เครื่องมือข้อ {n}|เครื่องมือที่{w}|เครื่องมือข้อมูลที่ {n}|tool {n}",
    "en": "tool {n}|tool {e}|data tool {n}|the {o} tool",
}
FACTOR = {
    "th": "ปัจจัย {n}|ปัจจัยที่ {n}|ปัจจัยข้อ {n}|ปัจจัยข้อที่ {t}|ปัจจัยที่{w}|ปัจจัยประกอบข้อ {n}|factor {n}",
    "en": "factor {n}|factor {e}|the {o} factor|factor no. {n}",
}
CATEGORY = {
    "th": "ประเภทที่ {n}|พื้นที่ประเภท {n}|พื้นที่ประเภทที่ {n}|พื้นที่ประเภทที่{w}|ตำบลประเภท {n}|ตำบลประเภทที่ {t}",
    "en": "category {n}|area category {n}|category {e}|the {o} category",
}
FACT = {"th": "{c}|{small}|ข้อเท็จจริง {c}|F{t}", "en": "{c}|fact {c}"}

DEFINED = {
    "th": "{}คืออะไร|{} คืออะไร|{}คือ|{} คืออะไรคะ|{} แปลว่าอะไร|{} แปลว่า|{} ย่อมาจากอะไร|{} ย่อมาจาก"
    "|{} หมายถึงอะไร|{}หมายถึง|{} หมายความว่าอย่างไร|อะไรคือ{}"
    "|ความหมายของ{}|คำว่า {} แปลว่าอะไรครับ|ขอทราบความหมายของ {} ค่ะ|{} คือใคร|{} นี่คืออะไร"
    "|{} คือไร|{} ชื่อเต็ม|{} คำเต็มคืออะไร|อยากรู้ว่า {} คืออะไร|รู้จัก {} ไหม|นิยาม{}|what is {}",
    "en": "what is {}?|what is a {}|what does {} mean|what does {} stand for|what is the meaning of {}"
    "|meaning of {}|define {}|definition of {}|{} meaning|{} definition|{} full name"
    "|what are {}|who is {}|tell me what {} is, please|{} คืออะไร",
}

Asked = tuple[str, str, str, str]
"""A query, the language of its reader, where the answer leads, and what follows it."""
Answers = list[dict[str, Any]]


def thai(number: int | str) -> str:
    return "".join("๐๑๒๓๔๕๖๗๘๙"[int(digit)] for digit in str(number))


def forms(table: dict[str, str], number: int, page: str, second: str = "", code: str = "", **more: object) -> Iterator[Asked]:
    said = {"n": number, "t": thai(number), "w": TH_WORDS[number], "e": EN_WORDS[number], "o": ORDINALS[number]}
    said |= {"c": code, "bald": code.replace(".", ""), "joined": code.replace(" ", "")}
    for reader, queries in table.items():
        for query in queries.split("|"):
            yield query.format(**said | more), reader, page, second


def numbers(guide: Guide) -> Iterator[Asked]:
    """Every form of every number, of steps, items, their sheets, tools, factors, categories and facts."""
    for chapter in (*guide.steps, *guide.items):
        sheet = guide.worksheets_of(chapter)[0]
        own, printed = guide.address_of(chapter), guide.address_of(sheet)
        if isinstance(chapter, Step):
            yield from forms(STEP, chapter.number, own, printed)
            yield from forms(STEPS_SHEET, chapter.number, printed, code=sheet.code)
            continue
        g, ge = {"prepare": ("เตรียม", "prepare"), "know": ("รู้", "know")}[chapter.group]
        place = {"g": g, "ge": ge, "k": [one.id for one in guide.group_of(chapter)].index(chapter.id) + 1}
        spelled = {"s": sheet.code, "small": sheet.code.lower(), "spaced": sheet.code.replace("-", " ")}
        yield from forms(ITEM, chapter.number, own, printed, chapter.code, **place)
        yield from forms(ITEMS_SHEET, chapter.number, printed, "", chapter.code, **place, **spelled)
    for tool in guide.tools:
        yield from forms(TOOL, tool.number, guide.address_of(tool))
    for group in guide.criteria:
        for one in group.criteria:
            yield from forms(FACTOR if group.kind == "scored" else CATEGORY, one.number, f"criteria/index.html#{one.id}")
    for fact in guide.facts:
        own = {"small": fact.id.lower(), "t": thai(fact.id[1:])}
        yield from forms(FACT, 0, f"sources.html#{fact.id}", "", fact.id, **own)


def questions(guide: Guide) -> Iterator[Asked]:
    """Every term, by its name and its abbreviations, in every form of a question for its definition."""
    for term in guide.terms:
        bald = [short.replace(".", "") for short in term.abbreviations]
        latin = [short for short in term.abbreviations if short.isascii()]
        for reader, names in (("th", {term.title.th, *term.abbreviations, *bald}), ("en", {term.title.en, *latin})):
            for name in sorted(filter(None, names)):
                for query in DEFINED[reader].split("|"):
                    yield query.format(name), reader, f"glossary.html#{term.id}", ""


Ask = Callable[[list[Asked]], Answers]


@pytest.fixture
def ask(site: Path, watch: Callable[..., Watched]) -> Ask:
    """What the product's own engine answers to many queries: where the first rows lead, and how many hold the query."""
    page = watch(site.as_uri()).page
    page.goto(f"{site.as_uri()}/index.html")
    open_box(page)
    run = """async asked => { const found = [], of = row => row.address + (row.id ? "#" + row.id : "");
        for (const [query, reader] of asked) {
          const { card, rows } = await khumue.search.find(query, reader);
          found.push({ card: card ? of(card) : "", rows: rows.slice(0, 2).map(of), held: rows.filter(row => row.held).length });
        }
        return found; }"""
    return lambda asked: page.evaluate(run, [one[:2] for one in asked])  # type: ignore[no-any-return]


def some(asked: Iterator[Asked], every: bool) -> list[Asked]:
    """All of it, or every seventh: no table has seven forms, so that each number and each form has its turn."""
    return list(asked)[:: 1 if every else 7]


def test_every_form_of_every_number_leads_to_its_page_and_then_to_its_sheet(ask: Ask, guide: Guide, every: bool) -> None:
    asked = some(numbers(guide), every)
    found = list(zip(asked, ask(asked), strict=True))
    assert [(query, got) for (query, _, page, _), got in found if page not in (got["card"], *got["rows"][:1])] == []
    assert [(query, got) for (query, _, _, second), got in found if second and second != got["rows"][1]] == []


def test_every_term_by_every_question_has_its_definition_above_the_list(ask: Ask, guide: Guide, every: bool) -> None:
    asked = some(questions(guide), every)
    found = zip(asked, ask(asked), strict=True)
    assert [(query, got) for (query, _, page, _), got in found if got["card"] != page] == []


def test_what_no_page_says_has_no_row_that_says_it(ask: Ask) -> None:
    queries = yaml.safe_load((ROOT / "tests" / "search_queries.yml").read_text(encoding="utf-8"))
    asked = [(one["q"], one.get("lang", "th"), "", "") for one in queries["no_answer"]]
    assert len(asked) >= 40
    wrong = [query for (query, *_), got in zip(asked, ask(asked), strict=True) if got["card"] or got["held"]]
    assert len(wrong) <= 2, wrong


@pytest.mark.parametrize(
    "query",
    [
        "ก" * 10_000,
        "คนพัฒนาสังคมหมู่บ้าน" * 500,
        "ສະບາຍດີ ບ້ານ",
        "كڤد ڤرتمون",
        "社区发展 会议",
        "😀👍🏽🎉",
        "\x00\x07\x1b\x7f",
        "\u200b\u200c\ufeff",
        "a" * 5_000,
    ],
    ids=lambda query: ascii(query[:6]),
)
def test_bad_input_is_answered_or_said_to_be_nowhere(ask: Ask, query: str) -> None:
    (got,) = ask([(query, "th", "", "")])
    assert not got["card"]
    assert not got["held"] or "สังคม" in query
