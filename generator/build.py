"""The flow: data → guide → checks → sheets → drawings → pages → book → search, and from a finished
site its bundles.

The only place that joins the stages. Those that make paper and bundles are imported where they are
used: their libraries take longer to load than a manual to check.
"""

from __future__ import annotations

import gc
import json
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

from . import (
    artifact,
    changes,
    checks,
    complete,
    drawings,
    editing,
    glossary,
    installed,
    kinds,
    pages,
    reading,
    search,
    snapshots,
    status,
    texts,
    translations,
)
from .catalogue import COLLECTIONS
from .guide import Guide
from .kept import Kept
from .language import Language
from .markup import Words, plain
from .problems import Place, Problem, ProblemsFound, Say, did_you_mean, in_order
from .progress import Progress
from .project import Project
from .publishing import editions
from .publishing.verify import LOOKING, Looked, look_at, verify
from .tree import Node
from .workers import Workers

if TYPE_CHECKING:
    from . import books

PHASES = 5
"""Of the making of a manual: reading, worksheets, packs, pages, books."""
PHASES_OF_PAGES = 2
"""Where there is no paper: reading, pages."""
_LARGE = 400
"""Pages of a manual that copies of this process help to make: with fewer each copy would load, once
more, too much of what all of them need."""


@dataclass(frozen=True)
class Built:
    """The manual as files to be: its pages, other files by their path in the site, and what a build
    can live with."""

    guide: Guide
    site: pages.Site
    files: dict[str, bytes]
    notices: list[Problem]
    looked: Mapping[str, Looked]
    """What is on each page, by its path."""
    day: date
    """That of the edition: the only one that a page may name."""


def check(
    project: Project, earlier: reading.Earlier | None = None
) -> tuple[Guide | None, list[Problem]]:
    """The guide, as far as it could be read, and every problem of the manual, sorted by place;
    `earlier` remembers what it read."""
    if forgotten := list(complete.forgotten()):
        return None, forgotten
    guide, found = reading.read(project, earlier)
    problems = [*project.settings.problems, *found]
    if guide is not None and _is_whole(found):
        guide, found = translations.joined(guide, project)
        problems += [*found, *pages.lost(guide)]
    if guide is not None:
        problems = [*problems, *checks.check(guide), *pages.dead_links(guide)]
        if all(problem.notice for problem in problems):  # every record that a text names is there
            problems += glossary.notices(guide, Kept(project.kept))
    return guide, in_order(problems)


def problems(project: Project) -> list[Problem]:
    """Everything that `check` names: what `check` below finds, and links to headings that are not
    there, for which the pages that they lead to are made, and no others."""
    try:
        return shown(project, preview=False).notices
    except ProblemsFound as raised:
        return list(raised.problems)


def unconfirmed(project: Project, percent: int) -> list[Problem]:
    """What lacks where less than so many percent of the texts have their English confirmed."""
    guide, found = reading.read(project)
    if guide is None or not _is_whole(found):
        return []  # which `problems` tells
    confirmed, _ = translations.read(project)
    return in_order(translations.lacking(translations.standings(guide, confirmed), percent))


def _is_whole(found: Iterable[Problem]) -> bool:
    """Whether nothing of a manual was left out when it was read."""
    return all(problem.notice for problem in found)


def trial(
    project: Project, contents: Mapping[Path, bytes | None]
) -> tuple[Guide | None, list[Problem]]:
    """The guide with other contents in some of its files, which stay as they are, and everything
    that `check` would name. Raises OSError."""
    with TemporaryDirectory(prefix="khumue-") as folder:
        copy = replace(project, root=Path(folder), cache=project.kept, custom=project.overrides)
        for own, other in ((project.data, copy.data), (project.content, copy.content)):
            if own.is_dir():
                shutil.copytree(own, other, ignore=shutil.ignore_patterns(".*"))
        for path, content in contents.items():
            artifact.become(copy.root / project.name_of(path), content)
        return reading.read(copy)[0], problems(copy)


def how_far(guide: Guide, project: Project) -> status.Status:
    """What is confirmed, approved and to be done."""
    confirmed, _ = translations.read(project)
    return status.of(guide, confirmed)


