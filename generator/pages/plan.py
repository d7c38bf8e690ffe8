"""Which pages exist, at what address, from which template: the table of the site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath
from posixpath import join, normpath, relpath
from typing import Any
from urllib.parse import unquote, urlsplit

from .. import model
from ..guide import Guide
from ..language import Language
from ..model import Text
from ..problems import MOST_TOLD, Place, Problem, ProblemsFound, Say, did_you_mean
from .page_kinds import PAGE_KINDS, PageKind


@dataclass(frozen=True)
class Planned:
    """A page to be made in both languages: its template is `kind`.html, its subject is what the template calls `it`.

    `parent` is the address of the page above it in the breadcrumb; `section` is the id of its section in the manual.
    """

    address: str
    kind: str
    title: Text
    short: Text
    subject: Any = None
    section: str | None = None
    parent: str | None = "index.html"
    lead: Text | None = None

    def __post_init__(self) -> None:
        """Raises ProblemsFound where its kind has no row."""
        if self.kind not in PAGE_KINDS:
            what = Say(f'ไม่มีแถวของหน้าชนิด "{self.kind}"', f'pages of the kind "{self.kind}" have no row')
            raise ProblemsFound([Problem(Place("pages/page_kinds.py"), what, did_you_mean(self.kind, PAGE_KINDS))])

    @property
    def how(self) -> PageKind:
        """How pages of its kind stand in the site."""
        return PAGE_KINDS[self.kind]

    @property
    def wide(self) -> bool:
        """Whether it takes the room of the contents beside it, as a line of time does."""
        return self.how.wide or any(part.timeline for part in getattr(self.subject, "parts", ()))


@dataclass(frozen=True)
class _Shelf:
    """A section with an overview page, made from one frame of the guide, and a page for each record of a collection."""

    frame: str
    overview: str
    records: str = ""
    page: str = ""


_SHELVES = {
    "process": _Shelf("process", "overview", "steps", "chapter"),
    "approach": _Shelf("approach", "overview", "items", "chapter"),
    "tools": _Shelf("toolbox", "tools", "tools", "tool"),
    "criteria": _Shelf("selection", "criteria"),
    "worksheets": _Shelf("sheets", "worksheets", "worksheets", "worksheet"),
}
_LISTS = {
    "glossary": ("terms",),
    "agencies": ("agencies",),
    "sources": ("facts", "sources", "errata"),
    "questions": ("questions",),
}
"""Sections of one page that lists whole collections."""
_ANCHORS: dict[type[model.Element], str] = {
    model.CriteriaSet: "criteria/index.html",
    model.Criterion: "criteria/index.html",
    model.Term: "glossary.html",
    model.Agency: "agencies.html",
    model.Source: "sources.html",
    model.Fact: "sources.html",
    model.Question: "questions.html",
}
"""The pages on which records without one of their own stand."""
EVERYTHING = Text(th="ทุกหน้าและทุกคำ", en="All pages and terms")
CONTACT = Text(th="ติดต่อ", en="Contact")


def plan(guide: Guide) -> tuple[Planned, ...]:
    """Every page of the manual, in the order of its sections; the home page first."""
    manual = guide.manual
    pages = [Planned("index.html", "home", manual.title, manual.short, parent=None, lead=manual.lead)]
    for section in manual.sections:
        pages += _made(guide, section)
        pages += _written(guide, section.id)
    about = "about" if any(section.id == "about" for section in manual.sections) else None
    pages.append(Planned("contact.html", "contact", CONTACT, CONTACT, manual.organisation, about))
    pages.append(Planned("all.html", "all", EVERYTHING, EVERYTHING))
    return tuple(pages)


def address_of(record: model.Element, guide: Guide) -> str:
    """Where a record is shown: the address of its page, with the heading where it shares one."""
    if isinstance(record, model.Exercise):
        return address_of(guide.chapter(record.serves), guide) + "#exercise"
    if isinstance(record, model.Step | model.Item | model.Tool | model.Worksheet):
        return f"{record.folder}/{record.id}.html"
    if isinstance(record, model.Crosswalk):
        return "crosswalk.html"
    return f"{_ANCHORS[type(record)]}#{record.id}"  # type: ignore[attr-defined]


def old_addresses(guide: Guide) -> Iterator[tuple[str, model.Addressed]]:
    """Every address that a record with a page of its own once had, and the record."""
    records: tuple[model.Step | model.Item | model.Tool | model.Worksheet, ...]
    records = (*guide.steps, *guide.items, *guide.tools, *guide.worksheets)
    for record in records:
        for alias in record.aliases:
            yield f"{record.folder}/{alias}.html", record


def links_within(page: model.Prose) -> Iterator[tuple[model.Link, str, str]]:
    """Every link of a hand-written page to the site itself, with the path that it leads to and the heading."""
    own = f"{page.language.folder}{page.name}.html"
    for link in page.links:
        parts = urlsplit(link.address)
        if not parts.scheme and not parts.netloc:
            path = normpath(join(page.language.folder, unquote(parts.path))) if parts.path else own
            yield link, path, unquote(parts.fragment)


def dead_links(guide: Guide) -> Iterator[Problem]:
    """A problem for every link of a hand-written page that leads to no page of the manual, and to no file beside the pages."""
    addresses = {page.address for page in plan(guide)}
    addresses |= {old for old, record in old_addresses(guide) if address_of(record, guide) in addresses}
    paths = {language.folder + address for language in Language for address in addresses} | guide.files.keys()
    for page in guide.prose:
        near = sorted(relpath(path, page.language.folder or ".") for path in paths if path.startswith(page.language.folder))
        dead = (
            Problem(
                link.place,
                Say(f"ลิงก์ไปไม่ถึง: {unquote(link.address)}", f"a link leads nowhere: {unquote(link.address)}"),
                did_you_mean(unquote(link.address), near),
            )
            for link, path, _ in links_within(page)
            if path not in paths and not guide.may_hold(PurePosixPath(path).stem)
        )
        yield from islice(dead, MOST_TOLD + 1)


def _made(guide: Guide, section: model.SectionTitle) -> Iterator[Planned]:
    """The pages of a section that come from the data."""
    if shelf := _SHELVES.get(section.id):
        top = f"{section.id}/index.html"
        if frame := getattr(guide, shelf.frame):
            yield _page(top, shelf.overview, frame, section.id)
        for record in getattr(guide, shelf.records) if shelf.records else ():
            yield _page(f"{section.id}/{record.id}.html", shelf.page, record, section.id, top)
    elif section.id == "crosswalk" and guide.crosswalk:
        yield _page("crosswalk.html", "crosswalk", guide.crosswalk, section.id)
    elif any(getattr(guide, collection) for collection in _LISTS.get(section.id, ())):
        yield Planned(f"{section.id}.html", section.id, section.title, section.title, section=section.id)


def _page(address: str, kind: str, subject: Any, section: str, parent: str = "index.html") -> Planned:
    short, lead = getattr(subject, "short", subject.title), getattr(subject, "lead", None)
    return Planned(address, kind, subject.title, short, subject, section, parent, lead)


def _written(guide: Guide, section: str) -> Iterator[Planned]:
    """The hand-written pages of a section, each a pair of halves by language."""
    pairs: dict[str, dict[str, model.Prose]] = {}
    for page in guide.prose:
        if page.section == section:
            pairs.setdefault(page.name, {})[page.language.value] = page
    for name, pair in pairs.items():
        thai, english = pair.get("th") or pair["en"], pair.get("en") or pair["th"]
        title, lead = Text(th=thai.title, en=english.title), Text(th=thai.description, en=english.description)
        yield Planned(f"{name}.html", "prose", title, title, pair, section, lead=lead)
