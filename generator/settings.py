"""What of `mkdocs.yml` counts: one table of its keys, and the files and colours of its own that a
manual names there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from os.path import realpath, relpath
from pathlib import Path, PurePosixPath
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote

from . import colours, kinds
from .problems import Place, Problem, Say

HONOURED = frozenset(
    "site_name site_url docs_dir site_dir theme theme.name theme.custom_dir theme.logo theme.favicon theme.palette theme.font "
    "theme.language extra_css extra_javascript copyright exclude_docs draft_docs strict watch dev_addr plugins plugins.khumue "
    "remote_branch remote_name use_directory_urls INHERIT".split()
)
"""Keys that do in a manual what MkDocs users expect of them. What MkDocs itself refuses or does not
know, it tells itself."""
_ORDER = Say(
    "ลำดับหน้ามาจาก sections: ใน data/manual.yml กับ section: และ order: ที่หัวของแต่ละหน้า ลบค่านี้",
    "pages are ordered by sections: in data/manual.yml, and by section: and order: at the head of each page; delete it",
)
_REPORT = Say(
    "ผู้อ่านแจ้งข้อผิดพลาดทาง report: ใน data/manual.yml ลบค่านี้",
    "report: in data/manual.yml says where readers tell of mistakes; delete it",
)
_BESIDE = Say(
    "หน้าเสร็จแล้วก่อน MkDocs เห็น ใช้ได้เฉพาะสิ่งที่ทำกับเว็บไซต์ทั้งโฟลเดอร์ ถ้าไม่ใช่ให้ลบค่านี้",
    "they are finished before MkDocs sees them; keep it for what it does to the whole folder, or delete it",
)
_NO_OTHER = Say(
    "หน้าเสร็จแล้วก่อน MkDocs เห็น จึงไม่เรียกปลั๊กอินอื่น ลบค่านี้",
    "they are finished before MkDocs sees them, so that no other plugin is called; delete it",
)
_DELETE = Say("ลบค่านี้ (ค่าที่ใช้ได้อยู่ใน README)", "delete it (README names the keys that count)")
INSTEAD = {
    "nav": _ORDER,
    "not_in_nav": _ORDER,
    "markdown_extensions": Say(
        "หน้าใน content/ ใช้หัวข้อ รายการ ตาราง ลิงก์ และ !!! note ได้โดยไม่ต้องตั้งค่า ลบค่านี้",
        "pages in content/ have headings, lists, tables, links and !!! note without it; delete it",
    ),
    "theme.features": Say(
        "เมนู หัวข้อ และการค้นหามีอยู่แล้ว ลบค่านี้",
        "menu, contents and search are there without it; delete it",
    ),
    "theme.icon": Say("ใช้ logo: ชื่อไฟล์ภาพ แทน", "write logo: with the name of a picture instead"),
    "theme.palette.scheme": Say(
        "ผู้อ่านเลือกสว่างหรือมืดเอง ลบค่านี้", "readers choose light or dark themselves; delete it"
    ),
    "repo_url": _REPORT,
    "repo_name": _REPORT,
    "edit_uri": _REPORT,
    "edit_uri_template": _REPORT,
    "extra": Say(
        "มีผลกับแม่แบบใน overrides/ ของคู่มือเท่านั้น ลบค่านี้",
        "only templates in its own overrides/ ask for it; delete it",
    ),
    "extra_templates": Say(
        "วางแม่แบบใน overrides/ หรือเอกสารใน content/",
        "put templates into overrides/, documents into content/",
    ),
    "hooks": _BESIDE,
    "plugins.search": Say("คู่มือมีการค้นหาของตัวเองแล้ว ลบค่านี้", "a manual has its own search; delete it"),
    "validation": Say(
        "khumue check ตรวจทุกลิงก์อยู่แล้ว ลบค่านี้",
        "khumue check looks at every link without it; delete it",
    ),
    "site_description": Say(
        "เขียน lead: ใน data/manual.yml และ description: ที่หัวของแต่ละหน้า",
        "write lead: in data/manual.yml, and description: at the head of each page",
    ),
    "site_author": Say(
        "เขียน organisation: ใน data/manual.yml", "write organisation: in data/manual.yml"
    ),
}
"""What to do in the place of each other key."""
_ONLY = {
    "theme.font": (
        False,
        Say(
            "ตัวอักษร Sarabun มากับเว็บไซต์ เขียน font: false",
            "Sarabun comes with the site; write font: false",
        ),
    ),
    "theme.language": (
        "th",
        Say(
            "ภาษาของคู่มือมาจากข้อมูล เขียน language: th",
            "its data say its languages; write language: th",
        ),
    ),
    "use_directory_urls": (
        False,
        Say(
            "หน้าต้องเปิดจากดิสก์ได้ เขียน use_directory_urls: false",
            "pages open from a disk too; write use_directory_urls: false",
        ),
    ),
}
"""Keys that are right with one value alone, and what is said of any other."""
_FOLDER = "own/"
"""Where files of a manual's own stand among the assets."""
_FOREIGN = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|[/\\]{2})", re.IGNORECASE)
_PATH = re.compile(r"[?#]")
_PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif")


