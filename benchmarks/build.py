"""Building this manual, and larger ones made of it, beside other builders with the same pages.

`python benchmarks/build.py [--pairs 50 116 1007] [--paper 50] [--runs 3] [--only ROW …]`: of each
size, all builders in turn in one run: CPU seconds of all their processes, seconds on the clock,
the most memory of a process, the size of the HTML, pages a CPU second, and ratios, run by run, to
the other builders; then how it grows, and each stage by itself. What is printed is Markdown.
docs/performance.md says what each builder does.

Linux counts the memory of whoever starts a process as that process's own, so this program stays
small: it imports nothing but Python, and other scripts of this folder do what takes more.

Sizes of more than 200 pairs are built once. `--paper` names those that are built with all
documents as well; all else is built as pages alone.
"""

from __future__ import annotations

import argparse
import ctypes
import importlib.metadata
import json
import math
import os
import platform
import re
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent
TICKS = os.sysconf("SC_CLK_TCK")
ADOPT = 36  # PR_SET_CHILD_SUBREAPER: what a program leaves running comes to us, to be counted

LARGE = 200
"""Pairs beyond which a size is built once."""
GROWS_FROM = 116
"""Pairs from which growth is told: in smaller manuals the start counts for too much."""
CHANGED = "data/process/02-partners.yml"
SHOWN = "process/partners.html"
"""A file of the manual, and the page on which its texts stand."""


@dataclass(frozen=True)
class Spent:
    """What a program spent: processor seconds, seconds on the clock, and megabytes at the most."""

    cpu: float
    clock: float
    memory: float


def run(command: list[str], environment: dict[str, str], folder: Path | None = None) -> Spent:
    """Runs a program that must succeed, until its last process has ended."""
    ctypes.CDLL(None).prctl(ADOPT, 1)
    with tempfile.TemporaryFile("w+") as told:
        began = time.monotonic()
        process = subprocess.Popen(
            command, stdout=told, stderr=told, env=environment, cwd=folder, text=True
        )
        cpu, memory, failed = 0.0, 0.0, False
        for ended, status, usage in all_ended():
            cpu += usage.ru_utime + usage.ru_stime
            memory = max(memory, usage.ru_maxrss / 1024)
            failed |= ended == process.pid and status != 0
        process.returncode = int(failed)  # it has been waited for
        if failed:
            told.seek(0)
            raise SystemExit(f"it failed: {' '.join(command)}\n{told.read()[-2000:]}")
        return Spent(cpu, time.monotonic() - began, memory)


def all_ended() -> Iterator[tuple[int, int, resource.struct_rusage]]:
    """Every process that we have, as it ends: its number, how it ended, and what it spent."""
    with suppress(ChildProcessError):
        while True:
            yield os.wait4(-1, 0)


