"""The command that tells how far a manual is, and keeps what an office has approved."""

from __future__ import annotations

import gc
import shlex
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from ..dates import english_date, thai_date
from ..language import Language
from ..problems import Say
from ..thai import normalise
from .console import Settings, day_of, finish, guarded, opened

if TYPE_CHECKING:
    from ..guide import Guide
    from ..model import Approval, Text
    from ..project import Project
    from ..status import Status, Task

_SHOWN = 20
"""Lines of a list that fit a window; `--all` shows the others."""


@click.command()
@click.option(
    "--approve",
    "place",
    metavar="PLACE",
    help="Approve what stands there: a page (process/forum), a heading of it (process/forum#who), a line of a file "
    "(data/process/03-forum.yml:98), or the key of a text. What is proposed within is approved with it.",
)
@click.option(
    "--by", metavar="OFFICE", help="Who approves: an office or a role, no person's name; in Thai."
)
@click.option("--by-en", metavar="OFFICE", help="The same in English.")
@click.option(
    "--document", metavar="NUMBER", help="The order, letter or minutes by which; in Thai."
)
@click.option("--document-en", metavar="NUMBER", help="The same in English.")
@click.option(
    "--date",
    "day",
    callback=day_of,
    metavar="DAY",
    help="The day of the approval, in either era.  [today]",
)
@click.option(
    "--record",
    is_flag=True,
    help="Remember which texts the approvals are of that were typed into the data.",
)
@click.option("--all", "every", is_flag=True, help="List everything that is to be done.")
@click.pass_obj
def status(
    settings: Settings,
    place: str | None,
    by: str | None,
    by_en: str | None,
    document: str | None,
    document_en: str | None,
    day: date | None,
    *,
    record: bool,
    every: bool,
) -> None:
    """Tell by section what is translated and what is approved, what is to be done, and by when; or approve something."""
    from .. import build as flow
    from ..approvals import NAME

    if (place and not (by and document)) or (not place and (by or document)):
        raise click.UsageError("--approve, --by and --document go together")
    language, root = settings
    gc.disable()  # it is short and keeps what it makes
    project = opened(root, None, language)
    guide, problems = guarded(language, lambda: flow.check(project))
    kept = f"data/{NAME}"
    wrong = [
        problem  # what cannot be read of the file of approvals would be lost if it were written
        for problem in problems
        if not problem.notice or ((place or record) and problem.place.file == kept)
    ]
    if guide is None or wrong:
        finish(wrong, language, Say("", ""))
        return
    if place and by and document:
        from ..model import Approval, Text

        approval = Approval(
            by=Text(th=normalise(by), en=by_en),
            date=day or date.today(),
            document=Text(th=normalise(document), en=document_en),
        )
        guarded(language, lambda: _approve(project, guide, place, approval, language))
    elif record:
        guarded(language, lambda: _record(project, guide, language))
    else:
        for line in _told(flow.how_far(guide, project), language, every=every):
            click.echo(line)


def _approve(
    project: Project, guide: Guide, place: str, approval: Approval, language: Language
) -> None:
    from ..editing import Splices, approve, named

    splices = Splices(project)
    owners = named(guide, place)
    counted = approve(guide, splices, owners, approval)
    splices.write(shlex.join(["khumue", *sys.argv[1:]]))
    for owner, count in counted:
        said = Say(f"รับรอง {count} ข้อความ", f"texts approved: {count}")
        click.echo(f"{owner.place}: {said.of(language)}")


def _record(project: Project, guide: Guide, language: Language) -> None:
    from ..editing import Splices, record

    splices = Splices(project)
    found = record(guide, splices)
    splices.write("khumue status --record")
    for approval, count in found:
        said = Say(f"บันทึกแล้ว {count} ข้อความ", f"texts recorded: {count}")
        click.echo(
            f"{_say(approval.by, language)}, {_say(approval.document, language)}: {said.of(language)}"
        )
    if not found:
        click.echo(Say("ทุกคำรับรองบันทึกไว้แล้ว", "every approval is recorded").of(language))


def _told(status: Status, language: Language, *, every: bool) -> Iterator[str]:
    from ..markup import Words

    words = Words(language).section("status")
    names = [name for names in status.columns for name in names]
    table = [[words["section"], words["texts"], *(words[name] for name in names)]]
    for row in (*status.rows, status.whole):
        counts: Mapping[str, int] = {**row.english, **row.basis}
        numbers = (row.texts, *(counts.get(name, 0) for name in names))
        table.append(
            [_say(row.title, language), *(f"{number:,}" if number else "–" for number in numbers)]
        )
    yield from _in_columns(table)
    yield from _listed(
        words["awaited"],
        [f"{_say(whom, language)}: {count:,}" for whom, count in status.awaited],
        every=every,
    )
    yield from _listed(
        words["typed"],
        [
            f"{element.where('approved')}: {_say(approval.by, language)}, {_say(approval.document, language)}"
            for element, approval in status.typed
        ],
        every=every,
    )
    reviews = [
        ", ".join(
            [
                _due(due.day, language),
                _say(due.title, language),
                *([_say(due.whom, language)] if due.whom else []),
            ]
        )
        for due in status.reviews
    ]
    yield from _listed(words["reviews"], reviews, every=every)
    tasks = [_task(task, words, language) for task in status.tasks]
    yield from _listed(words["tasks"].format(n=f"{len(tasks):,}"), tasks, every=every)


def _task(task: Task, words: Mapping[str, str], language: Language) -> str:
    marks = Say("แก้หลังรับรอง", "changed since approval"), Say("เพิ่มหลังรับรอง", "added since approval")
    said = (
        [dict(zip(("changed", "added"), marks, strict=True))[task.state].of(language)]
        if task.state
        else []
    )
    if task.english not in ("", "confirmed"):
        said.append(f"{words['english']}: {words[task.english]}")
    said += [_due(task.due, language)] if task.due else []
    said += [f"{words['approver']} {_say(task.whom, language)}"] if task.whom else []
    text = " ".join(task.pair.th.split())
    text = text if len(text) <= 60 else f"{text[:59]}…"
    return f"{task.pair.th_at}: {', '.join(said)}: {text}"


def _due(day: date, language: Language) -> str:
    said = thai_date(day) if language is Language.TH else english_date(day)
    over = day < date.today()
    return f"{said} {Say('(เลยกำหนด)', '(overdue)').of(language)}" if over else said


def _say(text: Text, language: Language) -> str:
    return text.of(language).replace("**", "")


def _listed(title: str, lines: Sequence[str], *, every: bool) -> Iterator[str]:
    if lines:
        yield f"\n{title}"
        shown = lines if every else lines[:_SHOWN]
        yield from (f"  {line}" for line in shown)
        if len(lines) > len(shown):
            yield f"  … {len(lines) - len(shown):,} (--all)"


def _in_columns(table: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows whose first cells stand at the left and the others at the right: a mark above or below a
    letter takes no room."""
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    for first, *rest in table:
        cells = [
            " " * (width - _width(cell)) + cell
            for cell, width in zip(rest, widths[1:], strict=True)
        ]
        yield "  ".join([first + " " * (widths[0] - _width(first)), *cells])


def _width(text: str) -> int:
    return sum(unicodedata.category(letter) not in ("Mn", "Cf") for letter in text)
