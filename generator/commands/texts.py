"""The commands that give the texts of a manual to people who work in Excel, and take them back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import artifact
from ..language import Language
from ..problems import Place, Problem, ProblemsFound, Say
from .console import Settings, finish, guarded, opened

if TYPE_CHECKING:
    from ..editing import Splices
    from ..guide import Guide
    from ..lists.given import Text
    from ..lists.returned import Change, Returned
    from ..project import Project
    from ..texts import Pair


@click.group()
def texts() -> None:
    """Give all texts to people who work in Excel, and take back what they changed."""


@texts.command("export")
@click.argument("file", type=click.Path(path_type=Path), default=Path("texts.xlsx"))
@click.option("--behind", is_flag=True, help="Only those whose English is not confirmed.")
@click.option(
    "--section",
    "where",
    metavar="SECTION|PAGE",
    help="Only those of a section (process), a page (process/forum) or a file.  [all]",
)
@click.pass_obj
def give(settings: Settings, file: Path, *, behind: bool, where: str | None) -> None:
    """Write the texts into a workbook, a row each, to be translated and looked through."""
    from .. import reading, targets
    from ..lists import given
    from ..translations import State
    from .listing import STATES

    language, root = settings
    guarded(language, lambda: artifact.must_be_writable(file, "texts.xlsx"))
    project = opened(root, None, language)
    guide = guarded(language, lambda: reading.whole(project))
    every = list(_standing(project, guide))
    chosen = every
    if where:
        pairs = [one.pair for one in every]
        keys = {pair.key for pair in guarded(language, lambda: targets.named(guide, pairs, where))}
        chosen = [one for one in every if one.pair.key in keys]
    if behind:
        chosen = [one for one in chosen if one.state is not STATES[State.CONFIRMED]]
    made = given.give(guide, every, chosen)
    guarded(language, lambda: artifact.write(file, made.content))
    for pair in made.too_long:
        what = Say(
            "ยาวเกินเซลล์ของ Excel จึงไม่ได้ส่งออก", "too long for a cell, so it is not in the file"
        )
        problem = Problem(pair.th_at, what, Say("แก้ในไฟล์นี้เอง", "change it here"), notice=True)
        click.echo(problem.line(language), err=True)
    click.echo(
        Say(f"{made.texts} ข้อความอยู่ใน {file}", f"texts: {made.texts}, in {file}").of(language)
    )


def _standing(project: Project, guide: Guide) -> Iterator[Text]:
    """Every text, and how its English stands; of a manual in Thai alone that is nobody's work."""
    from .. import texts as own
    from .. import translations as confirming
    from ..lists.given import Text
    from .listing import STATES

    if Language.EN in guide.manual.languages:
        confirmed, _ = confirming.read(project)
        for one in confirming.standings(guide, confirmed):
            yield Text(one.pair, one.th, one.en, STATES[one.state])
        return
    for pair in own.pairs(guide):
        yield Text(pair, own.fingerprint(pair.th), "", STATES[confirming.State.CONFIRMED])


@texts.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be changed.")
@click.pass_obj
def take(settings: Settings, file: Path, *, dry_run: bool) -> None:
    """Write what was changed in a workbook (or saved from it as CSV) into the files of the manual."""
    from .. import build as flow
    from .. import texts as own
    from ..editing import Splices
    from ..lists import returned, table

    language, root = settings
    project = opened(root, None, language)
    splices = Splices(project)
    guide, _ = guarded(language, lambda: flow.sound(project))
    every = list(own.pairs(guide))
    rows = guarded(language, lambda: table.read(file, 1_000 + 3 * len(every), as_seen=False))
    back = guarded(language, lambda: returned.understood(rows, guide, every))
    after, notices = guarded(language, lambda: _changed(project, splices, str(file), back.changes))
    if back.confirmed:
        guarded(language, lambda: _confirm(project, splices, guide, after, back.confirmed))
    for line in _preview(str(file), back.changes, language):
        click.echo(line)
    for problem in (*back.remarks, *notices):
        click.echo(problem.line(language), err=True)
    if not dry_run:
        guarded(language, lambda: splices.write(f"texts import {file.name}"))
    summary = _summary(back, dry_run=dry_run)
    if back.left:
        click.echo(summary.of(language))
    finish(back.left, language, summary)