def cpu_of(process: int) -> float:
    """Processor seconds of a process that runs and of those that it has started, ended or not."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        tasks = [path.read_text() for path in Path(f"/proc/{process}/task").glob("*/children")]
    except FileNotFoundError:  # it ended just now, and its parent has its seconds
        return 0
    own = sum(map(int, stat[11:15])) / TICKS  # user, system, and those of ended children
    return own + sum(cpu_of(int(child)) for line in tasks for child in line.split())


@dataclass
class Manual:
    """A manual that is built again and again, and what is told of its size."""

    folder: Path
    changes: int = 0
    was: str = ""
    """What the file that is changed held at first."""
    html: dict[str, int] = field(default_factory=dict)
    """Bytes of the HTML that a row made."""

    @property
    def site(self) -> Path:
        """The built site."""
        return self.folder / "site"

    def khumue(self, *arguments: str) -> list[str]:
        """The command with this manual."""
        return [sys.executable, "-m", "khumue", "--root", str(self.folder), *arguments]

    def environment(self) -> dict[str, str]:
        """That of a user."""
        others = {"PYTHONDONTWRITEBYTECODE", "KHUMUE_CACHE", "KHUMUE_LANG", "SITE_URL"}
        kept = {name: value for name, value in os.environ.items() if name not in others}
        return {**kept, "NO_MKDOCS_2_WARNING": "1"}

    def build(self, *, paper: bool) -> Spent:
        """A build, with all documents or of the pages alone."""
        return run(self.khumue("build", *([] if paper else ["--pages"])), self.environment())

    def empty(self) -> None:
        """Forgets the site and all that is kept."""
        for name in ("site", ".cache"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def text(self) -> str:
        """What the file holds that is changed."""
        text = (self.folder / CHANGED).read_text(encoding="utf-8")
        self.was = self.was or text
        return text

    def change(self) -> str:
        """Changes one Thai sentence; gives what it has now."""
        self.changes += 1
        path, new = self.folder / CHANGED, f"รอบที่ {self.changes}"
        text = self.text()
        text = re.sub(r"(?m)^lead:\n  th: .*?( รอบที่ \d+)?$", lambda found: _said(found, new), text)
        path.write_text(text, encoding="utf-8")
        return new


def _said(found: re.Match[str], new: str) -> str:
    return f"{found[0].removesuffix(found[1] or '')} {new}"


def cold(manual: Manual, *, paper: bool = False) -> Spent:
    """Everything from nothing."""
    manual.empty()
    spent = manual.build(paper=paper)
    manual.html["paper cold" if paper else "cold"] = size(manual.site)
    return spent


def again(manual: Manual, *, paper: bool = False) -> Spent:
    """Once more, where nothing has changed."""
    return manual.build(paper=paper)


def sentence(manual: Manual, *, paper: bool = False) -> Spent:
    """Once more, where one sentence has changed."""
    new = manual.change()
    spent = manual.build(paper=paper)
    if new not in (manual.site / SHOWN).read_text(encoding="utf-8"):
        raise SystemExit(f"{SHOWN} does not say what was changed in {CHANGED}")
    return spent


def check(manual: Manual) -> Spent:
    """Reading and checking alone, of a manual of which nothing is to be told."""
    if manual.was:
        (manual.folder / CHANGED).write_text(manual.was, encoding="utf-8")
    return run(manual.khumue("check"), manual.environment())


def saved(manual: Manual) -> Spent:
    """Under `serve`, from a saved sentence to the page that says it; on the clock, with waiting."""
    with serving(manual) as (process, shown):
        began, before, new = time.monotonic(), cpu_of(process.pid), manual.change()
        until(lambda: new in shown(), process)
        return Spent(cpu_of(process.pid) - before, time.monotonic() - began, math.nan)


def edited(manual: Manual) -> Spent:
    """Under `khumue edit`, from a sentence that is sent to the page that says it."""
    with editing(manual) as (process, ask):
        id = re.search(r"(?m)^id: (\S+)", manual.text())
        assert id
        text = json.loads(ask("GET", f"/-/text?key=steps/{id[1]}/lead", None))
        ask("GET", f"/{SHOWN}", None)
        new = {name: text[name] for name in ("key", "en", "seen")} | {"th": f"{text['th']} ครั้งนี้"}
        began, before = time.monotonic(), cpu_of(process.pid)
        ask("POST", "/-/save", json.dumps(new))
        if "ครั้งนี้" not in ask("GET", f"/{SHOWN}", None):
            raise SystemExit(f"{SHOWN} does not say what was saved")
        return Spent(cpu_of(process.pid) - before, time.monotonic() - began, math.nan)


Ask = Callable[[str, str, str | None], str]
"""A method, an address and what is sent → what is answered."""


@contextmanager
def editing(manual: Manual) -> Iterator[tuple[subprocess.Popen[str], Ask]]:
    """An editor of the manual, and how it is asked; ended at the end."""
    with subprocess.Popen(
        manual.khumue("--lang", "en", "edit", "--port", "0", "--no-browser"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**manual.environment(), "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    ) as process:
        assert process.stdout
        found = re.search(r"http://(\S+?)(/\S+secret=(\S+))", process.stdout.readline())
        assert found
        host, secret = found[1], found[3]
        cookie = f"khumue-{host.partition(':')[2]}={secret}"
        headers = {"Cookie": cookie, "Origin": f"http://{host}", "Content-Type": "application/json"}

        def ask(method: str, path: str, body: str | None) -> str:
            with closing(HTTPConnection(host)) as connection:
                connection.request(method, path, body and body.encode(), headers)
                return connection.getresponse().read().decode()

        try:
            yield process, ask
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            list(all_ended())


@contextmanager
def serving(manual: Manual) -> Iterator[tuple[subprocess.Popen[bytes], Callable[[], str]]]:
    """A server that shows the manual, and what its page says that changes; ended at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    with subprocess.Popen(
        manual.khumue("serve", "--address", address),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=manual.environment(),
        start_new_session=True,
    ) as process:
        try:
            shown = partial(fetched, address)
            until(shown, process)
            settled(process.pid)
            yield process, shown
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            list(all_ended())


def fetched(address: str) -> str:
    """What the page that changes says; nothing as long as nobody answers."""
    connection = HTTPConnection(address)
    with closing(connection), suppress(OSError, HTTPException):
        connection.request("GET", f"/{SHOWN}")
        answer = connection.getresponse()
        return answer.read().decode() if answer.status == 200 else ""
    return ""


