"""What people call a page besides its title: in menus, in the other language, by its code, by its
number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from .. import thai
from ..guide import Guide
from ..language import Language
from ..markup import Words, plain
from ..model import Criterion, Element, Frame, Item, Record, Step, Text, Tool, Worksheet
from .plan import Planned

_SAID = {"process": "chapter.count", "approach": "chapter.item_count"}
"""By section: the words in which its pages tell their number."""
_NUMBER = re.compile(r"(\d+)")
_THAI = re.compile("[ก-๛]")
_LATIN = re.compile("[A-Za-z]+")


def names(page: Planned, guide: Guide, language: Language) -> tuple[str, ...]:
    """What people may call a page besides its title, in each language of the manual, its own
    first."""
    texts = [page.title, page.short]
    also = list(_also(page.subject))
    if page.address in (f"{page.section}/index.html", f"{page.section}.html"):
        top = [section for section in guide.manual.sections if section.id == page.section]
        texts += [section.title for section in top]
        also += [name for section in top for name in section.also]
    if language is not Language.TH:  # what is said in Thai is looked for in the Thai pages
        also = [name for name in also if not _THAI.search(name)]
    languages = sorted(guide.manual.languages, key=lambda spoken: spoken is not language)
    names = [plain(text, spoken) for spoken in languages for text in texts]
    if isinstance(page.subject, Worksheet):  # often titled as its step is
        names += [
            f"{Words(spoken)('chapter.worksheet')} {plain(page.short, spoken)}"
            for spoken in languages
            if spoken is language  # in another the search puts the word before the name itself
        ]
    code = getattr(page.subject, "code", "")
    return tuple(
        dict.fromkeys(
            name for name in (*names, code, *also) if name and name != plain(page.title, language)
        )
    )


def _also(subject: Any) -> Iterator[str]:
    """What the writers of a record, or of the halves of a hand-written page, say that it is called
    besides."""
    for half in subject.values() if isinstance(subject, dict) else (subject,):
        yield from getattr(half, "also", ())


def called(record: Record) -> tuple[str, ...]:
    """What a record of a list may be called, in both languages: its titles, its short forms, and
    what else it is called."""
    short = getattr(record, "abbreviation", None)
    texts = (record.title, short) if short else (record.title,)
    names = [name for text in texts for name in (text.th, text.en)]
    names += [*getattr(record, "abbreviations", ()), *record.also]
    return tuple(dict.fromkeys(filter(None, names)))


def numbered(record: Element, guide: Guide) -> tuple[str, ...]:
    """What a record is called by its number, in its languages: its code, and the number after each
    word for its kind."""
    if isinstance(record, Worksheet):
        return (record.code, *_numbered_sheet(record, guide))
    if isinstance(record, Criterion):
        (group,) = (group for group in guide.criteria if record in group.criteria)
        return _with(
            record.number,
            *_spoken(guide, "criteria"),
            *thai.likeliest(group.title.th)[:1],
            *_alone(guide, group.title),
            *_counted(guide, [group.title], len(group.criteria)),
        )
    if isinstance(record, Step):
        titles = _titles(guide, "process", guide.process)
        return _with(
            record.number, *_spoken(guide, "process"), *_counted(guide, titles, len(guide.steps))
        )
    if isinstance(record, Tool):
        titles = _titles(guide, "tools", guide.toolbox)
        return (
            *record.abbreviations,
            *_with(
                record.number,
                *_spoken(guide, "tools"),
                *(name for title in titles[:1] for name in _alone(guide, title)),
                *_counted(guide, titles, len(guide.tools)),
            ),
        )
    if isinstance(record, Item):
        titles = _titles(guide, "approach", guide.approach)
        in_all = _with(
            record.number, *_spoken(guide, "approach"), *_counted(guide, titles, len(guide.items))
        )
        return (record.code, *in_all, *_numbered_in_group(record, guide))
    return ()


def _numbered_in_group(item: Item, guide: Guide) -> tuple[str, ...]:
    """The third of "5 Know" is "know 3"."""
    own = guide.group_of(item)
    titles = (
        [group.title for group in guide.approach.groups if group.id == item.group]
        if guide.approach
        else []
    )
    place = next(place for place, one in enumerate(own, 1) if one is item)
    return _with(place, *_counted(guide, titles, len(own)))


def _numbered_sheet(sheet: Worksheet, guide: Guide) -> tuple[str, ...]:
    """The first sheet of a step has its number; that of an item is called by its item alone, since
    its number may be a step's."""
    chapter = guide.chapter(sheet.serves)
    if guide.worksheets_of(chapter)[0] is not sheet:
        return ()
    kinds = tuple(map(_one, _spoken(guide, "worksheets")))
    own = _with(chapter.number, *kinds) if isinstance(chapter, Step) else ()
    called = _with(chapter.number, *_spoken(guide, chapter.folder))
    if isinstance(chapter, Item):
        called += (chapter.code, *_numbered_in_group(chapter, guide))
    alike = [(kind, name) for kind in kinds for name in called if name.isascii() == kind.isascii()]
    return (
        *own,
        *(f"{kind} {name}" for kind, name in alike),
        *(f"{name} {kind}" for kind, name in alike if kind.isascii()),
    )


