"""The addresses of `404.html`: that page is shown at any address, so its own begin at the root of
the server."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import quote

from ..problems import Place, Problem, ProblemsFound, Say
from ..tree import UNREADABLE, finished

PAGE = "404.html"
_ROOT = "data-root"
"""The attribute in which the page says where its addresses begin: `/manual/`."""


def quoted(prefix: str) -> str | None:
    """A path on a server as addresses write it, with `/` at both ends; None where it cannot
    be one."""
    parts = prefix.strip("/").split("/") if prefix.strip("/") else []
    if (
        not prefix.startswith("/")
        or any(part in ("", ".", "..") for part in parts)
        or not prefix.isprintable()
        or set(prefix) & set("?#\\")
    ):
        return None
    return "/" + "".join(quote(part, safe="%~:@!$()*+,;=") + "/" for part in parts)


def root_of(html: str) -> str:
    """Where the addresses of a page begin. Raises ProblemsFound where it does not say."""
    return _read(html)[0]


def moved(html: str, root: str) -> str:
    """The page with every address that begins at its root beginning at another."""
    old, attributes = _read(html)
    new = {value: root + value.removeprefix(old) for value in attributes if value.startswith(old)}
    return re.sub('"(/[^"]*)"', lambda found: f'"{new.get(found[1], found[1])}"', html)


def _read(html: str) -> tuple[str, list[str]]:
    """Where the addresses of a page begin, and all that its attributes hold."""
    with suppress(*UNREADABLE):  # a page that cannot be read says nothing
        page = finished(html.encode())
        for element in page.iter("*"):
            if root := element.get(_ROOT):
                return root, [str(value) for one in page.iter("*") for value in one.attrib.values()]
    what = Say("ไม่บอกว่าที่อยู่เริ่มจากที่ใด", "it does not say where its addresses begin")
    remedy = Say("สร้างเว็บไซต์ใหม่ด้วย khumue build", "build the site again with khumue build")
    raise ProblemsFound([Problem(Place(PAGE), what, remedy)])