def until(holds: Callable[[], object], process: subprocess.Popen[bytes]) -> None:
    """Asks until something holds, as long as the server is there."""
    while not holds():
        if process.poll() is not None:
            raise SystemExit("khumue serve ended by itself")
        time.sleep(0.05)


def settled(process: int) -> None:
    """Waits until a server does nothing but look for saved files."""
    before, rounds = -1.0, 0
    while cpu_of(process) - before > 0.25 and rounds < 30:
        before, rounds = cpu_of(process), rounds + 1
        time.sleep(1)


def mkdocs(manual: Manual) -> Spent:
    """The same pages under MkDocs."""
    folder = plain(manual, "mkdocs")
    spent = run([sys.executable, "-m", "mkdocs", "build", "-q"], manual.environment(), folder)
    manual.html["mkdocs"] = size(folder / "site")
    return spent


def hugo(manual: Manual) -> Spent:
    """The same pages under Hugo: its binary, without the Python that starts it."""
    binary = importlib.metadata.distribution("hugo").locate_file("hugo/binaries/hugo")
    folder = plain(manual, "hugo")
    spent = run([str(binary), "--quiet"], manual.environment(), folder)
    manual.html["hugo"] = size(folder / "site")
    return spent


def plain(manual: Manual, builder: str) -> Path:
    """The folder of another builder, without its site; the pages are written when first asked
    for, of our site."""
    folder = plain_folder(manual)
    if not folder.exists():
        script("plain.py", manual, str(manual.site), str(folder))
    shutil.rmtree(folder / builder / "site", ignore_errors=True)
    return folder / builder


def plain_folder(manual: Manual) -> Path:
    """Where the folders of other builders are."""
    return manual.folder.with_name(f"{manual.folder.name} plain")


def multiply(manual: Manual, pairs: int) -> None:
    """Writes the manual of so many pairs, or this manual as it is."""
    script("multiply.py", manual, str(manual.folder), "--pairs", str(pairs))


def script(name: str, manual: Manual, *arguments: str) -> None:
    """Runs a script of this folder, which is no small program itself."""
    run([sys.executable, str(HERE / name), *arguments], manual.environment())


def size(site: Path) -> int:
    """Bytes of the HTML of a site."""
    return sum(path.stat().st_size for path in site.rglob("*.html"))


Row = tuple[str, Callable[[Manual], Spent]]
ROWS: dict[str, Row] = {
    "cold": ("Khumue, cold", cold),
    "again": ("Khumue, nothing changed", again),
    "sentence": ("Khumue, one sentence changed", sentence),
    "saved": ("`khumue serve`, save → page", saved),
    "edited": ("`khumue edit`, save → page", edited),
    "check": ("`khumue check`", check),
    "mkdocs": ("MkDocs + Material + prune + static-i18n", mkdocs),
    "hugo": ("Hugo", hugo),
}
"""What is done in turn in each run, by the names that `--only` knows."""
PAPER: dict[str, Row] = {
    "paper cold": ("Khumue with all documents, cold", partial(cold, paper=True)),
    "paper again": ("the same, nothing changed", partial(again, paper=True)),
    "paper sentence": ("the same, one sentence changed", partial(sentence, paper=True)),
}
"""What is done once, of the sizes that `--paper` names."""
HEAD = ("", "CPU s", "× MkDocs", "× Hugo", "clock s", "memory MB", "HTML MB", "pages a CPU s")
Runs = dict[str, list[Spent]]


