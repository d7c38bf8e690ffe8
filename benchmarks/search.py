"""How well and how fast the search finds, on any pages: the product's own index and engine, in
Chromium; and the whole of it on a phone: this manual's box and worker, and what is fetched.

--site FOLDER          this manual, built; it is built where none is given
--pages FILE.json      [{"id", "lang": "th" | "en", "title", "text"}, …]; without it, this manual
--queries FILE.json    {"class": [{"q": "…", "rel": ["id", …], "lang": "th" | "en"}, …], …}; "lang" is the reader's language and
                       may be left out: Thai where the query, or most queries of its class, have Thai letters
--json OUT.json        writes the figures
"""

from __future__ import annotations

import argparse
import gzip
import http.server
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import brotli
import yaml
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.phone import SLOWER, TASK, Zipped  # noqa: E402
from khumue import build, search  # noqa: E402
from khumue.language import Language  # noqa: E402
from khumue.project import Project  # noqa: E402
from tests.conftest import launch  # noqa: E402

ENGINE = [ROOT / "overrides/assets/search" / name for name in ("text.js", "engine.js")]
DEPTH = 50
_THAI = re.compile("[\u0e01-\u0e5b]")

TAKE = """async (language) => {
  const fetched = (src) => document.head.append(Object.assign(document.createElement("script"), { src }));
  const found = new Promise((done) => {
    const take = (name, packed) => khumue.engine(name.includes("/") ? { part: name, packed } : { packed }, done);
    khumue.search = { take };
  });
  khumue.engine.want = (part, folder) => fetched(`assets/${folder}/${part}.js`);
  fetched(`assets/search/${language}.js`);
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
FIRST = """(query) => new Promise((done) => {
  const began = performance.now(), results = document.querySelector("[data-results]");
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true }));
  document.querySelector("#__query").value = query;
  new MutationObserver(() => results.querySelector(".k-res, .k-answer") && done(performance.now() - began))
    .observe(results, { childList: true });
})"""
KEY = """(query) => new Promise((done) => {
  const box = document.querySelector("#__query"), results = document.querySelector("[data-results]");
  let seen = false;
  new MutationObserver((changes, watch) => {
    if (!seen && changes.some(({ type }) => type === "childList")) performance.mark("khumue-rows", { detail: (seen = true) });
    if (results.ariaBusy === "true") return;
    watch.disconnect();
    setTimeout(done, 50);
  }).observe(results, { childList: true, attributeFilter: ["aria-busy"] });
  performance.mark("khumue-key");
  box.value = query;
  box.dispatchEvent(new Event("input"));
})"""
"""Types a query, marks when, and when its first rows are shown."""
NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 4_000_000 / 8,
    "uploadThroughput": 4_000_000 / 8,
}


def main() -> None:
    """Prints the figures of each class."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--site", type=Path)
    arguments.add_argument("--pages", type=Path)
    arguments.add_argument("--queries", type=Path)
    arguments.add_argument("--json", type=Path)
    arguments.add_argument("--runs", type=int, default=5)
    chosen = arguments.parse_args()
    files, own = indexed(chosen.pages)
    queries = (
        json.loads(chosen.queries.read_text(encoding="utf-8")) if chosen.queries else own_queries()
    )
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = launch(playwright)
        address = shell(Path(folder), files)
        indexing = [indexed_in(browser.new_page(), address, own) for _ in range(chosen.runs)]
        page = browser.new_page()
        indexed_in(page, address, own)
        page.evaluate(TAKE, own.other.value)
        report = {
            "bytes": {language.value: sizes(files[search.path(language)]) for language in Language},
            "parts": len(files) - len(Language),
            "engine bytes": sizes(b"".join(path.read_bytes() for path in ENGINE)),
            "index CPU ms": round(statistics.median(indexing), 1),
            **measured(page, queries, chosen.runs, of_manual=not chosen.pages),
        }
        site = chosen.site or built(Path(folder) / "site")
        if chosen.pages:
            site = copied(site, Path(folder) / "other", files)
        report["phone"] = on_a_phone(browser, site, queries, chosen.runs)
        browser.close()
    show(report)
    if chosen.json:
        chosen.json.write_text(
            json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )


