"""Which pages exist, at what address, from which template: the table of the site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .. import model
from ..guide import Guide
from ..model import Text


@dataclass(frozen=True)
class Planned:
    """A page to be made in both languages: its template is `kind`.html, its subject is what the template calls `it`.

    `parent` is the address of the page above it in the breadcrumb; `section` is the id of its section in the manual;
    `in_menu` is False for pages that the navigation leaves to their overview.
    """

    address: str
    kind: str
    title: Text
    short: Text
    subject: Any = None
    section: str | None = None
    parent: str | None = "index.html"
    lead: Text | None = None
    wide: bool = False
    in_menu: bool = True


def plan(guide: Guide) -> tuple[Planned, ...]:
    """Every page of the manual, in the order of its sections; the home page first."""
    manual = guide.manual
    pages = [Planned("index.html", "home", manual.title, manual.short, parent=None, lead=manual.lead, wide=True)]
    for section in manual.sections:
        make = _SECTIONS.get(section.id)
        if make:
            pages += make(guide, section)
        pages += _prose(guide, section)
    return tuple(pages)


def address_of(record: model.Element, guide: Guide) -> str:
    """Where a record is shown: the address of its page, with the heading where it shares one."""
    if isinstance(record, model.Exercise):
        return address_of(guide.chapter(record.serves), guide) + "#exercise"
    address: str = next(make(record) for kind, make in _ADDRESSES if isinstance(record, kind))
    return address


_ADDRESSES: tuple[tuple[type[model.Element], Any], ...] = (
    (model.Step, lambda it: f"process/{it.id}.html"),
    (model.Item, lambda it: f"approach/{it.id}.html"),
    (model.Tool, lambda it: f"tools/{it.id}.html"),
    (model.Worksheet, lambda it: f"worksheets/{it.id}.html"),
    (model.CriteriaSet, lambda it: f"criteria/index.html#{it.id}"),
    (model.Criterion, lambda it: f"criteria/index.html#{it.id}"),
    (model.Crosswalk, lambda it: "crosswalk.html"),
    (model.Term, lambda it: f"glossary.html#{it.id}"),
    (model.Agency, lambda it: f"agencies.html#{it.id}"),
    (model.Source, lambda it: f"sources.html#{it.id}"),
    (model.Fact, lambda it: f"sources.html#{it.id}"),
    (model.Question, lambda it: f"questions.html#{it.id}"),
    (model.Manual, lambda it: "contact.html"),
)


def _overview(folder: str, kind: str, frame: model.Frame, section: str, **values: Any) -> Planned:
    return Planned(f"{folder}/index.html", kind, frame.title, frame.short, frame, section, lead=frame.lead, **values)


def _leaf(record: Any, kind: str, section: str, parent: str, **values: Any) -> Planned:
    lead = getattr(record, "lead", None)
    short = getattr(record, "short", record.title)
    return Planned(f"{record.folder}/{record.id}.html", kind, record.title, short, record, section, parent, lead, **values)


def _process(guide: Guide, section: model.SectionTitle) -> Iterator[Planned]:
    if guide.process:
        yield _overview("process", "overview", guide.process, section.id)
    yield from (_leaf(step, "chapter", section.id, "process/index.html") for step in guide.steps)


def _approach(guide: Guide, section: model.SectionTitle) -> Iterator[Planned]:
    if guide.approach:
        yield _overview("approach", "overview", guide.approach, section.id)
    yield from (_leaf(item, "chapter", section.id, "approach/index.html") for item in guide.items)


def _tools(guide: Guide, section: model.SectionTitle) -> Iterator[Planned]:
    if guide.toolbox:
        yield _overview("tools", "tools", guide.toolbox, section.id)
    yield from (_leaf(tool, "tool", section.id, "tools/index.html") for tool in guide.tools)


def _criteria(guide: Guide, section: model.SectionTitle) -> Iterator[Planned]:
    if guide.selection:
        yield _overview("criteria", "criteria", guide.selection, section.id)


def _crosswalk(guide: Guide, section: model.SectionTitle) -> Iterator[Planned]:
    if guide.crosswalk:
        crosswalk = guide.crosswalk
        yield Planned(
            "crosswalk.html", "crosswalk", crosswalk.title, crosswalk.short, crosswalk, section.id, lead=crosswalk.lead, wide=True
        )


def _worksheets(guide: Guide, section: model.SectionTitle) -> Iterator[Planned]:
    if guide.sheets:
        yield _overview("worksheets", "worksheets", guide.sheets, section.id)
    for sheet in guide.worksheets:
        yield _leaf(sheet, "worksheet", section.id, "worksheets/index.html", wide=True, in_menu=False)


def _list(name: str, collection: str) -> Any:
    def make(guide: Guide, section: model.SectionTitle) -> Iterator[Planned]:
        if getattr(guide, collection):
            yield Planned(
                f"{name}.html", name, section.title, section.title, None, section.id, wide=name in ("sources", "agencies")
            )

    return make


def _prose(guide: Guide, section: model.SectionTitle) -> Iterator[Planned]:
    halves: dict[str, dict[str, model.Prose]] = {}
    for page in guide.prose:
        if page.section == section.id:
            halves.setdefault(page.name, {})[page.language.value] = page
    for name, pair in halves.items():
        thai, english = pair.get("th"), pair.get("en")
        title = Text(th=(thai or english).title, en=(english or thai).title)  # type: ignore[union-attr]
        lead = Text(th=(thai or english).description, en=(english or thai).description)  # type: ignore[union-attr]
        yield Planned(f"{name}.html", "prose", title, title, pair, section.id, lead=lead)
    if section.id == "about":
        organisation = guide.manual.organisation
        yield Planned("contact.html", "contact", CONTACT, CONTACT, organisation, section.id)


CONTACT = Text(th="ติดต่อ", en="Contact")

_SECTIONS = {
    "process": _process,
    "approach": _approach,
    "tools": _tools,
    "criteria": _criteria,
    "crosswalk": _crosswalk,
    "worksheets": _worksheets,
    "glossary": _list("glossary", "terms"),
    "agencies": _list("agencies", "agencies"),
    "sources": _list("sources", "facts"),
    "questions": _list("questions", "questions"),
}
