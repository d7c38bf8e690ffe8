"""Thai writing: one spelling for the same word, words, where a line may end, Buddhist-era dates, dictionary order.

Thai has no spaces between words. `words` cuts a text by a dictionary, fast. `unbreakable` is slower and surer: every way to cut a
text into words has a weight, the product of how often its words are used, and a line may end between two known words only where
nearly the whole weight agrees that they end and begin there; each rival reading is a judge with a veto.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import nlpo3

BUDDHIST_ERA = 543
"""Years that the Buddhist era counts more than the Common era."""

_MONTHS = ("มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม").split()
_ENGLISH_MONTHS = ("January February March April May June July August September October November December").split()

_NEW_YEAR_IN_JANUARY = 1941
"""The first of the Common era in which the year of the Buddhist era, too, began in January, and not in April."""
BUDDHIST_YEARS = range(2400, 2701)
"""A year of four digits that is of the Buddhist era; the others are of the Common era."""
_COMMON_YEARS = range(1857, 2158)

_SHORT_MONTHS = "มค กพ มีค เมย พค มิย กค สค กย ตค พย ธค".split()
_MONTH_NUMBERS = {
    name: number
    for months in (
        _MONTHS,
        [re.sub("(คม|ยน|พันธ์)$", "", month) for month in _MONTHS],
        _SHORT_MONTHS,
        [month.casefold() for month in _ENGLISH_MONTHS],
        [month[:3].casefold() for month in _ENGLISH_MONTHS],
    )
    for number, month in enumerate(months, 1)
    for name in (month, "sept" if month == "sep" else month)
}
_HAS_YEAR = re.compile(r"\d{4}")
_ARABIC = {0x0E50 + digit: str(digit) for digit in range(10)}
_BUDDHIST = "พb"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_ERA = r"(?:พ\.?ศ\.?|พุทธศักราช|b\.?e\.?|ค\.?ศ\.?|คริสต์ศักราช|a\.?d\.?|c\.?e\.?)"
_YEAR = rf"(?:ปี ?)?(?:(?P<era>{_ERA}) ?)?(?P<year>\d{{4}})(?: ?\(?(?P<after>{_ERA})\)?)?"
_WEEKDAY = "(?:(?:วัน)?(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|ศุกร์|เสาร์|อาทิตย์)|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]*|วัน)"
_DATES = tuple(
    re.compile(form.replace(" ", r"\s*"))
    for form in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?P<era>)(?:[t\s]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?",
        rf"(?:{_WEEKDAY} )?(?:ที่ )?{_DAY} [/.–—-] (?P<month>\d{{1,2}}) [/.–—-] {_YEAR}",
        rf"(?:{_WEEKDAY} )?(?:ที่ )?{_DAY} [/.–—-]? (?:เดือน )?(?:of )?(?P<month>[^\W\d][^\d\s/–—-]*?) [/.,–—-]? {_YEAR}",
        rf"(?:{_WEEKDAY} )?(?P<month>[a-z]{{3,9}}\.?) {_DAY},? {_YEAR}",
    )
)

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
    """The name under which the segmenter knows the word list."""
    nlpo3.load_dict(str(_lists() / "words_th.txt"), "thai")
    return "thai"


def _lists() -> Path:
    """The word lists that PyThaiNLP brings; it is never imported."""
    package = find_spec("pythainlp")
    assert package is not None, "PyThaiNLP is among the dependencies"
    assert package.origin is not None
    return Path(package.origin).parent / "corpus"


def collation(text: str) -> tuple[str, str]:
    """A key that sorts as a Thai dictionary does: by consonants, a leading vowel after its consonant, marks last."""
    swapped = _LEADING_VOWEL.sub(r"\2\1", text.casefold())
    return _MARKS.sub("", swapped), swapped


def initial(text: str) -> str:
    """The letter under which a dictionary lists a text: its first consonant, or its first letter or digit."""
    letters = (letter for letter in text if letter.isalnum() and not "\u0e40" <= letter <= "\u0e44")
    return next(letters, "#").upper()


def buddhist_year(day: date) -> int:
    """The year of a day in the Buddhist era."""
    return day.year + BUDDHIST_ERA - (day.year < _NEW_YEAR_IN_JANUARY and day.month < 4)


def thai_date(day: date) -> str:
    """22 พฤศจิกายน 2569."""
    return f"{day.day} {_MONTHS[day.month - 1]} {buddhist_year(day)}"


def short_date(day: date) -> str:
    """22/11/2569."""
    return f"{day.day}/{day.month}/{buddhist_year(day)}"


def english_date(day: date) -> str:
    """22 November 2026, whatever the locale of the machine."""
    return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"


def read_date(text: str) -> date | None:
    """The day that somebody wrote in either era and language: `22 พ.ย. 2569`, `22-Nov-2026`, `2026-11-22`.

    None for what is no day, and for a year of two digits, which could be of either era.
    """
    if not _HAS_YEAR.search(text):
        return None
    written = re.sub(r"(?<=[ก-ฮ]\.)\s+(?=[ก-ฮ]\.)", "", normalise(text).strip().casefold().translate(_ARABIC))
    found = next(filter(None, (form.fullmatch(written) for form in _DATES)), None)
    if found is None:
        return None
    said = found.groupdict()
    month, year, era = said["month"], int(said["year"]), said["era"] or said.get("after") or ""
    if era and (era[0] in _BUDDHIST) != (year in BUDDHIST_YEARS):
        return None
    number = int(month) if month.isdecimal() else _MONTH_NUMBERS.get(month.replace(".", "").replace("ฏ", "ฎ"), 0)
    return day_of(year, number, int(said["day"]))


def day_of(year: int, month: int, day: int) -> date | None:
    """A day of a year in either era, or None where there is none: 31/2, 29/2/2568, January 2483."""
    common = year
    if year in BUDDHIST_YEARS:
        common -= BUDDHIST_ERA - (month < 4 and year < _NEW_YEAR_IN_JANUARY + BUDDHIST_ERA)
    elif year not in _COMMON_YEARS:
        return None
    try:
        found = date(common, month, day)
    except ValueError:
        return None
    return found if year in (found.year, buddhist_year(found)) else None


_RUN = re.compile("[ก-ฮฤฦะ-ฺเ-ๅ็-๎]+")
_CLUSTER = re.compile("[เ-ไ]*[ก-ฮ][ะ-ฺๅ็-๎]*|.")
"""What is never cut: a leading vowel with its consonant, and the vowels and marks that follow."""
_UNKNOWN_WORD, _UNKNOWN_LETTER, _LONGEST = 1e-4, 0.05, 30
"""The weight of a word that the dictionary lacks: so much for being one, and so much for each letter after the first."""
_SCALE = 200.0
"""Keeps the weight of a long text within what a float can hold: about one over the weight of a letter."""
_SURE = 0.99
_LEAN_ON_WHAT_FOLLOWS = frozenset("การ ความ อย่าง น่า ผู้ นัก".split())
"""Words that make another word of the one that follows: no line ends after them."""
_DIGIT = "[0-9๐-๙]"
_LABEL = r"(?:พ\.ศ\.|ค\.ศ\.|ที่|ข้อ|ปี|หน้า|มาตรา|ขั้น|ชั้น|หมู่|No\.|no\.|B\.E\.|[A-Z][a-z]{0,7})"
_ENDS_IN_LABEL = re.compile(f"{_LABEL}$")
_ENDS_IN_AMOUNT = re.compile(f"(?P<label>{_LABEL} ?)?{_DIGIT}+$")
_LEANS_ON_WHAT_IS_BEFORE = re.compile(f"[ๆฯ]|ที่ ?{_DIGIT}")
_GAP = re.compile(r" +|(?<=[^ /]{3})/(?=[^\W\d])")


def unbreakable(text: str, keep: Iterable[str] = ()) -> list[str]:
    """The pieces of a text that stay on one line; a line may end after each, and nowhere else. Joined they are the text.

    `keep` are terms and names that stay whole, even where spaces stand within them. A number stays with its unit, and with the
    word that says what it counts (ขั้นที่ 3).
    """
    ends = {gap.end() for gap in _GAP.finditer(text) if not _leans(text, gap.start(), gap.end())}
    for run in _RUN.finditer(text):
        sure = (run.start() + end for end in _sure_ends(run[0]))
        ends.update(end for end in sure if not _LEANS_ON_WHAT_IS_BEFORE.match(text, end))
    for term in keep:
        start = text.find(term)
        while start >= 0:
            ends.difference_update(range(start + 1, start + len(term)))
            start = text.find(term, start + 1)
    cuts = [0, *sorted(ends - {len(text)}), len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if start < end]


def clusters(text: str) -> list[str]:
    """The letters of a text, each with the vowels and marks that are never parted from it."""
    return _CLUSTER.findall(text)


def _is_thai(letter: str) -> bool:
    return "ก" <= letter <= "๎" and letter not in "ฯๆ"


def _leans(text: str, start: int, end: int) -> bool:
    return text[start:end] == " " and leans(text[max(0, start - 20) : start], text[end : end + 1])


def leans(before: str, after: str) -> bool:
    """Whether the words around a space belong together: a number and its unit, a label and its number, a word and its ๆ."""
    if re.match(_DIGIT, after):
        return _ENDS_IN_LABEL.search(before) is not None
    if after in "ๆฯ%":
        return True
    amount = _ENDS_IN_AMOUNT.search(before)
    return amount is not None and not amount["label"] and (_is_thai(after) or after.islower())


@cache
def _weights() -> dict[str, float]:
    """How often each word of the dictionary is used, as a share of all words (counts of the Thai National Corpus)."""
    lines = (line.split("\t") for line in (_lists() / "tnc_freq.txt").read_text(encoding="utf-8").splitlines())
    counts = {line[0]: int(line[1]) for line in lines if len(line) == 2}
    known = (_lists() / "words_th.txt").read_text(encoding="utf-8").split("\n")
    heard = {word.strip(): counts.get(word.strip(), 0) + 0.5 for word in known if word.strip()}
    total = sum(heard.values())
    return {word: count / total for word, count in heard.items()}


def _edges(run: str) -> Iterator[tuple[int, int, float, str | None]]:
    """Every word that could stand in a run of Thai letters: start, end, weight, and the word itself where it is known."""
    weights = _weights()
    starts = [cluster.start() for cluster in _CLUSTER.finditer(run)] + [len(run)]
    for place, start in enumerate(starts):
        for end in starts[place + 1 :]:
            if end - start > _LONGEST:
                break
            word = run[start:end]
            known = weights.get(word)
            length = end - start
            weight = _UNKNOWN_WORD * _UNKNOWN_LETTER ** (length - 1) if known is None else known
            yield start, end, weight * _SCALE**length, None if known is None else word


def _sure_ends(run: str) -> list[int]:
    """Where a known word ends and another begins, whichever way one reads the run."""
    edges = list(_edges(run))
    size = len(run) + 1
    before, known_before, after, known_after = ([0.0] * size for _ in range(4))
    before[0] = after[-1] = 1.0
    for start, end, weight, word in edges:
        before[end] += before[start] * weight
        if word and word not in _LEAN_ON_WHAT_FOLLOWS:
            known_before[end] += before[start] * weight
    for start, end, weight, word in reversed(edges):
        after[start] += weight * after[end]
        if word:
            known_after[start] += weight * after[end]
    return [end for end in range(1, size - 1) if known_before[end] * known_after[end] > _SURE * before[-1]]
