"""Looks at a finished site as a browser would: every link, anchor, id and asset, the search,
nothing from another host.

A page is read as if somebody had forged it: whatever could run or load in it, but for our own
scripts, is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from pathlib import Path
from posixpath import dirname, join, normpath
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from .. import kinds
from ..language import Language
from ..problems import Place, Problem, ProblemsFound, Say
from ..tree import UNREADABLE, Node, drawing, finished
from . import compressed, editions, manifest, readable

LOOKING = Say("ตรวจไฟล์", "files looked at")
"""What `verify` does, as progress tells it."""
STRANGE = Say("ไม่มีการสร้างใดทำไฟล์ชนิดนี้ไว้ตรงนี้", "no build makes a file of this kind here")
"""What is said of a file that no build puts where it stands, in a site and in a bundle."""
_LOADED_LINKS = {
    "stylesheet",
    "icon",
    "preload",
    "manifest",
    "modulepreload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
}
_ADDRESSES = {
    "href",
    "xlink:href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "background",
    "ping",
    "to",
    "from",
    "values",
}
"""Attributes that hold an address, those with which SVG changes one among them."""
_CHOICES = {"srcset", "imagesrcset"}
_LIVE = {
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "base",
    "portal",
    "fencedframe",
}
_LIVE |= {"noscript", "noembed", "noframes", "xmp", "plaintext"}
"""Elements that no page of ours has: they show or run something else in it, move its addresses, or
are read in two ways."""
_WATCHED = _LIVE | {"script", "style"}
"""Elements that are looked at whatever they say of themselves."""
_TELLING = _ADDRESSES | _CHOICES | {"id", "style", "http-equiv", "data-root"}
"""Attributes for which an element is looked at; besides those that run code."""
_CODE = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
_POLICY = re.compile(
    rb'\s*<!doctype html>\s*<html[^<>]*>\s*<head>\s*<meta charset="utf-8">\s*'
    rb'<meta http-equiv="Content-Security-Policy" content="([^"<>]*)">',
    re.IGNORECASE,
)
"""How every page begins that loads a script: before anything in it can run, its policy refuses
whatever is not ours."""
_SOURCES = {"'none'", "'self'", "data:"}
_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = set(
    "svg g path rect circle ellipse line polyline polygon text tspan title desc defs symbol use clipPath mask marker pattern "
    "linearGradient radialGradient stop a style".split()
)
"""Elements of a drawing that only show something."""
_INSTRUCTION = re.compile(rb"<!DOCTYPE|<!ENTITY|<\?(?!xml\s)", re.IGNORECASE)
_LARGEST_PAGE = 20_000_000
"""Bytes; the largest page of this manual has a hundredth of it."""
_NO_RELATIVE_ADDRESS = "404.html"
"""The one page that is shown at any address; its addresses begin at the root of the server
instead."""


@dataclass
class Looked:
    """What a page has, and what it asks for."""

    path: str
    language: str = ""
    ids: dict[str, None] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    root: str = ""
    """Where its addresses begin on their server, if it says so."""
    leads_on: bool = False
    """Whether it only leads to where its page stands now."""


def verify(
    site: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
    known: Mapping[str, Looked] = MappingProxyType({}),
) -> list[Problem]:
    """Every fault of the site in a folder, sorted by place; what is no longer as it was built among
    them.

    `progress` is told before each page that is looked at; `known` are those at which whoever has
    just made them has looked, by their paths.
    """
    if not (site / "index.html").is_file():
        what = Say("ไม่มี index.html", "there is no index.html")
        return [
            Problem(
                Place(str(site)),
                what,
                Say("ระบุโฟลเดอร์ของเว็บไซต์ที่สร้างแล้ว", "name the folder of a built site"),
            )
        ]
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    own = sorted(
        path for path in files if not path.startswith(f"{manifest.EDITIONS}/")
    )  # earlier editions were looked at then
    pages: dict[str, Looked] = {}
    for path in (addresses := [path for path in own if path.endswith(".html")]):
        progress(len(pages), len(addresses))
        pages[path] = known.get(path) or _look(site, path)
    problems = [
        *strangers(site),
        *(problem for page in pages.values() for problem in page.problems),
    ]
    problems += [problem for page in pages.values() for problem in _dead_links(page, pages, files)]
    languages = _languages_of(site)
    problems += list(_languages_in_step(pages, languages))
    problems += [
        problem
        for path in own
        if path.endswith(".css")
        for problem in _stylesheet(site, path, files)
    ]
    for language in languages:
        problems += readable.search_data(site, language, _to_be_found(pages, language))
    problems += [
        problem for path in own if path.endswith(".svg") for problem in _drawing(site, path)
    ]
    problems += readable.cut_short(site, own)
    problems += compressed.differences(site, own)
    problems += manifest.differences(site)
    return sorted(problems)


def strangers(site: Path) -> Iterator[Problem]:
    """A problem for every file of a site, and of the editions below it, of a kind that no build
    makes at its place."""
    folders = [
        ("", site),
        *((f"{manifest.EDITIONS}/{one.name}/", one) for one in manifest.earlier(site)),
    ]
    for above, folder in folders:
        for path in manifest.files_in(folder):
            if not kinds.in_site(path):
                yield Problem(Place(above + path), STRANGE, Say("ลบไฟล์นี้ออก", "remove it"))


def live_in(folder: Path, path: str) -> list[Problem]:
    """What could run, or load from another host, in a page that stands alone and has no script."""
    page = _look(folder, path)
    scripts = [_not_ours(page, address) for address, tag in page.links if tag == "script"]
    away = [
        found
        for address, tag in page.links
        if _target(page, address)[0] is None
        for found in _abroad(page, address, tag)
    ]
    return [*page.problems, *scripts, *away]


def _to_be_found(pages: dict[str, Looked], language: Language) -> dict[str, dict[str, None]]:
    """The ids on each page of a language that its search has to find, by its path from the root of
    the language."""
    english = Language.EN.folder
    return {
        path.removeprefix(language.folder): page.ids
        for path, page in pages.items()
        if path.startswith(english) == (language is Language.EN)
        and path != _NO_RELATIVE_ADDRESS
        and not page.leads_on
    }


def look_at(path: str, language: Language, content: Node) -> Looked:
    """What the content of a page has and asks for, as it is written into the site; its frame is
    that of all pages of its kind."""
    page = Looked(path, language.value)
    for element in content.elements():
        if _tells(element.tag, *element.keys()):
            attributes = {str(name): unescape(str(value)) for name, value in element.items()}
            _note(page, element.tag, attributes, element.text, Place(path))
    return page


def _look(site: Path, path: str) -> Looked:
    """What a page has and asks for, and what it may not have."""
    page = Looked(path)
    content = (site / path).read_bytes()
    try:
        if len(content) > _LARGEST_PAGE:
            raise ValueError
        tree = finished(content)
    except UNREADABLE:
        what = Say("หน้านี้ว่างหรืออ่านไม่ได้", "the page is empty, or cannot be read")
        page.problems.append(
            Problem(Place(path), what, Say("สร้างเว็บไซต์ใหม่", "build the site again"))
        )
        return page
    page.language = str(tree.get("lang", ""))
    for element in tree.iter("*"):
        if _tells(element.tag, *element.keys()):
            place = Place(path, element.sourceline or 0)
            _note(page, element.tag, dict(element.items()), element.text, place)
    if any(tag == "script" for _, tag in page.links) and not _is_strict(_POLICY.match(content)):
        what = Say("หน้านี้ไม่ได้เริ่มด้วยนโยบายเนื้อหา", "the page does not begin with the content policy")
        page.problems.append(
            Problem(Place(path), what, Say("สร้างเว็บไซต์ใหม่", "build the site again"))
        )
    return page


def _is_strict(policy: re.Match[bytes] | None) -> bool:
    """Whether a policy refuses everything but what comes from the site itself, and code that is
    written in an address."""
    if not policy:
        return False
    rules = [rule.split() for rule in policy[1].decode("ascii", "replace").split(";")]
    sources = {
        rule[0]: set(rule[1:]) for rule in reversed(rules) if rule
    }  # of two rules of a name, browsers take the first
    return (
        sources.get("default-src") == {"'none'"}
        and set().union(*sources.values()) <= _SOURCES
        and not any(
            "data:" in allowed for name, allowed in sources.items() if name.startswith("script-src")
        )
    )


@lru_cache(5_000)
def _tells(tag: str, *attributes: str) -> bool:
    """Whether an element may be, or lead to, what `_note` writes down: most have a class alone."""
    return (
        tag in _WATCHED
        or not _TELLING.isdisjoint(attributes)
        or any(name.startswith("on") for name in attributes)
    )


def _note(
    page: Looked, tag: str, attributes: dict[str, str], text: str | None, place: Place
) -> None:
    """Writes down one element: its id, where it leads or what it loads, and what it may not
    have."""
    if id := attributes.get("id"):
        if id in page.ids:
            what = Say(f'id "{id}" ซ้ำ', f'the id "{id}" stands twice')
            page.problems.append(Problem(place, what, Say("ตั้งชื่อใหม่", "rename one")))
        page.ids[id] = None
        if tag in ("h2", "h3"):
            page.headings.append(id)
    page.root = attributes.get("data-root", page.root)
    page.links += _addresses(tag, attributes)
    if tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
        page.leads_on = True
    for what, remedy in _live(tag, attributes, text):
        page.problems.append(Problem(place, what, remedy))


def _addresses(tag: str, attributes: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every address that an element holds, with its tag; `a` for what leads on only when somebody
    follows it."""
    relations = set(attributes.get("rel", "").lower().split()) if tag == "link" else set()
    for name, value in attributes.items():
        if name in _CHOICES:
            yield from ((choice.split()[0], tag) for choice in value.split(",") if choice.strip())
        elif name not in _ADDRESSES or (
            tag == "link" and not relations & (_LOADED_LINKS | {"alternate"})
        ):
            continue
        elif (tag in ("a", "area") and name.endswith("href")) or (
            tag == "link" and not relations & _LOADED_LINKS
        ):
            yield value, "a"
        elif name not in ("to", "from", "values"):
            yield value, name if tag == "a" else tag
    if tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
        yield re.split(r"(?i)url\s*=", attributes.get("content", ""))[-1].strip(" '\""), tag


