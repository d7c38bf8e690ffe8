"""The page of a preview that tries a log of searches: which records can be called something else,
and where."""

from __future__ import annotations

from collections.abc import Iterator

from ..catalogue import COLLECTIONS
from ..guide import Guide
from ..markup import Words
from .plan import Planned

_TITLE = Words.pair("searches.title")


def planned(guide: Guide) -> Planned:
    """The page; what it knows are the addresses of records, each with its file."""
    about = "about" if any(section.id == "about" for section in guide.manual.sections) else None
    return Planned("searches.html", "searches", _TITLE, _TITLE, tuple(_named(guide)), about)


def _named(guide: Guide) -> Iterator[tuple[str, str]]:
    yield "contact.html", guide.manual.place.file
    for row in COLLECTIONS:
        if "also" in row.kind.model_fields and row.address:
            for record in guide.all(row):
                yield row.address.format(id=getattr(record, "id", "")), record.place.file
