"""Texts → markup, and the templates' common ground: the only user of Jinja2.

Everything that comes from data is escaped but for what `inline` reads of it. Thai within an English
page, and a Thai text that stands in for a missing English one, are marked with their language; so
are English phrases within a Thai page.
"""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, lru_cache, partial
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, unquote

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup, escape

from . import dates, thai
from .inline import Part, are_words, is_elsewhere, on_paper, parts, words
from .kept import Kept
from .language import Language
from .model import Approval, Text
from .tree import parse

_WORDS = Path(__file__).parent / "words.toml"
_WORD = r"[\u0e01-\u0e5b](?:[\u0e01-\u0e5b0-9./]|[()](?=[\u0e01-\u0e5b]))*"
_NUMBER = r"[0-9][0-9.,/]*"
_THAI_RUN = re.compile(
    rf"(?:(?<![^(“]){_NUMBER} )?{_WORD}(?: (?:{_NUMBER} )?{_WORD})*(?: [0-9]+(?=[).”]|$))?"
)
"""With the numbers within it, and those around it beside which nothing else stands."""
_ENGLISH_RUN = re.compile(r"[A-Za-z]+(?: [A-Za-z]+){2,}")
"""A phrase; shorter, it is a name or a code, which belongs to no language."""
_PARTS = {
    Language.EN: (_THAI_RUN, r'<span lang="th">\g<0></span>'),
    Language.TH: (_ENGLISH_RUN, r'<span lang="en">\g<0></span>'),
}
"""By the language of a page: what in its texts is in the other, and how that is marked."""

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

    @staticmethod
    def pair(key: str, **values: object) -> Text:
        """The words under `section.name` in both languages."""
        return Text(**{language.value: Words(language)(key, **values) for language in Language})


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(_WORDS.read_text(encoding="utf-8"))


Read = Callable[[str], list[Part]]
"""How the parts of a text are read: `parts`, whose addresses can be followed; `on_paper`."""


def markup(text: Text | str, language: Language, read: Read = on_paper) -> Markup:
    """A text as inline HTML for readers of a language; what is no text of both, such as a code, has
    no signs."""
    word = partial(_marked_words, language=language)
    if isinstance(text, str):
        return word(text)
    if text.is_fallback(language):
        return Markup('<span lang="th" {}>{}</span>').format(
            Markup(FALLBACK_MARK), _inline(text.th, read, escape)
        )
    return _inline(text.of(language), read, word)


def _inline(text: str, read: Read, word: Callable[[str], Markup]) -> Markup:
    if are_words(text):
        return word(text)
    made = Markup()
    for (address, reference), alike in groupby(read(text), lambda part: part[2:]):
        inner = Markup().join(
            Markup("<strong>{}</strong>").format(word(part.words))
            if part.stressed
            else word(part.words)
            for part in alike
        )
        if not address:
            made += inner
        elif "://" in address:
            made += Markup('<a href="{}" rel="noreferrer external">{}</a>').format(address, inner)
        elif reference:
            made += Markup('<a class="k-ref" href="{}">{}</a>').format(address, inner)
        else:
            made += Markup('<a href="{}">{}</a>').format(address, inner)
    return made


@lru_cache(5_000)
def _marked_words(said: str, language: Language) -> Markup:
    """A title stands on many pages, and often on one."""
    return Markup(_marked(str(escape(said)), language))


def _marked(html: str, language: Language) -> str:
    other, mark = _PARTS[language]
    return other.sub(mark, html)


def prose(
    html: str,
    language: Language,
    files: Mapping[str, tuple[int, int] | None] = MappingProxyType({}),
    address_of: Callable[[str], str] = str,
) -> Markup:
    """The markup of a hand-written page, with what is in the other language marked so, but for
    code, which is in none.

    `files` stand beside the pages, pictures with their width and height, and `address_of` one is
    where it is seen from: a page may be shown in the place of the other language's.
    """
    page = parse(html)
    for element in page.elements("a", "img"):
        name = "src" if element.tag == "img" else "href"
        path, sign, part = element.get(name, "").partition("#")
        if (inside := unquote(path).lstrip("./")) in files:
            element.set(name, f"{address_of(quote(inside))}{sign}{part}")
            if element.tag == "img" and (size := files[inside]):
                element.set("width", str(size[0]))
                element.set("height", str(size[1]))
    for text in page.texts(lambda element: element.tag in ("pre", "code")):
        if (marked := _marked(text.markup, language)) != text.markup:
            text.become(marked)
    return Markup(page.inner)


def plain(text: Text | str, language: Language) -> str:
    """A text without markup, for titles and labels."""
    return text if isinstance(text, str) else words(text.of(language))


def day(when: date, language: Language) -> str:
    """A date as a language writes it: in the Buddhist era in Thai."""
    return dates.thai_date(when) if language is Language.TH else dates.english_date(when)


