"""The commands that write in the folder of a manual."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from ..problems import Say
from .console import Settings, guarded, take_back

_FILES_SHOWN = 3
"""Of each command that can be undone."""


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.pass_obj
def new(settings: Settings, folder: Path) -> None:
    """Write a small complete manual into DIR, to begin with: its comments tell how it is written."""
    from ..editing import new as beginning

    language, _ = settings
    named = guarded(language, lambda: beginning.new(folder))
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
            "  khumue edit    แก้ไขในเบราว์เซอร์ ตรงที่อ่าน",
            "  khumue edit    change it in a browser, where it is read",
        ),
        Say(
            "  khumue serve   ดูในเบราว์เซอร์ระหว่างที่แก้ไขไฟล์",
            "  khumue serve   look at it in a browser while you edit its files",
        ),
        Say("  khumue check   ตรวจหาข้อผิดพลาด", "  khumue check   find mistakes"),
    ]
    if not named:
        lines.append(
            Say("ตั้ง id ใน data/manual.yml ด้วย", "and give it an id of its own in data/manual.yml")
        )
    for line in lines:
        click.echo(line.of(language))


@click.command()
@click.argument("number", type=click.IntRange(1), required=False)
@click.option("--list", "listed", is_flag=True, help="Only show what can be undone.")
@click.pass_obj
def undo(settings: Settings, number: int | None, *, listed: bool) -> None:
    """Bring back what the last command wrote over, or that of a NUMBER; called again, it undoes itself."""
    from ..editing import history
    from ..project import Project

    language, root = settings
    project = Project(root, root / "site")
    take_back(root, language)
    if listed:
        for one in history.done(project):
            files = ", ".join(list(one.was)[:_FILES_SHOWN]) + (
                " …" if len(one.was) > _FILES_SHOWN else ""
            )
            by = f"  {one.by}" if one.by else ""
            click.echo(f"{one.number:4}  {one.when:%Y-%m-%d %H:%M}{by}  {one.what}: {files}")
        return
    undone, kept = guarded(language, lambda: history.undo(project, number))
    for name in undone.was:
        click.echo(name)
    at = project.name_of(kept)
    click.echo(
        Say(
            f'คืนไฟล์เป็นอย่างก่อน "{undone.what}" แล้ว สิ่งที่แทนที่อยู่ใน {at}/',
            f'these files are as they were before "{undone.what}"; what they replace is in {at}/',
        ).of(language)
    )
