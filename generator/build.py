"""The flow: data → guide → checks → sheets → drawings → pages → book → search, and from a finished site its bundles.

The only place that joins the stages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from . import artifact, checks, drawings, export, pages, reading, search, worksheets
from .guide import Guide
from .language import Language
from .markup import plain
from .problems import Problem, ProblemsFound, in_order
from .project import Project
from .publishing import bundle as bundling
from .publishing import companions, editions
from .publishing.verify import verify
from .worksheets import Order as Order
from .worksheets import listed as listed

_REPOSITORY = Path(__file__).parent.parent
"""Khumue works from its repository, which has `overrides/` too."""


@dataclass(frozen=True)
class Built:
    """The manual as files to be: its pages, other files by their path in the site, and what a build can live with."""

    site: pages.Site
    files: dict[str, bytes]
    notices: list[Problem]


def check(project: Project) -> tuple[Guide | None, list[Problem]]:
    """The guide, as far as it could be read, and every problem of the manual, sorted by place."""
    guide, problems = reading.read(project)
    if guide is not None:
        problems = [*problems, *checks.check(guide), *pages.dead_links(guide)]
    return guide, in_order(problems)


def problems(project: Project) -> list[Problem]:
    """Everything that `check` names: what `check` below finds, and what only the whole manual shows."""
    try:
        return manual(project).notices
    except ProblemsFound as found:
        return list(found.problems)


def _sound(project: Project) -> tuple[Guide, list[Problem]]:
    """The guide, and the notices that a build can live with. Raises ProblemsFound for what is no notice."""
    guide, problems = check(project)
    if guide is None or any(not problem.notice for problem in problems):
        raise ProblemsFound(problems)
    return guide, problems


def manual(project: Project, progress: Callable[[int, int], None] | None = None) -> Built:
    """Every page, its sheets, the book, what the browser searches, and the notices that a build can live with.

    Without `progress`, which is told of each sheet and book that is made, there are none. Raises ProblemsFound for what is no
    notice.
    """
    guide, problems = _sound(project)
    prints, missing = worksheets.make(guide, project.site_url, project.kept, progress) if progress else ({}, [])
    packs = worksheets.make_packs(guide, project.site_url, project.kept, progress) if progress else {}
    prints = {**prints, **packs}
    site = pages.render(guide, {path: len(content) for path, content in prints.items()}, drawings.draw(guide))
    if dead := list(pages.dead_anchors(guide, site)):
        raise ProblemsFound([*problems, *dead])
    books, unbound = _books(guide, site, project, progress) if progress and not missing else ({}, [])
    site = site.with_books({path: len(content) for path, content in books.items()})
    data = {search.path(language): search.data(language, _documents(site, language), guide.synonyms) for language in Language}
    notices = sorted([*problems, *missing, *unbound, *search.too_large(data)])
    return Built(pages.finished(guide, site), {**prints, **books, **data, **_marks(guide)}, notices)


def _books(
    guide: Guide, site: pages.Site, project: Project, progress: Callable[[int, int], None]
) -> tuple[dict[str, bytes], list[Problem]]:
    """The books, of every page that stands in a section; sheets to be filled in are files of their own."""
    chapters: dict[Language, list[worksheets.Chapter]] = {language: [] for language in Language}
    for page in site.pages:
        if page.section and page.kind != "worksheet":
            chapters[page.language].append(worksheets.Chapter(page.address, page.section, page.title, page.html))
    return worksheets.bind(guide, chapters, project.kept, progress)


def _marks(guide: Guide) -> dict[str, bytes]:
    """Which edition the site is: for those who publish it, and for its pages."""
    manual = guide.manual
    titles = (plain(manual.title, language) for language in Language)
    edition = editions.Edition(manual.edition.number, manual.edition.date.isoformat(), manual.edition.draft, *titles)
    return {artifact.MARKER: editions.mark(edition), editions.SCRIPT: editions.script(edition)}


def pack(project: Project, order: Order, progress: Callable[[int, int], None]) -> tuple[list[Problem], Iterator[bytes]]:
    """The sheets of some steps as one PDF, or as several for many places, and what was understood. Raises ProblemsFound."""
    guide, _ = _sound(project)
    return worksheets.pack(guide, order, project.site_url, project.kept, progress)


def bundle(site: Path, out: Path, progress: Callable[[int, int], None]) -> list[Path]:
    """Looks at a finished site, then writes its bundles and their sums into a folder. Raises ProblemsFound or OSError."""
    if found := verify(site):
        raise ProblemsFound(found)
    others = {f"deploy/{path.name}": path.read_bytes() for path in (_REPOSITORY / "deploy").glob("*") if path.is_file()}
    for language, name in ((Language.TH, "administrator.th"), (Language.EN, "administrator")):
        title, html = reading.markdown_page((_REPOSITORY / "docs" / f"{name}.md").read_text(encoding="utf-8"))
        others[f"docs/{name}.html"] = companions.document(site, language, title, html.replace('.md"', '.html"'))
    return bundling.write(site, out, others, progress)


def exported(project: Project, folder: Path, progress: Callable[[int, int], None]) -> list[Problem]:
    """Puts the manual as Markdown for other builders in the place of `folder`, and gives the notices.

    Raises ProblemsFound where the manual has a mistake or `folder` is not an earlier export, and OSError.
    """
    staging = artifact.Staging(folder, export.MARKER)
    try:
        built = manual(project, progress)
        export.write(built.site, built.files, project, staging.folder)
        staging.swap()
    except BaseException:
        staging.discard()
        raise
    return built.notices


def _documents(site: pages.Site, language: Language) -> Iterator[search.Document]:
    for page in site.pages:
        if page.language is language:
            yield from search.documents(page.address, page.section, page.title, page.html, page.names, page.numbered)
