"""What MkDocs users write in mkdocs.yml works in a manual, or a notice with its line says what to do instead."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path

import material
import pytest
from mkdocs.config.defaults import MkDocsConfig

from khumue import build, colours, settings, theme
from khumue.language import Language
from khumue.mkdocs_yml import project_at
from khumue.problems import Problem, ProblemsFound
from khumue.project import Project
from khumue.publishing.verify import verify

from .conftest import LIBRARY, ROOT, Watched, assets_of, khumue, unheld

HONOURED = """
copyright: "&copy; 2569 <b>ห้องสมุด</b> & เพื่อน"
extra_css: [style/own.css]
extra_javascript: [script/own.js]
exclude_docs: thai-only.*
theme:
  name: material
  language: th
  font: false
  logo: assets/logo.svg
  favicon: assets/icon.png
  palette:
    - scheme: default
      primary: indigo
      accent: "#7a1fa2"
      toggle: {icon: material/weather-night, name: Dark}
    - scheme: slate
      primary: brown
plugins:
  - khumue
"""
ANSWERED = """
site_description: ห้องสมุด
site_author: บรรณารักษ์
repo_url: https://example.invalid/manual
repo_name: manual
edit_uri: edit
edit_uri_template: edit/{path}
nav:
  - index.md
not_in_nav: x.md
extra_templates: [sitemap.html]
markdown_extensions:
  - toc:
      permalink: true
extra: {social: []}
hooks: [hook.py]
validation: {links: {not_found: ignore}}
use_directory_urls: true
theme:
  name: material
  language: en
  font: {text: Roboto}
  icon: {logo: material/library}
  features: [navigation.tabs]
  direction: ltr
  palette:
    scheme: slate
    primary: teal
    accent: #7a1fa2
plugins:
  - search
  - khumue
  - blog
  - tags: {}
