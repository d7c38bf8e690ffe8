"""References in texts → words and addresses: `{step:forum}` is ขั้นที่ 3 as long as the forum is the
third step.

They are followed when the manual is joined, so that search, paper and Word have words. What a text
may refer to, and in which words, say the table of collections and `reference` of words.toml.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from html import escape, unescape
from itertools import chain
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from ..catalogue import COLLECTIONS
from ..guide import Guide, walk
from ..inline import LINK, is_elsewhere, is_plain, shown
from ..language import Language
from ..markup import Words, plain
from ..model import (
    Column,
    Element,
    FieldBase,
    Link,
    Name,
    Prose,
    Record,
    Resolved,
    Text,
    fields_with_elements,
)
from ..problems import MOST_TOLD, Place, Problem, Say, did_you_mean
from ..thai import normalise
from .yaml_file import Document

COUNT = "count"
"""How a text asks for the number of records of a collection: `{count:steps}`."""
KINDS = tuple(filter(None, chain.from_iterable((row.one, row.inner) for row in COLLECTIONS)))
FORMS = ("name", "number", "code")
"""What may stand behind the | of a reference, instead of the words for its kind."""

_KIND = r"[^\s{}:|#\\\"'<>&0-9][^\s{}:|#\\\"'<>&]{0,39}"
_REFERENCE = (
    rf"\{{\s{{0,3}}(?P<kind>{_KIND})\s{{0,3}}:\s{{0,3}}(?P<id>[A-Za-z0-9-]{{1,80}})"
    r"(?P<part>#[A-Za-z0-9-]{1,80})?\s{0,3}(?:\|(?P<form>[^{}|\"'<>&]{0,40}))?\}"
)
REFERENCE = re.compile(_REFERENCE)
HALF = rf"\{{\s{{0,3}}(?:{'|'.join((*KINDS, COUNT))})\s{{0,3}}:(?=\S)"
"""How a reference begins, of which the rest is wrong."""
_IN_A_FILE = re.compile(rf"\{{\s{{0,3}}(?:(?:{'|'.join((*KINDS, COUNT))})\s{{0,3}}:|{_KIND}:\w)")
_NOT_CLOSED = re.compile(r"\[[^\[\]\n]*$", re.MULTILINE)
_NAMED = re.compile(rf"(?P<kind>{'|'.join(KINDS)})\s{{0,3}}:\s{{0,3}}(?P<id>[A-Za-z0-9-]{{1,80}})")
_RECORD = re.compile(r"(?P<kind>[^\s{}:|#/]{1,40}):(?P<id>[A-Za-z0-9-]{1,80})(?P<part>#.{1,80})?")
_TOKEN = re.compile(
    rf"\\\[[^\[\]\\]*\]|\\.|(?P<reference>{_REFERENCE})|(?P<link>(?P<before>!?){LINK})"
    r"|(?P<left>\](?:(?=\()|\s{1,3}(?=\([^\s()]{1,200}(?:\.[a-z]{2,4}\b|://|#)))"
    rf"|\[(?=[^\[\]\s][^\[\]]*\Z))|(?P<half>{HALF})",
    re.DOTALL,
)
_IN_A_PAGE = re.compile(rf'<(?P<tag>a|span) data-refers="(?P<said>{_REFERENCE})"></(?P=tag)>')
_LED_TO = re.compile(r'(?<=<a href=")[^"]*(?=")')
_BLOCK = re.compile(r"<(?:p|li|td|th|dd)\b[^<>]{0,200}>\s*\Z")
_TITLES = {"title", "short"}
_LABELS = {"label", "subject", "featured_searches"}
"""What a control or a list is called, where nothing can be followed."""
_NEAR = 200
"""Letters that show whether a sentence begins."""

NOT_IN_TITLES = (
    Say("ชื่อเรื่องอ้างถึงรายการอื่นหรือมีลิงก์ไม่ได้", "a title can neither refer to anything nor hold a link"),
    Say("เขียนเป็นคำ แล้วอ้างถึงในเนื้อความ", "write words, and refer to it in the text"),
)
_NOT_IN_LABELS = (
    Say("ชื่อช่องและตัวเลือกมีลิงก์ไม่ได้", "a label or an option can hold no link"),
    Say("เขียนเป็นคำ หรืออ้างด้วย {…}", "write words, or refer with {…}"),
)
_NOT_WHOLE = (
    Say("ลิงก์นี้ไม่ครบ จะแสดงเป็นตัวอักษร", "this link is not whole, and would be shown as it is typed"),
    Say(
        "เขียน [ข้อความ](ที่อยู่) ติดกัน ที่อยู่ไม่มีวรรค ถ้าไม่ใช่ลิงก์ พิมพ์ \\ หน้าวงเล็บ",
        "write [text](address), with no space between or within; where it is no link, type \\ before the bracket",
    ),
)
NOT_A_REFERENCE = (
    Say(
        "การอ้างถึงนี้ไม่ครบ จะแสดงเป็นตัวอักษร",
        "this reference is not whole, and would be shown as it is typed",
    ),
    Say(
        "เขียน {step:forum} หรือ {step:forum|name} ถ้าไม่ได้อ้างถึงอะไร พิมพ์ \\ หน้า {",
        "write {step:forum} or {step:forum|name}; where it is no reference, type \\ before the {",
    ),
)
_STRAY = (
    Say(
        'มี "!" อยู่หน้าลิงก์ รูปวางในข้อความไม่ได้',
        'a "!" stands before a link; no picture can stand in a text',
    ),
    Say(
        "ลบ ! ถ้าต้องการแสดง ! พิมพ์ \\ ไว้ข้างหน้า",
        "delete it; where it is to be shown, type \\ before it",
    ),
)


def may_refer(text: str) -> bool:
    """Whether a file may hold a text that refers to something, or a link, or half of one."""
    return "](" in text or bool(_IN_A_FILE.search(text) or _NOT_CLOSED.search(text))


def is_record(address: str) -> bool:
    """Whether an address names a record: `step:forum`."""
    found = _RECORD.fullmatch(address)
    return found is not None and found["kind"] in KINDS


def in_a_title(text: str) -> tuple[Say, Say] | None:
    """What is wrong with a title that refers to something."""
    return NOT_IN_TITLES if REFERENCE.search(text) or re.search(LINK, text) else None


def follow(guide: Guide, documents: Mapping[str, Document]) -> tuple[Guide, list[Problem]]:
    """The guide in which every text says what it refers to, and what is wrong with references and
    links.

    `documents` are the files that `may_refer`, by their names.
    """
    if not documents and not any(map(_refers, guide.prose)):
        return guide, []
    following = _Following(guide, documents)
    return following.guide_followed(), following.problems


class _Wrong(Exception):
    """Raised where something is wrong with what is followed for the first time."""


def _refers(page: Prose) -> bool:
    return any(link.address.startswith("{") or is_record(link.address) for link in page.links)


class _Said(NamedTuple):
    """What a reference says, and where it leads: nowhere, where it is a number of records."""

    words: str
    address: str = ""


At = Callable[[], Place]
"""Where something stands: looked for where it has to be told."""


class _Following:
    def __init__(self, guide: Guide, documents: Mapping[str, Document]) -> None:
        self.guide, self.documents = guide, documents
        self.problems: list[Problem] = []
        self.trying = False
        self.told: Counter[str] = Counter()
        """How many there are of each file, of which the first are enough."""
        self.links: dict[Language, list[Link]] = {one: [] for one in guide.manual.languages}
        self.records: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
        for row in (row for row in COLLECTIONS if row.one):
            for record in guide.all(row):
                for id in (record.id, *getattr(record, "aliases", ())):
                    self.records[row.one].setdefault(id, record)
                for inner in walk(record) if row.inner else ():
                    if isinstance(inner, Record) and inner is not record:
                        self.records[row.inner][inner.id] = inner
        there = {kind: tuple(records) for kind, records in self.records.items()}
        counts = [len(guide.all(row)) for row in COLLECTIONS]
        self.named, self.values = guide.memory.of(_named), cache(self._values_of)
        self.followed = guide.memory.of(
            self._try, guide.manual.languages, there, counts, guide.files, guide.unread, guide.blind
        )

    def guide_followed(self) -> Guide:
        changes: dict[str, Any] = {}
        for row in COLLECTIONS:
            held = self.guide.all(row)
            made = tuple(map(self._record, held))
            if any(one is not other for one, other in zip(held, made, strict=True)):
                changes[row.name] = made if row.many else made[0]
        links = {language: tuple(found) for language, found in self.links.items()}
        prose = tuple(self._page(page) if _refers(page) else page for page in self.guide.prose)
        return replace(self.guide, **changes, prose=prose, links=links)

    def _record(self, record: Element) -> Element:
        if not (document := self.documents.get(record.place.file)):
            return record
        said = repr([self.values(*name) for name in self.named(record)])
        for made, links in self.followed(record, document, said):
            for language, found in links.items():
                self.links[language] += found
            return made
        return self._element(record, document, label=False)

    def _try(
        self, record: Element, document: Document, said: str
    ) -> Iterator[tuple[Element, dict[Language, list[Link]]]]:
        """A record that is followed, and its links: a function of itself and of what is `said` of the
        records that it names. Nothing where something is wrong with it."""
        links, self.trying = self.links, True
        self.links = {language: [] for language in links}
        try:
            yield self._element(record, document, label=False), self.links
        except _Wrong:
            pass
        finally:
            self.links, self.trying = links, False

    def _values_of(self, kind: str, id: str) -> object:
        """All that a reference can say of a record."""
        record = self.records.get(kind, {}).get(id)
        if record is None:
            return None
        values = [_values(record, language) for language in Language]
        return record.id, self.guide.address_of(record), values

    def _element(self, element: Element, document: Document, *, label: bool) -> Element:
        """An element of which every text is followed; the same one where none refers to
        anything."""
        label = label or isinstance(element, FieldBase | Column)
        changes: dict[str, Any] = {}
        for name in fields_with_elements(type(element)):
            value = getattr(element, name)
            held = value if isinstance(value, tuple) else () if value is None else (value,)
            made = tuple(
                self._text(one, document, name, label=label or name in _LABELS)
                if isinstance(one, Text)
                else self._element(one, document, label=label)
                for one in held
            )
            if any(one is not other for one, other in zip(held, made, strict=True)):
                changes[name] = made if isinstance(value, tuple) else made[0]
        return element.model_copy(update=changes) if changes else element

    def _text(self, text: Text, document: Document, name: str, *, label: bool) -> Text:
        title = name in _TITLES or isinstance(text, Name)
        said = {"th": text.th, "en": text.en}
        for language in self.guide.manual.languages:
            typed = said[language]
            if typed and ("{" in typed or "[" in typed or "](" in typed):
                at = partial(document.within, text.where(language))
                said[language] = self._followed(typed, language, at, title=title, label=label)
        th, en = said.values()
        changed = (th, en) != (text.th, text.en)
        return Resolved.of_written(text, th or text.th, en) if changed else text

    def _followed(
        self,
        text: str,
        language: Language,
        at: Callable[[int, str], Place],
        *,
        title: bool,
        label: bool,
    ) -> str:
        """What a text says in a language when it is followed."""

        def said(found: re.Match[str]) -> str:
            place = partial(at, found.start(), found[0])
            if found["left"]:
                self._tell(place, *_NOT_WHOLE)
            elif found["half"]:
                self._tell(place, *NOT_A_REFERENCE)
            elif found["reference"] and title:
                self._tell(place, *NOT_IN_TITLES)
            elif found["reference"]:
                begins = _begins(text[max(0, found.start() - _NEAR) : found.start()], language)
                return self._inline(found, language, place, begins=begins, linked=not label)
            elif found["link"] and (title or label):
                self._tell(place, *(NOT_IN_TITLES if title else _NOT_IN_LABELS))
            elif found["link"]:
                return self._link(found, language, place)
            return found[0]

        return _TOKEN.sub(said, text)

    def _inline(
        self, found: re.Match[str], language: Language, at: At, *, begins: bool, linked: bool
    ) -> str:
        said = self._said(found, language, at, begins=begins)
        if said is None:
            return found[0]
        words = shown(said.words)
        if not linked or not said.address:
            return words
        return f'[{words}]({said.address} "{found["kind"]}:{found["id"]}")'

    def _link(self, found: re.Match[str], language: Language, at: At) -> str:
        if found["before"]:
            self._tell(at, *_STRAY)
            return found[0]
        words = partial(self._inline, language=language, at=at, begins=False, linked=False)
        address = self._address(found["address"], language, at)
        return f"[{REFERENCE.sub(words, found['words'])}]({address})" if address else found[0]

    def _said(
        self, found: re.Match[str], language: Language, at: At, *, begins: bool
    ) -> _Said | None:
        """What a reference says in a language; None where it says nothing, which is told."""
        kind, id, form = found["kind"], found["id"], found["form"]
        if kind == COUNT:
            return self._counted(id, at)
        if form is not None and (form := form.strip()) not in FORMS:
            self._tell(
                at, Say(f'"|{form}" ใช้ไม่ได้', f'"|{form}" says nothing'), did_you_mean(form, FORMS)
            )
            return None
        if (record := self._found(kind, id, at)) is None:
            return None
        address = self._with_part(record, found["part"], language, at)
        values = _values(record, language)
        if form and form not in values:
            what = Say(f'"{kind}:{id}" ไม่มี {form}', f'"{kind}:{id}" has no {form}')
            self._tell(at, what, Say("เขียน |name หรือไม่ต้องมี |", "write |name, or no |"))
            return None
        if form:
            return _Said(values[form], address)
        sentence = _sentences(language)[kind]
        said = sentence.format(**values)
        capital = begins and not sentence.startswith("{")
        return _Said(said[:1].upper() + said[1:] if capital else said, address)

    def _counted(self, name: str, at: At) -> _Said | None:
        rows = {row.name: row for row in COLLECTIONS if row.many and self.guide.all(row)}
        if name in rows:
            return _Said(str(len(self.guide.all(rows[name]))))
        if not self.guide.blind:
            what = Say(f'ไม่มีสิ่งที่นับได้ชื่อ "{name}"', f'there is nothing to be counted as "{name}"')
            self._tell(at, what, did_you_mean(name, rows))
        return None

    def _found(self, kind: str, id: str, at: At) -> Any:
        """The record that is referred to; an earlier name of it counts, and is told."""
        if kind not in KINDS:
            what = Say(f'อ้างถึง "{kind}" ไม่ได้', f'nothing can be referred to as "{kind}"')
            near = did_you_mean(kind, (*KINDS, COUNT))
            remedy = Say(
                f"{near.th} ถ้าไม่ได้อ้างถึงอะไร พิมพ์ \\ หน้า {{",
                f"{near.en} Where it is no reference, type \\ before the {{",
            )
            self._tell(at, what, remedy)
            return None
        record = self.records[kind].get(id)
        if record is None and not self.guide.may_hold(id):
            what = Say(f'ไม่มี "{kind}:{id}"', f'there is no "{kind}:{id}"')
            others = [f"{other}:{id}" for other in KINDS if id in self.records[other]]
            known = others or [f"{kind}:{one}" for one in self.records[kind]]
            if self.told[at().file] <= MOST_TOLD:  # to look for what may be meant takes time
                self._tell(at, what, did_you_mean(f"{kind}:{id}", known))
        if record is not None and record.id != id:
            self._stop_trying()
            what = Say(f'"{id}" ปัจจุบันชื่อ "{record.id}"', f'"{id}" is now called "{record.id}"')
            remedy = Say(f"เขียน {kind}:{record.id}", f"write {kind}:{record.id}")
            self.problems.append(Problem(at(), what, remedy, notice=True))
        return record

    def _address(self, address: str, language: Language, at: At) -> str | None:
        """Where a link leads, as seen from the root of a language; None where it cannot lead there,
        which is told."""
        address = address.removeprefix("{").removesuffix("}")
        if (found := _RECORD.fullmatch(address)) and found["kind"] in KINDS:
            record = self._found(found["kind"], found["id"], at)
            return self._with_part(record, found["part"], language, at) if record else None
        if not is_plain(address):
            what = Say(f'ลิงก์ "{address}" ใช้ไม่ได้', f'the link "{address}" is not allowed')
            remedy = Say(
                "ใช้ชื่อรายการ เช่น step:forum ที่อยู่ของหน้าในคู่มือ หรือ https://…",
                "use the name of a record, such as step:forum, the address of a page of the manual, or https://…",
            )
            self._tell(at, what, remedy)
            return None
        if is_elsewhere(address):
            return address
        parts = urlsplit(address)
        path = normalise(unquote(parts.path))
        if path in self.guide.files:
            path = "../" * language.folder.count("/") + path
        return self._noted(urlunsplit(parts._replace(path=quote(path, safe="/"))), language, at)

    def _with_part(self, record: Element, part: str | None, language: Language, at: At) -> str:
        """The address of a record, or of a heading on its page."""
        address = self.guide.address_of(record)
        return self._noted(address.partition("#")[0] + part, language, at) if part else address

    def _noted(self, address: str, language: Language, at: At) -> str:
        """An address that may lead nowhere."""
        self.links[language].append(Link(address, at()))
        return address

    def _page(self, page: Prose) -> Prose:
        """A hand-written page, followed; its links stay its own."""
        language, elsewhere = page.language, self.links[page.language]
        self.links[language] = []
        led_to = {
            link.address: self._address(link.address, language, partial(_same, link.place))
            for link in page.links
            if is_record(link.address)
        }
        places: dict[str, list[Place]] = {}
        for link in page.links:
            places.setdefault(link.address, []).append(link.place)

        def said(found: re.Match[str]) -> str:
            before = page.html[max(0, found.start() - _NEAR) : found.start()]
            begins = language is Language.EN and bool(
                _BLOCK.search(before) or _begins(before, language)
            )
            made = self._said(
                found,
                language,
                partial(_same, places[unescape(found["said"])].pop()),
                begins=begins,
            )
            words = escape(made.words if made else found["said"], quote=False)
            if made is None or not made.address or found["tag"] == "span":
                return words
            return f'<a class="k-ref" href="{escape(made.address)}">{words}</a>'

        html = _IN_A_PAGE.sub(said, page.html)
        html = _LED_TO.sub(lambda found: led_to.get(found[0]) or found[0], html)
        own = [
            link
            for link in page.links
            if not (link.address.startswith("{") or is_record(link.address))
        ]
        links = (*own, *self.links[language])
        self.links[language] = elsewhere
        return page.model_copy(update={"html": html, "links": links})

    def _stop_trying(self) -> None:
        if self.trying:
            raise _Wrong

    def _tell(self, at: At, what: Say, remedy: Say) -> None:
        self._stop_trying()
        place = at()
        self.told[place.file] += 1
        self.problems.append(Problem(place, what, remedy))


def _named(record: Element) -> Iterator[tuple[str, str]]:
    """What a record may refer to, and more."""
    for one in walk(record):
        if isinstance(one, Text):
            for found in _NAMED.finditer(f"{one.th}\n{one.en}"):
                yield found["kind"], found["id"]


@cache
def _sentences(language: Language) -> dict[str, str]:
    return Words(language).section("reference")


def _same(place: Place) -> Place:
    return place


def _values(record: Any, language: Language) -> dict[str, str]:
    """What the words of a reference may name of a record."""
    name = getattr(record, "short", None) or getattr(record, "title", None)
    number, code = getattr(record, "number", None), getattr(record, "code", None)
    values = {"id": record.id, "name": plain(name, language) if name else record.id}
    return values | ({"number": str(number)} if number else {}) | ({"code": code} if code else {})


def _begins(before: str, language: Language) -> bool:
    """Whether what follows these letters begins a sentence, in a language that tells so by a
    capital."""
    if language is not Language.EN:
        return False
    head = before.rstrip(' \n*(["“')
    last = head[-2:-1]
    return not head or (head[-1] in ".?!" and last.isascii() and (last.isalnum() or last in ")}]"))