def sound(project: Project) -> tuple[Guide, list[Problem]]:
    """The guide, and the notices that a build can live with. Raises ProblemsFound for what is no
    notice."""
    guide, problems = check(project)
    if guide is None or any(not problem.notice for problem in problems):
        raise ProblemsFound(problems)
    return guide, problems


def manual(
    project: Project,
    progress: Progress | None = None,
    jobs: int | None = None,
    *,
    paper: bool = True,
) -> Built:
    """Every page, its sheets, the book, what the browser searches, and the notices that a build can
    live with.

    Without `progress`, which is told of PHASES phases, or `paper` there is no sheet, pack or book;
    these are made by up to `jobs` processes, or as many as there are processors. Raises
    ProblemsFound for what is no notice.
    """
    with Workers(project.kept, jobs) as workers:
        return _manual(project, progress, workers, paper=paper)


def _manual(project: Project, progress: Progress | None, workers: Workers, *, paper: bool) -> Built:
    kept = Kept(project.kept)
    phase = progress.phase if progress else lambda what: None
    phase(Say("อ่านข้อมูล", "reading"))
    guide, problems = sound(project)
    prints, missing = _prints(guide, project, workers, progress) if progress and paper else ({}, [])
    bound = progress is not None and paper and not missing
    phase(Say("ทำหน้าเว็บ", "pages"))
    sizes = {path: len(content) for path, content in prints.items()}
    draft = _Draft(guide, project, sizes, bound=bound)
    first, *others = draft.made
    each = workers.by_copies if len(draft.made) > _LARGE else map
    worked = [draft.at(first)]  # what it loads, copies of this process have
    worked += each(draft.at, others)
    looked = {one.page.path: one.looked for one in worked}
    if dead := list(pages.dead_anchors(guide, {path: one.ids for path, one in looked.items()})):
        raise ProblemsFound([*problems, *dead])
    books, unbound = (
        _books(guide, project, worked, prints, workers, progress.phase(Say("ทำหนังสือ", "books")))
        if progress and bound
        else ({}, [])
    )
    site = replace(draft.site, pages=tuple(one.page for one in worked)).with_books(
        {path: len(content) for path, content in books.items()}
    )
    found = each(lambda one: search.files(*draft.found(one, worked)), [*site.frames])
    data = {path: content for files in found for path, content in files.items()}
    notices = sorted({*problems, *missing, *unbound, *search.too_large(data)})
    kept.forget()
    files = {**prints, **books, **data, **_marks(guide, draft.site)}
    return Built(guide, site, files, notices, looked, guide.manual.edition.date)


@dataclass(frozen=True)
class Wrong:
    """A file with mistakes, and the paths of the pages that show what it holds."""

    file: str
    problems: tuple[Problem, ...]
    paths: tuple[str, ...]
    replaced: bool
    """Whether these show something else: what it held before, or what can be known of it."""


@dataclass(frozen=True)
class Shown:
    """A manual that is looked at while it is written: the site that has no pages yet, its files,
    the notices; and what is made of it when somebody asks."""

    guide: Guide
    site: pages.Site
    files: dict[str, bytes]
    notices: list[Problem]
    wrong: tuple[Wrong, ...]
    """The files with mistakes: what they held before, or what is known of it, stands in their
    place where they cannot be read. All else is as it was saved last."""
    paths: Collection[str]
    page: Callable[[str], pages.Page]
    """The page at one of the `paths`."""
    data: Mapping[str, Callable[[], bytes]]
    """What the browser searches, by the paths of its files."""
    whole: Callable[[], tuple[pages.Site, dict[str, bytes]]]
    """The site with its pages, and all its files."""

    @property
    def mistakes(self) -> list[Problem]:
        """What has to be mended before the manual can be published, sorted by place."""
        return [problem for one in self.wrong for problem in one.problems]

    def wrong_on(self, path: str) -> tuple[Wrong, ...]:
        """What the page at a path says is wrong: with the files that it shows; or all of it."""
        everything = path.endswith(pages.MISTAKES)
        return tuple(one for one in self.wrong if everything or path in one.paths)