@dataclass(frozen=True)
class Settings:
    """What a manual makes its own through `mkdocs.yml`: files by their names among the assets,
    colours, a line in the foot."""

    files: Mapping[str, Path] = field(default_factory=dict)
    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    logo: str = ""
    icon: str = "icon.svg"
    colours: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The tokens of each scheme that differ from those of the theme."""
    copyright: str = ""
    no_content: Callable[[str], bool] = lambda path: False
    """Whether a file, by its path in `content/`, is none of the manual's pages and documents."""
    problems: tuple[Problem, ...] = ()

    @property
    def copyright_language(self) -> str:
        """The language of that line, by its letters."""
        return "th" if any("ก" <= letter <= "๛" for letter in self.copyright) else "en"


@dataclass(frozen=True)
class Written:
    """A configuration as it is written: its values, and where each key stands, `theme.logo` and
    `theme.palette.0.primary` too."""

    file: str
    values: Mapping[str, Any]
    places: Mapping[str, Place]

    def at(self, key: str, item: object = "") -> Place:
        """Where an item of a key stands, or the key, or at least the file."""
        return self.places.get(f"{key}.{item}") or self.places.get(key, Place(self.file))

    @property
    def theme(self) -> Mapping[str, Any]:
        """What stands under `theme:`."""
        theme = self.values.get("theme")
        return theme if isinstance(theme, dict) else {}

    @property
    def plugins(self) -> Iterator[str]:
        """The names of its plugins, however they are listed."""
        for item in self.values.get("plugins") or ():
            yield from item if isinstance(item, dict) else [str(item)]


def read(
    written: Written,
    root: Path,
    content: Path,
    themes: tuple[Path, ...],
    excluded: Callable[[str], bool],
) -> Settings:
    """What counts of a configuration, and a notice for what does not.

    Files that it names are looked for in `content`, then in `themes`, of which the first is the
    manual's own if there are two.
    """
    own = _Own(root, (content, *themes))
    styles = [
        own.take(name, written.at("extra_css", name), (".css",))
        for name in _listed(written, "extra_css")
    ]
    scripts = [
        own.script(item, written.at("extra_javascript", item))
        for item in _listed(written, "extra_javascript")
    ]
    logo, icon = (
        own.take(written.theme[key], written.at(f"theme.{key}"), _PICTURES)
        if written.theme.get(key)
        else ""
        for key in ("logo", "favicon")
    )
    chosen, unread = _colours(written, themes)
    beside = {path for path in own.below(content) if not kinds.is_document(path)}
    return Settings(
        own.files,
        tuple(filter(None, styles)),
        tuple(filter(None, scripts)),
        logo,
        icon or Settings.icon,
        chosen,
        unescape(re.sub(r"<[^>]*>", "", str(written.values.get("copyright") or ""))).strip(),
        lambda path: path in beside or excluded(path),
        (*own.problems, *unread, *_notices(written, templates=len(themes) > 1)),
    )


def _notices(written: Written, *, templates: bool) -> Iterator[Problem]:
    """A notice for each key that does nothing; `extra` does where the manual has templates of its
    own."""
    keys = [*written.values, *(f"theme.{key}" for key in written.theme)]
    values = {**written.values, **{f"theme.{key}": value for key, value in written.theme.items()}}
    for key in keys:
        remedy = INSTEAD.get(key) or (
            _DELETE if key.startswith("theme.") and key not in HONOURED else None
        )
        if key in _ONLY and values[key] != _ONLY[key][0]:
            remedy = _ONLY[key][1]
        if remedy and not (key == "extra" and templates):
            yield _without_effect(written.at(key), key, remedy)
    for name in written.plugins:
        if name != "khumue":
            yield _without_effect(
                written.at(f"plugins.{name}"),
                name,
                INSTEAD.get(f"plugins.{name.split('/')[-1]}", _NO_OTHER),
            )
    palette = written.theme.get("palette")
    if isinstance(palette, dict) and "scheme" in palette:
        yield _without_effect(
            written.at("theme.palette.scheme"),
            "theme.palette.scheme",
            INSTEAD["theme.palette.scheme"],
        )


def _without_effect(place: Place, key: str, remedy: Say) -> Problem:
    what = Say(f'"{key}" ไม่มีผลกับหน้าของคู่มือ', f'"{key}" has no effect on the pages of a manual')
    return Problem(place, what, remedy, notice=True)


def _listed(written: Written, key: str) -> list[Any]:
    items = written.values.get(key)
    return items if isinstance(items, list) else []  # MkDocs itself refuses anything else


