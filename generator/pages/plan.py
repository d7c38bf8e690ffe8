"""Which pages exist, at what address, from which template: the table of the site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, groupby, islice, zip_longest
from pathlib import PurePosixPath
from posixpath import join, normpath, relpath
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from .. import kinds, model
from ..catalogue import COLLECTIONS
from ..guide import Guide
from ..markup import Words
from ..model import Text
from ..problems import MOST_TOLD, Place, Problem, ProblemsFound, Say, did_you_mean
from ..snapshots import Snapshot
from .page_kinds import PAGE_KINDS, PageKind


@dataclass(frozen=True)
class Planned:
    """A page to be made in each language: its template is `kind`.html, its subject is what the
    template calls `it`.

    `parent` is the address of the page above it in the breadcrumb; `section` is the id of its
    section in the manual.
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
            what = Say(
                f'ไม่มีแถวของหน้าชนิด "{self.kind}"', f'pages of the kind "{self.kind}" have no row'
            )
            raise ProblemsFound(
                [Problem(Place("pages/page_kinds.py"), what, did_you_mean(self.kind, PAGE_KINDS))]
            )

    @property
    def how(self) -> PageKind:
        """How pages of its kind stand in the site."""
        return PAGE_KINDS[self.kind]

    @property
    def wide(self) -> bool:
        """Whether it takes the room of the contents beside it, as a line of time does."""
        return self.how.wide or any(part.timeline for part in getattr(self.subject, "parts", ()))


EVERYTHING = Text(th="ทุกหน้าและทุกคำ", en="All pages and terms")
STATUS = Words.pair("status.title")
REVIEW = Words.pair("review.title")
CONTACT = Text(th="ติดต่อ", en="Contact")


def plan(guide: Guide, team: object = None) -> tuple[Planned, ...]:
    """Every page of the manual, in the order of its sections; the home page first. Those of the team
    are among them where there is something to show on them."""
    manual = guide.manual
    pages = [
        Planned("index.html", "home", manual.title, manual.short, parent=None, lead=manual.lead)
    ]
    for section in manual.sections:
        pages += _made(guide, section)
        pages += _written(guide, section.id)
    about = "about" if any(section.id == "about" for section in manual.sections) else None
    pages += _changed(guide, about or manual.sections[-1].id)
    pages.append(Planned("contact.html", "contact", CONTACT, CONTACT, manual.organisation, about))
    if team:
        pages.append(Planned("status.html", "status", STATUS, STATUS, team, about))
        pages.append(Planned("review.html", "review", REVIEW, REVIEW, section=about))
    pages.append(Planned("all.html", "all", EVERYTHING, EVERYTHING))
    return tuple(pages)


def old_addresses(guide: Guide) -> Iterator[tuple[str, model.Addressed]]:
    """Every address that a record with a page of its own once had, and the record."""
    for row in COLLECTIONS:
        for record in guide.all(row) if row.paged else ():
            for alias in record.aliases:
                yield row.address.format(id=alias), record


def addresses(guide: Guide) -> dict[str, tuple[str, ...]]:
    """Every address of the manual in a language: its pages and those that records once had, each
    with the headings on it that are records."""
    found: dict[str, dict[str, None]] = {page.address: {} for page in plan(guide)}
    for row in COLLECTIONS:
        for record in guide.all(row) if row.many and "id" in row.kind.model_fields else ():
            page, _, heading = guide.address_of(record).partition("#")
            if not heading or not row.address or page not in found:
                continue
            found[page] |= dict.fromkeys((heading, *getattr(record, "aliases", ())))
            for criterion in getattr(record, "criteria", ()):
                found[page] |= dict.fromkeys((criterion.id, *criterion.aliases))
    found |= {old: {} for old, _ in old_addresses(guide)}
    return {page: tuple(headings) for page, headings in found.items()}


class Within(NamedTuple):
    """A link to the site itself: the folder of its language, the path that it leads to, the
    heading there."""

    link: model.Link
    folder: str
    path: str
    heading: str