def shown(
    project: Project,
    earlier: reading.Earlier | None = None,
    *,
    preview: bool = True,
    marked: bool = False,
) -> Shown:
    """The manual for those who write it, without sheets, packs and books; where it is `marked`, each
    text says which it is.

    `earlier` remembers from one call to the next what files held: with it a mistake stops no page.
    Raises ProblemsFound where there is no manual at all, and without `earlier` for all that is no
    notice.
    """
    guide, problems = check(project, earlier)
    wrong = _by_file(problems)
    replaced: frozenset[str] = frozenset()
    if wrong and earlier is not None and (guide is not None or earlier.records):
        guide, replaced = reading.standing_in(project, earlier)
        guide = guide and translations.joined(guide, project)[0]
    if guide is None or (wrong and earlier is None):
        raise ProblemsFound(problems)
    begun = partial(_Draft, guide, project, {}, preview=preview, marked=marked, replaced=replaced)
    draft = begun(wrong=wrong)
    if not wrong:
        led_to = (draft.made[path] for path in pages.linked(guide).intersection(draft.made))
        ids = {page.path: look_at(page.path, page.language, page.tree).ids for page in led_to}
        if dead := list(pages.dead_anchors(guide, ids)):
            problems = in_order([*problems, *dead])
            if earlier is None:
                raise ProblemsFound(problems)
            wrong = _by_file(problems)
            draft = begun(wrong=wrong)
    files = _marks(guide, draft.site)

    def made_of(language: Language) -> bytes:
        return search.data(*draft.found(language, map(draft.worked, draft.made.of(language))))

    data = {search.path(language): partial(made_of, language) for language in draft.site.frames}

    def page(path: str) -> pages.Page:
        return draft.worked(draft.made[path]).page

    def whole() -> tuple[pages.Site, dict[str, bytes]]:
        kept = Kept(project.kept)
        worked = [draft.at(path) for path in draft.made]
        found = {
            search.path(one): search.data(*draft.found(one, worked)) for one in draft.site.frames
        }
        kept.forget()
        return replace(draft.site, pages=tuple(one.page for one in worked)), {**files, **found}

    notices = [problem for problem in problems if problem.notice]
    of_files = tuple(
        Wrong(file, found, draft.shown_on[file], file in replaced) for file, found in wrong.items()
    )
    paths = draft.made.keys()
    return Shown(guide, draft.site, files, notices, of_files, paths, page, data, whole)


def _by_file(problems: Iterable[Problem]) -> dict[str, tuple[Problem, ...]]:
    """What is no notice, by the files in which it stands."""
    found: dict[str, tuple[Problem, ...]] = {}
    for problem in problems:
        if not problem.notice:
            found[problem.place.file] = (*found.get(problem.place.file, ()), problem)
    return found


@dataclass(frozen=True)
class _Worked:
    """A page as readers get it, what the search finds on it, and what is on it."""

    page: pages.Page
    entries: list[list[Any]]
    looked: Looked
    chapter: pages.Page | None = None
    """The page as its template makes it, where a book is to have it."""


class _HowFar:
    """The status of a manual, worked out when its page is made: a preview seldom shows it."""

    def __init__(self, guide: Guide, project: Project) -> None:
        self._of = guide, project

    @cached_property
    def _status(self) -> status.Status:
        return how_far(*self._of)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._status, name)