def _colours(
    written: Written, themes: Sequence[Path]
) -> tuple[dict[str, dict[str, str]], list[Problem]]:
    """The tokens of both schemes for the colours of `theme.palette`, and what is said of those that
    cannot be as they are."""
    given = colours.tokens(
        "".join(_text(theme / "assets/tokens.css") for theme in reversed(themes))
    )
    palette = written.theme.get("palette") or []
    entries = palette if isinstance(palette, list) else [palette]
    made: dict[str, dict[str, str]] = {}
    first: dict[str, str] = {}
    problems = []
    for number, entry in enumerate(entries):
        above = f"theme.palette.{number}." if isinstance(palette, list) else "theme.palette."
        named = (
            {key: entry[key] for key in ("primary", "accent") if key in entry}
            if isinstance(entry, dict)
            else {"": entry}
        )
        read = {key: colour for key, name in named.items() if (colour := colours.hexadecimal(name))}
        told = [(key, *colours.unknown(named[key])) for key in named.keys() - read.keys()]
        scheme = (
            colours.DARK
            if len(entries) > 1 and read and entry.get("scheme") == colours.DARK
            else colours.LIGHT
        )
        if read and scheme in given and scheme not in made:
            first = first or read
            made[scheme] = colours.scheme(scheme, given[scheme], read)
            told += colours.unread(named, {**given[scheme], **made[scheme]})
        problems += [
            Problem(written.at((above + key).rstrip(".")), what, remedy, notice=True)
            for key, what, remedy in told
        ]
    if first:
        made |= {
            scheme: colours.scheme(scheme, tokens, first)
            for scheme, tokens in given.items()
            if scheme not in made
        }
    return made, problems


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


class _Own:
    """Files of a manual's own that its configuration names, those that they ask for, and what is
    wrong with them."""

    def __init__(self, root: Path, folders: Iterable[Path]) -> None:
        self.root, self.folders = root, tuple(folders)
        self.files: dict[str, Path] = {}
        self.problems: list[Problem] = []

    def script(self, item: object, place: Place) -> str:
        """The name of a script among the assets; one of a type is a plain one too, since no module
        runs from a disk."""
        settings = item if isinstance(item, dict) else {"path": item}
        if kind := settings.get("type"):
            what = Say(
                f'"{kind}" ไม่ทำงานเมื่อเปิดจากดิสก์ จึงเป็นสคริปต์ธรรมดา',
                f'"{kind}" does not run from a disk: it is a plain script here',
            )
            remedy = Say(
                "เขียนโดยไม่ใช้ import และ export แล้วลบ type:",
                "write it without import and export, and delete type:",
            )
            self.problems.append(Problem(place, what, remedy, notice=True))
        return self.take(settings.get("path"), place, (".js",))

    def take(self, address: object, place: Place, endings: tuple[str, ...] = ()) -> str:
        """The name of a file among the assets; none where it cannot be had, which is told."""
        path = normpath(unquote(_PATH.split(str(address))[0]))
        name = _FOLDER + path
        if _FOREIGN.match(str(address)):
            return self._refused(
                place,
                Say(
                    f"หน้าของคู่มือไม่ขอสิ่งใดจากเครื่องอื่น: {address}",
                    f"pages ask no other host for anything: {address}",
                ),
                Say(
                    "วางไฟล์ใน content/ แล้วเขียนชื่อไฟล์",
                    "put the file into content/, and write its name",
                ),
            )
        found = next((folder / path for folder in self.folders if _within(folder, path)), None)
        if not found:
            return self._refused(
                place,
                Say(f"ไม่พบไฟล์ {path}", f"there is no file {path}"),
                Say("วางไฟล์นี้ใน content/ หรือ overrides/", "put it into content/ or overrides/"),
            )
        if not kinds.is_asset(name) or (endings and PurePosixPath(path).suffix not in endings):
            fit = " ".join(endings or (".css", *_PICTURES, ".woff2"))
            return self._refused(
                place,
                Say(
                    f"ชื่อหรือชนิดของไฟล์ใช้ตรงนี้ไม่ได้: {path}",
                    f"a file of this name or kind does not serve here: {path}",
                ),
                Say(
                    f"ใช้ {fit} ชื่อไฟล์เป็น A-Z a-z 0-9 - _",
                    f"use {fit}, with a name of A-Z a-z 0-9 - _",
                ),
            )
        if name not in self.files:
            self.files[name] = found
            if found.suffix == ".css":
                self._asked_for(found, path)
        return name

    def below(self, folder: Path) -> Iterator[str]:
        """The paths in a folder of the files that were found there."""
        return (
            name.removeprefix(_FOLDER)
            for name, path in self.files.items()
            if path == folder / name.removeprefix(_FOLDER)
        )

    def _asked_for(self, style: Path, path: str) -> None:
        """Takes what a style sheet asks for as well, to stand beside it as it does here."""
        for number, line in enumerate(_text(style).splitlines(), 1):
            for address in kinds.asked_for(line):
                if not address.startswith(("data:", "#")):
                    asked = address if _FOREIGN.match(address) else join(dirname(path), address)
                    self.take(asked, Place(Path(relpath(style, self.root)).as_posix(), number))

    def _refused(self, place: Place, what: Say, remedy: Say) -> str:
        self.problems.append(Problem(place, what, remedy))
        return ""


def _within(folder: Path, path: str) -> bool:
    """Whether a file is there, and no link leads to it out of its folder."""
    return (folder / path).is_file() and Path(realpath(folder / path)).is_relative_to(
        realpath(folder)
    )
