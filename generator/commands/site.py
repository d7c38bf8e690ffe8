"""The commands that read a manual, make its site and look at it."""

from __future__ import annotations

import gc
import sys
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import kept, unchanged
from ..language import Language
from ..problems import Say
from ..progress import Progress
from .console import Settings, door, finish, guarded, opened, tell

if TYPE_CHECKING:
    from ..project import Project


@click.command()
@click.option(
    "--mend",
    is_flag=True,
    help="Put ordinary spaces where there are others, and take out what nobody sees and marks that stand twice; "
    "on a terminal it asks first, and old files stay in .khumue/history/.",
)
@click.option("--dry-run", is_flag=True, help="Only say what --mend would mend.")
@click.option(
    "--require",
    type=click.IntRange(1, 100),
    metavar="PERCENT",
    help="For a release: so many percent of the texts must have their English confirmed.",
)
@click.pass_obj
def check(settings: Settings, *, mend: bool, dry_run: bool, require: int | None) -> None:
    """Read everything and name every mistake as file:line:column."""
    from .. import build as flow
    from ..project import Project

    language, root = settings
    gc.disable()  # it is short and keeps what it makes
    project = (
        opened(root, None, language)
        if (root / "mkdocs.yml").is_file()
        else Project(root, root / "site")
    )
    if mend or dry_run:
        _mend(project, language, dry_run=dry_run)
    problems = guarded(language, lambda: flow.problems(project))
    if require:
        problems += guarded(language, lambda: flow.unconfirmed(project, require))
    finish(problems, language, Say("ไม่พบข้อผิดพลาด", "nothing to mend"))


def _mend(project: Project, language: Language, *, dry_run: bool) -> None:
    """Mends what is safe, once it is shown where somebody can answer; with `dry_run` shows it."""
    from .. import editing

    found = guarded(language, lambda: editing.mends(project))
    asked = sys.stdin.isatty() and sys.stdout.isatty()
    if dry_run or asked:
        for place, what in (told for one in found for told in one.places(project)):
            click.echo(f"{place}: {what.of(language)}")
    question = Say("แก้ทั้งหมดนี้หรือไม่", "mend all of these?")
    if dry_run or not found or (asked and not click.confirm(question.of(language))):
        return
    if not (kept := guarded(language, lambda: editing.mend(project, found))):
        return
    at = f"{project.name_of(kept)}/"
    for one in found:
        told = Say(f"แก้{one.told.th} ไฟล์เดิมอยู่ใน", f"{one.told.en} mended; the old file is in")
        click.echo(f"{project.name_of(one.path)}: {told.of(language)} {at}")


def _host_and_port(context: click.Context, parameter: click.Parameter, value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise click.BadParameter("HOST:PORT, such as 127.0.0.1:8000")
    return value


@click.command()
@click.option(
    "--site",
    type=click.Path(path_type=Path),
    help="Build into this folder.  [site_dir of mkdocs.yml]",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    help="Processes that make pages and PDFs at the same time.  [one for each processor]",
)
@click.option("--pages", is_flag=True, help="The pages alone, for a look: no sheet, pack or book.")
@click.pass_obj
def build(settings: Settings, site: Path | None, jobs: int | None, *, pages: bool) -> None:
    """Build the site, look at it, and only then put it in the place of the old one."""
    language, root = settings
    site = site.absolute() if site else None
    made = unchanged.Made(root, kept.folder_of(root), site, language, pages)
    if still := made.still():
        place, told = still
        click.echo(told, err=True, nl=False)
        same = Say(
            f"ไม่มีอะไรเปลี่ยน เว็บไซต์ที่ {place} ตรงกับข้อมูลแล้ว",
            f"nothing has changed; the site in {place} is as it would be built",
        )
        click.echo(same.of(language))
        return
    tell(notices := StringIO())
    project = opened(root, site, language)
    made.begin(project)
    guarded(language, lambda: door(language).build_site(project, jobs, paper=not pages))
    made.end(project, notices.getvalue())
    click.echo(Say(f"สร้างเว็บไซต์แล้วที่ {project.site}", f"the site is in {project.site}").of(language))


@click.command()
@click.option(
    "--address",
    envvar="KHUMUE_ADDRESS",
    default="127.0.0.1:8000",
    show_default=True,
    metavar="HOST:PORT",
    callback=_host_and_port,
    help="Where to show it; KHUMUE_ADDRESS says it too.",
)
@click.pass_obj
def serve(settings: Settings, address: str) -> None:
    """Show the manual in a browser, and build it again whenever a file is saved."""
    language, root = settings
    click.echo(
        Say(
            f"ดูคู่มือที่ http://{address}/ กด Ctrl-C เพื่อหยุด",
            f"the manual is at http://{address}/ ; Ctrl-C ends it",
        ).of(language)
    )
    project = opened(root, None, language)
    guarded(
        language,
        lambda: door(language).serve_site(project, address),
        address=address,
        other="--address 127.0.0.1:8001",
    )


@click.command()
@click.argument("site", type=click.Path(path_type=Path), required=False)
@click.pass_obj
def verify(settings: Settings, site: Path | None) -> None:
    """Look at a built site: links, anchors, both languages, search, PDFs, sums; nothing from other hosts, nothing inline."""
    from ..publishing import verify as verification

    language, root = settings
    progress = Progress(language, sys.stderr)
    problems = guarded(
        language,
        lambda: verification.verify(site or root / "site", progress.phase(verification.LOOKING)),
        progress,
    )
    finish(problems, language, Say("เว็บไซต์ครบถ้วน", "the site is whole"))
