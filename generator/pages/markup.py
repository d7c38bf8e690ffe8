"""Texts → markup, templates → pages: the only user of Jinja2 among the pages.

Everything that comes from data is escaped; `**…**` alone stresses. Thai within an English page, and a Thai text that
stands in for a missing English one, are marked with their language.
"""

from __future__ import annotations

import posixpath
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from .. import thai
from ..language import Language
from ..model import Element, Guide, Text
from .page import Heading
from .plan import address_of

_HERE = Path(__file__).parent
_STRESS = re.compile(r"\*\*(.+?)\*\*")
_THAI_RUN = re.compile(r"[\u0e00-\u0e7f](?:[\u0e00-\u0e7f0-9./ ()]*[\u0e00-\u0e7f.])?")
_TAG = re.compile(r"<[^>]+>")
_HEADING = re.compile(r'<h([23]) id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
_ASIDE = re.compile(r'<span class="k-mk[^>]*>.*?</span>')

FALLBACK_MARK = 'class="k-fallback"'
"""Stands in the markup of every text that had to be shown in the other language."""


class Words:
    """The interface's own words in one language: `words("chapter.count", n=3, total=7)`."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        section, _, name = key.partition(".")
        sentence: str = _words()[section][name][self.language.value]
        return sentence.format(**values) if values else sentence

    def section(self, name: str) -> dict[str, str]:
        """All words of one section, by name."""
        return {key: pair[self.language.value] for key, pair in _words()[name].items()}


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((_HERE / "words.toml").read_text(encoding="utf-8"))


def markup(text: Text | str, language: Language) -> Markup:
    """A text as inline HTML for readers of a language."""
    if isinstance(text, Text):
        if text.is_fallback(language):
            return Markup('<span lang="th" {}>{}</span>').format(Markup(FALLBACK_MARK), _stress(text.th))
        text = text.of(language)
    html = _stress(text)
    return Markup(_THAI_RUN.sub(r'<span lang="th">\g<0></span>', html)) if language is Language.EN else html


def _stress(text: str) -> Markup:
    return Markup(_STRESS.sub(r"<strong>\1</strong>", str(escape(text)))) if "**" in text else escape(text)


def plain(text: Text | str, language: Language) -> str:
    """A text without markup, for titles and labels."""
    words = text.of(language) if isinstance(text, Text) else text
    return words.replace("**", "")


def relative(target: str, page: str) -> str:
    """The address of `target` as seen from `page`, both from the root of their language."""
    path, mark, anchor = target.partition("#")
    if path == page and mark:
        return f"#{anchor}"
    return posixpath.relpath(path, posixpath.dirname(page) or ".") + mark + anchor


def headings(html: str) -> tuple[Heading, ...]:
    """The headings of a page's markup, without the marks that stand beside them."""
    found = _HEADING.findall(html)
    return tuple(Heading(int(level), id, Markup(_TAG.sub("", _ASIDE.sub("", inner))).unescape().strip()) for level, id, inner in found)


class Templates:
    """The page templates in one language."""

    def __init__(self, language: Language, guide: Guide, shared: Mapping[str, Any]) -> None:
        self.language = language
        self._guide = guide
        words = Words(language)
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "t": partial(markup, language=language),
            "plain": partial(plain, language=language),
            "day": self._day,
            "by_letter": self._by_letter,
        }
        self._environment.globals |= {"words": words, "language": language, "guide": guide, **shared}

    def render(self, kind: str, address: str, **values: Any) -> str:
        """The markup of a page of this kind at this address; `values` are what the template names."""

        def href(target: Element | str) -> str:
            return relative(target if isinstance(target, str) else address_of(target, self._guide), address)

        return self._environment.get_template(f"{kind}.html").render(href=href, address=address, **values)

    def _day(self, when: date) -> str:
        return day(when, self.language)

    def _by_letter(self, records: Iterable[Any]) -> list[tuple[str, list[Any]]]:
        """Records in dictionary order of their titles, under their letters."""
        ordered = sorted(records, key=lambda record: thai.collation(plain(record.title, self.language)))
        return [(letter, list(group)) for letter, group in groupby(ordered, lambda record: thai.initial(plain(record.title, self.language)))]


def day(when: date, language: Language) -> str:
    """A date as a language writes it: in the Buddhist era in Thai."""
    return thai.thai_date(when) if language is Language.TH else thai.english_date(when)
