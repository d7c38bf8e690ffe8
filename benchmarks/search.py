"""How well and how fast the search finds, on any pages: the product's own index and engine, in
Chromium.

--pages FILE.json      [{"id", "lang": "th" | "en", "title", "text"}, …]; without it, this manual
--queries FILE.json    {"class": [{"q": "…", "rel": ["id", …], "lang": "th" | "en"}, …], …}; "lang" is the reader's language and
                       may be left out: Thai where the query, or most queries of its class, have Thai letters
--json OUT.json        writes the figures
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import brotli
import yaml
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from khumue import build, search  # noqa: E402
from khumue.language import Language  # noqa: E402
from khumue.project import Project  # noqa: E402
from tests.conftest import launch  # noqa: E402

ENGINE = [ROOT / "overrides/assets/search" / name for name in ("text.js", "engine.js")]
DEPTH = 50
_THAI = re.compile("[\u0e01-\u0e5b]")

TAKE = """async (language) => {
  const found = new Promise((done) => (khumue.search = { take: (_, packed) => khumue.engine({ packed }, done) }));
  const data = Object.assign(document.createElement("script"), { src: `${language}.js` });
  document.head.append(data);
  await found;
}"""
"""Brings the search data of a language to the engine."""
RUN = """async ([queries, depth]) => {
  const found = [];
  for (const [query, language] of queries) {
    const { rows } = await new Promise((done) => khumue.engine({ query, language }, done));
    found.push(rows.slice(0, depth).map((row) => row.address));
  }
  return found;
}"""
"""Runs queries as the box does, and gives the first rows of each."""


def main() -> None:
    """Prints the figures of each class."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--pages", type=Path)
    arguments.add_argument("--queries", type=Path)
    arguments.add_argument("--json", type=Path)
    arguments.add_argument("--runs", type=int, default=5)
    chosen = arguments.parse_args()
    scripts, own = indexed(chosen.pages)
    queries = (
        json.loads(chosen.queries.read_text(encoding="utf-8")) if chosen.queries else own_queries()
    )
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = launch(playwright)
        address = shell(Path(folder), scripts)
        indexing = [indexed_in(browser.new_page(), address, own) for _ in range(chosen.runs)]
        page = browser.new_page()
        indexed_in(page, address, own)
        page.evaluate(TAKE, own.other.value)
        report = {
            "bytes": {language.value: sizes(script) for language, script in scripts.items()},
            "engine bytes": sizes(b"".join(path.read_bytes() for path in ENGINE)),
            "index CPU ms": round(statistics.median(indexing), 1),
            **measured(page, queries, chosen.runs, of_manual=not chosen.pages),
        }
        browser.close()
    show(report)
    if chosen.json:
        chosen.json.write_text(
            json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )


def indexed(pages: Path | None) -> tuple[dict[Language, bytes], Language]:
    """The search data of both languages, with this manual's glossary, and the language that most
    pages are in."""
    project = Project(ROOT, ROOT / "site")
    if not pages:
        files = build.manual(project).files
        return {language: files[search.path(language)] for language in Language}, Language.TH
    guide, _ = build.check(project)
    assert guide is not None
    given = json.loads(pages.read_text(encoding="utf-8"))
    languages = [page["lang"] for page in given]
    scripts = {
        language: search.data(
            language, map(search.entry, documents(given, language)), guide.synonyms
        )
        for language in Language
    }
    return scripts, max(Language, key=lambda language: languages.count(language.value))


def documents(pages: Iterable[dict[str, str]], language: Language) -> Iterator[search.Document]:
    """Given pages as the product would have them, each one passage under its title."""
    for page in pages:
        if page["lang"] == language.value:
            yield search.Document(
                page["id"], "", page["title"], (search.Passage("", page["title"], page["text"]),)
            )


def own_queries() -> dict[str, list[dict[str, Any]]]:
    """The queries of the tests, each with its pages as what is relevant."""
    classes = yaml.safe_load((ROOT / "tests" / "search_queries.yml").read_text(encoding="utf-8"))
    return {
        name: [query | {"rel": query["pages"]} for query in queries]
        for name, queries in classes.items()
    }


