"""Days and times as Thai and English write them: read in either era, written in the Buddhist one in
Thai."""

from __future__ import annotations

import re
from datetime import date

BUDDHIST_ERA = 543
"""Years that the Buddhist era counts more than the Common era."""

MONTHS = (
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม"
).split()
ENGLISH_MONTHS = (
    "January February March April May June July August September October November December"
).split()

_NEW_YEAR_IN_JANUARY = 1941
"""The first of the Common era in which the year of the Buddhist era, too, began in January, and not
in April."""
BUDDHIST_YEARS = range(2400, 2701)
"""A year of four digits that is of the Buddhist era; the others are of the Common era."""
_COMMON_YEARS = range(1857, 2158)

SHORT_MONTHS = "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.".split()
_MONTH_NUMBERS = {
    name: number
    for months in (
        MONTHS,
        [re.sub("(คม|ยน|พันธ์)$", "", month) for month in MONTHS],
        [month.replace(".", "") for month in SHORT_MONTHS],
        [month.casefold() for month in ENGLISH_MONTHS],
        [month[:3].casefold() for month in ENGLISH_MONTHS],
    )
    for number, month in enumerate(months, 1)
    for name in (month, "sept" if month == "sep" else month)
}
_HAS_YEAR = re.compile(r"\d\d")
_FIRST_SHORT_YEAR = 43
"""The first year of two digits that is of the Buddhist era (2543); those before it are of the Common
one, so that every such day lies in 2000 to 2056."""
_DIGITS = {0x0E50 + digit: str(digit) for digit in range(10)}
_BUDDHIST = "พb"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_ERA = r"(?:พ\.?ศ\.?|พุทธศักราช|b\.?e\.?|ค\.?ศ\.?|คริสต์ศักราช|a\.?d\.?|c\.?e\.?)"
_YEAR = rf"(?:ปี ?)?(?:(?P<era>{_ERA}) ?)?(?P<year>\d{{4}}|\d\d)(?: ?\(?(?P<after>{_ERA})\)?)?"
_WEEKDAY = "(?:(?:วัน)?(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|ศุกร์|เสาร์|อาทิตย์)|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]*|วัน)"
_DATES = tuple(
    re.compile(form.replace(" ", r"\s*"))
    for form in (
        r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?P<era>)(?:[t\s]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?",
        rf"(?:{_WEEKDAY} )?(?:ที่ )?{_DAY} [/.–—-] (?P<month>\d{{1,2}}) [/.–—-] {_YEAR}",
        rf"(?:{_WEEKDAY} )?(?:ที่ )?{_DAY} [/.–—-]? (?:เดือน )?(?:of )?(?P<month>[^\W\d][^\d\s/–—-]*?) [/.,–—-]? {_YEAR}",
        rf"(?:{_WEEKDAY} )?(?P<month>[a-z]{{3,9}}\.?) {_DAY},? {_YEAR}",
    )
)

_TIME = re.compile(
    r"(?:เวลา)?\s*(?P<hour>\d{1,2})[.:](?P<minute>[0-5]\d)\s*(?:น\.?|นาฬิกา|(?P<half>[ap])\.?m\.?)?"
)


def arabic(text: str) -> str:
    """A text with Arabic digits for Thai ones."""
    return text.translate(_DIGITS)


def buddhist_year(day: date) -> int:
    """The year of a day in the Buddhist era."""
    return day.year + BUDDHIST_ERA - (day.year < _NEW_YEAR_IN_JANUARY and day.month < 4)


def thai_date(day: date) -> str:
    """22 พฤศจิกายน 2569."""
    return f"{day.day} {MONTHS[day.month - 1]} {buddhist_year(day)}"


def short_date(day: date) -> str:
    """22/11/2569."""
    return f"{day.day}/{day.month}/{buddhist_year(day)}"


def english_date(day: date) -> str:
    """22 November 2026, whatever the locale of the machine."""
    return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"


def read_date(text: str) -> date | None:
    """The day that somebody wrote in either era and language: `22 พ.ย. 2569`, `22-Nov-2026`,
    `2026-11-22`.

    The text is in the one spelling of `thai.normalise`. A year of two digits is of the era that is
    said, else of the one in which it is near: 69 is 2569, 26 is 2026. None for what is no day.
    """
    if not _HAS_YEAR.search(text):
        return None
    written = re.sub(r"(?<=[ก-ฮ]\.)\s+(?=[ก-ฮ]\.)", "", arabic(text.strip().casefold()))
    found = next(filter(None, (form.fullmatch(written) for form in _DATES)), None)
    if found is None:
        return None
    said = found.groupdict()
    month, year, era = said["month"], int(said["year"]), said["era"] or said.get("after") or ""
    buddhist = era[0] in _BUDDHIST if era else year >= _FIRST_SHORT_YEAR
    if year < 100:
        year += 2500 if buddhist else 2000
    elif era and buddhist != (year in BUDDHIST_YEARS):
        return None
    number = (
        int(month)
        if month.isdecimal()
        else _MONTH_NUMBERS.get(month.replace(".", "").replace("ฏ", "ฎ"), 0)
    )
    return day_of(year, number, int(said["day"]))


def read_time(text: str) -> str | None:
    """The time that somebody wrote, by the clock of 24 hours: `09:30` for `๙.๓๐ น.` and `9:30
    a.m.`; None for what is none."""
    found = _TIME.fullmatch(arabic(text.strip().casefold()))
    if found is None:
        return None
    hour, minute, half = int(found["hour"]), found["minute"], found["half"]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half or hour > 24 or (hour == 24 and minute != "00"):
        return None
    return f"{hour:02}:{minute}"


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
