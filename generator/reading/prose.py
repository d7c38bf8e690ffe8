"""Hand-written pages: `content/NAME.th.md` and `NAME.en.md` → safe HTML. The only user of Markdown.

Authors have headings, lists, links, tables, emphasis, code and admonitions; what stays a sign is
told. Nothing that a writer types can become live. A heading carries its address: `## หัวข้อ
{#address}`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from os.path import realpath
from pathlib import Path
from types import MappingProxyType
from typing import Annotated
from urllib.parse import quote, unquote, urlsplit, urlunsplit
from xml.etree.ElementTree import Element as Tag
from xml.etree.ElementTree import SubElement

from markdown import Markdown
from markdown.extensions.admonition import AdmonitionExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX, AtomicString
from pydantic import Field

from .. import kinds
from ..inline import is_plain
from ..kept import Kept
from ..language import Language
from ..model import Element, Line, Link, Passage, Prose, Slug
from ..problems import MOST_TOLD, Place, Problem, Say
from ..project import Project
from ..proof import NO_WORD_BEGINS, faults, in_another_language, line_ends
from ..thai import normalise
from .files import (
    files_below,
    hidden_ending,
    meant_name,
    notices_read,
    notices_written,
    place_at,
    read_text,
    stands_beside,
    told,
)
from .records import record
from .references import NOT_A_REFERENCE, NOT_IN_TITLES, REFERENCE, in_a_title, is_record
from .slips import marks_of_a_merge
from .typed import ITEM, PLACE, Typed, offsets, typed
from .yaml_file import read_yaml

LARGEST_PAGE = 100_000
LARGEST_BLOCK = 10_000
MOST_OPEN = 10
"""Bytes of a page, some ten printed ones; letters between two blank lines; brackets that are opened
there before one is closed.

