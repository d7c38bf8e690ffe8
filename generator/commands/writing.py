"""The commands that write in the folder of a manual."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from ..problems import Say
from .console import Settings, guarded


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
