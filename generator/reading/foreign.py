"""A manual that came from elsewhere → what of it would run, or be shown to browsers as code, when it
is built."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..model import PLACE, PLACES
from ..problems import Place, Problem, Say
from .files import read_text
from .yaml_file import Document, read_yaml

_PLAIN = frozenset(
    "site_name site_url site_dir docs_dir theme theme.name theme.language theme.font theme.logo theme.favicon theme.palette "
    "extra_css copyright exclude_docs draft_docs strict dev_addr use_directory_urls plugins plugins.khumue".split()
)
"""Keys of `mkdocs.yml` that run nothing of the manual's own."""
_LOOK = Say("ดูก่อนว่าไว้ใจได้", "look first whether it can be trusted")


def running(folder: Path) -> Iterator[Problem]:
    """Everything in the folder of a manual that would run: keys of `mkdocs.yml`, templates, scripts."""
    text, problems = read_text(folder / "mkdocs.yml", "mkdocs.yml")
    text = text and text.replace("!ENV", "    ")  # a value of the system, which MkDocs asks for
    document, found = read_yaml(text, "mkdocs.yml") if text else (None, problems)
    if document is None or not isinstance(document.value, dict):
        yield from found
        what = Say("อ่านการตั้งค่าไม่ได้", "the configuration cannot be read")
        yield Problem(Place("mkdocs.yml"), what, _LOOK)
        return
    yield from (problem for problem in found if not problem.notice)
    yield from _keys(document, document.value, ())
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and (name.startswith("overrides/") or path.suffix.lower() == ".js"):
            what = Say("แม่แบบหรือสคริปต์ของคู่มือเอง", "a template or script of the manual's own")
            yield Problem(Place(name), what, _LOOK)


def _keys(document: Document, values: Any, above: tuple[str, ...]) -> Iterator[Problem]:
    items = (
        values.items() if isinstance(values, dict) else ((name, None) for name in _named(values))
    )
    for key, value in items:
        if key in (PLACE, PLACES):
            continue
        path = (*above, str(key))
        if ".".join(path) not in _PLAIN:
            what = Say(f'มีค่า "{".".join(path)}"', f'it has the key "{".".join(path)}"')
            yield Problem(document.place(path, key=True), what, _LOOK)
        elif path in (("theme",), ("plugins",)):
            yield from _keys(document, value, path)


def _named(values: Any) -> Iterator[str]:
    """The names in a list of plugins, or the one name of a theme, which every installation has."""
    for one in values if isinstance(values, list) else ():
        if isinstance(one, dict):
            yield from (key for key in one if key not in (PLACE, PLACES))
        else:
            yield str(one)