Markdown reads what is before it again for each of them: beyond these bounds a page could hold a
build up for hours.
"""
_DEEPEST = 50
"""Elements within elements."""
_NAME = re.compile(r"(?=.{1,60}\Z)[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
_PARAGRAPH = re.compile(r"[^ \t\n].*(?:\n.*\S.*)*")
_HEADING_ID = re.compile(r"\{#([a-z][a-z0-9-]*)\}\s*$")
_SECTION = re.compile(
    r"^#{2,3}[ \t][^\n]*\{#([a-z][a-z0-9-]*)\}[ \t]*$|^[^\n]*\{#([a-z][a-z0-9-]*)\}[ \t]*\n(?:=+|-+)[ \t]*$",
    re.MULTILINE,
)
"""A heading, in either of its forms."""
_ALIGNMENT = re.compile(r"text-align: (\w+);")
_SIGN = re.compile(r"(?P<opens>[\[(])|(?P<closes>[\])])|\n[ \t]*\n|\Z")
_INDENT = re.compile(r"^[ \t>*+!-]*", re.MULTILINE)
_ALIKE = {"a", "strong", "em", "br"}
"""Elements whose words are those of the block that they stand in."""
_SCROLLS = "k-scroll"
_TORN = re.compile(f"[{STX}{ETX}]")
_LEFT = re.compile(
    PLACE.pattern
    + rf"(!\[|!+|\](?=\()|\)(?={PLACE.pattern}\[)|\[(?=\^|[^\]\s][^\]]*(?:\Z|\]\[))|<|`+|~~|_+|\*+|#+"
    rf"|(?!{REFERENCE.pattern})\{{)"
)
"""A sign that is still there when Markdown has read a page."""
_REFERRED = re.compile(rf"(?P<place>{PLACE.pattern})(?P<said>\{{[^{{}}]*\}})")


class FrontMatter(Element):
    """The head of a hand-written page, between two lines of `---`."""

    title: Line
    section: Slug
    order: Annotated[int, Field(ge=0, le=9_999)] = 0
    description: Line
    also: tuple[Line, ...] = ()


@dataclass
class Written:
    """What `content/` holds: the pages, the files to be published, the problems, the text of what
    was left out.

    `kept` counts the pages in a language that the manual does not show. `files` are paths in the
    site, in one spelling of Thai, with the names that they have in the folder.
    """

    pages: tuple[Prose, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    earlier: set[str] = field(default_factory=set)
    """The files in whose place an earlier page stands."""
    kept: int = 0


def read_prose(
    project: Project,
    languages: Collection[Language] = tuple(Language),
    earlier: Mapping[str, Prose] = MappingProxyType({}),
) -> Written:
    """Every hand-written page in the order of its front matter, and the files beside them.

    In the place of one that cannot be read stands the `earlier` page of its file.
    """
    paths, problems = files_below(project.content, project)
    written, kept = Written(problems=problems), Kept(project.kept)
    pages = []
    for path in sorted(
        paths, key=lambda path: path.suffix == ".md"
    ):  # a page may link to any of the files
        name, inside = project.name_of(path), path.relative_to(project.content).as_posix()
        if project.settings.no_content(inside):
            continue
        stem, _, code = inside.removesuffix(".md").rpartition(".")
        if (meant := meant_name(path)) and meant.suffix == ".md":
            problems.append(hidden_ending(path, meant, name))
            if not stands_beside(path, meant):
                written.unread.append(meant.name.partition(".")[0])
        elif problem := _stranger(path, inside, project.content):
            problems.append(Problem(Place(name), *problem))
        elif path.suffix != ".md":
            published = normalise(inside)
            if alike := written.files.get(published):
                what = Say(
                    f'ชื่อไฟล์ต่างจาก "{alike}" เพียงวิธีพิมพ์',
                    f'its name differs from "{alike}" in nothing but the way it is typed',
                )
                problems.append(
                    Problem(
                        Place(name),
                        what,
                        Say("ลบ หรือตั้งชื่อใหม่ให้ไฟล์หนึ่ง", "delete one of them, or give it another name"),
                    )
                )
            written.files[published] = inside
        elif code not in {language.value for language in Language} or not _NAME.fullmatch(stem):
            what = Say(
                "ชื่อไฟล์ใช้ไม่ได้", "the name of the file does not serve as an address with its language"
            )
            remedy = Say(
                "ตั้งชื่อเป็น name.th.md หรือ name.en.md ใช้ a-z 0-9 และ - ไม่เกิน 60 ตัว",
                "call it name.th.md or name.en.md, of a-z, 0-9 and -, 60 at most",
            )
            problems.append(Problem(Place(name), what, remedy))
        elif code not in languages:
            written.kept += 1
        else:
            text, found = read_text(path, name, LARGEST_PAGE)
            page, more = (
                _kept_page(stem, Language(code), name, text, written.files, kept)
                if text is not None
                else (None, [])
            )
            problems += [*found, *more]
            if page is None:
                written.unread.append(f"{stem} {text or ''}")
            if page is None and name in earlier:
                page = earlier[name]
                written.earlier.add(name)
            if page:
                pages.append(page)
    written.pages = tuple(sorted(pages, key=lambda page: (page.order, page.name)))
    return written


def _proofread(text: str, language: Language, name: str) -> list[Problem]:
    """The faults of a page in the places where they are typed, paragraph by paragraph; its language
    is that of the whole."""
    front = _FRONT.match(text)
    start = front.end() if front else 0
    found = (
        told(marks_of_a_merge(text), text, name) if "<<<<<<<" in text or ">>>>>>>" in text else []
    )
    for paragraph in _PARAGRAPH.finditer(text, start):
        words = paragraph.group()
        ends = (end for end in line_ends(words) if not ITEM.match(words[end.at :].lstrip("\n\t >")))
        found += told(chain(faults(words), islice(ends, 1)), text, name, paragraph.start())
        if len(found) > MOST_TOLD:
            break
    return found or told(in_another_language(text[start:], language), text, name, start)


def markdown_page(text: str) -> tuple[str, str]:
    """The title and the markup of a page about the software, whose first line is its title and
    which may show commands."""
    markdown = Markdown(extensions=[TableExtension(), FencedCodeExtension()], output_format="html")
    markdown.preprocessors.deregister("html_block")
    markdown.inlinePatterns.deregister("html")
    return text.partition("\n")[0].removeprefix("# "), markdown.convert(text)


def _stranger(path: Path, inside: str, content: Path) -> tuple[Say, Say] | None:
    """Why a file of `content/` is neither a page nor published, and what to do about it."""
    if not Path(realpath(path)).is_relative_to(realpath(content)):
        what = Say("เป็นลิงก์ออกนอก content/", "this is a link that leads out of content/")
        return what, Say("วางไฟล์จริงไว้แทน", "put the file itself in its place")
    if path.suffix == ".md":
        return None
    if not path.is_file():
        what = Say("ไม่ใช่ไฟล์ธรรมดา", "this is not a plain file")
        return what, Say("ย้ายออกจากโฟลเดอร์นี้", "move it out of this folder")
    if path.suffix.lower() not in kinds.DOCUMENTS:
        what = Say("ไม่เผยแพร่ไฟล์ชนิดนี้", "files of this kind are not published")
        return what, Say(
            f"ใช้ {', '.join(sorted(kinds.DOCUMENTS))}", f"use {', '.join(sorted(kinds.DOCUMENTS))}"
        )
    if inside.split("/")[0].lower() in kinds.TAKEN:
        what = Say(
            "ชื่อโฟลเดอร์นี้ระบบใช้เอง", "the name of this folder is one that the site uses itself"
        )
        return what, Say("ย้ายไปโฟลเดอร์อื่น", "move the file into another folder")
    if not kinds.is_document(inside):
        what = Say(
            "บางเซิร์ฟเวอร์ถือว่าไฟล์ชื่อนี้เป็นโปรแกรม", "some servers take a file of this name for a program"
        )
        return what, Say("ใช้จุดในชื่อเพียงหนึ่งจุด", "leave one point in its name")
    return None


def _kept_page(
    stem: str, language: Language, name: str, text: str, files: Iterable[str], kept: Kept
) -> tuple[Prose | None, list[Problem]]:
    """A page, without reading it again where nothing but notices came of the same text before."""
    key = Kept.key("prose", name, text, *files)
    if (entry := kept.get(key)) is not None:
        values, places, links, pictures, notices = json.loads(entry)
        for led_to, found in (("links", links), ("pictures", pictures)):
            values[led_to] = tuple(Link(address, Place(*at)) for address, at in found)
        values["passages"] = tuple(passages(text, name))
        return Prose(place=Place(name, 1, 1), places=places, **values), notices_read(notices)
    proof = _proofread(text, language, name)
    page, problems = _written_page(stem, language, name, text, files)
    problems = [*proof, *problems]
    if page and all(problem.notice for problem in problems):
        values = page.model_dump(exclude={"links", "pictures", "passages"})
        made = [values, page.places, page.links, page.pictures, notices_written(problems)]
        kept.put(key, json.dumps(made, ensure_ascii=False).encode())
    return page, problems


def _written_page(
    stem: str, language: Language, name: str, text: str, files: Iterable[str]
) -> tuple[Prose | None, list[Problem]]:
    front = _FRONT.match(text)
    if not front:
        what = Say("ไม่มีส่วนหัวระหว่างบรรทัด ---", "there is no head between lines of ---")
        remedy = Say(
            "เริ่มไฟล์ด้วย ---, title: …, section: …, description: …, ---",
            "begin the file with ---, title: …, section: …, description: …, ---",
        )
        return None, [Problem(Place(name, 1, 1), what, remedy)]
    document, problems = read_yaml(
        "\n" + front[1], name, language
    )  # the first line is the opening ---, so that lines count right
    if document is None:
        return None, problems
    head, found = record(FrontMatter, document, (), document.value)
    problems += found
    for key in ("title", "description") if head else ():
        if fault := in_a_title(getattr(head, key)):
            problems.append(Problem(document.place((key,)), *fault))
    if endless := _endless(text, front.end(), name):
        return None, [*problems, endless]
    beside = {path: "../" * language.folder.count("/") + path for path in files}
    html, links, pictures, found = _html(text, front.end(), name, beside)
    problems += found
    if head is None or any(not problem.notice for problem in problems):
        return None, problems
    values = head.model_dump() | {"place": Place(name, 1, 1), "places": head.places}
    values["passages"] = tuple(passages(text, name))
    page = Prose(name=stem, language=language, html=html, links=links, pictures=pictures, **values)
    return page, problems


def passages(text: str, name: str) -> Iterator[Passage]:
    """The sections of a page as they are written, with what stands before the first."""
    front = _FRONT.match(text)
    start = front.end() if front else 0
    heads = [(start, ""), *((m.start(), m[1] or m[2]) for m in _SECTION.finditer(text, start))]
    for (begin, id), end in zip(heads, [*(at for at, _ in heads[1:]), len(text)], strict=True):
        if words := text[begin:end].strip():
            yield Passage(id, words, place_at(text, text.index(words, begin), name))


def _endless(text: str, start: int, name: str) -> Problem | None:
    """Where a page passes the bounds of what Markdown can read in good time."""
    depth, begun = 0, start
    for sign in _SIGN.finditer(text, start):
        if sign.start() - begun > LARGEST_BLOCK:
            what = Say(
                f"ย่อหน้ายาวเกิน {LARGEST_BLOCK:,} ตัวอักษร",
                f"a paragraph, list or table is longer than {LARGEST_BLOCK:,} letters",
            )
            return Problem(
                place_at(text, begun, name),
                what,
                Say("เว้นบรรทัดว่างแบ่งเป็นส่วน", "divide it with blank lines"),
            )
        if sign.lastgroup:
            depth = max(0, depth + (1 if sign["opens"] else -1))
        else:
            depth, begun = 0, sign.end()
        if depth > MOST_OPEN:
            what = Say("เปิดวงเล็บไว้มากโดยไม่ปิด", "many brackets are opened here, and none is closed")
            return Problem(
                place_at(text, sign.start(), name),
                what,
                Say("ปิดวงเล็บ หรือลบออก", "close them, or delete them"),
            )
    return None


def _html(
    text: str, start: int, name: str, beside: Mapping[str, str]
) -> tuple[str, tuple[Link, ...], tuple[Link, ...], list[Problem]]:
    """The markup of what follows the head of a page, where its links lead, its pictures, and what is
    wrong with it.

    `beside` are the addresses of the files that stand beside the page in its folder, by their names
    there.
    """
    markdown = Markdown(
        extensions=[TableExtension(), AdmonitionExtension(), SaneListExtension()],
        output_format="html",
    )
    markdown.preprocessors.deregister("html_block")
    markdown.parser.blockprocessors.deregister("code")
    for pattern in ("html", "image_link", "image_reference", "short_image_ref", "automail"):
        markdown.inlinePatterns.deregister(pattern)
    source = text[start:]
    try:
        page = typed(source)
        mend = _Mend(source, page, beside)
        markdown.treeprocessors.register(mend, "khumue", 0)
        html = markdown.convert(normalise(page.text))
        if torn := _TORN.search(
            html
        ):  # the library takes emphasis apart wrongly where its signs are mixed and not closed
            what = Say(
                "เครื่องหมายเน้นตรงนี้ปนกันจนอ่านไม่ได้",
                "the signs of emphasis here are mixed, so that they cannot be read",
            )
            remedy = Say("ใช้ **…** อย่างเดียว และปิดให้ครบ", "use **…** alone, and close each")
            page.complaints.append((_offset(html[: torn.start()]), what, remedy))
    except RecursionError:
        deepest = max(_INDENT.finditer(text, start), key=lambda found: found.end() - found.start())
        what = Say("รายการหรือคำพูดอ้างซ้อนกันลึกเกินไป", "lists or quotations are nested too deep")
        return (
            "",
            (),
            (),
            [
                Problem(
                    place_at(text, deepest.start(), name), what, Say("ลดชั้นลง", "make it flatter")
                )
            ],
        )

    def place(offset: int) -> Place:
        return place_at(text, start + offset, name)

    problems = [
        Problem(place(offset), what, remedy)
        for offset, what, remedy in sorted(page.complaints)[: MOST_TOLD + 1]
    ]
    links, pictures = (
        tuple(Link(address, place(offset)) for address, offset in found)
        for found in (mend.links, mend.pictures)
    )
    return PLACE.sub("", html), links, pictures, problems


def _spelled(address: str, beside: Mapping[str, str]) -> str:
    """An address in the one spelling of its letters in which files are published, with what is no
    letter of addresses as %…."""
    if not is_plain(address) or (parts := urlsplit(address)).scheme or parts.netloc:
        return address
    path = normalise(unquote(parts.path))
    return urlunsplit(parts._replace(path=quote(beside.get(path, path), safe="/")))


class _Mend(Treeprocessor):
    """Gives headings their ids, tables their classes and items their numbers; tells what may not
    be, and signs that are left."""

    def __init__(self, source: str, page: Typed, beside: Mapping[str, str]) -> None:
        super().__init__()
        self.source, self.page, self.complaints, self.beside = (
            source,
            page,
            page.complaints,
            beside,
        )
        self.taken: set[str] = set()
        self.links: list[tuple[str, int]] = []
        self.pictures: list[tuple[str, int]] = []

    def run(self, root: Tag) -> None:
        waiting = [(root, 0, False)]
        while waiting:
            tag, depth, linked = waiting.pop()
            if depth > _DEEPEST:
                raise RecursionError
            self._one(tag)
            linked = linked or tag.tag == "a"
            if tag.tag != "code":
                self._references(tag, "span" if linked else "a")
            waiting += [(child, depth + 1, linked) for child in reversed(tag)]

    def _one(self, tag: Tag) -> None:
        if tag.tag == "p" and not len(tag) and PLACE.fullmatch(tag.text or ""):
            self._held(tag, _offset(tag.text))
        if tag.tag not in _ALIKE:
            self._left_over("".join(_words(tag)))
        if tag.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self._heading(tag)
        elif tag.tag in ("ol", "ul"):
            self._items(tag)
        elif tag.tag == "th":
            tag.set("scope", "col")
        if style := tag.attrib.pop("style", ""):
            tag.set("class", " ".join(f"k-{side}" for side in _ALIGNMENT.findall(style)))
        tag.attrib.pop("title", None)
        for place, child in enumerate(tag):
            if child.tag == "table" and tag.get("class") != _SCROLLS:
                tag[place] = _scrolling(child)
        before = tag.text
        for child in tag:
            if child.tag == "a":
                self._link(child, _offset(before))
            before = child.tail

    def _references(self, tag: Tag, made: str) -> None:
        """Makes an element of each reference, which is followed when the manual is joined: a span
        where it is words of a link."""
        holders = [(tag, "text", 0), *((child, "tail", n + 1) for n, child in enumerate(tag))]
        for holder, name, at in reversed(holders):
            text = getattr(holder, name) or ""
            if not (found := list(_REFERRED.finditer(text))):
                continue
            setattr(holder, name, text[: found[0].start()])
            ends = [*(one.start() for one in found[1:]), len(text)]
            for one, end in reversed(list(zip(found, ends, strict=True))):
                (offset,) = offsets(one["place"])
                if tag.tag in ("h2", "h3"):
                    self.complaints.append((offset, *NOT_IN_TITLES))
                self.links.append((one["said"], offset))
                reference = Tag(made, {"data-refers": one["said"]})
                reference.tail = text[one.end() : end]
                tag.insert(at, reference)

    def _held(self, tag: Tag, offset: int) -> None:
        """Puts what was typed at a place, code or a picture, into the paragraph that holds its
        place."""
        if (code := self.page.code.get(offset)) is not None:
            tag.tag, tag.text = "pre", None
            SubElement(tag, "code").text = AtomicString(code)
        elif shown := self.page.pictures.get(offset):
            tag.tag, tag.text = "figure", None
            address = _spelled(quote(shown.file, safe="/%"), self.beside)
            SubElement(tag, "img", {"src": address, "alt": shown.alt})
            caption = SubElement(tag, "figcaption")
            caption.text = AtomicString(f"{shown.caption} ")
            SubElement(caption, "small").text = AtomicString(shown.origin)
            self.pictures.append((normalise(unquote(shown.file)), offset))

    def _left_over(self, words: str) -> None:
        """Tells each sign that did not become what it stands for."""
        for found in _LEFT.finditer(words):
            what, remedy = _meant(found[1])
            self.complaints.append((_offset(found[0]), what, remedy))

    def _items(self, tag: Tag) -> None:
        """Numbers are shown as they are typed, but where the same one is typed again and again; so
        are other signs."""
        number, before = int(tag.get("start", "1")), None
        for item in tag:
            sign = ITEM.match(self.source, _offset("".join(item.itertext()), first=True))
            if sign and sign["label"]:
                item.set("class", "k-as-typed")
            if sign and sign["number"]:
                this = int(sign["number"])
                if this not in (number, before):
                    item.set("value", str(this))
                    number = this
                if not sign["number"].isascii():
                    item.set("class", "k-thai-number")
                before = this
            number += 1

    def _heading(self, tag: Tag) -> None:
        last = list(tag)[-1] if len(tag) else None
        text = (last.tail if last is not None else tag.text) or ""
        found = _HEADING_ID.search(text)
        offset = _offset("".join(tag.itertext()), first=True)
        words = PLACE.sub("", "".join(tag.itertext())).split("{#")[0].strip()
        if tag.tag not in ("h2", "h3"):
            what = Say(f'หัวข้อ "{words}" อยู่ผิดระดับ', f'the heading "{words}" has the wrong level')
            remedy = Say(
                "ใช้ ## หรือ ### ชื่อหน้าอยู่ใน title",
                "use ## or ###; the title of the page is in its head",
            )
            self.complaints.append((offset, what, remedy))
        elif tag.tag == "h3" and not self.taken:
            what = Say(
                f'หัวข้อ "{words}" ไม่มีหัวข้อ ## อยู่ก่อน',
                f'no heading of ## stands before the heading "{words}"',
            )
            self.complaints.append((offset, what, Say("ใช้ ## กับหัวข้อแรก", "use ## for the first")))
        elif not found:
            what = Say(f'หัวข้อ "{words}" ไม่มีที่อยู่', f'the heading "{words}" has no address')
            remedy = Say(
                "เติม {#ชื่อภาษาอังกฤษ} ท้ายบรรทัด ให้ตรงกันทั้งสองภาษา",
                "add {#name} at its end, the same in both languages",
            )
            self.complaints.append((offset, what, remedy))
        elif found[1] in self.taken:
            what = Say(f'ที่อยู่ "{found[1]}" ซ้ำ', f'the address "{found[1]}" stands twice')
            self.complaints.append(
                (offset, what, Say("ตั้งชื่ออื่นให้หัวข้อหนึ่ง", "give one of the headings another"))
            )
        else:
            tag.set("id", found[1])
            shorter = text[: found.start()].rstrip()
            if last is not None:
                last.tail = shorter
            else:
                tag.text = shorter
        self.taken.add(found[1] if found else "")

    def _link(self, tag: Tag, offset: int) -> None:
        address = PLACE.sub("", tag.get("href", ""))
        tag.set("href", _spelled(address, self.beside))
        self.links.append((tag.attrib["href"], offset))
        if "://" in address:
            tag.set("rel", "noreferrer external")
        if not address or not PLACE.sub("", "".join(tag.itertext())).strip():
            what = Say("ลิงก์นี้ไม่มีข้อความหรือไม่มีที่อยู่", "this link has no words, or no address")
            self.complaints.append(
                (offset, what, Say("เขียน [ข้อความ](ที่อยู่)", "write [text](address)"))
            )
        elif not is_plain(address) and not is_record(address):
            what = Say(f'ลิงก์ "{address}" ใช้ไม่ได้', f'the link "{address}" is not allowed')
            remedy = Say(
                "ใช้ชื่อรายการ เช่น step:forum ที่อยู่ของหน้าในคู่มือ หรือ https://…",
                "use the name of a record, such as step:forum, the address of a page of the manual, or https://…",
            )
            self.complaints.append((offset, what, remedy))


def _scrolling(table: Tag) -> Tag:
    """What a wide table moves in by itself, so that the page need not; it is called as the heads of
    its columns."""
    heads = ("".join(head.itertext()) for head in table.iter("th"))
    called = PLACE.sub("", ", ".join(head.strip() for head in heads))
    frame = Tag("div", {"class": _SCROLLS, "tabindex": "0", "role": "region", "aria-label": called})
    table.set("aria-label", called)
    frame.append(table)
    frame.tail, table.tail = table.tail, None
    return frame


def _words(tag: Tag) -> Iterator[str]:
    """The words of a block, without code and without the blocks in it."""
    if tag.tag == "code":
        return
    yield tag.text or ""
    for child in tag:
        if child.tag in _ALIKE:
            yield from _words(child)
        yield child.tail or ""


def _meant(sign: str) -> tuple[Say, Say]:
    """What is wrong where a sign is left, and what to do about it."""
    if sign == "![":
        what = Say(
            "ภาพนี้เขียนไม่ครบ ต้องมีข้อความแทนภาพ คำบรรยาย และที่มา ในบรรทัดของตัวเอง",
            "this picture is not whole: it has words that stand for it, a caption and its origin, on a line of its own",
        )
        return what, Say(
            'เขียน ![ข้อความแทนภาพ](pictures/ไฟล์.png "คำบรรยาย | ที่มาและสิทธิ์")',
            'write ![what it shows](pictures/file.png "caption | whose it is, and by what right")',
        )
    if sign[0] == "!":
        return NO_WORD_BEGINS
    if sign == "{":
        return NOT_A_REFERENCE
    if sign[0] in "[])":
        what = Say(
            "ลิงก์นี้ไม่ครบ จะแสดงเป็นตัวอักษร", "this link is not whole, and would be shown as it is typed"
        )
        return what, Say(
            "เขียน [ข้อความ](ที่อยู่) ให้ครบทั้งสี่วงเล็บ ถ้าไม่ใช่ลิงก์ พิมพ์ \\ หน้า [",
            "write [text](address) with all four brackets; where it is no link, type \\ before the [",
        )
    what = Say(
        f'เครื่องหมาย "{sign}" จะแสดงเป็นตัวอักษร', f'the sign "{sign}" would be shown as it is typed'
    )
    if sign in ("<", "~~"):
        return what, Say(
            "หน้านี้ใช้ HTML และ ~~ ไม่ได้ ลบออก หรือใส่ไว้ระหว่าง ` `",
            "HTML and ~~ are not for pages: delete it, or put it between ` `",
        )
    return what, Say(
        "เติมเครื่องหมายปิดในย่อหน้าเดียวกัน ถ้าต้องการแสดงเครื่องหมายนี้ พิมพ์ \\ ไว้ข้างหน้า",
        "close it in the same paragraph; where it is to be shown, type \\ before it",
    )


def _offset(text: str | None, *, first: bool = False) -> int:
    """The place nearest to the end of a text, or to its beginning; the start of the page where
    there is none."""
    places = offsets(text or "") or [0]
    return places[0 if first else -1]
