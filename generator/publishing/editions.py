"""Editions of a site: which one a folder holds, and what its pages know of the others.

Pages learn of newer and earlier editions from one small script in the root of the site, the only
file that publishing writes anew in an edition that is already out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from .. import kinds
from ..artifact import MARKER
from ..language import Language
from ..problems import Place, Problem, ProblemsFound, Say
from .manifest import EDITIONS

SCRIPT = "editions.js"
"""Stands in the root of every site."""
STYLE = "edition.css"
"""Stands there too, and says which edition a page is of where no script runs."""
_ID = re.compile(kinds.ID)


@dataclass(frozen=True)
class Edition:
    """An edition of a manual: its number (`1.2`), the day it was made (`2026-11-22`), its titles as
    plain text.

    `manual` is the manual's `id`, which its bundles are named after; those made before they were
    say none. One that stands in Thai alone has no English title.
    """

    number: str
    date: str
    draft: bool
    title: str
    title_en: str
    manual: str = "khumue"

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that it stands in."""
        return tuple(Language) if self.title_en else (Language.TH,)

    @property
    def order(self) -> tuple[int, ...]:
        """Its place among the editions."""
        return kinds.order(self.number)

    @property
    def age(self) -> tuple[tuple[int, ...], str, bool]:
        """What tells the newer of two, as pages do: of the same number the later day, and a draft
        comes before its edition."""
        return self.order, self.date, not self.draft


def below(site: Path) -> list[Path]:
    """The folders of the earlier editions that stand below a site."""
    return sorted(path for path in (site / EDITIONS).glob("*/") if kinds.is_number(path.name))


def mark(edition: Edition, **release: object) -> bytes:
    """What `khumue.json` says: that we made the folder that it stands in, and which edition of
    which manual it is.

    `release` is what a published site says besides.
    """
    said = {"made by": "khumue", "edition": asdict(edition), **release}
    return json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"


def of(site: Path) -> Edition:
    """The edition that a folder holds. Raises ProblemsFound where it does not say."""
    try:
        edition = Edition(**json.loads((site / MARKER).read_bytes())["edition"])
        date.fromisoformat(edition.date)
        texts = (edition.number, edition.title, edition.title_en, edition.manual)
        if not all(isinstance(text, str) for text in texts):
            raise TypeError(texts)
        if not kinds.is_number(edition.number) or not _ID.fullmatch(edition.manual):
            raise ValueError(texts)
        return replace(edition, draft=bool(edition.draft))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        what = Say("ไม่บอกว่าเป็นคู่มือฉบับใด", "it does not say which edition of a manual it is")
        remedy = Say("สร้างเว็บไซต์ใหม่ด้วย khumue build", "build the site again with khumue build")
        raise ProblemsFound([Problem(Place(str(site / MARKER)), what, remedy)]) from None


def script(here: Edition, others: Iterable[tuple[Edition, str]] = ()) -> bytes:
    """The script that tells pages of their edition, and of the others: each with its address from
    the root of the site.

    `window.khumueEditions = {here: {number, date, draft}, others: [{number, date, draft, address},
    …]}`; one in Thai alone has `thai: true` besides, so that English pages lead to its Thai ones.
    """

    def told(edition: Edition) -> dict[str, object]:
        known = {"number": edition.number, "date": edition.date, "draft": edition.draft}
        return known if Language.EN in edition.languages else known | {"thai": True}

    known = {
        "here": told(here),
        "others": [told(edition) | {"address": address} for edition, address in others],
    }
    return f"window.khumueEditions = {json.dumps(known, ensure_ascii=True)};\n".encode()


def style(said: Mapping[Language, str]) -> bytes:
    """The style sheet that shows which edition a page is of, where the script has not written it."""
    rules = (
        f":lang({language}) .k-edition:empty::after{{content:{json.dumps(text, ensure_ascii=False)}}}\n"
        for language, text in said.items()
    )
    return ('@charset "utf-8";\n' + "".join(rules)).encode()
