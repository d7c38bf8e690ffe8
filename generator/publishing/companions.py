"""The pages that go with a manual in its bundle: where to begin, and what an administrator has to
know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape
from pathlib import Path
from string import Template

from ..dates import english_date, thai_date
from ..language import Language
from ..tree import finished
from . import editions

START = "START-HERE.html"
MANUAL = "manual"
"""The folder of the site in a bundle."""
SOURCES = "sources"
"""That of the files from which the site was built: beside the site, where no server shows it."""
_TEMPLATES = Path(__file__).parent / "templates"


def start_here(site: Path, edition: editions.Edition) -> bytes:
    """The page at the top of a bundle, Thai first, in the languages of the manual beside it, whose
    style it has."""
    day = date.fromisoformat(edition.date)
    values = {
        "title": escape(edition.title),
        "title_en": escape(edition.title_en),
        "number": escape(edition.number),
        "date_th": thai_date(day),
        "date_en": english_date(day),
    }
    names = {Language.TH: "start-here.html", Language.EN: "start-here.en.html"}
    body = "".join(_template(names[language]).substitute(values) for language in edition.languages)
    return _document(site, "", Language.TH, edition.title, edition.title, body)


def document(site: Path, language: Language, title: str, html: str) -> bytes:
    """A page in `docs/` of a bundle, of a title and of markup that is already safe."""
    edition = editions.of(site)
    name = (
        edition.title
        if language not in edition.languages or language is Language.TH
        else edition.title_en
    )
    return _document(site, "../", language, name, title, html)


def _document(site: Path, up: str, language: Language, name: str, title: str, body: str) -> bytes:
    styles = "".join(
        _template("style.html").substitute(address=escape(f"{up}{MANUAL}/{address}"))
        for address in _styles(site)
    )
    values = {
        "language": language,
        "name": escape(name),
        "title": escape(title),
        "start": f"{up}{START}",
    }
    return _template("page.html").substitute(values, styles=styles, body=body).encode()


def _template(name: str) -> Template:
    return Template((_TEMPLATES / name).read_text(encoding="utf-8"))


def _styles(site: Path) -> Iterator[str]:
    """The style sheets of the manual's first page, by their addresses in it."""
    for link in finished((site / "index.html").read_bytes()).iter("link"):
        if link.get("rel") == "stylesheet" and (address := link.get("href")):
            yield address
