"""The addresses of `404.html`: that page is shown at any address, so its own begin at the root of the server."""

from __future__ import annotations

from contextlib import suppress
from html.parser import HTMLParser
from urllib.parse import quote

from ..problems import Place, Problem, ProblemsFound, Say

PAGE = "404.html"
_ROOT = "data-root"
"""The attribute in which the page says where its addresses begin: `/manual/`."""


def quoted(prefix: str) -> str | None:
    """A path on a server as addresses write it, with `/` at both ends; None where it cannot be one."""
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
    return _Page(html).root


def moved(html: str, root: str) -> str:
    """The page with every address that begins at its root beginning at another."""
    return _Page(html).moved(root)


class _Page(HTMLParser):
    """Remembers where the start tags of a page stand that have addresses from the root of a server."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._html = html
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._tags: list[tuple[int, str, list[str]]] = []
        self._root: str | None = None
        with suppress(AssertionError):  # what Python's parser raises for some of what is no HTML: the page says no root then
            self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, column = self.getpos()
        addresses = [value for _, value in attrs if value and value.startswith("/")]
        self._root = next((value for name, value in attrs if name == _ROOT), self._root)
        if addresses:
            self._tags.append((self._lines[line - 1] + column, self.get_starttag_text() or "", addresses))

    @property
    def root(self) -> str:
        if self._root is None:
            what = Say("ไม่บอกว่าที่อยู่เริ่มจากที่ใด", "it does not say where its addresses begin")
            remedy = Say("สร้างเว็บไซต์ใหม่ด้วย khumue build", "build the site again with khumue build")
            raise ProblemsFound([Problem(Place(PAGE), what, remedy)])
        return self._root

    def moved(self, root: str) -> str:
        pieces, end = [], 0
        for start, text, addresses in self._tags:
            new = text
            for address in addresses:
                if address.startswith(self.root):
                    new = new.replace(f'"{address}"', f'"{root}{address.removeprefix(self.root)}"')
            pieces += [self._html[end:start], new]
            end = start + len(text)
        return "".join([*pieces, self._html[end:]])