def main() -> None:
    """Builds every size and prints the tables."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [*ROWS, "stages"]
    arguments.add_argument("--pairs", type=int, nargs="+", default=[50, 116, 1007])
    arguments.add_argument("--paper", type=int, nargs="*", default=[50])
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--only", nargs="+", choices=names, default=names, metavar="ROW")
    chosen = arguments.parse_args()
    print(machine())
    sizes: dict[int, Runs] = {}
    stages: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manuals = {pairs: Manual(folder / str(pairs)) for pairs in sorted(chosen.pairs)}
        warm = Manual(folder / "warm")
        multiply(warm, 0)
        cold(warm), mkdocs(warm)  # fills what the interpreter keeps of modules
        for pairs, manual in manuals.items():
            multiply(manual, pairs)
            if "cold" not in chosen.only:
                cold(manual)
            sizes[pairs] = spent = measured(manual, chosen.only, chosen.runs, pairs)
            if pairs in chosen.paper:
                spent.update({key: [make(manual)] for key, (_, make) in PAPER.items()})
            tell(f"{pairs:,} pairs", of_size(manual, spent))
            if "stages" in chosen.only:
                paper = ["--paper"] if pairs in chosen.paper else []
                figures = folder / "stages.json"
                at = ["--root", str(manual.folder), "--json", str(figures)]
                script("stages.py", manual, *at, *paper)
                stages[pairs] = json.loads(figures.read_text(encoding="utf-8"))
            shutil.rmtree(manual.folder)
            shutil.rmtree(plain_folder(manual), ignore_errors=True)
    tell("Growth", growth(sizes))
    tell("Each stage by itself, CPU s", by_stage(stages))


def measured(manual: Manual, only: Iterable[str], runs: int, pairs: int) -> Runs:
    """What each row spent, in each run."""
    rows = {key: make for key, (_, make) in ROWS.items() if key in only}
    spent: Runs = {key: [] for key in rows}
    for _ in range(1 if pairs > LARGE else runs):
        for key, make in rows.items():
            spent[key].append(make(manual))
            print(f"{pairs:,} pairs, {key}: {spent[key][-1]}", file=sys.stderr)
    return spent


def machine() -> str:
    """What was measured, with what, and where."""
    described = subprocess.run(
        ["git", "-C", str(ROOT), "describe", "--always", "--dirty"], capture_output=True, text=True
    )
    cpus = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = re.search("(?m)^model name\\s*: (.*)$", cpus)
    packages = ("mkdocs", "mkdocs-material", "mkdocs-static-i18n", "hugo")
    versions = (f"{name} {importlib.metadata.version(name)}" for name in packages)
    return ", ".join(
        [
            f"Khumue at {described.stdout.strip() or 'no commit'}",
            f"{os.cpu_count()} processors ({model[1] if model else platform.machine()})",
            f"load {os.getloadavg()[0]:.1f} at the start",
            f"Python {platform.python_version()}",
            *versions,
        ]
    )


def of_size(manual: Manual, spent: Runs) -> Iterator[tuple[str, ...]]:
    """The table of a size."""
    yield HEAD
    pages = sum(1 for _ in manual.site.rglob("*.html")) - 1  # 404.html is none
    for key, (title, _) in {**ROWS, **PAPER}.items():
        if key in spent:
            cpu = statistics.median(one.cpu for one in spent[key])
            html = manual.html.get(key)
            yield (
                title,
                f"{cpu:.2f}",
                ratio(spent, key, "mkdocs"),
                ratio(spent, key, "hugo"),
                f"{statistics.median(one.clock for one in spent[key]):.1f}",
                number(max(one.memory for one in spent[key])),
                f"{html / 1e6:.1f}" if html else "",
                number(pages / cpu) if html else "",
            )


def ratio(spent: Runs, key: str, other: str) -> str:
    """How much more than another builder, run by run, something spent; where it is more than one
    run, with the least and the most."""
    if key in PAPER or key == other or not spent.get(other):
        return ""
    ratios = [mine.cpu / theirs.cpu for mine, theirs in zip(spent[key], spent[other], strict=True)]
    between = f" ({min(ratios):.2f}–{max(ratios):.2f})" if len(ratios) > 1 else ""
    return f"{statistics.median(ratios):.2f}{between}"


def number(value: float) -> str:
    """A whole number, or nothing where there is none."""
    return "" if math.isnan(value) else f"{value:,.0f}"


def growth(sizes: Mapping[int, Runs]) -> Iterator[tuple[str, ...]]:
    """By which power of the number of pages time and memory grow, from GROWS_FROM to the largest."""
    large = max(sizes)
    small = min((pairs for pairs in sizes if pairs >= GROWS_FROM), default=large)
    if small == large:
        return
    yield f"{small:,} → {large:,} pairs", "CPU s", "memory"

    def power(key: str, what: Callable[[Spent], float]) -> str:
        few, many = (statistics.median(map(what, sizes[pairs][key])) for pairs in (small, large))
        return "" if math.isnan(few) else f"{math.log(many / few) / math.log(large / small):.2f}"

    for key, (title, _) in ROWS.items():
        if key in sizes[small]:
            yield title, power(key, lambda one: one.cpu), power(key, lambda one: one.memory)


def by_stage(stages: Mapping[int, Mapping[str, float]]) -> Iterator[tuple[str, ...]]:
    """The table of stages, a column for each size."""
    names = dict.fromkeys(name for figures in stages.values() for name in figures)
    if names:
        yield "", *(f"{pairs:,} pairs" for pairs in stages)
    for name in names:
        yield name, *(f"{some[name]:.2f}" if name in some else "" for some in stages.values())


def tell(title: str, rows: Iterable[tuple[str, ...]]) -> None:
    """Prints a table as Markdown, if it has any rows."""
    for count, row in enumerate(rows):
        if count == 0:
            print(f"\n### {title}\n")
        print(f"| {' | '.join(row)} |")
        if count == 0:
            print("|---" + "|--:" * (len(row) - 1) + "|", flush=True)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
