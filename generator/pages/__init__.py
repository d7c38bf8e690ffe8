"""Guide → Site: every page of the manual in its languages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from itertools import chain
from typing import Any

from markupsafe import Markup

from .. import approvals
from ..catalogue import COLLECTIONS
from ..changes import Changes, compare, taken
from ..guide import Guide, ids_in, proposes, walk
from ..language import Language
from ..markup import FALLBACK_MARK, Words, day, markup, plain
from ..model import (
    Agency,
    Chapter,
    Element,
    Exercise,
    Manual,
    Question,
    Source,
    Term,
    Text,
    Worksheet,
)
from ..model import Frame as CollectionFrame
from ..problems import Problem, Say, did_you_mean
from ..status import Status
from ..wording import compared
from .bars import bar
from .finishing import Finish
from .lasting import leading, lost
from .late import behind
from .lines import Lines
from .marks import asked_at, bearers, whole
from .mistakes import MISTAKES as MISTAKES
from .mistakes import planned as of_mistakes
from .mistakes import shown_on as shown_on
from .names import called, names, numbered
from .page import Door, Entry, Frame, Heading, Page, Redirect, Site
from .plan import CONTACT, Planned, Since, addresses, dead_links, links_within, old_addresses, plan
from .portions import around, by_group, in_parts, is_long, on_one_sheet
from .rendering import Draw, PageTemplates, relative
from .review import to_review
from .searches import planned as of_searches

__all__ = [
    "Entry",
    "Finish",
    "Frame",
    "Heading",
    "Lines",
    "Made",
    "Page",
    "Redirect",
    "Site",
    "addresses",
    "begun",
    "dead_anchors",
    "dead_links",
    "linked",
    "lost",
    "of_mistakes",
    "of_searches",
    "render",
    "shown_on",
]

Marked = Callable[[Text | str, Markup], Markup]
"""What is made of a text, and of its markup."""
_LISTED = (Term, Agency, Source, Manual)
"""Words and addresses: that they are proposed is told on their page."""
_PRINTED_IN = (*Language, f"{Language.TH}-{Language.EN}")


def _nothing(*_: object) -> str:
    return ""


def render(guide: Guide, prints: Mapping[str, int], draw: Draw = _nothing) -> Site:
    """Every page as its template makes it, what the pages of a language share, and the redirects."""
    site, made = begun(guide, prints, draw)
    return replace(site, pages=tuple(made.values()))


class Made(Mapping[str, Page]):
    """The pages of a site by their paths, each made by its template whenever it is asked for."""

    def __init__(
        self, wanted: Mapping[str, tuple[Planned, Frame]], make: Callable[[Planned, Frame], Page]
    ) -> None:
        self._wanted, self._make = wanted, make

    def of(self, language: Language) -> Iterator[Page]:
        """The pages of a language."""
        return (self._make(*one) for one in self._wanted.values() if one[1].language is language)

    def __getitem__(self, path: str) -> Page:
        return self._make(*self._wanted[path])

    def __contains__(self, path: object) -> bool:
        return path in self._wanted

    def __iter__(self) -> Iterator[str]:
        return iter(self._wanted)

    def __len__(self) -> int:
        return len(self._wanted)


def begun(
    guide: Guide,
    prints: Mapping[str, int],
    draw: Draw = _nothing,
    team: Status | None = None,
    marked: Marked | None = None,
    beside: tuple[Planned, ...] = (),
) -> tuple[Site, Made]:
    """The site that has no pages yet, and its pages, which are made one by one.

    `prints` are the sheets for printing that stand beside the pages: their sizes in bytes, by their
    paths in the site. `draw` makes the pictures; without it there are none. `team` is what the page of
    the team shows, if there is to be one. `marked` has texts say which they are, for those who edit
    them on the page. `beside` are pages that only a preview has.
    """
    planned = (*plan(guide, team), *beside)
    frames = {language: _frame(guide, planned, language) for language in guide.manual.languages}
    by_address = {page.address: page for page in planned}
    templates = PageTemplates(guide, draw, _derived(guide, prints) | {"marked": marked})
    wanted = {
        language.folder + page.address: (page, frame)
        for page in planned
        for language, frame in frames.items()
    }
    made = Made(wanted, lambda page, frame: _page(page, frame, by_address, templates, prints))
    return Site((), frames, tuple(_redirects(guide, templates)), guide.files), made


def linked(guide: Guide) -> frozenset[str]:
    """The paths of the pages to a heading of which there is a link."""
    return frozenset(one.path for one in links_within(guide) if one.heading)


def dead_anchors(guide: Guide, ids: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    """A problem for every link to a heading that its page has not; `ids` are those of each page, by
    its path."""
    for link, _, path, heading in links_within(guide):
        if heading and heading not in ids.get(path, [heading]):
            what = Say(
                f"ไม่มีหัวข้อที่ลิงก์ไป: {link.address}",
                f"a link names a heading that is not there: {link.address}",
            )
            yield Problem(link.place, what, did_you_mean(heading, ids[path]))


def _derived(guide: Guide, prints: Mapping[str, int]) -> dict[str, Any]:
    """What templates ask of the whole guide beyond its own methods."""

    def shown(holders: Iterable[tuple[str, Element]]) -> list[tuple[Text, str]]:
        found: dict[str, Text] = {}
        for name, owner in holders:
            title, address = _whereabouts(name, owner, guide)
            found.setdefault(address, title)
        return [(title, address) for address, title in found.items()]

    chapters = (*guide.steps, *guide.items)
    uses = [(chapter.id, use.tool) for chapter in chapters for use in chapter.tools]
    cells = guide.crosswalk.relations if guide.crosswalk else ()
    related = [(cell.step, cell.item) for cell in cells]
    tones = {
        (name, group.id): place % 3 + 1
        for name, frame in (("process", guide.process), ("approach", guide.approach))
        for place, group in enumerate(frame.groups if frame else ())
    }
    alone = len(guide.manual.languages) == 1
    waiting = approvals.waiting(guide)
    proposals = frozenset(bearers(guide).values())

    def waits(*elements: Element) -> bool:
        return bool(waiting) and any(
            inner.place in waiting for element in elements for inner in walk(element)
        )

    def unanswered(ids: Iterable[str]) -> list[Question]:
        questions = (guide.find("questions", id) for id in ids)
        return [question for question in questions if not question.answer]

    def printed(
        record: Worksheet | Exercise | Chapter | Manual, extension: str = "pdf", part: str = ""
    ) -> list[tuple[str, str, int]]:
        """The files of a sheet, or of a `part` of it or a pack, in a format: in which languages,
        its path, its size in kB."""
        found = [(tag, record.print_path(part + tag, extension)) for tag in _PRINTED_IN]
        return [
            ("alone" if alone else tag, path, round(prints[path] / 1000))
            for tag, path in found
            if path in prints
        ]

    @cache
    def there() -> Mapping[str, tuple[str, ...]]:
        return addresses(guide)

    def live(address: str) -> str:
        """An address of an edition as it can be read now: the place, its page, or nothing."""
        page, _, heading = address.partition("#")
        return address if heading in there().get(page, ()) else page if page in there() else ""

    @cache
    def changed(since: Since) -> Changes:
        if not since.latest and since.new:
            return compare(since.old, since.new)
        said = since.new
        now = taken(guide, {}, said.note if said else None, said.acts if said else ())
        return compare(since.old, now)

    return {
        "alone": alone,
        "changed": changed,
        "live": live,
        "on_one_sheet": on_one_sheet,
        "is_long": is_long,
        "around": around,
        "by_group": by_group,
        "tone": lambda chapter: tones.get((chapter.folder, chapter.group), 1),
        "sheets_of": lambda chapters: [*chain.from_iterable(map(guide.worksheets_of, chapters))],
        "crosswalk": lambda: in_parts(guide.steps, guide.items, related),
        "tool_uses": lambda: in_parts(chapters, guide.tools, uses),
        "printed": printed,
        "called": called,
        "numbered": lambda record: numbered(record, guide),
        "facts_in": partial(ids_in, "facts"),
        "gaps_in": partial(ids_in, "gaps"),
        "carriers": lambda fact: shown(guide.citations.get(fact.id, ())),
        "carried": lambda: sum(fact.id in guide.citations for fact in guide.facts),
        "askers": lambda question: shown(guide.askers.get(question.id, ())),
        "asked_at": partial(asked_at, guide),
        "bar": bar,
        "ours": lambda things: bool(things) and all(one.place in proposals for one in things),
        "bears_mark": lambda thing: thing.place in proposals,
        "to_review": lambda: to_review(guide),
        "whereabouts": lambda name, owner: _whereabouts(name, owner, guide),
        "whole": whole,
        "compared": compared,
        "unanswered": unanswered,
        "waiting": lambda thing: waiting.get(thing.place, ""),
        "waiting_within": waits,
        "proposes": proposes,
        "proposals": lambda: shown(
            (name, owner)
            for name, owner in guide.owners
            if (proposes(owner) or waits(owner)) and not isinstance(owner, _LISTED)
        ),
    }


def _whereabouts(name: str, owner: Element, guide: Guide) -> tuple[Text, str]:
    """The name and the address under which readers find a record, or a whole collection."""
    if isinstance(owner, Manual):
        return CONTACT, "contact.html"
    if isinstance(owner, CollectionFrame):
        return owner.short, next(row.address for row in COLLECTIONS if row.name == name)
    short = getattr(owner, "short", None) or owner.title  # type: ignore[attr-defined]
    if isinstance(owner, Worksheet):  # a sheet is often called as its step is
        short = Text(
            th=f"{owner.code} {short.th}", en=f"{owner.code} {short.en}" if short.en else None
        )
    return short, guide.address_of(owner)


def _page(
    planned: Planned,
    frame: Frame,
    by_address: dict[str, Planned],
    templates: PageTemplates,
    prints: Mapping[str, int],
) -> Page:
    language = frame.language
    sections = frame.navigation[1:]  # without the home page itself
    html = templates.render(
        planned.kind,
        language,
        planned.address,
        it=planned.subject,
        title=planned.title,
        sections=sections,
        every=by_address.values(),
    )
    if FALLBACK_MARK in html:
        html = templates.render("fallback-notice", language, planned.address) + html
    if language is Language.EN and (late := behind(templates.guide, planned.address, html)):
        notice = templates.render("behind-notice", language, planned.address, **late)
        before, end, rest = html.rpartition("</h1>\n")  # in the book it must not open the chapter
        html = f"{before}{end}{notice}\n{rest}"
    return Page(
        language=language,
        address=planned.address,
        kind=planned.kind,
        title=plain(planned.title, language),
        description=plain(planned.lead, language) if planned.lead else "",
        html=html,
        trail=tuple(_trail(planned, by_address, language)),
        wide=planned.wide,
        section=planned.section or "",
        names=names(planned, templates.guide, language),
        numbered=numbered(planned.subject, templates.guide),
        doors=tuple(_doors(planned.subject, templates.guide, prints, language)),
    )


def _doors(
    subject: Any, guide: Guide, prints: Mapping[str, int], language: Language
) -> Iterator[Door]:
    """From a step or an item to its first sheet, and from it and its sheet to the file to print."""
    sheets: tuple[Worksheet, ...] = (subject,) if isinstance(subject, Worksheet) else ()
    if isinstance(subject, Chapter):
        sheets = guide.worksheets_of(subject)[:1]
    for sheet in sheets:
        if sheet is not subject:
            yield Door("fill", guide.address_of(sheet))
        path = sheet.print_path(language, "pdf")
        if path in prints:
            yield Door("print", path, round(prints[path] / 1000))


def _trail(page: Planned, by_address: dict[str, Planned], language: Language) -> list[Entry]:
    """The pages above a page, from the home page down."""
    above: list[Entry] = []
    parent = page.parent
    while parent is not None:
        planned = by_address.get(parent, by_address["index.html"])
        short = (
            Words(language)("site.home")
            if planned.parent is None
            else markup(planned.short, language)
        )
        above.insert(0, Entry(short, planned.address))
        parent = planned.parent
    return above


def _frame(guide: Guide, planned: tuple[Planned, ...], language: Language) -> Frame:
    manual, words = guide.manual, Words(language)
    review = manual.review
    label = words("site.draft") if manual.edition.draft else words("site.edition")
    return Frame(
        language=language,
        title=plain(manual.title, language),
        short=plain(manual.short, language),
        lead=plain(manual.lead, language),
        organisation=plain(manual.organisation.name, language),
        department=plain(manual.organisation.department, language)
        if manual.organisation.department
        else "",
        contact=plain(manual.organisation.address, language),
        edition=f"{label} {manual.edition.number} · {day(manual.edition.date, language)}",
        navigation=tuple(_navigation(guide, planned, language)),
        words=words.section("site"),
        search=words.section("search"),
        footer=_footer(planned, language),
        searches=tuple(plain(query, language) for query in manual.featured_searches),
        owner=plain(review.owner, language) if review and review.owner else "",
        reviewed=day(review.date, language) if review and review.date else "",
        due=(review.due.isoformat(), day(review.due, language)) if review and review.due else None,
        report=manual.report or "",
    )


def _footer(planned: tuple[Planned, ...], language: Language) -> tuple[tuple[Entry, ...], ...]:
    """Two columns of links: what readers come back for, and what stands behind the manual."""
    columns = [
        [page for page in planned if page.how.footer == column] for column in ("often", "behind")
    ]
    return tuple(
        tuple(Entry(markup(page.short, language), page.address) for page in column)
        for column in columns
    )


def _navigation(guide: Guide, planned: tuple[Planned, ...], language: Language) -> list[Entry]:
    """The sections in the manual's order; a section's pages stand under it where it has more than
    one."""
    entries = [Entry(Words(language)("site.home"), "index.html")]
    for section in guide.manual.sections:
        pages = [page for page in planned if page.section == section.id and page.how.in_menu]
        children = tuple(Entry(_menu_label(page, language), page.address) for page in pages)
        if children:
            first = children[0].address
            under = children[1:] if first.endswith("/index.html") else children
            entries.append(
                Entry(markup(section.title, language), first, under if len(children) > 1 else ())
            )
    return entries


def _menu_label(page: Planned, language: Language) -> str:
    label = markup(page.short, language)
    number = getattr(page.subject, "number", None)
    code = getattr(page.subject, "code", None)
    if code and page.how.numbered:
        return Markup("{} ({})").format(label, markup(code, language))
    return Markup("{}. {}").format(number, label) if number and page.how.numbered else label


def _redirects(guide: Guide, templates: PageTemplates) -> list[Redirect]:
    """A page at every address that an earlier edition, or a record with a page of its own, once had."""
    made = []
    for language in guide.manual.languages:
        for old, record in old_addresses(guide):
            target = relative(guide.address_of(record), old)
            html = templates.render("redirect", language, old, target=target, title=record.title)
            made.append(Redirect(language.folder + old, html))
    titles = {page.address: page.title for page in plan(guide)}
    for path, target in leading(guide).items():
        language = Language.EN if target.startswith(Language.EN.folder) else Language.TH
        title = titles[target.removeprefix(language.folder)]
        html = templates.render(
            "redirect", language, path, target=relative(target, path), title=title
        )
        made.append(Redirect(path, html))
    return made
