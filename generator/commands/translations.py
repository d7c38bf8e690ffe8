"""The command that shows which English follows its Thai, and keeps what somebody confirms."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import click

from .. import targets
from ..language import Language
from ..problems import Place, Problem, ProblemsFound, Say
from ..project import Project
from ..translations import NAME, Confirmed, Standing, State, lost, read, standings
from . import listing
from .console import Settings, guarded, opened

_MOST_OF_A_PAGE = 10
"""Texts of a page that are listed where the whole manual is."""
_MOST_SHOWN = 5
"""Texts that are shown when they are confirmed."""
_BEGIN = "khumue translations --begin"


@click.command()
@click.argument("where", metavar="[PLACE|PAGE|SECTION]...", nargs=-1)
@click.option(
    "--confirm",
    is_flag=True,
    help="Keep that the English says what its Thai says: of a PLACE (file:line), a PAGE (process/forum), or --all.",
)
@click.option("--withdraw", is_flag=True, help="Take back what was confirmed.")
@click.option("--all", "everything", is_flag=True, help="All texts, to confirm or to withdraw.")
@click.option(
    "--begin",
    is_flag=True,
    help="Once for a manual: keep that all its English, as it stands, says what its Thai says.",
)
@click.pass_obj
def translations(
    settings: Settings,
    where: tuple[str, ...],
    *,
    confirm: bool,
    withdraw: bool,
    everything: bool,
    begin: bool,
) -> None:
    """Show which English follows its Thai: confirmed, behind (its Thai was changed since), new or missing."""
    if confirm + withdraw + begin > 1 or (begin and where):
        raise click.UsageError("one of --confirm, --withdraw and --begin; --begin without a place")
    if (confirm or withdraw) and bool(where) == everything:
        raise click.UsageError("say which: a place (file:line), a page (process/forum), or --all")
    language, root = settings
    gc.disable()  # it is short and keeps what it makes
    project = opened(root, None, language)

    def act() -> list[str]:
        work = _Work(project, language)
        if not work.guide.asks_for(Language.EN):
            alone = Say("คู่มือนี้มีภาษาไทยภาษาเดียว", "the manual is in Thai alone: nothing to confirm")
            return [alone.of(language)]
        if begin:
            return list(work.begin())
        if confirm:
            return list(work.confirm(where))
        return list(work.withdraw(where) if withdraw else work.shown(where))

    for line in guarded(language, act):
        click.echo(line)


class _Work:
    """A manual, how each of its texts stands, and what is done about it, told in lines."""

    def __init__(self, project: Project, language: Language) -> None:
        """Raises ProblemsFound where the manual, or the file, cannot be read whole."""
        from .. import reading
        from ..editing.confirming import Keeping

        self._project, self.language = project, language
        self._keeping = Keeping(project)
        self.guide = reading.whole(project)
        self._confirmed, problems = read(project)
        if self._confirmed is None and problems:
            raise ProblemsFound(problems)
        for problem in problems:
            click.echo(problem.line(language), err=True)
        self._all = standings(self.guide, self._confirmed)

    def shown(self, where: Sequence[str]) -> Iterator[str]:
        """Lists what lacks confirmation, after the shares of the sections; a text that is named by
        its place whatever it lacks."""
        chosen = self._chosen(where)
        if self._confirmed is None and self.guide.manual.translations:
            yield lost(self.guide).line(self.language)
        elif self._confirmed is None:
            yield self._said(
                f"ยังไม่เคยยืนยันข้อความใด ถ้าภาษาอังกฤษตรงกับไทยแล้วทั้งเล่ม เริ่มด้วย {_BEGIN}",
                f"nothing has been confirmed so far; where all English says what its Thai says, begin with {_BEGIN}",
            )
        if not where:
            yield from listing.shares(self.guide, self._all, self.language)
        listed = [one for one in chosen if one.state is not State.CONFIRMED or len(chosen) == 1]
        most = len(listed) if where else _MOST_OF_A_PAGE
        yield from listing.pages(listed, self.language, most)
        if not listed:
            yield self._said(f"ยืนยันแล้วทั้ง {len(chosen)} ข้อความ", f"all confirmed: {len(chosen)}")
        elif any(one.state in (State.BEHIND, State.NEW) for one in listed):
            yield self._said(
                "\nแก้อังกฤษให้ตรงกับไทย แล้วเรียก khumue translations --confirm ตามด้วยไฟล์:บรรทัด หรือชื่อหน้า",
                "\nmake the English say what the Thai says, then: khumue translations --confirm FILE:LINE, or the page",
            )

    def confirm(self, where: Sequence[str]) -> Iterator[str]:
        """Keeps texts as confirmed; without a place all of them."""
        self._must_not_be_lost()
        if self._confirmed is None and not where:
            what = Say("ยังไม่เคยยืนยันข้อความใด", "nothing has been confirmed so far")
            remedy = Say(f"เริ่มทั้งเล่มด้วย {_BEGIN}", f"{_BEGIN} begins with the whole manual")
            raise ProblemsFound([Problem(Place(NAME), what, remedy)])
        chosen = self._chosen(where)
        ready = [one for one in chosen if one.state in (State.BEHIND, State.NEW)]
        missing = sum(one.state is State.MISSING for one in chosen)
        if ready:
            yield from self._keep(ready, "translations --confirm")
        yield self._said(f"ยืนยันเพิ่ม {len(ready)} ข้อความ", f"confirmed now: {len(ready)}")
        for one in ready if len(ready) <= _MOST_SHOWN else ():
            confirmed = one._replace(state=State.CONFIRMED, line=None)
            yield from listing.text(confirmed, self.language)
        if missing:
            yield self._said(
                f"ยังไม่มีภาษาอังกฤษให้ยืนยัน {missing} ข้อความ",
                f"without English, so that there is nothing to confirm: {missing}",
            )

    def withdraw(self, where: Sequence[str]) -> Iterator[str]:
        """Takes back what was confirmed."""
        self._must_not_be_lost()
        gone = {(one.th, one.en) for one in self._chosen(where) if one.state is State.CONFIRMED}
        if gone and self._confirmed:
            yield from self._write(self._confirmed.without(gone), "translations --withdraw")
        count = sum((one.th, one.en) in gone for one in self._all)
        yield self._said(
            f"ถอนการยืนยัน {count} ข้อความ ข้อความเดียวกันนับทุกแห่งที่ใช้",
            f"no longer confirmed: {count}; the same text counts wherever it stands",
        )

    def begin(self) -> Iterator[str]:
        """Keeps all pairs of the manual as confirmed, as they stand."""
        self._must_not_be_lost()
        if self._confirmed is not None:
            what = Say(
                "มีไฟล์นี้แล้ว จึงไม่ได้เขียนอะไร", "the file is there already, so nothing was written"
            )
            remedy = Say(
                "ยืนยันข้อความที่เหลือด้วย khumue translations --confirm",
                "confirm what is left with khumue translations --confirm",
            )
            raise ProblemsFound([Problem(Place(NAME), what, remedy)])
        ready = [one for one in self._all if one.state is State.NEW]
        yield from self._keep(ready, "translations --begin")
        yield self._said(
            f"ยืนยัน {len(ready)} ข้อความตามที่เป็นอยู่ ยังไม่มีภาษาอังกฤษ {len(self._all) - len(ready)}",
            f"confirmed as they stand: {len(ready)}; without English: {len(self._all) - len(ready)}",
        )

    def _keep(self, ready: Iterable[Standing], what: str) -> Iterator[str]:
        kept = self._confirmed or Confirmed()
        return self._write(kept.with_confirmed(ready, self._all, date.today()), what)

    def _write(self, confirmed: Confirmed, what: str) -> Iterator[str]:
        if kept := self._keeping.keep(self.guide, confirmed, what):
            name = self._project.name_of(kept)
            yield self._said(
                f"เขียน {NAME} แล้ว ของเดิมอยู่ใน {name}/",
                f"{NAME} is written; what it was is in {name}/",
            )

    def _chosen(self, where: Sequence[str]) -> list[Standing]:
        pairs = [one.pair for one in self._all]
        keys = {pair.key for word in where for pair in targets.named(self.guide, pairs, word)}
        return [one for one in self._all if not where or one.pair.key in keys]

    def _said(self, th: str, en: str) -> str:
        return Say(th, en).of(self.language)

    def _must_not_be_lost(self) -> None:
        if self._confirmed is None and self.guide.manual.translations:
            raise ProblemsFound([lost(self.guide)])
