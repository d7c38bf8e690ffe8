"""Which files a site and its bundle hold, and where: one table, for what is built, what is looked
at and what is published."""

from __future__ import annotations

import re

DOCUMENTS = frozenset(
    ".png .jpg .jpeg .webp .gif .pdf .docx .xlsx .pptx .odt .ods .odp .epub .csv .txt".split()
)
"""What may stand beside the pages, to be linked to: nothing that a browser or a server runs."""
TAKEN = frozenset({"assets", "editions", "templates"})
"""Folders of the site's own style and scripts and of its earlier editions, and one that MkDocs
leaves out."""
TEXTS = frozenset(".html .css .js .svg .txt .json".split())
"""What has compressed forms beside it in a bundle."""
FORMS = (".gz", ".br")
ID = "[a-z][a-z0-9]*(-[a-z0-9]+)*"
"""What a manual or a record of it is called for good: a part of the names of files."""
RESERVED = frozenset({"index", "con", "prn", "aux", "nul"}) | {
    f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)
}
"""What no page can be called: the overview's own name, and those that Windows keeps for devices."""
NUMBER = r"(?:0|[1-9][0-9]{0,3})(?:\.(?:0|[1-9][0-9]{0,3})(?:\.[1-9][0-9]{0,3}){0,2})?"
"""A number of an edition, which is the name of a folder too: of each there is one spelling, so that
01.0 and 1.0.0 are none."""

_NUMBER = re.compile(NUMBER)
_NAME = "[A-Za-z0-9_-]+"
_HASHED = rf"assets/[0-9a-f]{{8,64}}/(?:{_NAME}/)*{_NAME}"
_SCRIPTS = (rf"{_HASHED}\.js", r"assets/search/(?:th|en)\.js", r"editions\.js")
_SITE = (
    *_SCRIPTS,
    r"(?!assets/|editions/)(?:[a-z0-9-]+/)*[a-z0-9-]+\.html",
    rf"{_HASHED}\.(?:css|svg|woff2|txt|png|jpe?g|webp|gif)",
    r"khumue\.json|edition\.css",
)
_BUNDLE = (
    r"START-HERE\.html|manifest\.sha256",
    rf"docs/{_NAME}(?:\.th)?\.html",
    rf"deploy/(?:Caddyfile|{_NAME}\.(?:conf|config))",
)
_SOURCE = re.compile(
    r"mkdocs\.yml|data/.+\.(?:yml|json|txt)|content/.+\.(?:md|css|js|svg|woff2)|overrides/.+\.(?:html|css|js|svg|woff2|txt)"
)
_SCRIPT, _IN_SITE, _IN_BUNDLE = (
    re.compile("|".join(places)) for places in (_SCRIPTS, _SITE, _BUNDLE)
)
_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)|@import\s+['\"]([^'\"]+)")
_RUN = re.compile(
    r"\.(?:php[0-9s]?|phtml|phar|pht|cgi|fcgi|p[ly]|rb|lua|k?sh|bash|aspx?|ashx|asmx|as[ap]|cer|cdx|jspx?|cfm|s?html?|shtm|stm|xht(?:ml)?"
    r"|svgz?|xml|m?js|exe|dll|com|bat|cmd|ps1|vbs|hta|ht(?:access|passwd)|config)(?=\.)",
    re.IGNORECASE,
)
"""An ending before the last, by which some servers go too."""
_OF_A_SYSTEM = re.compile(
    r"lost\+found|\.DS_Store|\._.*|\.(?:Spotlight-V100|Trashes|fseventsd|TemporaryItems|DocumentRevisions-V100|apdisk|AppleDouble)"
    r"|Thumbs\.db|ehthumbs\.db|desktop\.ini|\.Trash(?:-.*)?|\$RECYCLE\.BIN|System Volume Information|@eaDir|#recycle|@Recycle"
    r"|#snapshot|\.snapshots?|\.zfs|\.nfs[0-9a-f]+|\.fuse_hidden[0-9a-f]+|\.directory",
    re.IGNORECASE,
)


def is_number(text: str) -> bool:
    """Whether a text is the number of an edition."""
    return bool(_NUMBER.fullmatch(text))


def order(number: str) -> tuple[int, ...]:
    """The place of a number among those of editions: 0.10 comes after 0.9, and 1 is 1.0."""
    parts = tuple(map(int, number.split(".")))
    return parts + (0,) * (2 - len(parts))


def in_site(path: str) -> bool:
    """Whether a build makes files of this kind at this place of a site, the compressed forms of its
    texts among them."""
    whole = path[:-3] if path.endswith(FORMS) and path[:-3].endswith(tuple(TEXTS)) else path
    return bool(_IN_SITE.fullmatch(whole)) or is_document(whole)


def is_asset(name: str) -> bool:
    """Whether a file may stand among the assets of a site, by its name there."""
    return bool(_IN_SITE.fullmatch(f"assets/{8 * '0'}/{name}"))


def asked_for(style: str) -> list[str]:
    """The addresses of what a style sheet loads."""
    return [found[1] or found[2] for found in _ADDRESS.finditer(style)]


def is_document(path: str) -> bool:
    """Whether a file, by its path in a site, is one that may stand beside the pages."""
    parts = path.split("/")
    ending = parts[-1][parts[-1].rfind(".") :].lower()
    fit = all(
        part and not part.startswith(".") and part.isprintable() and "\\" not in part
        for part in parts
    )
    return (
        fit and ending in DOCUMENTS and parts[0].lower() not in TAKEN and not _RUN.search(parts[-1])
    )


def in_bundle(path: str) -> bool:
    """Whether `khumue bundle` puts files of this kind at this place beside the manual."""
    top, _, rest = path.partition("/")
    return bool(_IN_BUNDLE.fullmatch(path)) or (top == "sources" and is_source(rest))


def is_source(path: str) -> bool:
    """Whether a file, by its path in a manual, is one that it is made of: nothing hidden, no
    program."""
    parts = path.split("/")
    if any(not part or part.startswith(".") or not part.isprintable() for part in parts):
        return False
    beside = parts[0] in ("content", "overrides") and len(parts) > 1
    return bool(_SOURCE.fullmatch(path)) or (beside and is_document("/".join(parts[1:])))


def is_script(path: str) -> bool:
    """Whether a path in a site is that of a script of ours."""
    return bool(_SCRIPT.fullmatch(path))


def of_a_system(name: str) -> bool:
    """Whether a file or folder of this name is one that systems, desktops and network disks leave
    by themselves."""
    return bool(_OF_A_SYSTEM.fullmatch(name))
