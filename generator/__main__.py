"""Door 1: the command line `khumue`. The only place that prints or exits.

What makes a manual is imported by the commands that need it, so that the others answer at once.
"""

from __future__ import annotations

import logging
import os
import shlex
import sys
from collections.abc import Callable, Iterable
from functools import partial
from io import StringIO
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from . import artifact, kept, unchanged
from .language import Language
from .problems import Place, Problem, ProblemsFound, Say, in_order
from .progress import Progress
from .quiet import hush

if TYPE_CHECKING:
    from .project import Project

Result = TypeVar("Result")
_EXAMPLES = """
\b
Examples:
  khumue new DIR            a small manual to begin with, which tells how it is written
  khumue check              every mistake in data/ and content/, with its place and its remedy
  khumue check --mend       the same, once spaces that are none are ordinary ones
  khumue build              build the site into site/ (the old one stays until the new one is whole)
  khumue serve              show the manual while you edit; the browser follows every saved file
  khumue verify site        look at a built site: links, anchors, languages, nothing from other hosts
  khumue pack --steps ID,ID --lang th --out pack.pdf
                            the sheets of two steps as one PDF, with cover and contents
  khumue pack --for places.csv --jobs 2
                            all sheets for each place of a list, with its name filled in
  khumue export markdown    the manual as Markdown, for ProperDocs, Zensical and other builders
  khumue bundle             the built site as ID-EDITION.zip and .tar.gz, with their sums, into dist/
  khumue publish dist/ID-EDITION.zip /srv/manual
                            let a web server show it, from /srv/manual/current, in one step
  khumue publish --rollback /srv/manual
                            show what was shown before

\b
Exit codes: 0 all is well; 1 something in the content or the site is to be mended; 2 the command was called wrongly.
"""


