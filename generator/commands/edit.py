"""The command that opens the manual in a browser, to be changed where it is read."""

from __future__ import annotations

import hashlib
import webbrowser
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from ..problems import Say
from .console import Settings, door, guarded, opened


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    help="Of this machine, where it is served.  [one of the manual's own, or any that is free]",
)
@click.option("--no-browser", is_flag=True, help="Only say the address.")
@click.pass_obj
def edit(settings: Settings, port: int | None, *, no_browser: bool) -> None:
    """Open the manual in a browser on this machine, and change it where it is read."""
    language, root = settings
    project = opened(root, None, language)

    def say(address: str) -> None:
        click.echo(
            Say(
                f"แก้ไขคู่มือที่ {address} กด Ctrl-C เพื่อหยุด",
                f"the manual is at {address} ; Ctrl-C ends it",
            ).of(language)
        )
        if not no_browser:
            webbrowser.open(address)

    with TemporaryDirectory(prefix="khumue-") as folder:
        door(language)
        from ..editor.desk import Desk
        from ..editor.server import serve

        desk = Desk(project, Path(folder).resolve(), Path(click.get_app_dir("khumue")) / "name.txt")
        ports = (_own_port(root), 0) if port is None else (port,)
        address = "127.0.0.1" if port is None else f"127.0.0.1:{port}"
        guarded(language, lambda: serve(desk, ports, say), address=address, other="--port 8001")


def _own_port(root: Path) -> int:
    """A port for a manual, the same each time: what a browser keeps of unsaved text it keeps for
    the address."""
    digest = hashlib.sha256(str(root.resolve()).encode()).digest()
    return 49_152 + int.from_bytes(digest[:2]) % 16_384