def _live(tag: str, attributes: dict[str, str], text: str | None) -> Iterator[tuple[Say, Say]]:
    """Code and style written into the page itself, and what shows or runs something else in it."""
    if tag in _LIVE:
        yield Say(f"มี <{tag}> ในหน้า", f"there is an element <{tag}>"), Say("ลบออก", "leave it out")
    if tag == "script" and "src" not in attributes:
        yield (
            Say("มีสคริปต์ในหน้า", "there is an inline script"),
            Say("ย้ายไปไว้ในไฟล์", "move it into a file"),
        )
    if tag == "style" and (text or "").strip():
        yield (
            Say("มี <style> ในหน้า", "there is an inline style"),
            Say("ย้ายไปไว้ในไฟล์", "move it into a file"),
        )
    for name, value in attributes.items():
        if name == "style" or name.startswith("on"):
            yield (
                Say(f"มีแอตทริบิวต์ {name}", f"there is an attribute {name}"),
                Say("ใช้ class แทน", "use a class instead"),
            )
        elif (
            name in _ADDRESSES
            and ":" in value
            and any(map(_is_code, value.split(";") if name == "values" else [value]))
        ):
            yield (
                Say(f"ที่อยู่ใน {name} เป็นโค้ด", f"the address in {name} is code"),
                Say("ใช้ที่อยู่ธรรมดา", "use a plain address"),
            )


