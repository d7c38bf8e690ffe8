"""The commands that keep editions, and tell what has changed since one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from ..language import Language
from ..problems import Say
from .console import Settings, day_of, guarded, opened
from .listing import signed

if TYPE_CHECKING:
    from datetime import date

    from ..changes import Changes, Kind

_SIGNS: dict[Kind, str] = {
    "added": "+",
    "removed": "−",
    "reworded": "≈",
    "moved": "⇅",
    "renumbered": "#",
    "set": "=",
}


@click.command()
@click.argument("number")
@click.option(
    "--date", "day", callback=day_of, metavar="YYYY-MM-DD", help="Its day, in either era.  [today]"
)
@click.option("--note", metavar="THAI", help="What the edition is, in a sentence or two, in Thai.")
@click.option("--note-en", metavar="ENGLISH", help="The same in English.")
@click.option(
    "--act",
    "acts",
    multiple=True,
    metavar="PLACE",
    help="A record, or a part of one, whose changes change what is done: they are told first. As `khumue changes` "
    "names it (steps/forum); may be given more than once.",
)
@click.pass_obj
def edition(
    settings: Settings,
    number: str,
    day: date | None,
    note: str | None,
    note_en: str | None,
    acts: tuple[str, ...],
) -> None:
    """Issue an edition: write its number and day into data/manual.yml, and keep the manual as it now stands in
    data/editions/NUMBER.json, which is never changed again. Do it before the edition is built and published."""
    from .. import build as flow

    language, root = settings
    project = opened(root, None, language)
    said = (note, note_en) if note else None
    if note_en and not note:
        raise click.UsageError("--note-en needs --note: Thai comes first")
    done = guarded(language, lambda: flow.issued(project, number, day, said, acts))
    if done.left:
        lost = Say(
            f"ฉบับ {done.left} ไม่ได้เก็บไว้ จึงบอกไม่ได้ว่าฉบับ {number} เปลี่ยนอะไรจากฉบับนั้น",
            f"edition {done.left} was not kept, so nobody can say what {number} changed since it",
        )
        click.echo(lost.of(language), err=True)
    place = done.edition.name()
    kept = Say(f"เก็บฉบับ {number} ไว้ที่ {place} แล้ว", f"edition {number} is kept in {place}")
    if not done.history:
        kept = Say(
            f"ฉบับ {number} เก็บไว้ที่ {place} อยู่แล้ว ไม่มีอะไรต่าง",
            f"edition {number} is in {place} already, and nothing differs",
        )
    click.echo(kept.of(language))
    if done.since:
        click.echo(_counted(done.since, language))


@click.command()
@click.argument("number", required=False)
@click.pass_obj
def changes(settings: Settings, number: str | None) -> None:
    """Tell what the manual as it stands has changed since edition NUMBER, or since the last that is kept: added,
    removed, reworded, moved, renumbered, by record."""
    from .. import build as flow

    language, root = settings
    project = opened(root, None, language)
    found = guarded(language, lambda: flow.changed(project, number))
    click.echo(_counted(found, language))
    for line in _lines(found, language):
        click.echo(line)


def _counted(found: Changes, language: Language) -> str:
    from ..markup import Words

    words, counts = Words(language), found.counts
    many = " · ".join(
        f"{words(f'changes.{kind}')} {counts[kind]}" for kind in _SIGNS if counts[kind]
    )
    since = words("changes.since", old=found.old.number)
    return f"{since} {many or words('changes.none')}"


def _lines(found: Changes, language: Language) -> Iterator[str]:
    """A line for each change, with its words in both languages below it; last, what is counted
    alone."""
    from ..markup import Words

    words = Words(language)
    for one in found.all:
        yield f"{_SIGNS[one.kind]} {words(f'changes.{one.kind}')}  {one.place}  {one.where.of(language)}"
        if one.was:
            yield f"    {words('changes.from')} {one.was.of(language)}"
        for spoken in found.new.languages:
            pieces = one.th if spoken is Language.TH else one.en
            said = signed(pieces)
            if said or one.kind == "reworded":
                yield f"    {spoken}: {said or words(f'changes.same_{spoken}')}"
    if found.signs:
        yield words("changes.signs", n=found.signs)
    if found.bases:
        yield words("changes.bases", n=found.bases)