def _with(number: int, *kinds: str) -> tuple[str, ...]:
    return tuple(f"{kind} {number}" for kind in dict.fromkeys(map(_one, kinds)))


def _one(kind: str) -> str:
    """What is said of one: English without its plural."""
    return re.sub("(?<=[a-rtv-z])s$", "", re.sub("ies$", "y", kind.lower()))


def _titles(guide: Guide, section: str, frame: Frame | None) -> list[Text]:
    """What stands above the pages of a section."""
    titles = [entry.title for entry in guide.manual.sections if entry.id == section]
    return [*titles, frame.title, frame.short] if frame else titles


def _spoken(guide: Guide, section: str) -> Iterator[str]:
    """What the interface calls the records of a section, alone and before a number."""
    for language in guide.manual.languages:
        words = Words(language)
        yield words(f"search.{section}")
        if section in _SAID:
            yield words(_SAID[section], n="\n", total="").partition("\n")[0].strip()


def _alone(guide: Guide, title: Text) -> Iterator[str]:
    """What a title that counts nothing says of each record: the whole of it, in English up to
    "of"."""
    if _NUMBER.search(title.th):
        return
    yield title.th
    if Language.EN in guide.manual.languages and title.en:
        yield title.en.partition(" of ")[0]


def _counted(guide: Guide, titles: Iterable[Text], count: int) -> Iterator[str]:
    """The words for what titles count."""
    for title in titles:
        english = (title.en if Language.EN in guide.manual.languages else None) or ""
        yield from _words_counted(title.th, english, count)


@lru_cache
def _words_counted(title: str, english: str, count: int) -> tuple[str, ...]:
    """The words for what a title counts: what follows the number, what leads in Thai, what ends in
    English. Every record asks it of the titles above it.

    "กระบวนการ 7 ขั้นตอน" has กระบวนการ and ขั้นตอน, "The 7-step process" step and process.
    """
    found: list[str] = []
    thai_parts, english_parts = _parted(title, count), _parted(english, count)
    if thai_parts:
        leading, following = (thai.likeliest(part.strip()) for part in thai_parts)
        found += filter(None, (*("".join(leading[:n]) for n in (1, 2)), *following[:1]))
    if english_parts:
        found += _LATIN.findall(english_parts[1])[:1]
    if thai_parts or english_parts:
        found += _LATIN.findall(english)[-1:]
    return tuple(found)


def _parted(title: str, count: int) -> tuple[str, str] | None:
    """What stands before and after the number that a title counts by; None where it does not."""
    pieces = _NUMBER.split(title)
    at = next((n for n in range(1, len(pieces), 2) if int(pieces[n]) == count), None)
    return ("".join(pieces[:at]), "".join(pieces[at + 1 :])) if at else None
