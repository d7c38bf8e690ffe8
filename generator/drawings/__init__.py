"""Guide → drawings: the process as a staircase, the approach in its groups; wide for desks and
paper, tall for phones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path

from ..guide import Guide
from ..language import Language
from ..markup import Templates, Words, plain
from ..model import Chapter, Frame
from .layout import Drawing, Phase, Sign, column, courses, staircase

__all__ = ["Draw", "draw"]

Draw = Callable[[str, Language, Callable[[Chapter], str]], str]
"""Gives a picture as markup: which one ("process", "approach"), in a language, with the addresses
of its chapters."""


def draw(guide: Guide) -> Draw:
    """The pictures of a manual, laid out when they are first asked for; empty where the manual has
    no such chapters."""
    templates = Templates(Path(__file__).parent / "templates")
    founded = guide.approach is not None and guide.approach.foundation is not None
    wide: dict[str, Callable[[Sequence[Phase]], Drawing]] = {
        "process": staircase,
        "approach": partial(courses, founded=founded),
    }

    @cache
    def laid_out(name: str, language: Language) -> tuple[Drawing, ...]:
        phases = _phases(guide, name, language)
        return tuple(lay_out(phases) for lay_out in (wide[name], column)) if phases else ()

    def picture(name: str, language: Language, href: Callable[[Chapter], str]) -> str:
        label = Words(language)(f"drawing.{name}")
        return templates.render(
            "drawings.html",
            language=language,
            drawings=laid_out(name, language),
            href=href,
            label=label,
        )

    return picture


def _phases(guide: Guide, name: str, language: Language) -> tuple[Phase, ...]:
    """The chapters in their order, each run of one group together."""
    chapters: tuple[Chapter, ...] = guide.steps if name == "process" else guide.items
    frame: Frame | None = guide.process if name == "process" else guide.approach
    groups = {group.id: (tone, group) for tone, group in enumerate(frame.groups if frame else ())}
    phases: list[Phase] = []
    for chapter in chapters:
        tone, group = groups.get(chapter.group or "", (0, None))
        title = plain(group.title, language) if group else ""
        sign = _sign(chapter, language)
        if phases and phases[-1].title == title:
            phases[-1] = phases[-1].joined_by(sign)
        else:
            phases.append(Phase(title, tone % 3 + 1, group is not None and group.proposed, (sign,)))
    return tuple(phases)


def _sign(chapter: Chapter, language: Language) -> Sign:
    code = getattr(chapter, "code", None)
    before = "" if code else Words(language)("chapter.step", n="").strip()
    return Sign(chapter, before, code or str(chapter.number), plain(chapter.short, language))
