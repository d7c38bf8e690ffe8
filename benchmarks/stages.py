"""What each stage of a build takes by itself, with nothing kept from before.

`python benchmarks/stages.py [--root DIR] [--paper] [--json FILE]`: CPU seconds for reading,
pages and search data; with `--paper` for a sheet as PDF and for 50 pages of the book, of all
sheets and both books. One process; a library's start counts with the stage that first needs it.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

from khumue import checks, drawings, pages, reading, search
from khumue.books import Chapter, book
from khumue.language import Language
from khumue.mkdocs_yml import project_at
from khumue.pages import Page, Site
from khumue.sheets import pdf, sheet
from khumue.tree import Node
from khumue.workers import Workers

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Goes through the stages and prints the figures."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--root", type=Path, default=ROOT)
    arguments.add_argument("--paper", action="store_true")
    arguments.add_argument("--json", type=Path, help="write the figures into this file")
    chosen = arguments.parse_args()
    gc.disable()  # as a build does
    figures = dict(stages(chosen.root.resolve(), paper=chosen.paper))
    if chosen.json:
        chosen.json.write_text(json.dumps(figures), encoding="utf-8")
        return
    for name, seconds in figures.items():
        print(f"{name:40} {seconds:8.2f}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def stages(root: Path, *, paper: bool) -> Iterator[tuple[str, float]]:
    """Each stage with its CPU seconds."""
    watch = Watch()
    guide, problems = reading.read(project_at(root))
    if guide is None:
        raise SystemExit("\n".join(problem.what.en for problem in problems))
    yield "reading", watch.lap()
    list(checks.check(guide))
    yield "checking", watch.lap()
    site = pages.render(guide, {}, drawings.draw(guide))
    yield "pages", watch.lap()
    trees = [(page, page.tree) for page in site.pages]
    yield "pages as trees", watch.lap()
    for language in site.frames:
        found = [
            search.entry(one)
            for page, tree in trees
            if page.language is language
            for one in documents(page, tree)
        ]
        search.data(language, found, guide.synonyms)
    yield "search data", watch.lap()
    finish = pages.Finish(guide)
    for page, tree in trees:
        finish(page, tree)
    yield "terms and ends of lines", watch.lap()
    if not paper:
        return
    sheets = list(sheet.plan(guide, None))
    for one in sheets:
        pdf.render(one)
        gc.collect(1)
    yield "a sheet as PDF", watch.lap() / len(sheets)
    composed = [book.compose(guide, language, chapters(site, language)) for language in site.frames]
    alone = Workers(Path(os.devnull), 1)  # which keeps nothing
    bound = list(book.render(composed, alone, lambda done, total: None))
    took = watch.lap()
    yield "50 pages of the book", took * 50 / sum(len(pypdfium2.PdfDocument(one)) for one in bound)


class Watch:
    """CPU seconds of this process, from one stage to the next."""

    def __init__(self) -> None:
        self._last = time.process_time()

    def lap(self) -> float:
        """Those since the last time that it was asked."""
        before, self._last = self._last, time.process_time()
        return self._last - before


def documents(page: Page, tree: Node) -> Iterator[search.Document]:
    """What the search finds on a page."""
    return search.documents(
        page.address, page.section, page.title, tree, page.names, page.numbered, page.how.weight
    )


def chapters(site: Site, language: Language) -> list[Chapter]:
    """The pages of a language that its book carries."""
    return [
        Chapter(page.address, page.section, page.title, page.tree)
        for page in site.pages
        if page.language is language and page.section and page.how.in_book
    ]


if __name__ == "__main__":
    main()