def _is_code(address: str) -> bool:
    return bool(_CODE.match("".join(letter for letter in address if letter > " ")))


def _dead_links(page: Looked, pages: dict[str, Looked], files: set[str]) -> Iterator[Problem]:
    for address, tag in page.links:
        target, fragment = _target(page, address)
        if target is None:
            yield from _abroad(page, address, tag)
        elif tag == "script" and not kinds.is_script(target):
            yield _not_ours(page, address)
        elif target not in files:
            yield Problem(
                Place(page.path),
                Say(f"ลิงก์ไปไม่ถึง: {address}", f"a link leads nowhere: {address}"),
                Say("แก้ที่อยู่", "mend the address"),
            )
        elif fragment and target in pages and fragment not in pages[target].ids:
            what = Say(
                f"ไม่มีหัวข้อที่ลิงก์ไป: {address}", f"a link names a heading that is not there: {address}"
            )
            yield Problem(Place(page.path), what, Say("แก้ส่วนหลัง #", "mend what follows #"))


def _target(page: Looked, address: str) -> tuple[str | None, str]:
    """The file of the site to which an address leads, and the heading; None where it leads out of
    the site."""
    root = page.root if page.path == _NO_RELATIVE_ADDRESS else None
    target, fragment = _led_to(page.path.rpartition("/")[0], root, address)
    return page.path if target == "" else target, fragment


