"""What the tests share: one built site of the real manual, one of the small library manual, one browser."""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import functools
import http.server
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, expect, sync_playwright

from khumue import build, system
from khumue.editing.new import new
from khumue.guide import Guide
from khumue.project import Project
from khumue.theme import POLICY

from . import forked, garden

ROOT = Path(__file__).resolve().parent.parent


def _library() -> Path:
    """The manual that `khumue new` writes, and what tests need besides: a source, more criteria, English that is missing.

    Nothing of it is confirmed: most tests change texts, and are not about their English.
    """
    folder = Path(tempfile.mkdtemp(prefix="khumue-")) / "village-library"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    new(folder)
    shutil.copytree(ROOT / "tests" / "manuals" / "library", folder, dirs_exist_ok=True)
    glossary = folder / "data" / "glossary.yml"
    text = glossary.read_text(encoding="utf-8")
    glossary.write_text(text.replace("    en: The last day on which the book has to be brought back.\n", ""), encoding="utf-8")
    (folder / "data" / "translations.txt").unlink()
    manual = folder / "data" / "manual.yml"
    manual.write_text(re.sub("(?m)^translations: true.*\n", "", manual.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


LIBRARY = _library()
POLICY_HEADER = f"{POLICY}; frame-ancestors 'none'"
"""As a header the policy says one thing more, which a page cannot say of itself."""
os.environ["KHUMUE_CACHE"] = str(ROOT / ".cache")  # every build of every test shares the sheets that have been made
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # and the compiled program and templates
PATIENCE = 120
"""Seconds after which what a test waits for will never be: long, since a busy machine is no fault."""
expect.set_options(timeout=PATIENCE * 1000)
PROGRESS = re.compile(r"^(?:\[\d/\d\] )?[^:;\n]+ \d+(?: (?:of|จาก) \d+)?\n", re.MULTILINE)
UNDER = "/offices/social/manual/"
"""The path under which the test server shows a site: a manual is seldom alone on a server."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite", action="store_true", help="write the expected files anew, to be reviewed")
    parser.addoption("--every", action="store_true", help="the whole matrix: every page, many moments to kill a build")


@pytest.fixture(scope="session")
def rewrite(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--rewrite"))


@pytest.fixture(scope="session")
def every(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--every"))


def khumue(
    *arguments: str | Path, lang: str = "en", cwd: Path = ROOT, env: Mapping[str, str] | None = None, **options: object
) -> subprocess.CompletedProcess[str]:
    """Runs the command line as a person would, and gives what it printed, but for how far it was: that a busy machine tells."""
    words = ["--lang", lang, *map(str, arguments)]
    if not options and forked.fits(env or os.environ):
        done = forked.run(words, cwd, env or os.environ)
    else:
        command = [sys.executable, "-m", "khumue", *words]
        done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
    done.stderr = PROGRESS.sub("", done.stderr)
    return done


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of two processors one builds the real manual first, while the other begins with what does not need it."""
    needs = {item.path for item in items if "site" in item.fixturenames}  # type: ignore[attr-defined]
    first = next((item.path for item in items if item.path in needs), None)
    items.sort(key=lambda item: item.path in needs and item.path != first)


def until(holds: Callable[[], object], pause: Callable[[float], object] = time.sleep) -> None:
    """Waits for what a test needs, however busy the machine is; fails where it can no longer be expected."""
    ends = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends, "what the test waits for does not come"
        pause(0.05)


def says(address: str, words: str) -> bool:
    """Whether the page at an address of this machine says some words; a server that is not there yet says nothing."""
    with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - loopback
        return words in answer.read().decode("utf-8")
    return False


FITTED = "html.k-fitted, html:not(.k-js)"
"""There once the lines of a page are held where they have room; a page without scripts has no lines to hold."""


def unheld(markup: str) -> str:
    """The markup of a page without what holds its lines: pieces, what is wide, and the span around all."""
    markup, found = markup.replace("<wbr>", ""), 1
    while found:
        markup, found = re.subn('<span(?: class="n[bl](?: nx)?")?>([^<]*)</span>', r"\1", markup)
    return markup


Once = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Makes a folder once in a run, whichever of the processes that share the tests asks for it first."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def folder(name: str, make: Callable[[Path], None]) -> Path:
        place = shared / "once" / name
        place.parent.mkdir(exist_ok=True)
        with place.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not place.is_dir():
                make(place)
        return place

    return folder


def built(folder: Path, *arguments: str | Path, env: dict[str, str] | None = None) -> None:
    """Builds a site into a folder."""
    done = khumue(*arguments, "build", "--site", folder, env=env)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def guide() -> Guide:
    """The real manual, read."""
    found, problems = build.check(Project(ROOT, ROOT / "site"))
    assert found is not None, problems
    return found


@pytest.fixture(scope="session")
def site(once: Once, quick: dict[str, str], every: bool) -> Path:
    """The real manual, built once for all tests, with its PDFs if every page is asked for; tests that change it take a copy."""
    return once("real", lambda folder: built(folder, env=dict(os.environ) if every else quick))


@pytest.fixture(scope="session")
def printed_site(site: Path, every: bool) -> Path:
    """The real manual with its PDFs, which make check makes; the library manual has its own in every run."""
    if not every:
        pytest.skip("part of make check")
    return site


@pytest.fixture(scope="session")
def library_site(once: Once) -> Path:
    """The library manual, built."""
    return once("library", lambda folder: built(folder, "--root", LIBRARY))


@pytest.fixture(scope="session")
def library_pages(once: Once, quick: dict[str, str]) -> Path:
    """The library manual, built without PDFs."""
    return once("pages", lambda folder: built(folder, "--root", LIBRARY, env=quick))


@pytest.fixture(scope="session")
def small_site(once: Once) -> Path:
    """A manual of one step, built with its books: for what is done with whole sites, since it has few files."""

    def make(folder: Path) -> None:
        garden.write_short(folder)
        step = folder / "data/process/place.yml"
        step.write_text(
            step.read_text(encoding="utf-8").replace('"id": "place"', '"id": "place", "aliases": ["spot"]'), encoding="utf-8"
        )
        built(folder / "site", "--root", folder)

    return once("small", make) / "site"


@pytest.fixture
def library_kept(library_site: Path, tmp_path: Path) -> Path:
    """A copy of what all tests keep, all of the library manual among it, for builds that a test starts from now on."""
    assert library_site.is_dir()
    folder = shutil.copytree(os.environ["KHUMUE_CACHE"], tmp_path / "kept", ignore=shutil.ignore_patterns(".*"))
    return Path(folder)


@pytest.fixture(scope="session")
def placed_site(once: Once, quick: dict[str, str]) -> Path:
    """The pages of the library manual, built for their place on the test servers, which that for a lost address has to know."""
    environment = {**quick, "SITE_URL": f"https://example.invalid{UNDER}"}
    return once("placed", lambda folder: built(folder, "--root", LIBRARY, env=environment))


@pytest.fixture(scope="session")
def quick(once: Once, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of builds of which only the pages matter: they make no PDFs, as where Pango is missing.

    They find none either: what other tests make and keep meanwhile would change the pages between two builds.
    """
    return {**without_pango(tmp_path_factory.mktemp("quick")), "KHUMUE_CACHE": str(once("kept", Path.mkdir))}


@pytest.fixture
def copied() -> None:
    """This process can be copied."""
    if not system.can_be_copied():
        pytest.skip("the system makes no sound copies, or a test before has left a thread")


@pytest.fixture
def pages_only(quick: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets every build that a test starts make no PDFs."""
    for name in ("PYTHONPATH", "KHUMUE_CACHE"):
        monkeypatch.setenv(name, quick[name])


def without_pango(folder: Path) -> dict[str, str]:
    """An environment in which WeasyPrint finds no Pango."""
    (folder / "weasyprint").mkdir()
    (folder / "weasyprint/__init__.py").write_text("raise OSError(\"cannot load library 'libpango-1.0-0': not found\")")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))}


