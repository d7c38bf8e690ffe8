"""The page of the preview that tries a log of searches: what it reads, what it tells, and that nobody else has it."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from khumue import build
from khumue.project import Project

from .conftest import LIBRARY, ROOT, Watched, says, until

LOG = f"""ยืมหนังสือ
แมว
  แมว
10.0.0.1 - - [28/Nov/2026:10:00:00 +0700] "GET /index.html?q={quote("แมว")} HTTP/1.1" 200 5120
10.0.0.1 - - [28/Nov/2026:10:00:01 +0700] "GET /assets/page.css HTTP/1.1" 200 99
10.0.0.1 - - [28/Nov/2026:10:00:02 +0700] "GET /?q=%FF%FE HTTP/1.1" 200 99
libarian
: [ไก่]
"""


@pytest.fixture(scope="module")
def preview() -> Iterator[str]:
    """The library manual as `khumue serve` shows it; gives the address of its root."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "khumue", "--root", str(LIBRARY), "serve", "--address", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: says(f"http://127.0.0.1:{port}/searches.html", "access log"))
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()


@pytest.mark.parametrize(
    ("language", "told"),
    [("", "8 บรรทัด เป็นคำค้นต่างกัน 4 คำ ลองแล้ว 4: พบ 1"), ("en/", "8 lines, 4 different searches, 4 tried: 1 found")],
)
def test_a_log_tells_what_nobody_found_most_often_first_and_what_to_write(
    preview: str, watch: Callable[..., Watched], language: str, told: str
) -> None:
    watched = watch(preview, viewport={"width": 360, "height": 740})
    page = watched.page
    page.goto(f"{preview}{language}searches.html")
    page.locator("#log").fill(LOG)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-log] [role=status]")).to_contain_text(told)
    rows = [row.split("\t") for row in page.locator("tbody tr").all_inner_texts()]
    assert [row[:2] for row in rows] == [["3", "แมว"], ["1", "libarian"], ["1", ": [ไก่]"]]
    assert "also: [แมว]" in rows[0][3]
    assert "also: [libarian]" in rows[1][3]
    assert "data/" in rows[1][3]
    assert 'also: [": [ไก่]"]' in rows[2][3]
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    assert page.evaluate("axe.run(document).then(({ violations }) => violations.map(({ id }) => id))") == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert [line for line in watched.complaints if "reload" not in line] == []


def test_a_log_of_a_hundred_thousand_lines_can_be_read_from_a_file_and_stopped(
    preview: str, watch: Callable[..., Watched], tmp_path: Path
) -> None:
    lines = [f"คำค้นที่ {n % 20_000}" for n in range(100_000)]
    (tmp_path / "access.log").write_text("\n".join(lines), encoding="utf-8")
    page = watch(preview).page
    page.goto(f"{preview}searches.html")
    page.locator("#log-file").set_input_files(tmp_path / "access.log")
    page.get_by_role("button", name="ลองทุกคำค้น").click()
    status = page.locator("[data-log] [role=status]")
    expect(status).to_contain_text("ลองแล้ว")  # it goes on, and the page hears
    page.get_by_role("button", name="หยุด").click()
    expect(status).to_contain_text("100000 บรรทัด เป็นคำค้นต่างกัน 20000 คำ")


def test_a_text_without_a_search_says_so(preview: str, watch: Callable[..., Watched]) -> None:
    page = watch(preview).page
    page.goto(f"{preview}en/searches.html")
    page.locator("#log").fill(' \n???\n1.1.1.1 - - "GET /a.css HTTP/1.1" 200\n')
    page.get_by_role("button", name="Try them all").click()
    expect(page.locator("[data-log] [role=status]")).to_contain_text("There is no search in this text")


def test_a_published_site_has_no_such_page() -> None:
    project = Project(LIBRARY, LIBRARY / "site")
    assert "searches.html" in build.shown(project).paths
    assert "searches.html" not in build.shown(project, preview=False).paths
