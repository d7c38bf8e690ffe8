"""Texts → markup, templates → pages: the only user of Jinja2 among the pages.

Everything that comes from data is escaped; `**…**` alone stresses. Thai within an English page, and a Thai text that
stands in for a missing English one, are marked with their language.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from .. import thai
from ..guide import Guide
from ..language import Language
from ..model import Element, Text
from .page import Heading
from .plan import address_of

_HERE = Path(__file__).parent
_STRESS = re.compile(r"\*\*(.+?)\*\*")
_THAI_RUN = re.compile(r"[\u0e01-\u0e5b][\u0e01-\u0e5b0-9./]*(?: [\u0e01-\u0e5b][\u0e01-\u0e5b0-9./]*)*")
_THAI_SPAN = r'<span lang="th">\g<0></span>'
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
        """The words under `section.name`, with `{…}` filled in."""
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
    return Markup(_THAI_RUN.sub(_THAI_SPAN, str(html))) if language is Language.EN else html


def _stress(text: str) -> Markup:
    return Markup(_STRESS.sub(r"<strong>\1</strong>", str(escape(text)))) if "**" in text else escape(text)


def prose(html: str, language: Language) -> Markup:
    """The markup of a hand-written page, with the Thai in an English page marked with its language."""
    if language is Language.TH:
        return Markup(html)
    pieces = re.split(r"(<[^>]+>)", html)
    return Markup("".join(piece if piece.startswith("<") else _THAI_RUN.sub(_THAI_SPAN, piece) for piece in pieces))


def plain(text: Text | str, language: Language) -> str:
    """A text without markup, for titles and labels."""
    words = text.of(language) if isinstance(text, Text) else text
    return words.replace("**", "")


def relative(target: str, page: str) -> str:
    """The address of `target` as seen from `page`, both from the root of their language."""
    folder = page.rpartition("/")[0]
    if target.startswith(f"{page}#"):
        return target.removeprefix(page)
    if folder and target.startswith(f"{folder}/"):
        return target.removeprefix(f"{folder}/")
    return "../" * page.count("/") + target


def headings(html: str) -> tuple[Heading, ...]:
    """The headings of a page's markup, without the marks that stand beside them."""
    found = _HEADING.findall(html)
    return tuple(
        Heading(int(level), id, Markup(_TAG.sub("", _ASIDE.sub("", inner))).unescape().strip()) for level, id, inner in found
    )


class Templates:
    """The page templates, for both languages; `shared` is what every template may name beside the guide and the words."""

    def __init__(self, guide: Guide, shared: Mapping[str, Any]) -> None:
        self.guide = guide
        self._words = {language: Words(language) for language in Language}
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=_bytecode_cache(),
        )
        self._environment.filters |= {"t": _t, "plain": _plain, "prose": _prose, "day": _day, "by_letter": _by_letter}
        self._environment.globals |= {"guide": guide, **shared}

    def render(self, kind: str, language: Language, address: str, **values: Any) -> str:
        """The markup of a page of this kind at this address; `values` are what the template names."""

        def href(target: Element | str) -> str:
            return relative(target if isinstance(target, str) else address_of(target, self.guide), address)

        template = self._environment.get_template(f"{kind}.html")
        return template.render(language=language, words=self._words[language], href=href, address=address, **values)


def _bytecode_cache() -> FileSystemBytecodeCache | None:
    """Compiled templates stand where Python keeps compiled modules; without a place for them each build compiles anew."""
    folder = _HERE / "__pycache__"
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


@pass_context
def _t(context: Context, text: Text | str) -> Markup:
    return markup(text, context["language"])


@pass_context
def _plain(context: Context, text: Text | str) -> str:
    return plain(text, context["language"])


@pass_context
def _prose(context: Context, html: str) -> Markup:
    return prose(html, context["language"])


@pass_context
def _day(context: Context, when: date) -> str:
    return day(when, context["language"])


@pass_context
def _by_letter(context: Context, records: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """Records in dictionary order of their titles, under their letters."""

    def title(record: Any) -> str:
        return plain(record.title, context["language"])

    ordered = sorted(records, key=lambda record: (thai.collation(thai.initial(title(record))), thai.collation(title(record))))
    return [(letter, list(group)) for letter, group in groupby(ordered, lambda record: thai.initial(title(record)))]


def day(when: date, language: Language) -> str:
    """A date as a language writes it: in the Buddhist era in Thai."""
    return thai.thai_date(when) if language is Language.TH else thai.english_date(when)
