"""Door 2: `mkdocs build` and `mkdocs serve`. The only importer of MkDocs; it carries pages into MkDocs and the site out.

MkDocs is given an empty Markdown file for each page, and the page's markup when it asks for the content: our pages are
finished before MkDocs sees them, in both languages, with their own navigation.
"""

from __future__ import annotations

import gc
import logging
import os
import posixpath
import sys
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.utils import CountHandler

from . import artifact, assets, build, installed, pages
from .language import Language
from .problems import Place, Problem, ProblemsFound, Say
from .progress import Progress
from .project import Project
from .publishing import manifest, verify
from .quiet import hush

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page as MkDocsPage

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'"
)
"""What a page may load and run: nothing but its own site's files. Left out under `serve`, whose reload script is inline."""

_THEME_CSS = assets.FOLDER + "stylesheets/main."
_log = logging.getLogger("mkdocs.plugins.khumue")


class KhumuePlugin(BasePlugin):  # type: ignore[type-arg, no-untyped-call]
    """The `khumue` plugin of `mkdocs.yml`; it has no options."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remembers whether pages are built to be kept, or to be looked at."""
        hush()
        self.serving = command == "serve"

    @event_priority(-100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Turns the build into a folder beside the site: MkDocs empties its target before it builds."""
        self.project = _project(config)
        self.language = language_of_messages()
        _must_fit(config, self.project, self.language)
        config.use_directory_urls = False
        config.theme.static_templates.discard("sitemap.xml")
        config.watch.append(str(self.project.data))
        config.watch += map(str, self.project.themes)
        config.theme.dirs[:] = [
            *map(str, self.project.themes),
            *(path for path in config.theme.dirs if path != config.theme.custom_dir),
        ]
        self.stage: artifact.Staging | None = None
        self.mistakes: list[str] = []
        self.progress = Progress(self.language, sys.stderr, build.PHASES + 2)
        notices: list[Problem] = []
        try:
            built = build.manual(self.project, None if self.serving else self.progress)
            self.site, self.files, notices = built.site, built.files, built.notices
            if not self.serving:
                self.stage = artifact.Staging(self.project.site)
                config.site_dir = str(self.stage.folder)
        except ProblemsFound as found:
            if not (self.serving and hasattr(self, "site")):
                raise _abort(found, self.language) from None
            self.mistakes = [problem.line(self.language) for problem in found.problems]
            _log.error("\n".join(self.mistakes))
        finally:
            self.progress.rest()
        for notice in notices:
            _log.warning(notice.line(self.language))
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Puts our pages in the place of the hand-written sources, and leaves out what the theme would load but we do not."""
        themes = {path.resolve() for path in self.project.themes}
        found: dict[str, bytes] = {}
        beside = {name: path for path, name in self.site.files.items()}
        for file in list(files):
            folder = file.src_dir and Path(file.src_dir).resolve()
            if folder in themes and file.dest_uri.startswith(assets.FOLDER):
                found[file.dest_uri.removeprefix(assets.FOLDER)] = file.content_bytes
            elif folder == self.project.content.resolve() and file.src_uri in beside:
                file.dest_uri = beside[file.src_uri]
                continue
            elif folder is None or folder in themes:
                continue
            elif file.dest_uri.startswith(_THEME_CSS) and file.dest_uri.endswith(".css"):
                found[assets.THEME] = file.content_bytes
            files.remove(file)
        self.assets, published = assets.published(found)
        for name, content in published.items():
            files.append(File.generated(config, self.assets + name, content=content))
        self.pages = {page.path: page for page in self.site.pages}
        for path in self.pages:
            files.append(File.generated(config, path.removesuffix(".html") + ".md", content=""))
        for redirect in self.site.redirects:
            files.append(File.generated(config, redirect.path, content=redirect.html.encode()))
        for path, content in self.files.items():
            files.append(File.generated(config, path, content=content))
        self.shown = count()
        self.step = (lambda done, total: None) if self.serving else self.progress.phase(Say("เขียนหน้าเว็บ", "pages written"))
        return files

    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """Our page as MkDocs and other plugins know it: its title and its content."""
        ours = self.pages[page.file.dest_uri]
        page.title = ours.title
        return ours.html

    def on_page_context(self, context: Any, *, page: MkDocsPage, config: MkDocsConfig, nav: Any) -> Any:
        """What `main.html` needs to know: the page, its language's frame, and the way to other pages."""
        self.step(next(self.shown), len(self.pages))
        context["k"] = self._context(self.pages[page.file.dest_uri])
        return context

    def on_template_context(self, context: Any, *, template_name: str, config: MkDocsConfig) -> Any:
        """The 404 page: shown at any address, so that its own addresses come from the path of `site_url`."""
        root = quote(context["base_url"].rstrip("/") + "/", safe="/%~:@!$()*+,;=")
        frame = self.site.frames[Language.TH]
        page = pages.Page(Language.TH, "404.html", "404", frame.words["not_found"], "", "")
        context["k"] = self._context(page) | {
            "root": root,
            "up": root,
            "other": f"{root}en/index.html",
            "both": [self.site.frames[language] for language in Language],
        }
        return context

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Looks at the finished site, and swaps it in only where nothing is wrong with it."""
        if self.stage is None or _will_abort():
            return
        try:
            manifest.write(self.stage.folder)
            problems = verify.verify(self.stage.folder, self.progress.phase(verify.LOOKING))
            self.progress.rest()
            if problems:
                raise ProblemsFound(problems)
            self.stage.swap()
            config.site_dir = str(self.project.site)
        except ProblemsFound as found:
            raise _abort(found, self.language) from None
        except OSError as error:
            place, reason = Place(str(error.filename or self.project.site)), error.strerror or str(error)
            remedy = Say("ดูสิทธิ์และเนื้อที่ของดิสก์", "look at its permissions, and at the room on the disk")
            raise _abort(ProblemsFound([Problem(place, Say(reason, reason), remedy)]), self.language) from None
        self.stage = None

    def on_build_error(self, *, error: Exception) -> None:
        """Leaves nothing half-built behind."""
        if hasattr(self, "progress"):
            self.progress.rest()
        if getattr(self, "stage", None):
            self.stage.discard()  # type: ignore[union-attr]
            self.stage = None

    def _context(self, page: pages.Page) -> dict[str, Any]:
        folder = posixpath.dirname(page.path) or "."
        frame = self.site.frames[page.language]
        section = next((entry.address for entry in frame.navigation if _holds(entry, page)), None)
        return {
            "page": page,
            "frame": frame,
            "section": section,
            "root": "" if folder == "." else posixpath.relpath(".", folder) + "/",
            "up": "" if "/" not in page.address else "../",
            "here": posixpath.basename(page.address),
            "other": posixpath.relpath(page.language.other.folder + page.address, folder),
            "policy": "" if self.serving else POLICY,
            "mistakes": self.mistakes,
            "assets": self.assets,
        }


def build_site(project: Project) -> None:
    """Builds the site into `project.site`, as `mkdocs build` does. Raises ProblemsFound or OSError."""
    config = _load(project.config_file, site_dir=str(project.site))
    if not any(isinstance(plugin, KhumuePlugin) for plugin in config.plugins.values()):
        what = Say("ไม่มีปลั๊กอิน khumue", "the plugin khumue is missing")
        place = _place_in(project.config_file, "plugins")
        raise ProblemsFound([Problem(place, what, Say("เพิ่ม - khumue ใต้ plugins:", "add - khumue under plugins:"))])
    config.plugins.on_startup(command="build", dirty=False)
    gc.disable()  # a build is short and keeps what it makes
    try:
        mkdocs_build(config)
    finally:
        gc.enable()
        config.plugins.on_shutdown()


def serve_site(project: Project, address: str) -> None:
    """Shows the site at `address` (host:port) and builds it again whenever a file changes, until interrupted."""
    from mkdocs.commands.serve import serve  # its web server is no business of a build

    _quiet_theme()
    serve(str(project.config_file), livereload=True, dev_addr=address)


def project_at(root: Path, site: Path | None = None) -> Project:
    """The project whose `mkdocs.yml` is in `root`. Raises mkdocs' Abort where that file is not right."""
    project = _project(_load(root / "mkdocs.yml"))
    return replace(project, site=site) if site else project


def _project(config: MkDocsConfig) -> Project:
    cache, custom = os.environ.get("KHUMUE_CACHE"), config.theme.custom_dir
    return Project(
        Path(config.config_file_path).parent,
        Path(config.site_dir),
        config.site_url or None,
        cache=Path(cache) if cache else None,
        custom=Path(custom) if custom else None,
    )


def language_of_messages() -> Language:
    """Thai, unless KHUMUE_LANG says `en`."""
    return Language.EN if os.environ.get("KHUMUE_LANG") == "en" else Language.TH


def _load(path: Path, **settings: str) -> MkDocsConfig:
    """The configuration; what MkDocs finds wrong with it, or does not expect in it, are problems like any other."""
    _quiet_theme()
    config = MkDocsConfig(config_file_path=str(path))
    remedy = Say("เทียบกับ mkdocs.yml เดิม และค่า SITE_URL", "compare it with the mkdocs.yml that came, and look at SITE_URL")
    try:
        with path.open("rb") as file:
            config.load_file(file)
        config.load_dict(settings)
        errors, warnings = config.validate()
    except (ConfigurationError, ValueError, RecursionError, AttributeError, TypeError) as error:
        mark = getattr(error.__context__, "problem_mark", None)  # of PyYAML, which MkDocs reads with
        place = Place(path.name, mark.line + 1, mark.column + 1) if mark else Place(path.name)
        reason = getattr(error.__context__, "problem", None) or " ".join(str(error).split())
        what = Say(f"อ่านการตั้งค่าไม่ได้ ({reason})", f"the configuration cannot be read ({reason})")
        raise ProblemsFound([Problem(place, what, remedy)]) from None

    def problem(key: str, reason: object, *, notice: bool) -> Problem:
        what = Say(f'ค่า "{key}" ใช้ไม่ได้ ({reason})', f'"{key}" is not right ({reason})')
        return Problem(_place_in(path, key), what, remedy, notice)

    notices = [problem(key, reason, notice=not config.strict) for key, reason in warnings]
    if errors or (notices and config.strict):
        raise ProblemsFound([*(problem(key, reason, notice=False) for key, reason in errors), *notices])
    for notice in notices if settings else ():  # the build, which follows a first look at the folders
        _log.warning(notice.line(language_of_messages()))
    return config


def _place_in(path: Path, key: str) -> Place:
    """Where a key of the configuration stands; the file alone where it is not written."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    number = next((number for number, line in enumerate(lines, 1) if line.startswith(f"{key}:")), 0)
    return Place(path.name, number, 1) if number else Place(path.name)


def _must_fit(config: MkDocsConfig, project: Project, language: Language) -> None:
    """Refuses a configuration that would lose pages, a theme that ours is not for, and an installation that has lost files."""
    wrong = []
    if config.theme.name != "material":
        wrong.append(("theme", "name: material"))
    if Path(config.docs_dir).resolve() != project.content.resolve():
        wrong.append(("docs_dir", "docs_dir: content"))
    if any(folder.resolve() in Path(config.site_dir).resolve().parents for folder in (project.data, project.content)):
        wrong.append(("site_dir", "site_dir: site"))
    problems = [
        Problem(
            _place_in(project.config_file, key),
            Say(f'ค่า "{key}" ใช้กับคู่มือไม่ได้', f'"{key}" does not fit a manual'),
            Say(f"เขียน {right}", f"write {right}"),
        )
        for key, right in wrong
    ]
    what, remedy = Say("ไฟล์ของโปรแกรมหายไป", "this file of the program is lost"), Say("ติดตั้ง Khumue ใหม่", "install Khumue again")
    problems += [Problem(Place(str(path)), what, remedy) for path in installed.lost()]
    if problems:
        raise _abort(ProblemsFound(problems), language)


def _will_abort() -> bool:
    """Whether MkDocs, told to be strict, has counted a warning: it ends such a build only after its last event."""
    counters = [handler for handler in logging.getLogger("mkdocs").handlers if isinstance(handler, CountHandler)]
    return any(counter.get_counts() for counter in counters)


def _quiet_theme() -> None:
    """The theme prints an end-of-life notice into every build; README says what it means."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")


def _holds(entry: pages.Entry, page: pages.Page) -> bool:
    """Whether a page belongs under an entry of the navigation."""
    addresses = {entry.address, *(child.address for child in entry.children)}
    above = page.trail[-1].address if page.trail else None
    return page.address in addresses or (len(page.trail) > 1 and above in addresses)


def _abort(found: ProblemsFound, language: Language) -> Abort:
    for problem in found.problems:
        _log.error(problem.line(language))
    count = len(found.problems)
    return Abort(Say(f"พบ {count} ข้อ เว็บไซต์เดิมยังอยู่ครบ", f"{count} to mend; the site that was there is as it was").of(language))