def _host_and_port(context: click.Context, parameter: click.Parameter, value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise click.BadParameter("HOST:PORT, such as 127.0.0.1:8000")
    return value


def _path_on_a_server(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> str | None:
    from .publishing import addresses

    path = value and addresses.quoted(value)
    if value is not None and not path:
        raise click.BadParameter("a path on a server, such as /manual/")
    return path


@click.group(
    epilog=_EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.option(
    "--lang",
    type=click.Choice([language.value for language in Language]),
    envvar="KHUMUE_LANG",
    default="th",
    help="Language of the messages.  [th]",
)
@click.option(
    "--root",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder of the manual: the one with mkdocs.yml.  [here]",
)
@click.version_option(package_name="khumue")
@click.pass_context
def main(context: click.Context, lang: str, root: Path) -> None:
    """Khumue (คู่มือ): turns the YAML of a process into a bilingual manual with worksheets."""
    hush()
    _tell(sys.stderr)
    for stream in (
        sys.stdout,
        sys.stderr,
    ):  # Thai has to come out on any system, if need be as escapes
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    context.obj = (Language(lang), _guarded(Language(lang), lambda: Path(os.path.realpath(root))))


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.pass_obj
def new(settings: tuple[Language, Path], folder: Path) -> None:
    """Write a small complete manual into DIR, to begin with: its comments tell how it is written."""
    from .editing import new as beginning

    language, _ = settings
    named = _guarded(language, lambda: beginning.new(folder))
    lines = [
        Say(
            f"เขียนคู่มือตัวอย่างไว้ที่ {folder} แล้ว ต่อไปเรียก",
            f"an example of a manual is in {folder}; what to do next:",
        )
    ]
    lines += [
        Say(go, go)
        for go in (f"  cd {shlex.quote(str(folder))}",)
        if folder.resolve() != Path.cwd()
    ]
    lines += [
        Say(
            "  khumue serve   ดูในเบราว์เซอร์ระหว่างที่แก้ไข",
            "  khumue serve   look at it in a browser while you edit",
        ),
        Say("  khumue check   ตรวจหาข้อผิดพลาด", "  khumue check   find mistakes"),
    ]
    if not named:
        lines.append(
            Say("ตั้ง id ใน data/manual.yml ด้วย", "and give it an id of its own in data/manual.yml")
        )
    for line in lines:
        click.echo(line.of(language))


@main.command()
@click.option(
    "--mend",
    is_flag=True,
    help="Put ordinary spaces where there are others; old files stay in .khumue/history/.",
)
@click.pass_obj
def check(settings: tuple[Language, Path], mend: bool) -> None:
    """Read everything and name every mistake as file:line:column."""
    from . import build as flow
    from . import editing
    from .project import Project

    language, root = settings
    project = (
        _project(root, None, language)
        if (root / "mkdocs.yml").is_file()
        else Project(root, root / "site")
    )
    if mend:
        history = editing.History(project)
        for path, spaces in _guarded(language, lambda: editing.mend_spaces(project, history)):
            mended = Say(
                f"แก้ช่องว่าง {spaces} แห่ง ไฟล์เดิมอยู่ใน", f"{spaces} spaces mended; the old file is in"
            )
            click.echo(
                f"{project.name_of(path)}: {mended.of(language)} {project.name_of(history.folder)}/"
            )
    problems = _guarded(language, lambda: flow.problems(project))
    _finish(problems, language, Say("ไม่พบข้อผิดพลาด", "nothing to mend"))


@main.command()
@click.option(
    "--site",
    type=click.Path(path_type=Path),
    help="Build into this folder.  [site_dir of mkdocs.yml]",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    help="Processes that make PDFs at the same time.  [one for each processor]",
)
@click.option("--pages", is_flag=True, help="The pages alone, for a look: no sheet, pack or book.")
@click.pass_obj
def build(
    settings: tuple[Language, Path], site: Path | None, jobs: int | None, *, pages: bool
) -> None:
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
    _tell(notices := StringIO())
    project = _project(root, site, language)
    made.begin(project)
    _guarded(language, lambda: _door(language).build_site(project, jobs, paper=not pages))
    made.end(project, notices.getvalue())
    click.echo(Say(f"สร้างเว็บไซต์แล้วที่ {project.site}", f"the site is in {project.site}").of(language))


@main.command()
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
def serve(settings: tuple[Language, Path], address: str) -> None:
    """Show the manual in a browser, and build it again whenever a file is saved."""
    language, root = settings
    click.echo(
        Say(
            f"ดูคู่มือที่ http://{address}/ กด Ctrl-C เพื่อหยุด",
            f"the manual is at http://{address}/ ; Ctrl-C ends it",
        ).of(language)
    )
    project = _project(root, None, language)
    _guarded(language, lambda: _door(language).serve_site(project, address), address=address)


@main.command()
@click.argument("site", type=click.Path(path_type=Path), required=False)
@click.pass_obj
def verify(settings: tuple[Language, Path], site: Path | None) -> None:
    """Look at a built site: links, anchors, both languages, search, PDFs, sums; nothing from other hosts, nothing inline."""
    from .publishing import verify as verification

    language, root = settings
    progress = Progress(language, sys.stderr)
    problems = _guarded(
        language,
        lambda: verification.verify(site or root / "site", progress.phase(verification.LOOKING)),
        progress,
    )
    _finish(problems, language, Say("เว็บไซต์ครบถ้วน", "the site is whole"))


@main.command()
@click.option("--site", type=click.Path(path_type=Path), help="The built site.  [site]")
@click.option("--out", type=click.Path(path_type=Path), help="The folder to write into.  [dist]")
@click.pass_obj
def bundle(settings: tuple[Language, Path], site: Path | None, out: Path | None) -> None:
    """Look at a built site, and put it into two archives with their sums: for a server, a USB stick, or to keep."""
    from . import build as flow

    language, root = settings
    progress = Progress(language, sys.stderr, 2)
    written = _guarded(
        language,
        lambda: flow.bundle(site or root / "site", out or root / "dist", progress),
        progress,
    )
    for path in written:
        click.echo(path)


@main.command()
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
    settings: tuple[Language, Path],
    bundle: Path | None,
    folder: Path | None,
    prefix: str | None,
    keep: int,
    replace: bool,
    rollback: Path | None,
) -> None:
    """Install a bundle below DIR and show it as DIR/current, in one step; earlier editions stay below it."""
    from .publishing import publish as publishing

    language, _ = settings
    if rollback and not bundle:
        done = _guarded(language, lambda: publishing.roll_back(rollback))
    elif bundle and folder and not rollback:
        progress = Progress(language, sys.stderr)
        unpacking = progress.phase(Say("แตกไฟล์", "files unpacked"))
        done = _guarded(
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


@main.command()
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
    "--jobs",
    type=click.IntRange(1, 64),
    help="Processes that make PDFs at the same time.  [one for each processor]",
)
@click.pass_obj
def pack(
    settings: tuple[Language, Path],
    steps: str,
    spoken: str,
    out: Path,
    copies: int,
    numbered: bool,
    places: Path | None,
    jobs: int | None,
) -> None:
    """Put the sheets of some steps into one PDF: cover, contents, facilitator's sheets, worksheets."""
    from . import build as flow
    from .books import Order
    from .lists import read

    language, root = settings
    _guarded(language, lambda: artifact.must_be_writable(out))
    table = (
        _guarded(language, lambda: read(places)) if places else None
    )  # before the manual, which takes longer
    project = _project(root, None, language)
    order = Order(
        steps=tuple(filter(None, map(str.strip, steps.split(",")))),
        languages=tuple(map(Language, spoken.split("-"))),
        copies=copies,
        numbered=numbered,
        places=table,
    )
    progress = Progress(language, sys.stderr, 2)
    notices, volumes = _guarded(
        language, lambda: flow.pack(project, order, progress, jobs), progress
    )
    for notice in in_order(notices):
        click.echo(notice.line(language), err=True)
    for number in count(1):
        content = _guarded(language, lambda: next(volumes, None), progress)
        if content is None:
            break
        path = out if number == 1 else out.with_stem(f"{out.stem}-{number}")
        _guarded(language, partial(artifact.write, path, content))
        click.echo(Say(f"ชุดใบงานอยู่ที่ {path}", f"the pack is in {path}").of(language))
    if numbered:
        click.echo(
            Say(
                "ไฟล์นี้ทำไว้พิมพ์เท่านั้น", "it is for printing only: it has no tags for screen readers"
            ).of(language)
        )


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_obj
def export(settings: tuple[Language, Path], folder: Path) -> None:
    """Write the manual as Markdown for other builders: pages, documents, styles, and a configuration for each language."""
    from . import build as flow

    language, root = settings
    project = _project(root, None, language)
    progress = Progress(language, sys.stderr, flow.PHASES)
    for notice in _guarded(language, lambda: flow.exported(project, folder, progress), progress):
        click.echo(notice.line(language), err=True)
    click.echo(
        Say(f"คู่มือในรูป Markdown อยู่ที่ {folder}", f"the manual as Markdown is in {folder}").of(language)
    )


def _project(root: Path, site: Path | None, language: Language) -> Project:
    if not (root / "mkdocs.yml").is_file():
        what = Say("ไม่พบไฟล์นี้", "this file is not there")
        remedy = Say(
            "เรียกคำสั่งในโฟลเดอร์ของคู่มือ หรือใช้ --root",
            "run the command in the folder of a manual, or use --root",
        )
        _finish([Problem(Place(str(root / "mkdocs.yml")), what, remedy)], language, what)
    from .mkdocs_yml import project_at  # MkDocs is imported only by the commands that need it

    return _guarded(language, lambda: project_at(root, site))


def _tell(out: TextIO) -> None:
    """Lets a stream have what MkDocs has to say to people."""
    told = logging.StreamHandler(out)
    told.addFilter(
        lambda record: record.name == "mkdocs.plugins.khumue" or record.levelno >= logging.ERROR
    )
    logging.getLogger("mkdocs").addHandler(told)


def _door(language: Language) -> Any:
    """MkDocs at work, told the language of messages."""
    os.environ["KHUMUE_LANG"] = language.value
    from . import mkdocs_plugin

    return mkdocs_plugin


def _guarded(
    language: Language,
    act: Callable[[], Result],
    progress: Progress | None = None,
    address: str = "",
) -> Result:
    """The result of what may fail through no fault of ours; a mistake ends in plain lines and exit code 1.

    Where `progress` was told meanwhile, its line is taken away before.
    """
    try:
        try:
            return act()
        finally:
            if progress:
                progress.rest()
    except ProblemsFound as found:
        problems: Iterable[Problem] = found.problems
    except OSError as error:
        reason = error.strerror or str(error)
        remedy = Say("ดูสิทธิ์และเนื้อที่ของดิสก์", "look at its permissions, and at the room on the disk")
        if address and error.filename is None:  # not a file: the address that `serve` was given
            remedy = Say(
                "ใช้ที่อยู่อื่น เช่น --address 127.0.0.1:8001",
                "use another, such as --address 127.0.0.1:8001",
            )
        problems = [
            Problem(Place(str(error.filename or address or ".")), Say(reason, reason), remedy)
        ]
    _finish(problems, language, Say("", ""))
    raise AssertionError  # _finish ends the program where there are problems


def _finish(problems: Iterable[Problem], language: Language, well: Say) -> None:
    """Prints every problem on a line of its own, and ends the program with 1 where there is something to mend."""
    problems = list(problems)
    for problem in problems:
        click.echo(problem.line(language), err=True)
    if count := sum(not problem.only_told for problem in problems):
        click.echo(Say(f"พบ {count} ข้อ", f"{count} to mend").of(language), err=True)
        sys.exit(1)
    click.echo(well.of(language))


if __name__ == "__main__":
    main()
