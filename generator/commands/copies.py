"""The commands that give a manual another form: packs for paper, Markdown for other builders."""

from __future__ import annotations

import sys
from functools import partial
from itertools import count
from pathlib import Path

import click

from .. import artifact
from ..language import Language
from ..problems import Say, in_order
from ..progress import Progress
from .console import Settings, guarded, opened

_WIDTH, _ROWS = 20, 200
"""Letters of a column, and rows, of a list of places that is to be filled in."""


@click.command()
@click.option(
    "--steps",
    default="",
    metavar="ID,ID,…",
    help="Steps and items of the approach, by their ids.  [all]",
)
@click.option(
    "--lang",
    "spoken",
    type=click.Choice(["th", "en", "th-en"]),
    default="th",
    help="Language of the sheets.  [th]",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("pack.pdf"),
    help="The file to write.  [pack.pdf]",
)
@click.option(
    "--copies",
    type=click.IntRange(1, 999),
    default=1,
    help="The number of copies that the print dialog shows. Readers of PDF may show less, or 1: many stop at 5.",
)
@click.option(
    "--numbered",
    is_flag=True,
    help="Put every copy of each worksheet into the file, with its sheet number filled in, 1 to --copies. For printing only: "
    "such a file has no tags for screen readers, and says so.",
)
@click.option(
    "--for",
    "places",
    type=click.Path(path_type=Path),
    metavar="PLACES",
    help="A list of places, .csv or .xlsx: for each a cover, and its province, district, tambon, village … filled in on every "
    "sheet. A row of heads names the fields, in Thai or English.",
)
@click.option(
    "--sheet", metavar="NAME", help="The sheet of the workbook.  [the first that is shown]"
)
@click.option("--yes", is_flag=True, help="Make the pack without asking; a terminal asks first.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    help="Processes that make PDFs at the same time.  [one for each processor]",
)
@click.pass_obj
def pack(
    settings: Settings,
    steps: str,
    spoken: str,
    out: Path,
    copies: int,
    numbered: bool,
    places: Path | None,
    sheet: str | None,
    jobs: int | None,
    *,
    yes: bool,
) -> None:
    """Put the sheets of some steps into one PDF: cover, contents, facilitator's sheets, worksheets."""
    from .. import build as flow
    from ..books import Order
    from ..lists import read

    language, root = settings
    guarded(language, lambda: artifact.must_be_writable(out, "pack.pdf"))
    table = (
        guarded(language, lambda: read(places, sheet=sheet)) if places else None
    )  # before the manual, which takes longer
    project = opened(root, None, language)
    order = Order(
        steps=tuple(filter(None, map(str.strip, steps.split(",")))),
        languages=tuple(map(Language, spoken.split("-"))),
        copies=copies,
        numbered=numbered,
        places=table,
    )
    progress = Progress(language, sys.stderr, 2)
    notices, volumes = guarded(
        language, lambda: flow.pack(project, order, progress, jobs), progress
    )
    for notice in in_order(notices):
        click.echo(notice.line(language), err=True)
    question = Say("ทำชุดใบงานตามนี้หรือไม่", "make the packs so?")
    asked = places and not yes and sys.stdin.isatty() and sys.stdout.isatty()
    if asked and not click.confirm(question.of(language), default=True):
        return
    for number in count(1):
        content = guarded(language, lambda: next(volumes, None), progress)
        if content is None:
            break
        path = out if number == 1 else out.with_stem(f"{out.stem}-{number}")
        guarded(language, partial(artifact.write, path, content))
        click.echo(Say(f"ชุดใบงานอยู่ที่ {path}", f"the pack is in {path}").of(language))
    if numbered:
        click.echo(
            Say(
                "ไฟล์นี้ทำไว้พิมพ์เท่านั้น", "it is for printing only: it has no tags for screen readers"
            ).of(language)
        )


@click.command("places-template")
@click.argument("file", type=click.Path(path_type=Path), default=Path("places.xlsx"))
@click.pass_obj
def places_template(settings: Settings, file: Path) -> None:
    """Write an empty list of places to fill in, for pack --for: a column for each common field of the sheets."""
    from .. import reading
    from ..lists.writing import Column, workbook

    language, root = settings
    guarded(language, lambda: artifact.must_be_writable(file, "places.xlsx"))
    project = opened(root, None, language)
    guide = guarded(language, lambda: reading.whole(project))
    fields = [field for field in guide.headers if field.how.layout == "line"]
    columns = [Column(field.label.of(language), _WIDTH, is_open=True) for field in fields]
    rows = [[""] * len(columns)] * _ROWS
    content = workbook(file.stem, columns, rows)
    guarded(language, lambda: artifact.write(file, content))
    said = Say(
        f"{file} พร้อมให้กรอก พื้นที่ละหนึ่งแถว แล้วใช้กับ khumue pack --for",
        f"{file} can be filled in, a row for each place, for khumue pack --for",
    )
    click.echo(said.of(language))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_obj
def export(settings: Settings, folder: Path) -> None:
    """Write the manual as Markdown for other builders: pages, documents, styles, and a configuration for each language."""
    from .. import build as flow

    language, root = settings
    project = opened(root, None, language)
    progress = Progress(language, sys.stderr, flow.PHASES)
    for notice in guarded(language, lambda: flow.exported(project, folder, progress), progress):
        click.echo(notice.line(language), err=True)
    click.echo(
        Say(f"คู่มือในรูป Markdown อยู่ที่ {folder}", f"the manual as Markdown is in {folder}").of(language)
    )