def approval(given: Approval) -> Text:
    """Who approved something, when, and by which document, as one sentence; in Thai alone where a
    part has no English."""
    th, en = (
        Words(language)(
            "mark.approved",
            by=given.by.of(language),
            date=day(given.date, language),
            document=given.document.of(language),
        )
        for language in Language
    )
    return Text(th=th, en=en if given.by.en and given.document.en else None)


class Templates:
    """The templates of a folder, escaping everything, with the filters for texts; `shared` is what
    all of them may name."""

    def __init__(self, folder: Path, **shared: Any) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=compiled_in(folder.parent / "__pycache__"),
        )
        self._environment.context_class = _Context
        self._environment.filters |= {
            "t": _t,
            "plain": _plain,
            "prose": _prose,
            "day": _day,
            "approval": approval,
            "other": _other,
            "said": _said,
            "by_letter": _by_letter,
        }
        self._environment.globals |= shared

    def render(self, name: str, **values: Any) -> str:
        """What a template makes of the values that it names; the filters need the `language`."""
        return self._environment.get_template(name).render(**values)


class _Context(Context):
    """What a template is rendered in. No function that we give to one asks for it, so that calling
    it is no more than that."""

    def call(self, called: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What a function or a macro makes of its arguments."""
        for own in ("_loop_vars", "_block_vars"):
            kwargs.pop(own, None)
        return called(*args, **kwargs)


class _Compiled(BytecodeCache):
    """Compiled templates, kept where Python keeps compiled modules; without a place for them each
    build compiles anew."""

    def __init__(self, folder: Path) -> None:
        self._kept = Kept(folder)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fills a bucket with what was kept, if it is the same template, compiled by the same
        code."""
        source = _source(bucket)
        if (content := self._kept.get(_name(bucket))) and content.startswith(source):
            bucket.bytecode_from_string(content.removeprefix(source))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps what a bucket holds, in the place of what an earlier version of it held."""
        self._kept.put(_name(bucket), _source(bucket) + bucket.bytecode_to_string())


def _name(bucket: Bucket) -> str:
    return f"{bucket.key}.jinja"


def _source(bucket: Bucket) -> bytes:
    """All that decides what a template is compiled into: itself, the version of Jinja2, and the
    settings in this file."""
    return hashlib.sha256(f"{bucket.checksum} {_compiler()}".encode()).digest()


@cache
def _compiler() -> str:
    return f"{version('jinja2')} {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}"


def compiled_in(folder: Path) -> BytecodeCache | None:
    """Where compiled templates are kept, if it can be written."""
    return _Compiled(folder) if os.access(folder, os.W_OK) else None


@pass_context
def _t(context: Context, text: Text | str, *, linked: bool = True) -> Markup:
    """A text as it is read on the page of a template; `linked` says whether it can be followed
    there. Where a page is edited, `marked` has each text say which it is."""
    made = markup(text, context["language"], lambda said: _read(context, said, linked=linked))
    marked: Callable[[Text | str, Markup], Markup] | None = context.get("marked")
    return marked(text, made) if marked else made


def _read(context: Context, said: str, *, linked: bool = True) -> list[Part]:
    """The parts of a text, its addresses as seen from the page, of which none leads to itself; where
    there is no page, as on paper."""
    href = context.get("href")
    if href is None:
        return on_paper(said)

    def seen(part: Part) -> Part:
        if not linked or part.address == context.get("address"):
            return part._replace(address="", reference="")
        inside = part.address and not is_elsewhere(part.address)
        return part._replace(address=href(part.address)) if inside else part

    return list(map(seen, parts(said)))


@pass_context
def _other(context: Context, text: Text) -> Markup:
    """The text in the language that the page is not in, for an element that says which."""
    return markup(text, context["language"].other, partial(_read, context))


def _said(pair: tuple[str, str | None]) -> Text:
    """A pair of Thai and English as a text."""
    return Text(th=pair[0], en=pair[1] or None)


@pass_context
def _plain(context: Context, text: Text | str) -> str:
    return plain(text, context["language"])


@pass_context
def _prose(
    context: Context,
    html: str,
    files: Mapping[str, tuple[int, int] | None],
    address_of: Callable[[str], str],
) -> Markup:
    return prose(html, context["language"], files, address_of)


@pass_context
def _day(context: Context, when: date) -> str:
    return day(when, context["language"])


@pass_context
def _by_letter(context: Context, records: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """Records in dictionary order of their titles, under their letters."""

    def title(record: Any) -> str:
        return plain(record.title, context["language"])

    ordered = sorted(
        records,
        key=lambda record: (
            thai.collation(thai.initial(title(record))),
            thai.collation(title(record)),
        ),
    )
    return [
        (letter, list(group))
        for letter, group in groupby(ordered, lambda record: thai.initial(title(record)))
    ]
