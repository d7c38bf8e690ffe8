"""The commands that change the records of a manual: one more, and another id."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import click

from ..problems import Say
from .console import Settings, guarded, opened

if TYPE_CHECKING:
    from ..editing import Meant
    from ..language import Language
    from ..project import Project

_DRY = click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")


@click.command()
@click.argument("kind")
@click.option("--id", "id", required=True, help="What others call it by: a-z, 0-9 and -.")
@click.option("--after", metavar="ID", help="Put it behind this one.  [the last]")
@click.option("--before", metavar="ID", help="Put it before this one.")
@click.option(
    "--in",
    "within",
    metavar="ID",
    help="The group of a step or item, the set of a criterion, the section of a page.  [its neighbour's]",
)
@click.option("--serves", metavar="ID", help="The step or item of a worksheet or exercise.  [--id]")
@click.option("--title", help="Its title in Thai.")
@click.option("--title-en", help="Its title in English.")
@click.option(
    "--with",
    "sheets",
    default="",
    metavar="worksheet,exercise",
    help="Sheets that come with a step or an item.",
)
@_DRY
@click.pass_obj
def add(
    settings: Settings,
    kind: str,
    id: str,
    after: str | None,
    before: str | None,
    within: str | None,
    serves: str | None,
    title: str | None,
    title_en: str | None,
    sheets: str,
    *,
    dry_run: bool,
) -> None:
    """Write a new record with all that it needs, its texts still to be written, and number its neighbours anew.

    KIND is step, item, tool, criteria, criterion, worksheet, exercise, agency, term, source, question or page.
    """
    from .. import editing

    language, root = settings
    project = opened(root, None, language)
    names = tuple(name.strip() for name in sheets.split(",") if name.strip())
    wanted = editing.Wanted(
        kind, id, after, before, within, serves, _said(title), _said(title_en), names
    )
    meant = guarded(language, lambda: editing.add(project, wanted))
    _finish(meant, project, language, dry_run=dry_run)


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--with-sheets", is_flag=True, help="Its worksheets and exercises of the same id too."
)
@_DRY
@click.pass_obj
def rename(settings: Settings, old: str, new: str, *, with_sheets: bool, dry_run: bool) -> None:
    """Change an id everywhere: in records, texts and links, and in the name of its file. The old one stays as an alias.

    Where several records are called OLD, say which: step:OLD.
    """
    from .. import editing

    language, root = settings
    project = opened(root, None, language)
    meant = guarded(language, lambda: editing.rename(project, old, new, with_sheets=with_sheets))
    _finish(meant, project, language, dry_run=dry_run)


def _said(text: str | None) -> str | None:
    """A text that was given; none where it is blank."""
    return (text or "").strip() or None


def _finish(meant: Meant, project: Project, language: Language, *, dry_run: bool) -> None:
    """Writes, unless it is tried, and tells what was done and what follows."""
    if dry_run:
        would = Say("จะทำดังนี้ ยังไม่ได้เขียนอะไร", "this would be done; nothing has been written")
        click.echo(would.of(language))
    else:
        command = shlex.join(["khumue", *sys.argv[1:]])
        kept = guarded(language, lambda: meant.write(command))
        name = project.name_of(kept) if kept else ""
        click.echo(
            Say(f"ทำแล้ว ไฟล์เดิมอยู่ใน {name}/", f"done; the old files are in {name}/").of(language)
        )
    for line in meant.told:
        click.echo(f"  {line.of(language)}")
    if meant.follows:
        click.echo(Say("ต่อไป", "what follows").of(language))
    for line in meant.follows:
        click.echo(f"  {line.of(language)}")