"""
DOT = b"\x89PNG\r\n\x1a\n" + b"".join(
    struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    for kind, data in (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\xff\xc1\x05")),
        (b"IEND", b""),
    )
)
OWN = {
    "content/assets/logo.svg": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9H0z"/></svg>',
    "content/assets/icon.png": DOT,
    "content/img/paper.png": DOT,
    "content/style/own.css": b"@import 'more.css';\n.k-foot{background-image:url(../img/paper.png)}\n",
    "content/style/more.css": b".k-foot{border-top:7px solid}\n",
    "overrides/script/own.js": b'document.documentElement.dataset.own = "has run";\n',
}


def configured(manual: Path, more: str, files: dict[str, bytes] | None = None) -> None:
    """Writes a configuration, with a site's name and folders, and files of the manual's own."""
    kept = re.sub(
        r"(?ms)^(?:use_directory_urls|theme|plugins):.*?(?=^\S|\Z)",
        "",
        (manual / "mkdocs.yml").read_text("utf-8"),
    )
    (manual / "mkdocs.yml").write_text(kept + more, encoding="utf-8")
    for name, content in (files or {}).items():
        (manual / name).parent.mkdir(parents=True, exist_ok=True)
        (manual / name).write_bytes(content)


def line_of(manual: Path, text: str) -> int:
    """The line of the configuration in which a text stands."""
    return (manual / "mkdocs.yml").read_text(encoding="utf-8").partition(text)[0].count("\n") + 1


def said(problems: Iterable[Problem]) -> list[str]:
    return [problem.line(Language.EN) for problem in problems]


def test_every_key_that_mkdocs_knows_is_honoured_or_answered() -> None:
    told_by_mkdocs = {"pages", "google_analytics"}
    keys = {name for name, _ in MkDocsConfig._schema} - {"config_file_path", "mdx_configs"} - told_by_mkdocs
    assert keys <= settings.HONOURED | settings.INSTEAD.keys()
    assert not settings.HONOURED & settings.INSTEAD.keys()


def test_what_a_manual_makes_its_own_is_on_every_page_and_runs_under_the_strict_policy(
    manual: Path, quick: dict[str, str], serve: Callable[[Path], str], watch: Callable[..., Watched]
) -> None:
    configured(manual, HONOURED, OWN)
    done = khumue("--root", manual, "build", env=quick)
    assert done.returncode == 0, done.stderr
    assert "mkdocs.yml" not in done.stderr
    site = manual / "site"
    assert verify(site) == []
    assert not (site / "thai-only.html").exists()
    own = site / assets_of(site) / "own"
    assert {path.relative_to(own).as_posix() for path in own.rglob("*.*")} == {name.partition("/")[2] for name in OWN}
    for name in ("index.html", "en/process/lend.html", "404.html"):
        page = (site / name).read_text(encoding="utf-8")
        assert '<p lang="th">© 2569 ห้องสมุด &amp; เพื่อน</p>' in unheld(page)
        assert (
            len(
                re.findall(
                    r"/own/(?:style/own\.css|script/own\.js|assets/logo\.svg|assets/icon\.png)\"",
                    page,
                )
            )
            == 4
        ), name
    for scheme, (bar, link) in {
        "light": ("rgb(64, 81, 181)", "rgb(122, 31, 162)"),
        "dark": ("rgb(121, 86, 73)", "rgb("),
    }.items():
        watched = watch(home := serve(site), viewport={"width": 360, "height": 800}, color_scheme=scheme)
        watched.page.goto(f"{home}process/lend.html")
        seen = watched.page.evaluate(
            """() => {
                const style = (name) => getComputedStyle(document.querySelector(name));
                const logo = document.querySelector(".k-logo");
                return [document.documentElement.dataset.own, style(".k-foot").borderTopWidth, logo.naturalWidth > 0,
                        document.documentElement.scrollWidth, style(".md-header").backgroundColor, style(".md-path__link").color];
            }"""
        )
        assert seen[:4] == ["has run", "7px", True, 360]
        assert seen[4].startswith(bar)
        assert seen[5].startswith(link)
        assert watched.complaints == []


def test_what_does_nothing_in_a_manual_is_answered_in_its_line_and_the_site_is_built(manual: Path, quick: dict[str, str]) -> None:
    configured(
        manual,
        ANSWERED,
        {"hook.py": b"def on_post_page(output, **_):\n    return output + '<!-- by a hook -->'\n"},
    )
    command = [sys.executable, "-m", "mkdocs", "build", "-f", str(manual / "mkdocs.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**quick, "KHUMUE_LANG": "en"})
    assert done.returncode == 0, done.stderr
    notices = dict(
        re.findall(
            r'mkdocs\.yml:(\d+):\d+: notice: "([^"]+)" has no effect on the pages of a manual; ',
            done.stderr,
        )
    )
    keys = {
        *settings.INSTEAD,
        "theme.language",
        "theme.font",
        "theme.direction",
        "use_directory_urls",
        "search",
        "blog",
        "tags",
    }
    assert set(notices.values()) == keys - {"plugins.search"}
    for line, key in notices.items():
        assert int(line) == line_of(manual, f"{key.rpartition('.')[2]}:" if key not in ("search", "blog") else f"- {key}"), key
    assert f"mkdocs.yml:{line_of(manual, 'primary: teal')}:5: notice: " in done.stderr
    assert (
        f"mkdocs.yml:{line_of(manual, 'accent: #')}:5: notice: this is no colour; write the colour itself between quotes"
        in done.stderr
    )
    assert len(re.findall(r"mkdocs\.yml:\d", done.stderr)) == len(keys) + 1
    assert "<!-- by a hook -->" in (manual / "site/index.html").read_text(encoding="utf-8")
    assert not (manual / "content/blog").exists()
    assert not (manual / "site/search").exists()


@pytest.mark.parametrize(
    ("more", "files", "message"),
    [
        (
            "extra_css: ['https://[example.invalid/x.css']",
            {},
            "mkdocs.yml:{}:13: pages ask no other host for anything: https://[exa",
        ),
        (
            "extra_javascript: [//example.invalid/x.js]",
            {},
            "mkdocs.yml:{}:20: pages ask no other host for anything: //example",
        ),
        (
            "extra_css: [lost.css]",
            {},
            "mkdocs.yml:{}:13: there is no file lost.css; put it into content/ or overrides/",
        ),
        ("extra_css: [../mkdocs.yml]", {}, "mkdocs.yml:{}:13: there is no file ../mkdocs.yml"),
        (
            "extra_javascript: [welcome.th.md]",
            {},
            "mkdocs.yml:{}:20: a file of this name or kind does not serve here: welcome.th.md",
        ),
        (
            "extra_css: [a.css]",
            {"content/a.css": b"\n@import url(//example.invalid/x)"},
            "content/a.css:2: pages ask no other host",
        ),
        (
            "extra_css: [a.css]",
            {"content/a.css": b"p{background:url(x.png?v=1)}"},
            "content/a.css:1: there is no file x.png; ",
        ),
        (
            "theme: {name: material, logo: รูป.png}",
            {"content/รูป.png": DOT},
            "mkdocs.yml:{}:25: a file of this name or kind",
        ),
        (
            "theme: {name: material, favicon: x.ico}",
            {"content/x.ico": b"x"},
            "mkdocs.yml:{}:25: a file of this name or kind",
        ),
        (
            "theme: {name: material, palette: {primary: tael}}",
            {},
            'mkdocs.yml:{}:35: notice: this is no colour; did you mean "teal"?',
        ),
        (
            "theme: {name: material, palette: dark}",
            {},
            "mkdocs.yml:{}:25: notice: this is no colour",
        ),
        ("extra: {social: []}", {}, 'mkdocs.yml:{}:1: notice: "extra" has no effect'),
        (
            "extra_javascript: [{path: a.js, type: module}]",
            {"content/a.js": b""},
            'mkdocs.yml:{}:1: notice: "module" does not run',
        ),
    ],
)
def test_what_cannot_be_had_is_one_line(manual: Path, more: str, files: dict[str, bytes], message: str) -> None:
    configured(
        manual,
        f"{more}\nplugins: [khumue]\n" + ("" if "theme" in more else "theme: {name: material}\n"),
        files,
    )
    (line,) = said(project_at(manual).settings.problems)
    assert line.startswith(message.format(line_of(manual, more)))


def test_pages_that_are_left_out_leave_no_faults_of_their_own_and_links_to_them_are_told(
    manual: Path,
) -> None:
    configured(
        manual,
        "exclude_docs: |\n  welcome.*\n  /notes/\ntheme: {name: material}\nplugins: [khumue]\n",
        {"content/notes/a.md": b"x"},
    )
    guide, problems = build.check(project_at(manual))
    assert guide is not None
    assert [page.name for page in guide.prose] == ["thai-only"]
    before = said(build.check(Project(LIBRARY, LIBRARY / "site"))[1])
    assert said(problems) == before


def test_extra_is_left_to_templates_of_the_manuals_own(manual: Path) -> None:
    configured(
        manual,
        "extra: {social: []}\ntheme: {name: material}\nplugins: [khumue]\n",
        {"overrides/partials/more.html": b""},
    )
    assert project_at(manual).settings.problems == ()


def test_colours_hold_their_contrast_whatever_is_asked_for() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    given = colours.tokens((ROOT / "overrides/assets/tokens.css").read_text(encoding="utf-8"))
    corners = ["#" + "".join(parts) for parts in product(("00", "80", "ff"), repeat=3)]
    for name, tokens in given.items():
        assert len(tokens) == 20
        for primary, accent in product((*colours.NAMES.values(), *corners), (None, "#ffff00")):
            wanted = {"primary": primary, **({"accent": accent} if accent else {})}
            made = {**tokens, **colours.scheme(name, tokens, wanted)}
            texts = [
                ("on-brand", "brand"),
                ("ink", "tint"),
                ("ink2", "tint"),
                ("link", "tint"),
                ("link", "paper"),
                ("link", "sa"),
            ]
            assert all(colours.contrast(made[text], made[ground]) >= colours.AA for text, ground in texts), (name, wanted)
            assert all(colours.contrast(made["p3"], made[ground]) >= colours.OF_A_MARK for ground in ("paper", "sa")), (
                name,
                wanted,
            )


def test_a_colour_that_can_be_read_is_used_as_it_is() -> None:
    tokens = colours.tokens((ROOT / "overrides/assets/tokens.css").read_text(encoding="utf-8"))["default"]
    made = colours.scheme("default", tokens, {"primary": "#4051b5", "accent": "#7a1fa2"})
    assert (made["brand"], made["link"]) == ("#4051b5", "#7a1fa2")
    assert colours.scheme("default", tokens, {"primary": "#ffec3d"})["brand"] == "#ffec3d"  # with dark words on it


def test_colours_by_name_are_those_of_the_theme() -> None:
    (style,) = (Path(material.__file__).parent / "templates/assets/stylesheets").glob("palette.*.css")
    theirs = re.findall(
        r"data-md-color-primary=([a-z-]+)\]\{--md-primary-fg-color:(#[0-9a-f]{6})",
        style.read_text("utf-8"),
    )
    assert len(theirs) >= 19
    assert {name: colours.hexadecimal(name) for name, _ in theirs} == dict(theirs)


def test_a_missing_file_of_the_theme_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("khumue.project.THEME", tmp_path)
    with pytest.raises(
        ProblemsFound,
        match=r"assets/tokens\.css: this file of the theme is missing; install khumue again",
    ):
        theme.published(Project(tmp_path, tmp_path / "site"), [])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"site_name: x\ntheme: \xa1\xd2\n",
            "mkdocs.yml:2: the file is not saved as UTF-8; save it again as UTF-8",
        ),
        (
            b'site_name: "x\n',
            "mkdocs.yml:2:1: the configuration cannot be read (found unexpected end of stream); ",
        ),
        (b"", 'mkdocs.yml: "site_name" is not right (Required configuration not provided.); '),
        (b"- khumue\n", "mkdocs.yml: the configuration cannot be read ("),
    ],
)
def test_a_configuration_that_cannot_be_read_is_one_line(manual: Path, content: bytes, message: str) -> None:
    (manual / "mkdocs.yml").write_bytes(content)
    with pytest.raises(ProblemsFound) as found:
        project_at(manual)
    (line,) = said(found.value.problems)
    assert line.startswith(message)
