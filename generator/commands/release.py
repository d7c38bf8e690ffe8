"""The commands that hand a site on and show it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..problems import Say
from ..progress import Progress
from .console import Settings, guarded, opened


def _path_on_a_server(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> str | None:
    from ..publishing import addresses

    path = value and addresses.quoted(value)
    if value is not None and not path:
        raise click.BadParameter("a path on a server, such as /manual/")
    return path


@click.command()
@click.option("--site", type=click.Path(path_type=Path), help="The built site.  [site]")
@click.option("--out", type=click.Path(path_type=Path), help="The folder to write into.  [dist]")
@click.option(
    "--without-sources",
    is_flag=True,
    help="Leave out the files that the manual is made of, from which khumue restore brings it back.",
)
@click.pass_obj
def bundle(
    settings: Settings, site: Path | None, out: Path | None, *, without_sources: bool
) -> None:
    """Look at a built site, and put it into two archives with their sums: for a server, a USB stick, or to keep."""
    from .. import build as flow

    language, root = settings
    has_sources = (root / "mkdocs.yml").is_file() and not without_sources
    sources = opened(root, None, language) if has_sources else None
    progress = Progress(language, sys.stderr, 2)
    written, notices = guarded(
        language,
        lambda: flow.bundle(site or root / "site", out or root / "dist", progress, sources),
        progress,
    )
    for notice in notices:
        click.echo(notice.line(language), err=True)
    for path in written:
        click.echo(path)


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path), required=False)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path), required=False)
@click.option(
    "--prefix",
    metavar="/PATH/",
    callback=_path_on_a_server,
    help="Where the site is on its server.  [as the last time]",
)
@click.option(
    "--keep",
    type=click.IntRange(1, 999),
    default=3,
    show_default=True,
    help="Releases that are kept.",
)
@click.option(
    "--replace",
    is_flag=True,
    help="Show it although a newer edition is shown, or the same number with other content.",
)
@click.option(
    "--rollback",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Show the release before the one that is shown.",
)
@click.pass_obj
def publish(
    settings: Settings,
    bundle: Path | None,
    folder: Path | None,
    prefix: str | None,
    keep: int,
    replace: bool,
    rollback: Path | None,
) -> None:
    """Install a bundle below DIR and show it as DIR/current, in one step; earlier editions stay below it."""
    from ..publishing import publish as publishing

    language, _ = settings
    if rollback and not bundle:
        done = guarded(language, lambda: publishing.roll_back(rollback))
    elif bundle and folder and not rollback:
        progress = Progress(language, sys.stderr)
        unpacking = progress.phase(Say("แตกไฟล์", "files unpacked"))
        done = guarded(
            language,
            lambda: publishing.publish(bundle, folder, prefix, keep, unpacking, replace=replace),
            progress,
        )
    else:
        raise click.UsageError("khumue publish BUNDLE DIR, or khumue publish --rollback DIR")
    for notice in done.notices:
        click.echo(notice.line(language), err=True)
    number = done.edition.number
    click.echo(
        Say(
            f"แสดงฉบับที่ {number} ที่ {done.current}", f"edition {number} is shown from {done.current}"
        ).of(language)
    )
    click.echo(
        Say(
            f"ตรวจได้ด้วย khumue verify {done.current}", f"look at it: khumue verify {done.current}"
        ).of(language)
    )


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--as-it-is",
    is_flag=True,
    help="Also where something of the manual's own would run when it is built: you have looked at it.",
)
@click.pass_obj
def restore(settings: Settings, bundle: Path, folder: Path, *, as_it_is: bool) -> None:
    """Bring the files of a manual back from a bundle, into a new folder DIR; what would run of them is named first."""
    from .. import build as flow

    language, _ = settings
    progress = Progress(language, sys.stderr, 1)
    notices = guarded(
        language, lambda: flow.restored(bundle, folder, progress, as_it_is=as_it_is), progress
    )
    for notice in notices:
        click.echo(notice.line(language), err=True)
    click.echo(
        Say(
            f"ไฟล์ของคู่มืออยู่ใน {folder} แล้ว ตรวจด้วย khumue check",
            f"the files of the manual are in {folder}; khumue check looks at them",
        ).of(language)
    )
