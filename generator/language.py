"""The two languages, and a text that says itself in both."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """A language of the manual; Thai is the first, and stands at the root of the site."""

    TH = "th"
    EN = "en"

    @property
    def other(self) -> Language:
        """The language that a reader switches to."""
        return Language.EN if self is Language.TH else Language.TH

    @property
    def folder(self) -> str:
        """Where its pages are: `""` for Thai, `"en/"` for English."""
        return "" if self is Language.TH else "en/"
