"""A hand-written page more: a file in each language, with a head and one section."""

from __future__ import annotations

from ..catalogue import SECTIONS
from ..guide import Guide
from ..language import Language
from ..model import UNWRITTEN, Prose
from ..problems import Say, did_you_mean
from ..reading.yaml_file import written
from .blank import meant_by
from .meant import Meant
from .named import PAGE, held, refused
from .wanted import Wanted


def add_page(wanted: Wanted, guide: Guide, meant: Meant) -> None:
    """Means the files of a page, and moves those behind it back."""
    neighbour = wanted.neighbour(guide)
    section = neighbour.section if neighbour else _section(wanted, guide)
    pages = [page for page in held(guide, PAGE) if page.section == section]
    position = wanted.position(guide, pages)
    order = last = pages[position - 1].order + 1 if position else 1
    for page in pages[position:]:
        if page.order > last:
            break
        last += 1
        for half in guide.prose:
            if half.name == page.name and "order" in half.places:
                meant.number(half, "order", last)
    like = meant.draft_of(pages[0]) if pages else None
    for language in guide.manual.languages:
        lines = _lines(wanted, section, order, language)
        meant.make(f"content/{wanted.id}.{language}.md", lines, like)


def _section(wanted: Wanted, guide: Guide) -> str:
    """The section that is said; else the last that is made of hand-written pages."""
    sections = [section.id for section in guide.manual.sections]
    own = [id for id in sections if id not in SECTIONS] or sections
    section = wanted.within or own[-1]
    if section not in sections:
        what = Say(f'ไม่มีหมวด "{section}"', f'there is no section "{section}"')
        raise refused("--in", what, did_you_mean(section, sections))
    return section


def _lines(wanted: Wanted, section: str, order: int, language: Language) -> list[str]:
    said = {
        key: f"{UNWRITTEN} {meant_by(Prose, key).of(language)}"
        for key in ("title", "description", "heading", "text")
    }
    title = wanted.title if language is Language.TH else wanted.title_en
    head = {
        "title": written(title or said["title"]),
        "section": f"{section} # {meant_by(Prose, 'section').of(language)}",
        "order": f"{order} # {meant_by(Prose, 'order').of(language)}",
        "description": written(said["description"]),
    }
    keys = [f"{key}: {value}" for key, value in head.items()]
    return ["---", *keys, "---", "", f"## {said['heading']} {{#part-1}}", "", said["text"]]