def _changed(
    project: Project, splices: Splices, file: str, changes: Iterable[Change]
) -> tuple[Guide, list[Problem]]:
    """Means the changes; gives the manual as it will be, and what `check` would notice in them.
    Raises ProblemsFound, with the rows, where it would not be sound, and OSError."""
    from .. import build as flow
    from .. import texts as own

    changes = list(changes)
    for change in changes:
        try:
            splices.say(change.pair, change.language, change.text)
        except ProblemsFound as refused:
            raise ProblemsFound(_in_row(file, change, one) for one in refused.problems) from None
    guide, problems = flow.trial(project, splices.contents)
    after = {pair.key: pair for pair in own.pairs(guide)} if guide else {}
    found = [(change, one) for one in problems for change in _about(one, changes, after)]
    if wrong := [one for one in found if not one[1].notice]:
        raise ProblemsFound(_in_row(file, *one) for one in wrong)
    if guide is None or not all(one.notice for one in problems):
        raise ProblemsFound(problems)
    if lost := [one for one in changes if not _is_read(one, after)]:
        raise ProblemsFound(_in_row(file, one, _lost(one)) for one in lost)
    return guide, [_in_row(file, *one) for one in found]


def _confirm(
    project: Project, splices: Splices, guide: Guide, after: Guide, confirmed: Iterable[str]
) -> None:
    """Means some texts, as the manual will have them, to be confirmed."""
    from .. import translations as confirming
    from ..editing.confirming import Keeping

    keeping = Keeping(project, splices)
    known, problems = confirming.read(project)
    if known is None and (problems or guide.manual.translations):
        raise ProblemsFound(problems or [confirming.lost(guide)])
    every = confirming.standings(after, known)
    keys = set(confirmed)
    chosen = [one for one in every if one.pair.key in keys]
    known = (known or confirming.Confirmed()).with_confirmed(chosen, every, date.today())
    keeping.mean(guide, known)


def _about(
    problem: Problem, changes: Iterable[Change], after: Mapping[str, Pair]
) -> Iterator[Change]:
    """The changes that a problem may be about: the text in whose lines it is; on a page that cannot
    be read each of its texts."""
    for change in changes:
        pair = after.get(change.pair.key, change.pair)
        english = change.language is Language.EN
        at, text = (pair.en_at, pair.en) if english else (pair.th_at, pair.th)
        lines = range(at.line, at.line + 1 + (text or "").count("\n"))
        if problem.place.file == at.file and (
            problem.place.line in lines or change.pair.key not in after
        ):
            yield change


def _is_read(change: Change, after: Mapping[str, Pair]) -> bool:
    from ..texts import fingerprint

    pair = after.get(change.pair.key)
    text = pair and (pair.th if change.language is Language.TH else pair.en)
    return bool(text) and fingerprint(text or "") == fingerprint(change.text)


def _lost(change: Change) -> Problem:
    """What is said of a text that the manual would not read as it is written."""
    what = Say("อ่านกลับมาไม่ได้อย่างที่เขียน", "it would not be read as it is written")
    remedy = Say("แก้ในไฟล์ของคู่มือเอง", "change it in the files of the manual")
    _, _, heading = change.pair.key.partition("/#")
    if heading:
        remedy = Say(
            f"ให้มีหัวข้อเดียว คือบรรทัดแรก ลงท้ายด้วย {{#{heading}}} เหมือนเดิม",
            f"let it have one heading, its first line, which ends with {{#{heading}}} as before",
        )
    return Problem(change.pair.th_at, what, remedy)


def _in_row(file: str, change: Change, problem: Problem) -> Problem:
    """A problem as whoever filled in the row is to be told of it."""
    what = Say(*(f"{change.pair.key}: {said}" for said in problem.what))
    return replace(problem, place=Place(file, change.line), what=what)


def _preview(file: str, changes: Iterable[Change], language: Language) -> Iterator[str]:
    """A line for each change: where, and the words that go and come."""
    from .listing import marked

    for change in changes:
        name = Say("ไทย", "Thai") if change.language is Language.TH else Say("อังกฤษ", "English")
        said = marked(change.before, change.text)
        yield f"{file}:{change.line}: {change.pair.key} ({name.of(language)}): {said}"


def _summary(back: Returned, *, dry_run: bool) -> Say:
    written = len(back.changes), len(back.confirmed)
    th, en = "เขียน {} ข้อความ ยืนยัน {} ข้อความ", "texts written: {}, confirmed: {}"
    if dry_run:
        th, en = (
            "จะ" + th + " (ยังไม่ได้เขียน)",
            "nothing is written yet; texts to be written: {}, confirmed: {}",
        )
    return Say(th.format(*written), en.format(*written))
