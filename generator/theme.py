"""The theme as browsers get it: scripts, styles and fonts as few files in a folder named by what
they are, and the policy."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from . import colours, styles
from .kept import Kept
from .problems import Place, Problem, ProblemsFound, Say
from .project import Project

FOLDER = "assets/"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'"
)
"""What a page may load and run: nothing but its own site's files. Left out under `serve`, whose
reload script is inline."""
_MATERIAL = "stylesheets/main.*.css"
"""The style sheet of Material for MkDocs, whose name changes with its version."""
_OWN = "own.css"
"""What the colours and the logo of a manual's own need; left out where it has neither."""
_JOINED = {
    "page.css": (_MATERIAL, "tokens.css", _OWN, "khumue.css", "drawings.css"),
    "khumue.js": ("khumue.js", "lines.js", "places.js", "filter.js"),
    "worksheet.css": ("sheet.css", "fill.css"),
    "worksheet.js": ("sheet.js", "fields.js", "scoring.js", "typing.js", "fill.js"),
}
"""What pages load as one file, since each file costs a phone a journey."""
_CUT = "page.css"
"""What of them holds rules for more than a manual has: all of Material's."""
_OF_PREVIEWS = {"search/log.js"}
_COMMENT = re.compile(rb"^ *//.*\n| +// [^\"'`\n]*$|^ +(?=[^\n`]*$)", re.MULTILINE)
"""What of a script says why, and stands in no string, and how far its lines are indented: a sixth
of what a phone would fetch for the search."""


def published(
    project: Project,
    dirs: Iterable[str],
    pages: Iterable[str] | None = None,
    *,
    preview: bool = False,
) -> tuple[str, dict[str, bytes]]:
    """The folder in the site that a browser may keep for ever, and its files, by their names in it.

    `dirs` are those in which MkDocs finds its theme. Of the styles of every page stands what the
    markup of `pages` has a use for, or all where nobody knows what they will hold; a preview has the
    files of its own pages too. Raises ProblemsFound where a file of the theme is missing.
    """
    within = {part for parts in _JOINED.values() for part in parts}
    within |= set() if preview else _OF_PREVIEWS
    parts = _found(project, dirs)
    own = project.settings
    if own.colours or own.logo:
        parts[_OWN] += b"\n" + colours.style(own.colours).encode()
    else:
        del parts[_OWN]
    files = {name: content for name, content in parts.items() if name not in within}
    files |= {
        name: b"\n".join(parts[part] for part in joined if part in parts)
        for name, joined in _JOINED.items()
    }
    files = {
        name: _COMMENT.sub(b"", content) if name.endswith(".js") else content
        for name, content in files.items()
    }
    files |= {name: path.read_bytes() for name, path in own.files.items()}
    if pages is not None and not any(any(one.rglob("*.html")) for one in project.themes[:-1]):
        files[_CUT] = _cut(project, files, pages)
    digest = hashlib.sha256()
    for name, content in (files := dict(sorted(files.items()))).items():
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return f"{FOLDER}{digest.hexdigest()[:12]}/", files


def _cut(project: Project, files: dict[str, bytes], pages: Iterable[str]) -> bytes:
    """The styles of every page without what none of them, no template around them and no script
    names; templates of a manual's own may take in any of Material's, so that there all stays."""
    around = (path.read_text("utf-8") for one in project.themes for path in one.rglob("*.html"))
    scripts = (content.decode() for name, content in files.items() if name.endswith(".js"))
    names = styles.named(pages) | styles.meant("\n".join(around), "\n".join(scripts))
    beside = b"\n".join(
        content
        for name, content in files.items()
        if name.endswith((".css", ".js")) and name != _CUT
    ).decode()
    sheet, kept = files[_CUT].decode(), Kept(project.kept)
    key = Kept.key("styles", sheet, beside, *sorted(names))
    if (content := kept.get(key)) is None:
        content = styles.used(sheet, names, beside).encode()
        kept.put(key, content)
    return content


def _found(project: Project, dirs: Iterable[str]) -> dict[str, bytes]:
    """Every file among the assets of the theme, of each the one that the first folder has, and
    Material's style sheet."""
    files: dict[str, bytes] = {}
    for folder in (theme / FOLDER for theme in project.themes):
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and not any(part.startswith(".") for part in name.split("/")):
                files.setdefault(name, path.read_bytes())
    for path in (
        path for folder in dirs for path in sorted((Path(folder) / FOLDER).glob(_MATERIAL))
    ):
        files.setdefault(_MATERIAL, path.read_bytes())
    missing = sorted({part for parts in _JOINED.values() for part in parts} - files.keys())
    if missing:
        what = Say("ไม่พบไฟล์นี้ของธีม", "this file of the theme is missing")
        remedy = Say("ติดตั้ง khumue ใหม่", "install khumue again")
        raise ProblemsFound(Problem(Place(FOLDER + name), what, remedy) for name in missing)
    return files
