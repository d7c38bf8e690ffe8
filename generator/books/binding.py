"""PDFs → one PDF that keeps their tags and their outlines.

What joins PDFs leaves out their structure trees, and without them nothing in the result can be
heard or navigated.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple
from urllib.parse import unquote

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, OutlineItem, Page, Pdf, String

LINK = "sheet:"
"""How the contents of a pack name the sheet that a link leads to: sheet:0, sheet:1, …"""
PLACE = "place:"
"""How a part of a book names a place in another part that a link leads to: place:process/forum."""
_MM = 72 / 25.4
_TOP = 297 * _MM
_WIDTH, _HEIGHT = 60 * _MM, 6 * _MM
_CORNER = 97 * _MM, 8.7 * _MM
"""The size of a label, and how far from the right and the foot of its page the one with its number
stands: left of the code, whose quiet zone stays white."""
_TEXT = re.compile(rb"/\w+\s*<<\s*/MCID \d+\s*>>\s*BDC")


def pages_of(content: bytes) -> int:
    """How many pages a PDF has."""
    return len(Pdf.open(io.BytesIO(content)).pages)


def bind(front: bytes | None, sheets: Sequence[bytes], labels: bytes, copies: int) -> bytes:
    """A pack of its front, where it has one, and its sheets, tagged, to be printed so many times;
    `labels` has one for each of its pages."""
    first, *others = sheets if front is None else (front, *sheets)
    volume = Volume(first)
    firsts = [volume.add(sheet) for sheet in others]
    if front is not None:
        volume.link(firsts)
    volume.number_pages(labels)
    return volume.finished(copies)


def bind_copies(
    front: bytes | None,
    sheets: Sequence[bytes],
    times: Sequence[int],
    labels: bytes,
    field: str,
    numbers: bytes,
) -> bytes:
    """A pack with each sheet so many times, without tags; `numbers` has a label for the field of
    each copy."""
    first, *others = sheets if front is None else (front, *sheets)
    volume = Volume(first)
    firsts = [] if front is not None else [volume.repeat(0, times[0], field, numbers)]
    firsts += [
        volume.repeat(volume.add(sheet), count, field, numbers)
        for sheet, count in zip(others, times[-len(others) :], strict=True)
    ]
    if front is not None:
        volume.link(firsts)
    volume.number_pages(labels)
    volume.untag()
    return volume.finished()


def places(content: bytes) -> tuple[int, dict[str, int]]:
    """How many pages a PDF has, and on which of them, from 0, each of its named places is."""
    source = Pdf.open(io.BytesIO(content))
    pages = {page.obj.objgen: number for number, page in enumerate(source.pages)}
    names = _by_name(_names(source))
    return len(pages), {name: pages[place[0].objgen] for name, place in names.items()}


class Drawn(NamedTuple):
    """A part of a book, and what makes of that which is drawn on a page of it what is to be drawn."""

    content: bytes
    drawn: Callable[[bytes], bytes]


class Inserted(NamedTuple):
    """A PDF in a book, and the name of its first page."""

    content: bytes
    name: str


def bind_parts(front: bytes, parts: Iterable[Drawn | Inserted], labels: bytes | None) -> bytes:
    """A book of its front and its parts, whose links lead from one to another; `labels` has one for
    each page of what is inserted."""
    volume = Volume(front)
    inserted: list[int] = []
    for part in parts:
        if isinstance(part, Drawn):
            volume.redraw(volume.add(part.content), part.drawn)
        else:
            inserted += volume.insert(part.content, part.name)
    if labels:
        volume.number_pages(labels, inserted)
    volume.link_places()
    return volume.finished()


class Volume:
    """A PDF that grows by others; what it says of itself as a whole is the first one's."""

    def __init__(self, first: bytes | Pdf) -> None:
        self._pdf = _opened(first)
        self._firsts = [0]
        self._outline = [_outline(self._pdf, 0)]
        self._laid = 0
        self._places = self._added = _by_name(_names(self._pdf))
        """Where each name leads, as far as the PDFs have names of their own."""
        if "/StructTreeRoot" in self._pdf.Root:
            tree = self._pdf.Root.StructTreeRoot
            mine, tree.K, tree.ParentTree = (
                self._renamed(self._pdf),
                Array(),
                Dictionary(Nums=Array()),
            )
            self._document = self._pdf.make_indirect(
                Dictionary(Type=Name.StructElem, S=Name.Document, P=tree, K=Array())
            )
            tree.K.append(self._document)
            self._next_key = 0
            self._adopt(mine, 0)

    def add(self, content: bytes | Pdf) -> int:
        """Appends a PDF, and tells its first page."""
        source, first = _opened(content), len(self._pdf.pages)
        self._firsts.append(first)
        self._outline.append(_outline(source, first))
        tree = self._renamed(source) if "/StructTreeRoot" in source.Root else None
        for page in source.pages:  # before what refers to them: what is copied later finds them
            self._pdf.pages.append(page)
        self._added = _by_name(self._pdf.copy_foreign(source.make_indirect(_names(source))))
        self._places = self._places | self._added
        if tree is not None:
            self._adopt(
                Dictionary(
                    K=self._pdf.copy_foreign(tree.K), Nums=self._pdf.copy_foreign(tree.Nums)
                ),
                first,
            )
        return first

    def insert(self, content: bytes, name: str) -> range:
        """Appends a PDF under the last entry of the outline, and tells its pages, the first of which
        has a name; the places within it have none."""
        known, first = self._places, self.add(content)
        self._places = known | {name: Array([self._pdf.pages[first].obj, Name.XYZ, 0, _TOP, 0])}
        over = next(entries for entries in reversed(self._outline[:-1]) if entries)
        over[-1].children.extend(self._outline[-1])
        self._outline[-1] = []
        return range(first, len(self._pdf.pages))

    def repeat(self, first: int, times: int, field: str, numbers: bytes) -> int:
        """Appends further copies of the PDF that was added last, and lays a number over a field of
        each, on every page that has it."""
        pages = [self._pdf.pages[place] for place in range(first, len(self._pdf.pages))]
        for _ in range(1, times):
            self._pdf.pages.extend(pages)
        for name, found in self._added.items():
            if name.partition("~")[0] == field:
                page, left, top = _index(found[0]), float(found[2]), float(found[3])
                places = [(page + copy * len(pages), left, top - _HEIGHT) for copy in range(times)]
                self._lay(numbers, places)
        return first

    def link(self, firsts: Sequence[int]) -> None:
        """Lets the links of the contents lead to the sheets."""
        titles = [entries[0].title if entries else "-" for entries in self._outline[1:]]
        for page in self._pdf.pages[: self._firsts[1]]:
            for link in page.obj.get("/Annots", Array()):
                number = int(str(link.A.URI).removeprefix(LINK))
                link.Dest = Array([self._pdf.pages[firsts[number]].obj, Name.XYZ, 0, _TOP, 0])
                link.Contents = String(titles[number])
                del link["/A"]

    def link_places(self) -> None:
        """Lets links from one PDF lead to the places of the others."""
        for link in chain.from_iterable(
            page.obj.get("/Annots", Array()) for page in self._pdf.pages
        ):
            to = str(link.get("/A", Dictionary()).get("/URI", ""))
            if to.startswith(PLACE):
                link.Dest = link.Contents = String(unquote(to.removeprefix(PLACE)))
                del link["/A"]
        names = Array(
            chain.from_iterable((String(name), self._places[name]) for name in sorted(self._places))
        )
        self._pdf.Root.Names = Dictionary(Dests=Dictionary(Names=names))

    def redraw(self, first: int, drawn: Callable[[bytes], bytes]) -> None:
        """Changes what is drawn on the pages from `first` on."""
        for page in self._pdf.pages[first:]:
            before = page.obj.Contents.read_bytes()
            if (after := drawn(before)) != before:
                page.obj.Contents.write(after)

    def fill(self, first: int, papers: Iterable[tuple[Any, Any]]) -> None:
        """Has the pages from `first` on drawn by so many streams, each with its resources."""
        for number, (drawn, resources) in enumerate(papers, first):
            page = self._pdf.pages[number].obj
            page.Contents, page.Resources = drawn, resources

    def taken(self, thing: Any) -> Any:
        """Something of another PDF, as a part of this one."""
        return self._pdf.copy_foreign(thing)

    def form(self, drawn: bytes, how: Dictionary, resources: Any) -> Any:
        """Something drawn that pages can show; `how` says its box, and its matrix if it has one."""
        form = self._pdf.make_stream(drawn, how)
        form.Type, form.Subtype, form.Resources = Name.XObject, Name.Form, resources
        return form

    def number_pages(self, labels: bytes, pages: Sequence[int] | None = None) -> None:
        """Lays a label over each of the pages, or over all."""
        right, bottom = _CORNER
        widths = [float(page.mediabox[2]) for page in self._pdf.pages]
        places = range(len(widths)) if pages is None else pages
        self._lay(labels, [(place, widths[place] - right, bottom) for place in places])

    def untag(self) -> None:
        """Takes the tags away, and what says that they are there."""
        for page in self._pdf.pages:
            for thing in (page.obj, *page.obj.get("/Annots", Array())):
                for key in ("/StructParents", "/StructParent", "/Tabs"):
                    if key in thing:
                        del thing[key]
        for key in ("/StructTreeRoot", "/MarkInfo", "/Metadata"):
            del self._pdf.Root[key]

    def finished(self, copies: int = 1, names: Sequence[str] = ()) -> bytes:
        """The whole as PDF; `names` are entries of the outline under which each of its PDFs
        stands."""
        entries = self._outline
        if names:
            over = [
                OutlineItem(name, first, "Fit")
                for name, first in zip(names, self._firsts, strict=True)
            ]
            for item, under in zip(over, entries, strict=True):
                item.children.extend(under)
            entries = [over]
        with self._pdf.open_outline() as outline:
            outline.root[:] = chain.from_iterable(entries)
        if copies > 1:
            self._pdf.Root.ViewerPreferences.NumCopies = copies
        written = io.BytesIO()
        self._pdf.save(written, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
        return written.getvalue()

    def _renamed(self, source: Pdf) -> Dictionary:
        """The structure of a PDF, in which the ids of its head cells are like those of no other."""
        mark = f"{len(self._firsts)}-"
        for thing in source.objects:
            if isinstance(thing, Dictionary) and thing.get("/S") in (Name.TH, Name.TD):
                if "/ID" in thing:
                    thing.ID = String(mark + str(thing.ID))
                if "/Headers" in thing.get("/A", Dictionary()):
                    thing.A.Headers = Array([String(mark + str(head)) for head in thing.A.Headers])
        tree = source.Root.StructTreeRoot
        return Dictionary(
            K=source.make_indirect(tree.K), Nums=source.make_indirect(tree.ParentTree.Nums)
        )

    def _adopt(self, tree: Dictionary, first: int) -> None:
        """Makes the structure of the pages from `first` on a part of the whole."""
        for element in tree.K:
            element.S, element.P = Name.Part, self._document
            self._document.K.append(element)
        keys = self._pdf.Root.StructTreeRoot.ParentTree.Nums
        shift = self._next_key
        for place in range(0, len(tree.Nums), 2):
            keys.append(int(tree.Nums[place]) + shift)
            keys.append(tree.Nums[place + 1])
        for page in self._pdf.pages[first:]:
            page.obj.StructParents += shift
            for link in page.obj.get("/Annots", Array()):
                link.StructParent += shift
        self._next_key = (
            1 + max(int(tree.Nums[place]) for place in range(0, len(tree.Nums), 2)) + shift
        )
        self._pdf.Root.StructTreeRoot.ParentTreeNextKey = self._next_key

    def _lay(self, labels: bytes, places: Sequence[tuple[int, float, float]]) -> None:
        """Lays the pages of `labels` over places (page, left, bottom), as what is no part of the
        text."""
        source = Pdf.open(io.BytesIO(labels))
        resources = self._pdf.copy_foreign(source.pages[0].obj.Resources)
        for label, (number, left, bottom) in zip(source.pages, places, strict=False):
            drawn = _TEXT.sub(b"/NonStruct BMC", label.obj.Contents.read_bytes())
            form = self.form(drawn, Dictionary(BBox=[0, 0, _WIDTH, _HEIGHT]), resources)
            page, self._laid = self._pdf.pages[number], self._laid + 1
            name = page.add_resource(form, Name.XObject, Name(f"/Label{self._laid}"))
            page.contents_add(b"q", prepend=True)
            page.contents_add(
                b"Q /Artifact BMC q 1 0 0 1 %.3f %.3f cm %s Do Q EMC"
                % (left, bottom, str(name).encode())
            )


def _opened(content: bytes | Pdf) -> Pdf:
    return Pdf.open(io.BytesIO(content)) if isinstance(content, bytes) else content


def _names(source: Pdf) -> Any:
    """The names of places that a PDF has, each before where it leads."""
    return (
        source.Root.get("/Names", Dictionary()).get("/Dests", Dictionary()).get("/Names", Array())
    )


def _by_name(names: Any) -> dict[str, Any]:
    return {str(names[place]): names[place + 1] for place in range(0, len(names), 2)}


def _outline(source: Pdf, first: int) -> list[OutlineItem]:
    """The outline of a PDF, as that of pages from `first` on."""

    def moved(items: Sequence[OutlineItem]) -> Iterator[OutlineItem]:
        for item in items:
            page, how, *there = item.destination  # type: ignore[misc]
            where = {"left": float(there[0]), "top": float(there[1])} if how == Name.XYZ else {}
            copy = OutlineItem(item.title, first + _index(page), str(how)[1:], **where)  # type: ignore[arg-type]
            copy.children.extend(moved(item.children))
            yield copy

    with source.open_outline() as outline:
        return list(moved(outline.root))


def _index(page: Any) -> int:
    return Page(page).index  # type: ignore[return-value] # it says of itself that it is a method
