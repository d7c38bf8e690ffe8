"""What the commands share: how they speak, how they fail, and how they end."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from ..language import Language
from ..problems import Place, Problem, ProblemsFound, Say
from ..progress import Progress

if TYPE_CHECKING:
    from ..project import Project

Result = TypeVar("Result")
Settings = tuple[Language, Path]
"""What every command is given: the language of messages, and the folder of the manual."""


def opened(root: Path, site: Path | None, language: Language) -> Project:
    """The folder of a manual with what its mkdocs.yml says; ends the program where there is none."""
    if not (root / "mkdocs.yml").is_file():
        what = Say("ไม่พบไฟล์นี้", "this file is not there")
        remedy = Say(
            "เรียกคำสั่งในโฟลเดอร์ของคู่มือ หรือใช้ --root",
            "run the command in the folder of a manual, or use --root",
        )
        finish([Problem(Place(str(root / "mkdocs.yml")), what, remedy)], language, what)
    from ..mkdocs_yml import project_at  # MkDocs is imported only by the commands that need it

    take_back(root, language)
    return guarded(language, lambda: project_at(root, site))


def take_back(root: Path, language: Language) -> None:
    """Takes back what a command that was killed had begun to write, and says so."""
    if not any((root / ".khumue" / "history").glob("*.begun")):
        return  # nearly always: then nothing more is loaded
    from ..editing.history import recover
    from ..project import Project

    if guarded(language, lambda: recover(Project(root, root / "site"))):
        said = Say(
            "คำสั่งก่อนหน้าหยุดกลางคัน จึงคืนไฟล์ทั้งหมดเป็นอย่างเดิม",
            "an earlier command was stopped in the middle: all files are again as they were before it",
        )
        click.echo(said.of(language), err=True)


def tell(out: TextIO) -> None:
    """Lets a stream have what MkDocs has to say to people."""
    told = logging.StreamHandler(out)
    told.addFilter(
        lambda record: record.name == "mkdocs.plugins.khumue" or record.levelno >= logging.ERROR
    )
    logging.getLogger("mkdocs").addHandler(told)


def door(language: Language) -> Any:
    """MkDocs at work, told the language of messages."""
    os.environ["KHUMUE_LANG"] = language.value
    from .. import mkdocs_plugin

    return mkdocs_plugin


def day_of(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """The day that an option says, in either era; ends the program where it says none."""
    language, _ = context.obj
    return guarded(language, lambda: _read(value)) if value else None


def _read(said: str) -> date:
    from ..dates import read_date
    from ..thai import normalise

    if day := read_date(normalise(said)):
        return day
    what = Say(f"อ่านวันที่ไม่ได้: {said}", f"this is no day: {said}")
    remedy = Say(
        "เขียนเช่น 2026-01-31, 31/1/2569 หรือ 31 ม.ค. 2569",
        "write one such as 2026-01-31 or 31/1/2569",
    )
    raise ProblemsFound([Problem(Place("--date"), what, remedy)])


def guarded(
    language: Language,
    act: Callable[[], Result],
    progress: Progress | None = None,
    address: str = "",
    other: str = "",
) -> Result:
    """The result of what may fail through no fault of ours; a mistake ends in plain lines and exit code 1.

    Where `progress` was told meanwhile, its line is taken away before. `address` is where something
    is served, and `other` the option that says another.
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
        remedy = Say(
            "ปิดโปรแกรมอื่นที่เปิดไฟล์นี้ไว้ และดูสิทธิ์กับเนื้อที่ของดิสก์",
            "close other programs that have it open, and look at its permissions and the room on the disk",
        )
        if address and error.filename is None:  # not a file: the address cannot be had
            remedy = Say(f"ใช้ที่อยู่อื่น เช่น {other}", f"use another, such as {other}")
        problems = [
            Problem(Place(str(error.filename or address or ".")), Say(reason, reason), remedy)
        ]
    finish(problems, language, Say("", ""))
    raise AssertionError  # _finish ends the program where there are problems


def finish(problems: Iterable[Problem], language: Language, well: Say) -> None:
    """Prints every problem on a line of its own, and ends the program with 1 where there is something to mend."""
    problems = list(problems)
    for problem in problems:
        click.echo(problem.line(language), err=True)
    if count := sum(not problem.only_told for problem in problems):
        click.echo(Say(f"พบ {count} ข้อ", f"{count} to mend").of(language), err=True)
        sys.exit(1)
    click.echo(well.of(language))
