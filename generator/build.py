"""The flow: data → guide → checks → pages. The only place that joins the stages."""

from __future__ import annotations

from . import checks, pages, reading
from .guide import Guide
from .problems import Problem, ProblemsFound
from .project import Project


def check(project: Project) -> tuple[Guide | None, list[Problem]]:
    """The guide, as far as it could be read, and every problem of the manual, sorted by place."""
    guide, problems = reading.read(project)
    if guide is not None:
        problems = [*problems, *checks.check(guide), *pages.dead_links(guide)]
    return guide, sorted(set(problems))


def site(project: Project) -> tuple[pages.Site, list[Problem]]:
    """Every page of the manual, and the notices that a build can live with. Raises ProblemsFound for all others."""
    guide, problems = check(project)
    if guide is None or any(not problem.notice for problem in problems):
        raise ProblemsFound(problems)
    return pages.render(guide), problems
