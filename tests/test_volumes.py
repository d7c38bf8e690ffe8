"""A country's worth of packs: laid out once, put together in volumes, cancelled and taken up again, by processes here or by a
cluster; the bytes are the same. `--every` orders more, kills what makes it, and has a cluster of its own."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pymupdf
import pypdfium2
import pytest
from pdfua import validate
from pikepdf import Dictionary, Pdf
from PIL import ImageChops

from khumue import build, cluster
from khumue.books import Order, deliver, packing
from khumue.books import pack as packed
from khumue.books.pack import ordered
from khumue.books.slots import SIGN, slots
from khumue.books.volumes import LEDGER
from khumue.guide import Guide
from khumue.language import Language
from khumue.letters import width
from khumue.lists import table
from khumue.lists.places import read
from khumue.problems import ProblemsFound
from khumue.project import Project
from khumue.sheets import FORMATS
from khumue.workers import Workers

from .conftest import LIBRARY, ROOT, khumue, until
from .test_print import letters, mupdf, pdfium

KEPT = ROOT / ".cache"
HEADS = "Librarian,วันที่\n"
"""The common fields of the library manual."""
PLACES = [
    ("น้ำปั้ว", "1/2/2570"),
    ("บ้านกุแหระ หมู่ 12/1", "1/2/2570"),
    ("Ban Nam Sap", ""),
    ("นางสาวเพ็ญพักตร์ วัฒนกิจเจริญกุล ณ อยุธยา", "3/4/2570"),
    ("บ้านน้ำซับ " * 9, "3/4/2570"),
    ("☐ № 7", ""),
]
"""Marks above marks, ำ, a range, another language, a long name, one that no line holds, signs of the other font, blanks."""


@pytest.fixture(scope="module")
def guide() -> Guide:
    found, problems = build.check(Project(LIBRARY, LIBRARY / "site"))
    assert found is not None, problems
    return found


Listed = Callable[..., Order]


@pytest.fixture
def listed(tmp_path: Path) -> Listed:
    """An order of the packs of so many places."""

    def order(count: int, **how: bool) -> Order:
        path = tmp_path / "places.csv"
        path.write_text(HEADS + "".join(f"คนที่ {number},\n" for number in range(count)), encoding="utf-8")
        return Order(steps=("lend",), places=table.read(path, count + 1), **how)

    return order


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Volumes of two places."""
    monkeypatch.setattr(packing, "MOST_PAGES", 11)


def ask(guide: Guide, order: Order, folder: Path, jobs: int = 1, address: str | None = None) -> Iterator[tuple[Path, bool]]:
    return deliver(guide, order, folder, None, KEPT, jobs, address, lambda done, total: None)[1]


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_pack_that_is_filled_in_afterwards_reads_as_one_that_was_laid_out_with_it(
    guide: Guide, tmp_path: Path, every: bool
) -> None:
    path = tmp_path / "places.csv"
    for language in Language if every else (Language.TH,):
        places = PLACES if every else PLACES[:3]
        path.write_text(HEADS + "".join(f"{name},{day}\n" for name, day in places), encoding="utf-8")
        order = Order(steps=("lend",), languages=(language,), places=table.read(path))
        assert order.places
        (made,) = packed(guide, order, None, KEPT, 1, lambda done, total: None)[1]
        (tmp_path / "made.pdf").write_bytes(made)
        report = validate(str(tmp_path / "made.pdf"))
        assert not report.findings, [finding.message for finding in report.findings]
        pack = ordered(guide, order, None)
        filled = read(order.places, guide.headers).filled
        whole = [packing.render(pack.at(place), Workers(KEPT, 1)) for place in filled]
        for reader in (pdfium, mupdf):
            assert [letters(page) for page in reader(made)] == [letters(page) for one in whole for page in reader(one)]
        spoken = [_languages(Pdf.open(io.BytesIO(one))) for one in (made, *whole)]
        assert spoken[0] == sum(spoken[1:], Counter())


