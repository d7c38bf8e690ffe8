"""The page templates, and what pages say of themselves: addresses, headings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..field_types import on_screen
from ..guide import Guide
from ..language import Language
from ..markup import Templates, Words
from ..model import Element
from ..tree import MARK, Node
from .page import Heading

Draw = Callable[[str, Language, Callable[[Element], str]], str]
"""Makes a picture: its name, its language, the address of whatever it links to; empty where the
manual has nothing to draw."""


def relative(target: str, page: str) -> str:
    """The address of `target` as seen from `page`, both from the root of their language."""
    folder = page.rpartition("/")[0]
    if target.startswith(f"{page}#"):
        return target.removeprefix(page)
    if folder and target.startswith(f"{folder}/"):
        return target.removeprefix(f"{folder}/")
    return "../" * page.count("/") + target


def headings(page: Node) -> tuple[Heading, ...]:
    """The headings of a page that have an address, without the marks that stand beside them."""
    found = ((one, one.get("id")) for one in page.elements("h2", "h3"))
    return tuple(
        Heading(int(one.tag[1]), id, one.says(without=MARK).strip()) for one, id in found if id
    )


class PageTemplates:
    """The page templates, for both languages; `shared` is what every template may name beside the
    guide and the words."""

    def __init__(self, guide: Guide, draw: Draw, shared: Mapping[str, Any]) -> None:
        self.guide, self._draw = guide, draw
        self._words = {language: Words(language) for language in Language}
        self._templates = Templates(
            Path(__file__).parent / "templates", guide=guide, field_types=on_screen(), **shared
        )

    def render(self, kind: str, language: Language, address: str, **values: Any) -> str:
        """The markup of a page of this kind at this address; `values` are what the template
        names."""

        def href(target: Element | str) -> str:
            return relative(
                target if isinstance(target, str) else self.guide.address_of(target), address
            )

        def file(path: str) -> str:
            return "../" * (language.folder + address).count("/") + path

        def picture(name: str) -> str:
            return self._draw(name, language, href)

        words = self._words[language]
        return self._templates.render(
            f"{kind}.html",
            language=language,
            words=words,
            href=href,
            file=file,
            picture=picture,
            address=address,
            **values,
        )
