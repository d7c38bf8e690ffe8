"""The pages of a pack that are no sheets: its cover, its contents, and what is laid over its
pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, partial
from pathlib import Path

from markupsafe import Markup

from ..language import Language
from ..markup import Templates, Words
from ..sheets.html import said
from ..sheets.sheet import BOTH
from .pack import Pack


def front(pack: Pack, firsts: Sequence[int], counts: Sequence[int]) -> str:
    """The cover and the contents of a pack, whose sheets begin on the pages `firsts` and have so
    many pages."""
    rows = [
        (number, *row) for number, row in enumerate(zip(pack.sheets, firsts, counts, strict=True))
    ]
    return _templates().render(
        "pack.html",
        pack=pack,
        rows=rows,
        language=pack.language,
        bilingual=pack.languages == BOTH,
        words=Words(pack.language),
        say=partial(said, languages=pack.languages, between=" "),
        under=partial(said, languages=pack.languages, between=Markup(" <br>")),
    )


def labels(texts: Iterable[str], language: Language, kind: str) -> str:
    """A small page for each text, to be laid over a page of a pack: `kind` is "number",
    "filled" or "value"."""
    return _templates().render("labels.html", texts=texts, language=language, kind=kind)


@cache
def _templates() -> Templates:
    return Templates(Path(__file__).parent / "templates", pair=Words.pair)