class _Draft:
    """The site of a manual: its pages as their templates make them, and as readers get them; a
    preview has that of the team, and of files with mistakes those that say what is wrong."""

    def __init__(
        self,
        guide: Guide,
        project: Project,
        prints: Mapping[str, int],
        *,
        preview: bool = False,
        marked: bool = False,
        wrong: Collection[str] = (),
        replaced: Collection[str] = (),
        bound: bool = False,
    ) -> None:
        self._bound = bound
        shows_team = preview or guide.manual.status_page
        team = cast(status.Status, _HowFar(guide, project)) if shows_team else None
        named = texts.marked(guide, replaced) if marked else None
        self.shown_on = pages.shown_on(guide, wrong)
        beside = pages.of_mistakes(guide, self.shown_on.values()) if wrong else ()
        if preview:
            beside = (*beside, pages.of_searches(guide))
        draw = drawings.draw(guide)
        self.site, self.made = pages.begun(guide, prints, draw, team, named, beside)
        self._finish, self._kept = pages.Finish(guide), Kept(project.kept)
        self._synonyms = guide.synonyms

    def worked(self, page: pages.Page) -> _Worked:
        """All that is made of a page's markup, in one reading; kept by all that it is made of."""
        said = [page.language, page.address, page.kind, page.title, page.section, page.names]
        more = json.dumps([*said, page.numbered, page.doors, astuple(page.how)])
        key = Kept.key("page", self._finish.told, more, page.html)
        if content := self._kept.get(key):
            html, headings, entries, looked = json.loads(content)
            page = replace(page, html=html, headings=tuple(pages.Heading(*one) for one in headings))
            return _Worked(page, entries, Looked(page.path, page.language, *looked))
        tree = page.tree
        found = _documents(page, tree) if page.how.searched else ()
        entries = [search.entry(document) for document in found]
        page = self._finish(page, tree)
        looked = look_at(page.path, page.language, tree)
        if not looked.problems:
            seen = (looked.ids, looked.headings, looked.links)
            made = [page.html, list(map(astuple, page.headings)), entries, seen]
            self._kept.put(key, json.dumps(made, ensure_ascii=False).encode())
        return _Worked(page, entries, looked)

    def at(self, path: str) -> _Worked:
        """All that is made of the page at a path."""
        page = self.made[path]
        worked = self.worked(page)
        gc.collect(0)  # a template leaves circles, and no build collects by itself
        if self._bound and page.section and page.how.in_book:
            return replace(worked, chapter=page)
        return worked

    def found(self, language: Language, worked: Iterable[_Worked]) -> search.Found:
        """What the browser searches in a language, of the pages that have been made."""
        own = (entry for one in worked if one.page.language is language for entry in one.entries)
        return language, own, self._synonyms, _kinds()


def sheet(guide: Guide, project: Project, key: str, language: Language) -> bytes:
    """The PDF of a sheet, `worksheets/forum`, in a language, laid out now unless it is kept. Raises
    KeyError where there is none, and ProblemsFound where nothing can be laid out."""
    from . import sheets
    from .typesetting.engine import Unavailable

    for one in sheets.plan(guide, project.site_url):
        if one.key == key and one.languages == (language,):
            with Workers(project.kept, 1) as workers:
                try:
                    return next(workers.made([sheets.work(one, "pdf")]))
                except Unavailable as error:
                    raise ProblemsFound([error.problem(notice=False)]) from None
    raise KeyError(key)


def _prints(
    guide: Guide, project: Project, workers: Workers, progress: Progress
) -> tuple[dict[str, bytes], list[Problem]]:
    """The sheets and the packs, by their paths in the site, and a notice where some could not be
    made."""
    from . import books, sheets

    planned = list(sheets.plan(guide, project.site_url))
    filled = list(sheets.examples(guide, planned))
    step = progress.phase(Say("ทำใบงาน", "worksheets"))
    made, missing = sheets.make(planned, filled, workers, step)
    step = progress.phase(Say("รวมชุดใบงาน", "packs"))
    packs = {} if missing else books.make_packs(guide, planned, made, workers, step)
    return {**made, **packs}, missing


def _books(
    guide: Guide,
    project: Project,
    worked: Iterable[_Worked],
    prints: Mapping[str, bytes],
    workers: Workers,
    progress: Callable[[int, int], None],
) -> tuple[dict[str, bytes], list[Problem]]:
    """The books, of every page that stands in a section, and of the sheets where the manual wants
    them bound in."""
    from . import books

    chapters: dict[Language, list[books.Chapter]] = {
        language: [] for language in guide.manual.languages
    }
    pictures = {path: (project.content / guide.files[path]).read_bytes() for path in guide.pictures}
    for page in (one.chapter for one in worked if one.chapter):
        chapters[page.language].append(
            books.Chapter(
                page.address,
                page.section,
                page.title,
                page.tree,
                pictures,
                behind=page.how.in_book == "appendix",
            )
        )
    return books.bind(guide, chapters, prints, workers, progress)


def _marks(guide: Guide, site: pages.Site) -> dict[str, bytes]:
    """Which edition the site is: for those who publish it, and for its pages."""
    manual = guide.manual
    said = manual.edition
    title, english = (
        plain(manual.title, language) if language in manual.languages else ""
        for language in Language
    )
    edition = editions.Edition(
        said.number, said.date.isoformat(), said.draft, title, english, manual.id
    )
    style = editions.style({language: frame.edition for language, frame in site.frames.items()})
    return {
        artifact.MARKER: editions.mark(edition),
        editions.SCRIPT: editions.script(edition),
        editions.STYLE: style,
    }


