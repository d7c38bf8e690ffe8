"""How many sheets, and pages of the book, are made in a CPU second, in one process, with nothing
kept from before.

`python benchmarks/print.py [--runs 3]`: every sheet of the manual as PDF, the libraries' start
included; and the peak memory.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import statistics
import time
from pathlib import Path

import pypdfium2

from khumue import build, pages
from khumue.books import Chapter, book
from khumue.language import Language
from khumue.project import Project
from khumue.sheets import pdf, sheet
from khumue.workers import Workers

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Makes the sheets and prints the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=3)
    guide, problems = build.check(Project(ROOT, ROOT / "site"))
    if guide is None:
        raise SystemExit("\n".join(problem.what.en for problem in problems))
    sheets = list(sheet.plan(guide, None))
    seconds, size = [], 0
    for _ in range(arguments.parse_args().runs):
        started = time.process_time()
        size = sum(len(pdf.render(one)) for one in sheets)
        seconds.append(time.process_time() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(sheets)} sheets, {size / 1024 / len(sheets):.0f} KB each; first run {len(sheets) / seconds[0]:.2f} a CPU second, ",
        end="",
    )
    print(f"median {len(sheets) / statistics.median(seconds):.2f}; peak memory {peak:.0f} MB")
    site = pages.render(guide, {})
    gc.disable()  # as a build does
    for language in Language:
        bound = book.compose(
            guide,
            language,
            [
                Chapter(page.address, page.section, page.title, page.tree)
                for page in site.pages
                if page.language is language and page.section and page.how.in_book
            ],
        )
        started = time.process_time()
        (content,) = book.render([bound], Workers(Path(os.devnull), 1), lambda done, total: None)
        took = time.process_time() - started
        count = len(pypdfium2.PdfDocument(content))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{bound.path}: {count} pages, {len(content) / 1e6:.1f} MB; {took * 50 / count:.2f} CPU s per 50 pages; ",
            end="",
        )
        print(f"peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