@lru_cache(20_000)
def _led_to(folder: str, root: str | None, address: str) -> tuple[str | None, str]:
    """The same from any page of a folder, which lead to much the same; "" for the page itself.
    `root` is where addresses begin that are not relative."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None, ""
    path = parts.path.removeprefix(root or "")
    if parts.scheme or parts.netloc or (path.startswith("/") and root is not None):
        return None, ""
    target = normpath(join(folder, unquote(path))) if parts.path else ""
    return target, unquote(parts.fragment)


def _abroad(page: Looked, address: str, tag: str) -> Iterator[Problem]:
    """What is wrong with an address that leads out of the site: readers may follow it, and nothing
    else may."""
    try:
        urlsplit(address)
    except ValueError:
        what = Say(f"ที่อยู่ใช้ไม่ได้: {address}", f"an address cannot be read: {address}")
        yield Problem(Place(page.path), what, Say("แก้ที่อยู่", "mend the address"))
    else:
        if tag != "a":
            what = Say(f"โหลดจากเครื่องอื่น: {address}", f"it loads from another host: {address}")
            yield Problem(
                Place(page.path), what, Say("เก็บไฟล์ไว้ในเว็บไซต์", "keep the file in the site")
            )


def _not_ours(page: Looked, address: str) -> Problem:
    what = Say(
        f"สคริปต์ไม่ได้อยู่ใน assets/: {address}", f"a script that does not stand in assets/: {address}"
    )
    return Problem(Place(page.path), what, Say("สร้างเว็บไซต์ใหม่", "build the site again"))


def _languages_of(site: Path) -> tuple[Language, ...]:
    """The languages that a site says it stands in; both where it does not say."""
    try:
        return editions.of(site).languages
    except ProblemsFound:
        return tuple(Language)


def _languages_in_step(
    pages: dict[str, Looked], languages: tuple[Language, ...]
) -> Iterator[Problem]:
    """Each page stands in the languages of its site, says its own, and has the same headings in
    both."""
    english = Language.EN.folder
    for path, page in pages.items():
        own = Language.EN if path.startswith(english) else Language.TH
        if page.language != own:
            yield Problem(
                Place(path),
                Say(f'lang เป็น "{page.language}"', f'its lang is "{page.language}"'),
                Say(f'ต้องเป็น "{own}"', f'it has to be "{own}"'),
            )
        if own not in languages:
            yield Problem(Place(path), STRANGE, Say("ลบไฟล์นี้ออก", "remove it"))
        if path == _NO_RELATIVE_ADDRESS or len(languages) == 1:
            continue
        twin = path.removeprefix(english) if own is Language.EN else english + path
        if twin not in pages:
            yield Problem(
                Place(path),
                Say(f"ไม่มีหน้า {twin}", f"there is no page {twin}"),
                Say("สร้างให้ครบสองภาษา", "build both languages"),
            )
        elif own is Language.TH and page.headings != pages[twin].headings:
            yield Problem(
                Place(path),
                Say(f"หัวข้อไม่ตรงกับ {twin}", f"its headings differ from those of {twin}"),
                Say("ใช้ id ชุดเดียวกัน", "use the same ids"),
            )


def _stylesheet(site: Path, path: str, files: set[str]) -> Iterator[Problem]:
    for address in kinds.asked_for((site / path).read_text(encoding="utf-8", errors="replace")):
        parts = urlsplit(address)
        if parts.scheme == "data" or address.startswith("#"):
            continue
        if parts.scheme or parts.netloc:
            yield Problem(
                Place(path),
                Say(f"โหลดจากเครื่องอื่น: {address}", f"it loads from another host: {address}"),
                Say("เก็บไฟล์ไว้ในเว็บไซต์", "keep the file in the site"),
            )
        elif normpath(join(dirname(path), unquote(parts.path))) not in files:
            yield Problem(
                Place(path),
                Say(f"ไม่พบไฟล์: {address}", f"a file is not there: {address}"),
                Say("แก้ที่อยู่", "mend the address"),
            )


def _drawing(site: Path, path: str) -> Iterator[Problem]:
    """What in a drawing is more than something to look at."""
    remedy = Say("บันทึกใหม่เป็น SVG ธรรมดา", "save it again as a plain SVG")
    try:
        content = (site / path).read_bytes()
        content.decode()
        tree = drawing(content)
    except UNREADABLE:
        yield Problem(Place(path), Say("อ่านภาพวาดไม่ได้", "the drawing cannot be read"), remedy)
        return
    if _INSTRUCTION.search(content):
        what = Say("มีคำสั่งสำหรับโปรแกรมอยู่ในภาพ", "there are instructions for programs in the drawing")
        yield Problem(Place(path), what, remedy)
    for element in tree.iter("*"):
        tag = str(element.tag)
        if not tag.startswith(_SVG) or tag.removeprefix(_SVG) not in _SHAPES:
            name = _local(tag)
            yield Problem(
                Place(path), Say(f"มี <{name}> ในภาพ", f"there is an element <{name}>"), remedy
            )
        for attribute, value in [*element.attrib.items(), ("", element.text or "")]:
            name, value = _local(str(attribute)), str(value)
            leads = name == "href" and not value.strip().startswith("#")
            if (
                name.lower().startswith("on")
                or leads
                or any(not one.strip().startswith("#") for one in kinds.asked_for(value))
            ):
                what = Say(
                    f"{name or 'style'} ใช้ในภาพไม่ได้",
                    f"{name or 'style'} may not stand in a drawing as it does here",
                )
                yield Problem(Place(path), what, remedy)


def _local(name: str) -> str:
    return name.rpartition("}")[2]