def pack(
    project: Project, order: books.Order, progress: Progress, jobs: int | None = None
) -> tuple[list[Problem], Iterator[bytes]]:
    """The sheets of some steps as one PDF, or as several for many places, and what was understood,
    told in two phases.

    Raises ProblemsFound.
    """
    from . import books

    progress.phase(Say("อ่านข้อมูล", "reading"))
    guide, _ = sound(project)
    what = Say("ไฟล์", "files") if order.places else Say("ใบงาน", "worksheets")
    step = progress.phase(what)
    return books.pack(guide, order, project.site_url, project.kept, jobs, step)


def deliver(
    project: Project,
    order: books.Order,
    folder: Path,
    progress: Progress,
    jobs: int | None = None,
    cluster: str | None = None,
) -> tuple[list[Problem], Iterator[tuple[Path, bool]]]:
    """The sheets of some steps for many places, as volumes in a folder; and what was understood, told
    in two phases.

    Raises ProblemsFound.
    """
    from . import books

    progress.phase(Say("อ่านข้อมูล", "reading"))
    guide, _ = sound(project)
    step = progress.phase(Say("พื้นที่", "places"))
    return books.deliver(guide, order, folder, project.site_url, project.kept, jobs, cluster, step)


def bundle(
    site: Path, out: Path, progress: Progress, sources: Project | None = None
) -> tuple[list[Path], list[Problem]]:
    """Looks at a finished site, then writes its bundles and their sums into a folder, told in two
    phases; gives their paths, and a notice where they lack the sources.

    Raises ProblemsFound or OSError.
    """
    from .publishing import bundle as bundling
    from .publishing import companions

    if found := verify(site, progress.phase(LOOKING)):
        raise ProblemsFound(found)
    others = {
        f"deploy/{path.name}": path.read_bytes()
        for path in installed.DEPLOY.glob("*")
        if path.is_file()
    }
    for language, name in ((Language.TH, "administrator.th"), (Language.EN, "administrator")):
        title, html = reading.markdown_page(
            (installed.GUIDES / f"{name}.md").read_text(encoding="utf-8")
        )
        others[f"docs/{name}.html"] = companions.document(
            site, language, title, html.replace('.md"', '.html"')
        )
    notices: list[Problem] = []
    if sources:
        own, notices = _sources(sources, site)
        others |= {f"{companions.SOURCES}/{path}": content for path, content in own.items()}
    step = progress.phase(Say("รวมและบีบอัดไฟล์", "files packed"))
    return bundling.write(site, out, others, step), notices


