"""The pages of a built site as plain Markdown, as a writer would have it, for other builders.

`python benchmarks/plain.py SITE FOLDER`: a folder for MkDocs with Material, `navigation.prune` and
mkdocs-static-i18n, and one for Hugo with a small layout of its own. The pages are headings,
paragraphs, lists and tables; what only leads about (menus, the strip of steps) is the builder's
work, and there are no links, drawings or forms.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from lxml import html as parser

MKDOCS = """\
site_name: Plain Markdown
docs_dir: docs
site_dir: site
use_directory_urls: false
theme:
  name: material
  font: false
  features: [navigation.prune]
plugins:
  - search
  - i18n:
      docs_structure: suffix
      languages:
        - {locale: th, name: ไทย, default: true, build: true}
        - {locale: en, name: English, build: true}
"""
HUGO = """\
title = "Plain Markdown"
baseURL = "/"
uglyURLs = true
contentDir = "docs"
publishDir = "site"
defaultContentLanguage = "th"
disableDefaultLanguageRedirect = true
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"]
[languages.th]
weight = 1
[languages.en]
weight = 2
"""
LAYOUT = """\
<!doctype html>
<html lang="{{ site.Language.Lang }}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{ .Title }}</title></head>
<body>
<nav>
<a href="{{ site.Home.RelPermalink }}">{{ site.Title }}</a>
{{ range .Translations }}<a href="{{ .RelPermalink }}" lang="{{ .Language.Lang }}">{{ .Title }}</a>{{ end }}
{{ range .CurrentSection.Pages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>
{{ end }}
{{ .TableOfContents }}
</nav>
<main>{{ .Content }}</main>
</body>
</html>
"""
"""A page of Hugo; its menu has what that of Material with `navigation.prune` has, the pages of the
section."""
SIGNS = {"h1": "# {}", "h2": "## {}", "h3": "### {}", "li": "- {}", "dt": "**{}**"}
"""How blocks are written in Markdown."""


def main() -> None:
    """Writes both folders."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("site", type=Path)
    arguments.add_argument("folder", type=Path)
    chosen = arguments.parse_args()
    mkdocs, hugo = chosen.folder / "mkdocs", chosen.folder / "hugo"
    for path, page in pages(chosen.site):
        language = "en" if path.parts[0] == "en" else "th"
        place = path.relative_to("en") if language == "en" else path
        title = words(next(page.iter("h1")))
        text = "\n\n".join(blocks(page)) + "\n"
        write(mkdocs / "docs" / place.with_suffix(f".{language}.md"), text)
        stem = place.stem.replace("index", "_index")  # to Hugo `index` is a page without others
        head = f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n"
        write(hugo / "docs" / place.with_name(f"{stem}.{language}.md"), head + text)
    write(mkdocs / "mkdocs.yml", MKDOCS)
    write(hugo / "hugo.toml", HUGO)
    write(hugo / "layouts" / "all.html", LAYOUT)


def write(path: Path, text: str) -> None:
    """Writes a file with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def pages(site: Path) -> Iterator[tuple[Path, parser.HtmlElement]]:
    """The pages of a site by their paths in it: what of each is not there to lead about."""
    for path in sorted(site.rglob("*.html")):
        document = parser.fromstring(path.read_bytes())
        for page in document.iter("main"):
            for element in list(page.iterdescendants()):
                if isinstance(element, parser.HtmlElement) and leads_about(element):
                    element.drop_tree()
            if path.name != "404.html":
                yield path.relative_to(site), page


def leads_about(element: parser.HtmlElement) -> bool:
    """Whether something on a page is the work of the builder, or is not seen."""
    strip = "k-strip" in element.get("class", "").split()
    return strip or element.tag in ("nav", "template") or "hidden" in element.attrib


def blocks(page: parser.HtmlElement) -> Iterator[str]:
    """The blocks of a page as Markdown; of a table, all of it."""
    for element in page.iter("h1", "h2", "h3", "p", "li", "dt", "dd", "table"):
        above = {parent.tag for parent in element.iterancestors()}
        if element.tag == "table":
            yield "\n".join(rows(element))
        elif "table" not in above and not (element.tag == "p" and above & {"li", "dd"}):
            yield SIGNS.get(element.tag, "{}").format(words(element))


def rows(table: parser.HtmlElement) -> Iterator[str]:
    """The rows of a table as Markdown, the first as its head."""
    for number, row in enumerate(table.iter("tr")):
        cells = [words(cell) for cell in row.iter("th", "td")]
        yield f"| {' | '.join(cells)} |"
        if number == 0:
            yield "|---" * len(cells) + "|"


def words(element: parser.HtmlElement) -> str:
    """What an element says, in one line."""
    return " ".join(element.text_content().split()).replace("|", "/")


if __name__ == "__main__":
    main()
