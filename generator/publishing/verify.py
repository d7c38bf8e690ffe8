"""Looks at a finished site as a browser would: every link, anchor, id and asset, the search, nothing from another host."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from lxml import etree, html
from lxml.etree import ParserError

from ..language import Language
from ..problems import Place, Problem, Say
from . import manifest, readable

_LOADS = {"img": "src", "script": "src", "link": "href", "source": "src", "iframe": "src", "object": "data", "embed": "src"}
_LOADED_LINKS = {"stylesheet", "icon", "preload", "manifest", "modulepreload", "prefetch", "preconnect", "dns-prefetch"}
_ADDRESSES = {"href", "src", "action", "formaction"}
_CODE = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
_CSS_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)|@import\s+['\"]([^'\"]+)")
_NO_RELATIVE_ADDRESS = "404.html"
"""The one page that is shown at any address; its addresses are looked at from the root of the server instead."""


@dataclass
class _Page:
    path: str
    language: str = ""
    leads_on: bool = False
    """Whether it only leads to where its page stands now."""
    ids: set[str] = field(default_factory=set)
    headings: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def verify(site: Path, progress: Callable[[int, int], None] = lambda done, total: None) -> list[Problem]:
    """Every fault of the site in a folder, sorted by place; what is no longer as it was built among them.

    `progress` is told before each page that is looked at.
    """
    if not (site / "index.html").is_file():
        what = Say("ไม่มี index.html", "there is no index.html")
        return [Problem(Place(str(site)), what, Say("ระบุโฟลเดอร์ของเว็บไซต์ที่สร้างแล้ว", "name the folder of a built site"))]
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    own = sorted(path for path in files if not path.startswith(f"{manifest.EDITIONS}/"))  # earlier editions were looked at then
    pages: dict[str, _Page] = {}
    for path in (addresses := [path for path in own if path.endswith(".html")]):
        progress(len(pages), len(addresses))
        pages[path] = _look(site, path)
    problems = [problem for page in pages.values() for problem in page.problems]
    problems += [problem for page in pages.values() for problem in _dead_links(page, pages, files)]
    problems += list(_languages_in_step(pages))
    problems += [problem for path in own if path.endswith(".css") for problem in _stylesheet(site, path, files)]
    for language in Language:
        problems += readable.search_data(site, language, _to_be_found(pages, language))
    problems += readable.cut_short(site, own)
    problems += manifest.differences(site)
    return sorted(problems)


def _to_be_found(pages: dict[str, _Page], language: Language) -> dict[str, set[str]]:
    """The ids on each page of a language that its search has to find, by its path from the root of the language."""
    english = Language.EN.folder
    return {
        path.removeprefix(language.folder): page.ids
        for path, page in pages.items()
        if path.startswith(english) == (language is Language.EN) and path != _NO_RELATIVE_ADDRESS and not page.leads_on
    }


def _look(site: Path, path: str) -> _Page:
    """What a page has and asks for, and what it may not have."""
    page = _Page(path)
    try:
        tree = html.document_fromstring((site / path).read_bytes(), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    except ParserError:
        page.problems.append(
            Problem(Place(path), Say("หน้านี้ว่าง", "the page is empty"), Say("สร้างเว็บไซต์ใหม่", "build the site again"))
        )
        return page
    page.language = str(tree.get("lang", ""))
    for element in tree.iter(etree.Element):
        if element.attrib or element.tag in ("script", "style"):
            _note(page, str(element.tag), {str(name): str(value) for name, value in element.attrib.items()}, element)
    return page


def _note(page: _Page, tag: str, attributes: dict[str, str], element: html.HtmlElement) -> None:
    """Writes down one element: its id, where it leads or what it loads, and what it may not have."""
    if id := attributes.get("id"):
        if id in page.ids:
            what = Say(f'id "{id}" ซ้ำ', f'the id "{id}" stands twice')
            page.problems.append(Problem(_place(page, element), what, Say("ตั้งชื่อใหม่", "rename one")))
        page.ids.add(id)
        if tag in ("h2", "h3"):
            page.headings.append(id)
    if tag == "a" and "href" in attributes:
        page.links.append((attributes["href"], tag))
    elif tag == "meta" and attributes.get("http-equiv") == "refresh":
        page.leads_on = True
    elif tag in _LOADS and (address := attributes.get(_LOADS[tag])):
        relations = set(attributes.get("rel", "").split())
        if tag != "link" or relations & _LOADED_LINKS:
            page.links.append((address, tag))
        elif "alternate" in relations:
            page.links.append((address, "a"))
    for what, remedy in _live(tag, attributes, element.text):
        page.problems.append(Problem(_place(page, element), what, remedy))


def _place(page: _Page, element: html.HtmlElement) -> Place:
    line = element.sourceline
    return Place(page.path, line if isinstance(line, int) else 0)


def _live(tag: str, attributes: dict[str, str], text: str | None) -> Iterator[tuple[Say, Say]]:
    """Code and style written into the page itself."""
    if tag == "script" and "src" not in attributes:
        yield Say("มีสคริปต์ในหน้า", "there is an inline script"), Say("ย้ายไปไว้ในไฟล์", "move it into a file")
    if tag == "style" and (text or "").strip():
        yield Say("มี <style> ในหน้า", "there is an inline style"), Say("ย้ายไปไว้ในไฟล์", "move it into a file")
    for name, value in attributes.items():
        if name == "style" or name.startswith("on"):
            yield Say(f"มีแอตทริบิวต์ {name}", f"there is an attribute {name}"), Say("ใช้ class แทน", "use a class instead")
        elif name in _ADDRESSES and ":" in value and _CODE.match("".join(letter for letter in value if letter > " ")):
            yield Say(f"ที่อยู่ใน {name} เป็นโค้ด", f"the address in {name} is code"), Say("ใช้ที่อยู่ธรรมดา", "use a plain address")


def _dead_links(page: _Page, pages: dict[str, _Page], files: set[str]) -> Iterator[Problem]:
    for address, tag in page.links:
        try:
            parts = urlsplit(address)
        except ValueError:
            what = Say(f"ที่อยู่ใช้ไม่ได้: {address}", f"an address cannot be read: {address}")
            yield Problem(Place(page.path), what, Say("แก้ที่อยู่", "mend the address"))
            continue
        if parts.scheme or parts.netloc:
            if tag != "a" and parts.scheme != "data":
                what = Say(f"โหลดจากเครื่องอื่น: {address}", f"it loads from another host: {address}")
                yield Problem(Place(page.path), what, Say("เก็บไฟล์ไว้ในเว็บไซต์", "keep the file in the site"))
            continue
        if page.path == _NO_RELATIVE_ADDRESS and parts.path.startswith("/"):
            continue
        target = normpath(join(dirname(page.path), unquote(parts.path))) if parts.path else page.path
        if target not in files:
            yield Problem(
                Place(page.path),
                Say(f"ลิงก์ไปไม่ถึง: {address}", f"a link leads nowhere: {address}"),
                Say("แก้ที่อยู่", "mend the address"),
            )
        elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
            what = Say(f"ไม่มีหัวข้อที่ลิงก์ไป: {address}", f"a link names a heading that is not there: {address}")
            yield Problem(Place(page.path), what, Say("แก้ส่วนหลัง #", "mend what follows #"))


def _languages_in_step(pages: dict[str, _Page]) -> Iterator[Problem]:
    """Each page stands in both languages, says its own, and has the same headings in both."""
    english = Language.EN.folder
    for path, page in pages.items():
        own = Language.EN if path.startswith(english) else Language.TH
        if page.language != own:
            yield Problem(
                Place(path),
                Say(f'lang เป็น "{page.language}"', f'its lang is "{page.language}"'),
                Say(f'ต้องเป็น "{own}"', f'it has to be "{own}"'),
            )
        if path == _NO_RELATIVE_ADDRESS:
            continue
        twin = path.removeprefix(english) if own is Language.EN else english + path
        if twin not in pages:
            yield Problem(
                Place(path), Say(f"ไม่มีหน้า {twin}", f"there is no page {twin}"), Say("สร้างให้ครบสองภาษา", "build both languages")
            )
        elif own is Language.TH and page.headings != pages[twin].headings:
            yield Problem(
                Place(path),
                Say(f"หัวข้อไม่ตรงกับ {twin}", f"its headings differ from those of {twin}"),
                Say("ใช้ id ชุดเดียวกัน", "use the same ids"),
            )


def _stylesheet(site: Path, path: str, files: set[str]) -> Iterator[Problem]:
    for found in _CSS_ADDRESS.finditer((site / path).read_text(encoding="utf-8", errors="replace")):
        address = found[1] or found[2]
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
                Place(path), Say(f"ไม่พบไฟล์: {address}", f"a file is not there: {address}"), Say("แก้ที่อยู่", "mend the address")
            )