def _sources(project: Project, site: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """The files that a site was built from, by their paths in the manual; none, and a notice, where
    they are of another edition, or have mistakes."""
    guide, problems = reading.read(project)
    edition = editions.of(site)
    ours = guide and (guide.manual.id, guide.manual.edition.number) == (
        edition.manual,
        edition.number,
    )
    if not ours or not _is_whole(problems):
        what = Say(
            "ไม่ได้ใส่ไฟล์ต้นฉบับ เพราะไม่ใช่ของเว็บไซต์นี้ หรือมีข้อผิดพลาด",
            "the sources are left out: they are not those of this site, or have mistakes",
        )
        remedy = Say("สร้างเว็บไซต์ใหม่แล้วรวมอีกครั้ง", "build the site anew, and bundle it again")
        return {}, [Problem(Place(str(project.root)), what, remedy, notice=True)]
    folders = [project.data, project.content]
    if project.overrides.resolve() != installed.THEME.resolve():
        folders.append(project.root / "overrides")
    paths = [project.config_file, *(path for one in folders for path in sorted(one.rglob("*")))]
    files = {project.name_of(path): path for path in paths if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if kinds.is_source(name)}, []


def restored(file: Path, folder: Path, progress: Progress, *, as_it_is: bool) -> list[Problem]:
    """Puts the sources of a bundle into a new folder, and gives the notices. Raises ProblemsFound
    where the bundle is not whole and, but for `as_it_is`, where something in it would run; OSError.
    """
    from .publishing.restore import restore

    def doubts(sources: Path) -> Iterable[Problem]:
        return () if as_it_is else reading.running(sources)

    return restore(file, folder, progress.phase(Say("แตกไฟล์", "files unpacked")), doubts)


def changed(project: Project, number: str | None) -> changes.Changes:
    """What the manual as it stands has changed since an edition that is kept, or since the last
    one. Raises ProblemsFound."""
    with reading.no_garbage_collection():
        return _changed(project, number)


def _changed(project: Project, number: str | None) -> changes.Changes:
    guide = reading.whole(project)
    kept = {edition.number: edition for edition in guide.editions}
    number = number or next(reversed(kept), None)
    if number is None or number not in kept:
        what = Say(f"ไม่มีฉบับ {number} ที่เก็บไว้", f"no edition {number} is kept")
        remedy = did_you_mean(number or "", list(kept))
        if not kept:
            what = Say("ยังไม่มีฉบับใดเก็บไว้", "no edition is kept yet")
            remedy = Say(
                f"เรียก khumue edition {guide.manual.edition.number} เพื่อเก็บคู่มือตามที่เป็นอยู่",
                f"call khumue edition {guide.manual.edition.number}, which keeps the manual as it stands",
            )
        raise ProblemsFound([Problem(Place(f"data/{snapshots.FOLDER}"), what, remedy)])
    return changes.compare(kept[number], changes.taken(guide, pages.addresses(guide)))


@dataclass(frozen=True)
class Issued:
    """An edition that was given its number, and kept."""

    edition: snapshots.Snapshot
    since: changes.Changes | None
    """What it changed; None where no edition was kept before it."""
    left: str
    """The number of the edition before it, where that was not kept and can no longer be."""
    history: Path | None
    """The folder that keeps what the files held; None where nothing had to be written."""


def issued(
    project: Project,
    number: str,
    day: date | None,
    note: tuple[str, str | None] | None,
    acts: tuple[str, ...],
) -> Issued:
    """Gives the manual a number and a day, and keeps it as it stands as the edition of that number.

    Raises ProblemsFound or OSError, and then nothing is changed.
    """
    guide, _ = sound(project)
    editing.must_follow(number, guide)
    said = guide.manual.edition
    own_day = said.date if number == said.number else date.today()
    edition = said.model_copy(update={"number": number, "date": day or own_day})
    manual = guide.manual.model_copy(update={"edition": edition})
    guide = replace(guide, manual=manual)
    snapshot = changes.taken(guide, pages.addresses(guide), note, acts)
    last = next((one for one in reversed(guide.editions) if one.number != number), None)
    since = changes.compare(last, snapshot) if last else None
    for act in acts:
        if not since or not any(f"{one.place}/".startswith(f"{act}/") for one in since.all):
            what = Say(f"ไม่มีสิ่งใดเปลี่ยนที่ {act}", f"nothing has changed at {act}")
            places = sorted({one.place for one in since.all} if since else ())
            raise ProblemsFound([Problem(Place("--act"), what, did_you_mean(act, places))])
    left = said.number not in {number, *(one.number for one in guide.editions)}
    return Issued(
        snapshot, since, said.number if left else "", editing.issue(project, said, snapshot)
    )


def exported(project: Project, folder: Path, progress: Progress) -> list[Problem]:
    """Puts the manual as Markdown for other builders in the place of `folder`, told in PHASES
    phases, and gives the notices.

    Raises ProblemsFound where the manual has a mistake or `folder` is not an earlier export, and
    OSError.
    """
    from . import export

    staging = artifact.Staging(folder, export.MARKER)
    try:
        built = manual(project, progress)
        export.write(built.site, built.files, project, staging.folder)
        staging.swap()
    except BaseException:
        staging.discard()
        raise
    return built.notices


def _kinds() -> dict[str, list[str]]:
    """What people call the kinds of pages that the search shows as groups."""
    words = [Words(language) for language in Language]
    return {
        row.section: [spoken(f"search.{row.section}") for spoken in words]
        for row in COLLECTIONS
        if row.grouped
    }


def _documents(page: pages.Page, tree: Node) -> Iterator[search.Document]:
    groups = {row.section for row in COLLECTIONS if row.grouped}
    group = page.section if page.section in groups else "others"
    return search.documents(
        page.address,
        group,
        page.title,
        tree,
        page.names,
        page.numbered,
        page.how.weight,
        page.doors,
    )