def assets_of(site: Path) -> str:
    """The folder of the scripts, styles and fonts of a site's pages, which is named by what they are."""
    folder: str
    (folder,) = set(re.findall(r'"(assets/[0-9a-f]{12})/', (site / "index.html").read_text(encoding="utf-8")))
    return folder


@pytest.fixture
def manual(tmp_path: Path) -> Path:
    """A copy of the library manual, to be changed by a test."""
    folder = tmp_path / "manual"
    shutil.copytree(LIBRARY, folder)
    return folder


def launch(playwright: Playwright) -> Browser:
    """Chromium, without a network of its own; where there is one, the build of it without windows, which takes half the time."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    quiet = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    return playwright.chromium.launch(executable_path=path, args=["--no-sandbox", *quiet])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


class Watched:
    """A browser page that remembers every complaint, every failed request and every request to another place."""

    def __init__(self, browser: Browser, home: str, **options: object) -> None:
        self.context = browser.new_context(**options)  # type: ignore[arg-type]
        self.context.set_default_timeout(PATIENCE * 1000)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", self._failed)
        self.page.on(
            "request", lambda request: None if request.url.startswith(home) else self.complaints.append(f"foreign: {request.url}")
        )
        self.page.on(
            "response",
            lambda response: self.complaints.append(f"{response.status}: {response.url}") if response.status >= 400 else None,
        )

    def _said(self, message: ConsoleMessage) -> None:
        if message.type != "log":
            self.complaints.append(f"{message.text} {message.location.get('url', '')}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # what the test itself leaves behind when it goes on to the next page
            self.complaints.append(f"failed: {request.url} {request.failure}")


def wait_until(page: Page, holds: Callable[[], object]) -> None:
    """Lets a page go on until something holds that the test alone can see."""
    until(holds, lambda seconds: page.wait_for_timeout(1000 * seconds))


@pytest.fixture
def watch(browser: Browser) -> Iterator[Callable[..., Watched]]:
    opened: list[Watched] = []

    def start(home: str, **options: object) -> Watched:
        opened.append(Watched(browser, home, **options))
        return opened[-1]

    yield start
    for watched in opened:
        watched.context.close()


class _Server(http.server.SimpleHTTPRequestHandler):
    """Serves a folder under a path, with the strict policy as a header, as an administrator would."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY_HEADER)
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def translate_path(self, path: str) -> str:
        return super().translate_path("/" + path.removeprefix(UNDER) if path.startswith(UNDER) else "/not-served")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            return super().send_error(code, message, explain)
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keeps the test's output quiet."""


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serves a folder on loopback; gives the address of its root."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def start(folder: Path) -> str:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Server, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}{UNDER}"

    yield start
    for server in servers:
        server.shutdown()


NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
worker_processes 1;
events {{}}
http {{
    access_log off;
    {temporary}
    server {{
        listen 127.0.0.1:{port};
        include {folder}/manual.conf;
    }}
}}
"""
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Nginx:
    """Debian's nginx with the settings that we ship, on loopback, showing a folder under UNDER."""

    def __init__(self, site: Path, folder: Path) -> None:
        search = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
        program = shutil.which(os.environ.get("NGINX", "nginx"), path=search)
        assert program, "apt install nginx-light, or set NGINX"
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.home = f"http://127.0.0.1:{self.port}{UNDER}"
        fill_in("nginx.conf", site, folder / "manual.conf")
        settings = NGINX.format(
            folder=folder,
            port=self.port,
            user="user root root;" if os.geteuid() == 0 else "",
            temporary=" ".join(f"{name}_temp_path {folder}/{name};" for name in _TEMPORARY),
        )
        (folder / "nginx.conf").write_text(settings, encoding="utf-8")
        self._command = [program, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]

    def check(self) -> subprocess.CompletedProcess[str]:
        """What `nginx -t` says of the settings."""
        return subprocess.run([*self._command, "-t"], capture_output=True, text=True, check=False)

    def __enter__(self) -> Nginx:
        self._process = subprocess.Popen(self._command, stderr=subprocess.PIPE, text=True)
        until(lambda: self._process.poll() is not None or self._answers())
        if self._process.poll() is None:
            return self
        raise AssertionError(self._process.stderr.read() if self._process.stderr else "")

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
            return True
        return False

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()


def fill_in(name: str, site: Path, target: Path) -> None:
    """Fills in a file of `deploy/` with the command that its own head names, but for the path, the folder and the target."""
    text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
    (command,) = re.findall(r"^#   (sed .+)$", text, re.MULTILINE)
    path, shown, out = re.fullmatch(r"sed -e 's\|/PATH\|(.+?)\|g' -e 's\|/FOLDER\|(.+?)\|g' \S+ > (\S+)", command).groups()  # type: ignore[union-attr]
    for example, ours in ((f"|{path}|", f"|{UNDER.rstrip('/')}|"), (f"|{shown}|", f"|{site}|"), (out, f"'{target}'")):
        command = command.replace(example, ours)
    subprocess.run(["sh", "-c", command], cwd=ROOT / "deploy", check=True)


@pytest.fixture(scope="session")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """Shows a folder through nginx, under UNDER; gives the address of its root."""
    with contextlib.ExitStack() as running:
        yield lambda site: running.enter_context(Nginx(site, tmp_path_factory.mktemp("nginx"))).home