def _languages(document: Pdf) -> Counter[str]:
    """How often an element says each language."""
    elements = (thing for thing in document.objects if isinstance(thing, Dictionary) and "/S" in thing)
    return Counter(str(element.Lang) for element in elements if "/Lang" in element)


def test_a_short_value_stands_where_it_would_have_been_laid_out(guide: Guide, tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text(f"{HEADS}น้ำปั้ว,1/2/2570\n", encoding="utf-8")
    order = Order(steps=("lend",), places=table.read(path))
    assert order.places
    (made,) = packed(guide, order, None, KEPT, 1, lambda done, total: None)[1]
    (place,) = read(order.places, guide.headers).filled
    whole = packing.render(ordered(guide, order, None).at(place), Workers(KEPT, 1))
    for one, other in zip(pypdfium2.PdfDocument(made), pypdfium2.PdfDocument(whole), strict=True):
        difference = ImageChops.difference(one.render(scale=2).to_pil(), other.render(scale=2).to_pil())
        assert max(high for _, high in difference.getextrema()) < 48  # of 255: edges of letters


def test_marks_are_few_and_as_wide_as_what_is_written(guide: Guide) -> None:
    field, *_ = guide.headers
    kinds = {slots(((field, "ก" * count),)).kind for count in range(1, 200)}
    marks = [mark for ((_, mark),) in kinds if mark.startswith(SIGN)]
    assert len(marks) == 4
    for count in (1, 12, 20, 30):
        ((_, mark),) = slots(((field, "ก" * count),)).place
        assert not mark.startswith(SIGN) or len(mark) == 4 or width(mark, 1) >= width("ก" * count, 1)


@pytest.mark.usefixtures("small")
def test_an_order_that_is_cancelled_goes_on_where_it_was(
    guide: Guide, listed: Listed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, whole = tmp_path / "packs", tmp_path / "whole"
    made: list[str] = []
    render = FORMATS["pdf"]
    monkeypatch.setitem(FORMATS, "pdf", lambda sheet: (made.append(sheet.path("pdf")), render(sheet))[1])
    files = ask(guide, listed(5), folder)
    assert next(files) == (folder / "pack-0001.pdf", True)
    files.close()
    assert sorted(content(folder)) == [LEDGER, "pack-0001.pdf"]
    before = (folder / "pack-0001.pdf").stat()
    assert [(path.name, new) for path, new in ask(guide, listed(5), folder)] == [
        ("pack-0001.pdf", False),
        ("pack-0002.pdf", True),
        ("pack-0003.pdf", True),
    ]
    assert (folder / "pack-0001.pdf").stat() == before
    assert len(made) <= 2  # of all places together: the facilitator's sheet, and the worksheet with its marks
    list(ask(guide, listed(5), whole))
    assert content(folder) == content(whole)
    tops = [[title for level, title, _ in pymupdf.open(path).get_toc() if level == 1] for path in sorted(folder.glob("*.pdf"))]
    assert tops == [["คนที่ 0", "คนที่ 1"], ["คนที่ 2", "คนที่ 3"], ["คนที่ 4"]]


@pytest.mark.usefixtures("small")
def test_what_is_torn_or_changed_is_made_anew_and_nothing_else(guide: Guide, listed: Listed, tmp_path: Path) -> None:
    folder = tmp_path / "packs"
    list(ask(guide, listed(5), folder))
    whole = content(folder)
    (folder / "pack-0002.pdf").write_bytes(whole["pack-0002.pdf"][:-1])
    (folder / ".pack-0003.pdf.4711").write_bytes(b"%PDF")
    assert [new for _, new in ask(guide, listed(5), folder)] == [False, False, True]
    assert content(folder) == whole
    assert [new for _, new in ask(guide, listed(7), folder)] == [False, False, True, True]
    assert [new for _, new in ask(guide, listed(2), folder)] == [False]
    assert sorted(content(folder)) == [LEDGER, "pack-0001.pdf"]


@pytest.mark.usefixtures("small")
def test_a_folder_of_something_else_is_left_alone(guide: Guide, listed: Listed, tmp_path: Path) -> None:
    folder, other = tmp_path / "packs", tmp_path / "other"
    list(ask(guide, listed(1), folder))
    other.mkdir()
    (other / "letter.txt").write_text("mine", encoding="utf-8")
    order = Order(steps=("lend",), languages=(Language.EN,), places=listed(1).places)
    for place, message in ((folder, "the packs of another order (files: 1)"), (other, f"other files, and no {LEDGER}")):
        before = content(place)
        with pytest.raises(ProblemsFound) as found:
            list(ask(guide, order, place))
        assert message in str(found.value)
        assert content(place) == before
    files = ask(guide, listed(1), folder)
    next(files)
    with pytest.raises(ProblemsFound, match="packs are being made in this folder already"):
        next(ask(guide, listed(1), folder))
    files.close()


def test_what_all_places_share_stands_once_and_covers_are_left_out(guide: Guide, listed: Listed, tmp_path: Path) -> None:
    ((path, _),) = ask(guide, listed(3, cover=False, once=True), tmp_path / "packs")
    report = validate(str(path))
    assert not report.findings, [finding.message for finding in report.findings]
    assert len(pypdfium2.PdfDocument(path)) == 1 + 3 * 2
    tops = [(title, page) for level, title, page in pymupdf.open(path).get_toc() if level == 1]
    assert tops == [("ใช้ทุกพื้นที่", 1), *((f"คนที่ {number}", 2 + 2 * number) for number in range(3))]


def test_a_full_disk_is_one_line_and_leaves_no_half_of_a_volume(manual: Path, tmp_path: Path) -> None:
    disk, path = tmp_path / "disk", tmp_path / "places.csv"
    disk.mkdir()
    path.write_text(f"{HEADS}คนที่ 1,\n", encoding="utf-8")
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "khumue-test", disk], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("only root may mount a small disk")
    try:
        done = khumue("--root", manual, "pack", "--steps", "lend", "--for", path, "--out", disk / "packs")
        assert done.returncode == 1
        line = done.stderr.splitlines()[-2]
        assert line.startswith(f"{disk / 'packs' / 'pack-0001.pdf'}: No space left on device; make room on the disk or ")
        assert content(disk / "packs") == {LEDGER: b"{}"}
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_cluster_that_is_not_there_is_one_line(monkeypatch: pytest.MonkeyPatch, manual: Path, tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text(f"{HEADS}คนที่ 1,\n", encoding="utf-8")
    done = khumue("--root", manual, "pack", "--for", path, "--out", tmp_path / "pack.pdf", "--cluster", "tcp://127.0.0.1:1")
    assert done.returncode == 1
    assert done.stderr.startswith("--cluster: this is for the packs of a list of places, in a folder; ")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ProblemsFound, match=r"--cluster: Dask is not installed; install khumue\[cluster\]"):
        cluster.Cluster("tcp://127.0.0.1:1")


class Machines:
    """A scheduler and its workers, as processes here."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def begin(self, name: str, *command: str, said: str, path: str = "") -> str:
        """Begins one of them, and gives what follows some words that it says."""
        log = self._folder / f"{name}.log"
        environment = {**os.environ, **({"PYTHONPATH": path} if path else {})}
        with log.open("wb") as out:
            self._running[name] = subprocess.Popen(
                [sys.executable, "-m", *command], stdout=out, stderr=subprocess.STDOUT, env=environment, cwd=self._folder
            )
        until(lambda: said in log.read_text(encoding="utf-8"))
        return re.split(r"\s", log.read_text(encoding="utf-8").partition(said)[2].strip())[0]

    def scheduler(self) -> str:
        """Begins the scheduler, and gives its address."""
        host = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        return self.begin("scheduler", "distributed.cli.dask_scheduler", *host, said="Scheduler at:")

    def worker(self, name: str, scheduler: str, path: str = "") -> str:
        """Begins a worker, and gives its address."""
        how = ("--nthreads", "2", "--no-nanny", "--no-dashboard")
        return self.begin(name, "distributed.cli.dask_worker", scheduler, *how, said="Start worker at:", path=path)

    def kill(self, name: str) -> None:
        """Ends one of them, as a cut of the power would."""
        self._running[name].send_signal(signal.SIGKILL)
        self._running[name].wait()

    def end(self) -> None:
        """Ends all."""
        for name in self._running:
            self.kill(name)


@pytest.fixture
def machines(tmp_path: Path, every: bool) -> Iterator[Machines]:
    if not every:
        pytest.skip("a cluster is begun for --every")
    (tmp_path / "machines").mkdir()
    found = Machines(tmp_path / "machines")
    yield found
    found.end()


@pytest.mark.usefixtures("small")
def test_a_cluster_makes_the_same_bytes_though_a_worker_is_killed(
    guide: Guide, listed: Listed, machines: Machines, tmp_path: Path
) -> None:
    address = machines.scheduler()
    for name in ("one", "two"):
        machines.worker(name, address)
    files = ask(guide, listed(24), tmp_path / "there", address=address)
    assert next(files)[1]
    machines.kill("one")
    assert len(list(files)) == 11
    list(ask(guide, listed(24), tmp_path / "here"))
    assert content(tmp_path / "there") == content(tmp_path / "here")


@pytest.mark.usefixtures("small")
def test_what_becomes_of_a_cluster_is_one_line_and_nothing_is_lost(
    guide: Guide, listed: Listed, machines: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 2)
    with pytest.raises(ProblemsFound, match=r"tcp://127\.0\.0\.1:1: the cluster does not answer; look at the address"):
        next(ask(guide, listed(1), tmp_path / "none", address="tcp://127.0.0.1:1"))
    address, folder = machines.scheduler(), tmp_path / "packs"
    with pytest.raises(ProblemsFound, match=f"{address}: the cluster has no worker; start a dask worker"):
        next(ask(guide, listed(1), tmp_path / "none", address=address))
    other = tmp_path / "other" / "khumue"
    shutil.copytree(ROOT / "generator", other)
    for name in ("overrides", "deploy", "docs"):
        (other.parent / name).symlink_to(ROOT / name)
    (other / "words.toml").write_bytes((other / "words.toml").read_bytes() + b"\n")
    worker = machines.worker("strange", address, str(other.parent))
    with pytest.raises(
        ProblemsFound, match=f"{worker}: this worker would make other files than here \\(khumue [^,]*\\); install"
    ):
        next(ask(guide, listed(1), tmp_path / "none", address=address))
    machines.kill("strange")
    machines.worker("one", address)
    until(lambda: _alike(address))
    files = ask(guide, listed(40), folder, address=address)
    next(files)
    machines.kill("scheduler")
    with pytest.raises(ProblemsFound, match=f"{address}: the cluster went away; call again: what was made is kept"):
        list(files)
    before = len(content(folder))
    assert before > 1
    assert sum(not new for _, new in ask(guide, listed(40), folder)) == before - 1


def _alike(address: str) -> bool:
    """Whether a cluster would be used."""
    with suppress(ProblemsFound), cluster.Cluster(address):
        return True
    return False


def test_an_order_that_is_killed_leaves_whole_volumes_alone_and_goes_on(manual: Path, tmp_path: Path, every: bool) -> None:
    if not every:
        pytest.skip("5,000 places are ordered for --every")
    path, folder, whole = tmp_path / "places.csv", tmp_path / "packs", tmp_path / "whole"
    path.write_text(HEADS + "".join(f"คนที่ {number},\n" for number in range(5_000)), encoding="utf-8")
    arguments = ["--root", str(manual), "pack", "--steps", "lend", "--no-cover", "--once", "--for", str(path), "--out"]
    command = [sys.executable, "-m", "khumue", *arguments, str(folder), "--jobs", "2"]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    until(lambda: running.poll() is not None or len(list(folder.glob("pack-*.pdf"))) > 3)
    running.kill()
    running.communicate()
    there = {path: path.stat().st_ino for path in folder.glob("pack-*.pdf")}
    assert khumue(*arguments, folder, "--jobs", "2").returncode == 0
    assert sum(path.stat().st_ino == number for path, number in there.items()) >= len(there) - 1
    assert khumue(*arguments, whole).returncode == 0
    assert content(folder) == content(whole)