def links_within(guide: Guide) -> Iterator[Within]:
    """Every link of the hand-written pages and of the texts of the data to the site itself, file by
    file."""
    pages = ((page.language, f"{page.name}.html", page.links) for page in guide.prose)
    texts = ((language, "", links) for language, links in guide.links.items())
    for language, own, links in chain(pages, texts):
        folder = language.folder
        for link in links:
            parts = urlsplit(link.address)
            if not parts.scheme and not parts.netloc:
                path = normpath(join(folder, unquote(parts.path) or own))
                yield Within(link, folder, path, unquote(parts.fragment))


def dead_links(guide: Guide) -> Iterator[Problem]:
    """A problem for every link that leads to no page of the manual, and to no file beside the
    pages."""
    addresses = {page.address for page in plan(guide, guide.manual.status_page)}
    addresses |= {
        old for old, record in old_addresses(guide) if guide.address_of(record) in addresses
    }
    paths = {
        language.folder + address for language in guide.manual.languages for address in addresses
    } | guide.files.keys()

    @cache
    def near(folder: str) -> list[str]:
        return sorted(relpath(path, folder or ".") for path in paths if path.startswith(folder))

    for _, links in groupby(links_within(guide), lambda one: one.link.place.file):
        dead = (
            Problem(
                link.place,
                Say(
                    f"ลิงก์ไปไม่ถึง: {unquote(link.address)}",
                    f"a link leads nowhere: {unquote(link.address)}",
                ),
                did_you_mean(unquote(link.address), near(folder)),
            )
            for link, folder, path, _ in links
            if path not in paths and not guide.may_hold(PurePosixPath(path).stem)
        )
        yield from islice(dead, MOST_TOLD + 1)


@dataclass(frozen=True)
class Since:
    """What an edition is compared with: the one before it. The `latest` is the manual as it stands,
    of which `new` tells what was said when it was kept, where it was."""

    old: Snapshot
    new: Snapshot | None
    latest: bool


def _changed(guide: Guide, section: str) -> Iterator[Planned]:
    """A page of what changed for each edition that has one before it; the latest first, whose
    address is always the same."""
    number = guide.manual.edition.number
    kept = [one for one in guide.editions if kinds.order(one.number) < kinds.order(number)]
    same = next((one for one in guide.editions if one.number == number), None)
    for old, new in reversed(list(zip_longest(kept, kept[1:]))):
        subject = Since(old, new or same, latest=new is None)
        of = new.number if new else number
        yield Planned(
            "changes.html" if subject.latest else f"changes/{of.replace('.', '-')}.html",
            "changes" if subject.latest else "earlier-changes",
            Words.pair("changes.title", old=old.number, new=of),
            Words.pair("changes.short"),
            subject,
            section,
            lead=Words.pair("changes.lead", old=old.number),
        )


def _made(guide: Guide, section: model.SectionTitle) -> Iterator[Planned]:
    """The pages of a section that come from the data."""
    made: set[str] = set()
    for row in COLLECTIONS:
        address = row.address.partition("#")[0]
        if row.section != section.id or row.hosted or not guide.all(row) or address in made:
            continue
        made.add(address)
        if row.paged:
            top = f"{section.id}/index.html"
            yield from (
                _page(guide.address_of(record), row.page, record, section.id, top)
                for record in guide.all(row)
            )
        elif row.many:
            yield Planned(address, row.page, section.title, section.title, section=section.id)
        else:
            yield from (_page(address, row.page, one, section.id) for one in guide.all(row))


def _page(
    address: str, kind: str, subject: Any, section: str, parent: str = "index.html"
) -> Planned:
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
        title, lead = (
            Text(th=thai.title, en=english.title),
            Text(th=thai.description, en=english.description),
        )
        yield Planned(f"{name}.html", "prose", title, title, pair, section, lead=lead)
