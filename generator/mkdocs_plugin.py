"""Door 2: `mkdocs build` and `mkdocs serve`. It carries pages into MkDocs and the site out.

MkDocs is given an empty Markdown file for each page, and the page's markup when it asks for the
content: our pages are finished before MkDocs sees them, in both languages, with their own
navigation.
"""

from __future__ import annotations

import gc
import logging
import os
import posixpath
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.utils import CountHandler

from . import artifact, build, pages, theme
from .language import Language
from .markup import compiled_in, markup
from .mkdocs_yml import language_of_messages, load, project_of, quiet_theme, written
from .on_demand import serve_on_demand, tidy_later
from .problems import Place, Problem, ProblemsFound, Say
from .progress import Progress
from .project import Project
from .publishing import manifest, verify
from .quiet import hush
from .reading import Earlier

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page as MkDocsPage

    from .guide import Guide

_log = logging.getLogger("mkdocs.plugins.khumue")


class KhumuePlugin(BasePlugin):  # type: ignore[type-arg, no-untyped-call]
    """The `khumue` plugin of `mkdocs.yml`; it has no options."""

    jobs: int | None = None
    """How many processes may make pages and PDFs; as many as there are processors, where nobody
    says."""
    paper = True
    """Whether there are sheets, packs and books."""
    editing = False
    """Whether each text of a page says which it is, for those who edit it there."""

    reads: Project | None = None
    """What is read in the place of the manual's own folders, where that is a copy of them."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remembers whether pages are built to be kept, or to be looked at; MkDocs has one plugin
        in a process, whatever it builds."""
        hush()
        self.editing, self.reads = False, None
        self.serving = command == "serve"
        self.serves = False
        self.shown: build.Shown | None = None
        self.seen: build.Shown | None = None
        self.earlier = Earlier()

    @event_priority(100)
    def _take_over(self, config: MkDocsConfig) -> None:
        """Takes from other plugins, before they begin, what a manual does by itself; hooks are its
        own."""
        for methods in config.plugins.events.values():
            owners = [(method, getattr(method, "__self__", None)) for method in methods]
            methods[:] = [
                method
                for method, owner in owners
                if owner is self or not isinstance(owner, BasePlugin)
            ]

    @event_priority(-100)
    def _make(self, config: MkDocsConfig) -> MkDocsConfig:
        """Turns the build into a folder beside the site: MkDocs empties its target before it
        builds."""
        self.project = project_of(config, drafts=self.serving)
        if self.reads:
            self.project = replace(self.reads, settings=self.project.settings)
            config.docs_dir = str(self.project.content)
        self.language = language_of_messages()
        config.nav, config.extra_templates = None, []
        config.exclude_docs = config.draft_docs = config.not_in_nav = None
        config.theme.static_templates.discard("sitemap.xml")
        config.use_directory_urls = False
        config.watch.append(str(self.project.data))
        config.watch += map(str, self.project.themes)
        self.material = [path for path in config.theme.dirs if path != config.theme.custom_dir]
        config.theme.dirs[:] = map(str, self.project.themes)
        self.stage: artifact.Staging | None = None
        phases = build.PHASES if self.paper else build.PHASES_OF_PAGES
        self.progress = Progress(self.language, sys.stderr, phases + 2)
        self.problems: list[Problem] = []
        self.notices: list[Problem] = []
        try:
            if self.serving:
                self._look(config)
            else:
                built = build.manual(self.project, self.progress, self.jobs, paper=self.paper)
                self.guide = built.guide
                self.site, self.files, self.notices = built.site, built.files, built.notices
                self.looked = built.looked
            day = datetime.combine(self.guide.manual.edition.date, time(), UTC)
            os.environ["SOURCE_DATE_EPOCH"] = f"{day.timestamp():.0f}"  # for templates
            unknown = self.serving or config.hooks
            finished = None if unknown else (page.html for page in self.site.pages)
            self.assets, self.theme = theme.published(
                self.project, self.material, finished, preview=self.serving
            )
            if not self.serving:
                self.stage = artifact.Staging(self.project.site)
                config.site_dir = str(self.stage.folder)
        except ProblemsFound as found:
            self.problems = list(found.problems)
            raise _abort(found, self.language) from None
        finally:
            self.progress.rest()
        for notice in self.notices:
            _log.log(
                logging.INFO if notice.only_told else logging.WARNING, notice.line(self.language)
            )
        return config

    def _look(self, config: MkDocsConfig) -> None:
        """Makes the site of a manual that is being written, which a mistake does not stop."""
        self.seen = shown = build.shown(self.project, self.earlier, marked=self.editing)
        self.problems = shown.mistakes
        for problem in self.problems:
            _log.error(problem.line(self.language))
        on_demand = self.serves and not config.hooks and len(self.project.themes) == 1
        self.shown = shown if on_demand else None
        self.site, self.files = (shown.site, shown.files) if on_demand else shown.whole()
        self.guide, self.notices = shown.guide, shown.notices

    on_config = CombinedEvent(_take_over, _make)

    @event_priority(-100)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Puts our pages in the place of the hand-written sources, and leaves out what the theme
        would load but we do not."""
        themes = {path.resolve() for path in self.project.themes}
        beside = {name: path for path, name in self.site.files.items()}
        own = set(self.project.settings.files.values())
        for file in list(files):
            folder = file.src_dir and Path(file.src_dir).resolve()
            named = folder in themes and (
                file.dest_uri.startswith(theme.FOLDER) or Path(str(folder), file.src_uri) in own
            )
            if folder == self.project.content.resolve() and file.src_uri in beside:
                file.dest_uri = beside[file.src_uri]
            elif (folder and folder not in themes) or named or file.is_documentation_page():
                files.remove(file)
        for name, content in self.theme.items():
            files.append(File.generated(config, self.assets + name, content=content))
        self.pages = {page.path: page for page in self.site.pages}
        for path in self.pages:
            files.append(File.generated(config, path.removesuffix(".html") + ".md", content=""))
        for redirect in self.site.redirects:
            files.append(File.generated(config, redirect.path, content=redirect.html.encode()))
        for path, content in self.files.items():
            files.append(File.generated(config, path, content=content))
        self.written = count()
        self.step = (
            (lambda done, total: None)
            if self.serving
            else self.progress.phase(Say("เขียนหน้าเว็บ", "pages written"))
        )
        return files

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> None:
        """Holds lines in what stands around pages, and lets templates of a manual's own name those of
        Material, of which MkDocs has not listed the 14,500 files."""
        env.loader.searchpath += self.material
        env.filters["held"] = pages.Lines(self.guide).page
        env.bytecode_cache = compiled_in(Path(__file__).parent / "__pycache__")
        self.env, self.config = env, config

    def on_serve(self, server: Any, *, config: MkDocsConfig, builder: Any) -> None:
        """From the first change on, a page is made when somebody asks for it: unless a manual has
        templates or hooks of its own, which may want all that MkDocs knows of all pages."""
        self.serves = True
        serve_on_demand(server, partial(self.put, server.mount_path, Path(server.root)))

    def put(self, mount: str, folder: Path, address: str) -> None:
        """Makes the file at an address, where it is made on demand and is not there."""
        path = address.removeprefix(mount) + ("index.html" if address.endswith("/") else "")
        if self.shown is None or (folder / path).is_file():
            return
        if path in self.shown.data:
            content = self.shown.data[path]()
        elif path in self.shown.paths:
            values = {"config": self.config, "k": self._context(self.shown.page(path))}
            content = self.env.get_template("main.html").render(values).encode()
        else:
            return
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)

    def on_page_content(
        self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Our page as MkDocs and other plugins know it: its title and its content."""
        ours = self.pages[page.file.dest_uri]
        page.title = ours.title
        return ours.html

    def on_page_context(
        self, context: Any, *, page: MkDocsPage, config: MkDocsConfig, nav: Any
    ) -> Any:
        """What `main.html` needs to know: the page, its language's frame, and the way to other
        pages."""
        self.step(next(self.written), len(self.pages))
        context["k"] = self._context(self.pages[page.file.dest_uri])
        return context

    def on_template_context(self, context: Any, *, template_name: str, config: MkDocsConfig) -> Any:
        """The 404 page: shown at any address, so that its own addresses come from the path of
        `site_url`."""
        root = quote(context["base_url"].rstrip("/") + "/", safe="/%~:@!$()*+,;=")
        frame = self.site.frames[Language.TH]
        page = pages.Page(Language.TH, "404.html", "404", frame.words["not_found"], "", "")
        other = self.site.other(page.language)
        context["k"] = self._context(page) | {
            "root": root,
            "up": root,
            "other": f"{root}{other.folder}index.html" if other else "",
            "frames": self.site.frames.values(),
        }
        return context

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Looks at the finished site, and swaps it in only where nothing is wrong with it."""
        if self.stage is None or _will_abort():
            return
        try:
            manifest.write(self.stage.folder)
            looking = self.progress.phase(verify.LOOKING)
            problems = verify.verify(self.stage.folder, looking, self._known())
            self.progress.rest()
            if problems:
                raise ProblemsFound(problems)
            self.stage.swap()
            config.site_dir = str(self.project.site)
        except ProblemsFound as found:
            raise _abort(found, self.language) from None
        except OSError as error:
            place, reason = (
                Place(str(error.filename or self.project.site)),
                error.strerror or str(error),
            )
            remedy = Say(
                "ปิดโปรแกรมอื่นที่เปิดไฟล์นี้ไว้ และดูสิทธิ์กับเนื้อที่ของดิสก์",
                "close other programs that have it open, and look at its permissions and the room on the disk",
            )
            raise _abort(
                ProblemsFound([Problem(place, Say(reason, reason), remedy)]), self.language
            ) from None
        self.stage = None

    def _known(self) -> dict[str, verify.Looked]:
        """The pages that need no second look: our frame is the same around all of a kind, which one
        of them shows; what frame a manual has of its own nobody knows."""
        if len(self.project.themes) > 1:
            return {}
        shown = {
            (page.kind, page.language, page.path.count("/")): page.path for page in self.site.pages
        }
        return {path: one for path, one in self.looked.items() if path not in shown.values()}

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
        section, near = frame.opened(page)
        other = self.site.other(page.language)
        wrong = self.seen.wrong if self.seen else ()
        told = self.seen.wrong_on(page.path) if self.seen else ()
        return {
            "page": page,
            "frame": frame,
            "contents": [
                (one.id, markup(one.text, page.language)) for one in page.headings if one.level == 2
            ],
            "section": section,
            "near": near,
            "root": "" if folder == "." else posixpath.relpath(".", folder) + "/",
            "up": "" if "/" not in page.address else "../",
            "here": posixpath.basename(page.address),
            "other": posixpath.relpath(other.folder + page.address, folder) if other else "",
            "policy": "" if self.serving and not self.editing else theme.POLICY,
            "wrong": [_told(one, page) for one in told],
            "elsewhere": 0 if told else len(wrong),
            "mistakes": pages.MISTAKES,
            "assets": self.assets,
            "own": self.project.settings,
        }


def build_site(project: Project, jobs: int | None = None, *, paper: bool = True) -> None:
    """Builds the site into `project.site`, as `mkdocs build` does, or without `paper` its pages
    alone. Raises ProblemsFound or OSError."""
    config = load(project.config_file, site_dir=str(project.site))
    ours = _ours(config)
    ours.jobs, ours.paper = jobs, paper
    config.plugins.on_startup(command="build", dirty=False)
    try:
        mkdocs_build(config)
    finally:
        config.plugins.on_shutdown()


def serve_site(project: Project, address: str) -> None:
    """Shows the site at `address` (host:port) and builds it again whenever a file changes, until
    interrupted."""
    from mkdocs.commands.serve import serve  # its web server is no business of a build

    quiet_theme()
    serve(str(project.config_file), livereload=True, dev_addr=address)


class Preview:
    """The site of a manual as it stands while it is edited: each text of its pages says which it
    is, and most files are made when somebody asks for them."""

    def __init__(self, project: Project, folder: Path, copy: Project) -> None:
        """`folder` is where the site comes to be, of what the `copy` holds."""
        self._project, self._folder, self._copy = project, folder, copy
        self.guide: Guide | None = None
        """The manual that the pages show; None where there is none at all."""
        self.mistakes: list[Problem] = []
        """What keeps the pages from showing the manual as it stands now."""
        self.notices: list[Problem] = []

    def build(self) -> None:
        """Makes the site anew; of a file with a mistake what it held before. Raises OSError."""
        config = load(self._project.config_file, site_dir=str(self._folder))
        self._plugin = plugin = _ours(config)
        first = self.guide is None
        if first:
            config.plugins.on_startup(command="serve", dirty=False)
            plugin.serves = True
        plugin.editing, plugin.reads = True, self._copy
        with suppress(Abort):  # of a manual that was never whole
            mkdocs_build(config)
        self.mistakes, self.notices = plugin.problems, plugin.notices
        self.guide = getattr(plugin, "guide", None)
        if first and not gc.isenabled():
            gc.freeze()  # most of it stays: what is looked for rubbish later is what comes after
        tidy_later()

    def file(self, path: str) -> Path | None:
        """The file at a path of the site, made now if need be; None where there is none."""
        if self.guide:
            self._plugin.put("", self._folder, path)
        file = (self._folder / path).resolve()
        return file if file.is_relative_to(self._folder) and file.is_file() else None


def _ours(config: MkDocsConfig) -> KhumuePlugin:
    """The plugin. Raises ProblemsFound where `mkdocs.yml` does not name it."""
    for plugin in config.plugins.values():
        if isinstance(plugin, KhumuePlugin):
            return plugin
    what = Say("ไม่มีปลั๊กอิน khumue", "the plugin khumue is missing")
    place = written(config).at("plugins")
    raise ProblemsFound(
        [Problem(place, what, Say("เพิ่ม - khumue ใต้ plugins:", "add - khumue under plugins:"))]
    )


def _told(wrong: build.Wrong, page: pages.Page) -> tuple[str, str, list[str]]:
    """What a page says of a file with mistakes: its name, the way to a page that shows it, best in
    the same language, and what is wrong."""
    english = page.language is Language.EN
    near = sorted(wrong.paths, key=lambda path: path.startswith(Language.EN.folder) is not english)
    see = posixpath.relpath(near[0], posixpath.dirname(page.path) or ".") if near else ""
    return wrong.file, see, [problem.line(page.language) for problem in wrong.problems]


def _will_abort() -> bool:
    """Whether MkDocs, told to be strict, has counted a warning: it ends such a build only after its
    last event."""
    counters = [
        handler
        for handler in logging.getLogger("mkdocs").handlers
        if isinstance(handler, CountHandler)
    ]
    return any(counter.get_counts() for counter in counters)


def _abort(found: ProblemsFound, language: Language) -> Abort:
    for problem in found.problems:
        _log.error(problem.line(language))
    count = len(found.problems)
    return Abort(
        Say(
            f"พบ {count} ข้อ เว็บไซต์เดิมยังอยู่ครบ",
            f"{count} to mend; the site that was there is as it was",
        ).of(language)
    )
