"""How a page comes to a slow phone, in Chromium: processor ÷ 4, 1.6 Mbit/s, 150 ms there and back,
nothing kept from before.

The site is served with gzip, as the settings in deploy/ have it. Figures are the median of five
visits: first contentful paint, total blocking time, layout shift, kilobytes over the wire,
requests. Blocking is told from the processor time of each task, times 4, of a visit that is not
slowed down: the wall time of a busy machine would tell of its other work.
"""

from __future__ import annotations

import gzip
import http.server
import json
import statistics
import subprocess
import sys
import tempfile
import threading
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.conftest import launch  # noqa: E402

PAGES = (
    "index",
    "process/forum",
    "worksheets/forum",
    "worksheets/scoring",
    "glossary",
    "en/index",
    "en/process/forum",
)
VISITS = 5
MOST = {"fcp_ms": 1000.0, "blocking_ms": 150.0, "shift": 0.05, "kilobytes": 300.0, "requests": 12.0}
SLOWER = 4
SLOW = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
WATCH = """() => {
  window.seen = { shift: 0 };
  const watch = (type, act) =>
    new PerformanceObserver((list) => list.getEntries().forEach(act)).observe({ type, buffered: true });
  watch("layout-shift", (shift) => (seen.shift += shift.hadRecentInput ? 0 : shift.value));
}"""
READ = """() => {
  const loads = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  return {
    fcp_ms: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    shift: seen.shift,
    kilobytes: loads.reduce((sum, load) => sum + load.transferSize, 0) / 1000,
    requests: loads.length,
  };
}"""
TASK = "ThreadControllerImpl::RunTask"
Figures = dict[str, float]


class Zipped(http.server.SimpleHTTPRequestHandler):
    """Serves a folder with gzip where that helps."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Sends a file whole."""
        path = Path(self.translate_path(self.path))
        content = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if path.suffix in (".html", ".css", ".js", ".svg"):
            content = gzip.compress(content, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Keeps the figures alone on the screen."""


def visit(browser: Browser, address: str) -> Figures:
    """One visit by a browser that has never been there."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
    )
    page = context.new_page()
    page.add_init_script(f"({WATCH})()")
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="load")
    page.evaluate("document.fonts.ready.then(() => null)")
    page.wait_for_timeout(1000)
    figures: Figures = page.evaluate(READ)
    context.close()
    return figures


def blocking(browser: Browser, address: str) -> float:
    """The milliseconds by which the tasks of a page, once something is seen, would hold a slow
    phone longer than 50 each."""
    page = browser.new_page(viewport={"width": 360, "height": 740}, device_scale_factor=2)
    browser.start_tracing(page=page, categories=["toplevel", "loading", "devtools.timeline"])
    page.goto(address, wait_until="load")
    page.wait_for_timeout(1000)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    page.close()
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event.get("args", {}).get("name") == "CrRendererMain"
    }
    seen = min(event["ts"] for event in events if event["name"] == "firstContentfulPaint")
    tasks = [
        event
        for event in events
        if event["name"] == TASK and (event["pid"], event["tid"]) in mains and event["ts"] >= seen
    ]
    return float(sum(max(0, SLOWER * task.get("tdur", 0) / 1000 - 50) for task in tasks))


def main() -> None:
    """Prints the figures of each page, and which are over what they may be."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "site"
        if len(sys.argv) == 1:
            subprocess.run(
                [sys.executable, "-m", "khumue", "build", "--site", site],
                cwd=ROOT,
                check=True,
                capture_output=True,
            )
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), partial(Zipped, directory=str(site))
        )
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = launch(playwright)
            for name in PAGES:
                address = f"http://127.0.0.1:{server.server_address[1]}/{name}.html"
                visits = [
                    {**visit(browser, address), "blocking_ms": blocking(browser, address)}
                    for _ in range(VISITS)
                ]
                figures = {
                    key: round(statistics.median(one[key] for one in visits), 3) for key in MOST
                }
                over = [key for key, most in MOST.items() if figures[key] > most]
                print(json.dumps({"page": name, **figures, "over": over}), flush=True)
            browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