def shell(folder: Path, scripts: dict[Language, bytes]) -> str:
    """A page that loads the engine alone; gives its address."""
    for path in ENGINE:
        (folder / path.name).write_bytes(path.read_bytes())
    for language, script in scripts.items():
        (folder / f"{language.value}.js").write_bytes(script)
    (folder / "index.html").write_text(
        "<!doctype html><meta charset=utf-8><title>search</title>", encoding="utf-8"
    )
    return (folder / "index.html").as_uri()


class Clock:
    """The processor time of a page's main thread: on a busy machine the clock on the wall tells of
    its other work."""

    def __init__(self, page: Page) -> None:
        self._wire = page.context.new_cdp_session(page)
        self._wire.send("Performance.enable", {"timeDomain": "threadTicks"})

    def ms(self) -> float:
        """Milliseconds so far."""
        metrics = self._wire.send("Performance.getMetrics")["metrics"]
        (task,) = (one["value"] for one in metrics if one["name"] == "TaskDuration")
        return 1000 * float(task)


def indexed_in(page: Page, address: str, language: Language) -> float:
    """Milliseconds of a processor from nothing loaded to the index of a language, in a fresh
    page."""
    page.goto(address)
    clock = Clock(page)
    began = clock.ms()
    for path in ENGINE:
        page.add_script_tag(url=path.name)
    page.evaluate(TAKE, language.value)
    return clock.ms() - began


def measured(
    page: Page, queries: dict[str, list[dict[str, Any]]], runs: int, of_manual: bool
) -> dict[str, Any]:
    """The figures of each class, and how long a query takes."""
    classes, times, clock = {}, [], Clock(page)
    for name, entries in queries.items():
        thai = sum(bool(_THAI.search(entry["q"])) for entry in entries) * 2 >= len(entries)
        readers = [
            entry.get("lang") or ("th" if thai or _THAI.search(entry["q"]) else "en")
            for entry in entries
        ]
        asked = [[entry["q"], reader] for entry, reader in zip(entries, readers, strict=True)]
        found = page.evaluate(RUN, [asked, DEPTH])
        for one in asked:
            taken = []
            for _ in range(runs):
                began = clock.ms()
                page.evaluate(RUN, [[one], DEPTH])
                taken.append(clock.ms() - began)
            times.append(statistics.median(taken))
        if of_manual:  # records of a list stand on their page
            found = [
                list(dict.fromkeys(address.partition("#")[0] for address in rows)) for rows in found
            ]
        classes[name] = quality(found, [set(entry["rel"]) for entry in entries])
    times.sort()
    return {
        "query CPU ms p50": round(times[len(times) // 2], 2),
        "query CPU ms p95": round(times[int(len(times) * 0.95)], 2),
        "classes": classes,
    }


def quality(found: list[list[str]], relevant: list[set[str]]) -> dict[str, float]:
    """MRR@10, success@1 and @5, empty results, recall@50, in percent; where nothing is relevant,
    only how often nothing came."""
    count = len(found)
    figures = {"queries": count, "empty": 100 * sum(not rows for rows in found) / count}
    judged = [(rows, rel) for rows, rel in zip(found, relevant, strict=True) if rel]
    if judged:
        ranks = [
            next((n for n, row in enumerate(rows, 1) if row in rel), 0) for rows, rel in judged
        ]
        share = 100 / len(judged)
        figures |= {
            "MRR@10": share * sum(1 / rank for rank in ranks if 0 < rank <= 10),
            "success@1": share * sum(rank == 1 for rank in ranks),
            "success@5": share * sum(0 < rank <= 5 for rank in ranks),
            "recall@50": share
            * sum(len(rel.intersection(rows)) / min(len(rel), DEPTH) for rows, rel in judged),
        }
    return {name: round(figure, 1) for name, figure in figures.items()}


def sizes(content: bytes) -> dict[str, int]:
    """Bytes as they are, and as a server sends them."""
    return {
        "raw": len(content),
        "gzip": len(gzip.compress(content, 9)),
        "brotli": len(brotli.compress(content)),
    }


def show(report: dict[str, Any]) -> None:
    """The report as lines."""
    for name, value in report.items():
        if name != "classes":
            print(f"{name}: {value}")
    for name, figures in report["classes"].items():
        print(f"{name:24}", "  ".join(f"{key} {figure}" for key, figure in figures.items()))


if __name__ == "__main__":
    main()
