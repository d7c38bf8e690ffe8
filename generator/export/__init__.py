"""Site → a folder of Markdown, with a configuration for each language, that other builders make the
same pages of.

A page is Markdown in its headings, so that builders know its contents; everything between them is
the page's own HTML.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from posixpath import dirname, relpath
from typing import Any

from ..language import Language
from ..markup import Templates
from ..pages import Entry, Frame, Page, Site
from ..project import Project
from ..tree import parse
from .markdown import markdown

MARKER = "khumue-export.json"
"""Stands in the root of every folder that we exported; no other folder is replaced."""
_HERE = Path(__file__).parent
_ASSETS = ("tokens.css", "khumue.css", "drawings.css", "sheet.css", "icon.svg", "fonts")
"""What pages need that run no script."""
_DOCUMENTS = {".pdf", ".docx", ".epub"}


def write(site: Site, made: Mapping[str, bytes], project: Project, folder: Path) -> None:
    """Writes the manual into a folder, with the documents among `made`, files by their path in the
    site. Raises OSError."""
    for path, content in _files(site, made, project):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def _files(site: Site, made: Mapping[str, bytes], project: Project) -> Iterator[tuple[str, bytes]]:
    """Every file by its path in the folder. Documents of both languages stand with Thai, which is
    at the root of the site."""
    templates = Templates(_HERE / "templates")
    for page in site.pages:
        name = f"{page.language}/{page.address.removesuffix('.html')}.md"
        yield (
            name,
            _as_markdown(
                page, site.frames[page.language], site.other(page.language), templates
            ).encode(),
        )
    for frame in site.frames.values():
        yield f"{frame.language}.yml", _settings(frame).encode()
    for redirect in site.redirects:
        language = next(
            language for language in reversed(Language) if redirect.path.startswith(language.folder)
        )
        yield f"{language}/{redirect.path.removeprefix(language.folder)}", redirect.html.encode()
    yield from (
        (f"th/{path}", content) for path, content in made.items() if Path(path).suffix in _DOCUMENTS
    )
    yield from (
        (f"th/{path}", (project.content / name).read_bytes()) for path, name in site.files.items()
    )
    for name in _ASSETS:
        yield from (
            (f"theme/assets/{path}", content)
            for path, content in _asset(project.themes, name).items()
        )
    yield "theme/assets/frame.css", (_HERE / "theme" / "frame.css").read_bytes()
    yield "theme/main.html", (_HERE / "theme" / "main.html").read_bytes()
    yield "README.md", (_HERE / "README.md").read_bytes()
    yield MARKER, b"{}\n"


def _asset(themes: Iterable[Path], name: str) -> dict[str, bytes]:
    """A file among the assets, or all of a folder there: of each the one that the first theme
    has."""
    found: dict[str, bytes] = {}
    for folder in (theme / "assets" for theme in themes):
        path = folder / name
        for file in sorted(path.iterdir()) if path.is_dir() else [path] if path.is_file() else []:
            found.setdefault(file.relative_to(folder).as_posix(), file.read_bytes())
    return found


def _as_markdown(page: Page, frame: Frame, other: Language | None, templates: Templates) -> str:
    """A page as Markdown: what every builder asks for at its head, a way to the other language, and
    the page."""
    folder = dirname(page.path) or "."
    above = templates.render(
        "page.html",
        page=page,
        frame=frame,
        root=relpath(".", folder) + "/",
        other=relpath(other.folder + page.address, folder) if other else "",
    )
    head = {"title": page.title, "description": page.description}
    return f"---\n{_yaml(head)}---\n\n{markdown(parse(above))}{markdown(page.tree)}"


def _settings(frame: Frame) -> str:
    """The configuration of a language; ProperDocs and Zensical both read it. Links are finished, so
    they stay as they are."""
    language = frame.language
    return _yaml(
        {
            "site_name": frame.title,
            "site_description": frame.lead,
            "copyright": escape(
                " · ".join(
                    filter(
                        None, (frame.organisation, frame.department, frame.contact, frame.edition)
                    )
                )
            ),
            "docs_dir": language.value,
            "site_dir": f"site/{language.folder}".removesuffix("/"),
            "use_directory_urls": False,
            "theme": {
                "name": None,
                "custom_dir": "theme",
                "language": language.value,
                "font": False,
            },
            "extra": {name: frame.words[name] for name in ("skip", "contents", "on_this_page")},
            "plugins": [],
            "markdown_extensions": ["attr_list", "md_in_html", "toc"],
            "nav": [_entry(entry) for entry in frame.navigation],
        }
    )


def _entry(entry: Entry) -> dict[str, Any]:
    """A line of the navigation; a section's own page is the first of its pages."""
    title = parse(entry.title).says()
    source = entry.address.removesuffix(".html") + ".md"
    if not entry.children:
        return {title: source}
    own = [] if entry.children[0].address == entry.address else [source]
    return {title: [*own, *map(_entry, entry.children)]}


def _yaml(settings: Mapping[str, Any]) -> str:
    """YAML that people can edit: a line for each value, in the notation of JSON, which is
    YAML too."""

    def lines(value: Any) -> str:
        if isinstance(value, list) and value:
            return "".join(f"\n  - {json.dumps(item, ensure_ascii=False)}" for item in value)
        return " " + json.dumps(value, ensure_ascii=False)

    return "".join(f"{key}:{lines(value)}\n" for key, value in settings.items())
