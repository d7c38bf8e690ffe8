"""The command that sums up worksheets that were filled in on screen."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .. import artifact
from ..problems import Say, in_order
from ..progress import Progress
from .console import Settings, guarded, opened


@click.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--sheet", metavar="CODE", help="The worksheet, where files of several lie there: WS-S3."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("summary.xlsx"),
    help="The workbook to write.  [summary.xlsx]",
)
@click.pass_obj
def collect(settings: Settings, folder: Path, sheet: str | None, out: Path) -> None:
    """Sum up the worksheets that were saved into a folder, or into one file: a row for each, their tables, sums and scores."""
    from .. import reading
    from ..collecting import folder as folders
    from ..collecting.summary import Summary
    from ..collecting.workbook import written

    language, root = settings
    guarded(language, lambda: artifact.must_be_writable(out, "summary.xlsx"))
    project = opened(root, None, language)
    guide = guarded(language, lambda: reading.whole(project))
    progress = Progress(language, sys.stderr, 1)
    step = progress.phase(Say("อ่านใบงาน", "reading worksheets"))
    of, saved, notices = guarded(
        language, lambda: folders.gather(folder, guide, sheet, step), progress
    )
    for notice in in_order(notices):
        click.echo(notice.line(language), err=True)
    content = written(Summary(guide, of, saved, language).tables())
    guarded(language, lambda: artifact.write(out, content))
    click.echo(
        Say(
            f"{len(saved)} ใบของ {of.code} อยู่ใน {out}",
            f"sheets of {of.code}: {len(saved)}, in {out}",
        ).of(language)
    )