def indexed(pages: Path | None) -> tuple[dict[str, bytes], Language]:
    """The search data of both languages, by path, with this manual's glossary, and the language that most
    pages are in."""
    project = Project(ROOT, ROOT / "site")
    if not pages:
        files = build.manual(project).files
        return {path: files[path] for path in files if path.endswith(".js")}, Language.TH
    guide, _ = build.check(project)
    assert guide is not None
    given = json.loads(pages.read_text(encoding="utf-8"))
    languages = [page["lang"] for page in given]
    scripts = {
        path: script
        for language in Language
        for path, script in search.files(
            language, map(search.entry, documents(given, language)), guide.synonyms, {}
        ).items()
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


def shell(folder: Path, files: dict[str, bytes]) -> str:
    """A page that loads the engine alone; gives its address."""
    for path in ENGINE:
        (folder / path.name).write_bytes(path.read_bytes())
    for place, script in files.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(script)
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


def built(site: Path) -> Path:
    """The pages of this manual."""
    command = [sys.executable, "-m", "khumue", "build", "--pages", "--site", str(site)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return site


def copied(site: Path, target: Path, files: dict[str, bytes]) -> Path:
    """A site with other search data, for the same box to search."""
    shutil.copytree(site, target)
    for place, script in files.items():
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        (target / place).write_bytes(script)
    return target


def on_a_phone(
    browser: Browser, site: Path, queries: dict[str, list[dict[str, Any]]], runs: int
) -> dict[str, float]:
    """What its reader waits for, of a processor that is SLOWER: from opening the box to the first
    rows, on the clock; from a key to its rows and the longest task of the page, in the time of the
    processor; and the kilobytes up to the first rows."""
    fetched: list[int] = []
    handler = partial(Counting, fetched, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    home = f"http://127.0.0.1:{server.server_address[1]}/index.html"
    asked = [entry["q"] for entries in queries.values() for entry in entries][::3]
    firsts = [first_rows(browser, home, asked[0], fetched) for _ in range(runs)]
    keys = [keys_and_tasks(browser, home, asked) for _ in range(runs)]
    server.shutdown()
    figures = {
        "first rows ms": statistics.median(first for first, _ in firsts),
        "kB to the first rows": statistics.median(kilobytes for _, kilobytes in firsts),
        "key to rows ms p50": statistics.median(statistics.median(times) for times, _ in keys),
        "key to rows ms p95": statistics.median(
            sorted(times)[int(len(times) * 0.95)] for times, _ in keys
        ),
        "longest task ms": statistics.median(longest for _, longest in keys),
    }
    return {name: round(figure, 1) for name, figure in figures.items()}


class Counting(Zipped):
    """Serves a folder, and remembers what was fetched for the search in the reader's language."""

    def __init__(self, fetched: list[int], *given: Any, **named: Any) -> None:
        self.fetched = fetched
        super().__init__(*given, **named)

    def send_header(self, keyword: str, value: str) -> None:
        """Sends a header, and counts what follows it."""
        if keyword == "Content-Length" and "search/" in self.path and "en.js" not in self.path:
            self.fetched.append(int(value))
        super().send_header(keyword, value)


def first_rows(browser: Browser, home: str, query: str, fetched: list[int]) -> tuple[float, float]:
    """Milliseconds from the key that opens the box to the first rows, and the kilobytes until
    then, of a browser that has never searched."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, is_mobile=True)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    page.goto(home, wait_until="load")
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", NETWORK)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    fetched.clear()
    took = page.evaluate(FIRST, query)
    context.close()
    return float(took), sum(fetched) / 1000


def keys_and_tasks(browser: Browser, home: str, asked: list[str]) -> tuple[list[float], float]:
    """Milliseconds of a slow processor from each key to its rows, of the page and the worker
    together, and of the longest task of the page meanwhile."""
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(home, wait_until="load")
    page.keyboard.press("/")
    page.locator("[data-results][aria-busy=false]").wait_for(state="attached")
    browser.start_tracing(page=page, categories=["toplevel", "blink.user_timing"])
    for query in asked:
        page.evaluate(KEY, query)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    page.close()
    marks = {
        name: sorted(event["ts"] for event in events if event["name"] == name)
        for name in ("khumue-key", "khumue-rows")
    }
    names = {
        (event["pid"], event["tid"]): event["args"]["name"]
        for event in events
        if event["name"] == "thread_name"
    }
    (own,) = {event["pid"] for event in events if event["name"] == "khumue-key"}
    tasks = [
        (names.get((event["pid"], event["tid"]), ""), event["ts"], event["dur"], event["tdur"])
        for event in events
        if event["name"] == TASK and event["pid"] == own and "tdur" in event
    ]
    working = [task for task in tasks if task[0].startswith(("CrRendererMain", "DedicatedWorker"))]
    taken = [
        sum(cpu for _, began, lasted, cpu in working if began < rows and began + lasted > key)
        for key, rows in zip(marks["khumue-key"], marks["khumue-rows"], strict=True)
    ]
    longest = max(cpu for thread, _, _, cpu in tasks if thread == "CrRendererMain")
    return [SLOWER * cpu / 1000 for cpu in taken], SLOWER * longest / 1000


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
