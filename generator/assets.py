"""Our scripts, styles and fonts as browsers get them: few files, in a folder that is named by what they are."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

FOLDER = "assets/"
THEME = ""
"""The name of the theme's style sheet among the assets, whose own name changes with its version."""
_JOINED = {
    "page.css": (THEME, "tokens.css", "khumue.css", "drawings.css"),
    "worksheet.css": ("sheet.css", "fill.css"),
    "worksheet.js": ("sheet.js", "fields.js", "scoring.js", "fill.js"),
}
"""What pages load as one file, since each file costs a phone a journey."""
_COMMENT = re.compile(rb"^ *//.*\n", re.MULTILINE)
"""A line of a script that says why: a sixth of what a phone would fetch for the search."""


def published(assets: Mapping[str, bytes]) -> tuple[str, dict[str, bytes]]:
    """The folder in the site that a browser may keep for ever, and its files, by their names in it."""
    within = {part for parts in _JOINED.values() for part in parts}
    files = {name: content for name, content in assets.items() if name not in within}
    files |= {name: b"\n".join(assets[part] for part in parts) for name, parts in _JOINED.items()}
    files = {name: _COMMENT.sub(b"", files[name]) if name.endswith(".js") else files[name] for name in sorted(files)}
    digest = hashlib.sha256()
    for name, content in files.items():
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return f"{FOLDER}{digest.hexdigest()[:12]}/", files
