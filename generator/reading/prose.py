"""Hand-written pages: `content/NAME.th.md` and `NAME.en.md` → safe HTML. The only user of Markdown.

Authors have headings, lists, links, tables, emphasis and admonitions. Raw HTML is shown as text, and nothing that a
writer types can become live. A heading carries its address: `## หัวข้อ {#address}`.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Annotated
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element as Tag

from markdown import Markdown
from markdown.extensions.admonition import AdmonitionExtension
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import Treeprocessor
from pydantic import Field

from ..language import Language
from ..model import Element, Line, Prose, Slug
from ..problems import Place, Problem, Say
from ..project import Project
from ..thai import normalise
from .records import record
from .yaml_file import read_text, read_yaml

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_FRONT = re.compile(r"\A---\n(.*?\n)---\n", re.DOTALL)
_HEADING_ID = re.compile(r"\s*\{#([a-z][a-z0-9-]*)\}\s*$")
_SAFE_LINK = re.compile(r"(?:https?://|mailto:|#|(?![a-z][a-z0-9+.-]*:|//|\\))", re.IGNORECASE)
_ALIGNMENT = re.compile(r"text-align: (\w+);")


class FrontMatter(Element):
    """The head of a hand-written page, between two lines of `---`."""

    title: Line
    section: Slug
    order: Annotated[int, Field(ge=0)] = 0
    description: Line


def read_prose(project: Project) -> tuple[tuple[Prose, ...], list[Problem], str]:
    """Every hand-written page in the order of its front matter, the problems, and the text of what was left out."""
    pages: list[Prose] = []
    problems: list[Problem] = []
    unread: list[str] = []
    for path in sorted(project.content.rglob("*.md")):
        name = project.name_of(path)
        stem, _, code = path.relative_to(project.content).as_posix().removesuffix(".md").rpartition(".")
        if code not in {language.value for language in Language} or not _NAME.fullmatch(stem):
            what = Say("ชื่อไฟล์ใช้ไม่ได้", "the name of the file does not serve as an address with its language")
            remedy = Say(
                "ตั้งชื่อเป็น name.th.md หรือ name.en.md ใช้ a-z 0-9 และ -", "call it name.th.md or name.en.md, of a-z, 0-9 and -"
            )
            problems.append(Problem(Place(name), what, remedy))
            continue
        text, found = read_text(path, name)
        problems += found
        page, found = _page(stem, Language(code), name, text) if text is not None else (None, [])
        problems += found
        if page:
            pages.append(page)
        else:
            unread.append(f"{stem} {text or ''}")
    return tuple(sorted(pages, key=lambda page: (page.order, page.name))), problems, "\n".join(unread)


def _page(stem: str, language: Language, name: str, text: str) -> tuple[Prose | None, list[Problem]]:
    front = _FRONT.match(text)
    if not front:
        what = Say("ไม่มีส่วนหัวระหว่างบรรทัด ---", "there is no head between lines of ---")
        remedy = Say(
            "เริ่มไฟล์ด้วย ---, title: …, section: …, description: …, ---",
            "begin the file with ---, title: …, section: …, description: …, ---",
        )
        return None, [Problem(Place(name, 1, 1), what, remedy)]
    document, problems = read_yaml("\n" + front[1], name)  # the first line is the opening ---, so that lines count right
    if document is None:
        return None, problems
    head, found = record(FrontMatter, document, (), document.value)
    problems += found
    body = normalise(text[front.end() :])
    html, links, found = _html(body, name, text.count("\n", 0, front.end()))
    problems += found
    if head is None or any(not problem.notice for problem in problems):
        return None, problems
    values = head.model_dump()
    return Prose(name=stem, language=language, html=html, links=links, source=text, place=Place(name, 1, 1), **values), problems


def _html(body: str, name: str, lines_before: int) -> tuple[str, tuple[str, ...], list[Problem]]:
    markdown = Markdown(extensions=[TableExtension(), AdmonitionExtension()], output_format="html")
    markdown.preprocessors.deregister("html_block")
    for pattern in ("html", "image_link", "image_reference", "short_image_ref", "autolink", "automail"):
        markdown.inlinePatterns.deregister(pattern)
    mend = _Mend(markdown)
    markdown.treeprocessors.register(mend, "khumue", 0)
    html = markdown.convert(body)

    def place(words: str) -> Place:
        line = next((number for number, line in enumerate(body.split("\n"), 1) if words and words in line), 0)
        return Place(name, lines_before + line, 1) if line else Place(name)

    problems = [Problem(place(words), what, remedy) for words, what, remedy in mend.complaints]
    return html, tuple(mend.links), problems


def _is_plain(address: str) -> bool:
    """Whether a browser would follow an address as a link: what it decodes or skips is decoded and skipped first."""
    read = "".join(letter for letter in unescape(address) if letter > " ")
    try:
        urlsplit(read)
    except ValueError:
        return False
    return bool(_SAFE_LINK.match(read))


class _Mend(Treeprocessor):
    """Gives headings their ids and tables their classes, and refuses addresses that are not plain links."""

    def __init__(self, markdown: Markdown) -> None:
        super().__init__(markdown)
        self.complaints: list[tuple[str, Say, Say]] = []
        self.taken: set[str] = set()
        self.links: list[str] = []

    def run(self, root: Tag) -> None:
        for tag in root.iter():
            if tag.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                self._heading(tag)
            elif tag.tag == "a":
                self._link(tag)
            elif tag.tag == "th":
                tag.set("scope", "col")
            if style := tag.attrib.pop("style", ""):
                tag.set("class", " ".join(f"k-{side}" for side in _ALIGNMENT.findall(style)))
            tag.attrib.pop("title", None)

    def _heading(self, tag: Tag) -> None:
        last = list(tag)[-1] if len(tag) else None
        text = (last.tail if last is not None else tag.text) or ""
        found = _HEADING_ID.search(text)
        words = "".join(tag.itertext()).split("{#")[0].strip()
        if tag.tag not in ("h2", "h3"):
            what = Say(f'หัวข้อ "{words}" อยู่ผิดระดับ', f'the heading "{words}" has the wrong level')
            self.complaints.append(
                (words, what, Say("ใช้ ## หรือ ### ชื่อหน้าอยู่ใน title", "use ## or ###; the title of the page is in its head"))
            )
        elif not found:
            what = Say(f'หัวข้อ "{words}" ไม่มีที่อยู่', f'the heading "{words}" has no address')
            self.complaints.append(
                (
                    words,
                    what,
                    Say("เติม {#ชื่อภาษาอังกฤษ} ท้ายบรรทัด ให้ตรงกันทั้งสองภาษา", "add {#name} at its end, the same in both languages"),
                )
            )
        elif found[1] in self.taken:
            what = Say(f'ที่อยู่ "{found[1]}" ซ้ำ', f'the address "{found[1]}" stands twice')
            self.complaints.append((words, what, Say("ตั้งชื่ออื่นให้หัวข้อหนึ่ง", "give one of the headings another")))
        else:
            self.taken.add(found[1])
            tag.set("id", found[1])
            shorter = text[: found.start()]
            if last is not None:
                last.tail = shorter
            else:
                tag.text = shorter

    def _link(self, tag: Tag) -> None:
        address = tag.get("href", "")
        self.links.append(address)
        if not _is_plain(address):
            what = Say(f'ลิงก์ "{address}" ใช้ไม่ได้', f'the link "{address}" is not allowed')
            self.complaints.append(
                (address, what, Say("ใช้ที่อยู่ของหน้าในคู่มือ หรือ https://…", "use the address of a page of the manual, or https://…"))
            )
