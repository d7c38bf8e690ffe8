"""Thai writing: one spelling for the same word, words, Buddhist-era dates, dictionary order. The only user of the segmenter."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import nlpo3

BUDDHIST_ERA = 543
"""Years that the Buddhist era counts more than the Common era."""

_MONTHS = ("มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม").split()
_ENGLISH_MONTHS = ("January February March April May June July August September October November December").split()

_TONES = "\u0e48\u0e49\u0e4a\u0e4b"
_VOWELS_AROUND = "\u0e31\u0e34-\u0e3a\u0e47"
_TONE_BEFORE_VOWEL = re.compile(f"([{_TONES}\u0e4c])([{_VOWELS_AROUND}])")
_SARA_AM = re.compile(f"\u0e4d([{_TONES}]?)\u0e32")
_TONE_AFTER_AM = re.compile(f"\u0e33([{_TONES}])")
_LEADING_VOWEL = re.compile("([\u0e40-\u0e44])([\u0e01-\u0e2e])")
_MARKS = re.compile("[\u0e47-\u0e4e]")


def normalise(text: str) -> str:
    """One spelling for what looks the same: NFC, vowel before tone, ํ+า as ำ, เ+เ as แ."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    text = text.replace("\u0e40\u0e40", "\u0e41")
    text = _TONE_BEFORE_VOWEL.sub(r"\2\1", text)
    text = _SARA_AM.sub("\\1\u0e33", text)
    return _TONE_AFTER_AM.sub("\\1\u0e33", text)


def words(text: str) -> list[str]:
    """The words of a text by dictionary, with all that stands between them: joined, they are the text."""
    return nlpo3.segment(text, _dictionary())


@cache
def _dictionary() -> str:
    """The name under which the segmenter knows the word list; PyThaiNLP brings the list and is never imported."""
    package = find_spec("pythainlp")
    assert package is not None, "PyThaiNLP is among the dependencies"
    assert package.origin is not None
    nlpo3.load_dict(str(Path(package.origin).parent / "corpus" / "words_th.txt"), "thai")
    return "thai"


def collation(text: str) -> tuple[str, str]:
    """A key that sorts as a Thai dictionary does: by consonants, a leading vowel after its consonant, marks last."""
    swapped = _LEADING_VOWEL.sub(r"\2\1", text.casefold())
    return _MARKS.sub("", swapped), swapped


def initial(text: str) -> str:
    """The letter under which a dictionary lists a text: its first consonant, or its first letter or digit."""
    letters = (letter for letter in text if letter.isalnum() and not "\u0e40" <= letter <= "\u0e44")
    return next(letters, "#").upper()


def thai_date(day: date) -> str:
    """22 พฤศจิกายน 2569."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year + BUDDHIST_ERA}"


def english_date(day: date) -> str:
    """22 November 2026, whatever the locale of the machine."""
    return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"
